"""How a long comment gives way to its parts and comes back: rows beside the original, whose words and number never change."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import func, insert, select, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from dialog_tracker.comments.storing import numbered, words_of
from dialog_tracker.comments.tables import Comment, CommentPlace, Submission
from dialog_tracker.consultations.actions import next_number
from dialog_tracker.consultations.queries import Facts
from dialog_tracker.consultations.tables import Consultation
from dialog_tracker.documents.queries import PlaceLine
from dialog_tracker.domain.comment import CommentDraft


@dataclass(frozen=True, slots=True)
class Parted:
    """A part as it came into the tables."""

    id: UUID
    number: str


async def add_parts(
    session: AsyncSession, now: datetime, facts: Facts, original_id: UUID, parts: Sequence[CommentDraft], known: Mapping[str, PlaceLine]
) -> list[Parted]:
    """Set a comment aside and let its parts stand in its place, numbered after everything else of the submission.

    The submission is held, so that no number is given twice; a number that was given once is never given again.
    """
    columns = (col(Comment.submission_id), col(Comment.language), col(Submission.serial), col(Submission.number))
    query = select(*columns).join(Submission, col(Submission.id) == col(Comment.submission_id)).where(col(Comment.id) == original_id)
    row = (await session.execute(query.with_for_update(of=Submission))).one()
    last = await session.scalar(select(func.max(col(Comment.ordinal))).where(col(Comment.submission_id) == row.submission_id))
    owner = {"id": row.submission_id, "consultation_id": facts.id, "serial": row.serial, "number": row.number}
    rows = numbered([words_of(part, row.language, known) | {"part_of": original_id} for part in parts], owner, first=(last or 0) + 1)
    await session.execute(insert(Comment), rows)
    places = [
        {"comment_id": made["id"], "anchor": anchor, "version_id": facts.version_id}
        for made, part in zip(rows, parts, strict=True)
        for anchor in part.anchors
    ]
    if places:
        await session.execute(insert(CommentPlace), places)
    await session.execute(update(Comment).where(col(Comment.id) == original_id).values(set_aside_at=now))
    await next_number(session, f"{facts.reference}/answers")
    return [Parted(made["id"], made["number"]) for made in rows]


async def bring_back(session: AsyncSession, now: datetime, facts: Facts, original_id: UUID) -> None:
    """Let a parted comment stand whole again; its parts stay on record, outside every list."""
    parts = (col(Comment.part_of) == original_id, col(Comment.set_aside_at).is_(None))
    await session.execute(update(Comment).where(*parts).values(set_aside_at=now))
    await session.execute(update(Comment).where(col(Comment.id) == original_id).values(set_aside_at=None))
    await next_number(session, f"{facts.reference}/answers")


async def live_parts(session: AsyncSession, original_id: UUID) -> list[UUID]:
    """Give the parts that stand in the place of a comment."""
    query = select(col(Comment.id)).where(col(Comment.part_of) == original_id, col(Comment.set_aside_at).is_(None))
    return list((await session.scalars(query.order_by(col(Comment.ordinal)))).all())


async def hold(session: AsyncSession, number: str) -> Any:
    """Hold a comment while it is parted; None where there is no such comment. Whoever answers it meanwhile waits."""
    shown = (Comment.id, Comment.submission_id, Comment.kind, Comment.target, Comment.anchor, Comment.weight, Comment.quote)
    words = (Comment.proposed, Comment.reasons, Comment.language, Comment.script, Comment.part_of, Comment.set_aside_at)
    of_submission: tuple[Any, ...] = (col(Submission.number).label("submission"), col(Submission.withdrawn_at), col(Consultation.reference))
    columns: tuple[Any, ...] = (*map(col, shown), *map(col, words), *of_submission)
    query = (
        select(*columns)
        .join(Submission, col(Submission.id) == col(Comment.submission_id))
        .join(Consultation, col(Consultation.id) == col(Comment.consultation_id))
        .where(col(Comment.number) == number)
    )
    return (await session.execute(query.with_for_update(of=Comment))).first()
