"""Telling what an uploaded file is by its content; its name is never asked."""

import io
import re
import zipfile
from enum import StrEnum

from dialog_tracker.domain.errors import Malformed
from dialog_tracker.office.incoming import BROKEN_ARCHIVE, Limits

_OLE2 = bytes.fromhex("d0cf11e0a1b11ae1")
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
_WORD_STREAM = "WordDocument".encode("utf-16-le")
_MACROS = "_VBA_PROJECT".encode("utf-16-le")
_WORD_BLOCK = b"\xec\xa5"
_SECTOR = 512
_HTML = re.compile(rb"\s*(?:<!--.*?-->\s*)*<(?:!doctype\s+html|html|head|body|meta|p|div|h[1-6]|table)\b", re.IGNORECASE | re.DOTALL)
_AKOMA_NTOSO = re.compile(rb"<(?:\w+:)?akomaNtoso\b")
_NOT_TEXT = (
    b"\x89PNG",
    b"\xff\xd8\xff",
    b"GIF8",
    b"BM",
    b"II*\0",
    b"MM\0*",
    b"Rar!",
    b"7z\xbc\xaf",
    b"\x1f\x8b",
    b"\x7fELF",
    b"MZ",
    b"RIFF",
)
_SAMPLE = 4096


class Format(StrEnum):
    """The kinds of file that a draft may come in."""

    DOCX = "docx"
    DOC = "doc"
    ODT = "odt"
    RTF = "rtf"
    PDF = "pdf"
    TXT = "txt"
    HTML = "html"
    AKN = "akn"
    PASTED = "pasted"


THROUGH_OFFICE = frozenset({Format.DOC, Format.ODT, Format.RTF})


def sniff(content: bytes, limits: Limits) -> Format:
    """Tell the format, or refuse what is empty, too large or no format we take; cheap enough for the server's own process."""
    if not content:
        raise Malformed("draft-empty")
    if len(content) > limits.file_bytes:
        raise Malformed("draft-too-large", limit_mb=limits.megabytes)
    if content.startswith(_OLE2):
        return _old_word(content)
    if content.startswith(b"PK"):
        return _zipped(content)
    if content.startswith(b"{\\rtf"):
        return Format.RTF
    if b"%PDF-" in content[:1024]:
        return Format.PDF
    return _plain(content)


def _old_word(content: bytes) -> Format:
    if _ENCRYPTED in content:
        raise Malformed("draft-encrypted")
    if _WORD_STREAM not in content:
        raise Malformed("draft-format-unknown")
    if _MACROS in content:
        raise Malformed("draft-has-macros")
    for at in range(_SECTOR, min(len(content), 64 * _SECTOR), _SECTOR):
        # The flag fEncrypted of the block that every Word 97 document begins with [MS-DOC 2.5.2].
        if content[at : at + 2] == _WORD_BLOCK and content[at + 11 : at + 12] and content[at + 11] & 1:
            raise Malformed("draft-encrypted")
    return Format.DOC


def _zipped(content: bytes) -> Format:
    """A text of OpenDocument says so in its first entry; other archives are Word's to judge."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            names = archive.namelist()
            if "mimetype" in names:
                with archive.open("mimetype") as entry:
                    kind = entry.read(100)
                if kind.startswith(b"application/vnd.oasis.opendocument.text"):
                    return Format.ODT
    except BROKEN_ARCHIVE as error:
        raise Malformed("draft-damaged") from error
    if "[Content_Types].xml" not in names:
        raise Malformed("draft-format-unknown")
    return Format.DOCX


def _plain(content: bytes) -> Format:
    head = content[:_SAMPLE]
    if head.startswith(_NOT_TEXT):
        raise Malformed("draft-format-unknown")
    marks = head.replace(b"\0", b"").lstrip(b"\xef\xbb\xbf\xff\xfe")
    if _AKOMA_NTOSO.search(marks):
        return Format.AKN
    if _HTML.match(marks) or re.search(rb"<html[\s>]", marks, re.IGNORECASE):
        return Format.HTML
    if marks.lstrip().startswith(b"<?xml") or _looks_binary(head):
        raise Malformed("draft-format-unknown")
    return Format.TXT


def _looks_binary(head: bytes) -> bool:
    """Text holds hardly any control characters; NULs are left to UTF-16, where every second byte of ASCII is one."""
    if head.startswith((b"\xff\xfe", b"\xfe\xff")):
        return False
    controls = sum(code < 32 and code not in b"\t\n\r\f\v\0\x1a\x1b" for code in head)
    return controls > len(head) // 50
