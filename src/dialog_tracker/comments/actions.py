"""Taking comments in: baskets, submissions from the web, and those that officials log on behalf of their authors.

A submission is one statement with everything it writes (rows, ledger, the letter of acknowledgement), so that it is
quick, and either all there or not at all. The number is given under the lock of the series, so none is skipped or doubled.
"""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import bindparam, delete, func, select, update
from sqlalchemy.dialects.postgresql import aggregate_order_by
from sqlalchemy.dialects.postgresql import insert as upsert
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from dialog_tracker.accounts.actions import Limit, count_tries, count_try
from dialog_tracker.comments.changes import supersede
from dialog_tracker.comments.storing import STORE, Arrival, Author, Receipt, Sent, SentFile, known_places, stored, together, words_of
from dialog_tracker.comments.tables import BasketCorrection, BasketFile, BasketItem, Submission, SubmissionFile
from dialog_tracker.consultations.actions import next_number
from dialog_tracker.consultations.queries import Facts, facts_of
from dialog_tracker.consultations.tables import Consultation
from dialog_tracker.documents.actions import keep_file
from dialog_tracker.documents.queries import PlaceLine
from dialog_tracker.documents.tables import Provision, StoredFile
from dialog_tracker.domain.acknowledgement import Acknowledgement
from dialog_tracker.domain.attachment import check_total
from dialog_tracker.domain.comment import CommentDraft, CommentKind, CommentTarget, Weight
from dialog_tracker.domain.errors import FieldErrors, Malformed, NotFound
from dialog_tracker.domain.policy import Actor, Permission, require
from dialog_tracker.domain.policy import Facts as PolicyFacts
from dialog_tracker.domain.submission import Channel, NameDisplay, Stance, SubmissionDraft, check_submission, is_late
from dialog_tracker.ledger.actions import record
from dialog_tracker.storage.columns import new_id


async def submit_basket(
    session: AsyncSession,
    actor: Actor,
    now: datetime,
    reference: str,
    key: str,
    author: Author,
    display: NameDisplay,
    letter: Acknowledgement | None,
    stance: Stance | None = None,
    *,
    common: bool = False,
) -> Receipt:
    """Send everything in the basket as one submission and empty it; raises Malformed("basket-empty").

    With `common` it is the basket that the author's organisation filled together, which a coordinator of it sends. The items are
    locked: of two clicks the second waits, finds the basket empty, and gets the first one's receipt.
    """
    facts = await facts_of(session, reference, now, lock=True)
    mine = {"person": actor.person_id, "consultation": facts.id, "version": facts.version_id}
    if common:
        require(Permission.COMMENT_SUBMIT_COMMON, actor, PolicyFacts(organisation_id=author.organisation_id, phase=facts.phase))
        mine["organisation"] = author.organisation_id
    items = (await session.execute(_LOCKED_BASKET[common], mine)).all()
    if not items:
        if repeated := await _sent_before(session, actor, facts, key):
            return repeated
        raise Malformed("basket-empty")
    from_basket = tuple(
        CommentDraft(
            CommentKind(i.kind),
            CommentTarget(i.target),
            (i.anchor,) if i.anchor else (),
            i.proposed,
            i.reasons,
            i.quote,
            Weight(i.weight) if i.weight else None,
        )
        for i in items
    )
    known = {i.anchor: PlaceLine(i.anchor, i.place, i.place_latn, i.position) for i in items if i.place is not None}
    files = tuple(SentFile(one["sha256"], one["name"], one["words"], UUID(one["id"])) for one in items[0].files or ())
    draft = SubmissionDraft(author.kind, display, from_basket, stance=stance, files=tuple(one.sha256 for one in files))
    basket = tuple(item.id for item in items)
    corrects = "" if common else items[0].corrects or ""
    sent = Sent(Arrival(Channel.WEB, now, sent_at=now), draft, known, letter, basket=basket, files=files, corrects=corrects)
    receipt = await _take(session, actor, now, facts, key, author, sent)
    if corrects:
        await supersede(session, actor, now, facts, corrects, receipt.number)
    return receipt


