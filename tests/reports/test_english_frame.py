"""The frame of the report in English: no Serbian is left but what people and authorities wrote, and the numbers are the same."""

import io
import json
import re
import subprocess
import sys
import zipfile
from datetime import date
from pathlib import Path

import pytest
from lxml import etree
from sample_report import facts
from test_report_files import made

from dialog_tracker.domain.outcome import Grouping
from dialog_tracker.domain.outcome_choice import GENERAL, Choice, Names, chosen, working_copy
from dialog_tracker.domain.outcome_english import counted, english_day
from dialog_tracker.domain.outcome_facts import CONSULTATIONS
from dialog_tracker.domain.outcome_report import report_on
from dialog_tracker.domain.response import ResponseStatus
from dialog_tracker.domain.script import to_latin
from dialog_tracker.office.english_words import ENGLISH

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
IN_ENGLISH = chosen(facts(), Choice(english=True))


def words(document: bytes) -> list[str]:
    body = etree.fromstring(zipfile.ZipFile(io.BytesIO(document)).read("word/document.xml"))
    return ["".join(run.text or "" for run in paragraph.iter(f"{W}t")) for paragraph in body.iter(f"{W}p")]


def headings(document: bytes, level: int) -> list[str]:
    body = etree.fromstring(zipfile.ZipFile(io.BytesIO(document)).read("word/document.xml"))
    found = [one for one in body.iter(f"{W}p") if one.find(f"{W}pPr/{W}pStyle[@{W}val='Heading{level}']") is not None]
    return ["".join(run.text or "" for run in one.iter(f"{W}t")) for one in found]


def test_headings_are_in_english(tmp_path):
    document = made("docx", IN_ENGLISH, tmp_path, "--script", "Latn")
    assert headings(document, 1) == [
        "Basic facts",
        "Legal basis",
        "Preparation of the text",
        "Course of the public debate",
        "Participants and numbers",
        "General comments",
        "Comments by provision",
        "Late comments",
        "Comments out of scope",
        "Withdrawn comments and exceptions",
        "What was changed in the text",
        "Annexes",
    ]
    assert headings(document, 2)[-1] == "Which provisions drew most comments"


@pytest.mark.parametrize("form", ["docx", "html", "json", "xlsx", "csv"])
@pytest.mark.parametrize("grouping", list(Grouping))
def test_no_fixed_word_is_left_in_serbian(form, grouping, tmp_path):
    content = made(form, IN_ENGLISH, tmp_path, "--script", "Latn", "--group-by", grouping)
    if form in {"docx", "xlsx"}:
        package = zipfile.ZipFile(io.BytesIO(content))
        names = [
            name for name in package.namelist() if re.search(r"(document|header\d|footer\d|sheet\d|chart\d|sharedStrings|core)\.xml$", name)
        ]
        text = "\n".join(package.read(name).decode() for name in names)
    else:
        text = content.decode("utf-8-sig")
    assert not re.search("[Ѐ-ӿ]", text)
    fixed = [to_latin(words) for words in ENGLISH if len(words) > 14 and "{" not in words]
    assert [one for one in fixed if one in text] == []


def test_what_people_wrote_stays_and_is_tagged_as_serbian(tmp_path):
    document = made("docx", IN_ENGLISH, tmp_path, "--script", "Cyrl")
    body = zipfile.ZipFile(io.BytesIO(document)).read("word/document.xml").decode()
    assert "Одредба не помиње дрвореде" in body
    assert '<w:lang w:val="sr-Cyrl-RS"/>' in body
    styles = zipfile.ZipFile(io.BytesIO(document)).read("word/styles.xml").decode()
    assert 'w:val="en-GB"' in styles
    page = made("html", IN_ENGLISH, tmp_path).decode()
    assert '<html lang="en-GB">' in page
    assert '<dd lang="sr">Одредба не помиње' in page


def test_the_numbers_are_those_of_the_serbian_report(tmp_path):
    serbian, english = report_on(facts()), report_on(IN_ENGLISH)
    assert english.totals == serbian.totals
    assert [one.points for one in english.numbers.statuses] == [one.points for one in serbian.numbers.statuses]
    rows = [[row.number for table in section.tables for row in table.rows] for section in serbian.sections]
    assert [[row.number for table in section.tables for row in table.rows] for section in english.sections] == rows
    assert json.loads(made("json", IN_ENGLISH, tmp_path))["totals"] == json.loads(made("json", facts(), tmp_path))["totals"]


def test_sentences_agree_with_their_numbers():
    report = report_on(IN_ENGLISH)
    assert report.numbers.participation.replace("\u00a0", " ") == "13 submitters took part in the public debate, with 27 submissions."
    assert report.numbers.outcome.startswith("Of 22\u00a0distinct points: 8 accepted, ")
    assert report.front.intro[0].replace("\u00a0", " ").startswith("The public debate was held from 1 September 2026 to 22 September 2026.")
    assert counted(1, "comment") == "1\u00a0comment"
    assert counted(1234, "comment") == "1,234\u00a0comments"
    assert english_day(date(2026, 3, 1)) == "1\u00a0March\u00a02026"
    held = report_on(chosen(facts(procedure=CONSULTATIONS), Choice(english=True))).front.intro[0]
    assert held.startswith("The consultations were held")


def test_a_consultation_in_which_nobody_took_part_reads_well(tmp_path):
    empty = facts(
        submissions=(),
        comments=(),
        responses=(),
        channels=(),
        events=(),
        publications=(),
        legal_basis=(),
        drafted_by=None,
        exceptions=(),
        extensions=(),
    )
    gathered = chosen(empty, Choice(english=True))
    text = "\n".join(words(made("docx", gathered, tmp_path, "--script", "Latn")))
    assert "Nobody took part in the public debate." in text
    assert "There are no data to show" in text
    assert "There were no late comments." in text


def test_remarks_are_in_english():
    choice = Choice(Names.HIDDEN, late=False, statuses=frozenset({ResponseStatus.NOT_ACCEPTED}), place=GENERAL, english=True)
    gathered = chosen(working_copy(facts(), date(2026, 10, 5)), choice)
    assert [one.replace("\u00a0", " ") for one in gathered.remarks] == [
        "Working copy: the report is not published. As of 5 October 2026.",
        "Late comments are left out.",
        "Only comments with these outcomes are shown: not accepted.",
        "Only comments on this place are shown: the text as a whole.",
        "Left out: 35 comments; all numbers are of what is shown.",
        "Submitters are not named; the same number means the same submitter.",
    ]


@pytest.mark.parametrize("tool", [("ooxml-integrity", "check"), ("openxml-audit",)])
def test_validators_find_nothing(tool, tmp_path):
    made("docx", IN_ENGLISH, tmp_path, "--script", "Latn", "--group-by", "status")
    command = [str(Path(sys.executable).parent / tool[0]), *tool[1:], str(tmp_path / "copy.docx")]
    ran = subprocess.run(command, capture_output=True, text=True, check=False, timeout=60)
    assert ran.returncode == 0, ran.stdout
