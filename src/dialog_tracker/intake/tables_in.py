"""Tables of comments on the desk: kept until their columns are confirmed, then taken in by a job that can be cut and goes on."""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from dialog_tracker.consultations.queries import Facts
from dialog_tracker.domain.comment_columns import Column, Preset, columns_by_words, preset_columns, preset_of
from dialog_tracker.domain.errors import Malformed
from dialog_tracker.domain.incoming import FileState
from dialog_tracker.domain.policy import Actor, Permission, require
from dialog_tracker.intake.actions import Given, open_file, remember_columns
from dialog_tracker.intake.queries import FileLine, file_line, remembered_columns
from dialog_tracker.intake.tables import IntakeFile
from dialog_tracker.office.sheets import Rows, read_sheet, width
from dialog_tracker.outbox.actions import queue_job
from dialog_tracker.outbox.queries import JobLine, newest_job
from dialog_tracker.storage.files import FileStore
from dialog_tracker.storage.transaction import Reader

IMPORT_JOB = "import-comments"
_SAMPLE = 5
_TEXTS = (Column.TEXT, Column.REASONS, Column.PROPOSED)


async def open_table(session: AsyncSession, actor: Actor, now: datetime, facts: Facts, given: Given, content: bytes) -> FileLine:
    """Keep a table until its columns are confirmed; raises Conflict("file-came-before") and what cannot be read as a table."""
    rows = await asyncio.to_thread(read_sheet, content)
    if len(rows) < 2:
        raise Malformed("table-empty")
    file = await open_file(session, actor, now, facts, given, preset_of(rows[0]), FileState.WAITING)
    counted = update(IntakeFile).where(col(IntakeFile.id) == file.id)
    await session.execute(counted.values(rows=len(rows) - 1, preset=preset_of(rows[0]), state=FileState.WAITING))
    return await file_line(session, file.id)


@dataclass(frozen=True, slots=True)
class WaitingTable:
    """A table whose columns are to be confirmed: its header, its first rows, and the columns as far as they are known."""

    header: Sequence[str]
    sample: Rows
    chosen: Mapping[int, Column]
    rows: int


async def waiting_table(session: Reader, facts: Facts, file: FileLine, store: FileStore) -> WaitingTable:
    """Read a table that waits, with its columns as they were chosen for this header before, or as their words say."""
    rows = await asyncio.to_thread(lambda: read_sheet(store.get(file.sha256)))
    header = [*rows[0], *[""] * (width(rows[: _SAMPLE + 1]) - len(rows[0]))]
    before = await remembered_columns(session, facts.authority_id, rows[0])
    known = {int(at): Column(said) for at, said in before.items()} if before else None
    preset = Preset(file.preset)
    chosen = known or (preset_columns(rows[0], preset) if preset is not Preset.TABLE else columns_by_words(rows[0]))
    return WaitingTable(header, rows[1 : _SAMPLE + 1], chosen, len(rows) - 1)


async def queue_table(
    session: AsyncSession, actor: Actor, now: datetime, facts: Facts, file: FileLine, columns: Mapping[int, Column], store: FileStore
) -> UUID:
    """Queue the import of a table with its columns as they were confirmed, and remember them for the next one.

    Raises Malformed("columns-without-text") and Malformed("columns-twice").
    """
    require(Permission.COMMENT_LOG, actor, facts.policy)
    if not any(kind in columns.values() for kind in _TEXTS):
        raise Malformed("columns-without-text")
    if len(set(columns.values())) < len(columns):
        raise Malformed("columns-twice")
    header = (await asyncio.to_thread(lambda: read_sheet(store.get(file.sha256))))[0]
    chosen = {str(at): kind.value for at, kind in columns.items()}
    await remember_columns(session, now, facts.authority_id, header, chosen)
    taking = update(IntakeFile).where(col(IntakeFile.id) == file.id, col(IntakeFile.state) == FileState.WAITING)
    await session.execute(taking.values(state=FileState.TAKING, columns=chosen))
    return await queue_job(session, now, IMPORT_JOB, file.id, {"reference": facts.reference, "file": str(file.id)}, actor.person_id)


async def job_of_file(session: Reader, file_id: UUID) -> JobLine | None:
    """Read the job that takes a table in."""
    return await newest_job(session, IMPORT_JOB, file_id)
