"""A long comment parted into points: what was sent never changes, its author may object once, and everything can be undone."""

import pytest
from sqlalchemy import select

from dialog_tracker.analysis.actions import decide_group, join_comments, propose_groups
from dialog_tracker.analysis.own_words import part_own_words
from dialog_tracker.analysis.queries import counts_of, group_of, groups_of
from dialog_tracker.analysis.splits import long_comments, number_behind, split_card, splits_of
from dialog_tracker.analysis.splitting import (
    Marked,
    Telling,
    answer_objection,
    drop_part,
    finish_split,
    mark_part,
    object_signed_in,
    object_to_split,
    undo_split,
)
from dialog_tracker.analysis.topics import add_topic, topics_of, topics_of_comment
from dialog_tracker.comments.queries import receipt, totals_of
from dialog_tracker.comments.receipts import recomputed_hash
from dialog_tracker.consultations.queries import facts_of
from dialog_tracker.domain.errors import Conflict, Malformed, NotFound, NotPermitted
from dialog_tracker.domain.group import GroupState, ThreeCounts
from dialog_tracker.domain.letter import LetterWords
from dialog_tracker.domain.response import ResponseDraft, ResponseStatus
from dialog_tracker.domain.splitting import sentences
from dialog_tracker.ledger.tables import LedgerEntry
from dialog_tracker.outbox.tables import Letter
from dialog_tracker.responses.actions import draft_answer
from dialog_tracker.responses.queries import any_answered, comments_of_submission, comments_page
from factories import a_comment, a_stage, a_submission

LONG = "Поштовани, хвала на прилици. У члану 2. треба додати да су површине доступне и ноћу. Тражимо и дужи рок за примедбе."
TELLING = Telling(7, lambda secret, language: LetterWords(f"Подела ({language})", f"/points/{secret}"))


@pytest.fixture
async def scene(session, clock):
    stage = await a_stage(session, clock.now)
    sent = await a_submission(session, clock.now, stage, a_comment(LONG), a_comment("Друго."))
    facts = await facts_of(session, stage.reference, clock.now)
    return stage, facts, sent.comments[0]


async def parted(session, clock, stage, number, topic=None):
    found = sentences({"proposed": "", "reasons": LONG})
    await mark_part(session, stage.officer, clock.now, number, Marked([found[1]], topic_id=topic))
    await mark_part(session, stage.officer, clock.now, number, Marked([found[2]], place="нацрт у целини"))
    return await finish_split(session, stage.officer, clock.now, number, rest_agreed=True, answered=any_answered, telling=TELLING)


async def letter(session):
    return await session.scalar(select(Letter).where(Letter.kind == "split"))


async def test_points_stand_in_the_place_of_the_comment_and_the_receipt_still_verifies(session, clock, scene):
    stage, facts, number = scene
    topic = await add_topic(session, stage.officer, clock.now, facts, "Доступност", None)
    assert await counts_of(session, facts.id) == ThreeCounts(2, 2, 2)
    assert await parted(session, clock, stage, number, topic) == 2
    submission = number.partition("/")[0]
    listed = await comments_page(session, facts.id, clock.now, latin=False)
    assert [(one.number.rpartition("/")[2], one.anchor, one.reasons) for one in listed] == [
        ("2", "cl1", "Друго."),
        ("3", "cl2", "У члану 2. треба додати да су површине доступне и ноћу."),
        ("4", "", "Тражимо и дужи рок за примедбе."),
    ]
    assert (await totals_of(session, facts.id)).comments == 3
    assert await counts_of(session, facts.id) == ThreeCounts(2, 2, 3)
    card = await receipt(session, submission, clock.now, latin=False)
    assert await recomputed_hash(session, card) == card.content_hash
    sent = await comments_of_submission(session, card.id, clock.now, latin=True)
    assert [one.line.reasons[:9] for one in sent] == ["Poštovani", "Drugo."]
    assert [len(one.parts) for one in sent] == [2, 0]
    assert await topics_of_comment(session, f"{submission}/3") == [topic]
    assert [one.comments for one in await topics_of(session, facts.id)] == [1]
    split = await split_card(session, number, latin=False)
    assert (split.rest, [one.number for one in split.parts]) == (
        "Поштовани, хвала на прилици.",
        [f"{submission}/3", f"{submission}/4"],
    )
    assert [one.parts for one in await splits_of(session, facts.id, latin=False)] == [2]


