"""Answering as a production line: many at once, approval, history, assignment, workflow, texts that are used again, authors told once."""

import pytest
from sqlalchemy import select

from dialog_tracker.analysis.actions import join_comments
from dialog_tracker.analysis.topics import add_topic, assign_topic
from dialog_tracker.consultations.queries import facts_of
from dialog_tracker.domain.answering import Outcome, Overwrite, QueueFilter
from dialog_tracker.domain.errors import Conflict, FieldErrors, Malformed, NotFound, NotPermitted
from dialog_tracker.domain.letter import LetterWords
from dialog_tracker.domain.policy import Held, Role
from dialog_tracker.domain.response import ResponseDraft, ResponseStatus
from dialog_tracker.outbox.tables import Letter
from dialog_tracker.responses import bulk, reusable, work, workbench
from dialog_tracker.responses.actions import draft_answer, publish_answers
from dialog_tracker.responses.tables import Response
from factories import a_comment, a_person, a_stage, a_submission

ACCEPTED = ResponseDraft(ResponseStatus.ACCEPTED, "Прихвата се.", "Члан 1. мења се.", "cl1")
REFUSED = ResponseDraft(ResponseStatus.NOT_ACCEPTED, "Закон не дозвољава.")


@pytest.fixture
async def scene(session, clock):
    stage = await a_stage(session, clock.now)
    sent = await a_submission(
        session, clock.now, stage, *(a_comment(f"Разлог {at}.", anchor=anchor) for at, anchor in enumerate(("cl3", "cl1", "", "cl2")))
    )
    return stage, await facts_of(session, stage.reference, clock.now), sent.comments


async def ids(session, facts, numbers):
    return list((await workbench.ids_by_number(session, facts.id, numbers)).values())


async def test_one_answer_for_many_says_what_came_of_each(session, clock, scene):
    stage, facts, numbers = scene
    await draft_answer(session, stage.officer, clock.now, numbers[0], REFUSED, 0)
    await work.keep_place(session, stage.officer, clock.now, facts, "Код правника", solved=False, locks=True)
    (place,) = await work.places_of(session, facts.id)
    await work.move(session, stage.officer, clock.now, facts, await ids(session, facts, numbers[3:]), place.id)
    everything = await ids(session, facts, numbers)
    outcomes = await bulk.answer_many(session, stage.officer, clock.now, facts, everything, ACCEPTED)
    assert outcomes == dict(zip(numbers, (Outcome.KEPT, Outcome.ANSWERED, Outcome.ANSWERED, Outcome.LOCKED), strict=True))
    again = await bulk.answer_many(session, stage.officer, clock.now, facts, everything, ACCEPTED, Overwrite.DRAFTS)
    assert again == dict(zip(numbers, (Outcome.REPLACED, Outcome.SAME, Outcome.SAME, Outcome.LOCKED), strict=True))
    card = await workbench.answer_card(session, numbers[0], clock.now, latin=False)
    assert (card.status, card.revision, card.changed_anchor) == ("accepted", 2, "cl1")
    assert [(line.act, line.status) for line in await workbench.history_of(session, card.comment_id)] == [
        ("drafted", "accepted"),
        ("drafted", "not_accepted"),
    ]
    with pytest.raises(Conflict, match="answer-locked"):
        await draft_answer(session, stage.officer, clock.now, numbers[3], ACCEPTED, 0)
    with pytest.raises(FieldErrors):
        await bulk.answer_many(session, stage.officer, clock.now, facts, everything, ResponseDraft(ResponseStatus.NOT_ACCEPTED))
    with pytest.raises(Malformed, match="comments-not-chosen"):
        await bulk.answer_many(session, stage.officer, clock.now, facts, [], ACCEPTED)
    with pytest.raises(NotPermitted):
        await bulk.answer_many(session, stage.speaker, clock.now, facts, everything, ACCEPTED)


