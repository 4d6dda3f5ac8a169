"""Groups of comments: proposed, confirmed without some, dissolved, put together by hand; a comment is one point."""

import pytest
from sqlalchemy import select

from dialog_tracker.analysis.actions import decide_group, join_comments, propose_groups
from dialog_tracker.analysis.queries import counts_of, group_of, groups_of, how_many
from dialog_tracker.consultations.queries import facts_of
from dialog_tracker.domain.errors import Conflict, Malformed, NotFound, NotPermitted
from dialog_tracker.domain.group import GroupState, ThreeCounts
from dialog_tracker.ledger.tables import LedgerEntry
from dialog_tracker.storage.columns import new_id
from factories import a_comment, a_stage, a_submission

LETTER = "Тражимо да се рок за достављање предлога продужи на тридесет дана јер удружења немају стручне службе."


@pytest.fixture
async def scene(session, clock):
    stage = await a_stage(session, clock.now)
    numbers = [
        (await a_submission(session, clock.now, stage, a_comment(said), key=f"key-of-a-form-{at:04}")).comments[0]
        for at, said in enumerate([LETTER, LETTER, f"{LETTER} Хвала.", "Нешто сасвим друго о чему нико други није писао у овој расправи."])
    ]
    return stage, await facts_of(session, stage.reference, clock.now), numbers


async def test_a_proposal_is_confirmed_and_counted_three_ways(session, clock, scene):
    stage, facts, numbers = scene
    assert await counts_of(session, facts.id) == ThreeCounts(4, 3, 4)
    assert await propose_groups(session, stage.approver, clock.now, facts) == 1
    (group,) = await groups_of(session, facts.id, GroupState.PROPOSED, latin=True)
    assert [one.number for one in group.members] == numbers[:3]
    assert group.members[0].reasons.startswith("Tražimo")
    assert (group.size, group.identical) == (3, False)
    await decide_group(session, stage.approver, clock.now, facts, group.id, GroupState.CONFIRMED, [group.members[2].comment_id], "Рок")
    assert await counts_of(session, facts.id) == ThreeCounts(4, 3, 3)
    kept = await group_of(session, facts.id, group.id, latin=False)
    assert (kept.title, kept.state, kept.size) == ("Рок", "confirmed", 2)
    assert await propose_groups(session, stage.approver, clock.now, facts) == 1
    acts = (await session.scalars(select(LedgerEntry.act).where(LedgerEntry.act.like("group-%")))).all()
    assert acts == ["group-confirmed"]


async def test_a_dissolved_group_is_not_proposed_again_and_can_be_brought_back(session, clock, scene):
    stage, facts, _ = scene
    await propose_groups(session, stage.officer, clock.now, facts)
    (group,) = await groups_of(session, facts.id, GroupState.PROPOSED, latin=False)
    await decide_group(session, stage.officer, clock.now, facts, group.id, GroupState.DISSOLVED)
    assert await propose_groups(session, stage.officer, clock.now, facts) == 0
    assert await how_many(session, facts.id) == {"dissolved": 1}
    await decide_group(session, stage.officer, clock.now, facts, group.id, GroupState.CONFIRMED)
    assert await counts_of(session, facts.id) == ThreeCounts(4, 3, 2)


async def test_a_new_letter_replaces_the_proposal_that_lacks_it(session, clock, scene):
    stage, facts, _ = scene
    await propose_groups(session, stage.officer, clock.now, facts)
    await a_submission(session, clock.now, stage, a_comment(LETTER), key="key-of-a-form-9999")
    assert await propose_groups(session, stage.officer, clock.now, facts) == 1
    (group,) = await groups_of(session, facts.id, GroupState.PROPOSED, latin=False)
    assert group.size == 4


async def test_comments_are_joined_by_hand_and_stand_in_one_group(session, clock, scene):
    stage, facts, numbers = scene
    group_id = await join_comments(session, stage.officer, clock.now, facts, [numbers[0], numbers[3]])
    assert (await group_of(session, facts.id, group_id, latin=False)).size == 2
    with pytest.raises(Conflict, match="comment-in-group"):
        await join_comments(session, stage.officer, clock.now, facts, [numbers[3], numbers[1]])
    with pytest.raises(Malformed, match="group-too-small"):
        await join_comments(session, stage.officer, clock.now, facts, [numbers[1]])
    with pytest.raises(NotFound):
        await decide_group(session, stage.officer, clock.now, facts, new_id(), GroupState.CONFIRMED)
    with pytest.raises(NotPermitted):
        await propose_groups(session, stage.speaker, clock.now, facts)
