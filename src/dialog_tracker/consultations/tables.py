"""Consultations, changes of their windows, obligations as last worked out, steps done and the series of numbers."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, Column, Index, UniqueConstraint
from sqlalchemy.dialects.postgresql import JSONB
from sqlmodel import Field, SQLModel

from dialog_tracker.domain.act import ActKind
from dialog_tracker.domain.consultation import Stage, Venue
from dialog_tracker.domain.obligation import Verdict
from dialog_tracker.domain.window import WindowChangeKind
from dialog_tracker.storage.columns import id_field, instant_field, one_of, text_field


class Consultation(SQLModel, table=True):
    """A procedure run on one version; open, closed and overdue are derived from its dates.

    One that runs elsewhere (on a state portal, by letters) has no version here, and its opening may be unknown.
    """

    __tablename__ = "consultation"
    __table_args__ = (
        one_of("stage", Stage),
        one_of("venue", Venue),
        CheckConstraint("venue = 'elsewhere' OR (version_id IS NOT NULL AND opens_at IS NOT NULL)", name="held_here"),
        CheckConstraint("closes_at > opens_at", name="window"),
        CheckConstraint("(stage = 'draft') = (published_at IS NULL) OR stage = 'withdrawn'", name="published"),
        Index("ix_consultation_list", "published_at", "id"),
        Index("ix_consultation_closes_at", "closes_at"),
        Index("ix_consultation_changed_at", "changed_at"),
    )

    id: UUID = id_field()
    reference: str = text_field(unique=True)
    authority_id: UUID = Field(foreign_key="authority.id", index=True)
    act_id: UUID = Field(foreign_key="act.id", index=True)
    version_id: UUID | None = Field(default=None, foreign_key="version.id")
    venue: str = text_field(default=Venue.HERE)
    source_url: str = text_field(default="")
    methods: list[str] = Field(sa_column=Column(JSONB, nullable=False))
    procedure_key: str = text_field()
    stage: str = text_field(default=Stage.DRAFT)
    opens_at: datetime | None = instant_field(nullable=True)
    closes_at: datetime = instant_field()
    time_zone: str = text_field()
    summary: str = text_field(default="")
    summary_latn: str = text_field(default="")
    coordinator: str = text_field(default="")
    coordinator_latn: str = text_field(default="")
    email: str = text_field(default="")
    postal_address: str = text_field(default="")
    postal_address_latn: str = text_field(default="")
    drafted_by: str = text_field(default="")
    working_group: str = text_field(default="")
    decision: str = text_field(default="")
    portal_url: str = text_field(default="")
    revision: int = Field(default=1)
    created_by: UUID | None = Field(default=None)
    created_at: datetime = instant_field()
    changed_at: datetime = instant_field()
    published_at: datetime | None = instant_field(nullable=True)
    withdrawn_at: datetime | None = instant_field(nullable=True)
    withdrawn_reason: str = text_field(default="")


class WindowChange(SQLModel, table=True):
    """A decision to extend or to postpone; the old dates stay on record."""

    __tablename__ = "window_change"
    __table_args__ = (
        one_of("kind", WindowChangeKind),
        CheckConstraint("kind <> 'extension' OR new_closes_at > old_closes_at", name="later"),
        CheckConstraint("kind <> 'postponement' OR new_opens_at > old_opens_at", name="opens_later"),
        CheckConstraint("new_closes_at > new_opens_at", name="window"),
    )

    id: UUID = id_field()
    consultation_id: UUID = Field(foreign_key="consultation.id", index=True)
    kind: str = text_field()
    old_opens_at: datetime | None = instant_field(nullable=True)
    new_opens_at: datetime | None = instant_field(nullable=True)
    old_closes_at: datetime = instant_field()
    new_closes_at: datetime = instant_field()
    reason: str = text_field()
    decided_by: UUID | None = Field(default=None)
    decided_at: datetime = instant_field()


class Obligation(SQLModel, table=True):
    """A legal duty of a consultation as last worked out, with the terms of the rule as they then were.

    Lists, feeds and reminders read it; whether an open one is late is told when it is read. Once a consultation is over it is frozen, and a later change of a rule leaves it alone.
    """

    __tablename__ = "obligation"
    __table_args__ = (
        one_of("verdict", [verdict for verdict in Verdict if verdict is not Verdict.LATE]),
        Index("ix_obligation_due_on", "due_on"),
    )

    consultation_id: UUID = Field(foreign_key="consultation.id", primary_key=True)
    rule_key: str = text_field(primary_key=True)
    position: int
    due_on: date | None = Field(default=None)
    verdict: str = text_field()
    reason: str = text_field()
    days_short: int = Field(default=0)
    days_late: int = Field(default=0)
    only_inclusive: bool = Field(default=False)
    below_usual: bool = Field(default=False)
    facts: dict[str, Any] = Field(sa_column=Column(JSONB, nullable=False))
    terms: dict[str, Any] = Field(sa_column=Column(JSONB, nullable=False))
    frozen: bool = Field(default=False)
    worked_out_at: datetime = instant_field()


class PlannedConsultation(SQLModel, table=True):
    """A consultation that an authority plans for a year; `consultation_id` names the one that came of it."""

    __tablename__ = "planned_consultation"
    __table_args__ = (
        one_of("act_kind", ActKind),
        CheckConstraint("until_on >= from_on", name="dates"),
        Index("ix_planned_consultation_year", "year", "authority_id"),
    )

    id: UUID = id_field()
    authority_id: UUID = Field(foreign_key="authority.id", index=True)
    year: int
    title: str = text_field()
    title_latn: str = text_field()
    act_kind: str = text_field()
    procedure_key: str = text_field()
    from_on: date
    until_on: date
    adoption_on: date | None = Field(default=None)
    methods: list[str] = Field(sa_column=Column(JSONB, nullable=False))
    note: str = text_field(default="")
    note_latn: str = text_field(default="")
    consultation_id: UUID | None = Field(default=None, foreign_key="consultation.id", index=True)
    created_by: UUID | None = Field(default=None)
    created_at: datetime = instant_field()
    changed_at: datetime = instant_field()
    dropped_at: datetime | None = instant_field(nullable=True)
    dropped_reason: str = text_field(default="")


class Step(SQLModel, table=True):
    """Something done on a date that rules ask for: call published, report published."""

    __tablename__ = "step"
    __table_args__ = (UniqueConstraint("consultation_id", "kind"),)

    id: UUID = id_field()
    consultation_id: UUID = Field(foreign_key="consultation.id")
    kind: str = text_field()
    done_on: date
    address: str = text_field(default="")
    noted_by: UUID | None = Field(default=None)
    noted_at: datetime = instant_field()


class NumberSeries(SQLModel, table=True):
    """The last number given in a series; one atomic statement gives the next."""

    __tablename__ = "number_series"

    key: str = text_field(primary_key=True)
    last: int
