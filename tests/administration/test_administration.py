"""The administrator keeps people, jobs, letters and the record without SQL; nobody else comes in, and the last one stays."""

import csv
import io
from datetime import timedelta
from uuid import UUID

import pytest
from sqlalchemy import func, select, update

from dialog_tracker import migrations
from dialog_tracker.accounts.actions import end_mandate
from dialog_tracker.accounts.tables import Mandate, Person, WebSession
from dialog_tracker.directory.actions import find_or_add_organisation
from dialog_tracker.directory.tables import Organisation
from dialog_tracker.domain.letter import LetterWords
from dialog_tracker.domain.policy import Held, Role
from dialog_tracker.domain.submission import SubmitterKind
from dialog_tracker.domain.task import JobState
from dialog_tracker.ledger.tables import LedgerEntry
from dialog_tracker.outbox.actions import end_job, letter_failed, queue_job, write_letter
from dialog_tracker.outbox.tables import Job, Letter
from factories import PASSWORD, a_person, an_authority

SUBJECT = UUID("018f0000-0000-7000-8000-00000000000a")


async def acts(session) -> list[str]:
    return list(await session.scalars(select(LedgerEntry.act).order_by(LedgerEntry.sequence)))


@pytest.mark.parametrize(
    "path", ["/admin/people", "/admin/jobs", "/admin/health", "/admin/ledger", "/admin/ledger.csv", f"/admin/people/{SUBJECT}"]
)
async def test_nobody_else_comes_in(officer, browser, path):
    assert (await officer.get(path)).status_code == 403
    assert (await browser().get(path)).status_code in (401, 403)


async def test_a_person_is_found_in_either_script_by_role_and_by_address(session, clock, administrator):
    await a_person(session, clock.now, "djordje@primer.rs", name="Ђорђе Љубичић")
    await session.commit()
    for asked in ("Ђорђе", "djordje", "đorđe ljubičić", "LJUBICIC", "djordje@primer", "  љубичић "):
        shown = (await administrator.get(f"/admin/people?q={asked}&script=sr-Cyrl")).text
        assert "Ђорђе Љубичић" in shown, asked
        assert "admin@vrbovac.example" not in shown, asked
    only = (await administrator.get("/admin/people?role=administrator")).text
    assert "admin@vrbovac.example" in only
    assert "Ђорђе Љубичић" not in only
    assert "Нико није пронађен." in (await administrator.get("/admin/people?q=%25&script=sr-Cyrl")).text


async def test_the_list_pages_by_key_with_as_many_questions_for_many(session, clock, administrator, statements):
    for number in range(60):
        session.add(Person(email=f"osoba{number}@primer.rs", name=f"Особа {number}", created_at=clock.now))
    await session.commit()
    statements.begin()
    first = (await administrator.get("/admin/people?q=osoba")).text
    assert len(statements.sent) <= 4
    onward = first.split('rel="next"')[0].rsplit('href="', 1)[1].split('"')[0].replace("&amp;", "&")
    second = (await administrator.get(onward)).text
    assert [first.count('href="/admin/people/'), second.count('href="/admin/people/')] == [50, 10]


async def test_mandates_are_given_and_ended_on_record(session, clock, stage, administrator):
    person = (await a_person(session, clock.now, "nova@primer.rs", name="Нова Особа")).person_id
    await session.commit()
    clock.forward(minutes=1)
    here = f"/admin/people/{person}"
    without = await administrator.post(f"{here}/mandates", {"role": "drafter", "authority": ""})
    assert without.status_code == 422
    assert (await administrator.post(f"{here}/mandates", {"role": "cso_member", "authority": ""})).status_code == 422
    given = await administrator.post(f"{here}/mandates", {"role": "drafter", "authority": str(stage.authority_id)})
    assert given.status_code == 303
    mandate = await session.scalar(select(Mandate.id).where(Mandate.person_id == person))
    assert "Општина Врбовац" in (await administrator.get(f"{here}?script=sr-Cyrl")).text
    clock.forward(days=1)
    await administrator.sign_in("admin@vrbovac.example", PASSWORD)
    assert (await administrator.post(f"{here}/mandates/{mandate}/end")).status_code == 303
    assert await session.scalar(select(Mandate.valid_to).where(Mandate.id == mandate)) == clock.now
    assert (await administrator.post(f"{here}/mandates/{mandate}/end")).status_code == 404
    assert {"mandate-given", "mandate-ended"} <= set(await acts(session))


