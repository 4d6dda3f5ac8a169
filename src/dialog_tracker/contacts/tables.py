"""Contact points with the dates of their mandates, and files of organisations and of contact points that came to be taken in.

A contact point need not have an account: `person_id` is empty then. Dates are days of the office, both counted.
"""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, Column, Index
from sqlalchemy.dialects.postgresql import JSONB
from sqlmodel import Field, SQLModel

from dialog_tracker.domain.contact_point import Duty
from dialog_tracker.domain.directory_columns import ListKind
from dialog_tracker.storage.columns import id_field, instant_field, one_of, text_field


class ContactPoint(SQLModel, table=True):
    """Somebody who answers for an authority; what the public sees beside the function is its owner's choice."""

    __tablename__ = "contact_point"
    __table_args__ = (
        one_of("duty", Duty),
        CheckConstraint("last_on IS NULL OR begins_on IS NULL OR last_on >= begins_on", name="validity"),
        CheckConstraint("follows_id IS DISTINCT FROM id", name="follows_other"),
        Index("ix_contact_point_last_on", "last_on"),
    )

    id: UUID = id_field()
    authority_id: UUID = Field(foreign_key="authority.id", index=True)
    person_id: UUID | None = Field(default=None, foreign_key="person.id", index=True)
    duty: str = text_field()
    name: str = text_field()
    function: str = text_field(default="")
    email: str = text_field(default="")
    telephone: str = text_field(default="")
    shows_name: bool = Field(default=True)
    shows_email: bool = Field(default=True)
    shows_telephone: bool = Field(default=True)
    begins_on: date | None = Field(default=None)
    last_on: date | None = Field(default=None)
    decision: str = text_field(default="")
    note: str = text_field(default="")
    follows_id: UUID | None = Field(default=None, foreign_key="contact_point.id", index=True)
    created_by: UUID | None = Field(default=None)
    created_at: datetime = instant_field()
    changed_at: datetime = instant_field()


class DirectoryFile(SQLModel, table=True):
    """A list that came as a table: its sheets as they were read, how their columns are read, and what became of each row."""

    __tablename__ = "directory_file"
    __table_args__ = (
        one_of("kind", ListKind),
        one_of("state", ("waiting", "taken", "dropped")),
        CheckConstraint("(state = 'waiting') = (finished_at IS NULL)", name="finished"),
    )

    id: UUID = id_field()
    kind: str = text_field()
    name: str = text_field()
    state: str = text_field(default="waiting")
    sheets: list[Any] = Field(sa_column=Column(JSONB, nullable=False))
    columns: dict[str, Any] = Field(sa_column=Column(JSONB, nullable=False))
    fates: list[Any] = Field(sa_column=Column(JSONB, nullable=False))
    created_by: UUID | None = Field(default=None)
    created_at: datetime = instant_field()
    finished_at: datetime | None = instant_field(nullable=True)


class DirectoryColumns(SQLModel, table=True):
    """How the columns of a list with this header were read, for the next one."""

    __tablename__ = "directory_columns"
    __table_args__ = (one_of("kind", ListKind),)

    kind: str = text_field(primary_key=True)
    header: str = text_field(primary_key=True)
    columns: dict[str, Any] = Field(sa_column=Column(JSONB, nullable=False))
    chosen_at: datetime = instant_field()
