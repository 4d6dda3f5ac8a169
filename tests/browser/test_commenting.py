"""Somebody registers, comments, sends and holds a receipt; the same without scripts, and from a form typed before signing in."""

import re

import pytest
from visits import official, sign_in, sign_out, visitor

pytestmark = pytest.mark.browser
NUMBER = re.compile(r"(ЛР|LR)-\d{4}-\d{4}-\d{4}\w")
PASSWORD = "tri-reke-i-jedan-most"
PROPOSED = "Организација цивилног друштва је удружење, задужбина и фондација, уписана у регистар."
REASONS = "Тако их именују закони, па не остаје сумње на кога се одлука односи."


async def register(page, letters, name, email):
    """Register and confirm the address through the link that the administrator hands on, as no mail server is set."""
    await page.goto("/register")
    await page.fill("#name", name)
    await page.fill("#email", email)
    await page.fill("#password", PASSWORD)
    await page.click("main form button[type=submit]")
    await page.wait_for_selector("h1")
    await letters.goto("/admin/letters")
    letter = letters.locator("article", has_text=email).first
    await letter.locator("summary").click()
    link = re.search(r"https?://\S+/confirm/[\w-]+", await letter.inner_text())
    assert link, await letter.inner_text()
    await page.goto(link[0])
    await page.click("main form button[type=submit]")
    await page.wait_for_selector(".dt-tools form[action='/sign-out']")


async def send(page, house):
    """Review the basket and send it; gives the number on the receipt."""
    await page.goto(f"/c/{house.open}/basket")
    await page.check("input[name=agreed]")
    await page.click("form[action$='/basket'] button[type=submit]")
    await page.wait_for_url("**/k/*")
    return await page.inner_text(".dt-receipt__no")


async def test_from_registering_to_the_receipt(chromium, house):
    page, letters = await visitor(chromium, house), await official(chromium, house, "administrator")
    await register(page, letters, "Тијана Вуксановић", "tijana@primer.example")
    await sign_out(page)
    await sign_in(page, "tijana@primer.example", PASSWORD)

    await page.goto(f"/c/{house.open}/text")
    await page.click("#cl3 [data-comment-link]")
    form = page.locator("#f-cl3 form")
    await form.wait_for()
    assert page.url.endswith("/text"), "the form opens in place"
    assert await page.locator("#cl3.dt-article--open").count() == 1
    await form.locator("[name=anchor]").select_option("cl3-st1")
    assert await form.locator("[name=proposed]").input_value(), "the present words are filled in"
    await form.locator("[name=proposed]").fill(PROPOSED)
    assert await form.locator("[data-difference] ins").count() > 0, "the difference is shown while typing"
    await form.locator("[name=reasons]").fill(REASONS)
    await form.locator("button[type=submit]").click()
    await page.wait_for_selector(".dt-basket b")
    assert "1 коментар" in (await page.inner_text(".dt-basket b")).replace("\u00a0", " ")

    await page.click(".dt-basket a")
    await page.wait_for_selector(".dt-comment__title")
    assert REASONS in await page.inner_text("main")
    await page.click("form[action$='/basket'] button[type=submit]")
    await page.wait_for_selector(".govuk-error-summary")
    assert NUMBER.search(await send(page, house))
    assert REASONS in await page.inner_text("main")
    await page.context.close()
    await letters.close()


async def test_the_same_without_scripts(chromium, house):
    page, letters = await visitor(chromium, house, scripts=False), await official(chromium, house, "administrator")
    await register(page, letters, "Огњен Радивојевић", "ognjen@primer.example")
    await page.goto(f"/c/{house.open}/text")
    await page.click("#cl4 [data-comment-link]")
    await page.wait_for_url("**/text/cl4*")
    await page.fill("#reasons", REASONS)
    await page.fill("#proposed", PROPOSED)
    await page.click("form[data-comment] button[type=submit]")
    await page.wait_for_selector(".dt-basket")
    assert NUMBER.search(await send(page, house))
    assert PROPOSED in await page.inner_text("main")
    await page.context.close()
    await letters.close()


async def test_what_was_typed_before_signing_in_is_found_again(chromium, house):
    page, letters = await visitor(chromium, house), await official(chromium, house, "administrator")
    await register(page, letters, "Невена Аћимовић", "nevena@primer.example")
    await sign_out(page)
    await page.goto(f"/c/{house.open}/text/cl5")
    await page.fill("#proposed", PROPOSED)
    await page.fill("#reasons", REASONS)
    await page.click("form[data-comment] button[type=submit]")
    await page.wait_for_selector("#password")
    assert await page.locator(".govuk-inset-text").count() >= 1
    await page.fill("#email", "nevena@primer.example")
    await page.fill("#password", PASSWORD)
    await page.click("main form button[type=submit]")
    await page.wait_for_url("**/text/cl5*")
    assert await page.input_value("#reasons") == REASONS
    assert await page.input_value("#proposed") == PROPOSED
    await page.click("form[data-comment] button[type=submit]")
    await page.wait_for_selector(".dt-basket")
    await page.context.close()
    await letters.close()
