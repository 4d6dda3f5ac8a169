"""The whole way through HTTP: from a Word draft to a report that people read and download in both scripts."""

import io
import re
import zipfile
from dataclasses import replace
from importlib import resources

from journey import Comment, hidden, words
from sqlalchemy import text

from dialog_tracker.domain.policy import Held, Role
from dialog_tracker.outbox.queries import letters
from dialog_tracker.worker import Worker
from factories import PASSWORD, a_person, an_authority

WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
DRAFT = resources.files("dialog_tracker.sample").joinpath("odluka.docx").read_bytes()


async def import_draft(officer, authority_id):
    """Upload the Word draft, look at the preview, store it; gives the address of the form that opens a consultation."""
    uploaded = await officer.post("/desk/import", {"authority": str(authority_id)}, {"file": ("odluka.docx", DRAFT, WORD)})
    assert uploaded.status_code == 303, words(uploaded.text)
    preview = await officer.get(uploaded.headers["location"])
    assert "зелен" in words(preview.text).lower() or "Члан 1" in words(preview.text)
    title = re.search(r'name="title"[^>]*value="([^"]+)"', preview.text)[1]
    stored = await officer.post(uploaded.headers["location"], {"title": title, "kind": "decision", "case_number": "011-1/2026"})
    assert stored.status_code == 303
    again = await officer.post(uploaded.headers["location"], {"title": title, "kind": "decision", "case_number": "011-1/2026"})
    assert again.status_code == 404, "a preview is confirmed once"
    return stored.headers["location"]


async def open_and_publish(officer, address):
    """Open the consultation for today and the days proposed, and publish it; gives its reference."""
    shown = await officer.get(address)
    assert shown.status_code == 200
    refused = await officer.post(address, {"procedure": "rs.local_debate", "opens_on": "31.11.2026.", "last_on": "13.12.2026."})
    assert refused.status_code == 422
    assert "13.12.2026." in refused.text, "what was typed stays"
    typed = {"procedure": "rs.local_debate", "opens_on": "23.11.2026.", "last_on": "2026-12-13", "coordinator": "Мира Лукић, 014/123-456"}
    opened = await officer.post(address, typed)
    assert opened.status_code == 303, words(opened.text)
    desk = opened.headers["location"]
    reference = desk.rsplit("/", 1)[1]
    assert (await officer.get(f"/c/{reference}")).status_code == 200
    published = await officer.post(f"{desk}/publish")
    assert published.headers["location"] == f"/c/{reference}"
    assert (await officer.post(f"{desk}/publish")).status_code == 403
    return reference


async def register(visitor, session):
    """Register for an association and confirm by the link in the letter."""
    typed = {"name": "Јована Тот", "email": "jovana@izvor.example", "password": PASSWORD, "organisation": "Удружење „Извор”"}
    assert (await visitor.post("/register", typed | {"kind": "association"})).status_code == 200
    link = re.search(r"http://dijalog\.example(/confirm/\S+)", (await letters(session))[0].body)[1]
    assert (await visitor.post(link)).status_code == 303


