"""Consultations held elsewhere: real lists, their overview, and their pages."""

from datetime import date, time
from pathlib import Path

import pytest
from sqlalchemy import select

from dialog_tracker.consultations.elsewhere import FollowedDraft, follow, follow_all
from dialog_tracker.consultations.tables import Obligation
from dialog_tracker.domain.consultation import Method
from dialog_tracker.domain.listing import read_listing
from dialog_tracker.reading import overview
from factories import a_stage, a_version

LISTS = Path("data", "consultations")


@pytest.mark.shared
async def test_the_croatian_quarter_by_both_counts(session, clock, browser, shared):
    listing = read_listing((shared / LISTS / "esavjetovanja-hr-2018q4.csv").read_bytes())
    done = await follow_all(session, clock.now, listing.rows, None)
    assert (len(done.new), listing.rejected) == (348, ())
    (figures,) = await overview.figures(session, done.ids)
    assert [(one.least, one.subtracted, one.counted) for one in figures.lengths][1] == (15, 80, 25)
    assert figures.outcomes == {"kept": 111, "only_inclusive": 16, "below_usual": 221, "breached": 0, "unknown": 0}
    again = await follow_all(session, clock.now, listing.rows, None)
    assert (len(again.new), again.ids) == (0, done.ids)
    for address, rows in (("/overview?shorter=15&both=1", 25), ("/overview?procedure=hr.consultation&outcome=only_inclusive", 16)):
        assert (await browser().get(address)).text.count('href="/c/SJ-2018-') == rows
    first = await browser().get("/overview?shorter=15")
    assert first.text.count('href="/c/SJ-2018-') == 50
    assert "after=" in first.text


@pytest.mark.shared
async def test_nine_real_debates(session, clock, browser, shared):
    done = await follow_all(session, clock.now, read_listing((shared / LISTS / "rs-me-public-debates.csv").read_bytes()).rows, None)
    rows = await overview.listed(session, overview.Wanted(), latin=False, ids=done.ids)
    assert [(row.days, row.outcome) for row in rows] == [
        (21, "kept"),
        (None, "unknown"),
        (19, "only_inclusive"),
        (28, "kept"),
        (20, "kept"),
        (22, "kept"),
        (40, "kept"),
        (44, "kept"),
        (20, "unknown"),
    ]
    shown = (await browser().get(f"/c/{rows[1].reference}?script=en")).text
    assert "the day of opening is not known" in shown
    assert "comments are not taken here" in shown
    assert (await browser().get(f"/c/{rows[2].reference}/text")).status_code == 404


async def test_one_logged_by_hand_has_its_dates_and_methods(session, clock, browser):
    stage = await a_stage(session, clock.now)
    act_id, _ = await a_version(session, clock.now, stage.authority_id)
    draft = FollowedDraft(
        stage.authority_id,
        act_id,
        "rs.public_debate",
        date(2026, 11, 2),
        date(2026, 11, 12),
        time(15, 30),
        source_url="https://ekonsultacije.example/1",
        methods=(Method.ROUND_TABLE, Method.SURVEY),
    )
    reference = await follow(session, stage.officer, clock.now, draft)
    shown = (await browser().get(f"/c/{reference}?script=en")).text
    assert all(words in shown for words in ("round table", "survey", "https://ekonsultacije.example/1", "Short by 9 days", "15:30"))
    kept = await session.execute(select(Obligation.verdict, Obligation.days_short).where(Obligation.rule_key == "rs.jr.duration"))
    assert kept.all() == [("breached", 9)]
    assert "Held elsewhere" in (await browser().get("/c?phase=closed&script=en")).text


async def test_a_list_that_comes_again_with_a_later_end_extends_and_adds_none(session, clock, browser):
    rows = "id,country,language,authority,document_title,document_type,phase,start,end\nx1,RS,sr,Министарство,Нацрт,law,public_debate,2026-11-01,"
    first = await follow_all(session, clock.now, read_listing(f"{rows}2026-11-15\n".encode()).rows, None)
    second = await follow_all(session, clock.forward(days=1), read_listing(f"{rows}2026-11-25\n".encode()).rows, None)
    assert (len(first.new), second.new, second.ids) == (1, (), first.ids)
    verdicts = (await session.execute(select(Obligation.verdict).where(Obligation.rule_key == "rs.jr.duration"))).scalars().all()
    assert verdicts == ["kept"]
    calendar = (await browser().get("/calendar.ics")).text
    assert calendar.count("-closing@") == 1
    assert "DTSTART;VALUE=DATE:20261125" in calendar
