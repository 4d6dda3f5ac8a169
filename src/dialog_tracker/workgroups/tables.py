"""Working groups, their calls with what was nominated, scored and objected, and who sits in them and met when.

The stage of a call is not kept: it follows from its dates and from the instants of what was done. Addresses of those who were
nominated stand in the nomination alone and are never public.
"""

from datetime import date, datetime, time
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, Column, Index, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlmodel import Field, SQLModel

from dialog_tracker.domain.vague_date import DatePrecision
from dialog_tracker.domain.working_group import Seat
from dialog_tracker.storage.columns import id_field, instant_field, one_of, text_field


class WorkingGroup(SQLModel, table=True):
    """A group that an authority forms to draft an act; public once `published_at` is set."""

    __tablename__ = "working_group"
    __table_args__ = (
        CheckConstraint("seats >= 0", name="seats"),
        Index("ix_working_group_listed", text("published_at DESC"), text("id DESC")),
    )

    id: UUID = id_field()
    authority_id: UUID = Field(foreign_key="authority.id", index=True)
    act_id: UUID | None = Field(default=None, foreign_key="act.id", index=True)
    title: str = text_field()
    title_latn: str = text_field()
    title_en: str = text_field(default="")
    basis: str = text_field(default="")
    decision: str = text_field(default="")
    decided_on: date | None = Field(default=None)
    seats: int
    coordinator: str = text_field(default="")
    email: str = text_field(default="")
    revision: int = Field(default=1)
    published_at: datetime | None = instant_field(nullable=True)
    created_by: UUID | None = Field(default=None)
    created_at: datetime = instant_field()


class GroupCall(SQLModel, table=True):
    """A public call for members from civil society; one at a time runs for a group."""

    __tablename__ = "group_call"
    __table_args__ = (
        CheckConstraint("closes_at > opens_at", name="window"),
        CheckConstraint("objection_days >= 0", name="objection_days"),
        CheckConstraint("ranking_published_at IS NULL OR scoring_closed_at IS NOT NULL", name="ranking_after_scoring"),
        CheckConstraint("appointed_at IS NULL OR ranking_published_at IS NOT NULL", name="appointed_after_ranking"),
        Index(
            "uq_group_call_running",
            "group_id",
            unique=True,
            postgresql_where=text("withdrawn_at IS NULL AND appointed_at IS NULL"),
        ),
    )

    id: UUID = id_field()
    group_id: UUID = Field(foreign_key="working_group.id", index=True)
    opens_at: datetime = instant_field()
    closes_at: datetime = instant_field()
    time_zone: str = text_field()
    areas: str = text_field(default="")
    body: str = text_field(default="")
    criteria: list[Any] = Field(sa_column=Column(JSONB, nullable=False))
    objection_days: int
    scoring_closed_at: datetime | None = instant_field(nullable=True)
    ranking_published_at: datetime | None = instant_field(nullable=True)
    appointed_at: datetime | None = instant_field(nullable=True)
    appointment_reason: str = text_field(default="")
    withdrawn_at: datetime | None = instant_field(nullable=True)
    withdrawn_reason: str = text_field(default="")
    revision: int = Field(default=1)
    created_by: UUID | None = Field(default=None)
    created_at: datetime = instant_field()


class Nomination(SQLModel, table=True):
    """An organisation's candidate; there is none without the whole statement of the candidate."""

    __tablename__ = "nomination"
    __table_args__ = (CheckConstraint("accepts AND cv_true AND no_conflict", name="statement"),)

    id: UUID = id_field()
    call_id: UUID = Field(foreign_key="group_call.id", index=True)
    organisation_id: UUID = Field(foreign_key="organisation.id", index=True)
    organisation: str = text_field()
    candidate: str = text_field()
    function: str = text_field(default="")
    deputy: str = text_field(default="")
    email: str = text_field()
    motivation: str = text_field()
    cv: str = text_field()
    accepts: bool
    cv_true: bool
    no_conflict: bool
    shows_name: bool = Field(default=False)
    code: str = text_field(unique=True)
    received_at: datetime = instant_field()
    withdrawn_at: datetime | None = instant_field(nullable=True)


