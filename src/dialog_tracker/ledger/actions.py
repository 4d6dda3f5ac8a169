"""Recording acts, in the same transaction as what they record, and keeping how far each follower has read."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import insert, select, update
from sqlalchemy.dialects.postgresql import insert as upsert
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from dialog_tracker.ledger.tables import LedgerEntry, LedgerFollower


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


async def begin_following(session: AsyncSession, now: datetime, name: str, position: int = 0) -> None:
    """Begin to follow the ledger after a position; one who follows already goes on where it is."""
    row = {"name": name, "position": position, "moved_at": now}
    await session.execute(upsert(LedgerFollower).values(row).on_conflict_do_nothing(index_elements=["name"]))


async def take_position(session: AsyncSession, name: str) -> int | None:
    """Give how far a follower has read and hold it until the transaction ends; None where it never began, or another process holds it."""
    query = select(col(LedgerFollower.position)).where(col(LedgerFollower.name) == name).with_for_update(skip_locked=True)
    return await session.scalar(query)


async def move_position(session: AsyncSession, now: datetime, name: str, position: int) -> None:
    """Note that a follower has done everything up to a position."""
    await session.execute(update(LedgerFollower).where(col(LedgerFollower.name) == name).values(position=position, moved_at=now))
