"""Files on the desk: a form that waits, a table whose columns are confirmed and taken in by the worker, a bundle, and strangers."""

import io
import zipfile

import docx
import pytest
from journey import words
from sqlalchemy import select

from dialog_tracker.comments.tables import Comment
from dialog_tracker.domain.comment_form import HEAD
from dialog_tracker.domain.lint import Signature
from dialog_tracker.domain.policy import Held, Role
from dialog_tracker.intake.tables import IntakeFile
from dialog_tracker.outbox.tables import Job
from dialog_tracker.reports.actions import publish_report
from dialog_tracker.worker import Worker
from factories import PASSWORD, a_person
from outlook_files import BODY, SENDER_SMTP, SUBJECT, outlook

WITHOUT_PLACES = (
    "Удружење;Одредба;Примедба\nЛипа;1;Липина.\nБреза;члан 77;Прва Брезина.\nБреза;3;Друга Брезина.\nХраст;Глава о новцу;Храстова.\n"
)
CSV = "Удружење;Одредба;Примедба\nЛипа;1;Прва.\nБреза;2;Друга.\nЈасен;3;\n"


def a_form(*rows: tuple[str, ...], sender="Назив организације: Центар за паркове"):
    document = docx.Document()
    document.add_paragraph(sender)
    table = document.add_table(rows=1, cols=len(HEAD))
    for cell, said in zip(table.rows[0].cells, HEAD, strict=True):
        cell.text = said
    for row in rows:
        for cell, said in zip(table.add_row().cells, row, strict=True):
            cell.text = said
    made = io.BytesIO()
    document.save(made)
    return made.getvalue()


@pytest.fixture
def files(stage):
    return f"/desk/c/{stage.reference}/files"


async def bring(visitor, files, *given: tuple[str, bytes], **typed: str):
    fields = {"channel": "email", "received_on": "", **typed}
    return await visitor.post(files, fields, files=[("files", (name, content, "application/octet-stream")) for name, content in given])


async def test_a_form_with_every_row_placed_comes_in_at_once(officer, files):
    content = a_form(("1", "члан 2", "", "предлог", "", "Нови текст.", "Разлог."))
    answer = await bring(officer, files, ("obrazac.docx", content))
    assert answer.headers["location"].startswith("/k/")
    assert "Нови текст." in words((await officer.get(answer.headers["location"])).text)
    again = await bring(officer, files, ("obrazac-2.docx", content))
    assert again.status_code == 422
    assert "већ примљена" in words(again.text)
    shown = words((await officer.get(files)).text)
    assert "obrazac.docx" in shown
    assert "Примљено" in shown


async def test_a_form_in_doubt_is_placed_by_hand_beside_the_original(session, officer, files):
    content = a_form(("1", "члан 44", "", "", "Тог члана нема.", "", ""), ("2", "2", "", "", "", "Ново.", ""), sender="Поштовани")
    waits = (await bring(officer, files, ("pismo.docx", content))).headers["location"]
    shown = words((await officer.get(waits)).text)
    assert "Не пише ко" in shown or "не пише ко га је послао" in shown
    assert "члан 44" in shown
    assert (await officer.get(f"{waits}/original")).content == content
    fields = {
        "act": "take",
        "organisation": "Центар",
        "name": "",
        "email": "",
        "received_on": "2026-11-20",
        "display": "",
        "place-2": "cl2",
    }
    refused = await officer.post(f"{waits}/form", fields | {"place-1": "?"})
    assert refused.status_code == 422
    assert "изаберите место" in words(refused.text)
    assert "Центар" in refused.text
    assert (await officer.post(f"{waits}/form", fields | {"place-1": "cl1", "organisation": ""})).status_code == 422
    taken = await officer.post(f"{waits}/form", fields | {"place-1": "drop"})
    assert taken.headers["location"].startswith("/k/")
    assert (await session.execute(select(Comment.anchor, Comment.proposed))).all() == [("cl2", "Ново.")]
    assert (await officer.get(waits)).status_code == 200


async def test_a_table_waits_for_its_columns_and_the_next_one_remembers_them(session, sessions, clock, settings, officer, files):
    waits = (await bring(officer, files, ("tabela.csv", CSV.encode("cp1251")))).headers["location"]
    shown = (await officer.get(waits)).text
    assert "Табела има 3 реда" in words(shown)
    assert shown.count("selected") == 3
    chosen = {"column-0": "organisation", "column-1": "place", "column-2": "reasons", "act": "take"}
    for wrong, said in (({"column-2": ""}, "у којој је текст"), ({"column-1": "reasons"}, "означене исто")):
        refused = await officer.post(f"{waits}/columns", chosen | wrong)
        assert refused.status_code == 422
        assert said in words(refused.text)
    assert (await officer.post(f"{waits}/columns", chosen)).headers["location"] == waits
    assert "Пријем је у току" in words((await officer.get(waits)).text)
    await session.commit()
    worker = Worker(settings, sessions, clock)
    job = (await session.scalars(select(Job.id))).one()
    await worker.do_job(job)
    await worker.do_job(job)
    after = words((await officer.get(waits)).text)
    assert "Примљена су 2 прилога." in after
    assert "У реду нема текста коментара." in after
    assert sorted((await session.scalars(select(Comment.anchor))).all()) == ["cl1", "cl2"]
    second = (await bring(officer, files, ("druga.csv", CSV.replace("Прва", "Трећа").encode()))).headers["location"]
    remembered = (await officer.get(second)).text
    assert 'value="reasons" selected' in remembered


