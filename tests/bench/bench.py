"""Figures with their ratios to references measured in the same run, interleaved: one web process, eight connections, signed out."""

import argparse
import asyncio
import os
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from statistics import median

sys.path[:0] = [str(Path(__file__).parent), str(Path(__file__).parents[1] / "reports")]
import load
import seed
from answering import answering
from dialogue import dialogue
from dumps import dumps
from figures import Row, show
from finding import finding
from holding import holding
from imports import imports
from legal_time import legal_time
from report_files import files, reports
from taking_in import taking_in
from versions import versions

from dialog_tracker.drafting.importer import import_draft
from dialog_tracker.storage.embedded import EmbeddedServer
from dialog_tracker.web.paging import Cursors, write_cursor
from oversight import oversight

ROOT = Path(__file__).parents[2]
CACHE = ROOT / ".cache" / "bench"
PORT = 18765
DEEP = write_cursor(180 * 10_000 + 50)  # the last comment of the first 9,000


async def web(draft: Path, seconds: float, rounds: int) -> list[Row]:
    """Measure pages and the API against raw answers of the same server."""
    await seed.seed(CACHE, draft)
    with EmbeddedServer(CACHE):
        process = subprocess.Popen([sys.executable, str(Path(__file__).parent / "server.py"), str(CACHE), str(PORT)])
        try:
            await _wait()
            idle = _pss(process.pid)
            rows = await _pages(seconds, rounds)
            rows += await _submissions()
            rows.append(Row("idle memory of a web process", f"{idle:.0f} MiB PSS", "", "< 110 MiB"))
            return rows
        finally:
            process.terminate()
            process.wait(20)


def _deep(reference: str) -> str:
    """Write the cursor of the API at the same depth."""
    return Cursors.of("comments-of", {"reference": reference}).write(180 * 10_000 + 50)


async def _wait() -> None:
    for _ in range(200):
        try:
            await load.rate(PORT, _once(load.get("/health/live")), 1, 1)
        except OSError:
            await asyncio.sleep(0.1)
        else:
            return
    raise RuntimeError("the server does not answer")


def _once(head: bytes):
    sent = iter([head])
    return lambda: next(sent, None)


async def _pages(seconds: float, rounds: int) -> list[Row]:
    reference = "JR-" + str(time.gmtime().tm_year) + "-0001"
    first = (await asyncio.to_thread(_first_reference)) or reference
    pages = {
        "consultation list (HTML, 30 of 30)": ("/", ""),
        "consultation page (HTML)": (f"/c/{first}", ""),
        "text page, 90 articles, with counts (HTML)": (f"/c/{first}/text", ""),
        "50 comments, JSON, first page": (f"/api/consultations/{first}/comments", "≥ 60 %"),
        "50 comments, JSON, at depth 9,000": (f"/api/consultations/{first}/comments?after={_deep(first)}", "as the first"),
        "50 comments, HTML Cyrillic, first page": (f"/c/{first}/comments?script=sr-Cyrl", "≥ 33 %"),
        "50 comments, HTML Cyrillic, at depth 9,000": (f"/c/{first}/comments?after={DEEP}&script=sr-Cyrl", "as the first"),
        "50 comments, HTML Latin, first page": (f"/c/{first}/comments?script=sr-Latn", "≥ 33 %"),
    }
    measured: dict[str, list[float]] = {name: [] for name in pages}
    references: dict[str, list[float]] = {name: [] for name in pages}
    for _ in range(rounds):
        for name, (path, _aim) in pages.items():
            depth = 180 * 10_000 + 50 if "depth" in name else 0
            references[name].append(await load.rate(PORT, lambda depth=depth: load.get(f"/_reference/comments/{depth}"), seconds))
            measured[name].append(await load.rate(PORT, lambda path=path: load.get(path), seconds))
    rows = []
    for name, (_, aim) in pages.items():
        ratio = median(a / b for a, b in zip(measured[name], references[name], strict=True))
        rows.append(Row(name, f"{median(measured[name]):.0f}/s", f"{ratio:.0%} of {median(references[name]):.0f}/s", aim))
    return rows


def _first_reference() -> str:
    import asyncpg

    async def ask() -> str:
        connection = await asyncpg.connect(EmbeddedServer(CACHE).url.replace("postgresql+asyncpg://", "postgresql://"))
        found: str = await connection.fetchval("SELECT reference FROM consultation ORDER BY created_at LIMIT 1")
        await connection.close()
        return found

    return asyncio.run(ask())


