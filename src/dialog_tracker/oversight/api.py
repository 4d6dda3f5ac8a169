"""The JSON twins of oversight: the indicators with their figures, one of them with its parts, and the list behind a figure, paged by key.

Names are given in Serbian as written and in English; with `script=latn` Serbian Cyrillic is given in Latin.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Annotated, Any
from uuid import UUID

from litestar import Request, get
from litestar.params import FromPath, FromQuery, QueryParameter

from dialog_tracker.domain.act import AuthorityLevel
from dialog_tracker.domain.indicator import Indicator, find_indicator
from dialog_tracker.domain.indicator_figure import Figure
from dialog_tracker.domain.indicator_list import Line, lines
from dialog_tracker.domain.procedure import Wording, all_procedures
from dialog_tracker.domain.script import to_latin
from dialog_tracker.oversight import overview
from dialog_tracker.oversight.queries import Counts, counts_of
from dialog_tracker.storage.transaction import Reads
from dialog_tracker.web.paging import Cursors, word
from dialog_tracker.web.problems import LIST, ONE, Script, in_latin

AnyRequest = Request[Any, Any, Any]
_KNOWN = "|".join(map(re.escape, sorted(all_procedures())))
Year = Annotated[int | None, QueryParameter(ge=1990, le=2100, description="A whole year; a period, where one is given, counts instead.")]
First = Annotated[date | None, QueryParameter(name="from", description="The first day of a period.")]
Last = Annotated[
    date | None, QueryParameter(name="to", description="The last day of a period; one before the first is taken as the first.")
]
Procedure = Annotated[str | None, QueryParameter(pattern=f"^(?:{_KNOWN})$", description="Key of a legal procedure.")]


@dataclass(frozen=True, slots=True)
class FigureItem:
    """A figure of one measure; `value` is null where there is nothing to count, and `needs` says what it would take.

    `part` over `whole` is the value of a share; `rows` are those of the list behind it, `bad` those pointed out. `points` is the share
    of the points that the source gives for the value, null where it gives none.
    """

    measure: str
    name: str
    name_en: str
    method: str
    unit: str
    better: str
    counted: str
    value: float | None
    points: float | None
    part: int
    whole: int
    rows: int
    bad: int
    parts: Mapping[str, int]
    needs: str
    needs_en: str


@dataclass(frozen=True, slots=True)
class IndicatorItem:
    """An indicator with its definition and its figures, the chief one first."""

    key: str
    name: str
    name_en: str
    definition: str
    definition_en: str
    formula: str
    formula_en: str
    source: str
    source_en: str
    figures: list[FigureItem]


@dataclass(frozen=True, slots=True)
class IndicatorList:
    """All indicators over what was chosen; `counted_at` says when the rows behind them were last worked out."""

    counted_at: datetime | None
    chosen: Mapping[str, str]
    items: list[IndicatorItem]


@dataclass(frozen=True, slots=True)
class PartItem:
    """A part of the record beside others, with its volume: a year, or an authority; `comments` is null where every consultation was held elsewhere."""

    key: str
    name: str
    name_en: str
    value: float | None
    part: int
    whole: int
    bad: int
    consultations: int
    comments: int | None
    articles: int


@dataclass(frozen=True, slots=True)
class IndicatorFull:
    """An indicator with one measure by year and by authority. Compare authorities only where volume and length are alike."""

    counted_at: datetime | None
    chosen: Mapping[str, str]
    indicator: IndicatorItem
    measure: str
    by_year: list[PartItem]
    by_authority: list[PartItem]


@dataclass(frozen=True, slots=True)
class RowList:
    """The list behind a figure, bad rows first, and the cursor of the next page, null on the last one."""

    counted_at: datetime | None
    measure: str
    items: list[Line]
    next: str | None


def _said(text: Wording, *, latin: bool) -> str:
    return to_latin(text.sr) if latin else text.sr


def _figure(one: Figure, *, latin: bool) -> FigureItem:
    measure, needed = one.measure, not one.is_defined
    return FigureItem(
        measure.key,
        _said(measure.name, latin=latin),
        measure.name.en,
        measure.method.value,
        measure.unit.value,
        measure.better.value,
        measure.of.value,
        one.value,
        one.points,
        one.part,
        one.whole,
        one.rows,
        one.bad,
        one.parts,
        _said(one.needs, latin=latin) if needed else "",
        one.needs.en if needed else "",
    )


def _indicator(one: Indicator, figures: Mapping[str, Figure], *, latin: bool) -> IndicatorItem:
    told = [_figure(figures[measure.address], latin=latin) for measure in one.measures]
    name, definition, formula, source = (_said(phrase, latin=latin) for phrase in (one.name, one.definition, one.formula, one.source))
    english = (one.name.en, one.definition.en, one.formula.en, one.source.en)
    return IndicatorItem(one.key, name, english[0], definition, english[1], formula, english[2], source, english[3], told)


def _part(side: overview.Side, *, latin: bool) -> PartItem:
    name, english = (side.authority.name, side.authority.name_en) if side.authority else (side.key, side.key)
    one = side.figure
    said = to_latin(name) if latin else name
    return PartItem(side.key, said, english, one.value, one.part, one.whole, one.bad, side.consultations, side.comments, side.articles)


def _line(line: Line, *, latin: bool) -> Line:
    if not latin:
        return line
    return replace(line, title=to_latin(line.title), authority=to_latin(line.authority), explanation=to_latin(line.explanation))


def _asked(request: AnyRequest) -> overview.Asked:
    """Read what is chosen; the handlers name the same parameters, so that the description of the API knows them."""
    typed = dict(request.query_params)
    first, last = typed.get("from", ""), typed.get("to", "")
    if first or last:
        typed.pop("year", None)
    if first and last and last < first:
        typed |= {"from": last, "to": first}
    return overview.asked(typed)


async def _counts(request: AnyRequest, reads: Any, asked: overview.Asked) -> Counts:
    """Read what is counted, and refuse a choice that is not there: an answer of nothing would hide that it is mistyped.

    Raises Malformed("choice-required") with the name of the parameter.
    """
    counts = await counts_of(reads, request.app.state.clock())
    await overview.choices(reads, counts.record, asked)
    return counts


def _chosen(asked: overview.Asked) -> dict[str, str]:
    return {name: value for name, value in asked.typed.items() if value}


@get("/api/indicators", tags=["oversight"], responses=LIST)
async def indicators(
    request: AnyRequest,
    reads: Reads,
    year: Year = None,
    first: First = None,
    last: Last = None,
    authority: FromQuery[UUID | None] = None,
    level: FromQuery[AuthorityLevel | None] = None,
    territory: FromQuery[str | None] = None,
    area: FromQuery[str | None] = None,
    procedure: Procedure = None,
    script: FromQuery[Script | None] = None,
) -> IndicatorList:
    """List the eighteen indicators with their figures, over everything or over what is chosen."""
    del year, first, last, authority, level, territory, area, procedure
    latin, asked = in_latin(script), _asked(request)
    counts = await _counts(request, reads, asked)
    figures = counts.all_figures(asked.scope)
    told: Sequence[overview.Told] = overview.dashboard(counts, asked.scope)
    return IndicatorList(counts.counted_at, _chosen(asked), [_indicator(one.indicator, figures, latin=latin) for one in told])


@get("/api/indicators/{key:str}", tags=["oversight"], responses=ONE)
async def indicator(
    request: AnyRequest,
    reads: Reads,
    key: FromPath[str],
    measure: FromQuery[str | None] = None,
    year: Year = None,
    first: First = None,
    last: Last = None,
    authority: FromQuery[UUID | None] = None,
    level: FromQuery[AuthorityLevel | None] = None,
    territory: FromQuery[str | None] = None,
    area: FromQuery[str | None] = None,
    procedure: Procedure = None,
    script: FromQuery[Script | None] = None,
) -> IndicatorFull:
    """Read one indicator, with one of its measures by year and by authority, each with the volume that it needs beside it."""
    del year, first, last, authority, level, territory, area, procedure
    latin, asked, known = in_latin(script), _asked(request), find_indicator(key)
    shown = known.measure(measure)
    counts = await _counts(request, reads, asked)
    record = counts.chosen(asked.scope)
    return IndicatorFull(
        counts.counted_at,
        _chosen(asked),
        _indicator(known, counts.all_figures(asked.scope), latin=latin),
        shown.key,
        [_part(side, latin=latin) for side in overview.trend(shown, record)],
        [_part(side, latin=latin) for side in overview.beside(shown, record)],
    )


@get("/api/indicators/{key:str}/rows", tags=["oversight"], responses=ONE)
async def rows(
    request: AnyRequest,
    reads: Reads,
    key: FromPath[str],
    measure: FromQuery[str | None] = None,
    after: FromQuery[str | None] = None,
    year: Year = None,
    first: First = None,
    last: Last = None,
    authority: FromQuery[UUID | None] = None,
    level: FromQuery[AuthorityLevel | None] = None,
    territory: FromQuery[str | None] = None,
    area: FromQuery[str | None] = None,
    procedure: Procedure = None,
    script: FromQuery[Script | None] = None,
) -> RowList:
    """List the rows that a figure counts, fifty a page, with what authorities explain beside them."""
    del year, first, last, authority, level, territory, area, procedure
    latin, asked, shown = in_latin(script), _asked(request), find_indicator(key).measure(measure)
    cursors = Cursors.of("rows", {**_chosen(asked), "measure": shown.address})
    last_seen = cursors.read(after, word)
    counts = await _counts(request, reads, asked)
    record = counts.chosen(asked.scope)
    found = await overview.list_page(reads, shown, record, last_seen[0] if last_seen else None, latin=latin)
    told = lines(found.rows, record, {subject: one.words for subject, one in found.explanations.items()})
    more = cursors.write(found.next) if found.next else None
    return RowList(counts.counted_at, shown.key, [_line(line, latin=latin) for line in told], more)


HANDLERS = [indicators, indicator, rows]