async def test_an_organisation_that_nobody_can_speak_for_gets_a_coordinator(session, clock, administrator):
    person = await a_person(session, clock.now, "ana@lipa.example")
    here = f"/admin/people/{person.person_id}"
    for name in ("Удружење „Липа”", "Центар за воде"):
        await find_or_add_organisation(session, clock.now, name, SubmitterKind.ASSOCIATION, None)
    await session.commit()
    role = {"role": "cso_coordinator", "authority": ""}
    for typed, said in (("", "ово поље"), ("Удружење", "организациј")):
        refused = await administrator.post(f"{here}/mandates?script=sr-Cyrl", role | {"organisation": typed})
        assert refused.status_code == 422, typed
        assert said in refused.text.lower()
    assert (await administrator.post(f"{here}/mandates", role | {"organisation": "udruzenje „lipa”"})).status_code == 303
    given = (
        await session.execute(select(Mandate.role, Organisation.name).join(Organisation, Organisation.id == Mandate.organisation_id))
    ).all()
    assert ("cso_coordinator", "Удружење „Липа”") in given
    await session.execute(update(Organisation).where(Organisation.name == "Центар за воде").values(register_number="28123456"))
    await session.commit()
    assert (await administrator.post(f"{here}/mandates", role | {"role": "cso_member", "organisation": "28123456"})).status_code == 303


async def test_an_administrator_keeps_the_rules_of_an_authority_that_has_nobody(session, clock, administrator):
    authority = await an_authority(session, clock.now, name="Општина Тихи Поток")
    await session.commit()
    here = f"/desk/authority/{authority}"
    shown = await administrator.get(here)
    assert shown.status_code == 200
    assert f"{here}/programs" not in shown.text, "a token acts for an official of the authority"
    assert (await administrator.get(f"{here}/template")).status_code == 200
    own = {"rule": "rs.jls.report", "amount": "10", "unit": "cd", "count": "exclusive", "citation": "Статут, члан 20", "basis": "Статут"}
    kept = await administrator.post(f"{here}/rules", own | {"valid_from": "2026-01-01", "valid_to": ""})
    assert kept.status_code == 303, kept.text[-3000:]
    assert (await administrator.get("/desk/organisations")).text.count('href="/admin"')


async def test_a_closed_account_is_signed_out_and_opens_again(session, administrator, officer):
    person = await session.scalar(select(Person.id).where(Person.email == "kontakt@vrbovac.example"))
    assert (await officer.get("/desk")).status_code == 200
    assert (await administrator.post(f"/admin/people/{person}", {"act": "disable"})).status_code == 303
    assert (await officer.get("/desk")).status_code == 303
    refused = await officer.post("/sign-in", {"email": "kontakt@vrbovac.example", "password": PASSWORD, "next": "/"})
    assert refused.status_code == 422
    assert (await administrator.post(f"/admin/people/{person}", {"act": "enable"})).status_code == 303
    await officer.sign_in("kontakt@vrbovac.example", PASSWORD)
    assert (await administrator.post(f"/admin/people/{person}", {"act": "end"})).status_code == 303
    assert await session.scalar(select(func.count()).select_from(WebSession).where(WebSession.person_id == person)) == 0
    kept = [one for one in await acts(session) if one in ("account-disabled", "account-enabled", "sessions-ended")]
    assert kept == ["account-disabled", "account-enabled", "sessions-ended"]


async def test_the_last_administrator_stays_one(session, clock, administrator, chief):
    clock.forward(minutes=1)
    here = f"/admin/people/{chief.person_id}"
    mandate = await session.scalar(select(Mandate.id).where(Mandate.person_id == chief.person_id))
    for path, fields in ((here, {"act": "disable"}), (f"{here}/mandates/{mandate}/end", {})):
        refused = await administrator.post(path, fields)
        assert refused.status_code == 422
        assert "једини администратор" in refused.text
    second = await a_person(session, clock.now, "drugi@primer.rs", Held(Role.ADMINISTRATOR), name="Други")
    await session.commit()
    clock.forward(minutes=1)
    assert (await administrator.post(f"/admin/people/{second.person_id}", {"act": "disable"})).status_code == 303
    assert (await administrator.post(here, {"act": "disable"})).status_code == 422
    await end_mandate(session, clock.now, second.person_id, Held(Role.ADMINISTRATOR), clock.now)


async def test_who_asked_by_a_letter_is_erased_only_when_it_is_confirmed(session, clock, administrator):
    guest = (await a_person(session, clock.now, "gost@primer.rs", name="Гост")).person_id
    await session.commit()
    here = f"/admin/people/{guest}"
    assert (await administrator.post(here, {"act": "erase"})).status_code == 422
    assert (await administrator.post(here, {"act": "erase", "asked": "yes"})).status_code == 303
    assert (await administrator.get(here)).status_code == 404
    assert await session.scalar(select(Person.email).where(Person.id == guest)) is None
    officer = await session.scalar(select(Person.id).where(Person.email == "kontakt@vrbovac.example"))
    put = await administrator.post(f"/admin/people/{officer}", {"act": "erase", "asked": "yes"})
    assert put.headers["location"] == "/admin/erasures"
    assert await session.scalar(select(Person.email).where(Person.id == officer)) == "kontakt@vrbovac.example"


