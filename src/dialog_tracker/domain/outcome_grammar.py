"""Serbian of official reports: plural forms, agreement, dates, numbers, hard spaces and quotation marks."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, time
from enum import StrEnum

HARD = "\u00a0"
HARD_HYPHEN = "\u2011"

_GENITIVE = ("јануара", "фебруара", "марта", "априла", "маја", "јуна", "јула", "августа", "септембра", "октобра", "новембра", "децембра")
_NOMINATIVE = ("јануар", "фебруар", "март", "април", "мај", "јун", "јул", "август", "септембар", "октобар", "новембар", "децембар")
_LABELLED = re.compile(
    r"\b(члан(?:а|у|ом|ови|ова)?|чл\.|став(?:а|у|ом|ови|ова)?|ст\.|тачк[аеиу]|тач\.|бр\.|број|Прилог(?:а|у)?|стр\.|глав[аеиу]|Глав[аеиу]) (?=[\dIVX])"
)
_DAY_MONTH = re.compile(rf"(?<=\d\.) (?={'|'.join(_NOMINATIVE)}|{'|'.join(_GENITIVE)})")
_MEASURED = re.compile(r"(?<=\d) (?=%|дан|коментар|поднес|тач[ак]|текст|учесни|подноси|организациј)")
_TEENS = range(11, 15)
_FEW = range(2, 5)


class PluralForm(StrEnum):
    """Which of the three forms follows a number."""

    ONE = "one"
    FEW = "few"
    MANY = "many"


def plural_form(count: int) -> PluralForm:
    """Choose the form: 1, 21, 101 take one; 2 to 4, 22 to 24 few; 0, 5 to 20, 25 many."""
    if count % 100 in _TEENS:
        return PluralForm.MANY
    if count % 10 == 1:
        return PluralForm.ONE
    return PluralForm.FEW if count % 10 in _FEW else PluralForm.MANY


@dataclass(frozen=True, slots=True)
class Forms:
    """Three forms of a noun, or of a verb or an adjective that agrees with a counted noun."""

    one: str
    few: str
    many: str

    def after(self, count: int) -> str:
        """Return the form that stands beside `count`."""
        return {PluralForm.ONE: self.one, PluralForm.FEW: self.few, PluralForm.MANY: self.many}[plural_form(count)]

    def counted(self, count: int) -> str:
        """Return the number and its noun, joined by a hard space."""
        return f"{number(count)}{HARD}{self.after(count)}"


COMMENT = Forms("коментар", "коментара", "коментара")
SUBMISSION = Forms("поднесак", "поднеска", "поднесака")
SUBMITTER = Forms("подносилац", "подносиоца", "подносилаца")
TEXT = Forms("текст", "текста", "текстова")
POINT = Forms("тачка", "тачке", "тачака")
POINT_GENITIVE = Forms("различите тачке", "различите тачке", "различитих тачака")
DAY = Forms("дан", "дана", "дана")
EVENT = Forms("догађај", "догађаја", "догађаја")
PARTICIPANT = Forms("учесник", "учесника", "учесника")
ORGANISATION = Forms("организација", "организације", "организација")
SPOT = Forms("месту", "места", "места")


def number(count: int) -> str:
    """Write a number with a dot between thousands: 1.234."""
    return f"{count:,}".replace(",", ".")


def share(part: int, whole: int) -> str:
    """Write a share in per cent with a decimal comma, rounded half up to one place; a dash where there is no whole."""
    if not whole:
        return "–"
    tenths = (part * 2000 + whole) // (2 * whole)
    return f"{tenths // 10},{tenths % 10}{HARD}%"


def day_in_text(day: date) -> str:
    """Write a date in running text, in the genitive: 26. октобра 2026. године."""
    return f"{day.day}.{HARD}{_GENITIVE[day.month - 1]} {day.year}.{HARD}године"


def day_in_month(day: date) -> str:
    """Write a day without its year, in the genitive: 26. октобра."""
    return f"{day.day}.{HARD}{_GENITIVE[day.month - 1]}"


def day_as_label(day: date) -> str:
    """Write a date after a label, in the nominative: 9. новембар 2026. године."""
    return f"{day.day}.{HARD}{_NOMINATIVE[day.month - 1]} {day.year}.{HARD}године"


def month_as_label(day: date) -> str:
    """Write a month and its year: новембар 2026. године."""
    return f"{_NOMINATIVE[day.month - 1]} {day.year}.{HARD}године"


def period(first: date, last: date) -> str:
    """Write a period in the genitive, saying the month and the year only once where they are the same."""
    if first == last:
        return day_in_text(first)
    if first.year != last.year:
        return f"од {day_in_month(first)} {first.year}. до {day_in_text(last)}"
    start = f"{first.day}." if first.month == last.month else day_in_month(first)
    return f"од {start} до {day_in_text(last)}"


def hour(moment: time) -> str:
    """Write a time of the day as offices do: 15.30."""
    return f"{moment.hour}.{moment.minute:02}"


def quoted(text: str) -> str:
    """Put Serbian quotation marks round a text."""
    return f"„{text}”"


def listed(parts: Sequence[str]) -> str:
    """Join the parts of a sentence with commas and a last „и”."""
    return parts[0] if len(parts) == 1 else f"{', '.join(parts[:-1])} и {parts[-1]}" if parts else ""


def sentence(text: str) -> str:
    """Begin with a capital letter and keep numbers and dates with the words they belong to."""
    return hard_spaces(text[:1].upper() + text[1:])


def hard_spaces(text: str) -> str:
    """Keep „члан 5.”, „Прилог 2”, „26. октобра” and „22 дана” on one line."""
    return _MEASURED.sub(HARD, _DAY_MONTH.sub(HARD, _LABELLED.sub(rf"\1{HARD}", text)))


def case_number(text: str) -> str:
    """Write a case number so that no line breaks at its hyphens."""
    return text.replace("-", HARD_HYPHEN)