async def placed_by_hand(session, sessions, clock, settings, officer, files):
    waits = (await bring(officer, files, ("tabela.csv", WITHOUT_PLACES.encode()))).headers["location"]
    await officer.post(f"{waits}/columns", {"column-0": "organisation", "column-1": "place", "column-2": "reasons", "act": "take"})
    await session.commit()
    await Worker(settings, sessions, clock).do_job((await session.scalars(select(Job.id))).one())
    return waits


async def test_rows_without_a_place_are_listed_placed_and_taken_in_once(session, sessions, clock, settings, officer, files):
    waits = await placed_by_hand(session, sessions, clock, settings, officer, files)
    shown = words((await officer.get(waits)).text)
    assert "Примљен је 1 прилог." in shown
    assert "члан 77" in shown
    assert "Друга Брезина." in shown
    assert "2 прилога чекају место" in words((await officer.get(files)).text)
    assert (await officer.get(f"{waits}?held=3")).text.count('name="held-') == 1
    both = {"act": "take", "held-3": "yes", "held-5": "yes"}
    for wrong, told in (
        ({"place-3": "cl1", "place-4": "drop"}, "Ово поље је обавезно"),
        ({"place-3": "?", "place-4": "cl2"}, "сви редови једног прилога"),
        ({"place-3": "cl99"}, "сви редови једног прилога"),
    ):
        refused = await officer.post(f"{waits}/rows", both | wrong)
        assert refused.status_code == 422
        assert told in words(refused.text), words(refused.text)
    chosen = both | {"place-3": "cl2", "place-4": "drop", "why-4": "Понавља први ред.", "place-5": "?"}
    for _ in range(2):
        assert (await officer.post(f"{waits}/rows", chosen)).headers["location"] == waits
    after = words((await officer.get(waits)).text)
    assert "Примљена су 2 прилога." in after
    assert "Изостављено на радном столу: Понавља први ред." in after
    assert "Прва Брезина." not in after
    assert (await officer.post(f"{waits}/rows", {"act": "all", "held-5": "yes", "place-5": "?"})).status_code == 303
    rows = (await session.execute(select(Comment.reasons, Comment.anchor, Comment.quote).order_by(Comment.position))).all()
    assert rows == [("Липина.", "cl1", ""), ("Прва Брезина.", "cl2", ""), ("Храстова.", "", "Глава о новцу")]
    assert "Редови који чекају место" not in (await officer.get(waits)).text


async def test_somebody_else_was_faster_and_odd_fields_do_no_harm(session, sessions, clock, settings, stage, browser, officer, files):
    waits = await placed_by_hand(session, sessions, clock, settings, officer, files)
    await a_person(session, clock.now, "zamenik@vrbovac.example", Held(Role.DEPUTY, stage.authority_id), name="Петар Илић")
    await session.commit()
    deputy = browser()
    await deputy.sign_in("zamenik@vrbovac.example", PASSWORD)
    both = {"act": "take", "held-3": "yes", "held-5": "yes"}
    assert (await officer.post(f"{waits}/rows", both | {"place-3": "cl2"})).status_code == 303
    late = await deputy.post(f"{waits}/rows", both | {"place-3": "cl1", "place-5": "cl1"})
    assert late.status_code == 409
    assert "већ неко други одлучио: 3" in words(late.text)
    assert sorted((await session.scalars(select(Comment.anchor))).all()) == ["cl1", "cl1", "cl2", "cl3"]
    odd = {"held-": "yes", "held-²": "yes", "held-99999999999": "yes", "place--1": "cl1", "held-4": "yes"}
    assert (await officer.post(f"{waits}/rows", odd)).status_code == 303
    assert (await browser().post(f"{waits}/rows", both)).status_code in (303, 403)


