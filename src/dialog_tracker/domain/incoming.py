"""Comments that come as rows of a table: what the columns are, how a row is read, and why one is left out.

A table becomes submissions. Formats that are used in practice have a preset; any other table is read by its header words, in
either script, or by a mapping that an official chose once.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, time
from enum import StrEnum
from zoneinfo import ZoneInfo

from dialog_tracker.domain.comment import CommentKind
from dialog_tracker.domain.comment_columns import PRESETS, TEXTS, Column, Preset, preset_columns, preset_of
from dialog_tracker.domain.errors import DialogError, Malformed
from dialog_tracker.domain.script import fold
from dialog_tracker.domain.submission import NameDisplay, SubmitterKind

MAX_ROWS = 200_000
_LONGEST_CELL_SHOWN = 300


class FileState(StrEnum):
    """Where a file stands: it waits for somebody to place its rows, comes in, came in, or does not come in."""

    WAITING = "waiting"
    TAKING = "taking"
    TAKEN = "taken"
    REFUSED = "refused"
    DROPPED = "dropped"


@dataclass(frozen=True, slots=True)
class IncomingComment:
    """A comment as it stands in its row; `written_place` is what somebody wrote of where it belongs."""

    row: int
    written_place: str = ""
    proposed: str = ""
    reasons: str = ""
    current: str = ""
    topic: str = ""
    decision: str = ""
    written_part: str = ""
    kind: str = ""


@dataclass(frozen=True, slots=True)
class IncomingSubmission:
    """A submission read from a file; `received_at` is None where the file does not say."""

    row: int
    source_id: str = ""
    organisation: str = ""
    name: str = ""
    email: str = ""
    phone: str = ""
    address: str = ""
    category: str = ""
    received_at: datetime | None = None
    written_on: date | None = None
    comments: tuple[IncomingComment, ...] = ()
    attachments: tuple[str, ...] = ()
    withdrawn: bool = False
    withdrawn_reason: str = ""
    display: str = ""
    stance: str = ""


@dataclass(frozen=True, slots=True)
class LeftOut:
    """A row that does not come in: its number in the file, where the header is row 1, why, and what stood in it."""

    row: int
    code: str
    facts: Mapping[str, str | int] = field(default_factory=dict)
    source: str = ""


@dataclass(frozen=True, slots=True)
class IncomingTable:
    """What a table holds."""

    submissions: tuple[IncomingSubmission, ...]
    left_out: tuple[LeftOut, ...]


def read_table(
    rows: Sequence[Sequence[str]], zone: str, preset: Preset | None = None, mapping: Mapping[int, Column] | None = None
) -> IncomingTable:
    """Read a table whose first row is its header; raises Malformed("table-empty" or "table-header-unknown")."""
    if not rows or not any(any(cell.strip() for cell in row) for row in rows):
        raise Malformed("table-empty")
    if len(rows) > MAX_ROWS:
        raise Malformed("table-too-long", limit=MAX_ROWS)
    header = rows[0]
    chosen = preset or preset_of(header)
    columns = dict(mapping) if mapping is not None else preset_columns(header, chosen)
    if not any(kind in columns.values() for kind in TEXTS) and chosen is not Preset.ESAVJETOVANJA:
        raise Malformed("table-header-unknown", header=", ".join(header)[:200])
    submissions: list[IncomingSubmission] = []
    left_out: list[LeftOut] = []
    for number, cells in enumerate(rows[1:], 2):
        if not any(cell.strip() for cell in cells):
            continue
        values = {kind: cells[at].strip() for at, kind in columns.items() if at < len(cells)}
        try:
            submissions.append(_submission(number, values, zone))
        except DialogError as refused:
            facts = {name: fact if isinstance(fact, int) else str(fact) for name, fact in refused.facts.items()}
            left_out.append(LeftOut(number, refused.code, facts, " | ".join(filter(None, cells))[:_LONGEST_CELL_SHOWN]))
    shape = PRESETS.get(chosen)
    if shape is not None and shape.names_published:
        submissions = [replace(one, display=NameDisplay.FULL) for one in submissions]
    together = shape is None or not shape.row_is_submission
    return IncomingTable(tuple(_joined(submissions) if together else submissions), tuple(left_out))


def _submission(number: int, values: Mapping[Column, str], zone: str) -> IncomingSubmission:
    kind = values.get(Column.DOCUMENT_TYPE, "")
    if kind and fold(kind) not in {"public submission", "comment", "komentar"}:
        raise Malformed("row-not-a-comment", kind=kind)
    withdrawn = fold(values.get(Column.WITHDRAWN, "")) in {"true", "yes", "da", "1"}
    reasons = "\n\n".join(filter(None, (values.get(Column.REASONS, ""), values.get(Column.TEXT, ""))))
    proposed = values.get(Column.PROPOSED, "")
    if not reasons and not proposed:
        raise Malformed("row-withdrawn" if withdrawn else "row-without-text")
    comment = IncomingComment(
        number,
        values.get(Column.PLACE, ""),
        proposed,
        reasons,
        values.get(Column.CURRENT, ""),
        values.get(Column.TOPIC, ""),
        values.get(Column.DECISION, ""),
        values.get(Column.PART, ""),
        values.get(Column.KIND, ""),
    )
    name = " ".join(filter(None, (values.get(Column.NAME, ""), values.get(Column.SURNAME, ""))))
    received, written = values.get(Column.RECEIVED, ""), values.get(Column.WRITTEN, "")
    return IncomingSubmission(
        row=number,
        source_id=values.get(Column.SOURCE_ID, ""),
        organisation=values.get(Column.ORGANISATION, ""),
        name=name,
        email=values.get(Column.EMAIL, ""),
        category=values.get(Column.CATEGORY, ""),
        received_at=read_instant(received, zone) if received else None,
        written_on=read_instant(written, zone).astimezone(ZoneInfo(zone)).date() if written else None,
        comments=(comment,),
        attachments=tuple(one.strip() for one in values.get(Column.ATTACHMENTS, "").split(",") if one.strip()),
        withdrawn=withdrawn,
        withdrawn_reason=values.get(Column.WITHDRAWN_REASON, ""),
    )


def _joined(submissions: Iterable[IncomingSubmission]) -> list[IncomingSubmission]:
    """Rows of one submitter received at one time are one submission, in the order of the table; rows without a name stay apart."""
    joined: dict[tuple[object, ...], IncomingSubmission] = {}
    for one in submissions:
        named = fold(one.organisation), fold(one.name), one.email.lower()
        key = (*named, one.received_at, one.withdrawn) if any(named) else (one.row,)
        before = joined.get(key)
        joined[key] = one if before is None else replace(before, comments=before.comments + one.comments)
    return list(joined.values())


_DOTTED = re.compile(r"(\d{1,2})\.\s?(\d{1,2})\.\s?(\d{4})\.?(?:[,\s]+(?:u\s+|у\s+)?(\d{1,2})[:.](\d{2})(?::(\d{2}))?)?", re.IGNORECASE)


def read_instant(typed: str, zone: str) -> datetime:
    """Read a time of receipt as an instant in UTC; one without an offset is in the zone of the consultation, a day alone its noon.

    Raises Malformed("date-unreadable").
    """
    text = typed.strip()
    try:
        if dotted := _DOTTED.fullmatch(text):
            day, month, year, hour, minute, second = dotted.groups()
            at = time(int(hour), int(minute), int(second or 0)) if hour else time(12)
            return datetime.combine(date(int(year), int(month), int(day)), at, ZoneInfo(zone)).astimezone(UTC)
        if re.fullmatch(r"\d{4}-\d{2}-\d{2}", text):
            return datetime.combine(date.fromisoformat(text), time(12), ZoneInfo(zone)).astimezone(UTC)
        read = datetime.fromisoformat(text)
        return (read if read.tzinfo else read.replace(tzinfo=ZoneInfo(zone))).astimezone(UTC)
    except ValueError:
        raise Malformed("date-unreadable", field="received", typed=text[:40]) from None


_KINDS: tuple[tuple[str, SubmitterKind], ...] = (
    (r"individual|pojedinac|gradan|gradjan|fizick|citizen", SubmitterKind.INDIVIDUAL),
    (r"sindikat|union", SubmitterKind.TRADE_UNION),
    (r"komora|chamber", SubmitterKind.CHAMBER),
    (r"fakultet|univerzitet|akadem|institut|academ|universit", SubmitterKind.ACADEMIC),
    (r"fondacij|zaklad|foundation", SubmitterKind.FOUNDATION),
    (r"savez|mreza|koalicij|alliance|coalition|network", SubmitterKind.ALLIANCE),
    (r"udruz|udrug|nvo|ocd|organizacij\w* civiln|drustvo\b(?! sa? ogranic)|association|consumer group|ngo", SubmitterKind.ASSOCIATION),
    (r"government|organi?\b|ministar|opstin|javna uprav", SubmitterKind.AUTHORITY),
    (r"crkv|versk|church|religious", SubmitterKind.RELIGIOUS),
    (r"industry|preduzec|privred|drustv\w* sa? ogranic|d\.?o\.?o|company|business|provider|hospital|llc|inc\b", SubmitterKind.COMPANY),
)


def submitter_kind(category: str, organisation: str) -> SubmitterKind:
    """Tell who submits by the category that the file gives, else by the name; an organisation of no known kind is `other`."""
    for words in (category, organisation):
        folded = fold(words)
        for pattern, kind in _KINDS:
            if folded and re.search(rf"\b(?:{pattern})", folded):
                return kind
    return SubmitterKind.OTHER if organisation else SubmitterKind.INDIVIDUAL


_COMMENT_KINDS = (
    (r"primedb|objection|prigovor", CommentKind.OBJECTION),
    (r"sugesti|suggestion", CommentKind.SUGGESTION),
    (r"inicijativ|initiative", CommentKind.INITIATIVE),
)


def comment_kind(written: str) -> CommentKind:
    """Read what a submitter calls a comment; what is not said is a proposal."""
    folded = fold(written)
    return next((kind for pattern, kind in _COMMENT_KINDS if re.search(pattern, folded)), CommentKind.PROPOSAL)


_POINTER = re.compile(r"\b(?:attach|prilo[gz]|priloz|u prilogu|enclos|privit)")
_LONGEST_POINTER = 220


def only_points_to_attachment(text: str) -> bool:
    """Tell whether a comment says nothing itself and points to a file („See attached file(s)”, „Видети прилог”)."""
    return len(text) <= _LONGEST_POINTER and bool(_POINTER.search(fold(text)))
