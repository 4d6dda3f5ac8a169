"""The forms of a dump and the process that writes them: cells of every kind, a process that cannot write, rows that end too soon."""

import asyncio
import csv
import gzip
import io
import json
import sqlite3
import subprocess
import sys
import zipfile
from contextlib import closing
from datetime import UTC, datetime

import pytest
from adbc_driver_manager import DatabaseError
from sqlalchemy import text

from dialog_tracker.opendata.dump_files import Filling, Lines, Sheet, batch_of
from dialog_tracker.opendata.dump_forms import forms
from dialog_tracker.opendata.dump_job import Begun, Figures, Rows, Source, frame, frames
from dialog_tracker.opendata.dump_tables import dump_tables
from dialog_tracker.opendata.measure_tables import MEASURE_ROWS, MEASURES
from dialog_tracker.storage.engine import plain_address

_NOW = datetime(2026, 11, 26, 2, tzinfo=UTC)
_ROWS = [
    ("Рекао је: „не”.", 'a "quoted" one', "", None, 7, True, 2.5),
    ("два\nреда", "comma, and %s %", "\\N", "x", None, False, None),
    ('"', '""', '","', "\r\n", 0, None, 0.1),
]
_KINDS = dict(zip("abcdefg", ("text", "text", "text", "text", "number", "yes", "amount"), strict=True))


async def _of(rows):
    yield rows


def test_csv_keeps_every_letter_and_has_an_empty_cell_for_none():
    member = io.BytesIO()
    Sheet(_KINDS, member).write(batch_of(_KINDS, _ROWS))
    text = member.getvalue().decode()
    assert text.startswith('a,b,c,d,e,f,g\nРекао је: „не”.,"a ""quoted"" one",,,7,1,2.5\n')
    read = list(csv.reader(io.StringIO(text, newline="")))[1:]
    said = [["" if cell is None else cell if isinstance(cell, str) else str(cell + 0) for cell in row] for row in _ROWS]
    assert read == said


def test_json_lines_and_the_database_tell_an_empty_text_from_none(tmp_path):
    batch = batch_of(_KINDS, _ROWS)
    lines = Lines(tmp_path / "one.jsonl.gz")
    lines.write(batch)
    lines.close()
    told = [json.loads(line) for line in gzip.decompress((tmp_path / "one.jsonl.gz").read_bytes()).splitlines()]
    assert [tuple(one.values()) for one in told] == _ROWS
    filling = Filling(tmp_path / "one.sqlite")
    filling.begin("one", _KINDS)
    for _ in range(200):  # more than may wait
        filling.write("one", batch)
    filling.close()
    with closing(sqlite3.connect(tmp_path / "one.sqlite")) as database:
        assert database.execute("SELECT * FROM one").fetchall() == _ROWS * 200
        assert database.execute("SELECT typeof(a), typeof(e), typeof(f), typeof(g) FROM one LIMIT 1").fetchone() == (
            "text",
            "integer",
            "integer",
            "real",
        )


def test_what_sqlite_refuses_is_told_by_the_end(tmp_path):
    filling = Filling(tmp_path / "one.sqlite")
    filling.begin("one", {"a": "text"})
    filling.write("other", batch_of({"a": "text"}, [("x",)]))
    with pytest.raises(DatabaseError):
        filling.close()


def test_frames_that_end_in_the_middle_are_not_taken_for_the_end():
    whole = frame(Begun("one", {"a": "text"})) + frame(Rows([("x",)])) + frame(Figures([("r", "f", 1)]))
    read = frames(io.BytesIO(whole))
    assert [next(read) for _ in range(3)] == [Begun("one", {"a": "text"}), Rows([("x",)]), Figures([("r", "f", 1)])]
    for cut in (len(whole) - 1, len(whole)):
        with pytest.raises(EOFError):
            list(frames(io.BytesIO(whole[:cut])))


@pytest.fixture
async def source(fresh):
    """Give where the process reads, with a snapshot that is held meanwhile."""
    async with fresh.transaction() as session:
        await session.execute(text("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY"))
        address = plain_address(fresh.engine.url.render_as_string(hide_password=False))
        yield Source(address, await session.scalar(text("SELECT pg_export_snapshot()")))


async def test_the_process_ends_with_an_error_when_its_rows_end_too_soon(source, tmp_path):
    command = [sys.executable, "-m", "dialog_tracker.opendata.dump_job", str(tmp_path), _NOW.isoformat()]
    given = frame(source) + frame(Begun("one", {"a": "text"})) + frame(Rows([("x",)]))
    ended = await asyncio.to_thread(subprocess.run, command, input=given, capture_output=True, check=False)
    assert ended.returncode != 0
    assert ended.stdout == b""
    assert not (tmp_path / "dialog.sqlite.gz").exists()


async def _write(folder, source, rows):
    async with forms(folder, _NOW) as taken:
        await taken.begin(source)
        for table in dump_tables():
            await taken.read(table, table.rows(_NOW))
        for table in (MEASURES, MEASURE_ROWS):
            ones = [tuple({"yes": True, "number": 1}.get(kind, "1") for kind in table.kinds.values())] * rows
            await taken.write(table, _of(ones))
        return await taken.finish([("LR-2026-0001", "comments", 3)])


async def test_a_process_that_cannot_write_says_why(source, tmp_path):
    with pytest.raises(OSError, match=r"(?s)ended with 1: .*No such file or directory"):
        await _write(tmp_path / "not here", source, 1000)


async def test_a_process_that_cannot_read_says_why_and_not_the_password(tmp_path):
    nowhere = Source("postgresql://somebody:secret-word@localhost:9/none", "00000003-00000001-1")
    with pytest.raises(OSError, match=r"(?s)ended with 1: .*(refused|connect)") as told:
        await _write(tmp_path, nowhere, 1)
    assert "secret-word" not in str(told.value)


async def test_the_process_writes_every_form_counts_its_rows_and_ends(source, tmp_path):
    counts = await _write(tmp_path, source, 3)
    assert (counts["measures"], counts["measure_rows"], counts["comments"]) == (3, 3, 0)
    with zipfile.ZipFile(tmp_path / "dialog-csv.zip") as bundle:
        assert bundle.testzip() is None
        assert bundle.read("measures.csv").decode().count("\n") == 4
        assert bundle.read("comments.csv").decode().startswith("number,submission,reference,")
    assert not (tmp_path / "dialog.sqlite").exists()
