"""A year of an authority: counted from what is public, the same on the page, in Word, in the workbook and as data."""

import io
import zipfile
from dataclasses import replace
from datetime import date

import pytest
import python_calamine
from docx import Document

from dialog_tracker.activities.programmes import Details, save_activity
from dialog_tracker.domain.activity import ActivityKind, Count, Qualifier
from dialog_tracker.domain.policy import Actor, Held, Role
from dialog_tracker.domain.programme import ActivityFacts, Where
from dialog_tracker.domain.response import ResponseStatus
from dialog_tracker.domain.script import Script
from dialog_tracker.domain.vague_date import read_when
from dialog_tracker.domain.yearly import YearConsultation, YearFacts
from dialog_tracker.office.year_file import year_file
from dialog_tracker.office.year_sheets import year_workbook
from factories import a_stage

ACCEPTED, REFUSED = ResponseStatus.ACCEPTED, ResponseStatus.NOT_ACCEPTED
KEEPER = Actor(None, frozenset({Held(Role.ADMINISTRATOR)}))


ONE = YearConsultation(
    "LR-2026-0001",
    "=Одлука & <паркови>",
    "rs.local_debate",
    date(2026, 4, 1),
    date(2026, 4, 21),
    submissions=4,
    comments=10,
    by_status={ACCEPTED: 6, REFUSED: 3},
    reported_on=date(2026, 5, 20),
)
OTHER = replace(ONE, reference="LR-2026-0002", reported_on=None)
TRAINING = ActivityFacts(
    "a", ActivityKind.TRAINING, "Обука", when=read_when("мај 2026"), where=(Where("Ниш"),), count=Count(120, Qualifier.OVER)
)
FACTS = YearFacts("Општина Пример", "Example", 2026, date(2026, 11, 26), (ONE, OTHER), 7, (TRAINING,))


def opened(content: bytes) -> python_calamine.CalamineWorkbook:
    return python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(content))


def test_the_totals_add_the_consultations_up():
    totals = FACTS.totals
    assert (totals.consultations, totals.submissions, totals.comments, totals.answered, totals.reported) == (2, 8, 20, 18, 1)
    assert totals.by_status == {ACCEPTED: 12, REFUSED: 6}
    assert totals.by_procedure == {"rs.local_debate": 2}
    assert {one.measure: one.value for one in FACTS.figures}["training_participants"] == 120


@pytest.mark.parametrize("script", list(Script))
def test_the_word_file_says_what_it_is_and_charts_what_it_counts(script):
    written = year_file(FACTS, script)
    assert written == year_file(FACTS, script)
    text = "\n".join(paragraph.text for paragraph in Document(io.BytesIO(written)).paragraphs)
    assert ("ије прописани образац" if script is Script.CYRILLIC else "ije propisani obrazac") in text
    with zipfile.ZipFile(io.BytesIO(written)) as package:
        assert {"word/charts/chart1.xml", "word/charts/chart2.xml"} <= set(package.namelist())
    cells = [cell.text for table in Document(io.BytesIO(written)).tables for row in table.rows for cell in row.cells]
    assert ("ЛР-2026-0001" if script is Script.CYRILLIC else "LR-2026-0001") in cells
    assert "It is no prescribed form" in "\n".join(p.text for p in Document(io.BytesIO(year_file(FACTS, script, english=True))).paragraphs)


def test_the_workbook_keeps_text_as_text_and_numbers_as_numbers():
    book = opened(year_workbook(FACTS, Script.CYRILLIC))
    assert book.sheet_names == ["Збирно", "Консултације", "Активности", "Места", "Објашњења"]
    row = book.get_sheet_by_name("Консултације").to_python()[1]
    assert row[1] == "=Одлука & <паркови>"
    assert row[3:8] == [date(2026, 4, 1), date(2026, 4, 21), 4, 10, 9]
    assert book.get_sheet_by_name("Активности").to_python()[1][5:7] == [120, "преко 120"]


def test_coverage_joins_a_town_and_its_municipality_and_leaves_out_what_is_abroad():
    held = (
        ActivityFacts("1", ActivityKind.TRAINING, "", where=(Where("Užice"), Where("Загреб", "HR"))),
        ActivityFacts("2", ActivityKind.TRAINING, "", where=(Where("Ниш"), Where("Ниш"))),
    )
    facts = replace(FACTS, activities=held, senders={"Град Ниш": 2, "Општина Ада": 1, "": 4})
    said = [(one.name, one.activities, one.organisations) for one in facts.places]
    assert said == [("Ниш", 1, 2), ("Užice", 1, 0), ("Општина Ада", 0, 1), ("", 0, 4)]
    for script, name in ((Script.CYRILLIC, "Покривеност по местима"), (Script.LATIN, "Pokrivenost po mestima")):
        assert name in "\n".join(p.text for p in Document(io.BytesIO(year_file(facts, script))).paragraphs)
    rows = opened(year_workbook(facts, Script.CYRILLIC)).get_sheet_by_name("Места").to_python()
    assert rows[-1] == ["седиште није унето", 0, 4]


def test_an_empty_year_is_written_as_well():
    empty = YearFacts("Општина Пример", "", 2020, date(2026, 11, 26), (), 0, ())
    assert "ниједна" in "\n".join(p.text for p in Document(io.BytesIO(year_file(empty, Script.CYRILLIC))).paragraphs)
    assert opened(year_workbook(empty, Script.LATIN)).sheet_names[0] == "Zbirno"


async def test_a_year_counts_what_is_public_and_asks_a_fixed_number_of_queries(session, clock, browser, statements):
    stage = await a_stage(session, clock.now)
    for when, public in (("мај 2026", True), ("2025.", True), ("јун 2026", False), ("", True)):
        one = ActivityFacts("", ActivityKind.TRAINING, f"Обука {when}", when=read_when(when))
        await save_activity(session, KEEPER, clock.now, stage.authority_id, None, one, Details(public=public))
    await session.commit()
    address = f"/authorities/{stage.authority_id}/years/2026"
    visitor = browser()
    statements.begin()
    shown = await visitor.get(address)
    assert len(statements.sent) <= 20
    assert shown.status_code == 200
    assert stage.reference in shown.text
    assert "Обука мај 2026" in shown.text
    assert not any(f"Обука {other}" in shown.text for other in ("2025.", "јун 2026"))
    data = (await browser().get(f"{address}.json")).json()
    assert [one["reference"] for one in data["consultations"]] == [stage.reference]
    assert data["totals"]["consultations"] == 1
    assert data["prescribed_form"] is False
    for ending in ("docx", "xlsx"):
        assert (await browser().get(f"{address}.{ending}")).content.startswith(b"PK")
    assert (await browser().get(f"/authorities/{stage.authority_id}/years/2019")).status_code == 200
    for wrong in ("x", "2026.pdf", "99999"):
        assert (await browser().get(f"/authorities/{stage.authority_id}/years/{wrong}")).status_code == 404
