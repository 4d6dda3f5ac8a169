"""The program as people run it, over a data directory of its own."""

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
from dialog_tracker.clock import utc_now
from dialog_tracker.domain.retention import Kept
from outlook_files import BODY, outlook

DRAFT = resources.files("dialog_tracker.sample").joinpath("odluka.docx")


@pytest.fixture(scope="module")
def home():
    with tempfile.TemporaryDirectory(prefix="dt-cli-") as folder:
        Path(folder).chmod(0o755)
        yield Path(folder)


@pytest.fixture(autouse=True)
def here(home, monkeypatch):
    for name in [name for name in os.environ if name.startswith("DIALOG_") or name == "DATABASE_URL"]:
        monkeypatch.delenv(name)
    monkeypatch.chdir(home)


def run(home, *arguments: str, typed: str = "", **environ: str):
    """Run a command in this process; a defect would come out as an exception of its own."""
    env = {"DIALOG_DATA_DIR": str(home / "data"), "DIALOG_SOFFICE": "/nonexistent/soffice", **environ}
    done = CliRunner().invoke(main, arguments, input=typed, env=env)
    assert done.exception is None or isinstance(done.exception, SystemExit), done.exception
    return done


def test_the_program_runs_as_a_module():
    done = subprocess.run([sys.executable, "-m", "dialog_tracker", "--version"], capture_output=True, text=True, check=True, timeout=60)
    assert done.stdout.startswith("dialog-tracker, version ")


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
    assert "draft-damaged" in refused.stderr
    assert "seems to be damaged" in refused.stderr


def test_an_installation_gets_its_administrator_and_a_check_up(home):
    assert run(home, "doctor").exit_code == 1, "no schema yet"
    assert run(home, "migrate").exit_code == 0
    short = run(home, "add-user", "admin@vrbovac.example", "--name", "Ана", "--password-stdin", typed="short\n")
    assert (short.exit_code, "password-short" in short.stderr) == (1, True)
    made = run(home, "add-user", "admin@vrbovac.example", "--name", "Ана", "--password-stdin", typed="a long enough password\n")
    assert made.exit_code == 0, made.stderr
    again = run(home, "add-user", "admin@vrbovac.example", "--name", "Ана", "--password-stdin", typed="a long enough password\n")
    assert "email-taken" in again.stderr
    checked = run(home, "doctor")
    assert checked.exit_code == 0, checked.stdout
    assert "ok  schema" in checked.stdout


def test_a_backup_is_restored_elsewhere(home):
    """Follows on the installation above."""
    written = run(home, "backup", "kept.tar.gz")
    assert written.exit_code == 0, written.stderr
    elsewhere = home / "elsewhere"
    assert run(home, "restore", "kept.tar.gz", DIALOG_DATA_DIR=str(elsewhere)).exit_code == 0
    again = run(home, "restore", "kept.tar.gz", DIALOG_DATA_DIR=str(elsewhere))
    assert (again.exit_code, "restore-not-empty" in again.stderr) == (1, True)


def test_the_demonstration_refuses_a_database_that_is_not_its_own(home):
    """Follows on the installation above: its data stands where the demonstration would."""
    (home / "other").mkdir()
    (home / "data" / "postgres").rename(home / "moved")
    (home / "other" / "demo").mkdir()
    (home / "moved").rename(home / "other" / "demo" / "postgres")
    refused = run(home, "demo", "--no-serve", "--json", DIALOG_DATA_DIR=str(home / "other"))
    assert (refused.exit_code, "demonstration-not-here" in refused.stderr) == (1, True)


@pytest.mark.office
def test_the_demonstration_does_the_main_job_and_a_second_run_harms_nothing(home):
    first = run(home, "demo", "--no-serve", "--json", "--out", "out", DIALOG_DATA_DIR=str(home / "play"))
    assert first.exit_code == 0, first.stderr
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
    assert report.exit_code == 0, report.stderr
    assert zipfile.is_zipfile(home / "izvestaj.docx")
    told = run(home, "demo", "--no-serve", "--out", "out-again", DIALOG_DATA_DIR=str(home / "play")).stdout
    assert f"DIALOG_DATA_DIR={home / 'play' / 'demo'}" in told
    unknown = run(home, "report", "LR-2020-0001", "--out", "x.docx", DIALOG_DATA_DIR=str(home / "play" / "demo"))
    assert (unknown.exit_code, "consultation-unknown" in unknown.stderr) == (1, True)


