"""A person reads what is kept of them, takes it away, and is erased: what was sent stays, its receipt verifies, files go from storage."""

import json
import os
import re

from journey import words
from sqlalchemy import select
from test_moderation import said

from dialog_tracker.accounts.actions import add_person, grant, make_link
from dialog_tracker.accounts.tables import ErasureRequest, Mandate, Person, WebSession
from dialog_tracker.comments.tables import Submission, SubmissionFile, Submitter
from dialog_tracker.documents.tables import StoredFile
from dialog_tracker.domain.policy import Held, Role
from dialog_tracker.domain.task import LinkPurpose
from dialog_tracker.intake.tables import IntakeFile
from dialog_tracker.outbox.tables import Job, Letter
from dialog_tracker.storage.files import FileStore
from dialog_tracker.upkeep import file_store
from dialog_tracker.worker import Worker
from factories import PASSWORD, a_person

MATCHES = "исти као при пријему"
PAPER = b"%PDF-1.4\n1 0 obj\n<< >>\nendobj\ntrailer\n<< >>\n%%EOF\n"


async def own(comment, visitor, text="Предлог грађанке."):
    """Send a comment in one's own name; gives the number."""
    assert (await comment(visitor).save(text)).status_code == 303
    return (await comment(visitor).send(speaker="")).headers["location"].rpartition("/")[2]


async def a_guest(session, clock, browser, email="gost@primer.rs"):
    person = await add_person(session, clock.now, email=email, name="Гост Гостић")
    secret = await make_link(session, clock.now, LinkPurpose.CONFIRM, person_id=person)
    await session.commit()
    guest = browser()
    assert (await guest.post(f"/confirm/{secret}")).status_code == 303
    return guest, person


async def attached(session, clock, store: FileStore, number, content=b"pismo", *, public=False):
    """A file that came with a submission, kept as the service keeps it, given long enough ago."""
    sha256 = store.put(content)
    os.utime(store.path_of(sha256), (0, 0))
    if await session.get(StoredFile, sha256) is None:
        session.add(StoredFile(sha256=sha256, size=len(content), media_type="application/pdf", stored_at=clock.now))
        await session.flush()
    submission_id = await session.scalar(select(Submission.id).where(Submission.number == number))
    name = "Ана Марић.pdf"
    session.add(SubmissionFile(submission_id=submission_id, position=1, sha256=sha256, name=name, words="Ана Марић", public=public))
    await session.commit()
    return sha256


async def test_everything_that_is_kept_is_read_and_taken_away_by_its_person_alone(stage, speaker, browser, comment):
    number = await own(comment, speaker)
    assert (await comment(speaker).save("Још није послато.")).status_code == 303
    shown = words((await speaker.get("/account/data")).text)
    for expected in ("lipa@lipa.example", "Ана Марић", "Предлог грађанке.", "Још није послато.", "Прилог је примљен"):
        assert expected in shown
    file = await speaker.get("/account/data.json")
    assert file.headers["content-disposition"] == 'attachment; filename="moji-podaci.json"'
    told = json.loads(file.text)
    assert [one["contact"]["number"] for one in told["submissions"]] == [number]
    assert told["submissions"][0]["comments"][0]["reasons"] == "Предлог грађанке."
    assert {one["act"] for one in told["acts"]} >= {"account-made", "signed-in", "submission-received"}
    assert told["baskets"][0]["consultation"] == stage.reference
    for address in ("/account/data", "/account/data.json", "/account/erase"):
        assert (await browser().get(address)).headers["location"].startswith("/sign-in")
    for link in ("/account/data", "/account/erase"):
        assert f'href="{link}"' in (await speaker.get("/account")).text


