"""What an authority, an organisation or an area of work has done in public: its consultations, its comments, its figures."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import case, func, or_, select
from sqlmodel import col

from dialog_tracker.comments.queries import LISTED
from dialog_tracker.comments.shown import HELD
from dialog_tracker.comments.tables import Comment, Submission
from dialog_tracker.consultations.queries import REPORTED
from dialog_tracker.consultations.tables import Consultation
from dialog_tracker.directory.naming import name_for
from dialog_tracker.directory.queries import standing_for, survivors
from dialog_tracker.directory.tables import Area
from dialog_tracker.documents.tables import Act
from dialog_tracker.domain.consultation import Stage, Venue
from dialog_tracker.domain.errors import NotFound
from dialog_tracker.domain.response import ResponseStatus
from dialog_tracker.domain.script import Face
from dialog_tracker.domain.submission import NameDisplay
from dialog_tracker.reading import lists
from dialog_tracker.reading.lists import ConsultationLine, Narrow
from dialog_tracker.responses.tables import Response
from dialog_tracker.storage.transaction import Reader

_SHOWN = 10
_NAMED = (NameDisplay.FULL.value, NameDisplay.ORGANISATION.value)


@dataclass(frozen=True, slots=True)
class Figures:
    """What is counted of an authority or an area: consultations that are over and their reports, comments and answers.

    `here` are those that were held here; of others it is not known how many comments came.
    """

    consultations: int
    over: int
    reported: int
    comments: int
    answered: int
    here: int


@dataclass(frozen=True, slots=True)
class History:
    """The consultations of an authority or of an area, with their figures and the years in which there were any, newest first."""

    open: Sequence[ConsultationLine]
    coming: Sequence[ConsultationLine]
    closed: Sequence[ConsultationLine]
    figures: Figures
    years: Sequence[int]


async def history_of(session: Reader, narrow: Narrow, now: datetime, *, face: Face) -> History:
    """Read the consultations of an authority or an area; five queries, however many there are."""
    return History(
        await lists.open_consultations(session, now, face=face, narrow=narrow),
        await lists.coming_consultations(session, now, face=face, narrow=narrow),
        await lists.closed_consultations(session, now, face=face, limit=_SHOWN, narrow=narrow),
        await _figures(session, narrow, now),
        await _years(session, narrow),
    )


def _held(narrow: Narrow) -> Any:
    return (col(Consultation.stage) == Stage.PUBLISHED, *narrow.limits())


async def _figures(session: Reader, narrow: Narrow, now: datetime) -> Figures:
    over = col(Consultation.closes_at) <= now
    counts = (func.count(), func.count().filter(over), func.count().filter(over, REPORTED))
    here = func.count().filter(col(Consultation.venue) == Venue.HERE)
    consultations, ended, reported, held_here = (await session.execute(select(*counts, here).where(*_held(narrow)))).one()
    mine = select(col(Consultation.id)).where(*_held(narrow))
    answered = (
        (col(Response.comment_id) == col(Comment.id)) & col(Response.superseded_at).is_(None) & col(Response.published_at).is_not(None)
    )
    said = (
        select(func.count(), func.count(col(Response.id)))
        .select_from(Comment)
        .join(Submission, col(Submission.id) == col(Comment.submission_id))
        .outerjoin(Response, answered)
        .where(col(Comment.consultation_id).in_(mine), LISTED)
    )
    comments, answers = (await session.execute(said)).one()
    return Figures(consultations, ended, reported, comments, answers, held_here)


async def _years(session: Reader, narrow: Narrow) -> Sequence[int]:
    year = func.extract("year", func.timezone(col(Consultation.time_zone), col(Consultation.closes_at)))
    query = select(year).where(*_held(narrow)).distinct().order_by(year.desc())
    return [int(one) for one in (await session.execute(query)).scalars()]


@dataclass(frozen=True, slots=True)
class AreaName:
    """An area of work by its name."""

    key: str
    name: str


async def area_named(session: Reader, key: str, *, face: Face) -> AreaName:
    """Read the name of an area; raises NotFound("area-unknown")."""
    name = name_for(face, Area)
    row = (await session.execute(select(col(Area.key), name).where(col(Area.key) == key))).first()
    if row is None:
        raise NotFound("area-unknown")
    return AreaName(row[0], row[1])


@dataclass(frozen=True, slots=True)
class SpokenLine:
    """A submission of an organisation in its history, with what became of its comments."""

    id: UUID
    number: str
    reference: str
    title: str
    title_language: str
    received_at: datetime
    comments: int
    by_status: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Spoken:
    """What an organisation sent under its name: a page of submissions, newest first, and the sums over all of them."""

    submissions: int
    comments: int
    by_status: Mapping[str, int]
    lines: Sequence[SpokenLine]
    next: UUID | None


def _named_submissions(organisation_id: UUID) -> Any:
    """Choose what an organisation, or one that was merged into it, sent under its name and what is public of it; needs `now`."""
    merged = survivors()
    return (
        select(col(Submission.id))
        .outerjoin(merged, merged.c.id == col(Submission.organisation_id))
        .where(
            or_(col(Submission.organisation_id) == organisation_id, merged.c.survivor_id == organisation_id),
            standing_for(merged, col(Submission.organisation_id)) == organisation_id,
            col(Submission.display).in_(_NAMED),
            col(Submission.withdrawn_at).is_(None),
            HELD == "",
        )
    )


async def spoken_by(
    session: Reader, organisation_id: UUID, now: datetime, *, latin: bool, before: UUID | None = None, limit: int = 20
) -> Spoken:
    """Read what an organisation sent, and those that were merged into it; what is held back or was sent without its name is left out."""
    mine = _named_submissions(organisation_id)
    status = func.coalesce(col(Response.status), case((col(Comment.id).is_not(None), ResponseStatus.UNANSWERED.value)))
    answered = (
        (col(Response.comment_id) == col(Comment.id)) & col(Response.superseded_at).is_(None) & col(Response.published_at).is_not(None)
    )
    said = (
        select(status, func.count(), func.count(func.distinct(col(Submission.id))))
        .select_from(Submission)
        .join(Comment, (col(Comment.submission_id) == col(Submission.id)) & col(Comment.set_aside_at).is_(None))
        .outerjoin(Response, answered)
    )
    given = {"now": now}
    sums = (await session.execute(said.where(col(Submission.id).in_(mine)).group_by(status), given)).all()
    total = await session.scalar(select(func.count()).select_from(mine.subquery()), given)
    lines = await _spoken_lines(session, mine, given, latin=latin, before=before, limit=limit)
    by_status = {row[0]: row[1] for row in sums}
    return Spoken(total or 0, sum(by_status.values()), by_status, lines[:limit], lines[limit - 1].id if len(lines) > limit else None)


async def _spoken_lines(
    session: Reader, mine: Any, given: dict[str, Any], *, latin: bool, before: UUID | None, limit: int
) -> list[SpokenLine]:
    columns: tuple[Any, ...] = (
        *(col(Submission.id), col(Submission.number), col(Consultation.reference)),
        *(col(Act.title_latn if latin else Act.title), col(Act.language), col(Submission.received_at)),
    )
    query = (
        select(*columns)
        .join(Consultation, col(Consultation.id) == col(Submission.consultation_id))
        .join(Act, col(Act.id) == col(Consultation.act_id))
        .where(col(Submission.id).in_(mine), col(Consultation.stage) != Stage.DRAFT)
        .order_by(col(Submission.id).desc())
        .limit(limit + 1)
    )
    if before is not None:
        query = query.where(col(Submission.id) < before)
    rows = (await session.execute(query, given)).all()
    statuses = await _statuses(session, [row[0] for row in rows])
    return [_spoken_line(row, statuses.get(row[0], {})) for row in rows]


def _spoken_line(row: Any, by_status: Mapping[str, int]) -> SpokenLine:
    identity, number, reference, title, language, received_at = row
    return SpokenLine(identity, number, reference, title, language, received_at, sum(by_status.values()), by_status)


async def _statuses(session: Reader, ids: Sequence[UUID]) -> dict[UUID, dict[str, int]]:
    status = func.coalesce(col(Response.status), ResponseStatus.UNANSWERED.value)
    answered = (
        (col(Response.comment_id) == col(Comment.id)) & col(Response.superseded_at).is_(None) & col(Response.published_at).is_not(None)
    )
    query = (
        select(col(Comment.submission_id), status, func.count())
        .outerjoin(Response, answered)
        .where(col(Comment.submission_id).in_(ids), col(Comment.set_aside_at).is_(None))
        .group_by(col(Comment.submission_id), status)
    )
    found: dict[UUID, dict[str, int]] = {}
    for submission_id, what, count in await session.execute(query):
        found.setdefault(submission_id, {})[what] = count
    return found


async def consultations_joined(session: Reader, organisation_id: UUID, now: datetime) -> tuple[UUID, ...]:
    """Give the consultations in which an organisation spoke under its name."""
    query = select(col(Submission.consultation_id)).where(col(Submission.id).in_(_named_submissions(organisation_id))).distinct()
    return tuple((await session.execute(query, {"now": now})).scalars())
