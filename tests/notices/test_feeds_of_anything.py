"""Feeds of a search and of an organisation: read by a feed reader, unchanged ones are said to be so."""

from urllib.parse import urlsplit

import feedparser
import icalendar
import pytest
from sqlalchemy import text

from dialog_tracker.search.actions import index_consultations, index_submissions
from factories import a_comment, a_stage, a_submission


@pytest.fixture
async def stage(session, clock):
    made = await a_stage(session, clock.now)
    await a_submission(session, clock.now, made, a_comment("Обала језера & <околина>."))
    await index_submissions(session, clock.now, list((await session.execute(text("SELECT id FROM submission"))).scalars()))
    await session.commit()
    return made


@pytest.mark.usefixtures("stage")
async def test_a_search_is_a_feed(browser):
    visitor = browser()
    answer = await visitor.get("/search.atom?q=jezero&script=sr-Latn")
    read = feedparser.parse(answer.text)
    assert not read.bozo
    [entry] = read.entries
    assert entry.title == "Odluka o zelenim površinama"
    assert "/k/" in entry.link
    assert entry.summary.startswith("Komentar.")
    known = await visitor.get("/search.atom?q=jezero&script=sr-Latn", **{"If-None-Match": answer.headers["etag"]})
    assert known.status_code == 304
    assert (await visitor.get("/search.atom")).status_code == 422


@pytest.mark.usefixtures("stage")
async def test_an_empty_feed_dates_from_the_beginning_of_the_record(browser, session):
    begun = await session.scalar(text("SELECT min(at) FROM ledger_entry"))
    for address in ("/search.atom?q=nepostojece", "/directory/vacancies.atom", "/areas/sport/feed.atom"):
        read = feedparser.parse((await browser().get(address)).text)
        assert (read.entries, read.feed.updated) == ([], f"{begun:%Y-%m-%dT%H:%M:%SZ}"), address


@pytest.mark.usefixtures("stage")
async def test_the_feed_and_the_calendar_of_a_search_are_called_by_what_narrows_it(browser):
    narrowed = "q=језеро&kind=comment&script=sr-Latn"
    feed = feedparser.parse((await browser().get(f"/search.atom?{narrowed}")).text).feed
    assert feed.title == "Dijalog: jezero (šta je: komentar)"
    calendar = icalendar.Calendar.from_ical((await browser().get(f"/search.ics?{narrowed}")).text)
    assert calendar["NAME"] == "Dijalog: jezero (šta je: komentar)"


async def test_an_organisation_is_a_feed_of_what_it_sent(stage, browser):
    answer = await browser().get(f"/directory/organisations/{stage.organisation_id}/feed.atom")
    read = feedparser.parse(answer.text)
    assert not read.bozo
    assert "Липа" in read.feed.title
    assert [entry.link.rsplit("/", 1)[-1] for entry in read.entries] == [entry.summary for entry in read.entries]
    assert (await browser().get(f"/directory/organisations/{stage.version_id}/feed.atom")).status_code == 404


async def test_a_feed_leads_to_the_page_that_it_follows(session, stage, browser):
    act_id = await session.scalar(text("SELECT id FROM act"))
    await session.execute(
        text("INSERT INTO act_area (act_id, area_key) VALUES (:act, 'environment') ON CONFLICT DO NOTHING"), {"act": act_id}
    )
    await session.commit()
    visitor = browser()
    pages = {
        "/feed.atom": "/",
        "/search.atom?q=jezero": "/search",
        "/areas/environment/feed.atom": "/areas/environment",
        f"/acts/{act_id}/feed.atom": f"/acts/{act_id}",
        f"/authorities/{stage.authority_id}/feed.atom": f"/directory/authorities/{stage.authority_id}",
        f"/directory/organisations/{stage.organisation_id}/feed.atom": f"/directory/organisations/{stage.organisation_id}",
        "/directory/vacancies.atom": "/directory/vacancies",
    }
    for feed, page in pages.items():
        told = feedparser.parse((await visitor.get(feed)).text).feed
        [alternate] = [link.href for link in told.links if link.rel == "alternate"]
        assert urlsplit(alternate).path == page, feed
        assert (await visitor.get(alternate)).status_code == 200, alternate


async def test_a_search_and_an_organisation_are_calendars_of_what_they_concern(session, clock, stage, browser):
    await index_consultations(session, clock.now, list((await session.execute(text("SELECT id FROM consultation"))).scalars()))
    await session.commit()
    visitor = browser()
    for address in ("/search.ics?q=zelene+povrsine", f"/directory/organisations/{stage.organisation_id}/calendar.ics"):
        answer = await visitor.get(address)
        events = icalendar.Calendar.from_ical(answer.text).walk("VEVENT")
        assert any(stage.reference in event["UID"] for event in events), address
        assert (await visitor.get(address, **{"If-None-Match": answer.headers["etag"]})).status_code == 304
    nothing = icalendar.Calendar.from_ical((await visitor.get("/search.ics?q=nepostojece")).text)
    assert nothing.walk("VEVENT") == []
    assert (await visitor.get("/search.ics")).status_code == 422
