"""Who gets the seats of a call: the ranking by points, when it may be made, and an appointment that departs from it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from uuid import UUID

from dialog_tracker.domain.errors import Conflict, DialogError, FieldErrors, Malformed


@dataclass(frozen=True, slots=True)
class Scored:
    """A nomination with the totals that its scorers gave, one each."""

    id: UUID
    totals: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Ranked:
    """A nomination in its place: `mean` is exact, and those that share it share the place too."""

    id: UUID
    mean: Fraction
    place: int
    tied: bool


def ranking(scored: Iterable[Scored]) -> list[Ranked]:
    """Rank by the mean of the scorers' totals, best first; after two firsts comes a third. Nominations nobody scored are left out."""
    means = sorted(((Fraction(sum(one.totals), len(one.totals)), one.id) for one in scored if one.totals), key=lambda m: (-m[0], m[1]))
    values = [mean for mean, _ in means]
    return [Ranked(known, mean, values.index(mean) + 1, values.count(mean) > 1) for mean, known in means]


@dataclass(frozen=True, slots=True)
class Sheets:
    """How far scoring is: who began, and what each has judged or declared a conflict of interest on."""

    nominations: frozenset[UUID]
    scored: frozenset[tuple[UUID, UUID]] = frozenset()
    conflicts: frozenset[tuple[UUID, UUID]] = frozenset()

    @property
    def unscored(self) -> frozenset[UUID]:
        """Give the nominations that nobody scored."""
        return self.nominations - {nomination for _, nomination in self.scored}

    @property
    def half_done(self) -> frozenset[UUID]:
        """Give the scorers who began and left something out."""
        judged = self.scored | self.conflicts
        begun = {scorer for scorer, _ in judged}
        return frozenset(scorer for scorer in begun if any((scorer, one) not in judged for one in self.nominations))


def check_scoring_complete(sheets: Sheets) -> None:
    """Raise Conflict("nominations-unscored") and Conflict("sheets-half-done") where scoring cannot be closed yet.

    A mean of scorers who each judged other candidates would compare what cannot be compared.
    """
    if sheets.unscored:
        raise Conflict("nominations-unscored", number=len(sheets.unscored))
    if sheets.half_done:
        raise Conflict("sheets-half-done", number=len(sheets.half_done))


def reason_needed(ranked: Sequence[Ranked], chosen: Iterable[UUID]) -> bool:
    """Tell whether a choice has to be explained: somebody who was not chosen stands before one who was, or beside."""
    wanted = set(chosen)
    worst = max((one.place for one in ranked if one.id in wanted), default=0)
    return any(one.place <= worst for one in ranked if one.id not in wanted)


def clear_choice(ranked: Sequence[Ranked], seats: int) -> tuple[UUID, ...]:
    """Give those who are chosen without anybody deciding: the best, as long as all who share a place have a seat."""
    counts = [one.place for one in ranked]
    return tuple(one.id for one in ranked if one.place + counts.count(one.place) - 1 <= seats)


def check_appointment(ranked: Sequence[Ranked], chosen: Sequence[UUID], seats: int, decision: str, reason: str) -> None:
    """Raise FieldErrors where an appointment is not whole: nobody chosen, too many, no decision, or no reason where one is owed."""
    errors: dict[str, DialogError] = {}
    known = {one.id for one in ranked}
    if not chosen or any(one not in known for one in chosen):
        errors["chosen"] = Malformed("choice-required", field="chosen")
    elif len(set(chosen)) > seats:
        errors["chosen"] = Malformed("seats-exceeded", field="chosen", number=seats)
    if not decision.strip():
        errors["decision"] = Malformed("field-required", field="decision")
    if "chosen" not in errors and not reason.strip() and reason_needed(ranked, chosen):
        errors["reason"] = Malformed("ranking-passed-over", field="reason")
    if errors:
        raise FieldErrors(errors)
