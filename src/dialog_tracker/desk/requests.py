"""Requests of people to be erased: done at once, or left to an administrator where an office must go on."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import func, insert, or_, select, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from dialog_tracker.accounts.queries import actor_of
from dialog_tracker.accounts.tables import ErasureRequest, Mandate, Person
from dialog_tracker.desk.erasure import erase_person
from dialog_tracker.domain.comment import clean_text
from dialog_tracker.domain.erasure import waits_for_administrator
from dialog_tracker.domain.errors import Conflict, Malformed, NotFound
from dialog_tracker.domain.policy import Actor, Permission, Role, require
from dialog_tracker.ledger.actions import record
from dialog_tracker.storage.columns import new_id
from dialog_tracker.storage.transaction import Reader


@dataclass(frozen=True, slots=True)
class RequestLine:
    """A request that waits: of whom, since when, and the roles in force."""

    id: UUID
    name: str
    email: str
    asked_at: datetime
    roles: Sequence[str]


async def waiting_requests(session: Reader, now: datetime, limit: int = 200) -> list[RequestLine]:
    """List the requests that wait for an administrator, longest-waiting first."""
    in_force = (col(Mandate.person_id) == col(Person.id), col(Mandate.valid_from) <= now)
    running = or_(col(Mandate.valid_to).is_(None), col(Mandate.valid_to) > now)
    roles = select(func.array_agg(col(Mandate.role))).where(*in_force, running).correlate(Person).scalar_subquery()
    columns: tuple[Any, ...] = (col(ErasureRequest.id), col(Person.name), col(Person.email), col(ErasureRequest.asked_at), roles)
    query = select(*columns).join(Person, col(Person.id) == col(ErasureRequest.person_id)).where(col(ErasureRequest.decision) == "")
    rows = await session.execute(query.order_by(col(ErasureRequest.asked_at)).limit(limit))
    return [RequestLine(row[0], row[1], row[2] or "", row[3], sorted(set(row[4] or ()))) for row in rows]


@dataclass(frozen=True, slots=True)
class OwnRequest:
    """The newest request of a person; `decision` is empty while it waits."""

    asked_at: datetime
    decision: str
    reason: str
    decided_at: datetime | None


async def newest_request(session: Reader, person_id: UUID) -> OwnRequest | None:
    """Read the newest request of a person."""
    shown = (ErasureRequest.asked_at, ErasureRequest.decision, ErasureRequest.reason)
    columns: tuple[Any, ...] = (*map(col, shown), col(ErasureRequest.decided_at))
    query = select(*columns).where(col(ErasureRequest.person_id) == person_id).order_by(col(ErasureRequest.id).desc())
    row = (await session.execute(query.limit(1))).first()
    return OwnRequest(*row) if row else None


async def ask_erasure(session: AsyncSession, now: datetime, person_id: UUID, *, by: UUID | None = None) -> bool:
    """Erase a person who confirmed it, or note the request for an administrator; tells whether it is done.

    `by` is who noted it for a person that asked by a letter.
    """
    email = await session.scalar(select(col(Person.email)).where(col(Person.id) == person_id).with_for_update())
    if email is None:
        return True
    if not waits_for_administrator(await actor_of(session, person_id, now)):
        await erase_person(session, now, person_id, email, by=by or person_id)
        return True
    waiting = select(col(ErasureRequest.id)).where(col(ErasureRequest.person_id) == person_id, col(ErasureRequest.decision) == "")
    if await session.scalar(waiting.limit(1)) is None:
        await session.execute(insert(ErasureRequest).values(id=new_id(), person_id=person_id, asked_at=now, decision="", reason=""))
        await record(session, at=now, actor_id=by or person_id, act="erasure-asked", subject_kind="person", subject_id=person_id)
    return False


async def grant_erasure(session: AsyncSession, actor: Actor, now: datetime, request_id: UUID) -> None:
    """Erase a person who asked for it. Raises NotFound("request-unknown") and Conflict("last-administrator")."""
    person_id, email = await _waiting(session, actor, request_id)
    others = select(func.count()).where(
        *(col(Mandate.role) == Role.ADMINISTRATOR, col(Mandate.person_id) != person_id, col(Mandate.valid_from) <= now),
        or_(col(Mandate.valid_to).is_(None), col(Mandate.valid_to) > now),
    )
    if (await actor_of(session, person_id, now)).has(Role.ADMINISTRATOR) and not await session.scalar(others):
        raise Conflict("last-administrator")
    await erase_person(session, now, person_id, email, by=actor.person_id)
    await _decide(session, actor, now, request_id, "erased", "")


async def refuse_erasure(session: AsyncSession, actor: Actor, now: datetime, request_id: UUID, reason: str) -> None:
    """Refuse a request, with a reason that the person reads. Raises NotFound("request-unknown") and Malformed("field-required")."""
    person_id, _ = await _waiting(session, actor, request_id)
    why = clean_text("reason", reason, 5000)
    if not why:
        raise Malformed("field-required", field="reason")
    await _decide(session, actor, now, request_id, "refused", why)
    await record(session, at=now, actor_id=actor.person_id, act="erasure-refused", subject_kind="person", subject_id=person_id)


async def _waiting(session: AsyncSession, actor: Actor, request_id: UUID) -> tuple[UUID, str]:
    require(Permission.INSTALLATION_MANAGE, actor)
    query = select(col(Person.id), col(Person.email)).join(ErasureRequest, col(ErasureRequest.person_id) == col(Person.id))
    asked = query.where(col(ErasureRequest.id) == request_id, col(ErasureRequest.decision) == "")
    row = (await session.execute(asked.with_for_update())).first()
    if row is None:
        raise NotFound("request-unknown")
    return row[0], row[1] or ""


async def _decide(session: AsyncSession, actor: Actor, now: datetime, request_id: UUID, decision: str, reason: str) -> None:
    decided = {"decision": decision, "reason": reason, "decided_by": actor.person_id, "decided_at": now}
    await session.execute(update(ErasureRequest).where(col(ErasureRequest.id) == request_id).values(**decided))
