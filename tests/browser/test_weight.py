"""What a page weighs on the way: less than 200 kB without its text, in each face, and nothing from anywhere else."""

import pytest
from visits import LANGUAGES, House

pytestmark = pytest.mark.browser
MOST_BYTES = 200_000


@pytest.mark.parametrize("language", LANGUAGES)
async def test_public_pages_are_light_and_ask_nobody_else(chromium, house: House, language):
    addresses = ("/", "/search?q=ucesce", "/oversight", "/oversight/map", "/calendar", "/data", f"/c/{house.concluded}")
    for address in addresses:
        context = await chromium.new_context(base_url=house.url)
        page = await context.new_page()
        wire = await context.new_cdp_session(page)
        await wire.send("Network.enable")
        kinds: dict[str, str] = {}
        foreign: list[str] = []
        weights: dict[str, float] = {}

        def came(event, kinds=kinds, foreign=foreign):
            kinds[event["requestId"]] = event["type"]
            if not event["response"]["url"].startswith((house.url, "data:")):
                foreign.append(event["response"]["url"])

        def ended(event, weights=weights):
            weights[event["requestId"]] = event["encodedDataLength"]

        wire.on("Network.responseReceived", came)
        wire.on("Network.loadingFinished", ended)
        joint = "&" if "?" in address else "?"
        await page.goto(f"{address}{joint}script={language}", wait_until="networkidle")
        await page.evaluate("document.fonts.ready")
        around = sum(weight for key, weight in weights.items() if kinds.get(key) != "Document")
        await context.close()
        assert not foreign
        assert around < MOST_BYTES, (address, language, around)
