"""Oversight at its size: the dashboard, an indicator, the map and a year over 2,000 consultations, and the round that counts them."""

import asyncio
import sys
import tempfile
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from statistics import median
from time import perf_counter

from figures import Row
from sqlalchemy import text

sys.path.insert(0, str(Path(__file__).parents[1]))
from dialog_tracker import migrations
from dialog_tracker.app import create_app
from dialog_tracker.consultations.reckoning import Scope, reckon
from dialog_tracker.directory.loading import load_directory
from dialog_tracker.domain.response import ResponseDraft, ResponseStatus
from dialog_tracker.domain.script import Script
from dialog_tracker.office.state_file import state_file
from dialog_tracker.oversight import queries
from dialog_tracker.oversight.counting import count
from dialog_tracker.oversight.state import dialogue_in
from dialog_tracker.responses.actions import draft_answer, publish_answers
from dialog_tracker.settings import Settings
from dialog_tracker.storage.embedded import EmbeddedServer
from dialog_tracker.storage.engine import make_engine, make_sessions, transaction
from factories import a_stage, a_submission
from visitors import Browser

NOW = datetime(2026, 11, 26, 12, tzinfo=UTC)
CONSULTATIONS, ORGANISATIONS, EACH = 2_000, 5_000, 10
# Copies of rows that were made through the service's own actions: only what must differ is written over.
_COPIES = (
    """
    INSERT INTO organisation SELECT (jsonb_populate_record(t, jsonb_build_object('id', gen_random_uuid(), 'name', 'Удружење ' || n,
        'name_fold', 'udruzenje ' || n))).* FROM organisation t, generate_series(1, :organisations) n
    """,
    """
    INSERT INTO act SELECT (jsonb_populate_record(t, jsonb_build_object('id', gen_random_uuid(), 'case_number', 'bench-' || n,
        'authority_id', (SELECT id FROM authority ORDER BY id OFFSET n % (SELECT count(*) FROM authority) LIMIT 1)))).*
    FROM act t, generate_series(1, :consultations) n
    """,
    """
    INSERT INTO consultation SELECT (jsonb_populate_record(t, jsonb_build_object('id', gen_random_uuid(), 'act_id', a.id,
        'authority_id', a.authority_id, 'reference', 'LR-2020-' || a.case_number, 'opens_at', a.opened,
        'closes_at', a.opened + (10 + a.n % 20) * interval '1 day'))).*
    FROM consultation t,
         (SELECT *, row_number() OVER () AS n, timestamptz '2022-01-01' + row_number() OVER () % 1760 * interval '1 day' AS opened
          FROM act WHERE case_number LIKE 'bench-%') a
    """,
    """
    INSERT INTO submission SELECT (jsonb_populate_record(t, jsonb_build_object('id', gen_random_uuid(), 'consultation_id', c.id, 'serial', n,
        'number', c.reference || '-' || n, 'sent_by', gen_random_uuid(), 'received_at', c.closes_at - interval '1 day',
        'organisation_id', o.ids[1 + (n * 7919 + ascii(right(c.id::text, 1)) * 131) % array_length(o.ids, 1)]))).*
    FROM submission t, consultation c, generate_series(1, :submissions) n,
         (SELECT array_agg(id ORDER BY id) AS ids FROM organisation) o
    WHERE c.reference LIKE 'LR-2020-%'
    """,
    """
    INSERT INTO comment SELECT (jsonb_populate_record(t, jsonb_build_object('id', gen_random_uuid(), 'consultation_id', s.consultation_id,
        'submission_id', s.id, 'ordinal', n, 'position', s.serial * 10000 + n, 'number', s.number || '/' || n))).*
    FROM comment t, submission s, generate_series(1, :each) n WHERE s.number LIKE 'LR-2020-%'
    """,
    """
    INSERT INTO response SELECT (jsonb_populate_record(t, jsonb_build_object('id', gen_random_uuid(), 'comment_id', c.id,
        'published_at', s.received_at + interval '20 days'))).*
    FROM response t, comment c JOIN submission s ON s.id = c.submission_id
    WHERE c.number LIKE 'LR-2020-%' AND c.ordinal < :each
    """,
    """
    INSERT INTO step (id, consultation_id, kind, done_on, address, noted_at)
    SELECT gen_random_uuid(), id, 'report_published', (closes_at + interval '12 days')::date, '', closes_at
    FROM consultation WHERE reference LIKE 'LR-2020-%' AND ascii(right(id::text, 1)) % 4 > 0
    """,
)


def oversight(comments: int) -> list[Row]:
    """Measure 2,000 consultations of all bodies of the directory, with so many comments."""
    return asyncio.run(_all(comments))


