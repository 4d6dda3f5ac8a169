"""Reading the record that figures are counted from, kept in the process under its stamp, and the explanations of authorities."""

from collections import OrderedDict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

import msgspec
from sqlalchemy import func, select
from sqlalchemy.orm import aliased
from sqlmodel import col

from dialog_tracker.contacts.queries import coverage
from dialog_tracker.directory.tables import Area, Authority, Territory
from dialog_tracker.domain.act import AuthorityLevel
from dialog_tracker.domain.indicator import Counted, all_measures
from dialog_tracker.domain.indicator_figure import Figure, figure
from dialog_tracker.domain.oversight_facts import (
    ActFact,
    ActivityFact,
    AuthorityFact,
    ConsultationFact,
    GroupFact,
    Record,
    Scope,
    UnitFact,
)
from dialog_tracker.domain.programme import HOME
from dialog_tracker.domain.script import Face
from dialog_tracker.domain.territory import Sense
from dialog_tracker.oversight.tables import OversightCount, OversightExplanation, OversightFact
from dialog_tracker.storage.transaction import Reader

ZONE = ZoneInfo("Europe/Belgrade")  # what is late is judged by the day of the state's offices
_SHAPES: Mapping[str, type[Any]] = {
    Counted.CONSULTATIONS: ConsultationFact,
    Counted.ACTS: ActFact,
    Counted.GROUPS: GroupFact,
    Counted.ACTIVITIES: ActivityFact,
}
_STAMP = select(col(OversightCount.stamp), col(OversightCount.counted_at)).where(col(OversightCount.id) == 1)
_NAMES: tuple[Any, ...] = tuple(
    col(name) for name in (Territory.code, Territory.name, Territory.name_latn, Territory.name_en, Territory.within)
)
_UNIT: Any = aliased(Territory, name="unit")
_CITY: Any = aliased(Territory, name="city")


@dataclass(frozen=True, slots=True)
class Counts:
    """The record as it was last counted; `counted_at` is None where nothing was counted yet. `figures` keeps what was worked out of it."""

    record: Record
    counted_at: datetime | None
    stamp: UUID | None = None
    figures: "OrderedDict[Scope, Mapping[str, Figure]]" = field(default_factory=OrderedDict)

    def chosen(self, scope: Scope) -> Record:
        """Give what a scope chooses of the record."""
        return self.record if scope == Scope() else self.record.within(scope)

    def all_figures(self, scope: Scope) -> Mapping[str, Figure]:
        """Work every measure out over what is chosen, or give what was worked out before."""
        known = self.figures.get(scope)
        if known is None:
            chosen = self.chosen(scope)
            known = self.figures[scope] = {measure.address: figure(measure, chosen) for measure in all_measures()}
            if len(self.figures) > _MOST_SCOPES:
                self.figures.popitem(last=False)
        return known


_KEPT: "OrderedDict[tuple[UUID, date], Counts]" = OrderedDict()
_MOST_KEPT = 2
_MOST_SCOPES = 200


async def counts_of(session: Reader, now: datetime) -> Counts:
    """Read the record, or give what was read under the same stamp on the same day; one query then."""
    today = now.astimezone(ZONE).date()
    row = (await session.execute(_STAMP)).first()
    if row is None:
        return Counts(Record(today), None)
    known = _KEPT.get((row.stamp, today))
    if known is None:
        known = _KEPT[row.stamp, today] = Counts(await _record(session, today), row.counted_at, row.stamp)
        if len(_KEPT) > _MOST_KEPT:
            _KEPT.popitem(last=False)
    return Counts(known.record, row.counted_at, row.stamp, known.figures)


def forget() -> None:
    """Forget what was read, as a process that has just begun."""
    _KEPT.clear()


async def _record(session: Reader, today: date) -> Record:
    """Read all rows, the authorities and the units; four queries. What is followed in other countries is not counted among ours."""
    bodies = await _authorities(session)
    columns = (OversightFact.kind, OversightFact.subject_id, OversightFact.facts, OversightFact.taking_part)
    query = select(*(col(column) for column in columns)).order_by(col(OversightFact.kind), col(OversightFact.subject_id))
    found: dict[str, list[Any]] = {kind: [] for kind in _SHAPES}
    parts: dict[UUID, tuple[int, ...]] = {}
    for kind, subject, facts, numbers in await session.execute(query):
        fact = msgspec.convert(facts, _SHAPES[kind])
        if fact.authority not in bodies:
            continue
        found[kind].append(fact)
        if numbers:
            parts[subject] = tuple(numbers)
    return Record(
        today,
        bodies,
        tuple(found[Counted.CONSULTATIONS]),
        tuple(found[Counted.ACTS]),
        tuple(found[Counted.GROUPS]),
        tuple(found[Counted.ACTIVITIES]),
        await _units(session, today),
        parts,
    )


