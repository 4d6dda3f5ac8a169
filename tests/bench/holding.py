"""Holding the load of a last day: authors who send all the time, a web process that is killed halfway, and every receipt looked for after it."""

import asyncio
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass, field
from pathlib import Path
from statistics import quantiles

import asyncpg
import httpx
import seed
from figures import Row

sys.path.insert(0, str(Path(__file__).parents[1]))
from dialog_tracker import migrations
from dialog_tracker.clock import utc_now
from dialog_tracker.storage.embedded import EmbeddedServer
from dialog_tracker.storage.engine import make_engine, make_sessions, transaction
from factories import a_stage

AUTHORS = 32
A_MINUTE = 2_000
_PORT = 18766
_PATIENCE_SECONDS = 60
_LOST = """
SELECT count(*) FROM unnest($1::text[]) AS said(number)
WHERE (SELECT count(*) FROM submission s JOIN comment c ON c.submission_id = s.id WHERE s.number = said.number) <> 3
"""


@dataclass
class Kept:
    """What the authors were told, and how long each waited from the moment it was to send."""

    numbers: list[str] = field(default_factory=list)
    waits: list[float] = field(default_factory=list)
    asked_again: int = 0


async def holding(minutes: float) -> list[Row]:
    """Send for the minutes and kill the process in the middle. Raises RuntimeError on any answer but a receipt."""
    with tempfile.TemporaryDirectory() as home:
        Path(home).chmod(0o755)
        with EmbeddedServer(Path(home)) as server:
            engine = make_engine(server.url)
            await migrations.upgrade(engine)
            async with transaction(make_sessions(engine)) as session:
                await a_stage(session, utc_now())
            await engine.dispose()
            reference, secrets = await seed.baskets(Path(home), round(A_MINUTE * minutes))
            kept = await _sent(Path(home), reference, secrets, minutes * 60)
            return _rows(kept, await _stored(server, kept.numbers))


async def _sent(home: Path, reference: str, secrets: list[str], seconds: float) -> Kept:
    process = await _served(home)
    kept, waiting = Kept(), iter(enumerate(secrets))
    try:
        async with httpx.AsyncClient(base_url=f"http://127.0.0.1:{_PORT}") as client:
            token = (await client.get("/sign-in")).cookies["dt_csrf"]
        begun = time.perf_counter()
        authors = asyncio.gather(*(_author(reference, token, waiting, begun, kept) for _ in range(AUTHORS)))
        await asyncio.sleep(seconds / 2)
        process.kill()
        process.wait(20)
        process = await _served(home)
        await authors
    finally:
        process.kill()
        process.wait(20)
    return kept


async def _served(home: Path) -> subprocess.Popen[bytes]:
    process = subprocess.Popen([sys.executable, str(Path(__file__).parent / "server.py"), str(home), str(_PORT)])
    async with httpx.AsyncClient() as client:
        for _ in range(_PATIENCE_SECONDS * 10):
            try:
                await client.get(f"http://127.0.0.1:{_PORT}/health/live")
            except httpx.TransportError:
                await asyncio.sleep(0.1)
            else:
                return process
    raise RuntimeError("the server does not answer")


async def _author(reference: str, token: str, waiting, begun: float, kept: Kept) -> None:
    """Send one basket after another, each at its own moment, and ask again with the same key when the connection breaks."""
    async with httpx.AsyncClient(base_url=f"http://127.0.0.1:{_PORT}", timeout=_PATIENCE_SECONDS) as client:
        for at, secret in waiting:
            due = begun + at * 60 / A_MINUTE
            await asyncio.sleep(max(0, due - time.perf_counter()))
            form = {"_csrf_token": token, "form_key": f"hold-{secret[:30]}", "speaker": "", "display": "full", "agreed": "yes"}
            cookies = {"Cookie": f"dt_session={secret}; dt_csrf={token}"}
            kept.numbers.append(await _receipt(client, reference, form, cookies, kept))
            kept.waits.append(time.perf_counter() - due)


async def _receipt(client: httpx.AsyncClient, reference: str, form: dict[str, str], cookies: dict[str, str], kept: Kept) -> str:
    until = time.perf_counter() + _PATIENCE_SECONDS
    while time.perf_counter() < until:
        client.cookies.clear()
        try:
            answer = await client.post(f"/c/{reference}/basket", data=form, headers=cookies)
        except httpx.TransportError:
            kept.asked_again += 1
            await asyncio.sleep(0.2)
            continue
        if answer.status_code != 303 or "/k/" not in answer.headers["location"]:
            raise RuntimeError(answer.status_code, answer.headers.get("location"))
        return str(answer.headers["location"]).rsplit("/", 1)[1]
    raise RuntimeError("no answer after the restart")


async def _stored(server: EmbeddedServer, numbers: list[str]) -> tuple[int, int]:
    """Count the submissions stored, and the receipts given for which there are not exactly the three comments."""
    connection = await asyncpg.connect(server.url.replace("postgresql+asyncpg://", "postgresql://"))
    try:
        return await connection.fetchval("SELECT count(*) FROM submission"), await connection.fetchval(_LOST, numbers)
    finally:
        await connection.close()


def _rows(kept: Kept, stored: tuple[int, int]) -> list[Row]:
    total, lost = stored
    if lost or len(set(kept.numbers)) != len(kept.numbers) or total != len(kept.numbers):
        raise RuntimeError(f"{len(kept.numbers)} receipts, {len(set(kept.numbers))} different, {total} stored, {lost} not whole")
    parts = quantiles(kept.waits, n=100)
    return [
        Row(f"submissions held, {A_MINUTE:,} a minute, one kill", f"{total:,}", f"{kept.asked_again} asked again", "none lost, none twice"),
        Row("  waited for the receipt, half of them", f"{parts[49] * 1000:.0f} ms", f"95 %: {parts[94] * 1000:.0f} ms"),
        Row("  waited longest, over the restart", f"{max(kept.waits):.1f} s"),
    ]