_BASKET_COLUMNS = ("id", "kind", "target", "anchor", "proposed", "reasons", "quote", "weight")
# Files lie beside the basket; they come with its first row, so that sending asks no more often.
_FILES = (
    select(
        func.json_agg(
            aggregate_order_by(
                func.json_build_object(
                    "id", BasketFile.id, "sha256", BasketFile.sha256, "name", BasketFile.name, "words", BasketFile.words
                ),
                col(BasketFile.id),
            )
        )
    )
    .where(col(BasketFile.person_id) == bindparam("person"), col(BasketFile.consultation_id) == bindparam("consultation"))
    .scalar_subquery()
    .label("files")
)
_CORRECTS = (
    select(col(BasketCorrection.number))
    .where(col(BasketCorrection.person_id) == bindparam("person"), col(BasketCorrection.consultation_id) == bindparam("consultation"))
    .scalar_subquery()
    .label("corrects")
)
_BASKET = (
    select(
        *(col(getattr(BasketItem, name)) for name in _BASKET_COLUMNS),
        col(Provision.place),
        col(Provision.place_latn),
        col(Provision.position),
        _FILES,
        _CORRECTS,
    )
    .select_from(BasketItem)
    .outerjoin(Provision, (col(Provision.version_id) == bindparam("version")) & (col(Provision.anchor) == col(BasketItem.anchor)))
    .where(col(BasketItem.consultation_id) == bindparam("consultation"))
    .order_by(col(BasketItem.id))
    .with_for_update(of=BasketItem)
)
_LOCKED_BASKET = {
    False: _BASKET.where(col(BasketItem.person_id) == bindparam("person"), col(BasketItem.organisation_id).is_(None)),
    True: _BASKET.where(col(BasketItem.organisation_id) == bindparam("organisation")),
}


async def submit(
    session: AsyncSession,
    actor: Actor,
    now: datetime,
    reference: str,
    key: str,
    author: Author,
    draft: SubmissionDraft,
    letter: Acknowledgement | None = None,
) -> Receipt:
    """Take a submission from the web; the same key twice is one submission."""
    facts = await facts_of(session, reference, now, lock=True)
    if repeated := await _sent_before(session, actor, facts, key):
        return repeated
    known = await known_places(session, facts.version_id, draft.comments)
    return await _take(session, actor, now, facts, key, author, Sent(Arrival(Channel.WEB, now, sent_at=now), draft, known, letter))


async def log_on_behalf(
    session: AsyncSession, actor: Actor, now: datetime, reference: str, key: str, author: Author, arrival: Arrival, draft: SubmissionDraft
) -> Receipt:
    """Log a submission that came by e-mail, post or at an event; late is judged by the day it was received."""
    facts = await facts_of(session, reference, now, lock=True)
    require(Permission.COMMENT_LOG, actor, facts.policy)
    if repeated := await _sent_before(session, actor, facts, key):
        return repeated
    if arrival.received_at > now:
        raise FieldErrors({"received_on": Malformed("date-in-future")})
    known = await known_places(session, facts.version_id, draft.comments)
    return await _take(session, actor, now, facts, key, author, Sent(arrival, draft, known, logged=True))


async def _take(session: AsyncSession, actor: Actor, now: datetime, facts: Facts, key: str, author: Author, sent: Sent) -> Receipt:
    """Check, number and store a submission in one statement, together with what else has to happen."""
    if not sent.logged:
        require(Permission.COMMENT_SUBMIT, actor, PolicyFacts(organisation_id=author.organisation_id, phase=facts.phase))
    clean = check_submission(sent.draft)
    if not sent.logged:
        await count_tries(session, now, _limits(actor, author), seconds=3600)
    words = [words_of(comment, author.language, sent.places) for comment in clean.comments]
    serial = await next_number(session, facts.reference)
    entry = stored(now, actor.person_id, facts, serial, key, author, sent, clean, words)
    await session.execute(STORE, together([entry], sent.basket, [one.laid for one in sent.files if one.laid]))
    return entry.receipt(facts)


