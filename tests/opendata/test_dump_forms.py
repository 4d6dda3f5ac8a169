"""The forms of a dump and the process that writes them: cells of every kind, a process that cannot write, rows that end too soon."""

import csv
import gzip
import io
import json
import sqlite3
import subprocess
import sys
import zipfile
from datetime import UTC, datetime

import pytest

from dialog_tracker.opendata.dump_files import Filled, Lines, Sheet
from dialog_tracker.opendata.dump_forms import forms
from dialog_tracker.opendata.dump_job import Begun, Figures, Rows, frame, frames
from dialog_tracker.opendata.dumping import all_tables

_NOW = datetime(2026, 11, 26, 2, tzinfo=UTC)
_ROWS = [
    ("Рекао је: „не”.", 'a "quoted" one', "", None, 7, True, 2.5),
    ("два\nреда", "comma, and %s %", "\\N", "x", None, False, None),
    ('"', '""', '","', "\r\n", 0, None, 0.1),
]
_COLUMNS = ["a", "b", "c", "d", "e", "f", "g"]


async def _of(rows):
    yield rows


def test_csv_tells_an_empty_text_from_none_and_keeps_every_letter():
    member = io.BytesIO()
    Sheet(_COLUMNS, member).write(_ROWS)
    text = member.getvalue().decode()
    assert text.startswith('a,b,c,d,e,f,g\r\n"Рекао је: „не”.","a ""quoted"" one","",,7,1,2.5\r\n')
    read = list(csv.reader(io.StringIO(text, newline="")))[1:]
    said = [["" if cell is None else cell if isinstance(cell, str) else str(cell + 0) for cell in row] for row in _ROWS]
    assert read == said


def test_json_lines_and_the_database_hold_the_same_cells(tmp_path):
    lines = Lines(_COLUMNS, tmp_path / "one.jsonl.gz")
    lines.write(_ROWS)
    lines.close()
    told = [json.loads(line) for line in gzip.decompress((tmp_path / "one.jsonl.gz").read_bytes()).splitlines()]
    assert [tuple(one.values()) for one in told] == _ROWS
    database = sqlite3.connect(":memory:")
    kinds = dict(zip(_COLUMNS, ("text", "text", "text", "text", "number", "yes", "amount"), strict=True))
    Filled("one", kinds, database).write(_ROWS * 200)  # more than one statement takes
    assert database.execute("SELECT * FROM one").fetchall() == _ROWS * 200
    database.close()


def test_frames_that_end_in_the_middle_are_not_taken_for_the_end():
    whole = frame(Begun("one", {"a": "text"})) + frame(Rows([("x",)])) + frame(Figures([("r", "f", 1)]))
    read = frames(io.BytesIO(whole))
    assert [next(read) for _ in range(3)] == [Begun("one", {"a": "text"}), Rows([("x",)]), Figures([("r", "f", 1)])]
    for cut in (len(whole) - 1, len(whole)):
        with pytest.raises(EOFError):
            list(frames(io.BytesIO(whole[:cut])))


def test_the_process_ends_with_an_error_when_its_rows_end_too_soon(tmp_path):
    command = [sys.executable, "-m", "dialog_tracker.opendata.dump_job", str(tmp_path), _NOW.isoformat()]
    given = frame(Begun("one", {"a": "text"})) + frame(Rows([("x",)]))
    ended = subprocess.run(command, input=given, capture_output=True, check=False)
    assert ended.returncode != 0
    assert not (tmp_path / "dialog.sqlite.gz").exists()


async def _write(folder, rows):
    async with forms(folder, _NOW) as taken:
        for table in all_tables():
            assert await taken.write(table, _of([("1",) * len(table.columns)] * rows)) == rows
        await taken.finish([("LR-2026-0001", "comments", 3)])


async def test_a_process_that_cannot_write_says_why(tmp_path):
    with pytest.raises(OSError, match=r"(?s)ended with 1: .*unable to open database file"):
        await _write(tmp_path / "not here", 1000)


async def test_the_process_writes_every_form_and_ends(tmp_path):
    await _write(tmp_path, 3)
    with zipfile.ZipFile(tmp_path / "dialog-csv.zip") as bundle:
        assert bundle.testzip() is None
        assert bundle.read("areas.csv").decode().count("\r\n") == 4
    assert not (tmp_path / "dialog.sqlite").exists()
