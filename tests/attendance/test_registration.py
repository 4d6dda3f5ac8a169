"""Registering, the last seat, cancelling, the eve, and who came."""

import io
import re
from datetime import date, datetime, timedelta
from uuid import uuid4

import pytest
from docx import Document
from sqlalchemy import func, select, update

from dialog_tracker.activities.programmes import Details, save_activity
from dialog_tracker.activities.register import activity_page
from dialog_tracker.attendance import actions, mail, queries
from dialog_tracker.attendance.tables import Attendee
from dialog_tracker.desk.erasure import erase_person
from dialog_tracker.desk.own_data import everything_of
from dialog_tracker.desk.retention import due_now, forget
from dialog_tracker.domain.activity import ActivityKind, Count, CountUnit, Qualifier
from dialog_tracker.domain.attendance import Opening
from dialog_tracker.domain.errors import Conflict, FieldErrors, NotFound, NotPermitted
from dialog_tracker.domain.programme import ActivityFacts
from dialog_tracker.domain.retention import PERIODS, Kept
from dialog_tracker.domain.script import Script
from dialog_tracker.domain.vague_date import read_when
from dialog_tracker.ledger.tables import LedgerEntry
from dialog_tracker.office.attendance_file import attendance_file
from dialog_tracker.outbox.tables import Letter
from factories import a_person, a_stage

KEY = "key-of-a-form-0001"
WORDING = mail.registered("sr-Cyrl", "Обука", "30. новембра 2026.", "https://dijalog.example", "https://dijalog.example/activities/1")


@pytest.fixture
async def stage(session, clock):
    made = await a_stage(session, clock.now)
    await session.commit()
    return made


@pytest.fixture
async def training(session, clock, stage):
    facts = ActivityFacts(
        "",
        ActivityKind.TRAINING,
        "Обука за анализу",
        when=read_when("30.11.2026."),
        count=Count(None, Qualifier.NOT_STATED),
        unit=CountUnit.PERSONS,
    )
    details = Details("Сала 1", None, None, "", "", "", public=True)
    made = await save_activity(session, stage.officer, clock.now, stage.authority_id, None, facts, details, known=None, revision=0, key=KEY)
    return await activity_page(session, made)


async def opened(session, clock, stage, training, seats=None):
    opening = Opening(clock.now, clock.now + timedelta(days=3), seats)
    await actions.open_registration(session, stage.officer, clock.now, training, opening, "Понесите закон.")


async def registered(session, clock, training, name, organisation="Липа", *, named=False):
    wish = actions.Wish(name, f"{name.split()[0].lower()}@lipa.example", organisation, named=named)
    clock.now += timedelta(seconds=1)
    await actions.register(session, clock.now, training.id, wish, WORDING)


async def letters(session):
    return list(await session.scalars(select(Letter).where(Letter.kind == "registration").order_by(Letter.created_at)))


def secret_in(letter):
    return re.search(r"/attending/([\w-]+)", letter.body)[1]


async def test_an_address_registers_once_and_a_second_letter_takes_the_place_of_the_first(session, clock, stage, training):
    await opened(session, clock, stage, training)
    for _ in range(2):
        await registered(session, clock, training, "Ana Anić")
    assert await session.scalar(select(func.count()).select_from(Attendee)) == 1
    first, second = await letters(session)
    with pytest.raises(NotFound, match="link-spent"):
        await queries.own_registration(session, actions.digest_of(secret_in(first)))
    assert (await queries.own_registration(session, actions.digest_of(secret_in(second)))).name == "Ana Anić"


async def test_the_last_seat_is_given_once_and_a_free_one_goes_to_who_waited_longest(session, clock, stage, training):
    await opened(session, clock, stage, training, seats=1)
    for name in ("Ana Anić", "Bojan Bojić", "Vera Verić"):
        await registered(session, clock, training, name)
    first, second, third = await letters(session)
    assert second.subject == "На листи сте чекања: Обука"
    assert [line.waits for line in await queries.attendees_of(session, training.id)] == [False, True, True]
    await actions.cancel(session, clock.now, secret_in(first), lambda _: WORDING)
    with pytest.raises(Conflict, match="registration-cancelled"):
        await actions.cancel(session, clock.now, secret_in(first), lambda _: WORDING)
    assert [(line.name, line.waits) for line in await queries.attendees_of(session, training.id)] == [
        ("Bojan Bojić", False),
        ("Vera Verić", True),
    ]
    moved = (await letters(session))[-1]
    assert (moved.address, "/attending/" in moved.body) == ("bojan@lipa.example", False)
    assert {one.sender for one in await letters(session)} == {"Општина Врбовац"}
    assert (await queries.own_registration(session, actions.digest_of(secret_in(third)))).waits


async def test_too_early_too_late_and_none_at_all(session, clock, stage, training):
    with pytest.raises(NotFound, match="registration-none"):
        await registered(session, clock, training, "Ana Anić")
    await opened(session, clock, stage, training)
    clock.now += timedelta(days=3)
    with pytest.raises(Conflict, match="registration-over"):
        await registered(session, clock, training, "Ana Anić")
    with pytest.raises(FieldErrors) as refused:
        await actions.register(session, clock.now, training.id, actions.Wish(" ", "није адреса"), WORDING)
    assert set(refused.value.by_field) == {"name", "email"}


