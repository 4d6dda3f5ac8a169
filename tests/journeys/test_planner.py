"""The planner as people use it."""

import pytest
from journey import words


@pytest.mark.parametrize("script", ["sr-Cyrl", "sr-Latn", "en"])
async def test_every_procedure_can_be_planned_in_every_face(browser, script):
    from dialog_tracker.domain.procedure import all_procedures

    visitor = browser()
    for key in all_procedures():
        answer = await visitor.get(f"/planner?procedure={key}&opens_on=2026-12-01&last_on=2026-12-05&wanted_on=2027-06-01&script={script}")
        assert answer.status_code == 200, key
        assert "%(" not in answer.text


async def test_a_proposed_window_is_told_what_it_would_breach(browser):
    shown = words((await browser().get("/planner?procedure=rs.public_debate&opens_on=2026-03-02&last_on=2026-03-19&script=en")).text)
    assert "Short by 2 days" in shown
    assert "21 March 2026" in shown.replace("\u00a0", " ")


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ("procedure=rs.public_debate&opens_on=2026-02-30", "no day of the calendar"),
        ("procedure=rs.public_debate&opens_on=0001-01-01", "no day of the calendar"),
        ("procedure=rs.public_debate&opens_on=2026-03-02&last_on=2026-03-01", "must not be before the first"),
        ("procedure=nothing", "Choose one of the options"),
        ("procedure=rs.public_debate&act_kind=nothing", "Choose one of the options"),
    ],
)
async def test_what_cannot_be_planned_is_said_beside_the_field(browser, query, said):
    answer = await browser().get(f"/planner?{query}&script=en")
    assert answer.status_code == 422
    assert said in words(answer.text)
