"""The outbox: letters claimed once and really delivered, jobs that live and die with the request's transaction."""

import asyncio
import socket
import zipfile
from dataclasses import replace
from datetime import timedelta
from email import message_from_bytes, policy
from email.header import decode_header, make_header
from email.utils import parsedate_to_datetime
from pathlib import Path
from uuid import uuid4

import pytest
from aiosmtpd.controller import Controller
from sqlalchemy import func, insert, select, text

from dialog_tracker.accounts import mail
from dialog_tracker.comments.withholding import withhold
from dialog_tracker.directory.actions import save_house_page
from dialog_tracker.directory.queries import LETTER_FOOT, letter_page
from dialog_tracker.documents.tables import StoredFile
from dialog_tracker.domain.errors import NotFound
from dialog_tracker.domain.letter import LetterWords
from dialog_tracker.domain.outcome_choice import FileForm
from dialog_tracker.domain.publication import WithholdingReason
from dialog_tracker.domain.response import ResponseDraft, ResponseStatus
from dialog_tracker.domain.script import Script
from dialog_tracker.domain.task import JobState
from dialog_tracker.ledger.tables import LedgerEntry
from dialog_tracker.mailing import Mailing
from dialog_tracker.outbox.actions import (
    act_on_job,
    cancel_job,
    claim_letters,
    end_job,
    letter_failed,
    letter_row,
    note_progress,
    queue_abandoned,
    queue_job,
    renew_lease,
    retry_job,
    start_job,
    write_letter,
)
from dialog_tracker.outbox.queries import job, letters, newest_job, oldest_waiting
from dialog_tracker.outbox.tables import Job, Letter
from dialog_tracker.reports.actions import RENDER_JOB, publish_report
from dialog_tracker.reports.queries import newest_report
from dialog_tracker.responses.actions import draft_answer, publish_answers
from dialog_tracker.settings import Settings
from dialog_tracker.upkeep import file_store
from dialog_tracker.worker import Worker
from factories import a_comment, a_stage, a_submission

LEASE = timedelta(minutes=20)
SUBJECT = "Потврда пријема: ЈР-2026-0007-0031J"
BODY = "Поштовани,\n\nпримили смо ваш поднесак. Čačak, Đorđe.\n"


async def a_letter(session, now, key="receipt:1", address="ana@lipa.example"):
    await write_letter(session, now, key, "receipt", address, "sr-Cyrl", LetterWords(SUBJECT, BODY))


async def test_the_same_letter_twice_goes_out_once(session, clock):
    await a_letter(session, clock.now)
    await a_letter(session, clock.now + timedelta(hours=1))
    assert await session.scalar(select(func.count()).select_from(Letter)) == 1


async def test_two_workers_never_claim_the_same_letter(fresh, clock):
    async with fresh.transaction() as session:
        for at in range(5):
            await a_letter(session, clock.now, f"receipt:{at}")
        await a_letter(session, clock.now + timedelta(minutes=1), "receipt:later")
    async with fresh.transaction() as first, fresh.transaction() as second:
        mine = await claim_letters(first, clock.now, limit=3)
        theirs = await asyncio.wait_for(claim_letters(second, clock.now), 5)
    assert (len(mine), len(theirs)) == (3, 2)
    assert not {letter.id for letter in mine} & {letter.id for letter in theirs}


class Mailbox:
    """Takes letters as a mail server does, and refuses some addresses."""

    def __init__(self) -> None:
        self.taken = []
        self.greeted = 0

    async def handle_EHLO(self, _server, session, _envelope, hostname, responses):  # noqa: N802 - the server asks for this name
        self.greeted += 1
        session.host_name = hostname
        return responses

    async def handle_RCPT(self, _server, _session, envelope, address, _options):  # noqa: N802 - as above
        if address.startswith("closing"):
            return "421 closing"
        if address.startswith("refused"):
            return "550 no such mailbox"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, _server, _session, envelope):  # noqa: N802
        self.taken.append(envelope.content)
        return "250 OK"


@pytest.fixture
def mailbox():
    box = Mailbox()
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        box.port = probe.getsockname()[1]
    controller = Controller(box, hostname="127.0.0.1", port=box.port)
    controller.start()
    yield box
    controller.stop()


