"""Decisions as others write them: in two scripts, in English and in Croatian, partial before whole, refusal before acceptance."""

import pytest

from dialog_tracker.domain.decision import WITHOUT_REASONS, answer_of, status_of


@pytest.mark.parametrize(
    ("written", "status"),
    [
        ("Accepted", "accepted"),
        ("Rejected", "not_accepted"),
        ("Out of Scope", "out_of_scope"),
        ("Invalid / OutOfScope", "out_of_scope"),
        ("Deferred", "noted"),
        ("Not accepted", "not_accepted"),
        ("Partially accepted", "partially_accepted"),
        ("Прихвата се", "accepted"),
        ("Делимично се прихвата", "partially_accepted"),
        ("Не прихвата се", "not_accepted"),
        ("Nije prihvaćeno", "not_accepted"),
        ("Djelomično prihvaćeno", "partially_accepted"),
        ("Prihvaćen", "accepted"),
        ("Primljeno na znanje", "noted"),
        ("Прима се к\u00a0знању", "noted"),
        ("Усвојено", "accepted"),
        ("Nije predmet nacrta", "out_of_scope"),
        ("Agreed", "accepted"),
        ("Adopted", "accepted"),
        ("Fixed", "accepted"),
        ("Accepted in part", "partially_accepted"),
        ("Partly accepted", "partially_accepted"),
        ("Agreed in principle", "partially_accepted"),
        ("Accepted with modifications", "partially_accepted"),
        ("Disagreed", "not_accepted"),
        ("Not agreed", "not_accepted"),
        ("Cannot be accepted", "not_accepted"),
        ("Unaccepted", "not_accepted"),
        ("Not adopted", "not_accepted"),
        ("Denied", "not_accepted"),
        ("WONTFIX", "not_accepted"),
        ("Won't fix", "not_accepted"),
        ("Неусвојено", "not_accepted"),
        ("Неприхватљиво", "not_accepted"),
        ("Не може се прихватити", "not_accepted"),
        ("Предлог није могуће усвојити", "not_accepted"),
        ("Withdrawn", "noted"),
    ],
)
def test_decisions_are_read(written, status):
    assert status_of(written) == status


@pytest.mark.parametrize("written", ["", "  ", "—", "open", "TBD"])
def test_words_that_name_no_decision_are_left(written):
    assert (status_of(written), answer_of(written)) == (None, None)


def test_where_reasons_are_owed_it_is_said_that_there_are_none():
    assert answer_of("Rejected").reasons == WITHOUT_REASONS
    assert answer_of("Accepted").reasons == ""
