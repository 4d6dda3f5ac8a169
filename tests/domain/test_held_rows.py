"""Rows without a place: which wait, what may be decided of them, and that a submission is never parted."""

import pytest

from dialog_tracker.domain.comment import CommentTarget
from dialog_tracker.domain.comment_columns import Preset
from dialog_tracker.domain.errors import FieldErrors
from dialog_tracker.domain.held_rows import Decided, Unplaced, decide, unplaced_of, unplaced_rows
from dialog_tracker.domain.incoming import IncomingComment, IncomingSubmission, LeftOut
from dialog_tracker.domain.place_reference import Placement

KNOWN = ("cl1", "cl1-st2", "cl2", "cl3")
TWO = IncomingSubmission(
    2,
    organisation="Бреза",
    comments=(IncomingComment(2, "члан 1", reasons="Прва."), IncomingComment(5, "члан 77", reasons="Друга.", written_part="став 3")),
)
WHOLE = IncomingSubmission(7, name="Ана", comments=(IncomingComment(7, "нацрт у целини", reasons="Опште."),))


def test_tables_made_for_a_draft_wait_and_exports_of_other_portals_do_not():
    assert {preset: unplaced_of(preset) for preset in (Preset.TABLE, Preset.REGULATIONS_GOV, Preset.ESAVJETOVANJA, Preset.DISPOSITION)} == {
        Preset.TABLE: Unplaced.HOLD,
        Preset.REGULATIONS_GOV: Unplaced.GENERAL,
        Preset.ESAVJETOVANJA: Unplaced.GENERAL,
        Preset.DISPOSITION: Unplaced.GENERAL,
    }


def test_a_row_waits_for_a_place_that_the_draft_does_not_have_and_not_for_the_whole():
    assert unplaced_rows(TWO, KNOWN) == (5,)
    assert unplaced_rows(WHOLE, KNOWN) == ()


def test_nothing_chosen_is_nothing_decided():
    assert decide(TWO, KNOWN, {}, {}) is None
    assert decide(TWO, KNOWN, {2: "cl1", 5: "?"}, {5: "разлог без избора"}) is None


def test_a_place_is_chosen_and_the_other_rows_keep_theirs():
    one = Placement(CommentTarget.PROVISION, ("cl1",))
    assert decide(TWO, KNOWN, {5: "cl3"}, {}) == Decided(TWO, {2: one, 5: Placement(CommentTarget.PROVISION, ("cl3",))}, ())
    moved = decide(TWO, KNOWN, {2: "cl1-st2", 5: ""}, {})
    assert moved.placed == {2: Placement(CommentTarget.PROVISION, ("cl1-st2",)), 5: Placement(CommentTarget.GENERAL, sure=False)}


def test_what_is_left_takes_the_place_that_is_given_for_the_rest():
    assert decide(TWO, KNOWN, {5: "?"}, {}, rest="").placed[5] == Placement(CommentTarget.GENERAL, sure=False)


def test_a_row_is_left_out_with_a_reason_and_the_rest_comes_in():
    decided = decide(TWO, KNOWN, {5: "drop"}, {5: " Поновљен ред. "})
    assert [said.row for said in decided.submission.comments] == [2]
    assert decided.left_out == (LeftOut(5, "row-left-out", {"why": "Поновљен ред."}, "Бреза | члан 77 | став 3 | Друга."),)
    nothing = decide(TWO, KNOWN, {2: "drop", 5: "drop"}, {2: "а", 5: "б"})
    assert (nothing.submission.comments, len(nothing.left_out)) == ((), 2)


@pytest.mark.parametrize(
    ("choices", "reasons", "codes"),
    [
        ({5: "drop"}, {}, {"why-5": "field-required"}),
        ({5: "drop"}, {5: "а" * 501}, {"why-5": "text-too-long"}),
        ({5: "cl99"}, {}, {"place-5": "place-not-chosen"}),
        ({2: "cl2"}, {}, {"place-5": "place-not-chosen"}),
        ({2: "drop", 5: "?"}, {}, {"why-2": "field-required", "place-5": "place-not-chosen"}),
    ],
)
def test_a_submission_is_not_parted_and_nothing_is_left_out_without_a_reason(choices, reasons, codes):
    with pytest.raises(FieldErrors) as refused:
        decide(TWO, KNOWN, choices, reasons)
    assert {field: error.code for field, error in refused.value.by_field.items()} == codes


def test_a_submission_whose_places_are_all_known_by_now_comes_in_as_it_is():
    assert decide(WHOLE, KNOWN, {}, {}).placed == {7: Placement(CommentTarget.GENERAL)}
