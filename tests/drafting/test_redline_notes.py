"""Word comments beside tracked changes: where they stand, what they say, that the texts stay whole, and that programs can read them."""

import io
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest
from docx import Document
from hypothesis import given, settings
from lxml import etree
from test_redline import AT, ENTRIES, FRAME, LATER, SAMPLE, K, W, plain, shown

from dialog_tracker.domain.change_note import EXCERPT, NotedComment, change_note
from dialog_tracker.domain.comparison import compare
from dialog_tracker.domain.outline import Entry, tree_of
from dialog_tracker.domain.promises import Fate
from dialog_tracker.domain.provision import walk
from dialog_tracker.domain.response import ResponseStatus
from dialog_tracker.office.redline_notes import Notes
from dialog_tracker.office.soffice import found_soffice
from dialog_tracker.office.text_document import write_redline

OLD, NEW = tree_of(SAMPLE), tree_of(LATER)
NOTED = NotedComment(
    "JR-2026-0001-001/1", "Удружење „Липа”", "Рок је <кратак>.\nПродужити га.", ResponseStatus.ACCEPTED, "Усвојено.", Fate.AS_PROPOSED
)


def notes_on(old, new) -> Notes:
    """A note for every unit that changed."""
    of_old, of_new, texts = {}, {}, []
    for unit in compare(old, new).units:
        if not unit.parts:
            continue
        for side, anchors in ((unit.old, of_old), (unit.new, of_new)):
            if side is not None:
                anchors.update({one.anchor: len(texts) for one in ((side,) if unit.divides else walk((side,)))})
        texts.append(change_note([NOTED], 12, f"https://dijalog.example/{len(texts)}", latin=False))
    return Notes(texts, of_old, of_new)


def noted(old, new) -> bytes:
    target = io.BytesIO()
    write_redline(old, new, target, FRAME, AT, notes_on(old, new))
    return target.getvalue()


def part(document: bytes, name: str):
    return etree.fromstring(zipfile.ZipFile(io.BytesIO(document)).read(f"word/{name}.xml"))


def test_every_changed_unit_carries_one_comment_around_its_changes():
    body, comments = part(noted(OLD, NEW), "document"), part(noted(OLD, NEW), "comments")
    ids = [one.get(f"{W}id") for one in comments]
    assert len(ids) == len([unit for unit in compare(OLD, NEW).units if unit.parts]) == 3
    for kind in ("commentRangeStart", "commentRangeEnd", "commentReference"):
        assert sorted(one.get(f"{W}id") for one in body.iter(f"{W}{kind}")) == ids
    inside = dict.fromkeys(ids, "")
    now = None
    for element in body.iter():
        if element.tag == f"{W}commentRangeStart":
            now = element.get(f"{W}id")
        elif element.tag == f"{W}commentRangeEnd":
            assert element.get(f"{W}id") == now
            now = None
        elif now is not None and element.tag in (f"{W}t", f"{W}delText"):
            inside[now] += element.text or ""
    assert inside["0"].startswith("Овим законом уређује се рок од 1530 дана")
    assert inside["0"].endswith("треће.")
    assert "Рад комисије је јаван" in inside["1"]
    assert inside["2"] == "Члан 23."
    assert {one.get(f"{W}author") for one in comments} == {"Министарство"}


def test_where_only_a_table_changed_the_comment_stands_in_its_first_cell():
    later = tree_of((*SAMPLE[:8], Entry(2, K.TABLE, text="ред\tброј\nпрви\t2"), *SAMPLE[9:]))
    body = part(noted(OLD, later), "document")
    (start,) = body.iter(f"{W}commentRangeStart")
    cell = start.getparent().getparent()
    assert cell.tag == f"{W}tc"
    assert "".join(one.text for one in cell.iter(f"{W}t")) == "ред"
    assert len(list(cell.iter(f"{W}commentReference"))) == 1


def test_a_comment_says_who_asked_what_was_answered_and_what_came_of_it():
    said = ["".join(one.itertext()) for one in part(noted(OLD, NEW), "comments")[0]]
    assert [one.replace("\u00a0", " ") for one in said] == [
        "Иза ове измене: 12 коментара.",
        "Коментар бр. ЈР-2026-0001-001/1 (Удружење „Липа”): Рок је <кратак>. Продужити га.",
        "Одговор: прихвата се. Усвојено. У тексту је како је предложено.",
        "И још 11; сви су на адреси https://dijalog.example/0",
    ]


def test_a_note_is_short_in_both_scripts_and_says_where_nobody_asked():
    assert change_note([], 0, "", latin=True) == ("Iza ove izmene nema komentara.",)
    long = NotedComment("JR-2026-0001-001/1", "", "реч " * 500, ResponseStatus.NOTED, "", Fate.NOT_TAKEN)
    lines = change_note([long], 1, "", latin=True)
    assert lines[0].replace("\u00a0", " ") == "Iza ove izmene: 1 komentar."
    assert lines[1].startswith("Komentar br. JR-2026-0001-001/1: реч реч")
    assert lines[1].endswith("реч […]")
    assert len(lines[1]) < EXCERPT + 60
    assert lines[2] == "Odgovor: prima se k znanju. Nije uneto u tekst."


@given(ENTRIES, ENTRIES)
@settings(max_examples=80)
def test_with_comments_rejecting_still_gives_the_earlier_text_and_accepting_the_later(first, second):
    old, new = tree_of(first), tree_of(second)
    document = noted(old, new)
    assert shown(document, "ins") == shown(plain(old))
    assert shown(document, "del") == shown(plain(new))
    marks = part(document, "document")
    kinds = ("commentRangeStart", "commentRangeEnd", "commentReference")
    assert len({tuple(sorted(one.get(f"{W}id") for one in marks.iter(f"{W}{kind}"))) for kind in kinds}) == 1


@pytest.mark.parametrize("tool", [("ooxml-integrity", "check"), ("openxml-audit",)])
def test_validators_find_nothing(tool, tmp_path):
    path = tmp_path / "redline.docx"
    path.write_bytes(noted(OLD, NEW))
    command = [str(Path(sys.executable).parent / tool[0]), *tool[1:], str(path)]
    ran = subprocess.run(command, capture_output=True, text=True, check=False, timeout=60)
    assert ran.returncode == 0, ran.stdout
    assert "0 error(s), 0 warning(s)" in ran.stdout or "Errors: 0" in ran.stdout


def test_python_docx_reads_the_comments():
    comments = list(Document(io.BytesIO(noted(OLD, NEW))).comments)
    assert [one.author for one in comments] == ["Министарство"] * 3
    assert comments[0].paragraphs[0].text.replace("\u00a0", " ") == "Иза ове измене: 12 коментара."


@pytest.mark.office
def test_libreoffice_opens_the_file_and_keeps_every_comment_and_change(tmp_path):
    path = tmp_path / "redline.docx"
    path.write_bytes(noted(OLD, NEW))
    home = f"-env:UserInstallation=file://{tmp_path}/profile"
    command = [str(found_soffice(None)), home, "--headless", "--convert-to", "odt", "--outdir", str(tmp_path), str(path)]
    subprocess.run(command, check=True, capture_output=True, timeout=120)
    content = zipfile.ZipFile(tmp_path / "redline.odt").read("content.xml").decode()
    assert content.count("<office:annotation ") == 3
    assert content.count("<office:annotation-end ") == 3
    assert "<text:changed-region" in content
    assert "Рок је &lt;кратак&gt;. Продужити га." in content
