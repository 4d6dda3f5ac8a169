"""Dialogue beside the drafts, with axe at every stop: a training, a handover of a contact point, and a call for a working group."""

import asyncio
import re
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from docx import Document
from visits import _path, official, overflowing, tab_to, violations, visitor

from dialog_tracker.clock import utc_now

pytestmark = pytest.mark.browser
BELGRADE = ZoneInfo("Europe/Belgrade")
GROUP = "Радна група за израду Одлуке о јавној расвети"
OPEN_FOR = timedelta(minutes=4)  # three minutes at least, as a call closes with a whole minute
TRAINING = "Обука: како се пише примедба на нацрт"
NARROW = {"width": 320, "height": 640}


def here_now() -> datetime:
    return utc_now().astimezone(BELGRADE)


async def looked_at(page, found):
    """Note what axe finds on the page that is shown, and what reaches past its right edge."""
    address = _path(page)
    found += await violations(page, address)
    found += [f"{address} overflows: {one}" for one in await overflowing(page)]


async def desk_of(chromium, house):
    """A page of the contact point in Cyrillic, with the id of the authority."""
    page = await official(chromium, house, "contact_point")
    await page.goto(f"/desk/c/{house.closed}?script=sr-Cyrl")
    authority = await page.get_attribute("a[href^='/desk/authority/']", "href")
    return page, authority.rsplit("/", 1)[-1]


async def downloaded(page, link):
    """Click the link of a Word file and read the words of its tables and paragraphs."""
    async with page.expect_download() as coming:
        await page.click(link)
    document = Document(str(await (await coming.value).path()))
    cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    return "\n".join([one.text for one in document.paragraphs] + cells)


async def registered_by_keyboard(page, activity, found):
    """Register on a narrow screen without a mouse, first with an empty form, then as it should be."""
    await page.goto(activity)
    await looked_at(page, found)
    await tab_to(page, f"main a[href='{activity}/register']")
    await page.keyboard.press("Enter")
    await page.wait_for_url("**/register")
    await looked_at(page, found)
    await tab_to(page, "main form button[type=submit]")
    await page.keyboard.press("Enter")
    await page.wait_for_selector(".govuk-error-summary")
    await looked_at(page, found)
    await tab_to(page, ".govuk-error-summary a[href='#name']")
    await page.keyboard.press("Enter")
    assert await page.evaluate("document.activeElement.id") == "name", "the summary leads to the field"
    await page.keyboard.type("Љиљана Џакић")
    for field, said in (("email", "ljiljana@jasika.example"), ("organisation", "Удружење Јасика"), ("function", "секретарка")):
        await page.keyboard.press("Tab")
        assert await page.evaluate("document.activeElement.id") == field
        await page.keyboard.type(said)
    await tab_to(page, "#named")
    await page.keyboard.press("Space")
    await tab_to(page, "main form button[type=submit]")
    await page.keyboard.press("Enter")
    await page.wait_for_url("**/registered")
    await looked_at(page, found)


async def own_page(letters, email):
    """Give the address in the letter that the administrator hands on, as no mail server is set."""
    await letters.goto("/admin/letters")
    letter = letters.locator("article", has_text=email).first
    await letter.locator("summary").click()
    link = re.search(r"https?://\S+/attending/[\w-]+", await letter.inner_text())
    assert link, await letter.inner_text()
    return link[0]


async def registration_opened(page, authority, found):
    """Enter a training that the public sees and open its registration; gives its public address."""
    day = here_now().date() + timedelta(days=6)
    await page.goto(f"/desk/activities/new/{authority}")
    await looked_at(page, found)
    await page.select_option("#kind", "training")
    for field, said in (("title", TRAINING), ("when", f"{day:%d.%m.%Y.}"), ("where", "Врбовац"), ("starts_time", "10.00")):
        await page.fill(f"#{field}", said)
    await page.check("#public")
    await page.locator("main form.dt-form button[type=submit]").first.click()
    await page.wait_for_url(re.compile(r"/activities/[0-9a-f-]{36}$"))
    activity = _path(page).removeprefix("/desk")
    await page.goto(f"/desk{activity}/attendance")
    await looked_at(page, found)
    assert await page.input_value("#closes_on") == (day - timedelta(days=1)).isoformat(), "the day before is proposed"
    await page.fill("#seats", "12")
    await page.fill("#note", "Понесите рачунар.")
    await page.click("button[value=opening]")
    await page.wait_for_selector(f"a[href='{activity}/register']")
    await looked_at(page, found)
    return activity


async def registered_without_scripts(chromium, house, activity):
    page = await visitor(chromium, house, scripts=False)
    await page.goto(f"{activity}/register")
    await page.fill("#name", "Његош Шћепановић")
    await page.fill("#email", "njegos@topola.example")
    await page.click("main form button[type=submit]")
    await page.wait_for_url("**/registered")
    await page.context.close()