async def test_marking_twice_is_once_and_taken_words_rest_and_nothing_are_refused(session, clock, scene):
    stage, _, number = scene
    first, second, _ = sentences({"proposed": "", "reasons": LONG})
    for _ in range(2):
        await mark_part(session, stage.officer, clock.now, number, Marked([second]))
    card = await split_card(session, number, latin=False)
    assert len(card.parts) == 1
    assert [one.anchor for one in card.parts] == ["cl2"]
    for marked, code in (
        (Marked([], "доступне и ноћу"), "words-taken"),
        (Marked([], "ничег таквог"), "words-not-found"),
        (Marked([first], place="члан 99"), "place-unknown"),
        (Marked([]), "part-empty"),
    ):
        with pytest.raises(Malformed) as refused:
            await mark_part(session, stage.officer, clock.now, number, marked)
        assert refused.value.code == code
    with pytest.raises(Malformed, match="split-not-covered"):
        await finish_split(session, stage.officer, clock.now, number, rest_agreed=False, answered=any_answered, telling=TELLING)
    for _ in range(2):
        await drop_part(session, stage.officer, clock.now, number, card.parts[0].id)
    with pytest.raises(Malformed, match="split-empty"):
        await finish_split(session, stage.officer, clock.now, number, rest_agreed=True, answered=any_answered, telling=TELLING)
    with pytest.raises(NotPermitted):
        await mark_part(session, stage.speaker, clock.now, number, Marked([first]))
    with pytest.raises(NotFound, match="comment-unknown"):
        await mark_part(session, stage.officer, clock.now, f"{number}9", Marked([first]))


async def test_the_second_click_finishes_nothing_twice_and_a_point_is_not_parted(session, clock, scene):
    stage, facts, number = scene
    await parted(session, clock, stage, number)
    again = await finish_split(session, stage.officer, clock.now, number, rest_agreed=True, answered=any_answered, telling=TELLING)
    assert again == 2
    assert (await totals_of(session, facts.id)).comments == 3
    with pytest.raises(Conflict, match="split-finished"):
        await mark_part(session, stage.officer, clock.now, number, Marked([], "Поштовани"))
    with pytest.raises(Conflict, match="comment-is-part"):
        await mark_part(session, stage.officer, clock.now, f"{number.partition('/')[0]}/3", Marked([], "члану"))
    with pytest.raises(NotFound, match="comment-unknown"):
        await draft_answer(session, stage.officer, clock.now, number, ResponseDraft(ResponseStatus.NOTED, "", ""), 0)


async def test_an_undone_split_gives_no_number_again_and_an_answer_holds_it(session, clock, scene):
    stage, facts, number = scene
    submission = number.partition("/")[0]
    await parted(session, clock, stage, number)
    await undo_split(session, stage.officer, clock.now, number, answered=any_answered)
    await undo_split(session, stage.officer, clock.now, number, answered=any_answered)
    assert [one.number for one in await comments_page(session, facts.id, clock.now, latin=False)] == [f"{submission}/1", f"{submission}/2"]
    with pytest.raises(NotFound, match="link-spent"):
        await number_behind(session, (await letter(session)).body.rpartition("/")[2].strip())
    await parted(session, clock, stage, number)
    parts = (await split_card(session, number, latin=False)).parts
    assert [one.number for one in parts] == [f"{submission}/5", f"{submission}/6"]
    await draft_answer(session, stage.officer, clock.now, parts[0].number, ResponseDraft(ResponseStatus.ACCEPTED, "", ""), 0)
    with pytest.raises(Conflict, match="comment-answered"):
        await undo_split(session, stage.officer, clock.now, number, answered=any_answered)
    told = select(LedgerEntry.act).where(LedgerEntry.act.like("%part%") | LedgerEntry.act.like("split-%"))
    acts = (await session.scalars(told.order_by(LedgerEntry.sequence))).all()
    assert acts == ["comment-parted", "split-undone", "comment-parted"]


async def test_what_is_answered_or_grouped_as_a_whole_is_not_parted(session, clock, scene):
    stage, facts, number = scene
    submission = number.partition("/")[0]
    group = await join_comments(session, stage.officer, clock.now, facts, [number, f"{submission}/2"])
    assert group
    with pytest.raises(Conflict, match="comment-in-group"):
        await parted(session, clock, stage, number)
    await draft_answer(session, stage.officer, clock.now, f"{submission}/2", ResponseDraft(ResponseStatus.ACCEPTED, "", ""), 0)
    await mark_part(session, stage.officer, clock.now, f"{submission}/2", Marked([], "Друго"))
    with pytest.raises(Conflict, match="comment-answered"):
        await finish_split(session, stage.officer, clock.now, f"{submission}/2", rest_agreed=True, answered=any_answered, telling=TELLING)


