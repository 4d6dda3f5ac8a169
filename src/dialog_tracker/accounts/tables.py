"""People, mandates with dates, single-use links, sessions and the counters behind rate limits."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, Column, Index, LargeBinary
from sqlalchemy.dialects.postgresql import JSONB
from sqlmodel import Field, SQLModel

from dialog_tracker.domain.policy import Role
from dialog_tracker.domain.task import LinkPurpose
from dialog_tracker.storage.columns import id_field, instant_field, one_of, text_field


class Person(SQLModel, table=True):
    """Somebody with an account; erasing empties the name and the address and leaves the id."""

    __tablename__ = "person"

    id: UUID = id_field()
    email: str | None = text_field(default=None, nullable=True, unique=True)
    name: str = text_field(default="")
    password_hash: str = text_field(default="")
    language: str = text_field(default="sr-Cyrl")
    email_confirmed_at: datetime | None = instant_field(nullable=True)
    disabled_at: datetime | None = instant_field(nullable=True)
    created_at: datetime = instant_field()


class Mandate(SQLModel, table=True):
    """A role from … until …: for an authority, for an organisation, or for the installation."""

    __tablename__ = "mandate"
    __table_args__ = (
        one_of("role", Role),
        CheckConstraint("authority_id IS NULL OR organisation_id IS NULL", name="one_side"),
        CheckConstraint("valid_to IS NULL OR valid_to > valid_from", name="validity"),
        CheckConstraint("(role IN ('cso_coordinator', 'cso_member')) = (organisation_id IS NOT NULL)", name="organisation_roles"),
        CheckConstraint(
            "(role IN ('contact_point', 'deputy', 'drafter', 'approver')) = (authority_id IS NOT NULL)", name="authority_roles"
        ),
    )

    id: UUID = id_field()
    person_id: UUID = Field(foreign_key="person.id", index=True)
    role: str = text_field()
    authority_id: UUID | None = Field(default=None, foreign_key="authority.id", index=True)
    organisation_id: UUID | None = Field(default=None, foreign_key="organisation.id", index=True)
    valid_from: datetime = instant_field()
    valid_to: datetime | None = instant_field(nullable=True)
    granted_by: UUID | None = Field(default=None)


class Link(SQLModel, table=True):
    """A single-use link, kept by the fingerprint of its secret; `facts` hold what it will do."""

    __tablename__ = "link"
    __table_args__ = (one_of("purpose", LinkPurpose),)

    id: UUID = id_field()
    digest: str = text_field(unique=True)
    purpose: str = text_field()
    person_id: UUID | None = Field(default=None, foreign_key="person.id", index=True)
    email: str | None = text_field(default=None, nullable=True)
    facts: dict[str, Any] = Field(sa_column=Column(JSONB, nullable=False))
    created_by: UUID | None = Field(default=None)
    created_at: datetime = instant_field()
    expires_at: datetime = instant_field()
    used_at: datetime | None = instant_field(nullable=True)


class WebSession(SQLModel, table=True):
    """A server-side session, kept by the fingerprint of the cookie; before sign-in it may hold a form that must not be lost."""

    __tablename__ = "web_session"
    __table_args__ = (Index("ix_web_session_expires_at", "expires_at"),)

    digest: str = text_field(primary_key=True)
    person_id: UUID | None = Field(default=None, foreign_key="person.id", index=True)
    data: bytes = Field(sa_column=Column(LargeBinary, nullable=False))
    expires_at: datetime = instant_field()


class ErasureRequest(SQLModel, table=True):
    """Somebody with an office asks to be erased: an administrator decides, since the office must go on; `decision` is empty until then."""

    __tablename__ = "erasure_request"
    __table_args__ = (
        one_of("decision", ("", "erased", "refused")),
        CheckConstraint("(decision = '') = (decided_at IS NULL)", name="decided"),
    )

    id: UUID = id_field()
    person_id: UUID = Field(foreign_key="person.id", index=True)
    asked_at: datetime = instant_field()
    decision: str = text_field(default="")
    reason: str = text_field(default="")
    decided_by: UUID | None = Field(default=None)
    decided_at: datetime | None = instant_field(nullable=True)


class RateCounter(SQLModel, table=True):
    """How often something was tried in the running window; one atomic statement counts and tells."""

    __tablename__ = "rate_counter"

    key: str = text_field(primary_key=True)
    window_start: datetime = instant_field()
    hits: int
