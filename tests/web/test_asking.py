"""What is asked in forms that the framework does not read by itself."""

import pytest

from dialog_tracker.web.asking import wanted_coding
from factories import a_stage


@pytest.mark.parametrize(
    ("accepted", "wanted"),
    [
        ("", ""),
        ("br, gzip", "br"),
        ("gzip, deflate, br, zstd", "br"),
        ("gzip;q=0, br;q=0", ""),
        ("br;q=0.1, gzip;q=1", "gzip"),
        ("GZIP", "gzip"),
        ("x-gzip", "gzip"),
        ("BR; Q=0.5", "br"),
        ("*", "br"),
        ("*, br;q=0", "gzip"),
        ("*;q=0", ""),
        ("identity, gzip;q=0.5", ""),
        ("deflate", ""),
        ("gzip;q=x, br;q=2", ""),
        ("abracadabra", ""),
    ],
)
def test_the_coding_that_is_wanted(accepted, wanted):
    assert wanted_coding(accepted) == wanted


@pytest.fixture
async def stage(session, clock):
    made = await a_stage(session, clock.now)
    await session.commit()
    return made


@pytest.mark.parametrize(("accepted", "coding"), [("gzip;q=0, br;q=0", None), ("br;q=0.1, gzip;q=1", "gzip"), ("GZIP", "gzip")])
async def test_an_answer_is_compressed_as_it_was_asked_for(browser, stage, accepted, coding):
    answer = await browser().get(f"/api/consultations/{stage.reference}/text", **{"Accept-Encoding": accepted})
    assert answer.headers.get("content-encoding") == coding
    assert "accept-encoding" in answer.headers["vary"].lower()
    assert answer.json()["provisions"]


async def test_an_address_with_a_sign_that_no_text_holds_leads_nowhere(browser, stage):
    paths = (f"/c/{stage.reference}/text/%00", f"/api/consultations/{stage.reference}/text/%00", "/areas/%00/feed.atom", "/programmes/%00")
    for path in (*paths, "/areas/%00", "/api/programmes/%00", "/sitemaps/%00/x.xml", "/data/%00/x", "/static/%00"):
        assert (await browser().get(path)).status_code == 404, path