async def test_the_author_objects_once_by_the_link_and_is_answered(session, clock, scene):
    stage, facts, number = scene
    await parted(session, clock, stage, number)
    sent = await letter(session)
    assert (sent.address, sent.subject, sent.language) == ("lipa@lipa.example", "Подела (sr-Cyrl)", "sr-Cyrl")
    secret = sent.body.rpartition("/")[2].strip()
    with pytest.raises(Malformed, match="field-required"):
        await object_to_split(session, clock.now, secret, "  ")
    for _ in range(2):
        assert await object_to_split(session, clock.now, secret, "Изоставили сте захвалност.") == number
    with pytest.raises(Conflict, match="objection-before"):
        await object_to_split(session, clock.now, secret, "И још нешто.")
    assert (await splits_of(session, facts.id, latin=False))[0].objected_at == clock.now
    await answer_objection(session, stage.officer, clock.now, number, "Захвалност није захтев.")
    card = await split_card(session, number, latin=False)
    assert (card.objection, card.answer) == ("Изоставили сте захвалност.", "Захвалност није захтев.")
    with pytest.raises(NotFound, match="link-spent"):
        await object_to_split(session, clock.now, "nothing", "Реч.")


async def test_the_time_to_object_ends_with_the_day_and_strangers_have_none(session, clock, scene):
    stage, _, number = scene
    await parted(session, clock, stage, number)
    with pytest.raises(NotFound, match="comment-unknown"):
        await object_signed_in(session, stage.approver, clock.now, number, "Није моје.")
    until = (await split_card(session, number, latin=False)).object_until
    with pytest.raises(Conflict, match="objection-too-late"):
        await object_signed_in(session, stage.speaker, until, number, "Касно.")
    assert await object_signed_in(session, stage.speaker, clock.now, number, "На време.") == number


async def test_the_longest_come_first(session, scene):
    _, facts, number = scene
    (line,) = await long_comments(session, facts.id, latin=True, least=50)
    assert (line.number, line.signs, line.excerpt[:9]) == (number, len(LONG), "Poštovani")


LETTER = "Тражимо да се рок за достављање предлога продужи на тридесет дана, јер удружења немају стручне службе."
ADDED = "У члану 3. треба брисати реч која наше чланове доводи у заблуду већ трећу годину."


async def test_what_a_sender_added_to_a_campaign_becomes_a_comment_and_the_letter_stays_in_the_group(session, clock):
    stage = await a_stage(session, clock.now)
    letters = (LETTER, f"{LETTER} {ADDED}", LETTER)
    sent = [
        (await a_submission(session, clock.now, stage, a_comment(said), key=f"key-of-a-form-{at:04}")).comments[0]
        for at, said in enumerate(letters)
    ]
    facts = await facts_of(session, stage.reference, clock.now)
    await propose_groups(session, stage.officer, clock.now, facts)
    (group,) = await groups_of(session, facts.id, GroupState.PROPOSED, latin=False)
    await decide_group(session, stage.officer, clock.now, facts, group.id, GroupState.CONFIRMED)
    assert await counts_of(session, facts.id) == ThreeCounts(3, 2, 1)
    members = [one.comment_id for one in group.members]
    done = {"answered": any_answered, "telling": lambda _: TELLING}
    assert await part_own_words(session, stage.officer, clock.now, facts, group.id, members, **done) == 1
    assert await counts_of(session, facts.id) == ThreeCounts(3, 2, 2)
    kept = await group_of(session, facts.id, group.id, latin=False)
    submission = sent[1].partition("/")[0]
    assert [one.number for one in kept.members] == [sent[0], f"{submission}/2", sent[2]]
    assert {one.reasons for one in kept.members} == {LETTER}
    (own,) = [one for one in await comments_page(session, facts.id, clock.now, latin=False) if one.number == f"{submission}/3"]
    assert (own.reasons, own.anchor) == (ADDED, "cl3")
    with pytest.raises(Malformed, match="no-own-words"):
        await part_own_words(session, stage.officer, clock.now, facts, group.id, members, **done)
    with pytest.raises(Conflict, match="comment-in-group"):
        await undo_split(session, stage.officer, clock.now, sent[1], answered=any_answered)
