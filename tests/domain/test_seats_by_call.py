"""Working groups: when a call takes nominations, what a score is, how ties stand, and when a choice has to be explained."""

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from fractions import Fraction
from uuid import UUID

import pytest

from dialog_tracker.domain.errors import Conflict, FieldErrors, NotFound
from dialog_tracker.domain.ranking import (
    Ranked,
    Scored,
    Sheets,
    check_appointment,
    check_scoring_complete,
    clear_choice,
    ranking,
    reason_needed,
)
from dialog_tracker.domain.window import window_of_days
from dialog_tracker.domain.working_group import (
    CallStage,
    Course,
    Criterion,
    CsoShare,
    NominationDraft,
    Seat,
    Sitting,
    Statement,
    check_criteria,
    check_nomination,
    check_takes_nominations,
    check_takes_objections,
    composition_text,
    cso_share,
    most_points,
    read_code,
    read_points,
)

# The call of 2020: from 30 January until 14 February at 15.30, which in winter is 14.30 UTC.
CALL = Course(window_of_days(date(2020, 1, 30), date(2020, 2, 14), time(15, 30), "Europe/Belgrade"))
CLOSES = datetime(2020, 2, 14, 14, 30, tzinfo=UTC)
PUBLISHED = datetime(2020, 2, 20, 23, 30, tzinfo=UTC)  # in Belgrade it is the 21st already
ONE, TWO, THREE = (UUID(int=n) for n in (1, 2, 3))
CRITERIA = (Criterion("k1", "Искуство", 20), Criterion("k2", "Знање", 10))
DRAFT = NominationDraft("Липа", "Ана Марић", " Ana@Lipa.example ", "Мотив.", "Биографија.", statements=frozenset(Statement))


@pytest.mark.parametrize(
    ("now", "stage"),
    [
        (datetime(2020, 1, 29, 22, 59, 59, tzinfo=UTC), CallStage.ANNOUNCED),
        (datetime(2020, 1, 29, 23, 0, 0, tzinfo=UTC), CallStage.OPEN),
        (CLOSES - timedelta(seconds=1), CallStage.OPEN),
        (CLOSES, CallStage.CLOSED),
    ],
)
def test_the_stage_follows_the_clock_to_the_second(now, stage):
    assert CALL.stage(now) is stage


def test_the_stage_follows_what_was_done():
    ranked = replace(CALL, ranking_published_at=PUBLISHED)
    assert ranked.objections_last_on == date(2020, 2, 26)
    end = datetime(2020, 2, 26, 23, 0, tzinfo=UTC)
    assert ranked.stage(end - timedelta(seconds=1)) is CallStage.OBJECTIONS
    assert ranked.stage(end) is CallStage.RANKED
    assert replace(ranked, objection_days=0).stage(PUBLISHED) is CallStage.RANKED
    assert replace(ranked, appointed_at=end).stage(end) is CallStage.APPOINTED
    assert replace(ranked, withdrawn_at=end).stage(PUBLISHED) is CallStage.WITHDRAWN


def test_nobody_applies_before_the_first_second_nor_from_the_last_on():
    check_takes_nominations(CALL, CLOSES - timedelta(microseconds=1))
    with pytest.raises(Conflict, match="call-not-open"):
        check_takes_nominations(CALL, datetime(2020, 1, 29, tzinfo=UTC))
    with pytest.raises(Conflict, match="call-over"):
        check_takes_nominations(CALL, CLOSES)
    with pytest.raises(Conflict, match="objections-not-taken"):
        check_takes_objections(CALL, CLOSES)
    check_takes_objections(replace(CALL, ranking_published_at=PUBLISHED), PUBLISHED + timedelta(days=4))


def test_criteria_are_rows_of_a_name_and_of_points():
    read = check_criteria([(" Искуство  у области ", "20"), ("", ""), ("Знање", " 10 ")])
    assert [(one.key, one.name, one.most) for one in read] == [("k1", "Искуство у области", 20), ("k3", "Знање", 10)]
    assert most_points(read) == 30


@pytest.mark.parametrize(
    ("rows", "fields"),
    [
        ([], ["criterion-0"]),
        ([("Искуство", "0")], ["most-0"]),
        ([("Искуство", "1001")], ["most-0"]),
        ([("Искуство", "2,5")], ["most-0"]),
        ([("Искуство", "")], ["most-0"]),
        ([("Искуство", "5"), ("", "5")], ["criterion-1"]),
        ([("x" * 301, "5")], ["criterion-0"]),
        ([("а", "5")] * 13, ["criterion-12"]),
    ],
)
def test_criteria_that_are_not_whole_are_refused(rows, fields):
    with pytest.raises(FieldErrors) as refused:
        check_criteria(rows)
    assert list(refused.value.by_field) == fields


def test_a_score_is_a_whole_number_from_nothing_to_the_most_for_every_criterion():
    assert read_points(CRITERIA, {"k1": "20", "k2": " 0 "}) == {"k1": 20, "k2": 0}
    for wrong in ("21", "-1", "7.5", "", "²", "١", "десет"):
        with pytest.raises(FieldErrors) as refused:
            read_points(CRITERIA, {"k1": wrong, "k2": "3"})
        assert list(refused.value.by_field) == ["points-k1"], wrong


