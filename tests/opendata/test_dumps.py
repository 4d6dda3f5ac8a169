"""Dumps: the same rows in three forms, figures that can be recomputed, nothing that is not public, and files sent in parts."""

import asyncio
import csv
import gzip
import hashlib
import io
import json
import sqlite3
import subprocess
import sys
import zipfile
from datetime import date, timedelta

import pytest
from click.testing import CliRunner

from dialog_tracker.activities.programmes import Details, drop_activity, save_activity
from dialog_tracker.cli import main
from dialog_tracker.comments.changes import withdraw_submission
from dialog_tracker.comments.withholding import withhold
from dialog_tracker.consultations.actions import ConsultationDraft, open_consultation
from dialog_tracker.consultations.corrections import adopt_rule
from dialog_tracker.domain.activity import ActivityKind
from dialog_tracker.domain.calendar import CountMode, Unit
from dialog_tracker.domain.procedure import RuleOverride, Wording
from dialog_tracker.domain.programme import ActivityFacts
from dialog_tracker.domain.publication import WithholdingReason
from dialog_tracker.domain.submission import NameDisplay, SubmissionDraft, SubmitterKind
from dialog_tracker.opendata.dumping import all_tables
from dialog_tracker.opendata.nightly import dump_if_due, dump_into, shelf_of
from dialog_tracker.web.ranged import part_of
from factories import a_comment, a_submission, a_version


async def _run(*arguments: object):
    return await asyncio.to_thread(subprocess.run, [sys.executable, "-I", *arguments], capture_output=True, text=True, check=False)


def _database(folder, tmp_path):
    plain = tmp_path / "dialog.sqlite"
    plain.write_bytes(gzip.decompress((folder / "dialog.sqlite.gz").read_bytes()))
    return sqlite3.connect(plain)


async def test_a_dump_holds_the_same_rows_in_every_form(dumped, tmp_path):
    stage, shelf = dumped
    folder = shelf.folder("latest")
    lines = [json.loads(line) for line in gzip.decompress((folder / "comments.jsonl.gz").read_bytes()).splitlines()]
    with zipfile.ZipFile(folder / "dialog-csv.zip") as bundle:
        assert {name.removesuffix(".csv") for name in bundle.namelist()} == {table.name for table in all_tables()}
        rows = list(csv.DictReader(io.StringIO(bundle.read("comments.csv").decode())))
    stored = _database(folder, tmp_path).execute("SELECT number, reasons, late, position FROM comments").fetchall()
    assert [one["number"] for one in lines] == [one["number"] for one in rows] == [one[0] for one in stored]
    assert lines[0]["reasons"] == rows[0]["reasons"] == stored[0][1] == "Први разлог; „наводници”,\nнови ред."
    assert (lines[0]["late"], rows[0]["late"], stored[0][2]) == (False, "0", 0)
    assert len(lines) == shelf.manifest("latest").rows["comments"] == 3
    assert lines[0]["reference"] == stage.reference


async def test_checksums_agree_and_every_file_is_described(dumped):
    _, shelf = dumped
    folder = shelf.folder("latest")
    sums = dict(reversed(line.split("  ")) for line in (folder / "SHA256SUMS").read_text().splitlines())
    for name, digest in sums.items():
        assert hashlib.sha256((folder / name).read_bytes()).hexdigest() == digest
    assert set(sums) | {"SHA256SUMS", "manifest.json"} == {one.name for one in folder.iterdir()}
    readme = (folder / "README.md").read_text()
    for table in all_tables():
        assert f"## {table.name} (" in readme
        assert all(f"| {column} |" in readme for column in table.columns)
    assert "CC BY 4.0" in (folder / "LICENSE.txt").read_text()


async def test_every_published_figure_is_recomputed_and_a_wrong_one_is_told(dumped, tmp_path):
    _, shelf = dumped
    program, packed = shelf.folder("latest") / "recompute.py", shelf.folder("latest") / "dialog.sqlite.gz"
    good = await _run(program, packed)
    assert (good.returncode, good.stderr) == (0, "")
    assert good.stdout.endswith("157 figures recomputed, 0 differ.\n")
    plain = tmp_path / "changed.sqlite"
    plain.write_bytes(gzip.decompress(packed.read_bytes()))
    changed = sqlite3.connect(plain)
    changed.execute("UPDATE figures SET value = value + 1 WHERE figure = 'comments'")
    changed.commit()
    changed.close()
    bad = await _run(program, plain)
    assert bad.returncode == 1
    assert "comments: published 4, recomputed 3" in bad.stdout


