"""The areas of work of an act, and where it is followed, as its public pages show them."""

from datetime import date, timedelta

import pytest
from sqlalchemy import select

from dialog_tracker.consultations.actions import ConsultationDraft, open_consultation
from dialog_tracker.consultations.elsewhere import FollowedDraft, follow
from dialog_tracker.documents.actions import set_areas
from dialog_tracker.documents.queries import areas_concerned
from dialog_tracker.documents.tables import Act
from dialog_tracker.domain.errors import NotPermitted
from dialog_tracker.domain.policy import Held, Role
from dialog_tracker.ledger.tables import LedgerEntry
from factories import PASSWORD, a_person, a_stage, a_version, an_authority


@pytest.fixture
async def stage(session, clock):
    return await a_stage(session, clock.now)


@pytest.mark.parametrize(
    ("script", "named"), [("sr-Cyrl", "животна средина и клима"), ("sr-Latn", "životna sredina i klima"), ("en", "environment and climate")]
)
async def test_a_consultation_names_its_areas_in_each_face(session, clock, browser, stage, script, named):
    act_id = await session.scalar(select(Act.id))
    address = f"/c/{stage.reference}?script={script}"
    assert "/areas/" not in (await browser().get(address)).text
    await set_areas(session, stage.officer, clock.now, act_id, ["environment", "sport"])
    shown = (await browser().get(address)).text
    assert f'href="/areas/environment">{named}</a>' in shown
    assert shown.index("/areas/environment") < shown.index("/areas/sport")
    for ending in ("calendar.ics", "feed.atom"):
        assert shown.count(f'href="/acts/{act_id}/{ending}?script={script}"') == 2
    of_the_act = (await browser().get(f"/acts/{act_id}?script={script}")).text
    assert f'href="/areas/environment">{named}</a>' in of_the_act
    assert of_the_act.count(f'href="/acts/{act_id}/calendar.ics?script={script}"') == 2
    assert 'id="area-environment"' in (await browser().get(f"/follow?script={script}")).text


async def test_one_held_elsewhere_is_followed_as_well(session, clock, browser, stage):
    act_id, _ = await a_version(session, clock.now, stage.authority_id)
    draft = FollowedDraft(stage.authority_id, act_id, "rs.public_debate", None, date(2026, 12, 6))
    reference = await follow(session, stage.officer, clock.now, draft)
    await set_areas(session, stage.officer, clock.now, act_id, ["environment"])
    shown = (await browser().get(f"/c/{reference}?script=en")).text
    assert 'href="/areas/environment">environment and climate</a>' in shown
    for ending in ("calendar.ics", "feed.atom"):
        assert shown.count(f'href="/acts/{act_id}/{ending}?script=en"') == 2
        assert (await browser().get(f"/acts/{act_id}/{ending}?script=en")).status_code == 200


async def test_a_draft_does_not_lead_to_a_feed_that_is_not_there(session, clock, browser, stage):
    act_id, version_id = await a_version(session, clock.now, stage.authority_id)
    first = date(2027, 1, 10)
    draft = ConsultationDraft(stage.authority_id, act_id, version_id, "rs.local_debate", first, first + timedelta(days=20), None)
    reference = await open_consultation(session, stage.officer, clock.now, draft)
    officer = browser()
    await officer.sign_in("kontakt@vrbovac.example", PASSWORD)
    shown = await officer.get(f"/c/{reference}")
    assert shown.status_code == 200
    assert f"/acts/{act_id}/" not in shown.text


async def test_areas_are_chosen_by_the_authority_alone_and_that_is_recorded(session, clock, stage):
    act_id = await session.scalar(select(Act.id))
    other_body = await an_authority(session, clock.now, "Општина Јасеник")
    stranger = await a_person(session, clock.now, "drugi@drugi.example", Held(Role.CONTACT_POINT, authority_id=other_body))
    for other in (stranger, stage.speaker):
        with pytest.raises(NotPermitted):
            await set_areas(session, other, clock.now, act_id, ["sport"])
    await set_areas(session, stage.officer, clock.now, act_id, ["sport", "nothing", "environment"])
    await set_areas(session, stage.officer, clock.now, act_id, ["sport"])
    assert [area.key for area in await areas_concerned(session, act_id)] == ["sport"]
    entries = (await session.scalars(select(LedgerEntry).where(LedgerEntry.act == "areas-chosen").order_by(LedgerEntry.sequence))).all()
    assert [entry.subject_id for entry in entries] == [act_id, act_id]
    assert {entry.actor_id for entry in entries} == {stage.officer.person_id}
