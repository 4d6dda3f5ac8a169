"""A working group from the announcement of its call to the appointment and the call of the debate, on pages as people use them."""

import re
from datetime import UTC, datetime, timedelta

import pytest
from journey import hidden, words
from sqlalchemy import select

from dialog_tracker.outbox.tables import Letter
from factories import PASSWORD

GROUP = {
    "title": "Радна група за израду Одлуке о зеленим површинама",
    "title_en": "Working group on green areas",
    "basis": "Члан 34. став 7. Закона о планском систему",
    "decision": "119-1/2026",
    "decided_on": "20.11.2026.",
    "seats": "1",
    "coordinator": "Мира Лукић",
    "email": "kontakt@vrbovac.example",
    "public": "yes",
}
CALL = {
    "opens_on": "2026-11-23",
    "last_on": "2026-12-04",
    "closing": "15.30",
    "objection_days": "5",
    "areas": "Организације у области животне средине",
    "body": "Позивамо организације да предложе кандидате.",
    "criterion-0": "Искуство у области",
    "most-0": "20",
    "criterion-1": "Познавање прописа",
    "most-1": "10",
}
STATEMENT = {f"statement-{one}": "yes" for one in ("accepts", "cv_true", "no_conflict")}
LIPA = {
    "organisation": "Удружење „Липа”",
    "kind": "association",
    "candidate": "Ана Марић",
    "deputy": "Јана Пек",
    "email": "Ana@Lipa.example",
    "motivation": "Десет година рада.",
    "cv": "Биографија кандидаткиње.",
    "shows_name": "yes",
    **STATEMENT,
}
BREZA = LIPA | {
    "organisation": "Удружење „Бреза”",
    "candidate": "Пера Перић",
    "email": "pera@breza.example",
    "deputy": "",
    "shows_name": "",
}
CLOSES = datetime(2026, 12, 4, 14, 30, tzinfo=UTC)


async def send(visitor, address, fields, to=""):
    """Fill in the form of a page, which is sent to the same address or to another."""
    shown = await visitor.get(address)
    assert shown.status_code == 200, words(shown.text)
    keys = {name: hidden(shown.text, name) for name in ("form_key", "revision") if f'name="{name}"' in shown.text}
    return await visitor.post(to or address, keys | fields)


@pytest.fixture
async def group(stage, officer):
    """The address of a public group of the act with an open call, without /desk."""
    form = (await officer.get(f"/desk/working-groups/new/{stage.authority_id}")).text
    act = re.search(r'<option value="([0-9a-f-]{36})"', form)
    assert act
    made = await send(officer, f"/desk/working-groups/new/{stage.authority_id}", GROUP | {"act_id": act[1]})
    assert made.status_code == 303, words(made.text)
    desk = made.headers["location"]
    called = await send(officer, f"{desk}/call", CALL)
    assert called.status_code == 303, words(called.text)
    return desk.removeprefix("/desk")


async def move(clock, now, officer, approver=None, speaker=None):
    """Let days go by, after which officials sign in anew."""
    clock.now = now
    for visitor, email in ((officer, "kontakt@vrbovac"), (approver, "nacelnica@vrbovac"), (speaker, "lipa@lipa")):
        if visitor is not None:
            await visitor.sign_in(f"{email}.example", PASSWORD)


async def nominated(visitor, group, fields, clock=None):
    if clock is not None:
        clock.forward(seconds=1)  # the list stands in the order of receipt
    answer = await send(visitor, f"{group}/nominate", fields)
    assert answer.status_code == 303, words(answer.text)
    return answer.headers["location"]


async def score(visitor, group, points):
    """Score the nominations in the order of the list."""
    listed = await visitor.get(f"/desk{group}/nominations")
    for path, given in zip(re.findall(rf'href="(/desk{group}/nominations/[0-9a-f-]{{36}})"', listed.text), points, strict=True):
        answer = await visitor.post(path, {"points-k1": str(given), "points-k2": "5", "what": "points"})
        assert answer.status_code == 303, words(answer.text)


async def ranked(browser, clock, group, officer, approver, points=(20, 10)):
    for fields in (LIPA, BREZA):
        await nominated(browser(), group, fields, clock)
    await move(clock, CLOSES, officer, approver)
    for scorer in (officer, approver):
        await score(scorer, group, points)
    assert (await officer.post(f"/desk{group}/nominations")).status_code == 303
    assert (await officer.post(f"/desk{group}/ranking")).status_code == 303


