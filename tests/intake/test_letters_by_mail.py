"""Letters by e-mail: their words, their forms and attachments, broken ones, and the acknowledgement."""

from email.message import EmailMessage

import pytest
from sqlalchemy import select
from test_word_forms import ANSWERS, blank, filled

from dialog_tracker.comments.tables import Comment, Submission, SubmissionFile
from dialog_tracker.domain.acknowledgement import Acknowledgement
from dialog_tracker.domain.errors import Malformed
from dialog_tracker.domain.letter import LetterWords
from dialog_tracker.intake.forms import Mended, take_mended, waiting_form
from dialog_tracker.office.mail_reading import is_mail, read_mail
from dialog_tracker.outbox.tables import Letter

BODY = "Поштовани,\n\nУ члану 1. став 2. додати „и садњу”.\n\nЧлан 3. брисати.\n"
TXT = "Додатна анализа.".encode()


def letter(body=BODY, sender='"Удружење Бреза" <breza@breza.example>', **headers: str):
    message = EmailMessage()
    message["From"] = sender
    message["To"] = "rasprava@vrbovac.example"
    message["Subject"] = "Предлози на нацрт"
    message["Date"] = "Fri, 20 Nov 2026 10:15:00 +0100"
    message["Received"] = "from a by b; Fri, 20 Nov 2026 10:16:07 +0100"
    for name, value in headers.items():
        message[name.replace("_", "-")] = value
    message.set_content(body)
    return message


async def test_a_letter_waits_with_its_points_on_their_places_and_is_acknowledged(session, clock, stage, come):
    message = letter()
    message.add_attachment(TXT, maintype="text", subtype="plain", filename="Анализа.txt")
    message.add_attachment(b"MZ\x90\0", maintype="application", subtype="octet-stream", filename="program.exe")
    facts, file = await come(bytes(message))
    assert (file.state, file.preset, file.rows) == ("waiting", "mail", 2)
    waits = await waiting_form(session, stage.officer, facts, file.id)
    assert waits.subject == "Предлози на нацрт"
    assert (waits.form.submission.organisation, waits.form.submission.email) == ("Удружење Бреза", "breza@breza.example")
    assert [waits.placed[one.row].anchors for one in waits.form.submission.comments] == [("cl1-st2",), ("cl3",)]
    assert set(waits.form.doubts) == {"letter-words", "files-refused"}
    assert (waits.received_at.isoformat(), waits.sent_at.isoformat()) == ("2026-11-20T09:16:07+00:00", "2026-11-20T10:15:00+01:00")
    noon = waits.received_at.replace(hour=11, minute=0, second=0)
    mended = Mended("Удружење Бреза", "", "breza@breza.example", noon, {1: "cl1-st2", 2: "cl3"})
    thanks = Acknowledgement(LetterWords("Примљено %(number)s", "Број %(number)s."), "sr-Cyrl")
    number = await take_mended(session, stage.officer, clock.now, facts, file.id, mended, thanks)
    assert (await session.scalars(select(Comment.anchor).order_by(Comment.position))).all() == ["cl1-st2", "cl3"]
    names = (await session.execute(select(SubmissionFile.name, SubmissionFile.words).order_by(SubmissionFile.position))).all()
    assert names == [("pismo.eml", ""), ("Анализа.txt", TXT.decode())]
    assert (await session.execute(select(Letter.address, Letter.subject))).all() == [("breza@breza.example", f"Примљено {number}")]
    sent = (await session.execute(select(Submission.sent_at, Submission.received_at, Submission.channel))).one()
    assert (sent.sent_at.isoformat(), sent.channel) == ("2026-11-20T09:15:00+00:00", "email")
    assert sent.received_at == waits.received_at  # the second of the letter, where the official names the same day


async def test_a_form_in_a_letter_is_read_and_the_sender_known_by_address(session, stage, come):
    message = letter("У прилогу је образац.", sender="lipa@lipa.example")
    form = filled(blank(stage.reference), {tag: said for tag, said in ANSWERS.items() if not tag.startswith("submitter")})
    message.add_attachment(form, maintype="application", subtype="octet-stream", filename="obrazac.docx")
    facts, file = await come(bytes(message))
    waits = await waiting_form(session, stage.officer, facts, file.id)
    assert waits.form.submission.organisation == "Удружење „Липа”"
    assert [waits.placed[one.row].anchors for one in waits.form.submission.comments] == [(), ("cl1-st2-t1",), ("cl3",)]
    assert "letter-form" in waits.form.doubts
    assert [one.name for one in waits.files] == ["obrazac.docx"]


async def test_what_is_no_letter_is_refused_and_the_reason_kept(come):
    _, file = await come("Само текст без заглавља.".encode())
    assert (file.state, file.code) == ("refused", "mail-unreadable")


def test_letters_in_broken_code_pages_in_html_and_inside_letters():
    broken = letter()
    raw = bytes(broken).replace(b'charset="utf-8"', b'charset="no-such-page"')
    assert "додати" in read_mail(raw).body
    marked = letter()
    marked.set_content("<p>Члан 1. брисати.</p><script>x()</script><p>Хвала</p>", subtype="html")
    assert read_mail(bytes(marked)).body.split("\n\n") == ["Члан 1. брисати.", "Хвала"]
    outer = letter("Прослеђујем.")
    outer.add_attachment(letter("Унутрашње писмо о члану 2."))
    assert "Унутрашње писмо" in read_mail(bytes(outer)).body
    deep = letter("Дно.")
    for _ in range(8):
        shell = letter("Слој.")
        shell.add_attachment(deep)
        deep = shell
    assert "mail-too-deep" in read_mail(bytes(deep)).doubts
    outlook = letter()
    outlook.add_attachment(b"\x78\x9f\x3e\x22", maintype="application", subtype="ms-tnef", filename="winmail.dat")
    assert "winmail" in read_mail(bytes(outlook)).doubts
    for header in (b"Date: yesterday\r\n", b"Date: Fri, 99 Nov 2026 10:15:00 +9999\r\n"):
        spoiled = read_mail(b"From: =?broken?=\r\nSubject: =?utf-8?B?!!!?=\r\n" + header + b"\r\ntext")
        assert spoiled.sent_at == ""
        assert spoiled.body == "text"


async def test_signs_that_no_table_takes_are_left_out_of_a_letter(session, stage, come):
    raw = bytes(letter("x")).replace(b"\n\nx", b"\n\nClan 1. brisati\0 sve.\x07").replace(b"Subject: ", b"Subject: \0")
    facts, file = await come(raw)
    waits = await waiting_form(session, stage.officer, facts, file.id)
    assert [one.reasons for one in waits.form.submission.comments] == ["Clan 1. brisati sve."]


def test_a_page_that_names_its_own_code_page_is_decoded_once():
    marked = letter()
    page = '<html><head><meta charset="windows-1251"></head><body><p>Члан 1. брисати.</p></body></html>'
    marked.set_content(page.encode("cp1251"), maintype="text", subtype="html", params={"charset": "windows-1251"})
    assert read_mail(bytes(marked)).body == "Члан 1. брисати."


def test_documents_and_tables_are_no_letters():
    assert is_mail(bytes(letter()))
    for content in (b"PK\x03\x04", b"%PDF-1.7\nDate: x\nFrom: y", "Члан;Коментар\n1;Текст\n".encode(), b""):
        assert not is_mail(content)
    with pytest.raises(Malformed, match="mail-unreadable"):
        read_mail(b"plain")
