"""Named legal procedures and their rules as data.

A rule row says what must happen, how long, counted how and from which event, with its citation and how certain it is;
the rows stand in `procedures/*.toml`, one book for each country. An authority may override a row by its own act. What
follows from the rows for one case is worked out in `obligation`.
"""

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import date
from functools import cache
from importlib import resources
from typing import Any, Literal

from dialog_tracker.domain.act import POLICY_DOCUMENTS, REGULATIONS
from dialog_tracker.domain.calendar import CountMode, Unit
from dialog_tracker.domain.errors import Malformed

OPENS, CLOSES = "opens", "closes"
# Noted with a case whose reasons for a shorter time were stated to the public.
REASONS_STATED = "reasons_stated"
Kind = Literal["window", "deadline", "earliest", "document", "duty"]
_ACTS: Mapping[str, frozenset[str]] = {"policy": POLICY_DOCUMENTS, "regulation": REGULATIONS}


@dataclass(frozen=True, slots=True)
class Wording:
    """A phrase of a rule in Serbian Cyrillic and in English; Latin is derived from the first."""

    sr: str
    en: str


@dataclass(frozen=True, slots=True)
class Rule:
    """One legal rule; `amount` is None where the law gives no number, `basis` is the citation as it follows „На основу”.

    `event` is what days are counted from: the opening, the end, or a step („drafting_started”). `reduced` is the smaller
    minimum that holds where reasons are stated. `acts` limits a row to policy documents or to regulations. `general_count`
    cites the country's general rule of counting, which does not count the first day.
    """

    key: str
    kind: Kind
    what: Wording
    citation: Wording
    certainty: Literal["confirmed", "probable", "unconfirmed"]
    valid_from: date
    valid_to: date | None = None
    amount: int | None = None
    unit: Unit = Unit.CALENDAR_DAYS
    bound: Literal["min", "max", "exact", "usual"] = "min"
    count: CountMode = CountMode.EXCLUSIVE
    direction: Literal["after", "before"] = "after"
    roll: bool = False
    event: str | None = None
    step: str | None = None
    source: str = ""
    basis: str = ""
    doubt: Wording | None = None
    own_act: bool = False
    acts: Literal["policy", "regulation"] | None = None
    reduced: int | None = None
    general_count: Wording | None = None

    def in_force(self, day: date) -> bool:
        """Tell whether the row governs steps taken on a day."""
        return self.valid_from <= day and (self.valid_to is None or day < self.valid_to)

    def reaches(self, act_kind: str | None) -> bool:
        """Tell whether the row reaches acts of a kind; a kind that is not known is reached."""
        return self.acts is None or act_kind is None or act_kind in _ACTS[self.acts]


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


# No act of an authority prescribes a time longer than ten years; what is longer is a mistyped number.
MOST: Mapping[Unit, int] = {Unit.CALENDAR_DAYS: 3653, Unit.WORKING_DAYS: 2610, Unit.WEEKS: 522, Unit.MONTHS: 120}


def check_override(own: RuleOverride) -> None:
    """Refuse own rules that cannot be meant; raises Malformed("rule-amount") and Malformed("rule-ends-before")."""
    if not 0 < own.amount <= MOST[own.unit]:
        raise Malformed("rule-amount", field="amount", least=1, most=MOST[own.unit])
    if own.valid_to is not None and own.valid_to <= own.valid_from:
        raise Malformed("rule-ends-before", field="valid_to")


@dataclass(frozen=True, slots=True)
class Procedure:
    """A named procedure: the rules it consists of, in the order in which they are shown.

    `countries` are ISO 3166 codes, „EU” and „WB”; none means that it may be used anywhere. `family` names the words that
    its report is written in. Those that are `usual` stand in the first part of the menu.
    """

    key: str
    name: Wording
    prefix: str
    levels: tuple[str, ...]
    rule_keys: tuple[str, ...]
    countries: tuple[str, ...] = ()
    family: str = "consultations"
    usual: bool = True

    def offered_to(self, country: str, level: str) -> bool:
        """Tell whether an authority of a country and a level may run it."""
        return level in self.levels and (not self.countries or country in self.countries)


@dataclass(frozen=True, slots=True)
class _Book:
    procedures: Mapping[str, Procedure]
    aliases: Mapping[str, str]
    rules: Mapping[str, tuple[Rule, ...]]


