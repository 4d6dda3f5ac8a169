"""The words of an attachment, for search and for reading: what a picture says nobody reads."""

from dialog_tracker.domain.attachment import AttachmentFormat
from dialog_tracker.domain.errors import Malformed
from dialog_tracker.office.formats import Format
from dialog_tracker.office.incoming import Limits
from dialog_tracker.office.readers import read
from dialog_tracker.office.sheets import read_sheet

MOST = 500_000  # signs
_READ_AS = {AttachmentFormat.DOCX: Format.DOCX, AttachmentFormat.PDF: Format.PDF, AttachmentFormat.TXT: Format.TXT}


def words_of(content: bytes, form: AttachmentFormat, limits: Limits) -> str:
    """Give the words of a file, at most MOST signs; nothing of a picture, of a scan, or of what cannot be read."""
    try:
        if form is AttachmentFormat.XLSX:
            return "\n".join("\t".join(row) for row in read_sheet(content))[:MOST]
        if form in _READ_AS:
            blocks, _ = read(content, _READ_AS[form], limits)
            return "\n".join(block.text for block in blocks)[:MOST]
    except Malformed:
        return ""
    return ""
