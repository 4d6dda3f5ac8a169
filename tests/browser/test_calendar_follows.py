"""A contact point plans a debate, opens it, extends it, and the calendar of everybody follows."""

from datetime import date, timedelta

import icalendar
import pytest
from visits import _path, import_sample, official

from dialog_tracker.clock import utc_now

pytestmark = pytest.mark.browser


async def closing(page, reference):
    """Read the calendar as a program does: the closing entries of one consultation."""
    answer = await page.request.get("/calendar.ics")
    calendar = icalendar.Calendar.from_ical(await answer.body())
    return [event for event in calendar.walk("VEVENT") if str(event["uid"]).startswith(f"{reference}-closing@")]


async def test_plan_open_extend_and_the_entry_moves(chromium, house):
    page = await official(chromium, house, "contact_point")
    opens_on = utc_now().date() + timedelta(days=1)
    await page.goto("/planner?script=sr-Cyrl")
    await page.select_option("#procedure", "rs.policy_document")
    await page.fill("#opens_on", opens_on.isoformat())
    await page.fill("#last_on", (opens_on + timedelta(days=9)).isoformat())
    await page.click("main form button[type=submit]")
    await page.wait_for_selector(".dt-duty--late")
    assert "Краће за 10 дана" in await page.inner_text("section[aria-labelledby=breaches]")

    await import_sample(page)
    await page.fill("#case_number", "011-77/2026")
    await page.click("main form button[type=submit]")
    await page.wait_for_url("**/desk/new/*")
    await page.goto(f"{_path(page)}?procedure=rs.policy_document&opens_on={opens_on.isoformat()}")
    proposed = date.fromisoformat(await page.input_value("#last_on"))
    assert proposed == opens_on + timedelta(days=20), "the longer count is proposed"
    await page.click("main form.dt-form button[type=submit]")
    await page.wait_for_url("**/desk/c/*")
    reference = _path(page).rsplit("/", 1)[-1]
    assert await closing(page, reference) == [], "a draft is in nobody's calendar"
    await page.click("form[action$='/publish'] button")
    await page.wait_for_url(f"**/c/{reference}")
    (before,) = await closing(page, reference)
    assert before["dtstart"].dt == proposed

    await page.goto(f"/desk/c/{reference}")
    form = page.locator("form[action$='/extend']")
    await page.locator("details:has(form[action$='/extend']) summary").click()
    await form.locator("[name=last_on]").fill((proposed + timedelta(days=7)).isoformat())
    await form.locator("[name=reason]").fill("Празници у току расправе.")
    await form.locator("button[type=submit]").click()
    await page.wait_for_url(f"**/desk/c/{reference}")
    (after,) = await closing(page, reference)
    assert (str(after["uid"]), after["dtstart"].dt) == (str(before["uid"]), proposed + timedelta(days=7))
    assert int(after["sequence"]) == int(before["sequence"]) + 1
    await page.goto(f"/c/{reference}")
    assert "Празници у току расправе." in await page.inner_text("main")
    await page.goto("/desk")
    assert reference[3:] in await page.inner_text("main")
    await page.close()
