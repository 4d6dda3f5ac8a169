"""Messages of Outlook: their code pages, senders within Exchange, files and messages inside them, and files that are broken on purpose."""

import contextlib
import os
import random
from datetime import UTC, datetime

import pytest

from dialog_tracker.domain.errors import Malformed
from dialog_tracker.intake.forms import waiting_form
from dialog_tracker.office.formats import Format, sniff
from dialog_tracker.office.incoming import Limits
from dialog_tracker.office.mail_reading import is_mail, read_mail
from dialog_tracker.office.sandbox import read_mail_async
from outlook_files import (
    BODY,
    CODE_PAGE,
    DELIVERED,
    HEADERS,
    HTML,
    INTERNET_PAGE,
    RTF,
    SENDER_ADDRESS,
    SENDER_NAME,
    SENDER_SMTP,
    SENDER_TYPE,
    SENT,
    SUBJECT,
    message_storage,
    ole,
    outlook,
    stored,
)

WORDS = "Поштовани,\r\n\r\nУ члану 1. став 2. додати „и садњу”.\r\n\r\nЧлан 3. брисати.\r\n"
WORD_CLASS = bytes.fromhex("0609020000000000c000000000000046")
NOON = datetime(2026, 11, 20, 9, 15, tzinfo=UTC)
WRITTEN = {SUBJECT: "Предлози на нацрт", BODY: WORDS, SENDER_NAME: "Удружење Бреза", SENDER_SMTP: "Breza@breza.example", SENT: NOON}


async def test_a_message_waits_like_any_letter_with_its_points_and_its_files(session, stage, come):
    exchange = {SENDER_TYPE: "EX", SENDER_ADDRESS: "/O=GRAD/OU=ADMIN/CN=BREZA"}
    message = outlook(WRITTEN | exchange | {DELIVERED: NOON.replace(minute=16)}, [("Анализа.txt", "Додатна анализа.".encode())])
    facts, file = await come(message, "pismo.msg")
    assert (file.state, file.preset, file.rows) == ("waiting", "mail", 2)
    waits = await waiting_form(session, stage.officer, facts, file.id)
    assert (waits.subject, waits.form.submission.organisation) == ("Предлози на нацрт", "Удружење Бреза")
    assert waits.form.submission.email == "breza@breza.example"
    assert [waits.placed[one.row].anchors for one in waits.form.submission.comments] == [("cl1-st2",), ("cl3",)]
    assert [(one.name, one.words) for one in waits.files] == [("Анализа.txt", "Додатна анализа.")]
    assert (waits.received_at.isoformat(), waits.sent_at.isoformat()) == ("2026-11-20T09:16:00+00:00", "2026-11-20T09:15:00+00:00")


@pytest.mark.parametrize(
    ("page", "said", "named"),
    [
        ("cp1251", "Члан 3. брисати, љубазно.", {CODE_PAGE: 1251}),
        ("cp1250", "Član 3. brisati, ljubazno čekamo žurbu.", {CODE_PAGE: 1250}),
        ("cp1251", "Члан 3. брисати, љубазно.", {CODE_PAGE: 1251, INTERNET_PAGE: 65001}),
        ("utf-8", "Члан 3. брисати.", {CODE_PAGE: 1252, INTERNET_PAGE: 65001}),
        ("cp1251", "Члан 3. брисати, љубазно.", {}),
        ("cp1251", "Члан 3. брисати, љубазно.", {CODE_PAGE: 99999, INTERNET_PAGE: 20880}),
        ("cp1250", "Član 3. brisati, žurno i čitko.", {CODE_PAGE: 1200}),
    ],
)
def test_letters_of_one_byte_are_read_by_the_pages_they_name_and_by_their_looks(page, said, named):
    read = read_mail(outlook({SUBJECT: said, BODY: said, SENDER_NAME: "Бреза" if page == "cp1251" else "Breza"} | named, page=page))
    assert (read.subject, read.body) == (said, said)


@pytest.mark.parametrize("page", ["utf-8", "cp1251"])
def test_a_body_that_is_a_page_becomes_words(page):
    marked = f'<html><head><meta charset="{page}"></head><body><p>Члан 1. брисати.</p><script>x()</script><p>Хвала</p></body></html>'
    number = {"utf-8": 65001, "cp1251": 1251}[page]
    assert read_mail(outlook({HTML: marked.encode(page), INTERNET_PAGE: number})).body.split("\n\n") == ["Члан 1. брисати.", "Хвала"]
    assert read_mail(outlook({HTML: marked.encode(page)})).body.split("\n\n") == ["Члан 1. брисати.", "Хвала"]
    assert read_mail(outlook({HTML: marked, BODY: " \r\n"})).body.split("\n\n") == ["Члан 1. брисати.", "Хвала"]


