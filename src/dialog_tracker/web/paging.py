"""Paging by key: an opaque cursor names the last row seen, so that page 180 costs as much as page 1."""

import base64
import binascii
import hashlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Generic, TypeVar
from uuid import UUID

import msgspec

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


@dataclass(frozen=True, slots=True)
class Cursors:
    """The cursors of one list under its filters: each says whose it is, so that no other list takes it for its own."""

    name: str
    filters: str

    @classmethod
    def of(cls, name: str, filters: Mapping[str, object]) -> "Cursors":
        """Name a list with what it is narrowed to; filters that narrow nothing count for nothing."""
        told = msgspec.json.encode(sorted((key, str(value)) for key, value in filters.items() if value not in (None, "")))
        return cls(name, hashlib.sha256(told).hexdigest()[:12])

    def write(self, *key: object) -> str:
        """Pack the key of the last row."""
        return write_cursor(msgspec.json.encode([self.name, self.filters, *key]).decode())

    def read(self, cursor: str | None, *kinds: Callable[[str], Any]) -> tuple[Any, ...] | None:
        """Unpack a key, each part by its kind; raises Malformed("cursor-unreadable") and Malformed("cursor-of-another-list")."""
        text = read_cursor(cursor)
        if text is None:
            return None
        try:
            name, filters, *key = msgspec.json.decode(text, type=list[Any])
        except (msgspec.DecodeError, ValueError, RecursionError):
            raise Malformed("cursor-unreadable") from None
        if name != self.name or filters != self.filters:
            raise Malformed("cursor-of-another-list", field="after", name=self.name)
        try:
            return tuple(kind(part) for kind, part in zip(kinds, key, strict=True))
        except (TypeError, ValueError, AttributeError):
            raise Malformed("cursor-unreadable") from None


def instant(text: str) -> datetime:
    """Read an aware instant of a cursor or a parameter; raises ValueError."""
    read = datetime.fromisoformat(text)
    if read.tzinfo is None or not 1900 <= read.year <= 9000:
        raise ValueError(text)
    return read


def number(key: Any) -> int:
    """Read a number of a cursor, small enough for the database; raises ValueError."""
    if not isinstance(key, int) or isinstance(key, bool) or abs(key) >= 2**63:
        raise ValueError(key)
    return key


def word(key: Any) -> str:
    """Read a word of a cursor, without the sign that no text of the database holds; raises ValueError."""
    if not isinstance(key, str) or "\x00" in key:
        raise ValueError(key)
    return key
