"""Reading posted forms: plain fields, enumerations, dates, and the key that makes a double click harmless."""

import re
import secrets
from collections.abc import Mapping
from datetime import date, time
from enum import StrEnum
from typing import Any, TypeVar
from uuid import UUID

from litestar.datastructures import FormMultiDict, UploadFile

from dialog_tracker.domain.comment import is_visible
from dialog_tracker.domain.errors import DialogError, FieldErrors, Malformed

Choice = TypeVar("Choice", bound=StrEnum)
_KEY = re.compile(r"[A-Za-z0-9_-]{16,64}")
_SERBIAN_DATE = re.compile(r"(\d{1,2})\.\s*(\d{1,2})\.\s*(\d{4})\.?")


def new_form_key() -> str:
    """Make the idempotency key that a form carries from the moment it is shown."""
    return secrets.token_urlsafe(24)


def uuid_of(typed: str) -> UUID | None:
    """Read an id from a form; None where it is none."""
    try:
        return UUID(typed)
    except ValueError:
        return None


class Form:
    """A posted form; every read notes what was wrong, and `check` raises it all at once."""

    def __init__(self, fields: FormMultiDict | Mapping[str, Any]) -> None:
        """Keep the fields."""
        self.fields = fields
        self.errors: dict[str, DialogError] = {}

    def text(self, name: str, *, required: bool = False, limit: int = 1000) -> str:
        """Read a text, trimmed at both ends."""
        value = self.fields.get(name, "")
        text = value.strip() if isinstance(value, str) else ""
        if required and not is_visible(text):
            self.errors[name] = Malformed("field-required", field=name)
        if len(text) > limit:
            self.errors[name] = Malformed("text-too-long", field=name, length=len(text), limit=limit)
        return text

    def long_text(self, name: str) -> str:
        """Read a text as typed; its length is the law book's to judge."""
        value = self.fields.get(name, "")
        return value if isinstance(value, str) else ""

    def choice(self, name: str, kind: type[Choice], default: Choice | None = None) -> Choice:
        """Read one of an enumeration."""
        typed = self.fields.get(name, "")
        try:
            return kind(typed) if typed or default is None else default
        except ValueError:
            self.errors[name] = Malformed("choice-required", field=name)
            return default or next(iter(kind))

    def day(self, name: str, *, required: bool = True) -> date | None:
        """Read a date as a browser sends it (2026-11-30) or as people write it (30.11.2026.)."""
        typed = self.text(name)
        if not typed:
            if required:
                self.errors[name] = Malformed("field-required", field=name)
            return None
        try:
            match = _SERBIAN_DATE.fullmatch(typed)
            return date(int(match[3]), int(match[2]), int(match[1])) if match else date.fromisoformat(typed)
        except ValueError:
            self.errors[name] = Malformed("date-unreadable", field=name)
            return None

    def time_of_day(self, name: str) -> time | None:
        """Read a time („15.30” or 15:30), None where the field is empty."""
        typed = self.text(name).replace(".", ":")
        if not typed:
            return None
        try:
            hour, _, minute = typed.partition(":")
            return time(int(hour), int(minute or 0))
        except ValueError:
            self.errors[name] = Malformed("time-unreadable", field=name)
            return None

    def whole(self, name: str, *, least: int = 0, required: bool = True) -> int | None:
        """Read a whole number."""
        typed = self.text(name)
        if not typed and not required:
            return None
        if not (typed.isascii() and typed.isdigit()) or len(typed) > 9 or int(typed) < least:
            self.errors[name] = Malformed("number-required", field=name, least=least)
            return None
        return int(typed)

    def checked(self, name: str) -> bool:
        """Tell whether a box was ticked."""
        return bool(self.fields.get(name))

    def several(self, name: str) -> list[str]:
        """Read which boxes of a group were ticked: each is a field of its own, „areas-sport”."""
        return [field.removeprefix(f"{name}-") for field in self.fields if field.startswith(f"{name}-")]

    async def file(self, name: str, limit: int) -> tuple[str, bytes]:
        """Read an uploaded file with its name, at most one byte beyond a limit; raises Malformed("attachment-empty") without one."""
        given = self.fields.get(name)
        if not isinstance(given, UploadFile) or not given.filename:
            raise Malformed("attachment-empty", field=name)
        return given.filename, await given.read(limit + 1)

    def key(self) -> str:
        """Read the idempotency key; a form without one was not made by us."""
        typed = self.text("form_key")
        if not _KEY.fullmatch(typed):
            raise Malformed("form-key-missing")
        return typed

    def check(self) -> None:
        """Raise FieldErrors with everything that was wrong."""
        if self.errors:
            raise FieldErrors(self.errors)
