"""Parting a long comment into points: marking, finishing, undoing, and the author's one objection."""

import secrets
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import delete, func, insert, select, update
from sqlalchemy.dialects.postgresql import insert as upsert
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from dialog_tracker.analysis.splits import SplitCard, digest_of, number_behind, split_card
from dialog_tracker.analysis.tables import CommentGroup, CommentSplit, CommentTopic, GroupMember, SplitPart, Topic
from dialog_tracker.comments.changes import speaks_for
from dialog_tracker.comments.parting import add_parts, bring_back, hold, live_parts
from dialog_tracker.comments.tables import Submission, Submitter
from dialog_tracker.consultations.queries import Facts, facts_of
from dialog_tracker.documents.queries import PlaceLine, all_places, places
from dialog_tracker.domain.comment import CommentDraft, CommentKind, CommentTarget, Weight, clean_text
from dialog_tracker.domain.errors import Conflict, Malformed, NotFound
from dialog_tracker.domain.group import GroupState
from dialog_tracker.domain.letter import LetterWords
from dialog_tracker.domain.place_reference import Placement, nearest, read_placement, references_in
from dialog_tracker.domain.policy import Actor, Permission, require
from dialog_tracker.domain.script import face_of
from dialog_tracker.domain.splitting import MAX_PARTS, Piece, objection_until, pieces_of, sentences, words_of_part
from dialog_tracker.ledger.actions import record
from dialog_tracker.outbox.actions import write_letter
from dialog_tracker.storage.columns import new_id

# Tells whether any of the comments is answered; whoever keeps answers stands above this room.
Answered = Callable[[AsyncSession, Sequence[UUID]], Awaitable[bool]]


@dataclass(frozen=True, slots=True)
class Marked:
    """What somebody marked: whole sentences, exact words, the place as written, and a topic."""

    sentences: Sequence[Piece]
    words: str = ""
    place: str = ""
    topic_id: UUID | None = None


@dataclass(frozen=True, slots=True)
class Telling:
    """How the author is told: a letter made of the link's secret and the language, and how many days they have to object."""

    days: int
    letter: Callable[[str, str], LetterWords]


async def mark_part(session: AsyncSession, actor: Actor, now: datetime, number: str, marked: Marked) -> None:
    """Make a point of marked words; the same words twice are one point.

    Raises NotFound("comment-unknown"), Conflict("split-finished", "comment-is-part", "withdrawn-before") and
    Malformed("part-empty", "words-not-found", "words-taken", "place-unknown", "split-too-many").
    """
    row, facts = await _held(session, actor, now, number)
    card = await split_card(session, number, latin=False)
    _still_open(row, card)
    same = {part.pieces for part in card.parts}
    pieces = pieces_of(card.texts, marked.sentences, marked.words, [])
    if pieces in same:
        return
    pieces = pieces_of(card.texts, marked.sentences, marked.words, card.taken)
    if len(card.parts) >= MAX_PARTS:
        raise Malformed("split-too-many", field="words", limit=MAX_PARTS)
    place = await _placed(session, facts, row, words_of_part(card.texts, pieces), marked.place)
    split_id = card.split_id or await _begin(session, actor, now, row.id)
    last = await session.scalar(select(func.max(col(SplitPart.position))).where(col(SplitPart.split_id) == split_id))
    values = {"split_id": split_id, "position": (last or 0) + 1, "target": place.target, "anchor": (*place.anchors, "")[0]}
    topic = await _topic(session, facts, marked.topic_id)
    kept = [[one.field, one.start, one.end] for one in pieces]
    await session.execute(insert(SplitPart).values(id=new_id(), **values, pieces=kept, topic_id=topic))


async def _held(session: AsyncSession, actor: Actor, now: datetime, number: str) -> tuple[Any, Facts]:
    row = await hold(session, number)
    if row is None:
        raise NotFound("comment-unknown")
    facts = await facts_of(session, row.reference, now)
    require(Permission.RESPONSE_DRAFT, actor, facts.policy)
    return row, facts


