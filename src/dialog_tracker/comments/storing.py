"""How a submission lies in the tables: its rows, its fingerprint, and the one statement that writes one or very many.

The statement's text never changes: rows travel as JSON, so that it is prepared once for any number of comments.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ARRAY, Uuid, bindparam, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.ext.asyncio import AsyncSession

from dialog_tracker.consultations.queries import Facts
from dialog_tracker.documents.queries import PlaceLine
from dialog_tracker.documents.queries import places as places_of
from dialog_tracker.domain.acknowledgement import NUMBER, Acknowledgement
from dialog_tracker.domain.comment import CommentDraft
from dialog_tracker.domain.errors import NotFound
from dialog_tracker.domain.reference import comment_number, submission_number
from dialog_tracker.domain.script import Script, fold, script_of, to_latin
from dialog_tracker.domain.submission import (
    Channel,
    NameDisplay,
    SubmissionDraft,
    SubmitterKind,
    content_hash,
    initials,
    is_late,
    text_hash,
)
from dialog_tracker.outbox.actions import letter_row
from dialog_tracker.storage.columns import new_id

# Who brought in what the installation itself imported, on the command line.
NOBODY = UUID(int=0)
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
    quarantined_until: datetime | None = None


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


@dataclass(frozen=True, slots=True)
class SentFile:
    """A file that comes with a submission: its fingerprint, its name, the words read out of it, and the row that it leaves behind."""

    sha256: str
    name: str
    words: str = ""
    laid: UUID | None = None


@dataclass(frozen=True, slots=True)
class Sent:
    """A submission on its way into the tables; `basket` are the items that it empties."""

    arrival: Arrival
    draft: SubmissionDraft
    places: Mapping[str, PlaceLine]
    letter: Acknowledgement | None = None
    logged: bool = False
    basket: tuple[UUID, ...] = ()
    withdrawn_at: datetime | None = None
    withdrawn_reason: str = ""
    files: tuple[SentFile, ...] = ()
    corrects: str = ""


_INTO = """
    WITH submitted AS (INSERT INTO submission SELECT * FROM jsonb_populate_recordset(NULL::submission, :submissions)),
         known AS (INSERT INTO submitter SELECT * FROM jsonb_populate_recordset(NULL::submitter, :submitters)),
         said AS (INSERT INTO comment SELECT * FROM jsonb_populate_recordset(NULL::comment, :comments)),
         placed AS (INSERT INTO comment_place SELECT * FROM jsonb_populate_recordset(NULL::comment_place, :places)),
         written AS (INSERT INTO letter SELECT * FROM jsonb_populate_recordset(NULL::letter, :letters)),
         attached AS (INSERT INTO submission_file SELECT * FROM jsonb_populate_recordset(NULL::submission_file, :files)),
         emptied AS (DELETE FROM basket_item WHERE id = ANY(:basket)),
         cleared AS (DELETE FROM basket_file WHERE id = ANY(:laid))
    INSERT INTO ledger_entry (at, actor_id, act, subject_kind, subject_id, facts)
    SELECT said.at, said.actor_id, said.act, 'submission', said.subject_id, said.facts
    FROM jsonb_to_recordset(:entries) AS said (at timestamptz, actor_id uuid, act text, subject_id uuid, facts jsonb)
    """
STORE = text(_INTO).bindparams(
    *(bindparam(name, type_=JSONB) for name in ("submissions", "submitters", "comments", "places", "letters", "entries", "files")),
    *(bindparam(name, type_=ARRAY(Uuid)) for name in ("basket", "laid")),
)


@dataclass(frozen=True, slots=True)
class Entry:
    """The rows of one submission."""

    submission: Mapping[str, Any]
    submitter: Mapping[str, Any]
    comments: Sequence[Mapping[str, Any]]
    places: Sequence[Mapping[str, Any]]
    letters: Sequence[Mapping[str, Any]]
    ledger: Mapping[str, Any]
    received_at: datetime
    files: Sequence[Mapping[str, Any]] = ()

    def receipt(self, facts: Facts) -> Receipt:
        """Give what the submitter keeps."""
        late = is_late(facts.window, self.received_at)
        numbers = tuple(row["number"] for row in self.comments)
        return Receipt(self.submission["number"], self.received_at, late, self.submission["content_hash"], comments=numbers)


def together(entries: Sequence[Entry], basket: Sequence[UUID] = (), laid: Sequence[UUID] = ()) -> dict[str, Any]:
    """Give the parameters that write entries with STORE; what lay in a basket, comments and files, leaves it."""
    return {
        "submissions": [entry.submission for entry in entries],
        "submitters": [entry.submitter for entry in entries],
        "comments": [row for entry in entries for row in entry.comments],
        "places": [row for entry in entries for row in entry.places],
        "letters": [row for entry in entries for row in entry.letters],
        "entries": [entry.ledger for entry in entries],
        "files": [row for entry in entries for row in entry.files],
        "basket": list(basket),
        "laid": list(laid),
    }


def stored(
    now: datetime,
    by: UUID | None,
    facts: Facts,
    serial: int,
    key: str,
    author: Author,
    sent: Sent,
    clean: SubmissionDraft,
    words: Sequence[dict[str, Any]],
) -> Entry:
    """Make the rows of a submission that has its serial; `words` are its comments as `words_of` derived them."""
    arrival = sent.arrival
    number = submission_number(facts.reference, serial)
    submission = _submission_row(
        facts, serial, number, content_hash(number, arrival.received_at, clean.comments, clean.stance, clean.files), author, sent
    )
    submission |= {"published_at": now, "sent_by": by or NOBODY, "logged_by": by if sent.logged else None, "idempotency_key": key}
    person = {"person_id": author.person_id, "name": author.name, "email": author.email, "phone": author.phone, "address": author.address}
    rows = numbered(words, submission)
    told = {"number": number, "comments": len(rows), "channel": arrival.channel, "late": is_late(facts.window, arrival.received_at)}
    act = "submission-logged" if sent.logged else "submission-received"
    return Entry(
        submission,
        {"submission_id": submission["id"], **person},
        rows,
        [
            {"comment_id": row["id"], "anchor": anchor, "version_id": facts.version_id}
            for row, comment in zip(rows, clean.comments, strict=True)
            for anchor in comment.anchors
        ],
        [_letter(now, number, author, sent.letter)] if sent.letter is not None and author.email else [],
        {"at": now, "actor_id": by, "act": act, "subject_id": submission["id"], "facts": told},
        arrival.received_at,
        [_file_row(submission["id"], at, one) for at, one in enumerate(sent.files, 1)],
    )


def _file_row(submission_id: UUID, position: int, one: SentFile) -> dict[str, Any]:
    named = {"sha256": one.sha256, "address": "", "name": one.name, "words": one.words, "public": False}
    return {"id": new_id(), "submission_id": submission_id, "position": position, **named}


def _letter(now: datetime, number: str, author: Author, letter: Acknowledgement) -> dict[str, Any]:
    words = letter.words.with_facts({NUMBER: number})
    return letter_row(now, f"receipt:{number}", "receipt", author.email, letter.language, words, person_id=author.person_id)


def _submission_row(facts: Facts, serial: int, number: str, fingerprint: str, author: Author, sent: Sent) -> dict[str, Any]:
    arrival, display = sent.arrival, sent.draft.display
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
        "withdrawn_at": sent.withdrawn_at,
        "withdrawn_reason": sent.withdrawn_reason,
        "stance": sent.draft.stance or "",
        "corrects": sent.corrects,
        "superseded_by": "",
        "withheld_code": "",
        "quarantined_until": author.quarantined_until,
    }


async def known_places(session: AsyncSession, version_id: UUID, comments: Sequence[CommentDraft]) -> Mapping[str, PlaceLine]:
    """Read the places that comments stand on; raises NotFound("provision-unknown") for an anchor that the text does not have."""
    wanted = sorted({anchor for comment in comments for anchor in comment.anchors})
    known = await places_of(session, version_id, wanted) if wanted else {}
    if missing := [anchor for anchor in wanted if anchor not in known]:
        raise NotFound("provision-unknown", anchor=missing[0])
    return known


def words_of(comment: CommentDraft, language: str, known: Mapping[str, PlaceLine]) -> dict[str, Any]:
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
        "weight": comment.weight or "",
    }


def numbered(words: Sequence[dict[str, Any]], submission: Mapping[str, Any], first: int = 1) -> list[dict[str, Any]]:
    """Give comments of a submission their numbers, from `first` on, and their order in the consultation."""
    owner = {"consultation_id": submission["consultation_id"], "submission_id": submission["id"]}
    before = submission["serial"] * _SERIAL_ROOM
    return [
        {**row, **owner, "ordinal": ordinal, "position": before + ordinal, "number": comment_number(submission["number"], ordinal)}
        for ordinal, row in enumerate(words, first)
    ]


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
