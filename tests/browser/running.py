"""The real program with the demonstration's data, in a directory of its own: for the browser's tests and for the pictures of the docs."""

import json
import os
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from visits import House

HERE = Path(__file__).parent
_PATIENCE_SECONDS = 60


@contextmanager
def running_house() -> Iterator[House]:
    """Play the demonstration once, add a consultation that waits for answers, and serve."""
    with tempfile.TemporaryDirectory(prefix="dt-browser-") as folder:
        Path(folder).chmod(0o755)
        port = _free_port()
        around = {name: value for name, value in os.environ.items() if not name.startswith(("DIALOG_", "DATABASE_URL"))}
        program = [sys.executable, "-m", "dialog_tracker"]
        played = _run([*program, "demo", "--no-serve", "--json", "--out", f"{folder}/out"], around | {"DIALOG_DATA_DIR": f"{folder}/data"})
        figures = json.loads(played)
        own = {"DIALOG_DATA_DIR": figures["data_dir"], "DIALOG_DEMONSTRATION": "1", "DIALOG_PORT": str(port)}
        env = around | own | {"DIALOG_BASE_URL": f"http://127.0.0.1:{port}"}
        closed = _run([sys.executable, str(HERE / "closed_consultation.py"), figures["reference"]], env).strip()
        with Path(folder, "serve.log").open("wb") as log, subprocess.Popen([*program, "serve"], env=env, stdout=log, stderr=log) as server:
            try:
                _wait_until_ready(server, port, Path(log.name))
                yield House(f"http://127.0.0.1:{port}", figures["reference"], closed, files=Path(folder, "out"))
            finally:
                server.terminate()
                server.wait(_PATIENCE_SECONDS)


def _run(command: list[str], env: dict[str, str]) -> str:
    done = subprocess.run(command, env=env, capture_output=True, text=True, check=False)
    if done.returncode:
        raise RuntimeError(f"{' '.join(command[1:4])} ended with {done.returncode}:\n{done.stderr[-3000:]}")
    return done.stdout


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
    return port


def _wait_until_ready(server: "subprocess.Popen[bytes]", port: int, log: Path) -> None:
    until = time.monotonic() + _PATIENCE_SECONDS
    while time.monotonic() < until and server.poll() is None:
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{port}/health/ready", timeout=5) as answer:
                if answer.status == 200:
                    return
        except (urllib.error.URLError, ConnectionError):
            time.sleep(0.3)
    raise RuntimeError(f"the server did not start:\n{log.read_text(encoding='utf-8')[-3000:]}")