@pytest.mark.office
@pytest.mark.parametrize("form", ["docx", "tables.docx", "xlsx", "csv", "html", "json", "pdf"])
def test_the_report_is_written_in_every_format_from_the_command_line(home, form):
    play = {"DIALOG_DATA_DIR": str(home / "play" / "demo"), **({"DIALOG_SOFFICE": ""} if form == "pdf" else {})}
    if not (home / "play" / "demo").exists():
        run(home, "demo", "--no-serve", "--json", "--out", "out", DIALOG_DATA_DIR=str(home / "play"))
    year = next(iter((home / "out").glob("izvestaj-LR-*"))).name.split("-")[2]
    said = run(home, "report", f"LR-{year}-0001", "--format", form, "--script", "latn", "--out", f"r.{form}", **play)
    assert said.exit_code == 0, said.stderr
    assert "working copy" not in said.stderr
    begins = {
        "docx": b"PK",
        "tables.docx": b"PK",
        "xlsx": b"PK",
        "csv": "\ufeff".encode(),
        "html": b"<!DOCTYPE html>",
        "json": b"{",
        "pdf": b"%PDF-",
    }
    assert (home / f"r.{form}").read_bytes().startswith(begins[form])


def test_before_a_report_is_published_a_working_copy_is_written_and_says_so(home):
    play = {"DIALOG_DATA_DIR": str(home / "play" / "demo")}
    if not (home / "play" / "demo").exists():
        run(home, "demo", "--no-serve", "--json", "--out", "out", DIALOG_DATA_DIR=str(home / "play"))
    year = next(iter((home / "out").glob("izvestaj-LR-*"))).name.split("-")[2]
    said = run(home, "report", f"LR-{year}-0002", "--format", "json", "--script", "cyrl", "--out", "radna.json", **play)
    assert (said.exit_code, "working copy" in said.stderr) == (0, True), said.stderr
    told = json.loads((home / "radna.json").read_text(encoding="utf-8"))
    assert told["working_copy"] is True
    assert told["remarks"][0].startswith("Радна верзија")
    asked = ("--language", "en", "--group-by", "status", "--names", "kind", "--without-late", "--columns", "number, status")
    said = run(home, "report", f"LR-{year}-0002", "--format", "csv", *asked, "--out", "working.csv", **play)
    assert said.exit_code == 0, said.stderr
    lines = (home / "working.csv").read_text(encoding="utf-8-sig").splitlines()
    assert lines[0] == "Number of the comment,Answer,Note"
    assert "Late comments are left out." in lines[1]
    wrong = run(home, "report", f"LR-{year}-0002", "--format", "csv", "--columns", "nonsense", "--out", "x.csv", **play)
    assert (wrong.exit_code, "unknown: nonsense" in wrong.stderr) == (2, True)
    assert sum(told["totals"].values()) == len(told["comments"]) == sum(one["comments"] for one in told["submitters"])


