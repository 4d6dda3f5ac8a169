"""Publishing a report: what stands in its way, what is frozen, and that its cost does not grow with the comments."""

import hashlib
from datetime import timedelta

import msgspec
import pytest
from sqlalchemy import func, select

from dialog_tracker.consultations.queries import facts_of, steps_of
from dialog_tracker.domain.consultation import Phase
from dialog_tracker.domain.errors import Conflict, NotFound, NotPermitted
from dialog_tracker.domain.lint import Signature
from dialog_tracker.domain.outcome import OutcomeReport
from dialog_tracker.domain.response import ResponseDraft, ResponseStatus
from dialog_tracker.domain.script import Script
from dialog_tracker.outbox.queries import newest_job
from dialog_tracker.reports.actions import RENDER_JOB, preview, publish_report
from dialog_tracker.reports.gathering import report_facts
from dialog_tracker.reports.queries import newest_report, report_model
from dialog_tracker.reports.renderings import write_rendering
from dialog_tracker.reports.tables import Report
from dialog_tracker.responses.actions import draft_answer, publish_answers
from factories import PASSWORD, a_comment, a_stage, a_submission

MISSING = {"answers-missing": Signature("Поднесак је стигао касно.")}
SITE = "http://dijalog.example"
ACCEPTED = ResponseDraft(ResponseStatus.ACCEPTED, "Предлог је прихваћен.", "Члан 1. мења се.")
REFUSED = ResponseDraft(ResponseStatus.NOT_ACCEPTED, "Закон не дозвољава.")


async def answered(session, clock, *drafts: ResponseDraft, comments=None):
    """A consultation that is over, with drafted answers to the first comments, published by the approver."""
    stage = await a_stage(session, clock.now)
    numbers = (
        await a_submission(session, clock.now, stage, *(comments or [a_comment(f"Разлог {at}.") for at in range(len(drafts))]))
    ).comments
    clock.forward(days=20)
    for number, draft in zip(numbers, drafts, strict=False):
        await draft_answer(session, stage.officer, clock.now, number, draft, 0)
    if drafts:
        await publish_answers(session, stage.approver, clock.now, stage.reference)
    return stage, numbers


async def test_a_report_waits_for_the_end_of_the_window(session, clock):
    stage = await a_stage(session, clock.now)
    with pytest.raises(NotPermitted, match="consultation-has-ended"):
        await publish_report(session, stage.approver, clock.now, stage.reference, SITE)


async def test_missing_answers_stand_in_the_way_until_they_are_explained(session, clock):
    stage, numbers = await answered(session, clock, ACCEPTED, comments=[a_comment("Један."), a_comment("Два.")])
    with pytest.raises(Conflict, match="report-not-ready") as refused:
        await publish_report(session, stage.approver, clock.now, stage.reference, SITE)
    assert refused.value.facts["reasons"] == "answers-missing"
    await draft_answer(session, stage.officer, clock.now, numbers[1], REFUSED, 0)
    with pytest.raises(Conflict) as refused:
        await publish_report(session, stage.approver, clock.now, stage.reference, SITE, MISSING)
    assert refused.value.facts["reasons"] == "answers-not-published"


async def test_an_explained_gap_is_printed_in_the_report(session, clock):
    stage, _ = await answered(session, clock, ACCEPTED, comments=[a_comment("Један."), a_comment("Два.")])
    await publish_report(session, stage.approver, clock.now, stage.reference, SITE, MISSING)
    card = await newest_report(session, stage.reference)
    assert "Поднесак је стигао касно." in str(card.model)


async def test_the_drafter_does_not_publish_the_report_where_four_eyes_are_asked_for(session, clock):
    stage, _ = await answered(session, clock, ACCEPTED)
    with pytest.raises(NotPermitted, match="one-pair-of-eyes-is-enough"):
        await publish_report(session, stage.officer, clock.now, stage.reference, SITE)