async def marked(page, roll, found):
    """Mark one of the two who registered as come, and enter somebody at the door."""
    await page.goto(roll)
    await looked_at(page, found)
    await page.get_by_label("Љиљана Џакић").check()
    await page.click("button[value=marks]")
    await page.wait_for_selector("input[id^='came-'][checked]")
    await page.fill("#name", "Ђурђа Чолић")
    await page.fill("#organisation", "Савет родитеља")
    await page.click("button[value=door]")
    await page.get_by_label("Ђурђа Чолић").wait_for()
    for name, came in (("Љиљана Џакић", True), ("Његош Шћепановић", False), ("Ђурђа Чолић", True)):
        assert await page.get_by_label(name).is_checked() is came, name
    await page.set_viewport_size(NARROW)
    await looked_at(page, found)


async def test_a_training_from_registration_to_the_attendance_list(chromium, house):
    page, authority = await desk_of(chromium, house)
    found: list[str] = []
    activity = await registration_opened(page, authority, found)
    guest, letters = await visitor(chromium, house, viewport=NARROW), await official(chromium, house, "administrator")
    await registered_by_keyboard(guest, activity, found)
    await guest.goto(await own_page(letters, "ljiljana@jasika.example"))
    assert TRAINING in await guest.inner_text("main")
    await looked_at(guest, found)
    await registered_without_scripts(chromium, house, activity)
    roll = f"/desk{activity}/attendance"
    await marked(page, roll, found)

    signed = await downloaded(page, f"a[href='{roll}.docx?of=door']")
    for name in ("Љиљана Џакић", "Његош Шћепановић", "Ђурђа Чолић"):
        assert name in signed
    came = await downloaded(page, f"a[href='{roll}.docx']")
    assert "Љиљана Џакић" in came
    for name in ("Његош Шћепановић", "Ђурђа Чолић"):
        assert name not in came, "only who agreed is named where the list is given on"

    await guest.goto(activity)
    said = await guest.inner_text("main")
    assert "По листи присутних" in said
    assert "2 лица, из 2 организације" in said.replace("\u00a0", " ")
    assert "Љиљана" not in said
    await looked_at(guest, found)
    for one in (guest.context, page, letters):
        await one.close()
    assert found == [], "\n".join(found)


async def test_a_contact_point_hands_over_and_the_card_shows_who_answers(chromium, house):
    page, authority = await desk_of(chromium, house)
    found: list[str] = []
    day = here_now().date() + timedelta(days=9)
    public = f"/directory/authorities/{authority}"
    guest = await visitor(chromium, house, viewport=NARROW)
    await guest.goto(public)
    assert "Милица Гавриловић" in await guest.inner_text("section[aria-labelledby=contact-points]")

    await page.goto(f"/desk/authority/{authority}/contacts")
    await looked_at(page, found)
    await page.locator("tr", has_text="Милица Гавриловић").locator("a[href$='/hand-over']").click()
    await page.wait_for_url("**/hand-over")
    await looked_at(page, found)
    await page.fill("#name", "Ђорђе Љубичић")
    await page.fill("#email", "djordje@vrbovac.example")
    await page.fill("#decision", "02-77/2026")
    await page.fill("#note", "Удружењу Јасика обећан је састанак о буџету.")
    await page.click("form[action$='/hand-over'] button[type=submit]")
    await page.wait_for_selector(".govuk-error-summary")
    assert "обећан је састанак" in await page.input_value("#note"), "what was typed stays"
    await looked_at(page, found)
    await page.fill("#begins_on", day.isoformat())
    await page.click("form[action$='/hand-over'] button[type=submit]")
    await page.wait_for_url("**/contacts")
    await page.set_viewport_size(NARROW)
    await looked_at(page, found)
    row = page.locator("tr", has_text="Ђорђе Љубичић")
    assert "Милица Гавриловић" in await row.inner_text(), "the list says whom the new one follows"
    await row.locator("th a").click()
    await page.wait_for_url("**/desk/contacts/*")
    assert "обећан је састанак" in await page.inner_text("main")
    await looked_at(page, found)

    await guest.goto(public)
    answers = await guest.inner_text("section[aria-labelledby=contact-points]")
    assert "Милица Гавриловић" in answers, "who answers today is shown until the day of the handover"
    assert "Ђорђе Љубичић" not in answers
    assert f"{(day - timedelta(days=1)).day}." in answers
    assert "обећан" not in await guest.inner_text("main"), "the note is for the office"
    await looked_at(guest, found)
    await guest.context.close()
    await page.close()
    assert found == [], "\n".join(found)


