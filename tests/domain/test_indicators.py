"""Every indicator over a record written out by hand: each figure is what somebody with a pencil would get."""

from dataclasses import replace
from datetime import date
from uuid import UUID

import pytest

from dialog_tracker.domain.act import AuthorityLevel
from dialog_tracker.domain.errors import NotFound
from dialog_tracker.domain.indicator import Better, Counted, Method, all_indicators, all_measures, find_indicator
from dialog_tracker.domain.indicator_figure import figure, rows_of
from dialog_tracker.domain.indicator_list import lines, subject_key
from dialog_tracker.domain.indicator_rows import ROWS
from dialog_tracker.domain.indicator_words import counted_from, figure_words, value_words
from dialog_tracker.domain.oversight_facts import (
    ActFact,
    ActivityFact,
    AuthorityFact,
    ConsultationFact,
    GroupFact,
    Record,
    Scope,
    UnitFact,
)


def an_id(number: int) -> UUID:
    return UUID(int=number)


MINISTRY = AuthorityFact(an_id(1), "Министарство", "Ministarstvo", "Ministry", AuthorityLevel.NATIONAL)
TOWN = AuthorityFact(an_id(2), "Град", "Grad", "Town", AuthorityLevel.LOCAL, "70645", "RS-12")
VILLAGE = AuthorityFact(an_id(3), "Општина", "Opština", "", AuthorityLevel.LOCAL, "70599", "RS-12")

# A ministry's debate: kept, its report in time, ten comments of which nine answered.
DEBATE = ConsultationFact(
    an_id(11),
    "JR-2026-0001",
    MINISTRY.id,
    an_id(21),
    "Нацрт закона",
    "Nacrt zakona",
    "draft_law",
    "rs.public_debate",
    "public_debate",
    date(2026, 3, 1),
    date(2026, 3, 21),
    areas=("environment",),
    articles=40,
    minimum="kept",
    report_due_on=date(2026, 4, 6),
    reported_on=date(2026, 4, 2),
    submissions=4,
    comments=10,
    by_status={"accepted": 3, "partially_accepted": 2, "not_accepted": 3, "noted": 1},
    refused=5,
    refused_with_reasons=4,
    answer_days=20,
    promised=5,
    unfulfilled=2,
    items_asked=8,
    items_there=6,
    missing=("call", "own_site"),
    invited_kinds={"association": 3, "unknown": 1},
    methods=("written_comments", "round_table"),
    on_portal=True,
    organisations=2,
    first_time=1,
)
# Its consultations before the draft: not on the portal, no report and none due by a rule.
EARLY = replace(
    DEBATE,
    id=an_id(12),
    reference="KO-2026-0001",
    procedure="rs.consultations",
    family="consultations",
    opens_on=date(2026, 1, 10),
    last_on=date(2026, 1, 20),
    minimum="unknown",
    report_due_on=None,
    reported_on=None,
    submissions=1,
    comments=0,
    by_status={},
    refused=0,
    refused_with_reasons=0,
    answer_days=None,
    promised=0,
    unfulfilled=0,
    items_asked=4,
    items_there=4,
    missing=(),
    invited_kinds={},
    methods=("written_comments",),
    on_portal=False,
    organisations=1,
    first_time=1,
)
# A town's debate: five days short, its report four days late, comments with no answer at all.
SHORT = replace(
    EARLY,
    id=an_id(13),
    reference="LR-2026-0001",
    authority=TOWN.id,
    act=an_id(22),
    procedure="rs.local_debate",
    family="public_debate",
    opens_on=date(2026, 5, 1),
    last_on=date(2026, 5, 10),
    minimum="breached",
    days_short=5,
    report_due_on=date(2026, 5, 25),
    reported_on=date(2026, 5, 29),
    submissions=2,
    comments=6,
    items_asked=6,
    items_there=3,
    methods=(),
    areas=(),
    articles=5,
)
# A village's, followed from elsewhere: no first day, no text, its report long due.
HELD_ELSEWHERE = replace(
    SHORT,
    id=an_id(14),
    reference="LR-2025-0009",
    authority=VILLAGE.id,
    act=an_id(23),
    opens_on=None,
    last_on=date(2025, 11, 30),
    here=False,
    text_public=False,
    minimum="unknown",
    days_short=0,
    report_due_on=date(2025, 12, 15),
    reported_on=None,
    submissions=0,
    comments=0,
    items_asked=0,
    items_there=0,
    articles=0,
    organisations=0,
    first_time=0,
)
# One that runs: nothing is due of it yet.
OPEN = replace(SHORT, id=an_id(15), reference="LR-2026-0002", opens_on=date(2026, 11, 20), last_on=date(2026, 12, 10), reported_on=None)
OPEN = replace(OPEN, minimum="kept", days_short=0, report_due_on=date(2026, 12, 25), comments=3, act=an_id(24))

LAW = ActFact(an_id(21), MINISTRY.id, "Нацрт закона", "Nacrt zakona", "draft_law", date(2026, 1, 10), consulted=True)
LAW = replace(LAW, areas=("environment",), procedures=("rs.consultations", "rs.public_debate"), early=True, invited=True, comments=10)
DECISION = replace(LAW, id=an_id(22), authority=TOWN.id, kind="decision", day=date(2026, 5, 1), early=False, invited=False, comments=6)
PAST_ALL = replace(DECISION, id=an_id(25), consulted=False, day=date(2026, 2, 1), procedures=(), went_to="gazette", comments=0)
GROUPS = tuple(
    GroupFact(an_id(30 + n), MINISTRY.id, "Радна група", "Radna grupa", date(2026, 2, n + 1), members=members, cso_members=cso)
    for n, (members, cso) in enumerate(((7, 0), (9, 1), (11, 3), (0, 0)))
)
TRAINING = ActivityFact(an_id(40), TOWN.id, "Обука", "Obuka", "training", date(2026, 4, 4), times=3, persons=60, units=("70645",))
TABLE = replace(TRAINING, id=an_id(41), kind="round_table", day=date(2026, 5, 5), times=1, persons=25, units=("70645", "70599"))
PLANNED = replace(TRAINING, id=an_id(42), day=date(2027, 1, 1))
UNITS = (
    UnitFact("70645", "Крагујевац", "Kragujevac", "Kragujevac", "RS-12", has_contact=True, authority=TOWN.id),
    UnitFact("70599", "Кнић", "Knić", "Knić", "RS-12", authority=VILLAGE.id),
    UnitFact("70432", "Врање", "Vranje", "Vranje", "RS-24"),
)
RECORD = Record(
    date(2026, 11, 26),
    {one.id: one for one in (MINISTRY, TOWN, VILLAGE)},
    (DEBATE, EARLY, SHORT, HELD_ELSEWHERE, OPEN),
    (LAW, DECISION, PAST_ALL),
    GROUPS,
    (TRAINING, TABLE, PLANNED),
    UNITS,
    {DEBATE.id: (1, 2), EARLY.id: (2,), SHORT.id: (3,)},
)


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
