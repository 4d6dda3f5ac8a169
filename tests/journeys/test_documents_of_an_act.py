"""Documents kept with an act: what is taken, who may read it, and where it shows."""

import io
import zipfile

import pytest
from journey import words
from sqlalchemy import select

from dialog_tracker.documents.tables import Act, ActAttachment
from dialog_tracker.domain.attachment import AttachmentFormat, check_total, safe_name
from dialog_tracker.domain.errors import Malformed
from dialog_tracker.office.attachments import recognise

PDF = b"%PDF-1.7\n1 0 obj <</Type/Catalog>> endobj\ntrailer <<>>\n%%EOF"


def a_package(*names: str, types: str = "wordprocessingml.document.main+xml") -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        archive.writestr("[Content_Types].xml", f"<Types>{types}</Types>")
        for name in names:
            archive.writestr(name, "<x/>")
    return made.getvalue()


@pytest.mark.parametrize(
    ("content", "form"),
    [
        (PDF, AttachmentFormat.PDF),
        (b"\x89PNG\r\n\x1a\n....", AttachmentFormat.PNG),
        (b"\xff\xd8\xff\xe0....", AttachmentFormat.JPEG),
        ("Обичан текст".encode(), AttachmentFormat.TXT),
        (a_package("word/document.xml", "word/embeddings/Microsoft_Excel_Sheet.xlsx"), AttachmentFormat.DOCX),
        (a_package("xl/workbook.xml", types="spreadsheetml.sheet.main+xml"), AttachmentFormat.XLSX),
    ],
)
def test_a_file_is_what_its_content_says(content, form):
    assert recognise(content) is form


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "attachment-empty"),
        (b"MZ\x90\0program", "attachment-format-unknown"),
        (b"PK\x03\x04broken", "attachment-damaged"),
        (a_package("word/document.xml", "word/vbaProject.bin"), "attachment-has-macros"),
        (a_package("xl/workbook.xml", types="application/vnd.ms-excel.sheet.macroEnabled.main+xml"), "attachment-has-macros"),
        (a_package("ppt/presentation.xml", types="presentationml"), "attachment-format-unknown"),
        (PDF.replace(b"trailer <<>>", b"trailer <</Encrypt 5 0 R>>"), "attachment-encrypted"),
        (b"<html><script>alert(1)</script></html>", "attachment-format-unknown"),
        (b"{\\rtf1 text}", "attachment-format-unknown"),
    ],
)
def test_a_file_that_could_do_harm_is_refused(content, code):
    with pytest.raises(Malformed, match=code):
        recognise(content)


def test_names_lose_paths_and_get_the_ending_of_what_the_file_is():
    assert safe_name("C:\\Опис\\Предлог (1).PDF", AttachmentFormat.PDF) == "Предлог (1).pdf"
    assert safe_name("../../etc/passwd", AttachmentFormat.TXT) == "passwd.txt"
    assert safe_name('a"b\r\nSet-Cookie: x.docx', AttachmentFormat.DOCX) == "a b Set-Cookie x.docx"
    assert safe_name("...", AttachmentFormat.JPEG) == "prilog.jpg"


def test_files_of_one_submission_are_bounded_together():
    check_total([10 * 1024 * 1024, 10 * 1024 * 1024])
    with pytest.raises(Malformed, match="attachments-too-large"):
        check_total([20 * 1024 * 1024, 1])
    with pytest.raises(Malformed, match="attachments-too-many"):
        check_total([1] * 11)


async def test_an_official_keeps_a_document_and_makes_it_public(session, stage, officer, browser):
    act_id = await session.scalar(select(Act.id))
    form = f"/desk/acts/{act_id}/files"
    files = {"file": ("Образложење.pdf", PDF, "application/pdf")}
    assert (await officer.post(form, {"kind": "explanatory_note"}, files=files)).status_code == 303
    kept = (await session.execute(select(ActAttachment.id, ActAttachment.name, ActAttachment.public))).one()
    assert kept[1:] == ("Образложење.pdf", False)
    public = f"/acts/{act_id}/files/{kept.id}"
    assert (await browser().get(public)).status_code == 404
    assert public not in (await browser().get(f"/c/{stage.reference}")).text
    assert (await officer.post(f"{form}/{kept.id}", {"kind": "impact_analysis", "public": "yes"})).status_code == 303
    sent = await browser().get(public)
    assert sent.content == PDF
    assert sent.headers["content-disposition"].startswith('attachment; filename="Obrazlozenje.pdf"; filename*=UTF-8')
    for address in (f"/c/{stage.reference}", f"/acts/{act_id}"):
        shown = (await browser().get(address)).text
        assert public in shown
        assert "Анализа ефеката (.pdf)" in words(shown)


async def test_a_wrong_file_is_refused_with_the_reason_and_a_stranger_keeps_none(session, officer, browser):
    act_id = await session.scalar(select(Act.id))
    form = f"/desk/acts/{act_id}/files"
    for content in (b"", b"MZ program"):
        refused = await officer.post(form, {"kind": "other"}, files={"file": ("x.exe", content, "application/octet-stream")})
        assert refused.status_code == 422
        assert "Грешка" in refused.text
    assert (await browser().post(form, {"kind": "other"}, files={"file": ("x.pdf", PDF, "application/pdf")})).status_code in (303, 403)
    assert await session.scalar(select(ActAttachment.id)) is None
