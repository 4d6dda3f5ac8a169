"""The eighteen indicators of the practice as data: what each says, how it is worked out, and when a row of it is a bad one.

Their words stand in `indicators.toml`; the rows behind each are chosen in `indicator_rows`, and a figure is made of them in
`indicator_figure`. No number of the law stands in any of them: minimums and time limits come with each consultation, from its own procedure.
"""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from importlib import resources
from typing import Any

from dialog_tracker.domain.errors import NotFound
from dialog_tracker.domain.procedure import Wording


class Method(StrEnum):
    """How a figure is made of its rows: every row has a part and a whole."""

    SHARE = "share"
    COUNT = "count"
    MEAN = "mean"
    HIGHEST = "highest"
    MEDIAN = "median"
    DISTINCT = "distinct"
    SPREAD = "spread"


class Unit(StrEnum):
    """In what a figure is told."""

    PERCENT = "percent"
    DAYS = "days"
    NUMBER = "number"


class Better(StrEnum):
    """Whether more of it is better; volume is neither."""

    HIGHER = "higher"
    LOWER = "lower"
    NEITHER = "neither"


class Counted(StrEnum):
    """Of what the list behind a figure consists."""

    CONSULTATIONS = "consultations"
    ACTS = "acts"
    GROUPS = "groups"
    ACTIVITIES = "activities"
    UNITS = "units"


# Said instead of a figure where one procedure is chosen, and the figure counts what has none.
NO_PROCEDURE = Wording(
    "Не може се рећи за један поступак: акт без консултација, радна група и активност не припадају ниједном.",
    "This cannot be told for one procedure: an act without a consultation, a working group and an activity belong to none.",
)


@dataclass(frozen=True, slots=True)
class Measure:
    """One figure of an indicator; `of` names what the list behind it consists of, `needs` what must be on record to work it out.

    `part` and `whole` say what stands above and below the line; `codes` is the group of words for the parts of a spread. Where the
    source gives points for a share, `no_points_up_to` is the share in per cent that has none yet.
    """

    indicator: str
    key: str
    name: Wording
    method: Method
    unit: Unit
    better: Better
    of: Counted
    part: Wording
    whole: Wording
    needs: Wording
    codes: str = ""
    no_points_up_to: int | None = None

    @property
    def address(self) -> str:
        """Give the name by which a measure is told apart from all others."""
        return f"{self.indicator}.{self.key}"

    @property
    def knows_procedure(self) -> bool:
        """Tell whether it can be told for one procedure: working groups and activities have none, nor has an act that nobody was consulted on."""
        return self.of not in (Counted.GROUPS, Counted.ACTIVITIES) and self.address != "I1.consulted"


@dataclass(frozen=True, slots=True)
class Indicator:
    """An indicator with its measures, the chief one first; `bad` says which rows are pointed out, and is empty where none are."""

    key: str
    name: Wording
    definition: Wording
    formula: Wording
    source: Wording
    bad: Wording | None
    measures: tuple[Measure, ...]

    @property
    def chief(self) -> Measure:
        """Give the measure that stands for the indicator."""
        return self.measures[0]

    def measure(self, key: str | None) -> Measure:
        """Find a measure, the chief one where none is named; raises NotFound("indicator-unknown")."""
        found = next((one for one in self.measures if key in (None, "", one.key)), None)
        if found is None:
            raise NotFound("indicator-unknown")
        return found


@cache
def all_indicators() -> Mapping[str, Indicator]:
    """Give the indicators by their keys, in order."""
    book = tomllib.loads(resources.files(__package__).joinpath("indicators.toml").read_text(encoding="utf-8"))
    return {row["key"]: _indicator(row) for row in book["indicators"]}


def find_indicator(key: str) -> Indicator:
    """Look an indicator up by its key; raises NotFound("indicator-unknown")."""
    try:
        return all_indicators()[key]
    except KeyError:
        raise NotFound("indicator-unknown") from None


def all_measures() -> tuple[Measure, ...]:
    """Give every measure, in the order of the indicators."""
    return tuple(measure for indicator in all_indicators().values() for measure in indicator.measures)


def _indicator(row: Mapping[str, Any]) -> Indicator:
    measures = tuple(_measure(row, one) for one in row["measures"])
    bad = Wording(**row["bad"]) if "bad" in row else None
    name, definition, formula, source = (Wording(**row[text]) for text in ("name", "definition", "formula", "source"))
    return Indicator(row["key"], name, definition, formula, source, bad, measures)


def _measure(row: Mapping[str, Any], one: Mapping[str, Any]) -> Measure:
    return Measure(
        row["key"],
        one["key"],
        Wording(**one["name"]),
        Method(one["method"]),
        Unit(one.get("unit", "number")),
        Better(one.get("better", "neither")),
        Counted(one["of"]),
        Wording(**one["part"]),
        Wording(**one["whole"]),
        Wording(**(one.get("needs") or row["needs"])),
        one.get("codes", ""),
        one.get("no_points_up_to"),
    )
