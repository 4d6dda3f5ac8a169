"""Dates, times and numbers as they are printed: genitive months, hard spaces, decimal comma."""

import re
from datetime import date, datetime, time
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from dialog_tracker.domain.reference import printed_in_cyrillic
from dialog_tracker.domain.script import to_latin
from dialog_tracker.web.i18n import Language

_WEB = re.compile(r"https?://[^\s/?#@]+(?:[/?#]|$)", re.IGNORECASE)
_NBSP = "\u00a0"
# Babel's long date has the nominative; running text wants the genitive.
_GENITIVE = "јануара фебруара марта априла маја јуна јула августа септембра октобра новембра децембра".split()
_NOMINATIVE = "јануар фебруар март април мај јун јул август септембар октобар новембар децембар".split()
_WEEKDAYS = "понедељак уторак среда четвртак петак субота недеља".split()
_ENGLISH = "January February March April May June July August September October November December".split()
_ENGLISH_DAYS = "Monday Tuesday Wednesday Thursday Friday Saturday Sunday".split()


def _in_script(text: str, language: Language) -> str:
    return to_latin(text) if language == "sr-Latn" else text


def month_genitive(day: date, language: Language) -> str:
    """Name the month of a date as it stands after the day."""
    return _ENGLISH[day.month - 1] if language == "en" else _in_script(_GENITIVE[day.month - 1], language)


def month_name(day: date, language: Language) -> str:
    """Name the month alone."""
    return _ENGLISH[day.month - 1] if language == "en" else _in_script(_NOMINATIVE[day.month - 1], language)


def weekday(day: date, language: Language) -> str:
    """Name the day of the week."""
    return _ENGLISH_DAYS[day.weekday()] if language == "en" else _in_script(_WEEKDAYS[day.weekday()], language)


def day_month(day: date, language: Language) -> str:
    """Print a date in a row: „30. новембра”."""
    return f"{day.day}{'' if language == 'en' else '.'}{_NBSP}{month_genitive(day, language)}"


def long_date(day: date, language: Language) -> str:
    """Print a date in a sentence: „30. новембра 2026. године”."""
    if language == "en":
        return f"{day_month(day, language)}{_NBSP}{day.year}"
    return f"{day_month(day, language)} {day.year}.{_NBSP}{_in_script('године', language)}"


def date_with_year(day: date, language: Language) -> str:
    """Print a date with its year and without the word: „30. новембра 2026.”."""
    return f"{day_month(day, language)} {day.year}{'' if language == 'en' else '.'}"


def period(first: date, last: date, language: Language, *, year: bool = True) -> str:
    """Print a range of dates: „од 10. до 30. новембра 2026. године”."""
    end = long_date(last, language) if year else day_month(last, language)
    if language == "en":
        start = long_date(first, language) if year and first.year != last.year else day_month(first, language)
        return f"{start} to {end}"
    same_month = (first.year, first.month) == (last.year, last.month)
    start = f"{first.day}." if same_month else day_month(first, language)
    if year and first.year != last.year:
        start = date_with_year(first, language)
    return _in_script(f"од {start} до ", language) + end


def clock_time(instant: datetime, language: Language, zone: str = "Europe/Belgrade") -> str:
    """Print a time of day: „15.30”, in English “15:30”."""
    local = instant.astimezone(ZoneInfo(zone))
    return f"{local.hour}{':' if language == 'en' else '.'}{local.minute:02d}"


def hour(at: time, language: Language) -> str:
    """Print a time that has no day: „15.30”, in English “15:30”."""
    return f"{at.hour}{':' if language == 'en' else '.'}{at.minute:02d}"


def exact_time(instant: datetime, language: Language, zone: str = "Europe/Belgrade") -> str:
    """Print an instant for a receipt: date, time to the second and zone."""
    local = instant.astimezone(ZoneInfo(zone))
    at = "at" if language == "en" else _in_script("у", language)
    colon = ":" if language == "en" else "."
    return f"{long_date(local, language)} {at}{_NBSP}{local.hour}{colon}{local.minute:02d}{colon}{local.second:02d} ({local.tzname()})"


def local_date(instant: datetime, zone: str = "Europe/Belgrade") -> date:
    """Give the date of an instant in a zone."""
    return instant.astimezone(ZoneInfo(zone)).date()


def number(value: float, language: Language, decimals: int = 0) -> str:
    """Print a number: „12.345,6”, in English “12,345.6”."""
    printed = f"{value:,.{decimals}f}"
    return printed if language == "en" else printed.translate(str.maketrans(",.", ".,"))


def size(octets: int, language: Language) -> str:
    """Print the size of a file: „84 kB”, „1,2 MB”."""
    if octets < 1_000_000:
        return f"{max(1, round(octets / 1000))}{_NBSP}kB"
    return f"{number(octets / 1_000_000, language, 1)}{_NBSP}MB"


def reference(number_: str, language: Language) -> str:
    """Print a lasting number in the reader's script."""
    return printed_in_cyrillic(number_) if language == "sr-Cyrl" else number_


def host(address: str) -> str:
    """Give the host of a page's address; nothing for what is no address of the web."""
    found = urlsplit(address) if _WEB.match(address) else None
    return (found.hostname or "") if found else ""


def share(part: float, language: Language) -> str:
    """Print a part of one in whole per cent: „95 %”."""
    return f"{part:.0%}" if language == "en" else f"{round(part * 100)}{_NBSP}%"
