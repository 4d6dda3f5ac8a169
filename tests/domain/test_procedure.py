"""Obligations of the two procedures: minimums by both counts, own acts, and the report's deadline."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dialog_tracker.domain.calendar import CountMode, Unit, WorkCalendar
from dialog_tracker.domain.errors import Malformed
from dialog_tracker.domain.obligation import Course, Obligation, Verdict, after_withdrawal, judge_window, obligations
from dialog_tracker.domain.procedure import (
    Rule,
    RuleOverride,
    Wording,
    all_procedures,
    all_rules,
    find_procedure,
    rules_of,
    steps_to_note,
)

SERBIA = WorkCalendar()
OPENS = date(2026, 3, 2)
OWN_ACT = Wording("Статут општине, члан 23.", "Municipal statute, art. 23")


def worked_out(
    procedure: str, opens_on: date, closes_on: date, today: date, steps: dict[str, date] | None = None, *own: RuleOverride
) -> dict[str, Obligation]:
    rules = rules_of(procedure, opens_on, own)
    return {o.rule.key: o for o in obligations(rules, Course(opens_on, closes_on, steps=steps or {}), today, SERBIA)}


@pytest.mark.parametrize(
    ("opens_on", "closes_on", "verdict", "reason", "short"),
    [
        # both counts keep it: 22/21, 21/20
        (date(2021, 7, 8), date(2021, 7, 29), Verdict.KEPT, "window-kept", 0),
        (date(2014, 12, 3), date(2014, 12, 23), Verdict.KEPT, "window-kept", 0),
        # 20/19: kept only if both end days are counted
        (date(2019, 11, 22), date(2019, 12, 11), Verdict.KEPT, "window-kept-counting-both-days", 0),
        (date(2023, 5, 8), date(2023, 5, 27), Verdict.KEPT, "window-kept-counting-both-days", 0),
        (date(2026, 3, 2), date(2026, 3, 20), Verdict.BREACHED, "window-short", 1),
        (date(2026, 3, 2), date(2026, 3, 2), Verdict.BREACHED, "window-short", 19),
    ],
)
def test_the_length_of_a_public_debate_is_judged_by_both_counts(opens_on, closes_on, verdict, reason, short):
    duration = worked_out("rs.public_debate", opens_on, closes_on, closes_on)["rs.jr.duration"]
    assert (duration.verdict, duration.reason, duration.days_short) == (verdict, reason, short)
    assert duration.facts["least"] == 20
    assert duration.due_on == opens_on + timedelta(days=19)


def test_the_window_for_comments_is_judged_apart_from_the_debate():
    found = worked_out("rs.public_debate", OPENS, date(2026, 3, 17), OPENS)
    assert found["rs.jr.comments"].reason == "window-kept"
    assert found["rs.jr.duration"].facts["short"] == 4
    # the fifteenth day counts only if the day of the call does
    assert worked_out("rs.public_debate", OPENS, date(2026, 3, 16), OPENS)["rs.jr.comments"].reason == "window-kept-counting-both-days"


@given(st.dates(date(2012, 1, 1), date(2035, 1, 1)), st.integers(0, 40))
def test_a_window_is_breached_by_as_many_days_as_would_keep_it(opens_on, days):
    closes_on = opens_on + timedelta(days=days)
    duration = next(rule for rule in all_rules() if rule.key == "rs.jr.duration")
    judged = judge_window(duration, Course(opens_on, closes_on), SERBIA)
    assert judge_window(duration, Course(opens_on, closes_on + timedelta(days=judged.days_short)), SERBIA).verdict is Verdict.KEPT
    if judged.days_short:
        assert (
            judge_window(duration, Course(opens_on, closes_on + timedelta(days=judged.days_short - 1)), SERBIA).verdict is Verdict.BREACHED
        )


@pytest.mark.parametrize(
    ("closed", "due", "counted"),
    [
        (date(2019, 12, 11), date(2019, 12, 26), date(2019, 12, 26)),
        (date(2026, 4, 25), date(2026, 5, 11), date(2026, 5, 10)),
        (date(2026, 2, 1), date(2026, 2, 18), date(2026, 2, 16)),
        (date(2026, 12, 23), date(2027, 1, 8), date(2027, 1, 7)),
    ],
)
def test_the_report_is_due_in_fifteen_days_rolled_over_days_off(closed, due, counted):
    opened = closed - timedelta(days=20)
    report = worked_out("rs.public_debate", opened, closed, closed)["rs.jr.report"]
    assert (report.due_on, report.facts["counted"], report.facts["rolled"]) == (due, counted, due != counted)


@pytest.mark.parametrize(
    ("today", "published", "verdict", "reason", "days"),
    [
        (date(2026, 5, 1), None, Verdict.OPEN, "deadline-open", 10),
        (date(2026, 5, 11), None, Verdict.OPEN, "deadline-open", 0),
        (date(2026, 5, 12), None, Verdict.LATE, "deadline-late", 1),
        (date(2026, 5, 20), date(2026, 5, 11), Verdict.KEPT, "deadline-done", 0),
        (date(2026, 5, 20), date(2026, 5, 12), Verdict.BREACHED, "deadline-done-late", 1),
        (date(2026, 5, 20), date(2026, 5, 14), Verdict.BREACHED, "deadline-done-late", 3),
    ],
)
def test_the_report_is_open_late_done_or_done_late(today, published, verdict, reason, days):
    steps = {"report_published": published} if published else {}
    report = worked_out("rs.public_debate", date(2026, 4, 1), date(2026, 4, 25), today, steps)["rs.jr.report"]
    assert (report.verdict, report.reason, report.days_left + report.days_late) == (verdict, reason, days)
    assert report.is_settled == (verdict is Verdict.KEPT)


@pytest.mark.parametrize(("withdrawn_on", "lapses"), [(date(2026, 4, 10), True), (date(2026, 5, 11), True), (date(2026, 5, 12), False)])
def test_what_was_not_late_by_the_withdrawal_lapses_with_it(withdrawn_on, lapses):
    duties = tuple(worked_out("rs.public_debate", date(2026, 4, 1), date(2026, 4, 25), date(2026, 4, 2)).values())
    before, after = ({duty.rule.key: duty for duty in known} for known in (duties, after_withdrawal(duties, withdrawn_on)))
    report = after["rs.jr.report"]
    if lapses:
        assert (report.verdict, report.reason, report.due_on) == (Verdict.NOT_APPLICABLE, "draft-withdrawn", date(2026, 5, 11))
        assert report.is_settled
        assert not report.is_owed
    else:
        assert report == before["rs.jr.report"]
    assert after["rs.jr.duration"] == before["rs.jr.duration"], "how long it was open stays as it was judged"


def test_a_document_is_recorded_missing_or_without_a_limit():
    before = worked_out("rs.public_debate", OPENS, date(2026, 3, 21), date(2026, 3, 1))["rs.jr.programme"]
    assert (before.verdict, before.reason, before.due_on) == (Verdict.NOT_APPLICABLE, "document-without-limit", OPENS)
    missing = worked_out("rs.public_debate", OPENS, date(2026, 3, 21), OPENS)["rs.jr.programme"]
    assert (missing.verdict, missing.reason) == (Verdict.NOT_APPLICABLE, "document-not-recorded")
    done = worked_out("rs.public_debate", OPENS, date(2026, 3, 21), OPENS, {"programme_published": date(2026, 3, 1)})["rs.jr.programme"]
    assert (done.verdict, done.due_on) == (Verdict.KEPT, date(2026, 3, 1))
    notice = worked_out("rs.local_debate", OPENS, date(2026, 3, 21), date(2026, 4, 1))["rs.jls.start_notice"]
    assert (notice.reason, notice.due_on) == ("document-without-limit", None)


def test_a_local_debate_has_no_number_until_the_municipality_gives_one():
    found = worked_out("rs.local_debate", OPENS, date(2026, 3, 10), date(2026, 12, 1))
    assert (found["rs.jls.duration"].verdict, found["rs.jls.report"].verdict) == (Verdict.NOT_APPLICABLE, Verdict.NOT_APPLICABLE)
    assert (found["rs.jls.duration"].reason, found["rs.jls.report"].due_on) == ("window-without-rule", None)
    assert all(o.is_settled for o in found.values())


def override(key: str, amount: int, since: date, until: date | None = None) -> RuleOverride:
    return RuleOverride(key, amount, Unit.CALENDAR_DAYS, CountMode.EXCLUSIVE, OWN_ACT, since, until, "члана 23. Статута")


def test_the_own_act_of_a_municipality_supplies_the_number_and_the_citation():
    own = override("rs.jls.duration", 15, date(2020, 1, 1)), override("rs.jls.report", 10, date(2020, 1, 1))
    found = worked_out("rs.local_debate", OPENS, date(2026, 3, 10), date(2026, 3, 10), None, *own)
    duration, report = found["rs.jls.duration"], found["rs.jls.report"]
    assert (duration.verdict, duration.days_short) == (Verdict.BREACHED, 7)
    assert (duration.rule.citation, duration.rule.own_act, duration.rule.certainty) == (OWN_ACT, True, "confirmed")
    assert (report.due_on, report.verdict, report.rule.basis) == (date(2026, 3, 20), Verdict.OPEN, "члана 23. Статута")


@pytest.mark.parametrize(
    ("opens_on", "amount"),
    [(date(2023, 12, 31), None), (date(2024, 1, 1), 15), (date(2025, 12, 31), 15), (date(2026, 1, 1), 30), (date(2027, 5, 5), 30)],
)
def test_an_own_act_governs_from_its_day_until_the_day_before_its_end(opens_on, amount):
    own = override("rs.jls.duration", 15, date(2024, 1, 1), date(2026, 1, 1)), override("rs.jls.duration", 30, date(2026, 1, 1))
    rules = {rule.key: rule for rule in rules_of("rs.local_debate", opens_on, own)}
    assert rules["rs.jls.duration"].amount == amount


@pytest.mark.parametrize(("opens_on", "amount"), [(date(2025, 12, 31), 15), (date(2026, 1, 1), None)])
def test_after_an_own_act_ends_the_law_stands_alone(opens_on, amount):
    ended = override("rs.jls.duration", 15, date(2024, 1, 1), date(2026, 1, 1))
    assert {rule.key: rule.amount for rule in rules_of("rs.local_debate", opens_on, [ended])}["rs.jls.duration"] == amount


def test_a_row_governs_from_its_day_on():
    row = next(rule for rule in all_rules() if rule.key == "rs.jls.duration")
    assert [row.in_force(on) for on in (date(2007, 12, 28), date(2007, 12, 29), date(2090, 1, 1))] == [False, True, True]
    assert "rs.jls.duration" not in {rule.key for rule in rules_of("rs.local_debate", date(2007, 1, 1))}
    ended = Rule("x", "duty", OWN_ACT, OWN_ACT, "confirmed", date(2020, 1, 1), date(2021, 1, 1))
    assert [ended.in_force(on) for on in (date(2020, 12, 31), date(2021, 1, 1))] == [True, False]


def test_open_duties_come_first_by_date_then_the_settled():
    found = list(worked_out("rs.public_debate", OPENS, date(2026, 3, 20), date(2026, 3, 10)).values())
    assert [o.is_settled for o in found] == sorted(o.is_settled for o in found)
    assert [o.rule.key for o in found][:2] == ["rs.jr.duration", "rs.jr.report"]
    assert found[2].due_on >= found[-1].due_on


def test_a_deadline_whose_event_is_not_known_has_no_date():
    rule = Rule(
        "x", "deadline", OWN_ACT, OWN_ACT, "confirmed", date(2020, 1, 1), amount=7, unit=Unit.WORKING_DAYS, event="drafting_started"
    )
    unknown, known = (
        obligations([rule], Course(OPENS, OPENS, steps={"drafting_started": starts} if starts else {}), OPENS, SERBIA)[0]
        for starts in (None, date(2026, 4, 6))
    )
    assert (unknown.verdict, unknown.due_on) == (Verdict.NOT_APPLICABLE, None)
    assert known.due_on == date(2026, 4, 17)


def test_a_duty_without_days_is_done_by_holding_the_debate():
    duty = worked_out("rs.public_debate", OPENS, date(2026, 3, 21), OPENS)["rs.law.debate_required"]
    assert (duty.verdict, duty.reason, duty.facts) == (Verdict.KEPT, "duty-done", {"on": OPENS})


def test_the_book_is_whole():
    rows = all_rules()
    for procedure in all_procedures().values():
        assert procedure.prefix.isascii()
        assert len(procedure.prefix) == 2
        assert set(procedure.rule_keys) <= {row.key for row in rows}
    for row in rows:
        assert row.what.sr
        assert row.what.en
        assert row.citation.sr
        assert row.citation.en
        assert (row.certainty == "confirmed") == (row.doubt is None), f"{row.key}: what is not certain says why"
        assert row.step or row.kind not in ("deadline", "document"), row.key


def test_an_unknown_procedure_is_refused():
    with pytest.raises(Malformed, match="procedure-unknown"):
        find_procedure("rs.nothing")


def test_where_stated_reasons_excuse_a_shorter_time_they_can_be_noted():
    assert "reasons_stated" in steps_to_note(rules_of("bg.consultation", date(2026, 1, 1)))
    assert "reasons_stated" not in steps_to_note(rules_of("rs.public_debate", date(2026, 1, 1)))
