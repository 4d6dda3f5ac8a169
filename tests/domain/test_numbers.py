"""Lasting numbers: written, read in both scripts, and guarded by a letter that finds slips of the hand."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dialog_tracker.domain.errors import Malformed
from dialog_tracker.domain.reference import (
    check_character,
    comment_number,
    consultation_reference,
    printed_in_cyrillic,
    read_reference,
    read_submission_number,
    submission_number,
)

numbers = st.builds(
    lambda prefix, year, serial, own: submission_number(consultation_reference(prefix, year, serial), own),
    st.sampled_from(["JR", "LR", "KO"]),
    st.integers(2000, 2099),
    st.integers(1, 999_999),
    st.integers(1, 999_999),
)


def test_numbers_are_written_in_one_way():
    assert consultation_reference("JR", 2026, 7) == "JR-2026-0007"
    assert submission_number("JR-2026-0007", 31) == "JR-2026-0007-0031" + check_character("JR-2026-0007-0031")
    assert comment_number("JR-2026-0007-0031K", 2) == "JR-2026-0007-0031K/2"


def test_the_check_letter_never_changes_its_meaning():
    assert [check_character(f"JR-2026-0007-{serial:04d}") for serial in (1, 2, 31)] == ["C", "D", "J"]


@given(numbers)
def test_a_number_is_read_back_from_either_script(number):
    assert read_submission_number(number) == number
    assert read_submission_number(printed_in_cyrillic(number)) == number
    assert read_submission_number(f"  {number.lower()} ") == number


@given(numbers, st.data())
def test_every_single_wrong_digit_is_found(number, draw):
    at = draw.draw(st.sampled_from([place for place, sign in enumerate(number[:-1]) if sign.isdigit()]))
    wrong = draw.draw(st.sampled_from([digit for digit in "0123456789" if digit != number[at]]))
    with pytest.raises(Malformed, match="number-mistyped"):
        read_submission_number(number[:at] + wrong + number[at + 1 :])


@given(numbers, st.data())
def test_every_swap_of_neighbouring_digits_is_found(number, draw):
    digits = [place for place, sign in enumerate(number[:-1]) if sign.isdigit()]
    different = [(left, right) for left, right in pairwise(digits) if number[left] != number[right]]
    if not different:
        return
    left, right = draw.draw(st.sampled_from(different))
    signs = list(number)
    signs[left], signs[right] = signs[right], signs[left]
    with pytest.raises(Malformed, match="number-mistyped"):
        read_submission_number("".join(signs))


@given(numbers, st.sampled_from("ABCDEFGHJKLMNPRSTUVWXYZ"))
def test_every_wrong_check_letter_is_found(number, letter):
    if letter != number[-1]:
        with pytest.raises(Malformed, match="number-mistyped"):
            read_submission_number(number[:-1] + letter)


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("ЛР-2026-0001-0008Н", "LR-2026-0001-0008H"),  # the letter is printed in Latin, and typed as it looks
        ("лр 2026 0001 0008-н", "LR-2026-0001-0008H"),
        ("бр. ЛР–2026–0001–0008H", "LR-2026-0001-0008H"),
        ("ЛР-2026-0001-0003С", "LR-2026-0001-0003C"),
        ("No LR-2026-0001-0008H", "LR-2026-0001-0008H"),
    ],
)
def test_a_number_is_read_as_people_type_what_they_see(typed, kept):
    assert check_character(kept[:-1]) == kept[-1]
    assert read_submission_number(typed) == kept


@pytest.mark.parametrize(
    "typed", ["JR-2026-0007", "јр-2026-0007", "ЈР-2026-0007", " jr - 2026 - 0007 ", "бр. ЈР 2026–0007", "№ JR-2026-0007"]
)
def test_a_reference_is_read_in_either_script(typed):
    assert read_reference(typed) == "JR-2026-0007"


@pytest.mark.parametrize("typed", ["", "2026-0007", "JR-26-0007", "JR-2026-7", "JR-2026-0007-", "J-2026-0007", "' OR 1=1 --"])
def test_what_is_no_reference_is_refused(typed):
    with pytest.raises(Malformed, match="reference-unreadable"):
        read_reference(typed)


@pytest.mark.parametrize("typed", ["", "JR-2026-0007", "JR-2026-0007-0031", "JR-2026-0007-31K", "JR-2026-0007-0031K/2", "x" * 5000])
def test_what_is_no_submission_number_is_refused(typed):
    with pytest.raises(Malformed, match="number-unreadable"):
        read_submission_number(typed)


def test_the_letters_of_the_procedure_are_printed_in_cyrillic():
    assert printed_in_cyrillic("JR-2026-0007-0031J") == "ЈР-2026-0007-0031J"
