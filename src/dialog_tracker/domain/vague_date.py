"""When an activity took place, as precisely as it is known: a day or days, a month, a year, a period, or not stated.

The activities of years past are told as „новембар 2022.”, „22–27. мај 2023.” or „током 2022. и 2023.”; the precision is kept, so
that a page never prints a day that nobody stated.
"""

import re
from calendar import monthrange
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from dialog_tracker.domain.errors import Malformed
from dialog_tracker.domain.outcome_grammar import HARD
from dialog_tracker.domain.script import fold


class DatePrecision(StrEnum):
    """How precisely the dates of an activity are known."""

    DAY = "day"
    MONTH = "month"
    YEAR = "year"
    PERIOD = "period"
    NOT_STATED = "not_stated"


@dataclass(frozen=True, slots=True)
class When:
    """The first and the last day on which it may have been, both None exactly where nothing was stated."""

    starts_on: date | None
    ends_on: date | None
    precision: DatePrecision

    def __post_init__(self) -> None:
        """Refuse an end before the beginning, and days that nobody stated."""
        if (self.starts_on is None) != (self.precision is DatePrecision.NOT_STATED) or (self.starts_on is None) != (self.ends_on is None):
            raise Malformed("date-needs-precision")
        if self.starts_on and self.ends_on and self.ends_on < self.starts_on:
            raise Malformed("window-ends-before-it-opens", field="when", opens_on=self.starts_on, last_on=self.ends_on)

    def before(self, day: date | None) -> bool:
        """Tell whether it was certainly over before a day."""
        return day is not None and self.ends_on is not None and self.ends_on < day


NOT_STATED = When(None, None, DatePrecision.NOT_STATED)

_STEMS = (
    ("januar", "january", "sijecanj", "jan"),
    ("februar", "february", "feb"),
    ("mart", "march", "mar"),
    ("april", "apr"),
    ("maj", "may"),
    ("jun", "june", "juni"),
    ("jul", "july", "juli"),
    ("avgust", "august", "avg", "aug"),
    ("septembar", "september", "septembr", "sept", "sep"),
    ("oktobar", "october", "oktobr", "okt", "oct"),
    ("novembar", "november", "novembr", "nov"),
    ("decembar", "december", "decembr", "dec"),
)
_MONTHS = {name + ending: number for number, names in enumerate(_STEMS, start=1) for name in names for ending in ("", "a", "u")}
_DASH = r"\s*(?:-|do|to|until)\s*"
_M, _D, _Y = r"([a-z]+)\.?", r"(\d{1,2})\.?", r"((?:19|20)\d{2})\.?"
_NUMERIC = r"(\d{1,2})[./]\s*(\d{1,2})[./]\s*((?:19|20)\d{2})\.?"
_SAYS_NOTHING = frozenset({"", "-", "?", "nije navedeno", "nepoznato", "n/a", "not stated", "unknown"})
_LEAD = re.compile(r"^(?:u toku|tokom|u periodu|period|od|u|during|from|in|between)\s+")
_TAIL = re.compile(r"\s*(?:godin[aeu]|god|g)\.?$")


def read_when(text: str) -> When:
    """Read dates as people write them, in either script or in English; raises Malformed("dates-unreadable")."""
    plain = _plain(text)
    if plain in _SAYS_NOTHING:
        return NOT_STATED
    for pattern, made in _SHAPES:
        found = pattern.fullmatch(plain)
        if found is not None:
            try:
                return made(found.groups())
            except (ValueError, KeyError):
                break
    raise Malformed("dates-unreadable", field="when", value=text.strip()[:60])


def _plain(text: str) -> str:
    folded = re.sub(r"[\u2010-\u2015\u2212]", "-", fold(text)).replace("&", "i")
    return _LEAD.sub("", _TAIL.sub("", folded.strip())).strip()


def _month(word: str) -> int:
    return _MONTHS[word]


def _days(first: date, last: date) -> When:
    return When(first, last, DatePrecision.DAY)


def _months(first_year: int, first: int, last_year: int, last: int) -> When:
    precision = DatePrecision.MONTH if (first_year, first) == (last_year, last) else DatePrecision.PERIOD
    return When(date(first_year, first, 1), date(last_year, last, monthrange(last_year, last)[1]), precision)


def _years(first: int, last: int) -> When:
    precision = DatePrecision.YEAR if first == last else DatePrecision.PERIOD
    return When(date(first, 1, 1), date(last, 12, 31), precision)


def _two_days(g: Sequence[str]) -> When:
    """A day of one month to a day of another, the year said once or twice."""
    return _days(date(int(g[2] or g[5]), _month(g[1]), int(g[0])), date(int(g[5]), _month(g[4]), int(g[3])))


def _several_years(g: Sequence[str]) -> When:
    years = [int(year) for year in re.findall(r"\d{4}", g[0])]
    return _years(min(years), max(years))


