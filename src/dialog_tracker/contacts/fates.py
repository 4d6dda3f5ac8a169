"""What would become of each row of a list: read, known again, like a known one, or refused with its reason; nothing is changed.

Nothing is merged alone: a row that may be a known one waits for a decision.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import or_, select
from sqlmodel import col

from dialog_tracker.contacts.keeping import KeptList, RowFate
from dialog_tracker.contacts.tables import ContactPoint
from dialog_tracker.directory.tables import Area, Authority, Organisation, Territory
from dialog_tracker.domain.act import AuthorityLevel
from dialog_tracker.domain.directory_columns import ListKind
from dialog_tracker.domain.directory_rows import (
    ContactRow,
    Fate,
    OrganisationRow,
    Place,
    RefusedRow,
    read_contact_points,
    read_organisations,
)
from dialog_tracker.domain.namesakes import nearest, proposals
from dialog_tracker.domain.script import fold
from dialog_tracker.domain.territory import bare_name
from dialog_tracker.storage.transaction import Reader


def _read(file: KeptList) -> list[Any]:
    """Read the rows of all sheets; those of a sheet without a header are refused one by one."""
    read = read_contact_points if file.kind is ListKind.CONTACT_POINTS else read_organisations
    found: list[Any] = []
    for at, kept in enumerate(file.sheets):
        if kept.header is None:
            found += [
                RefusedRow(
                    Place(kept.sheet.name, row), "list-header-unknown", " · ".join(filter(None, cells))[:1000], {"sheet": kept.sheet.name}
                )
                for row, cells in enumerate(kept.sheet.rows, 1)
                if any(cells)
            ]
        else:
            found += read(kept.sheet, kept.header, file.columns.get(at, {}))
    return found


def _refused(one: RefusedRow) -> RowFate:
    return RowFate(one.place.sheet, one.place.row, Fate.REFUSED, "", code=one.code, facts=dict(one.facts), source=one.source)


@dataclass(frozen=True, slots=True)
class Plan:
    """What becomes of each row, beside the row itself where it can be taken in."""

    fates: tuple[RowFate, ...]
    rows: tuple[Any, ...]


async def plan_of(session: Reader, file: KeptList, day: date) -> Plan:
    """Tell what would become of every row; nothing is changed."""
    rows = _read(file)
    fates = await (_plan_contacts(session, rows, day) if file.kind is ListKind.CONTACT_POINTS else _plan_organisations(session, rows))
    return Plan(tuple(fates), tuple(rows))


@dataclass(frozen=True, slots=True)
class KnownAuthorities:
    """The authorities that are known, and who answers for them now."""

    by_name: Mapping[str, UUID]
    by_unit: Mapping[str, UUID]
    names: Mapping[UUID, str]
    levels: Mapping[UUID, str]
    people: Mapping[UUID, Mapping[str, Any]]

    def find(self, written: str) -> UUID | None:
        """Find an authority by its name in either script, or a municipality by its name alone."""
        return self.by_name.get(fold(written)) or self.by_unit.get(bare_name(written))


async def known_authorities(session: Reader, day: date) -> KnownAuthorities:
    """Read all authorities with who answers for them on a day, in two queries."""
    columns: tuple[Any, ...] = (Authority.id, Authority.name, Authority.name_fold, Authority.level, Territory.name)
    query = select(*map(col, columns)).outerjoin(Territory, col(Territory.code) == col(Authority.territory_code))
    rows = (await session.execute(query.order_by(col(Authority.created_at).desc()))).all()
    units = [(bare_name(row[4]), row[0]) for row in rows if row[4] and row.level == AuthorityLevel.LOCAL]
    often = Counter(name for name, _ in units)
    people: dict[UUID, dict[str, Any]] = {}
    now = or_(col(ContactPoint.last_on).is_(None), col(ContactPoint.last_on) >= day)
    own = (ContactPoint.id, ContactPoint.authority_id, ContactPoint.name, ContactPoint.function, ContactPoint.email, ContactPoint.telephone)
    more = (ContactPoint.decision, ContactPoint.begins_on, ContactPoint.last_on, ContactPoint.duty)
    for one in await session.execute(select(*map(col, (*own, *more))).where(now)):
        people.setdefault(one.authority_id, {})[fold(one.name)] = one
    return KnownAuthorities(
        {row.name_fold: row[0] for row in rows},
        {name: one for name, one in units if often[name] == 1},
        {row[0]: row[1] for row in rows},
        {row[0]: row.level for row in rows},
        people,
    )


async def _plan_contacts(session: Reader, rows: Sequence[ContactRow | RefusedRow], day: date) -> list[RowFate]:
    known = await known_authorities(session, day)
    seen: set[tuple[str, str]] = set()
    near: dict[str, tuple[str, UUID | None]] = {}
    fates = []
    for one in rows:
        if isinstance(one, RefusedRow):
            fates.append(_refused(one))
            continue
        fates.append(_contact_fate(one, known, near, seen))
        seen.add((fold(one.authority), fold(one.name)))
    return fates


def _contact_fate(
    one: ContactRow, known: KnownAuthorities, near: dict[str, tuple[str, UUID | None]], seen: set[tuple[str, str]]
) -> RowFate:
    plain = RowFate(one.place.sheet, one.place.row, Fate.NEW, one.authority, one.name)
    if (fold(one.authority), fold(one.name)) in seen:
        return replace(plain, fate=Fate.KNOWN)
    authority_id = known.find(one.authority)
    if authority_id is None:
        name, like = near.setdefault(one.authority, _nearest(one, known))
        source = " · ".join(filter(None, (one.authority, one.name, one.function, one.email, one.telephone)))
        return replace(plain, fate=Fate.PROPOSED, near=name, near_id=str(like), source=source) if like else plain
    plain = replace(plain, near=known.names[authority_id], near_id=str(authority_id))
    here = known.people.get(authority_id, {})
    if not one.name:
        return replace(plain, fate=Fate.KNOWN)
    if (person := here.get(fold(one.name))) is not None:
        return replace(plain, fate=Fate.CHANGED if differences(one, person) else Fate.KNOWN)
    return replace(plain, beside=", ".join(row.name for row in here.values() if row.duty == one.duty))


def _nearest(one: ContactRow, known: KnownAuthorities) -> tuple[str, UUID | None]:
    same_level = {key: name for key, name in known.names.items() if one.level in (None, known.levels[key])}
    found = nearest(one.authority, same_level)
    if found is None:
        return "", None
    return found.other, next(key for key, name in same_level.items() if name == found.other)


def differences(one: ContactRow, person: Any) -> dict[str, Any]:
    """Give what a row says otherwise of somebody known; what it leaves empty changes nothing."""
    names = ("function", "email", "telephone", "decision", "begins_on", "last_on")
    return {name: said for name in names if (said := getattr(one, name)) and said != getattr(person, name)}


async def _plan_organisations(session: Reader, rows: Sequence[OrganisationRow | RefusedRow]) -> list[RowFate]:
    known = await known_organisations(session)
    names: dict[tuple[str, Any], str] = {("known", row.id): row.name for row in known}
    numbers: dict[tuple[str, Any], str] = {("known", row.id): row.register_number for row in known}
    read = {at: one for at, one in enumerate(rows) if isinstance(one, OrganisationRow)}
    names |= {("row", at): one.name for at, one in read.items()}
    numbers |= {("row", at): one.register_number for at, one in read.items()}
    same = same_organisations(known, read)
    fresh = {key: name for key, name in names.items() if not (key[0] == "row" and key[1] in same)}
    near: dict[int, str] = {}
    for pair in proposals(fresh, numbers):
        for mine, other in ((pair.one, pair.other), (pair.other, pair.one)):
            if mine[0] == "row" and (other[0] == "known" or other[1] < mine[1]):
                near.setdefault(mine[1], names[other])
    _, areas = await places_and_areas(session)
    return [
        _refused(one)
        if isinstance(one, RefusedRow)
        else replace(_organisation_fate(one, same.get(at), near.get(at, "")), beside=_unknown(one, areas))
        for at, one in enumerate(rows)
    ]


def _unknown(one: OrganisationRow, areas: Mapping[str, str]) -> str:
    """Name the areas of work that the list of areas does not have; they are told, since they are not entered."""
    return ", ".join(dict.fromkeys(word for word in one.areas if fold(word) not in areas))


async def known_organisations(session: Reader) -> Sequence[Any]:
    """Read all organisations that a row may name, the latest first."""
    columns = (Organisation.id, Organisation.name, Organisation.name_fold, Organisation.register_number, Organisation.tax_number)
    more = (Organisation.seat, Organisation.website, Organisation.territory_code, Organisation.merged_into)
    query = select(*map(col, (*columns, *more))).order_by(col(Organisation.created_at).desc(), col(Organisation.id))
    return (await session.execute(query)).all()


def same_organisations(known: Sequence[Any], read: Mapping[int, OrganisationRow]) -> dict[int, Any]:
    """Find the known organisation of each row, by number or by name; one of the same name and another number is another one.

    A row that repeats an earlier one of the file is the same as that: its place in the list stands for it.
    """
    by_number = {row.register_number: row for row in known if row.register_number}
    by_name = {row.name_fold: row for row in known}
    found: dict[int, Any] = {}
    for at, one in read.items():
        row = by_number.get(one.register_number) if one.register_number else None
        named = by_name.get(fold(one.name))
        if row is None and named is not None and not (one.register_number and _number_of(named) not in ("", one.register_number)):
            row = named
        if row is not None:
            found[at] = row
            continue
        by_name[fold(one.name)] = one
        if one.register_number:
            by_number[one.register_number] = one
    return found


def _number_of(row: Any) -> str:
    number: str = row.register_number
    return number


def _organisation_fate(one: OrganisationRow, same: Any, near: str) -> RowFate:
    plain = RowFate(one.place.sheet, one.place.row, Fate.NEW, one.name)
    if same is None:
        return replace(plain, fate=Fate.PROPOSED, near=near) if near else plain
    filled = not isinstance(same, OrganisationRow) and fills(one, same)
    return replace(plain, fate=Fate.CHANGED if filled else Fate.KNOWN, near=same.name)


def fills(one: OrganisationRow, row: Any) -> dict[str, str]:
    """Give what a row knows and the directory does not; what stands there is not written over."""
    return {
        name: said
        for name in ("register_number", "tax_number", "seat", "website")
        if (said := getattr(one, name)) and not getattr(row, name)
    }


async def places_and_areas(session: Reader) -> tuple[dict[str, str], dict[str, str]]:
    """Give units by their bare names, where one name means one unit, and areas by any of their names."""
    units = (
        await session.execute(select(col(Territory.name), col(Territory.code)).where(or_(col(Territory.usual), col(Territory.by_law))))
    ).all()
    often = Counter(bare_name(name) for name, _ in units)
    places = {bare_name(name): code for name, code in units if often[bare_name(name)] == 1}
    listed = (await session.execute(select(col(Area.key), col(Area.name), col(Area.name_en)))).all()
    return places, {fold(word): row.key for row in listed for word in (row.key, row.name, row.name_en)}
