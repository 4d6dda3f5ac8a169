"""What of an installation is well and what is not: measured facts go in, a verdict for each comes out."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

_LETTER_WAITS = timedelta(hours=1)
_FOLLOWER_RESTS = timedelta(minutes=10)
_COUNT_RESTS = timedelta(hours=26)  # figures are counted whole once a day, and in between when something happens
_DUMP_RESTS = timedelta(hours=36)
_LEAST_ROOM = 2 * 1024**3
_LEAST_SHARE = 0.05


@dataclass(frozen=True, slots=True)
class Follower:
    """How many acts of the ledger somebody has still to read, and when it last read."""

    name: str
    behind: int
    moved_at: datetime


@dataclass(frozen=True, slots=True)
class Vitals:
    """The facts of an installation, as they were measured at a moment."""

    at: datetime
    server: str
    revision: str
    known_revision: str
    letters_waiting: int
    oldest_letter: datetime | None
    letters_given_up: int
    jobs_queued: int
    jobs_running: int
    jobs_failed: int
    jobs_stalled: int
    room_free: int
    room_total: int
    followers: Sequence[Follower]
    counted_at: datetime | None
    dump_made_at: datetime | None
    sends_mail: bool
    lays_out_files: bool


def lags(follower: Follower, at: datetime) -> bool:
    """A follower lags when acts wait for it and it has not moved for a while."""
    return follower.behind > 0 and at - follower.moved_at > _FOLLOWER_RESTS


def verdicts(vitals: Vitals) -> Mapping[str, bool]:
    """Tell of each part whether it is well, in the order in which a person looks."""
    at = vitals.at
    late = vitals.sends_mail and vitals.oldest_letter is not None and at - vitals.oldest_letter > _LETTER_WAITS
    return {
        "database": True,  # whoever reads this was answered by it
        "schema": vitals.revision == vitals.known_revision,
        "letters": not late and not vitals.letters_given_up,
        "jobs": not vitals.jobs_failed and not vitals.jobs_stalled,
        "room": vitals.room_free >= _LEAST_ROOM and vitals.room_free >= vitals.room_total * _LEAST_SHARE,
        "followers": not any(lags(one, at) for one in vitals.followers),
        "counted": vitals.counted_at is not None and at - vitals.counted_at <= _COUNT_RESTS,
        "dump": vitals.dump_made_at is not None and at - vitals.dump_made_at <= _DUMP_RESTS,
        "mail": vitals.sends_mail,
        "libreoffice": vitals.lays_out_files,
    }
