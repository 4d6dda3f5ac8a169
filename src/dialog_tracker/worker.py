"""The job loop: letters leave, jobs run under a lease, rounds follow the ledger and the clock, old rows are forgotten."""

import asyncio
import contextlib
import itertools
import signal
import tempfile
from collections.abc import Awaitable, Callable, Coroutine
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import asyncpg
import structlog
from pgqueuer import PgQueuer
from pgqueuer.models import Job as QueuedJob
from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker

from dialog_tracker import upkeep
from dialog_tracker.attendance.actions import remind_attendees
from dialog_tracker.attendance.mail import reminded
from dialog_tracker.clock import Clock, utc_now
from dialog_tracker.desk.handing_over import move_due_work
from dialog_tracker.desk.retention import forget
from dialog_tracker.documents.erasing import ERASE_JOB, delete_erased
from dialog_tracker.domain.outcome_choice import MANY, FileForm
from dialog_tracker.domain.retention import periods_with
from dialog_tracker.domain.script import Script
from dialog_tracker.domain.task import JobState
from dialog_tracker.intake.imports import take_queued_table
from dialog_tracker.intake.tables_in import IMPORT_JOB
from dialog_tracker.mailing import Mailing
from dialog_tracker.notices.actions import remind
from dialog_tracker.notices.alarms import alarm_vacancies
from dialog_tracker.notices.following import forget_unconfirmed
from dialog_tracker.notices.happening import note_happenings
from dialog_tracker.notices.telling import tell
from dialog_tracker.office.soffice import found_soffice
from dialog_tracker.opendata.delivering import deliver_due
from dialog_tracker.opendata.hooks import forget_deliveries
from dialog_tracker.opendata.nightly import dump_if_due
from dialog_tracker.opendata.once import forget_answers
from dialog_tracker.outbox.actions import (
    JOB_ENTRYPOINT,
    end_job,
    note_progress,
    queue_abandoned,
    renew_lease,
    start_job,
)
from dialog_tracker.oversight.counting import count
from dialog_tracker.reports.actions import RENDER_JOB, render_again
from dialog_tracker.reports.copies import COPY_JOB, asked_copy, forget_copies, keep_copy
from dialog_tracker.reports.own_templates import accepted_template
from dialog_tracker.reports.queries import facts_by_id, public_model
from dialog_tracker.reports.renderings import render
from dialog_tracker.responses.brought import bring_decisions
from dialog_tracker.responses.work import forget_presence
from dialog_tracker.search.reactions import follow as follow_for_search
from dialog_tracker.settings import Settings
from dialog_tracker.storage.engine import make_sessions, transaction

