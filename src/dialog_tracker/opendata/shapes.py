"""The shapes of the read API: each thing carries `url`, its page for people, and `api`, its address for programs."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any, Generic, Literal, TypeVar
from uuid import UUID

from dialog_tracker.domain.consultation import Stage, Standing, Venue, phase
from dialog_tracker.domain.window import Window
from dialog_tracker.reading.api_shapes import PhaseNamed, phase_named

ListedPhase = Literal["open", "coming", "closed", "withdrawn"]
Item = TypeVar("Item")


@dataclass(frozen=True, slots=True)
class Listing(Generic[Item]):
    """A page of a list and the cursor of the next one, null on the last page; `after` takes it."""

    items: list[Item]
    next: str | None


@dataclass(frozen=True, slots=True)
class ConsultationItem:
    """A consultation in a list; `venue` is `elsewhere` for one that runs in another place and is only followed here.

    `phase` names the list that it stands in, `standing` is what the consultation itself calls its phase.
    """

    reference: str
    title: str
    authority: str
    authority_id: UUID
    act_id: UUID
    procedure: str
    phase: ListedPhase
    standing: PhaseNamed
    opens_at: datetime | None
    closes_at: datetime
    report_published: bool
    comments: int
    venue: str
    source_url: str
    areas: list[str]
    summary: str
    published_at: datetime
    changed_at: datetime
    url: str
    api: str


def consultation_item(row: Any, site: str, now: datetime) -> ConsultationItem:
    """Shape a row of the list of consultations."""
    return ConsultationItem(
        row.reference,
        row.title,
        row.authority,
        row.authority_id,
        row.act_id,
        row.procedure_key,
        phase_of(row, now),
        standing_of(row, now),
        row.opens_at,
        row.closes_at,
        row.reported,
        row.comments,
        row.venue,
        row.source_url,
        sorted(row.areas or ()),
        row.summary,
        row.published_at,
        row.changed_at,
        f"{site}/c/{row.reference}",
        f"{site}/api/consultations/{row.reference}",
    )


def phase_of(row: Any, now: datetime) -> ListedPhase:
    """Name the list that a consultation stands in."""
    if row.stage == "withdrawn":
        return "withdrawn"
    if row.opens_at is not None and row.opens_at > now:
        return "coming"
    return "open" if row.closes_at > now else "closed"


def standing_of(row: Any, now: datetime) -> PhaseNamed:
    """Name the phase as the consultation itself does, which tells more of one that is over."""
    listed = phase_of(row, now)
    if row.venue == Venue.ELSEWHERE:
        return "upcoming" if listed == "coming" else listed
    window = Window(row.opens_at, row.closes_at, row.time_zone)
    return phase_named(phase(Standing(Stage(row.stage), window, row.reported, row.report_due_on), now))


@dataclass(frozen=True, slots=True)
class ActItem:
    """An act with the references of the public consultations on it."""

    id: UUID
    title: str
    title_en: str
    language: str
    kind: str
    case_number: str
    authority: str
    authority_id: UUID
    areas: list[str]
    consultations: list[str]
    url: str
    api: str


def act_item(row: Any, site: str) -> ActItem:
    """Shape a row of the list of acts."""
    told = (row.id, row.title, row.title_en, row.language, row.kind, row.case_number, row.authority, row.authority_id)
    addresses = (f"{site}/acts/{row.id}", f"{site}/api/acts/{row.id}")
    return ActItem(*told, sorted(row.areas or ()), sorted(row.references or ()), *addresses)


@dataclass(frozen=True, slots=True)
class SubmissionLine:
    """A submission in a list; `submitter` is the name that its sender chose to show."""

    number: str
    consultation: str
    submitter: str
    submitter_kind: str
    channel: str
    received_at: datetime
    late: bool
    content_hash: str
    comments: int
    url: str
    api: str


def submission_line(row: Any, site: str) -> SubmissionLine:
    """Shape a row of the list of submissions."""
    return SubmissionLine(*(*tuple(row)[1:], f"{site}/k/{row.number}", f"{site}/api/submissions/{row.number}"))


@dataclass(frozen=True, slots=True)
class ReportLine:
    """A published version of an outcome report; `model_sha256` is the fingerprint of what it was frozen as."""

    consultation: str
    version: int
    published_at: datetime
    title: str
    authority: str
    model_sha256: str
    url: str
    api: str


def report_line(row: Any, site: str) -> ReportLine:
    """Shape a row of the list of reports."""
    asked = f"report?version={row.number}"
    addresses = (f"{site}/c/{row.reference}/{asked}", f"{site}/api/consultations/{row.reference}/{asked}")
    return ReportLine(row.reference, row.number, row.published_at, row.title, row.authority, row.model_hash, *addresses)


@dataclass(frozen=True, slots=True)
class AuthorityLine:
    """An authority in the directory."""

    id: UUID
    name: str
    kind: str
    level: str
    territory: str
    url: str
    api: str


@dataclass(frozen=True, slots=True)
class OrganisationLine:
    """An organisation in the directory."""

    id: UUID
    name: str
    kind: str
    seat: str
    register_number: str
    verified: bool
    url: str
    api: str


@dataclass(frozen=True, slots=True)
class AreaItem:
    """An area of work; its key narrows lists."""

    key: str
    name: str
    name_en: str
    organisations: int
    feed: str


@dataclass(frozen=True, slots=True)
class Dates:
    """The first and the last day on which it was, as precisely as was stated; null where nothing was."""

    starts_on: date | None
    ends_on: date | None
    precision: str


@dataclass(frozen=True, slots=True)
class ActivityItem:
    """An activity of the policy dialogue; `count_qualifier` says whether the count is exact, over, about or not stated."""

    id: str
    kind: str
    title: str
    title_en: str
    dates: Dates
    places: list[str]
    online: bool
    count: int | None
    count_qualifier: str
    count_unit: str
    occurrences: int
    source: str
    authority: str
    programme: str
    url: str
    api: str


def activity_item(facts: Any, authority: str, programme: str, site: str, said: Callable[[str], str]) -> ActivityItem:
    """Shape an activity of the register."""
    return ActivityItem(
        facts.key,
        facts.kind.value,
        facts.title,
        facts.title_en,
        dates(facts.when),
        [f"{one.name} ({one.country})" for one in facts.where],
        facts.online,
        facts.count.number,
        facts.count.qualifier.value,
        facts.unit.value,
        facts.occurrences,
        said(facts.source),
        authority,
        programme,
        f"{site}/activities/{facts.key}",
        f"{site}/api/activities/{facts.key}",
    )


def dates(when: Any) -> Dates:
    """Shape dates that are known only so far."""
    return Dates(when.starts_on, when.ends_on, when.precision.value)


@dataclass(frozen=True, slots=True)
class ProgrammeItem:
    """A programme in a list."""

    slug: str
    name: str
    name_en: str
    authority: str
    dates: Dates
    activities: int
    url: str
    api: str


@dataclass(frozen=True, slots=True)
class GroupItem:
    """A working group in a list, with the time in which its call takes nominations."""

    id: UUID
    title: str
    title_en: str
    authority: str
    seats: int
    published_at: datetime | None
    opens_at: datetime | None
    closes_at: datetime | None
    call_open: bool
    url: str
    api: str


@dataclass(frozen=True, slots=True)
class SessionItem:
    """A session of a working group."""

    dates: Dates
    starts_time: time | None
    place: str
    online: bool
    agenda: str
    minutes: str
    minutes_link: str
    present: int


def paged(rows: Sequence[Any], size: int, shape: Callable[[Any], Item], cursor: Callable[[Any], str]) -> Listing[Item]:
    """Shape a page of rows, of which one more than a page was asked for, so that the last page is known as such."""
    more = cursor(rows[size - 1]) if len(rows) > size else None
    return Listing([shape(row) for row in rows[:size]], more)
