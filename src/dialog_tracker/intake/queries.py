"""Reading what came in files: where each stands, and what of it did not come in."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import func, or_, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from dialog_tracker.accounts.tables import Mandate, Person
from dialog_tracker.comments.tables import Submission, Submitter
from dialog_tracker.consultations.tables import Consultation
from dialog_tracker.directory.queries import standing_for, survivors
from dialog_tracker.directory.tables import Organisation
from dialog_tracker.domain.comment_columns import Column
from dialog_tracker.domain.errors import NotFound
from dialog_tracker.domain.incoming import FileState
from dialog_tracker.intake.tables import ColumnChoice, IntakeFile, IntakeHeld, IntakeRow
from dialog_tracker.storage.transaction import Reader


@dataclass(frozen=True, slots=True)
class FileLine:
    """A file as a list shows it; `number` is the submission that came of a form, `held` counts submissions that wait for a place."""

    id: UUID
    consultation_id: UUID
    sha256: str
    name: str
    preset: str
    state: str
    code: str
    facts: dict[str, Any]
    rows: int
    done: int
    created_at: datetime
    erased_at: datetime | None
    number: str | None
    held: int


_FILE = (
    *(IntakeFile.id, IntakeFile.consultation_id, IntakeFile.sha256, IntakeFile.name, IntakeFile.preset),
    *(IntakeFile.state, IntakeFile.code, IntakeFile.facts, IntakeFile.rows, IntakeFile.done, IntakeFile.created_at),
    IntakeFile.erased_at,
)
_UNDECIDED = col(IntakeHeld.decided_at).is_(None)
_HELD = (
    select(func.count())
    .select_from(IntakeHeld)
    .where(col(IntakeHeld.file_id) == col(IntakeFile.id), _UNDECIDED)
    .correlate(IntakeFile)
    .scalar_subquery()
)
_COLUMNS: tuple[Any, ...] = (*map(col, _FILE), col(Submission.number), _HELD)
_LINES = select(*_COLUMNS).outerjoin(Submission, col(Submission.id) == col(IntakeFile.submission_id))


async def files_of(session: Reader, consultation_id: UUID, limit: int = 200) -> list[FileLine]:
    """List the files of a consultation: those that wait for somebody first, then the newest."""
    waits = or_(col(IntakeFile.state) == FileState.WAITING, _HELD > 0)
    query = _LINES.where(col(IntakeFile.consultation_id) == consultation_id).order_by(waits.desc(), col(IntakeFile.id).desc())
    return [FileLine(*row) for row in await session.execute(query.limit(limit))]


async def file_line(session: Reader, file_id: UUID) -> FileLine:
    """Read one file; raises NotFound("file-missing")."""
    row = (await session.execute(_LINES.where(col(IntakeFile.id) == file_id))).first()
    if row is None:
        raise NotFound("file-missing")
    return FileLine(*row)


async def same_file(session: Reader, consultation_id: UUID, sha256: str) -> FileLine | None:
    """Find the file of this content that came before."""
    query = _LINES.where(col(IntakeFile.consultation_id) == consultation_id, col(IntakeFile.sha256) == sha256)
    row = (await session.execute(query)).first()
    return FileLine(*row) if row else None


@dataclass(frozen=True, slots=True)
class RowLine:
    """A row that did not come in."""

    row: int
    code: str
    facts: dict[str, Any]
    source: str


async def rows_left_out(session: Reader, file_id: UUID, after: int = 0, limit: int = 500) -> list[RowLine]:
    """List the rows of a file that did not come in, in the order of the file, after a row."""
    columns: tuple[Any, ...] = (col(IntakeRow.row), col(IntakeRow.code), col(IntakeRow.facts), col(IntakeRow.source))
    query = select(*columns).where(col(IntakeRow.file_id) == file_id, col(IntakeRow.row) > after).order_by(col(IntakeRow.row))
    return [RowLine(*row) for row in await session.execute(query.limit(limit))]


@dataclass(frozen=True, slots=True)
class HeldLine:
    """A submission of a table that waits, by its first row; one that was decided has only the numbers of its rows."""

    row: int
    read: dict[str, Any]
    decided_by: UUID | None
    decided_at: datetime | None


_HELD_COLUMNS: tuple[Any, ...] = (col(IntakeHeld.row), col(IntakeHeld.read), col(IntakeHeld.decided_by), col(IntakeHeld.decided_at))


async def held_lines(session: Reader, file_id: UUID, after: int = 0, limit: int | None = None) -> list[HeldLine]:
    """List the submissions of a file that wait for a place, in the order of the file, after a row."""
    query = select(*_HELD_COLUMNS).where(col(IntakeHeld.file_id) == file_id, col(IntakeHeld.row) > after, _UNDECIDED)
    return [HeldLine(*row) for row in await session.execute(query.order_by(col(IntakeHeld.row)).limit(limit))]


async def locked_lines(session: AsyncSession, file_id: UUID, rows: Sequence[int]) -> list[HeldLine]:
    """Read submissions that waited and hold them until the transaction ends: of two who decide at once the second waits here."""
    query = select(*_HELD_COLUMNS).where(col(IntakeHeld.file_id) == file_id, col(IntakeHeld.row).in_(rows))
    return [HeldLine(*row) for row in await session.execute(query.order_by(col(IntakeHeld.row)).with_for_update())]


async def came_of_table(session: Reader, file: FileLine) -> int:
    """Count the submissions that came of a table."""
    mine = col(Submission.consultation_id) == file.consultation_id
    query = select(func.count()).select_from(Submission).where(mine, col(Submission.idempotency_key).startswith(source_key(file.sha256)))
    return (await session.execute(query)).scalar_one()


def source_key(sha256: str) -> str:
    """Give what the keys of all submissions begin with that came of a file."""
    return f"file:{sha256[:24]}:"


async def read_of(session: Reader, file_id: UUID) -> dict[str, Any] | None:
    """Give what was read of a form."""
    read: dict[str, Any] | None = await session.scalar(select(col(IntakeFile.read)).where(col(IntakeFile.id) == file_id))
    return read


async def remembered_columns(session: Reader, authority_id: UUID, header: Sequence[str]) -> dict[str, Any] | None:
    """Give how the columns of a table with this header were read before."""
    mine = (col(ColumnChoice.authority_id) == authority_id, col(ColumnChoice.header) == header_key(header))
    columns: dict[str, Any] | None = await session.scalar(select(col(ColumnChoice.columns)).where(*mine))
    return columns


def header_key(header: Sequence[str]) -> str:
    """Write a header as one text, by which it is known again."""
    return "\t".join(" ".join(name.split()).lower() for name in header)[:2000]


async def organisations_behind(session: Reader, numbers: Sequence[str]) -> int:
    """Count the organisations that stand behind submissions."""
    merged = survivors()
    query = select(func.count(standing_for(merged, col(Submission.organisation_id)).distinct())).select_from(Submission)
    query = query.outerjoin(merged, merged.c.id == col(Submission.organisation_id)).where(col(Submission.number).in_(numbers))
    return (await session.execute(query)).scalar_one()


@dataclass(frozen=True, slots=True)
class QueuedTable:
    """A table that a job takes in: its columns as they were confirmed, and by whom."""

    file: FileLine
    reference: str
    columns: dict[int, Column]
    by: UUID | None


async def queued_table(session: Reader, file_id: UUID) -> QueuedTable:
    """Read what a job needs to know; raises NotFound("file-missing")."""
    file = await file_line(session, file_id)
    columns: tuple[Any, ...] = (col(IntakeFile.columns), col(IntakeFile.created_by), col(Consultation.reference))
    query = (
        select(*columns).join(Consultation, col(Consultation.id) == col(IntakeFile.consultation_id)).where(col(IntakeFile.id) == file_id)
    )
    chosen, by, reference = (await session.execute(query)).one()
    return QueuedTable(file, reference, {int(at): Column(said) for at, said in chosen.items()}, by)


@dataclass(frozen=True, slots=True)
class KeptFile:
    """A file that came with a letter, kept until the letter comes in."""

    sha256: str
    name: str
    words: str = ""


async def organisation_of_address(session: Reader, address: str) -> str:
    """Give the organisation that somebody with this address speaks for, or that submitted with it last; nothing where it is not known."""
    if not address:
        return ""
    by_mandate = (
        select(col(Organisation.name))
        .join(Mandate, col(Mandate.organisation_id) == col(Organisation.id))
        .join(Person, col(Person.id) == col(Mandate.person_id))
        .where(col(Person.email) == address)
        .limit(1)
    )
    earlier = (
        select(col(Organisation.name))
        .join(Submission, col(Submission.organisation_id) == col(Organisation.id))
        .join(Submitter, col(Submitter.submission_id) == col(Submission.id))
        .where(col(Submitter.email) == address)
        .order_by(col(Submission.received_at).desc())
        .limit(1)
    )
    return await session.scalar(by_mandate) or await session.scalar(earlier) or ""
