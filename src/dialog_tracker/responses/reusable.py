"""What an authority keeps for its answers: texts that are used again, with every use frozen, and statuses of its own."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import func, insert, select, update
from sqlalchemy.dialects.postgresql import insert as upsert
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from dialog_tracker.accounts.tables import Person
from dialog_tracker.comments.tables import Comment
from dialog_tracker.domain.answering import MAX_NAME
from dialog_tracker.domain.comment import clean_text
from dialog_tracker.domain.errors import Conflict, Malformed, NotFound
from dialog_tracker.domain.policy import Actor, Facts, Permission, require
from dialog_tracker.domain.response import ResponseStatus
from dialog_tracker.domain.script import fold
from dialog_tracker.ledger.actions import record
from dialog_tracker.responses.tables import OwnStatus, ReusableAnswer, ReusableUse
from dialog_tracker.storage.columns import new_id
from dialog_tracker.storage.transaction import Reader

_TITLE, _CATEGORY = 120, 60


@dataclass(frozen=True, slots=True)
class ReusableLine:
    """A text that is used again; `verified_by` is empty until somebody checked its words as they are now."""

    id: UUID
    title: str
    category: str
    status: str
    reasons: str
    verified_by: str
    verified_at: datetime | None
    uses: int


async def reusable_of(session: Reader, authority_id: UUID, words: str = "", limit: int = 200) -> list[ReusableLine]:
    """List the texts of an authority that hold some words, verified ones first."""
    uses = select(func.count()).where(col(ReusableUse.answer_id) == col(ReusableAnswer.id)).scalar_subquery()
    shown = (ReusableAnswer.id, ReusableAnswer.title, ReusableAnswer.category, ReusableAnswer.status, ReusableAnswer.reasons)
    columns: tuple[Any, ...] = (*map(col, shown), func.coalesce(col(Person.name), ""), col(ReusableAnswer.verified_at), uses)
    query = select(*columns).outerjoin(Person, col(Person.id) == col(ReusableAnswer.verified_by))
    query = query.where(col(ReusableAnswer.authority_id) == authority_id, col(ReusableAnswer.retired_at).is_(None))
    if words.strip():
        query = query.where(col(ReusableAnswer.fold).contains(fold(words.strip()), autoescape=True))
    order = (col(ReusableAnswer.verified_at).is_(None), col(ReusableAnswer.category), col(ReusableAnswer.title))
    return [ReusableLine(*row) for row in await session.execute(query.order_by(*order).limit(limit))]


@dataclass(frozen=True, slots=True)
class UseLine:
    """Where a text was put in, with its words as they were then."""

    number: str
    reasons: str
    used_at: datetime


async def uses_of(session: Reader, authority_id: UUID, answer_id: UUID, limit: int = 200) -> list[UseLine]:
    """List the uses of a text, the newest first."""
    columns: tuple[Any, ...] = (col(Comment.number), col(ReusableUse.reasons), col(ReusableUse.used_at))
    query = select(*columns).join(Comment, col(Comment.id) == col(ReusableUse.comment_id))
    query = query.join(ReusableAnswer, col(ReusableAnswer.id) == col(ReusableUse.answer_id))
    mine = (col(ReusableUse.answer_id) == answer_id, col(ReusableAnswer.authority_id) == authority_id)
    return [UseLine(*row) for row in await session.execute(query.where(*mine).order_by(col(ReusableUse.used_at).desc()).limit(limit))]


@dataclass(frozen=True, slots=True)
class OwnStatusLine:
    """A status of an authority's own, and the common one that it is counted as."""

    id: UUID
    name: str
    maps_to: str


async def own_statuses_of(session: Reader, authority_id: UUID) -> list[OwnStatusLine]:
    """List the authority's own statuses that are in use."""
    mine = (col(OwnStatus.authority_id) == authority_id, col(OwnStatus.retired_at).is_(None))
    columns = (col(OwnStatus.id), col(OwnStatus.name), col(OwnStatus.maps_to))
    return [OwnStatusLine(*row) for row in await session.execute(select(*columns).where(*mine).order_by(col(OwnStatus.name)))]


def _office(actor: Actor, authority_id: UUID) -> None:
    require(Permission.RULE_OVERRIDE, actor, Facts(authority_id=authority_id))


