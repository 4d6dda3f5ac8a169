"""Reports and their renderings; the model is frozen and fingerprinted, files are made from it and from nothing else."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Column, Index, LargeBinary, UniqueConstraint, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlmodel import Field, SQLModel

from dialog_tracker.domain.outcome_choice import FileForm
from dialog_tracker.domain.script import Script
from dialog_tracker.storage.columns import id_field, instant_field, one_of, text_field


class Report(SQLModel, table=True):
    """One version of the outcome report of a consultation; `facts` are what its model was made of, for other renderings of it."""

    __tablename__ = "report"
    __table_args__ = (UniqueConstraint("consultation_id", "number"),)

    id: UUID = id_field()
    consultation_id: UUID = Field(foreign_key="consultation.id")
    number: int
    model: bytes = Field(sa_column=Column(LargeBinary, nullable=False))
    model_hash: str = text_field()
    facts: bytes | None = Field(default=None, sa_column=Column(LargeBinary, nullable=True))
    exceptions: str = text_field(default="")
    published_by: UUID
    published_at: datetime = instant_field()


class Rendering(SQLModel, table=True):
    """A file made from a report."""

    __tablename__ = "rendering"
    __table_args__ = (one_of("script", Script), one_of("form", FileForm))

    report_id: UUID = Field(foreign_key="report.id", primary_key=True)
    script: str = text_field(primary_key=True)
    form: str = text_field(primary_key=True)
    sha256: str = text_field(foreign_key="stored_file.sha256")
    size: int
    made_at: datetime = instant_field()


class ReportCopy(SQLModel, table=True):
    """A copy of a report that an official asked for, with what was asked; its file comes with the job that writes it."""

    __tablename__ = "report_copy"
    __table_args__ = (one_of("script", Script), one_of("form", FileForm))

    id: UUID = id_field()
    consultation_id: UUID = Field(foreign_key="consultation.id", index=True)
    form: str = text_field()
    script: str = text_field()
    asked: dict[str, Any] = Field(sa_column=Column(JSONB, nullable=False))
    requested_by: UUID
    created_at: datetime = instant_field()
    sha256: str | None = text_field(default=None, nullable=True, foreign_key="stored_file.sha256")
    size: int | None = Field(default=None)


class ReportTemplate(SQLModel, table=True):
    """An authority's own Word template; at most one of each authority is in use."""

    __tablename__ = "report_template"
    __table_args__ = (
        Index(
            "uq_report_template_in_use",
            "authority_id",
            unique=True,
            postgresql_where=text("accepted_at IS NOT NULL AND retired_at IS NULL"),
        ),
    )

    id: UUID = id_field()
    authority_id: UUID = Field(foreign_key="authority.id", index=True)
    sha256: str = text_field(foreign_key="stored_file.sha256")
    name: str = text_field()
    uploaded_by: UUID
    uploaded_at: datetime = instant_field()
    tried_at: datetime | None = instant_field(nullable=True)
    accepted_by: UUID | None = Field(default=None)
    accepted_at: datetime | None = instant_field(nullable=True)
    retired_at: datetime | None = instant_field(nullable=True)
