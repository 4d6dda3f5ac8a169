"""Recording acts: called by every action, in the same transaction as what it records."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import insert
from sqlalchemy.ext.asyncio import AsyncSession

from dialog_tracker.ledger.tables import LedgerEntry


async def record(
    session: AsyncSession, *, at: datetime, actor_id: UUID | None, act: str, subject_kind: str, subject_id: UUID, **facts: object
) -> None:
    """Write one entry; `act` reads as a past participle („published”), `facts` hold no names and no words of people."""
    entry = {"at": at, "actor_id": actor_id, "act": act, "subject_kind": subject_kind, "subject_id": subject_id, "facts": facts}
    await session.execute(insert(LedgerEntry).values(**entry))


async def record_all(
    session: AsyncSession,
    *,
    at: datetime,
    actor_id: UUID | None,
    act: str,
    subject_kind: str,
    entries: Sequence[tuple[UUID, Mapping[str, object]]],
) -> None:
    """Write an entry of one kind for each of many subjects, with its own facts."""
    shared = {"at": at, "actor_id": actor_id, "act": act, "subject_kind": subject_kind}
    if entries:
        await session.execute(insert(LedgerEntry), [{**shared, "subject_id": subject, "facts": dict(facts)} for subject, facts in entries])
