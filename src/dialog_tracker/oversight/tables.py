"""The rows that figures are counted from as they were last worked out, when that was, and what authorities explain of them."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ARRAY, BigInteger, CheckConstraint, Column, Index, Integer, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlmodel import Field, SQLModel

from dialog_tracker.domain.indicator import Counted
from dialog_tracker.storage.columns import id_field, instant_field, one_of, text_field


class OversightCount(SQLModel, table=True):
    """When the rows were last found to hold, up to which entry of the ledger, and when they were all counted anew.

    There is one row. `stamp` changes with every change of the rows, so that whoever keeps what was read knows whether it still holds.
    """

    __tablename__ = "oversight_count"
    __table_args__ = (CheckConstraint("id = 1", name="one"),)

    id: int = Field(default=1, primary_key=True)
    stamp: UUID
    position: int = Field(sa_column=Column(BigInteger, nullable=False))
    counted_at: datetime = instant_field()
    whole_at: datetime = instant_field()


class OversightFact(SQLModel, table=True):
    """A row that figures are counted from: `facts` may be published as they stand, in the shape that the law book gives them.

    `mark` says what the comments behind a consultation were counted at. `taking_part` holds running numbers of the organisations that
    took part, for counting each once; they name nobody, and are not published.
    """

    __tablename__ = "oversight_fact"
    __table_args__ = (one_of("kind", [kind for kind in Counted if kind is not Counted.UNITS]),)

    kind: str = text_field(primary_key=True)
    subject_id: UUID = Field(primary_key=True)
    facts: dict[str, Any] = Field(sa_column=Column(JSONB, nullable=False))
    mark: str = text_field(default="")
    taking_part: list[int] = Field(sa_column=Column(ARRAY(Integer), nullable=False))


class OversightExplanation(SQLModel, table=True):
    """What an authority says beside a row that speaks against it; a later text supersedes it, and every one of them stays."""

    __tablename__ = "oversight_explanation"
    __table_args__ = (
        one_of("subject_kind", Counted),
        CheckConstraint("words <> ''", name="words"),
        Index(
            "uq_oversight_explanation_standing",
            "indicator",
            "subject_kind",
            "subject",
            unique=True,
            postgresql_where=text("superseded_at IS NULL"),
        ),
        Index("ix_oversight_explanation_subject", "indicator", "subject"),
    )

    id: UUID = id_field()
    authority_id: UUID = Field(foreign_key="authority.id", index=True)
    indicator: str = text_field()
    subject_kind: str = text_field()
    subject: str = text_field()
    year: int | None = Field(default=None)
    words: str = text_field()
    words_latn: str = text_field()
    written_by: UUID
    written_at: datetime = instant_field()
    superseded_at: datetime | None = instant_field(nullable=True)
