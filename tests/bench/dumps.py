"""Dumps at two sizes: how fast a dump streams beside a bare cursor over the same rows, and how it grows with the comments."""

import asyncio
import sys
import tempfile
import tracemalloc
from collections import defaultdict
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import asynccontextmanager, closing, contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from statistics import median
from time import perf_counter
from typing import Any

from figures import Row
from sqlalchemy import text

sys.path.insert(0, str(Path(__file__).parents[1]))
from dialog_tracker import migrations
from dialog_tracker.opendata.dump_files import Filling, Lines, Sheet, compress, finish_database, open_bundle, open_member
from dialog_tracker.opendata.dump_forms import forms
from dialog_tracker.opendata.dump_job import Source, ahead, open_tables
from dialog_tracker.opendata.dump_tables import DumpTable, dump_tables
from dialog_tracker.opendata.dumping import write_dump
from dialog_tracker.opendata.measure_tables import MEASURE_ROWS, MEASURES
from dialog_tracker.storage.embedded import EmbeddedServer
from dialog_tracker.storage.engine import make_engine, make_sessions, plain_address, transaction
from factories import a_comment, a_stage, a_submission

SIZES = (10_000, 100_000)
NOW = datetime(2026, 11, 26, 12, tzinfo=UTC)
# A submission of ten comments is copied until there are enough; ids and numbers are made anew, words differ by a number.
_COPY = """
    WITH sent AS (
            INSERT INTO submission SELECT (jsonb_populate_record(one, jsonb_build_object(
                'id', uuidv7(), 'serial', n, 'number', one.number || '-' || n, 'idempotency_key', 'key-' || n))).*
            FROM submission AS one, generate_series(CAST(:first AS int), CAST(:last AS int)) AS n WHERE one.id = :one
            RETURNING id, number, serial)
    INSERT INTO comment SELECT (jsonb_populate_record(c, jsonb_build_object(
        'id', uuidv7(), 'submission_id', sent.id, 'number', sent.number || '/' || c.ordinal, 'position', sent.serial * 10000 + c.ordinal,
        'reasons', c.reasons || ' ' || sent.serial))).*
    FROM sent, comment c WHERE c.submission_id = :one
    """
_ANSWER = """
    INSERT INTO response (id, comment_id, status, reasons, reasons_latn, what_changed, what_changed_latn, revision, drafted_by, drafted_at, stage,
        recommendation, recommendation_note, changed_anchor, published_by, published_at)
    SELECT uuidv7(), id, 'not_accepted', 'Предлог није у складу са законом.', 'Predlog nije u skladu sa zakonom.', '', '', 1,
        :who, :now, 'approved', '', '', '', :who, :now FROM comment
    WHERE NOT EXISTS (SELECT FROM response WHERE comment_id = comment.id)
    """
_WORDS = (
    "Рок од осам дана је прекратак за мање организације, јер се одлуке у њима доносе на састанцима који се одржавају једном месечно. " * 3
)


def dumps() -> list[Row]:
    """Measure with 10,000 and 100,000 comments, each with an answer."""
    return asyncio.run(_all())


async def _all() -> list[Row]:
    with tempfile.TemporaryDirectory() as home:
        Path(home).chmod(0o755)
        with EmbeddedServer(Path(home) / "data", durable=False) as server:
            engine = make_engine(server.url)
            await migrations.upgrade(engine)
            sessions = make_sessions(engine)
            async with transaction(sessions) as session:
                stage = await a_stage(session, NOW)
                await a_submission(session, NOW, stage, *[a_comment(f"{_WORDS}{n}") for n in range(10)])
            measured = [await _at(engine, sessions, stage, size, Path(home)) for size in SIZES]
            await engine.dispose()
    small, now = measured[0]["whole"], measured[1]
    bare, every, large = now["bare"], now["every"], now["whole"]
    of_one = [Row(f"the same rows as {name}", f"{now[name]:.2f} s", f"{bare / now[name]:.0%} rate", "≥ 50 %") for name in _ALONE]
    return [
        Row("bare cursor, 100,000 comments with answers", f"{bare:.2f} s"),
        *of_one,
        Row("the same rows in all three forms", f"{now['forms']:.2f} s", f"{bare / now['forms']:.0%} rate", "≥ 50 %"),
        Row("bare cursor over the rows of every table", f"{every:.2f} s"),
        Row("full dump, every table in three forms", f"{large:.2f} s", f"{every / large:.0%} rate", "≥ 50 %"),
        Row("full dump, 10 times the comments", f"{large:.2f} s", f"{large / small:.1f} times", "≤ 11 times"),
        Row("most Python memory of a full dump", f"{now['memory']:.0f} MiB", "", "< 32 MiB"),
    ]


