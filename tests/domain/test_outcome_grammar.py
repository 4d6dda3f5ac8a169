"""Serbian in numbers and dates, by literals."""

from datetime import date, time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dialog_tracker.domain.outcome_grammar import (
    COMMENT,
    POINT_GENITIVE,
    SUBMISSION,
    PluralForm,
    case_number,
    day_as_label,
    day_in_text,
    hard_spaces,
    hour,
    listed,
    number,
    period,
    plural_form,
    quoted,
    sentence,
    share,
)


@pytest.mark.parametrize(
    ("count", "written"),
    [
        (0, "0 поднесака"),
        (1, "1 поднесак"),
        (2, "2 поднеска"),
        (4, "4 поднеска"),
        (5, "5 поднесака"),
        (11, "11 поднесака"),
        (12, "12 поднесака"),
        (14, "14 поднесака"),
        (21, "21 поднесак"),
        (22, "22 поднеска"),
        (101, "101 поднесак"),
        (111, "111 поднесака"),
        (1002, "1.002 поднеска"),
    ],
)
def test_a_number_takes_one_of_three_forms(count, written):
    assert SUBMISSION.counted(count) == written.replace(" ", "\u00a0")


def test_the_genitive_after_od_has_forms_of_its_own():
    assert [POINT_GENITIVE.after(count) for count in (1, 3, 5)] == ["различите тачке", "различите тачке", "различитих тачака"]


@given(st.integers(min_value=0, max_value=10**6))
def test_the_form_repeats_every_hundred(count):
    assert plural_form(count) is plural_form(count + 100)
    assert plural_form(100 * count + 11) is PluralForm.MANY


def test_numbers_and_shares():
    assert number(1234567) == "1.234.567"
    assert share(13, 29) == "44,8\u00a0%"
    assert share(1, 3) == "33,3\u00a0%"
    assert share(1, 2000) == "0,1\u00a0%"
    assert share(1, 1) == "100,0\u00a0%"
    assert share(0, 0) == "–"


def test_dates_take_the_genitive_in_text_and_the_nominative_after_a_label():
    assert day_in_text(date(2026, 10, 26)) == "26.\u00a0октобра 2026.\u00a0године"
    assert day_as_label(date(2026, 11, 9)) == "9.\u00a0новембар 2026.\u00a0године"


@pytest.mark.parametrize(
    ("first", "last", "written"),
    [
        (date(2026, 10, 5), date(2026, 10, 26), "од 5. до 26. октобра 2026. године"),
        (date(2026, 9, 28), date(2026, 10, 19), "од 28. септембра до 19. октобра 2026. године"),
        (date(2025, 12, 28), date(2026, 1, 20), "од 28. децембра 2025. до 20. јануара 2026. године"),
        (date(2026, 3, 1), date(2026, 3, 1), "1. марта 2026. године"),
    ],
)
def test_a_period_says_month_and_year_once(first, last, written):
    assert period(first, last).replace("\u00a0", " ") == written


def test_hours_lists_and_quotation_marks():
    assert hour(time(15, 30)) == "15.30"
    assert hour(time(9, 5)) == "9.05"
    assert listed(()) == ""
    assert listed(("а",)) == "а"
    assert listed(("а", "б", "в")) == "а, б и в"
    assert quoted("Шумарак") == "„Шумарак”"
    assert sentence("јавна расправа") == "Јавна расправа"


def test_hard_spaces_keep_numbers_with_their_words():
    kept = hard_spaces("члан 4. став 1. и Прилог 2, бр. 7, 22 дана, 26. октобра, Глава II")
    assert kept == "члан\u00a04. став\u00a01. и Прилог\u00a02, бр.\u00a07, 22\u00a0дана, 26.\u00a0октобра, Глава\u00a0II"
    assert hard_spaces("чланови радне групе") == "чланови радне групе"


def test_a_case_number_does_not_break_at_its_hyphens():
    assert case_number("119-01-00117/2026") == "119\u201101\u201100117/2026"
    assert COMMENT.counted(3) == "3\u00a0коментара"
