"""Contact points of authorities: entering, cards, vacancies, coverage, and the handover across rooms."""

from datetime import date, datetime, timedelta
from typing import Any
from xml.etree import ElementTree as ET
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import select, update

from dialog_tracker.accounts.queries import actor_of
from dialog_tracker.comments.tables import Comment
from dialog_tracker.contacts import actions, queries
from dialog_tracker.contacts.actions import ContactDraft
from dialog_tracker.contacts.tables import ContactPoint
from dialog_tracker.desk.handing_over import hand_over_everything, move_due_work, work_of
from dialog_tracker.directory.loading import load_directory
from dialog_tracker.directory.tables import Authority
from dialog_tracker.domain.contact_point import Duty
from dialog_tracker.domain.errors import FieldErrors, Malformed, NotPermitted
from dialog_tracker.domain.policy import Held, Role
from dialog_tracker.domain.script import Face
from dialog_tracker.domain.territory import Sense
from dialog_tracker.ledger.tables import LedgerEntry
from dialog_tracker.notices.alarms import alarm_vacancies
from dialog_tracker.outbox.tables import Letter
from dialog_tracker.responses.tables import CommentWork
from factories import PASSWORD, a_person, a_stage, a_submission

KEY = "key-of-a-form-0001"
ATOM = "{http://www.w3.org/2005/Atom}"


def mira(**more: Any) -> ContactDraft:
    said = {"function": "саветник", "email": "kontakt@vrbovac.example", "telephone": "011 123", "begins_on": date(2025, 1, 1)}
    return ContactDraft(Duty.CONTACT_POINT, "Мира Лукић", **{**said, **more})


@pytest.fixture
async def stage(session, clock):
    made = await a_stage(session, clock.now)
    await session.commit()
    return made


@pytest.fixture
async def admin(session, clock):
    made = await a_person(session, clock.now, "admin@dijalog.example", Held(Role.ADMINISTRATOR))
    await session.commit()
    return made


async def entered(session, clock, stage, **more: Any):
    return await actions.enter_contact(session, stage.officer, clock.now, stage.authority_id, mira(**more), KEY)


async def test_a_contact_point_is_entered_once_and_its_account_owns_the_card(session, clock, stage):
    one = await entered(session, clock, stage)
    assert await entered(session, clock, stage) == one
    line = await queries.contact_point(session, one)
    assert line.owner_id == stage.officer.person_id
    await actions.choose_card(session, stage.officer, clock.now, one, name=True, email=False, telephone=False)
    assert (await queries.contact_point(session, one)).card.email == ""
    with pytest.raises(NotPermitted, match="is-its-owner"):
        await actions.choose_card(session, stage.approver, clock.now, one, name=True, email=True, telephone=True)


async def test_nobody_needs_an_address_but_what_is_written_is_checked(session, clock, stage):
    one = await entered(session, clock, stage, email="")
    assert (await queries.contact_point(session, one)).owner_id is None
    for wrong, field in (({"email": "нема адресе"}, "email"), ({"last_on": date(2024, 1, 1)}, "last_on")):
        with pytest.raises(FieldErrors) as refused:
            await actions.enter_contact(session, stage.officer, clock.now, stage.authority_id, mira(**wrong), KEY + field)
        assert list(refused.value.by_field) == [field]
    with pytest.raises(NotPermitted):
        await actions.enter_contact(session, stage.speaker, clock.now, stage.authority_id, mira(), KEY + "2")


