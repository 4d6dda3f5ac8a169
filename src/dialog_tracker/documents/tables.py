"""Acts, versions, provisions and files. A version is frozen once it is public; a change is a new version."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, Index, UniqueConstraint
from sqlmodel import Field, SQLModel

from dialog_tracker.domain.act import ActKind, ActStageKind, DocumentKind, VersionKind
from dialog_tracker.domain.provision import ProvisionKind
from dialog_tracker.domain.script import Script
from dialog_tracker.storage.columns import id_field, instant_field, one_of, text_field


class StoredFile(SQLModel, table=True):
    """A file kept by its fingerprint; the content lies in the file store until it is erased, the fingerprint for good."""

    __tablename__ = "stored_file"

    sha256: str = text_field(primary_key=True)
    size: int
    media_type: str = text_field()
    stored_at: datetime = instant_field()
    erased_at: datetime | None = instant_field(nullable=True)


class Act(SQLModel, table=True):
    """The file of one draft regulation or policy document."""

    __tablename__ = "act"
    __table_args__ = (one_of("kind", ActKind), one_of("script", Script))

    id: UUID = id_field()
    authority_id: UUID = Field(foreign_key="authority.id", index=True)
    kind: str = text_field()
    title: str = text_field()
    title_latn: str = text_field()
    title_en: str = text_field(default="")
    title_fold: str = text_field()
    language: str = text_field(default="sr")
    script: str = text_field(default=Script.CYRILLIC)
    case_number: str = text_field(default="")
    started_on: date | None = Field(default=None)
    created_by: UUID | None = Field(default=None)
    created_at: datetime = instant_field()


class ActArea(SQLModel, table=True):
    """An area of work that an act concerns."""

    __tablename__ = "act_area"

    act_id: UUID = Field(foreign_key="act.id", primary_key=True)
    area_key: str = text_field(foreign_key="area.key", primary_key=True)


class ActStage(SQLModel, table=True):
    """A stage on the way of an act from initiative to the Official Gazette, done or planned; dates need not be in order."""

    __tablename__ = "act_stage"
    __table_args__ = (
        one_of("kind", ActStageKind),
        CheckConstraint("done_on IS NOT NULL OR planned_on IS NOT NULL", name="dated"),
    )

    id: UUID = id_field()
    act_id: UUID = Field(foreign_key="act.id", index=True)
    kind: str = text_field()
    done_on: date | None = Field(default=None)
    planned_on: date | None = Field(default=None)
    note: str = text_field(default="")
    note_latn: str = text_field(default="")
    address: str = text_field(default="")
    created_by: UUID | None = Field(default=None)
    created_at: datetime = instant_field()


class ActAttachment(SQLModel, table=True):
    """A file kept with an act that is no text of it, such as a scan of the signed draft, which holds pictures and no words."""

    __tablename__ = "act_attachment"
    __table_args__ = (UniqueConstraint("act_id", "sha256"), one_of("kind", DocumentKind))

    id: UUID = id_field()
    act_id: UUID = Field(foreign_key="act.id")
    sha256: str = text_field(foreign_key="stored_file.sha256")
    name: str = text_field()
    kind: str = text_field(default=DocumentKind.OTHER)
    public: bool = Field(default=False)
    created_by: UUID | None = Field(default=None)
    created_at: datetime = instant_field()


class Version(SQLModel, table=True):
    """One text of an act, with the file it came from and a fingerprint over its provisions."""

    __tablename__ = "version"
    __table_args__ = (UniqueConstraint("act_id", "number"), one_of("kind", VersionKind), one_of("script", Script))

    id: UUID = id_field()
    act_id: UUID = Field(foreign_key="act.id")
    number: int
    kind: str = text_field()
    language: str = text_field()
    script: str = text_field()
    source_sha256: str = text_field(foreign_key="stored_file.sha256")
    source_name: str = text_field()
    content_hash: str = text_field()
    articles: int
    created_by: UUID | None = Field(default=None)
    created_at: datetime = instant_field()
    frozen_at: datetime | None = instant_field(nullable=True)


class Provision(SQLModel, table=True):
    """One node of a version, in the order of the text; `unit_anchor` is the article (or other unit) it belongs to."""

    __tablename__ = "provision"
    __table_args__ = (
        UniqueConstraint("version_id", "anchor"),
        UniqueConstraint("version_id", "position"),
        Index("ix_provision_unit", "version_id", "unit_anchor"),
        one_of("kind", ProvisionKind),
        CheckConstraint("depth >= 0", name="depth"),
    )

    id: UUID = id_field()
    version_id: UUID = Field(foreign_key="version.id")
    position: int
    depth: int
    parent_anchor: str | None = text_field(default=None, nullable=True)
    unit_anchor: str = text_field()
    anchor: str = text_field()
    kind: str = text_field()
    label: str = text_field()
    label_latn: str = text_field()
    place: str = text_field()
    place_latn: str = text_field()
    heading: str | None = text_field(default=None, nullable=True)
    heading_latn: str | None = text_field(default=None, nullable=True)
    words: str = text_field()
    words_latn: str = text_field()
    fold: str = text_field()
    text_hash: str = text_field()
