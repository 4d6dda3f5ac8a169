"""Colleagues of one organisation write one submission together; a coordinator reads it once more and sends it."""

import re

import pytest
from journey import hidden, words
from sqlalchemy import select

from dialog_tracker.comments.tables import BasketItem, Comment, Submission
from dialog_tracker.domain.policy import Held, Role
from factories import PASSWORD, a_person


@pytest.fixture
async def coordinator(session, clock, stage, browser):
    await a_person(
        session, clock.now, "breza@lipa.example", Held(Role.CSO_COORDINATOR, organisation_id=stage.organisation_id), name="Мила Брезић"
    )
    await session.commit()
    visitor = browser()
    await visitor.sign_in("breza@lipa.example", PASSWORD)
    return visitor


@pytest.fixture
def basket(stage):
    return f"/c/{stage.reference}/basket"


async def share(visitor, stage, session):
    items = (await session.scalars(select(BasketItem.id).where(BasketItem.organisation_id.is_(None)))).all()
    fields = {"items": " ".join(map(str, items)), "organisation": str(stage.organisation_id)}
    assert (await visitor.post(f"/c/{stage.reference}/basket/share", fields)).status_code == 303
    return items


async def send(visitor, stage, basket):
    shown = await visitor.get(f"{basket}?of={stage.organisation_id}")
    fields = {"form_key": hidden(shown.text, "form_key"), "display": "full", "agreed": "yes", "common": "yes"}
    return await visitor.post(basket, fields | {"speaker": str(stage.organisation_id)})


async def test_two_write_and_the_coordinator_sends_one_submission(session, stage, speaker, coordinator, comment, basket):
    assert (await comment(speaker).save("Од члана.")).status_code == 303
    await share(speaker, stage, session)
    assert (await comment(coordinator).save("Од координаторке.", anchor="cl2")).status_code == 303
    await share(coordinator, stage, session)
    together = f"{basket}?of={stage.organisation_id}"
    for visitor in (speaker, coordinator):
        seen = words((await visitor.get(together)).text)
        assert "Од члана." in seen
        assert "Од координаторке." in seen
        assert "аутор: Мила Брезић" in seen
    assert "Заједнички прилог: Удружење „Липа” , 2 коментара" in words((await speaker.get(basket)).text)
    member = (await speaker.get(together)).text
    assert "Шаље га координатор организације" in member
    assert 'name="agreed"' not in member
    fields = {"form_key": "key-of-a-member-01", "display": "full", "agreed": "yes", "common": "yes", "speaker": str(stage.organisation_id)}
    assert (await speaker.post(basket, fields)).status_code == 403
    sent = await send(coordinator, stage, basket)
    assert sent.status_code == 303
    number = sent.headers["location"].rpartition("/")[2]
    assert (await session.scalars(select(Comment.number).order_by(Comment.ordinal))).all() == [f"{number}/1", f"{number}/2"]
    assert await session.scalar(select(Submission.public_name)) == "Удружење „Липа”"
    assert (await session.scalars(select(BasketItem.id))).all() == []
    assert "Од члана." not in (await speaker.get(together)).text


async def test_a_change_meets_a_colleagues_change_and_nothing_is_lost(session, stage, speaker, coordinator, comment, basket):
    await comment(speaker).save("Прва верзија.")
    (item,) = await share(speaker, stage, session)
    hers, his = [await visitor.get(f"{basket}/{item}") for visitor in (coordinator, speaker)]
    assert "Прва верзија." in hers.text
    typed = {"kind": "proposal", "target": "provision", "anchor": "cl1", "proposed": "", "quote": "", "weight": "", "item": str(item)}

    def fields(page, said):
        return typed | {"form_key": hidden(page.text, "form_key"), "seen": hidden(page.text, "seen"), "reasons": said}

    save = f"/c/{stage.reference}/comments/new"
    for _ in range(2):  # a double click is one change
        assert (await coordinator.post(save, fields(hers, "Њена верзија."))).status_code == 303
    met = await speaker.post(save, fields(his, "Његова верзија."))
    assert met.status_code == 409
    assert "Њена верзија." in met.text
    assert "Његова верзија." in met.text
    assert "сарадник (Мила Брезић)" in words(met.text)
    assert (await speaker.post(save, fields(met, "Обе верзије."))).status_code == 303
    assert (await session.scalars(select(BasketItem.reasons))).all() == ["Обе верзије."]
    late = await coordinator.get(f"{basket}/{item}")
    await speaker.post(f"{basket}/remove", {"item": str(item)})
    gone = await coordinator.post(save, fields(late, "Још нешто."))
    assert (gone.status_code, hidden(gone.text, "item")) == (409, "")
    assert "Још нешто." in gone.text
    assert (await coordinator.get(f"{basket}/{item}")).status_code == 404


async def test_strangers_reach_nothing_and_ones_own_is_taken_back(session, stage, speaker, officer, coordinator, comment, basket):
    await comment(speaker).save("Заједничко.")
    (item,) = await share(speaker, stage, session)
    assert (await officer.get(f"{basket}/{item}")).status_code == 404
    await officer.post(f"{basket}/remove", {"item": str(item)})
    assert (await officer.post(f"{basket}/share", {"items": str(item), "organisation": str(stage.organisation_id)})).status_code in (
        403,
        404,
    )
    assert "Заједничко." not in (await officer.get(f"{basket}?of={stage.organisation_id}")).text
    assert (await coordinator.post(f"{basket}/share", {"items": str(item)})).status_code == 404
    assert (await speaker.post(f"{basket}/share", {"items": str(item)})).status_code == 303
    assert "Заједничко." not in (await coordinator.get(f"{basket}?of={stage.organisation_id}")).text
    assert "Заједничко." in (await speaker.get(basket)).text
    assert re.search(rf"{basket}/{item}", (await speaker.get(basket)).text)
