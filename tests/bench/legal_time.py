"""The legal clock of many cases: worked out again, the desk of a body with 2,000, and feeds, against bare reads of the same rows."""

import tempfile
from collections.abc import Awaitable, Callable
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from statistics import median
from time import perf_counter
from typing import Any

from figures import Row
from sqlalchemy import text

from dialog_tracker import migrations
from dialog_tracker.consultations.elsewhere import follow_all
from dialog_tracker.consultations.reckoning import Scope, reckon
from dialog_tracker.desk.due import desk_page
from dialog_tracker.domain.act import ActKind
from dialog_tracker.domain.listing import ListedConsultation
from dialog_tracker.domain.policy import Actor, Held, Role
from dialog_tracker.domain.script import Face
from dialog_tracker.notices.atom_feed import atom_feed
from dialog_tracker.notices.calendar_file import calendar_file
from dialog_tracker.notices.entries import Names, entries
from dialog_tracker.notices.queries import Part, followed, followed_events, stamp_of, terms_of
from dialog_tracker.storage.embedded import EmbeddedServer
from dialog_tracker.storage.engine import make_engine, make_sessions, transaction

NOW = datetime(2026, 11, 25, 9, tzinfo=UTC)
MANY, BODIES = 10_000, 5
_ROUNDS = 5
_DAYS = "INSERT INTO day_override (id, country, day, worked, reason, created_at) VALUES (gen_random_uuid(), 'RS', :day, false, 'x', now())"
_BARE = "SELECT c.*, a.kind FROM consultation c JOIN act a ON a.id = c.act_id"


async def legal_time() -> list[Row]:
    """Measure 10,000 cases of five authorities."""
    with tempfile.TemporaryDirectory() as home:
        Path(home).chmod(0o755)
        with EmbeddedServer(Path(home), durable=False) as server:
            engine = make_engine(server.url)
            await migrations.upgrade(engine)
            sessions = make_sessions(engine)
            async with transaction(sessions) as session:
                await follow_all(session, NOW, [_case(n) for n in range(MANY)], None)
            rows = await _measured(engine, sessions)
            await engine.dispose()
            return rows


def _case(n: int) -> ListedConsultation:
    opens_on = date(2026, 1, 1) + timedelta(days=n % 330)
    titles = (f"Министарство {n % BODIES}",), f"Нацрт закона о предмету број {n}"
    return ListedConsultation(
        n, str(n), "RS", "sr", *titles, ActKind.DRAFT_LAW, "rs.public_debate", opens_on, opens_on + timedelta(days=21), None
    )


async def _measured(engine: Any, sessions: Any) -> list[Row]:
    names = Names("sr-Cyrl", {}, "http://dijalog.example")
    async with engine.connect() as reads:
        bare = await _taken(lambda: reads.execute(text(_BARE)))
        lines = await followed(reads, Part(), face=Face.CYRILLIC)
        events = await followed_events(reads, Part(), latin=False)
        terms = await terms_of(reads, sorted({line.authority_id for line in lines}))
        unchanged = await _taken(lambda: stamp_of(reads, Part(), face=Face.CYRILLIC, with_events=True))
    spent, changed = [], 0
    for round_ in range(_ROUNDS):
        async with transaction(sessions) as session:
            for day in range(100):
                await session.execute(text(_DAYS), {"day": date(2026, 1, 5) + timedelta(days=7 * day + round_)})
            begun = perf_counter()
            changed = max(changed, await reckon(session, NOW, Scope(), why="day-off-changed"))
            spent.append(perf_counter() - begun)
    async with transaction(sessions) as session:
        await session.execute(text("ANALYZE"))
        bodies = (await session.execute(text("SELECT id FROM authority ORDER BY name LIMIT 1"))).scalars().all()
        actor = Actor(bodies[0], tuple(Held(Role.CONTACT_POINT, authority_id=body) for body in bodies))
        desk = await _taken(lambda: desk_page(session, actor, NOW, face=Face.CYRILLIC))
    made = len(list(entries(lines, events, names, terms)))
    calendar = _spent(lambda: calendar_file("x", entries(lines, events, names, terms), "sr"))
    feed = _spent(lambda: atom_feed("x", "http://dijalog.example/feed.atom", lines, names, NOW))
    return [
        _row(f"{MANY:,} cases worked out again, {changed:,} dates changed", median(spent), bare, "< 5 s"),
        _row(f"desk of a body with {MANY // BODIES:,} cases", desk, bare, "< 0.1 s"),
        _row(f"calendar of {made:,} entries, {made / 2000:.0f} × 2,000", calendar, bare, f"< {0.2 * made / 2000:.1f} s"),
        _row(f"feed of {len(lines):,} entries", feed, bare, "< 0.2 s"),
        _row(f"telling that a calendar of {made:,} entries did not change", unchanged, bare, "< 0.1 s"),
    ]


async def _taken(act: Callable[[], Awaitable[object]]) -> float:
    spent = []
    for _ in range(_ROUNDS):
        begun = perf_counter()
        await act()
        spent.append(perf_counter() - begun)
    return median(spent)


def _spent(act: Callable[[], object]) -> float:
    spent = []
    for _ in range(_ROUNDS):
        begun = perf_counter()
        act()
        spent.append(perf_counter() - begun)
    return median(spent)


def _row(name: str, seconds: float, bare: float, aim: str) -> Row:
    return Row(name, f"{seconds:.3f} s", f"{seconds / bare:.1f} ×", aim)