async def test_from_announcement_to_appointment_and_into_the_call_of_the_debate(session, stage, officer, approver, browser, clock, group):
    public = browser()
    said = words((await public.get(group)).text)
    for one in ("Предлози се примају од 23. новембра 2026. године до 4. децембра 2026. године у 15.30", "Искуство у области", "30"):
        assert one in said.replace("\u00a0", " "), said
    assert "Nominations are taken" in words((await public.get(f"{group}?script=en")).text)
    assert "Predlozi se primaju" in words((await public.get(f"{group}?script=sr-Latn")).text)
    receipt = await nominated(public, group, LIPA)
    shown = words((await public.get(f"{receipt}?script=sr-Cyrl")).text)
    assert "Предлог је примљен" in shown
    assert "10.00.00" in shown, "the receipt says the second"
    letter = await session.scalar(select(Letter).where(Letter.kind == "nomination"))
    assert letter.address == "ana@lipa.example"
    assert receipt.rsplit("/", 1)[-1] in letter.body
    await nominated(browser(), group, BREZA, clock)
    await move(clock, CLOSES, officer, approver)
    await score(officer, group, (20, 10))
    blind = words((await approver.get(f"/desk{group}/ranking")).text)
    assert "кад се бодовање закључи" in blind
    await score(approver, group, (18, 10))
    assert (await officer.post(f"/desk{group}/nominations")).status_code == 303
    assert "Ана Марић" not in words((await public.get(group)).text), "nothing is public before the ranking is"
    assert (await officer.post(f"/desk{group}/ranking")).status_code == 303
    public_page = words((await public.get(group)).text)
    for one in ("Удружење „Липа”", "Ана Марић", "24,00", "Удружење „Бреза”", "15,00"):
        assert one in public_page, public_page
    assert "Пера Перић" not in public_page, "who did not agree is not named"
    assert "lipa.example" not in public_page
    await move(clock, CLOSES + timedelta(days=6), officer, approver)
    form = await officer.get(f"/desk{group}/ranking")
    first = re.search(r'name="chosen-([0-9a-f-]{36})"[^>]*checked', form.text)
    assert first, "the first of the ranking is offered"
    appointed = await officer.post(
        f"/desk{group}/appointment", {f"chosen-{first[1]}": "yes", "decision": "119-7/2026", "appointed_on": "2026-12-15"}
    )
    assert appointed.status_code == 303, words(appointed.text)
    await move(clock, datetime(2026, 12, 16, 9, 0, tzinfo=UTC), officer)
    public_page = words((await public.get(group)).text)
    for one in ("Чланови су именовани", "Чланови из организација цивилног друштва: 1 од 1", "замењује члана: Ана Марић", "119-7/2026"):
        assert one in public_page, public_page
    put = await officer.post(f"/desk{group}/composition", {"reference": stage.reference})
    assert put.status_code == 303, words(put.text)
    details = (await officer.get(f"/desk/c/{stage.reference}/details")).text
    assert "Чланови: Ана Марић (Удружење „Липа”)." in details


async def test_a_late_nomination_is_refused_by_the_second_and_what_was_typed_stays(browser, clock, group):
    public = browser()
    shown = await public.get(f"{group}/nominate")
    key = hidden(shown.text, "form_key")
    clock.now = CLOSES - timedelta(seconds=1)
    taken = await public.post(f"{group}/nominate", {"form_key": key, **LIPA})
    clock.now = CLOSES
    again = await public.post(f"{group}/nominate", {"form_key": key, **LIPA})
    assert again.headers["location"] == taken.headers["location"], "a double click gives one nomination, even over the end"
    late = await public.post(f"{group}/nominate", {"form_key": "another-key-of-a-form", **BREZA})
    assert late.status_code == 409
    said = words(late.text).replace("\u00a0", " ")
    assert "Позив је затворен 4. децембра 2026. године у 15.30.00" in said, said
    assert "Десет година рада." in said
    assert "се више не примају" in words((await public.get(f"{group}/nominate")).text)


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"organisation": ""}, "поље је обавезно"),
        ({"email": "нема"}, "адрес"),
        ({"statement-no_conflict": ""}, "без ње предлог није потпун"),
        ({"cv": "x" * 10_001}, "10001"),
        ({"candidate": "Ана\x00Марић"}, "U+0000"),
        ({"function": "x" * 301}, "301"),
    ],
)
async def test_a_nomination_that_is_not_whole_is_shown_again(browser, group, change, said):
    fields = {name: value for name, value in (LIPA | change).items() if value}
    refused = await send(browser(), f"{group}/nominate", fields)
    assert refused.status_code == 422
    assert said in words(refused.text), words(refused.text)[:600]
    assert "Десет година рада." in refused.text


async def test_a_nomination_is_withdrawn_with_its_code_and_nobody_guesses_codes(browser, group, officer):
    public = browser()
    receipt = await nominated(public, group, LIPA)
    for code in ("AAAA-BBBB-CCCC", "%00", "x" * 300):
        assert (await browser().get(f"/nomination/{code}")).status_code == 404
        assert (await browser().post(f"/nomination/{code}")).status_code == 404
    assert (await browser().get(receipt.lower())).status_code == 200
    assert (await public.post(receipt)).status_code == 303
    assert "Предлог је повучен" in words((await public.get(receipt)).text)
    assert "повучено" in words((await officer.get(f"/desk{group}/nominations")).text)


