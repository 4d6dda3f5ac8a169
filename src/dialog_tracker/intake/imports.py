"""Imports in many short transactions: what came in stays in, and an import that was cut goes on where it stopped."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker

from dialog_tracker.clock import Clock
from dialog_tracker.consultations.queries import Facts, facts_of
from dialog_tracker.documents.queries import all_places, language_of
from dialog_tracker.domain.comment_columns import Preset
from dialog_tracker.domain.errors import DialogError
from dialog_tracker.domain.held_rows import Unplaced, unplaced_of
from dialog_tracker.domain.incoming import IncomingTable, LeftOut, read_table
from dialog_tracker.domain.policy import Actor, Held, Role
from dialog_tracker.domain.submission import Channel
from dialog_tracker.intake.actions import Given, Reading, leave_out, note_done, note_reading, open_file, refuse_file, take_rows
from dialog_tracker.intake.held import Waits, waiting_rows
from dialog_tracker.intake.queries import FileLine, queued_table
from dialog_tracker.office.sheets import read_sheet
from dialog_tracker.storage.engine import transaction
from dialog_tracker.storage.files import FileStore

CHUNK = 500
_LANGUAGES = {Preset.REGULATIONS_GOV: "en", Preset.ESAVJETOVANJA: "hr"}
Progress = Callable[[int, int], Awaitable[bool]]
# Takes the decisions that stood in the rows, by the number of the comment; whoever keeps answers stands above this room.
Decisions = Callable[[AsyncSession, Actor, datetime, Facts, Mapping[str, str]], Awaitable[int]]


async def no_decisions(_session: AsyncSession, _actor: Actor, _now: datetime, _facts: Facts, _decisions: Mapping[str, str]) -> int:
    """Leave decisions alone."""
    return 0


async def unwatched(_done: int, _rows: int) -> bool:
    """Go on, whoever watches."""
    return True


@dataclass(frozen=True, slots=True)
class Imported:
    """What came of a table."""

    file: FileLine
    submissions: int
    comments: int
    left_out: tuple[LeftOut, ...] = field(default=())
    held: tuple[Waits, ...] = field(default=())


async def import_table(
    sessions: async_sessionmaker[AsyncSession],
    clock: Clock,
    actor: Actor,
    reference: str,
    given: Given,
    preset: Preset,
    read: Callable[[str], IncomingTable],
    *,
    channel: Channel = Channel.TABLE,
    language: str = "",
    unplaced: Unplaced | None = None,
    progress: Progress = unwatched,
    decisions: Decisions = no_decisions,
) -> Imported:
    """Take in a table; `read` reads its rows, given the zone of the consultation.

    `unplaced` says what becomes of rows whose place the text does not have, if it is not what the format says. Raises Conflict("file-came-before") and what the reading refuses, which is noted with the file.
    """
    async with transaction(sessions) as session:
        facts = await facts_of(session, reference, clock())
        file = await open_file(session, actor, clock(), facts, given, preset)
        places = await all_places(session, facts.version_id)
        written = language or _LANGUAGES.get(preset) or await language_of(session, facts.version_id)
    try:
        table = read(facts.window.zone)
    except DialogError as refused:
        async with transaction(sessions) as session:
            await refuse_file(session, clock(), file.id, refused)
        raise
    reading = Reading(places, written, channel, file.created_at, hold=(unplaced or unplaced_of(preset)) is Unplaced.HOLD)
    async with transaction(sessions) as session:
        await leave_out(session, file.id, table.left_out)
        await note_reading(session, file.id, reading)
    return await _take_all(sessions, clock, actor, facts, file, table, reading, progress, decisions)


async def _take_all(
    sessions: async_sessionmaker[AsyncSession],
    clock: Clock,
    actor: Actor,
    facts: Facts,
    file: FileLine,
    table: IncomingTable,
    reading: Reading,
    progress: Progress,
    decisions: Decisions,
) -> Imported:
    """The mark of how far it came moves in the transaction of the rows themselves: neither is ever ahead of the other."""
    rows: Sequence[object] = table.submissions
    submissions, comments, left_out = 0, 0, list(table.left_out)
    for begin in range(file.done, max(len(rows), 1), CHUNK):
        part = table.submissions[begin : begin + CHUNK]
        async with transaction(sessions) as session:
            taken = await take_rows(session, actor, clock(), facts, file, part, reading)
            if taken.decisions:
                await decisions(session, actor, clock(), facts, taken.decisions)
            await note_done(session, clock(), file.id, begin + len(part), len(rows))
        submissions, comments = submissions + taken.submissions, comments + taken.comments
        left_out.extend(taken.left_out)
        if not await progress(begin + len(part), len(rows)):
            break
    async with transaction(sessions) as session:
        held = await waiting_rows(session, file.id, reading.places)
    return Imported(file, submissions, comments, tuple(left_out), tuple(held))


async def take_queued_table(
    sessions: async_sessionmaker[AsyncSession],
    clock: Clock,
    file_id: UUID,
    store: FileStore,
    progress: Progress,
    decisions: Decisions = no_decisions,
) -> Imported:
    """Take in a table whose columns were confirmed on the desk; called again, it goes on where it stopped."""
    async with transaction(sessions) as session:
        queued = await queued_table(session, file_id)
        facts = await facts_of(session, queued.reference, clock())
        places, written = await all_places(session, facts.version_id), await language_of(session, facts.version_id)
    preset = Preset(queued.file.preset)
    actor = Actor(queued.by, frozenset({Held(Role.CONTACT_POINT, facts.authority_id)}))
    rows = await asyncio.to_thread(lambda: read_sheet(store.get(queued.file.sha256)))
    table = read_table(rows, facts.window.zone, preset, queued.columns)
    hold = unplaced_of(preset) is Unplaced.HOLD
    reading = Reading(places, _LANGUAGES.get(preset, written), Channel.TABLE, queued.file.created_at, hold=hold)
    async with transaction(sessions) as session:
        await leave_out(session, file_id, table.left_out)
        await note_reading(session, file_id, reading)
    return await _take_all(sessions, clock, actor, facts, queued.file, table, reading, progress, decisions)
