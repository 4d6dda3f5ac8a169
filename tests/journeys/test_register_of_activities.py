"""Programmes and activities on the desk and in public: stated figures stay as stated, and what is refused keeps what was typed."""

import re
import zipfile
from io import BytesIO

import pytest
from journey import hidden, words
from sqlalchemy import select

from dialog_tracker.documents.tables import Act
from factories import PASSWORD

PROGRAMME = {"name": "Отворена општина", "name_en": "Open Municipality", "when": "2025–2026", "aims": "Дијалог.", "public": "1"}
ACTIVITY = {
    "kind": "training",
    "title": "Обука о консултацијама",
    "when": "22-27. мај 2026",
    "where": "Врбовац; Стокхолм (SE)",
    "count": "око 120",
    "unit": "persons",
    "occurrences": "1",
    "public": "1",
    "party-partner": "Удружење „Липа”\nУдружење „Бреза”",
    "value-0": "преко 50",
    "unit-0": "municipalities",
    "of_what-0": "градови и општине учесника",
    "of_what_en-0": "",
    "figure_source-0": "https://vrbovac.example/vest",
    "output-0": "Приручник",
    "output_link-0": "https://vrbovac.example/prirucnik",
}


async def send(visitor, address, fields):
    shown = await visitor.get(address)
    assert shown.status_code == 200, shown.text
    keys = {name: hidden(shown.text, name) for name in ("form_key", "revision")}
    return await visitor.post(address, keys | fields)


@pytest.fixture
async def programme(stage, officer):
    answer = await send(officer, f"/desk/programmes/new/{stage.authority_id}", PROGRAMME)
    assert answer.status_code == 303, answer.text
    return "/programmes/otvorena-opstina"


async def test_an_activity_is_read_in_public_as_it_was_stated(stage, officer, programme, browser):
    answer = await send(officer, f"/desk/activities/new/{stage.authority_id}", ACTIVITY | {"programme": "otvorena-opstina"})
    assert answer.status_code == 303, words(answer.text)
    shown = words((await browser().get(answer.headers["location"])).text)
    for said in ("22–27. маја 2026.", "Врбовац, Стокхолм (Шведска)", "око 120", "преко 50", "Приручник", "Удружење „Бреза”"):
        assert said in shown.replace("\u00a0", " "), said
    page = words((await browser().get(programme)).text)
    assert "учесници, обука: „Обука о консултацијама”" in page
    assert "број је исказан за 1 од 1 активности" in page
    latin = words((await browser().get(f"{programme}?script=sr-Latn")).text)
    assert "učesnici, obuka: „Obuka o konsultacijama”" in latin
    assert "Open Municipality" in words((await browser().get(f"{programme}?script=en")).text)
    assert "Обука о консултацијама" in words(
        (await browser().get("/activities?kind=training&year=2026&place=vrbovac&q=konsultacijama")).text
    )
    assert "Обука о консултацијама" not in words((await browser().get("/activities?year=2025")).text)


async def test_a_programme_is_a_word_file_and_data(officer, programme, browser):
    del officer
    file = await browser().get(f"{programme}.docx")
    assert "Отворена општина" in zipfile.ZipFile(BytesIO(file.content)).read("word/document.xml").decode()
    data = (await browser().get(f"{programme}.json")).json()
    assert data["programme"]["name"] == "Отворена општина"
    assert data["stated"] == data["computed"] == []
    assert (await browser().get(f"{programme}.exe")).status_code == 404


