"""The wheel, built from the sdist, serves from any directory of an empty environment."""

import os
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PORT = 18931


def _run(*command: str, **options: object) -> None:
    subprocess.run(command, check=True, capture_output=True, text=True, **options)  # type: ignore[call-overload]


@pytest.mark.wheel
def test_the_wheel_serves_from_an_empty_directory(tmp_path: Path) -> None:
    dist = tmp_path / "dist"
    _run(sys.executable, "-m", "build", "--no-isolation", "--outdir", str(dist), str(ROOT))
    (wheel,) = dist.glob("*.whl")
    environment = tmp_path / "environment"
    _run(sys.executable, "-m", "venv", str(environment))
    python = environment / "bin" / "python"
    pip = [str(python), "-m", "pip", "install", "-qq", "--disable-pip-version-check"]
    _run(*pip, "--require-hashes", "-r", str(ROOT / "locks" / "run.txt"))
    _run(*pip, "--no-deps", str(wheel))
    away = tmp_path / "away"
    away.mkdir()
    tmp_path.chmod(0o755)
    settings = {"PATH": os.environ["PATH"], "DIALOG_DATA_DIR": str(away / "data"), "DIALOG_PORT": str(PORT), "DIALOG_LOG_LEVEL": "ERROR"}
    command = [str(environment / "bin" / "dialog-tracker"), "serve", "--no-worker"]
    process = subprocess.Popen(command, cwd=away, env=settings, stdout=subprocess.PIPE, text=True)
    try:
        page = _page("/")
        assert "govuk-template" in page
        assert "built/dialog.css" in page
        assert "Консултације" in page
        assert ".dt-masthead" in _page("/static/built/dialog.css")
        assert "/first/" in (process.stdout.readline() if process.stdout else "")
    finally:
        process.terminate()
        process.wait(20)
        if process.stdout:
            process.stdout.close()


def _page(path: str) -> str:
    for _ in range(300):
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{PORT}{path}", timeout=10) as answer:
                text: str = answer.read().decode()
                return text
        except OSError:
            time.sleep(0.1)
    pytest.fail("the installed program does not answer")
