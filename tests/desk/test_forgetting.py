"""What is kept too long is forgotten once, in batches, with counts on record; what is not due stays."""

from datetime import timedelta

import pytest
from sqlalchemy import func, select, text

from dialog_tracker.accounts.actions import add_person, count_try, make_link, start_session
from dialog_tracker.accounts.tables import Link, Person, RateCounter, WebSession
from dialog_tracker.comments.actions import LaidFile, lay_file
from dialog_tracker.comments.baskets import save_to_basket
from dialog_tracker.comments.queries import receipt
from dialog_tracker.comments.receipts import recomputed_hash
from dialog_tracker.comments.tables import BasketFile, BasketItem, Submission, SubmissionFile, Submitter
from dialog_tracker.consultations.actions import note_step
from dialog_tracker.consultations.queries import facts_of
from dialog_tracker.desk.retention import due_now, forget
from dialog_tracker.documents.tables import StoredFile
from dialog_tracker.domain.letter import LetterWords
from dialog_tracker.domain.retention import PERIODS, Kept
from dialog_tracker.domain.task import LinkPurpose
from dialog_tracker.ledger.tables import LedgerEntry
from dialog_tracker.outbox.actions import write_letter
from dialog_tracker.outbox.tables import Letter
from factories import a_comment, a_stage, a_submission

KEY = "key-of-a-form-000"


@pytest.fixture
async def stage(session, clock):
    made = await a_stage(session, clock.now)
    await session.commit()
    return made


async def count(session, *tables: object) -> list[int]:
    return [await session.scalar(select(func.count()).select_from(table)) for table in tables]


async def test_contacts_go_two_years_after_the_report_and_the_receipt_still_verifies(session, sessions, clock, stage):
    got = await a_submission(session, clock.now, stage)
    facts = await facts_of(session, stage.reference, clock.now)
    clock.forward(days=60)
    await note_step(session, clock.now, facts.id, "report_published", clock.now.date(), None)
    await session.commit()
    clock.forward(days=729)
    assert (await due_now(session, clock.now, PERIODS))[Kept.CONTACTS] == 0
    clock.forward(days=1)
    assert (await due_now(session, clock.now, PERIODS))[Kept.CONTACTS] == 1
    assert (await forget(sessions, clock, PERIODS))[Kept.CONTACTS] == 1
    kept = (await session.execute(select(Submitter.name, Submitter.email, Submitter.phone))).one()
    assert kept == ("Ана Марић", "", "")
    card = await receipt(session, got.number, clock.now, latin=False)
    assert await recomputed_hash(session, card) == got.content_hash
    told = (await session.execute(select(LedgerEntry.facts).where(LedgerEntry.act == "data-forgotten"))).scalars().all()
    assert {"kind": "contacts", "count": 1} in told
    assert not any("@" in str(one) for one in told)
    assert (await forget(sessions, clock, PERIODS))[Kept.CONTACTS] == 0


async def test_a_case_without_a_report_is_over_with_its_window(session, clock, stage):
    await a_submission(session, clock.now, stage)
    closes_at = (await facts_of(session, stage.reference, clock.now)).window.closes_at
    assert (await due_now(session, closes_at + timedelta(days=729), PERIODS))[Kept.CONTACTS] == 0
    assert (await due_now(session, closes_at + timedelta(days=730), PERIODS))[Kept.CONTACTS] == 1


