"""What a link to a page is previewed with: each page says what it holds, and not what the service is."""

import re

import pytest

from factories import a_comment, a_stage, a_submission

GENERIC = "Drafts of regulations, comments on them and the answers of authorities"


@pytest.mark.parametrize(
    ("address", "said"),
    [
        ("/oversight", "Eighteen indicators"),
        ("/oversight/I3", "minimum"),
        ("/oversight/map?measure=I16.contacts", "I16: of municipalities and cities with a contact point"),
        ("/oversight/years/2026", "An overview of the record"),
        ("/directory/organisations/{organisation}", "1 submission, 1 comment"),
        ("/directory/authorities/{authority}", "1 consultation in all"),
        ("/k/{number}", "Receipt of a submission on the draft: Одлука о зеленим површинама"),
        ("/calendar?month=2026-11", "reports due: November 2026"),
    ],
)
async def test_a_link_is_previewed_with_what_its_page_holds(browser, session, clock, address, said):
    stage = await a_stage(session, clock.now)
    receipt = await a_submission(session, clock.now, stage, a_comment())
    await session.commit()
    ids = {"organisation": stage.organisation_id, "authority": stage.authority_id, "number": receipt.number}
    written = address.format(**ids)
    page = (await browser().get(f"{written}{'&' if '?' in written else '?'}script=en")).text
    (previewed,) = re.findall(r'<meta property="og:description" content="([^"]*)">', page)
    assert said in previewed
    assert GENERIC not in previewed
