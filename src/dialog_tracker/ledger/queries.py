"""Reading the ledger: the history of one subject, the newest acts, and what followers may see."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import func, select, text
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from dialog_tracker.ledger.tables import LedgerEntry, LedgerFollower
from dialog_tracker.storage.transaction import Reader


@dataclass(frozen=True, slots=True)
class LedgerLine:
    """One act as it is shown; the actor's name is joined where it still exists."""

    sequence: int
    at: datetime
    actor_id: UUID | None
    act: str
    subject_kind: str
    subject_id: UUID
    facts: dict[str, Any]


_LINE = (
    col(LedgerEntry.sequence),
    col(LedgerEntry.at),
    col(LedgerEntry.actor_id),
    col(LedgerEntry.act),
    col(LedgerEntry.subject_kind),
    col(LedgerEntry.subject_id),
    col(LedgerEntry.facts),
)


async def history_of(session: AsyncSession, subject_kind: str, subject_id: UUID, limit: int = 200) -> list[LedgerLine]:
    """List what happened to one subject, oldest first."""
    query = (
        select(*_LINE)
        .where(col(LedgerEntry.subject_kind) == subject_kind, col(LedgerEntry.subject_id) == subject_id)
        .order_by(col(LedgerEntry.sequence))
        .limit(limit)
    )
    return [LedgerLine(*row) for row in await session.execute(query)]


async def begun_at(session: Reader) -> datetime | None:
    """Give the instant of the first act; None where nothing was done yet."""
    first = select(col(LedgerEntry.at)).order_by(col(LedgerEntry.sequence)).limit(1)
    return (await session.execute(first)).scalar()


@dataclass(frozen=True, slots=True)
class Sought:
    """What acts are asked for: of one kind, about one kind of subject, of one person, within days; empty asks for all."""

    act: str = ""
    subject_kind: str = ""
    actor_id: UUID | None = None
    since: datetime | None = None
    until: datetime | None = None


async def newest(session: Reader, before: int | None = None, limit: int = 50, sought: Sought | None = None) -> list[LedgerLine]:
    """List the newest acts, or those that are sought, paged by their sequence."""
    query = select(*_LINE).order_by(col(LedgerEntry.sequence).desc()).limit(limit).where(*_conditions(sought or Sought()))
    if before is not None:
        query = query.where(col(LedgerEntry.sequence) < before)
    return [LedgerLine(*row) for row in await session.execute(query)]


def _conditions(sought: Sought) -> list[Any]:
    same = ((LedgerEntry.act, sought.act), (LedgerEntry.subject_kind, sought.subject_kind), (LedgerEntry.actor_id, sought.actor_id))
    conditions = [col(column) == wanted for column, wanted in same if wanted]
    if sought.since is not None:
        conditions.append(col(LedgerEntry.at) >= sought.since)
    if sought.until is not None:
        conditions.append(col(LedgerEntry.at) < sought.until)
    return conditions


@dataclass(frozen=True, slots=True)
class FollowerLine:
    """How far somebody who follows the ledger has read, and how many acts are left to read."""

    name: str
    behind: int
    moved_at: datetime


async def followers(session: Reader) -> list[FollowerLine]:
    """List those who follow the ledger; an act counts as left to read as soon as it is there."""
    left = select(func.count()).where(col(LedgerEntry.sequence) > col(LedgerFollower.position)).correlate(LedgerFollower).scalar_subquery()
    query = select(col(LedgerFollower.name), left, col(LedgerFollower.moved_at)).order_by(col(LedgerFollower.name))
    return [FollowerLine(*row) for row in await session.execute(query)]


async def committed_after(session: AsyncSession, position: int, limit: int = 500) -> list[LedgerLine]:
    """List acts after a position that can no longer be joined by earlier ones: all writers below them have finished."""
    query = (
        select(*_LINE)
        .where(col(LedgerEntry.sequence) > position, text("transaction_id < pg_snapshot_xmin(pg_current_snapshot())"))
        .order_by(col(LedgerEntry.sequence))
        .limit(limit)
    )
    return [LedgerLine(*row) for row in await session.execute(query)]


async def holds_anything(session: AsyncSession) -> bool:
    """Tell whether anything was ever recorded."""
    return bool(await session.scalar(select(select(col(LedgerEntry.sequence)).exists())))


async def holds_act(session: AsyncSession, act: str) -> bool:
    """Tell whether an act was ever recorded."""
    return bool(await session.scalar(select(select(col(LedgerEntry.sequence)).where(col(LedgerEntry.act) == act).exists())))


async def settled_position(session: Reader) -> int:
    """Give the newest act before which none can appear any more, since all who wrote before it have finished."""
    query = "SELECT coalesce(max(sequence), 0) FROM ledger_entry WHERE transaction_id < pg_snapshot_xmin(pg_current_snapshot())"
    return int(await session.scalar(text(query)) or 0)
