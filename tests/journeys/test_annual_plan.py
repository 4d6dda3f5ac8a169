"""The annual plan: entered, given up with a reason, fulfilled, public, and exported as a table."""

import csv
import io

import pytest
from journey import words

from factories import PASSWORD

ENTRY = {
    "what": "plan",
    "title": "Одлука о парковима",
    "act_kind": "decision",
    "procedure": "rs.local_debate",
    "from_on": "2027-03-01",
    "until_on": "2027-03-21",
}


@pytest.fixture
async def keeper(stage, officer):
    await officer.sign_in("kontakt@vrbovac.example", PASSWORD)
    return f"/desk/plan/{stage.authority_id}"


async def test_a_plan_is_public_at_once_and_tells_what_came_of_it(stage, officer, keeper, browser):
    assert (await officer.post(keeper, ENTRY | {"adoption_on": "2027-06-01"})).headers["location"] == f"{keeper}?year=2027"
    assert (await officer.post(keeper, ENTRY | {"title": "=1+1", "note": "@опасно"})).status_code == 303
    shown = words((await browser().get("/plan?year=2027")).text)
    assert "Одлука о парковима" in shown
    assert "од 1. до 21. марта" in shown
    assert "усвајање 1. јуна 2027." in shown
    page = (await officer.get(f"{keeper}?year=2027")).text
    first, second = sorted({part.split('"')[0] for part in page.split('name="plan" value="')[1:]})
    assert (await officer.post(keeper, {"what": "drop", "plan": first, "reason": ""})).status_code == 422
    assert (await officer.post(keeper, {"what": "drop", "plan": "x", "reason": "Нема."})).status_code == 422
    assert (await officer.post(keeper, {"what": "drop", "plan": first, "reason": "Спаја се са другом одлуком."})).status_code == 303
    assert (await officer.post(keeper, {"what": "fulfil", "plan": second, "reference": "JR-2026-9999"})).status_code == 422
    assert (await officer.post(keeper, {"what": "fulfil", "plan": second, "reference": stage.reference})).status_code == 303
    shown = (await browser().get("/plan?year=2027")).text
    assert "Спаја се са другом одлуком." in shown
    assert f'href="/c/{stage.reference}"' in shown
    table = await browser().get("/plan/2027.csv?script=sr-Latn")
    rows = list(csv.DictReader(io.StringIO(table.content.decode("utf-8-sig"))))
    assert {row["title"] for row in rows} == {"Odluka o parkovima", "'=1+1"}
    assert {row["consultation"] for row in rows} == {"", stage.reference}


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"until_on": "2027-02-01"}, "не може бити пре првог"),
        ({"from_on": "2027-02-30"}, "дан, месец и годину"),
        ({"title": ""}, "поље је обавезно"),
        ({"procedure": "rs.nothing"}, "поступ"),
    ],
)
async def test_a_refused_entry_keeps_what_was_typed(officer, keeper, change, said):
    refused = await officer.post(keeper, ENTRY | {"note": "Напомена за план."} | change)
    assert refused.status_code == 422
    assert "Напомена за план." in refused.text
    assert said in words(refused.text), words(refused.text)[:1500]


async def test_strangers_read_and_do_not_change(keeper, browser):
    assert (await browser().post(keeper, ENTRY)).status_code in (303, 403)
    assert "Одлука о парковима" not in (await browser().get("/plan?year=2027")).text
    for name in ("2027.exe", "x.csv", "12345.csv"):
        assert (await browser().get(f"/plan/{name}")).status_code == 404
