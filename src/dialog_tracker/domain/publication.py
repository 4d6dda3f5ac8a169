"""Whether the texts of a submission are public: published, quarantined until a time, or withheld with a reason; never deleted.

Nobody has to end a quarantine: once its time has passed, the texts are public, whether or not any program runs that day.
"""

from collections.abc import Mapping
from datetime import datetime, timedelta
from enum import StrEnum

from dialog_tracker.domain.errors import Malformed

QUARANTINED = "quarantined"
MOST_QUARANTINE_HOURS = 30 * 24


class WithholdingReason(StrEnum):
    """Why a whole submission is not published: the reasons for which words are left out, and those that concern the whole."""

    PERSONAL_DATA = "personal_data"
    INSULT = "insult"
    HATE_SPEECH = "hate_speech"
    CONFIDENTIAL = "confidential"
    COPYRIGHT = "copyright"
    OFF_TOPIC = "off_topic"
    SPAM = "spam"


_SAID: Mapping[str, str] = {
    QUARANTINED: "Текст чека проверу и још није објављен.",
    WithholdingReason.PERSONAL_DATA: "Текст се не објављује: лични подаци.",
    WithholdingReason.INSULT: "Текст се не објављује: увреда.",
    WithholdingReason.HATE_SPEECH: "Текст се не објављује: говор мржње.",
    WithholdingReason.CONFIDENTIAL: "Текст се не објављује: поверљиви подаци.",
    WithholdingReason.COPYRIGHT: "Текст се не објављује: заштићено ауторско дело.",
    WithholdingReason.OFF_TOPIC: "Текст се не објављује: није о овом нацрту.",
    WithholdingReason.SPAM: "Текст се не објављује: нежељена порука.",
}


def held_back(withheld: str, quarantined_until: datetime | None, now: datetime) -> str:
    """Say why texts are not public now: a reason, `quarantined`, or nothing where they are; the decision of a person goes first."""
    if withheld:
        return WithholdingReason(withheld)
    return QUARANTINED if quarantined_until is not None and quarantined_until > now else ""


def said_instead(held: str) -> str:
    """Give the sentence that stands in an outcome report in place of a text that is not public."""
    return _SAID[held]


def quarantine_end(now: datetime, hours: int) -> datetime:
    """Give the end of a quarantine; raises Malformed("quarantine-hours") below an hour and above thirty days."""
    if not 1 <= hours <= MOST_QUARANTINE_HOURS:
        raise Malformed("quarantine-hours", field="hours", limit=MOST_QUARANTINE_HOURS)
    return now + timedelta(hours=hours)