@pytest.fixture
def mailing(settings, mailbox):
    return replace(settings, smtp_host="127.0.0.1", smtp_port=mailbox.port, smtp_tls="none", mail_from="dijalog@vrbovac.example")


async def test_a_letter_arrives_with_its_cyrillic_words(session, sessions, clock, mailing, mailbox):
    await a_letter(session, clock.now)
    await session.commit()
    worker = Worker(mailing, sessions, clock)
    assert await worker.send_due_letters() == 1
    assert await worker.send_due_letters() == 0
    (raw,) = mailbox.taken
    message = message_from_bytes(raw, policy=policy.default)
    assert message["Subject"] == SUBJECT
    assert message.get_content().replace("\r\n", "\n") == BODY
    assert (message["From"], message["To"], message["Content-Language"]) == ("dijalog@vrbovac.example", "ana@lipa.example", "sr-Cyrl")
    row = (await letters(session))[0]
    assert (row.sent_at, row.attempts, row.last_error) == (clock.now, 1, "")
    assert message["Message-ID"] == f"<{row.id}@vrbovac.example>"
    assert await oldest_waiting(session) is None


async def test_a_letter_of_an_authority_goes_out_under_its_name(session, sessions, clock, mailing, mailbox):
    sender = "Министарство за људска и мањинска права и друштвени дијалог\r\nBcc: neko@drugde.example"
    await write_letter(
        session, clock.now, "k", "answers", "ana@lipa.example", "sr-Cyrl", LetterWords("Одговор", "Добар дан"), sender=sender
    )
    await session.commit()
    assert await Worker(mailing, sessions, clock).send_due_letters() == 1
    message = message_from_bytes(mailbox.taken[0])
    # Read by RFC 2047: the newer parser of the standard library puts spaces between the pieces of a long name.
    assert str(make_header(decode_header(message["From"]))) == f"{' '.join(sender.split())} <dijalog@vrbovac.example>"
    assert message["Bcc"] is None


async def test_a_letter_carries_its_ending_in_the_clear_its_day_and_a_subject_with_its_spaces(session, sessions, clock, mailing, mailbox):
    stop = "https://dijalog.example/following/s01a21cba1fb07d6e8a3c3d3c0b6c0f1d-0123456789abcdef0123456789abcdef0123456789/stop"
    subject = "Консултације су продужене: Одлука о учешћу грађана и сарадњи са организацијама цивилног друштва у општини"
    words = LetterWords(subject.replace("су продужене", "су\u2028продужене"), BODY)
    row = letter_row(clock.now, "k", "followed", "ana@општина.срб", "sr-Cyrl", words, unsubscribe=stop)
    await session.execute(insert(Letter), [row])
    await session.commit()
    assert await Worker(mailing, sessions, clock).send_due_letters() == 1
    (raw,) = mailbox.taken
    head = raw.partition(b"\r\n\r\n")[0]
    assert f"\r\nList-Unsubscribe: <{stop}>\r\n".encode() in head
    assert b"\r\nList-Unsubscribe-Post: List-Unsubscribe=One-Click\r\n" in head
    assert head.isascii()
    assert max(map(len, head.splitlines())) < 998
    message = message_from_bytes(raw)
    assert str(make_header(decode_header(message["Subject"]))) == subject
    assert parsedate_to_datetime(message["Date"]) == clock.now.replace(microsecond=0)
    assert (message["To"], message["Auto-Submitted"]) == ("ana@xn--80appcfs5b.xn--90a3ac", "auto-generated")
    assert message["List-Id"] == "<following.dijalog.example>"


async def test_a_letter_that_cannot_be_written_holds_up_no_other(session, sessions, clock, mailing, mailbox):
    for at, address in enumerate(("a@..y", "a:b;@c.d", "ана", "ana@lipa.example")):
        await a_letter(session, clock.now, f"receipt:{at}", address)
    await session.commit()
    assert await Worker(mailing, sessions, clock).send_due_letters() == 4
    assert len(mailbox.taken) == 1
    known = {row.address: (row.attempts, row.sent_at) for row in await letters(session)}
    assert known["ana@lipa.example"] == (1, clock.now)
    assert known["a@..y"] == known["ана"] == (1, None)