async def test_what_is_not_public_is_in_no_file(fresh, dumped, clock):
    stage, shelf = dumped
    async with fresh.transaction() as session:
        act_id, version_id = await a_version(session, clock.now, stage.authority_id)
        day = clock.now.date()
        draft = ConsultationDraft(stage.authority_id, act_id, version_id, "rs.local_debate", day, day.replace(month=12), None)
        hidden = await open_consultation(session, stage.officer, clock.now, draft)
        held = await a_submission(session, clock.now, stage, a_comment("Увредљиве речи."), key="key-of-a-form-0003")
        await withhold(session, stage.officer, clock.now, held.number, WithholdingReason.INSULT)
        gone = await a_submission(session, clock.now, stage, a_comment("Повучене речи."), key="key-of-a-form-0004")
        await withdraw_submission(session, stage.speaker, clock.now, gone.number, "Погрешно.")
    await dump_into(fresh.sessions, clock.now, shelf, "http://dijalog.example")
    folder, told = shelf.folder("latest"), []
    with zipfile.ZipFile(folder / "dialog-csv.zip") as bundle:
        told += [bundle.read(name).decode() for name in bundle.namelist()]
    told += [gzip.decompress(one.read_bytes()).decode("utf-8", "replace") for one in folder.glob("*.gz")]
    for text in told:
        for private in (
            hidden,
            str(act_id),
            "Увредљиве",
            "Повучене",
            gone.number,
            "lipa@lipa.example",
            "Марић",
            "kontakt@",
            str(stage.officer.person_id),
        ):
            assert private not in text
    assert any(held.number in text for text in told)


async def test_a_name_that_was_kept_back_is_counted_and_never_linked(fresh, dumped, clock, tmp_path):
    from dialog_tracker.comments.actions import submit
    from dialog_tracker.comments.storing import Author
    from dialog_tracker.directory.actions import find_or_add_organisation
    from dialog_tracker.domain.policy import Held, Role
    from factories import a_person

    stage, shelf = dumped
    async with fresh.transaction() as session:
        other = await find_or_add_organisation(session, clock.now, "Удружење „Јасен”", SubmitterKind.ASSOCIATION, None)
        speaker = await a_person(session, clock.now, "jasen@jasen.example", Held(Role.CSO_MEMBER, organisation_id=other))
        author = Author("Иван Ић", SubmitterKind.ASSOCIATION, other, "Удружење „Јасен”", speaker.person_id, "jasen@jasen.example")
        words = SubmissionDraft(SubmitterKind.ASSOCIATION, NameDisplay.WITHHELD, (a_comment("Тихо."),))
        sent = await submit(session, speaker, clock.now, stage.reference, "key-of-a-form-0007", author, words)
    await dump_into(fresh.sessions, clock.now, shelf, "http://dijalog.example")
    database = _database(shelf.folder("latest"), tmp_path)
    row = database.execute("SELECT organisation_id, submitter FROM submissions WHERE number = ?", (sent.number,)).fetchone()
    assert row == (None, "")
    figures = dict(database.execute("SELECT figure, value FROM figures").fetchall())
    assert (figures["organisations"], figures["organisations_not_named"]) == (2, 1)
    program = shelf.folder("latest") / "recompute.py"
    assert (await _run(program)).returncode == 0


async def test_a_duty_is_late_in_the_dump_on_the_day_on_which_it_is_late_in_the_api(fresh, dumped, clock, outside, tmp_path):
    stage, shelf = dumped
    own = RuleOverride("rs.jls.report", 15, Unit.CALENDAR_DAYS, CountMode.EXCLUSIVE, Wording("Статут", "Statute"), date(2020, 1, 1))
    async with fresh.transaction() as session:
        await adopt_rule(session, stage.officer, clock.now, stage.authority_id, own)
    clock.forward(days=60)
    await dump_into(fresh.sessions, clock.now, shelf, "http://dijalog.example")
    query = "SELECT rule_key, due_on, verdict, days_late FROM obligations WHERE reference = ?"
    rows = _database(shelf.folder("latest"), tmp_path).execute(query, (stage.reference,)).fetchall()
    told = (await outside.get(f"/api/consultations/{stage.reference}")).json()["obligations"]
    assert {tuple(row[:3]) for row in rows} == {(one["rule"], one["due_on"], one["verdict"]) for one in told}
    late = [row for row in rows if row[2] == "late"]
    assert [row[0] for row in late] == ["rs.jls.report"]
    assert all(days == (clock.now.date() - date.fromisoformat(due_on)).days for _, due_on, _, days in late)


async def test_a_night_is_dumped_once_and_what_is_taken_back_takes_older_files_away(fresh, dumped, clock, settings):
    stage, shelf = dumped
    assert await dump_if_due(fresh.sessions, clock.now, settings) is None
    clock.forward(days=1)
    assert await dump_if_due(fresh.sessions, clock.now, settings) is not None
    assert len(shelf.days()) == 2
    async with fresh.transaction() as session:
        held = await a_submission(session, clock.now, stage, a_comment("Још."), key="key-of-a-form-0005")
        await withhold(session, stage.officer, clock.now, held.number, WithholdingReason.PERSONAL_DATA)
    assert await dump_if_due(fresh.sessions, clock.now, settings) is not None
    assert shelf.days() == [(clock.now + timedelta(hours=1)).date().isoformat()]
    for _ in range(9):
        clock.forward(days=1)
        await dump_if_due(fresh.sessions, clock.now, settings)
    assert len(shelf.days()) == settings.dumps_kept == 7


