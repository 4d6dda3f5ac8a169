"""What officials see: their consultations with what is due, and one consultation with everything that can be done."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import cast
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from dialog_tracker.activities.queries import ActivityLine, events_of
from dialog_tracker.comments.queries import Totals, totals_of
from dialog_tracker.comments.withholding import waiting_count
from dialog_tracker.consultations.queries import (
    Facts,
    LegalClock,
    addresses_of_steps,
    clock_of,
    facts_of,
    phase_by,
)
from dialog_tracker.consultations.tables import Consultation
from dialog_tracker.directory.tables import Authority
from dialog_tracker.documents.queries import ActCard, AttachmentLine, VersionLine, act_card, attachments_of, versions_of
from dialog_tracker.documents.tables import ActAttachment, Provision
from dialog_tracker.domain.checklist import NOTED_BY_HAND, Checked, Item, checklist
from dialog_tracker.domain.errors import NotFound
from dialog_tracker.domain.policy import Actor, Permission, Role, allows, require
from dialog_tracker.domain.policy import Facts as PolicyFacts
from dialog_tracker.domain.procedure import find_procedure, steps_to_note
from dialog_tracker.domain.provision import ProvisionKind
from dialog_tracker.domain.script import Face
from dialog_tracker.ledger.queries import LedgerLine, history_of
from dialog_tracker.outbox.queries import JobLine, job
from dialog_tracker.reading.heads import Head, head_of
from dialog_tracker.responses.actions import policy_facts
from dialog_tracker.responses.queries import AnswerState, answer_state


@dataclass(frozen=True, slots=True)
class DeskAct:
    """The file of an act with all its versions and the consultations held on them."""

    act: ActCard
    versions: Sequence[VersionLine]
    consultations: Mapping[UUID, Sequence[str]]
    attachments: Sequence[AttachmentLine]
    may_import: bool
    may_publish: bool


async def desk_act(session: AsyncSession, actor: Actor, act_id: UUID, *, latin: bool) -> DeskAct:
    """Read the file of an act; one that the actor may not know of is unknown. Raises NotFound("act-unknown")."""
    act = await act_card(session, act_id, latin=latin)
    facts = PolicyFacts(authority_id=act.authority_id)
    if not allows(Permission.VERSION_READ, actor, facts):
        raise NotFound("act-unknown")
    held: dict[UUID, list[str]] = {}
    query = select(col(Consultation.version_id), col(Consultation.reference)).where(
        col(Consultation.act_id) == act_id, col(Consultation.version_id).is_not(None)
    )
    for version_id, reference in await session.execute(query.order_by(col(Consultation.reference))):
        held.setdefault(cast("UUID", version_id), []).append(reference)
    versions = await versions_of(session, act_id, public=False)
    may = [allows(permission, actor, facts) for permission in (Permission.DRAFT_IMPORT, Permission.VERSION_PUBLISH)]
    return DeskAct(act, versions, held, await attachments_of(session, act_id), *may)


@dataclass(frozen=True, slots=True)
class DeskConsultation:
    """One consultation on the desk: its state, what is due, what can be done, and what happened."""

    head: Head
    act_id: UUID
    clock: LegalClock
    steps: Sequence[str]
    checklist: Sequence[Checked]
    totals: Totals
    answers: AnswerState
    events: Sequence[ActivityLine]
    history: Sequence[LedgerLine]
    may: dict[str, bool]
    four_eyes: bool
    waiting: int


async def desk_consultation(session: AsyncSession, actor: Actor, reference: str, now: datetime, *, face: Face) -> DeskConsultation:
    """Read one consultation for those who run it."""
    facts, head = await head_of(session, actor, reference, now, face=face)
    policy = await policy_facts(session, facts, now)
    require(Permission.DESK_READ, actor)
    if facts.authority_id not in actor.authority_ids:
        require(Permission.RESPONSE_DRAFT, actor, facts.policy)
    permissions = {
        "publish": Permission.CONSULTATION_PUBLISH,
        "extend": Permission.CONSULTATION_EXTEND,
        "withdraw": Permission.CONSULTATION_WITHDRAW,
        "note": Permission.CONSULTATION_OPEN,
        "log": Permission.COMMENT_LOG,
        "moderate": Permission.COMMENT_MODERATE,
        "files": Permission.COMMENT_READ_FILES,
        "event": Permission.ACTIVITY_LOG,
        "answer": Permission.RESPONSE_DRAFT,
        "publish_answers": Permission.RESPONSE_PUBLISH,
        "report": Permission.REPORT_PUBLISH,
        "export": Permission.REPORT_EXPORT,
        "correct": Permission.RESPONSE_CORRECT,
    }
    clock = await clock_of(session, facts, now)
    return DeskConsultation(
        head=replace(head, phase=phase_by(facts, clock)),
        act_id=facts.act_id,
        clock=clock,
        steps=sorted(steps_to_note([duty.rule for duty in clock.obligations]) | NOTED_BY_HAND),
        checklist=await _checklist(session, facts, head),
        totals=await totals_of(session, facts.id),
        answers=await answer_state(session, facts.id),
        events=await events_of(session, facts.id, latin=face.latin),
        history=(await history_of(session, "consultation", facts.id))[-20:],
        may={name: allows(permission, actor, policy) for name, permission in permissions.items()},
        four_eyes=policy.four_eyes,
        waiting=await waiting_count(session, facts.id, now),
    )


async def _checklist(session: AsyncSession, facts: Facts, head: Head) -> Sequence[Checked]:
    """Check the documents and steps of a consultation; three queries."""
    note = select(col(Provision.id)).where(
        col(Provision.version_id) == facts.version_id, col(Provision.kind) == ProvisionKind.EXPLANATORY_NOTE
    )
    kept = select(col(ActAttachment.kind)).where(col(ActAttachment.act_id) == facts.act_id, col(ActAttachment.public))
    texts = (col(Consultation.working_group), col(Authority.level))
    about = select(note.exists(), *texts).join(Authority, col(Authority.id) == col(Consultation.authority_id))
    has_note, working_group, level = (await session.execute(about.where(col(Consultation.id) == facts.id))).one()
    attached = {Item(kind) for kind in await session.scalars(kept) if kind in list(Item)}
    entered = {Item.EXPLANATORY_NOTE: has_note, Item.WORKING_GROUP: bool(working_group), Item.STATE_PORTAL: bool(head.portal_url)}
    there = dict.fromkeys([Item.DRAFT, *attached, *(item for item, is_there in entered.items() if is_there)], "")
    if head.portal_url:
        there[Item.STATE_PORTAL] = head.portal_url
    return checklist(find_procedure(facts.procedure_key), level, there, await addresses_of_steps(session, facts.id))


async def job_of(session: AsyncSession, actor: Actor, job_id: UUID, now: datetime) -> JobLine:
    """Read a job of one's own authority; another's is not found."""
    found = await job(session, job_id)
    if actor.has(Role.ADMINISTRATOR) or found.requested_by == actor.person_id:
        return found
    if not found.reference or (await facts_of(session, found.reference, now)).authority_id not in actor.authority_ids:
        raise NotFound("job-unknown")
    return found