async def _at(engine: Any, sessions: Any, stage: Any, size: int, home: Path) -> dict[str, float]:
    async with transaction(sessions) as session:
        have = await session.scalar(text("SELECT count(*) FROM submission"))
        one = await session.scalar(text("SELECT id FROM submission ORDER BY serial LIMIT 1"))
        await session.execute(text(_COPY), {"first": have + 1, "last": size // 10, "one": one})
        await session.execute(text(_ANSWER), {"who": stage.officer.person_id, "now": NOW + timedelta(hours=1)})
    async with engine.connect() as connection:
        await (await connection.execution_options(isolation_level="AUTOCOMMIT")).execute(text("VACUUM ANALYZE"))
    comments = next(one for one in dump_tables() if one.name == "comments")
    taken: dict[str, list[float]] = defaultdict(list)
    for _ in range(3):  # interleaved, so that a busy moment strikes all
        taken["bare"].append(await _cursor(engine, [comments]))
        for name in _ALONE:
            taken[name].append(await _alone(engine, comments, home, name))
        taken["forms"].append(await _forms(engine, comments, home))
        taken["every"].append(await _cursor(engine, dump_tables()))
        taken["whole"].append(await _whole(sessions, home))
    tracemalloc.start()
    await _whole(sessions, home)
    memory = tracemalloc.get_traced_memory()[1] / 2**20
    tracemalloc.stop()
    return {name: median(times) for name, times in taken.items()} | {"memory": memory}


async def _raw(connection: Any) -> Any:
    return (await connection.get_raw_connection()).driver_connection


async def _cursor(engine: Any, tables: Sequence[DumpTable]) -> float:
    async with engine.connect() as connection:
        raw, begun = await _raw(connection), perf_counter()
        async with raw.transaction():
            count = 0
            for table in tables:
                async for _ in raw.cursor(table.sql(NOW), prefetch=1000):
                    count += 1
        assert count >= SIZES[0]
        return perf_counter() - begun


@contextmanager
def _json(folder: Path, _: DumpTable) -> Iterator[Any]:
    with closing(Lines(folder / "x.jsonl.gz")) as lines:
        yield lines.write


@contextmanager
def _csv(folder: Path, table: DumpTable) -> Iterator[Any]:
    with open_bundle(folder / "x.zip") as bundle, closing(Sheet(table.kinds, open_member(bundle, "x.csv", NOW))) as sheet:
        yield sheet.write


@contextmanager
def _sqlite(folder: Path, table: DumpTable) -> Iterator[Any]:
    with closing(Filling(folder / "x.sqlite")) as filling:
        filling.begin(table.name, table.kinds)
        yield lambda batch: filling.write(table.name, batch)
        filling.end(table.name)
    finish_database(folder / "x.sqlite", [], lambda *_: [])
    compress(folder / "x.sqlite", folder / "x.sqlite.gz")


_ALONE = {"JSON Lines": _json, "CSV": _csv, "SQLite": _sqlite}


@asynccontextmanager
async def _source(engine: Any) -> AsyncIterator[Source]:
    async with engine.connect() as connection:
        await connection.execute(text("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY"))
        snapshot = await connection.scalar(text("SELECT pg_export_snapshot()"))
        yield Source(plain_address(engine.url.render_as_string(hide_password=False)), snapshot)


async def _alone(engine: Any, table: DumpTable, home: Path, name: str) -> float:
    """Write one form by itself."""
    with tempfile.TemporaryDirectory(dir=home) as folder:
        async with _source(engine) as source:
            begun = perf_counter()
            await asyncio.to_thread(_one_form, source, table, Path(folder), name)
            return perf_counter() - begun


def _one_form(source: Source, table: DumpTable, folder: Path, name: str) -> None:
    with open_tables(source) as tables, _ALONE[name](folder, table) as write:
        for batch in ahead(tables.batches(table.rows(NOW))):
            write(batch)


async def _forms(engine: Any, table: DumpTable, home: Path) -> float:
    with tempfile.TemporaryDirectory(dir=home) as folder:
        async with _source(engine) as source:
            begun = perf_counter()
            async with forms(Path(folder), NOW) as taken:
                await taken.begin(source)
                for one in dump_tables():
                    await taken.read(one, one.rows(NOW) + ("" if one.name == table.name else " LIMIT 0"))
                for none in (MEASURES, MEASURE_ROWS):
                    await taken.write(none, _none())
                counts = await taken.finish([])
            assert counts[table.name] >= SIZES[0]
            return perf_counter() - begun


async def _none() -> AsyncIterator[Sequence[Any]]:
    for nothing in ():
        yield nothing


async def _whole(sessions: Any, home: Path) -> float:
    with tempfile.TemporaryDirectory(dir=home) as folder:
        begun = perf_counter()
        await write_dump(sessions, NOW, Path(folder), "https://dijalog.example")
        return perf_counter() - begun
