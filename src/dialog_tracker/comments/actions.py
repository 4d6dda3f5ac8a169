"""Taking comments in: baskets, submissions from the web, and those that officials log on behalf of their authors.

A submission is one statement with everything it writes (rows, ledger, the letter of acknowledgement), so that it is
quick, and either all there or not at all. The number is given under the lock of the series, so none is skipped or doubled.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import ARRAY, Uuid, bindparam, delete, select, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.dialects.postgresql import insert as upsert
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from dialog_tracker.accounts.actions import count_try
from dialog_tracker.comments.tables import BasketItem, Submission
from dialog_tracker.consultations.actions import next_number
from dialog_tracker.consultations.queries import Facts, facts_of
from dialog_tracker.documents.queries import PlaceLine
from dialog_tracker.documents.queries import places as places_of
from dialog_tracker.documents.tables import Provision
from dialog_tracker.domain.acknowledgement import Acknowledgement
from dialog_tracker.domain.comment import CommentDraft, CommentKind, CommentTarget, check_comment
from dialog_tracker.domain.errors import FieldErrors, Malformed, NotFound
from dialog_tracker.domain.policy import Actor, Permission, require
from dialog_tracker.domain.policy import Facts as PolicyFacts
from dialog_tracker.domain.reference import comment_number, submission_number
from dialog_tracker.domain.script import Script, fold, script_of, to_latin
from dialog_tracker.domain.submission import (
    Channel,
    NameDisplay,
    SubmissionDraft,
    SubmitterKind,
    check_submission,
    content_hash,
    initials,
    is_late,
    text_hash,
)
from dialog_tracker.outbox.actions import letter_row
from dialog_tracker.storage.columns import new_id

_SERIAL_ROOM = 10_000  # comments of one submission are ordered inside its serial


@dataclass(frozen=True, slots=True)
class Author:
    """Who stands behind a submission: an organisation or a person, and how to reach them."""

    name: str
    kind: SubmitterKind
    organisation_id: UUID | None = None
    organisation_name: str = ""
    person_id: UUID | None = None
    email: str = ""
    phone: str = ""
    address: str = ""
    language: str = "sr"


@dataclass(frozen=True, slots=True)
class Arrival:
    """How and when a submission came: four dates that stay apart."""

    channel: Channel
    received_at: datetime
    written_on: date | None = None
    sent_at: datetime | None = None
    registry_number: str = ""
    activity_id: UUID | None = None


@dataclass(frozen=True, slots=True)
class Receipt:
    """What the submitter keeps: the number, the instant, whether it was late, and the fingerprint."""

    number: str
    received_at: datetime
    late: bool
    content_hash: str
    repeated: bool = False
    comments: tuple[str, ...] = field(default=())


async def save_to_basket(
    session: AsyncSession, actor: Actor, now: datetime, reference: str, key: str, draft: CommentDraft, item_id: UUID | None = None
) -> UUID:
    """Put a comment into the basket or change one that is there; the same form twice is one comment."""
    facts = await facts_of(session, reference, now)
    require(Permission.COMMENT_SUBMIT, actor, PolicyFacts(phase=facts.phase))
    clean = check_comment(draft)
    await count_try(session, now, f"basket:{actor.person_id}", most=600, seconds=3600)
    await _known_places(session, facts.version_id, [clean])
    assert actor.person_id is not None
    texts = {"kind": clean.kind, "target": clean.target, "anchor": clean.anchors[0] if clean.anchors else ""}
    texts |= {"proposed": clean.proposed, "reasons": clean.reasons, "quote": clean.quote}
    owner = {"person_id": actor.person_id, "consultation_id": facts.id, "saved_at": now}
    if item_id is not None:
        await remove_from_basket(session, actor, item_id)
    made = upsert(BasketItem).values(id=new_id(), idempotency_key=key, **texts, **owner)
    mine = col(BasketItem.person_id) == actor.person_id
    saved = made.on_conflict_do_update(index_elements=["idempotency_key"], set_=texts | {"saved_at": now}, where=mine)
    saved_id: UUID = (await session.execute(saved.returning(col(BasketItem.id)))).scalar_one()
    return saved_id


async def remove_from_basket(session: AsyncSession, actor: Actor, item_id: UUID) -> None:
    """Take a comment out of the basket."""
    await session.execute(delete(BasketItem).where(col(BasketItem.id) == item_id, col(BasketItem.person_id) == actor.person_id))


async def submit_basket(
    session: AsyncSession,
    actor: Actor,
    now: datetime,
    reference: str,
    key: str,
    author: Author,
    display: NameDisplay,
    letter: Acknowledgement | None,
) -> Receipt:
    """Send everything in the basket as one submission and empty it; raises Malformed("basket-empty").

    The items are locked: of two clicks the second waits, finds the basket empty, and gets the first one's receipt.
    """
    facts = await facts_of(session, reference, now, lock=True)
    mine = {"person": actor.person_id, "consultation": facts.id, "version": facts.version_id}
    items = (await session.execute(_LOCKED_BASKET, mine)).all()
    if not items:
        if repeated := await _sent_before(session, actor, facts, key):
            return repeated
        raise Malformed("basket-empty")
    from_basket = tuple(
        CommentDraft(CommentKind(i.kind), CommentTarget(i.target), (i.anchor,) if i.anchor else (), i.proposed, i.reasons, i.quote)
        for i in items
    )
    known = {i.anchor: PlaceLine(i.anchor, i.place, i.place_latn, i.position) for i in items if i.place is not None}
    draft = SubmissionDraft(author.kind, display, from_basket)
    basket = tuple(item.id for item in items)
    return await _take(
        session, actor, now, facts, key, author, _Sent(Arrival(Channel.WEB, now, sent_at=now), draft, known, letter, basket=basket)
    )


_BASKET_COLUMNS = ("id", "kind", "target", "anchor", "proposed", "reasons", "quote")
_LOCKED_BASKET = (
    select(
        *(col(getattr(BasketItem, name)) for name in _BASKET_COLUMNS),
        col(Provision.place),
        col(Provision.place_latn),
        col(Provision.position),
    )
    .select_from(BasketItem)
    .outerjoin(Provision, (col(Provision.version_id) == bindparam("version")) & (col(Provision.anchor) == col(BasketItem.anchor)))
    .where(col(BasketItem.person_id) == bindparam("person"), col(BasketItem.consultation_id) == bindparam("consultation"))
    .order_by(col(BasketItem.id))
    .with_for_update(of=BasketItem)
)


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
    known = await _known_places(session, facts.version_id, draft.comments)
    return await _take(session, actor, now, facts, key, author, _Sent(Arrival(Channel.WEB, now, sent_at=now), draft, known, letter))


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
    known = await _known_places(session, facts.version_id, draft.comments)
    return await _take(session, actor, now, facts, key, author, _Sent(arrival, draft, known, logged=True))


@dataclass(frozen=True, slots=True)
class _Sent:
    """A submission on its way into the tables; `basket` are the items that it empties."""

    arrival: Arrival
    draft: SubmissionDraft
    places: Mapping[str, PlaceLine]
    letter: Acknowledgement | None = None
    logged: bool = False
    basket: tuple[UUID, ...] = ()


# One statement whose text never changes: rows travel as JSON, so that it is prepared once for any number of comments.
_STORE = text(
    """
    WITH submitted AS (INSERT INTO submission SELECT * FROM jsonb_populate_record(NULL::submission, :submission)),
         known AS (INSERT INTO submitter SELECT * FROM jsonb_populate_record(NULL::submitter, :submitter)),
         said AS (INSERT INTO comment SELECT * FROM jsonb_populate_recordset(NULL::comment, :comments)),
         placed AS (INSERT INTO comment_place SELECT * FROM jsonb_populate_recordset(NULL::comment_place, :places)),
         written AS (INSERT INTO letter SELECT * FROM jsonb_populate_recordset(NULL::letter, :letters)),
         emptied AS (DELETE FROM basket_item WHERE id = ANY(:basket))
    INSERT INTO ledger_entry (at, actor_id, act, subject_kind, subject_id, facts)
    VALUES (:at, :actor, :act, 'submission', :id, :facts)
    """
).bindparams(
    *(bindparam(name, type_=JSONB) for name in ("submission", "submitter", "comments", "places", "letters", "facts")),
    bindparam("basket", type_=ARRAY(Uuid)),
)


async def _take(session: AsyncSession, actor: Actor, now: datetime, facts: Facts, key: str, author: Author, sent: _Sent) -> Receipt:
    """Check, number and store a submission in one statement, together with what else has to happen."""
    if not sent.logged:
        require(Permission.COMMENT_SUBMIT, actor, PolicyFacts(organisation_id=author.organisation_id, phase=facts.phase))
    clean = check_submission(sent.draft)
    if not sent.logged:
        await count_try(session, now, f"submit:{actor.person_id}", most=60, seconds=3600)
    arrival = sent.arrival
    words = [_words(comment, author.language, sent.places) for comment in clean.comments]
    places = [
        {"comment_id": row["id"], "anchor": anchor, "version_id": facts.version_id}
        for row, comment in zip(words, clean.comments, strict=True)
        for anchor in comment.anchors
    ]
    serial = await next_number(session, facts.reference)
    number = submission_number(facts.reference, serial)
    fingerprint = content_hash(number, arrival.received_at, clean.comments)
    late = is_late(facts.window, arrival.received_at)
    submission = _submission_row(facts, serial, number, fingerprint, author, sent.draft.display, arrival)
    submission |= {
        "published_at": now,
        "sent_by": actor.person_id,
        "logged_by": actor.person_id if sent.logged else None,
        "idempotency_key": key,
    }
    person = {"person_id": author.person_id, "name": author.name, "email": author.email, "phone": author.phone, "address": author.address}
    rows = _numbered(words, submission)
    given = {
        "submission": submission,
        "submitter": {"submission_id": submission["id"], **person},
        "comments": rows,
        "places": places,
        "letters": [_letter(now, number, author, sent.letter)] if sent.letter is not None and author.email else [],
        "basket": list(sent.basket),
        "at": now,
        "actor": actor.person_id,
        "act": "submission-logged" if sent.logged else "submission-received",
        "id": submission["id"],
        "facts": {"number": number, "comments": len(rows), "channel": arrival.channel, "late": late},
    }
    await session.execute(_STORE, given)
    return Receipt(number, arrival.received_at, late, fingerprint, comments=tuple(row["number"] for row in rows))


def _letter(now: datetime, number: str, author: Author, letter: Acknowledgement) -> dict[str, Any]:
    words = letter.subject.replace("%(number)s", number), letter.body.replace("%(number)s", number)
    return letter_row(now, f"receipt:{number}", "receipt", author.email, letter.language, *words, person_id=author.person_id)


def _submission_row(
    facts: Facts, serial: int, number: str, fingerprint: str, author: Author, display: NameDisplay, arrival: Arrival
) -> dict[str, Any]:
    public = public_name(author, display)
    return {
        "id": new_id(),
        "consultation_id": facts.id,
        "serial": serial,
        "number": number,
        "organisation_id": author.organisation_id,
        "submitter_kind": author.kind,
        "display": display,
        "public_name": public,
        "public_name_latn": to_latin(public),
        "channel": arrival.channel,
        "written_on": arrival.written_on,
        "sent_at": arrival.sent_at,
        "received_at": arrival.received_at,
        "registry_number": arrival.registry_number,
        "activity_id": arrival.activity_id,
        "content_hash": fingerprint,
    }


def _words(comment: CommentDraft, language: str, known: Mapping[str, PlaceLine]) -> dict[str, Any]:
    """Derive everything of a comment that does not need its number: done before the series of numbers is locked."""
    words = f"{comment.proposed}\n{comment.reasons}"
    script = script_of(words)
    latin = to_latin if script is Script.CYRILLIC and language == "sr" else str
    stands_on = [known[anchor] for anchor in comment.anchors]
    return {
        "id": new_id(),
        "kind": comment.kind,
        "target": comment.target,
        "anchor": comment.anchors[0] if comment.anchors else "",
        "place": "; ".join(place.place for place in stands_on),
        "place_latn": "; ".join(place.place_latn for place in stands_on),
        "place_order": stands_on[0].position if stands_on else -1,
        "language": language,
        "script": script,
        "quote": comment.quote,
        "proposed": comment.proposed,
        "proposed_latn": latin(comment.proposed),
        "reasons": comment.reasons,
        "reasons_latn": latin(comment.reasons),
        "fold": fold(words),
        "text_hash": text_hash(comment.proposed, comment.reasons),
    }


def _numbered(words: Sequence[dict[str, Any]], submission: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Give comments their numbers and their order in the consultation."""
    owner = {"consultation_id": submission["consultation_id"], "submission_id": submission["id"]}
    first = submission["serial"] * _SERIAL_ROOM
    return [
        {**row, **owner, "ordinal": ordinal, "position": first + ordinal, "number": comment_number(submission["number"], ordinal)}
        for ordinal, row in enumerate(words, 1)
    ]


