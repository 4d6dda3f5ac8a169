"""By the keyboard alone, on a phone's width: from the search to an article, and from there to letters about what was sought."""

import pytest
from visits import House, tab_to, violations, visitor

pytestmark = pytest.mark.browser


async def test_the_search_leads_to_an_article_and_to_letters(chromium, house: House):
    page = await visitor(chromium, house)
    await page.set_viewport_size({"width": 320, "height": 800})
    await page.goto("/search?script=sr-Latn")
    await tab_to(page, "main input[name=q]")
    await page.keyboard.type("clan 12 odluke o ucescu gradjana")
    await page.keyboard.press("Enter")
    await page.wait_for_url("**/search?q=*")
    assert await violations(page, page.url) == []
    found = page.url
    await tab_to(page, ".dt-hit__title a")
    await page.keyboard.press("Enter")
    await page.wait_for_url("**/text/cl12")
    await page.goto(found)
    await tab_to(page, "a[href^='/follow/new?what=search']", most=160)
    await page.keyboard.press("Enter")
    await page.wait_for_url("**/follow/new?*")
    assert await violations(page, page.url) == []
    await tab_to(page, "#email")
    await page.keyboard.type("neko@primer.rs")
    await tab_to(page, "input[name=rhythm]")
    await page.keyboard.press("ArrowDown")
    await tab_to(page, "main form button")
    await page.keyboard.press("Enter")
    await page.wait_for_function("document.body.innerText.includes('neko@primer.rs')")
    assert await violations(page, page.url) == []
    await page.context.close()