async def test_a_letter_leaves_in_the_words_of_the_installation_and_is_kept_as_it_left(session, sessions, clock, mailing, mailbox):
    words = mail.reset("sr-Latn", "https://primer.rs/reset/tajna")
    await write_letter(session, clock.now, "reset:1", "reset", "ana@lipa.example", "sr-Latn", words)
    await write_letter(session, clock.now, "reset:2", "reset", "ana@lipa.example", "en", mail.reset("en", "https://primer.rs/reset/secret"))
    stage = await a_stage(session, clock.now)
    by = stage.officer.person_id
    await save_house_page(session, clock.now, letter_page("reset"), "sr", "Ваша лозинка\nВеза, {link}, важи сат времена.", by)
    await save_house_page(session, clock.now, LETTER_FOOT, "sr", "Општина Њивице", by)
    await session.commit()
    assert await Worker(mailing, sessions, clock).send_due_letters() == 2
    own, shipped = (message_from_bytes(raw, policy=policy.default) for raw in mailbox.taken)
    assert own["Subject"] == "Vaša lozinka"
    body = own.get_content().replace("\r\n", "\n")
    assert body == "Veza, https://primer.rs/reset/tajna, važi sat vremena.\n\n-- \nOpština Njivice\n"
    assert shipped["Subject"] == "New password"
    rows = (await session.execute(select(Letter.subject, Letter.body, Letter.facts).order_by(Letter.dedupe_key))).all()
    assert rows[0] == ("Vaša lozinka", "Veza, https://primer.rs/reset/tajna, važi sat vremena.\n", {})
    assert rows[1].subject == "New password"


async def test_a_refused_letter_holds_up_no_other_and_is_given_up_after_a_week_of_tries(session, sessions, clock, mailing, mailbox):
    await a_letter(session, clock.now, "receipt:1", "refused@lipa.example")
    await a_letter(session, clock.now, "receipt:2")
    await session.commit()
    worker = Worker(mailing, sessions, clock)
    assert await worker.send_due_letters() == 2
    assert len(mailbox.taken) == 1
    tries = 1
    while await oldest_waiting(session):
        assert await worker.send_due_letters() == 0, "a failed letter waits"
        clock.forward(hours=24)
        assert await worker.send_due_letters() == 1
        tries += 1
    given_up = next(row for row in await letters(session) if row.address.startswith("refused"))
    assert (tries, given_up.attempts, given_up.given_up_at, given_up.sent_at) == (7, 7, clock.now, None)
    assert "no such mailbox" in given_up.last_error


async def test_without_a_mail_server_letters_wait_to_be_read(session, sessions, clock, settings):
    await a_letter(session, clock.now)
    assert await Worker(settings, sessions, clock).send_due_letters() == 0
    assert [row.subject for row in await letters(session)] == [SUBJECT]


async def test_a_mail_server_that_is_away_is_tried_again(session, sessions, clock, mailing):
    await a_letter(session, clock.now)
    await session.commit()
    gone = replace(mailing, smtp_port=1)
    assert await Worker(gone, sessions, clock).send_due_letters() == 1
    assert (await letters(session))[0].attempts == 1


async def test_a_server_that_closes_costs_one_letter_an_attempt_and_the_others_none(session, sessions, clock, mailing, mailbox):
    await a_letter(session, clock.now, "receipt:0", "closing@lipa.example")
    for at in range(1, 4):
        await a_letter(session, clock.now + timedelta(seconds=at), f"receipt:{at}")
    await session.commit()
    clock.forward(minutes=1)
    worker = Worker(mailing, sessions, clock)
    assert await worker.send_due_letters() == 1
    assert sorted(row.attempts for row in await letters(session)) == [0, 0, 0, 1]
    assert await worker.send_due_letters() == 3
    assert len(mailbox.taken) == 3


async def test_letters_share_a_connection(session, sessions, clock, mailing, mailbox):
    for at in range(45):
        await a_letter(session, clock.now, f"receipt:{at}")
    await session.commit()
    assert await Worker(mailing, sessions, clock).send_due_letters() == 45
    assert (len(mailbox.taken), mailbox.greeted) == (45, 3)