async def test_a_citizen_is_erased_by_password_and_the_receipt_still_verifies(session, speaker, browser, comment):
    numbers = [await own(comment, speaker), await said(comment, speaker, "Предлог удружења.")]
    assert (await comment(speaker).save("Још није послато.")).status_code == 303
    wrong = await speaker.post("/account/erase", {"password": "not this one"})
    assert wrong.status_code == 422
    assert "Лозинка није тачна." in words(wrong.text)
    assert "Потврде: и даље се могу проверити" in words(wrong.text)
    done = await speaker.post("/account/erase", {"password": PASSWORD})
    assert "Ваши подаци су обрисани" in done.text
    assert (await speaker.get("/account")).headers["location"].startswith("/sign-in")
    visitor = browser()
    for number in numbers:
        page = (await visitor.get(f"/k/{number}?check=")).text
        assert MATCHES in words(page)
        assert "Ана Марић" not in page
    assert "Липа" in (await visitor.get(f"/k/{numbers[1]}")).text
    assert set((await session.execute(select(Submitter.name, Submitter.email, Submitter.person_id))).all()) == {("", "", None)}
    person = (await session.execute(select(Person.email, Person.name, Person.password_hash).where(Person.disabled_at.is_not(None)))).one()
    assert person == (None, "", "")
    assert not (await session.scalars(select(Letter.id).where(Letter.address == "lipa@lipa.example"))).all()
    again = await visitor.post("/sign-in", {"email": "lipa@lipa.example", "password": PASSWORD})
    assert again.status_code == 422


async def test_a_guest_confirms_the_erasure_by_a_link_in_the_mail(session, stage, clock, browser, comment):
    guest, person = await a_guest(session, clock, browser)
    number = await own(comment, guest)
    other = browser()
    assert "Немате" not in (await guest.get("/account/data")).text
    asked = await guest.post("/account/erase", {})
    assert "gost@primer.rs" in asked.text
    body = await session.scalar(select(Letter.body).where(Letter.kind == "erase"))
    secret = re.search(r"/erase/([\w-]+)", body)[1]
    assert "Гост" in (await other.get(f"/k/{number}")).text
    assert (await other.get(f"/erase/{secret}")).status_code == 200
    assert "Гост" in (await other.get(f"/k/{number}")).text  # opening the link alone does nothing
    assert "Ваши подаци су обрисани" in (await other.post(f"/erase/{secret}")).text
    shown = words((await other.get(f"/k/{number}?check=")).text)
    assert "Гост" not in shown
    assert MATCHES in shown
    assert (await other.post(f"/erase/{secret}")).status_code == 404
    assert await session.scalar(select(WebSession.digest).where(WebSession.person_id == person)) is None
    assert (await session.execute(select(Letter.body, Letter.address).where(Letter.kind == "erase"))).one() == ("", "")
    assert stage.reference in number


async def test_an_official_waits_for_the_administrator(session, stage, clock, officer, browser):
    await a_person(session, clock.now, "admin@dijalog.example", Held(Role.ADMINISTRATOR))
    await session.commit()
    admin = browser()
    await admin.sign_in("admin@dijalog.example", PASSWORD)
    for _ in range(2):
        assert (await officer.post("/account/erase", {"password": PASSWORD})).headers["location"] == "/account/erase"
    assert "Одлучује администратор." in words((await officer.get("/account/erase")).text)
    (request,) = (await session.scalars(select(ErasureRequest.id))).all()
    shown = words((await admin.get("/admin/erasures")).text)
    assert "Мира Лукић" in shown
    assert (await officer.get("/admin/erasures")).status_code == 403
    refused = await admin.post("/admin/erasures", {"request": str(request), "act": "refuse", f"reason-{request}": " "})
    assert refused.status_code == 422
    why = {"request": str(request), "act": "refuse", f"reason-{request}": "Најпре предајте предмете."}
    assert (await admin.post("/admin/erasures", why)).status_code == 303
    assert "Најпре предајте предмете." in words((await officer.get("/account/erase")).text)
    assert (await admin.post("/admin/erasures", {"request": str(request), "act": "erase"})).status_code == 404
    assert (await officer.post("/account/erase", {"password": PASSWORD})).status_code == 303
    clock.forward(hours=1)
    newer = await session.scalar(select(ErasureRequest.id).where(ErasureRequest.decision == ""))
    assert (await admin.post("/admin/erasures", {"request": str(newer), "act": "erase"})).status_code == 303
    assert "Ниједан захтев не чека." in words((await admin.get("/admin/erasures")).text)
    ended = select(Mandate.valid_to).where(Mandate.person_id == stage.officer.person_id)
    assert (await session.scalars(ended)).all() == [clock.now]


