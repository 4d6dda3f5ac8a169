"""What the pages of oversight show: what is chosen, the figures with the rows that are bad, trends, authorities side by side, and the map."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from itertools import pairwise
from urllib.parse import urlencode
from uuid import UUID

from dialog_tracker.domain.act import AuthorityLevel
from dialog_tracker.domain.dialogue_state import LISTS
from dialog_tracker.domain.errors import Malformed, NotFound
from dialog_tracker.domain.indicator import Indicator, Measure, all_indicators, find_indicator
from dialog_tracker.domain.indicator_figure import Figure, figure, rows_of
from dialog_tracker.domain.indicator_list import Line, lines, subject_key
from dialog_tracker.domain.indicator_rows import Row
from dialog_tracker.domain.oversight_facts import AuthorityFact, Record, Scope, periods_between
from dialog_tracker.domain.procedure import all_procedures
from dialog_tracker.oversight.queries import AreaName, Counts, Explanation, PlaceName, area_names, explanations_of, places
from dialog_tracker.storage.transaction import Reader

PAGE = 50
CHOICES = ("year", "from", "to", "authority", "level", "territory", "area", "procedure")
_LONGEST = 100
_YEARS = range(1990, 2101)


@dataclass(frozen=True, slots=True)
class Asked:
    """What a visitor chose, as typed, with the scope that it means; `query` repeats it in addresses."""

    scope: Scope
    typed: Mapping[str, str]

    @property
    def query(self) -> str:
        """Give the part of an address that repeats the choice."""
        return urlencode({name: value for name, value in self.typed.items() if value})

    def address(self, path: str, **more: str) -> str:
        """Give an address that keeps the choice and adds to it."""
        query = urlencode({**{name: value for name, value in self.typed.items() if value}, **{k: v for k, v in more.items() if v}})
        return f"{path}?{query}" if query else path


def asked(query: Mapping[str, str], names: Sequence[str] = CHOICES) -> Asked:
    """Read what was chosen in an address; a whole year stands for its first and last day.

    Raises Malformed("date-unreadable"), Malformed("period-backwards") and Malformed("choice-required").
    """
    typed = typed_of(query, names)
    first, last = (_day(typed.get(name, ""), name) for name in ("from", "to"))
    if year := typed.get("year", ""):
        if not (year.isascii() and year.isdigit() and len(year) == 4 and int(year) in _YEARS):
            raise Malformed("choice-required", field="year")
        first, last = first or date(int(year), 1, 1), last or date(int(year), 12, 31)
    if first and last and last < first:
        raise Malformed("period-backwards", field="to")
    level = _level(typed.get("level", ""))
    procedure = typed.get("procedure", "")
    if procedure and procedure not in all_procedures():
        raise Malformed("choice-required", field="procedure")
    place, area = typed.get("territory", ""), typed.get("area", "")
    return Asked(Scope(first, last, _authority(typed.get("authority", "")), level, place, area, procedure), typed)


def typed_of(query: Mapping[str, str], names: Sequence[str] = CHOICES) -> dict[str, str]:
    """Give what stands in an address of what can be chosen."""
    return {name: str(query.get(name, ""))[:_LONGEST] for name in names}


def _day(typed: str, field: str) -> date | None:
    try:
        return date.fromisoformat(typed) if typed else None
    except ValueError:
        raise Malformed("date-unreadable", field=field) from None


def _level(typed: str) -> AuthorityLevel | None:
    try:
        return AuthorityLevel(typed) if typed else None
    except ValueError:
        raise Malformed("choice-required", field="level") from None


def _authority(typed: str) -> UUID | None:
    try:
        return UUID(typed) if typed else None
    except ValueError:
        raise Malformed("choice-required", field="authority") from None


@dataclass(frozen=True, slots=True)
class Told:
    """An indicator with the figures of its measures, the chief one first."""

    indicator: Indicator
    figures: Sequence[Figure]

    @property
    def chief(self) -> Figure:
        """Give the figure that stands for the indicator."""
        return self.figures[0]


def dashboard(counts: Counts, scope: Scope) -> list[Told]:
    """Give all indicators with their figures, in order."""
    figures = counts.all_figures(scope)
    return [Told(one, [figures[measure.address] for measure in one.measures]) for one in all_indicators().values()]


def pointed_out(counts: Counts, scope: Scope) -> list[Figure]:
    """Give the figures whose lists of bad rows are asked for first."""
    figures = counts.all_figures(scope)
    return [figures[address] for address in LISTS]


def years_of(record: Record) -> list[int]:
    """List the years that anything counted belongs to, newest first."""
    return sorted({one.day.year for one in record.deeds}, reverse=True)


def authorities_counted(record: Record) -> list[AuthorityFact]:
    """List the authorities that have anything to count, by name."""
    return sorted((record.authorities[key] for key in {one.authority for one in record.deeds}), key=lambda one: one.name_latn.casefold())


@dataclass(frozen=True, slots=True)
class Choices:
    """What can be chosen: only what has anything to count, besides the territories and areas of the directory."""

    years: Sequence[int]
    authorities: Sequence[AuthorityFact]
    places: Sequence[PlaceName]
    areas: Sequence[AreaName]
    procedures: Sequence[str]


async def choices(session: Reader, record: Record, asked: Asked | None = None) -> Choices:
    """List what can be chosen, and the authority that was; two queries. Raises Malformed("choice-required") for what is not there."""
    used = {one.procedure for one in record.consultations}
    procedures = [key for key in all_procedures() if key in used]
    scope = asked.scope if asked else Scope()
    bodies = authorities_counted(record)
    body = record.authorities.get(scope.authority) if scope.authority else None
    if body is not None and body not in bodies:
        bodies.append(body)
    found = Choices(years_of(record), bodies, await places(session), await area_names(session), procedures)
    _refuse_unknown(scope, found)
    return found


def _refuse_unknown(scope: Scope, known: Choices) -> None:
    """Refuse a choice that nothing bears: its figures would be dashes under a form that says „all”."""
    there = {
        "authority": scope.authority is None or scope.authority in {one.id for one in known.authorities},
        "territory": scope.territory in {"", *(one.code for one in known.places)},
        "area": scope.area in {"", *(one.key for one in known.areas)},
    }
    for field, is_there in there.items():
        if not is_there:
            raise Malformed("choice-required", field=field)


@dataclass(frozen=True, slots=True)
class Side:
    """One part of the record beside others, with its figure and the context that it needs: how much there was, and how long the texts were.

    `comments` is None where every consultation was held elsewhere, so that nothing is known of its comments.
    """

    key: str
    figure: Figure
    consultations: int
    comments: int | None
    articles: int
    authority: AuthorityFact | None = None


def _side(key: str, measure: Measure, record: Record, authority: AuthorityFact | None = None) -> Side:
    held = record.consultations
    here = [one.comments for one in held if one.here]
    comments = sum(here) if here or not held else None
    return Side(key, figure(measure, record), len(held), comments, sum(one.articles for one in held), authority)


def trend(measure: Measure, record: Record, *, quarters: bool = False) -> list[Side]:
    """Work a measure out for every year or quarter from the first to the last that has something to count.

    One between them with nothing to count keeps its place, with no value.
    """
    parts = record.by_period(quarters=quarters)
    sides = {name: _side(name, measure, part) for name, part in parts.items()}
    told = [name for name, side in sides.items() if side.figure.is_defined]
    if not told:
        return []
    nothing = replace(record, consultations=(), acts=(), groups=(), activities=(), units=())
    return [sides.get(name) or _side(name, measure, nothing) for name in periods_between(told[0], told[-1])]


class By(StrEnum):
    """By what a figure is told apart; the same names choose in addresses."""

    AUTHORITY = "authority"
    LEVEL = "level"
    TERRITORY = "territory"
    AREA = "area"
    PROCEDURE = "procedure"


def beside(measure: Measure, record: Record, by: By = By.AUTHORITY) -> list[Side]:
    """Work a measure out for every part; those with most consultations first, so that neighbours in the list can be compared."""
    if by is By.AUTHORITY:
        known = record.authorities
        sides = [_side(str(key), measure, part, known[key]) for key, part in record.by_authority().items()]
    else:
        sides = [_side(key, measure, part) for key, part in _PARTED[by](record).items()]
    shown = [side for side in sides if side.figure.is_defined]
    return sorted(shown, key=lambda side: (-side.consultations, side.authority.name_latn.casefold() if side.authority else side.key))


_PARTED: Mapping[By, Callable[[Record], dict[str, Record]]] = {
    By.LEVEL: Record.by_level,
    By.TERRITORY: Record.by_district,
    By.AREA: Record.by_area,
    By.PROCEDURE: Record.by_procedure,
}


@dataclass(frozen=True, slots=True)
class Age:
    """How many reports are late by so many days at most; the last age has no end."""

    most: int | None
    rows: int


_AGES = (7, 30, 90, 365)


def ages(measure: Measure, record: Record) -> list[Age]:
    """Count late reports by age: a week, a month, a quarter, a year, and longer; nothing for other measures."""
    if measure.indicator != "I5":
        return []
    late = [row.weight for row in rows_of(measure, record) if row.bad and row.weight]
    ends = (0, *_AGES)
    counted = [Age(most, sum(least < days <= most for days in late)) for least, most in pairwise(ends)]
    return [*counted, Age(None, sum(days > _AGES[-1] for days in late))] if late else []


@dataclass(frozen=True, slots=True)
class ListPage:
    """Some rows of the list behind a figure, what is explained beside them, and the key of the last where more follow."""

    rows: Sequence[Row]
    explanations: Mapping[str, Explanation]
    next: str | None


async def list_page(session: Reader, measure: Measure, record: Record, after: str | None, *, latin: bool, size: int = PAGE) -> ListPage:
    """Give a page of the list behind a figure, bad rows first; raises Malformed("cursor-unreadable") for a row that is not in it."""
    rows = rows_of(measure, record)
    begin = 0
    if after is not None:
        keys = [subject_key(row.subject) for row in rows]
        if after not in keys:
            raise Malformed("cursor-unreadable")
        begin = keys.index(after) + 1
    shown = rows[begin : begin + size]
    keys = [subject_key(row.subject) for row in shown]
    explained = await explanations_of(session, measure.indicator, keys, latin=latin) if keys else {}
    return ListPage(shown, explained, keys[-1] if len(rows) > begin + size else None)


async def whole_list(session: Reader, measure: Measure, record: Record) -> list[Line]:
    """Give the whole list behind a figure as it is published, with what authorities explain."""
    rows = rows_of(measure, record)
    explained = await explanations_of(session, measure.indicator, [subject_key(row.subject) for row in rows])
    return lines(rows, record, {key: one.words for key, one in explained.items()})


def measure_at(address: str) -> tuple[Indicator, Measure]:
    """Find a measure by its address, „I5.in_time” or „I5”; raises NotFound("indicator-unknown")."""
    key, _, name = address.partition(".")
    indicator = find_indicator(key)
    return indicator, indicator.measure(name)


def found_authority(record: Record, key: UUID) -> AuthorityFact:
    """Find an authority; raises NotFound("authority-unknown")."""
    if key not in record.authorities:
        raise NotFound("authority-unknown")
    return record.authorities[key]
