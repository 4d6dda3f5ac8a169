"""Signing in over HTTP: what a visitor sees, what the cookie does, and what letters carry."""

import re

import pytest
from sqlalchemy import select, text

from dialog_tracker.accounts.tables import WebSession
from dialog_tracker.domain.policy import Held, Role
from dialog_tracker.outbox.tables import Letter
from factories import PASSWORD, a_person, a_stage


async def test_an_unknown_address_and_a_wrong_password_look_the_same(session, clock, browser):
    await a_person(session, clock.now, "ana@lipa.example")
    pages = []
    for email in ("ana@lipa.example", "bna@lipa.example"):
        answer = await browser().post("/sign-in", {"email": email, "password": "wrong password"})
        assert answer.status_code == 422
        assert "set-cookie" not in answer.headers or "dt_session" not in answer.headers["set-cookie"]
        pages.append(re.sub(r'[0-9a-f]{64,}|value="[^"]*"', "", answer.text.replace(email, "")))
    assert pages[0] == pages[1]


async def test_failed_tries_count_and_the_right_password_waits_too(session, clock, browser):
    await a_person(session, clock.now, "ana@lipa.example")
    visitor = browser()
    for _ in range(10):
        assert (await visitor.post("/sign-in", {"email": "ana@lipa.example", "password": "wrong"})).status_code == 422
    refused = await visitor.post("/sign-in", {"email": "ana@lipa.example", "password": PASSWORD})
    assert (refused.status_code, refused.headers["retry-after"]) == (429, "600")
    clock.forward(minutes=10)
    await visitor.sign_in("ana@lipa.example", PASSWORD)


async def test_the_secret_changes_at_sign_in_and_dies_at_sign_out(session, clock, browser):
    await a_person(session, clock.now, "ana@lipa.example")
    visitor = browser()
    visitor.client.cookies.set("dt_session", "made-up-by-somebody-else", domain="dijalog.example")
    await visitor.sign_in("ana@lipa.example", PASSWORD)
    secret = visitor.client.cookies["dt_session"]
    assert secret != "made-up-by-somebody-else"
    assert (await visitor.get("/account")).status_code == 200
    assert (await visitor.post("/sign-out")).status_code == 303
    stranger = browser()
    stranger.client.cookies.set("dt_session", secret)
    assert (await stranger.get("/account")).status_code == 303
    assert await session.scalar(select(WebSession.digest)) is None


async def test_a_made_up_cookie_is_nobody(browser):
    visitor = browser()
    visitor.client.cookies.set("dt_session", "x" * 43)
    assert (await visitor.get("/")).status_code == 200
    assert (await visitor.get("/desk")).headers["location"] == "/sign-in?next_path=/desk"


async def test_the_cookie_is_out_of_reach_of_scripts(session, clock, browser):
    await a_person(session, clock.now, "ana@lipa.example")
    answer = await browser().post("/sign-in", {"email": "ana@lipa.example", "password": PASSWORD})
    cookie = next(value for name, value in answer.headers.multi_items() if name == "set-cookie" and value.startswith("dt_session"))
    assert {"HttpOnly", "Path=/", "SameSite=lax"} <= {part.strip() for part in cookie.split(";")}


@pytest.mark.parametrize("there", ["//evil.example", "https://evil.example", "/\\evil.example", "javascript:alert(1)", ""])
async def test_a_sign_in_leads_to_our_own_pages_only(session, clock, browser, there):
    await a_person(session, clock.now, "ana@lipa.example")
    answer = await browser().post("/sign-in", {"email": "ana@lipa.example", "password": PASSWORD, "next": there})
    assert answer.headers["location"] == "/"


async def newest_letter(session):
    return (await session.scalars(select(Letter).order_by(Letter.id.desc()).limit(1))).one()


