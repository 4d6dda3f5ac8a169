"""Whether texts are public: the decision of a person first, then the clock."""

from datetime import UTC, datetime, timedelta

import pytest

from dialog_tracker.domain.errors import Malformed
from dialog_tracker.domain.publication import QUARANTINED, WithholdingReason, held_back, quarantine_end, said_instead
from dialog_tracker.domain.redaction import ReasonCode

NOON = datetime(2026, 11, 26, 12, tzinfo=UTC)
SECOND = timedelta(seconds=1)


@pytest.mark.parametrize(
    ("withheld", "until", "said"),
    [
        ("", None, ""),
        ("", NOON + SECOND, "quarantined"),
        ("", NOON, ""),
        ("", NOON - SECOND, ""),
        ("spam", None, "spam"),
        ("insult", NOON - SECOND, "insult"),
    ],
)
def test_a_quarantine_ends_at_its_very_second_by_itself(withheld: str, until: datetime | None, said: str) -> None:
    assert held_back(withheld, until, NOON) == said


def test_whatever_words_may_be_left_out_for_a_whole_may_be_withheld_for() -> None:
    assert {code.value for code in ReasonCode} < {reason.value for reason in WithholdingReason}


def test_every_reason_has_its_sentence() -> None:
    sentences = [said_instead(held) for held in (QUARANTINED, *WithholdingReason)]
    assert len(set(sentences)) == 8
    assert said_instead("off_topic") == "Текст се не објављује: није о овом нацрту."


def test_a_quarantine_lasts_from_an_hour_to_thirty_days() -> None:
    assert quarantine_end(NOON, 48) == datetime(2026, 11, 28, 12, tzinfo=UTC)
    assert quarantine_end(NOON, 720) == datetime(2026, 12, 26, 12, tzinfo=UTC)
    for hours in (0, 721):
        with pytest.raises(Malformed, match="quarantine-hours"):
            quarantine_end(NOON, hours)
