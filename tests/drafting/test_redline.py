"""The redline and the plain export: rejecting gives the earlier text, accepting the later, and two validators find nothing."""

import io
import subprocess
import sys
import zipfile
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from docx import Document
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

from dialog_tracker.domain.outline import RANK, Entry, entries_of, tree_of
from dialog_tracker.domain.provision import ProvisionKind, walk
from dialog_tracker.domain.structure import structure
from dialog_tracker.drafting.importer import import_draft
from dialog_tracker.office.incoming import Limits, open_package
from dialog_tracker.office.ooxml_text import clean
from dialog_tracker.office.own_document import read_own
from dialog_tracker.office.text_document import TextFrame, write_redline, write_text
from drafts import DRAFTS

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
FRAME = TextFrame("Закон о раду", "Министарство", "Измене текста", date(2026, 3, 2), "ЈР-2026-0007")
AT = datetime(2026, 3, 2, 9, tzinfo=UTC)
K = ProvisionKind
ENTRIES = st.lists(
    st.builds(
        Entry,
        depth=st.integers(0, 3),
        kind=st.sampled_from([*RANK]),
        label=st.sampled_from(["", "Члан 1.", "Члан 2.", "1)", "2)"]),
        heading=st.none() | st.sampled_from(["", "Предмет", "Рокови"]),
        text=st.sampled_from(["", "Рок је 15 дана.", "Рок је 30 дана од дана пријема.", "а\tб\nв", "Брише се.", "<&>\u2011"]) | st.text("аб \n\t", max_size=9),
    ),
    max_size=14,
)  # fmt: skip


def plain(text) -> bytes:
    target = io.BytesIO()
    write_text(text, target, FRAME)
    return target.getvalue()


def redline(old, new) -> bytes:
    target = io.BytesIO()
    write_redline(old, new, target, FRAME, AT)
    return target.getvalue()


def shown(document: bytes, without: str = "") -> list:
    """Blocks of the body as (style, text) or rows of them, with the changes of one kind (`ins` or `del`) taken away."""
    body = etree.fromstring(zipfile.ZipFile(io.BytesIO(document)).read("word/document.xml"))[0]
    blocks, carried = [], ""
    for block in body:
        if block.tag == f"{W}tbl":
            rows = [row for row in block.iter(f"{W}tr") if not without or row.find(f"{W}trPr/{W}{without}") is None]
            blocks += [[[words(cell, without) for cell in row.iter(f"{W}tc")] for row in rows]] if rows else []
        elif block.tag == f"{W}p":
            carried += words(block, without)
            if not without or block.find(f"{W}pPr/{W}rPr/{W}{without}") is None:
                blocks.append((block.find(f"{W}pPr/{W}pStyle").get(f"{W}val"), carried))
                carried = ""
    assert not carried
    return blocks


def words(element, without: str) -> str:
    signs = {f"{W}br": "\n", f"{W}tab": "\t", f"{W}noBreakHyphen": "\u2011"}
    pieces = []
    for run in element.iter(f"{W}r"):
        if run.getparent().tag != f"{W}{without}":
            pieces += [signs.get(one.tag, one.text or "") for one in run if one.tag != f"{W}rPr"]
    return "".join(pieces)


@given(ENTRIES, ENTRIES)
@settings(max_examples=200)
def test_rejecting_gives_the_earlier_text_and_accepting_the_later(before, after):
    old, new = tree_of(before), tree_of(after)
    document = redline(old, new)
    assert shown(document, "ins") == shown(plain(old))
    assert shown(document, "del") == shown(plain(new))


def cleaned(entries):
    return [
        replace(one, label=clean(one.label), heading=None if one.heading is None else clean(one.heading), text=clean(one.text))
        for one in entries
    ]


def read_back(document: bytes):
    return read_own(open_package(document, Limits()))


@given(ENTRIES)
@settings(max_examples=200)
def test_an_exported_text_is_read_back_as_the_same_tree(entries):
    text = tree_of(cleaned(entries_of(tree_of(entries))))
    assert read_back(plain(text)).provisions == text


@given(DRAFTS)
@settings(max_examples=100)
def test_whatever_was_imported_comes_back_from_its_export(blocks):
    draft = structure(blocks)
    text = tree_of(cleaned(entries_of(draft.provisions)))
    assert read_back(plain(text)).provisions == text


