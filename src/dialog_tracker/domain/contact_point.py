"""Contact points: whose mandate stands, which overlap, which end with nobody to follow, and what of a card is shown.

A mandate runs from its first to its last day, both counted; a day that is not stated leaves that side open.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from uuid import UUID

from dialog_tracker.domain.errors import Malformed

# So many days before its end a mandate without a successor is told of.
NOTICE_DAYS = 30


class Duty(StrEnum):
    """What somebody is for the cooperation of an authority with organisations."""

    CONTACT_POINT = "contact_point"
    DEPUTY = "deputy"


class Standing(StrEnum):
    """How an authority stands with its contact point on a day."""

    HELD = "held"
    ENDING = "ending"
    ENDED = "ended"
    NEVER = "never"


@dataclass(frozen=True, slots=True)
class Term:
    """A mandate as it is judged: whose, of which duty, from the first to the last day."""

    id: UUID
    duty: Duty
    begins_on: date | None
    last_on: date | None

    def holds(self, day: date) -> bool:
        """Tell whether the mandate stands on a day."""
        return (self.begins_on is None or self.begins_on <= day) and (self.last_on is None or day <= self.last_on)


def check_term(begins_on: date | None, last_on: date | None) -> None:
    """Raise Malformed("mandate-ends-before") where a mandate would end before it begins."""
    if begins_on is not None and last_on is not None and last_on < begins_on:
        raise Malformed("mandate-ends-before", field="last_on")


def overlap(one: Term, other: Term) -> bool:
    """Tell whether two mandates of one duty share a day; that is allowed, since an authority may have several, and it is told."""
    if one.duty is not other.duty:
        return False
    first = max(one.begins_on or date.min, other.begins_on or date.min)
    return first <= min(one.last_on or date.max, other.last_on or date.max)


def overlaps(terms: Sequence[Term], day: date) -> list[tuple[UUID, UUID]]:
    """Give the pairs that overlap on a day or later; what is past is history, and warns of nothing."""
    live = [term for term in terms if term.last_on is None or term.last_on >= day]
    return [(one.id, other.id) for at, one in enumerate(live) for other in live[at + 1 :] if overlap(one, other)]


@dataclass(frozen=True, slots=True)
class Outlook:
    """How an authority stands, and from which day on it has nobody; None while that is not in sight."""

    standing: Standing
    vacant_from: date | None = None


def outlook(terms: Iterable[Term], day: date) -> Outlook:
    """Tell how an authority stands: deputies stand in for somebody, and do not fill the place."""
    own = sorted((t for t in terms if t.duty is Duty.CONTACT_POINT), key=lambda t: t.begins_on or date.min)
    if not own:
        return Outlook(Standing.NEVER)
    covered = _covered_until(own, day)
    if covered is None:
        past = [t.last_on for t in own if t.last_on is not None and t.last_on < day]
        return Outlook(Standing.ENDED, max(past) + timedelta(days=1)) if past else Outlook(Standing.NEVER)
    if covered is date.max or covered > day + timedelta(days=NOTICE_DAYS):
        return Outlook(Standing.HELD)
    return Outlook(Standing.ENDING, covered + timedelta(days=1))


def _covered_until(own: Sequence[Term], day: date) -> date | None:
    """Give the last day on which somebody holds the place without a gap from today on; None where nobody does today."""
    standing = [t.last_on or date.max for t in own if t.holds(day)]
    if not standing:
        return None
    until = max(standing)
    for term in own:
        follows = until is not date.max and (term.begins_on or date.min) <= until + timedelta(days=1)
        if follows:
            until = max(until, term.last_on or date.max)
    return until


def handed_over(ends: Term, begins_on: date) -> date:
    """Give the last day of the mandate that ends when another begins; raises Malformed("handover-before-mandate")."""
    last_on = begins_on - timedelta(days=1)
    if ends.begins_on is not None and last_on < ends.begins_on:
        raise Malformed("handover-before-mandate", field="begins_on", since=ends.begins_on)
    return last_on


@dataclass(frozen=True, slots=True)
class Card:
    """What the public sees of a contact point: the function always, the rest as its owner chose."""

    name: str
    function: str
    email: str
    telephone: str

    @property
    def reachable(self) -> bool:
        """Tell whether the card says how to reach its owner."""
        return bool(self.email or self.telephone)


def card(name: str, function: str, email: str, telephone: str, *, shows_name: bool, shows_email: bool, shows_telephone: bool) -> Card:
    """Make the public card."""
    return Card(name if shows_name else "", function, email if shows_email else "", telephone if shows_telephone else "")
