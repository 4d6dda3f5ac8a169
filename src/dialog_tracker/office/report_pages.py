"""Page numbers for the contents: the report is laid out once by LibreOffice, its bookmarks read, and the report written again."""

import json
import re
import tempfile
from collections.abc import Iterator, Mapping
from pathlib import Path

from dialog_tracker.domain.outcome import OutcomeReport
from dialog_tracker.domain.script import Script
from dialog_tracker.office.conversion import converted
from dialog_tracker.office.report import Fonts, PageNumbers, heading_count, table_rows, write_report

MOST_ROWS = 300  # above it the contents name no pages: laying out takes minutes and Word's pages would differ
TIMEOUT_SECONDS = 180
_REPEATS = 2

_OBJECT = re.compile(rb"(?:^|[\r\n])(\d+) 0 obj\b(.*?)endobj", re.DOTALL)
_REFERENCE = rb"\s+?(\d+) 0 R"


def write_report_with_contents(report: OutcomeReport, path: Path, *, script: Script, soffice: Path | None, fonts: Fonts = "times") -> None:
    """Write a report whose contents name pages where LibreOffice is at hand and the report is not too long."""
    pages = None
    if soffice is not None and table_rows(report) <= MOST_ROWS:
        pages = _settled_pages(report, script, fonts, soffice)
    _write(report, path, script, fonts, pages)


def _write(report: OutcomeReport, path: Path, script: Script, fonts: Fonts, pages: PageNumbers | None) -> None:
    with path.open("wb") as target:
        write_report(report, target, script=script, fonts=fonts, page_numbers=pages)


def _settled_pages(report: OutcomeReport, script: Script, fonts: Fonts, soffice: Path) -> PageNumbers | None:
    """Lay out until the numbers stay the same; a number that will not settle is no number."""
    expected = heading_count(report, script)
    pages: PageNumbers | None = None
    with tempfile.TemporaryDirectory(prefix="report-") as folder:
        draft = Path(folder) / "report.docx"
        for _ in range(1 + _REPEATS):
            _write(report, draft, script, fonts, pages)
            laid_out = to_pdf(draft, soffice)
            found = bookmarked_pages(laid_out.read_bytes()) if laid_out else None
            if found is None or len(found.headings) != expected:
                return None
            if found == pages:
                return pages
            pages = found
    return None


def to_pdf(document: Path, soffice: Path, seconds: float = TIMEOUT_SECONDS) -> Path | None:
    """Convert a document beside itself; None where LibreOffice fails or takes too long."""
    return converted(document, _EXPORT, soffice, seconds=seconds)


# Tags, the title in the window's bar instead of the name of the file, and bookmarks, which we read and readers use.
_ASKED = ("ExportBookmarks", "UseTaggedPDF", "DisplayPDFDocumentTitle")
_EXPORT = "pdf:writer_pdf_Export:" + json.dumps({name: {"type": "boolean", "value": "true"} for name in _ASKED}, separators=(",", ":"))


def bookmarked_pages(pdf: bytes) -> PageNumbers | None:
    """Read on which page each bookmark of a PDF made by LibreOffice points; None where the file is written otherwise."""
    objects = {int(match[1]): match[2] for match in _OBJECT.finditer(pdf)}
    catalogue = next((body for body in objects.values() if re.search(rb"/Type\s*/Catalog\b", body)), b"")
    outlines, tree = _reference(b"Outlines", catalogue), _reference(b"Pages", catalogue)
    if outlines is None or tree is None:
        return None
    numbers = {page: index for index, page in enumerate(_pages(tree, objects), start=1)}
    found = [numbers.get(page, 0) for page in _bookmarks(_reference(b"First", objects.get(outlines, b"")), objects)]
    return PageNumbers(tuple(found), len(numbers)) if found and all(found) else None


def _reference(name: bytes, body: bytes) -> int | None:
    match = re.search(rb"/" + name + _REFERENCE, body)
    return int(match[1]) if match else None


def _pages(node: int, objects: Mapping[int, bytes]) -> Iterator[int]:
    kids = re.search(rb"/Kids\s*\[(.*?)\]", objects.get(node, b""), re.DOTALL)
    if kids is None:
        yield node
        return
    for kid in re.findall(rb"(\d+) 0 R", kids[1]):
        yield from _pages(int(kid), objects)


def _bookmarks(item: int | None, objects: Mapping[int, bytes]) -> Iterator[int]:
    while item is not None:
        body = objects.get(item, b"")
        target = re.search(rb"/Dest\s*\[\s*(\d+) 0 R", body)
        yield int(target[1]) if target else 0
        yield from _bookmarks(_reference(b"First", body), objects)
        item = _reference(b"Next", body)
