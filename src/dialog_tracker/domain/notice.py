"""Following by mail: what is told, of what, how often; and the addresses by which one stops, which nobody can guess."""

import hmac
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from hashlib import sha256
from uuid import UUID
from zoneinfo import ZoneInfo

from dialog_tracker.domain.errors import NotFound

_ZONE = ZoneInfo("Europe/Belgrade")
_HOUR = time(7)  # digests are written before the working day
UNCONFIRMED_DAYS = 2  # an address that is not confirmed by then is forgotten


class NoticeKind(StrEnum):
    """What happened in public."""

    OPENED = "opened"
    EXTENDED = "extended"
    POSTPONED = "postponed"
    WITHDRAWN = "withdrawn"
    ANSWERED = "answered"
    REPORTED = "reported"
    CORRECTED = "corrected"
    STAGE = "stage"
    ACTIVITY = "activity"
    CALL = "call"
    SPOKE = "spoke"


class Followable(StrEnum):
    """What can be followed."""

    EVERYTHING = "everything"
    AUTHORITY = "authority"
    AREA = "area"
    ACT = "act"
    ORGANISATION = "organisation"
    SEARCH = "search"


class Rhythm(StrEnum):
    """How often somebody is written to; nothing is written where nothing happened."""

    AT_ONCE = "at_once"
    DAILY = "daily"
    WEEKLY = "weekly"


# Acts of the ledger that are told, and what they are; acts that are told only where they were public are looked up first.
KINDS = {
    "consultation-published": NoticeKind.OPENED,
    "consultation-followed": NoticeKind.OPENED,
    "consultation-extended": NoticeKind.EXTENDED,
    "consultation-postponed": NoticeKind.POSTPONED,
    "consultation-withdrawn": NoticeKind.WITHDRAWN,
    "answers-published": NoticeKind.ANSWERED,
    "report-published": NoticeKind.REPORTED,
    "report-corrected": NoticeKind.CORRECTED,
    "stage-noted": NoticeKind.STAGE,
    "activity-logged": NoticeKind.ACTIVITY,
    "activity-changed": NoticeKind.ACTIVITY,
    "group-call-announced": NoticeKind.CALL,
    "submission-received": NoticeKind.SPOKE,
    "submission-released": NoticeKind.SPOKE,
}


def newest_digest(rhythm: Rhythm, now: datetime) -> datetime:
    """Give the instant of the newest digest that is due by now: seven in the morning, on Mondays where it is weekly; now at once."""
    if rhythm is Rhythm.AT_ONCE:
        return now
    here = now.astimezone(_ZONE)
    day: date = here.date() if here.time() >= _HOUR else here.date() - timedelta(days=1)
    if rhythm is Rhythm.WEEKLY:
        day -= timedelta(days=day.weekday())
    return datetime.combine(day, _HOUR, _ZONE)


class Key(StrEnum):
    """What an address of a letter does."""

    CONFIRM = "c"
    STOP_ONE = "s"
    ALL = "a"


@dataclass(frozen=True, slots=True)
class Held:
    """What a key was written for."""

    key: Key
    id: UUID


def write_key(secret: bytes | str, key: Key, of: UUID) -> str:
    """Write the last part of an address in a letter; it needs no place in the database, since it proves itself."""
    return f"{key.value}{of.hex}{_proof(secret, key, of)}"


def read_key(secret: bytes | str, written: str) -> Held:
    """Read such a part; raises NotFound("link-spent") for one that was not written here."""
    try:
        held = Held(Key(written[:1]), UUID(hex=written[1:33]))
    except ValueError:
        raise NotFound("link-spent") from None
    if not hmac.compare_digest(_proof(secret, held.key, held.id).encode(), written[33:].encode()):
        raise NotFound("link-spent")
    return held


def _proof(secret: bytes | str, key: Key, of: UUID) -> str:
    spoken = secret.encode() if isinstance(secret, str) else secret
    return hmac.new(spoken, f"following:{key.value}:{of.hex}".encode(), sha256).hexdigest()[:40]
