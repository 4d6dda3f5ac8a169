"""How long personal data are kept, and who may be erased at once."""

from datetime import UTC, datetime
from uuid import UUID

import pytest

from dialog_tracker.domain.erasure import waits_for_administrator
from dialog_tracker.domain.errors import Malformed
from dialog_tracker.domain.policy import Actor, Held, Role
from dialog_tracker.domain.retention import PERIODS, REASONS, Kept, periods_with

BODY = UUID(int=7)


def test_every_kind_has_one_period_and_a_reason() -> None:
    assert [period.kept for period in PERIODS] == list(Kept)
    assert set(REASONS) == set(Kept)
    assert {period.kept.value: period.days for period in PERIODS} == {
        "contacts": 730,
        "originals": 1825,
        "nominations": 730,
        "letters": 90,
        "attendance": 730,
        "baskets": 180,
        "unconfirmed": 30,
        "sessions": 0,
        "links": 30,
        "counters": 1,
    }


def test_an_installation_may_say_otherwise() -> None:
    own = {period.kept: period.days for period in periods_with(" contacts = 1095, letters=0 ")}
    assert (own[Kept.CONTACTS], own[Kept.LETTERS], own[Kept.BASKETS]) == (1095, 0, 180)
    assert periods_with("") == PERIODS


def test_the_period_is_counted_back_from_now() -> None:
    letters = next(period for period in PERIODS if period.kept is Kept.LETTERS)
    assert letters.before(datetime(2026, 11, 26, tzinfo=UTC)) == datetime(2026, 8, 28, tzinfo=UTC)


@pytest.mark.parametrize("typed", ["names=5", "contacts", "contacts=", "contacts=-1", "contacts=two", "contacts=99999999", "letters=٣"])
def test_what_is_no_period_is_refused(typed: str) -> None:
    with pytest.raises(Malformed, match="setting-unreadable"):
        periods_with(typed)


@pytest.mark.parametrize(
    ("held", "waits"),
    [
        (None, False),
        (Held(Role.CSO_MEMBER, organisation_id=BODY), False),
        (Held(Role.CSO_COORDINATOR, organisation_id=BODY), False),
        (Held(Role.CONTACT_POINT, authority_id=BODY), True),
        (Held(Role.DRAFTER, authority_id=BODY), True),
        (Held(Role.OVERSEER), True),
        (Held(Role.ADMINISTRATOR), True),
    ],
)
def test_only_an_office_makes_somebody_wait(held: Held | None, waits: bool) -> None:
    assert waits_for_administrator(Actor(BODY, frozenset({held} if held else ()))) is waits
