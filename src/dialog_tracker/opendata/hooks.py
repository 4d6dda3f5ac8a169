"""Webhooks: made and removed by officials and their programs; events come from the ledger into a box, each once for each webhook."""

import base64
import hashlib
import hmac
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import delete, func, insert, select, update
from sqlalchemy.dialects.postgresql import insert as upsert
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from dialog_tracker.domain.api_access import MOST_WEBHOOKS, check_webhook
from dialog_tracker.domain.errors import Malformed, NotFound
from dialog_tracker.domain.policy import Actor, Facts, Permission, require
from dialog_tracker.domain.public_change import Event, paths
from dialog_tracker.ledger.actions import begin_following, move_position, record, take_position
from dialog_tracker.opendata.change_feed import changes, newest_position
from dialog_tracker.opendata.tables import Delivery, Webhook
from dialog_tracker.opendata.tokens import hold_authority
from dialog_tracker.storage.columns import new_id
from dialog_tracker.storage.transaction import Reader

_FOLLOWER = "webhooks"
_AT_ONCE = 500
_REMEMBERED = timedelta(days=90)
TEST = "test"
EVENTS = tuple(event.value for event in Event)


@dataclass(frozen=True, slots=True)
class HookLine:
    """A webhook with how it fares: what waits, what was given up, and when it last took something."""

    id: UUID
    url: str
    events: list[str]
    created_at: datetime
    waiting: int
    given_up: int
    last_delivered_at: datetime | None


@dataclass(frozen=True, slots=True)
class DeliveryLine:
    """A message to a webhook and what became of it."""

    id: UUID
    webhook_id: UUID
    event: str
    reference: str
    created_at: datetime
    attempts: int
    delivered_at: datetime | None
    given_up_at: datetime | None
    status: int | None
    problem: str


def secret_of(installation: str, webhook_id: UUID) -> str:
    """Work out the secret of a webhook from that of the installation, so that none lies in the database."""
    made = hmac.new(installation.encode(), f"webhook:{webhook_id}".encode(), hashlib.sha256).digest()
    return "whsec_" + base64.urlsafe_b64encode(made).decode().rstrip("=")


async def add_webhook(
    session: AsyncSession, actor: Actor, now: datetime, authority_id: UUID, url: str, events: Sequence[str], *, plain: bool = False
) -> UUID:
    """Add a webhook; raises FieldErrors, and Malformed("webhooks-too-many")."""
    require(Permission.API_MANAGE, actor, Facts(authority_id=authority_id))
    address, chosen = check_webhook(url, events, EVENTS, plain=plain)
    await hold_authority(session, authority_id)
    held = select(col(Webhook.url)).where(col(Webhook.authority_id) == authority_id, col(Webhook.removed_at).is_(None))
    known = set((await session.execute(held)).scalars())
    if address in known:
        raise Malformed("webhook-known", field="url")
    if len(known) >= MOST_WEBHOOKS:
        raise Malformed("webhooks-too-many", field="url", limit=MOST_WEBHOOKS)
    # What happened before there was a webhook is sent to nobody.
    await begin_following(session, now, _FOLLOWER, await newest_position(session))
    webhook_id = new_id()
    values = {"id": webhook_id, "authority_id": authority_id, "url": address, "events": list(chosen), "created_by": actor.person_id}
    await session.execute(insert(Webhook).values(**values, created_at=now))
    told = {"webhook": str(webhook_id)}
    await record(session, at=now, actor_id=actor.person_id, act="webhook-added", subject_kind="authority", subject_id=authority_id, **told)
    return webhook_id


async def remove_webhook(session: AsyncSession, actor: Actor, now: datetime, authority_id: UUID, webhook_id: UUID) -> None:
    """Remove a webhook; what still waits for it is given up. Raises NotFound("webhook-unknown")."""
    require(Permission.API_MANAGE, actor, Facts(authority_id=authority_id))
    await _own(session, authority_id, webhook_id)
    await session.execute(update(Webhook).where(col(Webhook.id) == webhook_id).values(removed_at=now))
    waiting = (col(Delivery.webhook_id) == webhook_id, col(Delivery.delivered_at).is_(None), col(Delivery.given_up_at).is_(None))
    await session.execute(update(Delivery).where(*waiting).values(given_up_at=now, problem="removed"))
    told = {"webhook": str(webhook_id)}
    await record(
        session, at=now, actor_id=actor.person_id, act="webhook-removed", subject_kind="authority", subject_id=authority_id, **told
    )


async def send_test(session: AsyncSession, actor: Actor, now: datetime, authority_id: UUID, webhook_id: UUID, home: str) -> None:
    """Put a message into the box that only tries the way; raises NotFound("webhook-unknown")."""
    require(Permission.API_MANAGE, actor, Facts(authority_id=authority_id))
    await _own(session, authority_id, webhook_id)
    payload = {"event": TEST, "reference": "", "at": now.isoformat(), "url": f"{home}/", "api": f"{home}/api/changes"}
    row = {"id": new_id(), "webhook_id": webhook_id, "sequence": None, "event": TEST, "payload": payload}
    await session.execute(insert(Delivery).values(**row, created_at=now, next_attempt_at=now, attempts=0, problem=""))