def _still_open(row: Any, card: SplitCard) -> None:
    if row.withdrawn_at is not None:
        raise Conflict("withdrawn-before")
    if row.part_of is not None:
        raise Conflict("comment-is-part")
    if card.finished_at is not None:
        raise Conflict("split-finished")


async def _begin(session: AsyncSession, actor: Actor, now: datetime, comment_id: UUID) -> UUID:
    made = upsert(CommentSplit).values(id=new_id(), comment_id=comment_id, created_by=actor.person_id, created_at=now)
    made = made.values(rest="", objection="", answer="")
    return (await session.execute(made.returning(col(CommentSplit.id)))).scalar_one()


async def _placed(session: AsyncSession, facts: Facts, row: Any, words: Mapping[str, str], written: str) -> Placement:
    """Read the place that was written; where none was, the one that the words themselves name first, else that of the whole comment."""
    known = await all_places(session, facts.version_id)
    if written.strip():
        place = read_placement(written, known)
        if not place.sure:
            raise Malformed("place-unknown", field="place", written=written.strip()[:100])
        return place
    named = next((anchor for text in words.values() for one in references_in(text) if (anchor := nearest(one, known))), None)
    if named is not None:
        return Placement(CommentTarget.PROVISION, (named,))
    return Placement(CommentTarget(row.target), (row.anchor,) if row.anchor else ())


async def _topic(session: AsyncSession, facts: Facts, topic_id: UUID | None) -> UUID | None:
    mine = (col(Topic.id) == topic_id, col(Topic.consultation_id) == facts.id)
    return await session.scalar(select(col(Topic.id)).where(*mine)) if topic_id else None


async def drop_part(session: AsyncSession, actor: Actor, now: datetime, number: str, part_id: UUID) -> None:
    """Take a point out of a split that is in preparation; taken out before, nothing happens. Raises as mark_part."""
    row, _ = await _held(session, actor, now, number)
    card = await split_card(session, number, latin=False)
    _still_open(row, card)
    await session.execute(delete(SplitPart).where(col(SplitPart.id) == part_id, col(SplitPart.split_id) == card.split_id))


async def finish_split(
    session: AsyncSession, actor: Actor, now: datetime, number: str, *, rest_agreed: bool, answered: Answered, telling: Telling
) -> int:
    """Let the points stand in the place of their comment, and tell its author; gives how many there are.

    Raises as mark_part, Malformed("split-empty", "split-not-covered") and Conflict("comment-answered", "comment-in-group").
    """
    row, facts = await _held(session, actor, now, number)
    card = await split_card(session, number, latin=False)
    if card.finished_at is not None:
        return len(card.parts)  # the second of two clicks
    _still_open(row, card)
    if not card.parts or card.split_id is None:
        raise Malformed("split-empty", field="rest")
    if card.free and not rest_agreed:
        raise Malformed("split-not-covered", field="rest", pieces=len(card.free))
    if await answered(session, [row.id]):
        raise Conflict("comment-answered", number=number)
    await _leave_groups(session, row.id, number)
    await _finish(session, actor, now, facts, row, card, telling)
    return len(card.parts)


async def _finish(session: AsyncSession, actor: Actor, now: datetime, facts: Facts, row: Any, card: SplitCard, telling: Telling) -> None:
    assert card.split_id is not None
    await _let_stand(session, actor, now, facts, row, card)
    secret = await _tell(session, now, row, card.split_id, telling)
    rest = "\n".join(card.texts[one.field][one.start : one.end] for one in card.free)
    values = {"finished_by": actor.person_id, "finished_at": now, "rest": rest, "digest": secret and digest_of(secret)}
    until = objection_until(now, telling.days, facts.window.zone) if secret else None
    await session.execute(update(CommentSplit).where(col(CommentSplit.id) == card.split_id).values(**values, object_until=until))
    await _told(session, actor, now, row, "comment-parted", parts=len(card.parts))