async def test_the_only_administrator_stays(session, stage, clock, browser):
    person = await a_person(session, clock.now, "admin@dijalog.example", Held(Role.ADMINISTRATOR))
    await session.commit()
    admin = browser()
    await admin.sign_in("admin@dijalog.example", PASSWORD)
    assert (await admin.post("/account/erase", {"password": PASSWORD})).status_code == 303
    request = await session.scalar(select(ErasureRequest.id))
    refused = await admin.post("/admin/erasures", {"request": str(request), "act": "erase"})
    assert refused.status_code == 422
    assert "једини администратор" in words(refused.text)
    second = await a_person(session, clock.now, "drugi@dijalog.example")
    await grant(session, clock.now, second.person_id, Held(Role.ADMINISTRATOR))
    await session.commit()
    assert (await admin.post("/admin/erasures", {"request": str(request), "act": "erase"})).status_code in (303, 403)
    assert await session.scalar(select(Person.email).where(Person.id == person.person_id)) is None
    assert stage


async def test_files_that_hold_the_name_go_from_storage_and_the_receipt_still_verifies(
    session, sessions, settings, clock, stage, speaker, officer, browser, comment
):
    store = file_store(settings)
    store.root.mkdir(parents=True)
    numbers = [await own(comment, speaker), await own(comment, speaker, "Други предлог.")]
    sha256 = await attached(session, clock, store, numbers[0])
    shared = await attached(session, clock, store, numbers[1])
    assert shared == sha256
    came = await session.scalar(select(Submission.consultation_id).limit(1))
    first = await session.scalar(select(Submission.id).where(Submission.number == numbers[0]))
    blank = {"facts": {}, "columns": {}, "read": {"form": {"name": "Ана Марић"}, "files": []}, "created_at": clock.now}
    session.add(IntakeFile(consultation_id=came, sha256=sha256, name="Ана.eml", preset="mail", state="taken", submission_id=first, **blank))
    await session.commit()
    worker = Worker(settings, sessions, clock)
    desk = f"/desk/c/{stage.reference}/erase"
    assert "датотека која припада и другом прилогу".lower() in words((await officer.get(desk)).text).lower()
    assert (await officer.post(desk, {"submission": numbers[0]})).headers["location"] == f"/k/{numbers[0]}"
    await worker.tidy()
    assert store.holds(sha256)  # the other submission uses it
    shown = words((await officer.get(f"/k/{numbers[0]}")).text)
    assert "садржај обрисан" in shown
    assert "datoteka-1.pdf" in shown
    assert "Ана Марић" not in shown
    gone = await officer.get(f"/k/{numbers[0]}/files/1")
    assert gone.status_code == 404
    assert "чува се само њен отисак" in words(gone.text)
    assert (await officer.get(f"/k/{numbers[1]}/files/1")).status_code == 200
    assert (await officer.post(desk, {"submission": numbers[1]})).status_code == 303
    job = await session.scalar(select(Job.id).where(Job.kind == "erase-files"))
    await worker.do_job(job)
    assert not store.holds(sha256)
    session.expire_all()
    row = await session.get(StoredFile, sha256)
    assert (row.size, row.erased_at) == (5, clock.now)
    form = (await session.execute(select(IntakeFile.read, IntakeFile.name, IntakeFile.erased_at))).one()
    assert form == (None, "datoteka.eml", clock.now)
    assert (await session.scalars(select(SubmissionFile.words))).all() == ["", ""]
    assert (await browser().get(f"/k/{numbers[0]}")).status_code == 200


