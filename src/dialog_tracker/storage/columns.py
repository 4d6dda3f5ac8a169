"""What tables of all rooms share: ids, instants, and a text kept with its language, script, Latin and folded form."""

import secrets
import time
from collections.abc import Sequence
from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, Column, DateTime, Text
from sqlmodel import Field, SQLModel

SQLModel.metadata.naming_convention = {
    "pk": "pk_%(table_name)s",
    "fk": "fk_%(table_name)s_%(column_0_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
}

metadata = SQLModel.metadata


def new_id() -> UUID:
    """Make a UUIDv7: milliseconds first, so that ids sort by age, then 74 random bits [RFC 9562, 5.7]."""
    milliseconds = time.time_ns() // 1_000_000
    value = (milliseconds & 0xFFFFFFFFFFFF) << 80 | 0x7 << 76 | secrets.randbits(12) << 64 | 0b10 << 62 | secrets.randbits(62)
    return UUID(int=value)


def id_field() -> Any:
    """Declare the primary key."""
    return Field(default_factory=new_id, primary_key=True)


def text_field(*, default: Any = ..., nullable: bool = False, **options: Any) -> Any:
    """Declare a text of any length; `options` are those of a field (unique, index, primary_key, foreign_key)."""
    if default is ...:
        return Field(sa_type=Text, nullable=nullable, **options)
    return Field(default=default, sa_type=Text, nullable=nullable, **options)


def instant_field(*, nullable: bool = False, index: bool = False) -> Any:
    """Declare an aware instant; the value always comes from the clock, never from the database's default."""
    column = Column(DateTime(timezone=True), nullable=nullable, index=index)
    return Field(default=None, sa_column=column) if nullable else Field(sa_column=column)


def one_of(column: str, values: type[StrEnum] | Sequence[str], name: str | None = None) -> CheckConstraint:
    """Make the CHECK that holds a text column to the values of an enumeration."""
    allowed = ", ".join(f"'{value!s}'" for value in values)
    return CheckConstraint(f"{column} IN ({allowed})", name=name or column)


__all__ = ["datetime", "id_field", "instant_field", "metadata", "new_id", "one_of", "text_field"]