async def test_the_eve_is_told_once_and_only_to_those_with_a_seat(session, clock, stage, training):
    await opened(session, clock, stage, training, seats=1)
    for name in ("Ana Anić", "Bojan Bojić"):
        await registered(session, clock, training, name)
    before = len(await letters(session))
    assert await actions.remind_attendees(session, clock.now, "https://dijalog.example", mail.reminded) == 0
    clock.now = datetime(2026, 11, 29, 9, 0, tzinfo=actions.ZONE)
    assert await actions.remind_attendees(session, clock.now, "https://dijalog.example", mail.reminded) == 1
    assert await actions.remind_attendees(session, clock.now, "https://dijalog.example", mail.reminded) == 0
    written = (await letters(session))[before:]
    assert [one.address for one in written] == ["ana@lipa.example"]
    assert "30.\u00a0новембра 2026." in written[0].body


async def test_who_came_is_marked_and_counted_by_organisation(session, clock, stage, training):
    await opened(session, clock, stage, training)
    for name, organisation, named in (("Ana Anić", "Липа", True), ("Bojan Bojić", "LIPA", False), ("Vera Verić", "Јасен", True)):
        await registered(session, clock, training, name, organisation=organisation, named=named)
    ana, bojan, vera = await queries.attendees_of(session, training.id)
    assert await actions.mark_attendance(session, stage.officer, clock.now, training, {ana.id: True, bojan.id: True, vera.id: False}) == 3
    assert await actions.mark_attendance(session, stage.officer, clock.now, training, {ana.id: True, uuid4(): True}) == 0
    entered = [
        await actions.enter_at_door(session, stage.officer, clock.now, training, actions.Wish("Дара Дарић", "", "Врба"), KEY)
        for _ in range(2)
    ]
    assert entered[0] == entered[1]
    came = (await queries.came_to(session, [training.id]))[training.id]
    assert (came.came, came.organisations) == (3, 2)
    with pytest.raises(Conflict, match="attendee-known"):
        await actions.enter_at_door(
            session, stage.officer, clock.now, training, actions.Wish("Ана", "ana@lipa.example"), "another-key-of-form"
        )
    outsider = await a_person(session, clock.now, "neko@drugde.example")
    with pytest.raises(NotPermitted):
        await actions.mark_attendance(session, outsider, clock.now, training, {ana.id: False})


async def test_the_lists_in_word_name_those_who_agreed(session, clock, stage, training):
    await opened(session, clock, stage, training)
    await registered(session, clock, training, "Ana Anić", named=True)
    await registered(session, clock, training, "Bojan Bojić")
    await session.execute(update(Attendee).values(came=True))
    people = [line.person for line in await queries.attendees_of(session, training.id)]
    for script, named in ((Script.CYRILLIC, "Листа присутних"), (Script.LATIN, "Lista prisutnih")):
        text = _text(attendance_file(training.facts, training.authority, people, script, date(2026, 12, 1), signed=False))
        assert named in text
        assert "Ana Anić" in text
        assert "Bojan" not in text
    signed = _text(attendance_file(training.facts, training.authority, people, Script.CYRILLIC, date(2026, 11, 30), signed=True))
    assert "Bojan Bojić" in signed
    assert "Attendance list" in _text(
        attendance_file(training.facts, training.authority, people, Script.LATIN, date(2026, 12, 1), signed=False, english=True)
    )


def _text(content):
    document = Document(io.BytesIO(content))
    return "\n".join([p.text for p in document.paragraphs] + [c.text for t in document.tables for row in t.rows for c in row.cells])


async def test_every_act_is_on_record_without_names(session, clock, stage, training):
    await opened(session, clock, stage, training)
    await registered(session, clock, training, "Ana Anić")
    entries = list(await session.scalars(select(LedgerEntry).where(LedgerEntry.subject_id == training.id)))
    assert {"registration-opened", "registered"} <= {entry.act for entry in entries}
    assert not any("Ana" in str(entry.facts) for entry in entries)


async def test_a_person_sees_what_is_kept_and_is_erased_while_the_count_stays(session, clock, stage, training):
    await opened(session, clock, stage, training)
    await registered(session, clock, training, "Ana Anić", named=True)
    line = (await queries.attendees_of(session, training.id))[0]
    await actions.mark_attendance(session, stage.officer, clock.now, training, {line.id: True})
    kept = await everything_of(session, "ana@lipa.example", clock.now)
    assert [(one.activity, one.name, one.came) for one in kept.attendances] == [("Обука за анализу", "Ana Anić", True)]
    person = await a_person(session, clock.now, "ana@lipa.example")
    await erase_person(session, clock.now, person.person_id, "ana@lipa.example", by=None)
    assert [(one.name, one.email, one.organisation) for one in await queries.attendees_of(session, training.id)] == [("", "", "Липа")]
    assert (await queries.came_to(session, [training.id]))[training.id].came == 1


async def test_names_go_two_years_after_the_activity(session, sessions, clock, stage, training):
    await opened(session, clock, stage, training)
    await registered(session, clock, training, "Ana Anić")
    await session.commit()
    clock.now = datetime(2028, 11, 28, 12, 0, tzinfo=actions.ZONE)
    assert (await due_now(session, clock.now, PERIODS))[Kept.ATTENDANCE] == 0
    clock.now += timedelta(days=3)
    assert (await forget(sessions, clock, PERIODS))[Kept.ATTENDANCE] == 1
    session.expire_all()
    assert (await queries.attendees_of(session, training.id))[0].name == ""
