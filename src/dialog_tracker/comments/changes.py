"""What becomes of a submission after it was sent: withdrawn with a reason, or corrected by another that takes its place.

The text of what was sent never changes and stays readable.
"""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import delete, insert, select, update
from sqlalchemy.dialects.postgresql import insert as upsert
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from dialog_tracker.comments.tables import BasketCorrection, BasketItem, Comment, Submission, Submitter
from dialog_tracker.consultations.actions import next_number
from dialog_tracker.consultations.queries import Facts, facts_of
from dialog_tracker.consultations.tables import Consultation
from dialog_tracker.domain.comment import clean_text
from dialog_tracker.domain.errors import Conflict, Malformed, NotFound
from dialog_tracker.domain.policy import Actor
from dialog_tracker.domain.submission import is_late
from dialog_tracker.ledger.actions import record
from dialog_tracker.storage.columns import new_id


async def supersede(session: AsyncSession, actor: Actor, now: datetime, facts: Facts, old: str, new: str) -> None:
    """The corrected submission stays on record, names the one that took its place, and is no longer counted."""
    row = await _own_submission(session, actor, old)
    if row.withdrawn_at is not None:
        raise Conflict("withdrawn-before")
    if is_late(facts.window, now):
        raise Conflict("withdrawal-too-late")
    replaced = update(Submission).where(col(Submission.id) == row.id)
    await session.execute(replaced.values(withdrawn_at=now, superseded_by=new))
    mine = (col(BasketCorrection.person_id) == actor.person_id, col(BasketCorrection.consultation_id) == facts.id)
    await session.execute(delete(BasketCorrection).where(*mine))
    told = {"number": old, "by": new}
    await record(
        session, at=now, actor_id=actor.person_id, act="submission-corrected", subject_kind="submission", subject_id=row.id, **told
    )


async def _own_submission(session: AsyncSession, actor: Actor, number: str) -> Any:
    """Lock a submission of one's own; raises NotFound("submission-unknown") for any other."""
    owner = select(col(Submitter.person_id)).where(col(Submitter.submission_id) == col(Submission.id)).scalar_subquery()
    shown = (Submission.id, Submission.consultation_id, Submission.organisation_id, Submission.withdrawn_at)
    columns: tuple[Any, ...] = (*map(col, shown), col(Consultation.reference), owner.label("person"))
    query = select(*columns).join(Consultation, col(Consultation.id) == col(Submission.consultation_id))
    row = (await session.execute(query.where(col(Submission.number) == number).with_for_update(of=Submission))).first()
    if row is None or not speaks_for(actor, row.person, row.organisation_id):
        raise NotFound("submission-unknown")
    return row


async def begin_correction(session: AsyncSession, actor: Actor, now: datetime, number: str) -> str:
    """Lay the comments of one's submission into the basket, to be changed and sent in its place; gives the consultation.

    What lies in the basket already stays beside them. Raises NotFound("submission-unknown"), Conflict("withdrawn-before",
    "withdrawal-too-late").
    """
    row = await _own_submission(session, actor, number)
    facts = await facts_of(session, row.reference, now)
    if row.withdrawn_at is not None:
        raise Conflict("withdrawn-before")
    if is_late(facts.window, now):
        raise Conflict("withdrawal-too-late")
    marked = upsert(BasketCorrection).values(person_id=actor.person_id, consultation_id=facts.id, number=number)
    again = marked.on_conflict_do_nothing().returning(col(BasketCorrection.number))
    if (await session.execute(again)).first() is None:
        return facts.reference
    names = ("kind", "target", "anchor", "proposed", "reasons", "quote", "weight")
    said = select(*(col(getattr(Comment, name)) for name in names)).where(
        col(Comment.submission_id) == row.id, col(Comment.part_of).is_(None)
    )
    owner = {"person_id": actor.person_id, "consultation_id": facts.id, "saved_at": now}
    for at, one in enumerate(await session.execute(said.order_by(col(Comment.ordinal)))):
        texts = dict(zip(names, one, strict=True))
        await session.execute(insert(BasketItem).values(id=new_id(), idempotency_key=f"{new_id()}:{at}", **texts, **owner))
    return facts.reference


async def leave_correction(session: AsyncSession, actor: Actor, now: datetime, reference: str) -> None:
    """Send what lies in the basket as a submission of its own after all."""
    facts = await facts_of(session, reference, now)
    mine = (col(BasketCorrection.person_id) == actor.person_id, col(BasketCorrection.consultation_id) == facts.id)
    await session.execute(delete(BasketCorrection).where(*mine))


async def withdraw_submission(session: AsyncSession, actor: Actor, now: datetime, number: str, reason: str) -> None:
    """Withdraw what one sent, with a reason, until the consultation closes; the text stays on record and leaves the lists and totals.

    Raises NotFound("submission-unknown"), Conflict("withdrawn-before", "withdrawal-too-late") and Malformed("field-required").
    """
    row = await _own_submission(session, actor, number)
    facts = await facts_of(session, row.reference, now, lock=True)
    if row.withdrawn_at is not None:
        raise Conflict("withdrawn-before")
    if is_late(facts.window, now):
        raise Conflict("withdrawal-too-late")
    why = clean_text("reason", reason, 5000)
    if not why:
        raise Malformed("field-required", field="reason")
    await session.execute(update(Submission).where(col(Submission.id) == row.id).values(withdrawn_at=now, withdrawn_reason=why))
    # What is counted over the comments is kept until this series moves.
    await next_number(session, f"{facts.reference}/answers")
    told = {"number": number}
    await record(
        session, at=now, actor_id=actor.person_id, act="submission-withdrawn", subject_kind="submission", subject_id=row.id, **told
    )


def speaks_for(actor: Actor, person_id: UUID | None, organisation_id: UUID | None) -> bool:
    """Tell whether somebody sent a submission, in their own name or for an organisation of theirs."""
    return actor.person_id is not None and (actor.person_id == person_id or organisation_id in actor.organisation_ids)
