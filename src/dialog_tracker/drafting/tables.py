"""Drafts read but not yet stored as a version: what the preview shows until somebody confirms it."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import Column, LargeBinary
from sqlmodel import Field, SQLModel

from dialog_tracker.storage.columns import id_field, instant_field, text_field


class ImportPreview(SQLModel, table=True):
    """One uploaded file with the structure found in it; gone after a day, or when it was confirmed."""

    __tablename__ = "import_preview"

    id: UUID = id_field()
    person_id: UUID = Field(foreign_key="person.id", index=True)
    authority_id: UUID = Field(foreign_key="authority.id")
    source_name: str = text_field()
    source_sha256: str = text_field()
    draft: bytes = Field(sa_column=Column(LargeBinary, nullable=False))
    created_at: datetime = instant_field(index=True)
