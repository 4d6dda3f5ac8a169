"""Word forms: written, filled in, saved by other programs, read back; forms of other makers; folders with damaged files."""

import asyncio
import hashlib
import io
import re
import subprocess
import zipfile
from datetime import date, time

import docx
import pytest
from sqlalchemy import select

from dialog_tracker.comments.tables import Comment, Submission, SubmissionFile, Submitter
from dialog_tracker.consultations.queries import facts_of
from dialog_tracker.domain.comment_form import form_code, read_form_code
from dialog_tracker.domain.errors import Conflict, FieldErrors, Malformed, NotFound
from dialog_tracker.domain.script import Script, to_latin
from dialog_tracker.domain.submission import content_hash
from dialog_tracker.intake.actions import Given, drop_file
from dialog_tracker.intake.forms import Mended, receive_form, take_mended, waiting_form
from dialog_tracker.office.bundles import Bundled, is_bundle, unbundle
from dialog_tracker.office.comment_form_file import CommentForm, comment_form
from dialog_tracker.office.soffice import found_soffice

PROVISIONS = [("cl1", "Члан 1. Предмет"), ("cl2", "Члан 2. Начела"), ("cl3", "Члан 3. Ступање на снагу")]
TEXT, TAG = re.compile(r"(<w:t[^>]*>)[^<]*(</w:t>)"), '<w:tag w:val="{}"/>'
ANSWERS = {
    "submitter.name": "Удружење „Липа”",
    "submitter.contact": "Ана Марић",
    "submitter.email": "lipa@lipa.example",
    "submitter.date": "12. новембар 2026.",
    "submitter.stance": "подржавамо уз измене",
    "general.text": "Одлука је потребна и добро припремљена.",
    "row01.provision": "Члан 1. Предмет",
    "row01.sub": "став 2. тачка 1)",
    "row01.kind": "примедба",
    "row01.text": "Заливање није довољно одређено.",
    "row01.wording": "„1) редовно заливање;”",
    "row01.reason": "Пракса је неуједначена.",
    "row02.provision": "Члан 3. Ступање на снагу",
    "row02.wording": "Одлука ступа на снагу 1. јануара.",
}


def blank(reference, script=Script.CYRILLIC):
    form = CommentForm("Одлука", date(2026, 12, 1), time(15, 30), ["поштом"], "Општина", date(2026, 11, 1), PROVISIONS, "v1")
    return comment_form(form, script, reference)


def changed(content, change, name="word/document.xml"):
    made = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as source, zipfile.ZipFile(made, "w") as target:
        for entry in source.namelist():
            part = source.read(entry)
            target.writestr(entry, change(part.decode()).encode() if entry == name else part)
    return made.getvalue()


def filled(content, answers):
    """Write into the fields as a person would: the text of each field is replaced, its hint is gone."""

    def write(xml):
        for tag, said in answers.items():
            at = xml.index(TAG.format(tag))
            head, _, tail = xml[at:].partition("<w:sdtContent>")
            written = TEXT.sub(rf"\g<1>{said}\g<2>", tail, count=1)
            xml = f"{xml[:at]}{head.replace('<w:showingPlcHdr/>', '')}<w:sdtContent>{written}"
        return xml

    return changed(content, write)


def saved_by_libreoffice(content, folder, ending="docx"):
    source = folder / "form.docx"
    source.write_bytes(content)
    out = folder / "out"
    command = [
        found_soffice(None),
        f"-env:UserInstallation=file://{folder}/profile",
        "--headless",
        "--convert-to",
        ending,
        "--outdir",
        out,
        source,
    ]
    subprocess.run(command, check=True, capture_output=True, timeout=120)
    return (out / f"form.{ending}").read_bytes()


@pytest.fixture
def come(session, clock, stage):
    async def came(content, name="obrazac.docx", **more: object):
        facts = await facts_of(session, stage.reference, clock.now)
        given = Given(name, hashlib.sha256(content).hexdigest(), len(content), "application/octet-stream")
        return await receive_form(session, stage.officer, clock.now, facts, given, content, **more)

    return came


async def rows(session):
    shown = (Comment.kind, Comment.target, Comment.anchor, Comment.proposed, Comment.reasons)
    return (await session.execute(select(*shown).order_by(Comment.position))).all()


