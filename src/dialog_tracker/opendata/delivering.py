"""Taking messages out of the box: each is held while it is sent, and noted as sent in the same transaction."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import datetime
from typing import Any

import msgspec
from sqlalchemy import func, select, update
from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker
from sqlmodel import col

from dialog_tracker.domain.api_access import next_attempt, signature
from dialog_tracker.opendata.hooks import fill_the_box, secret_of
from dialog_tracker.opendata.sending import Sent, send
from dialog_tracker.opendata.tables import Delivery, Webhook
from dialog_tracker.storage.engine import transaction

_AT_ONCE = 10
Sender = Callable[..., Awaitable[Sent]]


async def deliver_due(
    sessions: async_sessionmaker[AsyncSession], now: datetime, home: str, installation: str, *, trusted: bool = False, sender: Sender = send
) -> int:
    """Fill the box from the ledger and send what is due; gives how many messages were tried."""
    async with transaction(sessions) as session:
        await fill_the_box(session, now, home)
    async with transaction(sessions) as session:
        rows = await _claimed(session, now)
        sent = await asyncio.gather(*(_sent(row, now, installation, sender, trusted=trusted) for row in rows))
        for row, outcome in zip(rows, sent, strict=True):
            await _note(session, now, row, outcome)
    return len(rows)


async def _claimed(session: AsyncSession, now: datetime) -> Any:
    columns: tuple[Any, ...] = (
        col(Delivery.id),
        col(Delivery.webhook_id),
        col(Delivery.event),
        col(Delivery.payload),
        col(Delivery.attempts),
    )
    due = (col(Delivery.delivered_at).is_(None), col(Delivery.given_up_at).is_(None), col(Delivery.next_attempt_at) <= now)
    # Webhooks take turns, so that one that hangs under many messages holds up only its own.
    order = (col(Delivery.next_attempt_at), col(Delivery.id))
    turn = func.row_number().over(partition_by=col(Delivery.webhook_id), order_by=order).label("turn")
    turns = select(col(Delivery.id), turn).where(*due).subquery()
    query = select(*columns, col(Webhook.url)).join(Webhook, col(Webhook.id) == col(Delivery.webhook_id))
    query = query.join(turns, turns.c.id == col(Delivery.id)).where(*due).order_by(turns.c.turn, *order).limit(_AT_ONCE)
    return (await session.execute(query.with_for_update(of=Delivery, skip_locked=True))).all()


async def _sent(row: Any, now: datetime, installation: str, sender: Sender, *, trusted: bool) -> Sent:
    body = msgspec.json.encode({"id": str(row.id), **row.payload})
    stamp = int(now.timestamp())
    signed = signature(secret_of(installation, row.webhook_id), stamp, body)
    headers = {
        "Content-Type": "application/json",
        "User-Agent": "Dialog-Webhook/1",
        "Dialog-Event": row.event,
        "Dialog-Delivery": str(row.id),
        "Dialog-Signature": f"t={stamp},v1={signed}",
    }
    return await sender(row.url, body, headers, trusted=trusted)


async def _note(session: AsyncSession, now: datetime, row: Any, outcome: Sent) -> None:
    attempts = row.attempts + 1
    values: dict[str, Any] = {"attempts": attempts, "status": outcome.status, "problem": outcome.problem}
    if outcome.good:
        values |= {"delivered_at": now}
    elif (again := next_attempt(now, attempts)) is not None:
        values |= {"next_attempt_at": again}
    else:
        values |= {"given_up_at": now}
    await session.execute(update(Delivery).where(col(Delivery.id) == row.id).values(**values))
