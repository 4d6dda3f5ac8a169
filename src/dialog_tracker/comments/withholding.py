"""Submissions that are not public, or not yet: quarantined until a time, withheld with a reason, published again; each act on record."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import func, select, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from dialog_tracker.comments.shown import HELD
from dialog_tracker.comments.tables import Comment, Submission
from dialog_tracker.consultations.actions import next_number
from dialog_tracker.consultations.queries import Facts, facts_of
from dialog_tracker.consultations.tables import Consultation
from dialog_tracker.domain.errors import NotFound
from dialog_tracker.domain.policy import Actor, Permission, require
from dialog_tracker.domain.publication import QUARANTINED, WithholdingReason, quarantine_end
from dialog_tracker.ledger.actions import record
from dialog_tracker.storage.transaction import Reader

_EXCERPT = 600
WITHHOLDING_ACTS = ("submission-withheld", "submission-quarantined", "submission-released")


@dataclass(frozen=True, slots=True)
class HeldLine:
    """A submission that is not public: since when it is there, until when it waits, why, and how its first comment begins."""

    number: str
    who: str
    received_at: datetime
    until: datetime | None
    held: str
    comments: int
    excerpt: str
    language: str


async def held_submissions(session: Reader, facts: Facts, now: datetime, *, latin: bool, limit: int = 200) -> Sequence[HeldLine]:
    """List what waits for a decision, longest-waiting first, then what is withheld."""
    words = (Comment.proposed_latn, Comment.reasons_latn) if latin else (Comment.proposed, Comment.reasons)
    counted = select(func.count()).where(col(Comment.submission_id) == col(Submission.id)).correlate(Submission).scalar_subquery()
    columns: tuple[Any, ...] = (
        *(col(Submission.number), col(Submission.public_name_latn if latin else Submission.public_name), col(Submission.received_at)),
        *(col(Submission.quarantined_until), HELD, counted),
        *(func.left(func.concat_ws("\n", *map(col, words)), _EXCERPT), col(Comment.language)),
    )
    query = (
        select(*columns)
        .join(Comment, (col(Comment.submission_id) == col(Submission.id)) & (col(Comment.ordinal) == 1))
        .where(col(Submission.consultation_id) == facts.id, HELD != "")
        .order_by((HELD == QUARANTINED).desc(), col(Submission.received_at))
        .limit(limit)
    )
    return [HeldLine(*row) for row in await session.execute(query, {"now": now})]


async def withhold(session: AsyncSession, actor: Actor, now: datetime, number: str, reason: WithholdingReason) -> None:
    """Do not publish the texts of a submission, for a reason; they stay on record and are answered. Raises NotFound("submission-unknown")."""
    row = await _locked(session, actor, now, number)
    await _decide(session, row, withheld_code=reason, quarantined_until=None)
    await _told(session, actor, now, row, "submission-withheld", code=reason.value)


async def quarantine(session: AsyncSession, actor: Actor, now: datetime, number: str, hours: int) -> None:
    """Let the texts of a submission wait for a decision; after the hours they are public.

    Raises NotFound("submission-unknown") and Malformed("quarantine-hours").
    """
    until = quarantine_end(now, hours)
    row = await _locked(session, actor, now, number)
    await _decide(session, row, withheld_code="", quarantined_until=until)
    await _told(session, actor, now, row, "submission-quarantined", until=until.isoformat())


async def release(session: AsyncSession, actor: Actor, now: datetime, number: str) -> None:
    """Publish the texts of a submission now. Raises NotFound("submission-unknown")."""
    row = await _locked(session, actor, now, number)
    await _decide(session, row, withheld_code="", quarantined_until=None)
    await _told(session, actor, now, row, "submission-released")


async def _locked(session: AsyncSession, actor: Actor, now: datetime, number: str) -> Any:
    columns = (col(Submission.id), col(Consultation.reference))
    query = select(*columns).join(Consultation, col(Consultation.id) == col(Submission.consultation_id))
    row = (await session.execute(query.where(col(Submission.number) == number).with_for_update(of=Submission))).first()
    if row is None:
        raise NotFound("submission-unknown")
    require(Permission.COMMENT_MODERATE, actor, (await facts_of(session, row.reference, now)).policy)
    return row


async def _decide(session: AsyncSession, row: Any, *, withheld_code: str, quarantined_until: datetime | None) -> None:
    decided = {"withheld_code": withheld_code, "quarantined_until": quarantined_until}
    await session.execute(update(Submission).where(col(Submission.id) == row.id).values(**decided))


async def _told(session: AsyncSession, actor: Actor, now: datetime, row: Any, act: str, **more: str) -> None:
    """What is counted and kept over the comments is kept until this series moves; the ledger holds no words."""
    await next_number(session, f"{row.reference}/answers")
    await record(session, at=now, actor_id=actor.person_id, act=act, subject_kind="submission", subject_id=row.id, **more)


async def waiting_count(session: Reader, consultation_id: Any, now: datetime) -> int:
    """Count the comments that wait for a decision."""
    return sum(why == QUARANTINED for why in (await held_numbers(session, consultation_id, now)).values())


async def held_numbers(session: Reader, consultation_id: Any, now: datetime) -> dict[str, str]:
    """Give the numbers of comments that are not public, each with why."""
    query = select(col(Comment.number), HELD).join(Submission, col(Submission.id) == col(Comment.submission_id))
    rows = await session.execute(query.where(col(Comment.consultation_id) == consultation_id, HELD != ""), {"now": now})
    return {row[0]: row[1] for row in rows}
