"""The way of an answer through an office, the filter of the queue as an address, and places that lock."""

from urllib.parse import parse_qsl
from uuid import UUID

import pytest

from dialog_tracker.domain.answering import AnswerStage, QueueFilter, WorkPlace, check_not_locked, moved, read_filter
from dialog_tracker.domain.errors import Conflict, Malformed

ID = UUID(int=7)


@pytest.mark.parametrize(
    ("act", "stage", "end"),
    [
        ("send", "draft", "for_approval"),
        ("send", "approved", None),
        ("approve", "draft", "approved"),
        ("approve", "for_approval", "approved"),
        ("approve", "approved", None),
        ("return", "for_approval", "draft"),
        ("return", "approved", "draft"),
        ("return", "draft", None),
    ],
)
def test_every_act_leads_from_its_stages_to_one(act, stage, end):
    assert moved(act, AnswerStage(stage)) == (end and AnswerStage(end))


def test_an_act_that_there_is_not_is_refused():
    with pytest.raises(Malformed, match="choice-required"):
        moved("burn", AnswerStage.DRAFT)


def test_a_filter_is_read_back_from_its_address():
    chosen = QueueFilter("noted", "draft", "cl3", ID, "Липа & друзи", ID, unassigned=True, late=True, words="рок = 5?")
    assert read_filter(dict(parse_qsl(chosen.address.lstrip("?")))) == chosen
    assert QueueFilter().address == ""
    assert not read_filter({"after": "x", "late": ""}).chooses
    with pytest.raises(Malformed, match="choice-required"):
        read_filter({"topic": "nothing"})
    assert len(read_filter({"words": "а" * 5_000}).words) == 200


def test_a_place_that_locks_refuses():
    open_place, locked = (WorkPlace(ID, "Код правника", 1, solved=False, locks=locks) for locks in (False, True))
    check_not_locked(None, "К/1")
    check_not_locked(open_place, "К/1")
    with pytest.raises(Conflict, match="answer-locked"):
        check_not_locked(locked, "К/1")
