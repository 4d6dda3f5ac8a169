"""Reading the contest for seats: nominations, points, conflicts of interest, the ranking, and objections to it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from fractions import Fraction
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlmodel import col

from dialog_tracker.accounts.tables import Person
from dialog_tracker.domain.errors import NotFound
from dialog_tracker.domain.ranking import Ranked, Scored, Sheets, ranking
from dialog_tracker.storage.transaction import Reader
from dialog_tracker.workgroups.queries import CallCard
from dialog_tracker.workgroups.tables import (
    GroupCall,
    Nomination,
    NominationConflict,
    NominationScore,
    RankingObjection,
)


@dataclass(frozen=True, slots=True)
class NominationLine:
    """A nomination as the office sees it; `again` where its organisation has another in the same call."""

    id: UUID
    call_id: UUID
    organisation_id: UUID
    organisation: str
    candidate: str
    function: str
    deputy: str
    email: str
    motivation: str
    cv: str
    shows_name: bool
    code: str
    received_at: datetime
    withdrawn_at: datetime | None
    again: bool = False


_NOMINATION: tuple[Any, ...] = (
    Nomination.id, Nomination.call_id, Nomination.organisation_id, Nomination.organisation, Nomination.candidate, Nomination.function, Nomination.deputy,
    Nomination.email, Nomination.motivation, Nomination.cv, Nomination.shows_name, Nomination.code, Nomination.received_at,
    Nomination.withdrawn_at,
)  # fmt: skip


async def nominations_of(session: Reader, call_id: UUID) -> list[NominationLine]:
    """List what was nominated in a call, as it came in; withdrawn nominations too."""
    query: Any = select(*map(col, _NOMINATION)).where(col(Nomination.call_id) == call_id)
    rows = [NominationLine(*row) for row in await session.execute(query.order_by(col(Nomination.received_at), col(Nomination.id)))]
    standing = [row.organisation_id for row in rows if row.withdrawn_at is None]
    return [replace(row, again=row.withdrawn_at is None and standing.count(row.organisation_id) > 1) for row in rows]


async def nomination_by_code(session: Reader, code: str) -> tuple[NominationLine, UUID]:
    """Find a nomination by the code of its receipt, with its group; raises NotFound("nomination-unknown")."""
    query: Any = select(*map(col, _NOMINATION), col(GroupCall.group_id)).join(GroupCall, col(GroupCall.id) == col(Nomination.call_id))
    row = (await session.execute(query.where(col(Nomination.code) == code))).first()
    if row is None:
        raise NotFound("nomination-unknown")
    return NominationLine(*row[:-1]), row[-1]


@dataclass(frozen=True, slots=True)
class ScoreLine:
    """What one scorer gave a nomination."""

    nomination_id: UUID
    scorer_id: UUID
    scorer: str
    points: Mapping[str, int]
    total: int
    note: str


async def scores_of(session: Reader, call_id: UUID, scorer_id: UUID | None = None) -> list[ScoreLine]:
    """Read the scores of the nominations that stand, of all scorers or of one."""
    columns: tuple[Any, ...] = (
        *map(col, (NominationScore.nomination_id, NominationScore.scorer_id, Person.name)),
        *map(col, (NominationScore.points, NominationScore.total, NominationScore.note)),
    )
    query = select(*columns).join(Nomination, col(Nomination.id) == col(NominationScore.nomination_id))
    query = query.join(Person, col(Person.id) == col(NominationScore.scorer_id))
    query = query.where(col(Nomination.call_id) == call_id, col(Nomination.withdrawn_at).is_(None))
    if scorer_id is not None:
        query = query.where(col(NominationScore.scorer_id) == scorer_id)
    return [ScoreLine(*row) for row in await session.execute(query.order_by(col(Person.name), col(NominationScore.scorer_id)))]


async def conflicts_of(session: Reader, call_id: UUID) -> list[tuple[UUID, UUID, str]]:
    """Read who declared a conflict of interest on which nomination: nomination, scorer, the scorer's name."""
    columns = (col(NominationConflict.nomination_id), col(NominationConflict.scorer_id), col(Person.name))
    query = select(*columns).join(Nomination, col(Nomination.id) == col(NominationConflict.nomination_id))
    query = query.join(Person, col(Person.id) == col(NominationConflict.scorer_id))
    query = query.where(col(Nomination.call_id) == call_id, col(Nomination.withdrawn_at).is_(None))
    return [(nomination, scorer, name) for nomination, scorer, name in await session.execute(query)]


async def sheets_of(session: Reader, call_id: UUID) -> Sheets:
    """Read how far the scoring of a call is."""
    standing = frozenset(one.id for one in await nominations_of(session, call_id) if one.withdrawn_at is None)
    scored = frozenset((one.scorer_id, one.nomination_id) for one in await scores_of(session, call_id))
    declared = frozenset((scorer, nomination) for nomination, scorer, _ in await conflicts_of(session, call_id))
    return Sheets(standing, scored, declared)


def ranked_by(scores: Sequence[ScoreLine]) -> list[Ranked]:
    """Rank nominations by their scores."""
    totals: dict[UUID, list[int]] = {}
    for one in scores:
        totals.setdefault(one.nomination_id, []).append(one.total)
    return ranking(Scored(known, tuple(given)) for known, given in totals.items())


@dataclass(frozen=True, slots=True)
class RankedLine:
    """A nomination in its place, with the mean points by criterion; the candidate is named where the candidate agreed to it."""

    id: UUID
    place: int
    tied: bool
    mean: Fraction
    organisation: str
    candidate: str
    shows_name: bool
    by_criterion: tuple[Fraction, ...]


async def ranking_of(session: Reader, call: CallCard) -> list[RankedLine]:
    """Read the ranking of a call."""
    scores = await scores_of(session, call.id)
    known = {one.id: one for one in await nominations_of(session, call.id)}
    means = {
        one: tuple(
            _mean([score.points.get(criterion.key, 0) for score in scores if score.nomination_id == one]) for criterion in call.criteria
        )
        for one in known
    }
    return [
        RankedLine(one.id, one.place, one.tied, one.mean, of.organisation, of.candidate, of.shows_name, means[one.id])
        for one in ranked_by(scores)
        for of in (known[one.id],)
    ]


def _mean(points: Sequence[int]) -> Fraction:
    return Fraction(sum(points), len(points)) if points else Fraction(0)


@dataclass(frozen=True, slots=True)
class ObjectionLine:
    """An objection to a ranking; for officials alone."""

    id: UUID
    name: str
    email: str
    body: str
    received_at: datetime
    answer: str
    answered_at: datetime | None


async def objections_of(session: Reader, call_id: UUID) -> list[ObjectionLine]:
    """List the objections to the ranking of a call, as they came in."""
    shown = (RankingObjection.id, RankingObjection.name, RankingObjection.email, RankingObjection.body, RankingObjection.received_at)
    columns: Any = map(col, (*shown, RankingObjection.answer, RankingObjection.answered_at))
    query: Any = select(*columns).where(col(RankingObjection.call_id) == call_id)
    return [
        ObjectionLine(*row) for row in await session.execute(query.order_by(col(RankingObjection.received_at), col(RankingObjection.id)))
    ]
