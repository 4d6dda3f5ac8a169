"""How long personal data are kept, kind by kind, each with its beginning and its reason; an installation may decide otherwise.

No law of Serbia names these periods; they follow from the purpose for which the data were taken [Law on Personal Data Protection,
art. 5: limited storage]. What is part of the file of a regulation (texts, numbers, fingerprints, answers) is kept for good.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum

from dialog_tracker.domain.errors import Malformed

_YEAR = 365
_MOST_DAYS = 100 * _YEAR


class Kept(StrEnum):
    """A kind of personal data."""

    CONTACTS = "contacts"
    ORIGINALS = "originals"
    NOMINATIONS = "nominations"
    LETTERS = "letters"
    ATTENDANCE = "attendance"
    BASKETS = "baskets"
    UNCONFIRMED = "unconfirmed"
    SESSIONS = "sessions"
    LINKS = "links"
    COUNTERS = "counters"


class Since(StrEnum):
    """From when the time runs."""

    CONCLUDED = "concluded"
    CHOSEN = "chosen"
    SENT = "sent"
    HELD = "held"
    SAVED = "saved"
    MADE = "made"
    EXPIRED = "expired"
    COUNTED = "counted"


@dataclass(frozen=True, slots=True)
class Period:
    """How many days a kind of data is kept, from when, and why no shorter."""

    kept: Kept
    days: int
    since: Since

    @property
    def reason(self) -> str:
        """Say why no shorter."""
        return REASONS[self.kept]

    def before(self, now: datetime) -> datetime:
        """Give the instant before which data of this kind are forgotten."""
        return now - timedelta(days=self.days)


REASONS: Mapping[Kept, str] = {
    Kept.CONTACTS: "answers may be asked about until the act is adopted",
    Kept.ORIGINALS: "they prove what was received by other ways than this service",
    Kept.NOMINATIONS: "the choice of members may be disputed",
    Kept.LETTERS: "whether a letter went out may be asked about",
    Kept.ATTENDANCE: "a donor or an overseer may ask who took part",
    Kept.BASKETS: "what was begun may be finished later",
    Kept.UNCONFIRMED: "the address may still be confirmed",
    Kept.SESSIONS: "an ended session is of no use",
    Kept.LINKS: "an old link can be told from a false one",
    Kept.COUNTERS: "they hold addresses of computers, by which too many tries are refused",
}
PERIODS = (
    Period(Kept.CONTACTS, 2 * _YEAR, Since.CONCLUDED),
    Period(Kept.ORIGINALS, 5 * _YEAR, Since.CONCLUDED),
    Period(Kept.NOMINATIONS, 2 * _YEAR, Since.CHOSEN),
    Period(Kept.LETTERS, 90, Since.SENT),
    Period(Kept.ATTENDANCE, 2 * _YEAR, Since.HELD),
    Period(Kept.BASKETS, 180, Since.SAVED),
    Period(Kept.UNCONFIRMED, 30, Since.MADE),
    Period(Kept.SESSIONS, 0, Since.EXPIRED),
    Period(Kept.LINKS, 30, Since.EXPIRED),
    Period(Kept.COUNTERS, 1, Since.COUNTED),
)


def periods_with(typed: str) -> tuple[Period, ...]:
    """Give the periods with those of an installation in place, as in `contacts=1095, letters=30`, in days.

    Raises Malformed("setting-unreadable") for a kind that there is not and for what is no number of days.
    """
    own = _own(typed)
    return tuple(replace(period, days=own.get(period.kept, period.days)) for period in PERIODS)


def _own(typed: str) -> Mapping[Kept, int]:
    found: dict[Kept, int] = {}
    for part in filter(None, (part.strip() for part in typed.split(","))):
        name, _, days = (word.strip() for word in part.partition("="))
        if name not in list(Kept) or not days.isascii() or not days.isdigit() or int(days) > _MOST_DAYS:
            raise Malformed("setting-unreadable", name="retention", value=part)
        found[Kept(name)] = int(days)
    return found
