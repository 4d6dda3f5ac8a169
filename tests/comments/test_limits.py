"""How much may be sent: by one person, and by all who speak for one organisation."""

import pytest
from sqlalchemy import select

from dialog_tracker.accounts.actions import Limit, count_tries
from dialog_tracker.accounts.tables import RateCounter
from dialog_tracker.domain.errors import TooMany
from dialog_tracker.domain.policy import Held, Role
from factories import a_person, a_stage, a_submission


async def fill(session, key, hits, now):
    session.add(RateCounter(key=key, window_start=now, hits=hits))
    await session.flush()


async def test_an_organisation_is_held_for_the_rest_of_the_hour_whoever_speaks_for_it(session, clock):
    stage = await a_stage(session, clock.now)
    await fill(session, f"submit-for:{stage.organisation_id}", 299, clock.now)
    clock.forward(minutes=20)
    await a_submission(session, clock.now, stage, key="key-of-a-form-0001")
    other = await a_person(session, clock.now, "drugi@lipa.example", Held(Role.CSO_MEMBER, organisation_id=stage.organisation_id))
    with pytest.raises(TooMany, match="organisation-too-often") as refused:
        await a_submission(session, clock.now, stage, key="key-of-a-form-0002")
    assert (refused.value.facts["minutes"], refused.value.facts["seconds"]) == (40, 2400)
    assert other.organisation_ids == {stage.organisation_id}
    clock.forward(minutes=40)
    await a_submission(session, clock.now, stage, key="key-of-a-form-0003")


async def test_a_person_is_held_before_the_organisation(session, clock):
    stage = await a_stage(session, clock.now)
    await fill(session, f"submit:{stage.speaker.person_id}", 60, clock.now)
    with pytest.raises(TooMany, match="too-often") as refused:
        await a_submission(session, clock.now, stage)
    assert refused.value.code == "too-often"


async def test_several_keys_are_counted_in_one_statement(session, clock, statements):
    statements.begin()
    await count_tries(session, clock.now, [Limit("b", 2), Limit("a", 1, "own-code")], seconds=60)
    assert len(statements.sent) == 1
    with pytest.raises(TooMany, match="own-code"):
        await count_tries(session, clock.now, [Limit("b", 2), Limit("a", 1, "own-code")], seconds=60)
    assert dict((await session.execute(select(RateCounter.key, RateCounter.hits))).all()) == {"a": 2, "b": 2}
