"""The tree of topics of a consultation, and which comments stand under which."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Uuid, delete, func, insert, literal, select, text, update
from sqlalchemy.dialects.postgresql import insert as upsert
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from dialog_tracker.analysis.tables import CommentTopic, SplitPart, Topic
from dialog_tracker.comments.queries import LISTED
from dialog_tracker.comments.tables import Comment, Submission
from dialog_tracker.consultations.queries import Facts
from dialog_tracker.domain.comment import clean_text
from dialog_tracker.domain.errors import Conflict, Malformed, NotFound
from dialog_tracker.domain.policy import Actor, Permission, require
from dialog_tracker.domain.script import fold
from dialog_tracker.domain.topic import MAX_DEPTH, MAX_NAME, MAX_TOPICS, TopicLine, depth_of, height_of, with_below
from dialog_tracker.ledger.actions import record
from dialog_tracker.storage.columns import new_id
from dialog_tracker.storage.transaction import Reader

_LOCK = text("SELECT pg_advisory_xact_lock(hashtextextended('topics:' || :consultation, 0))")


async def topics_of(session: Reader, consultation_id: UUID) -> list[TopicLine]:
    """Read the topics of a consultation with the number of comments that stand under each."""
    under = (
        select(func.count())
        .select_from(CommentTopic)
        .join(Comment, col(Comment.id) == col(CommentTopic.comment_id))
        .join(Submission, col(Submission.id) == col(Comment.submission_id))
        .where(col(CommentTopic.topic_id) == col(Topic.id), LISTED)
        .scalar_subquery()
    )
    columns: tuple[Any, ...] = (col(Topic.id), col(Topic.parent_id), col(Topic.name), col(Topic.position), under)
    return [TopicLine(*row) for row in await session.execute(select(*columns).where(col(Topic.consultation_id) == consultation_id))]


async def _changing(session: AsyncSession, actor: Actor, facts: Facts) -> list[TopicLine]:
    require(Permission.RESPONSE_DRAFT, actor, facts.policy)
    await session.execute(_LOCK, {"consultation": str(facts.id)})
    return await topics_of(session, facts.id)


def _name(typed: str, topics: Sequence[TopicLine], parent_id: UUID | None, besides: UUID | None = None) -> str:
    name = " ".join(clean_text("name", typed, MAX_NAME).split())
    if not name:
        raise Malformed("field-required", field="name")
    beside = [one for one in topics if one.parent_id == parent_id and one.id != besides]
    if any(fold(one.name) == fold(name) for one in beside):
        raise Conflict("topic-there", name=name)
    return name


def _known(topics: Sequence[TopicLine], topic_id: UUID) -> TopicLine:
    found = next((one for one in topics if one.id == topic_id), None)
    if found is None:
        raise NotFound("topic-unknown")
    return found


async def add_topic(session: AsyncSession, actor: Actor, now: datetime, facts: Facts, typed: str, parent_id: UUID | None) -> UUID:
    """Add a topic, last under its parent.

    Raises Malformed("field-required", "text-too-long", "topics-too-deep", "topics-too-many"), Conflict("topic-there") and
    NotFound("topic-unknown").
    """
    topics = await _changing(session, actor, facts)
    if parent_id is not None:
        _known(topics, parent_id)
    name = _name(typed, topics, parent_id)
    if len(topics) >= MAX_TOPICS:
        raise Malformed("topics-too-many", field="name", limit=MAX_TOPICS)
    if depth_of(topics, parent_id) >= MAX_DEPTH:
        raise Malformed("topics-too-deep", field="parent", limit=MAX_DEPTH)
    last = max((one.position for one in topics if one.parent_id == parent_id), default=0)
    topic_id = new_id()
    row = {"id": topic_id, "consultation_id": facts.id, "parent_id": parent_id, "name": name, "fold": fold(name), "position": last + 1}
    await session.execute(insert(Topic).values(**row))
    await _told(session, actor, now, facts, "topic-added", name=name)
    return topic_id


async def change_topic(
    session: AsyncSession, actor: Actor, now: datetime, facts: Facts, topic_id: UUID, typed: str, parent_id: UUID | None
) -> None:
    """Rename a topic or hang it elsewhere; never under itself. Raises as add_topic, and Malformed("topic-under-itself")."""
    topics = await _changing(session, actor, facts)
    one = _known(topics, topic_id)
    if parent_id is not None:
        _known(topics, parent_id)
        if parent_id in with_below(topics, topic_id):
            raise Malformed("topic-under-itself", field="parent")
    name = _name(typed, topics, parent_id, besides=topic_id)
    if depth_of(topics, parent_id) + height_of(topics, topic_id) > MAX_DEPTH:
        raise Malformed("topics-too-deep", field="parent", limit=MAX_DEPTH)
    last = max((other.position for other in topics if other.parent_id == parent_id), default=0)
    position = one.position if one.parent_id == parent_id else last + 1
    values = {"name": name, "fold": fold(name), "parent_id": parent_id, "position": position}
    await session.execute(update(Topic).where(col(Topic.id) == topic_id).values(**values))
    await _told(session, actor, now, facts, "topic-changed", name=name)


async def remove_topic(session: AsyncSession, actor: Actor, now: datetime, facts: Facts, topic_id: UUID) -> None:
    """Remove a topic; comments under it and topics below go to the topic above, or to none. Removed before, nothing happens.

    Raises Conflict("topic-there") where a topic below has the name of one that stands above already.
    """
    topics = await _changing(session, actor, facts)
    one = next((topic for topic in topics if topic.id == topic_id), None)
    if one is None:
        return
    for below in (topic for topic in topics if topic.parent_id == topic_id):
        _name(below.name, topics, one.parent_id, besides=topic_id)
    await session.execute(update(Topic).where(col(Topic.parent_id) == topic_id).values(parent_id=one.parent_id))
    mine = col(CommentTopic.topic_id) == topic_id
    if one.parent_id is not None:
        named = ("comment_id", "topic_id", "assigned_by", "assigned_at")
        up = select(
            col(CommentTopic.comment_id), literal(one.parent_id, Uuid), col(CommentTopic.assigned_by), col(CommentTopic.assigned_at)
        )
        moved = upsert(CommentTopic).from_select(named, up.where(mine)).on_conflict_do_nothing()
        await session.execute(moved)
    await session.execute(delete(CommentTopic).where(mine))
    await session.execute(update(SplitPart).where(col(SplitPart.topic_id) == topic_id).values(topic_id=one.parent_id))
    await session.execute(delete(Topic).where(col(Topic.id) == topic_id))
    await _told(session, actor, now, facts, "topic-removed", name=one.name)


async def assign_topic(session: AsyncSession, actor: Actor, now: datetime, facts: Facts, topic_id: UUID, numbers: Sequence[str]) -> int:
    """Put comments under a topic; gives how many were not there yet. Raises Malformed("comments-not-chosen"), NotFound("topic-unknown")."""
    _known(await _changing(session, actor, facts), topic_id)
    chosen = select(col(Comment.id)).where(col(Comment.consultation_id) == facts.id, col(Comment.number).in_(numbers))
    ids = (await session.scalars(chosen)).all()
    if not ids:
        raise Malformed("comments-not-chosen", field="numbers")
    rows = [{"comment_id": one, "topic_id": topic_id, "assigned_by": actor.person_id, "assigned_at": now} for one in ids]
    made = await session.execute(upsert(CommentTopic).values(rows).on_conflict_do_nothing().returning(col(CommentTopic.comment_id)))
    added = len(made.all())
    if added:
        await _told(session, actor, now, facts, "topic-assigned", comments=added)
    return added


async def take_from_topic(session: AsyncSession, actor: Actor, now: datetime, facts: Facts, topic_id: UUID, numbers: Sequence[str]) -> None:
    """Take comments out of a topic; those that are not in it are left alone. Raises NotFound("topic-unknown")."""
    _known(await _changing(session, actor, facts), topic_id)
    chosen = select(col(Comment.id)).where(col(Comment.consultation_id) == facts.id, col(Comment.number).in_(numbers))
    mine = (col(CommentTopic.topic_id) == topic_id, col(CommentTopic.comment_id).in_(chosen))
    gone = (await session.execute(delete(CommentTopic).where(*mine).returning(col(CommentTopic.comment_id)))).all()
    if gone:
        await _told(session, actor, now, facts, "topic-taken", comments=len(gone))


async def _told(session: AsyncSession, actor: Actor, now: datetime, facts: Facts, act: str, **told: Any) -> None:
    await record(session, at=now, actor_id=actor.person_id, act=act, subject_kind="consultation", subject_id=facts.id, **told)


@dataclass(frozen=True, slots=True)
class TopicComment:
    """A comment in the list of a topic."""

    number: str
    position: int
    submitter: str
    place: str
    excerpt: str
    language: str


async def comments_under(
    session: Reader, consultation_id: UUID, topic_ids: set[UUID], *, latin: bool, after: int | None = None, limit: int = 50
) -> list[TopicComment]:
    """Read one page of the comments under topics, or of those under none where no topic is given, in the order of arrival."""
    texts = (Comment.reasons_latn, Comment.proposed_latn) if latin else (Comment.reasons, Comment.proposed)
    who, place = (Submission.public_name_latn, Comment.place_latn) if latin else (Submission.public_name, Comment.place)
    words = func.left(func.concat_ws(" ", *(func.nullif(col(one), "") for one in texts)), 240)
    columns: tuple[Any, ...] = (col(Comment.number), col(Comment.position), col(who), col(place), words, col(Comment.language))
    has = select(col(CommentTopic.comment_id)).where(col(CommentTopic.comment_id) == col(Comment.id))
    under = has.where(col(CommentTopic.topic_id).in_(topic_ids)).exists() if topic_ids else ~has.exists()
    query = select(*columns).join(Submission, col(Submission.id) == col(Comment.submission_id))
    query = query.where(col(Comment.consultation_id) == consultation_id, LISTED, under, col(Comment.position) > (after or -1))
    return [TopicComment(*row) for row in await session.execute(query.order_by(col(Comment.position)).limit(limit))]


async def topics_of_comment(session: Reader, number: str) -> list[UUID]:
    """Give the topics that a comment stands under."""
    query = select(col(CommentTopic.topic_id)).join(Comment, col(Comment.id) == col(CommentTopic.comment_id))
    return list((await session.scalars(query.where(col(Comment.number) == number))).all())