async def _submissions() -> list[Row]:
    """Send baskets of three comments, each by another person, against single served INSERTs."""
    count = 240
    reference, secrets = await seed.baskets(CACHE, count)
    token = await asyncio.to_thread(_token)
    ratios, rates, inserts = [], [], []
    for part in range(3):
        inserts.append(await load.rate(PORT, lambda: load.post("/_reference/insert", "a=b"), 2))
        mine = iter(secrets[part * 80 : part * 80 + 80])

        def make(mine=mine) -> bytes | None:
            secret = next(mine, None)
            if secret is None:
                return None
            body = f"_csrf_token={token}&form_key=bench-{secret[:30]}&speaker=&display=full&agreed=yes"
            return load.post(f"/c/{reference}/basket", body, f"dt_session={secret}; dt_csrf={token}")

        rates.append(await load.rate(PORT, make, 30, wanted=303))
        ratios.append(rates[-1] / inserts[-1])
    return [Row("submission of three comments", f"{median(rates):.0f}/s", f"{median(ratios):.0%} of {median(inserts):.0f}/s", "≥ 10 %")]


def _token() -> str:
    import httpx

    return httpx.get(f"http://127.0.0.1:{PORT}/sign-in").cookies["dt_csrf"]


def _pss(pid: int) -> float:
    rollup = Path(f"/proc/{pid}/smaps_rollup").read_text()
    return next(int(line.split()[1]) for line in rollup.splitlines() if line.startswith("Pss:")) / 1024


def drafts(draft: Path) -> list[Row]:
    """Measure the import of the 90-article law, child process included."""
    content = draft.read_bytes()
    times = []
    for _ in range(5):
        begun = time.perf_counter()
        import_draft(content, draft.name)
        times.append(time.perf_counter() - begun)
    return [Row("import of the 90-article law", f"{median(times):.2f} s", "", "< 1 s")]


def starts() -> list[Row]:
    """Measure the first start (initdb and migrations) and a later one, from the command to the first answer."""
    rows = []
    with tempfile.TemporaryDirectory() as folder:
        Path(folder).chmod(0o755)
        for name, aim in (("first start, initdb and migrations", "< 8 s"), ("later start", "< 4 s")):
            rows.append(Row(name, f"{_start(folder):.1f} s", "", aim))
    return rows


def _start(folder: str) -> float:
    environment = os.environ | {"DIALOG_DATA_DIR": folder, "DIALOG_PORT": str(PORT + 1), "DIALOG_LOG_LEVEL": "ERROR"}
    begun = time.perf_counter()
    process = subprocess.Popen([sys.executable, "-m", "dialog_tracker", "serve"], env=environment, stdout=subprocess.DEVNULL)
    try:
        while True:
            try:
                asyncio.run(load.rate(PORT + 1, _once(load.get("/health/ready")), 5, 1))
            except OSError:
                time.sleep(0.02)
            else:
                return time.perf_counter() - begun
    finally:
        process.terminate()
        process.wait(20)


def main() -> None:
    """Run what is asked for, all of it by default."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument(
        "groups",
        nargs="*",
        default=[
            "drafts",
            "imports",
            "versions",
            "clock",
            "intake",
            "reports",
            "files",
            "starts",
            "answering",
            "dialogue",
            "finding",
            "oversight",
            "dump",
            "web",
            "holding",
        ],
    )
    parser.add_argument("--draft", type=Path, default=ROOT.parent / "shared" / "data" / "laws" / "zakon-o-udruzenjima.docx")
    parser.add_argument("--seconds", type=float, default=3, help="seconds of each measurement of a page")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--minutes", type=float, default=5, help="minutes of the load that is held")
    parser.add_argument(
        "--comments", type=int, default=100_000, help="comments behind the figures of oversight; 1000000 takes minutes to make"
    )
    parser.add_argument("--reset", action="store_true", help="seed anew")
    asked = parser.parse_args()
    if asked.reset:
        shutil.rmtree(CACHE, ignore_errors=True)
    CACHE.mkdir(parents=True, exist_ok=True)
    draft = asked.draft if asked.draft.exists() else ROOT / "src" / "dialog_tracker" / "sample" / "odluka.docx"
    measured = {
        "drafts": lambda: drafts(draft),
        "imports": lambda: imports(draft),
        "versions": versions,
        "clock": lambda: asyncio.run(legal_time()),
        "intake": taking_in,
        "reports": reports,
        "files": files,
        "starts": starts,
        "web": lambda: asyncio.run(web(draft, asked.seconds, asked.rounds)),
        "answering": answering,
        "dialogue": dialogue,
        "finding": lambda: finding(ROOT.parent / "shared" / "data"),
        "oversight": lambda: oversight(asked.comments),
        "dump": dumps,
        "holding": lambda: asyncio.run(holding(asked.minutes)),
    }
    show([row for group, measure in measured.items() if group in asked.groups for row in measure()])


if __name__ == "__main__":
    main()
