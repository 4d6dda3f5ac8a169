"""Order in what came in: groups of comments that say the same, long comments parted into points, and a tree of topics."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, Column, Index, UniqueConstraint, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlmodel import Field, SQLModel

from dialog_tracker.domain.comment import CommentTarget
from dialog_tracker.domain.group import GroupState
from dialog_tracker.storage.columns import id_field, instant_field, one_of, text_field


class CommentGroup(SQLModel, table=True):
    """Comments that say the same; `least` is the lowest likeness of a member to the first, 1 where a person put them together."""

    __tablename__ = "comment_group"
    __table_args__ = (one_of("state", GroupState), Index("ix_comment_group_consultation", "consultation_id", "state"))

    id: UUID = id_field()
    consultation_id: UUID = Field(foreign_key="consultation.id")
    state: str = text_field()
    title: str = text_field(default="")
    least: float
    created_at: datetime = instant_field()
    decided_by: UUID | None = Field(default=None)
    decided_at: datetime | None = instant_field(nullable=True)


class GroupMember(SQLModel, table=True):
    """A comment of a group. A comment may stand in several proposals, and in one confirmed group."""

    __tablename__ = "comment_group_member"
    __table_args__ = (Index("ix_comment_group_member_comment", "comment_id"),)

    group_id: UUID = Field(foreign_key="comment_group.id", primary_key=True)
    comment_id: UUID = Field(foreign_key="comment.id", primary_key=True)


class CommentSplit(SQLModel, table=True):
    """A long comment parted into points: prepared, then finished, and its author told, who may object until `object_until`.

    An undone split stays on record; a comment has one that is not undone. `rest` are the words that no point covers.
    """

    __tablename__ = "comment_split"
    __table_args__ = (
        Index("ix_comment_split_comment", "comment_id", unique=True, postgresql_where=text("undone_at IS NULL")),
        CheckConstraint("objected_at IS NULL OR finished_at IS NOT NULL", name="objected"),
        CheckConstraint("answered_at IS NULL OR objected_at IS NOT NULL", name="answered"),
    )

    id: UUID = id_field()
    comment_id: UUID = Field(foreign_key="comment.id")
    created_by: UUID | None = Field(default=None)
    created_at: datetime = instant_field()
    finished_by: UUID | None = Field(default=None)
    finished_at: datetime | None = instant_field(nullable=True)
    undone_at: datetime | None = instant_field(nullable=True)
    rest: str = text_field(default="")
    digest: str | None = text_field(default=None, nullable=True, unique=True)
    object_until: datetime | None = instant_field(nullable=True)
    objected_at: datetime | None = instant_field(nullable=True)
    objection: str = text_field(default="")
    answered_at: datetime | None = instant_field(nullable=True)
    answer: str = text_field(default="")


class SplitPart(SQLModel, table=True):
    """A point of a split: its pieces of the original as `[field, start, end]`, its place, and the comment that it became."""

    __tablename__ = "comment_split_part"
    __table_args__ = (UniqueConstraint("split_id", "position"), one_of("target", CommentTarget))

    id: UUID = id_field()
    split_id: UUID = Field(foreign_key="comment_split.id")
    position: int
    target: str = text_field()
    anchor: str = text_field(default="")
    pieces: list[Any] = Field(sa_column=Column(JSONB, nullable=False))
    topic_id: UUID | None = Field(default=None, foreign_key="topic.id")
    comment_id: UUID | None = Field(default=None, foreign_key="comment.id", index=True)


class Topic(SQLModel, table=True):
    """A topic of a consultation, under another or at the top; `position` orders those under the same one."""

    __tablename__ = "topic"
    __table_args__ = (
        Index("ix_topic_consultation", "consultation_id"),
        UniqueConstraint("consultation_id", "parent_id", "fold", postgresql_nulls_not_distinct=True),
        CheckConstraint("parent_id IS NULL OR parent_id <> id", name="not_under_itself"),
    )

    id: UUID = id_field()
    consultation_id: UUID = Field(foreign_key="consultation.id")
    parent_id: UUID | None = Field(default=None, foreign_key="topic.id")
    name: str = text_field()
    fold: str = text_field()
    position: int


class CommentTopic(SQLModel, table=True):
    """A topic of a comment; a comment may have several."""

    __tablename__ = "comment_topic"
    __table_args__ = (Index("ix_comment_topic_topic", "topic_id"),)

    comment_id: UUID = Field(foreign_key="comment.id", primary_key=True)
    topic_id: UUID = Field(foreign_key="topic.id", primary_key=True)
    assigned_by: UUID | None = Field(default=None)
    assigned_at: datetime = instant_field()
