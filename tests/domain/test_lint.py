"""The checks before a report is published, one literal case for each rule and against it."""

import time
from dataclasses import replace
from datetime import date

import pytest

from dialog_tracker.domain.comparison import compare
from dialog_tracker.domain.consultation import Phase
from dialog_tracker.domain.headings import SourceLine
from dialog_tracker.domain.lint import (
    RULE,
    RULES,
    SHOWN,
    Checked,
    CheckedComment,
    CheckedEvent,
    Severity,
    Signature,
    findings,
    outgrown,
    printed_exceptions,
    unsigned,
)
from dialog_tracker.domain.promises import Promises
from dialog_tracker.domain.response import ResponseStatus as Status
from dialog_tracker.domain.structure import structure
from dialog_tracker.domain.substance import without_substance

TODAY = date(2026, 11, 23)
WHY = "Рок прописује закон, па га одлука не може продужити."


def comment(number: str = "JR-2026-0001-001/1", status: Status = Status.ACCEPTED, **changes: object) -> CheckedComment:
    return CheckedComment(number, status=status, **({"reasons": WHY, "own_words": "Рок је кратак."} | changes))


def found(*comments: CheckedComment, phase: Phase = Phase.ANSWERING, **more: object) -> list[tuple[str, int]]:
    return [(one.rule.key, one.total) for one in findings(Checked(phase, TODAY, comments, **more))]


@pytest.mark.parametrize(
    ("phase", "code"),
    [
        (Phase.DRAFT, "window-still-open"),
        (Phase.UPCOMING, "window-still-open"),
        (Phase.OPEN, "window-still-open"),
        (Phase.ANSWERING, None),
        (Phase.OVERDUE, None),
        (Phase.CONCLUDED, "consultation-ended"),
        (Phase.WITHDRAWN, "consultation-ended"),
    ],
)
def test_a_report_goes_out_after_the_end_and_once(phase, code):
    assert found(phase=phase) == ([(code, 1)] if code else [])


def test_answers_that_are_missing_late_or_drafted_are_counted_apart():
    comments = (
        comment("a/1", Status.UNANSWERED),
        comment("a/2", Status.UNANSWERED, late=True),
        comment("a/3", published=False),
        comment("a/4"),
    )
    assert found(*comments) == [("answers-not-published", 1), ("answers-missing", 1), ("late-unanswered", 1)]
    assert found(waiting=["a/1", "a/2"]) == [("comments-waiting", 2)]


@pytest.mark.parametrize(
    ("reasons", "empty"),
    [
        ("није прихватљиво", True),
        ("Предлог није прихватљив.", True),
        ("Primedba se ne prihvata.", True),
        ("Не прихвата се као неоснована примедба.", True),
        ("Sugestija je razmotrena i primljena na znanje.", True),
        ("Рок.", True),
        ("Рок је кратак.", True),
        ("Закон не дозвољава.", False),
        ("Предлог се не прихвата јер прелази овлашћење општине.", False),
        (WHY, False),
    ],
)
def test_reasons_of_substance_say_more_than_the_decision_and_more_than_the_comment(reasons, empty):
    assert without_substance(reasons, "Рок је кратак. Продужити га.") is empty
    refused = comment(status=Status.NOT_ACCEPTED, reasons=reasons, own_words="Рок је кратак. Продужити га.")
    assert found(refused) == ([("reasons-without-substance", 1)] if empty else [])
    outside = replace(refused, status=Status.OUT_OF_SCOPE)
    assert found(outside) == ([("out-of-scope-without-reasons", 1)] if empty else [])
    assert found(replace(refused, status=Status.ACCEPTED)) == []


def test_a_confirmed_group_agrees_and_like_comments_are_compared():
    together = [comment("a/1", group="g"), comment("a/2", Status.NOT_ACCEPTED, group="g", text_hash="x"), comment("a/3", group="h")]
    assert found(*together) == [("groups-disagree", 1)]
    assert found(replace(together[0], status=Status.UNANSWERED), together[1]) == [("answers-missing", 1)]
    same_text = [comment("a/1", text_hash="x"), comment("a/2", Status.NOT_ACCEPTED, text_hash="x")]
    assert found(*same_text) == [("contradictions", 1)]
    (told,) = findings(Checked(Phase.ANSWERING, TODAY, [comment("a/0", Status.UNANSWERED, late=True, text_hash="x"), *same_text]))[1:]
    assert [(one.key, one.label) for one in told.subjects] == [("a/1", "a/2")]
    in_one_group = [replace(one, group="g") for one in same_text]
    assert found(*in_one_group) == [("groups-disagree", 1)]
    unlike = [replace(one, text_hash=one.number) for one in same_text]
    assert found(*unlike) == []
    assert found(*unlike, alike=[["a/1", "a/2", "gone/1"]]) == [("contradictions", 1)]


