"""What machines find in pages: data in the words of schema.org, previews, and sitemaps that lead to pages that are there."""

import json
import re

import pytest
from lxml import etree

from dialog_tracker.activities.programmes import save_activity
from dialog_tracker.consultations.actions import ConsultationDraft, open_consultation
from dialog_tracker.domain.activity import ActivityKind
from dialog_tracker.domain.programme import ActivityFacts
from dialog_tracker.domain.vague_date import read_when
from dialog_tracker.opendata import sitemap
from dialog_tracker.web.structured import json_ld
from factories import a_stage, a_submission, a_version

_SPACE = "{http://www.sitemaps.org/schemas/sitemap/0.9}"


@pytest.fixture
async def stage(session, clock):
    made = await a_stage(session, clock.now)
    await a_submission(session, clock.now, made)
    await session.commit()
    return made


def _graph(page: str) -> dict[str, dict]:
    (block,) = re.findall(r'<script type="application/ld\+json">(.*?)</script>', page)
    return {one["@type"]: one for one in json.loads(block)["@graph"]}


async def test_a_consultation_tells_what_it_is_about_who_holds_it_and_when(browser, stage):
    page = (await browser().get(f"/c/{stage.reference}?script=en")).text
    told = _graph(page)
    assert set(told) == {"Legislation", "GovernmentService"}
    assert told["Legislation"]["name"] == "Одлука о зеленим површинама"
    assert told["GovernmentService"]["provider"]["name"] == "Општина Врбовац"
    assert told["GovernmentService"]["hoursAvailable"]["validThrough"].startswith("2026-12-0")
    assert 'rel="canonical" href="http://dijalog.example/c/' in page
    assert 'hreflang="x-default"' in page
    assert re.search(r'<meta property="og:title" content="Одлука о зеленим површинама"', page)
    assert re.search(r'<meta name="description" content="[^"]{20,}"', page)


async def test_organisations_authorities_and_the_data_tell_what_they_are(browser, stage):
    visitor = browser()
    organisation = _graph((await visitor.get(f"/directory/organisations/{stage.organisation_id}")).text)
    assert organisation["NGO"]["name"] == "Удружење „Липа”"
    authority = _graph((await visitor.get(f"/directory/authorities/{stage.authority_id}")).text)
    assert authority["GovernmentOrganization"]["name"] == "Општина Врбовац"
    assert _graph((await visitor.get("/data")).text)["Dataset"]["license"].startswith("https://creativecommons.org/")


def test_nothing_that_was_typed_can_end_the_block():
    block = str(json_ld({"@type": "Event", "name": "</script><script>alert(1)</script> & \u2028"}))
    assert block.count("<") == 2
    inside = block.removeprefix('<script type="application/ld+json">').removesuffix("</script>")
    assert json.loads(inside)["@graph"][0]["name"] == "</script><script>alert(1)</script> & \u2028"


async def test_an_activity_whose_day_is_not_known_says_nothing_of_days(session, clock, browser, stage):
    visitor, keep = browser(), (stage.officer, clock.now, stage.authority_id, None)
    days = {"20. mart 2026": ["2026-03-20"], "mart 2026": [], "": []}
    for typed, starts in days.items():
        facts = ActivityFacts("", ActivityKind.ROUND_TABLE, "Округли сто", when=read_when(typed))
        activity = await save_activity(session, *keep, facts)
        await session.commit()
        page = (await visitor.get(f"/activities/{activity}")).text
        assert re.findall(r'"startDate":"([^"]*)"', page) == starts
        assert ("application/ld+json" in page) is bool(starts)


async def test_the_sitemap_leads_to_every_public_page_and_to_no_other(browser, stage, session, clock, monkeypatch):
    act_id, version_id = await a_version(session, clock.now, stage.authority_id)
    day = clock.now.date()
    draft = ConsultationDraft(stage.authority_id, act_id, version_id, "rs.local_debate", day, day.replace(month=12), None)
    hidden = await open_consultation(session, stage.officer, clock.now, draft)
    await session.commit()
    monkeypatch.setitem(sitemap.KINDS, "articles", sitemap.Kind(sitemap.KINDS["articles"].query, sitemap.KINDS["articles"].paths, 2))
    visitor = browser()
    index = etree.fromstring((await visitor.get("/sitemap.xml")).content)
    files = [one.text.removeprefix("http://dijalog.example") for one in index.iter(f"{_SPACE}loc")]
    assert sum("/articles/" in one for one in files) == 3
    paths = []
    for file in files:
        answer = await visitor.get(file)
        assert answer.status_code == 200, file
        if "/articles/" not in file:
            paths += [one.text.removeprefix("http://dijalog.example") for one in etree.fromstring(answer.content).iter(f"{_SPACE}loc")]
    assert f"/c/{stage.reference}/text" in paths
    assert len(paths) == len(set(paths)) > 18
    for path in paths:
        assert hidden not in path
        assert str(act_id) not in path
        assert (await visitor.get(path)).status_code == 200, path
    for strange in ("/sitemaps/nista/x.xml", f"/sitemaps/nista/{act_id}.xml", "/sitemaps/acts/x.xml"):
        assert (await visitor.get(strange)).status_code == 404


async def test_robots_are_led_to_the_sitemap_and_kept_from_the_desk(browser):
    text = (await browser().get("/robots.txt")).text
    assert "Disallow: /desk\n" in text
    assert "Sitemap: http://dijalog.example/sitemap.xml\n" in text