async def test_a_handover_moves_the_mandate_the_roles_and_the_work_in_one_step(session, clock, stage):
    one = await entered(session, clock, stage)
    follower = await a_person(session, clock.now, "nova@vrbovac.example", name="Јана Пек")
    got = await a_submission(session, clock.now, stage)
    comment = await session.scalar(select(Comment.id).where(Comment.number == got.comments[0]))
    session.add(CommentWork(comment_id=comment, assignee_id=stage.officer.person_id, changed_at=clock.now))
    await session.flush()
    work = await work_of(session, clock.now, await queries.contact_point(session, one))
    assert (work.running, work.prepared, work.assigned, work.previews) == (1, 0, 1, 0)
    draft = ContactDraft(Duty.CONTACT_POINT, "Јана Пек", "саветник", "Nova@vrbovac.example", "", clock.now.date(), None, "06-12/2026")
    done = await hand_over_everything(session, stage.officer, clock.now, one, draft, "Позвати Липу.", KEY, invite=True)
    assert (done.moved, done.invitation) == (1, "")
    again = await hand_over_everything(session, stage.officer, clock.now, one, draft, "Позвати Липу.", KEY, invite=True)
    assert again.handover.done_before
    old, new = await queries.contact_point(session, one), await queries.contact_point(session, done.handover.contact_id)
    assert (old.last_on, new.begins_on, new.follows, new.note) == (date(2026, 11, 22), date(2026, 11, 23), "Мира Лукић", "Позвати Липу.")
    assert await session.scalar(select(CommentWork.assignee_id).where(CommentWork.comment_id == comment)) == follower.person_id
    later = clock.forward(seconds=1)
    assert not (await actor_of(session, stage.officer.person_id, later)).mandates
    assert (await actor_of(session, follower.person_id, later)).mandates == {Held(Role.CONTACT_POINT, stage.authority_id)}
    acts = (await session.scalars(select(LedgerEntry.act).order_by(LedgerEntry.sequence.desc()).limit(3))).all()
    assert set(acts) == {"contact-handed-over", "mandate-ended", "mandate-given"}
    told = (await session.scalars(select(LedgerEntry.facts).where(LedgerEntry.act.like("contact-%")))).all()
    assert not any("Јана" in str(facts) or "Липу" in str(facts) for facts in told)


async def test_a_handover_that_begins_later_changes_roles_and_work_on_its_day(session, clock, stage):
    one = await entered(session, clock, stage)
    follower = await a_person(session, clock.now, "nova@vrbovac.example", name="Јана Пек")
    got = await a_submission(session, clock.now, stage)
    comment = await session.scalar(select(Comment.id).where(Comment.number == got.comments[0]))
    session.add(CommentWork(comment_id=comment, assignee_id=stage.officer.person_id, changed_at=clock.now))
    begins = clock.now.date() + timedelta(days=10)
    draft = ContactDraft(Duty.CONTACT_POINT, "Јана Пек", email="nova@vrbovac.example", begins_on=begins)
    assert (await hand_over_everything(session, stage.officer, clock.now, one, draft, "", KEY, invite=True)).moved == 0
    assert await move_due_work(session, clock.now) == 0
    midnight = datetime(begins.year, begins.month, begins.day, tzinfo=ZoneInfo("Europe/Belgrade"))
    assert (await actor_of(session, stage.officer.person_id, midnight - timedelta(seconds=1))).mandates
    assert not (await actor_of(session, follower.person_id, midnight - timedelta(seconds=1))).mandates
    assert not (await actor_of(session, stage.officer.person_id, midnight)).mandates
    assert (await actor_of(session, follower.person_id, midnight)).mandates
    assert await move_due_work(session, midnight) == 1
    assert await move_due_work(session, midnight) == 0


async def test_work_goes_back_to_the_office_where_the_successor_has_no_account(session, clock, stage):
    one = await entered(session, clock, stage)
    got = await a_submission(session, clock.now, stage)
    comment = await session.scalar(select(Comment.id).where(Comment.number == got.comments[0]))
    session.add(CommentWork(comment_id=comment, assignee_id=stage.officer.person_id, changed_at=clock.now))
    await session.flush()
    draft = ContactDraft(Duty.CONTACT_POINT, "Јана Пек", begins_on=clock.now.date())
    assert (await hand_over_everything(session, stage.officer, clock.now, one, draft, "", KEY, invite=True)).invitation == ""
    assert await session.scalar(select(CommentWork.assignee_id).where(CommentWork.comment_id == comment)) is None
    assert [row.id for row in await queries.contacts_of(session, stage.authority_id)][1] == one


async def test_a_handover_before_the_mandate_began_is_refused(session, clock, stage):
    one = await entered(session, clock, stage)
    draft = ContactDraft(Duty.CONTACT_POINT, "Јана Пек", begins_on=date(2025, 1, 1))
    with pytest.raises(Malformed, match="handover-before-mandate"):
        await actions.hand_over(session, stage.officer, clock.now, one, draft, "", KEY)
    with pytest.raises(FieldErrors):
        await actions.hand_over(session, stage.officer, clock.now, one, ContactDraft(Duty.CONTACT_POINT, "Јана"), "", KEY)


