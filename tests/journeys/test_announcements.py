"""The call, the programme and the package, as a contact point takes them from the desk."""

import asyncio
import hashlib
import io
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest
from docx import Document
from journey import words
from sqlalchemy import select, update

from dialog_tracker.consultations.actions import ConsultationDraft, open_consultation, withdraw
from dialog_tracker.consultations.tables import Consultation
from dialog_tracker.documents.tables import Act, ActAttachment, Provision, StoredFile, Version
from dialog_tracker.domain.act import DocumentKind
from dialog_tracker.ledger.tables import LedgerEntry
from factories import PASSWORD

KINDS = ("notice", "call", "programme", "letter")


@pytest.fixture
async def desk(stage, officer, app):
    app.state.files.put(b"word")  # the factory's file is noted and not kept
    await officer.sign_in("kontakt@vrbovac.example", PASSWORD)
    return f"/desk/c/{stage.reference}/announcements"


async def test_the_page_shows_the_texts_and_says_what_is_missing(officer, desk):
    shown = words((await officer.get(f"{desk}?script=sr-Cyrl")).text)
    assert "Јавна расправа траје" in shown
    assert "Није унет координатор." in shown
    latin = words((await officer.get(f"{desk}?script=sr-Latn")).text)
    assert "Javna rasprava traje" in latin


@pytest.mark.parametrize("letters", ["cyrl", "latn"])
@pytest.mark.parametrize("tool", [("ooxml-integrity", "check"), ("openxml-audit",)])
async def test_every_word_file_is_sound(officer, desk, letters, tool, tmp_path):
    for name in (*(f"{kind}.docx" for kind in KINDS), "form.docx"):
        answer = await officer.get(f"{desk}/{name}?letters={letters}")
        assert answer.status_code == 200
        text = "\n".join(p.text for p in Document(io.BytesIO(answer.content)).paragraphs)
        assert any("\u0400" <= sign <= "\u04ff" for sign in text) == (letters == "cyrl"), name
        file = tmp_path / name
        file.write_bytes(answer.content)
        command = [Path(sys.executable).with_name(tool[0]), *tool[1:], file]
        done = await asyncio.to_thread(subprocess.run, command, capture_output=True, text=True, check=False)
        assert done.returncode == 0, f"{name}: {done.stdout}{done.stderr}"


async def test_the_package_holds_everything_with_its_fingerprints(stage, officer, desk, session, app, clock):
    sha256 = app.state.files.put(b"the draft")
    session.add(
        StoredFile(
            sha256=sha256, size=9, media_type="application/vnd.openxmlformats-officedocument.wordprocessingml.document", stored_at=clock.now
        )
    )
    await session.flush()
    await session.execute(update(Version).values(source_sha256=sha256))
    answer = await officer.get(f"{desk}/package.zip?letters=latn")
    assert answer.status_code == 200
    packed = zipfile.ZipFile(io.BytesIO(answer.content))
    assert packed.testzip() is None
    reference = stage.reference
    assert packed.namelist() == sorted(
        [
            "SADRZAJ.txt",
            "SHA256SUMS.txt",
            f"nacrt-{reference}.docx",
            f"obrazac-{reference}.docx",
            *(
                f"{name}-{reference}.{ending}"
                for name in ("obavestenje", "javni-poziv", "program", "pozivno-pismo")
                for ending in ("docx", "txt")
            ),
        ]
    )
    for line in packed.read("SHA256SUMS.txt").decode().splitlines():
        digest, _, name = line.partition("  ")
        assert hashlib.sha256(packed.read(name)).hexdigest() == digest
    assert "Javna rasprava traje" in packed.read(f"javni-poziv-{reference}.txt").decode().replace("\u00a0", " ")
    assert (await officer.get(f"{desk}/package.zip?letters=latn")).content == answer.content


async def test_strangers_are_kept_out_and_other_names_are_not_found(officer, desk, browser):
    for name in ("", "/call.docx", "/package.zip"):
        assert (await browser().get(desk + name)).status_code in (303, 401, 403, 404)
    for name in ("call.exe", "nothing.docx", "call", "..%2f..%2fx.docx"):
        assert (await officer.get(f"{desk}/{name}")).status_code == 404


def stored(app, content: bytes, media_type: str, now) -> StoredFile:
    return StoredFile(sha256=app.state.files.put(content), size=len(content), media_type=media_type, stored_at=now)


