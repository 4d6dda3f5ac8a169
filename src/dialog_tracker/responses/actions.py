"""Answering: drafting an answer, publishing what is drafted or approved, correcting what was published."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import func, insert, select, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from dialog_tracker.accounts.queries import officers_of
from dialog_tracker.comments.queries import LISTED
from dialog_tracker.comments.storing import NOBODY
from dialog_tracker.comments.tables import Comment, Submission
from dialog_tracker.consultations.actions import mark_changed, next_number
from dialog_tracker.consultations.queries import Facts, facts_of, hold
from dialog_tracker.consultations.tables import Consultation
from dialog_tracker.directory.queries import authority
from dialog_tracker.domain.answering import AnswerStage, check_not_locked
from dialog_tracker.domain.comment import clean_text
from dialog_tracker.domain.errors import Conflict, Malformed, NotFound
from dialog_tracker.domain.policy import Actor, Permission, require
from dialog_tracker.domain.policy import Facts as PolicyFacts
from dialog_tracker.domain.response import ResponseDraft, check_response
from dialog_tracker.ledger.actions import record
from dialog_tracker.responses.keeping import UNAPPROVED, Telling, keep_texts, place_of, tell_authors, texts_of, with_own_status
from dialog_tracker.responses.tables import Response
from dialog_tracker.storage.columns import new_id


async def asks_for_four_eyes(session: AsyncSession, facts: Facts, now: datetime, setting: bool | None) -> bool:
    """Tell whether a second person must publish: the authority's setting, else from two officials on."""
    return setting if setting is not None else await officers_of(session, facts.authority_id, now) > 1


async def policy_facts(session: AsyncSession, facts: Facts, now: datetime, drafted_by: UUID | None = None) -> PolicyFacts:
    """Give the facts of the policy for answering and reporting, four eyes included."""
    card = await authority(session, facts.authority_id)
    four_eyes = await asks_for_four_eyes(session, facts, now, card.four_eyes)
    return PolicyFacts(authority_id=facts.authority_id, phase=facts.phase, four_eyes=four_eyes, drafted_by=drafted_by)


async def draft_answer(session: AsyncSession, actor: Actor, now: datetime, number: str, draft: ResponseDraft, seen_revision: int) -> int:
    """Save the draft of an answer; gives the new revision.

    Raises Conflict("answer-changed-meanwhile") where somebody saved after `seen_revision`, Conflict("answer-locked") where the comment
    stands in a place that locks, and NotFound("comment-unknown"). An answer already published is superseded, never edited.
    """
    comment_id, reference = await _comment(session, number)
    facts = await facts_of(session, reference, now)
    require(Permission.RESPONSE_DRAFT, actor, facts.policy)
    check_not_locked(await place_of(session, comment_id), number)
    await _save(session, actor, now, facts, (comment_id, number), draft, seen_revision, "drafted")
    return seen_revision + 1


async def correct_answer(
    session: AsyncSession, actor: Actor, now: datetime, number: str, draft: ResponseDraft, seen_revision: int, note: str
) -> int:
    """Draft the correction of an answer after the report, with the reason that everybody will read; gives the new revision.

    It is published with the corrected report. Raises as draft_answer, and Malformed("field-required") without a reason.
    """
    comment_id, reference = await _comment(session, number)
    facts = await facts_of(session, reference, now)
    require(Permission.RESPONSE_CORRECT, actor, facts.policy)
    said = clean_text("note", note, 2_000)
    if not said:
        raise Malformed("field-required", field="note")
    await _save(session, actor, now, facts, (comment_id, number), draft, seen_revision, "corrected", said)
    return seen_revision + 1


async def _save(
    session: AsyncSession,
    actor: Actor,
    now: datetime,
    facts: Facts,
    comment: tuple[UUID, str],
    draft: ResponseDraft,
    seen_revision: int,
    act: str,
    note: str = "",
) -> None:
    comment_id, number = comment
    clean = check_response(await with_own_status(session, facts.authority_id, draft))
    query = select(Response).where(col(Response.comment_id) == comment_id, col(Response.superseded_at).is_(None)).with_for_update()
    current = await session.scalar(query)
    if (current.revision if current else 0) != seen_revision:
        raise Conflict("answer-changed-meanwhile", number=number)
    who = {"drafted_by": actor.person_id or NOBODY, "drafted_at": now, "revision": seen_revision + 1}
    values = texts_of(clean) | who | UNAPPROVED
    if current is None or current.published_at is not None:
        if current is not None:
            await session.execute(update(Response).where(col(Response.id) == current.id).values(superseded_at=now))
            await next_number(session, f"{facts.reference}/answers")
        await session.execute(insert(Response).values(id=new_id(), comment_id=comment_id, **values))
    else:
        await session.execute(update(Response).where(col(Response.id) == current.id).values(**values))
    await keep_texts(session, now, actor, act, [comment_id], note)
    by = actor.person_id
    await record(session, at=now, actor_id=by, act=f"answer-{act}", subject_kind="comment", subject_id=comment_id, status=clean.status)


