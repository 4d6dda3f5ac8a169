"""Working the obligations of running cases out again and keeping them, so that lists, feeds and reminders read what was found.

A page of one running case works its clock out when it is read. What is kept here never says „late”: whether an open day is
past is told when the row is read. Once a case is over its rows are frozen with the terms of the rules as they then were.
"""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy import delete, select, text, tuple_
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased
from sqlmodel import col

from dialog_tracker.consultations.tables import Consultation, Obligation, Step
from dialog_tracker.directory.queries import calendars, overrides_of_all
from dialog_tracker.directory.tables import Authority
from dialog_tracker.documents.tables import Act
from dialog_tracker.domain.obligation import Course, after_withdrawal, obligations
from dialog_tracker.domain.obligation import Obligation as Duty
from dialog_tracker.domain.procedure import rule_as_row, rules_of
from dialog_tracker.domain.window import days_of
from dialog_tracker.ledger.actions import record_all

# Verdicts are kept as they stand before anything could be late.
_BEFORE_ALL = date.min
_ROW = aliased(Obligation)
_FROZEN = select(col(_ROW.rule_key)).where(col(_ROW.consultation_id) == col(Consultation.id), col(_ROW.frozen)).exists()
_WRITE = text(
    """
    INSERT INTO obligation (consultation_id, rule_key, position, due_on, verdict, reason, days_short, days_late,
                            only_inclusive, below_usual, facts, terms, frozen, worked_out_at)
    SELECT *, :frozen, :now FROM unnest(
        CAST(:ids AS uuid[]), CAST(:keys AS text[]), CAST(:positions AS int[]), CAST(:due AS date[]), CAST(:verdicts AS text[]),
        CAST(:reasons AS text[]), CAST(:short AS int[]), CAST(:late AS int[]), CAST(:inclusive AS boolean[]), CAST(:usual AS boolean[]),
        CAST(:facts AS jsonb[]), CAST(:terms AS jsonb[]))
    ON CONFLICT (consultation_id, rule_key) DO UPDATE SET
        position = excluded.position, due_on = excluded.due_on, verdict = excluded.verdict, reason = excluded.reason,
        days_short = excluded.days_short, days_late = excluded.days_late, only_inclusive = excluded.only_inclusive,
        below_usual = excluded.below_usual, facts = excluded.facts, terms = excluded.terms, frozen = excluded.frozen,
        worked_out_at = excluded.worked_out_at
    """
)


@dataclass(frozen=True, slots=True)
class Scope:
    """Which running cases are meant: some by id, those of an authority, those of a country, or all."""

    ids: Sequence[UUID] | None = None
    authority_id: UUID | None = None
    country: str | None = None

    def limits(self) -> list[Any]:
        """Give the conditions of a query."""
        found: list[Any] = [~_FROZEN]
        if self.ids is not None:
            found.append(col(Consultation.id).in_(self.ids))
        if self.authority_id is not None:
            found.append(col(Consultation.authority_id) == self.authority_id)
        if self.country is not None:
            own = select(col(Authority.id)).where(col(Authority.country) == self.country)
            found.append(col(Consultation.authority_id).in_(own))
        return found


async def reckon(
    session: AsyncSession,
    now: datetime,
    scope: Scope,
    *,
    why: str = "",
    rule_key: str = "",
    actor_id: UUID | None = None,
    frozen: bool = False,
) -> int:
    """Work the running cases out again; gives how many obligations changed.

    With `why` (a rule or a day off was changed) the ledger says of each date that moved what it was, what it is and why, and of the
    other duties that changed which they are; `rule_key` is the rule whose words or citation may be others now.
    `frozen` keeps the outcome for good, with the terms of each rule.
    """
    cases = (await session.execute(_cases(scope))).all()
    steps = await _steps(session, scope)
    own = await overrides_of_all(session, {case.authority_id for case in cases})
    days = await calendars(session, {case.authority_id for case in cases})
    known = await _kept(session, scope)
    found: dict[tuple[UUID, str], tuple[int, Duty]] = {}
    for case in cases:
        course = course_of(case, steps.get(case.id, {}))
        rules = rules_of(case.procedure_key, course.governed_on or case.created_at.date(), own.get(case.authority_id, ()))
        worked_out = obligations(rules, course, _BEFORE_ALL, days[case.authority_id])
        if case.withdrawn_at is not None:
            worked_out = after_withdrawal(worked_out, case.withdrawn_at.astimezone(ZoneInfo(case.time_zone)).date())
        found |= {(case.id, duty.rule.key): (place, duty) for place, duty in enumerate(worked_out)}
    changed = {key: one for key, one in found.items() if frozen or known.get(key) != _as_kept(*one)}
    await _write(session, now, changed, frozen=frozen)
    await _drop(session, known.keys() - found.keys())
    if why:
        moved = await _tell_moves(session, now, known, changed, why, actor_id)
        touched = {key for key in found.keys() | known.keys() if key[1] == rule_key}
        others = {key for key in changed if known.get(key, ())[1:] != _as_kept(*found[key])[1:]} | (known.keys() - found.keys()) | touched
        await _tell_others(session, now, others - moved, why, actor_id)
    return len(changed)


