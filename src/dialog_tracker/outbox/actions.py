"""Putting letters and jobs into the outbox, and keeping their state."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from pgqueuer.db import AsyncpgDriver
from pgqueuer.queries import Queries
from sqlalchemy import insert, select, update
from sqlalchemy.dialects.postgresql import insert as upsert
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from dialog_tracker.domain.errors import NotFound
from dialog_tracker.domain.letter import LetterWords
from dialog_tracker.domain.task import JobState
from dialog_tracker.ledger.actions import record
from dialog_tracker.outbox.tables import Job, Letter
from dialog_tracker.storage.columns import new_id

_WAITS = (timedelta(minutes=1), timedelta(minutes=5), timedelta(minutes=30), timedelta(hours=2), timedelta(hours=12), timedelta(hours=24))
_MOST_ATTEMPTS = 5  # work that ends its worker each time is given up, and people are told
JOB_ENTRYPOINT = "job"


@dataclass(frozen=True, slots=True)
class DueLetter:
    """A letter on its way."""

    id: UUID
    address: str
    language: str
    subject: str
    body: str
    attempts: int
    sender: str
    unsubscribe: str
    template: str
    facts: dict[str, str]

    @property
    def words(self) -> LetterWords:
        """Give the letter as it was written, with its facts."""
        return LetterWords(self.subject, self.body, self.template, self.facts)


@dataclass(frozen=True, slots=True)
class StartedJob:
    """A job that this worker holds."""

    kind: str
    subject_id: UUID


def letter_row(
    now: datetime,
    dedupe_key: str,
    kind: str,
    address: str,
    language: str,
    words: LetterWords,
    person_id: UUID | None = None,
    sender: str = "",
    unsubscribe: str = "",
) -> dict[str, Any]:
    """Make the row of a letter, for those who write it in a statement of their own; `sender` names the authority it is from, if any."""
    told = {
        "sender": sender,
        "unsubscribe": unsubscribe,
        "dedupe_key": dedupe_key,
        "kind": kind,
        "address": address,
        "language": language,
        "subject": words.subject,
        "body": words.body,
        "template": words.template,
        "facts": dict(words.facts),
    }
    return {"id": new_id(), "person_id": person_id, **told, "created_at": now, "next_attempt_at": now, "attempts": 0, "last_error": ""}


async def write_letter(
    session: AsyncSession,
    now: datetime,
    dedupe_key: str,
    kind: str,
    address: str,
    language: str,
    words: LetterWords,
    person_id: UUID | None = None,
    sender: str = "",
) -> None:
    """Put a letter into the outbox; the same one twice goes out once."""
    row = letter_row(now, dedupe_key, kind, address, language, words, person_id, sender)
    await session.execute(upsert(Letter).values(row).on_conflict_do_nothing(index_elements=["dedupe_key"]))


async def claim_letters(session: AsyncSession, now: datetime, limit: int = 20) -> list[DueLetter]:
    """Lock letters that are due, so that no other process sends them."""
    due = col(Letter.sent_at).is_(None), col(Letter.given_up_at).is_(None), col(Letter.next_attempt_at) <= now
    names = (Letter.id, Letter.address, Letter.language, Letter.subject, Letter.body, Letter.attempts)
    columns: tuple[Any, ...] = (*map(col, names), col(Letter.sender), col(Letter.unsubscribe), col(Letter.template), col(Letter.facts))
    query = select(*columns).where(*due).order_by(col(Letter.next_attempt_at)).limit(limit).with_for_update(skip_locked=True)
    return [DueLetter(*row) for row in await session.execute(query)]


async def letter_sent(session: AsyncSession, now: datetime, letter_id: UUID, words: LetterWords) -> None:
    """Note that a letter left, and in which words; its facts are not needed any more."""
    said = {"subject": words.subject, "body": words.body, "facts": {}}
    await session.execute(
        update(Letter).where(col(Letter.id) == letter_id).values(sent_at=now, last_error="", attempts=Letter.attempts + 1, **said)
    )


async def letter_failed(session: AsyncSession, now: datetime, letter_id: UUID, attempts: int, error: str) -> None:
    """Note a failed attempt and when to try again; after six the letter is given up and stands on the administrator's page."""
    later = {"next_attempt_at": now + _WAITS[attempts]} if attempts < len(_WAITS) else {"given_up_at": now}
    await session.execute(update(Letter).where(col(Letter.id) == letter_id).values(attempts=attempts + 1, last_error=error[:500], **later))


async def try_letter_again(session: AsyncSession, now: datetime, letter_id: UUID) -> None:
    """Let a letter that was given up leave once more, from the first attempt; raises NotFound("letter-unknown")."""
    given_up = update(Letter).where(col(Letter.id) == letter_id, col(Letter.given_up_at).is_not(None), col(Letter.sent_at).is_(None))
    again = given_up.values(given_up_at=None, attempts=0, next_attempt_at=now).returning(col(Letter.id))
    if (await session.execute(again)).scalar() is None:
        raise NotFound("letter-unknown")