async def test_points_conflicts_and_the_end_of_scoring(browser, clock, group, officer, approver, speaker):
    for fields in (LIPA, BREZA):
        await nominated(browser(), group, fields, clock)
    sheets = re.findall(rf'href="(/desk{group}/nominations/[0-9a-f-]{{36}})"', (await officer.get(f"/desk{group}/nominations")).text)
    early = await officer.post(sheets[0], {"points-k1": "1", "points-k2": "1"})
    assert early.status_code == 422
    assert "док се бодовање не закључи" in words(early.text)
    await move(clock, CLOSES, officer, approver, speaker)
    wrong = await officer.post(sheets[0], {"points-k1": "21", "points-k2": "2,5", "note": "Напомена."})
    assert wrong.status_code == 422
    for said in ("Упишите цео број од 0 до 20.", "Упишите цео број од 0 до 10."):
        assert said in words(wrong.text)
    assert 'value="21"' in wrong.text
    assert (await approver.post(sheets[0], {"what": "conflict"})).status_code == 303
    assert (await approver.post(sheets[0], {"points-k1": "1", "points-k2": "1"})).status_code == 422
    half = await officer.post(f"/desk{group}/nominations")
    assert half.status_code == 409
    await score(officer, group, (20, 10))
    half = await officer.post(f"/desk{group}/nominations")
    assert "Започетих а незавршених бодовних листова: 1" in words(half.text)
    assert (await approver.post(f"/desk{group}/nominations")).status_code == 403, "an approver scores and does not close"
    assert (await speaker.get(f"/desk{group}/nominations")).status_code == 403
    assert (await speaker.post(sheets[0], {"points-k1": "1", "points-k2": "1"})).status_code == 403


async def test_an_objection_is_taken_in_time_answered_and_holds_the_appointment(session, browser, clock, group, officer, approver):
    public = browser()
    assert "после објављивања ранг-листе" in words((await public.get(f"{group}/object")).text)
    await ranked(browser, clock, group, officer, approver)
    typed = {"name": "Марко Илић", "email": "marko@breza.example", "body": "Бодови нису образложени."}
    assert (await send(public, f"{group}/object", typed | {"email": "x"})).status_code == 422
    assert "Приговор је примљен" in words((await send(public, f"{group}/object", typed)).text)
    await move(clock, CLOSES + timedelta(days=6), officer, approver)
    late = await public.post(f"{group}/object", typed | {"form_key": "another-key-of-a-form"})
    assert late.status_code == 409
    assert "Бодови нису образложени." in late.text
    page = (await officer.get(f"/desk{group}/ranking")).text
    assert "Прво одговорите" in words(page)
    answer = re.search(rf'action="(/desk{group}/objections/[0-9a-f-]{{36}})"', page)
    assert answer
    assert (await officer.post(answer[1], {"answer": ""})).status_code == 422
    assert (await officer.post(answer[1], {"answer": "Образложење је у записнику."})).status_code == 303
    assert (await officer.post(answer[1], {"answer": "Друго."})).status_code == 422
    letter = await session.scalar(select(Letter).where(Letter.kind == "objection"))
    assert (letter.address, "Образложење је у записнику." in letter.body) == ("marko@breza.example", True)
    assert "Примљено приговора: 1, одговорено: 1" in words((await public.get(group)).text)


async def test_who_is_passed_over_is_told_why(browser, clock, group, officer, approver):
    await ranked(browser, clock, group, officer, approver)
    await move(clock, CLOSES + timedelta(days=6), officer, approver)
    form = (await officer.get(f"/desk{group}/ranking")).text
    second = re.findall(r'name="chosen-([0-9a-f-]{36})"', form)[1]
    fields = {f"chosen-{second}": "yes", "decision": "119-7/2026", "appointed_on": "2026-12-15", "reason": ""}
    refused = await officer.post(f"/desk{group}/appointment", fields)
    assert refused.status_code == 422
    assert "Упишите разлог" in words(refused.text)
    twice = [await officer.post(f"/desk{group}/appointment", fields | {"reason": "Прворангирани је одустао."}) for _ in range(2)]
    assert [one.status_code for one in twice] == [303, 303]
    assert "Прворангирани је одустао." in words((await browser().get(group)).text)


