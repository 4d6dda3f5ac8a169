"""The announcements and the form as Word files: parts, scripts, tables, properties, and what two validators say."""

import io
import re
import subprocess
import sys
import zipfile
from datetime import date, time
from pathlib import Path

import pytest
from docx import Document

from dialog_tracker.domain.announcement import AnnouncementFacts, AnnouncementKind, PlannedEvent, announcement, ways
from dialog_tracker.domain.outcome_facts import PUBLIC_DEBATE
from dialog_tracker.domain.script import Script
from dialog_tracker.office.announcement_file import announcement_file
from dialog_tracker.office.comment_form_file import CommentForm, comment_form

BINARIES = Path(sys.executable).parent
EVENT = PlannedEvent("округли сто", "Љубав & <закон>", date(2026, 10, 12), time(11), "Ниш", "https://veza.example/?a=1&b=2", time(13))
FACTS = AnnouncementFacts(
    authority="Министарство правде",
    headers=("Република Србија",),
    place="Београд",
    case_number="119-01-00117/2026-08",
    issued_on=date(2026, 10, 1),
    title="Нацрт закона о „удружењима” & \x00 <фондацијама>",
    procedure=PUBLIC_DEBATE,
    basis=("члана 41. Пословника Владе",),
    opens_on=date(2026, 10, 5),
    last_on=date(2026, 10, 26),
    closes_at=time(15, 30),
    page="https://dijalog.example/c/JR-2026-0007",
    summary="Прва.\nДруга.",
    email="predlozi@mp.example",
    postal_address="Немањина 22, Београд",
    coordinator="Ана Марић",
    working_group="Решење број 5.\nПет чланова.",
    events=(EVENT,),
    annexes=("нацрт закона", "образложење"),
    signatory_office="министар за људска и мањинска права и друштвени дијалог",
    signatory_name="Његош Џамбасовић",
)
PROVISIONS = [("cl1", "Члан 1. „Предмет” & <опис>"), ("cl5", "Члан 5"), ("cl5-s1", "Члан 5"), ("pr1", "Прилог 1. " + "Образац " * 20)]
FORM = CommentForm(FACTS.title, FACTS.last_on, FACTS.closes_at, ways(FACTS, by_form=True), FACTS.authority, FACTS.issued_on, PROVISIONS)


def files(script: Script) -> dict[str, bytes]:
    made = {kind.value: announcement_file(announcement(kind, FACTS), script, "JR-2026-0007") for kind in AnnouncementKind}
    return made | {"form": comment_form(FORM, script, "JR-2026-0007")}


@pytest.mark.parametrize("script", Script)
@pytest.mark.parametrize("tool", [("ooxml-integrity", "check"), ("openxml-audit",)])
def test_validators_find_nothing(tool, script, tmp_path):
    for name, content in files(script).items():
        path = tmp_path / f"{name}.docx"
        path.write_bytes(content)
        command = [str(BINARIES / tool[0]), *tool[1:], str(path)]
        ran = subprocess.run(command, capture_output=True, text=True, check=False, timeout=60)
        assert ran.returncode == 0, f"{name}: {ran.stdout}"
        assert "0 error(s), 0 warning(s)" in ran.stdout or "Errors: 0" in ran.stdout


def test_nothing_cyrillic_is_left_in_the_latin_files():
    for name, content in files(Script.LATIN).items():
        package = zipfile.ZipFile(io.BytesIO(content))
        for part in package.namelist():
            assert not re.search(r"[Ѐ-ӿ]", package.read(part).decode()), f"{name}: {part}"
        assert b'w:lang w:val="sr-Latn-RS"' in package.read("word/styles.xml")


@pytest.mark.parametrize("script", Script)
def test_the_same_announcement_is_the_same_bytes_and_says_its_title_and_language(script):
    made = files(script)
    assert made == files(script)
    for name, content in made.items():
        document = Document(io.BytesIO(content))
        assert document.core_properties.title, name
        assert document.core_properties.language == ("sr-Latn-RS" if script is Script.LATIN else "sr-Cyrl-RS")
        styles = {paragraph.style.name for paragraph in document.paragraphs}
        assert any("Title" in style or "Предмет" in style or "Predmet" in style for style in styles), name


def test_tables_have_heads_and_no_merged_cells():
    for name, content in files(Script.CYRILLIC).items():
        body = zipfile.ZipFile(io.BytesIO(content)).read("word/document.xml").decode()
        assert "gridSpan" not in body
        assert "vMerge" not in body
        assert body.count("<w:tbl>") == body.count("<w:tblCaption "), name
    programme = Document(io.BytesIO(files(Script.CYRILLIC)["programme"]))
    events = programme.tables[1]
    assert [cell.text for cell in events.rows[1].cells] == [
        "12.\u00a0октобар 2026.\u00a0године, од 11.00 до 13.00 часова",
        "Округли сто: Љубав & <закон>",
        "Ниш, https://veza.example/?a=1&b=2",
    ]
    assert len(programme.element.xpath("(//w:tbl)[2]/w:tr[1]/w:trPr/w:tblHeader")) == 1


def test_the_letter_says_neither_that_it_publishes_nor_has_a_title_page():
    letter = [p.text for p in Document(io.BytesIO(files(Script.CYRILLIC)["letter"])).paragraphs]
    assert not [words for words in letter if "објављује" in words]
    assert [words for words in letter if words.startswith("Предмет:\tПозив за учешће у јавној расправи: Нацрт закона")]
