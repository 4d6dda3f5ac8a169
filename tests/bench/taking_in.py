"""Taking comments in from a table, and proposing groups of like comments: how long, how much memory, and how both grow."""

import asyncio
import csv
import hashlib
import io
import random
import sys
import tempfile
from pathlib import Path
from time import perf_counter

from figures import Row, child

sys.path.insert(0, str(Path(__file__).parents[1]))
from dialog_tracker import migrations
from dialog_tracker.clock import utc_now
from dialog_tracker.domain.comment_columns import Preset
from dialog_tracker.domain.incoming import read_table
from dialog_tracker.intake.actions import Given
from dialog_tracker.intake.imports import import_table
from dialog_tracker.office.sheets import read_sheet
from dialog_tracker.storage.embedded import EmbeddedServer
from dialog_tracker.storage.engine import make_engine, make_sessions, transaction
from factories import a_stage

SIZES = (65, 10_000, 100_000)
_WORDS = (
    "рок дан предлог члан став закон орган грађанин савет скупштина одлука буџет јавност удружење општина расправа текст измена".split()
)
_ENDINGS = ("", "а", "у", "ом", "е", "има")
_LIKE = """
import sys
sys.path[:0] = [sys.argv[1]]
from taking_in import made_texts
from dialog_tracker.analysis.candidates import candidates
from dialog_tracker.domain.likeness import alike
texts = made_texts(int(sys.argv[2]))
if sys.argv[3] == "compare":
    assert alike(texts, candidates)
"""


def made_texts(count: int) -> list[str]:
    """Make comments of sixty words, every tenth a letter of a campaign with one word changed."""
    dice = random.Random(7)
    letter = [dice.choice(_WORDS) for _ in range(60)]
    texts = []
    for at in range(count):
        words = list(letter) if at % 10 == 0 else [dice.choice(_WORDS) + dice.choice(_ENDINGS) for _ in range(60)]
        words[dice.randrange(60)] = dice.choice(_WORDS)
        texts.append(" ".join(words))
    return texts


def taking_in() -> list[Row]:
    """Measure both."""
    return [*asyncio.run(_imports()), *_likeness()]


async def _imports() -> list[Row]:
    with tempfile.TemporaryDirectory() as home:
        Path(home).chmod(0o755)
        with EmbeddedServer(Path(home), durable=False) as server:
            engine = make_engine(server.url)
            await migrations.upgrade(engine)
            sessions = make_sessions(engine)
            async with transaction(sessions) as session:
                stage = await a_stage(session, utc_now())
            spent = {size: await _import(sessions, stage, size) for size in SIZES}
            await engine.dispose()
    aims = {65: "< 2 s", 10_000: "", 100_000: "< 180 s"}
    rows = [Row(f"table of {size:,} comments taken in", f"{seconds:.2f} s", "", aims[size]) for size, seconds in spent.items()]
    rows[-1] = Row(rows[-1].name, rows[-1].value, f"{spent[100_000] / spent[10_000]:.1f} x 10,000", rows[-1].aim)
    return rows


async def _import(sessions, stage, size: int) -> float:
    table = io.StringIO()
    writer = csv.writer(table)
    writer.writerow(["Document ID", "Document Type", "Comment", "Organization Name"])
    texts = made_texts(size)
    writer.writerows(
        [f"{size}-{at}", "Public Submission", said, f"Удружење {at % 3000}" if at % 3 else ""] for at, said in enumerate(texts)
    )
    content = table.getvalue().encode()
    given = Given(f"{size}.csv", hashlib.sha256(content).hexdigest(), len(content), "text/csv")
    begun = perf_counter()
    done = await import_table(
        sessions,
        utc_now,
        stage.officer,
        stage.reference,
        given,
        Preset.REGULATIONS_GOV,
        lambda zone: read_table(read_sheet(content), zone, Preset.REGULATIONS_GOV),
    )
    spent = perf_counter() - begun
    if done.comments != size:
        raise RuntimeError(done.left_out[:3])
    return spent


def _likeness() -> list[Row]:
    """The peak is that of a process that holds the texts and compares them, less what holding them takes."""
    rows = []
    before = 0.0
    for size in SIZES[1:]:
        command = [sys.executable, "-c", _LIKE, str(Path(__file__).parent), str(size)]
        (idle_seconds, idle), (seconds, peak) = (child([*command, what], b"") for what in ("hold", "compare"))
        spent = seconds - idle_seconds
        ratio = f"{spent / before:.1f} x 10,000" if before else ""
        rows.append(Row(f"groups proposed among {size:,} comments", f"{spent:.1f} s", ratio, "< 60 s" if before else ""))
        rows.append(Row("  peak memory above the texts", f"{peak - idle:.0f} MiB", "", "< 1 GiB"))
        before = spent
    return rows
