"""An officer parts a long comment on the desk, its author sees it by a link and objects; topics put comments in order."""

import re

import pytest
from journey import words
from sqlalchemy import select

from dialog_tracker.domain.splitting import sentences
from dialog_tracker.outbox.tables import Letter

LONG = "Поштовани, хвала. У члану 2. треба додати осветљење. Тражимо и дужи рок <b>за све</b>."


@pytest.fixture
async def number(speaker, comment):
    assert (await comment(speaker).save(LONG)).status_code == 303
    return (await comment(speaker).send()).headers["location"].rpartition("/")[2]


def box(at):
    one = sentences({"proposed": "", "reasons": LONG})[at]
    return f"piece-{one.field}-{one.start}-{one.end}"


async def finish(officer, number):
    desk = f"/desk/k/{number}/1/split"
    assert (await officer.post(desk, {box(1): "yes", "act": "mark"})).status_code == 303
    assert (await officer.post(desk, {"words": "дужи рок <b>за све</b>", "place": "члан 3", "act": "mark"})).status_code == 303
    assert (await officer.post(desk, {"act": "finish", "rest": "yes"})).status_code == 303


async def test_from_the_desk_to_the_objection_and_back(session, stage, officer, browser, number):
    desk = f"/desk/k/{number}/1/split"
    listed = await officer.get(f"/desk/c/{stage.reference}/splits")
    assert "Нема их; сваки коментар" in words(listed.text)
    shown = await officer.get(desk)
    assert f'name="{box(1)}"' in shown.text
    refused = await officer.post(desk, {"act": "finish"})
    assert (refused.status_code, "Прво издвојте бар један захтев" in refused.text) == (422, True)
    await officer.post(desk, {box(1): "yes", "act": "mark"})
    refused = await officer.post(desk, {"act": "finish"})
    assert "Неке речи нису ни у једном захтеву" in refused.text
    refused = await officer.post(desk, {"words": "осветљење", "place": "члан 77", "act": "mark"})
    assert (refused.status_code, "већ у другом захтеву" in refused.text) == (422, True)
    assert 'value="члан 77"' in refused.text
    await officer.post(desk, {"words": "дужи рок", "place": "члан 3", "act": "mark"})
    part = re.findall(r'name="drop" value="([^"]+)"', (await officer.get(desk)).text)[1]
    assert (await officer.post(desk, {"drop": part})).status_code == 303
    await finish(officer, number)
    public = words((await browser().get(f"/c/{stage.reference}/comments")).text)
    assert "У члану 2. треба додати осветљење." in public
    assert "хвала" not in public
    receipt = await browser().get(f"/k/{number}")
    assert "Службеник га је поделио на 2 захтева" in words(receipt.text)
    assert "исти као при пријему" in words((await browser().get(f"/k/{number}?check=")).text)
    api = (await browser().get(f"/api/submissions/{number}")).json()
    assert [len(one.get("parts", [])) for one in api["comments"]] == [2]
    points = await browser().get(f"/k/{number}/1/points")
    assert "дужи рок &lt;b&gt;за све&lt;/b&gt;" in points.text
    assert "Пошаљи приговор" not in points.text
    link = (await session.scalar(select(Letter.body).where(Letter.kind == "split"))).split("http://dijalog.example")[1].split()[0]
    author = browser()
    assert "Можете приговорити једном" in words((await author.get(link)).text)
    refused = await author.post(link, {"objection": " "})
    assert (refused.status_code, "Ово поље" in refused.text or "govuk-error-summary" in refused.text) == (422, True)
    assert (await author.post(link, {"objection": "Захвалница је важна."})).status_code == 303
    assert "Захвалница је важна." in (await author.get(link)).text
    seen = words((await browser().get(f"/k/{number}/1/points")).text)
    assert "Подносилац је приговорио" in seen
    assert "Захвалница" not in seen.split("Захтеви", 2)[-1]
    assert "подносилац је приговорио" in words((await officer.get(f"/desk/c/{stage.reference}/splits")).text)
    assert (await officer.post(desk, {"act": "answer", "answer": "Није захтев."})).status_code == 303
    assert "Није захтев." in (await browser().get(f"/k/{number}/1/points")).text
    assert (await officer.post(desk, {"act": "undo"})).status_code == 303
    assert (await browser().get(f"/k/{number}/1/points")).status_code == 303
    assert (await author.get(link)).status_code == 404
    assert "хвала" in (await browser().get(f"/c/{stage.reference}/comments")).text


async def test_the_author_who_is_signed_in_objects_on_the_page_and_others_do_not(officer, speaker, browser, number):
    await finish(officer, number)
    points = f"/k/{number}/1/points"
    assert "Пошаљи приговор" in (await speaker.get(points)).text
    assert (await officer.post(points, {"objection": "Туђе."})).status_code == 404
    assert (await browser().post(points, {"objection": "Ничије."})).status_code in (303, 403, 404)
    assert (await speaker.post(points, {"objection": "Моје."})).status_code == 303
    assert "Моје." in (await officer.get(points)).text


@pytest.mark.parametrize("box", ["piece-reasons-x-2", "piece-other-0-2", "piece-reasons-0--5", "piece-reasons-0-²"])
async def test_boxes_that_we_did_not_make_are_refused(officer, number, box):
    assert (await officer.post(f"/desk/k/{number}/1/split", {box: "yes", "act": "mark"})).status_code == 422


async def test_topics_on_the_desk(stage, officer, speaker, browser, number):
    desk = f"/desk/c/{stage.reference}/topics"
    assert "Коментари без теме" in words((await officer.get(desk)).text)
    assert (await officer.post(desk, {"act": "add", "name": "Осветљење"})).status_code == 303
    topic = re.search(r"topic=([0-9a-f-]{36})", (await officer.get(desk)).text)[1]
    refused = await officer.post(desk, {"act": "add", "name": "osvetljenje"})
    assert (refused.status_code, "већ постоји таква тема" in refused.text) == (422, True)
    refused = await officer.post(desk, {"act": "assign", "topic": topic})
    assert (refused.status_code, "Прво означите коментаре" in refused.text) == (422, True)
    assert (await officer.post(desk, {"act": "assign", "topic": topic, f"comment-{number}/1": "yes"})).status_code == 303
    assert number in (await officer.get(f"{desk}?topic={topic}&script=sr-Latn")).text
    assert number not in (await officer.get(desk)).text
    assert (await officer.post(desk, {"act": "change", "under": topic, "name": "Светло"})).status_code == 303
    assert "Svetlo" in (await officer.get(f"{desk}?script=sr-Latn")).text
    assert (await officer.post(desk, {"act": "take", "under": topic, f"comment-{number}/1": "yes"})).status_code == 303
    assert number in (await officer.get(f"{desk}?script=en")).text
    assert (await officer.post(desk, {"act": "remove", "under": topic})).status_code == 303
    assert "Светло" not in (await officer.get(desk)).text
    for visitor in (speaker, browser()):
        assert (await visitor.get(desk)).status_code in (303, 403, 404)
