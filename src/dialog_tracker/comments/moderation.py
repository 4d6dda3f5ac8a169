"""What of a comment is published: words left out with a reason, the original kept; and the erasure of a person behind a submission."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import false, insert, or_, select, update
from sqlalchemy.dialects.postgresql import insert as upsert
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from dialog_tracker.comments.tables import Comment, CommentOriginal, Redaction, Submission, Submitter
from dialog_tracker.consultations.actions import next_number
from dialog_tracker.consultations.queries import Facts, facts_of
from dialog_tracker.consultations.tables import Consultation
from dialog_tracker.domain.errors import Malformed, NotFound
from dialog_tracker.domain.personal_data import personal_data
from dialog_tracker.domain.policy import Actor, Permission, require
from dialog_tracker.domain.redaction import ReasonCode, Span, find_words, redacted
from dialog_tracker.domain.script import Script, fold, to_latin
from dialog_tracker.domain.submission import SubmitterKind
from dialog_tracker.ledger.actions import record, record_all
from dialog_tracker.storage.columns import new_id
from dialog_tracker.storage.transaction import Reader

_FIELDS = ("proposed", "reasons")
# What may hold personal data, for the database to choose rows by; the law book looks at them closely.
_SUSPECT = r"[0-9]{13}|@|[0-9]{3}-[0-9]{5,}|(\+[0-9]{1,3}|0[0-9]{2})[ /-][0-9]{2,4}"


@dataclass(frozen=True, slots=True)
class Marked:
    """A comment in which something was found or left out: its original words, what looks like personal data, what is left out."""

    number: str
    place: str
    who: str
    language: str
    proposed: str
    reasons: str
    found: Sequence[tuple[str, str, str]]
    left_out: Sequence[tuple[UUID, str, str]]


async def marked_comments(session: Reader, facts: Facts, *, latin: bool, limit: int = 100) -> list[Marked]:
    """List the comments that hold what looks like personal data, or from which something is left out already."""
    suspect = col(Comment.proposed).regexp_match(_SUSPECT) | col(Comment.reasons).regexp_match(_SUSPECT)
    named = (Comment.place_latn, Submission.public_name_latn) if latin else (Comment.place, Submission.public_name)
    columns: tuple[Any, ...] = (
        *(col(Comment.id), col(Comment.number), *map(col, named), col(Comment.language)),
        *(col(Comment.proposed), col(Comment.reasons), col(CommentOriginal.proposed), col(CommentOriginal.reasons)),
    )
    query = (
        select(*columns)
        .join(Submission, col(Submission.id) == col(Comment.submission_id))
        .outerjoin(CommentOriginal, col(CommentOriginal.comment_id) == col(Comment.id))
        .where(col(Comment.consultation_id) == facts.id, suspect | col(CommentOriginal.comment_id).is_not(None))
        .order_by(col(Comment.position))
        .limit(limit)
    )
    rows = (await session.execute(query)).all()
    spans = await _spans(session, [row[0] for row in rows])
    marked = []
    for comment_id, number, place, who, language, proposed, reasons, first, second in rows:
        original = {"proposed": proposed if first is None else first, "reasons": reasons if second is None else second}
        found = [
            (name, one.kind.value, text[one.start : one.end])
            for name, text in (("proposed", proposed), ("reasons", reasons))
            for one in personal_data(text)
        ]
        mine = [(key, span.code.value, original[span.field][span.start : span.end]) for key, span in spans.get(comment_id, ())]
        if found or mine:
            marked.append(Marked(number, place, who, language, original["proposed"], original["reasons"], found, mine))
    return marked


async def _spans(session: Reader, comment_ids: Sequence[UUID]) -> dict[UUID, list[tuple[UUID, Span]]]:
    shown = (Redaction.id, Redaction.comment_id, Redaction.field, Redaction.span_start, Redaction.span_end, Redaction.code)
    columns: tuple[Any, ...] = tuple(map(col, shown))
    query = select(*columns).where(col(Redaction.comment_id).in_(comment_ids), col(Redaction.taken_back_at).is_(None))
    found: dict[UUID, list[tuple[UUID, Span]]] = {}
    for key, comment_id, name, start, end, code in await session.execute(query.order_by(col(Redaction.span_start))):
        found.setdefault(comment_id, []).append((key, Span(name, start, end, ReasonCode(code))))
    return found


async def leave_out(session: AsyncSession, actor: Actor, now: datetime, number: str, words: str, code: ReasonCode) -> None:
    """Leave words out of what is published of a comment, wherever they stand in it; the original is kept and still verifies.

    Raises NotFound("comment-unknown") and Malformed("words-not-found").
    """
    row, facts = await _locked(session, actor, now, number)
    kept = {"comment_id": row.id, "proposed": row.proposed, "reasons": row.reasons}
    await session.execute(upsert(CommentOriginal).values(**kept).on_conflict_do_nothing())
    original = await _original(session, row.id)
    spans = [(name, *place) for name in _FIELDS for place in find_words(original[name], words)]
    if not spans:
        raise Malformed("words-not-found", field="words")
    decided = {"comment_id": row.id, "code": code, "decided_by": actor.person_id, "decided_at": now}
    values = [{"id": new_id(), "field": name, "span_start": start, "span_end": end, **decided} for name, start, end in spans]
    await session.execute(insert(Redaction), values)
    await _publish(session, row, original)
    await _told(session, actor, now, facts, row, "comment-redacted", code=code.value)


async def take_back(session: AsyncSession, actor: Actor, now: datetime, number: str, redaction_id: UUID) -> None:
    """Publish again what was left out. Raises NotFound("comment-unknown")."""
    row, facts = await _locked(session, actor, now, number)
    mine = (col(Redaction.id) == redaction_id, col(Redaction.comment_id) == row.id, col(Redaction.taken_back_at).is_(None))
    undone = await session.execute(update(Redaction).where(*mine).values(taken_back_at=now).returning(col(Redaction.id)))
    if undone.first() is None:
        raise NotFound("comment-unknown")
    await _publish(session, row, await _original(session, row.id))
    await _told(session, actor, now, facts, row, "redaction-taken-back")


async def _locked(session: AsyncSession, actor: Actor, now: datetime, number: str) -> tuple[Any, Facts]:
    shown = (Comment.id, Comment.submission_id, Comment.proposed, Comment.reasons, Comment.script, Comment.language)
    columns: tuple[Any, ...] = (*map(col, shown), col(Consultation.reference))
    query = select(*columns).join(Consultation, col(Consultation.id) == col(Comment.consultation_id)).where(col(Comment.number) == number)
    row = (await session.execute(query.with_for_update(of=Comment))).first()
    if row is None:
        raise NotFound("comment-unknown")
    facts = await facts_of(session, row.reference, now)
    require(Permission.COMMENT_MODERATE, actor, facts.policy)
    return row, facts


async def _original(session: AsyncSession, comment_id: UUID) -> dict[str, str]:
    columns = (col(CommentOriginal.proposed), col(CommentOriginal.reasons))
    row = (await session.execute(select(*columns).where(col(CommentOriginal.comment_id) == comment_id))).one()
    return dict(zip(_FIELDS, row, strict=True))


async def _publish(session: AsyncSession, row: Any, original: dict[str, str]) -> None:
    """Write what is published: the original without what is left out, with everything that is derived from it."""
    spans = [span for _, span in (await _spans(session, [row.id])).get(row.id, ())]
    script = Script(row.script)
    texts = {name: redacted(name, original[name], spans, script, row.language) for name in _FIELDS}
    latin = to_latin if script is Script.CYRILLIC and row.language == "sr" else str
    derived = {f"{name}_latn": latin(text) for name, text in texts.items()}
    values: dict[str, Any] = {**texts, **derived, "fold": fold("\n".join(texts.values()))}
    await session.execute(update(Comment).where(col(Comment.id) == row.id).values(**values))


async def _told(session: AsyncSession, actor: Actor, now: datetime, facts: Facts, row: Any, act: str, **more: str) -> None:
    """What is counted and kept over the comments is kept until this series moves; the ledger holds no words."""
    await next_number(session, f"{facts.reference}/answers")
    told = {"comment": str(row.id), **more}
    await record(session, at=now, actor_id=actor.person_id, act=act, subject_kind="submission", subject_id=row.submission_id, **told)


async def erase_submitter(session: AsyncSession, actor: Actor, now: datetime, number: str) -> UUID:
    """Erase the person behind a submission, as an official; gives the submission. Raises NotFound("submission-unknown")."""
    columns = (col(Submission.id), col(Consultation.reference))
    query = select(*columns).join(Consultation, col(Consultation.id) == col(Submission.consultation_id))
    row = (await session.execute(query.where(col(Submission.number) == number).with_for_update(of=Submission))).first()
    if row is None:
        raise NotFound("submission-unknown")
    require(Permission.COMMENT_MODERATE, actor, (await facts_of(session, row.reference, now)).policy)
    await forget_submitters(session, now, [row.id], by=actor.person_id)
    submission_id: UUID = row.id
    return submission_id


async def forget_submitters(session: AsyncSession, now: datetime, submission_ids: Sequence[UUID], *, by: UUID | None) -> None:
    """Let the names, addresses and contacts behind submissions go; the submissions stay, and their receipts still verify.

    An organisation's name stays, since it is no personal data.
    """
    mine = col(Submission.id).in_(submission_ids)
    blank = {"person_id": None, "name": "", "email": "", "phone": "", "address": ""}
    await session.execute(update(Submitter).where(col(Submitter.submission_id).in_(submission_ids)).values(**blank))
    hidden = {"public_name": "", "public_name_latn": "", "display": "withheld", "submitter_kind": SubmitterKind.INDIVIDUAL}
    await session.execute(update(Submission).where(mine, col(Submission.organisation_id).is_(None)).values(**hidden))
    query = select(col(Consultation.reference)).join(Submission, col(Submission.consultation_id) == col(Consultation.id))
    for reference in (await session.scalars(query.where(mine).distinct().order_by(col(Consultation.reference)))).all():
        await next_number(session, f"{reference}/answers")
    entries: list[tuple[UUID, dict[str, object]]] = [(submission_id, {}) for submission_id in submission_ids]
    await record_all(session, at=now, actor_id=by, act="person-erased", subject_kind="submission", entries=entries)


@dataclass(frozen=True, slots=True)
class PersonalRecord:
    """What is kept of the person behind a submission, for whoever asks what is known of them."""

    id: UUID
    number: str
    name: str
    email: str
    phone: str
    address: str
    received_at: datetime


async def records_of(session: Reader, email: str, person_id: UUID | None = None) -> list[PersonalRecord]:
    """Give everything that is kept under an address of e-mail, or of a person, in the order of receipt."""
    shown = (
        *(col(Submission.id), col(Submission.number), col(Submitter.name), col(Submitter.email), col(Submitter.phone)),
        *(col(Submitter.address), col(Submission.received_at)),
    )
    columns: tuple[Any, ...] = shown
    # Nothing is nobody's: an empty address stands behind every letter that came without one.
    known = ((col(Submitter.email), email), (col(Submitter.person_id), person_id))
    theirs = [column == value for column, value in known if value]
    query = select(*columns).join(Submission, col(Submission.id) == col(Submitter.submission_id)).where(or_(false(), *theirs))
    return [PersonalRecord(*row) for row in await session.execute(query.order_by(col(Submission.received_at)))]
