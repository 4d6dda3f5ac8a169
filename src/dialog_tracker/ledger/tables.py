"""The ledger, and how far its followers have read. It refuses update and delete (a trigger in the first migration).

It holds no personal data.

`transaction_id` is the transaction that wrote the row: a serial number is not commit order, so followers read only rows
below the oldest transaction still running.
"""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import BigInteger, Column, Identity, Index, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.dialects.postgresql.base import ischema_names
from sqlalchemy.types import UserDefinedType
from sqlmodel import Field, SQLModel

from dialog_tracker.storage.columns import instant_field, text_field


class TransactionId(UserDefinedType[str]):
    """PostgreSQL's xid8, which SQLAlchemy does not know."""

    cache_ok = True

    def get_col_spec(self, **_: Any) -> str:
        """Name the type in DDL."""
        return "XID8"


ischema_names["xid8"] = TransactionId  # so that the comparison with the database recognises it


class LedgerEntry(SQLModel, table=True):
    """One act: actor and subject as plain ids without foreign keys, so that the entry outlives an erasure."""

    __tablename__ = "ledger_entry"
    __table_args__ = (
        Index("ix_ledger_entry_subject", "subject_kind", "subject_id"),
        Index("ix_ledger_entry_at", "at"),
        Index("ix_ledger_entry_act", "act", "sequence"),
        Index("ix_ledger_entry_actor", "actor_id", "sequence"),
    )

    sequence: int = Field(default=None, sa_column=Column(BigInteger, Identity(always=True), primary_key=True))
    at: datetime = instant_field()
    actor_id: UUID | None = Field(default=None)
    act: str = text_field()
    subject_kind: str = text_field()
    subject_id: UUID = Field()
    facts: dict[str, Any] = Field(sa_column=Column(JSONB, nullable=False))
    transaction_id: str = Field(default=None, sa_column=Column(TransactionId, nullable=False, server_default=text("pg_current_xact_id()")))


class LedgerFollower(SQLModel, table=True):
    """How far somebody who follows the ledger has read: everything up to `position` is done."""

    __tablename__ = "ledger_follower"

    name: str = text_field(primary_key=True)
    position: int = Field(sa_column=Column(BigInteger, nullable=False))
    moved_at: datetime = instant_field()
