"""Tables of activities as offices keep them: every row is read as it stands or reported, and none is guessed."""

from datetime import date

import pytest

from dialog_tracker.domain.activity import ActivityKind, Count, PartyRole, Qualifier
from dialog_tracker.domain.activity_table import ActivityColumn, read_activities
from dialog_tracker.domain.errors import Malformed
from dialog_tracker.domain.programme import Where
from dialog_tracker.domain.vague_date import DatePrecision, read_when

HEAD = ["Р. бр.", "Врста", "Назив активности", "Датум", "Место", "Број учесника", "Партнери"]


def table(*rows: list[str], head=HEAD, programme=""):
    return read_activities([head, *rows], read_when(programme))


def test_columns_are_known_by_their_headers_in_either_script():
    read = read_activities(
        [["Vrsta", "Naziv", "Datum od", "Datum do", "Mesto", "Učesnika"], ["Obuka", "Prva", "1.3.2022.", "3.3.2022.", "Niš", "20"]]
    )
    assert set(read.columns.values()) == {"kind", "title", "when", "until", "where", "count"}
    (row,) = read.rows
    assert (row.row, row.facts.title, row.facts.kind) == (2, "Prva", ActivityKind.TRAINING)
    assert (row.facts.when.starts_on, row.facts.when.ends_on) == (date(2022, 3, 1), date(2022, 3, 3))


def test_counts_and_dates_of_every_kind_stand_in_one_column():
    read = table(
        ["1", "обука", "Прва", "новембар 2022.", "Београд, онлајн", "око 120", ""],
        ["2", "Конференција", "Друга", "22-27. maj 2023", "Стокхолм (SE)", "120+", "ОПЦ; Удружење „Липа”"],
        ["3", "", "Састанак контакт тачака", "током 2022. и 2023.", "", "", ""],
    )
    first, second, third = (row.facts for row in read.rows)
    assert (first.count, first.when.precision, first.online) == (Count(120, Qualifier.ABOUT), DatePrecision.MONTH, True)
    assert first.where == (Where("Београд"),)
    assert (second.count, second.where) == (Count(120, Qualifier.OVER), (Where("Стокхолм", "SE"),))
    assert [(one.role, one.name) for one in second.parties] == [(PartyRole.PARTNER, "ОПЦ"), (PartyRole.PARTNER, "Удружење „Липа”")]
    assert (third.kind, third.when.precision) == (ActivityKind.CONTACT_POINT_MEETING, DatePrecision.PERIOD)
    assert third.count == Count(None, Qualifier.NOT_STATED)
    assert read.refused == ()


def test_what_cannot_be_read_is_reported_with_its_row_and_the_rest_comes_in():
    read = table(
        ["1", "обука", "Прва", "2022.", "", "-3", ""],
        ["2", "обука", "Друга", "нонембар", "", "10", ""],
        ["3", "обука", "", "2022.", "", "10", ""],
        ["", "", "", "", "", "", ""],
        ["4", "обука", "Четврта", "2022.", "", "10", ""],
    )
    assert [(one.row, one.error.code) for one in read.refused] == [
        (2, "count-negative"),
        (3, "dates-unreadable"),
        (4, "field-required"),
    ]
    assert [(row.row, row.facts.title) for row in read.rows] == [(6, "Четврта")]


def test_an_activity_before_its_programme_is_kept_and_doubted():
    read = table(["1", "обука", "Рана", "2019.", "", "", ""], ["2", "обука", "На време", "2022.", "", "", ""], programme="2021–2023")
    assert [row.doubts for row in read.rows] == [("activity-before-its-programme",), ()]


def test_titles_and_merged_cells_above_the_header_are_passed_over():
    read = read_activities([["ЕВИДЕНЦИЈА АКТИВНОСТИ", "", ""], ["", "", ""], HEAD, ["1", "обука", "Прва", "", "", "", ""]])
    assert [row.row for row in read.rows] == [4]
    assert ActivityColumn.TITLE in read.columns.values()


@pytest.mark.parametrize("rows", [[], [["a", "b"], ["1", "2"]], [["Датум", "Место"], ["2022.", "Ниш"]]])
def test_a_table_without_a_known_header_is_refused(rows):
    with pytest.raises(Malformed, match="activity-columns-unknown"):
        read_activities(rows)


@pytest.mark.parametrize(
    ("kind", "title", "read", "doubts"),
    [
        ("", "Обука за контакт тачке", ActivityKind.TRAINING, ()),
        ("", "Састанак контакт тачака", ActivityKind.CONTACT_POINT_MEETING, ()),
        ("Студијска посета", "Конференција у Загребу", ActivityKind.STUDY_VISIT, ()),
        ("хакатон", "Дан отворених података", ActivityKind.OTHER, ("activity-kind-unknown",)),
        ("друго", "Дан отворених података", ActivityKind.OTHER, ()),
    ],
)
def test_a_kind_is_read_from_its_column_before_the_title_and_never_passed_off_as_known(kind, title, read, doubts):
    (row,) = table(["1", kind, title, "2022.", "", "", ""]).rows
    assert (row.facts.kind, row.doubts) == (read, doubts)


def test_an_address_of_the_hall_is_no_link_and_a_number_of_towns_no_place():
    read = read_activities(
        [["Назив", "Адреса одржавања", "Број градова", "Датум", "Веб-сајт"], ["Прва", "Трг 1", "12", "2022.", "https://primer.example/a"]]
    )
    (row,) = read.rows
    assert row.facts.where == ()
    assert [one.link for one in row.facts.outputs] == ["https://primer.example/a"]
