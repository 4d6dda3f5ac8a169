"""Counting days: the literals of the law's own examples, Serbian holidays, and that forward and back agree."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dialog_tracker.domain.calendar import CountMode, Unit, WorkCalendar

SERBIA = WorkCalendar()
INCLUSIVE, EXCLUSIVE = CountMode.INCLUSIVE, CountMode.EXCLUSIVE
CD, WD, WK = Unit.CALENDAR_DAYS, Unit.WORKING_DAYS, Unit.WEEKS


def day(written: str) -> date:
    return date.fromisoformat(written)


# rule, first day, amount, unit, count, earliest lawful last day, the same by the other count
WINDOWS = [
    ("rs.cons.written", "2026-03-02", 7, CD, EXCLUSIVE, "2026-03-09", "2026-03-08"),
    ("rs.cons.written", "2026-06-01", 7, CD, EXCLUSIVE, "2026-06-08", "2026-06-07"),
    ("rs.jr.duration", "2026-03-02", 20, CD, INCLUSIVE, "2026-03-21", "2026-03-22"),
    ("rs.jr.duration", "2026-02-06", 20, CD, INCLUSIVE, "2026-02-25", "2026-02-26"),
    ("rs.jr.duration", "2026-12-14", 20, CD, INCLUSIVE, "2027-01-02", "2027-01-03"),
    ("rs.jr.comments", "2026-03-02", 15, CD, EXCLUSIVE, "2026-03-17", "2026-03-16"),
    ("rs.jr.comments", "2026-02-06", 15, CD, EXCLUSIVE, "2026-02-21", "2026-02-20"),
    ("rs.jr.comments", "2026-12-14", 15, CD, EXCLUSIVE, "2026-12-29", "2026-12-28"),
    ("rs.zpi.early before 2025", "2025-03-03", 15, CD, INCLUSIVE, "2025-03-17", "2025-03-18"),
    ("rs.zpi.early", "2026-03-02", 15, WD, INCLUSIVE, "2026-03-20", "2026-03-23"),
    ("rs.zpi.early", "2026-04-01", 15, WD, INCLUSIVE, "2026-04-23", "2026-04-24"),
    ("rs.zpi.insight before 2025", "2025-03-03", 30, CD, EXCLUSIVE, "2025-04-02", "2025-04-01"),
    ("rs.zpi.insight", "2026-03-02", 30, WD, EXCLUSIVE, "2026-04-15", "2026-04-14"),
    ("rs.zpi.insight", "2026-04-01", 30, WD, EXCLUSIVE, "2026-05-18", "2026-05-15"),
    ("rs.zpi.repeat", "2026-03-02", 15, WD, EXCLUSIVE, "2026-03-23", "2026-03-20"),
    ("rs.zpi.repeat", "2026-04-01", 15, WD, EXCLUSIVE, "2026-04-24", "2026-04-23"),
    ("rs.zpi.project", "2026-03-02", 7, WD, INCLUSIVE, "2026-03-10", "2026-03-11"),
    ("rs.zpi.project", "2026-04-07", 7, WD, INCLUSIVE, "2026-04-17", "2026-04-20"),
    ("rs.zpi.expo", "2026-04-01", 15, CD, EXCLUSIVE, "2026-04-16", "2026-04-15"),
    ("rs.sea.comments", "2026-01-15", 30, CD, EXCLUSIVE, "2026-02-14", "2026-02-13"),
    ("rs.eia.comments", "2026-03-02", 40, CD, EXCLUSIVE, "2026-04-11", "2026-04-10"),
    ("rs.rem.duration", "2026-06-01", 20, CD, INCLUSIVE, "2026-06-20", "2026-06-21"),
    ("rs.nature.proposal", "2026-09-01", 20, CD, EXCLUSIVE, "2026-09-21", "2026-09-20"),
    ("rs.nature.plan", "2026-09-01", 30, CD, INCLUSIVE, "2026-09-30", "2026-10-01"),
    ("bg.duration", "2026-03-02", 30, CD, EXCLUSIVE, "2026-04-01", "2026-03-31"),
    ("hr.duration", "2026-03-02", 30, CD, INCLUSIVE, "2026-03-31", "2026-04-01"),
]

# rule, event, amount, unit, counted, rolled to a working day
DUTIES = [
    ("rs.jr.report", "2019-12-11", 15, CD, "2019-12-26", "2019-12-26"),
    ("rs.jr.report", "2026-04-25", 15, CD, "2026-05-10", "2026-05-11"),
    ("rs.jr.report", "2026-02-01", 15, CD, "2026-02-16", "2026-02-18"),
    ("rs.jr.report", "2026-12-23", 15, CD, "2027-01-07", "2027-01-08"),
    ("rs.ppd.start_notice", "2026-03-02", 7, WD, "2026-03-11", "2026-03-11"),
    ("rs.ppd.start_notice", "2026-04-06", 7, WD, "2026-04-17", "2026-04-17"),
    ("rs.ppd.start_notice", "2026-11-05", 7, WD, "2026-11-17", "2026-11-17"),
    ("rs.ppd.start_notice", "2026-12-24", 7, WD, "2027-01-05", "2027-01-05"),
    ("rs.ppd.adopted", "2026-03-05", 7, WD, "2026-03-16", "2026-03-16"),
    ("rs.ppd.adopted", "2026-02-12", 7, WD, "2026-02-25", "2026-02-25"),
    ("rs.ppd.adopted", "2026-04-30", 7, WD, "2026-05-12", "2026-05-12"),
    ("rs.jls.initiative", "2026-03-02", 60, CD, "2026-05-01", "2026-05-04"),
    ("rs.jls.initiative", "2026-05-11", 60, CD, "2026-07-10", "2026-07-10"),
    ("rs.jls.initiative_2021", "2026-03-02", 90, CD, "2026-05-31", "2026-06-01"),
    ("rs.jls.initiative_2021", "2026-06-15", 90, CD, "2026-09-13", "2026-09-14"),
    ("rs.sea.report", "2026-01-15", 30, CD, "2026-02-14", "2026-02-18"),
    ("rs.sea.report", "2026-05-20", 30, CD, "2026-06-19", "2026-06-19"),
    ("rs.eia.notice", "2026-04-03", 10, CD, "2026-04-13", "2026-04-14"),
    ("rs.eia.report", "2026-04-24", 7, CD, "2026-05-01", "2026-05-04"),
    ("eu.call_evidence", "2026-09-01", 4, WK, "2026-09-29", "2026-09-29"),
    ("eu.adopted", "2026-03-02", 8, WK, "2026-04-27", "2026-04-27"),
    ("eu.public", "2026-03-02", 12, WK, "2026-05-25", "2026-05-25"),
    ("months end on the last day of a shorter one", "2026-01-31", 1, Unit.MONTHS, "2026-02-28", "2026-03-02"),
    ("months over the year's end", "2026-11-30", 3, Unit.MONTHS, "2027-02-28", "2027-03-01"),
    ("months of a leap year", "2027-11-30", 3, Unit.MONTHS, "2028-02-29", "2028-02-29"),
]

# rule, event, amount, unit, counted back
BACK = [
    ("rs.ppd.update", "2026-03-16", 7, WD, "2026-03-05"),
    ("rs.ppd.update", "2026-04-20", 7, WD, "2026-04-07"),
    ("rs.ppd.update", "2026-12-30", 7, WD, "2026-12-21"),
    ("rs.rem.programme", "2026-03-16", 7, CD, "2026-03-09"),
    ("over the new year", "2026-01-09", 7, WD, "2025-12-26"),
    ("weeks", "2026-03-16", 2, WK, "2026-03-02"),
    ("months over the year's end", "2026-01-31", 2, Unit.MONTHS, "2025-11-30"),
    ("months to December", "2026-01-31", 1, Unit.MONTHS, "2025-12-31"),
]

WORKING_DAYS_AFTER = [
    ("2023-12-29", 7, "2024-01-11"),
    ("2024-02-12", 7, "2024-02-23"),
    ("2025-02-12", 7, "2025-02-24"),
    ("2025-04-14", 7, "2025-04-25"),
    ("2026-04-28", 7, "2026-05-08"),
    ("2026-04-13", 15, "2026-05-05"),
    ("2027-04-27", 7, "2027-05-11"),
]


@pytest.mark.parametrize(("rule", "opens", "amount", "unit", "count", "last", "other"), WINDOWS)
def test_a_window_ends_where_the_law_says_by_both_counts(rule, opens, amount, unit, count, last, other):
    other_count = EXCLUSIVE if count is INCLUSIVE else INCLUSIVE
    assert SERBIA.last_day(day(opens), amount, unit, count) == day(last), rule
    assert SERBIA.last_day(day(opens), amount, unit, other_count) == day(other), rule
    assert SERBIA.length(day(opens), day(last), unit, count) == amount, rule
    assert SERBIA.length(day(opens), day(last) - timedelta(days=1), unit, count) == amount - 1, rule


@pytest.mark.parametrize(("rule", "event", "amount", "unit", "counted", "rolled"), DUTIES)
def test_a_duty_falls_due_where_the_law_says_and_rolls_over_days_off(rule, event, amount, unit, counted, rolled):
    due = SERBIA.after(day(event), amount, unit)
    assert (due, SERBIA.roll(due)) == (day(counted), day(rolled)), rule


@pytest.mark.parametrize(("rule", "event", "amount", "unit", "counted"), BACK)
def test_a_day_before_an_event_is_counted_back(rule, event, amount, unit, counted):
    assert SERBIA.before(day(event), amount, unit) == day(counted), rule


@pytest.mark.parametrize(("start", "amount", "reached"), WORKING_DAYS_AFTER)
def test_working_days_step_over_holidays(start, amount, reached):
    assert SERBIA.after(day(start), amount, WD) == day(reached)


@pytest.mark.parametrize(
    ("written", "next_working"),
    [("2026-02-15", "2026-02-18"), ("2026-04-10", "2026-04-14"), ("2026-01-01", "2026-01-05"), ("2024-01-07", "2024-01-08")],
)
def test_the_next_working_day(written, next_working):
    assert SERBIA.roll(day(written)) == day(next_working)


@pytest.mark.parametrize(
    ("first", "last", "inclusive", "exclusive"),
    [
        ("2014-12-03", "2014-12-23", 21, 20),
        ("2018-03-22", "2018-04-19", 29, 28),
        ("2019-11-22", "2019-12-11", 20, 19),
        ("2021-07-08", "2021-07-29", 22, 21),
        ("2023-05-08", "2023-05-27", 20, 19),
    ],
)
def test_the_length_of_real_debates_by_both_counts(first, last, inclusive, exclusive):
    assert SERBIA.length(day(first), day(last), CD, INCLUSIVE) == inclusive
    assert SERBIA.length(day(first), day(last), CD, EXCLUSIVE) == exclusive


def test_a_window_that_ends_before_it_opens_has_no_days():
    assert SERBIA.length(day("2026-03-10"), day("2026-03-01"), CD, INCLUSIVE) == 0
    assert SERBIA.length(day("2026-03-10"), day("2026-03-01"), WD, INCLUSIVE) == 0


@pytest.mark.parametrize("year_and_days", [(2025, 252), (2026, 252), (2027, 253), (2028, 252)])
def test_the_number_of_working_days_of_a_year(year_and_days):
    year, days = year_and_days
    assert SERBIA.length(date(year, 1, 1), date(year, 12, 31), WD, INCLUSIVE) == days


@pytest.mark.parametrize("worked", ["2026-01-27", "2025-04-22", "2025-05-09", "2027-06-28", "2026-10-21", "2024-01-08"])
def test_worked_commemorations_and_religious_holidays_on_sunday_move_nothing(worked):
    assert SERBIA.is_working(day(worked))


def test_a_holiday_is_named_in_serbian_cyrillic():
    assert SERBIA.holiday_name(day("2026-11-11")) == "Дан примирја у Првом светском рату"
    assert SERBIA.holiday_name(day("2026-11-12")) is None


def test_an_installation_corrects_the_calendar():
    corrected = WorkCalendar({day("2026-03-07"): True, day("2026-03-09"): False})
    assert corrected.is_working(day("2026-03-07"))
    assert corrected.after(day("2026-03-06"), 2, WD) == day("2026-03-10")
    assert corrected.roll(day("2026-03-09")) == day("2026-03-10")


days = st.dates(date(2012, 1, 1), date(2035, 12, 31))


@given(days, st.integers(0, 60))
def test_working_days_back_undo_working_days_forward(event, amount):
    worked = SERBIA.roll(event)
    assert SERBIA.before(SERBIA.after(worked, amount, WD), amount, WD) == worked


@given(days, st.integers(1, 60), st.sampled_from([CD, WD]), st.sampled_from(list(CountMode)))
def test_the_last_day_is_the_first_that_makes_the_length(opens_on, amount, unit, mode):
    last = SERBIA.last_day(opens_on, amount, unit, mode)
    assert SERBIA.length(opens_on, last, unit, mode) == amount
    assert SERBIA.length(opens_on, last - timedelta(days=1), unit, mode) < amount
