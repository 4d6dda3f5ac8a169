"""What of the ledger everybody may know: acts of drafts and of people are not among it, and every kind has its addresses."""

from datetime import UTC, datetime

import pytest

from dialog_tracker.domain.api_access import check_idempotency_key, check_scopes, token_end
from dialog_tracker.domain.errors import Malformed
from dialog_tracker.domain.public_change import PUBLIC_ACTS, Event, Kind, paths


@pytest.mark.parametrize(
    "act",
    ["consultation-prepared", "draft-imported", "version-stored", "answer-drafted", "signed-in", "account-made", "mandate-given", "token-made", "webhook-added", "nomination-received", "comments-assigned"],
)  # fmt: skip
def test_acts_that_stay_inside(act):
    assert act not in PUBLIC_ACTS


@pytest.mark.parametrize(
    "act", ["submission-withheld", "submission-quarantined", "submission-released", "comment-redacted", "person-erased"]
)
def test_what_is_held_back_is_told_as_a_change_and_no_more(act):
    assert PUBLIC_ACTS[act] == "submission.changed"


def test_every_event_comes_from_some_act():
    assert set(Event) <= set(PUBLIC_ACTS.values())


def test_every_kind_has_an_address_for_people_and_one_for_programs():
    assert {kind: paths(kind, "x") for kind in Kind}[Kind.ACT] == ("/acts/x", "/api/acts/x")
    assert paths(Kind.VERSION, "JR-2026-0007/2") == ("/c/JR-2026-0007/versions/2", "/api/consultations/JR-2026-0007/versions/2")
    assert len({paths(kind, "x") for kind in Kind if kind is not Kind.VERSION}) == len(Kind) - 1


@pytest.mark.parametrize(
    ("typed", "code"),
    [(None, "idempotency-key-missing"), ("", "idempotency-key-missing"), ("short", "idempotency-key-unreadable"), ("with a space", "idempotency-key-unreadable"), ("кључ-захтева", "idempotency-key-unreadable"), ("x" * 256, "idempotency-key-unreadable")],
)  # fmt: skip
def test_a_key_that_is_none(typed, code):
    with pytest.raises(Malformed, match=code):
        check_idempotency_key(typed)


def test_scopes_come_in_their_order_and_a_token_has_an_end():
    assert [scope.value for scope in check_scopes(["webhooks", "comments:read", "webhooks"])] == ["comments:read", "webhooks"]
    with pytest.raises(Malformed, match="token-days"):
        token_end(datetime(2026, 1, 1, tzinfo=UTC), 0)
