"""Words that somebody may have mistyped, beside the words of a title."""

import pytest

from dialog_tracker.domain.mistyping import ALIKE, likeness


@pytest.mark.parametrize(
    ("typed", "title"),
    [
        ("vrbvoac", "opstina vrbovac"),  # two that changed places
        ("vrbvac", "opstina vrbovac"),  # one too few
        ("pravlinik", "nacrt pravilnika o evidenciji"),
        ("strtaegija", "nacrt strategije za mlade"),
        ("stategija", "nacrt strategije za mlade"),
        ("strateggija", "nacrt strategije za mlade"),  # one too many
        ("strategiha", "nacrt strategije za mlade"),  # another one
        ("opstima vrbvoac", "opstina vrbovac"),
    ],
)
def test_a_slip_is_like_the_word_that_was_meant(typed, title):
    assert likeness(typed, title) >= ALIKE


@pytest.mark.parametrize(
    ("typed", "title"),
    [
        ("vrbvoac", "opstina vrbas"),
        ("pravo", "uredba o izvozu"),
        ("vrbvoac zakon", "opstina vrbovac"),
        ("rad", "rad"),
        ("", "a"),
        ("vode", ""),
    ],
)
def test_other_words_are_not(typed, title):
    assert likeness(typed, title) < ALIKE
