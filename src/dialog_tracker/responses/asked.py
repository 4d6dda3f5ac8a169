"""What the comments of a consultation asked for and were told, for comparing it with a later text of the act."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import func, select
from sqlmodel import col

from dialog_tracker.comments.queries import LISTED
from dialog_tracker.comments.shown import public
from dialog_tracker.comments.tables import Comment, CommentPlace, Submission
from dialog_tracker.domain.promises import Asked
from dialog_tracker.domain.response import ResponseStatus
from dialog_tracker.responses.queries import PUBLISHED
from dialog_tracker.responses.tables import Response
from dialog_tracker.storage.transaction import Reader


async def asked_of(session: Reader, consultation_id: UUID, now: datetime) -> Sequence[Asked]:
    """Read every comment that stands in lists with its published answer; two queries whatever their number.

    A wording that is not public is not compared either.
    """
    columns: tuple[Any, ...] = (
        *(col(Comment.id), col(Comment.number), col(Comment.target), public(col(Comment.proposed)).label("proposed")),
        *(col(Response.status), col(Response.changed_anchor)),
    )
    query = (
        select(*columns)
        .join(Submission, col(Submission.id) == col(Comment.submission_id))
        .outerjoin(Response, PUBLISHED)
        .where(col(Comment.consultation_id) == consultation_id, LISTED)
        .order_by(col(Comment.position))
    )
    rows = (await session.execute(query, {"now": now})).all()
    places = await anchors_of(session, consultation_id)
    return [
        Asked(
            row.number,
            ResponseStatus(row.status or ResponseStatus.UNANSWERED),
            places.get(row.id, ()),
            row.changed_anchor or "",
            row.proposed,
            row.target == "new_after",
        )
        for row in rows
    ]


async def anchors_of(session: Reader, consultation_id: UUID) -> dict[UUID, tuple[str, ...]]:
    """Read the places of every comment of a consultation."""
    query = (
        select(col(CommentPlace.comment_id), func.array_agg(col(CommentPlace.anchor)))
        .join(Comment, col(Comment.id) == col(CommentPlace.comment_id))
        .where(col(Comment.consultation_id) == consultation_id)
        .group_by(col(CommentPlace.comment_id))
    )
    return {comment_id: tuple(anchors) for comment_id, anchors in await session.execute(query)}