async def test_a_new_dump_is_due_when_a_public_activity_is_dropped_and_not_for_one_that_never_was(fresh, dumped, clock, settings):
    stage, _ = dumped
    keep, facts = (stage.officer, clock.now, stage.authority_id), ActivityFacts("", ActivityKind.ROUND_TABLE, "Округли сто")
    async with fresh.transaction() as session:
        shown = await save_activity(session, *keep, None, facts)
        never = await save_activity(session, *keep, None, facts, Details(public=False))
    for activity_id, is_due in ((never, False), (shown, True)):
        async with fresh.transaction() as session:
            await drop_activity(session, *keep, activity_id)
        assert (await dump_if_due(fresh.sessions, clock.now, settings) is not None) is is_due


async def test_a_dump_that_was_cut_short_is_never_seen(fresh, dumped, clock, monkeypatch):
    _, shelf = dumped
    from dialog_tracker.opendata import dumping

    async def full(_session, _now):
        raise OSError("no space left")

    monkeypatch.setattr(dumping, "published_figures", full)
    before = shelf.manifest("latest")
    with pytest.raises(OSError, match="no space left"):
        await dump_into(fresh.sessions, clock.now + timedelta(days=1), shelf, "http://dijalog.example")
    assert shelf.manifest("latest") == before
    assert [one.name for one in shelf.root.iterdir()] == shelf.days()


async def test_files_are_sent_whole_in_parts_and_not_again(dumped, outside):
    _, shelf = dumped
    content = (shelf.folder("latest") / "dialog.sqlite.gz").read_bytes()
    whole = await outside.get("/data/latest/dialog.sqlite.gz")
    assert (whole.status_code, whole.content) == (200, content)
    assert whole.headers["etag"] == f'"{hashlib.sha256(content).hexdigest()}"'
    assert "set-cookie" not in whole.headers
    assert (await outside.get("/data/latest/dialog.sqlite.gz", **{"If-None-Match": whole.headers["etag"]})).status_code == 304
    part = await outside.get("/data/latest/dialog.sqlite.gz", Range="bytes=10-19")
    assert (part.status_code, part.content, part.headers["content-range"]) == (206, content[10:20], f"bytes 10-19/{len(content)}")
    assert (await outside.get("/data/latest/dialog.sqlite.gz", Range="bytes=-5")).content == content[-5:]
    assert (await outside.get("/data/latest/dialog.sqlite.gz", Range=f"bytes={len(content)}-")).status_code == 416
    stale = await outside.get("/data/latest/dialog.sqlite.gz", **{"Range": "bytes=0-1", "If-Range": '"other"'})
    assert (stale.status_code, len(stale.content)) == (200, len(content))
    head = await outside.client.head("/data/latest/dialog.sqlite.gz")
    assert (head.status_code, head.content, head.headers["content-length"]) == (200, b"", str(len(content)))
    dated = await outside.get(f"/data/{shelf.days()[0]}/SHA256SUMS")
    assert dated.status_code == 200
    for strange in ("/data/latest/manifest.yaml", "/data/latest/..%2Fsecret", "/data/1999-01-01/SHA256SUMS", "/data/..%2F..%2F/SHA256SUMS"):
        assert (await outside.get(strange)).status_code == 404, strange


@pytest.mark.parametrize(
    ("asked", "part"),
    [
        (None, None),
        ("bytes=0-", (0, 9)),
        ("bytes=3-5", (3, 5)),
        ("bytes=8-99", (8, 9)),
        ("bytes=-3", (7, 9)),
        ("bytes=-99", (0, 9)),
        ("bytes=0-1,3-4", None),
        ("lines=1-2", None),
        ("bytes=-", None),
    ],
)
def test_the_part_that_is_asked_for(asked, part):
    assert part_of(asked, 10) == part


@pytest.mark.parametrize("asked", ["bytes=10-", "bytes=5-3", "bytes=-0"])
def test_a_part_that_there_is_not(asked):
    with pytest.raises(ValueError, match="bytes"):
        part_of(asked, 10)


@pytest.mark.parametrize("script", ["sr-Cyrl", "sr-Latn", "en"])
async def test_the_page_lists_the_files_and_says_so_before_there_are_any(dumped, outside, script):
    _, shelf = dumped
    page = await outside.get(f"/data?script={script}")
    assert page.status_code == 200
    for one in shelf.manifest("latest").files:
        assert f"/data/latest/{one.name}" in page.text
        assert one.sha256 in page.text
    shelf.keep(1)
    for day in shelf.days():
        (shelf.root / day / "manifest.json").unlink()
    before = await outside.get(f"/data?script={script}")
    assert (before.status_code, "latest" in before.text.replace("“latest”", "")) == (200, False)


def test_the_command_refuses_a_folder_that_is_not_empty(tmp_path, monkeypatch):
    (tmp_path / "something").write_text("x")
    monkeypatch.setenv("DIALOG_DATA_DIR", str(tmp_path / "data"))
    refused = CliRunner().invoke(main, ["dump", "--out", str(tmp_path)])
    assert refused.exit_code == 1
    assert "is not empty" in refused.output


async def test_the_shelf_of_an_installation_lies_in_its_data_directory(settings):
    assert shelf_of(settings).root == settings.data_dir / "dumps"
