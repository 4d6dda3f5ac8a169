"""The registration of an activity and those who registered or came."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, Index, text
from sqlmodel import Field, SQLModel

from dialog_tracker.storage.columns import id_field, instant_field, text_field


class Registration(SQLModel, table=True):
    """How one registers for an activity; the end is the first instant that is too late."""

    __tablename__ = "registration"
    __table_args__ = (
        CheckConstraint("closes_at > opens_at", name="order"),
        CheckConstraint("seats IS NULL OR seats > 0", name="seats"),
    )

    activity_id: UUID = Field(foreign_key="activity.id", primary_key=True, ondelete="CASCADE")
    opens_at: datetime = instant_field()
    closes_at: datetime = instant_field()
    seats: int | None = Field(default=None)
    note: str = text_field(default="")
    changed_by: UUID | None = Field(default=None)
    changed_at: datetime = instant_field()


class Attendee(SQLModel, table=True):
    """Somebody who registered, or was entered at the door; an address registers once for one activity.

    `digest` is of the secret in the letter, by which one cancels; `named` is the consent to stand by name in a list that leaves the office.
    """

    __tablename__ = "attendee"
    __table_args__ = (
        Index("uq_attendee_email", "activity_id", "email", unique=True, postgresql_where=text("email <> '' AND cancelled_at IS NULL")),
        Index("ix_attendee_order", "activity_id", "registered_at", "id"),
        CheckConstraint("cancelled_at IS NULL OR came IS NOT TRUE", name="cancelled"),
    )

    id: UUID = id_field()
    activity_id: UUID = Field(foreign_key="activity.id", ondelete="CASCADE")
    name: str = text_field()
    email: str = text_field(default="", index=True)
    organisation: str = text_field(default="")
    organisation_fold: str = text_field(default="", index=True)
    function: str = text_field(default="")
    language: str = text_field(default="sr-Cyrl")
    named: bool = Field(default=False)
    came: bool | None = Field(default=None)
    digest: str | None = text_field(default=None, nullable=True, unique=True)
    registered_at: datetime = instant_field()
    cancelled_at: datetime | None = instant_field(nullable=True)
    reminded_at: datetime | None = instant_field(nullable=True)
    entered_by: UUID | None = Field(default=None)
