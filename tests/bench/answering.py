"""Answering ten thousand comments: a page of the queue, one comment on the workbench, a saved answer, a thousand answered at once."""

import asyncio
import csv
import hashlib
import io
import sys
import tempfile
from collections.abc import Awaitable, Callable
from pathlib import Path
from statistics import median
from time import perf_counter

from figures import Row
from sqlalchemy import text
from taking_in import made_texts

sys.path.insert(0, str(Path(__file__).parents[1]))
from dialog_tracker import migrations
from dialog_tracker.clock import utc_now
from dialog_tracker.consultations.queries import facts_of
from dialog_tracker.domain.answering import Overwrite, QueueFilter
from dialog_tracker.domain.comment_columns import Preset
from dialog_tracker.domain.held_rows import Unplaced
from dialog_tracker.domain.incoming import read_table
from dialog_tracker.domain.response import ResponseDraft, ResponseStatus
from dialog_tracker.domain.script import Script
from dialog_tracker.intake.actions import Given
from dialog_tracker.intake.imports import import_table
from dialog_tracker.office.answer_sheet_file import answer_workbook
from dialog_tracker.office.sheets import read_sheet
from dialog_tracker.responses import bulk, sheets, workbench
from dialog_tracker.responses.actions import draft_answer
from dialog_tracker.storage.embedded import EmbeddedServer
from dialog_tracker.storage.engine import make_engine, make_sessions, transaction
from factories import a_stage

SIZE = 10_000
REFUSED = ResponseDraft(ResponseStatus.NOT_ACCEPTED, "Рок прописује статут, и мења се само у поступку за промену статута.")


def answering() -> list[Row]:
    """Measure with ten thousand comments in one consultation."""
    return asyncio.run(_all())


async def _all() -> list[Row]:
    with tempfile.TemporaryDirectory() as home:
        Path(home).chmod(0o755)
        with EmbeddedServer(Path(home), durable=False) as server:
            engine = make_engine(server.url)
            await migrations.upgrade(engine)
            sessions = make_sessions(engine)
            async with transaction(sessions) as session:
                stage = await a_stage(session, utc_now())
            await _fill(sessions, stage)
            async with transaction(sessions) as session:
                await session.execute(text("ANALYZE"))  # as the database does by itself, a minute later
                rows = await _measured(session, stage)
            await engine.dispose()
    return rows


async def _fill(sessions, stage) -> None:
    table = io.StringIO()
    writer = csv.writer(table)
    writer.writerow(("Организација", "Члан", "Коментар"))
    for at, words in enumerate(made_texts(SIZE)):
        writer.writerow((f"Удружење {at % 500}", at % 3 + 1, words))
    content = table.getvalue().encode()
    given = Given("komentari.csv", hashlib.sha256(content).hexdigest(), len(content), "text/csv")

    def read(zone):
        return read_table(read_sheet(content), zone, Preset.TABLE)

    await import_table(sessions, utc_now, stage.officer, stage.reference, given, Preset.TABLE, read, unplaced=Unplaced.GENERAL)


async def _measured(session, stage) -> list[Row]:
    now = utc_now()
    facts = await facts_of(session, stage.reference, now)
    everything = await workbench.ids_of(session, facts.id, QueueFilter(), SIZE)
    lines = await workbench.lines(session, facts.id, QueueFilter(), latin=False, limit=SIZE)
    deep = lines[SIZE // 2]

    async def page() -> None:
        await workbench.lines(session, facts.id, QueueFilter(), latin=False, after=deep.key, limit=51)
        await workbench.counts(session, facts.id, QueueFilter())

    async def filtered() -> None:
        chosen = QueueFilter(status="unanswered", unit="cl2", words="скупштина")
        await workbench.lines(session, facts.id, chosen, latin=True, limit=51)
        await workbench.counts(session, facts.id, chosen)

    async def bench() -> None:
        card = await workbench.answer_card(session, deep.number, now, latin=False)
        await workbench.lines(session, facts.id, QueueFilter(), latin=False, before=card.key, limit=15)
        await workbench.lines(session, facts.id, QueueFilter(), latin=False, after=card.key, limit=30)
        await workbench.earlier_answers(session, card)

    waiting = iter(lines[:200])

    async def save() -> None:
        await draft_answer(session, stage.officer, now, next(waiting).number, REFUSED, 0)

    async def many() -> None:
        await bulk.answer_many(session, stage.officer, now, facts, everything[2_000:3_000], REFUSED, Overwrite.DRAFTS)

    async def sheet() -> None:
        found = await sheets.sheet_lines(session, everything[:5_000], latin=False)
        answer_workbook(found, Script.CYRILLIC, ())

    return [
        Row("a page of the queue with its counts, in the middle of 10,000", f"{await _took(page):.0f} ms", "", "< 100 ms"),
        Row("the same, chosen by status, article and words", f"{await _took(filtered):.0f} ms", "", "< 100 ms"),
        Row("one comment on the workbench with the queue around it", f"{await _took(bench):.0f} ms", "", ""),
        Row("an answer saved", f"{await _took(save, 50):.0f} ms", "", "< 50 ms"),
        Row("1,000 comments answered at once", f"{await _took(many, 1) / 1000:.2f} s", "", "< 2 s"),
        Row("5,000 comments as a workbook to answer offline", f"{await _took(sheet, 1) / 1000:.2f} s", "", ""),
    ]


async def _took(act: Callable[[], Awaitable[None]], times: int = 15) -> float:
    """Give the median of several runs, in milliseconds."""
    spent = []
    for _ in range(times):
        begun = perf_counter()
        await act()
        spent.append((perf_counter() - begun) * 1000)
    return median(spent)
