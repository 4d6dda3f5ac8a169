"""Writing a dump: every table in one snapshot of the database, streamed by COPY, so that memory stays flat however much there is."""

import asyncio
import sqlite3
import zipfile
from collections.abc import Callable
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
from dialog_tracker.opendata.dump_files import LEVEL, Lines, Member, add_figures, close_database, compressed, fingerprint, open_database
from dialog_tracker.opendata.dump_tables import DumpTable, dump_tables
from dialog_tracker.opendata.figures import published_figures
from dialog_tracker.opendata.shelf import MANIFEST, DumpFile, Manifest
from dialog_tracker.storage.engine import transaction

_CHUNK = 1 << 18
_SNAPSHOT = text("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
_ROOM = text("SET LOCAL work_mem = '64MB'")  # so that rows are put in order without files of the server


class _Taker(Protocol):
    def write(self, chunk: bytes) -> None: ...
    def close(self) -> None: ...


async def write_dump(sessions: async_sessionmaker[AsyncSession], now: datetime, folder: Path, site: str) -> Manifest:
    """Write the files of a dump into an empty folder, all of one snapshot."""
    async with transaction(sessions) as session:
        await session.execute(_SNAPSHOT)
        await session.execute(_ROOM)
        tables, position = dump_tables(), await newest_position(session)
        snapshot = await session.scalar(text("SELECT pg_export_snapshot()"))
        rows, _ = await asyncio.gather(
            _write_rows(session, now, folder, tables), _write_bundle(sessions, snapshot, now, folder / CSV_BUNDLE, tables)
        )
    day = now.astimezone(ZoneInfo("Europe/Belgrade")).date()
    (folder / LICENCE).write_text(licence(site), encoding="utf-8")
    (folder / "README.md").write_text(readme(site, day, tables, rows), encoding="utf-8")
    own = resources.files(recompute.__package__ or "").joinpath("recompute.py").read_text(encoding="utf-8")
    (folder / "recompute.py").write_text(own, encoding="utf-8")
    files = await asyncio.to_thread(_listed, folder)
    sums = "".join(f"{one.sha256}  {one.name}\n" for one in files)
    (folder / "SHA256SUMS").write_text(sums, encoding="ascii")
    files += await asyncio.to_thread(lambda: [_file(folder / "SHA256SUMS")])
    manifest = Manifest(day, now, position, rows, files)
    (folder / MANIFEST).write_bytes(msgspec.json.format(msgspec.json.encode(manifest)))
    return manifest


async def _connection(session: AsyncSession) -> Any:
    raw = await (await session.connection()).get_raw_connection()
    return raw.driver_connection


async def _write_bundle(
    sessions: async_sessionmaker[AsyncSession], snapshot: str, now: datetime, target: Path, tables: list[DumpTable]
) -> None:
    """Write the CSV files, on a connection of their own and in the same snapshot, beside the rest."""
    stamp = (now.year, now.month, now.day, now.hour, now.minute, now.second)
    async with transaction(sessions) as session:
        await session.execute(_SNAPSHOT)
        await session.execute(text(f"SET TRANSACTION SNAPSHOT '{snapshot}'"))
        await session.execute(_ROOM)
        connection = await _connection(session)
        with zipfile.ZipFile(target, "w", compresslevel=LEVEL) as bundle:
            for table in tables:
                await stream(connection, table.rows(now, "csv"), Member(bundle, table, stamp), header=True)


async def _write_rows(session: AsyncSession, now: datetime, folder: Path, tables: list[DumpTable]) -> dict[str, int]:
    """Write JSON Lines and the database with the published figures; gives how many rows each table has."""
    connection, database = await _connection(session), open_database(folder / "dialog.sqlite")
    rows: dict[str, int] = {}
    for table in tables:
        lines = Lines(folder / f"{table.name}.jsonl.gz", table, database)
        await stream(connection, table.rows(now, "json"), lines)
        rows[table.name] = lines.rows
    figures = await published_figures(session)
    await asyncio.to_thread(_finish, database, figures)
    await asyncio.to_thread(compressed, folder / "dialog.sqlite", folder / DATABASE)
    return rows


def _finish(database: sqlite3.Connection, figures: list[tuple[str, str, int]]) -> None:
    named = {reference: count for reference, _, count in recompute.named_organisations(database)}
    hidden = [(r, "organisations_not_named", count - named.get(r, 0)) for r, figure, count in figures if figure == "organisations"]
    add_figures(database, [*figures, *hidden])
    close_database(database)


async def stream(connection: Any, query: str, taker: _Taker, *, header: bool = False) -> None:
    """Stream what a query gives to a file; compressing and writing run beside the reading, one chunk behind."""
    buffer = bytearray()
    writing: asyncio.Task[None] | None = None

    async def take(chunk: bytes) -> None:
        nonlocal buffer, writing
        buffer += chunk
        if len(buffer) >= _CHUNK:
            full, buffer = bytes(buffer), bytearray()
            writing = await _after(writing, taker.write, full)

    # JSON holds no control characters, so that none of it is ever quoted.
    how = {"header": True} if header else {"delimiter": "\x02", "quote": "\x01"}
    try:
        await connection.copy_from_query(query, output=take, format="csv", **how)
        writing = await _after(writing, taker.write, bytes(buffer))
        await writing
    finally:
        await asyncio.to_thread(taker.close)


async def _after(before: "asyncio.Task[None] | None", write: Callable[[bytes], None], chunk: bytes) -> "asyncio.Task[None]":
    if before is not None:
        await before
    return asyncio.create_task(asyncio.to_thread(write, chunk))


def _listed(folder: Path) -> list[DumpFile]:
    return [_file(one) for one in sorted(folder.iterdir())]


def _file(path: Path) -> DumpFile:
    media_type, what, table = what_is(path.name)
    return DumpFile(path.name, path.stat().st_size, fingerprint(path), media_type, what, table)
