"""Groups of comments that say the same: proposed by likeness, decided by a person."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import Index
from sqlmodel import Field, SQLModel

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