async def part_in_two(
    session: AsyncSession, actor: Actor, now: datetime, number: str, own: Sequence[Piece], *, answered: Answered, telling: Telling
) -> None:
    """Part a comment into what others wrote too and what its author added, and finish at once; its groups are left as they are.

    Raises as finish_split, and Malformed("no-own-words") where nothing else would stay.
    """
    row, facts = await _held(session, actor, now, number)
    card = await split_card(session, number, latin=False)
    _still_open(row, card)
    if card.split_id is not None:
        raise Conflict("split-begun", number=number)
    if await answered(session, [row.id]):
        raise Conflict("comment-answered", number=number)
    added = pieces_of(card.texts, own, "", [])
    common = [
        one
        for one in sentences(card.texts)
        if not any(one.field == other.field and other.start <= one.start < other.end for other in added)
    ]
    if not common:
        raise Malformed("no-own-words", field="own")
    split_id = await _begin(session, actor, now, row.id)
    whole = Placement(CommentTarget(row.target), (row.anchor,) if row.anchor else ())
    place = await _placed(session, facts, row, words_of_part(card.texts, added), "")
    for at, (pieces, where) in enumerate(((pieces_of(card.texts, common, "", []), whole), (added, place)), 1):
        kept = [[one.field, one.start, one.end] for one in pieces]
        values = {"split_id": split_id, "position": at, "target": where.target, "anchor": (*where.anchors, "")[0]}
        await session.execute(insert(SplitPart).values(id=new_id(), **values, pieces=kept))
    await _finish(session, actor, now, facts, row, await split_card(session, number, latin=False), telling)


async def _leave_groups(session: AsyncSession, comment_id: UUID, number: str) -> None:
    """A confirmed group is a decision and is asked to be changed first; a proposal is only left, and dropped where one member stays."""
    mine = select(col(GroupMember.group_id), col(CommentGroup.state)).join(CommentGroup, col(CommentGroup.id) == col(GroupMember.group_id))
    groups = (await session.execute(mine.where(col(GroupMember.comment_id) == comment_id))).all()
    if any(state == GroupState.CONFIRMED for _, state in groups):
        raise Conflict("comment-in-group", number=number)
    proposed = [group_id for group_id, state in groups if state == GroupState.PROPOSED]
    if proposed:
        await session.execute(delete(GroupMember).where(col(GroupMember.group_id).in_(proposed)))
        await session.execute(delete(CommentGroup).where(col(CommentGroup.id).in_(proposed)))


async def _let_stand(session: AsyncSession, actor: Actor, now: datetime, facts: Facts, row: Any, card: SplitCard) -> None:
    drafts = [
        CommentDraft(
            CommentKind(row.kind),
            CommentTarget(part.target),
            (part.anchor,) if part.anchor else (),
            part.proposed,
            part.reasons,
            row.quote if part.proposed and part.anchor == row.anchor else "",
            Weight(row.weight) if row.weight else None,
        )
        for part in card.parts
    ]
    known: Mapping[str, PlaceLine] = await places(session, facts.version_id, sorted({part.anchor for part in card.parts if part.anchor}))
    made = await add_parts(session, now, facts, row.id, drafts, known)
    given = {part.id: one for part, one in zip(card.parts, made, strict=True)}
    topics = dict((await session.execute(select(col(SplitPart.id), col(SplitPart.topic_id)).where(col(SplitPart.id).in_(given)))).all())
    for part_id, one in given.items():
        await session.execute(update(SplitPart).where(col(SplitPart.id) == part_id).values(comment_id=one.id))
    assigned = [
        {"comment_id": one.id, "topic_id": topics[part_id], "assigned_by": actor.person_id, "assigned_at": now}
        for part_id, one in given.items()
        if topics[part_id]
    ]
    if assigned:
        await session.execute(insert(CommentTopic), assigned)


async def _tell(session: AsyncSession, now: datetime, row: Any, split_id: UUID, telling: Telling) -> str | None:
    """Send the author a link to the points beside the original; None where no address of theirs is known."""
    columns = (col(Submitter.email), col(Submitter.person_id))
    author = (await session.execute(select(*columns).where(col(Submitter.submission_id) == row.submission_id))).first()
    if author is None or not author.email:
        return None
    secret = secrets.token_urlsafe(32)
    language = face_of(row.language, row.script)
    words = telling.letter(secret, language)
    await write_letter(session, now, f"split:{split_id}", "split", author.email, language, words, author.person_id)
    return secret


