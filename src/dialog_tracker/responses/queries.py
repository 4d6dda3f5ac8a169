"""Reading answers: comments with their answers, the queue of an official, and the state of a whole consultation."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, cast
from uuid import UUID

from sqlalchemy import and_, bindparam, func, or_, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased
from sqlmodel import col

from dialog_tracker.comments.queries import LISTED, CommentLine, comment_columns
from dialog_tracker.comments.tables import Comment, CommentPlace, Submission
from dialog_tracker.consultations.tables import Consultation
from dialog_tracker.documents.tables import Provision
from dialog_tracker.domain.response import ResponseStatus
from dialog_tracker.responses.tables import Response
from dialog_tracker.storage.transaction import Reader

CURRENT = and_(col(Response.comment_id) == col(Comment.id), col(Response.superseded_at).is_(None))
_later: Any = aliased(Response, name="later")
_CORRECTED = (
    select(_later.id)
    .where(_later.comment_id == col(Response.comment_id), _later.published_at.is_not(None), _later.revision > col(Response.revision))
    .correlate(Response)
    .exists()
)
# A published answer stands until its correction is published too: one that is only drafted changes nothing for readers.
_PUBLISHED = and_(col(Response.comment_id) == col(Comment.id), col(Response.published_at).is_not(None), ~_CORRECTED)


@dataclass(frozen=True, slots=True)
class AnsweredLine(CommentLine):
    """A comment with its published answer; `status` is unanswered where there is none."""

    status: str
    answer: str
    what_changed: str
    answered_at: datetime | None


def answered_columns(*, latin: bool, whole: bool = False) -> tuple[Any, ...]:
    """Give the columns of a comment with an answer; the query joins submission, consultation and the answer."""
    return (
        *comment_columns(latin=latin, whole=whole),
        func.coalesce(col(Response.status), ResponseStatus.UNANSWERED.value).label("status"),
        func.coalesce(col(Response.reasons_latn if latin else Response.reasons), "").label("answer"),
        func.coalesce(col(Response.what_changed_latn if latin else Response.what_changed), "").label("what_changed"),
        col(Response.published_at).label("answered_at"),
    )


def _joined(*, latin: bool, whole: bool = False) -> Any:
    return (
        select(*answered_columns(latin=latin, whole=whole))
        .select_from(Comment)
        .join(Submission, col(Submission.id) == col(Comment.submission_id))
        .join(Consultation, col(Consultation.id) == col(Comment.consultation_id))
        .outerjoin(Response, _PUBLISHED)
    )


def _page(*, latin: bool) -> Any:
    """Make the statement of one page of comments in the order of arrival; it is built once, since building costs as much as asking."""
    here = col(Comment.consultation_id) == bindparam("consultation"), col(Comment.position) > bindparam("after")
    return _joined(latin=latin).where(*here, LISTED).order_by(col(Comment.position)).limit(bindparam("most"))


_PAGE = {latin: _page(latin=latin) for latin in (False, True)}
_PUBLIC = (
    select(col(Consultation.id))
    .where(col(Consultation.reference) == bindparam("reference"), col(Consultation.stage) != "draft")
    .scalar_subquery()
)
# The consultation is named by a subquery, not by the join, so that the rows come in the order of the index.
_OF_PUBLISHED = {
    latin: _joined(latin=latin)
    .where(col(Comment.consultation_id) == _PUBLIC, col(Comment.position) > bindparam("after"), LISTED)
    .order_by(col(Comment.position))
    .limit(bindparam("most"))
    for latin in (False, True)
}


async def published_comments(
    session: Reader, reference: str, now: datetime, *, latin: bool, after: int | None, limit: int
) -> Sequence[AnsweredLine]:
    """Read one page of comments of a public consultation in a single statement; empty also where there is no such consultation."""
    given = {"reference": reference, "now": now, "after": -1 if after is None else after, "most": limit}
    return cast("Sequence[AnsweredLine]", (await session.execute(_OF_PUBLISHED[latin], given)).all())


async def comments_page(
    session: Reader, consultation_id: UUID, now: datetime, *, latin: bool, after: int | None = None, limit: int = 50, status: str = ""
) -> Sequence[AnsweredLine]:
    """Read one page of comments; rows come as they are, since they are only shown."""
    query = _PAGE[latin]
    if status == ResponseStatus.UNANSWERED:
        query = query.where(col(Response.id).is_(None))
    elif status:
        query = query.where(col(Response.status) == status)
    return await _read(session, query, consultation_id, now, after, limit)


async def comments_on_unit(
    session: Reader,
    consultation_id: UUID,
    version_id: UUID,
    unit_anchor: str,
    now: datetime,
    *,
    latin: bool,
    after: int | None = None,
    limit: int = 50,
) -> Sequence[AnsweredLine]:
    """Read comments on one unit of the text, or the general ones where `unit_anchor` is empty."""
    query = _PAGE[latin]
    if unit_anchor:
        here = (col(Provision.version_id) == col(CommentPlace.version_id)) & (col(Provision.anchor) == col(CommentPlace.anchor))
        on_unit = select(col(CommentPlace.comment_id)).join(Provision, here)
        in_unit = col(CommentPlace.version_id) == version_id, col(Provision.unit_anchor) == unit_anchor
        query = query.where(col(Comment.id).in_(on_unit.where(*in_unit)))
    else:
        query = query.where(col(Comment.target) == "general")
    return await _read(session, query, consultation_id, now, after, limit)


async def _read(session: Reader, query: Any, consultation_id: UUID, now: datetime, after: int | None, limit: int) -> Sequence[AnsweredLine]:
    given = {"consultation": consultation_id, "now": now, "after": -1 if after is None else after, "most": limit}
    return cast("Sequence[AnsweredLine]", (await session.execute(query, given)).all())


@dataclass(frozen=True, slots=True)
class SentComment:
    """A comment as it was sent, with its published answer; `parts` stand in lists in its place where it was parted."""

    line: AnsweredLine
    parts: Sequence[AnsweredLine]


async def comments_of_submission(
    session: Reader, submission_id: UUID, now: datetime, *, latin: bool, whole: bool = False
) -> Sequence[SentComment]:
    """Read the comments of one submission in their order, each with the parts that stand in its place; one query.

    `whole` is for its author and the officials, who read also what is held back from the public.
    """
    kept = or_(col(Comment.part_of).is_(None), col(Comment.set_aside_at).is_(None))
    query = _joined(latin=latin, whole=whole).add_columns(col(Comment.id).label("comment_id"), col(Comment.part_of))
    query = query.where(col(Comment.submission_id) == submission_id, kept).order_by(col(Comment.ordinal))
    rows = (await session.execute(query, {"now": now})).all()
    parts: dict[UUID, list[AnsweredLine]] = {}
    for *line, _, original in rows:
        if original is not None:
            parts.setdefault(original, []).append(AnsweredLine(*line))
    return [SentComment(AnsweredLine(*line), parts.get(own, ())) for *line, own, original in rows if original is None]


async def any_answered(session: AsyncSession, comment_ids: Sequence[UUID]) -> bool:
    """Tell whether any of the comments has an answer, drafted or published."""
    query = select(col(Response.id)).where(col(Response.comment_id).in_(comment_ids), col(Response.superseded_at).is_(None))
    return (await session.execute(query.limit(1))).first() is not None


@dataclass(frozen=True, slots=True)
class AnswerState:
    """How far answering is: counts of comments, and the published answers by status."""

    received: int
    unanswered: int
    unpublished: int
    by_status: dict[str, int]


async def answer_state(session: Reader, consultation_id: UUID) -> AnswerState:
    """Count comments by the state of their answers."""
    published = col(Response.published_at).is_not(None)
    query = (
        select(func.coalesce(col(Response.status), ResponseStatus.UNANSWERED.value), published, func.count())
        .select_from(Comment)
        .join(Submission, col(Submission.id) == col(Comment.submission_id))
        .outerjoin(Response, CURRENT)
        .where(col(Comment.consultation_id) == consultation_id, LISTED)
        .group_by(col(Response.status), published)
    )
    received = unanswered = unpublished = 0
    by_status = dict.fromkeys(map(str, ResponseStatus), 0)
    for status, is_published, count in await session.execute(query):
        received += count
        shown = status if is_published else ResponseStatus.UNANSWERED.value
        by_status[shown] += count
        unanswered += count if status == ResponseStatus.UNANSWERED else 0
        unpublished += count if status != ResponseStatus.UNANSWERED and not is_published else 0
    return AnswerState(received, unanswered, unpublished, by_status)
