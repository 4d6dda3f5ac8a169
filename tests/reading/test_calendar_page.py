"""The calendar of a month as a page: whose it is, what it keeps when it is narrowed, and that a report that is out is no longer due."""

from datetime import date
from uuid import uuid4

import pytest
from sqlalchemy import select

from dialog_tracker.consultations.actions import note_step
from dialog_tracker.consultations.elsewhere import FollowedDraft, follow
from dialog_tracker.consultations.tables import Consultation
from dialog_tracker.documents.actions import add_act
from dialog_tracker.domain.act import ActKind
from factories import a_stage


@pytest.fixture
async def stage(session, clock):
    made = await a_stage(session, clock.now)
    await session.commit()
    return made


async def test_the_calendar_of_an_authority_names_it_and_keeps_it(browser, stage):
    visitor, mine = browser(), f"authority={stage.authority_id}"
    page = (await visitor.get(f"/directory/authorities/{stage.authority_id}?script=sr-Cyrl")).text
    assert f'href="/calendar?{mine}"' in page
    shown = (await visitor.get(f"/calendar?{mine}&view=list&script=sr-Cyrl")).text
    assert f'href="/directory/authorities/{stage.authority_id}">' in shown
    form = shown.split('<form action="/calendar"')[1].split("</form>")[0]
    assert f'name="authority" value="{stage.authority_id}"' in form
    assert 'name="view" value="list"' in form
    assert "Календар свих органа" in shown
    assert "Календар свих органа" not in (await visitor.get("/calendar?script=sr-Cyrl")).text


@pytest.mark.parametrize("key", ["x", str(uuid4())])
async def test_an_authority_that_is_not_there_has_no_calendar(browser, key):
    assert (await browser().get(f"/calendar?authority={key}")).status_code == 404


async def test_a_report_that_is_out_is_no_longer_due(browser, session, clock, stage):
    act = await add_act(session, clock.now, authority_id=stage.authority_id, kind=ActKind.DRAFT_LAW, title="Закон о водама", by=None)
    draft = FollowedDraft(stage.authority_id, act, "rs.public_debate", date(2026, 10, 1), date(2026, 11, 20))
    reference = await follow(session, stage.officer, clock.now, draft)
    await session.commit()

    async def due():
        month = (await browser().get("/calendar?month=2026-12&script=sr-Cyrl")).text.count("Закон о водама")
        file = (await browser().get("/calendar.ics?script=sr-Cyrl")).text.replace("\r\n ", "")
        return month, file.count(f"{reference}-report@")

    assert await due() == (1, 1)
    held_id = await session.scalar(select(Consultation.id).where(Consultation.reference == reference))
    await note_step(session, clock.now, held_id, "report_published", date(2026, 11, 22), None)
    await session.commit()
    assert await due() == (0, 0)
