"""Reading answers: comments with their answers, the queue of an official, and the state of a whole consultation."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, cast
from uuid import UUID

from sqlalchemy import and_, bindparam, func, select
from sqlalchemy.orm import aliased
from sqlmodel import col

from dialog_tracker.comments.queries import CommentLine, comment_columns
from dialog_tracker.comments.tables import Comment, CommentPlace, Submission
from dialog_tracker.consultations.tables import Consultation
from dialog_tracker.documents.tables import Provision
from dialog_tracker.domain.errors import NotFound
from dialog_tracker.domain.response import ResponseStatus
from dialog_tracker.responses.tables import Response
from dialog_tracker.storage.transaction import Reader

_CURRENT = and_(col(Response.comment_id) == col(Comment.id), col(Response.superseded_at).is_(None))
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


def _answered(*, latin: bool, whole: bool = False) -> tuple[Any, ...]:
    return (
        *comment_columns(latin=latin, whole=whole),
        func.coalesce(col(Response.status), ResponseStatus.UNANSWERED.value).label("status"),
        func.coalesce(col(Response.reasons_latn if latin else Response.reasons), "").label("answer"),
        func.coalesce(col(Response.what_changed_latn if latin else Response.what_changed), "").label("what_changed"),
        col(Response.published_at).label("answered_at"),
    )


def _joined(*, latin: bool, whole: bool = False) -> Any:
    return (
        select(*_answered(latin=latin, whole=whole))
        .select_from(Comment)
        .join(Submission, col(Submission.id) == col(Comment.submission_id))
        .join(Consultation, col(Consultation.id) == col(Comment.consultation_id))
        .outerjoin(Response, _PUBLISHED)
    )


def _page(*, latin: bool) -> Any:
    """Make the statement of one page of comments in the order of arrival; it is built once, since building costs as much as asking."""
    here = col(Comment.consultation_id) == bindparam("consultation"), col(Comment.position) > bindparam("after")
    return (
        _joined(latin=latin).where(*here, col(Submission.withdrawn_at).is_(None)).order_by(col(Comment.position)).limit(bindparam("most"))
    )


_PAGE = {latin: _page(latin=latin) for latin in (False, True)}
_PUBLIC = (
    select(col(Consultation.id))
    .where(col(Consultation.reference) == bindparam("reference"), col(Consultation.stage) != "draft")
    .scalar_subquery()
)
# The consultation is named by a subquery, not by the join, so that the rows come in the order of the index.
_OF_PUBLISHED = {
    latin: _joined(latin=latin)
    .where(col(Comment.consultation_id) == _PUBLIC, col(Comment.position) > bindparam("after"), col(Submission.withdrawn_at).is_(None))
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


async def comments_of_submission(
    session: Reader, submission_id: UUID, now: datetime, *, latin: bool, whole: bool = False
) -> Sequence[AnsweredLine]:
    """Read the comments of one submission with their published answers; `whole` for its author and the officials."""
    query = _joined(latin=latin, whole=whole).where(col(Comment.submission_id) == submission_id).order_by(col(Comment.ordinal))
    return cast("Sequence[AnsweredLine]", (await session.execute(query, {"now": now})).all())


@dataclass(frozen=True, slots=True)
class QueueLine:
    """A comment in the queue of those who answer."""

    number: str
    position: int
    submitter: str
    place: str
    excerpt: str
    status: str
    published: bool


async def queue(session: Reader, consultation_id: UUID, *, latin: bool, only_open: bool = False, limit: int = 500) -> Sequence[QueueLine]:
    """List the comments of a consultation in the order of the text, with the state of each answer."""
    words = func.left(
        func.concat(col(Comment.reasons_latn if latin else Comment.reasons), col(Comment.proposed_latn if latin else Comment.proposed)), 90
    )
    columns: tuple[Any, ...] = (
        col(Comment.number),
        col(Comment.position),
        col(Submission.public_name_latn if latin else Submission.public_name).label("submitter"),
        col(Comment.place_latn if latin else Comment.place).label("place"),
        words.label("excerpt"),
        func.coalesce(col(Response.status), ResponseStatus.UNANSWERED.value).label("status"),
        col(Response.published_at).is_not(None).label("published"),
    )
    query = (
        select(*columns)
        .select_from(Comment)
        .join(Submission, col(Submission.id) == col(Comment.submission_id))
        .outerjoin(Response, _CURRENT)
        .where(col(Comment.consultation_id) == consultation_id, col(Submission.withdrawn_at).is_(None))
        .order_by(col(Comment.place_order), col(Comment.position))
        .limit(limit)
    )
    if only_open:
        query = query.where(col(Response.id).is_(None))
    return cast("Sequence[QueueLine]", (await session.execute(query)).all())


@dataclass(frozen=True, slots=True)
class AnswerCard:
    """One comment with everything an official needs to answer it."""

    comment: AnsweredLine
    reference: str
    consultation_id: UUID
    version_id: UUID
    submission_number: str
    status: str
    reasons: str
    what_changed: str
    revision: int
    drafted_by: UUID | None
    published_at: datetime | None
    same_text: int


async def answer_card(session: Reader, number: str, now: datetime, *, latin: bool) -> AnswerCard:
    """Read a comment with the current answer, drafted or published; raises NotFound("comment-unknown")."""
    other = aliased(Comment)
    same = (
        select(func.count())
        .select_from(other)
        .where(col(other.consultation_id) == col(Comment.consultation_id), col(other.text_hash) == col(Comment.text_hash))
        .scalar_subquery()
    )
    columns: tuple[Any, ...] = (
        *_answered(latin=latin, whole=True),
        col(Consultation.reference),
        col(Consultation.id),
        col(Consultation.version_id),
        col(Submission.number),
        func.coalesce(col(Response.status), "").label("own_status"),
        func.coalesce(col(Response.reasons), ""),
        func.coalesce(col(Response.what_changed), ""),
        func.coalesce(col(Response.revision), 0),
        col(Response.drafted_by),
        col(Response.published_at),
        same,
    )
    query = (
        select(*columns)
        .select_from(Comment)
        .join(Submission, col(Submission.id) == col(Comment.submission_id))
        .join(Consultation, col(Consultation.id) == col(Comment.consultation_id))
        .outerjoin(Response, _CURRENT)
        .where(col(Comment.number) == number)
    )
    row = (await session.execute(query, {"now": now})).first()
    if row is None:
        raise NotFound("comment-unknown")
    own = len(_answered(latin=latin))
    return AnswerCard(AnsweredLine(*row[:own]), *row[own:])


@dataclass(frozen=True, slots=True)
class EarlierAnswer:
    """An answer already given to an identical comment."""

    number: str
    status: str
    reasons: str
    what_changed: str


async def answers_to_same_text(session: Reader, number: str) -> list[EarlierAnswer]:
    """Read the answers given to comments of the same words in the same consultation."""
    asked = select(col(Comment.consultation_id), col(Comment.text_hash)).where(col(Comment.number) == number).subquery()
    same = (col(Comment.consultation_id) == asked.c.consultation_id) & (col(Comment.text_hash) == asked.c.text_hash)
    columns = (col(Comment.number), col(Response.status), col(Response.reasons), col(Response.what_changed))
    query = (
        select(*columns)
        .join(Response, _CURRENT)
        .join(asked, same)
        .where(col(Comment.number) != number)
        .order_by(col(Comment.position))
        .limit(5)
    )
    return [EarlierAnswer(*row) for row in await session.execute(query)]


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
        .outerjoin(Response, _CURRENT)
        .where(col(Comment.consultation_id) == consultation_id, col(Submission.withdrawn_at).is_(None))
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
