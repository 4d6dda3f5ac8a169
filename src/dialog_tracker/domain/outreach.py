"""Outreach: what became of invitations, whom they covered, and which organisations were missed.

"Delivered" and "came" are what the office saw; nothing said is neither yes nor no.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum


class OccasionKind(StrEnum):
    """To what somebody is invited."""

    CONSULTATION = "consultation"
    ACTIVITY = "activity"
    WORKING_GROUP = "working_group"


@dataclass(frozen=True, slots=True)
class Reached:
    """An invitation as coverage counts it; `organisation` is empty where the name is of nobody in the directory."""

    name: str
    organisation: str = ""
    kind: str = ""
    areas: tuple[str, ...] = ()
    territory: str = ""
    delivered: bool | None = None
    answered: bool = False
    came: bool | None = None


@dataclass(frozen=True, slots=True)
class Covered:
    """How many of one kind, area or territory were invited, told that it did not arrive, answered, and came; the key is empty for none."""

    key: str
    invited: int
    returned: int
    answered: int
    came: int


class By(StrEnum):
    """By what coverage is told."""

    KIND = "kind"
    AREA = "area"
    TERRITORY = "territory"


def one_each(invitations: Iterable[Reached]) -> list[Reached]:
    """Join invitations of one organisation or name by several channels into one: it came, answered or was reached if any of them says so."""
    joined: dict[str, Reached] = {}
    for one in invitations:
        key = one.organisation or one.name
        before = joined.get(key)
        joined[key] = one if before is None else _joined(before, one)
    return list(joined.values())


def _joined(one: Reached, other: Reached) -> Reached:
    delivered, came = _either(one.delivered, other.delivered), _either(one.came, other.came)
    return Reached(
        one.name, one.organisation, one.kind, one.areas, one.territory, delivered, answered=one.answered or other.answered, came=came
    )


def _either(one: bool | None, other: bool | None) -> bool | None:
    if one is None or other is None:
        return one if other is None else other
    return one or other


def coverage(invitations: Iterable[Reached], by: By) -> list[Covered]:
    """Count who was invited by kind, area or territory, most first; one with several areas counts in each of them."""
    found: dict[str, list[Reached]] = {}
    for one in one_each(invitations):
        for key in _keys(one, by):
            found.setdefault(key, []).append(one)
    counted = [
        Covered(
            key,
            len(group),
            sum(one.delivered is False for one in group),
            sum(one.answered for one in group),
            sum(one.came is True for one in group),
        )
        for key, group in found.items()
    ]
    return sorted(counted, key=lambda row: (not row.key, -row.invited, row.key))


def _keys(one: Reached, by: By) -> Sequence[str]:
    match by:
        case By.KIND:
            return (one.kind,)
        case By.TERRITORY:
            return (one.territory,)
        case By.AREA:
            return one.areas or ("",)


class Reason(StrEnum):
    """Why an organisation that was not invited is pointed out, the strongest first."""

    AREA_AND_PLACE = "area_and_place"
    AREA = "area"
    PLACE = "place"


def reason_for(*, same_area: bool, same_place: bool) -> Reason | None:
    """Tell why an organisation might have been invited; None where nothing speaks for it."""
    if same_area and same_place:
        return Reason.AREA_AND_PLACE
    if same_area:
        return Reason.AREA
    return Reason.PLACE if same_place else None


@dataclass(frozen=True, slots=True)
class Fate:
    """What became of an invitation: whether it arrived, on what day an answer came, and whether somebody came; None is not said."""

    delivered: bool | None = None
    answered_on: date | None = None
    came: bool | None = None


def yes_or_no(word: str) -> bool | None:
    """Read an answer of a form: „yes”, „no”, anything else is not said."""
    return {"yes": True, "no": False}.get(word)