async def publish_answers(
    session: AsyncSession, actor: Actor, now: datetime, reference: str, *, only_approved: bool = False, telling: Telling | None = None
) -> int:
    """Publish the drafted answers of a consultation that the actor may publish, and tell their authors once; gives how many.

    With `only_approved` what nobody approved yet stays. Raises NotPermitted where the authority asks for four eyes and nothing is left
    that somebody else drafted.
    """
    await hold(session, reference)
    facts = await facts_of(session, reference, now)
    policy = await policy_facts(session, facts, now)
    require(Permission.RESPONSE_PUBLISH, actor, policy)
    published = await _let_out(session, actor, now, facts, policy, only_approved=only_approved)
    if not published and policy.four_eyes and not only_approved:
        require(Permission.RESPONSE_PUBLISH, actor, await policy_facts(session, facts, now, actor.person_id))
    await _told(session, actor, now, facts, published, telling)
    return len(published)


async def publish_corrections(
    session: AsyncSession, actor: Actor, now: datetime, facts: Facts, policy: PolicyFacts, telling: Telling | None
) -> Sequence[UUID]:
    """Publish the corrections that the actor may publish, as a part of the corrected report; gives their comments."""
    require(Permission.REPORT_CORRECT, actor, policy)
    published = await _let_out(session, actor, now, facts, policy, only_approved=False)
    await _told(session, actor, now, facts, published, telling)
    return published


async def _let_out(
    session: AsyncSession, actor: Actor, now: datetime, facts: Facts, policy: PolicyFacts, *, only_approved: bool
) -> Sequence[UUID]:
    of_consultation = select(col(Comment.id)).where(col(Comment.consultation_id) == facts.id)
    waiting = update(Response).where(
        col(Response.comment_id).in_(of_consultation), col(Response.published_at).is_(None), col(Response.superseded_at).is_(None)
    )
    if only_approved:
        waiting = waiting.where(col(Response.stage) == AnswerStage.APPROVED)
    if policy.four_eyes:
        waiting = waiting.where((col(Response.drafted_by) != actor.person_id) | (col(Response.stage) == AnswerStage.APPROVED))
    approved = {
        "stage": AnswerStage.APPROVED.value,
        "approved_by": func.coalesce(col(Response.approved_by), actor.person_id),
        "approved_at": func.coalesce(col(Response.approved_at), now),
    }
    done = waiting.values(published_at=now, published_by=actor.person_id, **approved).returning(col(Response.comment_id))
    return (await session.scalars(done)).all()


async def _told(
    session: AsyncSession, actor: Actor, now: datetime, facts: Facts, published: Sequence[UUID], telling: Telling | None
) -> None:
    await next_number(session, f"{facts.reference}/answers")
    await keep_texts(session, now, actor, "published", published)
    if published:
        await mark_changed(session, now, facts.id)
    if telling is not None and published:
        await tell_authors(session, now, published, telling)
    await record(
        session,
        at=now,
        actor_id=actor.person_id,
        act="answers-published",
        subject_kind="consultation",
        subject_id=facts.id,
        count=len(published),
    )


async def _comment(session: AsyncSession, number: str) -> tuple[UUID, str]:
    """Find a comment and hold it: of two first answers saved at once the second waits here, and then sees the first."""
    query = (
        select(col(Comment.id), col(Consultation.reference))
        .join(Consultation, col(Consultation.id) == col(Comment.consultation_id))
        .join(Submission, col(Submission.id) == col(Comment.submission_id))
        .where(col(Comment.number) == number, LISTED)
        .with_for_update(of=Comment, key_share=True)
    )
    row = (await session.execute(query)).first()
    if row is None:
        raise NotFound("comment-unknown")
    return row[0], row[1]
