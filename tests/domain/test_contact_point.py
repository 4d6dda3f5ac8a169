"""Mandates of contact points: overlaps, vacancies, handovers, cards."""

from datetime import date, timedelta
from uuid import UUID

import pytest

from dialog_tracker.domain.contact_point import Duty, Outlook, Standing, Term, card, check_term, handed_over, outlook, overlap, overlaps
from dialog_tracker.domain.errors import Malformed

TODAY = date(2026, 11, 23)


def term(begins: str | None, last: str | None, duty: Duty = Duty.CONTACT_POINT, at: int = 1) -> Term:
    return Term(UUID(int=at), duty, date.fromisoformat(begins) if begins else None, date.fromisoformat(last) if last else None)


@pytest.mark.parametrize(
    ("terms", "expected"),
    [
        ([], Outlook(Standing.NEVER)),
        ([term(None, None, Duty.DEPUTY)], Outlook(Standing.NEVER)),
        ([term("2027-01-01", None)], Outlook(Standing.NEVER)),
        ([term(None, None)], Outlook(Standing.HELD)),
        ([term("2026-11-23", None)], Outlook(Standing.HELD)),
        ([term("2024-01-01", "2026-11-23")], Outlook(Standing.ENDING, date(2026, 11, 24))),
        ([term("2024-01-01", "2026-12-23")], Outlook(Standing.ENDING, date(2026, 12, 24))),
        ([term("2024-01-01", "2026-12-24")], Outlook(Standing.HELD)),
        ([term("2024-01-01", "2026-11-22")], Outlook(Standing.ENDED, date(2026, 11, 23))),
        ([term("2024-01-01", "2026-11-30"), term("2026-12-01", None)], Outlook(Standing.HELD)),
        ([term("2024-01-01", "2026-11-30"), term("2026-12-02", None)], Outlook(Standing.ENDING, date(2026, 12, 1))),
        ([term("2024-01-01", "2026-11-30"), term("2024-06-01", None)], Outlook(Standing.HELD)),
        ([term("2020-01-01", "2021-01-01"), term("2022-01-01", "2023-05-31")], Outlook(Standing.ENDED, date(2023, 6, 1))),
        ([term("2024-01-01", "2026-11-22"), term("2026-11-01", None, Duty.DEPUTY)], Outlook(Standing.ENDED, date(2026, 11, 23))),
    ],
)
def test_how_an_authority_stands(terms, expected):
    assert outlook(terms, TODAY) == expected
    assert outlook(reversed(terms), TODAY) == expected


def test_two_mandates_of_one_duty_overlap_if_they_share_a_day():
    one = term("2026-01-01", "2026-06-30")
    assert overlap(one, term("2026-06-30", None))
    assert not overlap(one, term("2026-07-01", None))
    assert overlap(one, term(None, None))
    assert not overlap(one, term("2026-01-01", None, Duty.DEPUTY))


def test_overlaps_that_are_past_warn_of_nothing():
    old = [term("2020-01-01", "2021-01-01", at=1), term("2020-06-01", "2021-06-01", at=2)]
    now = [term("2026-01-01", None, at=3), term("2026-11-01", "2026-11-23", at=4)]
    assert overlaps([*old, *now], TODAY) == [(UUID(int=3), UUID(int=4))]
    assert overlaps(now, TODAY + timedelta(days=1)) == []


def test_a_handover_ends_the_old_mandate_on_the_day_before():
    assert handed_over(term("2024-01-01", None), date(2026, 12, 1)) == date(2026, 11, 30)
    assert handed_over(term(None, "2027-01-01"), date(2026, 12, 1)) == date(2026, 11, 30)
    with pytest.raises(Malformed, match="handover-before-mandate"):
        handed_over(term("2026-12-01", None), date(2026, 12, 1))


def test_a_mandate_may_last_a_day_and_not_less():
    check_term(TODAY, TODAY)
    check_term(None, TODAY)
    with pytest.raises(Malformed, match="mandate-ends-before"):
        check_term(TODAY, TODAY - timedelta(days=1))


def test_a_card_shows_the_function_always_and_the_rest_as_chosen():
    shown = card("Ана Марић", "секретар", "ana@x.rs", "011 1", shows_name=False, shows_email=True, shows_telephone=False)
    assert (shown.name, shown.function, shown.email, shown.telephone, shown.reachable) == ("", "секретар", "ana@x.rs", "", True)
    hidden = card("Ана Марић", "секретар", "", "011 1", shows_name=True, shows_email=True, shows_telephone=False)
    assert (hidden.name, hidden.reachable) == ("Ана Марић", False)
