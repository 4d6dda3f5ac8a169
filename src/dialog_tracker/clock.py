"""The only place that reads the time. Everything else is given `now`, an aware instant in UTC."""

from collections.abc import Callable
from datetime import UTC, datetime

Clock = Callable[[], datetime]


def utc_now() -> datetime:
    """Read the clock: an aware instant in UTC."""
    return datetime.now(UTC)  # noqa: TID251  (this is the clock)
