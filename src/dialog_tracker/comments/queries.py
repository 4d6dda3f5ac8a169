"""Reading comments: pages by key, by place, one submission, one basket. Columns are chosen, rows are plain."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import and_, func, select
from sqlalchemy.orm import aliased
from sqlmodel import col

from dialog_tracker.comments.shown import HELD, public
from dialog_tracker.comments.tables import Comment, CommentPlace, CoSignature, Submission, Submitter
from dialog_tracker.consultations.tables import Consultation
from dialog_tracker.directory.queries import standing_for, survivors
from dialog_tracker.directory.tables import Organisation
from dialog_tracker.documents.tables import Provision
from dialog_tracker.domain.errors import NotFound
from dialog_tracker.storage.transaction import Reader

# What stands in lists, is counted and answered: neither withdrawn by its author nor parted into points, which stand in its place.
LISTED = and_(col(Submission.withdrawn_at).is_(None), col(Comment.set_aside_at).is_(None))


@dataclass(frozen=True, slots=True)
class CommentLine:
    """One comment as it is listed; texts in the reader's script, `late` derived from the end of the window.

    `held` says why its texts are not public; they are empty then, but for its author and the officials.
    """

    number: str
    position: int
    kind: str
    target: str
    anchor: str
    place: str
    submitter: str
    submitter_kind: str
    received_at: datetime
    late: bool
    language: str
    script: str
    quote: str
    proposed: str
    reasons: str
    weight: str
    held: str


def comment_columns(*, latin: bool, whole: bool = False) -> tuple[Any, ...]:
    """Give the columns of a comment line; the query joins submission and consultation, and is given `now`.

    Texts that are not public are left out, but where somebody may read the `whole`.
    """
    shown: Callable[[Any], Any] = col if whole else lambda words: public(col(words))
    return (
        col(Comment.number),
        col(Comment.position),
        col(Comment.kind),
        col(Comment.target),
        col(Comment.anchor),
        col(Comment.place_latn if latin else Comment.place).label("place"),
        col(Submission.public_name_latn if latin else Submission.public_name).label("submitter"),
        col(Submission.submitter_kind),
        col(Submission.received_at),
        (col(Submission.received_at) >= col(Consultation.closes_at)).label("late"),
        col(Comment.language),
        col(Comment.script),
        shown(Comment.quote).label("quote"),
        shown(Comment.proposed_latn if latin else Comment.proposed).label("proposed"),
        shown(Comment.reasons_latn if latin else Comment.reasons).label("reasons"),
        col(Comment.weight),
        HELD.label("held"),
    )


@dataclass(frozen=True, slots=True)
class PlaceCounts:
    """How much was said about one unit of a text."""

    comments: int
    organisations: int
    proposals: int


async def counts_by_unit(session: Reader, consultation_id: UUID, version_id: UUID) -> dict[str, PlaceCounts]:
    """Count comments, submitters and proposed wordings by the unit (article) that they stand on."""
    here = (col(Provision.version_id) == col(CommentPlace.version_id)) & (col(Provision.anchor) == col(CommentPlace.anchor))
    merged = survivors()
    columns = (
        col(Provision.unit_anchor),
        func.count(func.distinct(col(Comment.id))),
        func.count(func.distinct(standing_for(merged, col(Submission.organisation_id)))),
        func.count(func.distinct(col(Comment.id))).filter(col(Comment.proposed) != ""),
    )
    query = (
        select(*columns)
        .select_from(CommentPlace)
        .join(Provision, here)
        .join(Comment, col(Comment.id) == col(CommentPlace.comment_id))
        .join(Submission, col(Submission.id) == col(Comment.submission_id))
        .outerjoin(merged, merged.c.id == col(Submission.organisation_id))
        .where(
            col(CommentPlace.version_id) == version_id,
            col(Comment.consultation_id) == consultation_id,
            LISTED,
        )
        .group_by(col(Provision.unit_anchor))
    )
    return {unit: PlaceCounts(*counts) for unit, *counts in await session.execute(query)}


@dataclass(frozen=True, slots=True)
class Totals:
    """What came in for a consultation, each figure naming what it counts."""

    comments: int
    submissions: int
    organisations: int
    late: int
    general: int


def _joined_only(consultation_id: UUID) -> Any:
    """Count the organisations that stand behind submissions of others and sent none of their own."""
    own: Any = aliased(Submission)
    joined: Any = aliased(Submission)
    mine, theirs = survivors().alias("sender_merged"), survivors().alias("signer_merged")
    signer = standing_for(theirs, col(CoSignature.organisation_id))
    sent = (
        select(own.id)
        .outerjoin(mine, mine.c.id == own.organisation_id)
        .where(own.consultation_id == consultation_id, own.withdrawn_at.is_(None), standing_for(mine, own.organisation_id) == signer)
    )
    signed = (
        select(func.count(func.distinct(signer)))
        .select_from(CoSignature)
        .outerjoin(theirs, theirs.c.id == col(CoSignature.organisation_id))
        .join(joined, joined.id == col(CoSignature.submission_id))
        .where(
            joined.consultation_id == consultation_id,
            joined.withdrawn_at.is_(None),
            col(CoSignature.confirmed_at).is_not(None),
            col(CoSignature.withdrawn_at).is_(None),
            ~sent.exists(),
        )
    )
    return signed.scalar_subquery()


async def totals_of(session: Reader, consultation_id: UUID) -> Totals:
    """Count what came in."""
    late = col(Submission.received_at) >= col(Consultation.closes_at)
    merged = survivors()
    columns = (
        func.count(col(Comment.id)),
        func.count(func.distinct(col(Submission.id))),
        func.count(func.distinct(standing_for(merged, col(Submission.organisation_id)))) + _joined_only(consultation_id),
        func.count(col(Comment.id)).filter(late),
        func.count(col(Comment.id)).filter(col(Comment.target) == "general"),
    )
    query = (
        select(*columns)
        .select_from(Comment)
        .join(Submission, col(Submission.id) == col(Comment.submission_id))
        .join(Consultation, col(Consultation.id) == col(Comment.consultation_id))
        .outerjoin(merged, merged.c.id == col(Submission.organisation_id))
        .where(col(Comment.consultation_id) == consultation_id, LISTED)
    )
    return Totals(*(await session.execute(query)).one())


@dataclass(frozen=True, slots=True)
class ReceiptCard:
    """A submission as its receipt shows it; the name is the public one, the rest of the person stays unseen."""

    id: UUID
    number: str
    reference: str
    consultation_id: UUID
    organisation_id: UUID | None
    submitter: str
    submitter_kind: str
    display: str
    channel: str
    written_on: date | None
    sent_at: datetime | None
    received_at: datetime
    published_at: datetime
    closes_at: datetime
    late: bool
    registry_number: str
    content_hash: str
    person_id: UUID | None
    verified: bool
    stance: str
    withdrawn_at: datetime | None
    withdrawn_reason: str
    corrects: str
    superseded_by: str
    held: str


async def receipt(session: Reader, number: str, now: datetime, *, latin: bool) -> ReceiptCard:
    """Read a receipt by its number; raises NotFound("submission-unknown")."""
    name = Submission.public_name_latn if latin else Submission.public_name
    ids: tuple[Any, ...] = (
        col(Submission.id),
        col(Submission.number),
        col(Consultation.reference),
        col(Consultation.id),
        col(Submission.organisation_id),
    )
    who = (col(name), col(Submission.submitter_kind), col(Submission.display), col(Submission.channel))
    when = (
        col(Submission.written_on),
        col(Submission.sent_at),
        col(Submission.received_at),
        col(Submission.published_at),
        col(Consultation.closes_at),
    )
    late = col(Submission.received_at) >= col(Consultation.closes_at)
    proof = (
        late,
        col(Submission.registry_number),
        col(Submission.content_hash),
        col(Submitter.person_id),
        col(Organisation.verified_at).is_not(None),
        *(col(Submission.stance), col(Submission.withdrawn_at), col(Submission.withdrawn_reason)),
        *(col(Submission.corrects), col(Submission.superseded_by), HELD.label("held")),
    )
    query = (
        select(*ids, *who, *when, *proof)
        .join(Consultation, col(Consultation.id) == col(Submission.consultation_id))
        .outerjoin(Submitter, col(Submitter.submission_id) == col(Submission.id))
        .outerjoin(Organisation, col(Organisation.id) == col(Submission.organisation_id))
        .where(col(Submission.number) == number)
    )
    row = (await session.execute(query, {"now": now})).first()
    if row is None:
        raise NotFound("submission-unknown")
    values: tuple[Any, ...] = tuple(row)
    return ReceiptCard(*values)


async def submissions_by(
    session: Reader, organisation_ids: frozenset[UUID], person_id: UUID, *, limit: int = 100
) -> list[tuple[str, str, datetime]]:
    """List what a person or their organisations sent: number, consultation, time of receipt."""
    mine = col(Submission.organisation_id).in_(organisation_ids) | (col(Submitter.person_id) == person_id)
    query = (
        select(col(Submission.number), col(Consultation.reference), col(Submission.received_at))
        .join(Consultation, col(Consultation.id) == col(Submission.consultation_id))
        .join(Submitter, col(Submitter.submission_id) == col(Submission.id))
        .where(mine)
        .order_by(col(Submission.id).desc())
        .limit(limit)
    )
    return [(row[0], row[1], row[2]) for row in await session.execute(query)]


@dataclass(frozen=True, slots=True)
class CommentedPlace:
    """A place of the text, with the words that comments quote there, and how many comments do."""

    anchor: str
    quote: str
    place: str
    comments: int


async def commented_places(session: Reader, consultation_id: UUID, *, latin: bool) -> list[CommentedPlace]:
    """Read the places that were commented on, in the order of the text; comments on the draft as a whole have none."""
    place = col(Comment.place_latn if latin else Comment.place)
    columns = (col(CommentPlace.anchor), col(Comment.quote), func.min(place), func.count())
    query = (
        select(*columns)
        .join(Comment, col(Comment.id) == col(CommentPlace.comment_id))
        .where(col(Comment.consultation_id) == consultation_id, col(Comment.set_aside_at).is_(None))
        .group_by(col(CommentPlace.anchor), col(Comment.quote))
        .order_by(func.min(col(Comment.place_order)), col(CommentPlace.anchor))
    )
    rows: Sequence[Any] = (await session.execute(query)).all()
    return [CommentedPlace(*row) for row in rows]
