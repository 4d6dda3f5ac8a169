"""The public lists of the directory and their filters, paged by key; a search finds names in either script."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, fields
from datetime import datetime
from typing import Any, Generic, TypeVar
from urllib.parse import urlencode
from uuid import UUID

from sqlalchemy import and_, func, or_, select, tuple_
from sqlalchemy.orm import aliased
from sqlmodel import col

from dialog_tracker.directory.naming import name_for, order_for
from dialog_tracker.directory.tables import Area, Authority, Organisation, OrganisationArea, Territory
from dialog_tracker.domain.act import AuthorityLevel
from dialog_tracker.domain.body import BodyKind
from dialog_tracker.domain.errors import Malformed, NotFound
from dialog_tracker.domain.script import Face, fold
from dialog_tracker.domain.submission import SubmitterKind
from dialog_tracker.domain.territory import TerritoryKind
from dialog_tracker.storage.transaction import Reader

PAGE = 50
Row = TypeVar("Row", "OrganisationEntry", "AuthorityEntry")


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a list is narrowed to; empty words narrow nothing."""

    search: str = ""
    kind: str = ""
    level: str = ""
    area: str = ""
    territory: str = ""

    @property
    def query(self) -> str:
        """Give the filters as the end of an address, without the cursor."""
        names = {"search": "q"}
        return urlencode([(names.get(f.name, f.name), getattr(self, f.name)) for f in fields(self) if getattr(self, f.name)])


@dataclass(frozen=True, slots=True)
class Key:
    """The key of the last row of a page: what its name stands in order by, and its id."""

    order: str
    id: UUID

    @property
    def text(self) -> str:
        """Write the key as one text."""
        return f"{self.id} {self.order}"


def key_of(text: str | None) -> Key | None:
    """Read a key; raises Malformed("cursor-unreadable")."""
    if text is None:
        return None
    identity, _, order = text.partition(" ")
    try:
        return Key(order, UUID(identity))
    except ValueError:
        raise Malformed("cursor-unreadable") from None


@dataclass(frozen=True, slots=True)
class OrganisationEntry:
    """An organisation in the directory."""

    id: UUID
    name: str
    kind: SubmitterKind
    seat: str
    register_number: str
    verified_at: datetime | None
    order: str


@dataclass(frozen=True, slots=True)
class AuthorityEntry:
    """An authority in the directory, with its territory."""

    id: UUID
    name: str
    kind: BodyKind
    level: AuthorityLevel
    territory: str
    order: str


@dataclass(frozen=True, slots=True)
class Listed(Generic[Row]):
    """A page of a list: its rows, how many there are in all, and the key of the next page."""

    rows: Sequence[Row]
    total: int
    next: str | None


async def organisation_list(session: Reader, wanted: Wanted, after: Key | None = None, *, latin: bool) -> Listed[OrganisationEntry]:
    """List organisations by name; natural persons and those that were merged into others are left out."""
    where = [col(Organisation.merged_into).is_(None), col(Organisation.kind) != SubmitterKind.INDIVIDUAL, *_organisation_filters(wanted)]
    order = order_for(Face.LATIN if latin else Face.CYRILLIC, Organisation)
    columns: tuple[Any, ...] = (
        col(Organisation.id),
        col(Organisation.name_latn if latin else Organisation.name).label("name"),
        col(Organisation.kind),
        col(Organisation.seat),
        col(Organisation.register_number),
        col(Organisation.verified_at),
        order.label("order"),
    )
    found, total = await _page(session, select(*columns), Organisation, where, after, order)
    rows = [OrganisationEntry(r.id, r.name, SubmitterKind(r.kind), *tuple(r)[3:]) for r in found]
    return _listed(rows, total)


def _organisation_filters(wanted: Wanted) -> list[Any]:
    where: list[Any] = _words(Organisation.name_fold, wanted.search, Organisation.register_number)
    if wanted.kind:
        where.append(col(Organisation.kind) == wanted.kind)
    if wanted.area:
        where.append(
            col(Organisation.id).in_(select(col(OrganisationArea.organisation_id)).where(col(OrganisationArea.area_key) == wanted.area))
        )
    if wanted.territory:
        where.append(col(Organisation.territory_code).in_(_inside(wanted.territory)))
    return where


async def authority_list(session: Reader, wanted: Wanted, after: Key | None = None, *, face: Face) -> Listed[AuthorityEntry]:
    """List authorities by name, in the reader's language where a name is known in it."""
    where: list[Any] = _words(Authority.name_fold, wanted.search, Authority.name_en)
    where += [col(Authority.kind) == wanted.kind] if wanted.kind else []
    where += [col(Authority.level) == wanted.level] if wanted.level else []
    where += [col(Authority.territory_code).in_(_inside(wanted.territory))] if wanted.territory else []
    place, order = name_for(face, Territory), order_for(face, Authority)
    columns: tuple[Any, ...] = (
        col(Authority.id),
        name_for(face, Authority).label("name"),
        col(Authority.kind),
        col(Authority.level),
        func.coalesce(place, "").label("territory"),
        order.label("order"),
    )
    query = select(*columns).outerjoin(Territory, col(Territory.code) == col(Authority.territory_code))
    found, total = await _page(session, query, Authority, where, after, order)
    rows = [AuthorityEntry(r.id, r.name, BodyKind(r.kind), AuthorityLevel(r.level), r.territory, r.order) for r in found]
    return _listed(rows, total)


