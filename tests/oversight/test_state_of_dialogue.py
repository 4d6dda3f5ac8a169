"""The state of dialogue in a year: worked out from the record, the same on the page, in Word and as data."""

import io
from dataclasses import replace
from datetime import date

import pytest
from docx import Document

from dialog_tracker.domain.act import AuthorityLevel
from dialog_tracker.domain.dialogue_state import LISTS, MOST_LISTED, state_of
from dialog_tracker.domain.oversight_facts import Record
from dialog_tracker.domain.script import Script
from dialog_tracker.office.state_file import state_as_json, state_file
from practice import HELD_ELSEWHERE, RECORD, SHORT, an_id

SAID = {("I6", SHORT.reference): "Служба је била у прекиду рада."}
COUNTED = date(2026, 11, 25)


def a_state(year=2026, level=None, record=RECORD):
    return state_of(record, year, level, COUNTED, SAID)


def words_of(content: bytes) -> str:
    document = Document(io.BytesIO(content))
    cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    return "\n".join([paragraph.text for paragraph in document.paragraphs] + cells)


def test_a_year_holds_what_began_in_it_beside_the_year_before():
    state = a_state()
    assert (state.authorities, state.consultations, state.comments) == (2, 4, 19)
    assert state.figures["I5.published"].whole == 3
    assert state.before["I5.published"].whole == 1
    assert a_state(2025).consultations == 1


def test_levels_stand_beside_one_another_where_all_are_told():
    state = a_state()
    assert state.by_level[AuthorityLevel.NATIONAL]["I2.kept"].value == 1
    assert state.by_level[AuthorityLevel.LOCAL]["I2.kept"].value == 0
    assert not state.by_level[AuthorityLevel.PROVINCIAL]["I2.kept"].is_defined
    assert a_state(level=AuthorityLevel.LOCAL).by_level == {}
    assert a_state(level=AuthorityLevel.LOCAL).consultations == 2


def test_what_is_pointed_out_stands_by_list_and_leaves_out_what_is_well():
    state = a_state()
    assert [one.measure.address for one in state.bad] == list(LISTS)
    late = next(one for one in state.bad if one.measure.address == "I5.in_time")
    assert [line.key for line in late.shown] == [SHORT.reference]
    assert [(one.indicator, one.title, one.words) for one in state.explained] == [("I6", SHORT.title, SAID["I6", SHORT.reference])]


def test_a_long_list_shows_the_worst_and_says_how_many_there_are():
    many = tuple(replace(SHORT, id=an_id(1000 + n), reference=f"LR-2026-{n:04}", days_short=n + 1) for n in range(60))
    state = a_state(record=replace(RECORD, consultations=many))
    short = next(one for one in state.bad if one.measure.address == "I3.windows")
    assert (short.total, len(short.shown), short.shown[0].key) == (60, MOST_LISTED, "LR-2026-0059")
    assert "Од 60 приказано је 40 најтежих" in words_of(state_file(state, Script.CYRILLIC))


@pytest.mark.parametrize(
    ("script", "english", "expected"),
    [
        (
            Script.CYRILLIC,
            False,
            ("Стање дијалога у 2026. години", "ЛР-2026-0001", "Дефиниције и формуле", "Служба је била у прекиду рада."),
        ),
        (Script.LATIN, False, ("Stanje dijaloga u 2026. godini", "LR-2026-0001", "Definicije i formule", "Služba je bila u prekidu rada.")),
        (Script.LATIN, True, ("State of dialogue in 2026", "LR-2026-0001", "Definitions and formulas", "Town")),
    ],
)
def test_the_word_file_speaks_each_language_and_script(script, english, expected):
    said = words_of(state_file(a_state(), script, english=english))
    for words in expected:
        assert words in said
    if script is Script.LATIN and not english:
        assert not any("а" <= sign <= "ш" for sign in said)


def test_the_same_facts_give_the_same_bytes():
    assert state_file(a_state(), Script.CYRILLIC) == state_file(a_state(), Script.CYRILLIC)


def test_a_year_with_nothing_says_so_and_still_explains_every_indicator():
    empty = state_of(Record(date(2026, 1, 1)), 2030, None, None, {})
    assert empty.is_empty
    said = words_of(state_file(empty, Script.CYRILLIC))
    assert "Из ове године још нема шта да се броји." in said
    assert said.count("нема података") == 34
    assert "Покривеност територије" in said


def test_the_data_give_every_figure_and_every_row_that_is_pointed_out():
    told = state_as_json(a_state())
    assert told["figures"]["I6.answered"]["part"] == 9
    assert told["prescribed_form"] is False
    assert {one["measure"]: one["total"] for one in told["pointed_out"]} == {
        "I3.windows": 1,
        "I5.in_time": 1,
        "I6.answered": 2,
        "I8.promises": 1,
        "I1.consulted": 1,
    }
    assert HELD_ELSEWHERE.reference not in str(told["pointed_out"])
