# ruff: noqa: SLF001, ASYNC220  (a server is looked at from inside, and killed from outside)
"""The embedded server: found by others, gone with its owner even after kill -9, and well after a crash of its own."""

import os
import signal
import subprocess
import sys
import tempfile
import textwrap
import time
from pathlib import Path

import asyncpg
import pytest

from dialog_tracker.domain.errors import Conflict
from dialog_tracker.storage.embedded import EmbeddedServer


@pytest.fixture(scope="module")
def place():
    with tempfile.TemporaryDirectory(prefix="dt-embedded-") as folder:
        Path(folder).chmod(0o755)
        yield Path(folder)


async def ask(server, question):
    connection = await asyncpg.connect(server.url.replace("postgresql+asyncpg://", "postgresql://"))
    try:
        return await connection.fetchval(question)
    finally:
        await connection.close()


def gone(pid, seconds=15):
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        stat = Path(f"/proc/{pid}/stat")
        if not stat.exists() or stat.read_text().rsplit(")", 1)[1].split()[0] == "Z":
            return True
        time.sleep(0.05)
    return False


def pid_of(server):
    return int((server.data / "postmaster.pid").read_text().split()[0])


async def test_a_second_process_finds_the_socket_and_does_not_stop_what_it_did_not_start(place):
    with EmbeddedServer(place / "data", durable=False) as first:
        second = EmbeddedServer(place / "data", durable=False)
        assert second.is_running()
        assert not second.start()
        second.stop()
        assert await ask(second, "SELECT lower('ЉЊЏЂ')") == "љњџђ"
        assert await ask(first, "SHOW listen_addresses") == "", "nothing listens on the network"
    assert not first.is_running()


async def test_what_was_written_survives_a_kill_of_the_server(place):
    server = EmbeddedServer(place / "data")
    with server:
        await ask(server, "CREATE TABLE kept AS SELECT 42 AS n")
        os.kill(pid_of(server), signal.SIGKILL)
        server._process.wait(10)
    with EmbeddedServer(place / "data", durable=False) as again:
        assert await ask(again, "SELECT n FROM kept") == 42


async def test_no_server_is_left_behind_by_a_killed_owner(place):
    program = """
        import sys, time
        from pathlib import Path
        from dialog_tracker.storage.embedded import EmbeddedServer
        EmbeddedServer(Path(sys.argv[1]), durable=False).start()
        print("up", flush=True)
        time.sleep(60)
    """
    owner = subprocess.Popen([sys.executable, "-c", textwrap.dedent(program), str(place / "data")], stdout=subprocess.PIPE)
    try:
        assert owner.stdout.readline() == b"up\n"
        server = EmbeddedServer(place / "data", durable=False)
        pid = pid_of(server)
        assert server.is_running()
    finally:
        owner.kill()
        owner.wait()
        owner.stdout.close()
    assert gone(pid), "the server outlived its owner"
    with server:
        assert await ask(server, "SELECT 1") == 1


@pytest.mark.skipif(os.geteuid() != 0, reason="only root runs the server as somebody else")
async def test_data_in_a_private_home_works_for_root(place):
    private = place / "private"
    private.mkdir(mode=0o700)
    with EmbeddedServer(private / "data", durable=False) as server:
        assert server._hidden
        assert await ask(server, "SELECT 1") == 1
    assert private.stat().st_mode & 0o777 == 0o700, "the home stays private"


def test_a_server_that_cannot_start_shows_the_end_of_its_log(place, monkeypatch):
    from dialog_tracker.storage import embedded

    monkeypatch.setattr(embedded, "_STALE_LOCK_SECONDS", 0)
    broken = EmbeddedServer(place / "broken", durable=False)
    broken.home.mkdir()
    broken._prepare(broken.data)
    (broken.data / "PG_VERSION").write_text("9.6\n")
    with pytest.raises(Conflict, match="database-not-starting") as refused:
        broken.start()
    assert refused.value.facts["log"]


def test_a_directory_of_somebody_else_is_refused(place, monkeypatch):
    server = EmbeddedServer(place / "foreign", durable=False)
    monkeypatch.setattr(os, "geteuid", lambda: 12345)
    server._runner = None
    with pytest.raises(Conflict, match="database-directory-foreign"):
        server._prepare(place)