async def test_approval_goes_forward_comes_back_with_a_note_and_falls_when_words_change(session, clock, scene):
    stage, facts, numbers = scene
    for number in numbers[:2]:
        await draft_answer(session, stage.officer, clock.now, number, REFUSED, 0)
    assert await bulk.move_answers(session, stage.officer, clock.now, facts, "send") == 2
    assert await bulk.move_answers(session, stage.officer, clock.now, facts, "send") == 0
    with pytest.raises(NotPermitted):
        await bulk.move_answers(session, stage.officer, clock.now, facts, "approve")
    assert await bulk.move_answers(session, stage.approver, clock.now, facts, "approve") == 2
    counts = await workbench.counts(session, facts.id, QueueFilter())
    assert (counts.comments, counts.unanswered, counts.stages["approved"]) == (4, 2, 2)
    with pytest.raises(Malformed, match="field-required"):
        await bulk.move_answers(session, stage.approver, clock.now, facts, "return", None, " ")
    one = await ids(session, facts, numbers[:1])
    assert await bulk.move_answers(session, stage.approver, clock.now, facts, "return", one, "Наведите члан закона.") == 1
    card = await workbench.answer_card(session, numbers[0], clock.now, latin=False)
    assert card.stage == "draft"
    history = await workbench.history_of(session, card.comment_id)
    assert [line.act for line in history] == ["returned", "approved", "sent", "drafted"]
    assert (history[0].note, history[0].by) == ("Наведите члан закона.", "Вера Илић")
    await draft_answer(session, stage.officer, clock.now, numbers[1], ACCEPTED, 1)
    assert (await workbench.answer_card(session, numbers[1], clock.now, latin=False)).stage == "draft"


async def test_with_four_eyes_nobody_approves_own_text(session, clock, scene):
    stage, facts, numbers = scene
    await draft_answer(session, stage.approver, clock.now, numbers[0], REFUSED, 0)
    await draft_answer(session, stage.officer, clock.now, numbers[1], REFUSED, 0)
    assert await bulk.move_answers(session, stage.approver, clock.now, facts, "approve") == 1
    assert (await workbench.answer_card(session, numbers[0], clock.now, latin=False)).stage == "draft"


async def test_only_the_approved_are_published_and_each_author_is_told_once(session, clock, scene):
    stage, facts, numbers = scene
    for number in numbers[:3]:
        await draft_answer(session, stage.officer, clock.now, number, REFUSED, 0)
    await bulk.move_answers(session, stage.approver, clock.now, facts, "approve", await ids(session, facts, numbers[:2]))
    clock.forward(days=20)

    def telling(number, answers, language):
        return LetterWords(f"{number} {language}", f"Одговора: {answers}")

    done = await publish_answers(session, stage.approver, clock.now, stage.reference, only_approved=True, telling=telling)
    assert done == 2
    letters = (await session.scalars(select(Letter).where(Letter.kind == "answers"))).all()
    assert [(one.address, one.subject, one.body) for one in letters] == [
        ("lipa@lipa.example", f"{numbers[0].partition('/')[0]} sr-Cyrl", "Одговора: 2")
    ]
    assert await publish_answers(session, stage.approver, clock.now, stage.reference, telling=telling) == 1
    rows = (await session.execute(select(Response.stage, Response.approved_by))).all()
    assert {tuple(row) for row in rows} == {("approved", stage.approver.person_id)}
    card = await workbench.answer_card(session, numbers[0], clock.now, latin=False)
    assert [line.act for line in await workbench.history_of(session, card.comment_id)] == ["published", "approved", "drafted"]


async def test_the_queue_is_filtered_and_paged_by_key_in_the_order_of_the_text(session, clock, scene):
    stage, facts, numbers = scene
    topic = await add_topic(session, stage.officer, clock.now, facts, "Тема", None)
    await assign_topic(session, stage.officer, clock.now, facts, topic, numbers[:1])
    group = await join_comments(session, stage.officer, clock.now, facts, numbers[2:])
    await work.assign(session, stage.officer, clock.now, facts, await ids(session, facts, numbers[:2]), stage.approver.person_id)
    await draft_answer(session, stage.officer, clock.now, numbers[1], ACCEPTED, 0)

    async def found(**chosen: object):
        return [line.number.rpartition("/")[2] for line in await workbench.lines(session, facts.id, QueueFilter(**chosen), latin=False)]

    assert await found() == ["3", "2", "4", "1"]
    assert await found(status="accepted") == ["2"]
    assert await found(status="unanswered") == ["3", "4", "1"]
    assert await found(stage="draft") == ["2"]
    assert await found(unit="cl3") == ["1"]
    assert await found(unit="-") == ["3"]
    assert await found(topic=topic) == ["1"]
    assert await found(group=group) == ["3", "4"]
    assert await found(assignee=stage.approver.person_id) == ["2", "1"]
    assert await found(unassigned=True) == ["3", "4"]
    assert await found(words="razlog 2") == ["3"]
    assert await found(words="%") == []
    assert await found(submitter="lipa") == ["3", "2", "4", "1"]
    assert await found(late=True) == []
    every = await workbench.lines(session, facts.id, QueueFilter(), latin=False)
    after = await workbench.lines(session, facts.id, QueueFilter(), latin=False, after=every[1].key)
    before = await workbench.lines(session, facts.id, QueueFilter(), latin=False, before=every[2].key, limit=1)
    assert ([line.number for line in after], [line.number for line in before]) == (
        [line.number for line in every[2:]],
        [every[1].number],
    )
    assert [line.assignee for line in every] == ["", "Вера Илић", "", "Вера Илић"]