async def test_a_round_of_letters_ends_between_two_of_them_when_the_worker_is_told_to_stop(
    session, sessions, clock, mailing, mailbox, monkeypatch
):
    for at in range(5):
        await a_letter(session, clock.now, f"receipt:{at}")
    await session.commit()
    stop, deliver = asyncio.Event(), Mailing.deliver

    async def told_to_stop(self, server, address, message):
        await deliver(self, server, address, message)
        if len(mailbox.taken) == 2:
            stop.set()

    monkeypatch.setattr(Mailing, "deliver", told_to_stop)
    assert await Worker(mailing, sessions, clock).send_due_letters(stop) == 2
    assert sorted(row.attempts for row in await letters(session)) == [0, 0, 0, 1, 1]


async def test_what_left_before_its_worker_was_killed_does_not_leave_again(fresh, clock, mailing, mailbox, monkeypatch):
    async with fresh.transaction() as session:
        for at in range(5):
            await a_letter(session, clock.now + timedelta(seconds=at), f"receipt:{at}", f"{at}@lipa.example")
    clock.forward(minutes=1)
    worker, deliver = Worker(mailing, fresh.sessions, clock), Mailing.deliver

    async def killed(self, server, mailbox, message):
        if mailbox.startswith("3"):
            raise asyncio.CancelledError
        await deliver(self, server, mailbox, message)

    with monkeypatch.context() as patch:
        patch.setattr(Mailing, "deliver", killed)
        with pytest.raises(asyncio.CancelledError):
            await worker.send_due_letters()
    assert await worker.send_due_letters() == 2
    assert len({message_from_bytes(raw)["Message-ID"] for raw in mailbox.taken}) == len(mailbox.taken) == 5


async def test_the_sender_is_named_in_the_script_of_the_letter(session, sessions, clock, mailing, mailbox):
    named = replace(mailing, mail_from="Дијалог <dijalog@vrbovac.example>")
    await write_letter(session, clock.now, "k", "receipt", "ana@lipa.example", "sr-Latn", LetterWords("Potvrda", "Primljeno"))
    await session.commit()
    assert await Worker(named, sessions, clock).send_due_letters() == 1
    assert message_from_bytes(mailbox.taken[0], policy=policy.default)["From"] == "Dijalog <dijalog@vrbovac.example>"


async def test_the_waits_grow(session, clock):
    await a_letter(session, clock.now)
    (letter,) = await claim_letters(session, clock.now)
    waits = []
    for attempt in range(7):
        await letter_failed(session, clock.now, letter.id, attempt, "x" * 900)
        row = (await session.execute(select(Letter.next_attempt_at, Letter.given_up_at, func.length(Letter.last_error)))).one()
        waits.append(row.next_attempt_at - clock.now)
        assert row.length == 500
        assert (row.given_up_at is not None) == (attempt == 6)
    assert waits[:6] == sorted(waits[:6])


async def queued(session):
    return await session.scalar(text("SELECT count(*) FROM pgqueuer WHERE status = 'queued'"))


async def test_a_job_is_queued_with_the_request_and_gone_with_its_rollback(fresh, clock):
    async with fresh.sessions() as session:
        await queue_job(session, clock.now, RENDER_JOB, uuid4(), {}, None)
        assert await queued(session) == 1
        await session.rollback()
    async with fresh.transaction() as session:
        assert (await queued(session), await session.scalar(select(func.count()).select_from(Job))) == (0, 0)
        await queue_job(session, clock.now, RENDER_JOB, uuid4(), {}, None)
    async with fresh.transaction() as session:
        assert (await queued(session), await session.scalar(select(func.count()).select_from(Job))) == (1, 1)