async def test_small_things_go_each_in_its_time(session, sessions, clock, stage):
    person = stage.speaker.person_id
    await start_session(session, clock.now, hours=1, person_id=None, state={})
    await make_link(session, clock.now, LinkPurpose.INVITE, email="x@y.example")
    await count_try(session, clock.now, "sign-in:192.0.2.1", most=3, seconds=60)
    await save_to_basket(session, stage.speaker, clock.now, stage.reference, KEY, a_comment())
    await lay_file(session, stage.speaker, clock.now, stage.reference, LaidFile("a" * 64, "skica.pdf", 10, "application/pdf"))
    await write_letter(
        session, clock.now, "known:ana@lipa.example:1", "known", "ana@lipa.example", "sr-Cyrl", LetterWords("Наслов", "Тело")
    )
    await session.execute(text("UPDATE letter SET sent_at = :now"), {"now": clock.now})
    unconfirmed = await add_person(session, clock.now, email="nov@primer.rs", name="Нов")
    await session.commit()
    assert (await forget(sessions, clock, PERIODS)) == dict.fromkeys(Kept, 0)
    clock.forward(days=1, hours=2)
    assert (await forget(sessions, clock, PERIODS))[Kept.COUNTERS] == 2  # the sign-in and the basket
    assert await count(session, WebSession, RateCounter, Link, BasketItem) == [0, 0, 1, 1]
    clock.forward(days=40)
    done = await forget(sessions, clock, PERIODS)
    assert (done[Kept.LINKS], done[Kept.UNCONFIRMED], done[Kept.LETTERS]) == (1, 1, 0)
    gone = (await session.execute(select(Person.name, Person.email).where(Person.id == unconfirmed))).one()
    assert gone == ("", None)
    clock.forward(days=50)
    assert (await forget(sessions, clock, PERIODS))[Kept.LETTERS] == 1
    letter = (await session.execute(select(Letter.address, Letter.subject, Letter.body, Letter.dedupe_key))).one()
    assert letter[:3] == ("", "", "")
    assert "@" not in letter.dedupe_key
    clock.forward(days=100)
    assert (await forget(sessions, clock, PERIODS))[Kept.BASKETS] == 2
    assert await count(session, BasketItem, BasketFile) == [0, 0]
    assert await session.scalar(select(StoredFile.erased_at).where(StoredFile.sha256 == "a" * 64)) == clock.now
    assert person is not None


async def test_what_is_due_goes_in_batches_and_a_dry_run_changes_nothing(session, sessions, clock):
    for at in range(7):
        await count_try(session, clock.now, f"sign-in:192.0.2.{at}", most=3, seconds=60)
    await session.commit()
    clock.forward(days=2)
    assert (await due_now(session, clock.now, PERIODS))[Kept.COUNTERS] == 7
    assert await count(session, RateCounter) == [7]
    assert (await forget(sessions, clock, PERIODS, batch=3))[Kept.COUNTERS] == 7
    batches = select(LedgerEntry.facts).where(LedgerEntry.act == "data-forgotten").order_by(LedgerEntry.sequence)
    assert [one["count"] for one in (await session.scalars(batches)).all() if one["kind"] == "counters"] == [3, 3, 1]


async def test_originals_go_after_five_years_and_public_files_stay(session, sessions, clock, stage):
    got = await a_submission(session, clock.now, stage)
    submission_id = await session.scalar(select(Submission.id).where(Submission.number == got.number))
    for position, (letter, public) in enumerate((("b", False), ("c", True)), 1):
        sha256 = letter * 64
        session.add(StoredFile(sha256=sha256, size=3, media_type="application/pdf", stored_at=clock.now))
        await session.flush()
        file = SubmissionFile(submission_id=submission_id, position=position, sha256=sha256, name=f"Ана Марић {letter}.pdf", public=public)
        session.add(file)
    await session.commit()
    clock.forward(days=1900)
    assert (await forget(sessions, clock, PERIODS))[Kept.ORIGINALS] == 1
    session.expire_all()
    files = (await session.execute(select(SubmissionFile.name, SubmissionFile.erased_at).order_by(SubmissionFile.position))).all()
    assert files == [("datoteka-1.pdf", clock.now), ("Ана Марић c.pdf", None)]
    kept = dict((await session.execute(select(StoredFile.sha256, StoredFile.erased_at).where(StoredFile.sha256 != "0" * 64))).all())
    assert kept == {"b" * 64: clock.now, "c" * 64: None}
