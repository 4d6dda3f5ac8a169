"""Files in which comments came, the rows of them that wait or did not come in, and how columns were read before."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, Column, UniqueConstraint
from sqlalchemy.dialects.postgresql import JSONB
from sqlmodel import Field, SQLModel

from dialog_tracker.domain.comment_columns import Preset
from dialog_tracker.domain.incoming import FileState
from dialog_tracker.storage.columns import id_field, instant_field, one_of, text_field


class IntakeFile(SQLModel, table=True):
    """A form or a table as it came, kept as it is; the same file comes into a consultation once.

    `read` is what was read of a form that waits for somebody to place its rows, or how the rows of a table that wait are read. `done` of `rows` came in so far, so that an
    import that was cut goes on where it stopped.
    """

    __tablename__ = "intake_file"
    __table_args__ = (
        UniqueConstraint("consultation_id", "sha256"),
        one_of("preset", Preset),
        one_of("state", FileState),
        CheckConstraint("done <= rows", name="progress"),
    )

    id: UUID = id_field()
    consultation_id: UUID = Field(foreign_key="consultation.id")
    sha256: str = text_field(foreign_key="stored_file.sha256")
    name: str = text_field()
    preset: str = text_field()
    state: str = text_field()
    code: str = text_field(default="")
    facts: dict[str, Any] = Field(sa_column=Column(JSONB, nullable=False))
    columns: dict[str, Any] = Field(sa_column=Column(JSONB, nullable=False))
    read: dict[str, Any] | None = Field(default=None, sa_column=Column(JSONB, nullable=True))
    rows: int = Field(default=0)
    done: int = Field(default=0)
    submission_id: UUID | None = Field(default=None, foreign_key="submission.id")
    created_by: UUID | None = Field(default=None)
    created_at: datetime = instant_field()
    finished_at: datetime | None = instant_field(nullable=True)
    erased_at: datetime | None = instant_field(nullable=True)


class IntakeRow(SQLModel, table=True):
    """A row that did not come in, and why."""

    __tablename__ = "intake_row"

    file_id: UUID = Field(foreign_key="intake_file.id", primary_key=True)
    row: int = Field(primary_key=True)
    code: str = text_field()
    facts: dict[str, Any] = Field(sa_column=Column(JSONB, nullable=False))
    source: str = text_field(default="")


class IntakeHeld(SQLModel, table=True):
    """A submission of a table that waits until somebody gives its rows a place; `row` is its first.

    `read` is what was read of it. Once it is decided only the numbers of its rows stay: its words are a submission then.
    """

    __tablename__ = "intake_held"
    __table_args__ = (CheckConstraint("decided_by IS NULL OR decided_at IS NOT NULL", name="decided"),)

    file_id: UUID = Field(foreign_key="intake_file.id", primary_key=True)
    row: int = Field(primary_key=True)
    read: dict[str, Any] = Field(sa_column=Column(JSONB, nullable=False))
    decided_by: UUID | None = Field(default=None)
    decided_at: datetime | None = instant_field(nullable=True)


class ColumnChoice(SQLModel, table=True):
    """How an authority read the columns of a table with this header the last time."""

    __tablename__ = "column_choice"

    authority_id: UUID = Field(foreign_key="authority.id", primary_key=True)
    header: str = text_field(primary_key=True)
    columns: dict[str, Any] = Field(sa_column=Column(JSONB, nullable=False))
    chosen_at: datetime = instant_field()
