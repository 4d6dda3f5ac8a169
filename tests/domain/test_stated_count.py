"""Counts as they are stated, with their qualifier."""

import pytest

from dialog_tracker.domain.activity import Count, Qualifier
from dialog_tracker.domain.errors import Malformed
from dialog_tracker.domain.stated_count import count_in_words, read_count, summed

EXACT, OVER, ABOUT = Qualifier.EXACT, Qualifier.OVER, Qualifier.ABOUT
UNSTATED = Count(None, Qualifier.NOT_STATED)


@pytest.mark.parametrize(
    ("text", "number", "qualifier"),
    [
        ("120", 120, EXACT),
        ("0", 0, EXACT),
        ("око 120", 120, ABOUT),
        ("oko 120", 120, ABOUT),
        ("cca 70", 70, ABOUT),
        ("~70", 70, ABOUT),
        ("120+", 120, OVER),
        ("120 +", 120, OVER),
        ("преко 500", 500, OVER),
        ("Više od 160 učesnika", 160, OVER),
        ("more than 160", 160, OVER),
        ("over 1.200 persons", 1200, OVER),
        ("најмање 50", 50, OVER),
        ("≥50", 50, OVER),
        ("1 200", 1200, EXACT),
        ("191 лице", 191, EXACT),
    ],
)
def test_a_count_keeps_its_qualifier(text, number, qualifier):
    assert read_count(text) == Count(number, qualifier)


@pytest.mark.parametrize("text", ["", "–", "није наведено", "not stated"])
def test_nothing_stated_is_no_zero(text):
    assert read_count(text) == UNSTATED


@pytest.mark.parametrize("text", ["-3", "−3", "–3"])
def test_less_than_nobody_is_refused(text):
    with pytest.raises(Malformed, match="count-negative"):
        read_count(text)


@pytest.mark.parametrize("text", ["много", "100-120", "12,5", "1.2.3", "999999999", "око"])
def test_what_is_no_count_is_refused(text):
    with pytest.raises(Malformed, match="count-unreadable"):
        read_count(text)


def test_a_sum_is_no_more_exact_than_its_parts():
    assert summed([Count(120, OVER), Count(160, OVER), Count(60, OVER), Count(70, OVER)]) == Count(410, OVER)
    assert summed([Count(2, EXACT), Count(3, EXACT)]) == Count(5, EXACT)
    assert summed([Count(2, EXACT), UNSTATED]) == Count(2, OVER)
    assert summed([Count(2, OVER), Count(30, ABOUT)]) == Count(32, ABOUT)
    assert summed([UNSTATED]) == summed([]) == UNSTATED


def test_a_count_is_written_as_it_was_stated():
    assert [count_in_words(500, OVER), count_in_words(70, ABOUT), count_in_words(1200, EXACT)] == ["преко 500", "око 70", "1.200"]
    assert count_in_words(None, Qualifier.NOT_STATED) == "–"
    assert count_in_words(1200, OVER, english=True) == "over 1,200"
