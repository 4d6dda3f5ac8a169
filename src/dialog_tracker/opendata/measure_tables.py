"""The indicators of the practice in a dump: each measure with its method, and the rows behind it as the lists of oversight show them."""

import asyncio
from collections.abc import AsyncIterator
from datetime import datetime
from typing import Any

import msgspec
from sqlalchemy.ext.asyncio import AsyncSession

from dialog_tracker.domain.indicator import Counted, Measure, all_indicators, all_measures
from dialog_tracker.domain.indicator_figure import rows_of
from dialog_tracker.domain.indicator_list import Line, lines, subject_key
from dialog_tracker.domain.indicator_rows import Row as Behind
from dialog_tracker.opendata.dump_files import Row
from dialog_tracker.opendata.dump_tables import Table
from dialog_tracker.oversight.queries import counts_of, explanations_of

_AT_ONCE = 1000
_WORDS = ("name", "name_en", "definition", "definition_en", "formula", "formula_en", "part", "part_en", "whole", "whole_en")
MEASURES = Table(
    "measures",
    "Measures of the indicators: what is counted, and by which method a figure is made of the rows.",
    dict.fromkeys(("measure", "indicator", "method", "unit", "better", "counted", *_WORDS), "text"),
)
_NUMBERS = ("comments", "articles", "part", "whole", "severity")
_SHOWN = ("key", "title", "title_en", "authority", "authority_en", "level", "unit", "first_on", "last_on", "procedure")
MEASURE_ROWS = Table(
    "measure_rows",
    "Rows behind each measure; `places` are the municipalities of an activity, `parts` are counts by code.",
    dict.fromkeys(("measure", *_SHOWN), "text")
    | {"first_on": "day", "last_on": "day"}
    | dict.fromkeys(_NUMBERS, "number")
    | {"bad": "yes", "parts": "object", "places": "object", "explanation": "text"},
)


async def measures() -> AsyncIterator[list[Row]]:
    """Give the measures."""
    yield [_measure(one) for one in all_measures()]


def _measure(one: Measure) -> Row:
    of = all_indicators()[one.indicator]
    said = {"name": one.name, "definition": of.definition, "formula": of.formula, "part": one.part, "whole": one.whole}
    words = {f"{name}{end}": text for name, wording in said.items() for end, text in (("", wording.sr), ("_en", wording.en))}
    codes = {"method": one.method, "unit": one.unit, "better": one.better, "counted": one.of}
    return _laid(MEASURES, {"measure": one.address, "indicator": one.indicator, **codes, **words})


async def measure_rows(session: AsyncSession, now: datetime) -> AsyncIterator[list[Row]]:
    """Give the rows behind every measure, over everything, some at once."""
    record = (await counts_of(session, now)).record
    for measure in all_measures():
        rows = await asyncio.to_thread(rows_of, measure, record)
        for first in range(0, len(rows), _AT_ONCE):
            some = rows[first : first + _AT_ONCE]
            found = await explanations_of(session, measure.indicator, [subject_key(row.subject) for row in some])
            told = lines(some, record, {subject: one.words for subject, one in found.items()})
            yield [_row(measure, row, line) for row, line in zip(some, told, strict=True)]


def _row(measure: Measure, row: Behind, line: Line) -> Row:
    # Running numbers of organisations would tell which of them kept a name back in one place and showed it in another.
    places = row.members if measure.of is Counted.ACTIVITIES else ()
    told = {name: getattr(line, name) for name in (*_SHOWN, *_NUMBERS, "bad", "explanation")}
    counts = {"parts": _text(line.parts), "places": _text(places)}
    return _laid(MEASURE_ROWS, {"measure": measure.address, **told, **counts})


def _text(what: Any) -> str:
    return msgspec.json.encode(what).decode()


def _laid(table: Table, told: dict[str, Any]) -> Row:
    return tuple(told[name] for name in table.columns)