async def test_from_a_word_draft_to_a_report_in_both_scripts(session, sessions, clock, browser, settings):  # noqa: PLR0915  (one story)
    begun = clock.now
    authority_id = await an_authority(session, clock.now)
    await a_person(session, clock.now, "kontakt@vrbovac.example", Held(Role.CONTACT_POINT, authority_id), name="Мира Лукић")
    await a_person(session, clock.now, "nacelnica@vrbovac.example", Held(Role.APPROVER, authority_id), name="Вера Илић")
    await session.commit()
    officer, approver, speaker, reader, latin = (browser() for _ in range(5))
    await officer.sign_in("kontakt@vrbovac.example", PASSWORD)
    await approver.sign_in("nacelnica@vrbovac.example", PASSWORD)

    address = await import_draft(officer, authority_id)
    draft_only = await session.scalar(text("SELECT count(*) FROM consultation"))
    assert draft_only == 0, "a draft that was imported is not public"
    reference = await open_and_publish(officer, address)
    assert reference in (await reader.get("/")).text
    text_page = words((await reader.get(f"/c/{reference}/text")).text)
    assert "Члан 1" in text_page
    assert "Član 1" in words((await latin.get(f"/c/{reference}/text?script=sr-Latn")).text)
    downloaded = await reader.get(f"/c/{reference}/draft.docx")
    assert downloaded.content == DRAFT

    # somebody not signed in writes first and registers afterwards
    form = Comment(speaker, reference)
    kept = await form.save("Рок је прекратак за удружења.", "Члан 3. мења се и гласи: рок је 30 дана.", "cl3")
    assert kept.headers["location"].startswith("/sign-in")
    await register(speaker, session)
    shown = await speaker.get(f"/c/{reference}/text/cl3")
    assert "Рок је прекратак за удружења." in shown.text, "what was typed before the sign-in is in the form"
    assert (await form.save("Рок је прекратак за удружења.", "Члан 3. мења се и гласи: рок је 30 дана.", "cl3")).status_code == 303
    assert (await form.save("Одлука је добра у целини.", "", "")).status_code == 303
    basket = words((await speaker.get(f"/c/{reference}/basket")).text)
    assert "Рок је прекратак" in basket
    assert "Удружење „Извор”" in basket
    assert (await form.send(agreed="")).status_code == 422
    receipt = (await form.send()).headers["location"]
    number = receipt.rsplit("/", 1)[1]
    shown = words((await reader.get(receipt)).text)
    assert "Рок је прекратак за удружења." in shown
    assert "jovana@izvor.example" not in shown
    letter = next(row for row in await letters(session) if row.kind == "receipt")
    assert (letter.address, number in letter.body) == ("jovana@izvor.example", True)
    assert (await reader.get(f"/find?q={number}")).headers["location"] == receipt

    # the window closes; the officer answers, the approver publishes
    clock.now = begun.replace(month=12, day=14)
    await officer.sign_in("kontakt@vrbovac.example", PASSWORD)
    await approver.sign_in("nacelnica@vrbovac.example", PASSWORD)
    assert (await officer.get(f"/desk/c/{reference}/answers")).headers["location"].startswith("/desk/k/")
    for ordinal, decision, reasons in ((1, "partially_accepted", "Рок се продужава на 20 дана."), (2, "noted", "Хвала.")):
        bench = await officer.get(f"/desk/k/{number}/{ordinal}")
        assert bench.status_code == 200
        answer = {"revision": hidden(bench.text, "revision"), "status": decision, "reasons": reasons, "what_changed": ""}
        assert (await officer.post(f"/desk/k/{number}/{ordinal}", answer)).status_code == 303
    assert "Рок се продужава" not in (await reader.get(f"/c/{reference}/comments")).text, "a drafted answer is not public"
    assert (await officer.post(f"/desk/c/{reference}/answers/publish")).status_code == 403
    assert (await approver.post(f"/desk/c/{reference}/answers/publish")).status_code == 303
    assert "Рок се продужава на 20 дана." in (await reader.get(f"/c/{reference}/comments")).text
    assert "Rok se produžava na 20 dana." in (await latin.get(f"/c/{reference}/comments")).text

    assert (await reader.get(f"/c/{reference}/report")).status_code == 404
    assert (await approver.get(f"/desk/c/{reference}/report")).status_code == 200
    assert (await approver.post(f"/desk/c/{reference}/report", {"exceptions": ""})).status_code == 303
    report = words((await reader.get(f"/c/{reference}/report")).text)
    for said in ("Рок је прекратак за удружења.", "Рок се продужава на 20 дана.", "Удружење „Извор”"):
        assert said in report, report[-6000:]
    assert (await reader.get(f"/c/{reference}/report/cyrl.docx")).status_code == 404, "the files are not made yet"
    job_id = await session.scalar(text("SELECT id FROM job"))
    await Worker(replace(settings, soffice="/nonexistent/soffice"), sessions, clock).do_job(job_id)
    for name, said in (("cyrl.docx", "Рок се продужава на"), ("latn.docx", "Rok se produžava na")):
        file = await reader.get(f"/c/{reference}/report/{name}")
        assert file.status_code == 200
        assert file.headers["content-type"] == WORD
        document = zipfile.ZipFile(io.BytesIO(file.content)).read("word/document.xml").decode()
        assert said in re.sub(r"<[^>]+>", "", document)
    assert (await reader.get(f"/c/{reference}/report/elsewhere.docx")).status_code == 404