async def test_a_job_is_held_by_one_worker_until_its_lease_ends(session, clock):
    subject = uuid4()
    job_id = await queue_job(session, clock.now, "kind", subject, {}, None)
    assert (await start_job(session, clock.now, job_id, LEASE)).subject_id == subject
    assert await start_job(session, clock.now + LEASE, job_id, LEASE) is None
    assert await note_progress(session, clock.now + LEASE, job_id, 1, 2, LEASE)
    assert await start_job(session, clock.now + LEASE + timedelta(seconds=1), job_id, LEASE) is None, "progress renews the lease"
    assert await start_job(session, clock.now + 2 * LEASE + timedelta(seconds=1), job_id, LEASE) is not None
    await end_job(session, clock.now, job_id, JobState.DONE)
    assert await start_job(session, clock.now + 9 * LEASE, job_id, LEASE) is None
    assert (await newest_job(session, "kind", subject)).state is JobState.DONE
    assert await newest_job(session, "kind", uuid4()) is None


async def test_a_job_whose_worker_was_killed_is_taken_up_again_and_given_up_in_the_end(session, clock):
    job_id = await queue_job(session, clock.now, "kind", uuid4(), {}, None)
    await start_job(session, clock.now, job_id, LEASE)
    await session.execute(text("DELETE FROM pgqueuer"))  # the queue delivered it once more, and nobody took it
    await renew_lease(session, clock.now + LEASE, job_id, LEASE)
    assert await queue_abandoned(session, clock.now + LEASE + timedelta(seconds=1)) == 0, "its worker is alive"
    late = clock.now + 3 * LEASE
    assert (await queue_abandoned(session, late), await queued(session)) == (1, 1)
    assert (await queue_abandoned(session, late), await queued(session)) == (1, 1), "it waits in the queue once"
    for _ in range(4):
        assert await start_job(session, late, job_id, LEASE) is not None
        late += 2 * LEASE
    assert await queue_abandoned(session, late) == 0
    assert (await job(session, job_id)).state is JobState.FAILED


async def test_a_cancelled_job_stops_and_may_be_tried_again(session, clock):
    job_id = await queue_job(session, clock.now, "kind", uuid4(), {}, None)
    await start_job(session, clock.now, job_id, LEASE)
    await cancel_job(session, clock.now, job_id)
    assert not await note_progress(session, clock.now, job_id, 1, 2, LEASE)
    await end_job(session, clock.now, job_id, JobState.DONE)
    assert (await job(session, job_id)).state is JobState.CANCELLED
    await retry_job(session, job_id)
    assert (await job(session, job_id)).state is JobState.QUEUED
    with pytest.raises(NotFound, match="job-unknown"):
        await retry_job(session, job_id)
    with pytest.raises(NotFound, match="job-unknown"):
        await job(session, uuid4())


async def test_the_ledger_says_who_cancelled_a_job_and_who_tried_it_again(session, clock):
    job_id, who = await queue_job(session, clock.now, "kind", uuid4(), {}, None), uuid4()
    assert await act_on_job(session, clock.now, job_id, who, again=False)
    assert not await act_on_job(session, clock.now, job_id, who, again=False), "a second click cancels nothing"
    assert await act_on_job(session, clock.now, job_id, who, again=True)
    told = select(LedgerEntry.act, LedgerEntry.actor_id).where(LedgerEntry.subject_id == job_id).order_by(LedgerEntry.sequence)
    assert (await session.execute(told)).all() == [("job-cancelled", who), ("job-retried", who)]


async def test_a_job_that_fails_says_so_and_the_loop_goes_on(session, sessions, clock, settings):
    job_id = await queue_job(session, clock.now, RENDER_JOB, uuid4(), {}, None)
    await session.commit()
    worker = Worker(settings, sessions, clock)
    await worker.do_job(job_id)
    failed = await job(session, job_id)
    assert (failed.state, bool(failed.error)) == (JobState.FAILED, True)
    await worker.do_job(job_id)
    await worker.do_job(uuid4())


