from datetime import date

import pytest

from dialog_tracker.domain.calendar import WorkCalendar
from dialog_tracker.domain.obligation import Course, Obligation, obligations
from dialog_tracker.domain.procedure import all_procedures, all_rules, rules_of
from dialog_tracker.web import reasons
from dialog_tracker.web.i18n import LANGUAGES

CALENDAR = WorkCalendar()
OPENS = date(2026, 11, 10)


def duty(key: str, last_on: date = date(2026, 11, 30), today: date = date(2026, 11, 23), **steps: date) -> Obligation:
    worked_out = obligations(rules_of("rs.public_debate", OPENS), Course(OPENS, last_on, steps=steps), today, CALENDAR)
    return next(one for one in worked_out if one.rule.key == key)


def test_a_running_time_limit_says_from_what_it_is_counted() -> None:
    said = reasons.duty_words("sr-Cyrl", duty("rs.jr.report"))
    assert said.why == "15 дана по окончању 30.\u00a0новембра; броје се календарски дани."
    assert (said.verdict, said.css, said.citation) == ("Тече, још 22 дана", "open", "Пословник Владе, члан 41.")


def test_a_time_limit_that_ends_on_a_day_off_says_that_it_moved() -> None:
    said = reasons.why("sr-Cyrl", duty("rs.jr.report", date(2026, 11, 28)))  # the 15th day is a Sunday
    assert "померено са 13.\u00a0децембра, јер је то нерадни дан" in said


def test_a_delay_is_said_as_a_fact() -> None:
    late = duty("rs.jr.report", today=date(2026, 12, 17))
    assert reasons.verdict("sr-Cyrl", late) == "Касни 2 дана"
    assert reasons.why("sr-Cyrl", late).endswith("Рок је био 15.\u00a0децембра.")


def test_what_was_done_late_says_when_and_by_how_much() -> None:
    done = duty("rs.jr.report", today=date(2026, 12, 20), report_published=date(2026, 12, 16))
    assert reasons.verdict("sr-Latn", done) == "Zakasnilo 1 dan"
    assert reasons.why("sr-Latn", done).endswith("Učinjeno 16.\u00a0decembra, sa zakašnjenjem: 1 dan.")


def test_the_last_day_is_due_today() -> None:
    assert reasons.verdict("en", duty("rs.jr.report", today=date(2026, 12, 15))) == "Due today"


def test_a_short_window_says_how_short_it_is() -> None:
    short = duty("rs.jr.duration", date(2026, 11, 25))
    assert reasons.verdict("en", short) == "Short by 4 days"
    assert reasons.why("en", short) == (
        "It lasts 16 days if the first and the last day are both counted, and 15 days if the first is not; at least 20 days are required. "
        "It may not end before 29\u00a0November. The rule counts both the first and the last day."
    )


def test_a_window_that_one_count_makes_long_enough_says_so() -> None:
    assert "20 дана ако се рачунају и први и последњи дан, а 19 дана" in reasons.why("sr-Cyrl", duty("rs.jr.duration", date(2026, 11, 29)))


def test_doubt_is_said() -> None:
    assert reasons.duty_words("en", duty("rs.jr.programme")).doubt.startswith("The competent committee")


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_rule_has_words_in_every_language(language: reasons.Language) -> None:
    for key in all_procedures():
        for one in obligations(rules_of(key, OPENS), Course(OPENS, date(2026, 12, 1)), OPENS, CALENDAR):
            said = reasons.duty_words(language, one)
            assert all((said.what, said.why, said.citation, said.verdict, said.css)), one.rule.key
            assert "%(" not in said.why + said.verdict


def test_every_reason_of_the_law_book_has_a_sentence() -> None:
    assert all_rules()
    counted = {(rule.event, rule.direction) for rule in all_rules() if rule.kind in ("deadline", "earliest")}
    assert counted == set(reasons.COUNTED_FROM)