def _numeric(g: Sequence[str]) -> date:
    return date(int(g[2]), int(g[1]), int(g[0]))


_SHAPES = tuple(
    (re.compile(pattern), made)
    for pattern, made in (
        (r"(\d{4})-(\d{2})-(\d{2})", lambda g: _days(date(*map(int, g)), date(*map(int, g)))),
        (
            r"(\d{4})-(\d{2})-(\d{2})(?:\s*/\s*|" + _DASH + r")(\d{4})-(\d{2})-(\d{2})",
            lambda g: _days(date(*map(int, g[:3])), date(*map(int, g[3:]))),
        ),
        (_NUMERIC, lambda g: _days(_numeric(g), _numeric(g))),
        (_NUMERIC + _DASH + _NUMERIC, lambda g: _days(_numeric(g[:3]), _numeric(g[3:]))),
        (
            r"(\d{1,2})\.?" + _DASH + _NUMERIC,
            lambda g: _days(date(int(g[3]), int(g[2]), int(g[0])), _numeric(g[1:])),
        ),
        (
            r"(\d{1,2})\.\s*(\d{1,2})\.?" + _DASH + _NUMERIC,
            lambda g: _days(date(int(g[4]), int(g[1]), int(g[0])), _numeric(g[2:])),
        ),
        (rf"{_D}\s*{_M}\s*{_Y}", lambda g: _days(*[date(int(g[2]), _month(g[1]), int(g[0]))] * 2)),
        (rf"{_M}\s*(\d{{1,2}}),?\s*{_Y}", lambda g: _days(*[date(int(g[2]), _month(g[0]), int(g[1]))] * 2)),
        (
            rf"{_D}(?:{_DASH}|\s*(?:i|and)\s*){_D}\s*{_M}\s*{_Y}",
            lambda g: _days(date(int(g[3]), _month(g[2]), int(g[0])), date(int(g[3]), _month(g[2]), int(g[1]))),
        ),
        (rf"{_D}\s*{_M}\s*(?:{_Y})?{_DASH}{_D}\s*{_M}\s*{_Y}", _two_days),
        (rf"{_M}\s*{_Y}", lambda g: _months(int(g[1]), _month(g[0]), int(g[1]), _month(g[0]))),
        (r"((?:19|20)\d{2})-(\d{2})", lambda g: _months(int(g[0]), int(g[1]), int(g[0]), int(g[1]))),
        (r"(\d{1,2})[./]\s*((?:19|20)\d{2})\.?", lambda g: _months(int(g[1]), int(g[0]), int(g[1]), int(g[0]))),
        (
            rf"{_M}\s*(?:{_Y})?(?:{_DASH}|\s*(?:i|and)\s*){_M}\s*{_Y}",
            lambda g: _months(int(g[1] or g[3]), _month(g[0]), int(g[3]), _month(g[2])),
        ),
        (_Y, lambda g: _years(int(g[0]), int(g[0]))),
        (rf"({_Y}(?:(?:\s*,\s*|\s+i\s+|\s+and\s+|{_DASH}){_Y})+)", _several_years),
    )
)

_NOMINATIVE = ("јануар", "фебруар", "март", "април", "мај", "јун", "јул", "август", "септембар", "октобар", "новембар", "децембар")
_GENITIVE = ("јануара", "фебруара", "марта", "априла", "маја", "јуна", "јула", "августа", "септембра", "октобра", "новембра", "децембра")
_ENGLISH = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December",
)  # fmt: skip


def when_in_words(when: When, *, english: bool = False) -> str:
    """Write when it was, no more precisely than it is known: 22–27. маја 2023, новембар 2022, 2021–2023; empty where not stated."""
    first, last = when.starts_on, when.ends_on
    if first is None or last is None:
        return ""
    if when.precision is DatePrecision.DAY:
        return _day_words(first, last, english=english)
    end = "" if english else "."
    if when.precision is DatePrecision.YEAR:
        return f"{first.year}{end}"
    names = _ENGLISH if english else _NOMINATIVE
    if when.precision is DatePrecision.MONTH:
        return f"{names[first.month - 1]}{HARD}{first.year}{end}"
    if (first.month, last.month) == (1, 12):
        return f"{first.year}–{last.year}{end}"
    year = f"{HARD}{first.year}{end}" if first.year != last.year else ""
    return f"{names[first.month - 1]}{year} – {names[last.month - 1]}{HARD}{last.year}{end}"


def _day_words(first: date, last: date, *, english: bool) -> str:
    names, dot = (_ENGLISH, "") if english else (_GENITIVE, ".")
    whole = f"{last.day}{dot}{HARD}{names[last.month - 1]} {last.year}{dot}"
    if first == last:
        return whole
    if (first.year, first.month) == (last.year, last.month):
        return f"{first.day}–{whole}"
    year = f" {first.year}{dot}" if first.year != last.year else ""
    return f"{first.day}{dot}{HARD}{names[first.month - 1]}{year} – {whole}"
