"""Reading activities."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy import select
from sqlmodel import col

from dialog_tracker.activities.tables import Activity
from dialog_tracker.domain.activity import ActivityKind, Count, Qualifier
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


async def events_of(session: Reader, consultation_id: UUID, *, latin: bool = False) -> list[ActivityLine]:
    """List the events of a consultation by date."""
    title, place = (Activity.title_latn, Activity.place_latn) if latin else (Activity.title, Activity.place)
    columns = (col(Activity.id), col(Activity.kind), col(title), col(Activity.starts_on), col(Activity.ends_on), col(place))
    counts = (col(Activity.participants), col(Activity.qualifier), col(Activity.unit))
    query = (
        select(*columns, *counts)
        .where(col(Activity.consultation_id) == consultation_id)
        .order_by(col(Activity.starts_on), col(Activity.id))
    )
    return [
        ActivityLine(i, ActivityKind(kind), name, starts, ends, where, Count(number, Qualifier(qualifier)), unit)
        for i, kind, name, starts, ends, where, number, qualifier, unit in await session.execute(query)
    ]
