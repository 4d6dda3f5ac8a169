"""Rows of a table whose place the draft does not have: they wait with all rows of their submission until somebody places them.

A submission is never parted: where one of its rows waits, they all do.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum

from dialog_tracker.domain.comment import CommentTarget, clean_text
from dialog_tracker.domain.comment_columns import Preset
from dialog_tracker.domain.errors import DialogError, FieldErrors, Malformed
from dialog_tracker.domain.incoming import IncomingComment, IncomingSubmission, LeftOut
from dialog_tracker.domain.place_reference import Placement, read_placement

UNDECIDED, LEAVE_OUT, WHOLE = "?", "drop", ""
_MOST_WHY, _MOST_SOURCE = 500, 300


class Unplaced(StrEnum):
    """What becomes of rows whose place the draft does not have: general comments at once, or they wait for somebody to place them."""

    GENERAL = "general"
    HOLD = "hold"


def unplaced_of(preset: Preset) -> Unplaced:
    """In exports of other portals places are free words that never match; in a table made for this draft they are mistakes."""
    return Unplaced.HOLD if preset is Preset.TABLE else Unplaced.GENERAL


def placements(one: IncomingSubmission, known: Collection[str]) -> dict[int, Placement]:
    """Read the place of every row of a submission."""
    return {said.row: read_placement(said.written_place, known, said.written_part) for said in one.comments}


def unplaced_rows(one: IncomingSubmission, known: Collection[str]) -> tuple[int, ...]:
    """Give the rows of a submission whose place the draft does not have."""
    return tuple(row for row, place in placements(one, known).items() if not place.sure)


@dataclass(frozen=True, slots=True)
class Decided:
    """What somebody decided of a submission that waited: the rows that come in with their places, and those left out."""

    submission: IncomingSubmission
    placed: Mapping[int, Placement]
    left_out: tuple[LeftOut, ...]


def decide(
    one: IncomingSubmission, known: Collection[str], choices: Mapping[int, str], reasons: Mapping[int, str], *, rest: str = UNDECIDED
) -> Decided | None:
    """Place the rows of a submission as somebody chose; None where nothing was chosen yet.

    A choice is an anchor, WHOLE (the draft as a whole), LEAVE_OUT with a reason, or UNDECIDED; `rest` stands for rows without a place
    that are undecided. Raises FieldErrors for `place-ROW` and `why-ROW`.
    """
    read = placements(one, known)
    chosen = {row: _chosen(place, choices.get(row, UNDECIDED), rest) for row, place in read.items()}
    open_rows = [row for row, choice in chosen.items() if choice == UNDECIDED]
    if open_rows and all(choice in {UNDECIDED, _as_read(read[row])} for row, choice in chosen.items()):
        return None
    errors: dict[str, DialogError] = {}
    placed: dict[int, Placement] = {}
    left_out: list[LeftOut] = []
    for said in one.comments:
        try:
            if chosen[said.row] == LEAVE_OUT:
                left_out.append(_left_out(one, said, reasons.get(said.row, "")))
            else:
                placed[said.row] = _placement(said.row, chosen[said.row], read[said.row], known)
        except Malformed as refused:
            errors[str(refused.facts["field"])] = refused
    if errors:
        raise FieldErrors(errors)
    return Decided(replace(one, comments=tuple(said for said in one.comments if said.row in placed)), placed, tuple(left_out))


def _as_read(place: Placement) -> str:
    return UNDECIDED if not place.sure else place.anchors[0] if place.anchors else WHOLE


def _chosen(place: Placement, choice: str, rest: str) -> str:
    if choice != UNDECIDED:
        return choice
    return _as_read(place) if place.sure else rest


def _placement(row: int, choice: str, read: Placement, known: Collection[str]) -> Placement:
    """A place that was read stays whole where it was not changed; with „the draft as a whole” goes what somebody wrote of the place."""
    if choice == UNDECIDED:
        raise Malformed("place-not-chosen", field=f"place-{row}")
    if choice == _as_read(read):
        return read
    if choice == WHOLE:
        return Placement(CommentTarget.GENERAL, sure=False)
    if choice not in known:
        raise Malformed("place-not-chosen", field=f"place-{row}")
    return Placement(CommentTarget.PROVISION, (choice,))


def _left_out(one: IncomingSubmission, said: IncomingComment, why: str) -> LeftOut:
    reason = clean_text(f"why-{said.row}", why, _MOST_WHY)
    if not reason:
        raise Malformed("field-required", field=f"why-{said.row}")
    words = (one.organisation or one.name, said.written_place, said.written_part, said.proposed, said.reasons)
    return LeftOut(said.row, "row-left-out", {"why": reason}, " | ".join(filter(None, words))[:_MOST_SOURCE])