LEASE = timedelta(minutes=3)  # renewed while a job is being done; one whose worker was killed is taken up after it
_HOLD_SECONDS = 40
_ABANDONED_SECONDS = 60
_LETTER_SECONDS = 5
_COUNT_SECONDS = 60
_REMIND_SECONDS = 900
_RENEW_SECONDS = 300
_DELIVER_SECONDS = 5
_DUMP_SECONDS = 60  # what was taken back stands in no file for longer than this and the time of a dump
_TIDY_SECONDS = 3600
_FORGET_SECONDS = 86_400
_TELL_SECONDS = 2
_INDEX_SECONDS = 2
_FOLLOW_SECONDS = 30
log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Worker:
    """What the loop works with."""

    settings: Settings
    sessions: async_sessionmaker[AsyncSession]
    clock: Clock = utc_now

    async def send_due_letters(self, stop: asyncio.Event | None = None) -> int:
        """Send letters that are due, until told to stop; gives how many were tried."""
        return await Mailing(self.settings, self.sessions, self.clock).send_due_letters(stop)

    async def do_job(self, job_id: UUID) -> None:
        """Do one job under a lease; a job that another worker holds, or that was cancelled, is left alone."""
        async with transaction(self.sessions) as session:
            job = await start_job(session, self.clock(), job_id, LEASE)
        if job is None:
            return
        holding = asyncio.create_task(self._hold(job_id))
        try:
            if job.kind == RENDER_JOB:
                await self._render_report(job_id, job.subject_id)
            elif job.kind == IMPORT_JOB:
                await self._import_comments(job_id, job.subject_id)
            elif job.kind == ERASE_JOB:
                await self.tidy()
            elif job.kind == COPY_JOB:
                await self._write_copy(job_id, job.subject_id)
        except Exception as error:  # a failed job is shown to people and may be tried again; the loop goes on
            log.exception("job-failed", job=str(job_id), kind=job.kind)
            async with transaction(self.sessions) as session:
                await end_job(session, self.clock(), job_id, JobState.FAILED, str(error))
        else:
            async with transaction(self.sessions) as session:
                await end_job(session, self.clock(), job_id, JobState.DONE)
        finally:
            holding.cancel()

    async def _hold(self, job_id: UUID) -> None:
        """Renew the lease of a job for as long as its worker lives."""
        await asyncio.sleep(_HOLD_SECONDS)
        await _repeat(lambda: self._renew(job_id), _HOLD_SECONDS, asyncio.Event(), "lease")

    async def _renew(self, job_id: UUID) -> None:
        async with transaction(self.sessions) as session:
            await renew_lease(session, self.clock(), job_id, LEASE)

    async def take_up_abandoned(self) -> int:
        """Have the jobs done whose worker was killed half-way."""
        async with transaction(self.sessions) as session:
            return await queue_abandoned(session, self.clock())

    async def _render_report(self, job_id: UUID, report_id: UUID) -> None:
        """Make the files of a report: Word first, which people wait for, PDF last, which may take minutes."""
        soffice, store = self._soffice(), upkeep.file_store(self.settings)
        async with transaction(self.sessions) as session:
            facts = await facts_by_id(session, report_id, self.clock())
        left_out = {FileForm.PDF} if soffice is None else set()
        left_out |= {FileForm.TABLES} if facts and len(facts.comments) <= MANY else set()
        forms = [form for form in FileForm if form is FileForm.DOCX or (facts and form not in left_out)]
        wanted = [(form, script) for form in forms for script in Script]
        for done, (form, script) in enumerate(wanted):
            if not await self._going(job_id, done, len(wanted)):
                return
            async with transaction(self.sessions) as session:
                made_of = await public_model(session, self.clock(), report_id) if form is FileForm.DOCX or facts is None else facts
                own = await accepted_template(session, report_id) if form is FileForm.DOCX else None
                template = store.get(own) if own else None
                await render(session, self.clock(), store, report_id, made_of, script, soffice, "times", form, template)
        await self._going(job_id, len(wanted), len(wanted))

    async def _write_copy(self, job_id: UUID, copy_id: UUID) -> None:
        """Write a copy; no transaction is open while LibreOffice works, which may be minutes."""
        store = upkeep.file_store(self.settings)
        async with transaction(self.sessions) as session:
            copy = await asked_copy(session, self.clock(), copy_id, self.settings.base_url.rstrip("/"))
        await asyncio.to_thread(store.root.mkdir, parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=store.root) as folder:
            target = Path(folder) / f"copy.{copy.wish.form}"
            if not await self._watched(job_id, copy.write(target, self._soffice()), copy.seconds):
                return
            async with transaction(self.sessions) as session:
                await keep_copy(session, self.clock(), store, copy, target)
        await self._going(job_id, 100, 100)

    async def _watched(self, job_id: UUID, work: Coroutine[Any, Any, None], seconds: float) -> bool:
        """Do work that tells nothing of itself: what is shown is the time that it should take. False where the job was cancelled."""
        working = asyncio.create_task(work)
        try:
            for passed in itertools.count():
                if not await self._going(job_id, min(99, int(100 * passed * _TELL_SECONDS / seconds)), 100):
                    return False
                if (await asyncio.wait({working}, timeout=_TELL_SECONDS))[0]:
                    break
            await working
        finally:
            working.cancel()
        return True

    def _soffice(self) -> Path | None:
        found = found_soffice(self.settings.soffice)
        return found if found and found.exists() else None

    async def _going(self, job_id: UUID, done: int, total: int) -> bool:
        async with transaction(self.sessions) as session:
            return await note_progress(session, self.clock(), job_id, done, total, LEASE)

    async def _import_comments(self, job_id: UUID, file_id: UUID) -> None:
        """Take in a table; what the job tells of its progress also renews its lease, and a cancelled one stops after a chunk."""
        store = upkeep.file_store(self.settings)
        await take_queued_table(
            self.sessions, self.clock, file_id, store, lambda done, rows: self._going(job_id, done, rows), bring_decisions
        )

    async def remind(self) -> int:
        """Write the letters that remind contact points of legal dates."""
        async with transaction(self.sessions) as session:
            return await remind(session, self.clock(), self.settings.base_url.rstrip("/"))

    async def remind_attendees(self) -> int:
        """Write to those who registered for an activity, on its eve."""
        async with transaction(self.sessions) as session:
            return await remind_attendees(session, self.clock(), self.settings.base_url.rstrip("/"), reminded)

    async def alarm_vacancies(self) -> int:
        """Write that the place of a contact point is vacant, or soon will be."""
        async with transaction(self.sessions) as session:
            return await alarm_vacancies(session, self.clock(), self.settings.base_url.rstrip("/"))

    async def index(self) -> int:
        """Bring the search up to what has happened."""
        return await follow_for_search(self.sessions, self.clock, upkeep.file_store(self.settings))

    async def tell_followers(self) -> int:
        """Note what happened in public, and write the letters that are due to those who follow."""
        while await self._note_happenings():
            pass
        async with transaction(self.sessions) as session:
            return await tell(session, self.clock(), self.settings.base_url.rstrip("/"), upkeep.secret_key(self.settings))

    async def _note_happenings(self) -> int:
        async with transaction(self.sessions) as session:
            return await note_happenings(session, self.clock())

    async def hand_over(self) -> int:
        """Move the work of contact points whose mandate ended to those who follow."""
        async with transaction(self.sessions) as session:
            return await move_due_work(session, self.clock())

    async def count(self) -> None:
        """Work out anew what figures of oversight are counted from, where the ledger moved."""
        async with transaction(self.sessions) as session:
            await count(session, self.clock())

    async def renew_reports(self) -> int:
        """Have the files of reports made again from which something was withheld meanwhile."""
        async with transaction(self.sessions) as session:
            await forget_copies(session, self.clock())
            return await render_again(session, self.clock())

    async def deliver(self) -> None:
        """Send to webhooks what happened, and again what could not be sent."""
        home = self.settings.base_url.rstrip("/")
        await deliver_due(self.sessions, self.clock(), home, upkeep.secret_key(self.settings))

    async def dump(self) -> None:
        """Write the open data of the night."""
        async with transaction(self.sessions) as session:
            await forget_answers(session, self.clock())
            await forget_deliveries(session, self.clock())
        await dump_if_due(self.sessions, self.clock(), self.settings)

    async def tidy(self) -> None:
        """Delete the contents of files that were erased and given again meanwhile."""
        async with transaction(self.sessions) as session:
            await delete_erased(session, upkeep.file_store(self.settings), self.clock())
            await forget_unconfirmed(session, self.clock())

    async def forget(self) -> None:
        """Forget personal data whose time is over."""
        await forget(self.sessions, self.clock, periods_with(self.settings.retention))
        async with transaction(self.sessions) as session:
            await forget_presence(session, self.clock())