@pytest.mark.parametrize("script", list(Script))
async def test_a_filled_form_comes_in_with_every_row_on_its_place(session, stage, come, script):
    say = to_latin if script is Script.LATIN else str
    content = filled(blank(stage.reference, script), {tag: say(said) for tag, said in ANSWERS.items()})
    came = await come(content)
    assert (came.comments, came.unplaced, came.file.state) == (3, (), "taken")
    assert await rows(session) == [
        ("proposal", "general", "", "", say("Одлука је потребна и добро припремљена.")),
        (
            "objection",
            "provision",
            "cl1-st2-t1",
            say("„1) редовно заливање;”"),
            say("Заливање није довољно одређено.\n\nПракса је неуједначена."),
        ),
        ("proposal", "provision", "cl3", say("Одлука ступа на снагу 1. јануара."), ""),
    ]
    sent = (await session.execute(select(Submission, Submitter).join(Submitter, Submitter.submission_id == Submission.id))).one()
    assert (sent.Submission.stance, sent.Submission.written_on, sent.Submission.channel) == (
        "support_with_changes",
        date(2026, 11, 12),
        "email",
    )
    assert (sent.Submitter.name, sent.Submitter.email) == (say("Ана Марић"), "lipa@lipa.example")
    assert sent.Submission.organisation_id == stage.organisation_id
    assert await session.scalar(select(SubmissionFile.sha256)) == hashlib.sha256(content).hexdigest()


@pytest.mark.office
@pytest.mark.parametrize("ending", ["docx", "odt"])
async def test_a_form_saved_by_libreoffice_loses_tags_and_no_row(session, stage, come, tmp_path, ending):
    content = saved_by_libreoffice(filled(blank(stage.reference), ANSWERS), tmp_path, ending)
    came = await come(content, f"obrazac.{ending}", soffice=found_soffice(None))
    assert (came.comments, came.file.state) == (3, "taken"), came
    assert [row.anchor for row in await rows(session)] == ["", "cl1-st2-t1", "cl3"]


async def test_an_empty_form_and_one_of_another_consultation_are_refused_with_the_reason(stage, come):
    assert (await come(blank(stage.reference))).file.code == "form-empty"
    other = await come(filled(blank("JR-2026-0099"), ANSWERS))
    assert (other.file.state, other.file.code, other.file.facts) == (
        "refused",
        "form-of-another-consultation",
        {"reference": "JR-2026-0099"},
    )


async def test_the_same_form_comes_in_once(stage, come):
    content = filled(blank(stage.reference), ANSWERS)
    first = await come(content)
    with pytest.raises(Conflict, match=f"file-came-before.*{first.number}"):
        await come(content, "drugo-ime.docx")


def another_makers(*, merged=False):
    document = docx.Document()
    document.add_paragraph("ПРИМЕДБЕ НА НАЦРТ ОДЛУКЕ")
    document.add_paragraph("Назив организације: Центар за зелене градове")
    document.add_paragraph("Е-пошта: centar@zeleni.example")
    document.add_paragraph("Сматрамо да је рок за јавну расправу прекратак и да га треба продужити за најмање десет дана.")
    table = document.add_table(rows=1, cols=4)
    for cell, words in zip(table.rows[0].cells, ("Obrazloženje", "Predlog izmene", "Član", "R.br."), strict=True):
        cell.text = words
    for values in (("Разлог један.", "Нови текст један.", "чл. 1 ст. 2", "1."), ("", "", "", "2."), ("Разлог два.", "", "члан 2", "3.")):
        for cell, words in zip(table.add_row().cells, values, strict=True):
            cell.text = words
    if merged:
        last = table.add_row().cells
        last[0].text, last[2].text = "Разлог три.", ""
        table.cell(3, 2).merge(table.cell(4, 2))
        table.cell(3, 3).merge(table.cell(4, 3))
    second = document.add_table(rows=2, cols=2)
    for cell, words in zip(
        [cell for row in second.rows for cell in row.cells], ("Члан", "Коментар", "члан 44", "Тог члана нема."), strict=True
    ):
        cell.text = words
    made = io.BytesIO()
    document.save(made)
    return made.getvalue()


async def test_a_form_of_another_maker_waits_with_what_is_in_doubt(session, clock, stage, come):
    came = await come(another_makers(merged=True), "primedbe.docx")
    assert (came.file.state, came.comments) == ("waiting", 5)
    facts = await facts_of(session, stage.reference, clock.now)
    waits = await waiting_form(session, stage.officer, facts, came.file.id)
    said = waits.form.submission
    assert (said.organisation, said.email) == ("Центар за зелене градове", "centar@zeleni.example")
    assert said.comments[0].reasons.startswith("Сматрамо да је рок")
    assert [waits.placed[one.row].anchors for one in said.comments] == [(), ("cl1-st2",), ("cl2",), ("cl2",), ()]
    assert came.unplaced == (5,)
    assert "free-text" in waits.form.doubts
    places = {1: "", 2: "cl1-st2", 3: "cl2", 4: None}
    mended = Mended("Центар за зелене градове", "", "centar@zeleni.example", clock.now, places)
    with pytest.raises(Malformed, match="rows-without-place"):
        await take_mended(session, stage.officer, clock.now, facts, came.file.id, mended)
    with pytest.raises(FieldErrors):
        await take_mended(session, stage.officer, clock.now, facts, came.file.id, Mended("", "", "", clock.now, {**places, 5: "cl3"}))
    number = await take_mended(
        session, stage.officer, clock.now, facts, came.file.id, Mended("Центар за зелене градове", "", "", clock.now, {**places, 5: "cl3"})
    )
    assert [row.anchor for row in await rows(session)] == ["", "cl1-st2", "cl2", "cl3"]
    assert await session.scalar(select(Submission.number)) == number
    with pytest.raises(NotFound):
        await take_mended(session, stage.officer, clock.now, facts, came.file.id, mended)


