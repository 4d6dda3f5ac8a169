"""The report as XLSX, CSV, JSON, HTML and PDF: the same rows in each, text that stays text, and what odd comments do."""

import csv
import io
import itertools
import json
import re
import subprocess
import sys
import zipfile
from datetime import date
from pathlib import Path

import msgspec
import pypdf
import pytest
import python_calamine
from lxml import etree, html
from sample_report import article, facts, submission

from dialog_tracker.domain.outcome_choice import Choice, Names, chosen, working_copy
from dialog_tracker.domain.outcome_facts import CommentFacts
from dialog_tracker.domain.outcome_report import report_on
from dialog_tracker.domain.outcome_rows import Column, register_of
from dialog_tracker.domain.script import Script
from dialog_tracker.office.export_job import main
from dialog_tracker.office.outcome_csv import guarded
from dialog_tracker.office.outcome_html import anchor
from dialog_tracker.office.report_pdf import write_pdf
from dialog_tracker.office.soffice import found_soffice

ODD = (
    "=1+1",
    "+38111 <b>дебело</b> & „наводи”",
    "@команда -2",
    "Контролни\x07знак и \u202eобрнут смер\u202c",
    "Смајли 😀 и породица 👨‍👩‍👧",
    "Реч" * 4000,
    "😀" * 20_000,
    "ж" * 40_000,
    "http://primer.example/put",
    "00123",
)


def made(form: str, gathered, tmp_path, *more: str) -> bytes:
    """Write a file as the child process does, in this process."""
    target = tmp_path / f"copy.{form}"
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(msgspec.json.encode(gathered))))
        main([str(target), "--format", form, *more])
    return target.read_bytes()


def odd(*texts: str, **more: object):
    comments = tuple(CommentFacts(f"1/{at}", "1", text, (article(1),), proposed_wording=text, **more) for at, text in enumerate(texts, 1))
    return facts(submissions=(submission(0, number="1", submitter="=Удружење"),), comments=comments, responses=())


def sheets(content: bytes) -> dict[str, list[list[object]]]:
    book = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(content))
    return {name: book.get_sheet_by_name(name).to_python() for name in book.sheet_names}


def lines(content: bytes) -> list[list[str]]:
    return list(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline="")))


@pytest.mark.parametrize("script", list(Script))
def test_every_format_holds_the_same_rows(tmp_path, script):
    register = register_of(facts())
    numbers = [row.number for row in register.comments]
    told = json.loads(made("json", facts(), tmp_path, "--script", script))
    table = lines(made("csv", facts(), tmp_path, "--script", script))
    book = sheets(made("xlsx", facts(), tmp_path, "--script", script))
    page = html.document_fromstring(made("html", facts(), tmp_path, "--script", script))
    assert [one["number"] for one in told["comments"]] == numbers
    assert [line[1] for line in table[1:]] == numbers
    comments, answers = list(book.values())[:2]
    assert [line[1] for line in comments[1:]] == [line[1] for line in answers[1:]] == numbers
    assert [one.get("id") for one in page.iter("article")] == [anchor(number) for number in numbers]
    said = {one["number"]: one["text"] for one in told["comments"]}
    at = list(Column).index(Column.TEXT)
    assert {line[1]: line[at] for line in table[1:]} == {number: text.replace("\r\n", "\n") for number, text in said.items()}
    assert told["totals"] == {status.value: count for status, count in register.totals.items()}


def test_json_has_the_keys_that_are_promised(tmp_path):
    told = json.loads(made("json", facts(), tmp_path))
    statuses = {"accepted", "partially_accepted", "not_accepted", "noted", "out_of_scope", "unanswered"}
    assert set(told["totals"]) == statuses
    assert {"reference", "version", "title", "authority", "script", "submitters", "comments"} <= set(told)
    assert all({"name", "comments", *statuses} <= set(one) for one in told["submitters"])
    wanted = {"number", "submitter", "place", "kind", "text", "proposed", "reasons", "status", "answer", "what_changed", "late"}
    assert all(wanted <= set(one) for one in told["comments"])
    assert sum(told["totals"].values()) == len(told["comments"]) == sum(one["comments"] for one in told["submitters"])


