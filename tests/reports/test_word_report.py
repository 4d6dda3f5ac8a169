"""The report as a Word file: its parts, its words, its two scripts, and what two validators say of it."""

import io
import re
import subprocess
import sys
import time
import zipfile
from dataclasses import replace
from datetime import date
from pathlib import Path

import msgspec
import pytest
from lxml import etree
from sample_report import article, facts, submission

from dialog_tracker.domain.errors import Malformed
from dialog_tracker.domain.outcome_facts import CommentFacts
from dialog_tracker.domain.outcome_report import report_on
from dialog_tracker.domain.script import Script
from dialog_tracker.office import report_pages
from dialog_tracker.office.report import PageNumbers, heading_count, write_report
from dialog_tracker.office.report_pages import bookmarked_pages, to_pdf, write_report_with_contents
from dialog_tracker.office.report_stream import lines_of
from dialog_tracker.office.soffice import found_soffice

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
SAMPLE = report_on(facts())
BINARIES = Path(sys.executable).parent


def written(report, script=Script.CYRILLIC, **more: object) -> bytes:
    target = io.BytesIO()
    write_report(report, target, script=script, **more)
    return target.getvalue()


def part(document: bytes, name: str = "word/document.xml") -> etree._Element:
    return etree.fromstring(zipfile.ZipFile(io.BytesIO(document)).read(name))


def words(element: etree._Element) -> str:
    return "\n".join("".join(run.text or "" for run in paragraph.iter(f"{W}t")) for paragraph in element.iter(f"{W}p"))


def comments_only(*texts: str, **more: object):
    comments = tuple(CommentFacts(f"1/{index}", "1", text, (article(1 + index % 20),), **more) for index, text in enumerate(texts))
    return report_on(facts(submissions=(submission(0, number="1"),), comments=comments, responses=()))


@pytest.fixture(scope="module", params=list(Script))
def script(request):
    return request.param


def test_the_same_report_is_the_same_bytes(script):
    assert written(SAMPLE, script) == written(SAMPLE, script)


def test_every_part_is_well_formed_and_declared():
    package = zipfile.ZipFile(io.BytesIO(written(SAMPLE)))
    assert package.testzip() is None
    assert {entry.date_time for entry in package.infolist()} == {(1980, 1, 1, 0, 0, 0)}
    for name in package.namelist():
        if name.endswith((".xml", ".rels")):
            etree.fromstring(package.read(name))
    assert sum(name.endswith(".xlsx") for name in package.namelist()) == 4


@pytest.mark.parametrize("tool", [("ooxml-integrity", "check"), ("openxml-audit",)])
def test_validators_find_nothing(tool, script, tmp_path):
    path = tmp_path / "report.docx"
    path.write_bytes(written(SAMPLE, script, page_numbers=PageNumbers((3,) * heading_count(SAMPLE, script), 9)))
    command = [str(BINARIES / tool[0]), *tool[1:], str(path)]
    ran = subprocess.run(command, capture_output=True, text=True, check=False, timeout=60)
    assert ran.returncode == 0, ran.stdout
    assert "0 error(s), 0 warning(s)" in ran.stdout or "Errors: 0" in ran.stdout


def test_the_sections_stand_in_their_order():
    body = part(written(SAMPLE)).find(f"{W}body")
    headings = [words(paragraph) for paragraph in body if paragraph.find(f"{W}pPr/{W}pStyle[@{W}val='Heading1']") is not None]
    assert headings == [
        "Основни подаци",
        "Правни основ",
        "Припрема текста",
        "Ток јавне расправе",
        "Учесници и бројеви",
        "Начелни коментари",
        "Коментари по одредбама",
        "Неблаговремени коментари",
        "Коментари ван предмета",
        "Повучени коментари и изузеци",
        "Шта је измењено у тексту",
        "Прилози",
    ]


def test_the_text_has_no_straight_quotation_marks_and_says_the_basis(script):
    text = words(part(written(SAMPLE, script)))
    assert '"' not in text
    assert ("Službeni glasnik RS" if script is Script.LATIN else "Службени гласник РС") in text


