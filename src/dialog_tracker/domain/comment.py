"""One comment: what it may hold, on what it may stand, and how its words are checked without being changed."""

import re
import unicodedata
from dataclasses import dataclass
from enum import StrEnum

from dialog_tracker.domain.errors import DialogError, FieldErrors, Malformed

MAX_TEXT = 100_000
MAX_QUOTE = 2_000

_PAGE_BREAKS = re.compile(r"\r\n?|[\x0b\x0c\u2028\u2029\x85]")
_FORBIDDEN = re.compile(r"[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\u202a-\u202e\u2066-\u2069\ufeff\ud800-\udfff]")


class CommentKind(StrEnum):
    """What the submitter calls the comment [call for a public debate: предлози, примедбе, сугестије, иницијативе]."""

    PROPOSAL = "proposal"
    OBJECTION = "objection"
    SUGGESTION = "suggestion"
    INITIATIVE = "initiative"


class CommentTarget(StrEnum):
    """What a comment stands on."""

    PROVISION = "provision"
    NEW_AFTER = "new_after"
    GENERAL = "general"


class Weight(StrEnum):
    """How much the submitter insists: a condition of support, or a suggestion."""

    MUST = "must"
    SHOULD = "should"


@dataclass(frozen=True, slots=True)
class CommentDraft:
    """A comment as typed, before it is checked; `anchors` name provisions of the version commented on."""

    kind: CommentKind
    target: CommentTarget
    anchors: tuple[str, ...]
    proposed: str = ""
    reasons: str = ""
    quote: str = ""
    weight: Weight | None = None


def clean_text(field: str, text: str, limit: int = MAX_TEXT) -> str:
    """Normalise line ends and composed letters; refuse what cannot be kept, and never cut.

    Raises Malformed("text-too-long") and Malformed("text-control-characters"), both with the field's name.
    """
    whole = unicodedata.normalize("NFC", _PAGE_BREAKS.sub("\n", text)).strip()
    if len(whole) > limit:
        raise Malformed("text-too-long", field=field, length=len(whole), limit=limit)
    if found := _FORBIDDEN.search(whole):
        raise Malformed("text-control-characters", field=field, position=found.start() + 1, sign=f"U+{ord(found.group()):04X}")
    return whole


_LINE_BREAKS = re.compile(r"[\t\n\r\x0b\x0c\x85\u2028\u2029]+")
# Letters and signs that show nothing: fillers of Hangul, the empty Braille cell.
_BLANK = frozenset("\u115f\u1160\u3164\uffa0\u2800")


def clean_line(field: str, text: str, limit: int = 1000) -> str:
    """Clean a text of one line: breaks inside it become spaces, and what shows nothing is empty.

    Raises Malformed("text-too-long") and Malformed("text-control-characters").
    """
    line = clean_text(field, _LINE_BREAKS.sub(" ", text), limit)
    return line if is_visible(line) else ""


def is_visible(text: str) -> bool:
    """Tell whether a reader sees anything of a text: spaces, invisible characters and marks that stand alone show nothing."""
    return any(unicodedata.category(sign)[0] not in "CMZ" and sign not in _BLANK for sign in text)


def check_comment(draft: CommentDraft) -> CommentDraft:
    """Check a comment and give it back clean; raises FieldErrors with every field that was refused."""
    errors: dict[str, DialogError] = {}
    texts: dict[str, str] = {}
    for field, limit in (("proposed", MAX_TEXT), ("reasons", MAX_TEXT), ("quote", MAX_QUOTE)):
        try:
            texts[field] = clean_text(field, getattr(draft, field), limit)
        except Malformed as refused:
            errors[field] = refused
    if not errors and not (is_visible(texts["proposed"]) or is_visible(texts["reasons"])):
        errors["reasons"] = Malformed("comment-empty")
    if draft.target is CommentTarget.GENERAL and draft.anchors:
        errors["anchors"] = Malformed("general-comment-on-provision")
    if draft.target is not CommentTarget.GENERAL and not draft.anchors:
        errors["anchors"] = Malformed("comment-without-place")
    if errors:
        raise FieldErrors(errors)
    return CommentDraft(draft.kind, draft.target, tuple(dict.fromkeys(draft.anchors)), **texts, weight=draft.weight)
