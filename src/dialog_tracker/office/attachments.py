"""Telling what an attachment is by its content, and refusing what would run when somebody opens it.

Nothing is unpacked here but the list of parts and their declared types: a chart in an annex is welcome, a macro is not.
"""

import io
import zipfile

from dialog_tracker.domain.attachment import AttachmentFormat
from dialog_tracker.domain.errors import Malformed
from dialog_tracker.office.formats import Format, sniff
from dialog_tracker.office.incoming import BROKEN_ARCHIVE, Limits

_PNG, _JPEG = b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff"
_ENCRYPTED_PDF, _PDF_TAIL = b"/Encrypt", 2048
_TYPES = "[Content_Types].xml"
_MOST_TYPES_BYTES = 1024 * 1024
_MACRO_NAMES = ("vbaproject", "vbadata")
_MACRO_FOLDERS = ("basic/", "scripts/")
_BY_FORMAT = {
    Format.DOCX: AttachmentFormat.DOCX,
    Format.ODT: AttachmentFormat.ODT,
    Format.PDF: AttachmentFormat.PDF,
    Format.TXT: AttachmentFormat.TXT,
}
_OF_DRAFTS = "draft-"


def recognise(content: bytes, limits: Limits | None = None) -> AttachmentFormat:
    """Tell the kind of an attachment.

    Raises Malformed with codes `attachment-…`: empty, too-large, damaged, encrypted, has-macros, format-unknown.
    """
    bounds = limits or Limits()
    if content.startswith((_PNG, _JPEG)) and len(content) <= bounds.file_bytes:
        return AttachmentFormat.PNG if content.startswith(_PNG) else AttachmentFormat.JPEG
    try:
        return _document(content, bounds)
    except Malformed as refused:
        raise Malformed(refused.code.replace(_OF_DRAFTS, "attachment-", 1), **refused.facts) from refused


def _document(content: bytes, limits: Limits) -> AttachmentFormat:
    form = _BY_FORMAT.get(sniff(content, limits))
    if form is AttachmentFormat.PDF and _ENCRYPTED_PDF in content[-_PDF_TAIL:]:
        raise Malformed("draft-encrypted")
    if form is None:
        raise Malformed("draft-format-unknown")
    return _packed(content, form) if form in {AttachmentFormat.DOCX, AttachmentFormat.ODT} else form


def _packed(content: bytes, form: AttachmentFormat) -> AttachmentFormat:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            entries = archive.infolist()
            types = _declared(archive) if form is AttachmentFormat.DOCX else b""
    except BROKEN_ARCHIVE as error:
        raise Malformed("draft-damaged") from error
    names = [entry.filename.lower() for entry in entries]
    if any(entry.flag_bits & 0x1 for entry in entries):
        raise Malformed("draft-encrypted")
    if b"macroenabled" in types or any(_runs(name) for name in names):
        raise Malformed("draft-has-macros")
    if form is AttachmentFormat.ODT or "word/document.xml" in names or b"wordprocessingml" in types:
        return form
    if "xl/workbook.xml" in names:
        return AttachmentFormat.XLSX
    raise Malformed("draft-format-unknown")


def _declared(archive: zipfile.ZipFile) -> bytes:
    with archive.open(_TYPES) as stream:
        return stream.read(_MOST_TYPES_BYTES).lower()


def _runs(name: str) -> bool:
    return name.rsplit("/", 1)[-1].startswith(_MACRO_NAMES) or name.startswith(_MACRO_FOLDERS)
