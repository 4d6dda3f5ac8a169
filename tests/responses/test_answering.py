"""Answering: four eyes, two officers at once, corrections that supersede, and reasons that the database wants too."""

import asyncio
from datetime import timedelta

import pytest
from sqlalchemy import func, select, text
from sqlalchemy.exc import IntegrityError

from dialog_tracker.consultations.queries import facts_of
from dialog_tracker.directory.actions import change_authority
from dialog_tracker.domain.answering import QueueFilter
from dialog_tracker.domain.errors import Conflict, FieldErrors, NotFound, NotPermitted
from dialog_tracker.domain.policy import Held, Role
from dialog_tracker.domain.response import ResponseDraft, ResponseStatus
from dialog_tracker.responses.actions import draft_answer, policy_facts, publish_answers
from dialog_tracker.responses.queries import answer_state
from dialog_tracker.responses.tables import Response
from dialog_tracker.responses.workbench import answer_card, earlier_answers
from dialog_tracker.responses.workbench import lines as queue
from factories import a_comment, a_person, a_stage, a_submission

ACCEPTED = ResponseDraft(ResponseStatus.ACCEPTED, "Предлог је прихваћен.", "Члан 1. мења се.")
REFUSED = ResponseDraft(ResponseStatus.NOT_ACCEPTED, "Закон не дозвољава.")


async def ended(session, clock, **more: bool):
    """A consultation whose window is over, with two comments."""
    stage = await a_stage(session, clock.now, **more)
    got = await a_submission(session, clock.now, stage, a_comment("Први."), a_comment("Други.", anchor="cl2"))
    clock.forward(days=20)
    return stage, got.comments


async def test_whoever_drafted_does_not_publish(session, clock):
    stage, numbers = await ended(session, clock)
    await draft_answer(session, stage.approver, clock.now, numbers[0], ACCEPTED, 0)
    with pytest.raises(NotPermitted, match="did-not-draft-it"):
        await publish_answers(session, stage.approver, clock.now, stage.reference)
    await draft_answer(session, stage.officer, clock.now, numbers[1], REFUSED, 0)
    assert await publish_answers(session, stage.approver, clock.now, stage.reference) == 1
    with pytest.raises(NotPermitted, match="one-pair-of-eyes-is-enough"):
        await publish_answers(session, stage.officer, clock.now, stage.reference)


async def test_without_four_eyes_the_contact_point_does_both(session, clock):
    stage, numbers = await ended(session, clock, four_eyes=False)
    await draft_answer(session, stage.officer, clock.now, numbers[0], ACCEPTED, 0)
    assert await publish_answers(session, stage.officer, clock.now, stage.reference) == 1
    assert await publish_answers(session, stage.officer, clock.now, stage.reference) == 0


async def test_where_nothing_is_set_four_eyes_are_asked_for_from_two_officials_on(session, clock):
    stage, _ = await ended(session, clock)
    await change_authority(session, clock.now, stage.authority_id, by=stage.officer.person_id, four_eyes=None)
    facts = await facts_of(session, stage.reference, clock.now)
    assert (await policy_facts(session, facts, clock.now)).four_eyes
    await session.execute(
        text("UPDATE mandate SET valid_to = :now WHERE person_id = :p"), {"now": clock.now, "p": stage.approver.person_id}
    )
    assert not (await policy_facts(session, facts, clock.now)).four_eyes
    await a_person(session, clock.now, "saradnica@vrbovac.example", Held(Role.DRAFTER, stage.authority_id))
    assert (await policy_facts(session, facts, clock.now)).four_eyes


async def test_the_second_of_two_officers_sees_a_conflict_and_nothing_is_lost(session, clock):
    stage, numbers = await ended(session, clock)
    assert await draft_answer(session, stage.officer, clock.now, numbers[0], ACCEPTED, 0) == 1
    with pytest.raises(Conflict, match="answer-changed-meanwhile"):
        await draft_answer(session, stage.approver, clock.now, numbers[0], REFUSED, 0)
    card = await answer_card(session, numbers[0], clock.now, latin=False)
    assert (card.status, card.reasons, card.revision, card.drafted_by) == ("accepted", ACCEPTED.reasons, 1, stage.officer.person_id)
    assert await draft_answer(session, stage.approver, clock.now, numbers[0], REFUSED, card.revision) == 2


async def test_two_first_saves_at_the_same_moment_are_one_answer_and_one_conflict(fresh, clock):
    async with fresh.transaction() as session:
        stage, numbers = await ended(session, clock)

    async def save(actor, draft):
        async with fresh.transaction() as session:
            return await draft_answer(session, actor, clock.now, numbers[0], draft, 0)

    async with fresh.transaction() as first:
        await draft_answer(first, stage.officer, clock.now, numbers[0], ACCEPTED, 0)
        second = asyncio.create_task(save(stage.approver, REFUSED))
        await asyncio.sleep(0.2)
    with pytest.raises(Conflict, match="answer-changed-meanwhile"):
        await second
    async with fresh.transaction() as session:
        assert (await answer_card(session, numbers[0], clock.now, latin=False)).status == "accepted"


