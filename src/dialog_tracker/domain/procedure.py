"""Named legal procedures, their rules as data, and the dated obligations that follow from them.

A rule row says what must happen, how long, counted how and from which event, with its citation and how certain it is;
the rows stand in `procedures/*.toml`. An authority may override a row by its own act. A minimum is judged by both
counts, since practice is not uniform: kept, kept only if both end days are counted, or breached by so many days.
"""

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from enum import StrEnum
from functools import cache
from importlib import resources
from typing import Any, Literal

from dialog_tracker.domain.calendar import CountMode, Unit, WorkCalendar
from dialog_tracker.domain.errors import Malformed


class Verdict(StrEnum):
    """How an obligation stands on a day."""

    KEPT = "kept"
    BREACHED = "breached"
    OPEN = "open"
    LATE = "late"
    NOT_APPLICABLE = "not_applicable"


@dataclass(frozen=True, slots=True)
class Wording:
    """A phrase of a rule in Serbian Cyrillic and in English; Latin is derived from the first."""

    sr: str
    en: str


@dataclass(frozen=True, slots=True)
class Rule:
    """One legal rule; `amount` is None where the law gives no number, `basis` is the citation as it follows „На основу”."""

    key: str
    kind: Literal["window", "deadline", "document", "duty"]
    what: Wording
    citation: Wording
    certainty: Literal["confirmed", "probable", "unconfirmed"]
    valid_from: date
    valid_to: date | None = None
    amount: int | None = None
    unit: Unit = Unit.CALENDAR_DAYS
    bound: Literal["min", "max", "exact", "usual"] = "min"
    count: CountMode = CountMode.EXCLUSIVE
    roll: bool = False
    event: Literal["starts", "opens", "closes", "submits", "adopts"] | None = None
    step: str | None = None
    source: str = ""
    basis: str = ""
    doubt: Wording | None = None
    own_act: bool = False

    def in_force(self, day: date) -> bool:
        """Tell whether the row governs steps taken on a day."""
        return self.valid_from <= day and (self.valid_to is None or day < self.valid_to)


@dataclass(frozen=True, slots=True)
class RuleOverride:
    """What an authority's own act says instead of a row: amount, count and the act itself."""

    rule_key: str
    amount: int
    unit: Unit
    count: CountMode
    citation: Wording
    valid_from: date
    valid_to: date | None = None
    basis: str = ""


@dataclass(frozen=True, slots=True)
class Procedure:
    """A named procedure: the rules it consists of, in the order in which they are shown."""

    key: str
    name: Wording
    prefix: str
    levels: tuple[str, ...]
    rule_keys: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ProcedureDates:
    """The dates that rules count from and the steps done, all in the authority's zone."""

    opens_on: date
    closes_on: date
    starts_on: date | None = None
    steps: Mapping[str, date] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Obligation:
    """A dated legal duty: what, by when, how it stands, and why; `reason` names the sentence that `facts` fill."""

    rule: Rule
    due_on: date | None
    verdict: Verdict
    reason: str
    facts: Mapping[str, object] = field(default_factory=dict)
    days: int = 0

    @property
    def is_settled(self) -> bool:
        """Tell whether nothing remains to be done."""
        return self.verdict in (Verdict.KEPT, Verdict.NOT_APPLICABLE)


@cache
def _book() -> tuple[Mapping[str, Procedure], Mapping[str, tuple[Rule, ...]]]:
    procedures: dict[str, Procedure] = {}
    rules: dict[str, tuple[Rule, ...]] = {}
    for file in sorted(resources.files(__package__).joinpath("procedures").iterdir(), key=lambda entry: entry.name):
        if not file.name.endswith(".toml"):
            continue
        book = tomllib.loads(file.read_text(encoding="utf-8"))
        for key, row in book["procedures"].items():
            procedures[key] = Procedure(key, Wording(**row["name"]), row["prefix"], tuple(row["levels"]), tuple(row["rules"]))
        for row in book["rules"]:
            rules[row["key"]] = (*rules.get(row["key"], ()), _rule(row))
    return procedures, rules


def _rule(row: Mapping[str, Any]) -> Rule:
    fields = dict(row)
    for name in ("what", "citation", "doubt"):
        if name in fields:
            fields[name] = Wording(**fields[name])
    if "unit" in fields:
        fields["unit"] = Unit(fields["unit"])
    if "count" in fields:
        fields["count"] = CountMode(fields["count"])
    return Rule(**fields)


def all_procedures() -> Mapping[str, Procedure]:
    """Give every procedure by its key."""
    return _book()[0]


def all_rules() -> tuple[Rule, ...]:
    """Give every rule row, in the order of the book."""
    return tuple(row for rows in _book()[1].values() for row in rows)


def find_procedure(key: str) -> Procedure:
    """Look a procedure up; raises Malformed("procedure-unknown")."""
    try:
        return _book()[0][key]
    except KeyError:
        raise Malformed("procedure-unknown", key=key) from None