def course_of(case: Any, steps: Mapping[str, date]) -> Course:
    """Make the course of a case from a row with opens_at, closes_at, time_zone, act_kind and started_on."""
    opens_on, last_on = days_of(case.opens_at, case.closes_at, case.time_zone)
    started = {"drafting_started": case.started_on} if case.started_on else {}
    return Course(opens_on, last_on, started | dict(steps), case.act_kind)


def _cases(scope: Scope) -> Any:
    columns: tuple[Any, ...] = (
        *(col(c) for c in (Consultation.id, Consultation.authority_id, Consultation.procedure_key, Consultation.created_at)),
        *(col(c) for c in (Consultation.opens_at, Consultation.closes_at, Consultation.time_zone, Consultation.withdrawn_at)),
        col(Act.kind).label("act_kind"),
        col(Act.started_on),
    )
    return select(*columns).join(Act, col(Act.id) == col(Consultation.act_id)).where(*scope.limits())


async def _steps(session: AsyncSession, scope: Scope) -> dict[UUID, dict[str, date]]:
    columns = (col(Step.consultation_id), col(Step.kind), col(Step.done_on))
    query = select(*columns).join(Consultation, col(Consultation.id) == col(Step.consultation_id)).where(*scope.limits())
    found: dict[UUID, dict[str, date]] = {}
    for consultation_id, kind, done_on in await session.execute(query):
        found.setdefault(consultation_id, {})[kind] = done_on
    return found


def _as_kept(place: int, duty: Duty) -> tuple[Any, ...]:
    return (place, duty.due_on, duty.verdict.value, duty.reason, duty.days_short, duty.days_late, duty.only_inclusive, duty.below_usual)


async def _kept(session: AsyncSession, scope: Scope) -> dict[tuple[UUID, str], tuple[Any, ...]]:
    columns: tuple[Any, ...] = (
        *(col(c) for c in (Obligation.position, Obligation.due_on, Obligation.verdict, Obligation.reason)),
        *(col(c) for c in (Obligation.days_short, Obligation.days_late, Obligation.only_inclusive, Obligation.below_usual)),
    )
    query = select(col(Obligation.consultation_id), col(Obligation.rule_key), *columns)
    query = query.join(Consultation, col(Consultation.id) == col(Obligation.consultation_id)).where(*scope.limits())
    return {(consultation_id, key): tuple(rest) for consultation_id, key, *rest in await session.execute(query)}


async def _write(session: AsyncSession, now: datetime, changed: Mapping[tuple[UUID, str], tuple[int, Duty]], *, frozen: bool) -> None:
    if not changed:
        return
    duties = [duty for _, duty in changed.values()]
    await session.execute(
        _WRITE,
        {
            "ids": [consultation_id for consultation_id, _ in changed],
            "keys": [key for _, key in changed],
            "positions": [place for place, _ in changed.values()],
            "due": [duty.due_on for duty in duties],
            "verdicts": [duty.verdict.value for duty in duties],
            "reasons": [duty.reason for duty in duties],
            "short": [duty.days_short for duty in duties],
            "late": [duty.days_late for duty in duties],
            "inclusive": [duty.only_inclusive for duty in duties],
            "usual": [duty.below_usual for duty in duties],
            "facts": [_json(duty.facts) if frozen else "{}" for duty in duties],
            "terms": [_json(rule_as_row(duty.rule)) if frozen else "{}" for duty in duties],
            "frozen": frozen,
            "now": now,
        },
    )


def _json(facts: Mapping[str, object]) -> str:
    return json.dumps(facts, ensure_ascii=False, default=str)


async def _drop(session: AsyncSession, gone: Iterable[tuple[UUID, str]]) -> None:
    """Rows of rules that are no longer in force for a case go."""
    keys = list(gone)
    if keys:
        await session.execute(delete(Obligation).where(tuple_(col(Obligation.consultation_id), col(Obligation.rule_key)).in_(keys)))


async def _tell_moves(
    session: AsyncSession,
    now: datetime,
    known: Mapping[tuple[UUID, str], tuple[Any, ...]],
    changed: Mapping[tuple[UUID, str], tuple[int, Duty]],
    why: str,
    actor_id: UUID | None,
) -> set[tuple[UUID, str]]:
    moved = {key: duty for key, (_, duty) in changed.items() if key in known and known[key][1] != duty.due_on}
    entries = [(key[0], {"rule": key[1], "old": known[key][1], "new": duty.due_on, "why": why}) for key, duty in moved.items()]
    await record_all(session, at=now, actor_id=actor_id, act="due-moved", subject_kind="consultation", entries=entries)
    return set(moved)


async def _tell_others(session: AsyncSession, now: datetime, keys: Iterable[tuple[UUID, str]], why: str, actor_id: UUID | None) -> None:
    """Tell of duties that changed otherwise than by their day, once for each case."""
    rules: dict[UUID, list[str]] = {}
    for consultation_id, key in sorted(keys):
        rules.setdefault(consultation_id, []).append(key)
    entries = [(consultation_id, {"rules": of, "why": why}) for consultation_id, of in rules.items()]
    await record_all(session, at=now, actor_id=actor_id, act="duties-changed", subject_kind="consultation", entries=entries)
