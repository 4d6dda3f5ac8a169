"""Planning before anything is published: forwards to the earliest lawful end, backwards from a wanted day."""

from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dialog_tracker.domain.calendar import CountMode, Unit, WorkCalendar
from dialog_tracker.domain.obligation import Course, Verdict, judge_window, obligations
from dialog_tracker.domain.planning import backward, breaches, forward
from dialog_tracker.domain.procedure import all_procedures, all_rules, rules_of

SERBIA = WorkCalendar()
DAYS = st.dates(date(2019, 8, 1), date(2032, 1, 1))
PROCEDURES = st.sampled_from([key for key in all_procedures() if key.startswith("rs.")])
WINDOWS = st.sampled_from([rule for rule in all_rules() if rule.kind == "window" and rule.amount])


@pytest.mark.parametrize(
    ("key", "opens_on", "least_on", "proposed_on", "report_on"),
    [
        ("rs.public_debate", date(2026, 3, 2), date(2026, 3, 21), date(2026, 3, 22), date(2026, 4, 6)),
        ("rs.consultations", date(2026, 3, 2), date(2026, 3, 9), date(2026, 3, 9), date(2026, 3, 24)),
        ("rs.early_inspection", date(2026, 3, 2), date(2026, 3, 20), date(2026, 3, 23), None),
        ("hr.consultation", date(2026, 3, 2), date(2026, 3, 31), date(2026, 4, 1), None),
        ("se.remiss", date(2026, 11, 30), date(2027, 2, 28), date(2027, 2, 28), None),
    ],
)
def test_the_earliest_lawful_end_and_the_longer_one(key, opens_on, least_on, proposed_on, report_on):
    plan = forward(rules_of(key, opens_on), opens_on, SERBIA)
    assert (plan.least_on, plan.proposed_on, plan.report_on) == (least_on, proposed_on, report_on)


def test_a_strategy_may_be_submitted_once_what_precedes_it_was_published():
    plan = forward(rules_of("rs.policy_document", date(2026, 3, 2)), date(2026, 3, 2), SERBIA, "strategy")
    assert plan.submit_on is not None
    assert SERBIA.before(plan.submit_on, 7, Unit.WORKING_DAYS) >= plan.report_on


@settings(max_examples=60)
@given(PROCEDURES, DAYS)
def test_the_proposed_end_breaches_nothing_by_either_count(key, opens_on):
    rules = rules_of(key, opens_on)
    plan = forward(rules, opens_on, SERBIA)
    assert breaches(rules, Course(opens_on, plan.proposed_on), SERBIA) == ()
    assert {duty.verdict for duty in breaches(rules, Course(opens_on, plan.least_on), SERBIA)} <= {Verdict.KEPT}


@settings(max_examples=40)
@given(PROCEDURES, DAYS)
def test_the_latest_opening_is_in_time_and_a_day_later_is_not(key, wanted_on):
    rules = rules_of(key, wanted_on)
    found = backward(rules, wanted_on, SERBIA)
    later = forward(rules, found.opens_on + timedelta(days=1), SERBIA)
    assert (found.plan.submit_on or found.plan.report_on or found.plan.proposed_on + timedelta(days=1)) <= wanted_on
    assert (later.submit_on or later.report_on or later.proposed_on + timedelta(days=1)) > wanted_on
    assert found.opens_on <= found.at_least_opens_on < wanted_on


@given(WINDOWS, DAYS, st.integers(0, 130))
def test_a_longer_window_never_breaches_more(rule, opens_on, days):
    shorter, longer = (judge_window(rule, Course(opens_on, opens_on + timedelta(days=days + more)), SERBIA) for more in (0, 1))
    assert longer.days_short <= shorter.days_short
    assert not (shorter.verdict is Verdict.KEPT and longer.verdict is Verdict.BREACHED)


@given(DAYS, st.integers(0, 200))
def test_the_two_counts_differ_by_one(opens_on, days):
    last_on = opens_on + timedelta(days=days)
    both, first_out = (SERBIA.length(opens_on, last_on, Unit.CALENDAR_DAYS, mode) for mode in (CountMode.INCLUSIVE, CountMode.EXCLUSIVE))
    assert both == first_out + 1


@given(st.sampled_from([rule for rule in all_rules() if rule.kind == "deadline" and rule.roll and rule.amount]), DAYS)
def test_a_duty_that_rolls_is_never_due_on_a_day_off(rule, event):
    course = Course(event, event, {rule.event or "closes": event})
    (duty,) = obligations([rule], course, event, SERBIA)
    assert SERBIA.is_working(duty.due_on)
    assert duty.due_on >= duty.facts["counted"]


def test_a_short_window_is_lawful_in_bulgaria_only_with_reasons():
    rules = rules_of("bg.consultation", date(2026, 9, 14))
    course = Course(date(2026, 9, 14), date(2026, 9, 28))
    duty = next(d for d in obligations(rules, course, date(2026, 9, 14), WorkCalendar(country="BG")) if d.rule.key == "bg.duration")
    assert (duty.verdict, duty.reason) == (Verdict.BREACHED, "window-short-without-reasons")
    stated = Course(course.opens_on, course.closes_on, {"reasons_stated": date(2026, 9, 14)})
    duty = next(d for d in obligations(rules, stated, date(2026, 9, 14), WorkCalendar(country="BG")) if d.rule.key == "bg.duration")
    assert (duty.verdict, duty.reason, duty.days_short) == (Verdict.KEPT, "window-kept-with-reasons", 0)
