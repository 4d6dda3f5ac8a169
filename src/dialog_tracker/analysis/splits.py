"""Reading a comment that is parted into points, beside its original."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import aliased
from sqlmodel import col

from dialog_tracker.analysis.tables import CommentSplit, SplitPart, Topic
from dialog_tracker.comments.tables import Comment, Submission, Submitter
from dialog_tracker.consultations.tables import Consultation
from dialog_tracker.documents.tables import Provision
from dialog_tracker.domain.errors import NotFound
from dialog_tracker.domain.splitting import FIELDS, Piece, share_covered, uncovered, words_of_part
from dialog_tracker.storage.transaction import Reader


@dataclass(frozen=True, slots=True)
class PartLine:
    """A point of a split; `number` once it is a comment of its own."""

    id: UUID
    target: str
    anchor: str
    place: str
    topic: str
    pieces: tuple[Piece, ...]
    proposed: str
    reasons: str
    number: str


@dataclass(frozen=True, slots=True)
class SplitCard:
    """A comment and its points; times are None until what they say happened."""

    comment_id: UUID
    number: str
    submission: str
    reference: str
    zone: str
    submitter: str
    place: str
    language: str
    script: str
    texts: Mapping[str, str]
    is_part: bool
    withdrawn: bool
    reachable: bool
    split_id: UUID | None
    finished_at: datetime | None
    object_until: datetime | None
    objected_at: datetime | None
    objection: str
    answered_at: datetime | None
    answer: str
    rest: str
    parts: Sequence[PartLine]

    @property
    def taken(self) -> list[Piece]:
        """Give the pieces of the original that stand in a point."""
        return [piece for part in self.parts for piece in part.pieces]

    @property
    def covered(self) -> float:
        """Give the share of the words that stand in a point, from 0 to 1."""
        return share_covered(self.texts, self.taken)

    @property
    def free(self) -> list[Piece]:
        """Give what stands in no point yet."""
        return uncovered(self.texts, self.taken)


async def split_card(session: Reader, number: str, *, latin: bool) -> SplitCard:
    """Read a comment with the split that holds, if there is one; two queries. Raises NotFound("comment-unknown").

    The words are as they are published: what is left out of them is in no point either.
    """
    of_comment = (
        *(col(Comment.id), col(Comment.number), col(Submission.number), col(Consultation.reference), col(Consultation.time_zone)),
        col(Submission.public_name_latn if latin else Submission.public_name),
        *(col(Comment.place_latn if latin else Comment.place), col(Comment.language), col(Comment.script)),
        *(col(Comment.proposed), col(Comment.reasons), col(Comment.part_of).is_not(None), col(Submission.withdrawn_at).is_not(None)),
        func.coalesce(col(Submitter.email), "") != "",
    )
    said = (CommentSplit.object_until, CommentSplit.objected_at, CommentSplit.objection, CommentSplit.answered_at, CommentSplit.answer)
    columns: tuple[Any, ...] = (*of_comment, col(CommentSplit.id), col(CommentSplit.finished_at), *map(col, said), col(CommentSplit.rest))
    holds = (col(CommentSplit.comment_id) == col(Comment.id)) & col(CommentSplit.undone_at).is_(None)
    query = (
        select(*columns)
        .join(Submission, col(Submission.id) == col(Comment.submission_id))
        .join(Consultation, col(Consultation.id) == col(Comment.consultation_id))
        .outerjoin(Submitter, col(Submitter.submission_id) == col(Submission.id))
        .outerjoin(CommentSplit, holds)
        .where(col(Comment.number) == number)
    )
    row = (await session.execute(query)).first()
    if row is None:
        raise NotFound("comment-unknown")
    texts = dict(zip(FIELDS, row[9:11], strict=True))
    parts = await parts_of(session, row[14], texts, latin=latin) if row[14] else []
    values: tuple[Any, ...] = (*row[:9], texts, *row[11:], parts)
    return SplitCard(*values)


async def parts_of(session: Reader, split_id: UUID, texts: Mapping[str, str], *, latin: bool) -> list[PartLine]:
    """Read the points of a split in their order."""
    made = aliased(Comment)
    here = (col(Provision.version_id) == col(Consultation.version_id)) & (col(Provision.anchor) == col(SplitPart.anchor))
    columns: tuple[Any, ...] = (
        *(col(SplitPart.id), col(SplitPart.target), col(SplitPart.anchor)),
        func.coalesce(col(Provision.place_latn if latin else Provision.place), ""),
        *(func.coalesce(col(Topic.name), ""), col(SplitPart.pieces), func.coalesce(col(made.number), "")),
    )
    query = (
        select(*columns)
        .select_from(SplitPart)
        .join(CommentSplit, col(CommentSplit.id) == col(SplitPart.split_id))
        .join(Comment, col(Comment.id) == col(CommentSplit.comment_id))
        .join(Consultation, col(Consultation.id) == col(Comment.consultation_id))
        .outerjoin(Provision, here)
        .outerjoin(Topic, col(Topic.id) == col(SplitPart.topic_id))
        .outerjoin(made, col(made.id) == col(SplitPart.comment_id))
        .where(col(SplitPart.split_id) == split_id)
        .order_by(col(SplitPart.position))
    )
    found = []
    for part_id, target, anchor, place, topic, kept, number in await session.execute(query):
        pieces = tuple(Piece(*one) for one in kept)
        found.append(PartLine(part_id, target, anchor, place, topic, pieces, **words_of_part(texts, pieces), number=number))
    return found


async def number_behind(session: Reader, secret: str) -> str:
    """Give the comment to whose author a link was sent; raises NotFound("link-spent") once the split is undone."""
    query = select(col(Comment.number)).join(CommentSplit, col(CommentSplit.comment_id) == col(Comment.id))
    found = await session.scalar(query.where(col(CommentSplit.digest) == digest_of(secret), col(CommentSplit.undone_at).is_(None)))
    if found is None:
        raise NotFound("link-spent")
    return found


def digest_of(secret: str) -> str:
    """Give what is kept of a link's secret."""
    return hashlib.sha256(secret.encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class SplitLine:
    """A parted comment in the list of a consultation."""

    number: str
    submitter: str
    parts: int
    finished_at: datetime | None
    object_until: datetime | None
    objected_at: datetime | None
    answered_at: datetime | None


async def splits_of(session: Reader, consultation_id: UUID, *, latin: bool, limit: int = 200) -> list[SplitLine]:
    """List the parted comments: those with an objection that waits first, then those in preparation, then the rest."""
    parts = select(func.count()).where(col(SplitPart.split_id) == col(CommentSplit.id)).scalar_subquery()
    who = col(Submission.public_name_latn if latin else Submission.public_name)
    when = (CommentSplit.finished_at, CommentSplit.object_until, CommentSplit.objected_at, CommentSplit.answered_at)
    columns: tuple[Any, ...] = (col(Comment.number), who, parts, *map(col, when))
    waits = col(CommentSplit.objected_at).is_not(None) & col(CommentSplit.answered_at).is_(None)
    query = (
        select(*columns)
        .join(CommentSplit, col(CommentSplit.comment_id) == col(Comment.id))
        .join(Submission, col(Submission.id) == col(Comment.submission_id))
        .where(col(Comment.consultation_id) == consultation_id, col(CommentSplit.undone_at).is_(None))
        .order_by(waits.desc(), col(CommentSplit.finished_at).is_(None).desc(), col(Comment.position))
        .limit(limit)
    )
    return [SplitLine(*row) for row in await session.execute(query)]


@dataclass(frozen=True, slots=True)
class LongLine:
    """A comment long enough to hold several points."""

    number: str
    submitter: str
    place: str
    signs: int
    excerpt: str


async def long_comments(session: Reader, consultation_id: UUID, *, latin: bool, least: int = 1_200, limit: int = 50) -> list[LongLine]:
    """List the longest comments that stand in lists whole, of `least` signs and more."""
    texts = (Comment.proposed_latn, Comment.reasons_latn) if latin else (Comment.proposed, Comment.reasons)
    words = func.concat(*map(col, texts))
    listed = (col(Comment.set_aside_at).is_(None), col(Comment.part_of).is_(None), col(Submission.withdrawn_at).is_(None))
    who, place = (Submission.public_name_latn, Comment.place_latn) if latin else (Submission.public_name, Comment.place)
    length = func.length(col(Comment.proposed)) + func.length(col(Comment.reasons))
    columns: tuple[Any, ...] = (col(Comment.number), col(who), col(place), length, func.left(words, 160))
    query = select(*columns).join(Submission, col(Submission.id) == col(Comment.submission_id))
    query = query.where(col(Comment.consultation_id) == consultation_id, *listed, length >= least)
    return [LongLine(*row) for row in await session.execute(query.order_by(length.desc(), col(Comment.position)).limit(limit))]