async def _authorities(session: Reader) -> dict[UUID, AuthorityFact]:
    """Read every authority at home with the unit of local self-government that it is, or lies in, and its district."""
    usual = col(Territory.usual).is_(True)
    unit = func.coalesce(_CITY.code, col(Territory.code), "")
    district = func.coalesce(_CITY.within, _CITY.code, _UNIT.within, col(Territory.code), "")
    columns: tuple[Any, ...] = (
        *(col(c) for c in (Authority.id, Authority.name, Authority.name_latn, Authority.name_en, Authority.level)),
        unit.label("unit"),
        district.label("district"),
    )
    query = select(*columns).outerjoin(Territory, col(Territory.code) == col(Authority.territory_code))
    query = query.outerjoin(_UNIT, (_UNIT.code == col(Territory.code)) & usual)
    query = query.outerjoin(_CITY, (_CITY.code == col(Territory.within)) & _CITY.usual)
    query = query.where(col(Authority.country) == HOME)
    return {row[0]: AuthorityFact(row[0], row[1], row[2], row[3], AuthorityLevel(row[4]), *row[5:]) for row in await session.execute(query)}


async def _units(session: Reader, today: date) -> tuple[UnitFact, ...]:
    """Read the units of local self-government in the usual sense, each with whether it has a contact point today."""
    standing = {
        unit.code: unit for one in (await coverage(session, today, Sense.USUAL, face=Face.CYRILLIC)).districts for unit in one.units
    }
    query = select(*_NAMES).where(col(Territory.usual)).order_by(col(Territory.name_fold), col(Territory.code))
    units = []
    for code, name, latin, english, within in await session.execute(query):
        known = standing.get(code)
        units.append(
            UnitFact(code, name, latin, english, within or code, known is not None and known.has_one, known.authority_id if known else None)
        )
    return tuple(units)


@dataclass(frozen=True, slots=True)
class PlaceName:
    """A territory with its names in every face."""

    code: str
    name: str
    name_latn: str
    name_en: str
    district: str


async def places(session: Reader) -> list[PlaceName]:
    """List the districts and the units in the usual sense, by name."""
    wanted = (col(Territory.kind) == "district") | col(Territory.usual)
    query = select(*_NAMES).where(wanted).order_by(col(Territory.name_fold), col(Territory.code))
    return [PlaceName(code, name, latin, english, within or code) for code, name, latin, english, within in await session.execute(query)]


@dataclass(frozen=True, slots=True)
class Explanation:
    """What an authority says beside a row, in the reader's script; `earlier` are the texts that it superseded, newest first."""

    id: UUID
    subject: str
    words: str
    written_at: datetime
    earlier: tuple[tuple[datetime, str], ...] = ()


async def explanations_of(session: Reader, indicator: str, subjects: Sequence[str], *, latin: bool = False) -> dict[str, Explanation]:
    """Read what is explained beside the rows of an indicator, by subject, with the earlier texts; one query."""
    words = OversightExplanation.words_latn if latin else OversightExplanation.words
    table = OversightExplanation
    query = select(col(table.id), col(table.subject), col(words), col(table.written_at), col(table.superseded_at))
    query = query.where(col(table.indicator) == indicator, col(table.subject) == func.any(list(subjects)))
    found: dict[str, list[Any]] = {}
    for row in await session.execute(query.order_by(col(table.written_at).desc(), col(table.id).desc())):
        found.setdefault(row[1], []).append(row)
    return {subject: _standing(rows) for subject, rows in found.items()}


def _standing(rows: Sequence[Any]) -> Explanation:
    now = next((row for row in rows if row[4] is None), rows[0])
    return Explanation(now[0], now[1], now[2], now[3], tuple((row[3], row[2]) for row in rows if row is not now))


async def explained_in(session: Reader, year: int) -> list[tuple[str, str, str]]:
    """List the explanations that stand for rows of a year, as (indicator, subject, words), by indicator."""
    table = OversightExplanation
    query = select(col(table.indicator), col(table.subject), col(table.words))
    query = query.where(col(table.year) == year, col(table.superseded_at).is_(None))
    return [(row[0], row[1], row[2]) for row in await session.execute(query.order_by(col(table.indicator), col(table.written_at)))]


@dataclass(frozen=True, slots=True)
class AreaName:
    """An area of work with its names in every face."""

    key: str
    name: str
    name_latn: str
    name_en: str


async def area_names(session: Reader) -> list[AreaName]:
    """List the areas of work, in their order."""
    columns: tuple[Any, ...] = tuple(col(column) for column in (Area.key, Area.name, Area.name_latn, Area.name_en))
    query = select(*columns).order_by(col(Area.position), col(Area.key))
    return [AreaName(*row) for row in await session.execute(query)]
