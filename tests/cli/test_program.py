"""The program as people run it, in processes of its own over a data directory of its own."""

import json
import os
import subprocess
import sys
import tempfile
import zipfile
from importlib import resources
from pathlib import Path

import pytest
from click.testing import CliRunner

from dialog_tracker.cli import main

DRAFT = resources.files("dialog_tracker.sample").joinpath("odluka.docx")


@pytest.fixture(scope="module")
def home():
    with tempfile.TemporaryDirectory(prefix="dt-cli-") as folder:
        Path(folder).chmod(0o755)
        yield Path(folder)


def run(home, *arguments, typed="", **environ):
    env = {name: value for name, value in os.environ.items() if not name.startswith("DIALOG_") and name != "DATABASE_URL"}
    env |= {"DIALOG_DATA_DIR": str(home / "data"), "DIALOG_SOFFICE": "/nonexistent/soffice", **environ}
    done = subprocess.run(
        [sys.executable, "-m", "dialog_tracker", *arguments],
        input=typed,
        capture_output=True,
        text=True,
        env=env,
        cwd=home,
        check=False,
        timeout=120,
    )
    assert "Traceback" not in done.stderr, done.stderr
    return done


def test_a_draft_is_shown_as_people_and_as_programs_read_it(tmp_path):
    shown = CliRunner().invoke(main, ["import-draft", str(DRAFT), "--json"])
    assert shown.exit_code == 0, shown.output
    found = json.loads(shown.stdout)
    assert found["counts"]["article"] > 10
    assert (found["script"], found["kind"]) == ("Cyrl", "decision")
    for_people = CliRunner().invoke(main, ["import-draft", str(DRAFT)])
    assert found["title"] in for_people.stdout
    wrong = tmp_path / "nacrt.docx"
    wrong.write_bytes(b"%PDF-1.7")
    refused = CliRunner().invoke(main, ["import-draft", str(wrong)])
    assert refused.exit_code == 1
    assert "draft-not-word" in refused.stderr
    assert "Save the draft in Word" in refused.stderr


def test_an_installation_gets_its_administrator_and_a_check_up(home):
    assert run(home, "doctor").returncode == 1, "no schema yet"
    assert run(home, "migrate").returncode == 0
    short = run(home, "add-user", "admin@vrbovac.example", "--name", "Ана", "--password-stdin", typed="short\n")
    assert (short.returncode, "password-short" in short.stderr) == (1, True)
    made = run(home, "add-user", "admin@vrbovac.example", "--name", "Ана", "--password-stdin", typed="a long enough password\n")
    assert made.returncode == 0, made.stderr
    again = run(home, "add-user", "admin@vrbovac.example", "--name", "Ана", "--password-stdin", typed="a long enough password\n")
    assert "email-taken" in again.stderr
    checked = run(home, "doctor")
    assert checked.returncode == 0, checked.stdout
    assert "ok  schema" in checked.stdout


def test_a_backup_is_restored_elsewhere(home):
    """Follows on the installation above."""
    written = run(home, "backup", "kept.tar.gz")
    assert written.returncode == 0, written.stderr
    elsewhere = home / "elsewhere"
    assert run(home, "restore", "kept.tar.gz", DIALOG_DATA_DIR=str(elsewhere)).returncode == 0
    again = run(home, "restore", "kept.tar.gz", DIALOG_DATA_DIR=str(elsewhere))
    assert (again.returncode, "restore-not-empty" in again.stderr) == (1, True)


def test_the_demonstration_refuses_a_database_that_is_not_its_own(home):
    """Follows on the installation above: its data stands where the demonstration would."""
    (home / "other").mkdir()
    (home / "data" / "postgres").rename(home / "moved")
    (home / "other" / "demo").mkdir()
    (home / "moved").rename(home / "other" / "demo" / "postgres")
    refused = run(home, "demo", "--no-serve", "--json", DIALOG_DATA_DIR=str(home / "other"))
    assert (refused.returncode, "demonstration-not-here" in refused.stderr) == (1, True)


def test_the_demonstration_does_the_main_job_and_a_second_run_harms_nothing(home):
    first = run(home, "demo", "--no-serve", "--json", "--out", "out", DIALOG_DATA_DIR=str(home / "play"))
    assert first.returncode == 0, first.stderr
    played = json.loads(first.stdout)
    assert played["comments"] == played["answered"] > 20
    for path in played["reports"]:
        assert "word/document.xml" in zipfile.ZipFile(path).namelist()
    second = run(home, "demo", "--no-serve", "--json", "--out", "out-again", DIALOG_DATA_DIR=str(home / "play"))
    again = json.loads(second.stdout)
    changing = {"reports"}
    assert {k: v for k, v in again.items() if k not in changing} == {k: v for k, v in played.items() if k not in changing}
    report = run(
        home, "report", played["reference"], "--script", "Latn", "--out", "izvestaj.docx", DIALOG_DATA_DIR=str(home / "play" / "demo")
    )
    assert report.returncode == 0, report.stderr
    assert zipfile.is_zipfile(home / "izvestaj.docx")
    unknown = run(home, "report", "LR-2020-0001", "--out", "x.docx", DIALOG_DATA_DIR=str(home / "play" / "demo"))
    assert (unknown.returncode, "report-not-published" in unknown.stderr) == (1, True)


def test_odd_settings_are_a_sentence(home):
    assert "setting-unreadable" in run(home, "doctor", DIALOG_PORT="eighty").stderr
    wrong = home / "wrong.toml"
    wrong.write_text("prot = 1\n")
    assert "setting-unknown" in run(home, "--config", str(wrong), "doctor").stderr
