"""What stands behind a receipt: the files that came, and the fingerprint computed anew from what is on record."""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import func, literal, select
from sqlalchemy.dialects.postgresql import aggregate_order_by
from sqlmodel import col

from dialog_tracker.comments.queries import ReceiptCard
from dialog_tracker.comments.tables import BasketCorrection, BasketFile, Comment, CommentOriginal, CommentPlace, SubmissionFile
from dialog_tracker.documents.tables import StoredFile
from dialog_tracker.domain.comment import CommentDraft, CommentKind, CommentTarget, Weight
from dialog_tracker.domain.submission import Stance, content_hash
from dialog_tracker.storage.transaction import Reader


@dataclass(frozen=True, slots=True)
class FileLine:
    """A file beside a basket or of a submission; `address` where another service keeps it."""

    id: UUID
    position: int
    name: str
    sha256: str | None
    address: str
    size: int | None
    media_type: str | None
    public: bool
    erased_at: datetime | None = None


async def files_of_basket(session: Reader, person_id: UUID, consultation_id: UUID) -> list[FileLine]:
    """List the files laid beside a basket, in the order in which they came."""
    mine = (col(BasketFile.person_id) == person_id, col(BasketFile.consultation_id) == consultation_id)
    shown = (col(BasketFile.id), literal(0), col(BasketFile.name), col(BasketFile.sha256), literal(""))
    columns: tuple[Any, ...] = (*shown, col(StoredFile.size), col(StoredFile.media_type), literal(value=False))
    query = select(*columns).join(StoredFile, col(StoredFile.sha256) == col(BasketFile.sha256)).where(*mine)
    return [FileLine(*row) for row in await session.execute(query.order_by(col(BasketFile.id)))]


async def correction_of_basket(session: Reader, person_id: UUID, consultation_id: UUID) -> str:
    """Give the number of the submission that a basket will correct; nothing where it corrects none."""
    mine = (col(BasketCorrection.person_id) == person_id, col(BasketCorrection.consultation_id) == consultation_id)
    return await session.scalar(select(col(BasketCorrection.number)).where(*mine)) or ""


async def files_of_submission(session: Reader, submission_id: UUID, *, hidden: bool = False) -> list[FileLine]:
    """List the files of a submission; where they are `hidden`, none is public and no address leads to one."""
    shown = (SubmissionFile.id, SubmissionFile.position, SubmissionFile.name, SubmissionFile.sha256, SubmissionFile.address)
    gone = func.coalesce(col(SubmissionFile.erased_at), col(StoredFile.erased_at))
    columns: tuple[Any, ...] = (*map(col, shown), col(StoredFile.size), col(StoredFile.media_type), col(SubmissionFile.public), gone)
    query = select(*columns).outerjoin(StoredFile, col(StoredFile.sha256) == col(SubmissionFile.sha256))
    rows = await session.execute(query.where(col(SubmissionFile.submission_id) == submission_id).order_by(col(SubmissionFile.position)))
    lines = [FileLine(*row) for row in rows]
    return [replace(line, public=False, address="") for line in lines] if hidden else lines


async def recomputed_hash(session: Reader, card: ReceiptCard) -> str:
    """Compute the fingerprint of a submission anew from what is on record, by which a receipt is checked."""
    anchors = (
        select(func.array_agg(aggregate_order_by(col(CommentPlace.anchor), col(CommentPlace.anchor))))
        .where(col(CommentPlace.comment_id) == col(Comment.id))
        .scalar_subquery()
    )
    said = (Comment.kind, Comment.target, Comment.anchor, Comment.quote, Comment.weight)
    # What was left out of the published words still belongs to what was received.
    originals = (
        func.coalesce(col(CommentOriginal.proposed), col(Comment.proposed)).label("proposed"),
        func.coalesce(col(CommentOriginal.reasons), col(Comment.reasons)).label("reasons"),
    )
    columns: tuple[Any, ...] = (*map(col, said), *originals, anchors.label("anchors"))
    query = select(*columns).outerjoin(CommentOriginal, col(CommentOriginal.comment_id) == col(Comment.id))
    query = query.where(col(Comment.submission_id) == card.id, col(Comment.part_of).is_(None)).order_by(col(Comment.ordinal))
    comments = [_as_sent(row) for row in await session.execute(query)]
    files = [one.sha256 for one in await files_of_submission(session, card.id) if one.sha256]
    return content_hash(card.number, card.received_at, comments, Stance(card.stance) if card.stance else None, files)


def _as_sent(row: Any) -> CommentDraft:
    """The first place is kept with the comment; the others follow in the order of their anchors."""
    others = [anchor for anchor in row.anchors or () if anchor != row.anchor]
    anchors = tuple(filter(None, (row.anchor, *others)))
    weight = Weight(row.weight) if row.weight else None
    return CommentDraft(CommentKind(row.kind), CommentTarget(row.target), anchors, row.proposed, row.reasons, row.quote, weight)