async def test_coverage_counts_units_out_of_145_and_174_apart(session, clock, admin):
    await load_directory(session, clock.now)
    ada = await session.scalar(select(Authority.id).where(Authority.territory_code == "80012"))
    nis = await session.scalar(select(Authority.id).where(Authority.territory_code == "x-nis"))
    for at, (where, duty) in enumerate(((ada, Duty.CONTACT_POINT), (ada, Duty.CONTACT_POINT), (nis, Duty.DEPUTY))):
        await actions.enter_contact(session, admin, clock.now, where, ContactDraft(duty, f"Особа {at}"), f"{KEY}{at}")
    for sense, units in ((Sense.USUAL, 145), (Sense.BY_LAW, 174)):
        found = await queries.coverage(session, clock.now.date(), sense, face=Face.CYRILLIC)
        assert (found.with_one, found.units) == (1, units)
    north = next(one for one in found.districts if one.code == "RS-03")
    assert (north.name, north.with_one, len(north.units)) == ("Севернобанатски округ", 1, 6)
    assert next(one for one in found.districts if one.code == "RS-00").name == "Београд"


@pytest.mark.usefixtures("admin")
async def test_vacancies_are_told_on_pages_on_desks_and_in_a_feed(session, clock, browser, stage):
    await a_person(session, clock.now, "nadzor@dijalog.example", Held(Role.OVERSEER))
    await entered(session, clock, stage, last_on=clock.now.date() + timedelta(days=30))
    await session.commit()
    public = browser()
    assert "Општина Врбовац" in (await public.get("/directory/vacancies")).text
    feed = await public.get("/directory/vacancies.atom?script=en")
    entries = ET.fromstring(feed.text).findall(f"{ATOM}entry")
    assert [one.findtext(f"{ATOM}title") for one in entries] == ["Општина Врбовац"]
    assert "24\xa0December\xa02026" in entries[0].findtext(f"{ATOM}summary")
    assert (await public.get("/directory/vacancies.atom?script=en", **{"If-None-Match": feed.headers["etag"]})).status_code == 304
    for email, path in (
        ("nacelnica@vrbovac.example", "/desk"),
        ("admin@dijalog.example", "/desk/contacts"),
        ("nadzor@dijalog.example", "/desk/contacts"),
    ):
        official = browser()
        await official.sign_in(email, PASSWORD)
        assert "Општина Врбовац" in (await official.get(path)).text, email
    assert (await public.get("/desk/contacts")).status_code == 303
    speaker = browser()
    await speaker.sign_in("lipa@lipa.example", PASSWORD)
    assert (await speaker.get("/desk/contacts")).status_code == 403
    await session.execute(update(ContactPoint).values(last_on=None))
    await session.commit()
    assert "Општина Врбовац" not in (await public.get("/directory/vacancies")).text


async def test_the_public_page_shows_the_card_and_says_that_there_is_no_address(session, clock, browser, stage):
    one = await entered(session, clock, stage, email="", last_on=date(2027, 12, 31))
    await session.commit()
    public = browser()
    text = (await public.get(f"/directory/authorities/{stage.authority_id}?script=en")).text
    assert "Мира Лукић" in text
    assert "Has no e-mail address" in text
    await actions.choose_card(session, stage.officer, clock.now, one, name=False, email=False, telephone=False)
    await session.commit()
    text = (await public.get(f"/directory/authorities/{stage.authority_id}?script=en")).text
    assert "Мира Лукић" not in text
    assert "011 123" not in text


