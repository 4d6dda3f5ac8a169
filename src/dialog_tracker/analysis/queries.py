"""Reading the groups of comments of a consultation, and its three counts."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import func, select
from sqlmodel import col

from dialog_tracker.analysis.tables import CommentGroup, GroupMember
from dialog_tracker.comments.queries import LISTED
from dialog_tracker.comments.tables import Comment, Submission
from dialog_tracker.domain.errors import NotFound
from dialog_tracker.domain.group import GroupState, ThreeCounts, three_counts
from dialog_tracker.storage.transaction import Reader


@dataclass(frozen=True, slots=True)
class MemberLine:
    """A comment of a group."""

    group_id: UUID
    comment_id: UUID
    number: str
    submission: str
    who: str
    kind: str
    place: str
    proposed: str
    reasons: str
    language: str


@dataclass(frozen=True, slots=True)
class GroupLine:
    """A group with its members in the order in which they came; the first speaks for it."""

    id: UUID
    state: str
    title: str
    least: float
    members: Sequence[MemberLine]
    size: int

    @property
    def identical(self) -> bool:
        """Tell whether the texts agree word for word."""
        return self.least >= 1


_SHOWN = 6  # members of a group that a list shows; the page of the group shows all


async def groups_of(session: Reader, consultation_id: UUID, state: GroupState, *, latin: bool, limit: int = 100) -> list[GroupLine]:
    """List the groups of a state, the largest first, with the first members of each; two queries."""
    size = func.count().label("size")
    columns: tuple[Any, ...] = (col(CommentGroup.id), col(CommentGroup.state), col(CommentGroup.title), col(CommentGroup.least))
    query = select(*columns, size).join(GroupMember, col(GroupMember.group_id) == col(CommentGroup.id))
    query = query.where(col(CommentGroup.consultation_id) == consultation_id, col(CommentGroup.state) == state)
    rows = (await session.execute(query.group_by(*columns).order_by(size.desc(), col(CommentGroup.id)).limit(limit))).all()
    members = await _members(session, [row.id for row in rows], latin=latin, most=_SHOWN)
    return [GroupLine(*row[:4], [one for one in members if one.group_id == row.id], row.size) for row in rows]


async def group_of(session: Reader, consultation_id: UUID, group_id: UUID, *, latin: bool) -> GroupLine:
    """Read one group with all its members; raises NotFound("group-unknown")."""
    columns: tuple[Any, ...] = (col(CommentGroup.id), col(CommentGroup.state), col(CommentGroup.title), col(CommentGroup.least))
    mine = (col(CommentGroup.id) == group_id, col(CommentGroup.consultation_id) == consultation_id)
    row = (await session.execute(select(*columns).where(*mine))).first()
    if row is None:
        raise NotFound("group-unknown")
    members = await _members(session, [group_id], latin=latin, most=10_000)
    return GroupLine(row.id, row.state, row.title, row.least, members, len(members))


async def _members(session: Reader, group_ids: Sequence[UUID], *, latin: bool, most: int) -> list[MemberLine]:
    order = func.row_number().over(partition_by=col(GroupMember.group_id), order_by=col(Comment.position)).label("place_in_group")
    texts = (
        (Comment.place_latn, Comment.proposed_latn, Comment.reasons_latn) if latin else (Comment.place, Comment.proposed, Comment.reasons)
    )
    who = Submission.public_name_latn if latin else Submission.public_name
    columns: tuple[Any, ...] = (
        *(
            col(GroupMember.group_id),
            col(Comment.id),
            col(Comment.number),
            col(Submission.number).label("submission"),
            col(who).label("who"),
        ),
        *(col(Submission.submitter_kind), *(col(text) for text in texts), col(Comment.language)),
    )
    inner = (
        select(*columns, order, col(Comment.position))
        .join(Comment, col(Comment.id) == col(GroupMember.comment_id))
        .join(Submission, col(Submission.id) == col(Comment.submission_id))
        .where(col(GroupMember.group_id).in_(group_ids))
        .subquery()
    )
    query = select(inner).where(inner.c.place_in_group <= most).order_by(inner.c.position)
    return [MemberLine(*row[:10]) for row in await session.execute(query)]


async def counts_of(session: Reader, consultation_id: UUID) -> ThreeCounts:
    """Count the comments that are not withdrawn, their distinct texts, and their distinct points; two queries.

    Received and texts are of what was sent; points are of what stands in lists, where a parted comment is as many as its parts.
    """
    sent = col(Comment.part_of).is_(None)
    counted = (
        func.count().filter(sent),
        func.count(col(Comment.text_hash).distinct()).filter(sent),
        func.count().filter(col(Comment.set_aside_at).is_(None)),
    )
    live = select(*counted).join(Submission, col(Submission.id) == col(Comment.submission_id))
    alive = (col(Comment.consultation_id) == consultation_id, col(Submission.withdrawn_at).is_(None))
    received, texts, listed = (await session.execute(live.where(*alive))).one()
    joined = (
        select(func.count(), func.count(col(GroupMember.group_id).distinct()))
        .join(CommentGroup, col(CommentGroup.id) == col(GroupMember.group_id))
        .join(Comment, col(Comment.id) == col(GroupMember.comment_id))
        .join(Submission, col(Submission.id) == col(Comment.submission_id))
    )
    confirmed = (col(Comment.consultation_id) == consultation_id, LISTED, col(CommentGroup.state) == GroupState.CONFIRMED)
    grouped, groups = (await session.execute(joined.where(*confirmed))).one()
    return three_counts(received, texts, listed, grouped, groups)


async def how_many(session: Reader, consultation_id: UUID) -> dict[str, int]:
    """Count the groups of each state."""
    query = select(col(CommentGroup.state), func.count()).where(col(CommentGroup.consultation_id) == consultation_id)
    found = await session.execute(query.group_by(col(CommentGroup.state)))
    return dict(found.all())
