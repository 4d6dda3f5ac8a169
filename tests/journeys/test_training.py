"""A training from registration to the attendance list, as the office and those who come see it."""

import re

from journey import hidden, words
from sqlalchemy import select

from dialog_tracker.outbox.tables import Letter

ACTIVITY = {
    "kind": "training",
    "title": "Обука за анализу ефеката",
    "when": "30.11.2026.",
    "where": "Ниш",
    "starts_time": "10.00",
    "public": "1",
}
PERSON = {"name": "Ана Анић", "email": "ana@lipa.example", "organisation": "Липа", "named": "1"}


async def entered(officer, stage):
    path = f"/desk/activities/new/{stage.authority_id}"
    form = await officer.get(path)
    kept = await officer.post(path, {**ACTIVITY, "form_key": hidden(form.text, "form_key"), "occurrences": "1"})
    return kept.headers["location"]


async def test_a_training_from_registration_to_the_attendance_list(session, officer, browser, stage):
    public = await entered(officer, stage)
    here = f"/desk{public}/attendance"
    wrong = await officer.post(here, {"act": "opening", "closes_on": "01.12.2026.", "seats": "0"})
    assert wrong.status_code == 422
    assert (await officer.post(here, {"act": "opening", "closes_on": "29.11.2026.", "seats": "1"})).status_code == 303
    visitor = browser()
    shown = await visitor.get(public)
    assert f"{public}/register" in shown.text
    calendar = await visitor.get(f"{public}/calendar.ics")
    assert "DTSTART;TZID=Europe/Belgrade:20261130T100000" in calendar.text
    empty = await visitor.post(f"{public}/register", {"name": "", "email": "", "named": "1"})
    assert empty.status_code == 422
    for _ in range(2):
        done = await visitor.post(f"{public}/register", PERSON)
        assert (done.status_code, done.headers["location"]) == (303, f"{public}/registered")
    assert (await visitor.get(f"{public}/registered")).status_code == 200
    await visitor.post(f"{public}/register", {"name": "Бојан Бојић", "email": "bojan@jasen.example"})
    letters = list(await session.scalars(select(Letter).where(Letter.kind == "registration").order_by(Letter.created_at, Letter.id)))
    secret = next(re.search(r"/attending/([\w-]+)", one.body)[1] for one in letters if one.address.startswith("bojan"))
    own = await visitor.get(f"/attending/{secret}")
    assert "На листи чекања" in words(own.text)
    roll = await officer.get(here)
    ids = re.findall(r'name="listed-([\w-]+)"', roll.text)
    assert len(ids) == 2
    marks = {"act": "marks", f"came-{ids[0]}": "1"} | {f"listed-{one}": "1" for one in ids}
    assert (await officer.post(here, marks)).status_code == 303
    door = {"act": "door", "name": "Вера Верић", "organisation": "Врба", "form_key": hidden(roll.text, "form_key")}
    assert (await officer.post(here, door)).status_code == 303
    said = words((await visitor.get(public)).text)
    assert "2 лица, из 2 организације" in said
    for of in ("door", "came"):
        assert (await officer.get(f"/desk{public}/attendance.docx?of={of}")).content[:2] == b"PK"
    assert (await visitor.post(f"/attending/{secret}", {})).status_code == 303
    assert (await visitor.post(f"/attending/{secret}", {})).status_code == 409
    assert (await visitor.get("/attending/false")).status_code == 404


async def test_the_list_is_for_the_office_alone(browser, speaker, officer, stage):
    public = await entered(officer, stage)
    for visitor in (browser(), speaker):
        assert (await visitor.get(f"/desk{public}/attendance")).status_code in (303, 302, 403)
        assert (await visitor.post(f"/desk{public}/attendance", {"act": "marks"})).status_code in (303, 302, 401, 403)
    assert (await browser().get(f"{public}/register")).status_code == 404
