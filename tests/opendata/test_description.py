"""The description against the service: whatever Schemathesis makes of it is answered as described, also by the doors that change something."""

import asyncio
import socket
import sys
from contextlib import asynccontextmanager
from pathlib import Path

import httpx
import pytest
import uvicorn

from dialog_tracker.app import create_app
from dialog_tracker.clock import utc_now
from dialog_tracker.opendata import tokens
from dialog_tracker.opendata.tokens import make_token
from factories import a_comment, a_stage, a_submission

ROOT = Path(__file__).parents[2]


@asynccontextmanager
async def serving(app):
    """Serve an application on a port of this machine."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    server = uvicorn.Server(uvicorn.Config(app, port=port, log_config=None, access_log=False, lifespan="off"))
    task = asyncio.create_task(server.serve())
    for _ in range(200):
        if server.started:
            break
        await asyncio.sleep(0.05)
    try:
        yield f"http://127.0.0.1:{port}"
    finally:
        server.should_exit = True
        await task


@pytest.fixture
async def service(fresh, settings, monkeypatch):
    """Give the address of a service with something in it, and a token that may do everything as often as it likes."""
    monkeypatch.setattr(tokens, "REQUESTS_A_MINUTE", 10**6)
    now = utc_now()
    async with fresh.transaction() as session:
        stage = await a_stage(session, now)
        await a_submission(session, now, stage, a_comment(), a_comment("Опште.", anchor=""))
        scopes = ["consultations:write", "comments:read", "comments:write", "webhooks"]
        secret = await make_token(session, stage.officer, now, stage.authority_id, "проба", scopes, 30)
    async with serving(create_app(settings, sessions=fresh.sessions, engine=fresh.engine)) as address:
        yield address, secret


async def test_whatever_is_made_of_the_description_is_answered_as_described(service, tmp_path):
    address, secret = service
    schema = f"{address}/api/description/openapi.json"
    options = ["--checks", "all", "--max-examples", "10", "--generation-deterministic", "--no-color", "--continue-on-failure"]
    program = [str(Path(sys.executable).with_name("st")), "--config-file", str(ROOT / "schemathesis.toml")]
    command = [*program, "run", schema, "--header", f"Authorization: Bearer {secret}", *options]
    running = await asyncio.create_subprocess_exec(*command, cwd=tmp_path, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.STDOUT)
    told, _ = await asyncio.wait_for(running.communicate(), 600)
    assert running.returncode == 0, told.decode()[-12_000:]
    async with httpx.AsyncClient() as client:
        paths = (await client.get(schema)).json()["paths"]
    operations = sum(len(doors) for doors in paths.values())
    assert operations > 40
    assert f"Tested: {operations}" in told.decode()


async def test_the_type_of_a_problem_leads_to_what_it_means(browser):
    visitor = browser()
    refused = (await visitor.get("/api/consultations/XX-2026-9999")).json()
    page, _, code = refused["type"].partition("#")
    shown = await visitor.get(f"{page}?script=sr-Latn")
    assert shown.status_code == 200
    assert f'id="{code}"' in shown.text
    assert "%(" not in shown.text