async def test_a_pdf_comes_with_our_word_text_and_with_the_explanatory_note(stage, officer, desk, session, app, clock):
    source, note = stored(app, b"%PDF draft", "application/pdf", clock.now), stored(app, b"%PDF note", "application/pdf", clock.now)
    hidden_note = stored(app, b"%PDF inner", "application/pdf", clock.now)
    session.add_all([source, note, hidden_note])
    await session.flush()
    await session.execute(update(Version).values(source_sha256=source.sha256))
    await session.execute(update(Provision).where(Provision.anchor == "cl3").values(kind="explanatory_note"))
    act_id = await session.scalar(select(Act.id))
    for file, public in ((note, True), (hidden_note, False)):
        made = {"name": "../o.pdf", "kind": DocumentKind.EXPLANATORY_NOTE, "public": public, "created_at": clock.now}
        session.add(ActAttachment(act_id=act_id, sha256=file.sha256, **made))
    await session.commit()
    packed = zipfile.ZipFile(io.BytesIO((await officer.get(f"{desk}/package.zip?letters=latn")).content))
    names = set(packed.namelist())
    reference = stage.reference
    assert {f"nacrt-{reference}.pdf", f"nacrt-tekst-{reference}.docx", f"obrazlozenje-{reference}.docx"} <= names
    assert packed.read(f"obrazlozenje-{reference}-1.pdf") == b"%PDF note"
    assert not [name for name in names if packed.read(name) == b"%PDF inner"]
    text = "\n".join(p.text for p in Document(io.BytesIO(packed.read(f"nacrt-tekst-{reference}.docx"))).paragraphs)
    assert "Ovom odlukom uređuje se održavanje zelenih površina." in text
    listed = packed.read("SADRZAJ.txt").decode()
    assert "tekst onako kako je dostavljen" in listed
    for name in names - {"SADRZAJ.txt", "SHA256SUMS.txt"}:
        assert f"{name}\n" in listed
        assert hashlib.sha256(packed.read(name)).hexdigest() in listed


async def test_a_hostile_title_names_no_file(officer, desk, session, app, clock):
    await session.execute(update(Act).values(title='../../"etc/passwd" & <b>', title_latn='../../"etc/passwd" & <b>'))
    source = stored(app, b"the draft", "text/plain", clock.now)
    session.add(source)
    await session.flush()
    await session.execute(update(Version).values(source_sha256=source.sha256))
    await session.commit()
    answer = await officer.get(f"{desk}/package.zip")
    assert answer.headers["content-disposition"].count('"') == 2
    for name in zipfile.ZipFile(io.BytesIO(answer.content)).namelist():
        assert name.isascii()
        assert not set(name) & set('/\\"<>&')
        assert ".." not in name
    assert "<b>" not in (await officer.get(desk)).text


async def test_the_letter_names_whom_it_goes_to(officer, desk):
    shown = (await officer.get(f"{desk}?recipient=%3Cb%3E%D0%9B%D0%B8%D0%BF%D0%B0%22")).text
    assert "<b>Липа" not in shown
    letter = Document(io.BytesIO((await officer.get(f"{desk}/letter.docx?recipient=Удружење%20%D0%9B%D0%B8%D0%BF%D0%B0")).content))
    assert "Удружење Липа" in [p.text for p in letter.paragraphs]
    bare = Document(io.BytesIO((await officer.get(f"{desk}/letter.docx")).content))
    assert "" not in [p.text.strip() for p in bare.paragraphs]


async def test_the_form_has_eight_rows_and_says_which_consultation_it_is_of(stage, officer, desk):
    content = (await officer.get(f"{desk}/form.docx")).content
    sender, general, table = Document(io.BytesIO(content)).tables
    heads = ["Р. бр.", "Одредба", "Став, тачка", "Врста", "Примедба", "Предлог измене", "Образложење"]
    assert [cell.text for cell in table.rows[0].cells] == heads
    xml = zipfile.ZipFile(io.BytesIO(content)).read("word/document.xml").decode()
    assert (len(sender.rows), xml.count("<w15:repeatingSectionItem/>"), len(general.rows)) == (9, 8, 1)
    assert xml.count('w:value="cl2"') == 8
    assert 'w:displayText="Члан 2. Начела"' in xml
    assert (await officer.get(f"/c/{stage.reference}/form.docx")).content == content
    package = zipfile.ZipFile(io.BytesIO(content))
    assert f"<vt:lpwstr>{stage.reference}</vt:lpwstr>" in package.read("docProps/custom.xml").decode()
    assert "LR-2026-0001/2-" in package.read("word/footer1.xml").decode()


