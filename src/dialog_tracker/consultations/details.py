"""The details of a consultation that are corrected after it was opened: contact, working group, decision, summary."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from dialog_tracker.consultations.queries import facts_of
from dialog_tracker.consultations.tables import Consultation
from dialog_tracker.domain.consultation import Stage
from dialog_tracker.domain.details import check_details
from dialog_tracker.domain.errors import Conflict
from dialog_tracker.domain.policy import Actor, Permission, require
from dialog_tracker.domain.script import to_latin
from dialog_tracker.ledger.actions import record
from dialog_tracker.storage.transaction import Reader

DETAILS = ("summary", "coordinator", "email", "postal_address", "drafted_by", "working_group", "decision", "portal_url")
_IN_BOTH_SCRIPTS = ("summary", "coordinator", "postal_address")


async def details_of(session: Reader, consultation_id: UUID) -> dict[str, str]:
    """Read the details as they were written."""
    query = select(*(col(getattr(Consultation, name)) for name in DETAILS)).where(col(Consultation.id) == consultation_id)
    return dict(zip(DETAILS, (await session.execute(query)).one(), strict=True))


async def change_details(session: AsyncSession, actor: Actor, now: datetime, reference: str, typed: Mapping[str, str]) -> tuple[str, ...]:
    """Correct the details of a consultation that is not withdrawn; the ledger names the fields that changed, and so does the answer.

    Raises FieldErrors, and Conflict("act-not-possible") once it is withdrawn.
    """
    facts = await facts_of(session, reference, now, lock=True)
    require(Permission.CONSULTATION_OPEN, actor, facts.policy)
    if facts.stage is Stage.WITHDRAWN:
        raise Conflict("act-not-possible", act="details", stage=facts.stage.value)
    known = await details_of(session, facts.id)
    changed = {name: text for name, text in check_details(DETAILS, typed).items() if text != known[name]}
    if not changed:
        return ()
    derived = {f"{name}_latn": to_latin(changed[name]) for name in _IN_BOTH_SCRIPTS if name in changed}
    values: dict[str, Any] = {**changed, **derived, "changed_at": now}
    await session.execute(update(Consultation).where(col(Consultation.id) == facts.id).values(**values))
    await record(
        session,
        at=now,
        actor_id=actor.person_id,
        act="details-changed",
        subject_kind="consultation",
        subject_id=facts.id,
        fields=sorted(changed),
    )
    return tuple(changed)
