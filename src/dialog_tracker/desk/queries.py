"""What officials see: their consultations with what is due, and one consultation with everything that can be done."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any, cast
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from dialog_tracker.activities.queries import ActivityLine, events_of
from dialog_tracker.comments.queries import Totals, totals_of
from dialog_tracker.comments.tables import Comment
from dialog_tracker.consultations.queries import (
    FACTS,
    Facts,
    LegalClock,
    clock_of,
    facts_from,
    facts_of,
    legal_clock,
    phase_by,
    steps_of_all,
)
from dialog_tracker.consultations.tables import Consultation
from dialog_tracker.directory.queries import calendars, count_unverified, overrides_of_all
from dialog_tracker.directory.tables import Authority
from dialog_tracker.documents.queries import ActCard, AttachmentLine, VersionLine, act_card, attachments_of, versions_of
from dialog_tracker.documents.tables import Act
from dialog_tracker.domain.consultation import Phase, Stage, Venue
from dialog_tracker.domain.errors import NotFound
from dialog_tracker.domain.obligation import Obligation, Verdict
from dialog_tracker.domain.policy import Actor, Permission, Role, allows, require
from dialog_tracker.domain.policy import Facts as PolicyFacts
from dialog_tracker.ledger.queries import LedgerLine, history_of
from dialog_tracker.outbox.queries import JobLine, job
from dialog_tracker.reading.heads import Head, head_of
from dialog_tracker.responses.actions import policy_facts
from dialog_tracker.responses.queries import AnswerState, answer_state
from dialog_tracker.responses.tables import Response


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
class DeskLine:
    """A consultation of one's authority, with what is due next and how many comments wait."""

    reference: str
    title: str
    authority: str
    phase: Phase
    opens_at: datetime
    closes_at: datetime
    due: Obligation | None
    due_on: date | None
    comments: int
    waiting: int


@dataclass(frozen=True, slots=True)
class DeskPage:
    """The desk: late, today, this week, later, and drafts."""

    late: Sequence[DeskLine]
    week: Sequence[DeskLine]
    later: Sequence[DeskLine]
    drafts: Sequence[DeskLine]
    done: Sequence[DeskLine]
    unverified: int
    may_import: bool


async def desk_page(session: AsyncSession, actor: Actor, now: datetime, *, latin: bool) -> DeskPage:
    """Read the desk of an official; five queries, however many consultations there are."""
    require(Permission.DESK_READ, actor)
    rows = await _rows(session, actor, latin=latin)
    own = await overrides_of_all(session, actor.authority_ids)
    steps = await steps_of_all(session, [row.consultation_id for row in rows])
    days = await calendars(session, actor.authority_ids)
    groups: dict[str, list[DeskLine]] = {name: [] for name in ("late", "week", "later", "drafts", "done")}
    for row in rows:
        facts = facts_from(row, now)
        line = _line(
            row, facts, legal_clock(facts, own.get(facts.authority_id, []), steps.get(facts.id, {}), days[facts.authority_id], now)
        )
        groups[_group(line, facts.today(now))].append(line)
    may_import = any(allows(Permission.DRAFT_IMPORT, actor, PolicyFacts(authority_id=a)) for a in actor.authority_ids)
    return DeskPage(**groups, unverified=await count_unverified(session), may_import=may_import)


def _group(line: DeskLine, today: date) -> str:
    if line.phase is Phase.DRAFT:
        return "drafts"
    if line.phase in (Phase.CONCLUDED, Phase.WITHDRAWN):
        return "done"
    if line.due is not None and line.due.verdict is Verdict.LATE:
        return "late"
    return "week" if line.due_on is not None and (line.due_on - today).days <= 7 else "later"


async def _rows(session: AsyncSession, actor: Actor, *, latin: bool) -> Sequence[Any]:
    received = select(func.count()).select_from(Comment).where(col(Comment.consultation_id) == col(Consultation.id)).scalar_subquery()
    drafted = (
        select(func.count())
        .select_from(Response)
        .join(Comment, col(Comment.id) == col(Response.comment_id))
        .where(col(Comment.consultation_id) == col(Consultation.id), col(Response.superseded_at).is_(None))
        .scalar_subquery()
    )
    columns: tuple[Any, ...] = (
        *FACTS,
        col(Act.title_latn if latin else Act.title).label("title"),
        col(Authority.name_latn if latin else Authority.name).label("authority"),
        received.label("comments"),
        drafted.label("drafted"),
    )
    query = (
        select(*columns)
        .join(Act, col(Act.id) == col(Consultation.act_id))
        .join(Authority, col(Authority.id) == col(Consultation.authority_id))
        .where(
            col(Consultation.authority_id).in_(actor.authority_ids),
            col(Consultation.stage) != Stage.WITHDRAWN,
            col(Consultation.venue) == Venue.HERE,
        )
        .order_by(col(Consultation.closes_at).desc(), col(Consultation.id))
        .limit(100)
    )
    return (await session.execute(query)).all()


def _line(row: Any, facts: Facts, clock: LegalClock) -> DeskLine:
    due = next((o for o in clock.obligations if o.verdict in (Verdict.LATE, Verdict.OPEN)), None)
    phase = phase_by(facts, clock)
    next_on = facts.window.last_on if phase is Phase.OPEN else due.due_on if due else None
    ends = (facts.window.opens_at, facts.window.closes_at)
    return DeskLine(row.reference, row.title, row.authority, phase, *ends, due, next_on, row.comments, row.comments - row.drafted)


@dataclass(frozen=True, slots=True)
class DeskConsultation:
    """One consultation on the desk: its state, what is due, what can be done, and what happened."""

    head: Head
    act_id: UUID
    clock: LegalClock
    totals: Totals
    answers: AnswerState
    events: Sequence[ActivityLine]
    history: Sequence[LedgerLine]
    may: dict[str, bool]
    four_eyes: bool


async def desk_consultation(session: AsyncSession, actor: Actor, reference: str, now: datetime, *, latin: bool) -> DeskConsultation:
    """Read one consultation for those who run it."""
    facts, head = await head_of(session, actor, reference, now, latin=latin)
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
        "event": Permission.ACTIVITY_LOG,
        "answer": Permission.RESPONSE_DRAFT,
        "publish_answers": Permission.RESPONSE_PUBLISH,
        "report": Permission.REPORT_PUBLISH,
    }
    clock = await clock_of(session, facts, now)
    return DeskConsultation(
        head=replace(head, phase=phase_by(facts, clock)),
        act_id=facts.act_id,
        clock=clock,
        totals=await totals_of(session, facts.id),
        answers=await answer_state(session, facts.id),
        events=await events_of(session, facts.id, latin=latin),
        history=(await history_of(session, "consultation", facts.id))[-20:],
        may={name: allows(permission, actor, policy) for name, permission in permissions.items()},
        four_eyes=policy.four_eyes,
    )


async def job_of(session: AsyncSession, actor: Actor, job_id: UUID, now: datetime) -> JobLine:
    """Read a job of one's own authority; another's is not found."""
    found = await job(session, job_id)
    if actor.has(Role.ADMINISTRATOR) or found.requested_by == actor.person_id:
        return found
    if not found.reference or (await facts_of(session, found.reference, now)).authority_id not in actor.authority_ids:
        raise NotFound("job-unknown")
    return found


def uuid_of(typed: str) -> UUID | None:
    """Read an id from a form; None where it is none."""
    try:
        return UUID(typed)
    except ValueError:
        return None
