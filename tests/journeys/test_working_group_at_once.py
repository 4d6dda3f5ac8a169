"""Two clicks and two people at the same moment, over connections of their own."""

import asyncio
from datetime import timedelta

from journey import hidden
from sqlalchemy import func, select
from test_working_group import BREZA, CALL, CLOSES, GROUP, LIPA, move, nominated, score, send

from dialog_tracker.app import create_app
from dialog_tracker.directory.tables import Organisation
from dialog_tracker.outbox.tables import Letter
from dialog_tracker.workgroups.tables import GroupCall, GroupMember, Nomination, WorkingGroup
from factories import PASSWORD, a_stage
from visitors import Browser


async def count(fresh, table):
    async with fresh.transaction() as session:
        return await session.scalar(select(func.count()).select_from(table))


async def test_two_clicks_and_two_officials_at_the_same_moment(fresh, settings, clock):
    async with fresh.transaction() as session:
        stage = await a_stage(session, clock.now)
    app = create_app(settings, clock, sessions=fresh.sessions, engine=fresh.engine)
    officer, approver, public = Browser(app), Browser(app), Browser(app)
    for visitor, email in ((officer, "kontakt@vrbovac.example"), (approver, "nacelnica@vrbovac.example")):
        await visitor.sign_in(email, PASSWORD)
    address = f"/desk/working-groups/new/{stage.authority_id}"
    key = {"form_key": hidden((await officer.get(address)).text, "form_key")}
    made = await asyncio.gather(*(officer.post(address, key | GROUP) for _ in range(2)))
    assert made[0].headers["location"] == made[1].headers["location"]
    desk = made[0].headers["location"]
    group = desk.removeprefix("/desk")
    key = {"form_key": hidden((await officer.get(f"{desk}/call")).text, "form_key"), "revision": "0"}
    called = await asyncio.gather(*(officer.post(f"{desk}/call", key | CALL) for _ in range(2)))
    assert [one.status_code for one in called] == [303, 303]
    key = {"form_key": hidden((await public.get(f"{group}/nominate")).text, "form_key")}
    sent = await asyncio.gather(*(public.post(f"{group}/nominate", key | LIPA) for _ in range(2)))
    assert sent[0].headers["location"] == sent[1].headers["location"]
    await nominated(public, group, BREZA, clock)
    assert [await count(fresh, table) for table in (WorkingGroup, GroupCall, Nomination, Letter)] == [1, 1, 2, 2]
    assert await count(fresh, Organisation) == 2
    await move(clock, CLOSES, officer, approver)
    await asyncio.gather(score(officer, group, (20, 10)), score(approver, group, (18, 10)))
    closed = await asyncio.gather(*(officer.post(f"{desk}/nominations") for _ in range(2)))
    published = await asyncio.gather(*(officer.post(f"{desk}/ranking") for _ in range(2)))
    assert {one.status_code for one in (*closed, *published)} == {303}
    await move(clock, CLOSES + timedelta(days=6), officer)
    form = (await officer.get(f"{desk}/ranking")).text
    first = form.split('name="chosen-')[1].split('"')[0]
    choice = {f"chosen-{first}": "yes", "decision": "119-7/2026", "appointed_on": "2026-12-15"}
    done = await asyncio.gather(*(officer.post(f"{desk}/appointment", choice) for _ in range(2)))
    assert [one.status_code for one in done] == [303, 303]
    assert await count(fresh, GroupMember) == 2, "a member and the deputy"
    key = {"form_key": hidden((await officer.get(desk)).text, "form_key")}
    member = key | {"name": "Вера Илић", "body": "Управа", "seat": "chair"}
    assert {one.status_code for one in await asyncio.gather(*(officer.post(f"{desk}/members", member) for _ in range(2)))} == {303}
    assert await count(fresh, GroupMember) == 3
    assert (await send(officer, f"{desk}/sessions/new", {"when": "2026"})).status_code == 303
    for visitor in (officer, approver, public):
        await visitor.client.aclose()
