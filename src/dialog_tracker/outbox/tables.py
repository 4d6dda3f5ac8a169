"""Letters and jobs. The address of a letter is personal data and is erased with its person."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, Column, Index, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlmodel import Field, SQLModel

from dialog_tracker.domain.task import JobState
from dialog_tracker.storage.columns import id_field, instant_field, one_of, text_field


class Letter(SQLModel, table=True):
    """One letter; `dedupe_key` makes the same letter about the same thing impossible twice, `sender` is the name it comes under.

    `unsubscribe` is the address at which one click ends letters like it [RFC 8058]; empty where nobody can end them. Until it
    leaves, `facts` are those of its template, for an installation's own words.
    """

    __tablename__ = "letter"
    __table_args__ = (
        Index("ix_letter_unsent", "next_attempt_at", postgresql_where=text("sent_at IS NULL AND given_up_at IS NULL")),
        CheckConstraint("attempts >= 0", name="attempts"),
    )

    id: UUID = id_field()
    dedupe_key: str = text_field(unique=True)
    kind: str = text_field()
    person_id: UUID | None = Field(default=None, index=True)
    address: str = text_field()
    language: str = text_field()
    subject: str = text_field()
    body: str = text_field()
    sender: str = text_field(default="")
    unsubscribe: str = text_field(default="")
    template: str = text_field(default="")
    facts: dict[str, Any] = Field(default_factory=dict, sa_column=Column(JSONB, nullable=False))
    created_at: datetime = instant_field(index=True)
    next_attempt_at: datetime = instant_field()
    attempts: int = Field(default=0)
    sent_at: datetime | None = instant_field(nullable=True)
    given_up_at: datetime | None = instant_field(nullable=True)
    last_error: str = text_field(default="")


class Job(SQLModel, table=True):
    """Long work with its progress; the queue's own row holds the lease, this one what people see."""

    __tablename__ = "job"
    __table_args__ = (one_of("state", JobState), CheckConstraint("done <= total OR total = 0", name="progress"))

    id: UUID = id_field()
    kind: str = text_field()
    subject_id: UUID = Field(index=True)
    requested_by: UUID | None = Field(default=None)
    facts: dict[str, Any] = Field(sa_column=Column(JSONB, nullable=False))
    state: str = text_field(default=JobState.QUEUED)
    done: int = Field(default=0)
    total: int = Field(default=0)
    attempts: int = Field(default=0)
    error: str = text_field(default="")
    created_at: datetime = instant_field()
    lease_until: datetime | None = instant_field(nullable=True)
    finished_at: datetime | None = instant_field(nullable=True)
