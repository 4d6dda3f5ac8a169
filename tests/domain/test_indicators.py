"""Every indicator over a record written out by hand: each figure is what somebody with a pencil would get."""

from dataclasses import replace
from datetime import date

import pytest

from dialog_tracker.domain.act import AuthorityLevel
from dialog_tracker.domain.errors import NotFound
from dialog_tracker.domain.indicator import NO_PROCEDURE, Better, Counted, Method, all_indicators, all_measures, find_indicator
from dialog_tracker.domain.indicator_figure import Figure, figure, rows_of
from dialog_tracker.domain.indicator_list import lines, subject_key
from dialog_tracker.domain.indicator_rows import ROWS
from dialog_tracker.domain.indicator_words import counted_from, figure_words, value_words
from dialog_tracker.domain.oversight_facts import Record, Scope, periods_between
from practice import DEBATE, EARLY, HELD_ELSEWHERE, MINISTRY, ON_PAPER, OPEN, RECORD, TOWN, an_id


def named(address: str):
    key, _, name = address.partition(".")
    return find_indicator(key).measure(name)


def told(address: str, record: Record = RECORD):
    return figure(named(address), record)


@pytest.mark.parametrize(
    ("address", "value", "part", "whole", "bad"),
    [
        ("I1.consulted", 2 / 3, 2, 3, 1),
        ("I2.kept", 1 / 2, 1, 2, 1),
        ("I3.mean", 5, 5, 1, 1),
        ("I3.worst", 5, 5, 1, 1),
        ("I3.windows", 1, 1, 2, 1),
        ("I4.dates", 1, 1, 5, 1),
        ("I4.text", 1, 1, 5, 1),
        ("I5.published", 2 / 4, 2, 4, 2),
        ("I5.in_time", 1 / 3, 1, 3, 2),
        ("I6.answered", 9 / 16, 9, 16, 2),
        ("I7.reasons", 4 / 5, 4, 5, 1),
        ("I8.taken", 5 / 16, 5, 16, 0),
        ("I8.outcomes", 9 / 16, 9, 16, 0),
        ("I8.promises", 3 / 5, 3, 5, 1),
        ("I9.early", 1 / 3, 1, 3, 2),
        ("I10.complete", 16 / 24, 16, 24, 3),
        ("I11.invited", 1 / 2, 1, 2, 1),
        ("I11.kinds", 4, 4, 4, 0),
        ("I12.one", 2 / 3, 2, 3, 1),
        ("I12.two", 1 / 3, 1, 3, 2),
        ("I13.submissions", 9, 9, 5, 0),
        ("I13.organisations", 3, 5, 5, 0),
        ("I13.per_act", 8, 16, 2, 0),
        ("I13.first_time", 4, 4, 5, 0),
        ("I14.methods", 3 / 12, 3, 12, 0),
        ("I15.portal", 1 / 2, 1, 2, 1),
        ("I16.procedures", 2 / 3, 2, 3, 1),
        ("I16.contacts", 1 / 3, 1, 3, 2),
        ("I17.report", 15.5, 31, 2, 1),
        ("I17.answer", 20, 20, 1, 0),
        ("I18.trainings", 3, 3, 2, 0),
        ("I18.meetings", 1, 1, 2, 0),
        ("I18.persons", 85, 85, 2, 0),
        ("I18.units", 2, 3, 2, 0),
    ],
)
def test_a_figure_is_what_the_rows_add_up_to(address, value, part, whole, bad):
    one = told(address)
    assert one.value == pytest.approx(value)
    assert (one.part, one.whole, one.bad) == (part, whole, bad)


@pytest.mark.parametrize(
    ("part", "whole", "points"), [(0, 5, 0), (3, 5, 0), (5, 10, 0), (4, 5, 0.5), (7, 10, 0.25), (999, 1000, 0.9975), (5, 5, 1)]
)
def test_points_of_the_portal_begin_above_sixty_per_cent_and_rise_by_a_line(part, whole, points):
    measure = next(one for one in all_measures() if one.address == "I15.portal")
    assert Figure(measure, part / whole, part, whole, whole, whole - part).points == pytest.approx(points)
    assert Figure(measure, None, 0, 0, 0, 0).points is None
    assert Figure(replace(measure, no_points_up_to=None), 1, 1, 1, 1, 0).points is None


def test_every_measure_has_rows_and_words_in_both_languages():
    assert [one.address for one in all_measures()] == list(ROWS)
    assert list(all_indicators()) == [f"I{n}" for n in range(1, 19)]
    for indicator in all_indicators().values():
        texts = [indicator.name, indicator.definition, indicator.formula, indicator.source]
        texts += [text for one in indicator.measures for text in (one.name, one.part, one.whole, one.needs)]
        assert all(text.sr and text.en for text in texts)
        judged = any(one.better is not Better.NEITHER for one in indicator.measures)
        assert judged == (indicator.bad is not None), indicator.key


