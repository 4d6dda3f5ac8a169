"""Submissions of a table that wait because the draft does not have the place of a row: shown, placed by somebody, taken in once."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

import msgspec
from sqlalchemy.ext.asyncio import AsyncSession

from dialog_tracker.consultations.queries import Facts
from dialog_tracker.documents.queries import PlaceLine, all_places
from dialog_tracker.domain.errors import DialogError, FieldErrors
from dialog_tracker.domain.held_rows import UNDECIDED, Decided, decide, placements
from dialog_tracker.domain.incoming import IncomingSubmission
from dialog_tracker.domain.place_reference import Placement
from dialog_tracker.domain.policy import Actor, Permission, require
from dialog_tracker.domain.submission import Channel
from dialog_tracker.intake.actions import Reading, TakenRows, leave_out, note_decided, take_rows
from dialog_tracker.intake.queries import FileLine, HeldLine, held_lines, locked_lines, read_of
from dialog_tracker.storage.transaction import Reader

SHOWN_AT_ONCE = 20
MOST_AT_ONCE = 2000  # submissions that one request takes in


@dataclass(frozen=True, slots=True)
class Held:
    """A submission that waits, and the place of each of its rows as far as it is known."""

    submission: IncomingSubmission
    placed: Mapping[int, Placement]


@dataclass(frozen=True, slots=True)
class Waits:
    """A row that waits: what was written of its place, and whether it is this row that the draft has no place for."""

    row: int
    place: str
    unplaced: bool


def _submission(line: HeldLine) -> IncomingSubmission:
    return msgspec.convert(line.read["submission"], IncomingSubmission, strict=False)


async def held_of(session: Reader, file_id: UUID, places: Mapping[str, PlaceLine], after: int = 0) -> list[Held]:
    """List some of the submissions of a file that wait, in the order of the file, after a row."""
    lines = map(_submission, await held_lines(session, file_id, after, SHOWN_AT_ONCE))
    return [Held(one, placements(one, places)) for one in lines]


async def waiting_rows(session: Reader, file_id: UUID, places: Mapping[str, PlaceLine]) -> list[Waits]:
    """List every row of a file that waits: those without a place, and those of the same submissions."""
    found: list[Waits] = []
    for one in map(_submission, await held_lines(session, file_id)):
        placed = placements(one, places)
        found += [Waits(said.row, f"{said.written_place} {said.written_part}".strip(), not placed[said.row].sure) for said in one.comments]
    return sorted(found, key=lambda waits: waits.row)


@dataclass(frozen=True, slots=True)
class Choices:
    """What somebody chose: the submissions that were shown, a place for each row, and why a row is left out.

    `rest` is the place of rows that have none and were not chosen; with `everything` it holds for what was not shown as well.
    """

    shown: Sequence[int]
    places: Mapping[int, str]
    reasons: Mapping[int, str]
    rest: str = UNDECIDED
    everything: bool = False


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of choices: what was taken in, and the rows of which somebody else had decided before."""

    taken: TakenRows
    late: tuple[int, ...]


async def take_held(session: AsyncSession, actor: Actor, now: datetime, facts: Facts, file: FileLine, choices: Choices) -> Outcome:
    """Take in the submissions whose rows all have a place by now, once, whoever else decides at the same time.

    Raises FieldErrors where a submission would be parted, or a row left out without a reason; then nothing is taken in.
    """
    require(Permission.COMMENT_LOG, actor, facts.policy)
    places = await all_places(session, facts.version_id)
    more = await held_lines(session, file.id, limit=MOST_AT_ONCE) if choices.everything else ()
    lines = await locked_lines(session, file.id, [*choices.shown, *(line.row for line in more)])
    decided = _decided([line for line in lines if line.decided_at is None], places, choices)
    taken = TakenRows()
    if decided:
        await note_decided(session, actor, now, facts, file.id, {row: _rows(one) for row, one in decided.items()})
        await leave_out(session, file.id, [row for one in decided.values() for row in one.left_out])
        coming = [one.submission for one in decided.values() if one.submission.comments]
        placed = {row: place for one in decided.values() for row, place in one.placed.items()}
        taken = await take_rows(session, actor, now, facts, file, coming, await _reading(session, file, places, placed))
    return Outcome(taken, _late(lines, actor, choices))


def _decided(lines: Sequence[HeldLine], places: Mapping[str, PlaceLine], choices: Choices) -> dict[int, Decided]:
    decided: dict[int, Decided] = {}
    errors: dict[str, DialogError] = {}
    for line in lines:
        try:
            one = decide(_submission(line), places, choices.places, choices.reasons, rest=choices.rest)
        except FieldErrors as refused:
            errors |= refused.by_field
            continue
        if one is not None:
            decided[line.row] = one
    if errors:
        raise FieldErrors(errors)
    return decided


def _rows(one: Decided) -> list[int]:
    return sorted((*one.placed, *(left.row for left in one.left_out)))


async def _reading(session: AsyncSession, file: FileLine, places: Mapping[str, PlaceLine], placed: Mapping[int, Placement]) -> Reading:
    kept = await read_of(session, file.id) or {}
    received_at = datetime.fromisoformat(kept["received_at"])
    return Reading(places, kept["language"], Channel(kept["channel"]), received_at, placed=placed)


def _late(lines: Sequence[HeldLine], actor: Actor, choices: Choices) -> tuple[int, ...]:
    """What the same person decided a moment ago was sent twice, and is no news."""
    others = [line for line in lines if line.decided_at is not None and line.decided_by != actor.person_id]
    return tuple(row for line in others for row in line.read["rows"] if choices.places.get(row, UNDECIDED) != UNDECIDED)
