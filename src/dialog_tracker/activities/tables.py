"""Programmes and activities with their dates, places and stated counts, and who was invited to a consultation."""

from datetime import date, datetime, time
from uuid import UUID

from sqlalchemy import CheckConstraint, Index, UniqueConstraint, text
from sqlmodel import Field, SQLModel

from dialog_tracker.domain.activity import ActivityKind, CountUnit, InvitationChannel, PartyRole, Qualifier
from dialog_tracker.domain.vague_date import DatePrecision
from dialog_tracker.storage.columns import id_field, instant_field, one_of, text_field


def _dates() -> CheckConstraint:
    told = "(starts_on IS NULL) = (date_precision = 'not_stated') AND (starts_on IS NULL) = (ends_on IS NULL)"
    return CheckConstraint(f"{told} AND (ends_on IS NULL OR ends_on >= starts_on)", name="dates")


def _of_one() -> CheckConstraint:
    return CheckConstraint("(programme_id IS NULL) <> (activity_id IS NULL)", name="of_one")


class Programme(SQLModel, table=True):
    """A programme of policy dialogue: what it is for, who pays and who carries it out, from when to when."""

    __tablename__ = "programme"
    __table_args__ = (_dates(), one_of("date_precision", DatePrecision))

    id: UUID = id_field()
    authority_id: UUID = Field(foreign_key="authority.id", index=True)
    slug: str = text_field(unique=True)
    name: str = text_field()
    name_latn: str = text_field()
    name_en: str = text_field(default="")
    aims: str = text_field(default="")
    aims_latn: str = text_field(default="")
    aims_en: str = text_field(default="")
    starts_on: date | None = Field(default=None)
    ends_on: date | None = Field(default=None)
    date_precision: str = text_field(default=DatePrecision.NOT_STATED)
    source: str = text_field(default="")
    revision: int = Field(default=1)
    published_at: datetime | None = instant_field(nullable=True)
    created_by: UUID | None = Field(default=None)
    created_at: datetime = instant_field()


class Activity(SQLModel, table=True):
    """One activity, or a series told as one (`occurrences`); the count and the dates keep the precision they were stated with.

    `series_id` names the row that stands for the whole series. An activity of a consultation is public with it; any other once
    `published_at` is set.
    """

    __tablename__ = "activity"
    __table_args__ = (
        one_of("kind", ActivityKind),
        one_of("qualifier", Qualifier),
        one_of("date_precision", DatePrecision),
        one_of("unit", CountUnit),
        _dates(),
        CheckConstraint("(participants IS NULL) = (qualifier = 'not_stated')", name="count_needs_qualifier"),
        CheckConstraint("consultation_id IS NULL OR date_precision = 'day'", name="event_has_a_day"),
        CheckConstraint("occurrences > 0", name="occurrences"),
        CheckConstraint("series_id IS DISTINCT FROM id", name="series_other"),
        Index("ix_activity_listed", text("starts_on DESC NULLS LAST"), text("id DESC"), postgresql_where=text("consultation_id IS NULL")),
    )

    id: UUID = id_field()
    authority_id: UUID = Field(foreign_key="authority.id", index=True)
    programme_id: UUID | None = Field(default=None, foreign_key="programme.id", index=True)
    consultation_id: UUID | None = Field(default=None, foreign_key="consultation.id", index=True)
    act_id: UUID | None = Field(default=None, foreign_key="act.id", index=True)
    series_id: UUID | None = Field(default=None, foreign_key="activity.id", index=True)
    occurrences: int = Field(default=1)
    kind: str = text_field()
    title: str = text_field()
    title_latn: str = text_field()
    title_en: str = text_field(default="")
    starts_on: date | None = Field(default=None)
    ends_on: date | None = Field(default=None)
    date_precision: str = text_field(default=DatePrecision.DAY)
    starts_time: time | None = Field(default=None)
    ends_time: time | None = Field(default=None)
    link: str = text_field(default="")
    place: str = text_field(default="")
    place_latn: str = text_field(default="")
    online: bool = Field(default=False)
    participants: int | None = Field(default=None)
    qualifier: str = text_field(default=Qualifier.NOT_STATED)
    unit: str = text_field(default=CountUnit.PERSONS)
    source: str = text_field(default="")
    agenda: str = text_field(default="")
    minutes: str = text_field(default="")
    note: str = text_field(default="")
    revision: int = Field(default=1)
    published_at: datetime | None = instant_field(nullable=True)
    created_by: UUID | None = Field(default=None)
    created_at: datetime = instant_field()


