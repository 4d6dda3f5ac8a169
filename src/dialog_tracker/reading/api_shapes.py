"""What the JSON twins have in common: the request, the script asked for, a provision, and an error."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from litestar import Request
from litestar.openapi import ResponseSpec

from dialog_tracker.domain.errors import Malformed
from dialog_tracker.reading.queries import UnitText

AnyRequest = Request[Any, Any, Any]


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


LIST = {422: _problem("The cursor or a parameter cannot be read.")}
ONE = {404: _problem("There is no such thing, or it is not public."), 422: _problem("The number or a parameter cannot be read.")}


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
