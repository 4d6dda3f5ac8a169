"""Activities with their dates, places and stated counts."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import CheckConstraint
from sqlmodel import Field, SQLModel

from dialog_tracker.domain.activity import ActivityKind, Qualifier
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
    place: str = text_field(default="")
    place_latn: str = text_field(default="")
    participants: int | None = Field(default=None)
    qualifier: str = text_field(default=Qualifier.NOT_STATED)
    unit: str = text_field(default="persons")
    note: str = text_field(default="")
    created_by: UUID | None = Field(default=None)
    created_at: datetime = instant_field()