def _limits(actor: Actor, author: Author) -> list[Limit]:
    """What one person may send in an hour, and what all who speak for one organisation may, which is generous: large ones exist."""
    person = Limit(f"submit:{actor.person_id}", most=60)
    if author.organisation_id is None:
        return [person]
    return [person, Limit(f"submit-for:{author.organisation_id}", most=300, code="organisation-too-often")]


async def _sent_before(session: AsyncSession, actor: Actor, facts: Facts, key: str) -> Receipt | None:
    """Find what the same form sent before: a double click gets the same receipt."""
    columns = (col(Submission.number), col(Submission.received_at), col(Submission.content_hash))
    query = select(*columns).where(col(Submission.sent_by) == actor.person_id, col(Submission.idempotency_key) == key)
    row = (await session.execute(query)).first()
    if row is None:
        return None
    return Receipt(row.number, row.received_at, is_late(facts.window, row.received_at), row.content_hash, repeated=True)


@dataclass(frozen=True, slots=True)
class LaidFile:
    """A file as it is laid beside a basket: its content is kept under its fingerprint already."""

    sha256: str
    name: str
    size: int
    media_type: str
    words: str = ""


async def may_lay_file(session: AsyncSession, actor: Actor, now: datetime, reference: str) -> None:
    """Refuse a file of somebody who may not send it, and too many of them."""
    facts = await facts_of(session, reference, now)
    require(Permission.COMMENT_SUBMIT, actor, PolicyFacts(phase=facts.phase))
    await count_try(session, now, f"files:{actor.person_id}", most=100, seconds=3600)


async def lay_file(session: AsyncSession, actor: Actor, now: datetime, reference: str, file: LaidFile) -> None:
    """Lay a file beside the basket, to be sent with it; the same file twice is one. Raises Malformed("attachments-…") beyond the limits."""
    facts = await facts_of(session, reference, now)
    require(Permission.COMMENT_SUBMIT, actor, PolicyFacts(phase=facts.phase))
    mine = (col(BasketFile.person_id) == actor.person_id, col(BasketFile.consultation_id) == facts.id)
    sizes = select(col(StoredFile.size)).join(BasketFile, col(BasketFile.sha256) == col(StoredFile.sha256))
    check_total([*(await session.scalars(sizes.where(*mine, col(BasketFile.sha256) != file.sha256))).all(), file.size])
    await keep_file(session, now, sha256=file.sha256, size=file.size, media_type=file.media_type)
    owner = {"person_id": actor.person_id, "consultation_id": facts.id, "saved_at": now}
    made = upsert(BasketFile).values(id=new_id(), sha256=file.sha256, name=file.name, words=file.words, **owner)
    await session.execute(made.on_conflict_do_nothing())


async def remove_file(session: AsyncSession, actor: Actor, file_id: UUID) -> None:
    """Take a file away from the basket."""
    await session.execute(delete(BasketFile).where(col(BasketFile.id) == file_id, col(BasketFile.person_id) == actor.person_id))


async def show_file(session: AsyncSession, actor: Actor, now: datetime, number: str, position: int, *, public: bool) -> None:
    """Let everybody open a file of a submission, or officials and its sender alone. Raises NotFound("file-missing")."""
    columns = (col(Submission.id), col(Consultation.reference))
    query = (
        select(*columns).join(Consultation, col(Consultation.id) == col(Submission.consultation_id)).where(col(Submission.number) == number)
    )
    row = (await session.execute(query)).first()
    if row is None:
        raise NotFound("file-missing")
    require(Permission.COMMENT_LOG, actor, (await facts_of(session, row.reference, now)).policy)
    mine = (col(SubmissionFile.submission_id) == row.id, col(SubmissionFile.position) == position)
    changed = await session.execute(update(SubmissionFile).where(*mine).values(public=public).returning(col(SubmissionFile.id)))
    if changed.first() is None:
        raise NotFound("file-missing")
    told = {"position": position, "public": public}
    await record(session, at=now, actor_id=actor.person_id, act="file-shown", subject_kind="submission", subject_id=row.id, **told)
