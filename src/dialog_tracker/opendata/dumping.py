"""Writing a dump: every table in one snapshot of the database, streamed by COPY, so that memory stays flat however much there is."""

import asyncio
import sqlite3
import zipfile
from collections.abc import AsyncIterator, Sequence
from datetime import datetime
from importlib import resources
from pathlib import Path
from typing import Any, Protocol
from zoneinfo import ZoneInfo

import msgspec
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker

from dialog_tracker.opendata import recompute
from dialog_tracker.opendata.about_dump import CSV_BUNDLE, DATABASE, LICENCE, licence, readme, what_is
from dialog_tracker.opendata.change_feed import newest_position
from dialog_tracker.opendata.dump_files import (
    LEVEL,
    Lines,
    Rows,
    add_figures,
    close_database,
    compressed,
    fingerprint,
    open_database,
    open_member,
)
from dialog_tracker.opendata.dump_tables import Table, dump_tables
from dialog_tracker.opendata.figures import Figure, published_figures
from dialog_tracker.opendata.measure_tables import MEASURE_ROWS, MEASURES, measure_lines, row_lines
from dialog_tracker.opendata.shelf import MANIFEST, DumpFile, Manifest
from dialog_tracker.storage.engine import transaction

_CHUNK = 1 << 20  # every hand-over between threads waits for the interpreter, so there are few
_SNAPSHOT = text("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
_ROOM = text("SET LOCAL work_mem = '64MB'")  # so that rows are put in order without files of the server


class Taker(Protocol):
    """What takes the lines of a table as they come."""

    def write(self, chunk: bytes) -> None:
        """Take a chunk, which may end anywhere in a line."""

    def close(self) -> None:
        """Finish."""


async def write_dump(sessions: async_sessionmaker[AsyncSession], now: datetime, folder: Path, site: str) -> Manifest:
    """Write the files of a dump into an empty folder, all of one snapshot."""
    async with transaction(sessions) as session:
        await session.execute(_SNAPSHOT)
        await session.execute(_ROOM)
        position = await newest_position(session)
        snapshot = await session.scalar(text("SELECT pg_export_snapshot()"))
        counting = asyncio.create_task(_figures(sessions, snapshot, now))  # the database has time for it while rows are written
        try:
            database = open_database(folder / "dialog.sqlite")
            rows = await _write_tables(session, now, folder, database)
            await asyncio.to_thread(_finish, database, await counting)
        finally:
            counting.cancel()
            await asyncio.gather(counting, return_exceptions=True)
    await asyncio.to_thread(compressed, folder / "dialog.sqlite", folder / DATABASE)
    day = now.astimezone(ZoneInfo("Europe/Belgrade")).date()
    (folder / LICENCE).write_text(licence(site), encoding="utf-8")
    (folder / "README.md").write_text(readme(site, day, all_tables(), rows), encoding="utf-8")
    own = resources.files(recompute.__package__ or "").joinpath("recompute.py").read_text(encoding="utf-8")
    (folder / "recompute.py").write_text(own, encoding="utf-8")
    files = await asyncio.to_thread(_listed, folder)
    sums = "".join(f"{one.sha256}  {one.name}\n" for one in files)
    (folder / "SHA256SUMS").write_text(sums, encoding="ascii")
    files += await asyncio.to_thread(lambda: [_file(folder / "SHA256SUMS")])
    manifest = Manifest(day, now, position, rows, files)
    (folder / MANIFEST).write_bytes(msgspec.json.format(msgspec.json.encode(manifest)))
    return manifest


def all_tables() -> list[Table]:
    """Give every table of a dump, in the order in which they are written."""
    return [*dump_tables(), MEASURES, MEASURE_ROWS]


async def _figures(sessions: async_sessionmaker[AsyncSession], snapshot: str, now: datetime) -> list[Figure]:
    """Gather what is published, on a connection of its own and in the same snapshot."""
    async with transaction(sessions) as session:
        await session.execute(_SNAPSHOT)
        await session.execute(text(f"SET TRANSACTION SNAPSHOT '{snapshot}'"))
        return await published_figures(session, now)


async def _write_tables(session: AsyncSession, now: datetime, folder: Path, database: sqlite3.Connection) -> dict[str, int]:
    """Write every table in its forms; gives how many rows each table has."""
    raw = await (await session.connection()).get_raw_connection()
    rows: dict[str, int] = {}
    with zipfile.ZipFile(folder / CSV_BUNDLE, "w", compresslevel=LEVEL) as bundle:

        def takers(table: Table) -> tuple[Lines, Rows]:
            member = open_member(bundle, f"{table.name}.csv", now)
            return Lines(folder / f"{table.name}.jsonl.gz"), Rows(table, database, member)

        for table in dump_tables():
            lines, forms = takers(table)
            await stream(raw.driver_connection, table.rows(now), lines, forms)
            rows[table.name] = forms.rows
        for told, chunks in ((MEASURES, measure_lines()), (MEASURE_ROWS, row_lines(session, now))):
            lines, forms = takers(told)
            await _write_worked_out(chunks, lines, forms)
            rows[told.name] = forms.rows
    return rows


def _finish(database: sqlite3.Connection, figures: list[Figure]) -> None:
    add_figures(database, [*figures, *recompute.given(database, figures)])
    close_database(database)


async def _write_worked_out(chunks: AsyncIterator[bytes], *takers: Taker) -> None:
    """Write what is worked out of the record and not read by a statement."""
    try:
        async for chunk in chunks:
            await _written(takers, chunk)
    finally:
        await _closed(takers)


async def stream(connection: Any, query: str, *takers: Taker) -> None:
    """Stream what a query gives to files, each in a thread of its own; compressing and writing run beside the reading, one chunk behind."""
    buffer = bytearray()
    writing: asyncio.Task[None] | None = None

    async def take(chunk: bytes) -> None:
        nonlocal buffer, writing
        buffer += chunk
        if len(buffer) >= _CHUNK:
            full, buffer = bytes(buffer), bytearray()
            writing = await _after(writing, takers, full)

    try:
        # JSON holds no control characters, so that none of it is ever quoted.
        await connection.copy_from_query(query, output=take, format="csv", delimiter="\x02", quote="\x01")
        writing = await _after(writing, takers, bytes(buffer))
        await writing
    finally:
        await _closed(takers)


async def _after(before: "asyncio.Task[None] | None", takers: Sequence[Taker], chunk: bytes) -> "asyncio.Task[None]":
    if before is not None:
        await before
    return asyncio.create_task(_written(takers, chunk))


async def _written(takers: Sequence[Taker], chunk: bytes) -> None:
    await asyncio.gather(*(asyncio.to_thread(taker.write, chunk) for taker in takers))


async def _closed(takers: Sequence[Taker]) -> None:
    for taker in takers:
        await asyncio.to_thread(taker.close)


def _listed(folder: Path) -> list[DumpFile]:
    return [_file(one) for one in sorted(folder.iterdir())]


def _file(path: Path) -> DumpFile:
    media_type, what, table = what_is(path.name)
    return DumpFile(path.name, path.stat().st_size, fingerprint(path), media_type, what, table)
