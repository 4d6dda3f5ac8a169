"""The ruler of legal dates: time drawn to scale, worked out as percentages so that the drawing needs no style of its own.

It runs from a week before the opening to five days after the last date that matters. Up to 75 days are drawn one by one,
longer procedures by weeks. The duties stand as a list below it, so the picture never carries a fact alone.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from dialog_tracker.domain.calendar import CountMode, Unit, WorkCalendar
from dialog_tracker.domain.obligation import Obligation
from dialog_tracker.web.formats import day_month, month_name, period
from dialog_tracker.web.i18n import Language, gettext
from dialog_tracker.web.reasons import period as in_days

_DAY = timedelta(days=1)
DAYS_BEFORE, DAYS_AFTER, MOST_DAYS, MOST_OVERDUE = 7, 5, 75, 40
_NARROWEST_WORDS = 24  # percent of the width below which words do not fit into a bar
_NARROWEST_ROW = 34  # percent between two labels in one row
_EDGE = 12  # percent from an edge where half a flag would be cut off on a phone
_ROOM_ON_PHONE = 32.0  # percent of 290 px that the longest name of a month takes
_FLAG = 64  # width of the flag in pixels
_LOWEST_ROW = 144  # pixels, below both brackets
_ROWS = (104, 124)  # heights of the brackets; more minimums than rows are left to the list

TITLE = "Ruler of legal dates, %(first)s to %(last)s"
COMMENTS_TAKEN = "Comments are taken: %(period)s."
TODAY_IS = "Today is %(day)s, day %(number)s of %(whole)s."
REPORT_DUE = "The report is due by %(day)s."
IN_THE_LIST = "Every time limit stands in the list below."
WRITING = "Writing the report, %(days)s"
AT_LEAST = "at least %(days)s"
USUALLY = "usually %(days)s"
_LEAST_WORDS = {"usual": USUALLY}
REPORT_BY = "report by %(day)s"
TODAY = "today %(day)s"


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of the ruler in percent, with its words where they fit."""

    x: float
    width: float
    label: str = ""


@dataclass(frozen=True, slots=True)
class Tick:
    """A day, or the first day of a week: where it begins, where its number stands, and how it is drawn."""

    x: float
    middle: float
    label: str
    major: bool
    red: bool


@dataclass(frozen=True, slots=True)
class Mark:
    """A date with words: its place in percent, the height of the words and the side on which they stand."""

    x: float
    label: str
    y: int
    before: bool


@dataclass(frozen=True, slots=True)
class Month:
    """The name of a month where it begins; a narrow one has no room on a phone."""

    x: float
    label: str
    narrow: bool


@dataclass(frozen=True, slots=True)
class Bracket:
    """A lawful minimum: from the opening to the earliest lawful end."""

    x: float
    end: float
    y: int
    label: str


@dataclass(frozen=True, slots=True)
class Flag:
    """Today: its place in percent, the left edge of the flag beside it in pixels, and its words."""

    x: float
    left: int
    label: str


@dataclass(frozen=True, slots=True)
class Ruler:
    """Everything that is drawn, in the order of drawing."""

    title: str
    description: str
    days_off: tuple[Span, ...]
    months: tuple[Month, ...]
    ticks: tuple[Tick, ...]
    window: Span
    gone: Span
    report: Span | None
    least: tuple[Bracket, ...]
    due: tuple[Mark, ...]
    today: Flag | None


@dataclass(frozen=True, slots=True)
class _Scale:
    first: date
    last: date

    @property
    def days(self) -> int:
        return (self.last - self.first).days + 1

    @property
    def weeks(self) -> bool:
        return self.days > MOST_DAYS

    def at(self, day: date, part: float = 0) -> float:
        """Place the beginning of a day, or a part of the way through it, in percent."""
        return round(min(100.0, max(0.0, 100 * ((day - self.first).days + part) / self.days)), 2)

    def span(self, first: date, last: date, label: str = "") -> Span:
        """Place a stretch of whole days; words that would not fit are left out."""
        x = self.at(first)
        width = round(self.at(last, 1) - x, 2)
        return Span(x, width, label if width >= _NARROWEST_WORDS else "")

    def every_day(self) -> Iterable[date]:
        """Go through the days of the ruler."""
        return (self.first + _DAY * n for n in range(self.days))


def ruler(
    opens_on: date,
    last_on: date,
    duties: Sequence[Obligation],
    today: date,
    calendar: WorkCalendar,
    language: Language,
    procedure: str = "",
) -> Ruler:
    """Work out the ruler of a window and its duties; `procedure` names the window."""
    due_on = _report_due(duties)
    scale = _scale(opens_on, last_on, due_on, today)
    length = in_days(language, calendar.length(opens_on, last_on, Unit.CALENDAR_DAYS, CountMode.INCLUSIVE))
    least = _brackets(scale, opens_on, duties, language)
    gone_until = scale.at(today, 0.5) if opens_on <= today <= last_on else scale.at(last_on, 1)
    start = scale.at(opens_on)
    return Ruler(
        title=gettext(language, TITLE, first=day_month(scale.first, language), last=day_month(scale.last, language)),
        description=_description(opens_on, last_on, due_on, today, language),
        days_off=() if scale.weeks else _days_off(scale, calendar),
        months=_months(scale, language),
        ticks=_ticks(scale, calendar, today),
        window=scale.span(opens_on, last_on, f"{procedure}, {length}" if procedure else length),
        gone=Span(start, round(gone_until - start, 2) if today >= opens_on else 0.0),
        report=_report_span(scale, last_on, due_on, language),
        least=least,
        due=_due_marks(scale, due_on, least, language),
        today=_flag(scale, today, language),
    )


