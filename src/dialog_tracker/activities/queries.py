"""Reading activities."""

from dataclasses import dataclass
from datetime import date, time
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlmodel import col

from dialog_tracker.activities.tables import Activity
from dialog_tracker.domain.activity import ActivityKind, Count, Qualifier
from dialog_tracker.domain.errors import NotFound
from dialog_tracker.storage.transaction import Reader


@dataclass(frozen=True, slots=True)
class ActivityLine:
    """An activity as it is listed, in the reader's script."""

    id: UUID
    kind: ActivityKind
    title: str
    starts_on: date
    ends_on: date
    place: str
    count: Count
    unit: str
    starts_time: time | None = None
    ends_time: time | None = None
    link: str = ""


async def events_of(session: Reader, consultation_id: UUID, *, latin: bool = False) -> list[ActivityLine]:
    """List the events of a consultation by date."""
    title, place = (Activity.title_latn, Activity.place_latn) if latin else (Activity.title, Activity.place)
    columns = (col(Activity.id), col(Activity.kind), col(title), col(Activity.starts_on), col(Activity.ends_on), col(place))
    counts: tuple[Any, ...] = (col(Activity.participants), col(Activity.qualifier), col(Activity.unit))
    hours = (col(Activity.starts_time), col(Activity.ends_time), col(Activity.link))
    query = (
        select(*columns, *counts, *hours)
        .where(col(Activity.consultation_id) == consultation_id)
        .order_by(col(Activity.starts_on), col(Activity.id))
    )
    return [
        ActivityLine(i, ActivityKind(kind), name, starts, ends, where, Count(number, Qualifier(qualifier)), unit, *hours)
        for i, kind, name, starts, ends, where, number, qualifier, unit, *hours in await session.execute(query)
    ]


@dataclass(frozen=True, slots=True)
class EventNote:
    """What was said at an event; for officials alone."""

    title: str
    starts_on: date
    note: str


async def event_note(session: Reader, consultation_id: UUID, activity_id: UUID) -> EventNote:
    """Read the note of an event of a consultation; raises NotFound("event-unknown")."""
    query = select(col(Activity.title), col(Activity.starts_on), col(Activity.note))
    mine = (col(Activity.id) == activity_id, col(Activity.consultation_id) == consultation_id)
    row = (await session.execute(query.where(*mine))).first()
    if row is None or row.starts_on is None:
        raise NotFound("event-unknown")
    return EventNote(row.title, row.starts_on, row.note)