async def test_two_editors_do_not_overwrite_each_other(stage, officer, group):
    address = f"/desk{group}/edit"
    keys = {name: hidden((await officer.get(address)).text, name) for name in ("form_key", "revision")}
    assert (await officer.post(address, keys | GROUP | {"title": "Први назив"})).status_code == 303
    late = await officer.post(address, keys | GROUP | {"title": "Други назив"})
    assert late.status_code == 422
    assert "Неко други" in words(late.text)
    assert "Други назив" in late.text
    again = {name: hidden(late.text, name) for name in ("form_key", "revision")}
    assert (await officer.post(address, again | GROUP | {"title": "Други назив"})).status_code == 303
    wrong = await send(officer, f"/desk/working-groups/new/{stage.authority_id}", GROUP | {"seats": "много", "decided_on": "јуче"})
    assert wrong.status_code == 422
    for seats in ("²", "-1", "101", "9" * 30):
        assert (await send(officer, f"/desk/working-groups/new/{stage.authority_id}", GROUP | {"seats": seats})).status_code == 422, seats
    assert "Члан 34." in wrong.text


async def test_a_call_that_makes_no_sense_is_shown_again(stage, officer):
    made = await send(officer, f"/desk/working-groups/new/{stage.authority_id}", GROUP | {"public": ""})
    desk = made.headers["location"]
    for change, said in (
        ({"last_on": "2026-11-20"}, "не може бити пре првог"),
        ({"most-0": "пуно"}, "Упишите цео број од 1 до 1000."),
        ({"criterion-0": "", "most-0": "", "criterion-1": "", "most-1": ""}, "поље је обавезно"),
        ({"objection_days": "61"}, "Упишите цео број од 0 до 60."),
        ({"closing": "подне"}, "сате и минуте"),
    ):
        refused = await send(officer, f"{desk}/call", CALL | change)
        assert refused.status_code == 422, change
        assert said in words(refused.text), (said, words(refused.text)[:700])
        assert "Познавање прописа" in refused.text or "criterion-0" in change
    assert (await officer.get(desk.removeprefix("/desk"))).status_code == 404


async def test_members_and_sessions_are_kept_on_the_desk_and_read_in_public(browser, officer, group):
    desk = f"/desk{group}"
    member = {"name": "Вера Илић", "body": "Општинска управа", "seat": "chair", "appointed_on": "2026-11-20", "decision": "119-1/2026"}
    assert (await send(officer, desk, member, to=f"{desk}/members")).status_code == 303
    wrong = await send(officer, desk, member | {"name": "", "seat": "deputy"}, to=f"{desk}/members")
    assert wrong.status_code == 422
    form = (await officer.get(f"{desk}/sessions/new")).text
    present = re.search(r'name="(present-[0-9a-f-]{36})"', form)
    assert present
    held = {"when": "25. новембар 2026", "starts_time": "10.00", "place": "Сала 2", "minutes": "Усвојен је план рада.", present[1]: "yes"}
    assert (await send(officer, f"{desk}/sessions/new", held | {"when": "некад"})).status_code == 422
    assert (await send(officer, f"{desk}/sessions/new", held)).status_code == 303
    said = words((await browser().get(group)).text).replace("\u00a0", " ")
    for one in ("Вера Илић, Општинска управа", "25. новембра 2026.", "Присутни: Вера Илић", "Усвојен је план рада."):
        assert one in said, said
    link = re.search(rf'href="({desk}/sessions/[0-9a-f-]{{36}})"', (await officer.get(desk)).text)
    assert link
    changed = await send(officer, link[1], held | {"minutes_link": "javascript:alert(1)"})
    assert changed.status_code == 422
    assert (await send(officer, link[1], held | {"minutes_link": "https://vrbovac.example/zapisnik"})).status_code == 303
    assert "vrbovac.example" in (await browser().get(group)).text
    end = re.search(rf'action="({desk}/members/[0-9a-f-]{{36}})"', (await officer.get(desk)).text)
    assert end
    assert (await officer.post(end[1], {"ended_on": "2026-11-01"})).status_code == 422
    assert (await officer.post(end[1], {"ended_on": "2026-11-22"})).status_code == 303
    assert "0 од 0" in words((await browser().get(group)).text)


async def test_a_call_is_withdrawn_with_a_reason_that_the_public_reads(browser, officer, group):
    assert (await officer.post(f"/desk{group}/call", {"what": "withdraw", "withdrawn_reason": ""})).status_code == 422
    assert (await officer.post(f"/desk{group}/call", {"what": "withdraw", "withdrawn_reason": "Одлука се не доноси."})).status_code == 303
    said = words((await browser().get(group)).text)
    assert "Позив је повучен" in said
    assert "Одлука се не доноси." in said
    assert "Позив је повучен." in words((await browser().get(f"{group}/nominate")).text)
    assert (await send(officer, f"/desk{group}/call", CALL)).status_code == 303
    said = words((await browser().get(group)).text)
    assert "Ранији позиви" in said
    assert "Одлука се не доноси." in said
    assert "Предложите кандидата" in said