async def keep_reusable(
    session: AsyncSession,
    actor: Actor,
    now: datetime,
    authority_id: UUID,
    title: str,
    category: str,
    status: str,
    reasons: str,
    answer_id: UUID | None = None,
) -> UUID:
    """Keep a text to be used again, or change one, which takes the mark of being verified away.

    Raises Malformed("field-required", "text-too-long", "choice-required") and NotFound("reusable-unknown").
    """
    _office(actor, authority_id)
    if status and status not in set(ResponseStatus) - {ResponseStatus.UNANSWERED}:
        raise Malformed("choice-required", field="status")
    texts = {"title": clean_text("title", title, _TITLE), "category": clean_text("category", category, _CATEGORY)}
    texts |= {"reasons": clean_text("reasons", reasons, 20_000)}
    for field in ("title", "reasons"):
        if not texts[field]:
            raise Malformed("field-required", field=field)
    changed = {"changed_by": actor.person_id, "changed_at": now, "verified_by": None, "verified_at": None}
    values: dict[str, Any] = texts | {"status": status, "fold": fold(" ".join(texts.values()))} | changed
    if answer_id is None:
        answer_id = new_id()
        await session.execute(insert(ReusableAnswer).values(id=answer_id, authority_id=authority_id, **values))
    else:
        await _change(session, authority_id, answer_id, values)
    await _told(session, actor, now, authority_id, "reusable-kept", title=texts["title"])
    return answer_id


async def _change(session: AsyncSession, authority_id: UUID, answer_id: UUID, values: dict[str, Any]) -> None:
    mine = (col(ReusableAnswer.id) == answer_id, col(ReusableAnswer.authority_id) == authority_id, col(ReusableAnswer.retired_at).is_(None))
    done = await session.execute(update(ReusableAnswer).where(*mine).values(**values).returning(col(ReusableAnswer.id)))
    if done.first() is None:
        raise NotFound("reusable-unknown")


async def verify_reusable(session: AsyncSession, actor: Actor, now: datetime, authority_id: UUID, answer_id: UUID) -> None:
    """Mark the words of a text as checked. Raises NotFound("reusable-unknown")."""
    _office(actor, authority_id)
    await _change(session, authority_id, answer_id, {"verified_by": actor.person_id, "verified_at": now})
    await _told(session, actor, now, authority_id, "reusable-verified")


async def retire_reusable(session: AsyncSession, actor: Actor, now: datetime, authority_id: UUID, answer_id: UUID) -> None:
    """Offer a text no longer; its uses stay on record. Raises NotFound("reusable-unknown")."""
    _office(actor, authority_id)
    await _change(session, authority_id, answer_id, {"retired_at": now})
    await _told(session, actor, now, authority_id, "reusable-retired")


async def note_use(session: AsyncSession, actor: Actor, now: datetime, authority_id: UUID, answer_id: UUID, comment_id: UUID) -> None:
    """Freeze that a text was put into an answer, with its words as they are now; one that is no longer offered is left alone."""
    mine = (col(ReusableAnswer.id) == answer_id, col(ReusableAnswer.authority_id) == authority_id)
    reasons = await session.scalar(select(col(ReusableAnswer.reasons)).where(*mine))
    if reasons is not None:
        used = {"answer_id": answer_id, "comment_id": comment_id, "reasons": reasons, "used_by": actor.person_id, "used_at": now}
        await session.execute(insert(ReusableUse).values(id=new_id(), **used))


async def keep_own_status(
    session: AsyncSession, actor: Actor, now: datetime, authority_id: UUID, name: str, maps_to: ResponseStatus
) -> None:
    """Add a status of the authority's own; one that was retired comes back. Raises Malformed and Conflict("status-there")."""
    _office(actor, authority_id)
    clean = " ".join(clean_text("name", name, MAX_NAME).split())
    if not clean:
        raise Malformed("field-required", field="name")
    if maps_to is ResponseStatus.UNANSWERED:
        raise Malformed("choice-required", field="maps_to")
    row = {"id": new_id(), "authority_id": authority_id, "name": clean, "fold": fold(clean), "maps_to": maps_to, "retired_at": None}
    again = {"name": clean, "maps_to": maps_to, "retired_at": None}
    made = upsert(OwnStatus).values(row)
    back = made.on_conflict_do_update(
        index_elements=["authority_id", "fold"], set_=again, where=col(OwnStatus.retired_at).is_not(None)
    ).returning(col(OwnStatus.id))
    if (await session.execute(back)).first() is None:
        raise Conflict("status-there", name=clean)
    await _told(session, actor, now, authority_id, "status-kept", name=clean)


async def retire_own_status(session: AsyncSession, actor: Actor, now: datetime, authority_id: UUID, status_id: UUID) -> None:
    """Offer a status no longer; answers that have it keep it."""
    _office(actor, authority_id)
    mine = (col(OwnStatus.id) == status_id, col(OwnStatus.authority_id) == authority_id)
    await session.execute(update(OwnStatus).where(*mine).values(retired_at=now))
    await _told(session, actor, now, authority_id, "status-retired")


async def _told(session: AsyncSession, actor: Actor, now: datetime, authority_id: UUID, act: str, **told: Any) -> None:
    await record(session, at=now, actor_id=actor.person_id, act=act, subject_kind="authority", subject_id=authority_id, **told)
