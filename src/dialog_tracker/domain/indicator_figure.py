"""Figures of indicators: what a measure comes to over a record, and that it comes to nothing where there is nothing to count."""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from statistics import median

from dialog_tracker.domain.indicator import NO_PROCEDURE, Measure, Method, Unit
from dialog_tracker.domain.indicator_rows import ROWS, Row
from dialog_tracker.domain.oversight_facts import Record
from dialog_tracker.domain.procedure import Wording


@dataclass(frozen=True, slots=True)
class Figure:
    """What a measure comes to: above and below the line, over how many rows, of which how many are bad; `value` is None where it is not defined."""

    measure: Measure
    value: float | None
    part: int
    whole: int
    rows: int
    bad: int
    parts: Mapping[str, int] = field(default_factory=dict)
    by_procedure: bool = False

    @property
    def needs(self) -> Wording:
        """Say what it would take to work it out, or why it cannot be told for one procedure."""
        return NO_PROCEDURE if self.by_procedure and not self.measure.knows_procedure else self.measure.needs

    @property
    def is_defined(self) -> bool:
        """Tell whether there was anything to count."""
        return self.value is not None

    @property
    def points(self) -> float | None:
        """Give the share of the points that the source gives for a share: none up to its threshold, all at the whole, by a line between.

        None where the source gives no points, or nothing was counted.
        """
        least = self.measure.no_points_up_to
        if least is None or self.value is None:
            return None
        return max(0, 100 * self.part - least * self.whole) / ((100 - least) * self.whole)


def rows_of(measure: Measure, record: Record) -> list[Row]:
    """Give the list behind a figure: bad rows first, the worst of them first, then the newest."""
    return sorted(_rows(measure, record), key=_order)


def _rows(measure: Measure, record: Record) -> list[Row]:
    """Give the rows in no order; none where a procedure was chosen and what is counted belongs to none."""
    return [] if record.one_procedure and not measure.knows_procedure else list(ROWS[measure.address](record))


def _order(row: Row) -> tuple[bool, int, int, str]:
    day = getattr(row.subject, "day", None)
    named = str(getattr(row.subject, "id", "")) or str(getattr(row.subject, "code", ""))
    return (not row.bad, -row.weight, -day.toordinal() if day else 0, named)


def figure(measure: Measure, record: Record) -> Figure:
    """Work a measure out over a record."""
    return replace(figure_of(measure, _rows(measure, record)), by_procedure=record.one_procedure)


def figure_of(measure: Measure, rows: Sequence[Row]) -> Figure:
    """Work a measure out over the rows behind it."""
    part, whole = sum(row.part for row in rows), sum(row.whole for row in rows)
    parts: Counter[str] = Counter()
    if measure.method is Method.SPREAD:
        for row in rows:
            parts.update(row.parts)
    method = Method.COUNT if measure.method is Method.SPREAD and measure.unit is Unit.NUMBER else measure.method
    value = _VALUES[method](rows, part, whole) if rows and whole else None
    return Figure(measure, value, part, whole, len(rows), sum(row.bad for row in rows), dict(parts.most_common()))


def _distinct(rows: Sequence[Row], _part: int, _whole: int) -> float:
    return len({member for row in rows for member in row.members})


_VALUES: Mapping[Method, Callable[[Sequence[Row], int, int], float]] = {
    Method.SHARE: lambda _, part, whole: part / whole,
    Method.COUNT: lambda _, part, __: part,
    Method.MEAN: lambda rows, part, _: part / len(rows),
    Method.HIGHEST: lambda rows, _, __: max(row.part for row in rows),
    Method.MEDIAN: lambda rows, _, __: median(row.part for row in rows),
    Method.DISTINCT: _distinct,
    Method.SPREAD: lambda _, part, whole: part / whole,
}
