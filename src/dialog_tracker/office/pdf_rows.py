"""Taking the rows of a PDF with their places and looks off its pages; what they mean is the business of `pdf_text`."""

import ctypes
import re
from collections.abc import Iterator
from dataclasses import dataclass

import pypdfium2 as pdfium
import pypdfium2.raw as pdfium_c

from dialog_tracker.domain.errors import Malformed

MOST_PAGES = 1000
MOST_LETTERS = 6_000_000
_BOLD_WEIGHT = 600
_BOLD_NAME = re.compile(rb"bold|black|heavy|demi", re.IGNORECASE)
_PASSWORD = 4  # FPDF_ERR_PASSWORD
_UNREADABLE = re.compile(r"\(cid:\d+\)|[\x00-\x08\x0b-\x1f\x7f-\x9f\ufffd\ufffe\uffff]")


@dataclass(slots=True)
class Row:
    """One row of a page: its words, its edges in points from the lower left corner, the size of its letters, whether it is bold."""

    text: str
    left: float
    right: float
    base: float
    size: float
    bold: bool


@dataclass(frozen=True, slots=True)
class Page:
    """The rows of one page in the order of its content, and how many letters could not be read."""

    rows: list[Row]
    width: float
    height: float
    unreadable: int


def pages(content: bytes) -> Iterator[Page]:
    """Read page after page; raises `Malformed` for what is damaged, protected or beyond our limits."""
    try:
        document = pdfium.PdfDocument(content)
    except pdfium.PdfiumError as error:
        protected = getattr(error, "err_code", None) == _PASSWORD or "password" in str(error).lower()
        raise Malformed("draft-encrypted" if protected else "draft-damaged") from error
    if len(document) > MOST_PAGES:
        raise Malformed("draft-too-many-pages", limit=MOST_PAGES)
    letters = 0
    for index in range(len(document)):
        try:
            page = document[index]
            read = _page(page)
        except pdfium.PdfiumError as error:
            raise Malformed("draft-damaged") from error
        page.close()
        letters += sum(len(row.text) for row in read.rows)
        if letters > MOST_LETTERS:
            raise Malformed("draft-too-heavy")
        yield read


def _page(page: pdfium.PdfPage) -> Page:
    text = page.get_textpage()
    width, height = page.get_size()
    letters = _Letters(text)
    ended = [letters.take(index) for index in range(text.count_chars())]
    rows = [row for row in (*ended, letters.end()) if row is not None]
    text.close()
    return Page(_on_one_line(rows), width, height, letters.unreadable)


class _Letters:
    """Gathers letters into a row until the page begins another one."""

    def __init__(self, text: pdfium.PdfTextPage) -> None:
        self._raw = text.raw
        self._name = ctypes.create_string_buffer(128)
        self._box = [ctypes.c_double() for _ in range(4)]
        self.unreadable = 0
        self._begin()

    def _begin(self) -> None:
        self._text: list[str] = []
        self._places: list[tuple[float, float, float]] = []
        self._sizes: list[float] = []
        self._bold = 0

    def take(self, index: int) -> Row | None:
        """Take one letter; gives the row that it ends, if it does."""
        code = pdfium_c.FPDFText_GetUnicode(self._raw, index)
        letter = chr(code) if code < 0x110000 and not 0xD800 <= code < 0xE000 else "\ufffd"
        if letter in "\r\n":
            return self.end()
        if letter == "\x02":
            letter = "-"  # PDFium's sign for a hyphen at the end of a row
        self._text.append(letter)
        if not letter.isspace():
            self._look(index)
        return None

    def _look(self, index: int) -> None:
        left, right, bottom, top = self._box
        if not pdfium_c.FPDFText_GetCharBox(self._raw, index, left, right, bottom, top):
            return
        x, y = ctypes.c_double(), ctypes.c_double()
        pdfium_c.FPDFText_GetCharOrigin(self._raw, index, x, y)
        self._places.append((left.value, right.value, y.value))
        self._sizes.append(pdfium_c.FPDFText_GetFontSize(self._raw, index))
        flags = ctypes.c_int()
        size = pdfium_c.FPDFText_GetFontInfo(self._raw, index, self._name, 128, flags)
        named = bool(size and _BOLD_NAME.search(self._name.value))
        self._bold += named or pdfium_c.FPDFText_GetFontWeight(self._raw, index) >= _BOLD_WEIGHT

    def end(self) -> Row | None:
        """Close the row; None where nothing stands in it."""
        text, places, sizes, bold = "".join(self._text), self._places, self._sizes, self._bold
        self._begin()
        self.unreadable += len(_UNREADABLE.findall(text))
        text = " ".join(_UNREADABLE.sub("", text).split())
        if not text or not places:
            return None
        bases = sorted(place[2] for place in places)
        size = sorted(sizes)[len(sizes) // 2]
        left, right = min(place[0] for place in places), max(place[1] for place in places)
        return Row(text, left, right, bases[len(bases) // 2], size, bold > 0.9 * len(places))


def _on_one_line(rows: list[Row]) -> list[Row]:
    """Join pieces that follow each other on one baseline, such as a label and its words."""
    whole: list[Row] = []
    for row in rows:
        last = whole[-1] if whole else None
        if last and abs(last.base - row.base) < 2 and -2 < row.left - last.right < 4 * max(row.size, last.size, 6):
            last.text, last.right, last.bold = f"{last.text} {row.text}", row.right, last.bold and row.bold
        else:
            whole.append(row)
    return whole