async def call_announced(page, authority, found):
    """Form a public group and announce its call, which closes in three minutes or a little more; gives the group's address and the end."""
    await page.goto(f"/desk/working-groups/new/{authority}")
    await looked_at(page, found)
    await page.fill("#title", GROUP)
    await page.fill("#decision", "119-1/2026")
    await page.fill("#seats", "1")
    await page.check("#public")
    await page.click("main form.dt-form button[type=submit]")
    await page.wait_for_url(re.compile(r"/desk/working-groups/[0-9a-f-]{36}$"))
    group = _path(page).removeprefix("/desk")
    await page.click(f"a[href='/desk{group}/call']")
    await page.wait_for_url("**/call")
    await looked_at(page, found)
    closes = (here_now() + OPEN_FOR).replace(second=0, microsecond=0)
    if closes.hour == closes.minute == 0:
        closes += timedelta(minutes=1)  # a closing at midnight would be the end of that day
    typed = {"opens_on": here_now().date().isoformat(), "last_on": closes.date().isoformat(), "closing": f"{closes:%H.%M}"}
    typed |= {"objection_days": "0", "body": "Позивамо организације да предложе кандидате."}
    typed |= {"criterion-0": "Искуство у области", "most-0": "20", "criterion-1": "Познавање прописа", "most-1": "10"}
    for field, said in typed.items():
        await page.fill(f"#{field}", said)
    await page.click("form:has(#opens_on) button[type=submit]")
    await page.wait_for_url(f"**/desk{group}")
    return group, closes


async def nominated(page, group, organisation, candidate, email, *, shown):
    await page.goto(f"{group}/nominate")
    said = {"organisation": organisation, "candidate": candidate, "email": email, "motivation": "Десет година рада.", "cv": "Биографија."}
    for field, words in said.items():
        await page.fill(f"#{field}", words)
    for box in await page.locator("input[name^='statement-']").all():
        await box.check()
    if shown:
        await page.check("#shows_name")
    await page.click("main form.dt-form button[type=submit]")
    await page.wait_for_url("**/nomination/*")


async def scored(page, group, points, found):
    """Score the nominations in the order of the list."""
    for at, given in enumerate(points):
        await page.goto(f"/desk{group}/nominations?script=sr-Cyrl")
        await page.locator("main table a").nth(at).click()
        await page.wait_for_selector("#points-k1")
        await looked_at(page, found)
        await page.fill("#points-k1", str(given))
        await page.fill("#points-k2", "5")
        await page.click("button[value=points]")
        await page.wait_for_url("**/nominations")
    await looked_at(page, found)


async def test_a_call_for_a_working_group_from_announcement_to_appointment(chromium, house):
    """Nothing moves the clock: a call that closes in a few minutes is waited for, and it sets no days for objections.

    That a nomination is late by a second, objections and their answers, conflicts of interest and the days that pass before an
    appointment are covered by tests/journeys/test_working_group.py, which has a clock of its own.
    """
    page, authority = await desk_of(chromium, house)
    approver = await official(chromium, house, "approver")
    found: list[str] = []
    group, closes = await call_announced(page, authority, found)
    guest = await visitor(chromium, house, viewport=NARROW)
    await nominated(guest, group, "Удружење „Јасика”", "Љиљана Џакић", "jasika@primer.example", shown=True)
    assert "Предлог је примљен" in await guest.inner_text("main")
    await looked_at(guest, found)
    await nominated(guest, group, "Удружење „Топола”", "Његош Шћепановић", "topola@primer.example", shown=False)
    assert here_now() < closes, "both were nominated in time"
    for address in ("/working-groups", group):
        await guest.goto(address)
        await looked_at(guest, found)
    await page.goto(f"/desk{group}")
    await looked_at(page, found)
    await page.goto(f"/desk{group}/nominations")
    assert await page.locator("button", has_text="бодовање").count() == 0, "nobody closes the scoring while the call is open"

    await asyncio.sleep(max(0.0, (closes - here_now()).total_seconds()) + 1)
    await guest.goto(f"{group}/nominate")
    assert "се више не примају" in await guest.inner_text("main")
    await looked_at(guest, found)
    await scored(page, group, (20, 10), found)
    await scored(approver, group, (18, 10), found)
    await page.goto(f"/desk{group}/nominations")
    await page.click(f"form[action='/desk{group}/nominations'] button")
    await page.wait_for_url("**/ranking")
    await guest.goto(group)
    assert "Љиљана Џакић" not in await guest.inner_text("main"), "nothing is public before the ranking is"
    await page.click("#publish button")
    await page.wait_for_selector("#appoint")
    await looked_at(page, found)
    await guest.goto(group)
    ranking = await guest.inner_text("section[aria-labelledby=ranking]")
    for said in ("Љиљана Џакић", "24,00", "Удружење „Топола”", "15,00"):
        assert said in ranking
    assert "Његош" not in ranking, "who did not agree is not named"
    await looked_at(guest, found)

    assert await page.get_by_label("Љиљана Џакић").is_checked(), "the first of the ranking is offered"
    await page.fill("#decision", "119-7/2026")
    await page.click("form[action$='/appointment'] button")
    await page.wait_for_url(f"**/desk{group}*")
    await looked_at(page, found)
    await page.set_viewport_size(NARROW)
    await looked_at(page, found)
    await guest.goto(group)
    said = await guest.inner_text("main")
    assert "Чланови су именовани" in said
    assert "119-7/2026" in await guest.inner_text("section[aria-labelledby=members]")
    await looked_at(guest, found)
    for one in (guest.context, page, approver):
        await one.close()
    assert found == [], "\n".join(found)
