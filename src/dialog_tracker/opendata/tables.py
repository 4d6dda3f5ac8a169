"""Tokens of programs, answers kept for requests that come twice, webhooks and what is to be delivered to them."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import BigInteger, CheckConstraint, Column, Index, LargeBinary, UniqueConstraint, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlmodel import Field, SQLModel

from dialog_tracker.storage.columns import id_field, instant_field, text_field


class ApiToken(SQLModel, table=True):
    """A token of a program of an authority, kept by its fingerprint; it acts for its maker, for as long as that person has an office there."""

    __tablename__ = "api_token"
    __table_args__ = (CheckConstraint("expires_at > created_at", name="validity"),)

    id: UUID = id_field()
    authority_id: UUID = Field(foreign_key="authority.id", index=True)
    person_id: UUID = Field(foreign_key="person.id", index=True)
    name: str = text_field()
    digest: str = text_field(unique=True)
    scopes: list[str] = Field(sa_column=Column(JSONB, nullable=False))
    created_at: datetime = instant_field()
    expires_at: datetime = instant_field()
    last_used_at: datetime | None = instant_field(nullable=True)
    revoked_at: datetime | None = instant_field(nullable=True)
    revoked_by: UUID | None = Field(default=None)


class KeptAnswer(SQLModel, table=True):
    """What was answered to a request under its key; the same request again gets the same answer, and nothing is done twice."""

    __tablename__ = "kept_answer"
    __table_args__ = (Index("ix_kept_answer_at", "at"),)

    token_id: UUID = Field(foreign_key="api_token.id", primary_key=True)
    key: str = text_field(primary_key=True)
    request_hash: str = text_field()
    status: int
    body: bytes = Field(sa_column=Column(LargeBinary, nullable=False))
    at: datetime = instant_field()


class Webhook(SQLModel, table=True):
    """An address of an authority's own system that is told of events; its secret is worked out from that of the installation."""

    __tablename__ = "webhook"

    id: UUID = id_field()
    authority_id: UUID = Field(foreign_key="authority.id", index=True)
    url: str = text_field()
    events: list[str] = Field(sa_column=Column(JSONB, nullable=False))
    created_by: UUID | None = Field(default=None)
    created_at: datetime = instant_field()
    removed_at: datetime | None = instant_field(nullable=True)


class Delivery(SQLModel, table=True):
    """One message to one webhook; `sequence` is the ledger's, so that nothing is put into the box twice."""

    __tablename__ = "delivery"
    __table_args__ = (
        UniqueConstraint("webhook_id", "sequence"),
        Index("ix_delivery_due", "next_attempt_at", postgresql_where=text("delivered_at IS NULL AND given_up_at IS NULL")),
        Index("ix_delivery_of_webhook", "webhook_id", "id"),
    )

    id: UUID = id_field()
    webhook_id: UUID = Field(foreign_key="webhook.id")
    sequence: int | None = Field(default=None, sa_column=Column(BigInteger, nullable=True))
    event: str = text_field()
    payload: dict[str, Any] = Field(sa_column=Column(JSONB, nullable=False))
    created_at: datetime = instant_field()
    next_attempt_at: datetime = instant_field()
    attempts: int = Field(default=0)
    delivered_at: datetime | None = instant_field(nullable=True)
    given_up_at: datetime | None = instant_field(nullable=True)
    status: int | None = Field(default=None)
    problem: str = text_field(default="")
