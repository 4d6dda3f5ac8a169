"""What one submitter sends at once: immutable, numbered, received at an instant, late or not, with a fingerprint."""

import hashlib
import json
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from dialog_tracker.domain.comment import CommentDraft, check_comment
from dialog_tracker.domain.errors import DialogError, FieldErrors, Malformed
from dialog_tracker.domain.window import Window

MAX_COMMENTS = 500


class Channel(StrEnum):
    """How a submission reached the authority."""

    WEB = "web"
    EMAIL = "email"
    POST = "post"
    EVENT = "event"
    OFFICE = "office"
    PORTAL = "portal"
    TABLE = "table"


class NameDisplay(StrEnum):
    """What the submitter lets the public see of the name; the kind of submitter is always shown."""

    FULL = "full"
    ORGANISATION = "organisation"
    INITIALS = "initials"
    WITHHELD = "withheld"


class SubmitterKind(StrEnum):
    """Who submits [domain.md 5: kinds of organisations and others who take part]."""

    ASSOCIATION = "association"
    ALLIANCE = "alliance"
    FOUNDATION = "foundation"
    TRADE_UNION = "trade_union"
    CHAMBER = "chamber"
    ACADEMIC = "academic"
    COMPANY = "company"
    RELIGIOUS = "religious"
    INFORMAL_GROUP = "informal_group"
    AUTHORITY = "authority"
    INDIVIDUAL = "individual"
    OTHER = "other"


class Stance(StrEnum):
    """What the submitter says of the act as a whole."""

    SUPPORT = "support"
    SUPPORT_WITH_CHANGES = "support_with_changes"
    OPPOSE = "oppose"
    NO_OBJECTION = "no_objection"


@dataclass(frozen=True, slots=True)
class SubmissionDraft:
    """A basket on its way: who speaks, how the name is shown, the comments in order, and the fingerprints of files that come with them."""

    submitter_kind: SubmitterKind
    display: NameDisplay
    comments: tuple[CommentDraft, ...]
    general: str = ""
    stance: Stance | None = None
    files: tuple[str, ...] = ()


def check_submission(draft: SubmissionDraft) -> SubmissionDraft:
    """Check every comment; raises FieldErrors keyed `comments.N.field`, counted from 0."""
    if not draft.comments:
        raise Malformed("submission-empty")
    if len(draft.comments) > MAX_COMMENTS:
        raise Malformed("submission-too-many", limit=MAX_COMMENTS)
    errors: dict[str, DialogError] = {}
    clean: list[CommentDraft] = []
    for at, comment in enumerate(draft.comments):
        try:
            clean.append(check_comment(comment))
        except FieldErrors as refused:
            errors |= {f"comments.{at}.{field}": error for field, error in refused.by_field.items()}
    if errors:
        raise FieldErrors(errors)
    return replace(draft, comments=tuple(clean))


def is_late(window: Window, received_at: datetime) -> bool:
    """Tell whether a submission came at or after the end; late is marked, never refused."""
    return received_at >= window.closes_at


def text_hash(*texts: str) -> str:
    """Fingerprint the words of a comment: SHA-256 over NFC text with spaces folded, so that identical letters agree."""
    folded = "\x1f".join(" ".join(unicodedata.normalize("NFC", text).split()) for text in texts)
    return hashlib.sha256(folded.encode()).hexdigest()


def content_hash(
    number: str, received_at: datetime, comments: Sequence[CommentDraft], stance: Stance | None = None, files: Sequence[str] = ()
) -> str:
    """Fingerprint a submission: SHA-256 over canonical JSON of its number, time of receipt (UTC), comments, stance and files.

    What was not given leaves no key behind, so that fingerprints made before it could be given still verify. Name and contact
    stand apart, so that they can be erased while the receipt still verifies.
    """
    canonical: dict[str, object] = {
        "number": number,
        "received_at": received_at.isoformat(timespec="microseconds"),
        "comments": [_canonical(comment) for comment in comments],
    }
    canonical |= {"stance": stance} if stance else {}
    canonical |= {"files": list(files)} if files else {}
    return hashlib.sha256(json.dumps(canonical, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()).hexdigest()


def _canonical(comment: CommentDraft) -> dict[str, object]:
    names = ("kind", "target", "quote", "proposed", "reasons")
    # The first place leads; the others are a set, in the order of their anchors.
    said = {name: getattr(comment, name) for name in names} | {"anchors": [*comment.anchors[:1], *sorted(comment.anchors[1:])]}
    return said | ({"weight": comment.weight} if comment.weight else {})


def initials(name: str) -> str:
    """Shorten a person's name for those who chose initials: „Ана Марић” is „А. М.”."""
    return " ".join(f"{word[0]}." for word in name.split() if word[0].isalpha())