async def test_what_is_frozen_is_what_was_seen_and_reads_back_as_itself(session, clock):
    stage, _ = await answered(session, clock, ACCEPTED, REFUSED)
    seen = await preview(session, stage.officer, clock.now, stage.reference, SITE)
    report_id = await publish_report(session, stage.approver, clock.now, stage.reference, SITE)
    model = await report_model(session, report_id)
    frozen = msgspec.json.decode(model, type=OutcomeReport)
    assert frozen == seen.report
    assert msgspec.json.encode(frozen) == model
    row = (await session.scalars(select(Report))).one()
    assert row.model_hash == hashlib.sha256(model).hexdigest()
    facts = await facts_of(session, stage.reference, clock.now)
    assert (facts.phase, (await steps_of(session, facts.id))["report_published"]) == (Phase.CONCLUDED, facts.today(clock.now))
    assert (await newest_job(session, RENDER_JOB, report_id)).state == "queued"


async def test_a_report_goes_out_once_and_nothing_is_answered_after_it(session, clock):
    stage, numbers = await answered(session, clock, ACCEPTED)
    await publish_report(session, stage.approver, clock.now, stage.reference, SITE)
    with pytest.raises(NotPermitted, match="consultation-has-ended"):
        await publish_report(session, stage.approver, clock.now, stage.reference, SITE)
    with pytest.raises(NotPermitted, match="consultation-has-begun"):
        await draft_answer(session, stage.officer, clock.now, numbers[0], REFUSED, 1)
    with pytest.raises(NotPermitted, match="consultation-takes-comments"):
        await a_submission(session, clock.now, stage, key="after-the-report-00001")


async def test_the_second_of_two_approvers_is_led_to_the_report_and_nothing_is_published_twice(session, clock, browser):
    stage, _ = await answered(session, clock, ACCEPTED)
    await session.commit()
    visitor = browser()
    await visitor.sign_in("nacelnica@vrbovac.example", PASSWORD)
    for _ in range(2):
        told = await visitor.post(f"/desk/c/{stage.reference}/report", {})
        assert (told.status_code, told.headers["location"]) == (303, f"/c/{stage.reference}/report")
    assert await session.scalar(select(func.count()).select_from(Report)) == 1


async def test_an_unpublished_report_is_not_found(session, clock):
    stage = await a_stage(session, clock.now)
    for reference in (stage.reference, "LR-2026-9999"):
        with pytest.raises(NotFound, match="report-not-published"):
            await newest_report(session, reference)


async def test_late_comments_are_shown_in_the_report(session, clock):
    stage, _ = await answered(session, clock)
    late = await a_submission(session, clock.now, stage, a_comment("Касно."), key="late-key-000000001")
    await draft_answer(session, stage.officer, clock.now, late.comments[0], ACCEPTED, 0)
    await publish_answers(session, stage.approver, clock.now, stage.reference)
    facts = await facts_of(session, stage.reference, clock.now)
    gathered = await report_facts(session, facts, clock.now, number=1, four_eyes=True, site=SITE)
    assert [submission.late for submission in gathered.submissions] == [False, True]


async def test_the_facts_cost_the_same_for_three_comments_and_for_thirty(session, clock, statements):
    stage = await a_stage(session, clock.now)
    counts = []
    for most in (3, 30):
        words = [a_comment(f"Разлог {at}.", anchor=f"cl{at % 3 + 1}") for at in range(most)]
        await a_submission(session, clock.now + timedelta(seconds=most), stage, *words, key=f"key-of-{most}-comments-001")
        facts = await facts_of(session, stage.reference, clock.now)
        statements.begin()
        gathered = await report_facts(session, facts, clock.now, number=1, four_eyes=True, site=SITE)
        counts.append(len(statements.sent))
    assert len(gathered.comments) == 33
    assert counts[0] == counts[1]
    assert counts[1] <= 13


async def test_a_model_that_cannot_be_read_is_a_refusal_and_no_file(tmp_path):
    with pytest.raises(Conflict, match="report-not-written"):
        await write_rendering(b"{}", Script.CYRILLIC, tmp_path / "x.docx", None)
    assert not (tmp_path / "x.docx").exists()
