"""What happens in a month, day by day: openings, closings, events, activities, calls, and reports that are due."""

import calendar
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import text

from dialog_tracker.directory.naming import name_in_sql
from dialog_tracker.domain.errors import Malformed
from dialog_tracker.domain.procedure import all_rules
from dialog_tracker.domain.script import Face
from dialog_tracker.domain.window import days_of
from dialog_tracker.reading.lists import Narrow
from dialog_tracker.storage.transaction import Reader

_ZONE = ZoneInfo("Europe/Belgrade")
_FIRST, _LAST = 1990, 2100
_REPORTS = sorted({rule.key for rule in all_rules() if rule.kind == "deadline" and rule.step == "report_published"})
_MOST = 2_000
_PUBLIC = "consultation.stage = 'published'"
_OF = "JOIN act ON act.id = consultation.act_id JOIN authority ON authority.id = consultation.authority_id"
_AT = "'/c/' || consultation.reference AS address, act.{title} AS title, act.language, {name} AS authority"
_STATEMENT = """
    SELECT 'opening' AS kind, consultation.opens_at AS at, NULL::date AS day, NULL::time AS hour, consultation.time_zone AS zone, {about}
    FROM consultation {of} WHERE {public} AND consultation.opens_at >= :begins AND consultation.opens_at < :ends {narrowed}
    UNION ALL
    SELECT 'closing', consultation.closes_at, NULL, NULL, consultation.time_zone, {about}
    FROM consultation {of} WHERE {public} AND consultation.closes_at > :begins AND consultation.closes_at <= :ends {narrowed}
    UNION ALL
    SELECT 'report', NULL, obligation.due_on, NULL, consultation.time_zone, {about}
    FROM obligation JOIN consultation ON consultation.id = obligation.consultation_id {of}
    WHERE {public} AND obligation.rule_key = ANY(:reports) AND obligation.due_on >= :first AND obligation.due_on < :after {narrowed}
      AND NOT EXISTS (SELECT FROM step WHERE step.consultation_id = consultation.id AND step.kind = 'report_published')
    UNION ALL
    SELECT 'event', NULL, activity.starts_on, activity.starts_time, consultation.time_zone, '/c/' || consultation.reference,
           activity.{activity_title}, 'sr', {name}
    FROM activity JOIN consultation ON consultation.id = activity.consultation_id {of}
    WHERE {public} AND activity.starts_on >= :first AND activity.starts_on < :after {narrowed}
    UNION ALL
    SELECT 'activity', NULL, activity.starts_on, activity.starts_time, 'Europe/Belgrade', '/activities/' || activity.id,
           activity.{activity_title}, 'sr', {name}
    FROM activity JOIN authority ON authority.id = activity.authority_id
    WHERE activity.consultation_id IS NULL AND activity.published_at IS NOT NULL AND activity.date_precision IN ('day', 'period')
      AND activity.starts_on >= :first AND activity.starts_on < :after {of_activity}
    LIMIT {most}
"""


@dataclass(frozen=True, slots=True)
class Happening:
    """Something in the calendar; `at` is its hour where it has one."""

    kind: str
    day: date
    at: time | None
    address: str
    title: str
    language: str
    authority: str


@dataclass(frozen=True, slots=True)
class Day:
    """A day of the month with what happens on it."""

    day: date
    happenings: list[Happening] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Month:
    """A month, and the ones before and after it; `lead` is how many days of its first week belong to the month before."""

    first: date
    before: date
    after: date
    lead: int
    days: Sequence[Day]

    @property
    def is_empty(self) -> bool:
        """Tell whether nothing happens in it."""
        return not any(day.happenings for day in self.days)


def read_month(typed: str | None, today: date) -> date:
    """Read a month as 2026-11, today's where none is given; raises Malformed("month-unreadable")."""
    if not typed:
        return today.replace(day=1)
    try:
        first = date.fromisoformat(f"{typed}-01")
    except ValueError:
        raise Malformed("month-unreadable", field="month") from None
    if not _FIRST <= first.year <= _LAST:
        raise Malformed("month-unreadable", field="month")
    return first


async def month_of(session: Reader, first: date, narrow: Narrow, *, face: Face) -> Month:
    """Read a month; one query."""
    after = (first + timedelta(days=32)).replace(day=1)
    given: dict[str, Any] = {
        "begins": datetime.combine(first, time(), _ZONE),
        "ends": datetime.combine(after, time(), _ZONE),
        "first": first,
        "after": after,
        "reports": _REPORTS,
    }
    rows = (await session.execute(text(_statement(narrow, given, face=face)), given)).all()
    days = [Day(first + timedelta(days=n)) for n in range((after - first).days)]
    for one in sorted(map(_happening, rows), key=lambda one: (one.day, one.at or time(), one.title)):
        if first <= one.day < after:
            days[one.day.day - 1].happenings.append(one)
    return Month(first, (first - timedelta(days=1)).replace(day=1), after, calendar.weekday(first.year, first.month, 1), days)


def _statement(narrow: Narrow, given: dict[str, Any], *, face: Face) -> str:
    end, named = "_latn" if face.latin else "", name_in_sql(face, "authority")
    narrowed = of_activity = ""
    if narrow.area:
        given["area"] = narrow.area
        narrowed += " AND act.id IN (SELECT act_id FROM act_area WHERE area_key = :area)"
        of_activity += " AND activity.act_id IN (SELECT act_id FROM act_area WHERE area_key = :area)"
    if narrow.authority_id:
        given["authority"] = narrow.authority_id
        narrowed += " AND authority.id = :authority"
        of_activity += " AND authority.id = :authority"
    return _STATEMENT.format(
        about=_AT.format(title=f"title{end}", name=named),
        of=_OF,
        public=_PUBLIC,
        name=named,
        activity_title=f"title{end}",
        narrowed=narrowed,
        of_activity=of_activity,
        most=_MOST,
    )


def _happening(row: Any) -> Happening:
    if row.kind == "closing":
        # What closes at midnight is closed after the day before.
        _, last_on = days_of(None, row.at, row.zone)
        here = row.at.astimezone(ZoneInfo(row.zone)).time()
        return Happening(row.kind, last_on, here if here != time() else None, row.address, row.title, row.language, row.authority)
    if row.kind == "opening":
        local = row.at.astimezone(ZoneInfo(row.zone))
        return Happening(row.kind, local.date(), None, row.address, row.title, row.language, row.authority)
    return Happening(row.kind, row.day, row.hour, row.address, row.title, row.language, row.authority)
