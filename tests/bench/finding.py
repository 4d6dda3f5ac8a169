"""The public side at its sizes: the search and the pages beside 10,000 and 1,000,000 comments, and letters to 5,000 followers."""

import asyncio
import sys
import time
from collections.abc import Awaitable, Callable
from datetime import date, timedelta
from pathlib import Path
from statistics import median, quantiles
from typing import Any

from figures import Row
from speaking import speak
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine, AsyncSession, async_sessionmaker

sys.path[:0] = [str(Path(__file__).parents[1]), str(Path(__file__).parents[1] / "search")]
from corpus import GOLDEN, NOW, fill

from dialog_tracker import migrations
from dialog_tracker.domain.finding import read_query
from dialog_tracker.domain.notice import Followable, Rhythm
from dialog_tracker.domain.policy import ANONYMOUS
from dialog_tracker.domain.script import Face
from dialog_tracker.notices.following import Target, subscribe
from dialog_tracker.notices.telling import tell
from dialog_tracker.reading.queries import comments_list, consultation_page, text_page
from dialog_tracker.search.actions import index_everything
from dialog_tracker.search.queries import Wanted, find
from dialog_tracker.storage.embedded import EmbeddedServer
from dialog_tracker.storage.engine import make_engine, make_sessions, transaction

ROOT = Path(__file__).parents[2]
SMALL, LARGE, CONSULTATIONS, FOLLOWERS = 10_000, 1_000_000, 2_000, 5_000
_EVERYTHING = Wanted()
_COMMON = ("закон", "javna rasprava", "предлог", "члан 3", "удружење -стечај")  # what stands in very many comments
# What was slow once: words that stand in very many comments and never together, phrases of them, what leaves out what it asks for, periods
# and phases of common words, all words at once, and titles with slips.
_SHAPES: tuple[tuple[str, Wanted], ...] = (
    *((query, Wanted()) for query in ('"закон право"', '"закон закон"', '"орган удружење"', '"закон о удружењима"', "zakon-o-udruzenjima")),
    *((query, Wanted()) for query in ("закон -закон", "закон -право -орган -удружење", "орган -власти", "закон " + "-закон " * 40)),
    *(
        (query, Wanted())
        for query in ("закон право орган рок лице", "право орган информација удружење статут рок члан став закон лице " * 4)
    ),
    *(
        (query, Wanted())
        for query in ("чл. 3-5", "чл. 12 и 13 закона", "zakno o udruženjima", "закон хеликоптер", "32/19", "a b c d e f g h")
    ),
    *(("", narrowed) for narrowed in (Wanted(kind="comment"), Wanted(kind="answer"), Wanted(status="accepted"), Wanted(year="2025"))),
    *(
        (query, narrowed)
        for query in ("", "закон", "орган право")
        for narrowed in (
            Wanted(phase="open"),
            Wanted(phase="answering"),
            Wanted(since=date(2026, 11, 20)),
            Wanted(since=date(2025, 3, 1), until=date(2025, 3, 2)),
            Wanted(until=date(2024, 3, 1)),
            Wanted(kind="comment", year="2025", status="accepted"),
        )
    ),
)
_ROUNDS = 3


def finding(data: Path) -> list[Row]:
    """Measure both sizes in one run; what was made for it is kept between runs, as it takes a quarter of an hour."""
    return asyncio.run(_all(data))


async def _all(data: Path) -> list[Row]:
    small, large = await _measured(data, SMALL), await _measured(data, LARGE)
    rows = [
        Row(
            f"{name}, beside 1,000,000 comments",
            f"{large[name]:.0f} ms",
            f"{large[name] / max(small[name], 0.1):.1f} × 10,000",
            aim,
        )
        for name, aim in (
            ("golden queries, half", ""),
            ("golden queries, 95 %", "< 150 ms"),
            ("golden queries, longest", ""),
            ("words of very many comments, longest", ""),
            ("other shapes of search, 95 %", "< 150 ms"),
            ("other shapes of search, longest", ""),
            ("consultation page", "as 10,000"),
            ("text page of 90 articles", "as 10,000"),
            ("comments, first page", "as 10,000"),
        )
    ]
    if large["index"] and small["index"]:
        rows.append(
            Row("index made anew, 1,000,000 comments", f"{large['index']:.0f} s", f"{large['index'] / small['index']:.0f} × 10,000")
        )
    return [*rows, Row("letters to 5,000 followers queued", f"{large['letters']:.2f} s", "", "< 2 s")]


async def _measured(data: Path, size: int) -> dict[str, float]:
    home = ROOT / ".cache" / f"bench-search-{size}"
    home.mkdir(parents=True, exist_ok=True)
    with EmbeddedServer(home, durable=False) as server:
        engine = make_engine(server.url)
        await migrations.upgrade(engine)
        sessions = make_sessions(engine)
        figures = {"index": await _made(server.url, engine, sessions, data, size)}
        figures |= await _searched(sessions) | await _read(sessions)
        figures["letters"] = await _told(sessions)
        await engine.dispose()
        return figures