def test_comments_come_in_from_tables_letters_and_folders_and_a_person_learns_what_is_kept(home, tmp_path):
    play = {"DIALOG_DATA_DIR": str(home / "play" / "demo")}
    if not (home / "play" / "demo").exists():
        run(home, "demo", "--no-serve", "--json", "--out", "out", DIALOG_DATA_DIR=str(home / "play"))
    year = next(iter((home / "out").glob("izvestaj-LR-*"))).name.split("-")[2]
    into = ("--consultation", f"LR-{year}-0002", "--json")
    table = tmp_path / "tabela.csv"
    table.write_text("Организација;Члан;Коментар\nЛипа;7;Рок је кратак.\nБреза;7;Видети прилог.\nЈасен;7;\n", encoding="utf-8")
    done = json.loads(run(home, "import-comments", str(table), *into, **play).stdout)
    assert {name: done[name] for name in ("preset", "submissions", "comments", "organisations", "attachment_only")} == {
        "preset": "table",
        "submissions": 2,
        "comments": 2,
        "organisations": 2,
        "attachment_only": 1,
    }
    assert [(one["row"], one["code"]) for one in done["not_imported"]] == [(4, "row-without-text")]
    again = run(home, "import-comments", str(table), *into, **play)
    assert (again.exit_code, "came in before" in again.stderr) == (1, True)
    told = run(home, "report", f"LR-{year}-0002", "--format", "csv", "--columns", "channel", "--out", "kanal.csv", **play)
    assert told.exit_code == 0, told.stderr
    assert "табела преузета из друге евиденције" in (home / "kanal.csv").read_text(encoding="utf-8-sig")
    unplaced = "Организација;Члан;Коментар\nДуб;члан 777;Нема га.\nДуб;7;Има га.\nОрах;7;И ово.\n"
    table.write_text(unplaced, encoding="utf-8")
    held = json.loads(run(home, "import-comments", str(table), *into, **play).stdout)
    assert (held["submissions"], held["comments"], held["organisations"]) == (1, 1, 1)
    assert held["waiting"] == [
        {"row": 2, "place": "члан 777", "code": "place-not-in-draft", "reason": "The draft has no place „члан 777”."},
        {
            "row": 3,
            "place": "7",
            "code": "row-waits-with-submission",
            "reason": "The row waits with another row of the same submission.",
        },
    ]
    table.write_text(f"{unplaced}\n", encoding="utf-8")
    told = run(home, "import-comments", str(table), *into[:2], **play)
    assert "row 2 waits on the desk: The draft has no place „члан 777”." in told.stdout
    table.write_text(f"{unplaced}\n\n", encoding="utf-8")
    general = json.loads(run(home, "import-comments", str(table), *into, "--unplaced", "general", **play).stdout)
    assert (general["submissions"], general["comments"], general["waiting"]) == (2, 3, [])
    folder = tmp_path / "prispelo"
    folder.mkdir()
    (folder / "pismo.eml").write_text(
        "From: Ana <ana@primer.rs>\nDate: Fri, 20 Nov 2026 10:15:00 +0100\n\nЧлан 7. брисати.\n", encoding="utf-8"
    )
    (folder / "poruka.msg").write_bytes(outlook({BODY: "Члан 7. брисати."}))
    (folder / "los.docx").write_bytes(b"PK\x03\x04")
    came = json.loads(run(home, "import-comments", str(folder), *into, **play).stdout)
    assert [one["file"] for one in came["waiting"]] == ["pismo.eml", "poruka.msg"]
    assert [one["file"] for one in came["not_imported"]] == ["los.docx"]
    people = run(home, "import-comments", str(folder), *into[:2], **play)
    assert "pismo.eml" in people.stdout
    known = json.loads(run(home, "personal-data", "organizacija@dijalog.example", **play).stdout)
    assert known["account"]["name"]
    assert set(known) > {"email", "account", "submissions", "letters", "acts"}
    assert json.loads(run(home, "personal-data", "niko@primer.rs", **play).stdout)["account"] is None


def test_what_is_kept_too_long_is_counted_and_forgotten(home):
    """Follows on the installation above."""
    counted = json.loads(run(home, "forget", "--dry-run", "--json").stdout)
    assert counted["dry_run"]
    assert set(counted["forgotten"]) == {kind.value for kind in Kept}
    done = run(home, "forget", DIALOG_RETENTION="letters=5")
    assert done.exit_code == 0, done.stderr
    assert "letters, kept 5 days since sent" in done.stdout
    assert "setting-unreadable" in run(home, "forget", DIALOG_RETENTION="names=5").stderr


def test_odd_settings_are_a_sentence(home):
    assert "setting-unreadable" in run(home, "doctor", DIALOG_PORT="eighty").stderr
    wrong = home / "wrong.toml"
    wrong.write_text("prot = 1\n")
    assert "setting-unknown" in run(home, "--config", str(wrong), "doctor").stderr


