"""Answers in Word or Excel: out with the comments, filled in, back as drafts; what changed meanwhile is compared, nothing is lost."""

import io
import zipfile

import docx
import pytest
import xlsxwriter
from journey import words

from dialog_tracker.domain.response import ResponseDraft, ResponseStatus
from dialog_tracker.office.sheets import read_sheet
from dialog_tracker.responses import workbench
from dialog_tracker.responses.actions import draft_answer
from factories import PASSWORD, a_comment, a_stage, a_submission

DECISION, REASONS, CHANGES = 6, 7, 8


@pytest.fixture
async def scene(session, clock):
    stage = await a_stage(session, clock.now)
    said = [a_comment(f"=1+{at} <b>разлог</b>\n\nДруги пасус.", anchor=anchor) for at, anchor in enumerate(("cl1", "cl2", "cl3", ""))]
    sent = await a_submission(session, clock.now, stage, *said)
    await session.commit()
    return stage, sent.comments


@pytest.fixture
async def officer(browser, scene):
    assert scene
    visitor = browser()
    await visitor.sign_in("kontakt@vrbovac.example", PASSWORD)
    return visitor


def a_workbook(rows):
    """What a program saves after somebody filled a table in."""
    kept = io.BytesIO()
    with xlsxwriter.Workbook(kept, {"in_memory": True, "strings_to_formulas": False}) as book:
        page = book.add_worksheet()
        for at, cells in enumerate(rows):
            for column, text in enumerate(cells):
                page.write_string(at, column, text)
    return kept.getvalue()


async def answer_of(session, clock, number):
    card = await workbench.answer_card(session, number, clock.now, latin=False)
    return card.status, card.reasons, card.what_changed


async def test_a_workbook_goes_out_and_comes_back(session, clock, officer, scene):
    stage, numbers = scene
    await draft_answer(session, stage.officer, clock.now, numbers[0], ResponseDraft(ResponseStatus.NOTED, "Раније."), 0)
    here = f"/desk/c/{stage.reference}/sheets"
    got = await officer.get(f"{here}/new/xlsx")
    with zipfile.ZipFile(io.BytesIO(got.content)) as parts:
        page = parts.read("xl/worksheets/sheet1.xml").decode()
    assert 'hidden="1"' in page
    assert "<dataValidation" in page
    assert "<f>" not in page
    table = read_sheet(got.content)
    rows = {row[0]: row for row in table[1:]}
    assert rows[numbers[0]][DECISION] == "Прима се к знању"
    assert rows[numbers[1]][4] == "=1+1 <b>разлог</b>\n\nДруги пасус."
    for number, decision, reasons in (
        (numbers[0], "Не прихвата се", "Из табеле."),
        (numbers[1], "Прихвата се", ""),
        (numbers[2], "Не прихвата се", ""),
    ):
        rows[number][DECISION], rows[number][REASONS] = decision, reasons
    rows[numbers[1]][CHANGES] = "Члан 2. мења се."
    await draft_answer(session, stage.officer, clock.now, numbers[0], ResponseDraft(ResponseStatus.NOTED, "У међувремену."), 1)
    filled = a_workbook(table)
    done = await officer.post(here, {}, files=[("file", ("odgovori.xlsx", filled, "application/octet-stream"))])
    assert done.status_code == 303, words(done.text)
    where = done.headers["location"]
    shown = await officer.get(where)
    said = words(shown.text)
    assert "Одговори који су сада у припреми 1" in said
    assert "Редови без одговора 1" in said
    assert "Из табеле." in said
    assert "У међувремену." in said
    assert await answer_of(session, clock, numbers[1]) == ("accepted", "", "Члан 2. мења се.")
    assert await answer_of(session, clock, numbers[0]) == ("noted", "У међувремену.", "")
    for _ in range(2):
        assert (await officer.post(where, {"number": numbers[0], "act": "take"})).status_code == 303
    assert await answer_of(session, clock, numbers[0]) == ("not_accepted", "Из табеле.", "")
    assert "Одговори који су наишли на други 1" not in words((await officer.get(f"{where}")).text).split("Редови")[1]
    again = await officer.post(here, {}, files=[("file", ("odgovori.xlsx", filled, "application/octet-stream"))])
    assert "Одговори који су већ били ту 2" in words((await officer.get(again.headers["location"])).text)
    assert "odgovori.xlsx" in (await officer.get(here)).text


async def test_a_word_file_goes_out_and_comes_back(session, clock, officer, scene):
    stage, numbers = scene
    here = f"/desk/c/{stage.reference}/sheets"
    got = await officer.get(f"{here}/new/docx?unit=cl2&script=sr-Latn")
    document = docx.Document(io.BytesIO(got.content))
    table = document.tables[0]
    assert len(table.rows) == 2
    cells = document.element.body.xpath(".//w:tbl//w:tr[2]/w:tc")
    for at, said in ((5, "Ne prihvata se"), (6, "Zakon ne dozvoljava.\nVideti član 3.")):
        content = cells[at].xpath(".//w:sdtContent//w:t")[0]
        content.text = said
        for placeholder in cells[at].xpath(".//w:showingPlcHdr"):
            placeholder.getparent().remove(placeholder)
    kept = io.BytesIO()
    document.save(kept)
    done = await officer.post(here, {}, files=[("file", ("odgovori.docx", kept.getvalue(), "application/octet-stream"))])
    assert done.status_code == 303, words(done.text)
    status, reasons, _ = await answer_of(session, clock, numbers[1])
    assert (status, reasons.split()) == ("not_accepted", "Zakon ne dozvoljava. Videti član 3.".split())


async def test_files_that_are_no_table_and_strangers_are_refused(officer, scene, browser):
    stage, _ = scene
    here = f"/desk/c/{stage.reference}/sheets"
    for name, content in (
        ("prazno.xlsx", b""),
        ("slika.xlsx", b"PK\x03\x04nothing"),
        ("tekst.docx", b"PK\x05\x06"),
        ("druga.csv", b"a;b\n1;2\n"),
    ):
        refused = await officer.post(here, {}, files=[("file", (name, content, "application/octet-stream"))])
        assert refused.status_code == 422, name
        assert "govuk-error-summary" in refused.text
    assert (await officer.get(f"{here}/new/exe")).status_code == 404
    assert (await officer.get(f"{here}/{'0' * 8}-0000-7000-8000-{'0' * 12}")).status_code == 404
    assert (await browser().get(f"{here}/new/xlsx")).status_code in (303, 403, 404)
