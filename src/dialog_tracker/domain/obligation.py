"""The dated obligations of one case, worked out from the rules of its procedure and the calendar.

A minimum is judged by both counts, since practice is not uniform: kept, kept only if both end days are counted, or
breached by so many days. Every judgement names its reason, which a sentence says with the facts put in.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from enum import StrEnum

from dialog_tracker.domain.calendar import CountMode, Unit, WorkCalendar
from dialog_tracker.domain.procedure import CLOSES, OPENS, REASONS_STATED, Rule

OPEN_DEADLINE = "deadline-open"  # the reason of a deadline that has not passed, and that is late once it has
LEFT_OPEN = "deadline-left-open"  # the reason of one that had not passed when the case ended
LAPSED = "draft-withdrawn"


class Verdict(StrEnum):
    """How an obligation stands on a day."""

    KEPT = "kept"
    BREACHED = "breached"
    OPEN = "open"
    LATE = "late"
    NOT_APPLICABLE = "not_applicable"


class Flag(StrEnum):
    """What must be said beside a verdict."""

    ONLY_INCLUSIVE = "only_inclusive"
    BELOW_USUAL = "below_usual"
    UNCERTAIN = "uncertain"


@dataclass(frozen=True, slots=True)
class Course:
    """What is known of one case: opening and last day, the steps done, all in the authority's zone, and the kind of the act.

    Dates need not be in order; an opening that nobody recorded is None.
    """

    opens_on: date | None
    closes_on: date | None
    steps: Mapping[str, date] = field(default_factory=dict)
    act_kind: str | None = None

    def date_of(self, event: str | None) -> date | None:
        """Give the day of an event that rules count from, None where it is not known."""
        match event:
            case "opens":
                return self.opens_on
            case "closes" | None:
                return self.closes_on
            case _:
                return self.steps.get(event)

    @property
    def governed_on(self) -> date | None:
        """Give the day whose law governs the case: that of the opening, or of the end where the opening is not known."""
        return self.opens_on or self.closes_on


@dataclass(frozen=True, slots=True)
class Obligation:
    """A dated legal duty: what, by when, how it stands, and why; `reason` names the sentence that `facts` fill."""

    rule: Rule
    due_on: date | None
    verdict: Verdict
    reason: str
    facts: Mapping[str, object] = field(default_factory=dict)
    days_short: int = 0
    days_late: int = 0
    days_left: int = 0
    below_usual: bool = False
    only_inclusive: bool = False

    @property
    def is_settled(self) -> bool:
        """Tell whether nothing remains to be done."""
        return self.verdict in (Verdict.KEPT, Verdict.NOT_APPLICABLE)

    @property
    def is_owed(self) -> bool:
        """Tell whether the date binds, or bound until it was done; what lapsed with a withdrawn draft does not."""
        return self.due_on is not None and self.reason != LAPSED

    @property
    def flags(self) -> tuple[Flag, ...]:
        """Give what must be said beside the verdict."""
        said = {
            Flag.ONLY_INCLUSIVE: self.only_inclusive,
            Flag.BELOW_USUAL: self.below_usual,
            Flag.UNCERTAIN: self.rule.certainty != "confirmed",
        }
        return tuple(flag for flag, holds in said.items() if holds)


def obligations(rules: Sequence[Rule], course: Course, today: date, calendar: WorkCalendar) -> tuple[Obligation, ...]:
    """Work out every obligation of a case on a day: open ones first by date, then the settled, late in their place."""
    return tuple(sorted((_obligation(rule, course, today, calendar) for rule in rules), key=_place))


def after_withdrawal(duties: Sequence[Obligation], withdrawn_on: date) -> tuple[Obligation, ...]:
    """Let lapse what was to be done by a day that had not passed when the draft was withdrawn; what was late by then stays so."""
    return tuple(
        replace(duty, verdict=Verdict.NOT_APPLICABLE, reason=LAPSED)
        if _awaited(duty) and duty.due_on is not None and duty.due_on >= withdrawn_on
        else duty
        for duty in duties
    )


def _awaited(duty: Obligation) -> bool:
    return duty.verdict is Verdict.OPEN and duty.reason == OPEN_DEADLINE


def at_the_end(duty: Obligation) -> Obligation:
    """Tell of a deadline that was open when its case ended that nobody counts the days to it any more."""
    return replace(duty, reason=LEFT_OPEN) if _awaited(duty) else duty


def _place(duty: Obligation) -> tuple[bool, int]:
    if duty.is_settled:
        return (True, -(duty.due_on or date.min).toordinal())
    return (False, (duty.due_on or date.max).toordinal())


def _obligation(rule: Rule, course: Course, today: date, calendar: WorkCalendar) -> Obligation:
    if not rule.reaches(course.act_kind):
        return Obligation(rule, None, Verdict.NOT_APPLICABLE, "other-acts")
    match rule.kind:
        case "window":
            return judge_window(rule, course, calendar)
        case "deadline":
            return _judge_deadline(rule, course, today, calendar)
        case "earliest":
            return _judge_earliest(rule, course, calendar)
        case "document":
            return _judge_document(rule, course, today)
        case "duty":
            return _judge_duty(rule, course)


def judge_window(rule: Rule, course: Course, calendar: WorkCalendar) -> Obligation:
    """Judge the length of a window by both counts [law.md 1.2: kept, kept by one count only, breached by n].

    Longer than asked for is never a breach, also where the law names an exact number of days.
    """
    opens_on, closes_on = course.opens_on, course.closes_on
    if rule.amount is None:
        return Obligation(rule, None, Verdict.NOT_APPLICABLE, "window-without-rule")
    if opens_on is None or closes_on is None:
        return Obligation(rule, None, Verdict.NOT_APPLICABLE, "window-unknown")
    facts = _lengths(rule, rule.amount, opens_on, closes_on, calendar)
    least_on = calendar.last_day(opens_on, rule.amount, rule.unit, rule.count)
    if closes_on >= calendar.last_day(opens_on, rule.amount, rule.unit, CountMode.EXCLUSIVE):
        return Obligation(rule, least_on, Verdict.KEPT, "window-kept", facts)
    if closes_on >= calendar.last_day(opens_on, rule.amount, rule.unit, CountMode.INCLUSIVE):
        return Obligation(rule, least_on, Verdict.KEPT, "window-kept-counting-both-days", facts, only_inclusive=True)
    return _short_window(rule, course, least_on, facts, _days_short(rule, least_on, closes_on, facts), calendar)


def _short_window(rule: Rule, course: Course, least_on: date, facts: dict[str, object], short: int, calendar: WorkCalendar) -> Obligation:
    facts |= {"short": short}
    if rule.bound == "usual":
        return Obligation(rule, least_on, Verdict.KEPT, "window-below-usual", facts, days_short=short, below_usual=True)
    if rule.reduced is None or course.opens_on is None or course.closes_on is None:
        return Obligation(rule, least_on, Verdict.BREACHED, "window-short", facts, days_short=short)
    facts |= {"reduced": rule.reduced}
    if course.closes_on < calendar.last_day(course.opens_on, rule.reduced, rule.unit, rule.count):
        return Obligation(rule, least_on, Verdict.BREACHED, "window-short", facts, days_short=short)
    if REASONS_STATED in course.steps:
        return Obligation(rule, least_on, Verdict.KEPT, "window-kept-with-reasons", facts)
    return Obligation(rule, least_on, Verdict.BREACHED, "window-short-without-reasons", facts, days_short=short)


def _lengths(rule: Rule, amount: int, opens_on: date, closes_on: date, calendar: WorkCalendar) -> dict[str, object]:
    """Count the days of a window both ways; weeks and months are shown in days, as nobody counts halves of them."""
    unit = rule.unit if rule.unit is Unit.WORKING_DAYS else Unit.CALENDAR_DAYS
    counted: dict[str, object] = {mode.value: calendar.length(opens_on, closes_on, unit, mode) for mode in CountMode}
    counted |= {"unit": unit, "least": amount, "least_unit": rule.unit, "count": rule.count.value}
    if unit is Unit.WORKING_DAYS:
        counted["calendar"] = calendar.length(opens_on, closes_on, Unit.CALENDAR_DAYS, rule.count)
    if not calendar.is_working(closes_on):
        counted |= {"last_day": closes_on, "runs_through": calendar.roll(closes_on)}
    return counted


def _days_short(rule: Rule, least_on: date, closes_on: date, facts: Mapping[str, object]) -> int:
    """Say by how many days a window is short, by the rule's own count."""
    if rule.unit in (Unit.WEEKS, Unit.MONTHS):
        return (least_on - closes_on).days
    return int(str(facts["least"])) - int(str(facts[rule.count.value]))


