"""What an address follows is part of what is kept of a person: it is shown on request, goes with an erasure, and lapses unconfirmed."""

from datetime import timedelta

from sqlalchemy import text

from dialog_tracker.desk.erasure import erase_person
from dialog_tracker.desk.own_data import everything_of
from dialog_tracker.domain.notice import Followable, Rhythm
from dialog_tracker.notices.following import Target, forget_unconfirmed, subscribe
from factories import a_person


async def test_own_data_names_what_is_followed_and_an_erasure_ends_it(session, clock):
    person = await a_person(session, clock.now, "ana@primer.rs")
    await subscribe(
        session, clock.now, "ana@primer.rs", "sr-Cyrl", Target(Followable.SEARCH, "q=voda", "voda"), Rhythm.DAILY, confirmed=True
    )
    [one] = (await everything_of(session, "ana@primer.rs", clock.now)).following
    assert (one.what, one.name, one.rhythm) == ("search", "voda", "daily")
    await erase_person(session, clock.now, person.person_id, "ana@primer.rs", by=person.person_id)
    assert await session.scalar(text("SELECT count(*) FROM follower")) == 0
    assert await session.scalar(text("SELECT count(*) FROM subscription")) == 0


async def test_what_nobody_confirms_is_forgotten_after_two_days(session, clock):
    await subscribe(session, clock.now, "neko@primer.rs", "en", Target(Followable.EVERYTHING), Rhythm.DAILY)
    await subscribe(session, clock.now, "vera@primer.rs", "en", Target(Followable.EVERYTHING), Rhythm.DAILY, confirmed=True)
    await forget_unconfirmed(session, clock.now + timedelta(days=1))
    assert await session.scalar(text("SELECT count(*) FROM follower")) == 2
    await forget_unconfirmed(session, clock.now + timedelta(days=3))
    assert list((await session.execute(text("SELECT email FROM follower"))).scalars()) == ["vera@primer.rs"]