def test_nothing_cyrillic_is_left_in_latin_files(tmp_path):
    gathered = facts()
    for form in ("json", "csv", "html"):
        assert not re.search(r"[Ѐ-ӿ]", made(form, gathered, tmp_path, "--script", "Latn").decode("utf-8-sig")), form
    assert not re.search(r"[Ѐ-ӿ]", str(sheets(made("xlsx", gathered, tmp_path, "--script", "Latn"))))


def test_odd_comments_stay_text_in_every_format(tmp_path):
    gathered = odd(*ODD)
    book = sheets(made("xlsx", gathered, tmp_path))
    comments = next(iter(book.values()))
    texts = [line[list(Column).index(Column.TEXT)] for line in comments[1:]]
    assert texts[0] == "=1+1"
    assert texts[3] == "Контролнизнак и обрнут смер"
    assert texts[9] == "00123"
    for text in texts[6:8]:
        assert len(text.encode("utf-16-le")) // 2 <= 32_767
        assert text.endswith("(скраћено: цео текст је у CSV и JSON)")
    package = zipfile.ZipFile(io.BytesIO(made("xlsx", gathered, tmp_path)))
    assert not any(b"<f>" in package.read(name) for name in package.namelist() if name.startswith("xl/worksheets/sheet1"))
    assert not any("hyperlink" in package.read(name).decode() for name in package.namelist() if "worksheets/_rels" in name)
    table = lines(made("csv", gathered, tmp_path))
    assert table[1][list(Column).index(Column.TEXT)] == "'=1+1"
    assert table[1][list(Column).index(Column.SUBMITTER)] == "'=Удружење"
    assert len(table[8][list(Column).index(Column.TEXT)]) == 40_000
    told = json.loads(made("json", gathered, tmp_path))
    assert told["comments"][1]["text"] == ODD[1]
    page = made("html", gathered, tmp_path).decode()
    assert "&lt;b&gt;дебело&lt;/b&gt; &amp;" in page
    assert "<b>дебело" not in page


@pytest.mark.parametrize("text", ["=1", "+1", "-1", "@a", "\ta", "\ra", "  =1", "\u00a0=1"])
def test_csv_guards_what_a_spreadsheet_would_reckon(text):
    assert guarded(text) == f"'{text}"
    assert guarded(f"а{text}") == f"а{text}"


def test_csv_begins_with_its_mark_and_its_lines_end_as_they_should(tmp_path):
    content = made("csv", odd("Један\nдва"), tmp_path)
    assert content.startswith(b"\xef\xbb\xbf")
    assert content.count(b"\r\n") == 2


def test_filters_and_working_copies_are_printed_in_every_file(tmp_path):
    gathered = chosen(working_copy(facts(), date(2026, 11, 26)), Choice(late=False, names=Names.KIND))
    remarks = gathered.remarks
    assert len(remarks) == 4
    assert json.loads(made("json", gathered, tmp_path))["remarks"] == list(remarks)
    assert all(line[-1] == " ".join(remarks) for line in lines(made("csv", gathered, tmp_path))[1:])
    page = made("html", gathered, tmp_path).decode()
    assert all(remark in page for remark in remarks)
    for sheet in list(sheets(made("xlsx", gathered, tmp_path)).values())[:3]:
        assert [line[0] for line in sheet[:4]] == list(remarks)
    words = zipfile.ZipFile(io.BytesIO(made("docx", gathered, tmp_path))).read("word/document.xml").decode()
    assert all(remark in words for remark in remarks)


