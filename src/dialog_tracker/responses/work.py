"""The work on comments: who answers them, where in the workflow they stand, and who has one open at the moment."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import ARRAY, DateTime, Uuid, any_, delete, func, literal, select, update
from sqlalchemy.dialects.postgresql import insert as upsert
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from dialog_tracker.accounts.tables import Mandate, Person
from dialog_tracker.comments.tables import Comment
from dialog_tracker.consultations.queries import Facts
from dialog_tracker.consultations.tables import Consultation
from dialog_tracker.domain.answering import MAX_NAME, MAX_PLACES, WorkPlace
from dialog_tracker.domain.comment import clean_text
from dialog_tracker.domain.errors import Conflict, Malformed, NotFound
from dialog_tracker.domain.policy import Actor, Permission, Role, require
from dialog_tracker.domain.script import fold
from dialog_tracker.ledger.actions import record
from dialog_tracker.responses.tables import BenchPresence, CommentWork, WorkflowPlace
from dialog_tracker.storage.columns import new_id
from dialog_tracker.storage.transaction import Reader

_ANSWERING = (Role.CONTACT_POINT, Role.DEPUTY, Role.DRAFTER, Role.APPROVER)
_PRESENT = timedelta(minutes=10)


@dataclass(frozen=True, slots=True)
class Colleague:
    """Somebody who may answer for an authority."""

    id: UUID
    name: str


async def colleagues_of(session: Reader, authority_id: UUID, now: datetime) -> list[Colleague]:
    """List those who may answer for an authority now."""
    in_force = (col(Mandate.valid_from) <= now, (col(Mandate.valid_to).is_(None)) | (col(Mandate.valid_to) > now))
    query = select(col(Person.id), col(Person.name)).join(Mandate, col(Mandate.person_id) == col(Person.id)).distinct()
    query = query.where(col(Mandate.authority_id) == authority_id, col(Mandate.role).in_(_ANSWERING), *in_force)
    return [Colleague(*row) for row in await session.execute(query.order_by(col(Person.name), col(Person.id)))]


async def places_of(session: Reader, consultation_id: UUID) -> list[WorkPlace]:
    """List the places of a workflow in their order."""
    shown = (WorkflowPlace.id, WorkflowPlace.name, WorkflowPlace.position, WorkflowPlace.solved, WorkflowPlace.locks)
    columns: tuple[Any, ...] = tuple(map(col, shown))
    query = select(*columns).where(col(WorkflowPlace.consultation_id) == consultation_id)
    return [WorkPlace(*row) for row in await session.execute(query.order_by(col(WorkflowPlace.position), col(WorkflowPlace.id)))]


async def keep_place(
    session: AsyncSession,
    actor: Actor,
    now: datetime,
    facts: Facts,
    typed: str,
    *,
    solved: bool,
    locks: bool,
    place_id: UUID | None = None,
    position: int | None = None,
) -> None:
    """Add a place to the workflow, last in order, or change one.

    Raises Malformed("field-required", "places-too-many"), Conflict("place-there") and NotFound("place-unknown-here").
    """
    require(Permission.RESPONSE_DRAFT, actor, facts.policy)
    name = " ".join(clean_text("name", typed, MAX_NAME).split())
    if not name:
        raise Malformed("field-required", field="name")
    known = await places_of(session, facts.id)
    if any(fold(one.name) == fold(name) and one.id != place_id for one in known):
        raise Conflict("place-there", name=name)
    values = {"name": name, "fold": fold(name), "solved": solved, "locks": locks}
    if place_id is None:
        if len(known) >= MAX_PLACES:
            raise Malformed("places-too-many", field="name", limit=MAX_PLACES)
        last = max((one.position for one in known), default=0) + 1
        row = values | {"id": new_id(), "consultation_id": facts.id, "position": position or last}
        await session.execute(upsert(WorkflowPlace).values(row).on_conflict_do_nothing())
    else:
        mine = (col(WorkflowPlace.id) == place_id, col(WorkflowPlace.consultation_id) == facts.id)
        changed = update(WorkflowPlace).where(*mine).values(**values, **({"position": position} if position else {}))
        if (await session.execute(changed.returning(col(WorkflowPlace.id)))).first() is None:
            raise NotFound("place-unknown-here")
    await _told(session, actor, now, facts, "workflow-changed", name=name)


async def drop_place(session: AsyncSession, actor: Actor, now: datetime, facts: Facts, place_id: UUID) -> None:
    """Remove a place; comments in it are in none. Removed before, nothing happens."""
    require(Permission.RESPONSE_DRAFT, actor, facts.policy)
    mine = (col(WorkflowPlace.id) == place_id, col(WorkflowPlace.consultation_id) == facts.id)
    name = await session.scalar(select(col(WorkflowPlace.name)).where(*mine).with_for_update())
    if name is None:
        return
    await session.execute(update(CommentWork).where(col(CommentWork.place_id) == place_id).values(place_id=None))
    await session.execute(delete(WorkflowPlace).where(*mine))
    await _told(session, actor, now, facts, "workflow-changed", name=name)


async def assign(session: AsyncSession, actor: Actor, now: datetime, facts: Facts, comments: Sequence[UUID], person_id: UUID | None) -> int:
    """Give comments to a colleague, or to nobody; gives how many. Raises NotFound("person-unknown") for somebody who may not answer."""
    require(Permission.RESPONSE_DRAFT, actor, facts.policy)
    if person_id is not None and all(one.id != person_id for one in await colleagues_of(session, facts.authority_id, now)):
        raise NotFound("person-unknown")
    done = await _work(session, actor, now, facts, comments, {"assignee_id": person_id})
    await _told(session, actor, now, facts, "comments-assigned", comments=done, person=str(person_id or ""))
    return done


async def move(session: AsyncSession, actor: Actor, now: datetime, facts: Facts, comments: Sequence[UUID], place_id: UUID | None) -> int:
    """Put comments into a place of the workflow, or into none; gives how many. Raises NotFound("place-unknown-here")."""
    require(Permission.RESPONSE_DRAFT, actor, facts.policy)
    if place_id is not None and all(one.id != place_id for one in await places_of(session, facts.id)):
        raise NotFound("place-unknown-here")
    done = await _work(session, actor, now, facts, comments, {"place_id": place_id})
    await _told(session, actor, now, facts, "comments-moved", comments=done, place=str(place_id or ""))
    return done


async def _work(session: AsyncSession, actor: Actor, now: datetime, facts: Facts, comments: Sequence[UUID], values: dict[str, Any]) -> int:
    """Write who works where in one statement, however many comments there are."""
    chosen = (col(Comment.consultation_id) == facts.id, col(Comment.id) == any_(literal(list(comments), ARRAY(Uuid))))
    by = {"changed_by": actor.person_id, "changed_at": now} | values
    typed = (literal(value, DateTime(timezone=True) if name == "changed_at" else Uuid()) for name, value in by.items())
    known = select(col(Comment.id), *typed).where(*chosen)
    made = upsert(CommentWork).from_select(["comment_id", *by], known)
    done = made.on_conflict_do_update(index_elements=["comment_id"], set_={name: made.excluded[name] for name in by})
    return len((await session.execute(done.returning(col(CommentWork.comment_id)))).all())


async def be_present(session: AsyncSession, person_id: UUID, now: datetime, comment_id: UUID) -> list[str]:
    """Note that somebody has a comment open, and give the names of the others who have had it open in the last ten minutes."""
    here = upsert(BenchPresence).values(comment_id=comment_id, person_id=person_id, seen_at=now)
    await session.execute(here.on_conflict_do_update(index_elements=["comment_id", "person_id"], set_={"seen_at": now}))
    others = (
        col(BenchPresence.comment_id) == comment_id,
        col(BenchPresence.person_id) != person_id,
        col(BenchPresence.seen_at) > now - _PRESENT,
    )
    query = select(col(Person.name)).join(BenchPresence, col(BenchPresence.person_id) == col(Person.id)).where(*others)
    return list((await session.scalars(query.order_by(col(BenchPresence.seen_at).desc()).limit(5))).all())


async def forget_presence(session: AsyncSession, now: datetime) -> None:
    """Forget who had what open a day ago."""
    await session.execute(delete(BenchPresence).where(col(BenchPresence.seen_at) < now - timedelta(days=1)))


async def solved_count(session: Reader, consultation_id: UUID) -> int:
    """Count the comments in places that count as solved."""
    query = select(func.count()).select_from(CommentWork).join(WorkflowPlace, col(WorkflowPlace.id) == col(CommentWork.place_id))
    query = query.where(col(WorkflowPlace.consultation_id) == consultation_id, col(WorkflowPlace.solved))
    return await session.scalar(query) or 0


async def _told(session: AsyncSession, actor: Actor, now: datetime, facts: Facts, act: str, **told: Any) -> None:
    await record(session, at=now, actor_id=actor.person_id, act=act, subject_kind="consultation", subject_id=facts.id, **told)


async def leave_to_office(session: AsyncSession, now: datetime, authority_id: UUID, person_id: UUID, successor_id: UUID | None) -> int:
    """Give the comments that somebody answered for an authority to whoever follows, or back to the office; counts them.

    What somebody may still answer, by another role for the authority, stays with them.
    """
    in_force = (col(Mandate.valid_from) <= now, (col(Mandate.valid_to).is_(None)) | (col(Mandate.valid_to) > now))
    theirs = (col(Mandate.person_id) == person_id, col(Mandate.authority_id) == authority_id, col(Mandate.role).in_(_ANSWERING))
    if await session.scalar(select(select(col(Mandate.id)).where(*theirs, *in_force).exists())):
        return 0
    of_authority = (
        select(col(Comment.id))
        .join(Consultation, col(Consultation.id) == col(Comment.consultation_id))
        .where(col(Consultation.authority_id) == authority_id)
    )
    moved = update(CommentWork).where(col(CommentWork.assignee_id) == person_id, col(CommentWork.comment_id).in_(of_authority))
    found = await session.scalars(moved.values(assignee_id=successor_id).returning(col(CommentWork.comment_id)))
    return len(found.all())