async def test_work_is_given_only_to_those_who_may_do_it(session, clock, scene):
    stage, facts, numbers = scene
    some = await ids(session, facts, numbers)
    with pytest.raises(NotFound, match="person-unknown"):
        await work.assign(session, stage.officer, clock.now, facts, some, stage.speaker.person_id)
    assert await work.assign(session, stage.officer, clock.now, facts, some, stage.officer.person_id) == 4
    assert await work.assign(session, stage.officer, clock.now, facts, some[:1], None) == 1
    await work.keep_place(session, stage.officer, clock.now, facts, "Решено", solved=True, locks=False)
    with pytest.raises(Conflict, match="place-there"):
        await work.keep_place(session, stage.officer, clock.now, facts, "rešeno", solved=False, locks=False)
    (place,) = await work.places_of(session, facts.id)
    await work.move(session, stage.officer, clock.now, facts, some[:3], place.id)
    assert await work.solved_count(session, facts.id) == 3
    lines = await workbench.lines(session, facts.id, QueueFilter(place=place.id), latin=False)
    assert {line.assignee for line in lines} == {"", "Мира Лукић"}
    await work.drop_place(session, stage.officer, clock.now, facts, place.id)
    await work.drop_place(session, stage.officer, clock.now, facts, place.id)
    assert (await work.places_of(session, facts.id), await work.solved_count(session, facts.id)) == ([], 0)
    colleague = await a_person(session, clock.now, "drugi@vrbovac.example", Held(Role.DRAFTER, stage.authority_id), name="Јова")
    assert await work.be_present(session, colleague.person_id, clock.now, some[0]) == []
    assert await work.be_present(session, stage.officer.person_id, clock.now, some[0]) == ["Јова"]
    clock.forward(minutes=11)
    assert await work.be_present(session, stage.officer.person_id, clock.now, some[0]) == []


async def test_a_text_used_again_keeps_its_uses_as_they_were(session, clock, scene):
    stage, _, numbers = scene
    card = await workbench.answer_card(session, numbers[0], clock.now, latin=False)
    kept = await reusable.keep_reusable(
        session, stage.officer, clock.now, stage.authority_id, "Рок", "Поступак", "not_accepted", "Рок прописује статут."
    )
    await reusable.verify_reusable(session, stage.officer, clock.now, stage.authority_id, kept)
    await reusable.note_use(session, stage.officer, clock.now, stage.authority_id, kept, card.comment_id)
    (line,) = await reusable.reusable_of(session, stage.authority_id, "statut")
    assert (line.verified_by, line.uses) == ("Мира Лукић", 1)
    await reusable.keep_reusable(session, stage.officer, clock.now, stage.authority_id, "Рок", "", "", "Рок прописује закон.", kept)
    (line,) = await reusable.reusable_of(session, stage.authority_id)
    assert (line.verified_at, line.reasons) == (None, "Рок прописује закон.")
    assert [use.reasons for use in await reusable.uses_of(session, stage.authority_id, kept)] == ["Рок прописује статут."]
    await reusable.retire_reusable(session, stage.officer, clock.now, stage.authority_id, kept)
    assert await reusable.reusable_of(session, stage.authority_id) == []
    with pytest.raises(NotFound, match="reusable-unknown"):
        await reusable.verify_reusable(session, stage.officer, clock.now, stage.authority_id, kept)
    with pytest.raises(NotPermitted):
        await reusable.keep_reusable(session, stage.speaker, clock.now, stage.authority_id, "Т", "", "", "Текст")


async def test_an_own_status_counts_as_the_one_that_it_maps_to(session, clock, scene):
    stage, _, numbers = scene
    await reusable.keep_own_status(
        session, stage.officer, clock.now, stage.authority_id, "Прихвата се у начелу", ResponseStatus.PARTIALLY_ACCEPTED
    )
    (own,) = await reusable.own_statuses_of(session, stage.authority_id)
    draft = ResponseDraft(ResponseStatus.NOTED, "Биће разрађено.", own_status=own.id)
    await draft_answer(session, stage.officer, clock.now, numbers[0], draft, 0)
    card = await workbench.answer_card(session, numbers[0], clock.now, latin=False)
    assert (card.status, card.own_status) == ("partially_accepted", own.id)
    with pytest.raises(Conflict, match="status-there"):
        await reusable.keep_own_status(session, stage.officer, clock.now, stage.authority_id, "prihvata se u načelu", ResponseStatus.NOTED)
    await reusable.retire_own_status(session, stage.officer, clock.now, stage.authority_id, own.id)
    assert await reusable.own_statuses_of(session, stage.authority_id) == []
