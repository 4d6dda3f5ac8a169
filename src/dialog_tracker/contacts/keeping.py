"""Lists that came for the directory: kept as they came with how their columns are read, until they are taken in or laid aside."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from datetime import datetime
from typing import Any
from uuid import NAMESPACE_URL, UUID, uuid5

from sqlalchemy import select, update
from sqlalchemy.dialects.postgresql import insert as upsert
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from dialog_tracker.contacts.tables import DirectoryColumns, DirectoryFile
from dialog_tracker.domain.directory_columns import Field, Header, ListKind, Sheet, check_fields, fields_by_words, header_of
from dialog_tracker.domain.directory_rows import (
    Fate,
)
from dialog_tracker.domain.errors import Conflict, Malformed, NotFound
from dialog_tracker.domain.policy import Actor, Permission, require
from dialog_tracker.domain.script import fold
from dialog_tracker.ledger.actions import record
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
        await told_of_list(session, actor, now, "list-came", file_id, kind=kind)
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


async def told_of_list(session: AsyncSession, actor: Actor, now: datetime, act: str, file_id: UUID, **facts: object) -> None:
    """Record an act on a list."""
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
    await finish_list(session, file_id, now, "dropped", [])
    await told_of_list(session, actor, now, "list-dropped", file_id)


async def finish_list(session: AsyncSession, file_id: UUID, now: datetime, state: str, fates: Sequence[RowFate]) -> None:
    """Close a list; of its rows only those stay that did not come in, with their words."""
    mine = (col(DirectoryFile.id) == file_id, col(DirectoryFile.state) == "waiting")
    values = {"state": state, "sheets": [], "fates": [asdict(one) for one in fates], "finished_at": now}
    if not await session.scalar(update(DirectoryFile).where(*mine).values(**values).returning(col(DirectoryFile.id))):
        raise Conflict("list-taken-before")