def test_the_demonstration_carries_the_account_of_the_project_with_stated_and_computed_figures_apart(home):
    play = {"DIALOG_DATA_DIR": str(home / "play" / "demo")}
    if not (home / "play" / "demo").exists():
        run(home, "demo", "--no-serve", "--json", "--out", "out", DIALOG_DATA_DIR=str(home / "play"))
    said = run(home, "programme-report", "--json", "--out", "program.docx", "--script", "latn", **play)
    assert said.exit_code == 0, said.stderr
    told = json.loads(said.stdout)
    assert set(told["stated"][0]) == {"value", "qualifier", "unit", "of_what", "of_what_en", "source", "measure"}
    stated = {(one["value"], one["qualifier"], one["unit"]) for one in told["stated"]}
    assert {(14, "exact", "ministries"), (62, "exact", "municipalities"), (124, "exact", "organisations")} <= stated
    assert {(13, "exact", "activities"), (500, "over", "persons"), (50, "over", "municipalities")} <= stated
    assert {one["measure"]: (one["value"], one["qualifier"]) for one in told["computed"]}["event_participants"] == (410, "over")
    assert "Dijalog promena" in zipfile.ZipFile(home / "program.docx").read("word/document.xml").decode()
    named = run(home, "programme-report", "nema", "--json", **play)
    assert (named.exit_code, "programme-unknown" in named.stderr) == (1, True)


def test_activities_come_in_from_a_table_with_their_qualifiers_and_once(home, tmp_path):
    play = {"DIALOG_DATA_DIR": str(home / "play" / "demo")}
    if not (home / "play" / "demo").exists():
        run(home, "demo", "--no-serve", "--json", "--out", "out", DIALOG_DATA_DIR=str(home / "play"))
    table = tmp_path / "aktivnosti.csv"
    rows = "обука;Прва;новембар 2022.;Ниш;око 120\nобука;Друга;22-27. maj 2023;;120+\nобука;Трећа;2019.;;\nобука;Четврта;;;-3\n"
    table.write_text(f"Врста;Назив;Датум;Место;Учесника\n{rows}", encoding="utf-8")
    into = ("--programme", "dijalog-promena", "--office-only", "--json")
    done = json.loads(run(home, "import-activities", str(table), *into, **play).stdout)
    assert (done["entered"], done["known"]) == (3, 0)
    assert [(one["row"], one["code"]) for one in done["not_imported"]] == [(5, "count-negative")]
    assert [(one["row"], one["code"]) for one in done["doubted"]] == [(4, "activity-before-its-programme")]
    again = json.loads(run(home, "import-activities", str(table), *into, **play).stdout)
    assert (again["entered"], again["known"]) == (0, 3)
    told = json.loads(run(home, "programme-report", "dijalog-promena", "--json", **play).stdout)
    assert {(one["value"], one["qualifier"]) for one in told["stated"]} >= {(120, "about"), (120, "over")}


def test_the_state_of_dialogue_is_written_from_what_was_counted(home):
    play = {"DIALOG_DATA_DIR": str(home / "play" / "demo")}
    if not (home / "play" / "demo").exists():
        run(home, "demo", "--no-serve", "--json", "--out", "out", DIALOG_DATA_DIR=str(home / "play"))
    counted = run(home, "oversight-count", **play)
    assert "comments of 14 consultations were counted" in counted.stdout, counted.stderr
    explained = 0
    for year in (utc_now().year - 1, utc_now().year):  # the row that is explained began four months ago
        said = run(home, "oversight-report", "--year", str(year), "--json", "--out", f"{year}.docx", "--script", "latn", **play)
        assert said.exit_code == 0, said.stderr
        told = json.loads(said.stdout)
        assert (told["level"], told["prescribed_form"]) == (None, False)
        written = zipfile.ZipFile(home / f"{year}.docx").read("word/document.xml").decode()
        assert ("Republičkog sekretarijata za zakonodavstvo" in written) == bool(told["explained"])
        explained += len(told["explained"])
    assert explained == 1
    refused = run(home, "oversight-report", "--year", "1989", **play)
    assert refused.exit_code == 2
