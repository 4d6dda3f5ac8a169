"""Opening, publishing, extending and withdrawing consultations, and noting the steps that rules ask for."""

from dataclasses import dataclass
from datetime import date, datetime, time
from uuid import UUID

from sqlalchemy import insert, select, text, update
from sqlalchemy.dialects.postgresql import insert as upsert
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from dialog_tracker.consultations.queries import Facts, facts_of
from dialog_tracker.consultations.reckoning import Scope, reckon
from dialog_tracker.consultations.tables import Consultation, Step, WindowChange
from dialog_tracker.documents.actions import freeze
from dialog_tracker.domain.address import check_page_address
from dialog_tracker.domain.comment import clean_text
from dialog_tracker.domain.consultation import Act, Stage, Venue
from dialog_tracker.domain.consultation import step as next_stage
from dialog_tracker.domain.errors import Conflict, Malformed
from dialog_tracker.domain.policy import Actor, Permission, require
from dialog_tracker.domain.policy import Facts as PolicyFacts
from dialog_tracker.domain.procedure import find_procedure
from dialog_tracker.domain.reference import consultation_reference
from dialog_tracker.domain.script import to_latin
from dialog_tracker.domain.window import WindowChangeKind, window_of_days
from dialog_tracker.ledger.actions import record
from dialog_tracker.storage.columns import new_id

_NEXT = text(
    "INSERT INTO number_series (key, last) VALUES (:key, :count) "
    "ON CONFLICT (key) DO UPDATE SET last = number_series.last + :count RETURNING last"
)


@dataclass(frozen=True, slots=True)
class ConsultationDraft:
    """A consultation as an official fills it in."""

    authority_id: UUID
    act_id: UUID
    version_id: UUID
    procedure_key: str
    opens_on: date
    last_on: date
    closing_time: time | None
    time_zone: str = "Europe/Belgrade"
    summary: str = ""
    coordinator: str = ""
    email: str = ""
    postal_address: str = ""
    drafted_by: str = ""
    working_group: str = ""
    decision: str = ""
    portal_url: str = ""


async def next_number(session: AsyncSession, series: str, count: int = 1) -> int:
    """Give the next number of a series, or the first of several in a row; two at once never get the same one."""
    last: int = await session.scalar(_NEXT, {"key": series, "count": count})
    return last - count + 1


async def open_consultation(session: AsyncSession, actor: Actor, now: datetime, draft: ConsultationDraft) -> str:
    """Prepare a consultation, not yet public; gives its reference."""
    require(Permission.CONSULTATION_OPEN, actor, PolicyFacts(authority_id=draft.authority_id))
    window = window_of_days(draft.opens_on, draft.last_on, draft.closing_time, draft.time_zone)
    prefix = find_procedure(draft.procedure_key).prefix
    year = window.opens_on.year
    reference = consultation_reference(prefix, year, await next_number(session, f"{prefix}-{year}"))
    consultation_id = new_id()
    texts = {name: clean_text(name, getattr(draft, name), 5000) for name in _TEXTS}
    texts["portal_url"] = check_page_address("portal_url", texts["portal_url"])
    derived = {f"{name}_latn": to_latin(texts[name]) for name in ("summary", "coordinator", "postal_address")}
    await session.execute(
        insert(Consultation).values(
            id=consultation_id,
            reference=reference,
            authority_id=draft.authority_id,
            act_id=draft.act_id,
            version_id=draft.version_id,
            procedure_key=draft.procedure_key,
            stage=Stage.DRAFT,
            opens_at=window.opens_at,
            closes_at=window.closes_at,
            time_zone=draft.time_zone,
            **texts,
            **derived,
            created_by=actor.person_id,
            created_at=now,
            changed_at=now,
            withdrawn_reason="",
            venue=Venue.HERE,
            source_url="",
            methods=[],
            revision=1,
        )
    )
    await record(
        session,
        at=now,
        actor_id=actor.person_id,
        act="consultation-prepared",
        subject_kind="consultation",
        subject_id=consultation_id,
        reference=reference,
    )
    await reckon(session, now, Scope([consultation_id]))
    return reference


