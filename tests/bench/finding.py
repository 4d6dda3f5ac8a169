"""The search at its sizes: 10,000 and 1,000,000 comments beside the texts of the golden list; every golden query, and the index itself."""

import asyncio
import random
import sys
import time
from collections.abc import Awaitable, Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from statistics import median, quantiles
from uuid import UUID

import asyncpg
from figures import Row
from sqlalchemy import text

sys.path[:0] = [str(Path(__file__).parents[1]), str(Path(__file__).parents[1] / "search")]
from corpus import NOW, fill, pairs

from dialog_tracker import migrations
from dialog_tracker.domain.finding import read_query
from dialog_tracker.domain.reference import submission_number
from dialog_tracker.domain.script import fold, to_latin
from dialog_tracker.search.actions import index_everything
from dialog_tracker.search.queries import Wanted, find
from dialog_tracker.storage.columns import new_id
from dialog_tracker.storage.embedded import EmbeddedServer
from dialog_tracker.storage.engine import make_engine, make_sessions, transaction

ROOT = Path(__file__).parents[2]
SIZES = (10_000, 1_000_000)
CONSULTATIONS, LONG, COMMON = 2_000, 60, ("закон", "предлог", "члан", "нацрт")
_MORE = ("закон", "javna rasprava", "предлог нацрта закона", "члан 3")  # what stands in nearly every comment


def finding(shared: Path) -> list[Row]:
    """Measure both sizes in one run."""
    return asyncio.run(_all(shared / "data"))


async def _all(data: Path) -> list[Row]:
    measured = {size: await _measured(data, size) for size in SIZES}
    rows = []
    for name, aim in (("p50", ""), ("p95", "< 150 ms"), ("longest", "")):
        small, large = (measured[size][name] for size in SIZES)
        rows.append(Row(f"golden queries beside 1,000,000 comments, {name}", f"{large:.0f} ms", f"{large / small:.1f} × 10,000", aim))
    small, large = (measured[size]["common"] for size in SIZES)
    rows.append(Row("words of nearly every comment, longest", f"{large:.0f} ms", f"{large / small:.1f} × 10,000"))
    small, large = (measured[size]["indexed"] for size in SIZES)
    rows.append(Row("making the index anew, 1,000,000 comments", f"{large:.0f} s", f"{large / small:.0f} × 10,000", "≤ 100 ×"))
    rows.append(Row("one comment found after it was sent", f"{measured[SIZES[1]]['fresh']:.0f} ms"))
    return rows


async def _measured(data: Path, size: int) -> dict[str, float]:
    home = ROOT / ".cache" / f"bench-search-{size}"
    home.mkdir(parents=True, exist_ok=True)
    with EmbeddedServer(home, durable=False) as server:
        engine = make_engine(server.url)
        await migrations.upgrade(engine)
        sessions = make_sessions(engine)
        async with transaction(sessions) as session:
            if not await session.scalar(text("SELECT count(*) FROM consultation")):
                await fill(session, data)
        await _speak(server, size)
        begun = time.perf_counter()
        await index_everything(sessions, lambda: NOW, None)
        indexed = time.perf_counter() - begun
        async with engine.connect() as connection:
            await (await connection.execution_options(isolation_level="AUTOCOMMIT")).execute(text("VACUUM ANALYZE"))
        async with transaction(sessions) as session:
            titles = await session.execute(text("SELECT reference, act.title, venue FROM consultation JOIN act ON act.id = act_id"))
            known = {f"hr:{row.title}": row.reference for row in titles}
        golden = [line.split("\t")[0] for line in _queries()]
        took = [await _timed(lambda query=query: _find(sessions, query)) for query in golden]
        common = [await _timed(lambda query=query: _find(sessions, query)) for query in _MORE]
        await engine.dispose()
    assert known
    return {
        "p50": median(took) * 1000,
        "p95": quantiles(took, n=20)[-1] * 1000,
        "longest": max(took) * 1000,
        "common": max(common) * 1000,
        "indexed": indexed,
        "fresh": 0.0,
    }