async def test_after_the_report_files_can_be_read_and_not_brought(session, sessions, clock, settings, stage, officer, speaker, files):
    waits = await placed_by_hand(session, sessions, clock, settings, officer, files)
    form = (await bring(officer, files, ("pismo.docx", a_form(("1", "члан 44", "", "", "К.", "", ""))))).headers["location"]
    clock.forward(days=20)
    await publish_report(
        session, stage.approver, clock.now, stage.reference, "http://dijalog.example", {"answers-missing": Signature("Касно.")}
    )
    await session.commit()
    await officer.sign_in("kontakt@vrbovac.example", PASSWORD)
    shown = (await officer.get(files)).text
    assert 'type="file"' not in shown
    assert "Датотеке се примају од отварања консултација" in words(shown)
    assert "tabela.csv" in shown
    assert "2 прилога чекају место, а коментари се више не примају." in words((await officer.get(waits)).text)
    assert (await officer.get(f"{waits}/original")).content == WITHOUT_PLACES.encode()
    assert "Чека на вас" in words((await officer.get(form)).text)
    assert "/files" in (await officer.get(files.removesuffix("/files"))).text
    refused = await bring(officer, files, ("o.csv", CSV.encode()))
    assert refused.status_code == 403
    assert "Мира Лукић" in refused.text
    for address in (f"{waits}/rows", f"{waits}/columns", f"{form}/form"):
        assert (await officer.post(address, {"act": "take", "held-3": "yes"})).status_code == 403
    await speaker.sign_in("lipa@lipa.example", PASSWORD)
    for address in (files, waits, f"{waits}/original"):
        assert (await speaker.get(address)).status_code == 403


async def test_a_bundle_takes_what_is_good_and_says_what_is_not(session, officer, files):
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        for at in range(3):
            archive.writestr(f"{at}.docx", a_form(("1", "1", "", "", f"Коментар {at}.", "", "")))
        archive.writestr("los.docx", b"PK\x03\x04 damaged")
    assert (await bring(officer, files, ("sve.zip", made.getvalue()))).headers["location"] == files
    states = (await session.execute(select(IntakeFile.state).order_by(IntakeFile.name))).scalars().all()
    assert states == ["taken", "taken", "taken", "refused"]
    assert "оштећен" in words((await officer.get(files)).text)


async def test_a_message_of_outlook_comes_like_any_letter_alone_and_in_a_bundle(session, officer, files):
    message = outlook({SUBJECT: "Предлог", BODY: "Члан 3. брисати.", SENDER_SMTP: "breza@breza.example"})
    waits = (await bring(officer, files, ("pismo.msg", message))).headers["location"]
    shown = words((await officer.get(waits)).text)
    assert "Предлог" in shown
    assert "breza@breza.example" in (await officer.get(waits)).text
    for broken in (b"not an OLE file at all", message[:600], message[:8] + b"\xff" * 5000):
        refused = await bring(officer, files, ("lose.msg", broken))
        assert refused.status_code == 422
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        archive.writestr("drugo.msg", outlook({BODY: "Члан 2. допунити."}))
        archive.writestr("lose.msg", message[:700])
    assert (await bring(officer, files, ("sve.zip", made.getvalue()))).headers["location"] == files
    states = (await session.execute(select(IntakeFile.name, IntakeFile.state).order_by(IntakeFile.name, IntakeFile.id))).all()
    assert states[0] == ("drugo.msg", "waiting")
    assert ("pismo.msg", "waiting") in states
    assert states[-2] == ("lose.msg", "refused")


async def test_nothing_chosen_a_day_to_come_and_strangers(officer, speaker, browser, files):
    assert (await bring(officer, files)).status_code == 422
    late = await bring(officer, files, ("o.docx", a_form(("1", "1", "", "", "К.", "", ""))), received_on="2199-01-01")
    assert late.status_code == 422
    assert (await bring(officer, files, ("x.exe", b"MZ\x90\0"))).status_code == 422
    for visitor in (speaker, browser()):
        assert (await visitor.get(files)).status_code in (303, 403, 404)
        assert (await bring(visitor, files, ("o.csv", CSV.encode()))).status_code in (303, 403)


async def test_groups_are_proposed_confirmed_and_dissolved_on_the_desk(stage, officer, files, speaker):
    letter = "Тражимо да се рок продужи на тридесет дана јер удружења немају стручне службе за кратак рок."
    await bring(officer, files, ("a.docx", a_form(("1", "1", "", "", letter, "", ""), ("2", "2", "", "", f"{letter} Хвала.", "", ""))))
    groups = f"/desk/c/{stage.reference}/groups"
    assert (await officer.post(groups, {"act": "propose"})).status_code == 303
    shown = (await officer.get(groups)).text
    assert "2 коментара" in words(shown)
    address = shown.split(f'href="{groups}/')[1].split('"')[0]
    page = (await officer.get(f"{groups}/{address}")).text
    members = [part.split('"')[0] for part in page.split('name="member-')[1:]]
    assert len(members) == 2
    too_few = await officer.post(f"{groups}/{address}", {"act": "confirmed", "title": "", f"member-{members[0]}": "yes"})
    assert too_few.status_code == 422
    assert "најмање два" in words(too_few.text)
    both = {f"member-{one}": "yes" for one in members}
    assert (await officer.post(f"{groups}/{address}", {"act": "confirmed", "title": "Рок", **both})).status_code == 303
    assert "Рок" in (await officer.get(f"{groups}?shown=confirmed")).text
    refused = await officer.post(groups, {"act": "join", "numbers": "XX-1"})
    assert refused.status_code == 422
    assert "XX-1" in refused.text
    assert (await speaker.get(groups)).status_code in (403, 404)