_TEXTS = ("summary", "coordinator", "email", "postal_address", "drafted_by", "working_group", "decision", "portal_url")


async def publish(session: AsyncSession, actor: Actor, now: datetime, reference: str) -> Facts:
    """Publish a consultation: the call goes out, and its text is public and frozen from now on."""
    facts = await facts_of(session, reference, now, lock=True)
    require(Permission.CONSULTATION_PUBLISH, actor, facts.policy)
    stage = next_stage(facts.stage, Act.PUBLISH)
    if facts.window.closes_at <= now:
        raise Conflict("window-over")
    await session.execute(
        update(Consultation).where(col(Consultation.id) == facts.id).values(stage=stage, published_at=now, changed_at=now)
    )
    await freeze(session, now, facts.version_id)
    await note_step(session, now, facts.id, "call_published", facts.today(now), actor.person_id)
    await record(session, at=now, actor_id=actor.person_id, act="consultation-published", subject_kind="consultation", subject_id=facts.id)
    # Its file was opened when nobody could see it: those who follow the ledger hear of it now.
    await record(session, at=now, actor_id=actor.person_id, act="act-published", subject_kind="act", subject_id=facts.act_id)
    return facts


async def extend(
    session: AsyncSession, actor: Actor, now: datetime, reference: str, last_on: date, closing_time: time | None, reason: str
) -> None:
    """Move the end of the window later; late marks follow by themselves, since they are derived from the end.

    Raises Malformed("window-not-later") and Malformed("field-required") for a missing reason.
    """
    facts = await facts_of(session, reference, now, lock=True)
    require(Permission.CONSULTATION_EXTEND, actor, facts.policy)
    next_stage(facts.stage, Act.EXTEND)
    new_end = window_of_days(facts.window.opens_on, last_on, closing_time, facts.window.zone).closes_at
    if new_end <= facts.window.closes_at:
        raise Malformed("window-not-later")
    why = clean_text("reason", reason, 5000)
    if not why:
        raise Malformed("field-required", field="reason")
    await _note_change(session, actor, now, facts, WindowChangeKind.EXTENSION, facts.window.opens_at, new_end, why)
    ends = {"old": facts.window.closes_at, "new": new_end}
    await record(
        session, at=now, actor_id=actor.person_id, act="consultation-extended", subject_kind="consultation", subject_id=facts.id, **ends
    )


async def postpone(
    session: AsyncSession,
    actor: Actor,
    now: datetime,
    reference: str,
    opens_on: date,
    last_on: date,
    closing_time: time | None,
    reason: str,
) -> None:
    """Move a window that has not opened yet later, with a reason; both ends move and the old ones stay on record.

    Raises Conflict("already-open"), Malformed("opening-not-later") and Malformed("field-required") for a missing reason.
    """
    facts = await facts_of(session, reference, now, lock=True)
    require(Permission.CONSULTATION_EXTEND, actor, facts.policy)
    next_stage(facts.stage, Act.POSTPONE)
    if now >= facts.window.opens_at:
        raise Malformed("already-open", field="opens_on")
    moved = window_of_days(opens_on, last_on, closing_time, facts.window.zone)
    if moved.opens_at <= facts.window.opens_at:
        raise Malformed("opening-not-later", field="opens_on")
    why = clean_text("reason", reason, 5000)
    if not why:
        raise Malformed("field-required", field="reason")
    await _note_change(session, actor, now, facts, WindowChangeKind.POSTPONEMENT, moved.opens_at, moved.closes_at, why)
    ends = {"old": facts.window.opens_at, "new": moved.opens_at}
    await record(
        session, at=now, actor_id=actor.person_id, act="consultation-postponed", subject_kind="consultation", subject_id=facts.id, **ends
    )


