"""An official answers with the keyboard alone, an approver publishes answers and the report, and anybody downloads it.

It runs last: it concludes the consultation whose workbench other tests look at.
"""

import asyncio
import re

import pytest
from visits import official, tab_to, visitor

from dialog_tracker.demo import PASSWORD, SIGN_INS

pytestmark = pytest.mark.browser
REASONS = "Рок од двадесет дана прописује статут; продужава се за нацрте који стижу у време годишњих одмора."
WHY = "Проверено"


async def test_answering_with_the_keyboard_alone(chromium, house):
    page = await visitor(chromium, house)
    await page.goto("/sign-in?next_path=/desk")
    await tab_to(page, "#email")
    await page.keyboard.type(SIGN_INS["contact_point"])
    await page.keyboard.press("Tab")
    await page.keyboard.type(PASSWORD)
    await page.keyboard.press("Enter")
    await page.wait_for_selector(".dt-duties")
    await tab_to(page, f"a[href='/desk/c/{house.closed}/answers']")
    await page.keyboard.press("Enter")
    await page.wait_for_url("**/desk/k/**")
    first = page.url

    await page.keyboard.press("p")
    assert await page.evaluate("document.activeElement.value") == "partially_accepted"
    await tab_to(page, "#reasons")
    await page.keyboard.type(REASONS)
    await page.keyboard.press("Control+Enter")
    await page.wait_for_url(lambda address: address != first)
    # The comment may stand in a group, whose members are answered with it.
    assert await page.locator(".dt-queue a.dt-partial").count() in (1, 2)

    await page.keyboard.press("a")
    await page.keyboard.press("Control+Enter")
    await page.wait_for_selector(".dt-queue a.dt-accepted")
    await page.goto(first)
    assert await page.input_value("#reasons") == REASONS
    await page.context.close()


async def test_the_approver_publishes_answers_and_report(chromium, house):
    page = await official(chromium, house, "approver")
    await page.goto(f"/desk/c/{house.closed}")
    await page.click("form[action$='/answers/publish'] button")
    await page.wait_for_load_state()
    assert await page.locator("form[action$='/answers/publish']").count() == 0
    await page.goto(f"/desk/c/{house.closed}/report")
    # What other tests left behind may stand in the way; the approver says why the report goes out all the same.
    exceptions = page.locator("textarea[name^='reason-']")
    signed = await exceptions.count()
    for at in range(signed):
        await exceptions.nth(at).fill(WHY)
    await page.click("form[action$='/report'] button[type=submit]")
    await page.wait_for_url(re.compile(rf"[^k]/c/{house.closed}/report"))
    said = await page.inner_text("main")
    assert REASONS in said
    assert said.count(WHY) == signed
    await page.close()


async def test_anybody_downloads_the_report_in_word(chromium, house):
    page = await visitor(chromium, house)
    for _ in range(60):
        await page.goto(f"/c/{house.closed}/report")
        if await page.locator(".dt-head a[href*='.docx']").count() == 2:
            break
        await asyncio.sleep(1)
    async with page.expect_download() as coming:
        await page.locator(".dt-head a[href*='.docx']").first.click()
    saved = await (await coming.value).path()
    assert saved.read_bytes().startswith(b"PK")
    await page.context.close()
