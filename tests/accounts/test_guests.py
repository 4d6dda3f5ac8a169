"""A citizen comments without an account: what was typed is kept, the address is confirmed by a link, and accounts are not entered so."""

import re

from sqlalchemy import select

from dialog_tracker.accounts.actions import add_person
from dialog_tracker.accounts.tables import Person
from dialog_tracker.comments.tables import Submission, Submitter
from dialog_tracker.outbox.tables import Letter
from factories import a_stage

TYPED = {
    "kind": "proposal",
    "target": "provision",
    "anchor": "cl1",
    "proposed": "",
    "reasons": "Додати и паркове.",
    "quote": "",
    "item": "",
}


async def letters(session, kind="confirm"):
    bodies = (await session.scalars(select(Letter.body).where(Letter.kind == kind).order_by(Letter.id))).all()
    return [found[1] for body in bodies if (found := re.search(r"/confirm/([\w-]+)", body))]


def hidden(page, name):
    return re.search(rf'name="{name}" value="([^"]*)"', page)[1]


async def test_a_guest_finds_the_comment_again_after_the_link_and_sends_it(session, clock, browser):
    stage = await a_stage(session, clock.now)
    await session.commit()
    guest = browser()
    shown = await guest.get(f"/c/{stage.reference}/text/cl1")
    typed = TYPED | {"form_key": hidden(shown.text, "form_key")}
    assert (await guest.post(f"/c/{stage.reference}/comments/new", typed)).headers["location"].startswith("/sign-in")
    assert 'href="/guest"' in (await guest.get("/sign-in")).text
    assert "сачуван" in (await guest.get("/guest")).text
    asked = await guest.post("/guest", {"name": "Петар Петровић", "email": "Petar@Primer.rs"})
    assert asked.status_code == 200
    (secret,) = await letters(session)
    began = await guest.post(f"/confirm/{secret}")
    assert began.headers["location"] == f"/c/{stage.reference}/text/cl1"
    again = await guest.get(began.headers["location"])
    assert "Додати и паркове." in again.text
    saved = await guest.post(f"/c/{stage.reference}/comments/new", TYPED | {"form_key": hidden(again.text, "form_key")})
    assert saved.status_code == 303
    basket = await guest.get(f"/c/{stage.reference}/basket")
    fields = {"form_key": hidden(basket.text, "form_key"), "speaker": "", "display": "initials", "agreed": "yes"}
    assert (await guest.post(f"/c/{stage.reference}/basket", fields)).headers["location"].startswith("/k/")
    sent = (await session.execute(select(Submission.public_name, Submitter.email).join(Submitter))).one()
    assert sent == ("П. П.", "petar@primer.rs")


async def test_a_guest_who_comes_again_gets_a_new_link_and_an_account_none(session, clock, browser):
    await a_stage(session, clock.now)
    await add_person(session, clock.now, email="clan@primer.rs", name="Члан", password="correct horse battery", confirmed=True)
    await session.commit()
    guest = browser()
    for _ in range(2):
        assert (await guest.post("/guest", {"name": "Петар", "email": "petar@primer.rs"})).status_code == 200
    assert len(await letters(session)) == 2
    assert len((await session.scalars(select(Person.id).where(Person.email == "petar@primer.rs"))).all()) == 1
    for email in ("clan@primer.rs", "kontakt@vrbovac.example"):
        answer = await guest.post("/guest", {"name": "Неко", "email": email})
        assert answer.status_code == 200
        assert email in answer.text
    assert len(await letters(session)) == 2
    assert len((await session.scalars(select(Letter.id).where(Letter.kind == "known"))).all()) == 2


async def test_a_wrong_address_is_told_and_too_many_tries_are_held(browser):
    guest = browser()
    refused = await guest.post("/guest", {"name": "", "email": "nije adresa"})
    assert refused.status_code == 422
    assert "nije adresa" in refused.text
    answers = [(await guest.post("/guest", {"name": "Петар", "email": "petar@primer.rs"})).status_code for _ in range(6)]
    assert answers == [200] * 5 + [429]