async def test_the_receipt_of_a_submission_with_a_file_verifies_after_the_file_is_erased(session, settings, speaker, browser, comment):
    store = file_store(settings)
    assert (await comment(speaker).save("Са датотеком.")).status_code == 303
    reference = comment(speaker).reference
    laid = await speaker.client.post(
        f"/c/{reference}/basket/files",
        data={"_csrf_token": await token(speaker, f"/c/{reference}/basket")},
        files={"files": ("Ана Марић.pdf", PAPER, "application/pdf")},
    )
    assert laid.status_code == 303, laid.text
    number = (await comment(speaker).send(speaker="")).headers["location"].rpartition("/")[2]
    sha256 = await session.scalar(select(SubmissionFile.sha256))
    assert store.holds(sha256)
    assert "Ваши подаци су обрисани" in (await speaker.post("/account/erase", {"password": PASSWORD})).text
    assert await session.scalar(select(StoredFile.erased_at).where(StoredFile.sha256 == sha256)) is not None
    assert MATCHES in words((await browser().get(f"/k/{number}?check=")).text)
    assert "datoteka-1.pdf" in (await browser().get(f"/k/{number}")).text


async def token(visitor, path):
    return re.search(r'name="_csrf_token" value="([^"]*)"', (await visitor.get(path)).text)[1]


async def test_a_public_file_stays_with_its_submission(session, settings, clock, stage, speaker, officer, comment):
    store = file_store(settings)
    store.root.mkdir(parents=True)
    number = await own(comment, speaker)
    sha256 = await attached(session, clock, store, number, b"studija", public=True)
    assert (await officer.post(f"/desk/c/{stage.reference}/erase", {"submission": number})).status_code == 303
    assert await session.scalar(select(StoredFile.erased_at).where(StoredFile.sha256 == sha256)) is None


async def test_the_privacy_page_lists_the_periods_in_both_languages(browser):
    visitor = browser()
    shown = words((await visitor.get("/pages/privatnost")).text)
    assert "2 године од објављивања извештаја" in shown
    assert "90 дана од слања" in shown
    english = words((await visitor.get("/pages/privatnost?script=en")).text)
    assert "5 years since the report was published" in english
    assert "How long personal data are kept" not in (await visitor.get("/pages/uslovi")).text


async def test_an_address_without_an_account_finds_nobody_elses_data(session, clock, speaker, comment):
    from dialog_tracker.desk.own_data import everything_of

    await own(comment, speaker)
    nobody = await everything_of(session, "niko@primer.rs", clock.now)
    assert (nobody.account, nobody.submissions, nobody.letters, nobody.acts, nobody.baskets) == (None, [], [], [], [])


async def test_erasing_one_person_leaves_the_others_and_letters_without_an_address_alone(session, stage, clock, speaker, comment):
    from dialog_tracker.comments.actions import log_on_behalf
    from dialog_tracker.comments.storing import Arrival, Author
    from dialog_tracker.domain.submission import Channel, NameDisplay, SubmissionDraft, SubmitterKind
    from factories import a_comment

    author = Author("Петар Ристић", SubmitterKind.INDIVIDUAL)
    draft = SubmissionDraft(SubmitterKind.INDIVIDUAL, NameDisplay.FULL, (a_comment(),))
    arrival = Arrival(Channel.POST, clock.now)
    await log_on_behalf(session, stage.officer, clock.now, stage.reference, "key-of-a-form-0009", author, arrival, draft)
    invited = await make_link(session, clock.now, LinkPurpose.RESET, person_id=stage.officer.person_id)
    await session.commit()
    await own(comment, speaker)
    assert (await speaker.post("/account/erase", {"password": PASSWORD})).status_code == 200
    assert sorted((await session.scalars(select(Submitter.name))).all()) == ["", "Петар Ристић"]
    assert len((await session.scalars(select(Person.id).where(Person.email.is_not(None)))).all()) == 2
    assert (await speaker.get(f"/reset/{invited}")).status_code == 200
