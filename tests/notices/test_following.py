"""Following by mail: told once, grouped, newest first, stopped with one click."""

import re
from datetime import timedelta
from uuid import UUID

import pytest
from sqlalchemy import text

from databases import fresh
from dialog_tracker.app import create_app
from dialog_tracker.consultations.actions import extend
from dialog_tracker.domain.errors import Conflict, NotFound
from dialog_tracker.domain.notice import Followable, Key, Rhythm, newest_digest, read_key, write_key
from dialog_tracker.notices import following
from dialog_tracker.notices.following import Target, subscribe
from dialog_tracker.notices.happening import note_happenings
from dialog_tracker.notices.searches import searches_said
from dialog_tracker.notices.telling import tell
from dialog_tracker.search.reactions import follow
from factories import a_comment, a_stage, a_submission
from visitors import Browser

__all__ = ["fresh"]
SECRET, BASE = "a secret that is long enough for anybody", "http://dijalog.example"


async def round_of(fresh, now):
    async with fresh.transaction() as session:
        await note_happenings(session, now)
    async with fresh.transaction() as session:
        return await tell(session, now, BASE, SECRET)


async def killed_round(fresh, now):
    async with fresh.transaction() as session:
        assert await tell(session, now, BASE, SECRET) == 1
        raise RuntimeError("killed")


async def letters(fresh):
    async with fresh.transaction() as session:
        return (
            await session.execute(text("SELECT address, subject, body, unsubscribe FROM letter WHERE kind = 'followed' ORDER BY id"))
        ).all()


async def followed(fresh, clock, *things: Target, email="ana@primer.rs", language="sr-Cyrl", rhythm=Rhythm.AT_ONCE):
    async with fresh.transaction() as session:
        for thing in things:
            await subscribe(session, clock.now, email, language, thing, rhythm, confirmed=True)


async def a_consultation(fresh, clock):
    async with fresh.transaction() as session:
        return await a_stage(session, clock.now)


async def prolong(fresh, clock, stage, days=30):
    clock.forward(seconds=1)
    async with fresh.transaction() as session:
        await extend(session, stage.officer, clock.now, stage.reference, (clock.now + timedelta(days=days)).date(), None, "Празници.")


async def test_what_happened_is_told_once_with_what_it_is_and_until_when(fresh, clock):
    stage = await a_consultation(fresh, clock)
    await round_of(fresh, clock.now)
    await followed(fresh, clock, Target(Followable.AUTHORITY, str(stage.authority_id)), Target(Followable.EVERYTHING))
    await prolong(fresh, clock, stage)
    assert await round_of(fresh, clock.forward(minutes=1)) == 1
    assert await round_of(fresh, clock.forward(minutes=1)) == 0
    [(address, subject, body, stop)] = await letters(fresh)
    assert address == "ana@primer.rs"
    assert subject.startswith("Консултације су продужене: ")
    assert f"{BASE}/c/{stage.reference}" in body
    assert "Коментари се примају до" in body
    assert "{manage}" not in body
    assert stop.startswith(f"{BASE}/following/a")


async def test_what_happened_before_is_not_told_and_nothing_empty_is_written(fresh, clock):
    stage = await a_consultation(fresh, clock)
    clock.forward(seconds=1)
    await followed(fresh, clock, Target(Followable.AUTHORITY, str(stage.authority_id)))
    clock.forward(minutes=1)
    assert await round_of(fresh, clock.now) == 0
    assert await letters(fresh) == []


async def test_a_digest_waits_for_the_morning_and_groups_what_happened(fresh, clock):
    stage = await a_consultation(fresh, clock)
    await round_of(fresh, clock.now)
    await followed(fresh, clock, Target(Followable.EVERYTHING), rhythm=Rhythm.DAILY)
    await prolong(fresh, clock, stage, 30)
    clock.forward(minutes=5)
    await prolong(fresh, clock, stage, 40)
    assert await round_of(fresh, clock.now) == 0
    clock.forward(hours=24)
    assert await round_of(fresh, clock.now) == 1
    assert await round_of(fresh, clock.forward(hours=1)) == 0
    [(_, subject, body, _)] = await letters(fresh)
    assert subject == "2 новости у ономе што пратите"
    assert body.count("О ЗЕЛЕНИМ ПОВРШИНАМА".capitalize()) + body.count("зеленим површинама") == 1


async def test_a_search_that_cannot_be_made_keeps_nobody_from_being_told(fresh, clock):
    stage = await a_consultation(fresh, clock)
    await round_of(fresh, clock.now)
    await followed(fresh, clock, Target(Followable.SEARCH, "q=zelene&until=9999-12-31", "zelene"), email="ivo@primer.rs")
    await followed(fresh, clock, Target(Followable.EVERYTHING))
    await prolong(fresh, clock, stage)
    clock.forward(minutes=1)
    await follow(fresh.sessions, lambda: clock.now)
    assert await round_of(fresh, clock.now) == 1
    assert [letter.address for letter in await letters(fresh)] == ["ana@primer.rs"]


