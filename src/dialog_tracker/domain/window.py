"""The window in which comments are taken: half-open in time, with extensions that never erase the old end."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from dialog_tracker.domain.errors import Malformed


class WindowChangeKind(StrEnum):
    """How a window was moved."""

    EXTENSION = "extension"
    POSTPONEMENT = "postponement"


@dataclass(frozen=True, slots=True)
class WindowChange:
    """One decision to move a window later, with its reason; instants are aware, an opening nobody recorded is None."""

    kind: WindowChangeKind
    old_opens_at: datetime | None
    new_opens_at: datetime | None
    old_closes_at: datetime
    new_closes_at: datetime
    reason: str
    decided_at: datetime


@dataclass(frozen=True, slots=True)
class Window:
    """From `opens_at` until just before `closes_at`, both aware instants; `zone` is the authority's."""

    opens_at: datetime
    closes_at: datetime
    zone: str = "Europe/Belgrade"

    def takes(self, instant: datetime) -> bool:
        """Tell whether an instant lies inside: the first second does, the closing one does not."""
        return self.opens_at <= instant < self.closes_at

    @property
    def opens_on(self) -> date:
        """The first day, in the authority's zone."""
        return self.opens_at.astimezone(ZoneInfo(self.zone)).date()

    @property
    def last_on(self) -> date:
        """The last day on which something can be sent, in the authority's zone."""
        return (self.closes_at.astimezone(ZoneInfo(self.zone)) - timedelta(microseconds=1)).date()

    @property
    def closing_time(self) -> time | None:
        """The printed closing time („до 15.30”), or None where the whole last day counts."""
        local = self.closes_at.astimezone(ZoneInfo(self.zone))
        return None if local.time() == time(0) else local.time()


def days_of(opens_at: datetime | None, closes_at: datetime, zone: str) -> tuple[date | None, date]:
    """Give the first and the last day of a window in a zone; an opening that nobody recorded stays None."""
    here = ZoneInfo(zone)
    last_on = (closes_at.astimezone(here) - timedelta(microseconds=1)).date()
    return (opens_at.astimezone(here).date() if opens_at else None), last_on


def window_of_days(opens_on: date, last_on: date, closing_time: time | None, zone: str) -> Window:
    """Make a window from the days that a call prints; without a closing time the last day counts until midnight.

    Raises Malformed("window-ends-before-it-opens").
    """
    here = ZoneInfo(zone)
    if closing_time == time(0):  # „до поноћи” means the end of the last day, not its beginning
        closing_time = None
    opens_at = datetime.combine(opens_on, time(0), here)
    closes_at = (
        datetime.combine(last_on, closing_time, here) if closing_time else datetime.combine(last_on + timedelta(days=1), time(0), here)
    )
    if closes_at <= opens_at:
        raise Malformed("window-ends-before-it-opens", opens_on=opens_on, last_on=last_on)
    return Window(opens_at.astimezone(UTC), closes_at.astimezone(UTC), zone)
