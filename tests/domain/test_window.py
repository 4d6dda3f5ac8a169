"""The window in which comments are taken: half-open, in the authority's zone, over the change of the clocks."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dialog_tracker.domain.errors import Malformed
from dialog_tracker.domain.window import WindowChange, WindowChangeKind, window_of_days

BELGRADE = "Europe/Belgrade"
SECOND = timedelta(seconds=1)


def test_the_first_second_is_taken_and_the_closing_one_is_not():
    window = window_of_days(date(2026, 3, 2), date(2026, 3, 21), None, BELGRADE)
    assert window.opens_at == datetime(2026, 3, 1, 23, tzinfo=UTC)
    assert window.closes_at == datetime(2026, 3, 21, 23, tzinfo=UTC)
    assert [window.takes(at) for at in (window.opens_at - SECOND, window.opens_at, window.closes_at - SECOND, window.closes_at)] == [
        False,
        True,
        True,
        False,
    ]
    assert (window.opens_on, window.last_on, window.closing_time) == (date(2026, 3, 2), date(2026, 3, 21), None)


def test_a_printed_closing_time_ends_the_last_day_early():
    window = window_of_days(date(2026, 3, 2), date(2026, 3, 21), time(15, 30), BELGRADE)
    assert window.closes_at == datetime(2026, 3, 21, 14, 30, tzinfo=UTC)
    assert (window.last_on, window.closing_time) == (date(2026, 3, 21), time(15, 30))


@pytest.mark.parametrize(("day", "hours"), [(date(2026, 3, 29), 23), (date(2026, 10, 25), 25), (date(2026, 6, 1), 24)])
def test_a_day_on_which_the_clocks_change_is_a_whole_day(day, hours):
    window = window_of_days(day, day, None, BELGRADE)
    assert window.closes_at - window.opens_at == timedelta(hours=hours)
    assert (window.opens_on, window.last_on) == (day, day)


def test_a_window_over_the_change_of_the_clocks_closes_at_the_printed_time():
    window = window_of_days(date(2026, 3, 20), date(2026, 4, 9), time(15, 30), BELGRADE)
    assert window.closes_at == datetime(2026, 4, 9, 13, 30, tzinfo=UTC)


def test_a_window_cannot_end_before_it_opens():
    with pytest.raises(Malformed, match="window-ends-before-it-opens"):
        window_of_days(date(2026, 3, 2), date(2026, 3, 1), None, BELGRADE)
    with pytest.raises(Malformed, match="window-ends-before-it-opens"):
        window_of_days(date(2026, 3, 2), date(2026, 3, 1), time(15), BELGRADE)


@pytest.mark.parametrize("zone", [BELGRADE, "Asia/Tokyo", "America/St_Johns"])
@given(st.dates(date(2010, 1, 1), date(2037, 1, 1)), st.integers(0, 120), st.one_of(st.none(), st.times(time(4), time(23, 59))))
def test_the_printed_days_are_read_back_from_the_instants(zone, opens_on, days, closing):
    last_on = opens_on + timedelta(days=days)
    closing = closing and closing.replace(microsecond=0)
    window = window_of_days(opens_on, last_on, closing, zone)
    assert (window.opens_on, window.last_on) == (opens_on, last_on)
    assert window.closing_time == closing
    assert window.takes(datetime.combine(opens_on, time(3, 30), ZoneInfo(zone)).astimezone(UTC))


def test_an_extension_keeps_both_ends():
    window = window_of_days(date(2026, 3, 2), date(2026, 3, 21), None, BELGRADE)
    moved = WindowChange(
        WindowChangeKind.EXTENSION,
        window.opens_at,
        window.opens_at,
        window.closes_at,
        window.closes_at + timedelta(days=5),
        "Дуг викенд.",
        window.opens_at,
    )
    assert moved.new_closes_at - moved.old_closes_at == timedelta(days=5)


def test_until_midnight_is_the_end_of_the_last_day() -> None:
    window = window_of_days(date(2026, 11, 10), date(2026, 11, 30), time(0), "Europe/Belgrade")
    assert window.last_on == date(2026, 11, 30)
    assert window.closing_time is None