async def test_one_who_follows_twice_is_told_once(fresh, clock):
    stage = await a_consultation(fresh, clock)
    await round_of(fresh, clock.now)
    await followed(fresh, clock, Target(Followable.EVERYTHING))
    await followed(fresh, clock, Target(Followable.AUTHORITY, str(stage.authority_id)), rhythm=Rhythm.DAILY)
    await prolong(fresh, clock, stage)
    assert await round_of(fresh, clock.forward(minutes=1)) == 1
    assert await round_of(fresh, clock.forward(hours=30)) == 0


async def test_a_saved_search_tells_what_it_finds_for_the_first_time(fresh, clock):
    stage = await a_consultation(fresh, clock)
    await follow(fresh.sessions, lambda: clock.now)
    await followed(fresh, clock, Target(Followable.SEARCH, "q=jezero", "jezero"))
    clock.forward(minutes=1)
    assert await round_of(fresh, clock.now) == 0
    async with fresh.transaction() as session:
        await a_submission(session, clock.now, stage, a_comment("Заштитити обалу језера."))
    clock.forward(minutes=1)
    assert await follow(fresh.sessions, lambda: clock.now) > 0
    assert await round_of(fresh, clock.forward(minutes=1)) == 1
    assert await round_of(fresh, clock.forward(minutes=1)) == 0
    [(_, subject, body, stop)] = await letters(fresh)
    assert subject == "1 новост у ономе што пратите"
    assert "Ново у вашој претрази „jezero”:" in body
    assert f"{BASE}/k/" in body
    assert "/following/s" in stop


async def test_a_saved_search_is_called_by_what_narrows_it_in_the_reader_s_language(fresh, clock):
    stage = await a_consultation(fresh, clock)
    body = f"q=voda&kind=consultation&authority={stage.authority_id}&area=environment&year=2026&status=not_accepted&phase=open"
    async with fresh.transaction() as session:
        said = {
            language: await searches_said(
                session,
                [
                    body,
                    "q=&since=2026-11-10&until=2026-11-30",
                    "q=voda&since=2026-11-10",
                    "q=a&until=9999-99-99",
                    "q=x&area=nema",
                    "q=voda",
                ],
                language,
            )
            for language in ("sr-Cyrl", "sr-Latn", "en")
        }
    assert said["sr-Cyrl"][body] == (
        "voda (шта је: консултације; орган: Општина Врбовац; област рада: животна средина и клима; година: 2026; "
        "одговор: није прихваћено; фаза консултација: отворено за коментаре)"
    )
    assert "organ: Opština Vrbovac; oblast rada: životna sredina i klima" in said["sr-Latn"][body]
    assert "what it is: consultation; " in said["en"][body]
    assert [name for target, name in said["en"].items() if target != body] == [
        "10\xa0November to 30\xa0November\xa02026",
        "voda (from 10\xa0November\xa02026)",
        "a",
        "x (area of work: nema)",
        "voda",
    ]


async def test_a_letter_and_the_page_tell_apart_searches_for_the_same_words(fresh, clock, settings):
    stage = await a_consultation(fresh, clock)
    await follow(fresh.sessions, lambda: clock.now)
    targets = [Target(Followable.SEARCH, "q=jezero", "jezero"), Target(Followable.SEARCH, "q=jezero&kind=comment", "jezero")]
    await followed(fresh, clock, *targets, language="en")
    clock.forward(minutes=1)
    async with fresh.transaction() as session:
        await a_submission(session, clock.now, stage, a_comment("Заштитити обалу језера."))
    clock.forward(minutes=1)
    await follow(fresh.sessions, lambda: clock.now)
    assert await round_of(fresh, clock.forward(minutes=1)) == 1
    [(_, _, body, _)] = await letters(fresh)
    assert "“jezero”:" in body
    assert "“jezero (what it is: comment)”:" in body
    app = create_app(settings, clock, sessions=fresh.sessions, engine=fresh.engine)
    visitor = Browser(app)
    asked = await visitor.get("/follow/new?what=search&q=jezero&kind=comment&script=en")
    assert "jezero (what it is: comment)" in asked.text
    async with fresh.transaction() as session:
        waits = await session.scalar(text("SELECT id FROM subscription WHERE target LIKE '%kind%'"))
        owner = await session.scalar(text("SELECT follower_id FROM subscription WHERE target LIKE '%kind%'"))
    for key, of in ((Key.CONFIRM, waits), (Key.ALL, owner)):
        page = await visitor.get(f"/following/{write_key(app.state.secret, key, of)}?script=en")
        assert "jezero (what it is: comment)" in page.text
    await visitor.client.aclose()


async def test_followers_of_an_organisation_hear_what_it_sent_and_others_do_not(fresh, clock):
    stage = await a_consultation(fresh, clock)
    await round_of(fresh, clock.now)
    await followed(fresh, clock, Target(Followable.ORGANISATION, str(stage.organisation_id)))
    await followed(fresh, clock, Target(Followable.EVERYTHING), email="vera@primer.rs")
    async with fresh.transaction() as session:
        await a_submission(session, clock.forward(minutes=1), stage)
    assert await round_of(fresh, clock.forward(minutes=1)) == 1
    [(address, subject, _, _)] = await letters(fresh)
    assert address == "ana@primer.rs"
    assert subject.startswith("Организација је послала коментаре")


