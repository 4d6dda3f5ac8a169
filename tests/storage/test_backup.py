"""A backup holds everything, is verified before anything is put back, and goes into an empty database only."""

import io
import json
import os
import stat
import tarfile
from datetime import timedelta

import pytest
from sqlalchemy import text

from dialog_tracker import migrations, upkeep
from dialog_tracker.documents.actions import keep_file
from dialog_tracker.documents.erasing import delete_erased, erase_unused
from dialog_tracker.domain.errors import Conflict, Malformed, NotFound
from dialog_tracker.domain.response import ResponseDraft, ResponseStatus
from dialog_tracker.ledger.actions import record
from dialog_tracker.migrations.schema import SCHEMA
from dialog_tracker.reports.actions import publish_report
from dialog_tracker.responses.actions import draft_answer, publish_answers
from dialog_tracker.settings import Settings
from dialog_tracker.storage.files import FileStore
from factories import a_comment, a_stage, a_submission


def database(one):
    return upkeep.Database(one.engine, one.url, started=False)


async def filled(fresh, clock, store):
    """A whole consultation with its report; the draft of the factories stands in the store under its own name."""
    async with fresh.transaction() as session:
        stage = await a_stage(session, clock.now)
        got = await a_submission(
            session, clock.now, stage, a_comment("Редови\nи\tтабулатори \\N.", "Нови текст."), a_comment("Опште.", anchor="")
        )
        clock.forward(days=20)
        for number in got.comments:
            await draft_answer(session, stage.officer, clock.now, number, ResponseDraft(ResponseStatus.NOTED, "Хвала."), 0)
        await publish_answers(session, stage.approver, clock.now, stage.reference)
        await publish_report(session, stage.approver, clock.now, stage.reference, "http://dijalog.example")
        sha256 = store.put(b"a Word file")
        for table, column in (("version", "source_sha256"),):
            await session.execute(
                text("INSERT INTO stored_file SELECT :new, size, media_type, stored_at FROM stored_file"), {"new": sha256}
            )
            await session.execute(text(f"UPDATE {table} SET {column} = :new"), {"new": sha256})
        await session.execute(text("DELETE FROM stored_file WHERE sha256 <> :new"), {"new": sha256})
    return sha256


async def dump(one):
    """Every row of every table, but for the transaction that wrote a ledger row."""
    found = {}
    async with one.engine.connect() as connection:
        for table in SCHEMA.sorted_tables:
            columns = [column for column in table.columns if column.name != "transaction_id"]
            rows = await connection.execute(table.select().with_only_columns(*columns).order_by(*table.primary_key))
            found[table.name] = [tuple(row) for row in rows]
    return found


async def test_a_restored_database_equals_the_one_that_was_backed_up(fresh, empty, clock, tmp_path):
    store, other = FileStore(tmp_path / "files"), FileStore(tmp_path / "other")
    sha256 = await filled(fresh, clock, store)
    contents = await upkeep.backup(database(fresh), store, tmp_path / "backup.tar.gz")
    assert contents["revision"] == migrations.head()
    assert not list(tmp_path.glob("*.part"))
    await upkeep.restore(database(empty), other, tmp_path / "backup.tar.gz")
    before, after = await dump(fresh), await dump(empty)
    assert before == after
    assert {name for name, rows in before.items() if rows} >= {"comment", "submission", "response", "report", "provision", "ledger_entry"}
    assert other.get(sha256) == b"a Word file"
    async with empty.transaction() as session:
        await record(
            session, at=clock.now + timedelta(1), actor_id=None, act="x", subject_kind="y", subject_id=before["consultation"][0][0]
        )
    assert len((await dump(empty))["ledger_entry"]) == len(before["ledger_entry"]) + 1
    with pytest.raises(Conflict, match="restore-not-empty"):
        await upkeep.restore(database(empty), other, tmp_path / "backup.tar.gz")


async def test_an_erased_content_is_neither_lost_nor_backed_up(fresh, empty, clock, tmp_path):
    settings = Settings(database_url=fresh.url, data_dir=tmp_path)
    store = upkeep.file_store(settings)
    kept = await filled(fresh, clock, store)
    erased = store.put(b"a letter")
    async with fresh.transaction() as session:
        await keep_file(session, clock.now, sha256=erased, size=8, media_type="message/rfc822")
        assert await erase_unused(session, clock.now, [kept, erased]) == 1, "the draft is in use"
    os.utime(store.path_of(erased), (0, 0))
    async with fresh.transaction() as session:
        assert await delete_erased(session, store, clock.now) == 0
    assert (store.holds(erased), store.holds(kept)) == (False, True)
    files = {finding.name: finding for finding in await upkeep.examine(settings)}["files"]
    assert (files.good, files.says) == (True, "1 kept, 1 erased on request or after their time, 0 lost")
    contents = await upkeep.backup(database(fresh), store, tmp_path / "backup.tar.gz")
    assert [name for name in contents["sha256"] if name.startswith("files/")] == [f"files/{kept}"]
    await upkeep.restore(database(empty), FileStore(tmp_path / "other"), tmp_path / "backup.tar.gz")
    store.path_of(kept).unlink()
    files = {finding.name: finding for finding in await upkeep.examine(settings)}["files"]
    assert (files.good, kept in files.says) == (False, True)