async def _sent_before(session: AsyncSession, actor: Actor, facts: Facts, key: str) -> Receipt | None:
    """Find what the same form sent before: a double click gets the same receipt."""
    columns = (col(Submission.number), col(Submission.received_at), col(Submission.content_hash))
    query = select(*columns).where(col(Submission.sent_by) == actor.person_id, col(Submission.idempotency_key) == key)
    row = (await session.execute(query)).first()
    if row is None:
        return None
    return Receipt(row.number, row.received_at, is_late(facts.window, row.received_at), row.content_hash, repeated=True)


async def _known_places(session: AsyncSession, version_id: UUID, comments: Sequence[CommentDraft]) -> Mapping[str, PlaceLine]:
    """Read the places that comments stand on; raises NotFound("provision-unknown") for an anchor that the text does not have."""
    wanted = sorted({anchor for comment in comments for anchor in comment.anchors})
    known = await places_of(session, version_id, wanted) if wanted else {}
    if missing := [anchor for anchor in wanted if anchor not in known]:
        raise NotFound("provision-unknown", anchor=missing[0])
    return known


def public_name(author: Author, display: NameDisplay) -> str:
    """Give the name that the public sees; empty where it is withheld, the kind of submitter is always shown."""
    match display:
        case NameDisplay.FULL:
            return author.organisation_name or author.name
        case NameDisplay.ORGANISATION:
            return author.organisation_name
        case NameDisplay.INITIALS:
            return author.organisation_name or initials(author.name)
        case NameDisplay.WITHHELD:
            return ""


async def forget_old_baskets(session: AsyncSession, now: datetime) -> None:
    """Delete what nobody sent for half a year."""
    await session.execute(delete(BasketItem).where(col(BasketItem.saved_at) < now - timedelta(days=180)))
