"""Who follows what by mail, what happened in public, and who was told of it."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ARRAY, BigInteger, Column, Identity, Index, Text, UniqueConstraint, Uuid, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlmodel import Field, SQLModel

from dialog_tracker.domain.notice import Followable, NoticeKind, Rhythm
from dialog_tracker.storage.columns import id_field, instant_field, one_of, text_field


class Follower(SQLModel, table=True):
    """An address that follows; it needs no account, and goes with the last thing that it follows."""

    __tablename__ = "follower"

    id: UUID = id_field()
    email: str = text_field(unique=True)
    language: str = text_field()
    created_at: datetime = instant_field()


class Subscription(SQLModel, table=True):
    """One thing that is followed, from its confirmation on.

    `target` is an id, the key of an area, or a search as an address holds it; `name` is how the follower named it. Everything up to
    the notice `position`, and found up to `found_up_to`, was told or is no matter of this subscription.
    """

    __tablename__ = "subscription"
    __table_args__ = (
        UniqueConstraint("follower_id", "what", "target"),
        one_of("what", Followable),
        one_of("rhythm", Rhythm),
        Index("ix_subscription_target", "what", "target", postgresql_where=text("confirmed_at IS NOT NULL")),
    )

    id: UUID = id_field()
    follower_id: UUID = Field(foreign_key="follower.id", ondelete="CASCADE", index=True)
    what: str = text_field()
    target: str = text_field(default="")
    name: str = text_field(default="")
    rhythm: str = text_field()
    created_at: datetime = instant_field()
    confirmed_at: datetime | None = instant_field(nullable=True)
    told_at: datetime = instant_field()
    position: int = Field(sa_column=Column(BigInteger, nullable=False))
    found_up_to: datetime = instant_field()


class Notice(SQLModel, table=True):
    """Something that happened in public, made once of each act in the ledger; `spoken` ones are told to followers of organisations alone."""

    __tablename__ = "notice"
    __table_args__ = (one_of("kind", NoticeKind),)

    id: int = Field(default=None, sa_column=Column(BigInteger, Identity(always=True), primary_key=True))
    ledger_sequence: int = Field(sa_column=Column(BigInteger, nullable=False, unique=True))
    kind: str = text_field()
    at: datetime = instant_field(index=True)
    address: str = text_field()
    title: str = text_field()
    title_latn: str = text_field()
    authority: str = text_field()
    authority_latn: str = text_field()
    authority_id: UUID = Field()
    act_id: UUID | None = Field(default=None)
    areas: list[str] = Field(sa_column=Column(ARRAY(Text), nullable=False))
    organisations: list[UUID] = Field(sa_column=Column(ARRAY(Uuid), nullable=False))
    facts: dict[str, Any] = Field(sa_column=Column(JSONB, nullable=False))


class NoticeSent(SQLModel, table=True):
    """Says that a follower was told of a notice, by whatever subscription: nobody is told twice."""

    __tablename__ = "notice_sent"

    follower_id: UUID = Field(foreign_key="follower.id", primary_key=True, ondelete="CASCADE")
    notice_id: int = Field(sa_column=Column(BigInteger, primary_key=True))
    at: datetime = instant_field()
