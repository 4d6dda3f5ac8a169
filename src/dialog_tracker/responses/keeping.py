"""How answers lie in the tables: their columns, every text they had, the places that lock them, and the letters about them."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ARRAY, DateTime, Text, Uuid, any_, bindparam, func, literal, select, text
from sqlalchemy.dialects.postgresql import insert as upsert
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from dialog_tracker.comments.tables import Comment, Submission, Submitter
from dialog_tracker.consultations.tables import Consultation
from dialog_tracker.directory.tables import Authority
from dialog_tracker.domain.answering import AnswerStage, WorkPlace
from dialog_tracker.domain.errors import Malformed
from dialog_tracker.domain.letter import LetterWords
from dialog_tracker.domain.policy import Actor
from dialog_tracker.domain.response import ResponseDraft, ResponseStatus
from dialog_tracker.domain.script import face_of, to_latin
from dialog_tracker.outbox.actions import letter_row
from dialog_tracker.outbox.tables import Letter
from dialog_tracker.responses.tables import CommentWork, OwnStatus, WorkflowPlace
from dialog_tracker.storage.columns import new_id

# Writes the letter to an author, of a submission's number, how many answers there are, and the language: subject and body.
Telling = Callable[[str, int, str], LetterWords]
# A change of its words takes the approval of an answer away.
UNAPPROVED: dict[str, Any] = {"stage": AnswerStage.DRAFT.value, "approved_by": None, "approved_at": None}
_KEEP = text(
    """
    INSERT INTO response_text (id, comment_id, act, status, reasons, what_changed, note, by, at)
    SELECT given.id, r.comment_id, :act, r.status, r.reasons, r.what_changed, :note, :by, :at
    FROM unnest(:ids, :comments) AS given (id, comment_id)
    JOIN response r ON r.comment_id = given.comment_id AND r.superseded_at IS NULL
    """
).bindparams(
    *(bindparam(name, type_=ARRAY(Uuid)) for name in ("ids", "comments")),
    *(bindparam(name, type_=Text) for name in ("act", "note")),
    bindparam("by", type_=Uuid),
    bindparam("at", type_=DateTime(timezone=True)),
)


def texts_of(draft: ResponseDraft) -> dict[str, Any]:
    """Give the columns that hold an answer's words and decisions."""
    return {
        "status": draft.status,
        "reasons": draft.reasons,
        "reasons_latn": to_latin(draft.reasons),
        "what_changed": draft.what_changed,
        "what_changed_latn": to_latin(draft.what_changed),
        "changed_anchor": draft.changed_anchor,
        "recommendation": draft.recommendation or "",
        "recommendation_note": draft.recommendation_note,
        "own_status_id": draft.own_status,
    }


async def keep_texts(session: AsyncSession, now: datetime, actor: Actor, act: str, comment_ids: Sequence[UUID], note: str = "") -> None:
    """Keep the words that current answers have now beside what was done with them; one statement for any number."""
    if comment_ids:
        given = {"ids": [new_id() for _ in comment_ids], "comments": list(comment_ids)}
        await session.execute(_KEEP, given | {"act": act, "note": note, "by": actor.person_id, "at": now})


async def place_of(session: AsyncSession, comment_id: UUID) -> WorkPlace | None:
    """Read where in the workflow a comment stands."""
    shown = (WorkflowPlace.id, WorkflowPlace.name, WorkflowPlace.position, WorkflowPlace.solved, WorkflowPlace.locks)
    columns: tuple[Any, ...] = tuple(map(col, shown))
    query = select(*columns).join(CommentWork, col(CommentWork.place_id) == col(WorkflowPlace.id))
    row = (await session.execute(query.where(col(CommentWork.comment_id) == comment_id))).first()
    return WorkPlace(*row) if row else None


async def with_own_status(session: AsyncSession, authority_id: UUID, draft: ResponseDraft) -> ResponseDraft:
    """Take the common status from the authority's own one, where one was chosen; raises Malformed("choice-required")."""
    if draft.own_status is None:
        return draft
    mine = (col(OwnStatus.id) == draft.own_status, col(OwnStatus.authority_id) == authority_id)
    maps_to = await session.scalar(select(col(OwnStatus.maps_to)).where(*mine))
    if maps_to is None:
        raise Malformed("choice-required", field="status")
    return replace(draft, status=ResponseStatus(maps_to))


async def tell_authors(session: AsyncSession, now: datetime, comment_ids: Sequence[UUID], telling: Telling) -> int:
    """Write one letter to the author of each submission, however many of its comments are answered; gives how many letters."""
    columns: tuple[Any, ...] = (
        *(col(Submission.id), col(Submission.number), col(Submitter.email), col(Submitter.person_id)),
        func.coalesce(func.nullif(col(Authority.sender_name), ""), col(Authority.name)),
        *(func.count(), func.min(col(Comment.script)), func.min(col(Comment.language))),
    )
    query = (
        select(*columns)
        .join(Submission, col(Submission.id) == col(Comment.submission_id))
        .join(Submitter, col(Submitter.submission_id) == col(Submission.id))
        .join(Consultation, col(Consultation.id) == col(Submission.consultation_id))
        .join(Authority, col(Authority.id) == col(Consultation.authority_id))
        .where(col(Comment.id) == any_(literal(list(comment_ids), ARRAY(Uuid))), col(Submitter.email) != "")
        .group_by(*columns[:5])
    )
    letters = []
    for submission_id, number, email, person_id, sender, answers, script, written in await session.execute(query):
        language = face_of(written, script)
        key = f"answers:{submission_id}:{now.isoformat()}"
        words = telling(number, answers, language)
        letters.append(letter_row(now, key, "answers", email, language, words, person_id=person_id, sender=sender))
    if letters:
        await session.execute(upsert(Letter).on_conflict_do_nothing(index_elements=["dedupe_key"]), letters)
    return len(letters)
