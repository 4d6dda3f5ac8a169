"""Registration for an activity and its attendance list: when it is open, who has a seat, who came, and whose name may be shown on.

Names belong to those who bear them: a list that leaves the office carries the names of those who agreed, and only counts the others.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from dialog_tracker.domain.errors import Conflict, DialogError, FieldErrors, Malformed
from dialog_tracker.domain.script import fold
from dialog_tracker.domain.vague_date import DatePrecision, When

MOST_SEATS = 100_000
REMINDED_BEFORE = timedelta(days=1)  # on the eve, or on the day itself where the eve was missed


class Door(StrEnum):
    """Whether one may register now."""

    NOT_YET = "not_yet"
    OPEN = "open"
    OVER = "over"


@dataclass(frozen=True, slots=True)
class Opening:
    """From when until when one may register, the end not counted, and for how many there is a seat; None is for all."""

    opens_at: datetime
    closes_at: datetime
    seats: int | None = None

    def door(self, now: datetime) -> Door:
        """Tell whether one may register at an instant."""
        if now < self.opens_at:
            return Door.NOT_YET
        return Door.OPEN if now < self.closes_at else Door.OVER


def check_opening(opening: Opening, when: When, last_moment: datetime) -> None:
    """Raise FieldErrors for a registration that cannot be held: no day is known, it ends before it begins, or after the activity.

    `last_moment` is the end of the activity in its own zone.
    """
    errors: dict[str, DialogError] = {}
    if when.precision not in (DatePrecision.DAY, DatePrecision.PERIOD):
        errors["opens_on"] = Malformed("registration-needs-a-day", field="opens_on")
    if opening.closes_at <= opening.opens_at:
        errors["closes_on"] = Malformed("registration-ends-before", field="closes_on")
    elif opening.closes_at > last_moment:
        errors["closes_on"] = Malformed("registration-after-activity", field="closes_on")
    if opening.seats is not None and not 0 < opening.seats <= MOST_SEATS:
        errors["seats"] = Malformed("number-required", field="seats", least=1)
    if errors:
        raise FieldErrors(errors)


def check_open(opening: Opening, now: datetime) -> None:
    """Raise Conflict("registration-not-yet") or Conflict("registration-over"), each with the official time."""
    match opening.door(now):
        case Door.NOT_YET:
            raise Conflict("registration-not-yet", at=opening.opens_at)
        case Door.OVER:
            raise Conflict("registration-over", at=opening.closes_at)


def has_seat(place: int, seats: int | None) -> bool:
    """Tell whether somebody who registered as the given one, counted from 1 without those who cancelled, has a seat or waits for one."""
    return seats is None or place <= seats


@dataclass(frozen=True, slots=True)
class Attendee:
    """Somebody on the list: `came` is None until the office says; `named` where the name may stand in a list that leaves the office."""

    name: str
    organisation: str
    named: bool
    came: bool | None = None
    waits: bool = False


@dataclass(frozen=True, slots=True)
class Headcount:
    """How many registered, wait for a seat, and came, in persons; and from how many organisations they came."""

    registered: int
    waiting: int
    came: int
    organisations: int


def headcount(people: Sequence[Attendee]) -> Headcount:
    """Count a list; an organisation counts once however its name was typed in either script, and no name is no organisation."""
    here = [one for one in people if one.came]
    of = {fold(one.organisation) for one in here if one.organisation}
    return Headcount(len(people), sum(one.waits for one in people), len(here), len(of))


@dataclass(frozen=True, slots=True)
class RollEntry:
    """An organisation on the attendance list: names of those who agreed, and how many more came."""

    organisation: str
    names: tuple[str, ...]
    unnamed: int

    @property
    def persons(self) -> int:
        """Count all who came from it."""
        return len(self.names) + self.unnamed


def roll(people: Iterable[Attendee]) -> tuple[RollEntry, ...]:
    """Make the attendance list by organisation, by name; those who came for themselves stand last under an empty name."""
    found: dict[str, list[Attendee]] = {}
    for one in people:
        if one.came:
            found.setdefault(fold(one.organisation), []).append(one)
    entries = [
        RollEntry(of[0].organisation, tuple(sorted(one.name for one in of if one.named)), sum(not one.named for one in of))
        for of in found.values()
    ]
    return tuple(sorted(entries, key=lambda entry: (not entry.organisation, fold(entry.organisation))))
