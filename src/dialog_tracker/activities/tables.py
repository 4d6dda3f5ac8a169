"""Activities with their dates, places and stated counts, and who was invited to a consultation."""

from datetime import date, datetime, time
from uuid import UUID

from sqlalchemy import CheckConstraint, UniqueConstraint
from sqlmodel import Field, SQLModel

from dialog_tracker.domain.activity import ActivityKind, InvitationChannel, Qualifier
from dialog_tracker.storage.columns import id_field, instant_field, one_of, text_field


class Activity(SQLModel, table=True):
    """One activity; the count keeps the qualifier it was stated with."""

    __tablename__ = "activity"
    __table_args__ = (
        one_of("kind", ActivityKind),
        one_of("qualifier", Qualifier),
        CheckConstraint("ends_on >= starts_on", name="dates"),
        CheckConstraint("(participants IS NULL) = (qualifier = 'not_stated')", name="count_needs_qualifier"),
    )

    id: UUID = id_field()
    authority_id: UUID = Field(foreign_key="authority.id", index=True)
    consultation_id: UUID | None = Field(default=None, foreign_key="consultation.id", index=True)
    kind: str = text_field()
    title: str = text_field()
    title_latn: str = text_field()
    starts_on: date
    ends_on: date
    starts_time: time | None = Field(default=None)
    ends_time: time | None = Field(default=None)
    link: str = text_field(default="")
    place: str = text_field(default="")
    place_latn: str = text_field(default="")
    participants: int | None = Field(default=None)
    qualifier: str = text_field(default=Qualifier.NOT_STATED)
    unit: str = text_field(default="persons")
    note: str = text_field(default="")
    created_by: UUID | None = Field(default=None)
    created_at: datetime = instant_field()


class Invitation(SQLModel, table=True):
    """Somebody invited to a consultation: by what channel, when, and whether an answer came."""

    __tablename__ = "invitation"
    __table_args__ = (one_of("channel", InvitationChannel), UniqueConstraint("consultation_id", "name", "channel"))

    id: UUID = id_field()
    consultation_id: UUID = Field(foreign_key="consultation.id", index=True)
    organisation_id: UUID | None = Field(default=None, foreign_key="organisation.id")
    name: str = text_field()
    name_latn: str = text_field()
    channel: str = text_field()
    invited_on: date
    answered_on: date | None = Field(default=None)
    created_by: UUID | None = Field(default=None)
    created_at: datetime = instant_field()
