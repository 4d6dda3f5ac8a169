from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from dialog_tracker.domain.calendar import WorkCalendar
from dialog_tracker.domain.obligation import Course, Obligation, obligations
from dialog_tracker.domain.procedure import rules_of
from dialog_tracker.web.ruler import Ruler, ruler

OPENS, LAST, TODAY = date(2026, 11, 10), date(2026, 11, 30), date(2026, 11, 23)
CALENDAR = WorkCalendar()


def duties(opens_on: date, last_on: date, today: date) -> tuple[Obligation, ...]:
    return obligations(rules_of("rs.public_debate", opens_on), Course(opens_on, last_on), today, CALENDAR)


def drawn(opens_on: date = OPENS, last_on: date = LAST, today: date = TODAY) -> Ruler:
    return ruler(opens_on, last_on, duties(opens_on, last_on, today), today, CALENDAR, "sr-Cyrl", "Јавна расправа")


def test_it_runs_from_a_week_before_the_opening_to_five_days_after_the_report() -> None:
    days = [tick for tick in drawn().ticks if tick.label or tick.middle]
    assert len(days) == 48  # 3 November to 20 December


def test_the_window_begins_with_its_first_day_and_ends_with_its_last() -> None:
    window = drawn().window
    assert (window.x, round(window.x + window.width, 1)) == (14.58, 58.3)  # 7 and 28 of 48 days
    assert window.label == "Јавна расправа, 21 дан"


def test_today_stands_in_the_middle_of_its_day_and_what_is_gone_ends_there() -> None:
    made = drawn()
    assert made.today is not None
    assert made.today.x == 42.71  # 20.5 of 48 days
    assert made.today.label == "данас 23."
    assert round(made.gone.x + made.gone.width, 2) == made.today.x


def test_lawful_minimums_are_brackets_with_the_longest_above() -> None:
    assert [(least.y, least.label) for least in drawn().least] == [(104, "најмање 20 дана"), (124, "најмање 15 дана")]


def test_the_report_is_due_at_the_end_of_its_day() -> None:
    (due,) = drawn().due
    assert (due.x, due.label) == (89.58, "извештај до 15.\u00a0децембра")


def test_the_words_of_the_report_stand_clear_of_the_brackets() -> None:
    (apart,) = drawn().due
    (crowded,) = drawn(last_on=date(2026, 11, 12)).due
    assert (apart.y, crowded.y) == (132, 144)


def test_armistice_day_is_red_and_weekends_are_shaded() -> None:
    made = drawn()
    assert [tick.label for tick in made.ticks if tick.red] == ["11"]
    assert len(made.days_off) == 14 + 1


def test_a_long_procedure_is_drawn_by_weeks_without_days_off() -> None:
    made = drawn(last_on=date(2027, 2, 10))
    assert made.days_off == ()
    assert all(tick.major for tick in made.ticks)


def test_a_report_long_overdue_leaves_today_off_the_ruler() -> None:
    assert drawn(today=date(2027, 6, 1)).today is None


def test_a_report_late_by_days_moves_the_end_of_the_ruler_to_today() -> None:
    made = drawn(today=date(2027, 1, 4))
    assert made.today is not None
    assert made.gone == made.window.__class__(made.window.x, made.window.width)


def test_before_the_opening_nothing_is_gone() -> None:
    assert drawn(today=date(2026, 11, 5)).gone.width == 0


def test_the_description_says_in_words_what_is_drawn() -> None:
    said = drawn().description
    assert "од 10. до 30.\u00a0новембра 2026.\u00a0године" in said
    assert "14. од 21 дана" in said
    assert "15.\u00a0децембра" in said


def test_a_flag_near_an_edge_stays_inside() -> None:
    at_the_start = drawn(today=date(2026, 11, 4)).today
    at_the_end = drawn(today=date(2026, 12, 19)).today
    assert at_the_start is not None
    assert at_the_end is not None
    assert (at_the_start.left, at_the_end.left) == (0, -64)


@given(st.integers(0, 200), st.integers(-60, 400), st.dates(date(2020, 1, 1), date(2035, 1, 1)))
def test_everything_stays_on_the_ruler(length: int, offset: int, opens_on: date) -> None:
    made = drawn(opens_on, opens_on + timedelta(days=length), opens_on + timedelta(days=offset))
    spans = [made.window, made.gone, *made.days_off, *([made.report] if made.report else [])]
    assert all(span.x >= 0 and span.width >= 0 and span.x + span.width <= 100.01 for span in spans)
    assert all(0 <= mark.x <= 100 for mark in (*made.due, *made.months, *made.ticks))
    assert made.report is None or abs(made.report.x - (made.window.x + made.window.width)) < 0.02
