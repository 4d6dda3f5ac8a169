"""A handover across rooms: the mandate, the roles of the accounts, and the work that is in somebody's hands.

Consultations, acts and answers belong to the authority, so they move nowhere. What stands in a person's name, comments given to them and
drafts they were reading in, goes to whoever follows, or back to the office where nobody has an account yet.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import func, or_, select, text
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from dialog_tracker.accounts.actions import make_link
from dialog_tracker.comments.tables import Comment
from dialog_tracker.consultations.queries import REPORTED
from dialog_tracker.consultations.tables import Consultation
from dialog_tracker.contacts.actions import ZONE, ContactDraft, Handover, hand_over
from dialog_tracker.contacts.queries import ContactLine
from dialog_tracker.domain.consultation import Stage
from dialog_tracker.domain.policy import Actor
from dialog_tracker.domain.task import LinkPurpose
from dialog_tracker.drafting.actions import pass_previews
from dialog_tracker.drafting.tables import ImportPreview
from dialog_tracker.responses.tables import CommentWork
from dialog_tracker.responses.work import leave_to_office
from dialog_tracker.storage.transaction import Reader

_YEAR = 366  # days for which a handover is looked after


@dataclass(frozen=True, slots=True)
class Work:
    """What is in the hands of an authority, and of it what stands in the name of one person."""

    running: int
    prepared: int
    assigned: int
    previews: int


async def work_of(session: Reader, now: datetime, line: ContactLine) -> Work:
    """Count the work that a handover leaves with the authority, and what moves with it."""
    own = (col(Consultation.authority_id) == line.authority_id,)
    running = select(func.count()).where(
        *own, col(Consultation.stage) == Stage.PUBLISHED, or_(col(Consultation.closes_at) > now, ~REPORTED)
    )
    prepared = select(func.count()).where(*own, col(Consultation.stage) == Stage.DRAFT)
    given = select(func.count()).select_from(CommentWork).join(Comment, col(Comment.id) == col(CommentWork.comment_id))
    given = given.join(Consultation, col(Consultation.id) == col(Comment.consultation_id))
    assigned = given.where(*own, col(CommentWork.assignee_id) == line.owner_id)
    previews = select(func.count()).where(
        col(ImportPreview.authority_id) == line.authority_id, col(ImportPreview.person_id) == line.owner_id
    )
    counts = [await session.scalar(query) or 0 for query in (running, prepared, assigned, previews)]
    return Work(*counts)


@dataclass(frozen=True, slots=True)
class Done:
    """What came of a handover: the mandate, the work that moved, and the secret of an invitation where there is no account yet."""

    handover: Handover
    moved: int
    invitation: str


async def hand_over_everything(
    session: AsyncSession, actor: Actor, now: datetime, contact_id: UUID, draft: ContactDraft, note: str, key: str, *, invite: bool
) -> Done:
    """Hand over in one step; work in a person's name moves at once where the mandate begins today, and on its day by `move_due_work`."""
    done = await hand_over(session, actor, now, contact_id, draft, note, key)
    if done.done_before:
        return Done(done, 0, "")
    moved = await _move(session, now, done.authority_id, done.from_person, done.to_person) if done.begins_at <= now else 0
    secret = ""
    if invite and draft.email and done.to_person is None:
        facts = {"role": done.duty.value, "authority_id": str(done.authority_id), "since": done.begins_at.isoformat()}
        address = draft.email.split(",")[0].strip().lower()
        secret = await make_link(session, now, LinkPurpose.INVITE, email=address, facts=facts, by=actor.person_id)
    return Done(done, moved, secret)


async def _move(session: AsyncSession, now: datetime, authority_id: UUID, from_person: UUID | None, to_person: UUID | None) -> int:
    if from_person is None or from_person == to_person:
        return 0
    moved = await leave_to_office(session, now, authority_id, from_person, to_person)
    if to_person is not None:
        moved += await pass_previews(session, authority_id, from_person, to_person)
    return moved


_DUE = text(
    """
    SELECT DISTINCT b.authority_id, coalesce(b.person_id, p.id) AS from_person, coalesce(n.person_id, q.id) AS to_person
    FROM contact_point n JOIN contact_point b ON b.id = n.follows_id
    LEFT JOIN person p ON b.email <> '' AND p.email = lower(b.email)
    LEFT JOIN person q ON n.email <> '' AND q.email = lower(n.email)
    WHERE n.begins_on <= :today AND n.begins_on > :since AND coalesce(b.person_id, p.id) IS NOT NULL
      AND coalesce(n.person_id, q.id) IS DISTINCT FROM coalesce(b.person_id, p.id)
    """
)


async def move_due_work(session: AsyncSession, now: datetime) -> int:
    """Move the work of mandates that ended meanwhile, and work that waited until the successor had an account; idempotent."""
    today = now.astimezone(ZONE).date()
    due = (await session.execute(_DUE, {"today": today, "since": today - timedelta(days=_YEAR)})).all()
    return sum([await _move(session, now, row.authority_id, row.from_person, row.to_person) for row in due])
