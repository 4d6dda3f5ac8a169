"""Accounts: one answer for a wrong password and an unknown address, links that are spent once, sessions that rotate."""

import asyncio
from datetime import timedelta

import pytest
from sqlalchemy import select

from dialog_tracker.accounts import passwords, signin
from dialog_tracker.accounts.actions import (
    accept_invitation,
    add_person,
    check_credentials,
    confirm_email,
    count_try,
    end_session,
    grant,
    held_from,
    keep_in_session,
    make_link,
    set_password,
    start_session,
    use_link,
)
from dialog_tracker.accounts.queries import actor_of, mandates_of, person_by_email, person_named, session_of
from dialog_tracker.accounts.tables import Mandate, Person, RateCounter, WebSession
from dialog_tracker.domain.errors import Conflict, Malformed, NotFound, TooMany
from dialog_tracker.domain.policy import Held, Role
from dialog_tracker.domain.script import Face
from dialog_tracker.domain.task import LinkPurpose
from factories import PASSWORD, a_person, an_authority


async def test_a_wrong_password_and_an_unknown_address_get_the_same_answer(session, clock):
    await a_person(session, clock.now, "ana@lipa.example")
    for email, password in (("ana@lipa.example", "wrong"), ("nobody@lipa.example", PASSWORD), ("ana@lipa.example", ""), ("", "")):
        with pytest.raises(Malformed) as refused:
            await check_credentials(session, email, password)
        assert (refused.value.code, refused.value.facts) == ("password-wrong", {})
    assert await check_credentials(session, " Ana@Lipa.example ", PASSWORD) == await person_by_email(session, "ana@lipa.example")


async def test_an_address_that_was_never_confirmed_lets_nobody_in(session, clock):
    person_id = await add_person(session, clock.now, email="ana@lipa.example", name="Ана", password=PASSWORD)
    with pytest.raises(Malformed, match="password-wrong"):
        await check_credentials(session, "ana@lipa.example", "not the password")
    with pytest.raises(Malformed, match="address-unconfirmed"):
        await check_credentials(session, "ana@lipa.example", PASSWORD)
    await confirm_email(session, clock.now, await make_link(session, clock.now, LinkPurpose.CONFIRM, person_id=person_id))
    assert await check_credentials(session, "ana@lipa.example", PASSWORD) == person_id


async def test_an_account_without_a_password_lets_nobody_in(session, clock):
    await add_person(session, clock.now, email="bez@lipa.example", name="Без лозинке", confirmed=True)
    for password in ("", "nobody has this password"):
        with pytest.raises(Malformed, match="password-wrong"):
            await check_credentials(session, "bez@lipa.example", password)


async def test_an_address_is_taken_once_whatever_its_case(session, clock):
    await a_person(session, clock.now, "ana@lipa.example")
    with pytest.raises(Conflict, match="email-taken"):
        await add_person(session, clock.now, email="ANA@lipa.example", name="Друга", password=PASSWORD)


@pytest.mark.parametrize("password", ["elevenchars", "x" * 1025])
async def test_length_is_the_only_rule_of_passwords(session, clock, password):
    with pytest.raises(Malformed, match="password-short"):
        await add_person(session, clock.now, email="a@b.example", name="А", password=password)
    assert passwords.check_strength("dvanaestslova")


async def test_a_session_rotates_and_the_old_secret_is_dead(session, clock):
    actor = await a_person(session, clock.now, "ana@lipa.example")
    kept = await start_session(session, clock.now, hours=12, person_id=None, state={"pending": {"path": "/c/x"}})
    before = await session_of(session, signin.digest(kept), clock.now)
    assert (before.actor.person_id, before.state) == (None, {"pending": {"path": "/c/x"}})
    fresh = await start_session(session, clock.now, hours=12, person_id=actor.person_id, state={}, old_digest=signin.digest(kept))
    assert fresh != kept
    assert await session_of(session, signin.digest(kept), clock.now) is None
    assert (await session_of(session, signin.digest(fresh), clock.now)).actor == actor
    assert not await session.scalar(select(WebSession.digest).where(WebSession.digest == fresh)), "only the fingerprint is kept"


