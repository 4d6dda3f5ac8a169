"""Open data for programs of others: from any origin, each byte once, and refusals that a program can read."""

import base64

import pytest

from factories import a_stage

ORIGIN = {"Origin": "https://novine.example"}
PREFLIGHT = ORIGIN | {"Access-Control-Request-Method": "GET", "Access-Control-Request-Headers": "range, if-none-match"}


@pytest.fixture
async def paths(session, clock):
    stage = await a_stage(session, clock.now)
    await session.commit()
    return (
        f"/c/{stage.reference}/versions/1/text.xml",
        "/feed.atom",
        "/calendar.ics",
        f"/authorities/{stage.authority_id}/calendar.ics",
        f"/directory/organisations/{stage.organisation_id}/feed.atom",
        "/directory/vacancies.atom",
        "/search.atom?q=одлука",
    )


async def test_texts_feeds_and_calendars_may_be_fetched_from_any_origin(browser, paths):
    visitor = browser()
    for path in paths:
        answer = await visitor.get(path, **ORIGIN)
        assert (answer.status_code, answer.headers.get("access-control-allow-origin")) == (200, "*"), path
    for path in (*paths, "/data/latest/manifest.json", "/data/catalogue.ttl"):
        asked = await visitor.client.options(path, headers=PREFLIGHT)
        assert (asked.status_code, asked.headers.get("access-control-allow-origin")) == (204, "*"), path
        assert "range" in asked.headers["access-control-allow-headers"].lower()


async def test_what_is_not_there_is_told_to_programs_in_their_words_and_to_people_on_a_page(browser, paths):
    for path in ("/data/2020-01-01/dialog.sqlite.gz", paths[0].replace("/1/", "/9/"), "/c/nista/versions/1/text.xml"):
        told = await browser().get(path, Accept="application/json")
        assert (told.status_code, told.headers["content-type"]) == (404, "application/problem+json"), path
        assert told.json()["code"]
        shown = await browser().get(path, Accept="text/html,*/*")
        assert (shown.status_code, shown.headers["content-type"].partition(";")[0]) == (404, "text/html"), path


@pytest.mark.usefixtures("dumped")
async def test_the_manifest_the_catalogue_and_the_description_have_a_fingerprint(outside):
    names = (
        "/data/latest/manifest.json",
        "/data/catalogue.ttl",
        "/data/catalogue.jsonld",
        "/data/catalogue.rdf",
        "/api/description/openapi.json",
    )
    for path in names:
        first = await outside.get(path)
        again = await outside.get(path, **{"If-None-Match": first.headers["etag"]})
        assert (first.status_code, again.status_code, again.content) == (200, 304, b""), path
    assert (await outside.get(names[0])).headers["accept-ranges"] == "bytes"
    part = await outside.get(names[0], Range="bytes=0-0")
    assert (part.status_code, part.content) == (206, b"{")


@pytest.mark.usefixtures("dumped")
async def test_head_takes_no_range(outside):
    told = await outside.client.head("/data/latest/dialog.sqlite.gz", headers={"Range": "bytes=0-9"})
    assert (told.status_code, "content-range" in told.headers) == (200, False)
    assert int(told.headers["content-length"]) > 10


async def test_a_cursor_that_is_nested_without_an_end_is_unreadable(browser):
    cursor = base64.urlsafe_b64encode(b"[" * 1500).decode().rstrip("=")
    refused = await browser().get(f"/api/comments?after={cursor}")
    assert (refused.status_code, refused.json()["code"]) == (404, "cursor-unreadable")
