"""Paging by key: an opaque cursor names the last row seen, so that page 180 costs as much as page 1."""

import base64
import binascii
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Generic, TypeVar
from uuid import UUID

from dialog_tracker.domain.errors import Malformed

Row = TypeVar("Row")
PAGE_SIZE = 50


@dataclass(frozen=True, slots=True)
class Page(Generic[Row]):
    """Some rows of a list and the cursor of the next page, None on the last one."""

    rows: Sequence[Row]
    next: str | None


def write_cursor(key: str | int) -> str:
    """Pack the key of the last row."""
    return base64.urlsafe_b64encode(str(key).encode()).decode().rstrip("=")


def read_cursor(cursor: str | None) -> str | None:
    """Unpack a cursor; raises Malformed("cursor-unreadable")."""
    if not cursor:
        return None
    try:
        return base64.b64decode(cursor + "=" * (-len(cursor) % 4), altchars=b"-_", validate=True).decode()
    except (binascii.Error, UnicodeDecodeError, ValueError):
        raise Malformed("cursor-unreadable") from None


def read_number_cursor(cursor: str | None) -> int | None:
    """Unpack a cursor that holds a number."""
    key = read_cursor(cursor)
    if key is None:
        return None
    if not key.lstrip("-").isdigit() or len(key) > 18:
        raise Malformed("cursor-unreadable")
    return int(key)


def write_closed_cursor(ended: datetime, last: UUID) -> str:
    """Pack the key of a list that goes back in time."""
    return write_cursor(f"{ended.isoformat()} {last}")


def read_closed_cursor(cursor: str | None) -> tuple[datetime, UUID] | None:
    """Unpack the key of a list that goes back in time."""
    key = read_cursor(cursor)
    if key is None:
        return None
    try:
        ended, last = key.split(" ")
        return datetime.fromisoformat(ended), UUID(last)
    except ValueError:
        raise Malformed("cursor-unreadable") from None
