"""The entries of a calendar: each opening, closing, event and report due, with the words that stand in it."""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from functools import lru_cache
from uuid import UUID
from zoneinfo import ZoneInfo

from dialog_tracker.domain.obligation import Course, obligations
from dialog_tracker.domain.procedure import Rule, rows_of, rule_of_row, rules_of
from dialog_tracker.domain.window import days_of
from dialog_tracker.notices.queries import Followed, FollowedEvent, Terms
from dialog_tracker.web.i18n import Language, gettext
from dialog_tracker.web.reasons import why, wording
from dialog_tracker.web.words import procedure_name, word

EVERYTHING = "Public consultations"
OPENS = "Opens: %(title)s"
CLOSES = "Closes: %(title)s"
REPORT_DUE = "Report due: %(title)s"
CANCELLED = "Withdrawn: %(title)s"


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry: whole days (`ends` is the day after the last) or local times in `zone`; `sequence` grows with each change."""

    uid: str
    sequence: int
    changed_at: datetime
    starts: date | datetime
    ends: date | datetime | None
    zone: str
    summary: str
    description: str
    address: str
    place: str
    categories: tuple[str, ...]
    cancelled: bool


@dataclass(frozen=True, slots=True)
class Names:
    """What entries are written with: the language, the areas by key, and the address of the service."""

    language: Language
    areas: Mapping[str, str]
    base_url: str

    def address(self, reference: str) -> str:
        """Give the address of a consultation, which is the same in every face: the page speaks the language of its reader."""
        return f"{self.base_url}/c/{reference}"

    @property
    def host(self) -> str:
        """Give the host, which makes identifiers unique in the world."""
        return self.base_url.split("://")[-1].split("/")[0].split(":")[0]


def entries(lines: Sequence[Followed], events: Sequence[FollowedEvent], names: Names, terms: Terms) -> Iterator[Entry]:
    """Make the entries of a calendar, those of a consultation one after another."""
    by_consultation: dict[UUID, list[FollowedEvent]] = {}
    for event in events:
        by_consultation.setdefault(event.consultation_id, []).append(event)
    reasons = _Reasons(names.language, terms)
    for line in lines:
        yield from _window(line, names)
        yield from (_event(line, event, names) for event in by_consultation.get(line.id, ()))
        if line.report_on is not None:
            yield _report(line, line.report_on, names, reasons)


class _Reasons:
    """Says why a report is due on its day; many cases close on one day under one rule, so each sentence is made once."""

    def __init__(self, language: Language, terms: Terms) -> None:
        self._language, self._terms = language, terms
        self._made: dict[tuple[str, str | None, UUID, date | None, date], str] = {}

    def of(self, line: Followed, report_on: date) -> str:
        """Give the reason and the citation, by the terms that were frozen or else by the rule in force."""
        opens_on, last_on = days_of(line.opens_at, line.closes_at, line.time_zone)
        key = (line.procedure_key, line.report_terms, line.authority_id, opens_on, last_on)
        known = self._made.get(key)
        if known is None:
            known = self._made[key] = self._sentence(line, Course(opens_on, last_on), report_on)
        return known

    def _sentence(self, line: Followed, course: Course, report_on: date) -> str:
        rule = self._rule(line, course)
        said = f"{wording(self._language, rule.what)} ({wording(self._language, rule.citation).rstrip('.')})."
        days = self._terms.calendars.get(line.authority_id)
        if days is None:
            return said
        (duty,) = obligations([rule], course, date.min, days)
        # A date kept from another time, or counted from a step that is not known here, is not explained wrongly.
        return f"{said} {why(self._language, duty, years=True)}" if duty.due_on == report_on else said

    def _rule(self, line: Followed, course: Course) -> Rule:
        if line.report_terms is not None:
            return _kept_rule(line.report_terms)
        own = self._terms.own.get(line.authority_id, ())
        in_force = rules_of(line.procedure_key, course.governed_on or line.published_at.date(), own)
        return next((rule for rule in in_force if rule.key == line.report_rule), None) or rows_of(line.report_rule or "")[-1]


@lru_cache(maxsize=256)
def _kept_rule(terms: str) -> Rule:
    return rule_of_row(json.loads(terms))


def _window(line: Followed, names: Names) -> Iterator[Entry]:
    opens_on, last_on = days_of(line.opens_at, line.closes_at, line.time_zone)
    about = f"{procedure_name(names.language, line.procedure_key)}. {line.authority}."
    if opens_on is not None:
        yield _entry(line, names, "opening", OPENS, opens_on, opens_on + timedelta(days=1), about)
    closing = line.closes_at.astimezone(ZoneInfo(line.time_zone))
    if closing.time() == time(0):
        yield _entry(line, names, "closing", CLOSES, last_on, last_on + timedelta(days=1), about)
    else:
        yield _entry(line, names, "closing", CLOSES, closing, None, about)


def _report(line: Followed, report_on: date, names: Names, reasons: _Reasons) -> Entry:
    """Make the entry of a report due; its date moves without a revision when a rule or a day off changes.

    So its number also grows with the time at which the date was last worked out, which only ever goes forward.
    """
    reckoned_at = line.reckoned_at or line.changed_at
    entry = _entry(line, names, "report", REPORT_DUE, report_on, report_on + timedelta(days=1), reasons.of(line, report_on))
    later = max(0, int((reckoned_at - line.published_at).total_seconds()))
    return replace(entry, sequence=entry.sequence + later, changed_at=max(line.changed_at, reckoned_at))


def _event(line: Followed, event: FollowedEvent, names: Names) -> Entry:
    zone = ZoneInfo(line.time_zone)
    starts: date | datetime = event.starts_on
    ends: date | datetime | None = event.ends_on + timedelta(days=1)
    # Over several days without a last hour it stays whole days: with a beginning alone the last day would be lost.
    if event.starts_time is not None and (event.ends_time is not None or event.ends_on == event.starts_on):
        starts = datetime.combine(event.starts_on, event.starts_time, zone)
        ends = datetime.combine(event.ends_on, event.ends_time, zone) if event.ends_time else None
        # An end that is not after the beginning is no end to a calendar [RFC 5545, 3.8.2.2].
        ends = ends if ends is not None and ends > starts else None
    kind = word(names.language, "activity_kind", event.kind)
    about = " ".join(filter(None, [f"{line.title}.", event.link]))
    entry = _entry(line, names, f"event-{event.id}", "%(title)s", starts, ends, about, f"{kind}: {event.title}", event.place)
    return replace(entry, changed_at=max(line.changed_at, event.created_at))


def _entry(
    line: Followed,
    names: Names,
    what: str,
    words: str,
    starts: date | datetime,
    ends: date | datetime | None,
    about: str,
    title: str = "",
    place: str = "",
) -> Entry:
    said = gettext(names.language, words, title=title or line.title) if words != "%(title)s" else title
    return Entry(
        uid=f"{line.reference}-{what}@{names.host}",
        sequence=line.revision - 1,
        changed_at=line.changed_at,
        starts=starts,
        ends=ends,
        zone=line.time_zone,
        summary=gettext(names.language, CANCELLED, title=said) if line.withdrawn else said,
        description=f"{about}\n{names.address(line.reference)}",
        address=names.address(line.reference),
        place=place,
        categories=tuple(names.areas[key] for key in line.areas if key in names.areas),
        cancelled=line.withdrawn,
    )