class ActivityPlace(SQLModel, table=True):
    """A town in which an activity was held; a series may have several."""

    __tablename__ = "activity_place"

    activity_id: UUID = Field(foreign_key="activity.id", primary_key=True, ondelete="CASCADE")
    position: int = Field(primary_key=True)
    name: str = text_field()
    name_latn: str = text_field()
    name_fold: str = text_field(index=True)
    country: str = text_field(default="RS")


class Party(SQLModel, table=True):
    """Who carried out, paid for, or took part in running a programme or an activity."""

    __tablename__ = "activity_party"
    __table_args__ = (one_of("role", PartyRole), _of_one())

    id: UUID = id_field()
    programme_id: UUID | None = Field(default=None, foreign_key="programme.id", index=True, ondelete="CASCADE")
    activity_id: UUID | None = Field(default=None, foreign_key="activity.id", index=True, ondelete="CASCADE")
    position: int
    role: str = text_field()
    name: str = text_field()
    name_latn: str = text_field()


class StatedFigure(SQLModel, table=True):
    """A figure somebody stated of a programme or an activity, kept as stated with its source; it is never replaced by a sum.

    `sector` is filled where the figure is a part of the count of participants; `measure` names what is computed of the same thing.
    """

    __tablename__ = "stated_figure"
    __table_args__ = (
        one_of("qualifier", Qualifier),
        one_of("unit", CountUnit),
        _of_one(),
        CheckConstraint("value >= 0 AND qualifier <> 'not_stated'", name="value"),
    )

    id: UUID = id_field()
    programme_id: UUID | None = Field(default=None, foreign_key="programme.id", index=True, ondelete="CASCADE")
    activity_id: UUID | None = Field(default=None, foreign_key="activity.id", index=True, ondelete="CASCADE")
    position: int
    value: int
    qualifier: str = text_field()
    unit: str = text_field()
    of_what: str = text_field()
    of_what_latn: str = text_field()
    of_what_en: str = text_field(default="")
    sector: str = text_field(default="")
    measure: str = text_field(default="")
    source: str = text_field(default="")


class ActivityOutput(SQLModel, table=True):
    """What came of an activity or a programme: a publication, a file, minutes kept elsewhere."""

    __tablename__ = "activity_output"
    __table_args__ = (_of_one(),)

    id: UUID = id_field()
    programme_id: UUID | None = Field(default=None, foreign_key="programme.id", index=True, ondelete="CASCADE")
    activity_id: UUID | None = Field(default=None, foreign_key="activity.id", index=True, ondelete="CASCADE")
    position: int
    title: str = text_field()
    title_latn: str = text_field()
    link: str = text_field(default="")
    sha256: str | None = text_field(default=None, nullable=True, foreign_key="stored_file.sha256")
    file_name: str = text_field(default="")


class Invitation(SQLModel, table=True):
    """Somebody invited to a consultation, an activity or a working group: by what channel, when, and what became of it.

    `delivered` and `came` are None where nobody said; `organisation_id` is filled where the directory knew the name.
    """

    __tablename__ = "invitation"
    __table_args__ = (
        one_of("channel", InvitationChannel),
        CheckConstraint("num_nonnulls(consultation_id, activity_id, group_id) = 1", name="of_one"),
        UniqueConstraint("consultation_id", "activity_id", "group_id", "name", "channel", postgresql_nulls_not_distinct=True),
    )

    id: UUID = id_field()
    authority_id: UUID = Field(foreign_key="authority.id", index=True)
    consultation_id: UUID | None = Field(default=None, foreign_key="consultation.id", index=True)
    activity_id: UUID | None = Field(default=None, foreign_key="activity.id", index=True, ondelete="CASCADE")
    group_id: UUID | None = Field(default=None, foreign_key="working_group.id", index=True, ondelete="CASCADE")
    organisation_id: UUID | None = Field(default=None, foreign_key="organisation.id", index=True)
    name: str = text_field()
    name_latn: str = text_field()
    channel: str = text_field()
    invited_on: date
    answered_on: date | None = Field(default=None)
    delivered: bool | None = Field(default=None)
    came: bool | None = Field(default=None)
    created_by: UUID | None = Field(default=None)
    created_at: datetime = instant_field()