async def _all(comments: int) -> list[Row]:
    with tempfile.TemporaryDirectory() as home:
        Path(home).chmod(0o755)
        with EmbeddedServer(Path(home), durable=False) as server:
            engine = make_engine(server.url)
            await migrations.upgrade(engine)
            sessions = make_sessions(engine)
            await _fill(sessions, comments)
            app = create_app(Settings(data_dir=Path(home), base_url="http://localhost"), lambda: NOW, sessions=sessions, engine=engine)
            rows = await _measured(sessions, Browser(app), comments)
            await engine.dispose()
            return rows


async def _fill(sessions, comments: int) -> None:
    wanted = {"consultations": CONSULTATIONS, "organisations": ORGANISATIONS, "each": EACH}
    wanted["submissions"] = comments // CONSULTATIONS // EACH
    async with transaction(sessions) as session:
        stage = await a_stage(session, NOW, opens_on=(NOW - timedelta(days=60)).date())
        receipt = await a_submission(session, NOW - timedelta(days=50), stage)
        refusal = ResponseDraft(ResponseStatus.NOT_ACCEPTED, "Рок прописује статут.")
        await draft_answer(session, stage.officer, NOW, receipt.comments[0], refusal, 0)
        await publish_answers(session, stage.approver, NOW, stage.reference)
        await load_directory(session, NOW)
    async with transaction(sessions) as session:
        await session.execute(text("ALTER TABLE submission DISABLE TRIGGER USER"))
        for copy in _COPIES:
            names = {name for name in wanted if f":{name}" in copy}
            await session.execute(text(copy), {name: wanted[name] for name in names})
        await reckon(session, NOW, Scope())
    async with sessions() as session:
        await (await session.connection()).execute(text("ANALYZE"))
        await session.commit()


async def _measured(sessions, visitor: Browser, comments: int) -> list[Row]:
    async def counting(*, anew: bool) -> float:
        begun = perf_counter()
        async with transaction(sessions) as session:
            assert await count(session, NOW, anew=anew) is not None
        return perf_counter() - begun

    async def moved() -> float:
        async with transaction(sessions) as session:
            await session.execute(
                text(
                    "INSERT INTO number_series VALUES ('LR-2020-bench-1', 1) ON CONFLICT (key) DO UPDATE SET last = number_series.last + 1"
                )
            )
            await session.execute(
                text(
                    "INSERT INTO ledger_entry (at, act, subject_kind, subject_id, facts) VALUES (now(), 'x', 'x', gen_random_uuid(), '{}')"
                )
            )
        return await counting(anew=False)

    first = await counting(anew=True)
    later = median([await moved() for _ in range(3)])

    async def page(address: str) -> None:
        answer = await visitor.get(address)
        assert answer.status_code == 200, answer.text[:300]

    async def cold() -> None:
        queries.forget()
        await page("/oversight")

    async def year() -> None:
        async with transaction(sessions) as session:
            state_file(await dialogue_in(session, 2025, None, NOW), Script.CYRILLIC)

    await page("/oversight")
    return [
        Row(f"counting {CONSULTATIONS:,} consultations and {comments:,} comments", f"{first:.1f} s", "", "< 60 s"),
        Row("counting again after one comment", f"{later:.2f} s", "", "< 2 s"),
        Row("dashboard, the record read anew", f"{await _took(cold, 3):.0f} ms", "", ""),
        Row("dashboard", f"{await _took(lambda: page('/oversight')):.0f} ms", "", "< 300 ms"),
        Row("dashboard of a choice never asked for", f"{await _took(lambda: page(_unseen('/oversight'))):.0f} ms", "", "< 300 ms"),
        Row("one indicator with trend, authorities and list", f"{await _took(lambda: page('/oversight/I6')):.0f} ms", "", "< 300 ms"),
        Row("the same, by quarter", f"{await _took(lambda: page('/oversight/I5?by=quarter')):.0f} ms", "", "< 300 ms"),
        Row("map of municipalities", f"{await _took(lambda: page('/oversight/map?of=units')):.0f} ms", "", "< 300 ms"),
        Row("indicators as JSON", f"{await _took(lambda: page('/api/indicators')):.0f} ms", "", "< 300 ms"),
        Row("a list of 2,000 rows as a workbook", f"{await _took(lambda: page('/oversight/I6/rows.xlsx'), 3):.0f} ms", "", ""),
        Row("a year of all authorities in Word", f"{await _took(year, 3) / 1000:.2f} s", "", "< 3 s"),
    ]


_days = iter(range(1, 10_000))


def _unseen(address: str) -> str:
    """Ask for a period that nobody asked for before, so that nothing kept answers."""
    day = datetime(2022, 1, 1, tzinfo=UTC) + timedelta(days=next(_days))
    return f"{address}?from={day:%Y-%m-%d}&level=local"


async def _took(act: Callable[[], Awaitable[None]], times: int = 9) -> float:
    """Give the median of several runs, in milliseconds."""
    spent = []
    for _ in range(times):
        begun = perf_counter()
        await act()
        spent.append((perf_counter() - begun) * 1000)
    return median(spent)
