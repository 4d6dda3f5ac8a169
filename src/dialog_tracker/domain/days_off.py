"""Corrections of the calendar: a day off that it does not know, or a working day that it takes for one off.

The Government frees single days by a decision, and moves work to others; the package of holidays knows neither.
"""

import csv
from dataclasses import dataclass
from datetime import date
from io import StringIO

from dialog_tracker.domain.errors import Malformed
from dialog_tracker.domain.script import fold

_WORKED = {fold(word): worked for words, worked in ((("off", "нерадни", "не"), False), (("worked", "радни", "да"), True)) for word in words}
_COLUMNS = 3


@dataclass(frozen=True, slots=True)
class DayCorrection:
    """One day, whether it is worked, and the decision that says so."""

    day: date
    worked: bool
    reason: str


def read_days_off(text: str) -> tuple[DayCorrection, ...]:
    """Read lines „2026-12-28,off,decision”; the first line may be a header.

    Raises Malformed("days-off-row") with the number of the first row that cannot be read: a list is taken whole or not at all.
    """
    found: dict[date, DayCorrection] = {}
    for number, row in enumerate(csv.reader(StringIO(text.lstrip("\ufeff"), newline=""), delimiter=";" if ";" in text else ","), 1):
        if not any(cell.strip() for cell in row) or (number == 1 and row[0].strip().casefold() in ("day", "date", "дан", "datum", "датум")):
            continue
        one = _correction(number, [cell.strip() for cell in row])
        if one.day in found:
            raise Malformed("days-off-row", row=number, why=f"{one.day.isoformat()} ×2")
        found[one.day] = one
    if not found:
        raise Malformed("field-required", field="days")
    return tuple(found.values())


def _correction(number: int, row: list[str]) -> DayCorrection:
    if len(row) != _COLUMNS:
        raise Malformed("days-off-row", row=number, why=", ".join(row)[:80])
    try:
        day = date.fromisoformat(row[0])
        worked = _WORKED[fold(row[1])]
    except (ValueError, KeyError):
        raise Malformed("days-off-row", row=number, why=f"{row[0][:20]}, {row[1][:20]}") from None
    if not row[2]:
        raise Malformed("days-off-row", row=number, why=row[0])
    return DayCorrection(day, worked, row[2][:500])