async def _made(url: str, engine: AsyncEngine, sessions: async_sessionmaker[AsyncSession], data: Path, size: int) -> float:
    """Make what is missing; gives the seconds that the index took, 0 where it was there."""
    async with transaction(sessions) as session:
        if not await session.scalar(text("SELECT count(*) FROM consultation")):
            await fill(session, data)
    await speak(url, size, CONSULTATIONS)
    async with transaction(sessions) as session:
        if await session.scalar(text("SELECT count(*) FROM search_entry WHERE kind = 'comment'")) == size:
            return 0
    begun = time.perf_counter()
    await index_everything(sessions, lambda: NOW, None)
    took = time.perf_counter() - begun
    async with engine.connect() as connection:
        await (await connection.execution_options(isolation_level="AUTOCOMMIT")).execute(text("VACUUM ANALYZE"))
    return took


async def _timed(ask: Callable[[], Awaitable[Any]]) -> float:
    took = []
    for _ in range(_ROUNDS):
        begun = time.perf_counter()
        await ask()
        took.append((time.perf_counter() - begun) * 1000)
    return median(took)


async def _searched(sessions: async_sessionmaker[AsyncSession]) -> dict[str, float]:
    async def ask(query: str, narrowed: Wanted = _EVERYTHING) -> None:
        async with transaction(sessions) as session:
            await find(session, read_query(query), narrowed, NOW, face=Face.CYRILLIC)

    golden = [line.split("\t")[0] for line in GOLDEN.read_text(encoding="utf-8").splitlines() if line and not line.startswith("#")]
    took = [await _timed(lambda query=query: ask(query)) for query in golden]
    common = [await _timed(lambda query=query: ask(query)) for query in _COMMON]
    shapes = [await _timed(lambda query=query, narrowed=narrowed: ask(query, narrowed)) for query, narrowed in _SHAPES]
    return {
        "golden queries, half": median(took),
        "golden queries, 95 %": quantiles(took, n=20)[-1],
        "golden queries, longest": max(took),
        "words of very many comments, longest": max(common),
        "other shapes of search, 95 %": quantiles(shapes, n=20)[-1],
        "other shapes of search, longest": max(shapes),
    }


async def _read(sessions: async_sessionmaker[AsyncSession]) -> dict[str, float]:
    """Read the pages of the consultation of the law on associations, which has its share of all comments."""
    async with transaction(sessions) as session:
        reference = await session.scalar(
            text(
                "SELECT reference FROM consultation JOIN act ON act.id = act_id WHERE title ILIKE '%удружењима%' ORDER BY consultation.created_at LIMIT 1"
            )
        )

        async def consultation() -> None:
            await consultation_page(session, ANONYMOUS, reference, NOW, face=Face.CYRILLIC)

        async def draft() -> None:
            await text_page(session, ANONYMOUS, reference, NOW, face=Face.CYRILLIC)

        async def comments() -> None:
            await comments_list(session, ANONYMOUS, reference, NOW, face=Face.CYRILLIC, counted=False)

        pages = {"consultation page": consultation, "text page of 90 articles": draft, "comments, first page": comments}
        return {name: await _timed(page) for name, page in pages.items()}


async def _told(sessions: async_sessionmaker[AsyncSession]) -> float:
    """Let 5,000 addresses follow one act of which something is told, and undo it."""
    now = NOW + timedelta(days=1)
    async with sessions() as session:
        act_id = await session.scalar(text("SELECT id FROM act ORDER BY id LIMIT 1"))
        target = Target(Followable.ACT, str(act_id))
        for n in range(FOLLOWERS):
            await subscribe(session, NOW, f"pratilac{n}@primer.rs", "sr-Cyrl", target, Rhythm.AT_ONCE, confirmed=True)
        await session.execute(_NOTICE, {"act": act_id, "at": now})
        begun = time.perf_counter()
        told = await tell(session, now, "http://dijalog.example", "a secret that is long enough for a bench")
        took = time.perf_counter() - begun
        await session.rollback()
    if told != FOLLOWERS:
        raise RuntimeError(f"{told} letters instead of {FOLLOWERS}")
    return took


_NOTICE = text("""
    INSERT INTO notice (ledger_sequence, kind, at, address, title, title_latn, authority, authority_latn, authority_id, act_id, areas,
                        organisations, facts)
    SELECT 0, 'extended', :at, '/acts/' || act.id, act.title, act.title_latn, authority.name, authority.name_latn, authority.id, act.id,
           ARRAY[]::text[], ARRAY[]::uuid[], '{}'::jsonb
    FROM act JOIN authority ON authority.id = act.authority_id WHERE act.id = :act
""")
