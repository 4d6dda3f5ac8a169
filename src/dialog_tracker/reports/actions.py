"""Publishing a report: its facts are frozen as data in one transaction, its files are made afterwards from the frozen data."""

import hashlib
from datetime import datetime
from uuid import UUID

import msgspec
from sqlalchemy import func, insert, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from dialog_tracker.consultations.actions import note_step
from dialog_tracker.consultations.queries import facts_of
from dialog_tracker.domain.comment import clean_text
from dialog_tracker.domain.errors import Conflict
from dialog_tracker.domain.lint import ReportFindings, obstacles
from dialog_tracker.domain.outcome import OutcomeReport
from dialog_tracker.domain.outcome_report import report_on
from dialog_tracker.domain.policy import Actor, Permission, require
from dialog_tracker.ledger.actions import record
from dialog_tracker.outbox.actions import queue_job
from dialog_tracker.reports.gathering import report_facts
from dialog_tracker.reports.tables import Report
from dialog_tracker.responses.actions import policy_facts
from dialog_tracker.responses.queries import answer_state
from dialog_tracker.storage.columns import new_id

RENDER_JOB = "render-report"


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
    if found := obstacles(ReportFindings(facts.phase, state.received, state.unanswered, state.unpublished, said)):
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
