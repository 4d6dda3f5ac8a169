"""A coalition: the lead asks, others confirm by their own link and are counted, one withdraws, and the text stays one."""

import re
from datetime import timedelta

import pytest
from journey import words
from sqlalchemy import select

from dialog_tracker.comments.coalition import sign, unsign
from dialog_tracker.comments.queries import totals_of
from dialog_tracker.comments.tables import CoSignature, Submission
from dialog_tracker.consultations.queries import facts_of
from dialog_tracker.consultations.tables import Consultation
from dialog_tracker.domain.coalition import joint_name, read_invited
from dialog_tracker.domain.errors import Conflict, FieldErrors, Malformed, NotFound
from dialog_tracker.outbox.tables import Letter


@pytest.fixture
async def number(speaker, comment):
    assert (await comment(speaker).save("Рок је прекратак.")).status_code == 303
    return (await comment(speaker).send()).headers["location"].rpartition("/")[2]


def test_a_coalition_is_named_by_its_members():
    assert joint_name("Липа", []) == "Липа"
    assert joint_name("Липа", ["Бреза", "Липа"]) == "Липа и Бреза"
    assert joint_name("Липа", ["Бреза", "Јасен"]) == "Липа, Бреза и Јасен"
    assert joint_name("А", list("БВГДЂ")) == "А, Б, В, Г и још 2"


def test_who_is_asked_is_read_from_lines():
    typed = "Бреза, breza@primer.rs\n\nЈасен <JASEN@primer.rs>\nХраст; hrast@primer.rs\nБреза опет breza@primer.rs"
    assert read_invited(typed) == [("Бреза", "breza@primer.rs"), ("Јасен", "jasen@primer.rs"), ("Храст", "hrast@primer.rs")]
    for wrong in ("Без адресе", "samo@adresa.rs", "Лоша, adresa@"):
        with pytest.raises(Malformed, match="invited-unreadable"):
            read_invited(wrong)


async def asked(session, speaker, number, typed="Бреза, breza@primer.rs\nЈасен, jasen@primer.rs"):
    answer = await speaker.post(f"/k/{number}/join", {"invited": typed})
    assert answer.status_code == 303, words(answer.text)
    letters = (await session.scalars(select(Letter.body).where(Letter.kind == "co-signature").order_by(Letter.id))).all()
    return [re.search(r"/sign/([\w-]+)", body)[1] for body in letters]


async def test_others_confirm_by_their_link_and_are_counted_once(session, clock, stage, speaker, browser, number):
    first, second = await asked(session, speaker, number)
    assert len(await asked(session, speaker, number)) == 2
    stranger = browser()
    shown = await stranger.get(f"/sign/{first}")
    assert number.split("-", 1)[1] in words(shown.text)
    assert shown.headers["referrer-policy"] == "same-origin"  # the address is the secret
    missing = await stranger.post(f"/sign/{first}", {"name": "Бреза", "signed_by": "", "function": "председница"})
    assert missing.status_code == 422
    assert "председница" in missing.text
    for secret, name in ((first, "Бреза"), (first, "Бреза"), (second, "Јасен")):
        signed = {"name": name, "signed_by": "Мира Симић", "function": "председница"}
        assert (await stranger.post(f"/sign/{secret}", signed)).status_code == 303
    facts = await facts_of(session, stage.reference, clock.now)
    assert (await totals_of(session, facts.id)).organisations == 3
    receipt = words((await browser().get(f"/k/{number}")).text)
    assert "Удружење „Липа”, Бреза и Јасен" in receipt
    assert "Мира Симић" not in receipt
    assert "Мира Симић, председница" in words((await speaker.get(f"/k/{number}")).text)
    assert "3 организације" in words((await browser().get(f"/c/{stage.reference}")).text)
    assert (await stranger.post(f"/sign/{second}", {"act": "withdraw"})).status_code == 303
    assert "се повукло" in words((await stranger.get(f"/sign/{second}")).text)
    assert (await totals_of(session, facts.id)).organisations == 2
    assert await session.scalar(select(Submission.public_name)) == "Удружење „Липа” и Бреза"
    assert "исти као при пријему" in words((await browser().get(f"/k/{number}?check=")).text)


async def test_only_the_lead_asks_until_the_close_and_broken_links_lead_nowhere(session, speaker, officer, browser, number):
    (first, _) = await asked(session, speaker, number)
    for visitor in (officer, browser()):
        assert (await visitor.post(f"/k/{number}/join", {"invited": "Х, x@primer.rs"})).status_code in (303, 403, 404)
    refused = await speaker.post(f"/k/{number}/join", {"invited": "без адресе"})
    assert refused.status_code == 422
    assert "без адресе" in refused.text
    assert (await browser().get("/sign/izmisljeno")).status_code == 404
    end = await session.scalar(select(Consultation.closes_at))
    with pytest.raises(Conflict, match="coalition-too-late"):
        await sign(session, end, first, "Бреза", "Мира", "члан")
    with pytest.raises(FieldErrors):
        await sign(session, end - timedelta(days=1), first, "Удружење „Липа”", "Мира", "члан")
    with pytest.raises(NotFound):
        await unsign(session, end, first)
    assert len((await session.scalars(select(CoSignature.id))).all()) == 2


async def test_a_lead_that_keeps_its_name_back_is_not_named_by_others(session, speaker, browser, comment):
    assert (await comment(speaker).save("Предлог.")).status_code == 303
    number = (await comment(speaker).send(display="withheld")).headers["location"].rpartition("/")[2]
    (first,) = await asked(session, speaker, number, "Бреза, breza@primer.rs")
    await browser().post(f"/sign/{first}", {"name": "Бреза", "signed_by": "Мира", "function": "члан"})
    assert await session.scalar(select(Submission.public_name)) == "Бреза"
