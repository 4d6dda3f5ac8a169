"""Baskets: comments on their way, one's own and those that colleagues of an organisation write together and a coordinator sends."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import delete, select, update
from sqlalchemy.dialects.postgresql import insert as upsert
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from dialog_tracker.accounts.actions import count_try
from dialog_tracker.comments.basket_lines import in_reach
from dialog_tracker.comments.storing import known_places
from dialog_tracker.comments.tables import BasketItem
from dialog_tracker.consultations.queries import facts_of
from dialog_tracker.domain.comment import CommentDraft, check_comment
from dialog_tracker.domain.errors import Conflict, NotFound
from dialog_tracker.domain.policy import Actor, Permission, require
from dialog_tracker.domain.policy import Facts as PolicyFacts
from dialog_tracker.storage.columns import new_id


async def save_to_basket(
    session: AsyncSession,
    actor: Actor,
    now: datetime,
    reference: str,
    key: str,
    draft: CommentDraft,
    item_id: UUID | None = None,
    seen: str = "",
) -> UUID:
    """Put a comment into the basket or change one that is there; the same form twice is one comment.

    Raises Conflict("item-changed") where a colleague saved after the text that was `seen`, and Conflict("item-gone") where it was sent or removed.
    """
    facts = await facts_of(session, reference, now)
    require(Permission.COMMENT_SUBMIT, actor, PolicyFacts(phase=facts.phase))
    clean = check_comment(draft)
    await count_try(session, now, f"basket:{actor.person_id}", most=600, seconds=3600)
    await known_places(session, facts.version_id, [clean])
    assert actor.person_id is not None
    texts: dict[str, Any] = {"kind": clean.kind, "target": clean.target, "anchor": clean.anchors[0] if clean.anchors else ""}
    texts |= {"proposed": clean.proposed, "reasons": clean.reasons, "quote": clean.quote, "weight": clean.weight or ""}
    if item_id is not None:
        return await _change(session, actor, now, facts.id, key, texts, item_id, seen)
    owner = {"person_id": actor.person_id, "consultation_id": facts.id, "saved_at": now}
    made = upsert(BasketItem).values(id=new_id(), idempotency_key=key, **texts, **owner)
    mine = col(BasketItem.person_id) == actor.person_id
    saved = made.on_conflict_do_update(index_elements=["idempotency_key"], set_=texts | {"saved_at": now}, where=mine)
    saved_id: UUID = (await session.execute(saved.returning(col(BasketItem.id)))).scalar_one()
    return saved_id


async def _change(
    session: AsyncSession,
    actor: Actor,
    now: datetime,
    consultation_id: UUID,
    key: str,
    texts: dict[str, Any],
    item_id: UUID,
    seen: str,
) -> UUID:
    here = (col(BasketItem.id) == item_id, col(BasketItem.consultation_id) == consultation_id, in_reach(actor))
    last = await session.scalar(select(col(BasketItem.idempotency_key)).where(*here).with_for_update())
    if last is None:
        raise Conflict("item-gone")
    if last == key:
        return item_id  # the second of two clicks
    if seen and last != seen:
        raise Conflict("item-changed")
    written = {"person_id": actor.person_id, "saved_at": now, "idempotency_key": key}
    await session.execute(update(BasketItem).where(col(BasketItem.id) == item_id).values(**texts, **written))
    return item_id


async def remove_from_basket(session: AsyncSession, actor: Actor, item_id: UUID) -> None:
    """Take a comment out of the basket, one's own or a common one."""
    await session.execute(delete(BasketItem).where(col(BasketItem.id) == item_id, in_reach(actor)))


async def hand_over(
    session: AsyncSession, actor: Actor, now: datetime, reference: str, organisation_id: UUID | None, items: Sequence[UUID]
) -> int:
    """Lay comments of one's own basket into the common one of an organisation, or take one's own back; gives how many moved.

    Raises NotPermitted for an organisation that the actor does not speak for, and NotFound("item-unknown") where nothing moved.
    """
    facts = await facts_of(session, reference, now)
    require(Permission.COMMENT_SUBMIT, actor, PolicyFacts(organisation_id=organisation_id, phase=facts.phase))
    here = (col(BasketItem.consultation_id) == facts.id, col(BasketItem.person_id) == actor.person_id, col(BasketItem.id).in_(items))
    moved = update(BasketItem).where(*here, in_reach(actor)).values(organisation_id=organisation_id)
    found = (await session.execute(moved.returning(col(BasketItem.id)))).all()
    if not found:
        raise NotFound("item-unknown")
    return len(found)