async def test_what_is_private_is_seen_by_nobody_else(stage, officer, programme, browser):
    answer = await send(officer, f"/desk/activities/new/{stage.authority_id}", ACTIVITY | {"public": "", "programme": "otvorena-opstina"})
    assert answer.headers["location"] == "/desk/dialogue"
    mine = re.search(r"/desk/activities/([0-9a-f-]{36})", (await officer.get("/desk/dialogue")).text)
    assert mine
    assert (await browser().get(f"/activities/{mine[1]}")).status_code == 404
    assert "Обука о консултацијама" not in (await browser().get("/activities")).text + (await browser().get(programme)).text
    shown = await officer.get("/desk/programmes/otvorena-opstina")
    keys = {name: hidden(shown.text, name) for name in ("form_key", "revision")}
    await officer.post("/desk/programmes/otvorena-opstina", keys | PROGRAMME | {"public": ""})
    assert (await browser().get(programme)).status_code == 404


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"when": "нонембар 2022."}, "не може да се прочита као датум"),
        ({"when": "27-22. мај 2026"}, "не може бити пре првог"),
        ({"count": "−3"}, "не може бити мањи од нуле"),
        ({"count": "много"}, "није број у облику"),
        ({"where": "Стокхолм (XX)"}, "XX"),
        ({"value-0": "100-120"}, "није број у облику"),
        ({"of_what-0": ""}, "поље је обавезно"),
        ({"output_link-0": "javascript:alert(1)"}, "адрес"),
        ({"title": "", "where": ""}, "поље је обавезно"),
        ({"title": "x" * 501}, "501"),
    ],
)
async def test_what_is_refused_keeps_what_was_typed(stage, officer, change, said):
    refused = await send(officer, f"/desk/activities/new/{stage.authority_id}", ACTIVITY | {"agenda": "Поздравна реч."} | change)
    assert refused.status_code == 422
    assert said in words(refused.text), words(refused.text)[:800]
    assert "Поздравна реч." in refused.text
    assert "Удружење „Бреза”" in refused.text


async def test_a_double_click_enters_once_and_two_editors_do_not_overwrite_each_other(stage, officer, programme, browser):
    del programme
    address = f"/desk/activities/new/{stage.authority_id}"
    keys = {name: hidden((await officer.get(address)).text, name) for name in ("form_key", "revision")}
    first, second = [await officer.post(address, keys | ACTIVITY) for _ in range(2)]
    assert first.headers["location"] == second.headers["location"]
    edit = "/desk" + first.headers["location"]
    keys = {name: hidden((await officer.get(edit)).text, name) for name in ("form_key", "revision")}
    assert (await officer.post(edit, keys | ACTIVITY | {"title": "Први"})).status_code == 303
    late = await officer.post(edit, keys | ACTIVITY | {"title": "Други"})
    assert late.status_code == 422
    assert "Други" in late.text
    assert "Неко други" in words(late.text)
    assert "Први" in (await browser().get(first.headers["location"])).text
    again = {name: hidden(late.text, name) for name in ("form_key", "revision")}
    assert (await officer.post(edit, again | ACTIVITY | {"title": "Други"})).status_code == 303


async def test_a_mistake_is_taken_out_and_a_form_shows_what_is_kept(stage, officer, browser):
    entered = await send(officer, f"/desk/activities/new/{stage.authority_id}", ACTIVITY)
    edit = "/desk" + entered.headers["location"]
    shown = (await officer.get(edit)).text
    for kept in ("22–27. маја 2026.", "Врбовац; Стокхолм (SE)", "око 120", "преко 50", "https://vrbovac.example/prirucnik"):
        assert kept in shown.replace("\u00a0", " "), kept
    assert (await send(officer, edit, {"what": "drop"})).status_code == 303
    assert (await browser().get(entered.headers["location"])).status_code == 404


async def test_only_the_office_keeps_its_register(stage, officer, approver, browser):
    del officer
    for address in (f"/desk/programmes/new/{stage.authority_id}", f"/desk/activities/new/{stage.authority_id}", "/desk/dialogue"):
        assert (await browser().get(address)).status_code in (303, 403)
        assert (await approver.get(address)).status_code == 403
    stranger = browser()
    await stranger.sign_in("lipa@lipa.example", PASSWORD)
    assert (await stranger.get("/desk/dialogue")).status_code == 403


async def test_the_register_is_paged_by_key(stage, officer, browser):
    for n in range(53):
        day = {"when": f"{n % 28 + 1}.3.2026." if n % 3 else "", "title": f"Састанак {n:02}"}
        assert (await send(officer, f"/desk/activities/new/{stage.authority_id}", ACTIVITY | day)).status_code == 303
    first = (await browser().get("/activities?kind=training")).text
    more = re.search(r'href="(/activities\?[^"]*after=[^"]*)"', first)
    assert more
    second = (await browser().get(more[1].replace("&amp;", "&"))).text
    titles = re.findall(r"Састанак \d\d", first) + re.findall(r"Састанак \d\d", second)
    assert len(titles) == len(set(titles)) == 53
    assert (await browser().get("/activities?after=xx")).status_code == 422


