"""Gathering what the checks before publication look at; a fixed number of queries whatever the number of comments."""

import asyncio
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Text, cast, func, select
from sqlmodel import col

from dialog_tracker.activities.tables import Activity
from dialog_tracker.analysis.candidates import candidates
from dialog_tracker.analysis.tables import CommentGroup, CommentSplit, GroupMember
from dialog_tracker.comments.moderation import SUSPECT
from dialog_tracker.comments.queries import LISTED
from dialog_tracker.comments.shown import HELD
from dialog_tracker.comments.tables import Comment, Submission
from dialog_tracker.comments.withholding import held_numbers
from dialog_tracker.consultations.queries import Facts, clock_of
from dialog_tracker.documents.versions import compared_versions, consulted_and_newest
from dialog_tracker.domain.answering import AnswerStage
from dialog_tracker.domain.consultation import Phase
from dialog_tracker.domain.group import GroupState
from dialog_tracker.domain.incoming import only_points_to_attachment
from dialog_tracker.domain.likeness import alike
from dialog_tracker.domain.lint import Checked, CheckedComment, CheckedEvent, Finding, findings
from dialog_tracker.domain.outcome import OutcomeReport
from dialog_tracker.domain.personal_data import personal_data
from dialog_tracker.domain.promises import Asked, LaterText, Promises, promises
from dialog_tracker.domain.publication import QUARANTINED
from dialog_tracker.domain.response import ResponseStatus
from dialog_tracker.responses.asked import anchors_of
from dialog_tracker.responses.queries import CURRENT
from dialog_tracker.responses.tables import Response
from dialog_tracker.storage.transaction import Reader


async def findings_on(
    session: Reader, facts: Facts, now: datetime, report: OutcomeReport | None, *, with_approved: bool
) -> tuple[Finding, ...]:
    """Check a consultation and its report before publication; `with_approved` counts approved answers as going out with it.

    A corrected report is checked like the first, but for its time.
    """
    rows = await _comments(session, facts)
    held = await held_numbers(session, facts.id, now)
    checked = Checked(
        phase=Phase.ANSWERING if facts.report_published and facts.phase is Phase.CONCLUDED else facts.phase,
        today=facts.today(now),
        comments=[_checked(row, with_approved=with_approved) for row in rows],
        waiting=[number for number, why in held.items() if why == QUARANTINED],
        alike=await _alike(session, facts.id, rows),
        objections=await _objections(session, facts.id),
        events=await _events(session, facts.id),
        report_due_on=None if facts.report_published else (await clock_of(session, facts, now)).report_due_on,
        personal_comments=_holding(await session.execute(_suspect_comments(facts.id), {"now": now})),
        personal_answers=_holding(await session.execute(_suspect_answers(facts.id))),
        promises=await _promises(session, facts, rows, with_approved=with_approved),
        report=report,
    )
    return await asyncio.to_thread(findings, checked)


async def _comments(session: Reader, facts: Facts) -> Sequence[Any]:
    confirmed = (
        select(col(GroupMember.comment_id), func.min(cast(col(GroupMember.group_id), Text)).label("group_id"))
        .join(CommentGroup, col(CommentGroup.id) == col(GroupMember.group_id))
        .where(col(CommentGroup.consultation_id) == facts.id, col(CommentGroup.state) == GroupState.CONFIRMED)
        .group_by(col(GroupMember.comment_id))
        .subquery()
    )
    comment = (Comment.id, Comment.number, Comment.text_hash, Comment.target, Comment.proposed, Comment.reasons)
    answer = (Response.status, Response.stage, Response.published_at, Response.changed_anchor)
    columns: tuple[Any, ...] = (
        *(*map(col, comment), *map(col, answer), col(Response.reasons).label("answer")),
        *((col(Submission.received_at) >= facts.window.closes_at).label("late"), confirmed.c.group_id),
    )
    query = (
        select(*columns)
        .join(Submission, col(Submission.id) == col(Comment.submission_id))
        .outerjoin(Response, CURRENT)
        .outerjoin(confirmed, confirmed.c.comment_id == col(Comment.id))
        .where(col(Comment.consultation_id) == facts.id, LISTED)
        .order_by(col(Comment.position))
    )
    return (await session.execute(query)).all()


def _goes_out(row: Any, *, with_approved: bool) -> bool:
    return row.published_at is not None or (with_approved and row.stage == AnswerStage.APPROVED)


def _checked(row: Any, *, with_approved: bool) -> CheckedComment:
    return CheckedComment(
        number=row.number,
        text_hash=row.text_hash,
        status=ResponseStatus(row.status) if row.status else ResponseStatus.UNANSWERED,
        published=row.status is None or _goes_out(row, with_approved=with_approved),
        late=row.late,
        own_words=f"{row.proposed}\n{row.reasons}",
        reasons=row.answer or "",
        group=row.group_id or "",
    )


