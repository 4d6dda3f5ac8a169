"""Proposing groups of comments that say the same, and deciding on them; every decision can be taken back."""

import asyncio
from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import delete, insert, select, text, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from dialog_tracker.analysis.candidates import candidates
from dialog_tracker.analysis.tables import CommentGroup, GroupMember
from dialog_tracker.comments.queries import LISTED
from dialog_tracker.comments.tables import Comment, Submission
from dialog_tracker.consultations.queries import Facts
from dialog_tracker.domain.comment import clean_text
from dialog_tracker.domain.errors import Conflict, Malformed, NotFound
from dialog_tracker.domain.group import GroupState
from dialog_tracker.domain.incoming import only_points_to_attachment
from dialog_tracker.domain.likeness import alike
from dialog_tracker.domain.policy import Actor, Permission, require
from dialog_tracker.ledger.actions import record
from dialog_tracker.storage.columns import new_id

_LOCK = text("SELECT pg_advisory_xact_lock(hashtextextended('groups:' || :consultation, 0))")


async def propose_groups(session: AsyncSession, actor: Actor, now: datetime, facts: Facts) -> int:
    """Propose groups of identical and near texts, and give the number of new ones.

    What was decided stays: a set of comments that already stands in a group, confirmed or dissolved, is not proposed again, and a
    proposal that is no longer true is replaced. Comments that only point to a file are left alone.
    """
    require(Permission.RESPONSE_DRAFT, actor, facts.policy)
    await session.execute(_LOCK, {"consultation": str(facts.id)})
    columns: tuple[Any, ...] = (col(Comment.id), col(Comment.proposed), col(Comment.reasons))
    live = select(*columns).join(Submission, col(Submission.id) == col(Comment.submission_id))
    live = live.where(col(Comment.consultation_id) == facts.id, LISTED).order_by(col(Comment.position))
    rows = (await session.execute(live)).all()
    texts = ["\n".join(filter(None, (proposed, reasons))) for _, proposed, reasons in rows]
    compared = ["" if only_points_to_attachment(said) else said for said in texts]
    found = await asyncio.to_thread(alike, compared, candidates)
    decided = await _sets(session, facts.id, (GroupState.CONFIRMED, GroupState.DISSOLVED))
    proposed = await _sets(session, facts.id, (GroupState.PROPOSED,))
    wanted = {frozenset(rows[at].id for at in one.members): one.least for one in found}
    stale = [group for members, group in proposed.items() if members not in wanted]
    if stale:
        await session.execute(delete(GroupMember).where(col(GroupMember.group_id).in_(stale)))
        await session.execute(delete(CommentGroup).where(col(CommentGroup.id).in_(stale)))
    known = {**decided, **proposed}
    new = {members: least for members, least in wanted.items() if not any(members <= before for before in known)}
    for members, least in new.items():
        await _add(session, now, facts.id, sorted(members), least, GroupState.PROPOSED)
    return len(new)


async def _sets(session: AsyncSession, consultation_id: UUID, states: Sequence[GroupState]) -> dict[frozenset[UUID], UUID]:
    query = select(col(GroupMember.group_id), col(GroupMember.comment_id)).join(
        CommentGroup, col(CommentGroup.id) == col(GroupMember.group_id)
    )
    gathered: dict[UUID, set[UUID]] = {}
    mine = (col(CommentGroup.consultation_id) == consultation_id, col(CommentGroup.state).in_(states))
    for group_id, comment_id in await session.execute(query.where(*mine)):
        gathered.setdefault(group_id, set()).add(comment_id)
    return {frozenset(members): group_id for group_id, members in gathered.items()}


async def _add(
    session: AsyncSession,
    now: datetime,
    consultation_id: UUID,
    members: Sequence[UUID],
    least: float,
    state: GroupState,
    by: UUID | None = None,
) -> UUID:
    group_id = new_id()
    decided = {"decided_by": by, "decided_at": now if by else None}
    row = {"id": group_id, "consultation_id": consultation_id, "state": state, "title": "", "least": least, "created_at": now}
    await session.execute(insert(CommentGroup).values(**row, **decided))
    await session.execute(insert(GroupMember), [{"group_id": group_id, "comment_id": member} for member in members])
    return group_id


async def join_comments(session: AsyncSession, actor: Actor, now: datetime, facts: Facts, numbers: Sequence[str]) -> UUID:
    """Put comments together that a person says are one point. Raises Malformed("group-too-small") and Conflict("comment-in-group")."""
    require(Permission.RESPONSE_DRAFT, actor, facts.policy)
    await session.execute(_LOCK, {"consultation": str(facts.id)})
    query = select(col(Comment.id)).where(col(Comment.consultation_id) == facts.id, col(Comment.number).in_(numbers))
    members = list((await session.scalars(query)).all())
    if len(members) < 2:
        raise Malformed("group-too-small", field="numbers")
    await _require_free(session, members)
    group_id = await _add(session, now, facts.id, members, 1.0, GroupState.CONFIRMED, actor.person_id)
    await _told(session, actor, now, facts, "group-confirmed", len(members))
    return group_id


async def decide_group(
    session: AsyncSession,
    actor: Actor,
    now: datetime,
    facts: Facts,
    group_id: UUID,
    state: GroupState,
    leave: Sequence[UUID] = (),
    title: str = "",
) -> None:
    """Confirm or dissolve a group, or propose it anew; `leave` are members that do not belong to it.

    Raises NotFound("group-unknown"), Malformed("group-too-small") and Conflict("comment-in-group").
    """
    require(Permission.RESPONSE_DRAFT, actor, facts.policy)
    await session.execute(_LOCK, {"consultation": str(facts.id)})
    query = select(col(GroupMember.comment_id)).join(CommentGroup, col(CommentGroup.id) == col(GroupMember.group_id))
    mine = (col(CommentGroup.id) == group_id, col(CommentGroup.consultation_id) == facts.id)
    members = set((await session.scalars(query.where(*mine))).all())
    if not members:
        raise NotFound("group-unknown")
    stay = members - set(leave)
    if state is GroupState.CONFIRMED:
        if len(stay) < 2:
            raise Malformed("group-too-small", field="group")
        await _require_free(session, sorted(stay), besides=group_id)
    if left := members - stay:
        await session.execute(delete(GroupMember).where(col(GroupMember.group_id) == group_id, col(GroupMember.comment_id).in_(left)))
    values = {"state": state, "title": clean_text("title", title, 300), "decided_by": actor.person_id, "decided_at": now}
    await session.execute(update(CommentGroup).where(col(CommentGroup.id) == group_id).values(**values))
    await _told(session, actor, now, facts, f"group-{state.value}", len(stay))


async def _require_free(session: AsyncSession, members: Sequence[UUID], besides: UUID | None = None) -> None:
    """A comment is one point: it stands in one confirmed group."""
    query = select(col(Comment.number)).join(GroupMember, col(GroupMember.comment_id) == col(Comment.id))
    query = query.join(CommentGroup, col(CommentGroup.id) == col(GroupMember.group_id))
    query = query.where(col(CommentGroup.state) == GroupState.CONFIRMED, col(Comment.id).in_(members))
    if besides is not None:
        query = query.where(col(CommentGroup.id) != besides)
    if taken := (await session.scalars(query.limit(1))).first():
        raise Conflict("comment-in-group", number=taken)


async def _told(session: AsyncSession, actor: Actor, now: datetime, facts: Facts, act: str, size: int) -> None:
    await record(session, at=now, actor_id=actor.person_id, act=act, subject_kind="consultation", subject_id=facts.id, comments=size)
