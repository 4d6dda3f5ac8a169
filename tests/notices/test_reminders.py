"""Reminders of legal dates: once before and once after, to those who keep the consultation."""

from datetime import date, timedelta

import pytest
from sqlalchemy import select

from dialog_tracker.consultations.actions import note_step
from dialog_tracker.consultations.elsewhere import FollowedDraft, follow
from dialog_tracker.consultations.tables import Consultation
from dialog_tracker.notices.actions import remind
from dialog_tracker.outbox.tables import Letter
from factories import a_stage, a_version

BASE = "http://dijalog.example"


@pytest.fixture
async def due(session, clock):
    """A debate elsewhere whose report is due on 8 December 2026."""
    stage = await a_stage(session, clock.now)
    act_id, _ = await a_version(session, clock.now, stage.authority_id)
    draft = FollowedDraft(stage.authority_id, act_id, "rs.public_debate", date(2026, 11, 1), date(2026, 11, 23))
    return await follow(session, stage.officer, clock.now, draft)


async def letters(session):
    return (await session.scalars(select(Letter).where(Letter.kind == "reminder").order_by(Letter.created_at))).all()


async def test_one_letter_before_and_one_after(session, clock, due):
    for _ in range(30):
        await remind(session, clock.now, BASE)
        clock.forward(days=1)
    before, after = await letters(session)
    assert (before.address, after.address) == ("kontakt@vrbovac.example",) * 2
    assert before.subject == "Рок 8.\u00a0децембра: Објавити извештај о спроведеној јавној расправи"
    assert "за 3 дана" in before.body
    assert "Пословник Владе, члан 41." in before.body
    assert f"{BASE}/desk/followed/{due}" in before.body
    assert after.subject.startswith("Рок је прошао: ")
    assert "пре 1 дан" in after.body


async def test_what_was_done_is_not_asked_for(session, clock, due):
    identity = await session.scalar(select(Consultation.id).where(Consultation.reference == due))
    await note_step(session, clock.now, identity, "report_published", date(2026, 12, 1), None)
    clock.forward(days=15)
    await remind(session, clock.now, BASE)
    assert await letters(session) == []


@pytest.mark.usefixtures("due")
async def test_what_was_missed_long_ago_stays_on_the_desk(session, clock):
    clock.forward(days=40)
    assert await remind(session, clock.now + timedelta(days=1), BASE) == 0
    assert await letters(session) == []
