"""The letter that answers a submission: only its comments, with their numbers in the report, in grammatical sentences."""

import sys
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parents[1] / "reports"))
from sample_report import facts, submission

from dialog_tracker.domain.answer_letter import answer_letter
from dialog_tracker.domain.errors import Conflict, NotFound
from dialog_tracker.domain.outcome_choice import working_copy
from dialog_tracker.domain.outcome_facts import CommentFacts, ResponseFacts
from dialog_tracker.domain.outcome_rows import register_of
from dialog_tracker.domain.response import ResponseStatus as Status

TODAY = date(2026, 11, 10)


def sent(*statuses: Status, **more: object):
    comments = [
        CommentFacts("7", "1", "Туђ текст."),
        *(CommentFacts(f"2/{at}", "2", f"Мој текст {at}.") for at, _ in enumerate(statuses, 1)),
    ]
    answers = [ResponseFacts(f"2/{at}", status, "Разлог.") for at, status in enumerate(statuses, 1) if status is not Status.UNANSWERED]
    own = submission(1, number="2", **more)
    return facts(submissions=(submission(0, number="1"), own), comments=tuple(comments), responses=tuple(answers))


def plain(text: str) -> str:
    return text.replace("\u00a0", " ").replace("\u2011", "-")


def test_it_holds_only_the_comments_of_the_submission_with_their_numbers_in_the_report():
    whole = facts()
    letter = answer_letter(whole, whole.submissions[0].number, TODAY, 15)
    numbers = {row.number: row.row for row in register_of(whole).comments}
    assert [(number, row.number) for number, row in letter.rows] == [
        (str(numbers[n]), n) for n in ("JR-2026-0007-001/1", "JR-2026-0007-001/2")
    ]
    assert letter.number_head == "Број у извештају"
    assert letter.addressee == "Удружење „Зелени појас”, Врелник"


@pytest.mark.parametrize(
    ("statuses", "said"),
    [
        ((Status.NOTED,), "садржи 1 коментар. Размотрен је и на њега је одговорено како следи."),
        ((Status.NOTED, Status.ACCEPTED), "садржи 2 коментара. Размотрени су и на њих је одговорено како следи."),
        ((Status.NOTED, Status.UNANSWERED), "садржи 2 коментара. Одговорено је на 1, а без одговора је 1."),
        ((Status.NOTED, Status.UNANSWERED, Status.UNANSWERED), "садржи 3 коментара. Одговорено је на 1, а без одговора су 2."),
    ],
)
def test_the_verbs_agree_with_the_numbers(statuses, said):
    letter = answer_letter(sent(*statuses), "2", TODAY, 15)
    assert plain(letter.opening[1]).endswith(said)
    assert len(letter.rows) == len(statuses)


def test_a_late_submission_is_told_that_it_was():
    letter = answer_letter(sent(Status.NOTED, late=True), "2", TODAY, 15)
    assert "Поднесак је примљен после рока" in letter.opening[1]


def test_a_comment_of_many_pages_is_shortened_and_the_letter_says_so():
    whole = sent(Status.NOTED, Status.NOTED)
    long = replace(whole.comments[1], text="Тридесет хиљада знакова. " * 1200)
    letter = answer_letter(replace(whole, comments=(whole.comments[0], long, whole.comments[2])), "2", TODAY, 15)
    assert [len(row.text) < 3_000 for _, row in letter.rows] == [True, True]
    assert letter.rows[0][1].text.endswith(" […]")
    assert "[…]" in letter.opening[2]
    assert len(answer_letter(whole, "2", TODAY, 15).opening) == 2


def test_before_the_report_rows_have_the_numbers_of_the_submission():
    letter = answer_letter(working_copy(sent(Status.NOTED, Status.NOTED), TODAY), "2", TODAY, 21)
    assert (letter.number_head, [number for number, _ in letter.rows]) == ("Број коментара", ["1", "2"])
    assert "биће објављен" in letter.closing[0]
    assert "у року од 21 дан " in plain(letter.closing[1])


def test_a_withheld_name_is_not_written_on_the_letter():
    assert answer_letter(sent(Status.NOTED, submitter=""), "2", TODAY, 15).addressee == ""


def test_without_a_published_answer_there_is_no_letter():
    with pytest.raises(Conflict, match="letter-without-answers"):
        answer_letter(sent(Status.UNANSWERED), "2", TODAY, 15)
    with pytest.raises(NotFound, match="submission-unknown"):
        answer_letter(sent(Status.NOTED), "3", TODAY, 15)
    gathered = sent(Status.NOTED)
    gone = replace(gathered, comments=tuple(replace(comment, withdrawn=True) for comment in gathered.comments))
    with pytest.raises(Conflict, match="letter-without-answers"):
        answer_letter(gone, "2", TODAY, 15)
