"""Answers to comments, every text they had, and the work on them. A published answer is never edited: a correction supersedes it."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, Column, Index, UniqueConstraint, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlmodel import Field, SQLModel

from dialog_tracker.domain.answering import AnswerStage
from dialog_tracker.domain.response import REASONS_OWED, ResponseStatus
from dialog_tracker.storage.columns import id_field, instant_field, one_of, text_field

_STORED = [status for status in ResponseStatus if status is not ResponseStatus.UNANSWERED]
_OWED = ", ".join(f"'{status}'" for status in sorted(REASONS_OWED))


class Response(SQLModel, table=True):
    """One answer; `revision` counts saves, so that the second of two officers sees both texts.

    What the office recommends stands apart from what the authority decides; `changed_anchor` is the provision that changes.
    """

    __tablename__ = "response"
    __table_args__ = (
        Index("uq_response_current", "comment_id", unique=True, postgresql_where=text("superseded_at IS NULL")),
        Index("ix_response_comment_id", "comment_id"),
        one_of("status", _STORED),
        one_of("stage", AnswerStage),
        one_of("recommendation", ("", *_STORED)),
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
    stage: str = text_field(default="draft")
    approved_by: UUID | None = Field(default=None)
    approved_at: datetime | None = instant_field(nullable=True)
    own_status_id: UUID | None = Field(default=None, foreign_key="own_status.id")
    recommendation: str = text_field(default="")
    recommendation_note: str = text_field(default="")
    changed_anchor: str = text_field(default="")
    published_by: UUID | None = Field(default=None)
    published_at: datetime | None = instant_field(nullable=True)
    superseded_at: datetime | None = instant_field(nullable=True)


class ResponseText(SQLModel, table=True):
    """What an answer said at one moment, and what happened to it then; never changed."""

    __tablename__ = "response_text"
    __table_args__ = (Index("ix_response_text_comment", "comment_id"),)

    id: UUID = id_field()
    comment_id: UUID = Field(foreign_key="comment.id")
    act: str = text_field()
    status: str = text_field(default="")
    reasons: str = text_field(default="")
    what_changed: str = text_field(default="")
    note: str = text_field(default="")
    by: UUID | None = Field(default=None)
    at: datetime = instant_field()


class OwnStatus(SQLModel, table=True):
    """A status that an authority uses beside the common ones; statistics count it as the one that it maps to."""

    __tablename__ = "own_status"
    __table_args__ = (one_of("maps_to", _STORED), UniqueConstraint("authority_id", "fold"))

    id: UUID = id_field()
    authority_id: UUID = Field(foreign_key="authority.id")
    name: str = text_field()
    fold: str = text_field()
    maps_to: str = text_field()
    retired_at: datetime | None = instant_field(nullable=True)


class WorkflowPlace(SQLModel, table=True):
    """A place in the workflow of a consultation; `solved` counts as done, `locks` keeps answers from being changed."""

    __tablename__ = "workflow_place"
    __table_args__ = (UniqueConstraint("consultation_id", "fold"),)

    id: UUID = id_field()
    consultation_id: UUID = Field(foreign_key="consultation.id")
    name: str = text_field()
    fold: str = text_field()
    position: int
    solved: bool = Field(default=False)
    locks: bool = Field(default=False)


class CommentWork(SQLModel, table=True):
    """Who works on a comment, and where in the workflow it stands."""

    __tablename__ = "comment_work"
    __table_args__ = (Index("ix_comment_work_assignee", "assignee_id"), Index("ix_comment_work_place", "place_id"))

    comment_id: UUID = Field(foreign_key="comment.id", primary_key=True)
    assignee_id: UUID | None = Field(default=None, foreign_key="person.id")
    place_id: UUID | None = Field(default=None, foreign_key="workflow_place.id")
    changed_by: UUID | None = Field(default=None)
    changed_at: datetime = instant_field()


class BenchPresence(SQLModel, table=True):
    """Who had a comment open on the workbench last, so that two do not write one answer without knowing."""

    __tablename__ = "bench_presence"

    comment_id: UUID = Field(foreign_key="comment.id", primary_key=True)
    person_id: UUID = Field(foreign_key="person.id", primary_key=True)
    seen_at: datetime = instant_field()


class ReusableAnswer(SQLModel, table=True):
    """A text that an authority uses again; a change of its words takes the mark of being verified away."""

    __tablename__ = "reusable_answer"
    __table_args__ = (one_of("status", ("", *_STORED)), Index("ix_reusable_answer_authority", "authority_id"))

    id: UUID = id_field()
    authority_id: UUID = Field(foreign_key="authority.id")
    title: str = text_field()
    category: str = text_field(default="")
    status: str = text_field(default="")
    reasons: str = text_field()
    fold: str = text_field()
    verified_by: UUID | None = Field(default=None)
    verified_at: datetime | None = instant_field(nullable=True)
    changed_by: UUID | None = Field(default=None)
    changed_at: datetime = instant_field()
    retired_at: datetime | None = instant_field(nullable=True)


class ReusableUse(SQLModel, table=True):
    """Where a reusable answer was put in, with its words as they were then."""

    __tablename__ = "reusable_use"
    __table_args__ = (Index("ix_reusable_use_answer", "answer_id"),)

    id: UUID = id_field()
    answer_id: UUID = Field(foreign_key="reusable_answer.id")
    comment_id: UUID = Field(foreign_key="comment.id")
    reasons: str = text_field()
    used_by: UUID | None = Field(default=None)
    used_at: datetime = instant_field()


class AnswerSheet(SQLModel, table=True):
    """A file of answers that came back from Word or Excel: what was read, and the rows that wait for somebody to compare."""

    __tablename__ = "answer_sheet"

    id: UUID = id_field()
    consultation_id: UUID = Field(foreign_key="consultation.id", index=True)
    name: str = text_field()
    outcome: dict[str, Any] = Field(sa_column=Column(JSONB, nullable=False))
    brought_by: UUID | None = Field(default=None)
    brought_at: datetime = instant_field()
