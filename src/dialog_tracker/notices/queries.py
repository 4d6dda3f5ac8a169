"""What calendars and feeds hold: public consultations with their dates, events and areas, of everything or of one part."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any
from uuid import UUID

from sqlalchemy import Text, case, cast, func, literal, literal_column, select
from sqlalchemy.dialects.postgresql import aggregate_order_by
from sqlmodel import col

from dialog_tracker.activities.tables import Activity
from dialog_tracker.consultations.queries import REPORTED
from dialog_tracker.consultations.tables import Consultation, Obligation
from dialog_tracker.directory.naming import name_for, order_for
from dialog_tracker.directory.queries import calendars, overrides_of_all
from dialog_tracker.directory.tables import Area, Authority
from dialog_tracker.documents.tables import Act, ActArea
from dialog_tracker.domain.calendar import WorkCalendar
from dialog_tracker.domain.consultation import Stage, Venue
from dialog_tracker.domain.errors import NotFound
from dialog_tracker.domain.procedure import RuleOverride, report_deadlines
from dialog_tracker.domain.script import Face
from dialog_tracker.storage.transaction import Reader

# The latest ends come first; older ones are on the pages and in the API.
MOST = 2000
_REPORTS = report_deadlines()


@dataclass(frozen=True, slots=True)
class Part:
    """What is followed: everything, or one authority, one area of work, one act, or chosen consultations under a name."""

    authority_id: UUID | None = None
    area_key: str | None = None
    act_id: UUID | None = None
    chosen: tuple[UUID, ...] | None = None
    name: str = ""

    def limits(self) -> list[Any]:
        """Give the conditions of a query over consultations."""
        found: list[Any] = [col(Consultation.published_at).is_not(None), col(Consultation.stage) != Stage.DRAFT]
        if self.authority_id:
            found.append(col(Consultation.authority_id) == self.authority_id)
        if self.act_id:
            found.append(col(Consultation.act_id) == self.act_id)
        if self.chosen is not None:
            found.append(col(Consultation.id).in_(self.chosen))
        if self.area_key:
            found.append(col(Consultation.act_id).in_(select(col(ActArea.act_id)).where(col(ActArea.area_key) == self.area_key)))
        return found


@dataclass(frozen=True, slots=True)
class Followed:
    """A consultation as it goes into a calendar or a feed, in the reader's script.

    `report_terms` are the terms of the rule of the report, as JSON, where they are frozen; `reckoned_at` is when its date last changed.
    """

    id: UUID
    reference: str
    title: str
    authority: str
    authority_id: UUID
    procedure_key: str
    opens_at: datetime | None
    closes_at: datetime
    time_zone: str
    withdrawn: bool
    revision: int
    changed_at: datetime
    published_at: datetime
    elsewhere: bool
    summary: str
    report_rule: str | None
    report_on: date | None
    report_terms: str | None
    reckoned_at: datetime | None
    areas: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class FollowedEvent:
    """An event of a consultation that is followed."""

    id: UUID
    consultation_id: UUID
    kind: str
    title: str
    place: str
    link: str
    starts_on: date
    ends_on: date
    starts_time: time | None
    ends_time: time | None
    created_at: datetime


@dataclass(frozen=True, slots=True)
class Terms:
    """What report dates are explained with: the own rules and the calendars of authorities."""

    own: Mapping[UUID, Sequence[RuleOverride]]
    calendars: Mapping[UUID, WorkCalendar]


@dataclass(frozen=True, slots=True)
class Stamp:
    """What tells whether anything changed: a digest of every row, when the last of them changed, and whose rows they are."""

    digest: str
    changed_at: datetime | None
    authority_ids: tuple[UUID, ...]


async def name_of(session: Reader, part: Part, areas: Mapping[str, str], *, face: Face) -> str:
    """Name the part that is followed, empty for everything; raises NotFound for one that is not known or has nothing public."""
    if part.area_key:
        if part.area_key not in areas:
            raise NotFound("area-unknown")
        return areas[part.area_key]
    query: Any
    if part.authority_id:
        query, code = (
            select(name_for(face, Authority)).where(col(Authority.id) == part.authority_id),
            "authority",
        )
    elif part.act_id:
        known = select(col(Consultation.id)).where(*part.limits()).exists()
        query, code = select(col(Act.title_latn if face.latin else Act.title)).where(col(Act.id) == part.act_id, known), "act"
    else:
        return part.name
    row = (await session.execute(query)).first()
    if row is None:
        raise NotFound(f"{code}-unknown")
    return str(row[0])


async def stamp_of(session: Reader, part: Part, *, face: Face, by_change: bool = False, with_events: bool = False) -> Stamp:
    """Digest what a part holds, in the database: nothing is read that an unchanged calendar would not need.

    The rows are those of `followed` and `followed_events`, so that nothing can change unseen.
    """
    lines = _lines(part, face=face, by_change=by_change).subquery("lines")
    latest = func.max(func.greatest(lines.c.changed_at, lines.c.reckoned_at))
    whose = func.array_agg(lines.c.authority_id.distinct())
    digest, changed_at, authority_ids = (await session.execute(select(_digest(lines), latest, whose))).one()
    if with_events:
        events = _events(part, latin=face.latin).subquery("events")
        of_events, newest = (await session.execute(select(_digest(events), func.max(events.c.created_at)))).one()
        digest = f"{digest}{of_events}"
        changed_at = max(filter(None, (changed_at, newest)), default=None)
    return Stamp(str(digest), changed_at, tuple(sorted(authority_ids or ())))


def _digest(rows: Any) -> Any:
    whole = func.md5(cast(literal_column(rows.name), Text))
    return func.md5(func.string_agg(whole, aggregate_order_by(literal("", Text), rows.c.id)))


async def terms_of(session: Reader, authority_ids: Sequence[UUID]) -> Terms:
    """Read the own rules and the calendars of authorities; two queries."""
    return Terms(await overrides_of_all(session, authority_ids), await calendars(session, authority_ids))


async def followed(session: Reader, part: Part, *, face: Face, by_change: bool = False) -> list[Followed]:
    """Read the public consultations of a part, the latest end first, or the latest change; one query."""
    rows = (await session.execute(_lines(part, face=face, by_change=by_change))).mappings()
    return [Followed(**{**row, "areas": tuple(row["areas"] or ())}) for row in rows]


def _lines(part: Part, *, face: Face, by_change: bool) -> Any:
    frozen = case((col(Obligation.frozen), cast(col(Obligation.terms), Text)))
    due = select(col(Obligation.due_on), col(Obligation.rule_key), frozen.label("terms"), col(Obligation.worked_out_at)).where(
        col(Obligation.consultation_id) == col(Consultation.id), col(Obligation.rule_key).in_(_REPORTS), col(Obligation.due_on).is_not(None)
    )
    report = due.order_by(col(Obligation.position)).limit(1).lateral("report")
    keys = func.array_agg(aggregate_order_by(col(ActArea.area_key), col(ActArea.area_key)))
    areas = select(keys).where(col(ActArea.act_id) == col(Consultation.act_id)).scalar_subquery()
    columns: tuple[Any, ...] = (
        col(Consultation.id),
        col(Consultation.reference),
        col(Act.title_latn if face.latin else Act.title).label("title"),
        name_for(face, Authority).label("authority"),
        col(Consultation.authority_id),
        *(col(c) for c in (Consultation.procedure_key, Consultation.opens_at, Consultation.closes_at, Consultation.time_zone)),
        (col(Consultation.stage) == Stage.WITHDRAWN).label("withdrawn"),
        *(col(c) for c in (Consultation.revision, Consultation.changed_at, Consultation.published_at)),
        (col(Consultation.venue) == Venue.ELSEWHERE).label("elsewhere"),
        col(Consultation.summary_latn if face.latin else Consultation.summary).label("summary"),
        report.c.rule_key.label("report_rule"),
        report.c.due_on.label("report_on"),
        report.c.terms.label("report_terms"),
        report.c.worked_out_at.label("reckoned_at"),
        areas.label("areas"),
    )
    first = Consultation.changed_at if by_change else Consultation.closes_at
    return (
        select(*columns)
        .join(Act, col(Act.id) == col(Consultation.act_id))
        .join(Authority, col(Authority.id) == col(Consultation.authority_id))
        .outerjoin(report, report.c.due_on.is_not(None) & ~REPORTED)  # a report that is out is no longer due
        .where(*part.limits())
        .order_by(col(first).desc(), col(Consultation.id).desc())
        .limit(MOST)
    )


async def followed_events(session: Reader, part: Part, *, latin: bool) -> list[FollowedEvent]:
    """Read the events of the consultations of a part, the latest first; one query."""
    return [FollowedEvent(*row) for row in await session.execute(_events(part, latin=latin))]


def _events(part: Part, *, latin: bool) -> Any:
    columns: tuple[Any, ...] = (
        *(col(c) for c in (Activity.id, Activity.consultation_id, Activity.kind)),
        col(Activity.title_latn if latin else Activity.title),
        col(Activity.place_latn if latin else Activity.place),
        *(col(c) for c in (Activity.link, Activity.starts_on, Activity.ends_on, Activity.starts_time, Activity.ends_time)),
        col(Activity.created_at),
    )
    query = select(*columns).join(Consultation, col(Consultation.id) == col(Activity.consultation_id)).where(*part.limits())
    return query.order_by(col(Activity.starts_on).desc(), col(Activity.id).desc()).limit(MOST)


async def area_names(session: Reader, language: str) -> Mapping[str, str]:
    """Name the areas of work in a language, in the order of the list."""
    rows: Any = await session.execute(select(col(Area.key), name_for(Face(language), Area).label("name")).order_by(col(Area.position)))
    return {row.key: row.name for row in rows}


async def followed_authorities(session: Reader, *, face: Face) -> Sequence[tuple[UUID, str]]:
    """List the authorities with something public, by name."""
    name = name_for(face, Authority)
    known = select(col(Consultation.id)).where(col(Consultation.authority_id) == col(Authority.id), *Part().limits()).exists()
    rows = await session.execute(select(col(Authority.id), name).where(known).order_by(order_for(face, Authority)))
    return [(identity, named) for identity, named in rows]
