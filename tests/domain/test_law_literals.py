"""The worked examples of the law: for each rule of the book the day that an event gives, and the same by the other count."""

from datetime import date

import pytest

from dialog_tracker.domain.calendar import CountMode, WorkCalendar
from dialog_tracker.domain.obligation import Course, Obligation, Verdict, obligations
from dialog_tracker.domain.procedure import Rule, all_procedures, all_rules, rows_of

# A window: key | openings | earliest lawful last days | the same by the other count.
WINDOWS = """
rs.cons.written | 2026-03-02 2026-06-01 | 2026-03-09 2026-06-08 | 2026-03-08 2026-06-07
rs.jr.duration | 2026-03-02 2026-02-06 2026-12-14 | 2026-03-21 2026-02-25 2027-01-02 | 2026-03-22 2026-02-26 2027-01-03
rs.jr.comments | 2026-03-02 2026-02-06 2026-12-14 | 2026-03-17 2026-02-21 2026-12-29 | 2026-03-16 2026-02-20 2026-12-28
rs.zpi.early | 2025-03-03 | 2025-03-17 | 2025-03-18
rs.zpi.early | 2026-03-02 2026-04-01 | 2026-03-20 2026-04-23 | 2026-03-23 2026-04-24
rs.zpi.insight | 2025-03-03 | 2025-04-02 | 2025-04-01
rs.zpi.insight | 2026-03-02 2026-04-01 | 2026-04-15 2026-05-18 | 2026-04-14 2026-05-15
rs.zpi.repeat | 2026-03-02 2026-04-01 | 2026-03-23 2026-04-24 | 2026-03-20 2026-04-23
rs.zpi.short | 2026-03-02 2026-04-01 | 2026-03-20 2026-04-23 | 2026-03-23 2026-04-24
rs.zpi.project | 2026-03-02 2026-04-07 | 2026-03-10 2026-04-17 | 2026-03-11 2026-04-20
rs.zpi.expo | 2026-03-02 2026-04-01 | 2026-03-17 2026-04-16 | 2026-03-16 2026-04-15
rs.sea.comments | 2026-03-02 2026-01-15 | 2026-04-01 2026-02-14 | 2026-03-31 2026-02-13
rs.eia.comments | 2026-03-02 2026-01-15 | 2026-04-11 2026-02-24 | 2026-04-10 2026-02-23
rs.rem.duration | 2026-03-16 2026-06-01 | 2026-04-04 2026-06-20 | 2026-04-05 2026-06-21
rs.nature.proposal | 2026-03-02 2026-09-01 | 2026-03-22 2026-09-21 | 2026-03-21 2026-09-20
rs.nature.plan | 2026-03-02 2026-09-01 | 2026-03-31 2026-09-30 | 2026-04-01 2026-10-01
rs.media.analysis | 2026-03-02 2026-09-01 | 2026-03-31 2026-09-30 | 2026-04-01 2026-10-01
rs.pms.service | 2026-03-02 2026-09-01 | 2026-03-31 2026-09-30 | 2026-04-01 2026-10-01
rs.agri.base | 2026-03-02 2026-09-01 | 2026-04-01 2026-10-01 | 2026-03-31 2026-09-30
bg.duration | 2026-03-02 2026-09-01 | 2026-04-01 2026-10-01 | 2026-03-31 2026-09-30
hr.duration | 2026-03-02 2026-09-01 | 2026-03-31 2026-09-30 | 2026-04-01 2026-10-01
mk.duration | 2026-03-02 2026-09-01 | 2026-03-21 2026-09-20 | 2026-03-22 2026-09-21
me.duration | 2026-03-02 | 2026-03-22 | 2026-03-21
me.cons | 2023-12-01 | 2023-12-16 | 2023-12-15
eu.call_evidence | 2026-03-02 2026-09-01 | 2026-03-30 2026-09-29 |
eu.draft_act | 2026-03-02 2026-09-01 | 2026-03-30 2026-09-29 |
eu.adopted | 2026-03-02 2026-09-01 | 2026-04-27 2026-10-27 |
eu.public | 2026-03-02 2026-09-01 | 2026-05-25 2026-11-24 |
se.remiss | 2025-11-30 | 2026-02-28 |
"""
# A deadline: key | what is counted from | due | due once rolled to a working day (the same where the rule does not roll).
DEADLINES = """
rs.jr.report | 2019-12-11 2026-04-25 2026-02-01 2026-12-23 | 2019-12-26 2026-05-10 2026-02-16 2027-01-07 | 2019-12-26 2026-05-11 2026-02-18 2027-01-08
rs.ppd.report | 2019-12-11 2026-04-25 2026-02-01 2026-12-23 | 2019-12-26 2026-05-10 2026-02-16 2027-01-07 | 2019-12-26 2026-05-11 2026-02-18 2027-01-08
rs.cons.results | 2019-12-11 2026-03-26 2026-01-17 | 2019-12-26 2026-04-10 2026-02-01 | 2019-12-26 2026-04-14 2026-02-02
rs.ppd.start_notice | 2026-03-02 2026-04-06 2026-11-05 2026-12-24 | 2026-03-11 2026-04-17 2026-11-17 2027-01-05 |
rs.ppd.update | 2026-03-16 2026-04-20 2026-12-30 | 2026-03-05 2026-04-07 2026-12-21 |
rs.ppd.adopted | 2026-03-05 2026-02-12 2026-04-30 | 2026-03-16 2026-02-25 2026-05-12 |
rs.ppd.analysis | 2026-05-08 | 2026-05-08 |
rs.jls.initiative | 2026-03-02 2026-05-11 | 2026-05-01 2026-07-10 | 2026-05-04 2026-07-10
rs.jls.initiative_2021 | 2026-03-02 2026-06-15 | 2026-05-31 2026-09-13 | 2026-06-01 2026-09-14
rs.sea.report | 2026-01-15 2026-05-20 | 2026-02-14 2026-06-19 | 2026-02-18 2026-06-19
rs.eia.notice | 2026-03-02 2026-04-03 | 2026-03-12 2026-04-13 | 2026-03-12 2026-04-14
rs.eia.debate | 2026-03-02 2026-03-12 | 2026-04-01 2026-04-11 |
rs.eia.report | 2026-04-09 2026-04-24 | 2026-04-16 2026-05-01 | 2026-04-16 2026-05-04
rs.rem.programme | 2026-03-16 2026-06-01 | 2026-03-09 2026-05-25 |
rs.zpi.report_act | 2026-03-02 | 2026-04-15 |
"""
CALENDARS = {"rs": "RS", "bg": "BG", "hr": "HR", "mk": "MK", "me": "ME", "eu": "EU", "se": "SE"}
LONG_AGO = date(2001, 1, 1)