async def test_a_published_report_becomes_files_in_both_scripts(session, sessions, clock, settings: Settings):
    stage = await a_stage(session, clock.now)
    got = await a_submission(session, clock.now, stage, a_comment("Предлог.", "Нови текст."))
    clock.forward(days=20)
    await draft_answer(session, stage.officer, clock.now, got.comments[0], ResponseDraft(ResponseStatus.ACCEPTED, "Да.", "Члан 1."), 0)
    await publish_answers(session, stage.approver, clock.now, stage.reference)
    report_id = await publish_report(session, stage.approver, clock.now, stage.reference, "http://dijalog.example")
    await session.commit()
    waiting = await newest_job(session, RENDER_JOB, report_id)
    # without LibreOffice: the contents then name no pages
    await Worker(replace(settings, soffice="/nonexistent/soffice"), sessions, clock).do_job(waiting.id)
    done = await job(session, waiting.id)
    assert (done.state, done.done, done.total, done.error) == (JobState.DONE, 10, 10, "")
    card = await newest_report(session, stage.reference)
    made = {(file.form, file.script) for file in card.files}
    assert made == {(form, script) for form in FileForm if form not in {FileForm.PDF, FileForm.TABLES} for script in Script}
    for file in (one for one in card.files if one.form is FileForm.DOCX):
        path = file_store(settings).path_of(file.sha256)
        assert path.stat().st_size == file.size
        words = zipfile.ZipFile(path).read("word/document.xml").decode()
        assert ("Извештај" in words or "ИЗВЕШТАЈ" in words) == (file.script is Script.CYRILLIC)
    await Worker(replace(settings, soffice="/nonexistent/soffice"), sessions, clock).do_job(waiting.id)
    assert len((await newest_report(session, stage.reference)).files) == 10


def _words_of(path: Path) -> str:
    """Give everything that a file says: of Word files and workbooks, all their parts."""
    if not zipfile.is_zipfile(path):
        return path.read_text(encoding="utf-8-sig")
    with zipfile.ZipFile(path) as parts:
        return "".join(parts.read(name).decode(errors="replace") for name in parts.namelist())


async def test_the_files_of_a_report_are_made_again_without_what_is_withheld(session, sessions, clock, settings: Settings):
    stage = await a_stage(session, clock.now)
    got = await a_submission(session, clock.now, stage, a_comment("Увредљиве речи."))
    clock.forward(days=20)
    await draft_answer(session, stage.officer, clock.now, got.comments[0], ResponseDraft(ResponseStatus.NOTED, "Примљено."), 0)
    await publish_answers(session, stage.approver, clock.now, stage.reference)
    report_id = await publish_report(session, stage.approver, clock.now, stage.reference, "http://dijalog.example")
    await session.commit()
    worker = Worker(replace(settings, soffice="/nonexistent/soffice"), sessions, clock)
    await worker.do_job((await newest_job(session, RENDER_JOB, report_id)).id)
    before = [file.sha256 for file in (await newest_report(session, stage.reference)).files]
    assert await worker.renew_reports() == 0
    clock.forward(hours=1)
    await withhold(session, stage.officer, clock.now, got.number, WithholdingReason.INSULT)
    await session.commit()
    assert (await worker.renew_reports(), await worker.renew_reports()) == (1, 0)
    clock.forward(minutes=1)
    await worker.do_job((await newest_job(session, RENDER_JOB, report_id)).id)
    assert await worker.renew_reports() == 0
    session.expire_all()
    for file in (await newest_report(session, stage.reference)).files:
        assert file.sha256 not in before
        written = _words_of(file_store(settings).path_of(file.sha256))
        assert "Увредљиве" not in written
        assert "Uvredljive" not in written
        assert ("Текст се не објављује: увреда." in written) == (file.script is Script.CYRILLIC)
    erased = select(StoredFile.sha256).where(StoredFile.erased_at.is_not(None))
    assert set(await session.scalars(erased)) == set(before)


async def test_the_loop_really_runs_a_job_and_stops_when_told(fresh, settings):
    from dialog_tracker import worker as loop
    from dialog_tracker.clock import utc_now

    async with fresh.transaction() as session:
        job_id = await queue_job(session, utc_now(), "nothing-to-do", uuid4(), {}, None)
    stop = asyncio.Event()
    running = asyncio.create_task(loop.run(Worker(settings, fresh.sessions), fresh.url, stop))
    try:
        for _ in range(100):
            await asyncio.sleep(0.1)
            async with fresh.transaction() as session:
                if (await job(session, job_id)).state is JobState.DONE:
                    break
        async with fresh.transaction() as session:
            assert (await job(session, job_id)).state is JobState.DONE
    finally:
        stop.set()
        await asyncio.wait_for(running, 30)