async def _page(session: Reader, query: Any, table: Any, where: list[Any], after: Key | None, order: Any) -> tuple[Sequence[Any], int]:
    """Read a page and count the list, the two in two statements; names stand by the alphabet of the face."""
    total = await session.scalar(select(func.count()).select_from(table).where(*where)) or 0
    if after is not None:
        where = [*where, tuple_(order, col(table.id)) > tuple_(after.order, after.id)]
    query = query.where(*where).order_by(order, col(table.id)).limit(PAGE + 1)
    return (await session.execute(query)).all(), total


def _listed(rows: Sequence[Row], total: int) -> Listed[Row]:
    last = rows[PAGE - 1] if len(rows) > PAGE else None
    return Listed(rows[:PAGE], total, Key(last.order, last.id).text if last else None)


def _words(column: Any, search: str, beside: Any) -> list[Any]:
    """Every word of a search must stand in the name, in any order; a number is looked for beside it."""
    words = fold(search).split()[:8]
    if not words:
        return []
    named = and_(*(col(column).contains(word, autoescape=True) for word in words))
    return [or_(named, func.lower(col(beside)).contains(search.strip().lower(), autoescape=True))]


def _inside(code: str) -> Any:
    """Choose a territory with everything inside it: the units of a district or a province, the municipalities of a city."""
    outer = aliased(Territory)
    units = select(col(outer.code)).where(col(outer.within) == code)
    here = (col(Territory.code) == code, col(Territory.within) == code, col(Territory.province) == code, col(Territory.within).in_(units))
    return select(col(Territory.code)).where(or_(*here))


@dataclass(frozen=True, slots=True)
class TerritoryChoice:
    """A territory in a list to choose from; a name that two bear has its city or district in brackets."""

    code: str
    name: str
    kind: TerritoryKind


async def territory_choices(session: Reader, *, face: Face, kinds: Sequence[TerritoryKind] = ()) -> list[TerritoryChoice]:
    """List territories by name, all or of some kinds."""
    around: Any = aliased(Territory)
    query = select(col(Territory.code), name_for(face, Territory), col(Territory.kind), name_for(face, around))
    query = query.outerjoin(around, around.code == col(Territory.within))
    if kinds:
        query = query.where(col(Territory.kind).in_(list(kinds)))
    rows = (await session.execute(query.order_by(order_for(face, Territory), col(Territory.code)))).all()
    alike = Counter(row[1] for row in rows)
    return [TerritoryChoice(c, f"{n} ({a})" if alike[n] > 1 and a else n, TerritoryKind(k)) for c, n, k, a in rows]


@dataclass(frozen=True, slots=True)
class AreaLine:
    """An area of work, and by how many organisations it is named."""

    key: str
    name: str
    name_en: str
    position: int
    organisations: int


async def areas_listed(session: Reader, *, face: Face = Face.CYRILLIC) -> list[AreaLine]:
    """List the areas of work in their order."""
    name = name_for(face, Area)
    used = select(func.count()).where(col(OrganisationArea.area_key) == col(Area.key)).scalar_subquery()
    query = select(col(Area.key), name, col(Area.name_en), col(Area.position), used).order_by(col(Area.position), col(Area.key))
    return [AreaLine(*row) for row in await session.execute(query)]


@dataclass(frozen=True, slots=True)
class OrganisationCard:
    """What the directory says of an organisation; `survivor_id` leads on where it was merged into another."""

    id: UUID
    name: str
    kind: SubmitterKind
    register_number: str
    tax_number: str
    seat: str
    website: str
    territory_code: str
    territory: str
    verified_at: datetime | None
    verified_by: UUID | None
    survivor_id: UUID | None
    areas: tuple[str, ...] = ()
    area_keys: tuple[str, ...] = ()
    merged: tuple[tuple[UUID, str], ...] = ()


async def organisation_card(session: Reader, organisation_id: UUID, *, face: Face) -> OrganisationCard:
    """Read an organisation with its areas and with what was merged into it; raises NotFound("organisation-unknown")."""
    place = name_for(face, Territory)
    columns: tuple[Any, ...] = (
        col(Organisation.id),
        col(Organisation.name_latn if face.latin else Organisation.name),
        col(Organisation.kind),
        col(Organisation.register_number),
        col(Organisation.tax_number),
        col(Organisation.seat),
        col(Organisation.website),
        func.coalesce(col(Organisation.territory_code), ""),
        func.coalesce(place, ""),
        col(Organisation.verified_at),
        col(Organisation.verified_by),
        col(Organisation.merged_into),
    )
    query = select(*columns).outerjoin(Territory, col(Territory.code) == col(Organisation.territory_code))
    row = (await session.execute(query.where(col(Organisation.id) == organisation_id))).first()
    if row is None:
        raise NotFound("organisation-unknown")
    area = name_for(face, Area)
    named = select(col(Area.key), area).join(OrganisationArea, col(OrganisationArea.area_key) == col(Area.key))
    areas = (
        await session.execute(named.where(col(OrganisationArea.organisation_id) == organisation_id).order_by(col(Area.position)))
    ).all()
    inside = select(col(Organisation.id), col(Organisation.name_latn if face.latin else Organisation.name))
    merged = (
        await session.execute(inside.where(col(Organisation.merged_into) == organisation_id).order_by(col(Organisation.name_fold)))
    ).all()
    keys = tuple(key for key, _ in areas)
    inside_it = tuple((one, name) for one, name in merged)
    texts = (row[3], row[4], row[5], row[6], row[7], row[8])
    marks = (row[9], row[10], row[11])
    return OrganisationCard(row[0], row[1], SubmitterKind(row[2]), *texts, *marks, tuple(name for _, name in areas), keys, inside_it)
