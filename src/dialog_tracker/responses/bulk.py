"""Many answers in one act: one answer for a group or a selection, and the way of drafted answers to approval. All of it or nothing."""

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ARRAY, Uuid, any_, insert, literal, select, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from dialog_tracker.comments.queries import LISTED
from dialog_tracker.comments.storing import NOBODY
from dialog_tracker.comments.tables import Comment, Submission
from dialog_tracker.consultations.actions import next_number
from dialog_tracker.consultations.queries import Facts
from dialog_tracker.domain.answering import MOST_AT_ONCE, AnswerStage, Outcome, Overwrite, moved
from dialog_tracker.domain.comment import clean_text
from dialog_tracker.domain.errors import Malformed
from dialog_tracker.domain.policy import Actor, Permission, require
from dialog_tracker.domain.response import ResponseDraft, check_response
from dialog_tracker.ledger.actions import record
from dialog_tracker.responses.actions import policy_facts
from dialog_tracker.responses.keeping import UNAPPROVED, keep_texts, texts_of, with_own_status
from dialog_tracker.responses.tables import CommentWork, Response, WorkflowPlace
from dialog_tracker.storage.columns import new_id


async def answer_many(
    session: AsyncSession,
    actor: Actor,
    now: datetime,
    facts: Facts,
    comments: Sequence[UUID],
    draft: ResponseDraft,
    overwrite: Overwrite = Overwrite.NOTHING,
) -> dict[str, Outcome]:
    """Give one answer to many comments in one transaction; gives what came of each, by its number.

    An answer that is there already is kept, unless it is a draft and drafts are to be overwritten; what is published is kept always.
    Raises Malformed("comments-not-chosen", "too-many-at-once") and FieldErrors.
    """
    require(Permission.RESPONSE_DRAFT, actor, facts.policy)
    clean = check_response(await with_own_status(session, facts.authority_id, draft))
    return await write_many(session, actor, now, facts, dict.fromkeys(comments, clean), overwrite)


async def write_many(
    session: AsyncSession,
    actor: Actor,
    now: datetime,
    facts: Facts,
    answers: Mapping[UUID, ResponseDraft],
    overwrite: Overwrite,
) -> dict[str, Outcome]:
    """Write checked answers to many comments; a few statements whatever their number. Raises as answer_many."""
    if not answers:
        raise Malformed("comments-not-chosen", field="numbers")
    if len(answers) > MOST_AT_ONCE:
        raise Malformed("too-many-at-once", field="numbers", limit=MOST_AT_ONCE)
    rows = await hold(session, facts.id, list(answers))
    outcomes = {row.number: _outcome(row, answers[row.id], overwrite) for row in rows}
    new = [row for row in rows if outcomes[row.number] is Outcome.ANSWERED]
    replaced = [row for row in rows if outcomes[row.number] is Outcome.REPLACED]
    who = {"drafted_by": actor.person_id or NOBODY, "drafted_at": now}
    if new:
        values = [{"id": new_id(), "comment_id": row.id, "revision": 1, **texts_of(answers[row.id]), **who, **UNAPPROVED} for row in new]
        await session.execute(insert(Response), values)
    if replaced:
        drafts = [
            {"id": row.response_id, "revision": row.revision + 1, **texts_of(answers[row.id]), **who, **UNAPPROVED} for row in replaced
        ]
        await session.execute(update(Response), drafts)
    await keep_texts(session, now, actor, "drafted", [row.id for row in (*new, *replaced)])
    counted = Counter(outcomes.values())
    told = {outcome.value: count for outcome, count in counted.items()}
    await record(session, at=now, actor_id=actor.person_id, act="answers-drafted", subject_kind="consultation", subject_id=facts.id, **told)
    return outcomes


async def hold(session: AsyncSession, consultation_id: UUID, comments: Sequence[UUID]) -> Sequence[Any]:
    """Hold the comments, so that nobody answers them at the same time, and read the answers that they have."""
    chosen = col(Comment.id) == any_(literal(list(comments), ARRAY(Uuid)))
    locked = select(col(Comment.id)).where(col(Comment.consultation_id) == consultation_id, chosen).order_by(col(Comment.id))
    await session.execute(locked.with_for_update(key_share=True))
    current = (col(Response.comment_id) == col(Comment.id)) & col(Response.superseded_at).is_(None)
    answer = (Response.revision, Response.status, Response.reasons, Response.what_changed, Response.published_at)
    columns: tuple[Any, ...] = (col(Comment.id), col(Comment.number), col(Response.id).label("response_id"), *map(col, answer))
    query = (
        select(*columns, col(WorkflowPlace.locks))
        .join(Submission, col(Submission.id) == col(Comment.submission_id))
        .outerjoin(Response, current)
        .outerjoin(CommentWork, col(CommentWork.comment_id) == col(Comment.id))
        .outerjoin(WorkflowPlace, col(WorkflowPlace.id) == col(CommentWork.place_id))
        .where(col(Comment.consultation_id) == consultation_id, chosen, LISTED)
    )
    return (await session.execute(query.order_by(col(Comment.position)))).all()


def _outcome(row: Any, draft: ResponseDraft, overwrite: Overwrite) -> Outcome:
    if row.locks:
        return Outcome.LOCKED
    if row.response_id is None:
        return Outcome.ANSWERED
    if (row.status, row.reasons, row.what_changed) == (draft.status, draft.reasons, draft.what_changed):
        return Outcome.SAME
    if row.published_at is not None or overwrite is Overwrite.NOTHING:
        return Outcome.KEPT
    return Outcome.REPLACED


async def move_answers(
    session: AsyncSession, actor: Actor, now: datetime, facts: Facts, act: str, comments: Sequence[UUID] | None = None, note: str = ""
) -> int:
    """Send drafted answers for approval, approve them or return them with a note; all that wait where no comments are given.

    Whoever drafted an answer does not approve it where the authority asks for four eyes. Gives how many moved; raises NotPermitted,
    and Malformed("field-required") for a return without a note.
    """
    policy = await policy_facts(session, facts, now)
    require(Permission.RESPONSE_DRAFT if act == "send" else Permission.RESPONSE_APPROVE, actor, policy)
    said = clean_text("note", note, 2_000)
    if act == "return" and not said:
        raise Malformed("field-required", field="note")
    stages = [stage for stage in AnswerStage if moved(act, stage)]
    waiting: list[Any] = [col(Response.superseded_at).is_(None), col(Response.published_at).is_(None), col(Response.stage).in_(stages)]
    of_consultation = select(col(Comment.id)).where(col(Comment.consultation_id) == facts.id)
    waiting.append(col(Response.comment_id).in_(of_consultation))
    if comments is not None:
        waiting.append(col(Response.comment_id) == any_(literal(list(comments), ARRAY(Uuid))))
    if act == "approve" and policy.four_eyes:
        waiting.append(col(Response.drafted_by) != actor.person_id)
    end = next(end for stage in stages if (end := moved(act, stage)))
    approved = (
        {"approved_by": actor.person_id, "approved_at": now} if end is AnswerStage.APPROVED else {"approved_by": None, "approved_at": None}
    )
    done = update(Response).where(*waiting).values(stage=end, **approved).returning(col(Response.comment_id))
    found = list((await session.scalars(done)).all())
    await keep_texts(session, now, actor, {"send": "sent", "approve": "approved", "return": "returned"}[act], found, said)
    if found:
        await next_number(session, f"{facts.reference}/answers")
        told = {"count": len(found)}
        await record(
            session, at=now, actor_id=actor.person_id, act=f"answers-{end.value}", subject_kind="consultation", subject_id=facts.id, **told
        )
    return len(found)
