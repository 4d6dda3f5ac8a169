"""Turns that a consultation takes: extended, late, refused, withdrawn."""

import re
from datetime import timedelta
from uuid import uuid4

from journey import hidden, words
from sqlalchemy import select

from dialog_tracker.accounts.tables import Mandate, Person
from factories import PASSWORD, a_comment, a_submission


async def test_an_extension_opens_again_and_says_why(stage, clock, officer, speaker, comment, browser):
    clock.forward(days=20)
    await officer.sign_in("kontakt@vrbovac.example", PASSWORD)
    await speaker.sign_in("lipa@lipa.example", PASSWORD)
    assert (await comment(speaker).save("Касно, а важно.")).status_code == 303
    late = (await comment(speaker).send()).headers["location"]
    assert (
        "после истека рока" in words((await browser().get(late)).text).lower() or "касн" in words((await browser().get(late)).text).lower()
    )
    new_end = (clock.now + timedelta(days=10)).date()
    for typed in (
        {"last_on": new_end.isoformat(), "reason": ""},
        {"last_on": "2026-12-01", "reason": "Уназад."},
        {"last_on": "x", "reason": "y"},
    ):
        assert (await officer.post(f"/desk/c/{stage.reference}/extend", typed)).status_code == 422
    extended = await officer.post(
        f"/desk/c/{stage.reference}/extend", {"last_on": f"{new_end:%d.%m.%Y.}", "closing_time": "15.30", "reason": "Празници у року."}
    )
    assert extended.status_code == 303
    shown = words((await browser().get(f"/c/{stage.reference}")).text)
    assert "Празници у року." in shown
    assert "касно" not in words((await browser().get(late)).text).lower().replace("касно, а важно", "")


async def test_a_comment_in_the_second_after_the_end_is_kept_and_marked(session, stage, clock, speaker, comment, browser):
    from dialog_tracker.consultations.queries import facts_of

    window = (await facts_of(session, stage.reference, clock.now)).window
    clock.now = window.closes_at - timedelta(seconds=1)
    await speaker.sign_in("lipa@lipa.example", PASSWORD)
    assert (await comment(speaker).save("У последњој секунди.")).status_code == 303
    in_time = (await comment(speaker).send()).headers["location"]
    assert (await comment(speaker).save("Секунду после.")).status_code == 303
    clock.now = window.closes_at
    late = (await comment(speaker).send()).headers["location"]
    pages = [words((await browser().get(address)).text) for address in (in_time, late)]
    assert pages[0] != pages[1]
    from dialog_tracker.comments.queries import receipt

    assert [(await receipt(session, address.rsplit("/", 1)[1], clock.now, latin=False)).late for address in (in_time, late)] == [
        False,
        True,
    ]


async def test_a_refusal_without_reasons_shows_the_form_with_what_was_typed(session, stage, clock, officer):
    got = await a_submission(session, clock.now, stage, a_comment("Предлог."))
    await session.commit()
    address = f"/desk/k/{got.number}/1"
    typed = {"revision": "0", "status": "not_accepted", "reasons": "", "what_changed": "Брише се став 2."}
    refused = await officer.post(address, typed)
    assert refused.status_code == 422
    assert "Брише се став 2." in refused.text
    assert re.search(r'value="not_accepted"[^>]*checked', refused.text)
    assert "образложење" in words(refused.text).lower()


async def test_two_officers_see_both_texts(session, stage, clock, officer, approver):
    got = await a_submission(session, clock.now, stage, a_comment("Предлог."))
    await session.commit()
    address = f"/desk/k/{got.number}/1"
    first, second = [hidden((await who.get(address)).text, "revision") for who in (officer, approver)]
    assert (await officer.post(address, {"revision": first, "status": "noted", "reasons": "Први запис."})).status_code == 303
    conflict = await approver.post(address, {"revision": second, "status": "accepted", "reasons": "Други запис."})
    assert conflict.status_code == 409
    assert "Први запис." in conflict.text
    assert "Други запис." in conflict.text
    again = {"revision": hidden(conflict.text, "revision"), "status": "accepted", "reasons": "Други запис."}
    assert (await approver.post(address, again)).status_code == 303


async def test_the_report_as_it_would_be_counts_the_answers_that_go_out_with_it(session, stage, clock, officer, approver):
    got = await a_submission(session, clock.now, stage, a_comment("Предлог."))
    await session.commit()
    answer = {"revision": "0", "status": "not_accepted", "reasons": "Рок прописује закон."}
    assert (await officer.post(f"/desk/k/{got.number}/1", answer)).status_code == 303
    for who, act in ((officer, "send"), (approver, "approve")):
        assert (await who.post(f"/desk/c/{stage.reference}/queue", {"act": act, "all": "yes"})).status_code == 303
    clock.forward(days=20)
    await approver.sign_in("nacelnica@vrbovac.example", PASSWORD)
    seen = (await approver.get(f"/desk/c/{stage.reference}/report")).text
    assert "Није прихваћено 1" in seen
    assert "Без одговора 0" in seen


