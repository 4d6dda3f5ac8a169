"""Publishing a report: its facts are frozen as data in one transaction, its files are made afterwards from the frozen data."""

import hashlib
from datetime import datetime, timedelta
from uuid import UUID

import msgspec
from sqlalchemy import func, insert, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from dialog_tracker.comments.tables import Submission
from dialog_tracker.comments.withholding import WITHHOLDING_ACTS, waiting_count
from dialog_tracker.consultations.actions import note_step
from dialog_tracker.consultations.queries import facts_of
from dialog_tracker.consultations.tables import Consultation
from dialog_tracker.domain.comment import clean_text
from dialog_tracker.domain.errors import Conflict
from dialog_tracker.domain.lint import ReportFindings, obstacles
from dialog_tracker.domain.outcome import OutcomeReport
from dialog_tracker.domain.outcome_report import report_on
from dialog_tracker.domain.policy import Actor, Permission, require
from dialog_tracker.ledger.actions import record
from dialog_tracker.ledger.tables import LedgerEntry
from dialog_tracker.outbox.actions import queue_job
from dialog_tracker.outbox.tables import Job
from dialog_tracker.reports.gathering import report_facts
from dialog_tracker.reports.tables import Rendering, Report
from dialog_tracker.responses.actions import policy_facts
from dialog_tracker.responses.queries import answer_state
from dialog_tracker.storage.columns import new_id

RENDER_JOB = "render-report"
_LOOKED_BACK = timedelta(days=30)


async def preview(session: AsyncSession, actor: Actor, now: datetime, reference: str, site: str) -> OutcomeReport:
    """Work out the report as it would be published now."""
    facts = await facts_of(session, reference, now)
    require(Permission.RESPONSE_DRAFT, actor, facts.policy)
    policy = await policy_facts(session, facts, now)
    return report_on(await report_facts(session, facts, now, number=1, exceptions="", four_eyes=policy.four_eyes, site=site))


async def publish_report(session: AsyncSession, actor: Actor, now: datetime, reference: str, site: str, exceptions: str = "") -> UUID:
    """Freeze and publish the report, and queue its files; `site` is the address under which it is read.

    Raises Conflict("report-not-ready") with what stands in the way.
    """
    facts = await facts_of(session, reference, now, lock=True)
    policy = await policy_facts(session, facts, now)
    require(Permission.REPORT_PUBLISH, actor, policy)
    said = clean_text("exceptions", exceptions, 5000)
    state = await answer_state(session, facts.id)
    waiting = await waiting_count(session, facts.id, now)
    if found := obstacles(ReportFindings(facts.phase, state.received, state.unanswered, state.unpublished, said, waiting)):
        raise Conflict("report-not-ready", reasons=", ".join(obstacle.code for obstacle in found))
    number = (
        await session.scalar(select(func.coalesce(func.max(col(Report.number)), 0) + 1).where(col(Report.consultation_id) == facts.id))
    ) or 1
    gathered = await report_facts(session, facts, now, number=number, exceptions=said, four_eyes=policy.four_eyes, site=site)
    model = msgspec.json.encode(report_on(gathered))
    report_id = new_id()
    fingerprint = hashlib.sha256(model).hexdigest()
    row = {"id": report_id, "consultation_id": facts.id, "number": number, "model": model, "model_hash": fingerprint, "exceptions": said}
    kept = {"facts": msgspec.json.encode(gathered), "published_by": actor.person_id, "published_at": now}
    await session.execute(insert(Report).values(**row, **kept))
    await note_step(session, now, facts.id, "report_published", facts.today(now), actor.person_id)
    await record(
        session,
        at=now,
        actor_id=actor.person_id,
        act="report-published",
        subject_kind="consultation",
        subject_id=facts.id,
        model_hash=fingerprint,
        number=number,
    )
    await queue_job(session, now, RENDER_JOB, report_id, {"reference": reference}, actor.person_id)
    return report_id


async def render_again(session: AsyncSession, now: datetime) -> int:
    """Queue the files of reports anew where submissions were withheld or published after they were made; counts them.

    It looks a month back, which is longer than any worker rests; a job that failed is not queued twice for one decision.
    """
    decided = (
        select(col(Submission.consultation_id), func.max(col(LedgerEntry.at)).label("at"))
        .join(LedgerEntry, col(LedgerEntry.subject_id) == col(Submission.id))
        .where(col(LedgerEntry.at) > now - _LOOKED_BACK, col(LedgerEntry.act).in_(WITHHOLDING_ACTS))
        .group_by(col(Submission.consultation_id))
        .subquery()
    )
    made = select(func.min(col(Rendering.made_at))).where(col(Rendering.report_id) == col(Report.id)).correlate(Report).scalar_subquery()
    queued = select(col(Job.id)).where(col(Job.subject_id) == col(Report.id), col(Job.created_at) >= decided.c.at)
    query = (
        select(col(Report.id), col(Consultation.reference))
        .join(Consultation, col(Consultation.id) == col(Report.consultation_id))
        .join(decided, decided.c.consultation_id == col(Report.consultation_id))
        .where(made < decided.c.at, ~queued.exists())
    )
    stale = (await session.execute(query)).all()
    for report_id, reference in stale:
        await queue_job(session, now, RENDER_JOB, report_id, {"reference": reference}, None)
    return len(stale)