def test_nothing_cyrillic_is_left_in_the_latin_file():
    package = zipfile.ZipFile(io.BytesIO(written(SAMPLE, Script.LATIN)))
    for name in package.namelist():
        content = package.read(name)
        if name.endswith(".xlsx"):
            content = zipfile.ZipFile(io.BytesIO(content)).read("xl/sharedStrings.xml")
        assert not re.search(r"[Ѐ-ӿ]", content.decode()), name


def test_languages_are_marked():
    assert b'<w:lang w:val="hr-HR"/>' in zipfile.ZipFile(io.BytesIO(written(SAMPLE))).read("word/document.xml")
    assert b'<w:lang w:val="sr-Latn-RS"/>' in zipfile.ZipFile(io.BytesIO(written(SAMPLE))).read("word/document.xml")
    styles = part(written(SAMPLE, Script.LATIN), "word/styles.xml")
    assert styles.find(f".//{W}lang").get(f"{W}val") == "sr-Latn-RS"


def test_a_foreign_text_keeps_its_letters():
    report = comments_only("Предлагаме нов член со ѓубре.", language="mk")
    text = words(part(written(report, Script.LATIN)))
    assert "Предлагаме нов член со ѓубре." in text
    assert "Komentari po odredbama" in text


def test_a_thousand_rows_stand_in_tables_of_at_most_a_hundred():
    document = part(written(comments_only(*(f"Текст {index}" for index in range(1000)))))
    tables = [table for table in document.iter(f"{W}tbl") if len(table.findall(f"{W}tblGrid/{W}gridCol")) == 7]
    counts = [len(table.findall(f"{W}tr")) - 1 for table in tables]
    assert sum(counts) == 1000
    assert max(counts) <= 100
    assert all(table.find(f"{W}tr/{W}trPr/{W}tblHeader") is not None for table in tables)
    assert "(наставак)" in words(document)


def test_tables_have_names_and_widths_that_agree():
    for table in part(written(SAMPLE)).iter(f"{W}tbl"):
        assert table.find(f"{W}tblPr/{W}tblCaption").get(f"{W}val")
        assert table.find(f"{W}tblPr/{W}tblDescription").get(f"{W}val")
        grid = [int(column.get(f"{W}w")) for column in table.iter(f"{W}gridCol")]
        assert sum(grid) in {9071, 15137}
        for row in table.iter(f"{W}tr"):
            assert [int(width.get(f"{W}w")) for width in row.iter(f"{W}tcW")] == grid
            assert all(words(cell).strip() for cell in row.iter(f"{W}tc"))


def test_what_people_type_cannot_break_the_file():
    hostile = 'a\x00b\x0b<w:p/>&amp;\u202eзид\ufffe\ud800 "q" {{tab_vrste}} ]]> \r\nдруги ред\tтаб'
    text = words(part(written(comments_only(hostile))))
    assert 'ab\n<w:p/>&amp;зид "q" {{tab_vrste}} ]]>\nдруги редтаб' in text


def test_a_title_may_hold_any_characters():
    act = replace(facts().act, title='Нацрт „А & Б” <1> "ц" {{tab_x}}')
    document = written(report_on(facts(act=act)))
    assert 'Нацрт „А & Б” <1> "ц"' in words(part(document))
    assert part(document, "docProps/core.xml").findtext("{http://purl.org/dc/elements/1.1/}title").endswith('<1> "ц" {{tab_x}}')


def test_no_comments_make_no_landscape_page():
    empty = report_on(facts(submissions=(), comments=(), responses=(), channels=()))
    document = part(written(empty))
    assert "header3.xml" not in zipfile.ZipFile(io.BytesIO(written(empty))).read("word/_rels/document.xml.rels").decode()
    assert not document.findall(f".//{W}pgSz[@{W}orient='landscape']")
    assert "Нема података за приказ." in words(document)
    assert part(written(SAMPLE)).findall(f".//{W}pgSz[@{W}orient='landscape']")


