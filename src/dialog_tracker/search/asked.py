"""A search as an address holds it: the words, what narrows them, and the place of a page, which belongs to that search alone."""

from collections.abc import Mapping
from dataclasses import asdict, replace
from datetime import date
from typing import Any
from urllib.parse import parse_qsl, urlencode

from dialog_tracker.domain.errors import Malformed
from dialog_tracker.search.queries import Wanted
from dialog_tracker.web.paging import Cursors, number

PLAIN = ("kind", "authority", "area", "territory", "year", "status", "phase")
_LONGEST_VALUE = 100
_HIGHEST = 1e6
_FIRST, _LAST = date(1900, 1, 1), date(2200, 12, 31)


def read_wanted(given: Mapping[str, str]) -> Wanted:
    """Read what narrows from an address; raises Malformed("date-unreadable", "period-reversed")."""
    plain = {name: _plain(given.get(name, "")) for name in PLAIN}
    since, until = _day(given, "since"), _day(given, "until")
    if since and until and until < since:
        raise Malformed("period-reversed", field="until")
    return Wanted(**plain, since=since, until=until)


def _plain(value: str) -> str:
    # Signs that no value has, and that PostgreSQL takes in no text, find nothing as any other value that does not exist.
    return value[:_LONGEST_VALUE] if value.isprintable() else "?"


def _day(given: Mapping[str, str], name: str) -> date | None:
    written = given.get(name, "")
    try:
        day = date.fromisoformat(written) if written else None
    except ValueError:
        raise Malformed("date-unreadable", field=name) from None
    if reckoned(day) != day:
        raise Malformed("date-unreadable", field=name)
    return day


def reckoned(day: date | None) -> date | None:
    """Give the nearest day that can be reckoned with: the ends of the calendar itself have no day before or after them."""
    return None if day is None else min(max(day, _FIRST), _LAST)


def write_wanted(typed: str, wanted: Wanted) -> str:
    """Write a search as the query of an address."""
    given = {"q": typed} | {name: str(value) for name, value in asdict(wanted).items() if value}
    return urlencode(given)


def without(wanted: Wanted, name: str) -> Wanted:
    """Take one thing that narrows away."""
    given: dict[str, Any] = {name: ""}
    return replace(wanted, **given)


def wanted_of(written: str) -> Wanted:
    """Read what narrows a search that was kept as the query of an address."""
    return read_wanted(dict(parse_qsl(written)))


def _cursors(typed: str, wanted: Wanted) -> Cursors:
    return Cursors.of("search", {"asked": write_wanted(typed, wanted)})


def read_found_cursor(cursor: str | None, typed: str, wanted: Wanted) -> tuple[float, int] | None:
    """Unpack the cursor of this very search; raises Malformed("cursor-unreadable", "cursor-of-another-list") for one of another."""
    key = _cursors(typed, wanted).read(cursor, _score, number)
    return (key[0], key[1]) if key else None


def _score(key: Any) -> float:
    if not isinstance(key, float) or not 0 <= key < _HIGHEST:
        raise ValueError(key)
    return key


def write_found_cursor(key: tuple[float, int], typed: str, wanted: Wanted) -> str:
    """Pack the place of the last hit seen, with the search that it is of."""
    return _cursors(typed, wanted).write(*key)