async def _told(session: AsyncSession, actor: Actor | None, now: datetime, row: Any, act: str, **more: Any) -> None:
    by = actor.person_id if actor else None
    await record(
        session, at=now, actor_id=by, act=act, subject_kind="submission", subject_id=row.submission_id, comment=str(row.id), **more
    )


async def undo_split(session: AsyncSession, actor: Actor, now: datetime, number: str, *, answered: Answered) -> None:
    """Let the comment stand whole again; the split stays on record. Undone before, nothing happens.

    Raises NotFound("comment-unknown") and Conflict("comment-answered", "comment-in-group").
    """
    row, facts = await _held(session, actor, now, number)
    card = await split_card(session, number, latin=False)
    if card.split_id is None:
        return
    if card.finished_at is not None:
        parts = await live_parts(session, row.id)
        if await answered(session, parts):
            raise Conflict("comment-answered", number=number)
        for part_id in parts:
            await _leave_groups(session, part_id, number)
        await bring_back(session, now, facts, row.id)
    await session.execute(update(CommentSplit).where(col(CommentSplit.id) == card.split_id).values(undone_at=now))
    await _told(session, actor, now, row, "split-undone")


async def object_to_split(session: AsyncSession, now: datetime, secret: str, objection: str) -> str:
    """Put the author's objection on record, once and in time; gives the comment's number.

    Raises NotFound("link-spent"), Malformed("field-required") and Conflict("objection-before", "objection-too-late").
    """
    number = await number_behind(session, secret)
    return await _object(session, now, number, objection)


async def object_signed_in(session: AsyncSession, actor: Actor, now: datetime, number: str, objection: str) -> str:
    """Put the objection of an author who is signed in on record; raises as object_to_split, and NotFound("comment-unknown") for others."""
    row = await hold(session, number)
    columns = (col(Submitter.person_id), col(Submission.organisation_id))
    query = select(*columns).join(Submission, col(Submission.id) == col(Submitter.submission_id))
    author = (await session.execute(query.where(col(Submission.id) == row.submission_id))).first() if row else None
    if author is None or not speaks_for(actor, author.person_id, author.organisation_id):
        raise NotFound("comment-unknown")
    return await _object(session, now, number, objection)


async def _object(session: AsyncSession, now: datetime, number: str, objection: str) -> str:
    row = await hold(session, number)
    card = await split_card(session, number, latin=False)
    if row is None or card.finished_at is None:
        raise NotFound("comment-unknown")
    words = clean_text("objection", objection, 10_000)
    if card.objected_at is not None:
        if words == card.objection:
            return number  # the second of two clicks
        raise Conflict("objection-before")
    if card.object_until is None or now >= card.object_until:
        raise Conflict("objection-too-late")
    if not words:
        raise Malformed("field-required", field="objection")
    await session.execute(update(CommentSplit).where(col(CommentSplit.id) == card.split_id).values(objected_at=now, objection=words))
    await _told(session, None, now, row, "split-objected")
    return number


async def answer_objection(session: AsyncSession, actor: Actor, now: datetime, number: str, answer: str) -> None:
    """Put beside an objection what became of it. Raises NotFound("comment-unknown") and Malformed("field-required")."""
    row, _ = await _held(session, actor, now, number)
    words = clean_text("answer", answer, 10_000)
    if not words:
        raise Malformed("field-required", field="answer")
    waits = (col(CommentSplit.comment_id) == row.id, col(CommentSplit.undone_at).is_(None), col(CommentSplit.objected_at).is_not(None))
    done = await session.execute(update(CommentSplit).where(*waits).values(answered_at=now, answer=words).returning(col(CommentSplit.id)))
    if done.first() is None:
        raise NotFound("comment-unknown")
    await _told(session, actor, now, row, "objection-answered")