def test_only_short_rows_are_kept_whole():
    document = part(written(comments_only("Кратко.", "реч " * 500)))
    tables = [table for table in document.iter(f"{W}tbl") if len(table.findall(f"{W}tblGrid/{W}gridCol")) == 7]
    whole = [row.find(f"{W}trPr/{W}cantSplit") is not None for table in tables for row in table.findall(f"{W}tr")[1:]]
    assert whole == [True, False]


def test_contents_name_pages_only_where_they_are_known():
    bare = zipfile.ZipFile(io.BytesIO(written(SAMPLE))).read("word/document.xml").decode()
    assert r"\z \u \n" in bare
    assert "PAGEREF" not in bare
    pages = PageNumbers(tuple(range(1, heading_count(SAMPLE, Script.CYRILLIC) + 1)), 40)
    paged = zipfile.ZipFile(io.BytesIO(written(SAMPLE, page_numbers=pages))).read("word/document.xml").decode()
    assert paged.count("PAGEREF") == 12 + 7 + 2
    assert "w:dirty" not in paged


def test_the_child_process_writes_the_same_file(tmp_path, script):
    path = tmp_path / "report.docx"
    command = [sys.executable, "-m", "dialog_tracker.office.report_job", str(path), "--script", script.value, "--fonts", "arial"]
    subprocess.run(command, input=b"".join(lines_of(msgspec.json.encode(SAMPLE))), check=True, timeout=60)
    assert path.read_bytes() == written(SAMPLE, script, fonts="arial")


def test_the_day_of_issue_is_the_only_time_in_the_file():
    core = part(written(report_on(facts(issued_on=date(2027, 1, 5)))), "docProps/core.xml")
    assert core.findtext("{http://purl.org/dc/terms/}created") == "2027-01-05T00:00:00Z"


@pytest.mark.office
def test_contents_agree_with_the_pages_libreoffice_makes(tmp_path, script):
    soffice = found_soffice()
    if soffice is None:
        pytest.skip("LibreOffice is not on this machine")
    path = tmp_path / "report.docx"
    write_report_with_contents(SAMPLE, path, script=script, soffice=soffice)
    cached = re.findall(r"PAGEREF _Toc(\d+) .*?<w:t[^>]*>(\d+)<", zipfile.ZipFile(path).read("word/document.xml").decode())
    laid_out = to_pdf(path, soffice)
    assert laid_out is not None
    pages = bookmarked_pages(laid_out.read_bytes())
    assert pages is not None
    assert [int(page) for _, page in cached] == [pages.headings[int(mark) - 1] for mark, _ in cached]


def test_a_pdf_of_another_make_gives_no_pages():
    assert bookmarked_pages(b"%PDF-1.7\n1 0 obj <</Type/Catalog/Pages 2 0 R>> endobj") is None
    assert bookmarked_pages(b"") is None


def test_a_broken_libreoffice_leaves_a_report_without_page_numbers(tmp_path):
    path = tmp_path / "report.docx"
    write_report_with_contents(SAMPLE, path, script=Script.CYRILLIC, soffice=Path("/bin/false"))
    assert path.read_bytes() == written(SAMPLE)


def test_page_numbers_of_another_report_are_refused():
    with pytest.raises(Malformed, match="page-numbers-do-not-fit"):
        written(SAMPLE, page_numbers=PageNumbers((1, 2), 2))


def test_a_libreoffice_that_hangs_is_ended_with_its_children(tmp_path, monkeypatch):
    hanging = tmp_path / "soffice"
    hanging.write_text(f"#!/bin/sh\nsleep 60 & echo $! > {tmp_path}/child\nwait\n")
    hanging.chmod(0o755)
    monkeypatch.setattr(report_pages, "TIMEOUT_SECONDS", 0.5)
    assert to_pdf(tmp_path / "report.docx", hanging) is None
    assert ended_within(10, (tmp_path / "child").read_text().strip())


def ended_within(seconds: float, process: str) -> bool:
    """Whether a process is gone or a zombie: a kill is delivered when the kernel next runs it, not when it is sent."""
    stat = Path(f"/proc/{process}/stat")
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        try:
            if stat.read_text().split()[2] == "Z":
                return True
        except (FileNotFoundError, ProcessLookupError):
            return True
        time.sleep(0.02)
    return False
