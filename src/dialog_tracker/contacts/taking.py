"""Taking lists into the directory: kept as they came, shown row by row with what would become of each, and taken in when confirmed.

Nothing is lost and nothing is merged alone: a row that may be a known one waits for a decision, and what is refused keeps its words.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from datetime import date, datetime
from enum import StrEnum
from typing import Any
from uuid import NAMESPACE_URL, UUID, uuid5

from sqlalchemy import insert, or_, select, update
from sqlalchemy.dialects.postgresql import insert as upsert
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from dialog_tracker.contacts.actions import ZONE, ContactDraft, enter_contact
from dialog_tracker.contacts.tables import ContactPoint, DirectoryColumns, DirectoryFile
from dialog_tracker.directory.actions import add_authority, new_organisation
from dialog_tracker.directory.tables import Area, Authority, Organisation, OrganisationArea, Territory
from dialog_tracker.domain.act import AuthorityLevel
from dialog_tracker.domain.body import kind_by_name, level_by_name
from dialog_tracker.domain.directory_columns import Field, Header, ListKind, Sheet, check_fields, fields_by_words, header_of
from dialog_tracker.domain.directory_rows import (
    ContactRow,
    Fate,
    OrganisationRow,
    Place,
    RefusedRow,
    read_contact_points,
    read_organisations,
)
from dialog_tracker.domain.errors import Conflict, Malformed, NotFound
from dialog_tracker.domain.namesakes import nearest, proposals
from dialog_tracker.domain.policy import Actor, Permission, require
from dialog_tracker.domain.script import fold
from dialog_tracker.domain.territory import bare_name
from dialog_tracker.ledger.actions import record, record_all
from dialog_tracker.storage.transaction import Reader

_FILES = uuid5(NAMESPACE_URL, "dialog-tracker:directory-lists")
MOST_ROWS = 20_000
Columns = Mapping[int, Mapping[int, Field]]


@dataclass(frozen=True, slots=True)
class RowFate:
    """What becomes of a row: whom it names, what it may be instead, and why it is refused where it is."""

    sheet: str
    row: int
    fate: Fate
    name: str
    person: str = ""
    near: str = ""
    near_id: str = ""
    beside: str = ""  # who stands there already, or which areas of work are not known here
    code: str = ""
    facts: Mapping[str, str] = field(default_factory=dict)
    source: str = ""

    @property
    def key(self) -> str:
        """Name the row in a form."""
        return f"{self.sheet}-{self.row}-{fold(self.person)}"


@dataclass(frozen=True, slots=True)
class KeptSheet:
    """A sheet as it is kept: its header, where its rows begin, and the rows."""

    sheet: Sheet
    header: Header | None


@dataclass(frozen=True, slots=True)
class KeptList:
    """A list that came: what it is, its sheets, how their columns are read, and what became of it."""

    id: UUID
    kind: ListKind
    name: str
    state: str
    sheets: Sequence[KeptSheet]
    columns: Columns
    fates: Sequence[RowFate]
    created_at: datetime

    @property
    def counts(self) -> dict[Fate, int]:
        """Count the rows by what became of them."""
        return counted(self.fates)


def counted(fates: Sequence[RowFate]) -> dict[Fate, int]:
    """Count rows by fate, in the order of the fates."""
    found = Counter(one.fate for one in fates)
    return {fate: found[fate] for fate in Fate}


async def open_list(
    session: AsyncSession, actor: Actor, now: datetime, kind: ListKind, name: str, sheets: Sequence[Sheet], key: str
) -> UUID:
    """Keep a list until its columns are confirmed, once for one key of a form.

    Raises Malformed("list-header-unknown") where no sheet has a header, and Malformed("table-too-long").
    """
    require(Permission.DIRECTORY_IMPORT, actor)
    if sum(len(sheet.rows) for sheet in sheets) > MOST_ROWS:
        raise Malformed("table-too-long", limit=MOST_ROWS)
    headers = [_header(sheet, kind) for sheet in sheets]
    if not any(headers):
        header_of(sheets[0], kind)
    columns = {
        str(at): {str(one): said.value for one, said in (await _columns(session, kind, header)).items()}
        for at, header in enumerate(headers)
        if header
    }
    kept = [{"name": s.name, "rows": s.rows, "header": asdict(h) if h else None} for s, h in zip(sheets, headers, strict=True)]
    file_id = uuid5(_FILES, key)
    values = {"id": file_id, "kind": kind, "name": name[:200], "state": "waiting", "sheets": kept, "columns": columns, "fates": []}
    made = upsert(DirectoryFile).values(**values, created_by=actor.person_id, created_at=now).on_conflict_do_nothing()
    if await session.scalar(made.returning(col(DirectoryFile.id))):
        await _told(session, actor, now, "list-came", file_id, kind=kind)
    return file_id


def _header(sheet: Sheet, kind: ListKind) -> Header | None:
    try:
        return header_of(sheet, kind)
    except Malformed:
        return None


async def _columns(session: AsyncSession, kind: ListKind, header: Header) -> dict[int, Field]:
    """Read columns as they were chosen for this header before, or as their words say."""
    asked = select(col(DirectoryColumns.columns)).where(col(DirectoryColumns.kind) == kind, col(DirectoryColumns.header) == _key(header))
    before: dict[str, str] | None = await session.scalar(asked)
    return {int(at): Field(said) for at, said in before.items()} if before else fields_by_words(header.cells, kind)


def _key(header: Header) -> str:
    return "\t".join(cell.lower() for cell in header.cells)[:2000]


async def _told(session: AsyncSession, actor: Actor, now: datetime, act: str, file_id: UUID, **facts: object) -> None:
    await record(session, at=now, actor_id=actor.person_id, act=act, subject_kind="list", subject_id=file_id, **facts)


async def kept_list(session: Reader, actor: Actor, file_id: UUID) -> KeptList:
    """Read a list; raises NotFound("list-unknown")."""
    require(Permission.DIRECTORY_IMPORT, actor)
    names = (DirectoryFile.id, DirectoryFile.kind, DirectoryFile.name, DirectoryFile.state, DirectoryFile.sheets, DirectoryFile.columns)
    query = select(*map(col, names), col(DirectoryFile.fates), col(DirectoryFile.created_at))
    row = (await session.execute(query.where(col(DirectoryFile.id) == file_id))).first()
    if row is None:
        raise NotFound("list-unknown")
    columns = {int(at): {int(one): Field(said) for one, said in chosen.items()} for at, chosen in row.columns.items()}
    fates = [RowFate(**(one | {"fate": Fate(one["fate"])})) for one in row.fates]
    sheets = [_kept_sheet(one) for one in row.sheets]
    return KeptList(row.id, ListKind(row.kind), row.name, row.state, sheets, columns, fates, row.created_at)


def _kept_sheet(kept: Mapping[str, Any]) -> KeptSheet:
    header = Header(tuple(kept["header"]["cells"]), kept["header"]["begins"]) if kept["header"] else None
    return KeptSheet(Sheet(kept["name"], tuple(tuple(row) for row in kept["rows"])), header)


@dataclass(frozen=True, slots=True)
class ListLine:
    """A list that came, in the list of lists."""

    id: UUID
    kind: ListKind
    name: str
    state: str
    created_at: datetime


async def lists_that_came(session: Reader, actor: Actor, limit: int = 50) -> list[ListLine]:
    """List what came, the newest first."""
    require(Permission.DIRECTORY_IMPORT, actor)
    columns: tuple[Any, ...] = (DirectoryFile.id, DirectoryFile.kind, DirectoryFile.name, DirectoryFile.state, DirectoryFile.created_at)
    query = select(*map(col, columns)).order_by(col(DirectoryFile.created_at).desc(), col(DirectoryFile.id)).limit(limit)
    return [ListLine(row[0], ListKind(row[1]), *row[2:]) for row in await session.execute(query)]


async def choose_columns(session: AsyncSession, actor: Actor, now: datetime, file: KeptList, columns: Columns) -> KeptList:
    """Read a list by other columns, and remember them for the next one with the same header.

    Raises Malformed("list-column-missing"), Malformed("columns-twice") and Conflict("list-taken-before").
    """
    require(Permission.DIRECTORY_IMPORT, actor)
    for at, chosen in columns.items():
        try:
            check_fields(chosen, file.kind)
        except Malformed as refused:
            raise Malformed(refused.code, field=f"column-{at}-0") from None
    written = {str(at): {str(one): said.value for one, said in chosen.items()} for at, chosen in columns.items()}
    mine = (col(DirectoryFile.id) == file.id, col(DirectoryFile.state) == "waiting")
    changed = update(DirectoryFile).where(*mine).values(columns=written).returning(col(DirectoryFile.id))
    if not await session.scalar(changed):
        raise Conflict("list-taken-before")
    for sheet_at, kept in written.items():
        header = file.sheets[int(sheet_at)].header
        if header is not None:
            made = upsert(DirectoryColumns).values(kind=file.kind, header=_key(header), columns=kept, chosen_at=now)
            set_ = {"columns": kept, "chosen_at": now}
            await session.execute(made.on_conflict_do_update(index_elements=["kind", "header"], set_=set_))
    return replace(file, columns=columns)


async def drop_list(session: AsyncSession, actor: Actor, now: datetime, file_id: UUID) -> None:
    """Lay a list aside with its rows; raises Conflict("list-taken-before")."""
    require(Permission.DIRECTORY_IMPORT, actor)
    await _finish(session, file_id, now, "dropped", [])
    await _told(session, actor, now, "list-dropped", file_id)


async def _finish(session: AsyncSession, file_id: UUID, now: datetime, state: str, fates: Sequence[RowFate]) -> None:
    """Close a list; of its rows only those stay that did not come in, with their words."""
    mine = (col(DirectoryFile.id) == file_id, col(DirectoryFile.state) == "waiting")
    values = {"state": state, "sheets": [], "fates": [asdict(one) for one in fates], "finished_at": now}
    if not await session.scalar(update(DirectoryFile).where(*mine).values(**values).returning(col(DirectoryFile.id))):
        raise Conflict("list-taken-before")


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
class _Known:
    """The authorities that are known, and who answers for them now."""

    by_name: Mapping[str, UUID]
    by_unit: Mapping[str, UUID]
    names: Mapping[UUID, str]
    levels: Mapping[UUID, str]
    people: Mapping[UUID, Mapping[str, Any]]

    def find(self, written: str) -> UUID | None:
        """Find an authority by its name in either script, or a municipality by its name alone."""
        return self.by_name.get(fold(written)) or self.by_unit.get(bare_name(written))


async def _known(session: Reader, day: date) -> _Known:
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
    return _Known(
        {row.name_fold: row[0] for row in rows},
        {name: one for name, one in units if often[name] == 1},
        {row[0]: row[1] for row in rows},
        {row[0]: row.level for row in rows},
        people,
    )


async def _plan_contacts(session: Reader, rows: Sequence[ContactRow | RefusedRow], day: date) -> list[RowFate]:
    known = await _known(session, day)
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


def _contact_fate(one: ContactRow, known: _Known, near: dict[str, tuple[str, UUID | None]], seen: set[tuple[str, str]]) -> RowFate:
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
        return replace(plain, fate=Fate.CHANGED if _differences(one, person) else Fate.KNOWN)
    return replace(plain, beside=", ".join(row.name for row in here.values() if row.duty == one.duty))


def _nearest(one: ContactRow, known: _Known) -> tuple[str, UUID | None]:
    same_level = {key: name for key, name in known.names.items() if one.level in (None, known.levels[key])}
    found = nearest(one.authority, same_level)
    if found is None:
        return "", None
    return found.other, next(key for key, name in same_level.items() if name == found.other)


def _differences(one: ContactRow, person: Any) -> dict[str, Any]:
    """Give what a row says otherwise of somebody known; what it leaves empty changes nothing."""
    names = ("function", "email", "telephone", "decision", "begins_on", "last_on")
    return {name: said for name in names if (said := getattr(one, name)) and said != getattr(person, name)}


async def _plan_organisations(session: Reader, rows: Sequence[OrganisationRow | RefusedRow]) -> list[RowFate]:
    known = await _known_organisations(session)
    names: dict[tuple[str, Any], str] = {("known", row.id): row.name for row in known}
    numbers: dict[tuple[str, Any], str] = {("known", row.id): row.register_number for row in known}
    read = {at: one for at, one in enumerate(rows) if isinstance(one, OrganisationRow)}
    names |= {("row", at): one.name for at, one in read.items()}
    numbers |= {("row", at): one.register_number for at, one in read.items()}
    same = _same_organisations(known, read)
    fresh = {key: name for key, name in names.items() if not (key[0] == "row" and key[1] in same)}
    near: dict[int, str] = {}
    for pair in proposals(fresh, numbers):
        for mine, other in ((pair.one, pair.other), (pair.other, pair.one)):
            if mine[0] == "row" and (other[0] == "known" or other[1] < mine[1]):
                near.setdefault(mine[1], names[other])
    _, areas = await _places_and_areas(session)
    return [
        _refused(one)
        if isinstance(one, RefusedRow)
        else replace(_organisation_fate(one, same.get(at), near.get(at, "")), beside=_unknown(one, areas))
        for at, one in enumerate(rows)
    ]


def _unknown(one: OrganisationRow, areas: Mapping[str, str]) -> str:
    """Name the areas of work that the list of areas does not have; they are told, since they are not entered."""
    return ", ".join(dict.fromkeys(word for word in one.areas if fold(word) not in areas))


async def _known_organisations(session: Reader) -> Sequence[Any]:
    columns = (Organisation.id, Organisation.name, Organisation.name_fold, Organisation.register_number, Organisation.tax_number)
    more = (Organisation.seat, Organisation.website, Organisation.territory_code, Organisation.merged_into)
    query = select(*map(col, (*columns, *more))).order_by(col(Organisation.created_at).desc(), col(Organisation.id))
    return (await session.execute(query)).all()


def _same_organisations(known: Sequence[Any], read: Mapping[int, OrganisationRow]) -> dict[int, Any]:
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
    filled = not isinstance(same, OrganisationRow) and _fills(one, same)
    return replace(plain, fate=Fate.CHANGED if filled else Fate.KNOWN, near=same.name)


def _fills(one: OrganisationRow, row: Any) -> dict[str, str]:
    """Give what a row knows and the directory does not; what stands there is not written over."""
    return {
        name: said
        for name in ("register_number", "tax_number", "seat", "website")
        if (said := getattr(one, name)) and not getattr(row, name)
    }


@dataclass(frozen=True, slots=True)
class Taken:
    """What came of a list: the fate of every row, and how much was entered."""

    fates: tuple[RowFate, ...]
    authorities: int
    contact_points: int
    organisations: int
    changed: int


class Decision(StrEnum):
    """What is decided of a row that may name a known authority."""

    KNOWN = "known"
    NEW = "new"
    HOLD = "hold"


async def take_list(
    session: AsyncSession,
    actor: Actor,
    now: datetime,
    file: KeptList,
    decided: Mapping[str, str],
    *,
    others: str = Decision.HOLD,
    verified: bool = False,
) -> Taken:
    """Take a list in; raises Conflict("list-taken-before"). Rows that may be known ones and are not decided stay with the list."""
    require(Permission.DIRECTORY_IMPORT, actor)
    day = now.astimezone(ZONE).date()
    plan = await plan_of(session, file, day)
    if file.kind is ListKind.CONTACT_POINTS:
        taken = await _take_contacts(session, actor, now, plan, await _known(session, day), decided, others)
    else:
        taken = await _take_organisations(session, actor, now, plan, verified=verified)
    await _finish(session, file.id, now, "taken", [one for one in taken.fates if _stays(file.kind, one)])
    counts = {fate.value: count for fate, count in counted(taken.fates).items()}
    await _told(session, actor, now, "list-taken", file.id, **counts)
    return taken


def _stays(kind: ListKind, one: RowFate) -> bool:
    """Keep with a list what did not come in whole: refused rows, those that wait, and areas of work that are not known."""
    return one.fate is Fate.REFUSED or (one.fate is Fate.PROPOSED if kind is ListKind.CONTACT_POINTS else bool(one.beside))


async def _take_contacts(
    session: AsyncSession, actor: Actor, now: datetime, plan: Plan, known: _Known, decided: Mapping[str, str], others: str
) -> Taken:
    entered: dict[str, UUID] = {}
    fates: list[RowFate] = []
    people = changed = 0
    for fate, row in zip(plan.fates, plan.rows, strict=True):
        settled = _settled(fate, decided.get(fate.key, others)) if fate.fate is Fate.PROPOSED else fate
        fates.append(settled)
        if settled.fate in (Fate.REFUSED, Fate.PROPOSED, Fate.KNOWN):
            continue
        authority_id = UUID(settled.near_id) if settled.near_id else entered.get(fold(row.authority))
        if authority_id is None:
            authority_id = entered[fold(row.authority)] = await _enter_authority(session, now, row, actor.person_id)
        person = known.people.get(authority_id, {}).get(fold(row.name))
        if person is not None:
            changed += await _change(session, actor, now, person, row)
        elif row.name:
            await enter_contact(session, actor, now, authority_id, _draft(row), f"{now.isoformat()} {settled.key} {people}")
            people += 1
    return Taken(tuple(fates), len(entered), people, 0, changed)


def _settled(fate: RowFate, decision: str) -> RowFate:
    """A row that may name a known authority is that one, or names a new one, or waits."""
    if decision == Decision.KNOWN:
        return replace(fate, fate=Fate.NEW)
    return replace(fate, fate=Fate.NEW, near="", near_id="") if decision == Decision.NEW else fate


async def _enter_authority(session: AsyncSession, now: datetime, row: ContactRow, by: UUID | None) -> UUID:
    level = row.level or level_by_name(row.authority)
    return await add_authority(session, now, name=row.authority, kind=kind_by_name(row.authority), level=level, by=by)


def _draft(row: ContactRow) -> ContactDraft:
    texts = (row.name, row.function, row.email, row.telephone)
    return ContactDraft(row.duty, *texts, row.begins_on, row.last_on, row.decision)


async def _change(session: AsyncSession, actor: Actor, now: datetime, person: Any, row: ContactRow) -> int:
    said = _differences(row, person)
    if not said:
        return 0
    await session.execute(update(ContactPoint).where(col(ContactPoint.id) == person.id).values(**said, changed_at=now))
    await record(session, at=now, actor_id=actor.person_id, act="contact-changed", subject_kind="contact", subject_id=person.id, list=True)
    return 1


async def _take_organisations(session: AsyncSession, actor: Actor, now: datetime, plan: Plan, *, verified: bool) -> Taken:
    read = {at: row for at, row in enumerate(plan.rows) if isinstance(row, OrganisationRow)}
    same = _same_organisations(await _known_organisations(session), read)
    territories, areas = await _places_and_areas(session)
    mark = {"verified_at": now, "verified_by": actor.person_id} if verified else {"verified_at": None, "verified_by": None}
    rows: list[dict[str, Any]] = []
    worked: list[tuple[UUID, tuple[str, ...]]] = []
    changed = 0
    for at, row in read.items():
        keys = tuple(dict.fromkeys(areas[fold(word)] for word in row.areas if fold(word) in areas))
        if at not in same:
            made = new_organisation(now, row.name, row.kind, actor.person_id)
            made |= {name: getattr(row, name) for name in ("register_number", "tax_number", "seat", "website")}
            rows.append(made | mark | {"territory_code": territories.get(bare_name(row.seat))})
            worked.append((made["id"], keys))
        elif plan.fates[at].fate is Fate.CHANGED:
            await session.execute(update(Organisation).where(col(Organisation.id) == same[at].id).values(**_fills(row, same[at])))
            changed += 1
    if rows:
        await session.execute(insert(Organisation), rows)
    links = [{"organisation_id": one, "area_key": key} for one, keys in worked for key in keys]
    if links:
        await session.execute(insert(OrganisationArea), links)
    entries: list[tuple[UUID, dict[str, object]]] = [(row["id"], {"list": True}) for row in rows]
    by = actor.person_id
    await record_all(session, at=now, actor_id=by, act="organisation-entered", subject_kind="organisation", entries=entries)
    return Taken(plan.fates, 0, 0, len(rows), changed)


async def _places_and_areas(session: Reader) -> tuple[dict[str, str], dict[str, str]]:
    """Give units by their bare names, where one name means one unit, and areas by any of their names."""
    units = (
        await session.execute(select(col(Territory.name), col(Territory.code)).where(or_(col(Territory.usual), col(Territory.by_law))))
    ).all()
    often = Counter(bare_name(name) for name, _ in units)
    places = {bare_name(name): code for name, code in units if often[bare_name(name)] == 1}
    listed = (await session.execute(select(col(Area.key), col(Area.name), col(Area.name_en)))).all()
    return places, {fold(word): row.key for row in listed for word in (row.key, row.name, row.name_en)}
