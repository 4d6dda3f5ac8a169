"""Reading the outbox: letters for the administrator, jobs for those who wait, and the age of the oldest letter."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import func, select
from sqlmodel import col

from dialog_tracker.domain.errors import NotFound
from dialog_tracker.domain.task import JobState
from dialog_tracker.outbox.tables import Job, Letter
from dialog_tracker.storage.transaction import Reader


@dataclass(frozen=True, slots=True)
class LetterLine:
    """A letter as the administrator sees it."""

    id: UUID
    kind: str
    address: str
    subject: str
    body: str
    created_at: datetime
    sent_at: datetime | None
    given_up_at: datetime | None
    attempts: int
    last_error: str


async def letters(session: Reader, before: UUID | None = None, limit: int = 50) -> list[LetterLine]:
    """List letters, newest first, paged by their ids."""
    columns: tuple[Any, ...] = (
        col(Letter.id),
        col(Letter.kind),
        col(Letter.address),
        col(Letter.subject),
        col(Letter.body),
        col(Letter.created_at),
    )
    state = (col(Letter.sent_at), col(Letter.given_up_at), col(Letter.attempts), col(Letter.last_error))
    query = select(*columns, *state).order_by(col(Letter.id).desc()).limit(limit)
    if before is not None:
        query = query.where(col(Letter.id) < before)
    rows: list[tuple[Any, ...]] = [tuple(row) for row in await session.execute(query)]
    return [LetterLine(*row) for row in rows]


async def oldest_waiting(session: Reader) -> datetime | None:
    """Give the time of the oldest letter that should have left; None where none waits."""
    waiting = col(Letter.sent_at).is_(None), col(Letter.given_up_at).is_(None)
    return await session.scalar(select(func.min(col(Letter.created_at))).where(*waiting))


@dataclass(frozen=True, slots=True)
class JobLine:
    """A job as it is shown to those who wait for it."""

    id: UUID
    kind: str
    subject_id: UUID
    state: JobState
    done: int
    total: int
    error: str
    requested_by: UUID | None
    reference: str


async def job(session: Reader, job_id: UUID) -> JobLine:
    """Read a job; raises NotFound("job-unknown")."""
    state = (col(Job.state), col(Job.done), col(Job.total), col(Job.error), col(Job.requested_by), col(Job.facts))
    row = (await session.execute(select(col(Job.id), col(Job.kind), col(Job.subject_id), *state).where(col(Job.id) == job_id))).first()
    if row is None:
        raise NotFound("job-unknown")
    identity, kind, subject_id, at, done, total, error, requested_by, facts = row
    return JobLine(identity, kind, subject_id, JobState(at), done, total, error, requested_by, str(facts.get("reference", "")))


async def newest_job(session: Reader, kind: str, subject_id: UUID) -> JobLine | None:
    """Read the newest job of a kind about a subject."""
    query = (
        select(col(Job.id)).where(col(Job.kind) == kind, col(Job.subject_id) == subject_id).order_by(col(Job.created_at).desc()).limit(1)
    )
    job_id = await session.scalar(query)
    return await job(session, job_id) if job_id else None


@dataclass(frozen=True, slots=True)
class QueuedLine:
    """A job in the list of all; `place` is the reference of what it is about, or empty."""

    id: UUID
    kind: str
    subject_id: UUID
    state: JobState
    done: int
    total: int
    attempts: int
    error: str
    requested_by: UUID | None
    created_at: datetime
    finished_at: datetime | None
    place: str
    file: str


async def jobs(
    session: Reader, before: UUID | None = None, state: JobState | None = None, kind: str = "", limit: int = 50
) -> list[QueuedLine]:
    """List jobs, newest first, paged by their ids."""
    names: tuple[Any, ...] = (Job.id, Job.kind, Job.subject_id, Job.state, Job.done, Job.total, Job.attempts, Job.error)
    columns: tuple[Any, ...] = (*map(col, names), col(Job.requested_by), col(Job.created_at), col(Job.finished_at), col(Job.facts))
    query = select(*columns).order_by(col(Job.id).desc()).limit(limit)
    if before is not None:
        query = query.where(col(Job.id) < before)
    if state is not None:
        query = query.where(col(Job.state) == state)
    if kind:
        query = query.where(col(Job.kind) == kind)
    return [_queued_line(tuple(row)) for row in await session.execute(query)]


def _queued_line(row: tuple[Any, ...]) -> QueuedLine:
    shown: tuple[Any, ...] = (*row[:3], JobState(row[3]), *row[4:-1], str(row[-1].get("reference", "")), str(row[-1].get("file", "")))
    return QueuedLine(*shown)


@dataclass(frozen=True, slots=True)
class Backlog:
    """What waits in the outbox and what came to nothing; `stalled` are jobs whose worker was lost."""

    waiting: int
    oldest: datetime | None
    given_up: int
    queued: int
    running: int
    failed: int
    stalled: int


async def backlog(session: Reader, now: datetime) -> Backlog:
    """Count letters and jobs that wait or came to nothing; two queries."""
    unsent = col(Letter.sent_at).is_(None)
    waiting = unsent & col(Letter.given_up_at).is_(None)
    letters_ = select(
        func.count().filter(waiting), func.min(col(Letter.created_at)).filter(waiting), func.count().filter(unsent & ~waiting)
    ).where(unsent)
    state = {one: func.count().filter(col(Job.state) == one) for one in (JobState.QUEUED, JobState.RUNNING, JobState.FAILED)}
    stalled = func.count().filter((col(Job.state) == JobState.RUNNING) & (col(Job.lease_until) < now))
    of_jobs = (await session.execute(select(*state.values(), stalled).where(col(Job.state).in_(list(state))))).one()
    counted: tuple[Any, ...] = (*(await session.execute(letters_)).one(), *of_jobs)
    return Backlog(*counted)