def test_only_chosen_columns_are_written(tmp_path):
    asked = ("--columns", "number,text,status")
    assert lines(made("csv", facts(), tmp_path, *asked))[0] == ["Број коментара", "Коментар", "Одговор"]
    assert set(json.loads(made("json", facts(), tmp_path, *asked))["comments"][0]) == {"number", "text", "status", "late", "language"}
    assert next(iter(sheets(made("xlsx", facts(), tmp_path, *asked)).values()))[0] == ["Број коментара", "Коментар", "Одговор"]
    assert "Зелени појас" not in made("html", facts(), tmp_path, *asked).decode()


def test_submitters_that_were_not_asked_for_are_nowhere(tmp_path):
    asked = ("--columns", "text,answer")
    told = json.loads(made("json", facts(), tmp_path, *asked))
    assert told["submitters"] == []
    page = made("html", facts(), tmp_path, *asked).decode()
    assert "Зелени појас" not in page
    assert 'href="#p"' not in page


def test_answers_alone_make_a_workbook_too(tmp_path):
    comments, answers = list(sheets(made("xlsx", facts(), tmp_path, "--columns", "answer")).values())[:2]
    assert comments[0] == ["Број коментара"]
    assert answers[0] == ["Р. бр.", "Број коментара", "Образложење"]
    assert len(comments) == len(answers) == 35


def test_a_report_without_comments_is_written_in_every_format(tmp_path):
    empty = facts(submissions=(), comments=(), responses=(), channels=())
    assert set(json.loads(made("json", empty, tmp_path))["totals"].values()) == {0}
    assert len(lines(made("csv", empty, tmp_path))) == 1
    assert "Нема података за приказ." in str(sheets(made("xlsx", empty, tmp_path)))
    assert "Нема података за приказ." in made("html", empty, tmp_path).decode()
    assert zipfile.is_zipfile(io.BytesIO(made("docx", empty, tmp_path)))


def test_the_page_needs_nothing_else_and_is_well_built(tmp_path):
    content = made("html", facts(), tmp_path)
    page = html.document_fromstring(content)
    assert page.get("lang") == "sr-Cyrl-RS"
    assert not page.xpath("//script | //link | //img | //iframe | //*[@src]")
    assert all(address.startswith("#") for address in page.xpath("//a/@href"))
    assert len(page.xpath("//h1")) == 1
    levels = [int(one.tag[1]) for one in page.iter("h1", "h2", "h3", "h4")]
    assert all(later - earlier <= 1 for earlier, later in itertools.pairwise(levels))
    for table in page.iter("table"):
        assert table.xpath("./caption")
        assert table.xpath("./thead//th[@scope='col']")
        assert all(row.xpath("./th[@scope='row']") for row in table.xpath("./tbody/tr"))
    ids = page.xpath("//@id")
    assert len(ids) == len(set(ids))
    assert page.xpath("//article//dd[@lang='hr']")
    charts = page.xpath("//svg[@role='img']/@aria-label")
    assert len(charts) == 4


def test_the_page_the_workbook_and_the_word_file_chart_the_same_numbers(tmp_path):
    numbers = report_on(facts()).numbers
    wanted = [[one.comments for one in numbers.kinds], [one.comments for one in numbers.parts]]
    page = html.document_fromstring(made("html", facts(), tmp_path))
    told = [[int(part.rsplit(" ", 1)[1]) for part in label.split(": ", 1)[1].split("; ")] for label in page.xpath("//svg/@aria-label")]
    assert told[1:3] == wanted
    package = zipfile.ZipFile(io.BytesIO(made("docx", facts(), tmp_path)))
    charts = [etree.fromstring(package.read(f"word/charts/chart{at}.xml")) for at in range(1, 5)]
    values = [[int(one.text) for one in chart.iterfind(".//{*}val//{*}v")] for chart in charts]
    assert [values[1], values[3]] == wanted
    assert sum(values[0]) == sum(day.submissions for day in report_on(facts()).course.arrivals) == sum(told[3])
    assert values[2] == [one.points for one in numbers.statuses]
    book = zipfile.ZipFile(io.BytesIO(made("xlsx", facts(), tmp_path)))
    assert sum(name.startswith("xl/charts/chart") for name in book.namelist()) == 4
    drawing = book.read("xl/drawings/drawing1.xml").decode()
    assert drawing.count("descr=") == 4