async def test_a_killed_round_tells_nothing_and_the_next_one_all(fresh, clock):
    stage = await a_consultation(fresh, clock)
    await round_of(fresh, clock.now)
    await followed(fresh, clock, Target(Followable.EVERYTHING))
    await prolong(fresh, clock, stage)
    clock.forward(minutes=1)
    async with fresh.transaction() as session:
        await note_happenings(session, clock.now)
    with pytest.raises(RuntimeError):
        await killed_round(fresh, clock.now)
    assert await letters(fresh) == []
    assert await round_of(fresh, clock.now) == 1


async def test_two_rounds_at_once_write_one_letter(fresh, clock):
    stage = await a_consultation(fresh, clock)
    await round_of(fresh, clock.now)
    await followed(fresh, clock, Target(Followable.EVERYTHING))
    await prolong(fresh, clock, stage)
    clock.forward(minutes=1)
    async with fresh.transaction() as session:
        await note_happenings(session, clock.now)
    async with fresh.transaction() as one, fresh.transaction() as other:
        assert await tell(one, clock.now, BASE, SECRET) == 1
        assert await tell(other, clock.now, BASE, SECRET) == 0
    assert len(await letters(fresh)) == 1


async def test_one_address_follows_at_most_a_hundred_things(fresh, clock, monkeypatch):
    monkeypatch.setattr(following, "MOST", 2)
    await followed(fresh, clock, Target(Followable.EVERYTHING), Target(Followable.AREA, "zdravlje"))
    with pytest.raises(Conflict, match="following-too-much"):
        await followed(fresh, clock, Target(Followable.AREA, "kultura"))


async def test_the_way_from_the_form_to_the_end(fresh, clock, settings):
    stage = await a_consultation(fresh, clock)
    app = create_app(settings, clock, sessions=fresh.sessions, engine=fresh.engine)
    visitor = Browser(app)
    target = {"what": "authority", "target": str(stage.authority_id)}
    shown = await visitor.get(f"/follow/new?what=authority&target={stage.authority_id}")
    assert "Општина Врбовац" in shown.text
    refused = await visitor.post("/follow/new", target | {"email": "није адреса", "rhythm": "daily"})
    assert refused.status_code == 422
    assert "није адреса" in refused.text
    sent = await visitor.post("/follow/new", target | {"email": "Ana@Primer.rs", "rhythm": "at_once"})
    assert sent.status_code in (200, 201)
    async with fresh.transaction() as session:
        body = await session.scalar(text("SELECT body FROM letter WHERE kind = 'confirm'"))
        assert await session.scalar(text("SELECT confirmed_at FROM subscription")) is None
    link = re.search(r"http://dijalog\.example(/following/c\w+)", body)[1]
    assert "Потврди" in (await visitor.get(link)).text
    begun = await visitor.post(link, {})
    assert begun.status_code == 303
    manage = begun.headers["location"]
    assert "ana@primer.rs" in (await visitor.get(manage)).text
    await prolong(fresh, clock, stage)
    async with fresh.transaction() as session:
        await note_happenings(session, clock.forward(minutes=1))
        await session.flush()
    async with fresh.transaction() as session:
        assert await tell(session, clock.now, BASE, app.state.secret) == 1
    [(*_, stop)] = await letters(fresh)
    address = stop.removeprefix(BASE)
    assert "Притисните дугме" in (await visitor.get(address)).text
    # A mail program posts without cookies and without the token of a form [RFC 8058].
    stopped = await visitor.client.post(address, data={"List-Unsubscribe": "One-Click"})
    assert stopped.status_code == 200
    async with fresh.transaction() as session:
        assert await session.scalar(text("SELECT count(*) FROM follower")) == 0
    assert (await visitor.client.post(address, data={"List-Unsubscribe": "One-Click"})).status_code == 200
    assert (await visitor.get(manage)).status_code == 404
    await visitor.client.aclose()


def test_digests_are_due_at_seven_and_on_mondays(clock):
    thursday = clock.now.replace(year=2026, month=11, day=26, hour=12)
    assert newest_digest(Rhythm.AT_ONCE, thursday) == thursday
    assert newest_digest(Rhythm.DAILY, thursday).isoformat() == "2026-11-26T07:00:00+01:00"
    assert newest_digest(Rhythm.DAILY, thursday.replace(hour=5)).isoformat() == "2026-11-25T07:00:00+01:00"
    assert newest_digest(Rhythm.WEEKLY, thursday).isoformat() == "2026-11-23T07:00:00+01:00"


def test_a_key_of_another_installation_or_of_another_use_opens_nothing():
    of = UUID(int=7)
    key = write_key(SECRET, Key.ALL, of)
    assert read_key(SECRET, key).id == of
    for wrong in (write_key("another", Key.ALL, of), "s" + key[1:], key[:-1], "", "a" * 200, "aж"):
        with pytest.raises(NotFound, match="link-spent"):
            read_key(SECRET, wrong)
