"""A rule or a day off that changes: entered in the directory, after which the running cases are worked out again.

What is over stays as it was judged; the ledger says of each date that moved what it was, what it is and why, and which duties
changed otherwise.
"""

from collections.abc import Sequence
from datetime import date, datetime
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from dialog_tracker.consultations.reckoning import Scope, reckon
from dialog_tracker.directory.actions import correct_days, drop_correction, drop_rule, end_rule, override_rule
from dialog_tracker.directory.queries import own_rule
from dialog_tracker.domain.calendar import ZONES
from dialog_tracker.domain.days_off import DayCorrection
from dialog_tracker.domain.errors import Malformed
from dialog_tracker.domain.policy import Actor, Facts, Permission, require
from dialog_tracker.domain.procedure import RuleOverride, rows_of


async def adopt_rule(session: AsyncSession, actor: Actor, now: datetime, authority_id: UUID, own: RuleOverride) -> int:
    """Enter what an authority's own act says; gives how many obligations changed. Raises Malformed("choice-required")."""
    require(Permission.RULE_OVERRIDE, actor, Facts(authority_id=authority_id))
    if not rows_of(own.rule_key):
        raise Malformed("choice-required", field="rule")
    await override_rule(session, now, authority_id, own, actor.person_id)
    return await reckon(
        session, now, Scope(authority_id=authority_id), why="rule-overridden", rule_key=own.rule_key, actor_id=actor.person_id
    )


async def end_own_rule(session: AsyncSession, actor: Actor, now: datetime, authority_id: UUID, rule_id: UUID, until: date | None) -> int:
    """Say until when an own rule is in force; gives how many obligations changed. Raises NotFound("rule-unknown")."""
    require(Permission.RULE_OVERRIDE, actor, Facts(authority_id=authority_id))
    rule = await own_rule(session, authority_id, rule_id)
    await end_rule(session, now, authority_id, rule, until, actor.person_id)
    return await reckon(
        session, now, Scope(authority_id=authority_id), why="rule-ended", rule_key=rule.terms.rule_key, actor_id=actor.person_id
    )


async def take_back_rule(session: AsyncSession, actor: Actor, now: datetime, authority_id: UUID, rule_id: UUID) -> int:
    """Take an own rule back; gives how many obligations changed. Raises NotFound("rule-unknown")."""
    require(Permission.RULE_OVERRIDE, actor, Facts(authority_id=authority_id))
    rule = await own_rule(session, authority_id, rule_id)
    await drop_rule(session, now, authority_id, rule, actor.person_id)
    return await reckon(
        session, now, Scope(authority_id=authority_id), why="rule-dropped", rule_key=rule.terms.rule_key, actor_id=actor.person_id
    )


async def correct_calendar(
    session: AsyncSession, actor: Actor, now: datetime, days: Sequence[DayCorrection], country: str, authority_id: UUID | None
) -> int:
    """Correct the calendar of a country or of one authority; gives how many obligations changed."""
    require(Permission.INSTALLATION_MANAGE, actor)
    if country not in ZONES:
        raise Malformed("country-unknown", country=country)
    await correct_days(session, now, days, country=country, authority_id=authority_id, by=actor.person_id)
    return await _again(session, actor, now, country, authority_id)


async def restore_calendar(session: AsyncSession, actor: Actor, now: datetime, correction_id: UUID) -> int:
    """Take a correction back; gives how many obligations changed."""
    require(Permission.INSTALLATION_MANAGE, actor)
    country, authority_id = await drop_correction(session, now, correction_id, actor.person_id)
    return await _again(session, actor, now, country, authority_id)


async def _again(session: AsyncSession, actor: Actor, now: datetime, country: str, authority_id: UUID | None) -> int:
    scope = Scope(authority_id=authority_id) if authority_id else Scope(country=country)
    return await reckon(session, now, scope, why="day-off-changed", actor_id=actor.person_id)