def _report_due(duties: Sequence[Obligation]) -> date | None:
    reports = (duty.due_on for duty in duties if duty.rule.kind == "deadline" and duty.rule.step == "report_published" and duty.is_owed)
    return next(reports, None)


def _scale(opens_on: date, last_on: date, due_on: date | None, today: date) -> _Scale:
    last = max(last_on, due_on or last_on) + _DAY * DAYS_AFTER
    if last < today <= last + _DAY * MOST_OVERDUE:
        last = today + _DAY * 2
    return _Scale(opens_on - _DAY * DAYS_BEFORE, last)


def _days_off(scale: _Scale, calendar: WorkCalendar) -> tuple[Span, ...]:
    return tuple(scale.span(day, day) for day in scale.every_day() if not calendar.is_working(day))


def _months(scale: _Scale, language: Language) -> tuple[Month, ...]:
    """Name each month where it begins; a month of which only the last days are shown has no room for its name."""
    starts = [day for day in scale.every_day() if day.day == 1 or day == scale.first]
    ends = [*starts[1:], scale.last + _DAY]
    widths = [(start, scale.at(end) - scale.at(start)) for start, end in zip(starts, ends, strict=True)]
    return tuple(Month(scale.at(start), month_name(start, language), width < _ROOM_ON_PHONE) for start, width in widths if width >= _EDGE)


def _ticks(scale: _Scale, calendar: WorkCalendar, today: date) -> tuple[Tick, ...]:
    days = [day for day in scale.every_day() if not scale.weeks or day.weekday() == 0]
    return tuple(
        Tick(
            x=scale.at(day),
            middle=scale.at(day, 0.5),
            label="" if day == today else str(day.day),
            major=day.weekday() == 0,
            red=calendar.holiday_name(day) is not None,
        )
        for day in days
    )


def _report_span(scale: _Scale, last_on: date, due_on: date | None, language: Language) -> Span | None:
    if due_on is None or due_on <= last_on:
        return None
    label = gettext(language, WRITING, days=in_days(language, (due_on - last_on).days))
    return scale.span(last_on + _DAY, due_on, label)


def _brackets(scale: _Scale, opens_on: date, duties: Sequence[Obligation], language: Language) -> tuple[Bracket, ...]:
    """Draw the lawful minimums, the longest above."""
    windows = [duty for duty in duties if duty.rule.kind == "window" and duty.rule.amount and duty.due_on]
    windows.sort(key=lambda duty: duty.due_on or date.min, reverse=True)
    return tuple(
        Bracket(
            x=scale.at(opens_on),
            end=scale.at(duty.due_on or opens_on, 1),
            y=y,
            label=gettext(
                language, _LEAST_WORDS.get(duty.rule.bound, AT_LEAST), days=in_days(language, duty.rule.amount or 0, duty.rule.unit)
            ),
        )
        for duty, y in zip(windows, _ROWS, strict=False)
    )


def _due_marks(scale: _Scale, due_on: date | None, least: Sequence[Bracket], language: Language) -> tuple[Mark, ...]:
    if due_on is None:
        return ()
    x = scale.at(due_on, 1)
    row = next((y for y in (110, 132) if not any(abs(b.y - y) < 10 and x - b.end < _NARROWEST_ROW for b in least)), _LOWEST_ROW)
    label = gettext(language, REPORT_BY, day=day_month(due_on, language))
    return (Mark(x, label, row, before=x > _NARROWEST_ROW),)


def _flag(scale: _Scale, today: date, language: Language) -> Flag | None:
    if not scale.first <= today <= scale.last:
        return None
    x = scale.at(today, 0.5)
    left = 0 if x < _EDGE else -_FLAG if x > 100 - _EDGE else -_FLAG // 2
    return Flag(x, left, gettext(language, TODAY, day=f"{today.day}{'' if language == 'en' else '.'}"))


def _description(opens_on: date, last_on: date, due_on: date | None, today: date, language: Language) -> str:
    sentences = [gettext(language, COMMENTS_TAKEN, period=period(opens_on, last_on, language))]
    if opens_on <= today <= last_on:
        day = f"{today.day}{'' if language == 'en' else '.'}\u00a0{month_name(today, language)}"
        counted = {"number": (today - opens_on).days + 1, "whole": (last_on - opens_on).days + 1}
        sentences.append(gettext(language, TODAY_IS, day=day, **counted))
    if due_on is not None:
        sentences.append(gettext(language, REPORT_DUE, day=day_month(due_on, language)))
    return " ".join([*sentences, gettext(language, IN_THE_LIST)])