async def test_a_content_that_is_given_again_is_not_erased(fresh, clock, tmp_path):
    store = FileStore(tmp_path / "files")
    sha256 = store.put(b"a letter")
    async with fresh.transaction() as session:
        await keep_file(session, clock.now, sha256=sha256, size=8, media_type="message/rfc822")
        await erase_unused(session, clock.now, [sha256])
    os.utime(store.path_of(sha256), (0, 0))
    assert store.put(b"a letter") == sha256
    async with fresh.transaction() as session:
        assert await delete_erased(session, store, clock.now) == 1, "it was given this minute"
        await keep_file(session, clock.now, sha256=sha256, size=8, media_type="message/rfc822")
    os.utime(store.path_of(sha256), (0, 0))
    async with fresh.transaction() as session:
        assert await delete_erased(session, store, clock.now) == 0
    assert store.get(sha256) == b"a letter"


def rewritten(source, target, change):
    """Copy a backup, letting `change` replace a member's content or leave it out."""
    with tarfile.open(source) as old, tarfile.open(target, "w:gz") as new:
        for entry in old.getmembers():
            content = change(entry.name, old.extractfile(entry).read())
            if content is not None:
                entry.size = len(content)
                new.addfile(entry, io.BytesIO(content))


async def test_damage_is_found_before_anything_is_put_back(fresh, empty, clock, tmp_path):
    store = FileStore(tmp_path / "files")
    await filled(fresh, clock, store)
    whole = tmp_path / "backup.tar.gz"
    await upkeep.backup(database(fresh), store, whole)
    damages = {
        "changed": lambda name, content: content.replace("Хвала".encode(), b"Xvala") if name == "tables/response.copy" else content,
        "missing": lambda name, content: None if name.startswith("files/") else content,
        "no list": lambda name, content: None if name == "contents.json" else content,
    }
    for name, change in damages.items():
        broken = tmp_path / f"{name}.tar.gz"
        rewritten(whole, broken, change)
        with pytest.raises(Conflict, match="backup-damaged"):
            await upkeep.restore(database(empty), store, broken)
    assert await migrations.current(empty.engine) is None, "nothing was touched"
    older = tmp_path / "older.tar.gz"
    rewritten(
        whole,
        older,
        lambda name, content: json.dumps(json.loads(content) | {"revision": "0001"}).encode() if name == "contents.json" else content,
    )
    with pytest.raises(Conflict, match="backup-other-schema"):
        await upkeep.restore(database(empty), store, older)


@pytest.mark.parametrize("broken", [b"", b"not a tar file", b"\x1f\x8b" + bytes(40)])
async def test_a_file_that_is_no_backup_is_refused_in_words(empty, tmp_path, broken):
    (tmp_path / "backup.tar.gz").write_bytes(broken)
    with pytest.raises(Conflict, match="backup-damaged"):
        await upkeep.restore(database(empty), FileStore(tmp_path), tmp_path / "backup.tar.gz")


async def test_a_truncated_backup_is_refused_in_words(fresh, empty, clock, tmp_path):
    store = FileStore(tmp_path / "files")
    await filled(fresh, clock, store)
    await upkeep.backup(database(fresh), store, tmp_path / "backup.tar.gz")
    content = (tmp_path / "backup.tar.gz").read_bytes()
    (tmp_path / "half.tar.gz").write_bytes(content[: len(content) // 2])
    with pytest.raises(Conflict, match="backup-damaged"):
        await upkeep.restore(database(empty), store, tmp_path / "half.tar.gz")


async def test_a_backup_with_a_file_missing_is_not_written(fresh, clock, tmp_path):
    store = FileStore(tmp_path / "files")
    sha256 = await filled(fresh, clock, store)
    store.path_of(sha256).unlink()
    with pytest.raises(NotFound, match="file-missing"):
        await upkeep.backup(database(fresh), store, tmp_path / "backup.tar.gz")
    assert not list(tmp_path.glob("backup*"))


def test_the_secret_is_made_once_and_nobody_else_reads_it(tmp_path):
    settings = Settings(data_dir=tmp_path / "data")
    secret = upkeep.secret_key(settings)
    assert len(secret) >= 32
    assert upkeep.secret_key(settings) == secret
    file = tmp_path / "data" / "secret"
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    with pytest.raises(Malformed, match="setting-unreadable"):
        upkeep.secret_key(Settings(secret_key="short"))
    assert upkeep.secret_key(Settings(secret_key="x" * 32)) == "x" * 32


async def test_a_check_up_says_what_is_there_and_what_is_not(fresh, tmp_path):
    found = {finding.name: finding for finding in await upkeep.examine(Settings(database_url=fresh.url, data_dir=tmp_path))}
    assert all(found[name].good for name in ("database", "locale", "schema", "data directory"))
    assert (found["files"].good, found["files"].says) == (True, "0 kept, 0 erased on request or after their time, 0 lost")
    assert (found["mail"].good, found["database"].says.endswith("DATABASE_URL")) == (False, True)
    away = {f.name: f.good for f in await upkeep.examine(Settings(database_url="postgresql://x@/x?host=/nonexistent", data_dir=tmp_path))}
    assert away["database"] is False