def cases(table: str) -> list[tuple[str, date, date, date | None]]:
    found = []
    for line in table.strip().splitlines():
        key, *columns = (part.strip() for part in line.split("|"))
        events, results, others = ([date.fromisoformat(day) for day in column.split()] for column in columns)
        found += [(key, event, results[n], others[n] if others else None) for n, event in enumerate(events)]
    return found


def row(key: str, on: date) -> Rule:
    (found,) = (rule for rule in rows_of(key) if rule.in_force(on))
    return found


def judged(rule: Rule, course: Course, today: date = LONG_AGO) -> Obligation:
    (found,) = obligations([rule], course, today, WorkCalendar(country=CALENDARS[rule.key[:2]]))
    return found


@pytest.mark.parametrize(("key", "opens_on", "last_on", "other"), cases(WINDOWS))
def test_the_earliest_lawful_last_day_of_a_window(key, opens_on, last_on, other):
    rule = row(key, opens_on)
    calendar = WorkCalendar(country=CALENDARS[key[:2]])
    assert judged(rule, Course(opens_on, last_on)).due_on == last_on
    if other:
        mode = CountMode.EXCLUSIVE if rule.count is CountMode.INCLUSIVE else CountMode.INCLUSIVE
        assert calendar.last_day(opens_on, rule.amount, rule.unit, mode) == other
    kept = judged(rule, Course(opens_on, max(last_on, other or last_on)))
    assert (kept.verdict, kept.flags.count("only_inclusive"), kept.days_short) == (Verdict.KEPT, 0, 0)


@pytest.mark.parametrize(("key", "event", "due", "rolled"), cases(DEADLINES))
def test_the_day_by_which_a_duty_is_due(key, event, due, rolled):
    rule = row(key, event)
    name = rule.event or "closes"
    course = Course(
        event if name == "opens" else date(2026, 1, 1),
        event if name == "closes" else date(2026, 1, 2),
        {name: event} if name not in ("opens", "closes") else {},
    )
    found = judged(rule, course)
    assert (found.facts["counted"], found.due_on, found.verdict) == (due, rolled or due, Verdict.OPEN)
    assert rule.roll == (rolled is not None)


def test_every_rule_of_the_book_with_a_number_stands_in_a_procedure():
    used = {key for procedure in all_procedures().values() for key in procedure.rule_keys}
    assert {rule.key for rule in all_rules()} == used


REAL_DEBATES = [
    ("2014-12-03", "2014-12-23", 21, 20),
    ("2016-11-18", "2016-12-08", 21, 20),
    ("2018-03-22", "2018-04-19", 29, 28),
    ("2018-03-29", "2018-04-18", 21, 20),
    ("2019-11-22", "2019-12-11", 20, 19),
    ("2021-04-28", "2021-05-18", 21, 20),
    ("2021-07-08", "2021-07-29", 22, 21),
    ("2023-05-08", "2023-05-27", 20, 19),
]


@pytest.mark.parametrize(("opens", "closes", "inclusive", "exclusive"), REAL_DEBATES)
def test_eight_real_debates_by_both_counts(opens, closes, inclusive, exclusive):
    course = Course(date.fromisoformat(opens), date.fromisoformat(closes))
    found = judged(row("rs.jr.duration", course.opens_on), course)
    assert (found.facts["inclusive"], found.facts["exclusive"]) == (inclusive, exclusive)
    assert found.verdict is Verdict.KEPT
    assert found.only_inclusive == (exclusive < 20)
