"""Writing a dump: every table in one snapshot of the database, read by cursors, some rows at once, so that memory stays flat however much there is."""

import asyncio
from collections.abc import AsyncIterator, Iterator, Sequence
from datetime import datetime
from importlib import resources
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import msgspec
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker

from dialog_tracker.opendata import recompute
from dialog_tracker.opendata.about_dump import LICENCE, licence, readme, what_is
from dialog_tracker.opendata.change_feed import newest_position
from dialog_tracker.opendata.dump_files import Row, fingerprint
from dialog_tracker.opendata.dump_forms import forms
from dialog_tracker.opendata.dump_tables import Table, dump_tables
from dialog_tracker.opendata.figures import Figure, published_figures
from dialog_tracker.opendata.measure_tables import MEASURE_ROWS, MEASURES, measure_rows, measures
from dialog_tracker.opendata.shelf import MANIFEST, DumpFile, Manifest
from dialog_tracker.storage.engine import transaction

_AT_ONCE = 1000  # rows
_SNAPSHOT = text("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
_ROOM = text("SET LOCAL work_mem = '64MB'")  # so that rows are put in order without files of the server


async def write_dump(sessions: async_sessionmaker[AsyncSession], now: datetime, folder: Path, site: str) -> Manifest:
    """Write the files of a dump into an empty folder, all of one snapshot; raises OSError where they cannot be written."""
    async with transaction(sessions) as session:
        await session.execute(_SNAPSHOT)
        await session.execute(_ROOM)
        position = await newest_position(session)
        snapshot = await session.scalar(text("SELECT pg_export_snapshot()"))
        counting = asyncio.create_task(_figures(sessions, snapshot, now))  # the database has time for it while rows are written
        try:
            async with forms(folder, now) as taken:
                rows = {table.name: await taken.write(table, batches) for table, batches in _every_table(session, await _raw(session), now)}
                await taken.finish(await counting)
        finally:
            counting.cancel()
            await asyncio.gather(counting, return_exceptions=True)
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


async def _raw(session: AsyncSession) -> Any:
    return (await (await session.connection()).get_raw_connection()).driver_connection


def _every_table(session: AsyncSession, connection: Any, now: datetime) -> Iterator[tuple[Table, AsyncIterator[Sequence[Row]]]]:
    for table in dump_tables():
        yield table, batches(connection, table.rows(now))
    yield MEASURES, measures()
    yield MEASURE_ROWS, measure_rows(session, now)


async def batches(connection: Any, query: str) -> AsyncIterator[Sequence[Row]]:
    """Give the rows of a query some at once, within a transaction; the next are asked for before these are taken."""
    cursor = await connection.cursor(query)
    ahead = asyncio.create_task(cursor.fetch(_AT_ONCE))
    try:
        while rows := await ahead:
            ahead = asyncio.create_task(cursor.fetch(_AT_ONCE))
            yield [tuple(row) for row in rows]
    finally:
        ahead.cancel()
        await asyncio.gather(ahead, return_exceptions=True)


def _listed(folder: Path) -> list[DumpFile]:
    return [_file(one) for one in sorted(folder.iterdir())]


def _file(path: Path) -> DumpFile:
    media_type, what, table = what_is(path.name)
    return DumpFile(path.name, path.stat().st_size, fingerprint(path), media_type, what, table)
