"""A list of organisations from the administrator's side: brought, looked at, taken in, its refused rows kept."""

import pytest
from journey import hidden, words

from dialog_tracker.domain.policy import Held, Role
from factories import PASSWORD, a_person

TABLE = "Назив;Матични број\nУдружење Липа;\nМрежа Јасен;1\n"


@pytest.fixture
async def administrator(session, clock, browser):
    await a_person(session, clock.now, "admin@dijalog.example", Held(Role.ADMINISTRATOR))
    await session.commit()
    visitor = browser()
    await visitor.sign_in("admin@dijalog.example", PASSWORD)
    return visitor


async def test_a_list_is_brought_looked_at_and_taken_in(administrator):
    form = await administrator.get("/admin/lists")
    key = {"form_key": hidden(form.text, "form_key"), "kind": "organisations"}
    empty = await administrator.post("/admin/lists", key, files=[("file", ("", b"", "text/csv"))])
    assert empty.status_code == 422
    brought = await administrator.post("/admin/lists", key, files=[("file", ("spisak.csv", TABLE.encode(), "text/csv"))])
    where = brought.headers["location"]
    shown = words((await administrator.get(where)).text)
    assert "Мрежа Јасен · 1" in shown
    twice = await administrator.post(where, {"act": "columns", "column-0-0": "name", "column-0-1": "name"})
    assert twice.status_code == 422
    assert (await administrator.post(where, {"act": "take"})).status_code == 303
    assert (await administrator.post(where, {"act": "take"})).status_code == 409
    after = words((await administrator.get(where)).text)
    assert "Мрежа Јасен · 1" in after
    assert "Удружење Липа" not in after
    assert "Удружење Липа" in words((await administrator.get("/directory/organisations")).text)


async def test_a_file_that_is_no_table_is_told_of(administrator):
    form = await administrator.get("/admin/lists")
    key = {"form_key": hidden(form.text, "form_key"), "kind": "contact_points"}
    refused = await administrator.post("/admin/lists", key, files=[("file", ("slika.xlsx", b"PK\x03\x04", "image/png"))])
    assert refused.status_code == 422
