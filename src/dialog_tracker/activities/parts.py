"""Reading what hangs on programmes and activities: places, parties, stated figures, outputs; a query for each kind of thing."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import Row, select
from sqlmodel import col

from dialog_tracker.activities.tables import Activity, ActivityOutput, ActivityPlace, Party, StatedFigure
from dialog_tracker.domain.activity import ActivityKind, Count, CountUnit, PartyRole, Qualifier
from dialog_tracker.domain.programme import ActivityFacts, Figure, OutputFacts, PartyFacts, Where
from dialog_tracker.domain.vague_date import DatePrecision, When
from dialog_tracker.storage.transaction import Reader


def when_of(row: Row[Any]) -> When:
    """Read the dates of a row."""
    return When(row.starts_on, row.ends_on, DatePrecision(row.date_precision))


_COLUMNS = (
    "id", "kind", "title_en", "starts_on", "ends_on", "date_precision", "online", "participants", "qualifier", "unit", "source",
    "occurrences", "series_id",
)  # fmt: skip


def activity_columns(*, latin: bool) -> list[Any]:
    """Name the columns that the facts of an activity are made of."""
    return [col(Activity.title_latn if latin else Activity.title).label("title"), *(getattr(Activity, name) for name in _COLUMNS)]


async def activities_where(session: Reader, mine: Any, *, latin: bool) -> list[ActivityFacts]:
    """Read activities that meet a condition, in the order of their dates, those without one last."""
    query = select(*activity_columns(latin=latin)).where(mine)
    rows = (await session.execute(query.order_by(col(Activity.starts_on).nulls_last(), col(Activity.created_at), col(Activity.id)))).all()
    return await with_parts(session, rows, latin=latin)


async def with_parts(session: Reader, rows: Sequence[Any], *, latin: bool) -> list[ActivityFacts]:
    """Make the facts of activities out of rows, reading what hangs on them."""
    ids = [row.id for row in rows]
    parts, where = await parts_of(session, {"activity_id": ids}, latin=latin), await _places(session, ids, latin=latin)
    return [_activity(row, where, parts) for row in rows]


def _activity(row: Row[Any], where: dict[UUID, list[Where]], parts: "Parts") -> ActivityFacts:
    return ActivityFacts(
        key=str(row.id),
        kind=ActivityKind(row.kind),
        title=row.title,
        title_en=row.title_en,
        when=when_of(row),
        where=tuple(where.get(row.id, ())),
        online=row.online,
        count=Count(row.participants, Qualifier(row.qualifier)),
        unit=CountUnit(row.unit),
        source=row.source,
        occurrences=row.occurrences,
        series=str(row.series_id) if row.series_id else "",
        parties=tuple(parts.parties.get(row.id, ())),
        figures=tuple(parts.figures.get(row.id, ())),
        outputs=tuple(parts.outputs.get(row.id, ())),
    )


async def _places(session: Reader, ids: Sequence[UUID], *, latin: bool) -> dict[UUID, list[Where]]:
    name = col(ActivityPlace.name_latn if latin else ActivityPlace.name)
    query = select(col(ActivityPlace.activity_id), name, col(ActivityPlace.country)).where(col(ActivityPlace.activity_id).in_(ids))
    found: dict[UUID, list[Where]] = {}
    for activity_id, place, country in await session.execute(query.order_by(col(ActivityPlace.activity_id), col(ActivityPlace.position))):
        found.setdefault(activity_id, []).append(Where(place, country))
    return found


@dataclass(frozen=True, slots=True)
class Parts:
    """What hangs on programmes or activities, by their ids."""

    parties: dict[UUID, list[PartyFacts]]
    figures: dict[UUID, list[Figure]]
    outputs: dict[UUID, list[OutputFacts]]


async def parts_of(session: Reader, of: dict[str, list[UUID]], *, latin: bool) -> Parts:
    """Read what hangs on programmes or activities, a query for each kind of thing."""
    ((column, ids),) = of.items()
    parts = Parts({}, {}, {})
    for key, role, name in await _rows(session, Party, column, ids, ("role", "name_latn" if latin else "name")):
        parts.parties.setdefault(key, []).append(PartyFacts(PartyRole(role), name))
    names = ("value", "qualifier", "unit", "of_what_latn" if latin else "of_what", "of_what_en", "source", "measure", "sector")
    for key, value, qualifier, unit, of_what, english, source, measure, sector in await _rows(session, StatedFigure, column, ids, names):
        figure = Figure(value, Qualifier(qualifier), CountUnit(unit), of_what, english, source, measure=measure, sector=sector)
        parts.figures.setdefault(key, []).append(figure)
    kept = ("title_latn" if latin else "title", "link", "sha256", "file_name")
    for key, title, link, sha256, file_name in await _rows(session, ActivityOutput, column, ids, kept):
        parts.outputs.setdefault(key, []).append(OutputFacts(title, link, sha256 or "", file_name))
    return parts


async def _rows(session: Reader, table: Any, column: str, ids: Sequence[UUID], names: Iterable[str]) -> Sequence[Any]:
    key = getattr(table, column)
    query = select(key, *(getattr(table, name) for name in names)).where(key.in_(ids))
    return (await session.execute(query.order_by(table.position, table.id))).all()
