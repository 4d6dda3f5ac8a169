"""What the JSON twins of reading have in common: the request, a provision, and a comment."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal, cast

import msgspec
from litestar import Request, Response

from dialog_tracker.domain.consultation import Phase
from dialog_tracker.reading.queries import UnitText

AnyRequest = Request[Any, Any, Any]
_encoder = msgspec.json.Encoder()
# Drafts are not read here; of one that is held elsewhere nobody knows more than that it is over: it is closed.
PhaseNamed = Literal["upcoming", "open", "answering", "overdue", "concluded", "closed", "withdrawn"]
_ANSWERED_AT = 20  # the last column of a listed comment


@dataclass(frozen=True, slots=True)
class ProvisionItem:
    """One provision of a text; `parent` is the anchor of the node that it stands in."""

    anchor: str
    parent: str | None
    kind: str
    label: str
    heading: str | None
    text: str


def phase_named(phase: Phase) -> PhaseNamed:
    """Name the phase of a consultation that is public."""
    return cast("PhaseNamed", phase.value)


def site(request: AnyRequest) -> str:
    """Give the address of the service, to which the paths of things are added."""
    return str(request.app.state.settings.base_url).rstrip("/")


def provision_items(units: Sequence[UnitText]) -> list[ProvisionItem]:
    """Lay the provisions of units out in order."""
    return [
        ProvisionItem(line.anchor, line.parent_anchor, line.kind, line.label, line.heading, line.words)
        for unit in units
        for line in (unit.first, *unit.lines)
    ]


class CommentItem(msgspec.Struct, frozen=True):
    """A comment with its published answer; `status` is unanswered where there is none.

    `held` says why its texts are not published: quarantined, or the reason for which they are withheld.
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
    status: str
    answer: str
    what_changed: str
    answered_at: datetime | None
    consultation: str
    url: str
    answer_url: str
    api: str


class CommentList(msgspec.Struct, frozen=True):
    """Comments and the cursor of the next page, null on the last one."""

    items: list[CommentItem]
    next: str | None


def comment_item(row: Any, home: str) -> CommentItem:
    """Shape a row as it comes from the database: its columns are the first fields, in order."""
    submission, _, ordinal = row[0].partition("/")
    address = f"{home}/k/{submission}"
    answer = f"{address}#a{row[1]}" if row[_ANSWERED_AT] else ""
    more = (submission.rpartition("-")[0], f"{address}#{ordinal}", answer, f"{home}/api/comments/{submission}-{ordinal}")
    return CommentItem(*(*row, *more))


def as_json(body: msgspec.Struct) -> Response[Any]:
    """Send a body already encoded; the annotation of the door describes it."""
    return Response(_encoder.encode(body), media_type="application/json")