def test_sender_and_times_are_found_in_the_headers_where_the_properties_lack_them():
    headers = "Received: from a by b; Fri, 20 Nov 2026 10:16:07 +0100\r\nFrom: =?utf-8?b?0JHRgNC10LfQsA==?= <breza@breza.example>\r\n"
    read = read_mail(outlook({BODY: "x", HEADERS: headers + "Date: Fri, 20 Nov 2026 10:15:00 +0100\r\n"}))
    assert (read.name, read.address) == ("Бреза", "breza@breza.example")
    assert (read.sent_at, read.received_at) == ("2026-11-20T10:15:00+01:00", "2026-11-20T10:16:07+01:00")
    bare = read_mail(outlook({BODY: "x", SENDER_ADDRESS: "/O=GRAD/CN=BREZA", SENT: 7}))
    assert (bare.name, bare.address, bare.received_at) == ("", "", "")


def test_messages_inside_are_read_and_what_cannot_be_unpacked_is_told():
    inner = message_storage({BODY: "Унутрашње писмо о члану 2."}, [("tabela.csv", b"1;2")], head=24)
    read = read_mail(outlook(WRITTEN, [("prosledjeno.msg", inner), ("veza.docx", None), ("slika", {"CONTENTS": b"x"})]))
    assert read.body.endswith("Члан 3. брисати.\n\nУнутрашње писмо о члану 2.")
    assert [(one.name, one.content) for one in read.files] == [("tabela.csv", b"1;2")]
    assert read.doubts == ("file-unread",)
    deep = message_storage({BODY: "Дно."}, head=24)
    for _ in range(8):
        deep = message_storage({BODY: "Слој."}, [("m.msg", deep)], head=24)
    assert "mail-too-deep" in read_mail(outlook({BODY: "Врх."}, [("m.msg", deep)])).doubts
    assert read_mail(outlook({RTF: b"LZFu"})).doubts == ("letter-rtf",)


def test_a_message_is_told_from_a_document_of_word():
    word = {"WordDocument": b"\xec\xa5" + b"\0" * 5000}
    document = ole(word | {"ObjectPool": {"_1": message_storage(WRITTEN)}}, WORD_CLASS)
    assert not is_mail(document)
    assert sniff(document, Limits()) is Format.DOC
    assert is_mail(outlook(WRITTEN, [("nacrt.doc", document)]))
    assert is_mail(outlook(WRITTEN, root_class=b"\0" * 16))
    assert not is_mail(ole(word, WORD_CLASS))
    assert is_mail(outlook(WRITTEN)[:700], "pismo.MSG")


def test_controls_and_halves_of_letters_do_not_reach_the_tables():
    read = read_mail(outlook({BODY: "Члан\0 1.\x07 брисати.", SUBJECT: "\x01\x04Re: нацрт", SENDER_NAME: "Бреза\r\nBcc: x"}))
    assert (read.body, read.subject, read.name) == ("Члан 1. брисати.", "Re: нацрт", "Бреза Bcc: x")
    halves = stored({SUBJECT: "x"}, 32) | {"__substg1.0_1000001F": b"\x00\xd8A\x00"}
    assert read_mail(ole(halves)).body in {"�A", "A"}


async def test_broken_files_are_refused_like_other_letters_and_stop_nothing():
    whole = outlook(WRITTEN, [("a.txt", b"a" * 9000)])
    with pytest.raises(Malformed, match="mail-unreadable"):
        await read_mail_async(whole[:700])
    with pytest.raises(Malformed, match="draft-too-large"):
        await read_mail_async(whole + b"\0" * 40 * 1024 * 1024)
    spoil = random.Random(7)
    for _ in range(300):
        spoiled = bytearray(whole)
        for _ in range(spoil.randrange(1, 40)):
            spoiled[spoil.randrange(8, len(spoiled))] = spoil.randrange(256)
        with contextlib.suppress(Malformed):
            read_mail(bytes(spoiled))
    for cut in (8, 76, 512, 1024, 4000):
        with pytest.raises(Malformed, match="mail-unreadable"):
            read_mail(whole[:cut])
    with pytest.raises(Malformed, match="mail-unreadable"):
        read_mail(whole[:8] + os.urandom(100_000))


async def test_thousands_of_streams_end_within_the_bounds_of_the_child():
    many = message_storage(WRITTEN) | {f"__substg1.0_{at:04X}0102": b"x" for at in range(0x6000, 0x6000 + 6000)}
    assert (await read_mail_async(ole(many))).subject == "Предлози на нацрт"
    bomb = ole({f"s{at}": b"x" * 5000 for at in range(300)} | message_storage(WRITTEN, [(f"{at}", b"1") for at in range(60)]))
    assert "files-too-many" in (await read_mail_async(bomb)).doubts