async def test_a_table_of_activities_comes_in_and_tells_what_became_of_each_row(stage, officer, programme):
    del programme
    address = f"/desk/activities/table/{stage.authority_id}"
    assert (await officer.get(f"{address}?programme=otvorena-opstina")).status_code == 200
    content = "Врста;Назив;Датум;Учесника\nобука;Прва;2025.;око 20\nобука;Стара;2001.;\nобука;Лоша;2025.;-3\n".encode()
    for entered in ("Унете су 2 активности", "Унето је 0 активности"):
        done = await officer.post(address, {"programme": "otvorena-opstina"}, files={"file": ("a.csv", content, "text/csv")})
        said = words(done.text)
        assert entered in said, said[:900]
        assert "Ред 4: Број учесника не може бити мањи од нуле." in said
        assert "Ред 3: " in said
    for bad, code in ((b"a;b\n1;2\n", "Ниједан ред"), (b"", "")):
        refused = await officer.post(address, {"programme": ""}, files={"file": ("a.csv", bad, "text/csv")})
        assert refused.status_code == 422
        assert code in words(refused.text)


async def test_a_file_and_a_sector_stay_through_edits_and_a_false_fingerprint_shows_nothing(officer, browser, stage):
    path = f"/desk/activities/new/{stage.authority_id}"
    form = await officer.get(path)
    typed = {
        "kind": "training",
        "title": "Обука са материјалом",
        "public": "1",
        "occurrences": "1",
        "output-0": "Приручник",
        "output_link-0": "",
    }
    typed |= {"value-0": "12", "of_what-0": "учесници", "unit-0": "persons", "sector-0": "civil_society"}
    text = ("output_file-0", ("../prirucnik.TXT", "Текст приручника.".encode(), "text/plain"))
    kept = await officer.post(path, {**typed, "form_key": hidden(form.text, "form_key")}, files=[text])
    assert kept.status_code == 303
    public = kept.headers["location"]
    shown = await browser().get(public)
    assert "учесници (цивилно друштво)" in words(shown.text)
    address = re.search(r'href="(/outputs/([0-9a-f]{64}))"', shown.text)
    got = await browser().get(address[1])
    assert got.text == "Текст приручника."
    assert "attachment" in got.headers["content-disposition"]
    edited = await officer.get(f"/desk{public}")
    assert address[2] in edited.text
    again = {**typed, "output_kept-0": address[2], "revision": "1", "form_key": hidden(edited.text, "form_key")}
    assert (await officer.post(f"/desk{public}", again)).status_code == 303
    assert (await browser().get(address[1])).status_code == 200
    hostile = ("output_file-0", ("slika.pdf", b"MZ\x90\x00", "application/pdf"))
    assert (await officer.post(f"/desk{public}", {**again, "revision": "2"}, files=[hostile])).status_code == 422
    other = await officer.get(path)
    stolen = {**typed, "title": "Друга", "output_kept-0": address[2], "form_key": hidden(other.text, "form_key")}
    second = (await officer.post(path, stolen)).headers["location"]
    assert "/outputs/" not in (await browser().get(second)).text
    dropped = {**again, "revision": "2", "output_drop-0": "1"}
    assert (await officer.post(f"/desk{public}", dropped)).status_code == 303
    assert (await browser().get(address[1])).status_code == 404


async def test_an_activity_leads_to_the_act_that_it_was_about_and_to_none_of_another_authority(officer, browser, stage, session):
    act_id = str(await session.scalar(select(Act.id).where(Act.authority_id == stage.authority_id)))
    path = f"/desk/activities/new/{stage.authority_id}"
    form = await officer.get(path)
    assert f'value="{act_id}"' in form.text
    typed = {"kind": "round_table", "title": "Сто о одлуци", "public": "1", "occurrences": "1", "act": act_id}
    kept = await officer.post(path, {**typed, "form_key": hidden(form.text, "form_key")})
    assert f'href="/acts/{act_id}"' in (await browser().get(kept.headers["location"])).text
    again = await officer.get(path)
    wrong = {**typed, "act": "018f0000-0000-7000-8000-000000000000", "form_key": hidden(again.text, "form_key")}
    assert (await officer.post(path, wrong)).status_code == 422