@cache
def _book() -> _Book:
    procedures: dict[str, Procedure] = {}
    aliases: dict[str, str] = {}
    rules: dict[str, tuple[Rule, ...]] = {}
    for file in sorted(resources.files(__package__).joinpath("procedures").iterdir(), key=_order):
        if not file.name.endswith(".toml"):
            continue
        book = tomllib.loads(file.read_text(encoding="utf-8"))
        general = {"general_count": book["general_count"]} if "general_count" in book else {}
        for key, row in book["procedures"].items():
            procedures[key] = _procedure(key, row, book.get("countries", []))
            aliases |= dict.fromkeys(row.get("aliases", []), key)
        for row in book["rules"]:
            rules[row["key"]] = (*rules.get(row["key"], ()), _rule(row | general))
    return _Book(procedures, aliases, rules)


def _order(file: Any) -> tuple[bool, str]:
    """Serbia's books come first; the others follow by name."""
    return (not file.name.startswith("serbia"), file.name)


def _procedure(key: str, row: Mapping[str, Any], countries: Sequence[str]) -> Procedure:
    named = {name: row[name] for name in ("family", "usual") if name in row}
    return Procedure(key, Wording(**row["name"]), row["prefix"], tuple(row["levels"]), tuple(row["rules"]), tuple(countries), **named)


def _rule(row: Mapping[str, Any]) -> Rule:
    fields = dict(row)
    for name in ("what", "citation", "doubt", "general_count"):
        if name in fields:
            fields[name] = Wording(**fields[name])
    if "unit" in fields:
        fields["unit"] = Unit(fields["unit"])
    if "count" in fields:
        fields["count"] = CountMode(fields["count"])
    return Rule(**fields)


def rule_as_row(rule: Rule) -> dict[str, Any]:
    """Write the terms of a rule as plain values, so that they can be kept with what was judged by them."""
    return {name: value for name, value in asdict(rule).items() if value is not None}


def rule_of_row(row: Mapping[str, Any]) -> Rule:
    """Read the terms of a rule that were kept; days are written as ISO 8601."""
    days = {name: date.fromisoformat(row[name]) for name in ("valid_from", "valid_to") if name in row}
    return _rule({**row, **days})


def all_procedures() -> Mapping[str, Procedure]:
    """Give every procedure by its key."""
    return _book().procedures


def procedures_for(country: str, level: str) -> Mapping[str, Procedure]:
    """Give the procedures that an authority may run, the usual ones first."""
    offered = [p for p in all_procedures().values() if p.offered_to(country, level)]
    return {p.key: p for p in sorted(offered, key=lambda p: not p.usual)}


def all_rules() -> tuple[Rule, ...]:
    """Give every rule row, in the order of the book."""
    return tuple(row for rows in _book().rules.values() for row in rows)


def report_deadlines() -> tuple[str, ...]:
    """Give the keys of the rules that say up to which day a report has to be out."""
    return tuple(sorted({rule.key for rule in all_rules() if rule.kind == "deadline" and rule.step == "report_published"}))


def rows_of(rule_key: str) -> tuple[Rule, ...]:
    """Give the rows of one rule, one for each time in which it said something else; none for an unknown key."""
    return _book().rules.get(rule_key, ())


def find_procedure(key: str) -> Procedure:
    """Look a procedure up by its key or by another name for it; raises Malformed("procedure-unknown")."""
    book = _book()
    try:
        return book.procedures[book.aliases.get(key, key)]
    except KeyError:
        raise Malformed("procedure-unknown", key=key) from None


def rules_of(key: str, on: date, overrides: Sequence[RuleOverride] = ()) -> tuple[Rule, ...]:
    """Give the rows of a procedure that are in force on a day, with an authority's own act put in."""
    own = {o.rule_key: o for o in overrides if o.valid_from <= on and (o.valid_to is None or on < o.valid_to)}
    rows = (row for rule_key in find_procedure(key).rule_keys for row in _book().rules[rule_key] if row.in_force(on))
    return tuple(_overridden(row, own[row.key]) if row.key in own else row for row in rows)


def steps_to_note(rules: Sequence[Rule]) -> frozenset[str]:
    """Give the steps that an official notes by hand: what was published, and the days that limits are counted from.

    The call and the report are noted by publishing them here.
    """
    events = {rule.event for rule in rules if rule.event and rule.event not in (OPENS, CLOSES)}
    done = {rule.step for rule in rules if rule.step and rule.step not in (OPENS, CLOSES)}
    excused = {REASONS_STATED} if any(rule.reduced for rule in rules) else set[str]()
    return frozenset((events | done | excused) - {"report_published"})


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
        reduced=None,
    )