def test_objections_personal_data_and_broken_promises_are_named():
    promises = Promises(unkept=("a/1",), unkept_in_part=("a/2",), taken_unsaid=("a/3",))
    given = {"objections": ["a/4"], "personal_comments": ["a/5"], "personal_answers": ["a/6", "a/7"], "promises": promises}
    assert found(**given) == [
        ("objections-unanswered", 1),
        ("personal-data-in-comments", 1),
        ("personal-data-in-answers", 2),
        ("accepted-unchanged", 1),
        ("partly-accepted-unchanged", 1),
        ("refused-yet-changed", 1),
    ]


def test_a_change_without_a_comment_leads_to_its_place():
    old, new = (
        structure([SourceLine(line) for line in text.splitlines()]).provisions
        for text in ("ОДЛУКА\nЧлан 1.\nРок је пет дана.\nЧлан 2.\nБрише се.", "ОДЛУКА\nЧлан 1.\nРок је десет дана.")
    )
    changed = tuple(unit for unit in compare(old, new).units if unit.parts)
    (one,) = findings(Checked(Phase.ANSWERING, TODAY, promises=Promises(unexplained=changed)))
    assert one.rule.key == "changed-without-comment"
    assert [(subject.key, subject.label) for subject in one.subjects] == [("cl1", "Члан 1"), ("cl2-old", "Члан 2")]


def test_events_need_a_record_once_they_are_held():
    events = [
        CheckedEvent("1", "Трибина", date(2026, 11, 20), recorded=False),
        CheckedEvent("2", "Округли сто", date(2026, 11, 20), recorded=True),
        CheckedEvent("3", "Састанак", date(2026, 11, 24), recorded=False),
    ]
    assert found(events=events) == [("events-without-minutes", 1)]


@pytest.mark.parametrize(("due", "late"), [(None, False), (TODAY, False), (date(2026, 11, 22), True)])
def test_a_report_after_its_legal_time_is_told_and_not_held_back(due, late):
    assert found(report_due_on=due) == ([("report-late", 1)] if late else [])
    assert RULE["report-late"].severity is Severity.AMBER


def test_red_findings_are_signed_one_by_one_and_only_as_they_were_seen():
    looked = findings(Checked(Phase.ANSWERING, TODAY, [comment("a/1", Status.UNANSWERED)], objections=["a/9"]))
    assert unsigned(looked, {}) == ["answers-missing", "objections-unanswered"]
    signed = {"answers-missing": Signature("Чека се мишљење.", looked[0].mark), "objections-unanswered": Signature(" \n")}
    assert unsigned(looked, signed) == ["objections-unanswered"]
    assert outgrown(looked, signed) == []
    later = findings(Checked(Phase.ANSWERING, TODAY, [comment("a/1", Status.UNANSWERED), comment("a/2", Status.UNANSWERED)]))
    assert outgrown(later, signed) == ["answers-missing"]
    assert outgrown(later, {"answers-missing": Signature("Чека се мишљење.")}) == []
    (exception,) = printed_exceptions(later, signed, "начелница", TODAY)
    assert (exception.what, exception.reason) == ("Коментари без одговора: 2", "Чека се мишљење.")


def test_what_cannot_be_signed_for_blocks_whatever_is_written():
    still_open = findings(Checked(Phase.OPEN, TODAY, waiting=["a/1"]))
    assert unsigned(still_open, {rule.key: Signature("Разлог.") for rule in RULES}) == ["window-still-open", "comments-waiting"]


def test_a_long_list_is_cut_and_counted_and_ten_thousand_comments_take_no_time():
    comments = [comment(f"a/{at}", Status.NOT_ACCEPTED, reasons="Није прихватљиво.", text_hash=str(at % 500)) for at in range(10_000)]
    begun = time.process_time()
    (one,) = findings(Checked(Phase.ANSWERING, TODAY, comments))
    assert time.process_time() - begun < 5
    assert (len(one.subjects), one.total) == (SHOWN, 10_000)
