"""Publishing a report: its facts are frozen as data in one transaction, its files are made afterwards from the frozen data."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from uuid import UUID

import msgspec
from sqlalchemy import func, insert, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from dialog_tracker.comments.tables import Submission
from dialog_tracker.comments.withholding import WITHHOLDING_ACTS
from dialog_tracker.consultations.actions import mark_changed, note_step
from dialog_tracker.consultations.queries import Facts, facts_of, hold
from dialog_tracker.consultations.tables import Consultation
from dialog_tracker.domain.comment import clean_text
from dialog_tracker.domain.errors import Conflict
from dialog_tracker.domain.lint import Finding, Signature, outgrown, printed_exceptions, unsigned
from dialog_tracker.domain.outcome import OutcomeReport
from dialog_tracker.domain.outcome_facts import CorrectionFacts, ReportFacts
from dialog_tracker.domain.outcome_report import report_on
from dialog_tracker.domain.policy import Actor, Permission, require
from dialog_tracker.ledger.actions import record
from dialog_tracker.ledger.tables import LedgerEntry
from dialog_tracker.outbox.actions import queue_job
from dialog_tracker.outbox.tables import Job
from dialog_tracker.reports.checks import findings_on
from dialog_tracker.reports.gathering import Counted, report_facts
from dialog_tracker.reports.tables import Rendering, Report
from dialog_tracker.responses.actions import policy_facts, publish_answers
from dialog_tracker.responses.keeping import Telling
from dialog_tracker.responses.queries import approved_waiting
from dialog_tracker.storage.columns import new_id

RENDER_JOB = "render-report"
_LOOKED_BACK = timedelta(days=30)


@dataclass(frozen=True, slots=True)
class Preview:
    """The report as it would be published now, with what the checks find."""

    report: OutcomeReport
    findings: Sequence[Finding]


async def preview(session: AsyncSession, actor: Actor, now: datetime, reference: str, site: str, *, with_approved: bool = False) -> Preview:
    """Work out the report as it would be published now, and what the checks find in it."""
    facts = await facts_of(session, reference, now)
    require(Permission.RESPONSE_DRAFT, actor, facts.policy)
    policy = await policy_facts(session, facts, now)
    number = await next_version(session, facts.id)
    counted = Counted.APPROVED if with_approved else Counted.PUBLISHED
    gathered = await report_facts(session, facts, now, number=number, four_eyes=policy.four_eyes, site=site, counted=counted)
    report = report_on(gathered)
    return Preview(report, await findings_on(session, facts, now, report, with_approved=with_approved))


async def publish_report(
    session: AsyncSession,
    actor: Actor,
    now: datetime,
    reference: str,
    site: str,
    signed: Mapping[str, Signature] | None = None,
    *,
    with_approved: bool = False,
    telling: Telling | None = None,
) -> UUID:
    """Freeze and publish the report, and queue its files; `site` is the address under which it is read.

    `signed` are exceptions by the key of the finding; `with_approved` publishes the approved answers with it, and `telling` their
    authors. Raises Conflict("report-not-ready") with what stands in the way, and Conflict("findings-changed") where a finding is not
    what was signed for.
    """
    await hold(session, reference)
    facts = await facts_of(session, reference, now)
    policy = await policy_facts(session, facts, now)
    require(Permission.REPORT_PUBLISH, actor, policy)
    if with_approved and await approved_waiting(session, facts.id):
        await publish_answers(session, actor, now, reference, only_approved=True, telling=telling)
    return await issue(session, actor, now, facts, site, signed or {}, four_eyes=policy.four_eyes)


async def issue(
    session: AsyncSession,
    actor: Actor,
    now: datetime,
    facts: Facts,
    site: str,
    signed: Mapping[str, Signature],
    *,
    four_eyes: bool,
    corrections: Sequence[CorrectionFacts] = (),
) -> UUID:
    """Check, freeze and publish the next version of the report. Raises Conflict("report-not-ready", "findings-changed")."""
    number = await next_version(session, facts.id)
    gathered = await report_facts(session, facts, now, number=number, four_eyes=four_eyes, site=site)
    report = report_on(gathered)
    found = await findings_on(session, facts, now, report, with_approved=False)
    reasons = {key: replace(one, reason=clean_text(f"reason-{key}", one.reason, 5000)) for key, one in signed.items()}
    _check_ready(found, reasons)
    office = gathered.signatory.office or gathered.authority.name
    printed = tuple(printed_exceptions(found, reasons, office, gathered.issued_on))
    frozen = replace(gathered, exceptions=printed, corrections=tuple(corrections))
    return await _freeze(session, actor, now, facts, frozen, {one.rule.key: reasons[one.rule.key].reason for one in found if one.blocks})


def _check_ready(found: Sequence[Finding], signed: Mapping[str, Signature]) -> None:
    if missing := unsigned(found, signed):
        raise Conflict("report-not-ready", reasons=", ".join(missing))
    if changed := outgrown(found, signed):
        raise Conflict("findings-changed", reasons=", ".join(changed))


async def next_version(session: AsyncSession, consultation_id: UUID) -> int:
    """Give the number of the report's next version."""
    query = select(func.coalesce(func.max(col(Report.number)), 0) + 1).where(col(Report.consultation_id) == consultation_id)
    return (await session.execute(query)).scalar_one()


async def _freeze(session: AsyncSession, actor: Actor, now: datetime, facts: Facts, frozen: ReportFacts, signed: Mapping[str, str]) -> UUID:
    model = msgspec.json.encode(report_on(frozen))
    report_id = new_id()
    fingerprint = hashlib.sha256(model).hexdigest()
    said = msgspec.json.encode(signed).decode() if signed else ""
    row = {"id": report_id, "consultation_id": facts.id, "number": frozen.version, "model": model, "model_hash": fingerprint}
    kept = {"facts": msgspec.json.encode(frozen), "exceptions": said, "published_by": actor.person_id, "published_at": now}
    await session.execute(insert(Report).values(**row, **kept))
    await mark_changed(session, now, facts.id)
    if not facts.report_published:
        await note_step(session, now, facts.id, "report_published", facts.today(now), actor.person_id)
    await record(
        session,
        at=now,
        actor_id=actor.person_id,
        act="report-corrected" if facts.report_published else "report-published",
        subject_kind="consultation",
        subject_id=facts.id,
        model_hash=fingerprint,
        number=frozen.version,
        signed=sorted(signed),
    )
    await queue_job(session, now, RENDER_JOB, report_id, {"reference": facts.reference}, actor.person_id)
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
