"""What the JSON twins have in common: the request, the script asked for, a provision, and an error."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

import msgspec
from litestar import Request, Response
from litestar.openapi import ResponseSpec

from dialog_tracker.domain.errors import Malformed
from dialog_tracker.reading.queries import UnitText

AnyRequest = Request[Any, Any, Any]
_encoder = msgspec.json.Encoder()
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


@dataclass(frozen=True, slots=True)
class Problem:
    """An error: a sentence, a stable code, and the id under which the log knows the request [RFC 9457]."""

    type: str
    title: str
    status: int
    code: str
    request_id: str


def _problem(words: str) -> ResponseSpec:
    return ResponseSpec(Problem, generate_examples=False, description=words, media_type="application/problem+json")


_STRANGE = _problem("A parameter is of the wrong kind, or the request cannot be read.")
LIST = {
    400: _STRANGE,
    404: _problem("The list has no such page: the cursor cannot be read, or belongs to another list or to other filters."),
    422: _problem("A parameter cannot be understood."),
}
ONE = {
    400: _STRANGE,
    404: _problem("There is no such thing, or it is not public."),
    422: _problem("The number or a parameter cannot be read."),
}
Script = Literal["cyrl", "latn"]


def site(request: AnyRequest) -> str:
    """Give the address of the service, to which the paths of things are added."""
    return str(request.app.state.settings.base_url).rstrip("/")


def in_latin(script: str | None) -> bool:
    """Read the parameter `script`; raises Malformed("choice-required") for a script that there is not."""
    if script not in (None, "cyrl", "latn"):
        raise Malformed("choice-required", field="script")
    return script == "latn"


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