def _judge_deadline(rule: Rule, course: Course, today: date, calendar: WorkCalendar) -> Obligation:
    if rule.amount is None:
        return Obligation(rule, None, Verdict.NOT_APPLICABLE, "deadline-without-rule")
    event = course.date_of(rule.event)
    if event is None:
        return Obligation(rule, None, Verdict.NOT_APPLICABLE, "event-unknown")
    due, facts = _due(rule, rule.amount, event, calendar)
    done = course.steps.get(rule.step or "")
    if done is not None:
        late = (done - due).days
        if late > 0:
            return Obligation(rule, due, Verdict.BREACHED, "deadline-done-late", facts | {"done": done, "late": late}, days_late=late)
        return Obligation(rule, due, Verdict.KEPT, "deadline-done", facts | {"done": done})
    left = (due - today).days
    if left < 0:
        return Obligation(rule, due, Verdict.LATE, "deadline-late", facts | {"late": -left}, days_late=-left)
    return Obligation(rule, due, Verdict.OPEN, OPEN_DEADLINE, facts | {"left": left}, days_left=left)


def _due(rule: Rule, amount: int, event: date, calendar: WorkCalendar) -> tuple[date, dict[str, object]]:
    count = calendar.before if rule.direction == "before" else calendar.after
    counted = count(event, amount, rule.unit)
    due = calendar.roll(counted) if rule.roll else counted
    return due, {"amount": amount, "unit": rule.unit, "event": event, "counted": counted, "rolled": due != counted}