async def test_a_session_ends_in_its_time_and_with_its_person(session, clock):
    actor = await a_person(session, clock.now, "ana@lipa.example")
    secret = await start_session(session, clock.now, hours=12, person_id=actor.person_id, state={})
    digest = signin.digest(secret)
    await keep_in_session(session, digest, {"x": 1})
    assert (await session_of(session, digest, clock.now + timedelta(hours=11))).state == {"x": 1}
    assert await session_of(session, digest, clock.now + timedelta(hours=12)) is None
    person = (await session.scalars(select(Person))).one()
    person.disabled_at = clock.now
    await session.flush()
    assert await session_of(session, digest, clock.now) is None
    assert await person_by_email(session, "ana@lipa.example") is None
    with pytest.raises(Malformed, match="password-wrong"):
        await check_credentials(session, "ana@lipa.example", PASSWORD)


async def test_signing_out_ends_the_session(session, clock):
    actor = await a_person(session, clock.now, "ana@lipa.example")
    digest = signin.digest(await start_session(session, clock.now, hours=12, person_id=actor.person_id, state={}))
    await end_session(session, clock.now, digest, actor.person_id)
    assert await session_of(session, digest, clock.now) is None


async def test_a_link_is_spent_once_serves_one_purpose_and_expires(session, clock):
    actor = await a_person(session, clock.now, "ana@lipa.example")
    secret = await make_link(session, clock.now, LinkPurpose.RESET, person_id=actor.person_id)
    with pytest.raises(NotFound, match="link-spent"):
        await use_link(session, clock.now, secret, LinkPurpose.CONFIRM)
    assert (await use_link(session, clock.now, secret, LinkPurpose.RESET)).person_id == actor.person_id
    with pytest.raises(NotFound, match="link-spent"):
        await use_link(session, clock.now, secret, LinkPurpose.RESET)
    late = await make_link(session, clock.now, LinkPurpose.CONFIRM, person_id=actor.person_id)
    with pytest.raises(NotFound, match="link-spent"):
        await confirm_email(session, clock.now + timedelta(hours=1), late)
    with pytest.raises(NotFound, match="link-spent"):
        await use_link(session, clock.now, "made up", LinkPurpose.RESET)


async def test_an_invitation_lives_a_week(session, clock):
    secret = await make_link(session, clock.now, LinkPurpose.INVITE, email="nova@vrbovac.example", facts={"role": "drafter"})
    almost = clock.now + timedelta(days=7) - timedelta(seconds=1)
    assert (await use_link(session, almost, secret, LinkPurpose.INVITE)).email == "nova@vrbovac.example"


async def test_a_new_password_ends_every_session_and_confirms_the_address(session, clock):
    person_id = await add_person(session, clock.now, email="ana@lipa.example", name="Ана", password=PASSWORD)
    secret = await start_session(session, clock.now, hours=12, person_id=person_id, state={})
    await set_password(session, clock.now, person_id, "a new long password")
    assert await session_of(session, signin.digest(secret), clock.now) is None
    assert await check_credentials(session, "ana@lipa.example", "a new long password") == person_id
    assert await session.scalar(select(Person.email_confirmed_at)) == clock.now


async def test_an_invitation_makes_an_account_with_its_mandate(session, clock):
    authority_id = await an_authority(session, clock.now)
    facts = {"role": "deputy", "authority_id": str(authority_id), "organisation_id": ""}
    secret = await make_link(session, clock.now, LinkPurpose.INVITE, email="nova@vrbovac.example", facts=facts)
    person_id = await accept_invitation(session, clock.now, secret, LinkPurpose.INVITE, name="Нова", password=PASSWORD)
    assert (await actor_of(session, person_id, clock.now)).mandates == {Held(Role.DEPUTY, authority_id)}
    assert await person_named(session, person_id) == "Нова"
    assert [(m.role, m.body) for m in await mandates_of(session, person_id, clock.now, face=Face.LATIN)] == [("deputy", "Opština Vrbovac")]


