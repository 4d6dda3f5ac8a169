"""The annual plan of consultations of an authority: what is planned, what was dropped and why, and what came of it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import insert, select, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from dialog_tracker.consultations.tables import Consultation, PlannedConsultation
from dialog_tracker.domain.act import ActKind
from dialog_tracker.domain.comment import clean_text
from dialog_tracker.domain.consultation import Method
from dialog_tracker.domain.errors import Malformed
from dialog_tracker.domain.policy import Actor, Facts, Permission, require
from dialog_tracker.domain.procedure import find_procedure
from dialog_tracker.domain.script import to_latin
from dialog_tracker.ledger.actions import record
from dialog_tracker.storage.columns import new_id


@dataclass(frozen=True, slots=True)
class PlanDraft:
    """A planned consultation as it is filled in; the year is that of its first day."""

    authority_id: UUID
    title: str
    act_kind: ActKind
    procedure_key: str
    from_on: date
    until_on: date
    adoption_on: date | None = None
    methods: Sequence[Method] = ()
    note: str = ""


async def plan(session: AsyncSession, actor: Actor, now: datetime, draft: PlanDraft) -> UUID:
    """Enter a planned consultation; raises Malformed("window-ends-before-it-opens") and Malformed("field-required")."""
    require(Permission.CONSULTATION_OPEN, actor, Facts(authority_id=draft.authority_id))
    title, note = clean_text("title", draft.title, 1000), clean_text("note", draft.note, 2000)
    if not title:
        raise Malformed("field-required", field="title")
    if draft.until_on < draft.from_on:
        raise Malformed("window-ends-before-it-opens", field="until_on", opens_on=draft.from_on, last_on=draft.until_on)
    plan_id = new_id()
    texts = {"title": title, "title_latn": to_latin(title), "note": note, "note_latn": to_latin(note), "dropped_reason": ""}
    dates = {"year": draft.from_on.year, "from_on": draft.from_on, "until_on": draft.until_on, "adoption_on": draft.adoption_on}
    stamps = {"created_by": actor.person_id, "created_at": now, "changed_at": now}
    await session.execute(
        insert(PlannedConsultation).values(
            id=plan_id,
            authority_id=draft.authority_id,
            act_kind=draft.act_kind,
            procedure_key=find_procedure(draft.procedure_key).key,
            methods=[method.value for method in draft.methods],
            **texts,
            **dates,
            **stamps,
        )
    )
    await record(
        session, at=now, actor_id=actor.person_id, act="plan-entered", subject_kind="authority", subject_id=draft.authority_id, plan=plan_id
    )
    return plan_id


async def drop_plan(session: AsyncSession, actor: Actor, now: datetime, authority_id: UUID, plan_id: UUID, reason: str) -> None:
    """Drop a planned consultation with a reason; it stays in the plan, struck through."""
    require(Permission.CONSULTATION_OPEN, actor, Facts(authority_id=authority_id))
    why = clean_text("reason", reason, 2000)
    if not why:
        raise Malformed("field-required", field="reason")
    await _change(session, now, authority_id, plan_id, dropped_at=now, dropped_reason=why)
    await record(
        session, at=now, actor_id=actor.person_id, act="plan-dropped", subject_kind="authority", subject_id=authority_id, plan=plan_id
    )


async def fulfil_plan(session: AsyncSession, actor: Actor, now: datetime, authority_id: UUID, plan_id: UUID, reference: str) -> None:
    """Name the consultation that came of a plan; raises Malformed("reference-unreadable") for one of another authority."""
    require(Permission.CONSULTATION_OPEN, actor, Facts(authority_id=authority_id))
    known = select(col(Consultation.id)).where(col(Consultation.reference) == reference, col(Consultation.authority_id) == authority_id)
    consultation_id = await session.scalar(known)
    if consultation_id is None:
        raise Malformed("reference-unreadable", field="reference")
    await _change(session, now, authority_id, plan_id, consultation_id=consultation_id)
    await record(
        session,
        at=now,
        actor_id=actor.person_id,
        act="plan-fulfilled",
        subject_kind="authority",
        subject_id=authority_id,
        plan=plan_id,
        consultation=consultation_id,
    )


async def _change(session: AsyncSession, now: datetime, authority_id: UUID, plan_id: UUID, **columns: object) -> None:
    mine = update(PlannedConsultation).where(col(PlannedConsultation.id) == plan_id, col(PlannedConsultation.authority_id) == authority_id)
    await session.execute(mine.values(**columns, changed_at=now))
