"""Drafts read but not yet stored as a version, and the repairs that were made by hand before one was stored."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import Column, LargeBinary
from sqlmodel import Field, SQLModel

from dialog_tracker.storage.columns import id_field, instant_field, text_field


class ImportPreview(SQLModel, table=True):
    """One uploaded file with what was read in it and how it stands after repairs; gone after a day, or when it was confirmed.

    `revision` grows with every repair, so that of two windows the later one is told that the draft has changed.
    """

    __tablename__ = "import_preview"

    id: UUID = id_field()
    person_id: UUID = Field(foreign_key="person.id", index=True)
    authority_id: UUID = Field(foreign_key="authority.id")
    source_name: str = text_field()
    source_sha256: str = text_field()
    draft: bytes = Field(sa_column=Column(LargeBinary, nullable=False))
    repaired: bytes = Field(sa_column=Column(LargeBinary, nullable=False))
    repairs: bytes = Field(sa_column=Column(LargeBinary, nullable=False))
    revision: int = Field(default=0)
    lost: int = Field(default=0)
    act_id: UUID | None = Field(default=None, foreign_key="act.id")
    created_at: datetime = instant_field(index=True)


class VersionRepairs(SQLModel, table=True):
    """The repairs by hand behind a stored version, for a corrected file that is read over it."""

    __tablename__ = "version_repairs"

    version_id: UUID = Field(foreign_key="version.id", primary_key=True)
    repairs: bytes = Field(sa_column=Column(LargeBinary, nullable=False))