async def queue_job(session: AsyncSession, now: datetime, kind: str, subject_id: UUID, facts: dict[str, Any], by: UUID | None) -> UUID:
    """Queue long work in the caller's transaction: rolled back with it, seen by workers after its commit."""
    job_id = new_id()
    row = {"id": job_id, "kind": kind, "subject_id": subject_id, "requested_by": by, "facts": facts, "state": JobState.QUEUED}
    await session.execute(insert(Job).values(**row, done=0, total=0, attempts=0, error="", created_at=now))
    await enqueue(session, job_id)
    return job_id


async def enqueue(session: AsyncSession, job_id: UUID) -> None:
    """Hand a job to the queue through the caller's own connection."""
    raw = await (await session.connection()).get_raw_connection()
    assert raw.driver_connection is not None
    await Queries(AsyncpgDriver(raw.driver_connection)).enqueue(JOB_ENTRYPOINT, job_id.bytes, dedupe_key=str(job_id), on_conflict="skip")


async def start_job(session: AsyncSession, now: datetime, job_id: UUID, lease: timedelta) -> StartedJob | None:
    """Take a job for a while; None where it was cancelled, is done, or another worker holds its lease."""
    free = (col(Job.state) == JobState.QUEUED) | ((col(Job.state) == JobState.RUNNING) & (col(Job.lease_until) < now))
    taken = (
        update(Job).where(col(Job.id) == job_id, free).values(state=JobState.RUNNING, lease_until=now + lease, attempts=Job.attempts + 1)
    )
    row = (await session.execute(taken.returning(col(Job.kind), col(Job.subject_id)))).first()
    return StartedJob(row[0], row[1]) if row else None


async def note_progress(session: AsyncSession, now: datetime, job_id: UUID, done: int, total: int, lease: timedelta) -> bool:
    """Note how far a job is and renew its lease; tells whether it may go on."""
    going = update(Job).where(col(Job.id) == job_id, col(Job.state) == JobState.RUNNING)
    return (
        await session.execute(going.values(done=done, total=total, lease_until=now + lease).returning(col(Job.id)))
    ).scalar() is not None


async def renew_lease(session: AsyncSession, now: datetime, job_id: UUID, lease: timedelta) -> None:
    """Hold a job that is being done; its progress stays as it is."""
    held = update(Job).where(col(Job.id) == job_id, col(Job.state) == JobState.RUNNING)
    await session.execute(held.values(lease_until=now + lease))


async def queue_abandoned(session: AsyncSession, now: datetime) -> int:
    """Queue again the jobs whose worker was killed, and give up those that ended several; gives how many were queued.

    The queue delivers such a job once more while its lease still holds, and forgets it when nobody takes it.
    """
    abandoned = (col(Job.state) == JobState.RUNNING, col(Job.lease_until) < now)
    given_up = update(Job).where(*abandoned, col(Job.attempts) >= _MOST_ATTEMPTS)
    await session.execute(given_up.values(state=JobState.FAILED, error="worker-ended", finished_at=now, lease_until=None))
    jobs = (await session.execute(select(col(Job.id)).where(*abandoned))).scalars().all()
    for job_id in jobs:
        await enqueue(session, job_id)
    return len(jobs)


async def end_job(session: AsyncSession, now: datetime, job_id: UUID, state: JobState, error: str = "") -> None:
    """Note how a job ended; a cancelled one stays cancelled."""
    running = update(Job).where(col(Job.id) == job_id, col(Job.state) != JobState.CANCELLED)
    await session.execute(running.values(state=state, error=error[:500], finished_at=now, lease_until=None))


async def cancel_job(session: AsyncSession, now: datetime, job_id: UUID) -> bool:
    """Cancel a job that has not ended; tells whether it was one."""
    open_ = col(Job.state).in_([JobState.QUEUED, JobState.RUNNING])
    cancelled = update(Job).where(col(Job.id) == job_id, open_).values(state=JobState.CANCELLED, finished_at=now)
    return (await session.execute(cancelled.returning(col(Job.id)))).scalar() is not None


async def retry_job(session: AsyncSession, job_id: UUID) -> None:
    """Queue a failed or cancelled job again; raises NotFound("job-unknown")."""
    ended = col(Job.state).in_([JobState.FAILED, JobState.CANCELLED])
    again = update(Job).where(col(Job.id) == job_id, ended).values(state=JobState.QUEUED, error="", finished_at=None, done=0)
    if (await session.execute(again.returning(col(Job.id)))).scalar() is None:
        raise NotFound("job-unknown")
    await enqueue(session, job_id)


async def act_on_job(session: AsyncSession, now: datetime, job_id: UUID, by: UUID | None, *, again: bool) -> bool:
    """Queue a job again, or cancel it, and note who did; tells whether there was one to cancel. Raises NotFound("job-unknown")."""
    if again:
        await retry_job(session, job_id)
    elif not await cancel_job(session, now, job_id):
        return False
    await record(session, at=now, actor_id=by, act="job-retried" if again else "job-cancelled", subject_kind="job", subject_id=job_id)
    return True