async def test_jobs_are_narrowed_tried_again_and_cancelled(session, clock, administrator, chief):
    failed = await queue_job(session, clock.now, "write-copy", SUBJECT, {"reference": "LR-2026-0001"}, chief.person_id)
    await end_job(session, clock.now, failed, JobState.FAILED, "worker-ended")
    await queue_job(session, clock.now, "import-comments", SUBJECT, {"reference": "LR-2026-0001", "file": str(SUBJECT)}, None)
    await session.commit()
    both = (await administrator.get("/admin/jobs?script=sr-Cyrl")).text
    assert "Вера Ђурић" in both
    assert f"/desk/c/LR-2026-0001/files/{SUBJECT}" in both
    only = (await administrator.get("/admin/jobs?state=failed")).text
    assert "/desk/c/LR-2026-0001/report/files" in only
    assert str(SUBJECT) not in only
    assert "/desk/c/LR-2026-0001/report/files" not in (await administrator.get("/admin/jobs?kind=import-comments")).text
    assert (await administrator.post(f"/admin/jobs/{failed}", {"act": "retry"})).status_code == 303
    assert await session.scalar(select(Job.state).where(Job.id == failed)) == "queued"
    assert (await administrator.post(f"/admin/jobs/{failed}", {"act": "retry"})).status_code == 404
    assert (await administrator.post(f"/admin/jobs/{failed}", {"act": "cancel"})).status_code == 303
    assert (await administrator.post(f"/admin/jobs/{failed}", {"act": "cancel"})).status_code == 404
    assert [one for one in await acts(session) if one.startswith("job-")] == ["job-retried", "job-cancelled"]


async def test_a_letter_that_was_given_up_leaves_once_more(session, clock, administrator):
    await write_letter(session, clock.now, "proba", "receipt", "neko@primer.rs", "sr-Cyrl", LetterWords("Потврда", "Текст"))
    letter = await session.scalar(select(Letter.id).where(Letter.dedupe_key == "proba"))
    await letter_failed(session, clock.now, letter, 6, "421 later")
    await session.commit()
    assert f'action="/admin/letters/{letter}"' in (await administrator.get("/admin/letters")).text
    assert (await administrator.post(f"/admin/letters/{letter}")).status_code == 303
    state = (await session.execute(select(Letter.given_up_at, Letter.attempts, Letter.next_attempt_at).where(Letter.id == letter))).one()
    assert tuple(state) == (None, 0, clock.now)
    assert (await administrator.post(f"/admin/letters/{letter}")).status_code == 404


async def test_the_ledger_is_narrowed_and_taken_as_a_file_of_the_same(clock, administrator, chief):
    shown = (await administrator.get("/admin/ledger?act=signed-in&person=admin@vrbovac.example&script=sr-Cyrl")).text
    assert shown.count("<td") == 5
    assert "Вера Ђурић" in shown
    file = await administrator.get(f"/admin/ledger.csv?act=signed-in&person={chief.person_id}")
    rows = list(csv.reader(io.StringIO(file.text.removeprefix("\ufeff"))))
    assert [row[2] for row in rows] == ["act", "signed-in"]
    day = clock.now.date()
    assert "Нема таквих радњи." in (await administrator.get(f"/admin/ledger?since={day + timedelta(days=1)}&script=sr-Cyrl")).text
    assert "Нема таквих радњи." not in (await administrator.get(f"/admin/ledger?until={day}&script=sr-Cyrl")).text
    for wrong in ("since=x", "person=niko@primer.rs"):
        assert (await administrator.get(f"/admin/ledger?{wrong}")).status_code == 422
        assert (await administrator.get(f"/admin/ledger.csv?{wrong}")).status_code == 422


async def test_an_overseer_reads_the_ledger_without_names(session, clock, browser, administrator, chief):
    await a_person(session, clock.now, "nadzor@primer.rs", Held(Role.OVERSEER), name="Надзор")
    await session.commit()
    overseer = browser()
    await overseer.sign_in("nadzor@primer.rs", PASSWORD)
    shown = (await overseer.get("/admin/ledger")).text
    assert "Вера Ђурић" not in shown
    assert str(chief.person_id) in shown
    assert (await overseer.get("/admin/ledger?person=admin@vrbovac.example")).status_code == 422
    assert (await overseer.get(f"/admin/ledger?person={chief.person_id}")).status_code == 200
    assert administrator


async def test_the_health_says_what_to_do_in_three_faces(session, clock, administrator):
    job = await queue_job(session, clock.now, "write-copy", SUBJECT, {}, None)
    await end_job(session, clock.now, job, JobState.FAILED, "worker-ended")
    await session.commit()
    for script, said in (("sr-Cyrl", "није успело: 1"), ("sr-Latn", "nije uspelo: 1"), ("en", "1 failed")):
        shown = (await administrator.get(f"/admin/health?script={script}")).text
        assert said in shown
        assert migrations.head() in shown