def test_a_nomination_is_complete_only_with_the_whole_statement():
    assert check_nomination(DRAFT).email == "ana@lipa.example"
    for left_out in Statement:
        with pytest.raises(FieldErrors) as refused:
            check_nomination(replace(DRAFT, statements=frozenset(Statement) - {left_out}))
        assert refused.value.by_field["statement"].code == "statement-incomplete"
    with pytest.raises(FieldErrors) as refused:
        check_nomination(replace(DRAFT, organisation=" ", email="нема", cv="x" * 10_001, motivation="\x00"))
    assert {field: error.code for field, error in refused.value.by_field.items()} == {
        "organisation": "field-required",
        "motivation": "text-control-characters",
        "cv": "text-too-long",
        "email": "email-unreadable",
    }


def test_a_code_is_read_as_people_write_it():
    assert read_code("k7mp 2wtx-9hra") == read_code("K7MP-2WTX-9HRA") == "K7MP-2WTX-9HRA"
    for wrong in ("", "K7MP-2WTX-9HR", "K7MP-2WTX-9HR0", "\x00", "к7мп-2wtx-9hra"):
        with pytest.raises(NotFound):
            read_code(wrong)


def test_those_with_the_same_mean_share_a_place_and_the_next_place_is_left_out():
    ranked = ranking([Scored(ONE, (20, 21)), Scored(TWO, (30,)), Scored(THREE, (41, 0)), Scored(UUID(int=4), ())])
    assert ranked == [
        Ranked(TWO, Fraction(30), 1, tied=False),
        Ranked(ONE, Fraction(41, 2), 2, tied=True),
        Ranked(THREE, Fraction(41, 2), 2, tied=True),
    ]
    assert ranking([Scored(ONE, (1, 1, 1)), Scored(TWO, (1,)), Scored(THREE, (0,))])[2].place == 3


def test_a_choice_is_explained_where_somebody_before_or_beside_was_not_chosen():
    ranked = ranking([Scored(ONE, (30,)), Scored(TWO, (20,)), Scored(THREE, (20,))])
    assert not reason_needed(ranked, [ONE])
    assert not reason_needed(ranked, [ONE, TWO, THREE])
    assert reason_needed(ranked, [TWO, THREE])
    assert reason_needed(ranked, [ONE, TWO]), "of two that share a place one is left out"


def test_nobody_is_offered_for_a_seat_that_a_tie_leaves_open():
    ranked = ranking([Scored(ONE, (30,)), Scored(TWO, (20,)), Scored(THREE, (20,))])
    assert [clear_choice(ranked, seats) for seats in (0, 1, 2, 3)] == [(), (ONE,), (ONE,), (ONE, TWO, THREE)]
    assert not any(reason_needed(ranked, clear_choice(ranked, seats)) for seats in (1, 2, 3))


def test_an_appointment_is_whole_or_is_refused():
    ranked = ranking([Scored(ONE, (30,)), Scored(TWO, (20,))])
    check_appointment(ranked, [ONE], 1, "119-1/2026", "")
    check_appointment(ranked, [TWO], 1, "119-1/2026", "Прворангирани је одустао.")
    for chosen, decision, reason, fields in (
        ([], "1", "", ["chosen"]),
        ([THREE], "1", "", ["chosen"]),
        ([ONE, TWO], "1", "", ["chosen"]),
        ([ONE], " ", "", ["decision"]),
        ([TWO], "1", " ", ["reason"]),
    ):
        with pytest.raises(FieldErrors) as refused:
            check_appointment(ranked, chosen, 1, decision, reason)
        assert list(refused.value.by_field) == fields


def test_scoring_ends_when_everything_is_scored_and_no_sheet_is_half_done():
    mira, vera = UUID(int=8), UUID(int=9)
    sheets = Sheets(frozenset({ONE, TWO}), frozenset({(mira, ONE), (mira, TWO), (vera, ONE)}))
    with pytest.raises(Conflict, match="sheets-half-done"):
        check_scoring_complete(sheets)
    check_scoring_complete(replace(sheets, conflicts=frozenset({(vera, TWO)})))
    with pytest.raises(Conflict, match="nominations-unscored"):
        check_scoring_complete(replace(sheets, scored=frozenset({(mira, ONE)})))


GROUP = (
    Sitting("Вера Илић", "Општинска управа", Seat.CHAIR, is_cso=False),
    Sitting("Ана Марић", "Удружење „Липа”", Seat.MEMBER, is_cso=True, appointed_on=date(2026, 3, 1)),
    Sitting("Јана Пек", "Удружење „Липа”", Seat.DEPUTY, is_cso=True, deputises="Ана Марић"),
    Sitting("Пера Перић", "", Seat.SECRETARY, is_cso=False),
    Sitting("Бивши Члан", "", Seat.MEMBER, is_cso=False, ended_on=date(2026, 2, 28)),
)


def test_the_share_counts_members_and_neither_deputies_nor_secretaries():
    assert cso_share(GROUP, date(2026, 3, 1)) == CsoShare(1, 2)
    assert cso_share(GROUP, date(2026, 2, 28)) == CsoShare(0, 2)
    assert CsoShare(1, 2).percent == 50
    assert CsoShare(0, 0).percent is None


def test_the_composition_names_who_sits_by_their_seats():
    assert composition_text(GROUP, "119-1/2026", date(2026, 3, 1)) == (
        "Радна група образована је актом број 119-1/2026. Број чланова: 2, од тога из организација цивилног друштва: 1. "
        "Председава: Вера Илић (Општинска управа). Чланови: Ана Марић (Удружење „Липа”). "
        "Заменици чланова: Јана Пек (Удружење „Липа”, мења: Ана Марић). Секретар: Пера Перић."
    )
    assert composition_text((), "1", date(2026, 3, 1)) == ""
