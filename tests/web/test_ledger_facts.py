"""The facts of the ledger, and how long to wait, as readers of each face see them."""

from datetime import date

import pytest

from dialog_tracker.web.ledger_facts import ledger_facts
from dialog_tracker.web.messages import message


def test_facts_are_told_in_words_with_dates_as_everywhere():
    facts = {"again": False, "new": None, "old": "2026-12-10", "why": "rule-overridden", "amount": 15, "areas": ["sport", "voda"]}
    assert ledger_facts("sr-Cyrl", facts) == [
        ("написано поново", "не"),
        ("нови датум", "–"),
        ("ранији датум", "10.\u00a0децембра 2026."),
        ("разлог", "унето је сопствено правило"),
        ("износ", "15"),
        ("области рада", "sport, voda"),
    ]
    assert dict(ledger_facts("en", {"rule": "rs.jls.report", "subject": "LR-2026-0001"}))["row"] == "LR-2026-0001"
    assert "rs.jls.report" not in dict(ledger_facts("en", {"rule": "rs.jls.report"})).values()


def test_what_only_looks_like_a_date_and_what_has_no_words_stand_as_they_are():
    assert ledger_facts("en", {"day": "2026-02-31", "unheard": "of"}) == [("day", "2026-02-31"), ("unheard", "of")]
    assert ledger_facts("en", {"since": "2026-11-23T09:00:00+00:00"}) == [("from", "23\u00a0November 2026, 10:00")]


@pytest.mark.parametrize(("seconds", "said"), [(1, "1 секунду"), (3, "3 секунде"), (21, "21 секунду"), (45, "45 секунди")])
def test_the_time_to_wait_agrees_with_its_number(seconds, said):
    assert f"Сачекајте {said} и" in message("sr-Cyrl", "too-often", {"seconds": seconds})


def test_a_day_in_a_refusal_is_printed_as_everywhere():
    told = {"since": date(2026, 3, 1), "citation": "Одлука, члан 3"}
    assert "од 1.\u00a0марта 2026.\u00a0године: Одлука" in message("sr-Cyrl", "rule-overlaps", told)
    assert "from 1\u00a0March\u00a02026: Одлука" in message("en", "rule-overlaps", told)


def test_kinds_ways_and_duties_are_told_in_words_whatever_they_are_of():
    facts = {"kind": "round_table", "channel": "email", "duty": "contact_point", "seat": "secretary", "late": False}
    assert ledger_facts("sr-Latn", facts) == [
        ("vrsta", "Okrugli sto"),
        ("način prijema", "Elektronskom poštom"),
        ("dužnost", "Kontakt tačka"),
        ("mesto u grupi", "Sekretar radne grupe"),
        ("primljeno posle roka", "ne"),
    ]
    assert ledger_facts("en", {"kind": "association"}) == [("kind", "Association")]
    assert ledger_facts("en", {"kind": "other"}) == [("kind", "of another kind")], "which kind is not known, so none is named"
