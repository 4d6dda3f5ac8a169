"""What the comments of a consultation asked for and were told, for comparing it with a later text of the act."""

from collections.abc import Sequence
from dataclasses import dataclass
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

_EXCERPT = 400  # characters of a text that stands beside a change


@dataclass(frozen=True, slots=True)
class AskedLine:
    """A comment with its published answer as they stand beside a change, texts cut short, in the reader's script."""

    asked: Asked
    submitter: str
    place: str
    text: str
    answer: str
    language: str
    script: str


async def asked_of(session: Reader, consultation_id: UUID, now: datetime, *, latin: bool = False) -> Sequence[AskedLine]:
    """Read every comment that stands in lists, with the places it is about; two queries whatever their number.

    A text that is not public is neither shown nor compared.
    """
    texts = (Comment.place_latn, Submission.public_name_latn) if latin else (Comment.place, Submission.public_name)
    words = (Comment.proposed_latn, Comment.reasons_latn) if latin else (Comment.proposed, Comment.reasons)
    answer = col(Response.reasons_latn if latin else Response.reasons)
    said = func.concat_ws("\n", *(func.nullif(public(col(word)), "") for word in words))
    columns: tuple[Any, ...] = (
        *(col(Comment.id), col(Comment.number), col(Comment.target), col(Response.status), col(Response.changed_anchor)),
        *(public(col(Comment.proposed)), *map(col, texts), func.left(said, _EXCERPT), func.coalesce(func.left(answer, _EXCERPT), "")),
        *(col(Comment.language), col(Comment.script)),
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
    return [_line(row, places.get(row[0], ())) for row in rows]


def _line(row: Any, anchors: tuple[str, ...]) -> AskedLine:
    _, number, target, status, changed, proposed, place, who, text, answer, language, script = row
    known = ResponseStatus(status) if status else ResponseStatus.UNANSWERED
    asked = Asked(number, known, anchors, changed or "", proposed, target == "new_after")
    return AskedLine(asked, who, place, text, answer, language, script)


async def anchors_of(session: Reader, consultation_id: UUID) -> dict[UUID, tuple[str, ...]]:
    """Read the places of every comment of a consultation."""
    query = (
        select(col(CommentPlace.comment_id), func.array_agg(col(CommentPlace.anchor)))
        .join(Comment, col(Comment.id) == col(CommentPlace.comment_id))
        .where(col(Comment.consultation_id) == consultation_id)
        .group_by(col(CommentPlace.comment_id))
    )
    return {comment_id: tuple(anchors) for comment_id, anchors in await session.execute(query)}
