"""Two versions of a report: what ended otherwise, what was answered in other words, what came and went."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1] / "reports"))
from sample_report import facts, submission

from dialog_tracker.domain.outcome_difference import Difference, compare_reports
from dialog_tracker.domain.outcome_facts import CommentFacts, ResponseFacts
from dialog_tracker.domain.response import ResponseStatus as Status


def version(**answers: tuple[Status, str] | None):
    comments = tuple(CommentFacts(f"1/{key[1:]}", "1", "Текст.") for key in answers)
    responses = tuple(ResponseFacts(f"1/{key[1:]}", *answer) for key, answer in answers.items() if answer)
    return facts(submissions=(submission(0, number="1"),), comments=comments, responses=responses)


def test_each_comment_is_compared_by_its_lasting_number():
    old = version(
        k1=(Status.ACCEPTED, "Да."), k2=(Status.NOT_ACCEPTED, "Не."), k3=None, k4=(Status.NOTED, "Исто."), k6=(Status.NOTED, "Оде.")
    )
    new = version(
        k4=(Status.NOTED, "Исто."), k1=(Status.ACCEPTED, "Да, у члану 3."), k2=(Status.ACCEPTED, "Да."), k3=(Status.NOTED, "Сада."), k5=None
    )
    compared = compare_reports(old, new)
    assert [(row.shown.number, row.difference) for row in compared.changed] == [
        ("1/1", Difference.ANSWER),
        ("1/2", Difference.STATUS),
        ("1/3", Difference.STATUS),
        ("1/5", Difference.ADDED),
        ("1/6", Difference.LEFT_OUT),
    ]
    assert compared.same == 1
    assert compared.counts == {Difference.ADDED: 1, Difference.LEFT_OUT: 1, Difference.STATUS: 2, Difference.ANSWER: 1}
    assert (compared.changed[1].old.status, compared.changed[1].new.status) == (Status.NOT_ACCEPTED, Status.ACCEPTED)


def test_what_was_changed_in_the_text_is_part_of_the_answer():
    old = facts(
        submissions=(submission(0, number="1"),),
        comments=(CommentFacts("1/1", "1", "а"),),
        responses=(ResponseFacts("1/1", Status.ACCEPTED, "Да.", "Члан 1."),),
    )
    new = facts(
        submissions=(submission(0, number="1"),),
        comments=(CommentFacts("1/1", "1", "а"),),
        responses=(ResponseFacts("1/1", Status.ACCEPTED, "Да.", "Члан 2."),),
    )
    assert [row.difference for row in compare_reports(old, new).changed] == [Difference.ANSWER]


def test_a_version_is_the_same_as_itself():
    compared = compare_reports(facts(), facts())
    assert (compared.changed, compared.same) == ((), 34)