async def test_somebody_registers_confirms_and_has_forgotten_the_password(session, browser):
    visitor = browser()
    typed = {
        "name": "Ана Марић",
        "email": "Ana@Lipa.example",
        "password": PASSWORD,
        "organisation": "Удружење „Липа”",
        "kind": "association",
    }
    assert (await visitor.post("/register", typed)).status_code == 200
    letter = await newest_letter(session)
    link = re.search(r"http://dijalog\.example(/confirm/\S+)", letter.body)[1]
    assert (letter.kind, letter.address) == ("confirm", "ana@lipa.example")
    assert (await visitor.get(link)).status_code == 200, "looking does not spend the link: scanners of mail look"
    assert (await visitor.post(link)).headers["location"] == "/account"
    assert "Удружење „Липа”" in (await visitor.get("/account")).text
    assert (await visitor.post(link)).status_code == 404
    await visitor.post("/sign-out")

    assert (await visitor.post("/forgotten", {"email": "ana@lipa.example"})).status_code == 200
    reset = re.search(r"http://dijalog\.example(/reset/\S+)", (await newest_letter(session)).body)[1]
    assert (await visitor.post(reset, {"password": "short"})).status_code == 422
    assert (await visitor.post(reset, {"password": "quite another password"})).status_code == 303
    await browser().sign_in("ana@lipa.example", "quite another password")


async def test_registering_a_known_address_tells_only_its_owner(session, clock, browser):
    await a_person(session, clock.now, "ana@lipa.example")
    typed = {"name": "Неко", "password": PASSWORD, "kind": "association"}
    pages = [(await browser().post("/register", typed | {"email": email})).text for email in ("ana@lipa.example", "bna@lipa.example")]
    assert len({re.sub(r"[0-9a-f]{64,}|[ab]na(@|%40)", "", page) for page in pages}) == 1
    kinds = (await session.execute(select(Letter.address, Letter.kind).order_by(Letter.id))).all()
    assert kinds == [("ana@lipa.example", "known"), ("bna@lipa.example", "confirm")]


async def test_forgetting_an_unknown_address_sends_nothing(session, browser):
    assert (await browser().post("/forgotten", {"email": "nobody@lipa.example"})).status_code == 200
    assert await session.scalar(select(Letter.id)) is None


async def test_what_was_typed_at_registering_comes_back(browser):
    answer = await browser().post("/register", {"name": "Ана <b>", "email": "ana", "password": "short", "organisation": "Липа"})
    assert answer.status_code == 422
    assert "Ана &lt;b&gt;" in answer.text
    assert 'value="ana"' in answer.text
    assert "short" not in re.findall(r'value="([^"]*)"', answer.text)


async def test_who_may_invite_whom(session, clock, browser):
    stage = await a_stage(session, clock.now)
    officer, speaker = browser(), browser()
    await officer.sign_in("kontakt@vrbovac.example", PASSWORD)
    invitation = {"role": "drafter", "body": str(stage.authority_id), "email": "nova@vrbovac.example"}
    assert (await officer.post("/invitations", invitation)).status_code == 303
    link = re.search(r"http://dijalog\.example(/invitation/\S+)", (await newest_letter(session)).body)[1]
    assert (await officer.post("/invitations", invitation | {"role": "administrator", "body": ""})).status_code == 403
    await speaker.sign_in("lipa@lipa.example", PASSWORD)
    assert (await speaker.post("/invitations", invitation)).status_code == 403
    colleague = {"role": "cso_member", "body": str(stage.organisation_id), "email": "drugi@lipa.example"}
    assert (await speaker.post("/invitations", colleague)).status_code == 403, "a member is not the coordinator"
    assert (await browser().post("/invitations", invitation)).status_code == 403

    invited = browser()
    assert (await invited.get(link)).status_code == 200
    assert (await invited.post(link, {"name": "", "password": PASSWORD})).status_code == 422
    assert (await invited.post(link, {"name": "Нова", "password": "short"})).status_code == 422, "a refused try does not spend the link"
    assert (await invited.post(link, {"name": "Нова", "password": PASSWORD})).status_code == 303
    assert (await invited.get("/desk")).status_code == 200
    assert (await invited.post(link, {"name": "Опет", "password": PASSWORD})).status_code == 422


async def test_an_administrator_enters_an_authority(session, clock, browser):
    await a_person(session, clock.now, "admin@vrbovac.example", Held(Role.ADMINISTRATOR))
    visitor = browser()
    await visitor.sign_in("admin@vrbovac.example", PASSWORD)
    assert (await visitor.get("/admin")).status_code == 200
    assert (await visitor.post("/admin/authorities", {"name": "Град Зелендол", "level": "local"})).status_code == 303
    assert (await visitor.post("/admin/authorities", {"name": "", "level": "local"})).status_code == 422
    assert await session.scalar(text("SELECT name_latn FROM authority")) == "Grad Zelendol"
    for path in ("/admin/letters", "/admin/ledger", "/admin/pages/privatnost", "/desk/organisations"):
        assert (await visitor.get(path)).status_code == 200, path
