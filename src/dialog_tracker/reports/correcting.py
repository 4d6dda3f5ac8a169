"""Correcting a report: answers drafted anew, published with the next version of the report; the earlier one stays readable."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

import msgspec
from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from dialog_tracker.comments.queries import LISTED
from dialog_tracker.comments.tables import Comment, Submission
from dialog_tracker.consultations.queries import Facts, facts_of, hold
from dialog_tracker.domain.errors import Conflict
from dialog_tracker.domain.lint import Finding, Signature
from dialog_tracker.domain.outcome_facts import CorrectionFacts
from dialog_tracker.domain.outcome_report import report_on
from dialog_tracker.domain.policy import Actor, Permission, require
from dialog_tracker.domain.response import ResponseStatus
from dialog_tracker.reports.actions import issue, next_version
from dialog_tracker.reports.checks import findings_on
from dialog_tracker.reports.gathering import report_facts
from dialog_tracker.reports.tables import Report
from dialog_tracker.responses.actions import policy_facts, publish_corrections
from dialog_tracker.responses.keeping import Telling
from dialog_tracker.responses.queries import CURRENT
from dialog_tracker.responses.tables import Response, ResponseText
from dialog_tracker.storage.transaction import Reader


@dataclass(frozen=True, slots=True)
class CorrectionLine:
    """A correction that waits for the next version of the report: the answer as it will be, and the reason for it."""

    comment_id: UUID
    number: str
    status: str
    reasons: str
    note: str
    own: bool


@dataclass(frozen=True, slots=True)
class Corrections:
    """What waits to be published as a corrected report, what the checks find, and the reasons signed for the last version."""

    facts: Facts
    waiting: Sequence[CorrectionLine]
    findings: Sequence[Finding]
    signed: Mapping[str, str]


async def corrections_page(session: AsyncSession, actor: Actor, now: datetime, reference: str, site: str) -> Corrections:
    """Read what waits to be published as a corrected report."""
    facts = await facts_of(session, reference, now)
    require(Permission.RESPONSE_CORRECT, actor, facts.policy)
    policy = await policy_facts(session, facts, now)
    number = await next_version(session, facts.id)
    report = report_on(await report_facts(session, facts, now, number=number, four_eyes=policy.four_eyes, site=site))
    found = await findings_on(session, facts, now, report, with_approved=False)
    # The corrections themselves go out with the report, so that they are no obstacle to it.
    rest = [one for one in found if one.rule.key not in ("answers-not-published", "numbers-differ")]
    return Corrections(facts, await _waiting(session, facts.id, actor), rest, await _signed_before(session, facts.id))


async def correct_report(
    session: AsyncSession,
    actor: Actor,
    now: datetime,
    reference: str,
    site: str,
    signed: Mapping[str, Signature],
    telling: Telling | None = None,
) -> UUID:
    """Publish the corrections and the next version of the report in one.

    Raises Conflict("nothing-to-correct") where nothing waits that the actor may publish, and as publish_report.
    """
    await hold(session, reference)
    facts = await facts_of(session, reference, now)
    policy = await policy_facts(session, facts, now)
    require(Permission.REPORT_CORRECT, actor, policy)
    waiting = {line.comment_id: line for line in await _waiting(session, facts.id, actor)}
    published = await publish_corrections(session, actor, now, facts, policy, telling)
    if not published:
        raise Conflict("nothing-to-correct")
    lines = sorted((waiting[key] for key in published if key in waiting), key=lambda line: line.number)
    corrections = [CorrectionFacts(line.number, ResponseStatus(line.status), line.note) for line in lines]
    return await issue(session, actor, now, facts, site, signed, four_eyes=policy.four_eyes, corrections=corrections)


async def _waiting(session: Reader, consultation_id: UUID, actor: Actor) -> list[CorrectionLine]:
    said = (col(ResponseText.comment_id) == col(Comment.id), col(ResponseText.act) == "corrected")
    note = (
        select(col(ResponseText.note))
        .where(*said)
        .order_by(col(ResponseText.at).desc(), col(ResponseText.id).desc())
        .limit(1)
        .correlate(Comment)
        .scalar_subquery()
    )
    answer = (col(Response.status), col(Response.reasons), func.coalesce(note, ""), col(Response.drafted_by) == actor.person_id)
    columns: tuple[Any, ...] = (col(Comment.id), col(Comment.number), *answer)
    query = (
        select(*columns)
        .select_from(Comment)
        .join(Submission, col(Submission.id) == col(Comment.submission_id))
        .join(Response, CURRENT)
        .where(col(Comment.consultation_id) == consultation_id, col(Response.published_at).is_(None), LISTED)
        .order_by(col(Comment.position))
    )
    return [CorrectionLine(*row) for row in await session.execute(query)]


async def _signed_before(session: Reader, consultation_id: UUID) -> dict[str, str]:
    """Give the reasons that were signed for the last version, to be looked at again; none where they were kept another way."""
    query = select(col(Report.exceptions)).where(col(Report.consultation_id) == consultation_id).order_by(col(Report.number).desc())
    kept = (await session.execute(query.limit(1))).scalar() or "{}"
    try:
        return msgspec.json.decode(kept, type=dict[str, str])
    except msgspec.DecodeError:
        return {}