async def run(worker: Worker, url: str, stop: asyncio.Event) -> None:
    """Run until told to stop; a database that went away is waited for."""
    await asyncio.gather(
        _repeat(lambda: worker.send_due_letters(stop), _LETTER_SECONDS, stop, "letters"),
        _repeat(worker.index, _INDEX_SECONDS, stop, "index"),
        _repeat(worker.tell_followers, _FOLLOW_SECONDS, stop, "followers"),
        _repeat(worker.remind, _REMIND_SECONDS, stop, "reminders"),
        _repeat(worker.take_up_abandoned, _ABANDONED_SECONDS, stop, "abandoned"),
        _repeat(worker.hand_over, _REMIND_SECONDS, stop, "handovers"),
        _repeat(worker.alarm_vacancies, _REMIND_SECONDS, stop, "vacancies"),
        _repeat(worker.remind_attendees, _REMIND_SECONDS, stop, "attendees"),
        _repeat(worker.count, _COUNT_SECONDS, stop, "oversight"),
        _repeat(worker.renew_reports, _RENEW_SECONDS, stop, "reports"),
        _repeat(worker.deliver, _DELIVER_SECONDS, stop, "webhooks"),
        _repeat(worker.dump, _DUMP_SECONDS, stop, "dump"),
        _repeat(worker.tidy, _TIDY_SECONDS, stop, "tidy"),
        _repeat(worker.forget, _FORGET_SECONDS, stop, "forget"),
        _queue(worker, url, stop),
    )


async def _repeat(act: Callable[[], Awaitable[object]], seconds: float, stop: asyncio.Event, name: str) -> None:
    while not stop.is_set():
        try:
            await act()
        except Exception as error:  # noqa: BLE001  (the next round tries again)
            log.warning("round-failed", round=name, error=type(error).__name__)
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(stop.wait(), seconds)


async def _queue(worker: Worker, url: str, stop: asyncio.Event) -> None:
    plain = url.replace("postgresql+asyncpg://", "postgresql://")
    while not stop.is_set():
        try:
            async with asyncpg.create_pool(plain, min_size=2, max_size=4) as pool:
                await _listen(worker, pool, stop)
        except Exception as error:  # noqa: BLE001  (the queue reconnects)
            log.warning("queue-away", error=type(error).__name__)
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(stop.wait(), 5)


async def _listen(worker: Worker, pool: asyncpg.Pool, stop: asyncio.Event) -> None:
    queue = PgQueuer.from_asyncpg_pool(pool)

    @queue.entrypoint(JOB_ENTRYPOINT)
    async def _do(job: QueuedJob) -> None:
        await worker.do_job(UUID(bytes=job.payload))

    async def end() -> None:
        await stop.wait()
        queue.shutdown.set()

    ending = asyncio.create_task(end())
    try:
        await queue.run(dequeue_timeout=timedelta(seconds=5), batch_size=2)
    finally:
        ending.cancel()


async def run_until_stopped(settings: Settings, database: upkeep.Database) -> None:
    """Run the loop in a process of its own, until SIGTERM or SIGINT."""
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for sign in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(sign, stop.set)
    await run(Worker(settings, make_sessions(database.engine)), database.url, stop)