def rules_of(key: str, on: date, overrides: Sequence[RuleOverride] = ()) -> tuple[Rule, ...]:
    """Give the rows of a procedure that are in force on a day, with an authority's own act put in."""
    own = {o.rule_key: o for o in overrides if o.valid_from <= on and (o.valid_to is None or on < o.valid_to)}
    rows = (row for rule_key in find_procedure(key).rule_keys for row in _book()[1][rule_key] if row.in_force(on))
    return tuple(_overridden(row, own[row.key]) if row.key in own else row for row in rows)


def _overridden(rule: Rule, own: RuleOverride) -> Rule:
    return replace(
        rule,
        amount=own.amount,
        unit=own.unit,
        count=own.count,
        citation=own.citation,
        basis=own.basis,
        certainty="confirmed",
        doubt=None,
        own_act=True,
    )


def obligations(rules: Sequence[Rule], dates: ProcedureDates, today: date, calendar: WorkCalendar) -> tuple[Obligation, ...]:
    """Work out every obligation of a procedure on a day: open ones first by date, then the settled, late in their place."""
    worked_out = [_obligation(rule, dates, today, calendar) for rule in rules]
    return tuple(
        sorted(
            worked_out,
            key=lambda o: (o.is_settled, -(o.due_on or date.min).toordinal() if o.is_settled else (o.due_on or date.max).toordinal()),
        )
    )


def _obligation(rule: Rule, dates: ProcedureDates, today: date, calendar: WorkCalendar) -> Obligation:
    match rule.kind:
        case "window":
            return judge_window(rule, dates.opens_on, dates.closes_on, calendar)
        case "deadline":
            return _judge_deadline(rule, dates, today, calendar)
        case "document":
            return _judge_document(rule, dates, today)
        case "duty":
            return Obligation(rule, dates.opens_on, Verdict.KEPT, "duty-done", {"on": dates.opens_on})


def judge_window(rule: Rule, opens_on: date, closes_on: date, calendar: WorkCalendar) -> Obligation:
    """Judge the length of a window by both counts [law.md 1.2: kept, kept by one count only, breached by n]."""
    if rule.amount is None:
        return Obligation(rule, closes_on, Verdict.NOT_APPLICABLE, "window-without-rule")
    inclusive = calendar.length(opens_on, closes_on, rule.unit, CountMode.INCLUSIVE)
    exclusive = calendar.length(opens_on, closes_on, rule.unit, CountMode.EXCLUSIVE)
    facts: dict[str, object] = {"inclusive": inclusive, "exclusive": exclusive, "least": rule.amount, "unit": rule.unit}
    least_on = calendar.last_day(opens_on, rule.amount, rule.unit, rule.count)
    if exclusive >= rule.amount:
        return Obligation(rule, least_on, Verdict.KEPT, "window-kept", facts)
    if inclusive >= rule.amount:
        return Obligation(rule, least_on, Verdict.KEPT, "window-kept-counting-both-days", facts)
    short = rule.amount - inclusive
    return Obligation(rule, least_on, Verdict.BREACHED, "window-short", facts | {"short": short}, days=short)


def _judge_deadline(rule: Rule, dates: ProcedureDates, today: date, calendar: WorkCalendar) -> Obligation:
    event = {"starts": dates.starts_on, "opens": dates.opens_on, "closes": dates.closes_on}.get(rule.event or "closes")
    if rule.amount is None or event is None:
        return Obligation(rule, None, Verdict.NOT_APPLICABLE, "deadline-without-rule")
    counted = calendar.after(event, rule.amount, rule.unit)
    due = calendar.roll(counted) if rule.roll else counted
    facts: dict[str, object] = {"amount": rule.amount, "unit": rule.unit, "event": event, "counted": counted, "rolled": due != counted}
    done = dates.steps.get(rule.step or "")
    if done is not None:
        late = (done - due).days
        if late > 0:
            return Obligation(rule, due, Verdict.BREACHED, "deadline-done-late", facts | {"done": done, "late": late}, days=late)
        return Obligation(rule, due, Verdict.KEPT, "deadline-done", facts | {"done": done})
    left = (due - today).days
    if left < 0:
        return Obligation(rule, due, Verdict.LATE, "deadline-late", facts | {"late": -left}, days=-left)
    return Obligation(rule, due, Verdict.OPEN, "deadline-open", facts | {"left": left}, days=left)


def _judge_document(rule: Rule, dates: ProcedureDates, today: date) -> Obligation:
    done = dates.steps.get(rule.step or "")
    if done is not None:
        return Obligation(rule, done, Verdict.KEPT, "document-published", {"done": done})
    if rule.event == "opens" and today >= dates.opens_on:
        return Obligation(rule, dates.opens_on, Verdict.NOT_APPLICABLE, "document-not-recorded")
    return Obligation(rule, dates.opens_on if rule.event == "opens" else None, Verdict.NOT_APPLICABLE, "document-without-limit")
