"""What can be found: one entry a thing that has a public page. Entries are derived: they can be thrown away and made again."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import ARRAY, BigInteger, Column, Identity, Index, SmallInteger, Text, UniqueConstraint, text
from sqlalchemy.dialects.postgresql import TSVECTOR
from sqlmodel import Field, SQLModel

from dialog_tracker.domain.finding import EntryKind
from dialog_tracker.storage.columns import instant_field, one_of, text_field


class SearchEntry(SQLModel, table=True):
    """One thing that can be found, with what a hit shows of it, by what it is narrowed, and the vector that is searched.

    The words of comments and answers are not kept here: a hit shows them as they stand now, so that what is withheld or redacted
    is never shown out of this table. `visible_from` is later than `at` where a submission waits in quarantine, and earlier where something is announced. `entered_at` is when
    the thing was first found, for those who follow a search.
    """

    __tablename__ = "search_entry"
    __table_args__ = (
        UniqueConstraint("kind", "subject_id"),
        one_of("kind", EntryKind),
        Index("ix_search_entry_vector", "vector", postgresql_using="gin", postgresql_with={"fastupdate": "off"}),
        Index(
            "ix_search_entry_title_fold",
            "title_fold",
            postgresql_using="gin",
            postgresql_ops={"title_fold": "gin_trgm_ops"},
            postgresql_where=text("title_fold <> ''"),
        ),
        Index("ix_search_entry_consultation", "consultation_id", "kind"),
        Index("ix_search_entry_entered_at", "entered_at"),
        Index("ix_search_entry_at", "at"),
        Index("ix_search_entry_held_back", "visible_from", postgresql_where=text("visible_from > entered_at")),
    )

    id: int = Field(default=None, sa_column=Column(BigInteger, Identity(always=True), primary_key=True))
    kind: str = text_field()
    subject_id: UUID = Field()
    address: str = text_field()
    title: str = text_field(default="")
    title_fold: str = text_field(default="")
    language: str = text_field(default="sr")
    place: str = text_field(default="")
    words: str = text_field(default="")
    authority_id: UUID | None = Field(default=None)
    consultation_id: UUID | None = Field(default=None)
    areas: list[str] = Field(sa_column=Column(ARRAY(Text), nullable=False))
    territories: list[str] = Field(sa_column=Column(ARRAY(Text), nullable=False))
    year: int = Field(sa_column=Column(SmallInteger, nullable=False))
    status: str = text_field(default="")
    at: datetime = instant_field()
    visible_from: datetime = instant_field()
    entered_at: datetime = instant_field()
    vector: str = Field(sa_column=Column(TSVECTOR, nullable=False))
