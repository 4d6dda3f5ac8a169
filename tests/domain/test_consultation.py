"""Phases are derived from decisions and dates; what an act may change is one table."""

from datetime import UTC, date, datetime, time, timedelta
from itertools import product

import pytest

from dialog_tracker.domain.consultation import TRANSITIONS, Act, Phase, Stage, Standing, phase, step
from dialog_tracker.domain.errors import Conflict
from dialog_tracker.domain.window import window_of_days

WINDOW = window_of_days(date(2026, 3, 2), date(2026, 3, 21), time(15, 30), "Europe/Belgrade")
SECOND = timedelta(seconds=1)
DUE = date(2026, 4, 6)


def at(instant: datetime, **more: object) -> Phase:
    return phase(Standing(Stage.PUBLISHED, WINDOW, **more), instant)


def test_time_alone_moves_a_published_consultation():
    assert at(WINDOW.opens_at - SECOND) is Phase.UPCOMING
    assert at(WINDOW.opens_at) is Phase.OPEN
    assert at(WINDOW.closes_at - SECOND) is Phase.OPEN
    assert at(WINDOW.closes_at) is Phase.ANSWERING


def test_a_report_is_overdue_from_the_midnight_of_the_authority_on():
    last_minute = datetime(2026, 4, 6, 21, 59, 59, tzinfo=UTC)
    assert at(last_minute, report_due_on=DUE) is Phase.ANSWERING
    assert at(last_minute + SECOND, report_due_on=DUE) is Phase.OVERDUE
    assert at(last_minute + timedelta(days=400)) is Phase.ANSWERING


@pytest.mark.parametrize("instant", [WINDOW.opens_at - SECOND, WINDOW.opens_at, WINDOW.closes_at + timedelta(days=100)])
def test_decisions_go_before_dates(instant):
    assert phase(Standing(Stage.DRAFT, WINDOW), instant) is Phase.DRAFT
    assert phase(Standing(Stage.WITHDRAWN, WINDOW, report_published=True), instant) is Phase.WITHDRAWN
    assert at(instant, report_published=True, report_due_on=DUE) is Phase.CONCLUDED


POSSIBLE = {
    ("draft", "publish"): "published",
    ("published", "extend"): "published",
    ("published", "postpone"): "published",
    ("published", "withdraw"): "withdrawn",
}


@pytest.mark.parametrize(("stage", "act"), list(product(Stage, Act)))
def test_every_act_on_every_stage(stage, act):
    expected = POSSIBLE.get((stage.value, act.value))
    if expected:
        assert step(stage, act) == expected
        return
    with pytest.raises(Conflict, match="act-not-possible") as refused:
        step(stage, act)
    assert refused.value.facts == {"act": act.value, "stage": stage.value}


def test_the_table_has_no_further_rows():
    assert {(stage.value, act.value): after.value for (stage, act), after in TRANSITIONS.items()} == POSSIBLE
