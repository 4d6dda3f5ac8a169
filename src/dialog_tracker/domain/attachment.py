"""Files that come with a submission or are kept with an act: which kinds are taken, how much they may weigh, how they are named."""

import re
import unicodedata
from collections.abc import Mapping, Sequence
from enum import StrEnum

from dialog_tracker.domain.errors import Malformed

MIB = 1024 * 1024
MAX_FILES = 10
MAX_TOTAL_BYTES = 20 * MIB  # of all files of one submission
_LONGEST_NAME = 120
_UNSAFE = re.compile(r"[^\w.,()+ -]+")
_PATH = re.compile(r"[\\/]")


class AttachmentFormat(StrEnum):
    """The kinds of file that are taken; what a file is, its content says and not its name."""

    PDF = "pdf"
    DOCX = "docx"
    ODT = "odt"
    XLSX = "xlsx"
    PNG = "png"
    JPEG = "jpeg"
    TXT = "txt"


ATTACHMENT_TYPES: Mapping[AttachmentFormat, str] = {
    AttachmentFormat.PDF: "application/pdf",
    AttachmentFormat.DOCX: "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    AttachmentFormat.ODT: "application/vnd.oasis.opendocument.text",
    AttachmentFormat.XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    AttachmentFormat.PNG: "image/png",
    AttachmentFormat.JPEG: "image/jpeg",
    AttachmentFormat.TXT: "text/plain",
}
_ENDINGS = {AttachmentFormat.JPEG: "jpg"}


def attachment_ending(media_type: str) -> str:
    """Give the ending of a file by its media type; `bin` for one that is not taken."""
    form = next((form for form, known in ATTACHMENT_TYPES.items() if known == media_type), None)
    return "bin" if form is None else _ENDINGS.get(form, form.value)


def safe_name(typed: str, form: AttachmentFormat) -> str:
    """Give the name under which a file is kept: no path, no control characters, and the ending of what it is.

    „Предлог (1).PDF” of a PDF is „Предлог (1).pdf”; a name of nothing is „prilog”.
    """
    last = _PATH.split(unicodedata.normalize("NFC", typed))[-1]
    stem = last.rpartition(".")[0] or last
    clean = " ".join(_UNSAFE.sub(" ", stem).split()).strip(". ")[:_LONGEST_NAME].rstrip()
    return f"{clean or 'prilog'}.{_ENDINGS.get(form, form.value)}"


def check_total(sizes: Sequence[int], limit_bytes: int = MAX_TOTAL_BYTES) -> None:
    """Refuse too many files or too much of them; raises Malformed("attachments-too-many") and Malformed("attachments-too-large")."""
    if len(sizes) > MAX_FILES:
        raise Malformed("attachments-too-many", field="files", limit=MAX_FILES)
    if sum(sizes) > limit_bytes:
        raise Malformed("attachments-too-large", field="files", limit_mb=limit_bytes // MIB)
