"""Every comment as a row: sums that agree, people who are not merged, and what a copy may leave out."""

import sys
from dataclasses import replace
from datetime import date
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1] / "reports"))
from sample_report import facts, submission

from dialog_tracker.domain.outcome import Grouping, SectionKey
from dialog_tracker.domain.outcome_choice import Choice, Names, chosen, working_copy
from dialog_tracker.domain.outcome_facts import CommentFacts, Place, ResponseFacts
from dialog_tracker.domain.outcome_grouping import alphabetical
from dialog_tracker.domain.outcome_report import report_on
from dialog_tracker.domain.outcome_rows import register_of
from dialog_tracker.domain.response import ResponseStatus as Status
from dialog_tracker.domain.submission import SubmitterKind as Kind

NOBODY = {"submitter": "", "kind": Kind.INDIVIDUAL, "submitter_key": ""}


def three(topics: dict[str, tuple[str, ...]] | None = None):
    """Two people without a name and an association that wrote twice, once without its name."""
    sent = (
        submission(0, number="1", **NOBODY),
        submission(0, number="2", **NOBODY),
        submission(0, number="3", submitter="Удружење Липа", kind=Kind.ASSOCIATION, submitter_key="lipa"),
        submission(0, number="4", submitter="", kind=Kind.ASSOCIATION, submitter_key="lipa", late=True, received_on=date(2026, 9, 23)),
    )
    comments = tuple(CommentFacts(f"{number}/1", number, f"Текст {number}.", topics=(topics or {}).get(number, ())) for number in "1234")
    gone = CommentFacts("3/2", "3", "Повучен.", withdrawn=True)
    answers = (ResponseFacts("1/1", Status.ACCEPTED, "Да."), ResponseFacts("3/1", Status.NOT_ACCEPTED, "Не."))
    return facts(submissions=sent, comments=(*comments, gone), responses=answers, topics=("Вода", "Зеленило", "Путеви"))


def test_the_sums_over_statuses_submitters_and_rows_are_the_same():
    register = register_of(facts())
    assert set(register.totals) == set(Status)
    assert sum(register.totals.values()) == len(register.comments) == sum(one.comments for one in register.submitters)
    for status in Status:
        assert register.totals[status] == sum(one.by_status[status] for one in register.submitters)
        assert register.totals[status] == sum(row.status is status for row in register.comments)


def test_the_sums_are_those_of_the_report():
    register, report = register_of(facts()), report_on(facts())
    assert {one.status: one.comments for one in report.numbers.statuses} == {
        k: v for k, v in register.totals.items() if k in {s.status for s in report.numbers.statuses}
    }
    assert report.totals.received == len(register.comments)
    assert [row.row for row in register.comments] == sorted(row.row for row in register.comments)
    assert max(row.row for row in register.comments) == report.totals.points


def test_late_comments_are_counted_and_marked_and_withdrawn_ones_are_not():
    register = register_of(three())
    assert [(row.number, row.late) for row in register.comments] == [("1/1", False), ("2/1", False), ("3/1", False), ("4/1", True)]
    assert (register.late, register.withdrawn) == (1, 1)
    assert register.totals == {
        Status.ACCEPTED: 1,
        Status.PARTIALLY_ACCEPTED: 0,
        Status.NOT_ACCEPTED: 1,
        Status.NOTED: 0,
        Status.OUT_OF_SCOPE: 0,
        Status.UNANSWERED: 2,
    }


def test_people_without_a_name_are_not_merged_and_a_name_that_was_withheld_once_stays_so():
    assert sorted((one.name, one.comments) for one in register_of(three()).submitters) == [
        ("Удружење Липа", 1),
        ("име није објављено (удружење)", 1),
        ("име није објављено (физичко лице)", 1),
        ("име није објављено (физичко лице)", 1),
    ]


def test_a_consultation_without_comments_has_every_sum_and_no_row():
    register = register_of(facts(submissions=(), comments=(), responses=()))
    assert (register.comments, register.submitters, set(register.totals.values())) == ((), (), {0})


def test_a_copy_without_late_comments_counts_without_them_and_says_so():
    copy = chosen(three(), Choice(late=False))
    register = register_of(copy)
    assert [row.number for row in register.comments] == ["1/1", "2/1", "3/1"]
    assert register.remarks[0] == "Неблаговремени коментари су изостављени."
    assert report_on(copy).totals.late_submissions == 0
    assert report_on(copy).sections[2].lead == "У овом избору нема неблаговремених коментара."


