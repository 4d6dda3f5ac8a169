"""The entries of a calendar: each opening, closing, event and report due, with the words that stand in it."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from dialog_tracker.domain.procedure import rows_of
from dialog_tracker.domain.window import days_of
from dialog_tracker.notices.queries import Followed, FollowedEvent
from dialog_tracker.web.i18n import Language, gettext
from dialog_tracker.web.reasons import wording
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
        """Give the address of a consultation, in the face of the feed."""
        return f"{self.base_url}/c/{reference}"

    @property
    def host(self) -> str:
        """Give the host, which makes identifiers unique in the world."""
        return self.base_url.split("://")[-1].split("/")[0].split(":")[0]


def entries(lines: Sequence[Followed], events: Sequence[FollowedEvent], names: Names) -> Iterator[Entry]:
    """Make the entries of a calendar, those of a consultation one after another."""
    by_consultation: dict[UUID, list[FollowedEvent]] = {}
    for event in events:
        by_consultation.setdefault(event.consultation_id, []).append(event)
    for line in lines:
        yield from _window(line, names)
        yield from (_event(line, event, names) for event in by_consultation.get(line.id, ()))
        if line.report_on is not None:
            yield _report(line, line.report_on, names)


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


def _report(line: Followed, report_on: date, names: Names) -> Entry:
    rule = rows_of(line.report_rule or "")[-1]
    about = f"{wording(names.language, rule.what)} ({wording(names.language, rule.citation)})."
    return _entry(line, names, "report", REPORT_DUE, report_on, report_on + timedelta(days=1), about)


def _event(line: Followed, event: FollowedEvent, names: Names) -> Entry:
    zone = ZoneInfo(line.time_zone)
    starts: date | datetime = event.starts_on
    ends: date | datetime | None = event.ends_on + timedelta(days=1)
    if event.starts_time is not None:
        starts = datetime.combine(event.starts_on, event.starts_time, zone)
        ends = datetime.combine(event.ends_on, event.ends_time, zone) if event.ends_time else None
    kind = word(names.language, "activity_kind", event.kind)
    about = " ".join(filter(None, [f"{line.title}.", event.link]))
    return _entry(line, names, f"event-{event.id}", "%(title)s", starts, ends, about, f"{kind}: {event.title}", event.place)


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
