"""The comments of all consultations in one list, and one comment by its number; the columns are those of every other list."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import or_, select
from sqlmodel import col

from dialog_tracker.comments.queries import LISTED
from dialog_tracker.comments.tables import Comment, Submission
from dialog_tracker.consultations.tables import Consultation
from dialog_tracker.domain.errors import NotFound
from dialog_tracker.domain.response import ResponseStatus
from dialog_tracker.opendata.records import PUBLIC, Narrowed
from dialog_tracker.responses.queries import PUBLISHED, answered_columns
from dialog_tracker.responses.tables import Response
from dialog_tracker.storage.transaction import Reader


def _query(*, latin: bool) -> Any:
    return (
        select(col(Comment.id), *answered_columns(latin=latin))
        .select_from(Comment)
        .join(Submission, col(Submission.id) == col(Comment.submission_id))
        .join(Consultation, col(Consultation.id) == col(Comment.consultation_id))
        .outerjoin(Response, PUBLISHED)
        .where(PUBLIC)
    )


async def page(session: Reader, wanted: Narrowed, now: datetime, status: str, after: UUID | None, limit: int) -> Sequence[Any]:
    """Read a page of the comments of all public consultations in the order of arrival; its first column is the key."""
    query = _query(latin=wanted.latin).where(LISTED, *wanted.of_consultation())
    if after:
        query = query.where(col(Comment.id) > after)
    if status == ResponseStatus.UNANSWERED:
        query = query.where(col(Response.id).is_(None))
    elif status:
        query = query.where(col(Response.status) == status)
    if wanted.since:
        query = query.where(or_(col(Submission.published_at) >= wanted.since, col(Response.published_at) >= wanted.since))
    return (await session.execute(query.order_by(col(Comment.id)).limit(limit), {"now": now})).all()


async def one(session: Reader, number: str, now: datetime, *, latin: bool) -> Any:
    """Read one comment by its number, also one that was parted into points, whose address stays; raises NotFound("comment-unknown")."""
    known = (col(Comment.number) == number, col(Submission.withdrawn_at).is_(None))
    row = (await session.execute(_query(latin=latin).where(*known), {"now": now})).first()
    if row is None:
        raise NotFound("comment-unknown")
    return row