@pytest.mark.parametrize(
    ("form", "tool"),
    [
        *((form, tool) for form in ("docx", "tables.docx") for tool in (("ooxml-integrity", "check"), ("openxml-audit",))),
        ("xlsx", ("openxml-audit",)),  # the other one takes every package for a Word file
    ],
)
def test_validators_find_nothing_in_copies(form, tool, tmp_path):
    gathered = chosen(working_copy(facts(), date(2026, 11, 26)), Choice(late=False))
    made(form, gathered, tmp_path, "--group-by", "submitter")
    command = [str(Path(sys.executable).parent / tool[0]), *tool[1:], str(tmp_path / f"copy.{form}")]
    ran = subprocess.run(command, capture_output=True, text=True, check=False, timeout=60)
    assert ran.returncode == 0, ran.stdout
    assert "0 error(s)" in ran.stdout or "Errors: 0" in ran.stdout


def test_the_tables_alone_hold_every_row_and_nothing_of_the_frame(tmp_path):
    words = zipfile.ZipFile(io.BytesIO(made("tables.docx", facts(), tmp_path))).read("word/document.xml").decode()
    assert "Коментари и одговори" in words
    assert "Ко је учествовао" not in words
    assert "М.\u00a0П." not in words
    report = report_on(facts())
    rows = sum(len(table.rows) for section in report.sections for table in section.tables)
    assert words.count('w:orient="landscape"') == 1
    assert words.count("<w:cantSplit/>") + words.count("<w:tr><w:tc>") >= rows


@pytest.mark.office
def test_the_pdf_is_tagged_with_title_language_heads_of_tables_and_words_for_charts(tmp_path):
    target = tmp_path / "report.pdf"
    write_pdf(report_on(facts()), target, script=Script.LATIN, soffice=found_soffice())
    read = pypdf.PdfReader(target, strict=True)
    catalogue = read.trailer["/Root"]
    assert catalogue["/MarkInfo"]["/Marked"]
    assert catalogue["/Lang"] == "sr-Latn-RS"
    assert catalogue["/ViewerPreferences"]["/DisplayDocTitle"]
    assert read.metadata.title.startswith("Izveštaj o sprovedenoj javnoj raspravi")
    elements = list(structure(catalogue["/StructTreeRoot"]))
    kinds = [element["/S"] for element in elements]
    assert {"/H1", "/H2", "/H3", "/Table", "/TR", "/TH", "/TD", "/L"} <= set(kinds)
    figures = [element for element in elements if element["/S"] == "/Figure"]
    assert len(figures) == 4
    assert all(str(figure["/Alt"]).startswith("Stubičasti grafikon.") for figure in figures)
    assert len(read.outline) > 5


def structure(node):
    node = node.get_object() if hasattr(node, "get_object") else node
    for one in node if isinstance(node, list) else [node]:
        inner = one.get_object() if hasattr(one, "get_object") else one
        if isinstance(inner, dict):
            if "/S" in inner:
                yield inner
            if "/K" in inner:
                yield from structure(inner["/K"])


def test_without_libreoffice_there_is_no_pdf_and_the_parent_is_told(tmp_path):
    command = [sys.executable, "-m", "dialog_tracker.office.export_job", str(tmp_path / "x.pdf"), "--format", "pdf"]
    ran = subprocess.run(command, input=msgspec.json.encode(facts()), capture_output=True, check=False, timeout=60)
    assert ran.returncode == 3
    assert not (tmp_path / "x.pdf").exists()