class NominationScore(SQLModel, table=True):
    """The points that one scorer gave a nomination, by criterion."""

    __tablename__ = "nomination_score"
    __table_args__ = (CheckConstraint("total >= 0", name="total"),)

    nomination_id: UUID = Field(foreign_key="nomination.id", primary_key=True)
    scorer_id: UUID = Field(foreign_key="person.id", primary_key=True)
    points: dict[str, Any] = Field(sa_column=Column(JSONB, nullable=False))
    total: int
    note: str = text_field(default="")
    scored_at: datetime = instant_field()


class NominationConflict(SQLModel, table=True):
    """A conflict of interest that a scorer declared: the nomination gets no points of theirs."""

    __tablename__ = "nomination_conflict"

    nomination_id: UUID = Field(foreign_key="nomination.id", primary_key=True)
    scorer_id: UUID = Field(foreign_key="person.id", primary_key=True)
    declared_at: datetime = instant_field()


class RankingObjection(SQLModel, table=True):
    """What somebody objected to a ranking, and what the office answered."""

    __tablename__ = "ranking_objection"
    __table_args__ = (CheckConstraint("(answered_at IS NULL) = (answer = '')", name="answered"),)

    id: UUID = id_field()
    call_id: UUID = Field(foreign_key="group_call.id", index=True)
    name: str = text_field()
    email: str = text_field()
    body: str = text_field()
    received_at: datetime = instant_field()
    answer: str = text_field(default="")
    answered_at: datetime | None = instant_field(nullable=True)
    answered_by: UUID | None = Field(default=None)


class GroupMember(SQLModel, table=True):
    """Somebody in a working group, from the decision until the last day, which counts."""

    __tablename__ = "group_member"
    __table_args__ = (
        one_of("seat", Seat),
        CheckConstraint("(seat = 'deputy') OR deputy_of IS NULL", name="deputy_of"),
        CheckConstraint("deputy_of IS DISTINCT FROM id", name="deputy_other"),
        CheckConstraint("ended_on IS NULL OR appointed_on IS NULL OR ended_on >= appointed_on", name="validity"),
    )

    id: UUID = id_field()
    group_id: UUID = Field(foreign_key="working_group.id", index=True)
    nomination_id: UUID | None = Field(default=None, foreign_key="nomination.id", index=True)
    organisation_id: UUID | None = Field(default=None, foreign_key="organisation.id", index=True)
    name: str = text_field()
    body: str = text_field(default="")
    seat: str = text_field()
    deputy_of: UUID | None = Field(default=None, foreign_key="group_member.id", index=True)
    is_cso: bool = Field(default=False)
    appointed_on: date | None = Field(default=None)
    decision: str = text_field(default="")
    ended_on: date | None = Field(default=None)
    created_by: UUID | None = Field(default=None)
    created_at: datetime = instant_field()


class GroupSession(SQLModel, table=True):
    """A session of a group, with its date as precisely as it is known."""

    __tablename__ = "group_session"
    __table_args__ = (
        one_of("date_precision", DatePrecision),
        CheckConstraint(
            "(starts_on IS NULL) = (date_precision = 'not_stated') AND (starts_on IS NULL) = (ends_on IS NULL)"
            " AND (ends_on IS NULL OR ends_on >= starts_on)",
            name="dates",
        ),
    )

    id: UUID = id_field()
    group_id: UUID = Field(foreign_key="working_group.id", index=True)
    starts_on: date | None = Field(default=None)
    ends_on: date | None = Field(default=None)
    date_precision: str = text_field()
    starts_time: time | None = Field(default=None)
    place: str = text_field(default="")
    online: bool = Field(default=False)
    agenda: str = text_field(default="")
    minutes: str = text_field(default="")
    minutes_link: str = text_field(default="")
    revision: int = Field(default=1)
    created_by: UUID | None = Field(default=None)
    created_at: datetime = instant_field()


class GroupPresence(SQLModel, table=True):
    """Who of a group was present at a session."""

    __tablename__ = "group_presence"

    session_id: UUID = Field(foreign_key="group_session.id", primary_key=True, ondelete="CASCADE")
    member_id: UUID = Field(foreign_key="group_member.id", primary_key=True)
