"""Register and tax numbers, against numbers that are published in registers."""

import pytest

from dialog_tracker.domain.errors import Malformed
from dialog_tracker.domain.register_number import check_register_number, check_tax_number

REGISTERED = ("17162543", "20084693", "20053658", "07726716", "07020171", "08042772", "17233572")


@pytest.mark.parametrize("number", REGISTERED)
def test_published_register_numbers_check_and_one_changed_digit_does_not(number):
    assert check_register_number(number) == number
    for at in range(7):
        mistyped = number[:at] + str((int(number[at]) + 1) % 10) + number[at + 1 :]
        with pytest.raises(Malformed, match="register-number-wrong"):
            check_register_number(mistyped)


def test_spaces_fall_away_and_a_dropped_nought_comes_back():
    assert check_register_number(" 17 162 543 ") == "17162543"
    assert check_register_number("7726716") == "07726716"
    assert check_register_number("") == check_tax_number(" ") == ""


@pytest.mark.parametrize("typed", ["1716254", "171625430", "1716254A", "１７１６２５４３", "0101990710006"])
def test_what_is_no_register_number_is_refused_a_citizens_number_too(typed):
    with pytest.raises(Malformed, match="register-number-wrong"):
        check_register_number(typed)


@pytest.mark.parametrize("number", ["100002887", "101134702", "113460262", "106006802", "100000024"])
def test_published_tax_numbers_check_and_one_changed_digit_does_not(number):
    assert check_tax_number(number) == number
    for at in range(9):
        mistyped = number[:at] + str((int(number[at]) + 1) % 10) + number[at + 1 :]
        with pytest.raises(Malformed, match="tax-number-wrong"):
            check_tax_number(mistyped)
