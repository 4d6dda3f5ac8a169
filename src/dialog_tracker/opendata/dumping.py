"""Writing a dump: every table in one snapshot of the database, read by columns in a process beside the service, some at once, so that memory stays flat."""

import asyncio
from datetime import datetime
from importlib import resources
from pathlib import Path
from zoneinfo import ZoneInfo

import msgspec
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker

from dialog_tracker.opendata import recompute
from dialog_tracker.opendata.about_dump import LICENCE, licence, readme, what_is
from dialog_tracker.opendata.change_feed import newest_position
from dialog_tracker.opendata.dump_files import fingerprint
from dialog_tracker.opendata.dump_forms import forms
from dialog_tracker.opendata.dump_job import Source
from dialog_tracker.opendata.dump_tables import Table, dump_tables
from dialog_tracker.opendata.figures import Figure, published_figures
from dialog_tracker.opendata.measure_tables import MEASURE_ROWS, MEASURES, measure_rows, measures
from dialog_tracker.opendata.shelf import MANIFEST, DumpFile, Manifest
from dialog_tracker.storage.engine import plain_address, transaction

_SNAPSHOT = text("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")


async def write_dump(sessions: async_sessionmaker[AsyncSession], now: datetime, folder: Path, site: str) -> Manifest:
    """Write the files of a dump into an empty folder, all of one snapshot; raises OSError where they cannot be written."""
    async with transaction(sessions) as session:
        await session.execute(_SNAPSHOT)
        position = await newest_position(session)
        snapshot = str(await session.scalar(text("SELECT pg_export_snapshot()")))
        source = Source(await _address(session), snapshot)
        counting = asyncio.create_task(_figures(sessions, snapshot, now))  # the database has time for it while rows are written
        try:
            async with forms(folder, now) as taken:
                await taken.begin(source)
                for table in dump_tables():
                    await taken.read(table, table.rows(now))
                await taken.write(MEASURES, measures())
                await taken.write(MEASURE_ROWS, measure_rows(session, now))
                rows = await taken.finish(await counting)
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


async def _address(session: AsyncSession) -> str:
    return plain_address((await session.connection()).engine.url.render_as_string(hide_password=False))


def _listed(folder: Path) -> list[DumpFile]:
    return [_file(one) for one in sorted(folder.iterdir())]


def _file(path: Path) -> DumpFile:
    media_type, what, table = what_is(path.name)
    return DumpFile(path.name, path.stat().st_size, fingerprint(path), media_type, what, table)