def test_no_number_of_the_law_stands_in_the_words_of_an_indicator():
    """Twenty days of a debate and fifteen of a report come with each consultation, from its own procedure."""
    for indicator in all_indicators().values():
        for number in (" 15 ", " 20 ", " 10 "):
            assert number not in f" {indicator.definition.sr} {indicator.formula.sr} "


def test_nothing_to_count_is_no_figure_and_says_what_it_takes():
    for measure in all_measures():
        one = figure(measure, Record(date(2026, 1, 1)))
        assert (one.value, one.is_defined, one.rows) == (None, False, 0)
        assert measure.needs.sr.endswith(".")


def test_a_count_of_nothing_bad_is_nought_and_an_average_of_nothing_is_none():
    record = replace(RECORD, consultations=(DEBATE,))
    assert told("I3.windows", record).value == 0
    assert told("I3.mean", record).value is None


def test_the_parts_of_a_spread_stand_from_the_most_to_the_least():
    assert list(told("I8.outcomes").parts.items()) == [
        ("unanswered", 7),
        ("accepted", 3),
        ("not_accepted", 3),
        ("partially_accepted", 2),
        ("noted", 1),
    ]
    assert told("I14.methods").parts == {"written_comments": 2, "round_table": 1}
    assert told("I11.kinds").parts == {"association": 3, "unknown": 1}


def test_bad_rows_stand_first_and_the_worst_of_them_before_the_others():
    rows = rows_of(named("I5.in_time"), RECORD)
    assert [(subject_key(row.subject), row.bad, row.weight) for row in rows] == [
        ("LR-2025-0009", True, 346),
        ("LR-2026-0001", True, 4),
        ("JR-2026-0001", False, 0),
    ]


def test_a_report_that_is_not_due_yet_speaks_against_nobody():
    keys = {subject_key(row.subject) for row in rows_of(named("I5.published"), RECORD)}
    assert OPEN.reference not in keys
    late = replace(RECORD, today=date(2026, 12, 26))
    assert {subject_key(row.subject) for row in rows_of(named("I5.published"), late) if row.bad} == {
        OPEN.reference,
        HELD_ELSEWHERE.reference,
        EARLY.reference,
    }


def test_a_report_on_its_last_day_is_in_time():
    on_the_day = replace(DEBATE, reported_on=DEBATE.report_due_on)
    a_day_after = replace(DEBATE, reported_on=date(2026, 4, 7))
    assert told("I5.in_time", replace(RECORD, consultations=(on_the_day,))).part == 1
    assert told("I5.in_time", replace(RECORD, consultations=(a_day_after,))).part == 0


@pytest.mark.parametrize(
    ("scope", "references"),
    [
        (Scope(), {"JR-2026-0001", "KO-2026-0001", "LR-2026-0001", "LR-2025-0009", "LR-2026-0002"}),
        (Scope(first=date(2026, 1, 1), last=date(2026, 3, 1)), {"JR-2026-0001", "KO-2026-0001"}),
        (Scope(last=date(2025, 12, 31)), {"LR-2025-0009"}),
        (Scope(authority=TOWN.id), {"LR-2026-0001", "LR-2026-0002"}),
        (Scope(level=AuthorityLevel.NATIONAL), {"JR-2026-0001", "KO-2026-0001"}),
        (Scope(territory="RS-12"), {"LR-2026-0001", "LR-2025-0009", "LR-2026-0002"}),
        (Scope(territory="70599"), {"LR-2025-0009"}),
        (Scope(area="environment"), {"JR-2026-0001", "KO-2026-0001"}),
        (Scope(procedure="rs.consultations"), {"KO-2026-0001"}),
        (Scope(authority=an_id(99)), set()),
    ],
)
def test_a_scope_chooses_by_every_side(scope, references):
    assert {one.reference for one in RECORD.within(scope).consultations} == references


def test_units_are_chosen_by_place_and_belong_to_the_local_level():
    assert {one.code for one in RECORD.within(Scope(territory="RS-12")).units} == {"70645", "70599"}
    assert {one.code for one in RECORD.within(Scope(authority=TOWN.id)).units} == {"70645"}
    assert RECORD.within(Scope(authority=MINISTRY.id)).units == ()
    assert RECORD.within(Scope(level=AuthorityLevel.NATIONAL)).units == ()


def test_parts_of_the_record_add_up_to_the_whole():
    measure = named("I6.answered")
    for parts in (RECORD.by_authority(), RECORD.by_period(), RECORD.by_level()):
        figures = [figure(measure, part) for part in parts.values()]
        assert (sum(one.part for one in figures), sum(one.whole for one in figures)) == (9, 16)


