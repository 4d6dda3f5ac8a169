"""The state of dialogue in a year, for all authorities or those of one level: every indicator beside the year before, and the lists to look at.

It is a report of the record kept here. No rule prescribes its form, and it claims none.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from dialog_tracker.domain.act import AuthorityLevel
from dialog_tracker.domain.indicator import Measure, all_measures, find_indicator
from dialog_tracker.domain.indicator_figure import Figure, figure, rows_of
from dialog_tracker.domain.indicator_list import Line, lines
from dialog_tracker.domain.oversight_facts import Record, Scope

# The lists that watchdogs ask for first: short windows, late reports, silence, promises that the text shows nothing of, acts past the public.
LISTS = ("I3.windows", "I5.in_time", "I6.answered", "I8.promises", "I1.consulted")
MOST_LISTED = 40


@dataclass(frozen=True, slots=True)
class BadList:
    """The rows of a measure that are pointed out: how many, and the worst of them."""

    measure: Measure
    total: int
    shown: Sequence[Line]


@dataclass(frozen=True, slots=True)
class Explained:
    """What an authority says beside a row."""

    indicator: str
    title: str
    authority: str
    authority_en: str
    words: str


@dataclass(frozen=True, slots=True)
class State:
    """A year: its figures, those of the year before and of each level, what is pointed out, and what authorities say of it."""

    year: int
    level: AuthorityLevel | None
    made_on: date
    counted_on: date | None
    figures: Mapping[str, Figure]
    before: Mapping[str, Figure]
    by_level: Mapping[AuthorityLevel, Mapping[str, Figure]]
    authorities: int
    consultations: int
    comments: int
    bad: Sequence[BadList]
    explained: Sequence[Explained]

    @property
    def is_empty(self) -> bool:
        """Tell whether nothing of the year is on record."""
        return not any(one.is_defined for address, one in self.figures.items() if not address.startswith("I16."))


def measure_named(address: str) -> Measure:
    """Find a measure by its address."""
    key, _, name = address.partition(".")
    return find_indicator(key).measure(name)


def state_of(
    record: Record, year: int, level: AuthorityLevel | None, counted_on: date | None, explanations: Mapping[tuple[str, str], str]
) -> State:
    """Work the state of dialogue in a year out; `explanations` are words by indicator and subject."""
    mine = record.within(_year(year, level))
    bad = [_bad(measure_named(address), mine, explanations) for address in LISTS]
    return State(
        year,
        level,
        record.today,
        counted_on,
        _figures(mine),
        _figures(record.within(_year(year - 1, level))),
        {one: _figures(record.within(_year(year, one))) for one in AuthorityLevel} if level is None else {},
        len({one.authority for one in mine.deeds}),
        len(mine.consultations),
        sum(one.comments for one in mine.consultations),
        [one for one in bad if one.total],
        _explained(mine, explanations),
    )


def _year(year: int, level: AuthorityLevel | None) -> Scope:
    return Scope(date(year, 1, 1), date(year, 12, 31), level=level)


def _figures(record: Record) -> dict[str, Figure]:
    return {measure.address: figure(measure, record) for measure in all_measures()}


def _bad(measure: Measure, record: Record, explanations: Mapping[tuple[str, str], str]) -> BadList:
    rows = [row for row in rows_of(measure, record) if row.bad]
    said = {subject: words for (indicator, subject), words in explanations.items() if indicator == measure.indicator}
    return BadList(measure, len(rows), lines(rows[:MOST_LISTED], record, said))


def _explained(record: Record, explanations: Mapping[tuple[str, str], str]) -> list[Explained]:
    """Give the explanations of rows of the year, each once, in the order of the indicators."""
    found: dict[tuple[str, str], Explained] = {}
    for measure in all_measures():
        wanted = {subject: words for (indicator, subject), words in explanations.items() if indicator == measure.indicator}
        if not wanted:
            continue
        for line in lines(rows_of(measure, record), record, wanted):
            if line.explanation:
                told = Explained(measure.indicator, line.title, line.authority, line.authority_en, line.explanation)
                found.setdefault((measure.indicator, line.key), told)
    return list(found.values())
