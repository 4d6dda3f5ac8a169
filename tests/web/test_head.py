"""HEAD is answered as GET is, without a body; what GET does not know, HEAD does not either."""

import pytest

from factories import a_stage


@pytest.mark.parametrize(
    "path",
    [
        "/",
        "/c",
        "/c?script=en",
        "/api/consultations",
        "/feed.atom",
        "/calendar.ics",
        "/robots.txt",
        "/sitemap.xml",
        "/health/ready",
        "/search?q=a",
    ],
)
async def test_head_is_get_without_a_body(session, clock, browser, path):
    await a_stage(session, clock.now)
    await session.commit()
    visitor = browser()
    told, whole = await visitor.client.head(path), await visitor.client.get(path)
    assert (told.status_code, told.content) == (whole.status_code, b"") == (200, b"")
    assert told.headers["content-type"] == whole.headers["content-type"]
    assert told.headers.get("etag") == whole.headers.get("etag")
    assert len(told.headers.get_list("x-request-id")) == 1


async def test_an_unknown_address_is_unknown_to_head_too(browser):
    assert (await browser().client.head("/nothing-here")).status_code == 404
    refused = await browser().client.head("/admin")
    assert (refused.status_code, refused.content) == ((await browser().client.get("/admin")).status_code, b"")


async def test_the_api_says_that_it_takes_head(browser):
    assert (await browser().client.options("/api/consultations")).headers["allow"] == "GET, HEAD, OPTIONS"