def _judge_earliest(rule: Rule, course: Course, calendar: WorkCalendar) -> Obligation:
    """Judge what may not happen before a day."""
    event = course.date_of(rule.event)
    if rule.amount is None or event is None:
        return Obligation(rule, None, Verdict.NOT_APPLICABLE, "event-unknown")
    earliest, facts = _due(rule, rule.amount, event, calendar)
    done = course.date_of(rule.step)
    if done is None:
        return Obligation(rule, earliest, Verdict.OPEN, "not-before", facts)
    early = (earliest - done).days
    if early > 0:
        return Obligation(rule, earliest, Verdict.BREACHED, "done-too-early", facts | {"done": done, "early": early}, days_short=early)
    return Obligation(rule, earliest, Verdict.KEPT, "deadline-done", facts | {"done": done})


def _judge_document(rule: Rule, course: Course, today: date) -> Obligation:
    done = course.steps.get(rule.step or "")
    event = course.date_of(rule.event) if rule.event else None
    if done is not None:
        if rule.event not in (None, OPENS, CLOSES) and event is not None and done > event:
            return Obligation(rule, done, Verdict.KEPT, "document-published-after", {"done": done, "after": (done - event).days})
        return Obligation(rule, done, Verdict.KEPT, "document-published", {"done": done})
    due = event if rule.event == OPENS else None
    if due is not None and today >= due:
        return Obligation(rule, due, Verdict.NOT_APPLICABLE, "document-not-recorded")
    return Obligation(rule, due, Verdict.NOT_APPLICABLE, "document-without-limit")


def _judge_duty(rule: Rule, course: Course) -> Obligation:
    """A duty to hold a debate or consultations is done by holding them."""
    if course.opens_on is None:
        return Obligation(rule, None, Verdict.NOT_APPLICABLE, "event-unknown")
    return Obligation(rule, course.opens_on, Verdict.KEPT, "duty-done", {"on": course.opens_on})
