"""The way of an answer through an office: drafted, sent for approval, approved, published, corrected; and where the work on it stands."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from urllib.parse import urlencode
from uuid import UUID

from dialog_tracker.domain.errors import Conflict, Malformed

MOST_AT_ONCE = 5_000  # comments that one act answers, assigns or moves
MAX_PLACES = 20
MAX_NAME = 80
MAX_FILTER = 200


class AnswerStage(StrEnum):
    """How far an answer is before it is published; a change of its words sends it back to the draft."""

    DRAFT = "draft"
    FOR_APPROVAL = "for_approval"
    APPROVED = "approved"


# From which stage an act may take an answer, and where to.
_MOVES = {
    "send": ({AnswerStage.DRAFT}, AnswerStage.FOR_APPROVAL),
    "approve": ({AnswerStage.DRAFT, AnswerStage.FOR_APPROVAL}, AnswerStage.APPROVED),
    "return": ({AnswerStage.FOR_APPROVAL, AnswerStage.APPROVED}, AnswerStage.DRAFT),
}


def moved(act: str, stage: AnswerStage) -> AnswerStage | None:
    """Give the stage to which an act takes an answer; None where the act does not concern it. Raises Malformed("choice-required")."""
    if act not in _MOVES:
        raise Malformed("choice-required", field="act")
    starts, end = _MOVES[act]
    return end if stage in starts else None


class Outcome(StrEnum):
    """What came of one comment when many were answered at once."""

    ANSWERED = "answered"
    REPLACED = "replaced"
    SAME = "same"
    KEPT = "kept"
    LOCKED = "locked"
    CHANGED = "changed"
    UNKNOWN = "unknown"


class Overwrite(StrEnum):
    """Which comments an answer for many is given to: those without one, or also those whose answer is drafted."""

    NOTHING = "nothing"
    DRAFTS = "drafts"


@dataclass(frozen=True, slots=True)
class QueueFilter:
    """Which comments the workbench shows; an empty value does not choose."""

    status: str = ""
    stage: str = ""
    unit: str = ""
    topic: UUID | None = None
    submitter: str = ""
    assignee: UUID | None = None
    unassigned: bool = False
    place: UUID | None = None
    group: UUID | None = None
    late: bool = False
    words: str = ""

    @property
    def chooses(self) -> bool:
        """Tell whether anything is chosen at all."""
        return self != QueueFilter()

    @property
    def written(self) -> dict[str, str]:
        """Give what is chosen as it stands in an address."""
        texts = {name: str(getattr(self, name) or "") for name in (*_TEXTS, *_IDS)}
        flags = {name: "yes" for name in _FLAGS if getattr(self, name)}
        return {name: text for name, text in (texts | flags).items() if text}

    @property
    def address(self) -> str:
        """Give what is chosen as the end of an address, empty where nothing is."""
        return f"?{urlencode(self.written)}" if self.chooses else ""


_TEXTS, _IDS, _FLAGS = ("status", "stage", "unit", "submitter", "words"), ("topic", "assignee", "place", "group"), ("unassigned", "late")


def read_filter(typed: Mapping[str, str]) -> QueueFilter:
    """Read a filter from an address; raises Malformed("choice-required") for what is no id."""
    texts = {name: typed.get(name, "")[:MAX_FILTER].strip() for name in _TEXTS}
    flags = {name: bool(typed.get(name)) for name in _FLAGS}
    ids: dict[str, UUID | None] = {}
    for name in _IDS:
        try:
            ids[name] = UUID(typed[name]) if typed.get(name) else None
        except ValueError:
            raise Malformed("choice-required", field=name) from None
    chosen = QueueFilter(topic=ids["topic"], assignee=ids["assignee"], place=ids["place"], group=ids["group"])
    chosen = replace(chosen, unassigned=flags["unassigned"], late=flags["late"], status=texts["status"], stage=texts["stage"])
    return replace(chosen, unit=texts["unit"], submitter=texts["submitter"], words=texts["words"])


@dataclass(frozen=True, slots=True)
class WorkPlace:
    """A place in an office's own workflow: „код правника”; `solved` counts as done, `locks` keeps answers from being changed."""

    id: UUID
    name: str
    position: int
    solved: bool
    locks: bool


def check_not_locked(place: WorkPlace | None, number: str) -> None:
    """Refuse a change of an answer whose comment stands in a place that locks; raises Conflict("answer-locked")."""
    if place is not None and place.locks:
        raise Conflict("answer-locked", number=number, place=place.name)
