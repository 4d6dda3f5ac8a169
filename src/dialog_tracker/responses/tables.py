"""Answers to comments. A published answer is never edited: a correction is a new row that supersedes it."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, Index, text
from sqlmodel import Field, SQLModel

from dialog_tracker.domain.response import REASONS_OWED, ResponseStatus
from dialog_tracker.storage.columns import id_field, instant_field, one_of, text_field

_STORED = [status for status in ResponseStatus if status is not ResponseStatus.UNANSWERED]
_OWED = ", ".join(f"'{status}'" for status in sorted(REASONS_OWED))


class Response(SQLModel, table=True):
    """One answer; `revision` counts saves, so that the second of two officers sees both texts."""

    __tablename__ = "response"
    __table_args__ = (
        Index("uq_response_current", "comment_id", unique=True, postgresql_where=text("superseded_at IS NULL")),
        Index("ix_response_comment_id", "comment_id"),
        one_of("status", _STORED),
        CheckConstraint(f"status NOT IN ({_OWED}) OR reasons <> ''", name="reasons_required"),
        CheckConstraint("(published_at IS NULL) = (published_by IS NULL)", name="published"),
    )

    id: UUID = id_field()
    comment_id: UUID = Field(foreign_key="comment.id")
    status: str = text_field()
    reasons: str = text_field(default="")
    reasons_latn: str = text_field(default="")
    what_changed: str = text_field(default="")
    what_changed_latn: str = text_field(default="")
    revision: int = Field(default=1)
    drafted_by: UUID
    drafted_at: datetime = instant_field()
    published_by: UUID | None = Field(default=None)
    published_at: datetime | None = instant_field(nullable=True)
    superseded_at: datetime | None = instant_field(nullable=True)
