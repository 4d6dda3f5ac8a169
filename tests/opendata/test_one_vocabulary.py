"""The lists and the single things speak of the same with the same words, and the description says which there are."""

import re
from datetime import date

import pytest
from sqlalchemy import update

from dialog_tracker.activities.programmes import Details, save_activity
from dialog_tracker.consultations.actions import withdraw
from dialog_tracker.consultations.corrections import adopt_rule
from dialog_tracker.documents.tables import Act
from dialog_tracker.domain.activity import ActivityKind
from dialog_tracker.domain.calendar import CountMode, Unit
from dialog_tracker.domain.procedure import RuleOverride, Wording
from dialog_tracker.domain.programme import ActivityFacts
from dialog_tracker.reports.actions import publish_report
from factories import a_stage


@pytest.fixture
async def stage(session, clock):
    made = await a_stage(session, clock.now)
    own = RuleOverride("rs.jls.report", 15, Unit.CALENDAR_DAYS, CountMode.EXCLUSIVE, Wording("Статут", "Statute"), date(2020, 1, 1))
    await adopt_rule(session, made.officer, clock.now, made.authority_id, own)
    await session.commit()
    return made


async def _told(visitor, reference):
    listed = (await visitor.get("/api/consultations?phase=all")).json()["items"]
    (one,) = [item for item in listed if item["reference"] == reference]
    alone = (await visitor.get(f"/api/consultations/{reference}")).json()
    assert one["standing"] == alone["phase"]
    assert one["areas"] == alone["areas"]
    return one["phase"], one["standing"]


async def test_a_list_tells_how_a_consultation_stands_with_the_word_of_the_consultation(session, clock, browser, stage):
    visitor = browser()
    assert await _told(visitor, stage.reference) == ("open", "open")
    clock.forward(days=20)
    assert await _told(visitor, stage.reference) == ("closed", "answering")
    clock.forward(days=30)
    assert await _told(visitor, stage.reference) == ("closed", "overdue")
    await publish_report(session, stage.approver, clock.now, stage.reference, "http://dijalog.example")
    await session.commit()
    assert await _told(visitor, stage.reference) == ("closed", "concluded")


async def test_one_that_was_withdrawn_is_called_so_in_both(session, clock, browser, stage):
    await withdraw(session, stage.officer, clock.now, stage.reference, "Нацрт је повучен.")
    await session.commit()
    assert await _told(browser(), stage.reference) == ("withdrawn", "withdrawn")


async def test_the_description_lists_the_words_and_describes_the_report(browser):
    schemas = (await browser().get("/api/description/openapi.json")).json()
    named = {name.rpartition("_")[2]: shape for name, shape in schemas["components"]["schemas"].items()}
    assert set(named["ConsultationItem"]["properties"]["phase"]["enum"]) == {"open", "coming", "closed", "withdrawn"}
    words = {"upcoming", "open", "answering", "overdue", "concluded", "closed", "withdrawn"}
    assert set(named["ConsultationItem"]["properties"]["standing"]["enum"]) == words
    assert set(named["ConsultationItemFull"]["properties"]["phase"]["enum"]) == words
    report = schemas["paths"]["/api/consultations/{reference}/report"]["get"]["responses"]["200"]["content"]["application/json"]["schema"]
    assert report["$ref"].endswith("OutcomeReport")
    assert {"reference", "sections", "totals"} <= named["OutcomeReport"]["properties"].keys()


async def test_a_follower_is_told_that_the_service_was_put_back_to_an_earlier_state(browser):
    refused = await browser().get("/api/changes?after=1000000")
    assert (refused.status_code, refused.json()["code"]) == (409, "position-ahead")


async def test_what_is_ours_to_show_is_given_in_latin_and_numbers_stay(session, clock, browser, stage):
    facts = ActivityFacts("", ActivityKind.TRAINING, "Обука", source="Извештај, 2026, https://дијалог.срб/извор")
    activity_id = await save_activity(session, stage.officer, clock.now, stage.authority_id, None, facts, Details(agenda="Дневни ред"))
    await session.execute(update(Act).values(case_number="Број 011-1/2026"))
    await session.commit()
    visitor = browser()
    one = (await visitor.get(f"/api/consultations/{stage.reference}?script=latn")).json()
    assert any(duty["citation"] == "Statut" for duty in one["obligations"])
    assert not any(re.search("[а-ш]", duty["what"] + duty["citation"]) for duty in one["obligations"])
    assert one["case_number"] == "Број 011-1/2026"
    shown = (await visitor.get(f"/api/activities/{activity_id}?script=latn")).json()
    assert shown["activity"]["source"] == "Izveštaj, 2026, https://дијалог.срб/извор"
    assert shown["agenda"] == "Dnevni red"
    written = (await visitor.get(f"/api/activities/{activity_id}")).json()
    assert written["activity"]["source"].startswith("Извештај")
