"""The API gives comments as they are listed: every column of a row has its field, in the same order."""

from dataclasses import fields

from dialog_tracker.domain.comment import CommentDraft, CommentKind, CommentTarget, Weight
from dialog_tracker.reading.api_shapes import CommentItem
from dialog_tracker.responses.queries import AnsweredLine
from factories import a_comment, a_stage, a_submission


def test_a_comment_of_the_api_has_the_fields_of_a_listed_comment_in_their_order():
    columns = [field.name for field in fields(AnsweredLine)]
    assert list(CommentItem.__struct_fields__)[: len(columns)] == columns
    assert columns[20] == columns[-1] == "answered_at"


async def test_comments_and_submissions_are_read_as_json(session, clock, browser):
    stage = await a_stage(session, clock.now)
    must = CommentDraft(CommentKind.OBJECTION, CommentTarget.PROVISION, ("cl2",), "Нови текст.", "Разлог.", weight=Weight.MUST)
    sent = await a_submission(session, clock.now, stage, a_comment("Први."), must)
    await session.commit()
    listed = await browser().get(f"/api/consultations/{stage.reference}/comments")
    assert listed.status_code == 200
    assert [(one["number"], one["anchor"], one["weight"], one["status"]) for one in listed.json()["items"]] == [
        (f"{sent.number}/1", "cl1", "", "unanswered"),
        (f"{sent.number}/2", "cl2", "must", "unanswered"),
    ]
    one = await browser().get(f"/api/submissions/{sent.number}")
    assert one.status_code == 200
    assert [comment["proposed"] for comment in one.json()["comments"]] == ["", "Нови текст."]
    for address in ("", "/text"):
        assert (await browser().get(f"/api/consultations/{stage.reference}{address}")).status_code == 200