async def test_an_invitation_to_a_known_address_needs_its_password(session, clock):
    known = await a_person(session, clock.now, "ana@lipa.example")
    secret = await make_link(session, clock.now, LinkPurpose.INVITE, email="ana@lipa.example", facts={"role": "overseer"})
    with pytest.raises(Malformed, match="password-wrong"):
        async with session.begin_nested():
            await accept_invitation(session, clock.now, secret, LinkPurpose.INVITE, name="Крадљивац", password="some other password")
    await accept_invitation(session, clock.now, secret, LinkPurpose.INVITE, name="Ана", password=PASSWORD)
    assert (await actor_of(session, known.person_id, clock.now)).has(Role.OVERSEER)


async def test_a_mandate_given_twice_is_one_and_ends_on_its_day(session, clock):
    actor = await a_person(session, clock.now, "ana@lipa.example")
    for _ in range(2):
        await grant(session, clock.now, actor.person_id, Held(Role.OVERSEER))
    mandate = (await session.scalars(select(Mandate))).one()
    mandate.valid_to = clock.now + timedelta(days=1)
    await session.flush()
    assert (await actor_of(session, actor.person_id, clock.now)).has(Role.OVERSEER)
    assert not (await actor_of(session, actor.person_id, clock.now + timedelta(days=1))).mandates
    assert not (await actor_of(session, actor.person_id, clock.now - timedelta(seconds=1))).mandates


def test_a_mandate_is_read_from_a_link():
    assert held_from({"role": "administrator", "authority_id": "", "organisation_id": None}) == Held(Role.ADMINISTRATOR)


async def test_tries_are_counted_within_a_window_and_say_how_long_to_wait(session, clock):
    for _ in range(3):
        await count_try(session, clock.now, "k", most=3, seconds=600)
        clock.forward(seconds=10)
    with pytest.raises(TooMany, match="too-often") as refused:
        await count_try(session, clock.now, "k", most=3, seconds=600)
    assert refused.value.facts == {"seconds": 570, "minutes": 10}
    with pytest.raises(TooMany) as refused:
        await count_try(session, clock.now + timedelta(milliseconds=1), "k", most=3, seconds=600)
    assert refused.value.facts["seconds"] == 570  # a part of a second is waited for as well
    await count_try(session, clock.now, "another", most=3, seconds=600)
    clock.forward(seconds=570)
    await count_try(session, clock.now, "k", most=3, seconds=600)
    assert await session.scalar(select(RateCounter.hits).where(RateCounter.key == "k")) == 1


async def test_twenty_tries_at_once_are_twenty(fresh, clock):
    async def one():
        async with fresh.transaction() as session:
            await count_try(session, clock.now, "k", most=12, seconds=600)

    ends = await asyncio.gather(*[one() for _ in range(20)], return_exceptions=True)
    assert sum(isinstance(end, TooMany) for end in ends) == 8
    async with fresh.transaction() as session:
        assert await session.scalar(select(RateCounter.hits)) == 12, "a refused try is rolled back with its transaction"


async def test_a_link_clicked_twice_at_once_is_spent_once(fresh, clock):
    async with fresh.transaction() as session:
        secret = await make_link(session, clock.now, LinkPurpose.INVITE, email="x@y.example", facts={"role": "overseer"})

    async def click():
        async with fresh.transaction() as session:
            await use_link(session, clock.now, secret, LinkPurpose.INVITE)

    ends = await asyncio.gather(click(), click(), return_exceptions=True)
    assert sorted(type(end).__name__ for end in ends) == ["NoneType", "NotFound"]