async def test_a_withdrawn_consultation_is_read_and_takes_nothing(stage, officer, speaker, comment, browser):
    assert (await comment(speaker).save("Пре повлачења.")).status_code == 303
    receipt = (await comment(speaker).send()).headers["location"]
    assert (await comment(speaker).save("Остаје у корпи.")).status_code == 303
    assert (await officer.post(f"/desk/c/{stage.reference}/withdraw", {"reason": ""})).status_code == 422
    assert (await officer.post(f"/desk/c/{stage.reference}/withdraw", {"reason": "Нацрт се враћа на дораду."})).status_code == 303
    assert "Нацрт се враћа на дораду." in words((await browser().get(f"/c/{stage.reference}")).text)
    assert "Пре повлачења." in words((await browser().get(receipt)).text)
    refused = await comment(speaker).send()
    assert refused.status_code == 403
    assert "Остаје у корпи." in words((await speaker.get(f"/c/{stage.reference}/basket")).text)


async def test_a_letter_and_an_event_are_logged_on_the_desk(stage, officer, speaker, browser):
    form = hidden((await officer.get(f"/desk/c/{stage.reference}/log")).text, "form_key")
    typed = {"form_key": form, "name": "Петар Ристић", "kind": "individual", "channel": "post", "received_on": "20.11.2026."}
    typed |= {"display": "initials", "registry_number": "011-77/2026", "kind-0": "objection", "anchor-0": "cl2", "reasons-0": "Писмо."}
    assert (await officer.post(f"/desk/c/{stage.reference}/log", typed | {"received_on": "20.12.2026."})).status_code == 422
    logged = await officer.post(f"/desk/c/{stage.reference}/log", typed | {"proposed-0": ""})
    assert logged.status_code == 303, words(logged.text)
    shown = words((await browser().get(logged.headers["location"])).text)
    assert "П. Р." in shown
    assert "Петар" not in shown
    event = {
        "kind": "round_table",
        "title": "Округли сто",
        "place": "Велика сала",
        "held_on": "21.11.2026.",
        "participants": "40",
        "qualifier": "",
    }
    assert (await officer.post(f"/desk/c/{stage.reference}/event", event | {"qualifier": "not_stated"})).status_code == 422
    assert (await officer.post(f"/desk/c/{stage.reference}/event", event | {"qualifier": "about"})).status_code == 303
    assert "Округли сто" in words((await browser().get(f"/c/{stage.reference}")).text)
    assert (await speaker.post(f"/desk/c/{stage.reference}/event", event | {"qualifier": "about"})).status_code == 403
    noting = re.search(rf"/desk/c/{stage.reference}/events/[0-9a-f-]+", (await officer.get(f"/desk/c/{stage.reference}/report")).text)
    assert noting
    assert (await officer.post(noting[0], {"note": "Б" * 2001})).status_code == 422
    assert (await officer.post(noting[0], {"note": "Записник је у предмету."})).status_code == 303
    assert "Записник је у предмету." in (await officer.get(noting[0])).text
    assert noting[0] not in (await officer.get(f"/desk/c/{stage.reference}/report")).text
    assert (await officer.get(f"/desk/c/{stage.reference}/events/{uuid4()}")).status_code == 404
    assert (await speaker.post(noting[0], {"note": "Туђе."})).status_code == 403


async def test_a_refused_extension_shows_what_was_typed(stage, officer):
    refused = await officer.post(f"/desk/c/{stage.reference}/extend", {"last_on": "2026-11-01", "reason": "Велико интересовање јавности."})
    assert refused.status_code == 422
    assert "Велико интересовање јавности." in refused.text
    withdrawn = await officer.post(f"/desk/c/{stage.reference}/withdraw", {"reason": ""})
    assert withdrawn.status_code == 422


async def test_nobody_joins_an_organisation_that_has_its_speakers(session, stage, browser):
    await session.commit()
    fields = {"name": "Неко Други", "email": "neko@primer.example", "password": "sasvim dugačka lozinka", "organisation": "Удружење „Липа”"}
    assert stage.speaker.organisation_ids
    answer = await browser().post("/register", fields)
    assert answer.status_code in (200, 201)
    roles = await session.scalars(
        select(Mandate.role).join(Person, Person.id == Mandate.person_id).where(Person.email == "neko@primer.example")
    )
    assert roles.all() == []
