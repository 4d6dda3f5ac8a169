"""What holds on every page: nothing sticks out, axe finds nothing, the console is silent, language and keyboard work."""

import pytest
from visits import LANGUAGES, official, overflowing, pages, violations

pytestmark = pytest.mark.browser
ROLES = ("public", "contact_point", "administrator", "cso")
WIDTHS = (320, 768, 1280)


def in_language(address: str, language: str) -> str:
    return f"{address}{'&' if '?' in address else '?'}script={language}"


@pytest.mark.parametrize("role", ROLES)
async def test_nothing_sticks_out_and_the_console_is_silent(chromium, house, role):
    page = await official(chromium, house, role)
    said: list[str] = []
    page.on("console", lambda line: said.append(f"{page.url}: {line.text}") if line.type in ("error", "warning") else None)
    page.on("pageerror", lambda error: said.append(f"{page.url}: {error}"))
    found: list[str] = []
    for address in (await pages(chromium, house))[role]:
        for language in LANGUAGES:
            answer = await page.goto(in_language(address, language))
            if answer is None or answer.status != 200:
                found.append(f"{address}: status {answer.status if answer else None}")
            for width in WIDTHS:
                await page.set_viewport_size({"width": width, "height": 900})
                found += [f"{address} {language} {width}: {what}" for what in await overflowing(page)]
    await page.goto(in_language("/", "sr-Cyrl"))
    await page.close()
    assert found == []
    assert said == []


@pytest.mark.parametrize(("scheme", "width"), [("light", 1280), ("dark", 375)])
@pytest.mark.parametrize("role", ROLES)
async def test_axe_finds_nothing(chromium, house, role, scheme, width):
    page = await official(chromium, house, role)
    await page.emulate_media(color_scheme=scheme)
    await page.set_viewport_size({"width": width, "height": 900})
    found: list[str] = []
    for address in (await pages(chromium, house))[role]:
        if address == "/api":
            continue  # Swagger UI marks its page up by itself; what it shows stands in openapi.json as well
        await page.goto(in_language(address, "sr-Cyrl"))
        found += await violations(page, address)
    await page.close()
    assert found == []


async def test_the_page_of_an_unknown_address_is_as_good(chromium, house):
    page = await official(chromium, house, "public")
    answer = await page.goto("/nema-je")
    assert answer is not None
    assert answer.status == 404
    assert await violations(page, "/nema-je") == []
    await page.set_viewport_size({"width": 320, "height": 900})
    assert await overflowing(page) == []
    await page.close()


async def test_a_language_keeps_the_page_and_the_filters(chromium, house):
    page = await official(chromium, house, "public")
    await page.goto(f"/c/{house.concluded}/comments?status=accepted&script=sr-Cyrl")
    await page.click(".dt-tools a[lang=en]")
    await page.wait_for_load_state()
    assert f"/c/{house.concluded}/comments" in page.url
    assert "status=accepted" in page.url
    assert await page.get_attribute("html", "lang") == "en"
    await page.goto("/")
    assert await page.get_attribute("html", "lang") == "en", "the choice is remembered"
    await page.goto("/?script=sr-Cyrl")
    await page.close()


async def test_the_keyboard_meets_the_skip_link_first_and_sees_where_it_is(chromium, house):
    page = await official(chromium, house, "public")
    await page.goto(f"/c/{house.open}?script=sr-Cyrl")
    await page.keyboard.press("Tab")
    assert await page.evaluate("document.activeElement.className") == "govuk-skip-link"
    for _ in range(25):
        await page.keyboard.press("Tab")
        if await page.evaluate("document.activeElement === document.body"):
            break  # past the last link, the browser's own controls follow
        seen = await page.evaluate(
            """() => {
              const style = getComputedStyle(document.activeElement);
              return style.outlineStyle !== "none" || style.boxShadow !== "none" || style.backgroundColor === "rgb(255, 207, 74)";
            }"""
        )
        assert seen, await page.evaluate("document.activeElement.outerHTML.slice(0, 200)")
    await page.close()
