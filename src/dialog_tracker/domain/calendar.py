"""Days and working days of a country, and how a legal period is counted.

The general rule is art. 80 of the Law on General Administrative Procedure: the day of the event is not counted, days off
do not stop a period, and a duty whose last day is a day off may be done by the end of the next working day. It binds
administrative matters; for consultations it is applied by analogy. Days off come from the package `holidays`
[Law on State and Other Holidays, art. 1-3a], corrected by an installation's own overrides.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from enum import StrEnum
from functools import lru_cache

import holidays

_DAY = timedelta(days=1)
_SATURDAY = 5


class Unit(StrEnum):
    """What a period is counted in."""

    CALENDAR_DAYS = "cd"
    WORKING_DAYS = "wd"
    WEEKS = "wk"
    MONTHS = "mo"


class CountMode(StrEnum):
    """Whether the first day of a window is its day one (inclusive) or day zero (exclusive)."""

    INCLUSIVE = "inclusive"
    EXCLUSIVE = "exclusive"


# The language in which the package names the holidays of a country; it answers in English unless one is named.
COUNTRIES: Mapping[str, str] = {
    "RS": "sr",
    "BA": "bs",
    "BG": "bg",
    "EE": "et",
    "HR": "hr",
    "ME": "cnr",
    "MK": "mk",
    "SE": "sv",
    "SI": "sl",
}
# The zone in which an authority of a country keeps its hours.
ZONES: Mapping[str, str] = {
    "RS": "Europe/Belgrade",
    "BA": "Europe/Sarajevo",
    "BG": "Europe/Sofia",
    "EE": "Europe/Tallinn",
    "EU": "Europe/Brussels",
    "HR": "Europe/Zagreb",
    "ME": "Europe/Podgorica",
    "MK": "Europe/Skopje",
    "SE": "Europe/Stockholm",
    "SI": "Europe/Ljubljana",
    "WB": "Europe/Belgrade",
}
# The European Union and the Western Balkans have no holidays of their own in the package: weekends alone are days off.
_WITHOUT_HOLIDAYS = frozenset({"EU", "WB"})


@lru_cache(maxsize=1024)
def _public_holidays(country: str, year: int) -> Mapping[date, str]:
    if country in _WITHOUT_HOLIDAYS:
        return {}
    return dict(holidays.country_holidays(country, years=year, language=COUNTRIES[country]))


@dataclass(frozen=True, slots=True)
class WorkCalendar:
    """Which days an authority works; `overrides` map a date to True (worked) or False (off), `country` is an ISO 3166 code."""

    overrides: Mapping[date, bool] = field(default_factory=dict)
    country: str = "RS"

    def is_working(self, day: date) -> bool:
        """Tell whether the authority works on a day."""
        if day in self.overrides:
            return self.overrides[day]
        return day.weekday() < _SATURDAY and day not in _public_holidays(self.country, day.year)

    def holiday_name(self, day: date) -> str | None:
        """Name the public holiday of a day in the country's language, for Serbia in Cyrillic."""
        return _public_holidays(self.country, day.year).get(day)

    def roll(self, day: date) -> date:
        """Move a last day that is not worked to the next working day [ZUP, art. 80(5)]."""
        while not self.is_working(day):
            day += _DAY
        return day

    def after(self, event: date, amount: int, unit: Unit) -> date:
        """Count a period forward from an event that is itself not counted."""
        match unit:
            case Unit.CALENDAR_DAYS:
                return event + timedelta(days=amount)
            case Unit.WEEKS:
                return event + timedelta(weeks=amount)
            case Unit.MONTHS:
                return _months_after(event, amount)
            case Unit.WORKING_DAYS:
                return self._step(event, amount, _DAY)

    def before(self, event: date, amount: int, unit: Unit) -> date:
        """Count a period back from an event that is itself not counted."""
        match unit:
            case Unit.CALENDAR_DAYS:
                return event - timedelta(days=amount)
            case Unit.WEEKS:
                return event - timedelta(weeks=amount)
            case Unit.MONTHS:
                return _months_after(event, -amount)
            case Unit.WORKING_DAYS:
                return self._step(event, amount, -_DAY)

    def last_day(self, opens_on: date, amount: int, unit: Unit, mode: CountMode) -> date:
        """Name the earliest lawful last day of a window that opens on a day."""
        if mode is CountMode.EXCLUSIVE:
            return self.after(opens_on, amount, unit)
        if unit is Unit.WORKING_DAYS:
            return self._step(opens_on - _DAY, amount, _DAY)
        return self.after(opens_on, amount, unit) - _DAY

    def length(self, opens_on: date, last_on: date, unit: Unit, mode: CountMode) -> int:
        """Count the days of a window in calendar or working days; 0 where it ends before it opens."""
        first = opens_on + _DAY if mode is CountMode.EXCLUSIVE else opens_on
        if unit is Unit.WORKING_DAYS:
            return sum(self.is_working(first + _DAY * n) for n in range((last_on - first).days + 1))
        return max(0, (last_on - first).days + 1)

    def _step(self, day: date, amount: int, step: timedelta) -> date:
        while amount:
            day += step
            amount -= self.is_working(day)
        return day


def _months_after(event: date, months: int) -> date:
    """Months end on the same number, or on the last day of a month that lacks it [ZUP, art. 80]."""
    year, month = divmod(event.year * 12 + event.month - 1 + months, 12)
    first_of_next = date(year + (month == 11), (month + 1) % 12 + 1, 1)
    return date(year, month + 1, min(event.day, (first_of_next - _DAY).day))
