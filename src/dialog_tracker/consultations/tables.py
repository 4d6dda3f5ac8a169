"""Consultations, extensions, steps done and the series of numbers."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, Index, UniqueConstraint
from sqlmodel import Field, SQLModel

from dialog_tracker.domain.consultation import Stage
from dialog_tracker.storage.columns import id_field, instant_field, one_of, text_field


class Consultation(SQLModel, table=True):
    """A procedure run on one version; open, closed and overdue are derived from its dates."""

    __tablename__ = "consultation"
    __table_args__ = (
        one_of("stage", Stage),
        CheckConstraint("closes_at > opens_at", name="window"),
        CheckConstraint("(stage = 'draft') = (published_at IS NULL) OR stage = 'withdrawn'", name="published"),
        Index("ix_consultation_list", "published_at", "id"),
        Index("ix_consultation_closes_at", "closes_at"),
    )

    id: UUID = id_field()
    reference: str = text_field(unique=True)
    authority_id: UUID = Field(foreign_key="authority.id", index=True)
    act_id: UUID = Field(foreign_key="act.id", index=True)
    version_id: UUID = Field(foreign_key="version.id")
    procedure_key: str = text_field()
    stage: str = text_field(default=Stage.DRAFT)
    opens_at: datetime = instant_field()
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
    published_at: datetime | None = instant_field(nullable=True)
    withdrawn_at: datetime | None = instant_field(nullable=True)
    withdrawn_reason: str = text_field(default="")


class Extension(SQLModel, table=True):
    """A decision to close later; the old end stays on record."""

    __tablename__ = "extension"
    __table_args__ = (CheckConstraint("new_closes_at > old_closes_at", name="later"),)

    id: UUID = id_field()
    consultation_id: UUID = Field(foreign_key="consultation.id", index=True)
    old_closes_at: datetime = instant_field()
    new_closes_at: datetime = instant_field()
    reason: str = text_field()
    decided_by: UUID | None = Field(default=None)
    decided_at: datetime = instant_field()


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