def test_what_concerns_two_stands_with_both():
    assert {key: len(part.consultations) for key, part in RECORD.by_procedure().items()} == {
        "rs.public_debate": 1,
        "rs.consultations": 1,
        "rs.local_debate": 3,
    }
    assert {one.kind for one in RECORD.by_procedure()["rs.consultations"].acts} == {"draft_law", "decision"}
    assert {one.reference for one in RECORD.by_area()["environment"].consultations} == {"JR-2026-0001", "KO-2026-0001"}
    assert RECORD.by_procedure()["rs.local_debate"].groups == ()


def test_periods_stand_in_order_and_know_all_units():
    assert list(RECORD.by_period()) == ["2025", "2026", "2027"]
    assert list(RECORD.by_period(quarters=True)) == ["2025-4", "2026-1", "2026-2", "2026-4", "2027-1"]
    assert told("I16.procedures", RECORD.by_period()["2025"]).value == pytest.approx(1 / 3)


def test_places_hold_local_bodies_alone():
    assert set(RECORD.by_district()) == {"RS-12", "RS-24"}
    assert {one.reference for one in RECORD.by_unit()["70645"].consultations} == {"LR-2026-0001", "LR-2026-0002"}
    assert RECORD.by_unit()["70432"].consultations == ()


def test_a_line_says_what_it_takes_to_count_again():
    rows = rows_of(named("I6.answered"), RECORD)
    line = lines(rows, RECORD, {"LR-2026-0001": "Служба је била у штрајку."})[0]
    assert (line.key, line.part, line.whole, line.bad) == ("LR-2026-0001", 0, 6, True)
    assert (line.authority, line.authority_en, line.level, line.unit) == ("Град", "Town", "local", "70645")
    assert (line.first_on, line.last_on, line.comments, line.articles) == (date(2026, 5, 1), date(2026, 5, 10), 6, 5)
    assert line.explanation == "Служба је била у штрајку."
    told_again = sum(one.part for one in lines(rows, RECORD, {})) / sum(one.whole for one in lines(rows, RECORD, {}))
    assert told_again == figure(named("I6.answered"), RECORD).value


def test_an_indicator_that_there_is_not_is_not_found():
    with pytest.raises(NotFound):
        find_indicator("I19")
    with pytest.raises(NotFound):
        find_indicator("I5").measure("never")
    assert find_indicator("I5").measure(None) is find_indicator("I5").chief


@pytest.mark.parametrize(
    ("address", "value", "serbian", "english"),
    [
        ("I2.kept", 2 / 3, "66,7\u00a0%", "66.7%"),
        ("I2.kept", 1.0, "100\u00a0%", "100%"),
        ("I3.mean", 3.25, "3,2", "3.2"),
        ("I3.mean", 4.0, "4", "4"),
        ("I13.submissions", 12345, "12.345", "12,345"),
        ("I17.report", 15.5, "15,5", "15.5"),
        ("I2.kept", None, "–", "–"),
    ],
)
def test_values_are_printed_as_each_language_writes_them(address, value, serbian, english):
    measure = named(address)
    assert value_words(measure, value, english=False) == serbian
    assert value_words(measure, value, english=True) == english


def test_a_figure_says_what_it_is_counted_from():
    assert counted_from(told("I6.answered"), english=False) == "9 од 16"
    assert counted_from(told("I17.report"), english=True) == "2"
    assert counted_from(told("I2.kept", Record(date(2026, 1, 1))), english=True) == ""
    assert counted_from(told("I11.kinds"), english=True) == "1"
    assert figure_words(told("I6.answered"), english=True) == "56.2%"


def test_what_a_measure_counts_and_how_is_of_known_kinds():
    assert {one.of for one in all_measures()} == set(Counted)
    assert {one.method for one in all_measures()} == set(Method)


def test_acts_consulted_on_elsewhere_are_left_out_of_comments_for_each_act():
    record = replace(RECORD, acts=(*RECORD.acts, ON_PAPER))
    assert told("I13.per_act", record).value == told("I13.per_act").value == 8
    (line,) = [one for one in lines(rows_of(named("I1.consulted"), record), record, {}) if one.key == str(ON_PAPER.id)]
    assert line.comments is None


@pytest.mark.parametrize("address", ["I1.consulted", "I12.one", "I18.persons"])
def test_what_has_no_procedure_cannot_be_told_for_one(address):
    narrowed = RECORD.within(Scope(procedure="rs.public_debate"))
    one = told(address, narrowed)
    assert (one.value, one.rows, one.needs) == (None, 0, NO_PROCEDURE)
    assert rows_of(named(address), narrowed) == []
    assert all(told(address, part).value is None for part in RECORD.by_procedure().values())
    assert told(address).needs is not NO_PROCEDURE
    assert told("I2.kept", narrowed).value is not None


def test_periods_between_two_leave_none_out():
    assert periods_between("2024", "2026") == ["2024", "2025", "2026"]
    assert periods_between("2025-3", "2026-2") == ["2025-3", "2025-4", "2026-1", "2026-2"]