async def _note_change(
    session: AsyncSession,
    actor: Actor,
    now: datetime,
    facts: Facts,
    kind: WindowChangeKind,
    opens_at: datetime,
    closes_at: datetime,
    why: str,
) -> None:
    """Keep the old dates beside the new ones; a calendar entry made earlier is updated, which the revision says."""
    ends = {
        "old_opens_at": facts.window.opens_at,
        "new_opens_at": opens_at,
        "old_closes_at": facts.window.closes_at,
        "new_closes_at": closes_at,
    }
    change = insert(WindowChange).values(id=new_id(), consultation_id=facts.id, kind=kind, **ends, reason=why)
    await session.execute(change.values(decided_by=actor.person_id, decided_at=now))
    moved = update(Consultation).where(col(Consultation.id) == facts.id).values(opens_at=opens_at, closes_at=closes_at, changed_at=now)
    await session.execute(moved.values(revision=Consultation.revision + 1))
    await reckon(session, now, Scope([facts.id]))


async def mark_changed(session: AsyncSession, now: datetime, consultation_id: UUID) -> None:
    """Note that something was published with a consultation, so that those who keep a copy read it again.

    Whoever calls this holds the consultation alone: of two that share it, each would wait for the other.
    """
    await session.execute(update(Consultation).where(col(Consultation.id) == consultation_id).values(changed_at=now))


async def withdraw(session: AsyncSession, actor: Actor, now: datetime, reference: str, reason: str) -> None:
    """Withdraw a consultation with a reason; what came in stays readable."""
    facts = await facts_of(session, reference, now, lock=True)
    require(Permission.CONSULTATION_WITHDRAW, actor, facts.policy)
    stage = next_stage(facts.stage, Act.WITHDRAW)
    why = clean_text("reason", reason, 5000)
    if not why:
        raise Malformed("field-required", field="reason")
    await end_by_withdrawing(session, now, facts.id, stage, why, actor.person_id)


async def end_by_withdrawing(session: AsyncSession, now: datetime, consultation_id: UUID, stage: Stage, why: str, by: UUID | None) -> None:
    """Note that a consultation is withdrawn; its obligations stay as they stood, and what was not late by then lapses."""
    values = {"stage": stage, "withdrawn_at": now, "withdrawn_reason": why, "changed_at": now}
    ended = update(Consultation).where(col(Consultation.id) == consultation_id).values(**values, revision=Consultation.revision + 1)
    await session.execute(ended)
    await record(session, at=now, actor_id=by, act="consultation-withdrawn", subject_kind="consultation", subject_id=consultation_id)
    await reckon(session, now, Scope([consultation_id]), frozen=True)


async def note_step(
    session: AsyncSession, now: datetime, consultation_id: UUID, kind: str, done_on: date, by: UUID | None, address: str = ""
) -> None:
    """Note that a step was done on a day; noting it again corrects the day."""
    made = upsert(Step).values(
        id=new_id(), consultation_id=consultation_id, kind=kind, done_on=done_on, address=address, noted_by=by, noted_at=now
    )
    values = {"done_on": done_on, "address": address, "noted_by": by, "noted_at": now}
    await session.execute(made.on_conflict_do_update(index_elements=["consultation_id", "kind"], set_=values))
    await record(
        session, at=now, actor_id=by, act="step-noted", subject_kind="consultation", subject_id=consultation_id, step=kind, on=done_on
    )
    await reckon(session, now, Scope([consultation_id]), frozen=kind == "report_published")


async def note_own_step(session: AsyncSession, actor: Actor, now: datetime, reference: str, kind: str, done_on: date, address: str) -> None:
    """Note a step that an official did outside the service, for example the notice in a newspaper."""
    facts = await facts_of(session, reference, now)
    require(Permission.CONSULTATION_OPEN, actor, facts.policy)
    await note_step(session, now, facts.id, kind, done_on, actor.person_id, address)


async def note_followed_step(
    session: AsyncSession, actor: Actor, now: datetime, consultation_id: UUID, authority_id: UUID, kind: str, done_on: date, address: str
) -> None:
    """Note a step of a consultation that runs elsewhere; its case is over with its report."""
    require(Permission.CONSULTATION_OPEN, actor, PolicyFacts(authority_id=authority_id))
    await note_step(session, now, consultation_id, kind, done_on, actor.person_id, address)


async def reference_of(session: AsyncSession, consultation_id: UUID) -> str:
    """Give the reference of a consultation."""
    reference = await session.scalar(select(col(Consultation.reference)).where(col(Consultation.id) == consultation_id))
    assert reference is not None
    return reference