async def _alike(session: Reader, consultation_id: UUID, rows: Sequence[Any]) -> Sequence[Sequence[str]]:
    """List like comments, also where nobody looked for groups; what people dissolved is no likeness. Two outcomes at least are looked at."""
    query = (
        select(col(CommentGroup.state), func.array_agg(col(Comment.number)))
        .select_from(GroupMember)
        .join(CommentGroup, col(CommentGroup.id) == col(GroupMember.group_id))
        .join(Comment, col(Comment.id) == col(GroupMember.comment_id))
        .where(col(CommentGroup.consultation_id) == consultation_id, col(CommentGroup.state) != GroupState.CONFIRMED)
        .group_by(col(CommentGroup.state), col(GroupMember.group_id))
    )
    kept = (await session.execute(query)).all()
    dissolved = [set(numbers) for state, numbers in kept if state == GroupState.DISSOLVED]
    found = [numbers for state, numbers in kept if state == GroupState.PROPOSED]
    answered = [row for row in rows if row.status]
    if len({row.status for row in answered}) > 1:
        near = await asyncio.to_thread(_near, answered)
        found += [numbers for numbers in near if not any(apart.issuperset(numbers) for apart in dissolved)]
    return found


def _near(rows: Sequence[Any]) -> list[list[str]]:
    texts = ["\n".join(filter(None, (row.proposed, row.reasons))) for row in rows]
    compared = ["" if only_points_to_attachment(said) else said for said in texts]
    return [[rows[at].number for at in one.members] for one in alike(compared, candidates)]


async def _objections(session: Reader, consultation_id: UUID) -> list[str]:
    """List the comments whose authors object to how they were parted, and wait for an answer."""
    query = select(col(Comment.number)).join(CommentSplit, col(CommentSplit.comment_id) == col(Comment.id))
    waits = (col(CommentSplit.objected_at).is_not(None), col(CommentSplit.answered_at).is_(None), col(CommentSplit.undone_at).is_(None))
    return list((await session.execute(query.where(col(Comment.consultation_id) == consultation_id, *waits))).scalars())


async def _events(session: Reader, consultation_id: UUID) -> list[CheckedEvent]:
    """An event is recorded by a note of what was said, or by comments that were logged from it."""
    logged = select(col(Submission.id)).where(col(Submission.activity_id) == col(Activity.id)).exists()
    recorded = (col(Activity.note) != "") | logged
    query = select(col(Activity.id), col(Activity.title), col(Activity.starts_on), recorded)
    rows = await session.execute(query.where(col(Activity.consultation_id) == consultation_id).order_by(col(Activity.starts_on)))
    return [CheckedEvent(str(key), title, day, there) for key, title, day, there in rows if day is not None]


def _suspect(*texts: Any) -> Any:
    """Choose rows of which any text may hold personal data; the law book looks at them closely."""
    found = [text.regexp_match(SUSPECT) for text in texts]
    return found[0] | found[1]


def _suspect_comments(consultation_id: UUID) -> Any:
    texts = (col(Comment.proposed), col(Comment.reasons))
    query = select(col(Comment.number), *texts).join(Submission, col(Submission.id) == col(Comment.submission_id))
    return query.where(col(Comment.consultation_id) == consultation_id, LISTED, HELD == "", _suspect(*texts)).order_by(
        col(Comment.position)
    )


def _suspect_answers(consultation_id: UUID) -> Any:
    texts = (col(Response.reasons), col(Response.what_changed))
    query = select(col(Comment.number), *texts).join(Response, CURRENT).join(Submission, col(Submission.id) == col(Comment.submission_id))
    return query.where(col(Comment.consultation_id) == consultation_id, LISTED, _suspect(*texts)).order_by(col(Comment.position))


def _holding(rows: Iterable[Any]) -> list[str]:
    return [number for number, *texts in rows if any(personal_data(text) for text in texts)]


async def _promises(session: Reader, facts: Facts, rows: Sequence[Any], *, with_approved: bool) -> Promises:
    """Compare the answers with the newest public text after the consulted one; nothing where there is none."""
    pair = await consulted_and_newest(session, facts.act_id, facts.version_id)
    if pair is None:
        return Promises()
    compared = await compared_versions(session, pair[0].id, pair[1].id)
    places = await anchors_of(session, facts.id)
    asked = [_asked(row, places.get(row.id, ()), with_approved=with_approved) for row in rows]
    return await asyncio.to_thread(lambda: promises(asked, LaterText(compared.comparison)))


def _asked(row: Any, anchors: tuple[str, ...], *, with_approved: bool) -> Asked:
    status = ResponseStatus(row.status) if row.status and _goes_out(row, with_approved=with_approved) else ResponseStatus.UNANSWERED
    return Asked(row.number, status, anchors, row.changed_anchor or "", row.proposed, row.target == "new_after")