async def test_a_published_answer_is_superseded_and_stays_readable(session, clock):
    stage, numbers = await ended(session, clock)
    await draft_answer(session, stage.officer, clock.now, numbers[0], ACCEPTED, 0)
    await publish_answers(session, stage.approver, clock.now, stage.reference)
    clock.forward(hours=1)
    assert await draft_answer(session, stage.officer, clock.now, numbers[0], REFUSED, 1) == 2
    rows = (await session.execute(select(Response.status, Response.published_at, Response.superseded_at).order_by(Response.revision))).all()
    assert rows == [("accepted", clock.now - timedelta(hours=1), clock.now), ("not_accepted", None, None)]
    assert await publish_answers(session, stage.approver, clock.now, stage.reference) == 1


async def test_a_correction_leaves_the_published_answer_in_force_until_it_is_published(session, clock):
    from dialog_tracker.responses.queries import comments_of_submission

    stage, numbers = await ended(session, clock)
    await draft_answer(session, stage.officer, clock.now, numbers[0], ACCEPTED, 0)
    await publish_answers(session, stage.approver, clock.now, stage.reference)
    await draft_answer(session, stage.officer, clock.now + timedelta(hours=1), numbers[0], REFUSED, 1)
    submission_id = await session.scalar(text("SELECT submission_id FROM comment LIMIT 1"))
    lines = await comments_of_submission(session, submission_id, clock.now, latin=False)
    assert [sent.line.status for sent in lines] == ["accepted", "unanswered"]
    await publish_answers(session, stage.approver, clock.now + timedelta(hours=2), stage.reference)
    lines = await comments_of_submission(session, submission_id, clock.now, latin=False)
    assert [(sent.line.status, sent.line.answer) for sent in lines] == [("not_accepted", REFUSED.reasons), ("unanswered", "")]


async def test_reasons_are_owed_and_the_database_says_so_too(session, clock):
    stage, numbers = await ended(session, clock)
    with pytest.raises(FieldErrors) as refused:
        await draft_answer(session, stage.officer, clock.now, numbers[0], ResponseDraft(ResponseStatus.NOT_ACCEPTED, "  "), 0)
    assert refused.value.by_field["reasons"].code == "reasons-required"
    await draft_answer(session, stage.officer, clock.now, numbers[0], REFUSED, 0)
    for change in ("reasons = ''", "status = 'unanswered'", "published_at = now()"):
        with pytest.raises(IntegrityError):
            async with session.begin_nested():
                await session.execute(text(f"UPDATE response SET {change}"))


async def test_answers_are_drafted_while_the_window_is_open_and_published_after(session, clock):
    stage = await a_stage(session, clock.now)
    got = await a_submission(session, clock.now, stage)
    await draft_answer(session, stage.officer, clock.now, got.comments[0], ACCEPTED, 0)
    with pytest.raises(NotPermitted, match="consultation-has-ended"):
        await publish_answers(session, stage.approver, clock.now, stage.reference)


async def test_nobody_answers_for_another_authority(session, clock):
    stage, numbers = await ended(session, clock)
    with pytest.raises(NotPermitted, match="answers-for-authority"):
        await draft_answer(session, stage.speaker, clock.now, numbers[0], ACCEPTED, 0)
    with pytest.raises(NotFound, match="comment-unknown"):
        await draft_answer(session, stage.officer, clock.now, f"{stage.reference}-9999A/1", ACCEPTED, 0)


async def test_the_queue_follows_the_text_and_counts_what_is_open(session, clock):
    stage = await a_stage(session, clock.now)
    words = a_comment("Исто.", anchor="cl3"), a_comment("Исто.", anchor="cl1"), a_comment("Начелно.", anchor="")
    got = await a_submission(session, clock.now, stage, *words)
    facts = await facts_of(session, stage.reference, clock.now)
    await draft_answer(session, stage.officer, clock.now, got.comments[0], REFUSED, 0)
    lines = await queue(session, facts.id, QueueFilter(), latin=False)
    assert [(line.place, line.status) for line in lines] == [("", "unanswered"), ("Члан 1", "unanswered"), ("Члан 3", "not_accepted")]
    assert len(await queue(session, facts.id, QueueFilter(status="unanswered"), latin=False)) == 2
    card = await answer_card(session, got.comments[1], clock.now, latin=False)
    assert [(a.status, a.identical) for a in await earlier_answers(session, card)] == [("not_accepted", True)]
    state = await answer_state(session, facts.id)
    assert (state.received, state.unanswered, state.unpublished, state.by_status["unanswered"]) == (3, 2, 1, 3)
    assert await session.scalar(select(func.count()).select_from(Response)) == 1
