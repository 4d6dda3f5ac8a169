"""Planning a case before anything is published: the earliest lawful end, and the latest start for a wanted day.

Where practice counts in two ways, the plan proposes the longer one, so that nobody can object.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from dialog_tracker.domain.calendar import CountMode, WorkCalendar
from dialog_tracker.domain.obligation import Course, Obligation, Verdict, obligations
from dialog_tracker.domain.procedure import Rule

_DAY = timedelta(days=1)
# A window that no rule limits is planned with this many days; the official sees it and may change it.
_WITHOUT_RULE = 20


@dataclass(frozen=True, slots=True)
class Plan:
    """What follows from a planned opening: the earliest lawful last day by each count, and the days that follow it."""

    opens_on: date
    least_on: date
    proposed_on: date
    report_on: date | None
    submit_on: date | None
    without_rule: bool = False


def forward(rules: Sequence[Rule], opens_on: date, calendar: WorkCalendar, act_kind: str | None = None) -> Plan:
    """Work out the earliest lawful last day of a window, and when the report and the submission may follow.

    `least_on` is lawful by the count that each rule names, `proposed_on` by either count. The report is due at the latest
    on `report_on`; the draft can be submitted once the report is out and what must be published before it was published.
    """
    windows = [rule for rule in rules if rule.kind == "window" and rule.amount and rule.reaches(act_kind)]
    least_on = max((_last(rule, opens_on, calendar, rule.count) for rule in windows), default=opens_on + _DAY * _WITHOUT_RULE)
    both = [_last(rule, opens_on, calendar, mode) for rule in windows for mode in CountMode]
    proposed_on = max(both, default=least_on)
    report_on = _report_due(rules, proposed_on, calendar, act_kind)
    return Plan(opens_on, least_on, proposed_on, report_on, _submission(rules, report_on or proposed_on, calendar, act_kind), not windows)


def _last(rule: Rule, opens_on: date, calendar: WorkCalendar, mode: CountMode) -> date:
    return calendar.last_day(opens_on, rule.amount or 0, rule.unit, mode)


def _report_due(rules: Sequence[Rule], closes_on: date, calendar: WorkCalendar, act_kind: str | None) -> date | None:
    course = Course(None, closes_on, act_kind=act_kind)
    reports = [rule for rule in rules if rule.kind == "deadline" and rule.step == "report_published" and rule.event in (None, "closes")]
    due = [duty.due_on for duty in obligations(reports, course, date.min, calendar) if duty.due_on]
    return max(due, default=None)


def _submission(rules: Sequence[Rule], ready_on: date, calendar: WorkCalendar, act_kind: str | None) -> date | None:
    """Find the first day of submission for which everything due before it could be published by `ready_on`."""
    before = [
        r for r in rules if r.kind == "deadline" and r.direction == "before" and r.event != "opens" and r.amount and r.reaches(act_kind)
    ]
    if not before:
        return None
    day = ready_on
    while any(calendar.before(day, rule.amount or 0, rule.unit) < ready_on for rule in before):
        day += _DAY
    return calendar.roll(day)


@dataclass(frozen=True, slots=True)
class Backward:
    """The latest openings for a wanted day: with the whole time for the report, and with the bare minimum of the window."""

    wanted_on: date
    opens_on: date
    plan: Plan
    at_least_opens_on: date


def backward(rules: Sequence[Rule], wanted_on: date, calendar: WorkCalendar, act_kind: str | None = None) -> Backward:
    """Work out the latest opening after which everything can be done by a wanted day of submission or adoption."""
    opens_on = _latest(wanted_on, lambda day: _end(forward(rules, day, calendar, act_kind)))
    barely = _latest(wanted_on, lambda day: forward(rules, day, calendar, act_kind).least_on + _DAY)
    return Backward(wanted_on, opens_on, forward(rules, opens_on, calendar, act_kind), barely)


def _end(plan: Plan) -> date:
    return plan.submit_on or plan.report_on or plan.proposed_on + _DAY


def _latest(wanted_on: date, end_of: Callable[[date], date]) -> date:
    """Step back until what follows from an opening ends by the wanted day; a later opening never ends earlier."""
    day = wanted_on
    while (end := end_of(day)) > wanted_on:
        day -= max(_DAY, (end - wanted_on) // 4)
    while end_of(day + _DAY) <= wanted_on:
        day += _DAY
    return day


def breaches(rules: Sequence[Rule], course: Course, calendar: WorkCalendar) -> tuple[Obligation, ...]:
    """Say what a proposed window would breach, or keep by one count only, before anything is published."""
    judged = obligations([rule for rule in rules if rule.kind == "window"], replace(course, steps={}), date.min, calendar)
    return tuple(duty for duty in judged if duty.verdict is Verdict.BREACHED or duty.only_inclusive or duty.below_usual)
