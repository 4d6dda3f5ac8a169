"""Tables that come as CSV or XLSX: their cells as text, whatever program wrote them."""

import csv
import io
import re
from collections.abc import Sequence
from datetime import date, datetime, time

import python_calamine

from dialog_tracker.domain.attachment import AttachmentFormat
from dialog_tracker.domain.directory_columns import Sheet
from dialog_tracker.domain.errors import Malformed
from dialog_tracker.office.attachments import recognise
from dialog_tracker.office.incoming import Limits, check_archive

SHEET_LIMITS = Limits(file_bytes=64 * 1024 * 1024, part_bytes=256 * 1024 * 1024, total_bytes=384 * 1024 * 1024)
_LONGEST_CELL = 1_000_000
_BOMS = ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"))
_CYRILLIC_1251 = re.compile(r"[а-яА-Яђјљњћџ]{3,}")
_SAMPLE = 64 * 1024
_MOST_SHEETS = 20

Rows = list[list[str]]


def read_sheet(content: bytes) -> Rows:
    """Read the first table of a file; raises Malformed("table-unreadable", "table-empty") and what an archive is refused for."""
    if content.startswith(b"PK"):
        return _workbook(content)
    return _separated(content)


def _workbook(content: bytes) -> Rows:
    if recognise(content, SHEET_LIMITS) is not AttachmentFormat.XLSX:
        raise Malformed("table-unreadable")
    check_archive(content, SHEET_LIMITS)
    try:
        book = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(content))
        for name in book.sheet_names[:_MOST_SHEETS]:
            rows = [[_text(cell) for cell in row] for row in book.get_sheet_by_name(name).to_python(skip_empty_area=True)]
            if any(any(row) for row in rows):
                return rows
    except (python_calamine.CalamineError, ValueError, OSError) as error:
        raise Malformed("table-unreadable") from error
    raise Malformed("table-empty")


def read_sheets(content: bytes) -> tuple[Sheet, ...]:
    """Read every sheet of a file that has rows, each cell of a merged range with what the range says.

    Raises Malformed("table-unreadable", "table-empty") and what an archive is refused for.
    """
    if not content.startswith(b"PK"):
        rows = tuple(tuple(row) for row in _separated(content))
        if not any(any(cell.strip() for cell in row) for row in rows):
            raise Malformed("table-empty")
        return (Sheet("", rows),)
    if recognise(content, SHEET_LIMITS) is not AttachmentFormat.XLSX:
        raise Malformed("table-unreadable")
    check_archive(content, SHEET_LIMITS)
    try:
        book = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(content))
        read = [_sheet(name, book.get_sheet_by_name(name)) for name in book.sheet_names[:_MOST_SHEETS]]
    except (python_calamine.CalamineError, ValueError, OSError) as error:
        raise Malformed("table-unreadable") from error
    found = tuple(sheet for sheet in read if any(any(row) for row in sheet.rows))
    if not found:
        raise Malformed("table-empty")
    return found


def _sheet(name: str, sheet: python_calamine.CalamineSheet) -> Sheet:
    rows = [[_text(cell) for cell in row] for row in sheet.to_python(skip_empty_area=False)]
    for (top, left), (bottom, right) in sheet.merged_cell_ranges or ():
        said = rows[top][left] if top < len(rows) and left < len(rows[top]) else ""
        for row in rows[top : bottom + 1] if said else ():
            row[left : right + 1] = [said] * len(row[left : right + 1])
    return Sheet(name, tuple(tuple(row) for row in rows))


def _text(cell: object) -> str:
    """A number that is whole is written without a fraction; a formula is what the program that saved it last worked out."""
    if isinstance(cell, bool):
        return str(cell).lower()
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    if isinstance(cell, datetime):
        return cell.date().isoformat() if cell.time() == time() else cell.isoformat()
    return cell.isoformat() if isinstance(cell, date) else str(cell)


def _separated(content: bytes) -> Rows:
    text = _decoded(content).replace("\0", "")
    csv.field_size_limit(_LONGEST_CELL)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=_delimiter(text))
    try:
        return list(reader)
    except csv.Error as error:
        raise Malformed("table-unreadable") from error


def _decoded(content: bytes) -> str:
    for mark, encoding in _BOMS:
        if content.startswith(mark):
            try:
                return content.decode(encoding)
            except UnicodeDecodeError as error:
                raise Malformed("table-unreadable") from error
    try:
        return content.decode("utf-8")
    except UnicodeDecodeError:
        pass
    # Windows-1251 read as 1250 gives letters that no Serbian word has in a row, and the other way round.
    cyrillic = content.decode("cp1251", errors="replace")
    if len(_CYRILLIC_1251.findall(cyrillic)) > content.count(b" ") // 3:
        return cyrillic
    return content.decode("cp1250", errors="replace")


def _delimiter(text: str) -> str:
    """The sign that stands most often outside quotes in the first lines; a quoted delimiter does not count."""
    bare = re.sub(r'"(?:[^"]|"")*"', "", text[:_SAMPLE])
    head = bare.split("\n", 1)[0]
    return max((",", ";", "\t", "|"), key=head.count)


def width(rows: Sequence[Sequence[str]]) -> int:
    """Give the number of columns of a table."""
    return max((len(row) for row in rows), default=0)
