"""What the JSON twins of reading have in common: the request and a provision."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from litestar import Request

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


def provision_items(units: Sequence[UnitText]) -> list[ProvisionItem]:
    """Lay the provisions of units out in order."""
    return [
        ProvisionItem(line.anchor, line.parent_anchor, line.kind, line.label, line.heading, line.words)
        for unit in units
        for line in (unit.first, *unit.lines)
    ]