async def test_before_publication_only_the_desk_has_them_afterwards_everybody(stage, officer, browser, session, clock):
    today = clock.now.date()
    act_id = await session.scalar(select(Act.id))
    draft = ConsultationDraft(stage.authority_id, act_id, stage.version_id, "rs.public_debate", today, today.replace(day=30), None)
    unpublished = await open_consultation(session, stage.officer, clock.now, draft)
    await session.commit()
    shown = await officer.get(f"/desk/c/{unpublished}/announcements")
    assert shown.status_code == 200
    assert "Обавештење о почетку" not in words(shown.text)  # this procedure has no notice of start
    assert (await officer.get(f"/desk/c/{unpublished}/announcements/call.docx")).status_code == 200
    for visitor in (browser(), officer):
        assert (await visitor.get(f"/c/{unpublished}/call.docx")).status_code == 404
    for kind in ("call", "programme"):
        answer = await browser().get(f"/c/{stage.reference}/{kind}.docx?script=sr-Latn")
        assert answer.status_code == 200
        assert "Opština Vrbovac" in [p.text for p in Document(io.BytesIO(answer.content)).paragraphs]
    assert f"/c/{stage.reference}/programme.docx" in (await browser().get(f"/c/{stage.reference}")).text
    assert (await browser().get(f"/c/{stage.reference}/letter.docx")).status_code == 404


async def test_a_call_keeps_the_day_on_which_it_went_out(stage, browser, clock):
    clock.forward(days=3)
    call = Document(io.BytesIO((await browser().get(f"/c/{stage.reference}/call.docx")).content))
    assert "Врбовац, 23.\u00a0новембар 2026.\u00a0године" in [p.text for p in call.paragraphs]


async def test_details_are_corrected_and_what_changed_is_written_down(stage, officer, desk, session):
    address = f"/desk/c/{stage.reference}/details"
    assert (await officer.get(address)).status_code == 200
    typed = {"coordinator": "Ана Марић", "working_group": "Пет чланова.", "email": "Predlozi@Vrbovac.example", "summary": ""}
    assert (await officer.post(address, typed)).status_code == 303
    row = (await session.scalars(select(Consultation).where(Consultation.reference == stage.reference))).one()
    assert (row.coordinator_latn, row.working_group, row.email) == ("Ana Marić", "Пет чланова.", "predlozi@vrbovac.example")
    written = (await session.scalars(select(LedgerEntry).where(LedgerEntry.act == "details-changed"))).one()
    assert written.facts["fields"] == ["coordinator", "email", "working_group"]
    assert (await officer.post(address, typed)).status_code == 303
    assert len((await session.scalars(select(LedgerEntry).where(LedgerEntry.act == "details-changed"))).all()) == 1
    assert "Није унет координатор." not in words((await officer.get(f"{desk}?script=sr-Cyrl")).text)


async def test_details_that_cannot_be_are_refused_and_kept_on_the_form(stage, officer, browser, session, clock):
    address = f"/desk/c/{stage.reference}/details"
    refused = await officer.post(address, {"email": "nema", "portal_url": "javascript:alert(1)", "decision": "Одлука 5"})
    assert refused.status_code == 422
    assert refused.text.count("govuk-error-message") >= 2
    assert "Одлука 5" in refused.text
    stranger = browser()
    await stranger.sign_in("lipa@lipa.example", PASSWORD)
    assert (await stranger.get(address)).status_code == 403
    assert (await stranger.post(address, {"decision": "моја"})).status_code == 403
    await withdraw(session, stage.officer, clock.now, stage.reference, "Повучено.")
    await session.commit()
    assert (await officer.post(address, {"decision": "Одлука 5"})).status_code == 409


async def test_an_event_shows_its_hours_and_its_link_and_refuses_bad_ones(stage, officer, browser):
    address = f"/desk/c/{stage.reference}/event"
    event = {"kind": "round_table", "title": "Разговор", "place": "Врбовац", "held_on": "2026-11-27", "qualifier": "not_stated"}
    assert (await officer.post(address, event | {"starts_time": "15.00", "ends_time": "13.00"})).status_code == 422
    assert (await officer.post(address, event | {"link": "javascript:alert(1)"})).status_code == 422
    hours = {"starts_time": "13.00", "ends_time": "15.30", "link": "https://veza.example/x?a=1"}
    assert (await officer.post(address, event | hours)).status_code == 303
    shown = (await browser().get(f"/c/{stage.reference}?script=sr-Cyrl")).text
    assert "13.00–15.30" in words(shown)
    assert 'href="https://veza.example/x?a=1"' in shown
