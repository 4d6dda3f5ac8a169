"""Topics of a consultation: added, renamed, hung elsewhere, removed; comments put under them and taken out."""

import pytest

from dialog_tracker.analysis.topics import (
    add_topic,
    assign_topic,
    change_topic,
    comments_under,
    remove_topic,
    take_from_topic,
    topics_of,
    topics_of_comment,
)
from dialog_tracker.consultations.queries import facts_of
from dialog_tracker.domain.errors import Conflict, Malformed, NotFound, NotPermitted
from dialog_tracker.domain.topic import tree
from dialog_tracker.storage.columns import new_id
from factories import a_comment, a_stage, a_submission


@pytest.fixture
async def scene(session, clock):
    stage = await a_stage(session, clock.now)
    sent = await a_submission(session, clock.now, stage, *(a_comment(f"Разлог {at}.") for at in range(4)))
    return stage, await facts_of(session, stage.reference, clock.now), sent.comments


async def test_a_tree_grows_and_what_is_removed_goes_up(session, clock, scene):
    stage, facts, numbers = scene

    async def add(name, parent=None):
        return await add_topic(session, stage.officer, clock.now, facts, name, parent)

    top = await add("Поступак")
    middle = await add("  Рокови   за предлоге ", top)
    low = await add("Продужење", middle)
    other = await add("Казне")
    assert await assign_topic(session, stage.officer, clock.now, facts, low, numbers[:2]) == 2
    assert await assign_topic(session, stage.officer, clock.now, facts, low, numbers[:3]) == 1
    assert await assign_topic(session, stage.officer, clock.now, facts, top, numbers[:1]) == 1
    lines = tree(await topics_of(session, facts.id))
    assert [(line.topic.name, line.depth, line.topic.comments) for line in lines] == [
        ("Поступак", 0, 1),
        ("Рокови за предлоге", 1, 0),
        ("Продужење", 2, 3),
        ("Казне", 0, 0),
    ]
    await change_topic(session, stage.officer, clock.now, facts, low, "Продужење рока", other)
    assert tree(await topics_of(session, facts.id))[-1].path == ("Казне", "Продужење рока")
    await remove_topic(session, stage.officer, clock.now, facts, low)
    await remove_topic(session, stage.officer, clock.now, facts, low)
    assert await topics_of_comment(session, numbers[2]) == [other]
    await remove_topic(session, stage.officer, clock.now, facts, other)
    assert await topics_of_comment(session, numbers[2]) == []
    assert [one.number for one in await comments_under(session, facts.id, set(), latin=False)] == list(numbers[1:])
    assert [one.number for one in await comments_under(session, facts.id, {top}, latin=False)] == list(numbers[:1])
    await take_from_topic(session, stage.officer, clock.now, facts, top, numbers)
    page = await comments_under(session, facts.id, set(), latin=True, limit=2)
    assert [one.excerpt for one in page] == ["Razlog 0.", "Razlog 1."]
    rest = await comments_under(session, facts.id, set(), latin=True, after=page[-1].position)
    assert [one.number for one in rest] == list(numbers[2:])


async def test_what_a_tree_refuses(session, clock, scene):
    stage, facts, numbers = scene

    async def add(name, parent=None):
        return await add_topic(session, stage.officer, clock.now, facts, name, parent)

    one = await add("Рокови")
    two = await add("Два", one)
    three = await add("Три", two)
    four = await add("Четири", three)
    for act, code in (
        (add("rokovi"), "topic-there"),
        (add("  "), "field-required"),
        (add("Пет", four), "topics-too-deep"),
        (add("Пет", new_id()), "topic-unknown"),
        (change_topic(session, stage.officer, clock.now, facts, one, "Рокови", three), "topic-under-itself"),
        (change_topic(session, stage.officer, clock.now, facts, one, "Рокови", one), "topic-under-itself"),
        (assign_topic(session, stage.officer, clock.now, facts, one, []), "comments-not-chosen"),
        (assign_topic(session, stage.officer, clock.now, facts, new_id(), numbers), "topic-unknown"),
    ):
        with pytest.raises((Malformed, Conflict, NotFound)) as refused:
            await act
        assert refused.value.code == code
    with pytest.raises(NotPermitted):
        await add_topic(session, stage.speaker, clock.now, facts, "Моја", None)
    beside = await add("Друга")
    moved = await add("Пета", beside)
    with pytest.raises(Malformed, match="topics-too-deep"):
        await change_topic(session, stage.officer, clock.now, facts, beside, "Друга", three)
    await change_topic(session, stage.officer, clock.now, facts, moved, "Два", beside)
    assert len(await topics_of(session, facts.id)) == 6