async def try_again(session: AsyncSession, actor: Actor, now: datetime, authority_id: UUID, delivery_id: UUID) -> None:
    """Try a message again that was given up; raises NotFound("delivery-unknown")."""
    require(Permission.API_MANAGE, actor, Facts(authority_id=authority_id))
    mine = select(col(Webhook.id)).where(col(Webhook.authority_id) == authority_id, col(Webhook.removed_at).is_(None))
    lost = (col(Delivery.id) == delivery_id, col(Delivery.given_up_at).is_not(None), col(Delivery.webhook_id).in_(mine))
    again = update(Delivery).where(*lost).values(given_up_at=None, attempts=0, next_attempt_at=now).returning(col(Delivery.id))
    if (await session.execute(again)).first() is None:
        raise NotFound("delivery-unknown")


async def forget_deliveries(session: AsyncSession, now: datetime) -> None:
    """Forget messages whose fate is old; those that wait stay."""
    ended = func.coalesce(col(Delivery.delivered_at), col(Delivery.given_up_at))
    await session.execute(delete(Delivery).where(ended < now - _REMEMBERED))


async def _own(session: Reader, authority_id: UUID, webhook_id: UUID) -> None:
    mine = (col(Webhook.id) == webhook_id, col(Webhook.authority_id) == authority_id, col(Webhook.removed_at).is_(None))
    if (await session.execute(select(col(Webhook.id)).where(*mine))).first() is None:
        raise NotFound("webhook-unknown")


async def webhooks_of(session: Reader, authority_id: UUID) -> list[HookLine]:
    """List the webhooks of an authority."""
    of = col(Delivery.webhook_id) == col(Webhook.id)
    open_ = select(func.count()).where(of, col(Delivery.delivered_at).is_(None), col(Delivery.given_up_at).is_(None))
    lost = select(func.count()).where(of, col(Delivery.given_up_at).is_not(None))
    last = select(func.max(Delivery.delivered_at)).where(of)
    shown: tuple[Any, ...] = (col(Webhook.id), col(Webhook.url), col(Webhook.events), col(Webhook.created_at))
    query = select(*shown, *(one.scalar_subquery() for one in (open_, lost, last)))
    query = query.where(col(Webhook.authority_id) == authority_id, col(Webhook.removed_at).is_(None)).order_by(col(Webhook.id))
    return [HookLine(*row) for row in await session.execute(query)]


async def deliveries_of(session: Reader, authority_id: UUID, limit: int = 50) -> list[DeliveryLine]:
    """List the newest messages to the webhooks of an authority."""
    shown = (Delivery.id, Delivery.webhook_id, Delivery.event, Delivery.payload["reference"].astext, Delivery.created_at, Delivery.attempts)
    ends = (Delivery.delivered_at, Delivery.given_up_at, Delivery.status, Delivery.problem)
    columns: tuple[Any, ...] = (*shown, *map(col, ends))
    query = select(*columns).join(Webhook, col(Webhook.id) == col(Delivery.webhook_id))
    query = query.where(col(Webhook.authority_id) == authority_id, col(Webhook.removed_at).is_(None))
    return [DeliveryLine(*row) for row in await session.execute(query.order_by(col(Delivery.id).desc()).limit(limit))]


async def fill_the_box(session: AsyncSession, now: datetime, home: str) -> int:
    """Put what the ledger tells since the last time into the box; a position that moved and a message are one transaction."""
    position = await take_position(session, _FOLLOWER)
    if position is None:
        return 0
    found = await changes(session, position, _AT_ONCE)
    told = [row for row in found.rows if row.change in EVENTS and row.authority_id]
    hooks = await _hooks(session, {row.authority_id for row in told})
    rows = [
        {
            "id": new_id(),
            "webhook_id": hook.id,
            "sequence": row.sequence,
            "event": row.change,
            "payload": _payload(row, home),
            "created_at": now,
            "next_attempt_at": now,
            "attempts": 0,
            "problem": "",
        }
        for row in told
        for hook in hooks
        if hook.authority_id == row.authority_id and row.change in hook.events and row.at >= hook.created_at
    ]
    if rows:
        await session.execute(upsert(Delivery).values(rows).on_conflict_do_nothing(index_elements=["webhook_id", "sequence"]))
    await move_position(session, now, _FOLLOWER, found.position)
    return len(rows)


async def _hooks(session: AsyncSession, authorities: set[UUID | None]) -> Sequence[Any]:
    if not authorities:
        return ()
    columns: tuple[Any, ...] = (col(Webhook.id), col(Webhook.authority_id), col(Webhook.events), col(Webhook.created_at))
    query = select(*columns).where(col(Webhook.authority_id).in_(authorities), col(Webhook.removed_at).is_(None))
    return (await session.execute(query)).all()


def _payload(row: Any, home: str) -> dict[str, Any]:
    """Say what happened to what; no words and no names, which are read at the address by those who may."""
    page, api = paths(row.kind, row.reference)
    return {
        "event": row.change,
        "sequence": row.sequence,
        "at": row.at.isoformat(),
        "reference": row.reference,
        "url": home + page,
        "api": home + api,
    }