def test_the_importer_knows_our_own_file():
    text = tree_of(SAMPLE)
    found = import_draft(plain(text), "izvoz.docx")
    assert (found.text.provisions, found.text.title, found.text.act_kind) == (text, "Закон о раду", "other")
    assert [line.text for line in found.source][:2] == ["ЗАКОН О РАДУ", "На основу члана 5. Закона, министар доноси"]


def test_a_file_that_was_changed_in_word_is_read_as_any_other():
    assert read_back(redline(tree_of(SAMPLE), tree_of(LATER))) is None
    document = Document(io.BytesIO(plain(tree_of(SAMPLE))))
    document.add_paragraph("Додато у Ворду.")
    changed = io.BytesIO()
    document.save(changed)
    assert read_back(changed.getvalue()) is None
    assert any(one.text == "Додато у Ворду." for one in walk(import_draft(changed.getvalue(), "izmenjen.docx").text.provisions))


@given(ENTRIES)
@settings(max_examples=60)
def test_the_same_text_has_no_changes(entries):
    text = tree_of(entries)
    package = zipfile.ZipFile(io.BytesIO(redline(text, text)))
    assert package.read("word/document.xml") == zipfile.ZipFile(io.BytesIO(plain(text))).read("word/document.xml")


SAMPLE = (
    Entry(0, K.PREAMBLE, text="На основу члана 5. Закона, министар доноси"),
    Entry(0, K.CHAPTER, "I.", "ОСНОВНЕ ОДРЕДБЕ"),
    Entry(1, K.ARTICLE, "Члан 1.", "Предмет"),
    Entry(2, K.PARAGRAPH, text="Овим законом уређује се рок од 15 дана, и то за:"),
    Entry(3, K.POINT, "1)", text="прво;"),
    Entry(3, K.POINT, "2)", text="друго."),
    Entry(1, K.ARTICLE, "Члан 2."),
    Entry(2, K.PARAGRAPH, text="Закон ступа на снагу осмог дана од дана објављивања у „Службеном гласнику”."),
    Entry(2, K.TABLE, text="ред\tброј\nпрви\t1"),
    Entry(0, K.ANNEX, "Прилог 1", "ОБРАЗАЦ"),
    Entry(1, K.TEXT, text="Образац пријаве."),
)
LATER = (
    *SAMPLE[:3],
    Entry(2, K.PARAGRAPH, text="Овим законом уређује се рок од 30 дана, и то за:"),
    *SAMPLE[4:6],
    Entry(3, K.POINT, "3)", text="треће."),
    Entry(1, K.ARTICLE, "Члан 2.", "Јавност рада"),
    Entry(2, K.PARAGRAPH, text="Рад комисије је јаван, а записник се објављује на страници министарства."),
    Entry(1, K.ARTICLE, "Члан 3."),
    SAMPLE[7],
    Entry(2, K.TABLE, text="ред\tброј\nпрви\t2"),
    *SAMPLE[9:],
)


def documents():
    old, new = tree_of(SAMPLE), tree_of(LATER)
    return {"text": plain(old), "redline": redline(old, new)}


@pytest.mark.parametrize("tool", [("ooxml-integrity", "check"), ("openxml-audit",)])
@pytest.mark.parametrize("name", ["text", "redline"])
def test_validators_find_nothing(tool, name, tmp_path):
    path = tmp_path / f"{name}.docx"
    path.write_bytes(documents()[name])
    command = [str(Path(sys.executable).parent / tool[0]), *tool[1:], str(path)]
    ran = subprocess.run(command, capture_output=True, text=True, check=False, timeout=60)
    assert ran.returncode == 0, ran.stdout
    assert "0 error(s), 0 warning(s)" in ran.stdout or "Errors: 0" in ran.stdout


def test_ids_of_changes_are_unique():
    body = etree.fromstring(zipfile.ZipFile(io.BytesIO(documents()["redline"])).read("word/document.xml"))
    marks = list(body.iter(f"{W}ins", f"{W}del"))
    assert marks
    assert len({one.get(f"{W}id") for one in marks}) == len(marks)
    assert {one.get(f"{W}author") for one in marks} == {"Министарство"}