async def test_an_official_enters_is_warned_of_an_overlap_and_hands_over_on_pages(session, clock, browser, stage):
    office = browser()
    await office.sign_in("kontakt@vrbovac.example", PASSWORD)
    here = f"/desk/authority/{stage.authority_id}/contacts"
    typed = {"form_key": KEY, "duty": "contact_point", "name": "Мира Лукић", "email": "kontakt@vrbovac.example", "begins_on": "2025-01-01"}
    assert (await office.post(here, typed | {"last_on": "2024-01-01"})).status_code == 422
    assert (await office.post(here, typed)).status_code == 303
    assert (await office.post(here, typed | {"form_key": KEY + "2", "name": "Пера Перић", "email": ""})).status_code == 303
    shown = await office.get(here + "?script=sr-Cyrl")
    assert "Мандати се преклапају" in shown.text
    one = await session.scalar(select(ContactPoint.id).where(ContactPoint.name == "Мира Лукић"))
    assert (await office.get(f"/desk/contacts/{one}/hand-over")).status_code == 200
    after = {
        "form_key": KEY,
        "name": "Јана Пек",
        "email": "jana@vrbovac.example",
        "begins_on": "2026-11-23",
        "note": "Звати Липу",
        "invite": "yes",
    }
    assert (await office.post(f"/desk/contacts/{one}/hand-over", after | {"begins_on": ""})).status_code == 422
    assert (await office.post(f"/desk/contacts/{one}/hand-over", after)).status_code == 303
    letter = await session.scalar(select(Letter).where(Letter.kind == "invite"))
    assert letter.address == "jana@vrbovac.example"
    secret = letter.body.split("/invitation/")[1].split()[0]
    clock.forward(seconds=1)
    assert (await office.get(here)).status_code == 403
    follower = browser()
    await follower.post(f"/invitation/{secret}", {"name": "Јана Пек", "password": PASSWORD})
    assert "предата вам је уз белешку" in (await follower.get("/desk?script=sr-Cyrl")).text
    new = await session.scalar(select(ContactPoint.id).where(ContactPoint.name == "Јана Пек"))
    assert "Звати Липу" in (await follower.get(f"/desk/contacts/{new}")).text
    assert "Звати Липу" not in (await browser().get(f"/directory/authorities/{stage.authority_id}")).text
    assert (await browser().get(f"/desk/contacts/{new}")).status_code == 404


@pytest.mark.usefixtures("admin")
async def test_the_administrator_changes_what_the_directory_says_of_an_authority(browser, stage):
    visitor = browser()
    await visitor.sign_in("admin@dijalog.example", PASSWORD)
    here = f"/desk/authority/{stage.authority_id}"
    body = {"kind": "city", "level": "local", "name_en": "Vrbovac", "website": "vrbovac.example", "register_number": "17162543"}
    assert (await visitor.post(f"{here}/body", body | {"register_number": "1"})).status_code == 422
    assert (await visitor.post(f"{here}/body", body)).status_code == 303
    shown = (await visitor.get(f"/directory/authorities/{stage.authority_id}?script=en")).text
    assert "Vrbovac" in shown
    assert "17162543" in shown


@pytest.mark.parametrize("path", ["/directory/authorities", "/directory/contact-points", "/directory/vacancies", "/directory"])
async def test_a_page_asks_as_much_for_many_contact_points_as_for_one(session, clock, browser, statements, admin, path):
    await load_directory(session, clock.now)
    ids = (await session.scalars(select(Authority.id).limit(40))).all()
    visitor, asked = browser(), []
    await visitor.get(path)
    for first, last in ((0, 1), (1, 40)):
        for at in range(first, last):
            draft = ContactDraft(Duty.CONTACT_POINT, f"Особа {at}", last_on=clock.now.date())
            await actions.enter_contact(session, admin, clock.now, ids[at], draft, KEY)
        await session.commit()
        statements.begin()
        assert (await visitor.get(path)).status_code == 200
        asked.append(len(statements.sent))
    assert asked[0] == asked[1] <= 8, statements.sent


@pytest.mark.usefixtures("admin")
async def test_an_ending_mandate_is_told_by_letter_before_and_after_and_not_again(session, clock, stage):
    today = clock.now.astimezone(ZoneInfo("Europe/Belgrade")).date()
    await entered(session, clock, stage, last_on=today + timedelta(days=20))
    sites = "https://dijalog.example"
    assert await alarm_vacancies(session, clock.now, sites) >= 2
    letters = select(Letter).where(Letter.dedupe_key.like("vacancy:%")).order_by(Letter.address)
    first = list(await session.scalars(letters))
    assert "admin@dijalog.example" in {one.address for one in first}
    assert {one.subject for one in first} == {"Истиче мандат контакт тачке: Општина Врбовац"}
    await alarm_vacancies(session, clock.now, sites)
    assert len(list(await session.scalars(letters))) == len(first)
    clock.now += timedelta(days=22)
    await alarm_vacancies(session, clock.now, sites)
    assert len(list(await session.scalars(letters))) == 2 * len(first)
    clock.now += timedelta(days=60)
    assert await alarm_vacancies(session, clock.now, sites) == 0
