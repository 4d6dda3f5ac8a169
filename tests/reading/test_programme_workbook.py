"""The report of a programme as a workbook: what was stated and what was computed never share a cell."""

import io

import pytest
import python_calamine

from dialog_tracker.domain.activity import ActivityKind, Count, CountUnit, PartyRole, Qualifier
from dialog_tracker.domain.programme import ActivityFacts, Figure, OutputFacts, PartyFacts, ProgrammeFacts
from dialog_tracker.domain.script import Script
from dialog_tracker.domain.vague_date import read_when
from dialog_tracker.office.programme_sheets import programme_workbook

OVER = Figure(
    500,
    Qualifier.OVER,
    CountUnit.PERSONS,
    "учесници",
    "participants",
    "https://example.org",
    measure="event_participants",
    sector="civil_society",
)
HELD = ActivityFacts(
    "1",
    ActivityKind.CONFERENCE,
    "=Конференција",
    when=read_when("2022."),
    count=Count(410, Qualifier.EXACT),
    outputs=(OutputFacts("Зборник"),),
)
FACTS = ProgrammeFacts(
    "dijalog",
    "Дијалог",
    "Dialogue",
    "",
    "",
    read_when("2021-2023"),
    "",
    "Министарство",
    (PartyFacts(PartyRole.DONOR, "Фонд"),),
    (OVER,),
    (),
    (HELD,),
)


@pytest.mark.parametrize(
    ("script", "names"),
    [(Script.CYRILLIC, ["Бројеви", "Активности", "Ко", "Резултати"]), (Script.LATIN, ["Brojevi", "Aktivnosti", "Ko", "Rezultati"])],
)
def test_the_workbook_has_both_figures_side_by_side(script, names):
    content = programme_workbook(FACTS, script)
    assert content == programme_workbook(FACTS, script)
    book = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(content))
    assert book.sheet_names == names
    row = book.get_sheet_by_name(names[0]).to_python()[1]
    assert (row[1], row[4]) == (500, 410)
    assert "500" in row[2]
    assert "410" not in str(row[2])
    assert book.get_sheet_by_name(names[1]).to_python()[1][2].startswith("„=")
    assert book.get_sheet_by_name(names[3]).to_python()[1][0] in ("Зборник", "Zbornik")


def test_in_english():
    book = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(programme_workbook(FACTS, Script.CYRILLIC, english=True)))
    assert book.get_sheet_by_name("Figures").to_python()[1][0] == "participants (civil society)"