async def test_a_form_that_is_none_is_laid_aside(session, clock, stage, come):
    came = await come(another_makers(), "primedbe.docx")
    facts = await facts_of(session, stage.reference, clock.now)
    await drop_file(session, stage.officer, clock.now, facts, came.file.id)
    with pytest.raises(NotFound):
        await drop_file(session, stage.officer, clock.now, facts, came.file.id)


async def test_damaged_forms_of_a_folder_do_not_stop_the_others(session, stage, come):
    good = [filled(blank(stage.reference), ANSWERS | {"submitter.name": f"Удружење {n}"}) for n in range(4)]
    bad = [
        good[0][: len(good[0]) // 2],
        changed(good[1], lambda xml: xml.replace("</w:body>", "")),
        b"MZ no document",
        b"",
        changed(good[2], lambda xml: '<!DOCTYPE x [<!ENTITY a "b">]>' + xml),
    ]
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        for at, content in enumerate([*bad, *good]):
            archive.writestr(f"Приспело/{at}.docx", content)
        archive.writestr("__MACOSX/._0.docx", b"x")
        archive.writestr("Приспело/~$1.docx", b"x")
    assert is_bundle(made.getvalue())
    assert not is_bundle(good[0])
    files = list(unbundle(made.getvalue(), 10_000_000))
    assert [file.name for file in files] == [f"{at}.docx" for at in range(9)]
    states = [(await come(file.content, file.name)).file.state for file in files]
    assert states == ["refused"] * 5 + ["taken"] * 4
    assert len((await session.scalars(select(Submission.id))).all()) == 4


def test_a_bundle_that_is_too_much_or_damaged_is_refused():
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        for at in range(1001):
            archive.writestr(f"{at}.txt", b"x")
    with pytest.raises(Malformed, match="bundle-too-large"):
        list(unbundle(made.getvalue(), 10))
    with pytest.raises(Malformed, match="bundle-damaged"):
        list(unbundle(b"PK\x03\x04 cut", 10))
    assert Bundled("x", b"").content == b""


def test_the_code_in_the_footer_checks_itself():
    code = form_code("JR-2026-0007")
    assert read_form_code(f"Ознака обрасца: {code}, страна 1") == "JR-2026-0007"
    assert read_form_code(code[:-1] + ("A" if code[-1] != "A" else "B")) is None


async def test_the_receipt_of_a_form_verifies_with_the_fingerprint_of_its_file(session, stage, come):
    from dialog_tracker.domain.comment import CommentDraft

    content = filled(blank(stage.reference), {"submitter.name": "Бреза", "row02.provision": "Члан 2. Начела", "row02.wording": "Ново."})
    came = await come(content)
    sent = (await session.execute(select(Submission).where(Submission.number == came.number))).scalar_one()
    said = CommentDraft("proposal", "provision", ("cl2",), "Ново.")
    assert sent.content_hash == content_hash(sent.number, sent.received_at, [said], None, [hashlib.sha256(content).hexdigest()])


async def test_of_two_who_bring_one_form_at_once_only_one_takes_it_in(fresh, clock):
    from factories import a_stage

    async with fresh.transaction() as session:
        stage = await a_stage(session, clock.now)
        facts = await facts_of(session, stage.reference, clock.now)
    content = filled(blank(stage.reference), ANSWERS)
    given = Given("obrazac.docx", hashlib.sha256(content).hexdigest(), len(content), "application/octet-stream")

    async def bring():
        async with fresh.transaction() as session:
            return await receive_form(session, stage.officer, clock.now, facts, given, content)

    came = await asyncio.gather(bring(), bring(), return_exceptions=True)
    assert sorted(type(one).__name__ for one in came) == ["Came", "Conflict"]
    async with fresh.transaction() as session:
        assert len((await session.scalars(select(Submission.id))).all()) == 1