def test_a_copy_of_one_outcome_or_one_place_holds_only_that():
    assert [row.number for row in register_of(chosen(three(), Choice(statuses=frozenset({Status.ACCEPTED})))).comments] == ["1/1"]
    assert [row.number for row in register_of(chosen(three(), Choice(statuses=frozenset({Status.UNANSWERED})))).comments] == ["2/1", "4/1"]
    copy = chosen(facts(), Choice(place="cl7"))
    assert copy.comments
    assert {place.anchor for comment in copy.comments for place in comment.places} == {"cl7-st1", "cl7-st3"}
    assert "Приказани су само коментари на: cl7." in copy.remarks
    general = chosen(facts(), Choice(place="general"))
    assert general.comments
    assert not any(comment.places for comment in general.comments)


def test_a_place_is_not_taken_for_another_that_begins_alike():
    one = CommentFacts("1/1", "1", "а", (Place("cl1", "члан 1.", 1),))
    ten = CommentFacts("1/2", "1", "б", (Place("cl10", "члан 10.", 10),))
    copy = chosen(facts(submissions=(submission(0, number="1"),), comments=(one, ten), responses=()), Choice(place="cl1"))
    assert [comment.number for comment in copy.comments] == ["1/1"]


def test_names_may_give_way_to_kinds_or_to_numbers():
    kinds = register_of(chosen(three(), Choice(names=Names.KIND)))
    assert {row.submitter for row in kinds.comments} == {"физичко лице", "удружење"}
    hidden = register_of(chosen(three(), Choice(names=Names.HIDDEN)))
    assert [row.submitter for row in hidden.comments] == [
        "Подносилац\u00a01",
        "Подносилац\u00a02",
        "Подносилац\u00a03",
        "Подносилац\u00a03",
    ]
    assert "Липа" not in str(report_on(chosen(three(), Choice(names=Names.HIDDEN))))


def test_a_working_copy_says_so_everywhere():
    report = report_on(working_copy(three(), date(2026, 11, 26)))
    assert report.remarks == ("Радна верзија: извештај није објављен. Стање на дан 26.\u00a0новембра 2026.\u00a0године.",)
    assert report.letterhead.running_title.endswith("– радна верзија")
    assert report.working


def headings(grouping: Grouping, gathered=None) -> list[tuple[str, list[int], str]]:
    report = report_on(gathered or three(), grouping)
    return [(table.heading, [row.number for row in table.rows], table.see_also) for table in report.sections[0].tables]


def test_comments_are_grouped_by_submitter_in_the_order_of_the_alphabet():
    assert headings(Grouping.SUBMITTER) == [("име није објављено (физичко лице)", [1, 2], ""), ("Удружење Липа", [3], "")]


def test_comments_are_grouped_by_outcome_in_the_order_of_the_outcomes():
    assert headings(Grouping.STATUS) == [("Прихвата се", [1], ""), ("Не прихвата се", [2], ""), ("Без одговора", [3], "")]


def test_a_comment_with_several_topics_stands_under_the_first_and_the_others_lead_to_it():
    gathered = three(topics={"1": ("Зеленило", "Путеви"), "3": ("Вода",)})
    assert headings(Grouping.TOPIC, gathered) == [
        ("Вода", [1], ""),
        ("Зеленило", [2], ""),
        ("Путеви", [], "Видети и ред 2."),
        ("Без теме", [3], ""),
    ]


def test_identical_comments_of_others_are_led_to_from_their_submitters():
    sent = tuple(
        submission(0, number=number, submitter=f"Удружење {name}", submitter_key=name) for number, name in (("1", "А"), ("2", "Б"))
    )
    comments = tuple(CommentFacts(f"{one.number}/1", one.number, "Исто.", text_hash="исто", point="исто") for one in sent)
    assert headings(Grouping.SUBMITTER, facts(submissions=sent, comments=comments, responses=())) == [
        ("Удружење А", [1], ""),
        ("Удружење Б", [], "Видети и ред 1."),
    ]


def test_late_comments_stay_apart_in_every_grouping_and_no_row_is_lost():
    whole = report_on(facts())
    for grouping in Grouping:
        report = report_on(facts(), grouping)
        assert report.totals == whole.totals
        assert report.sections[-1 if grouping is not Grouping.ARTICLE else 2].key is SectionKey.LATE
        rows = [row.number for section in report.sections for table in section.tables for row in table.rows]
        assert rows == list(range(1, whole.totals.points + 1))
        assert {row.row: row.number for row in register_of(facts(), grouping).comments}.keys() == set(rows)


def test_changes_stand_in_the_order_of_the_text_in_every_grouping():
    places = [change.place for change in report_on(facts()).aftermath.changes]
    assert [change.place for change in report_on(facts(), Grouping.SUBMITTER).aftermath.changes] == places


def test_names_are_ordered_by_the_serbian_alphabet():
    assert sorted(["Џинић", "„Ђак”", "Аранђел", "Dom"], key=alphabetical) == ["Аранђел", "„Ђак”", "Џинић", "Dom"]


def test_remarks_of_facts_come_before_those_of_a_choice():
    copy = chosen(replace(three(), remarks=("Прво.",)), Choice(late=False))
    assert copy.remarks[0] == "Прво."
