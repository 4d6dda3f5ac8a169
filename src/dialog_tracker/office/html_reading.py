"""Reading a web page, or what Word saves as one, into lines and tables as a browser shows them."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from lxml import etree, html

from dialog_tracker.domain.errors import Malformed
from dialog_tracker.domain.headings import SourceLine, SourceTable
from dialog_tracker.domain.provision import Finding
from dialog_tracker.office.html_lists import ListNumbers
from dialog_tracker.office.plain_text import decoded

_DROPPED = frozenset({"script", "style", "head", "template", "noscript", "iframe", "object", "svg", "select", "nav"})
_BLOCKS = frozenset(
    "p div h1 h2 h3 h4 h5 h6 li ul ol dl dt dd blockquote pre section article header footer main center body html form fieldset figure hr".split()
)
_BOLD = frozenset({"b", "strong", "th", "h1", "h2", "h3", "h4", "h5", "h6"})
_CHARSET = re.compile(rb"""charset\s*=\s*["']?\s*([A-Za-z0-9._-]+)""", re.IGNORECASE)
_CONDITION = re.compile(r"<!\[(?:if|endif)[^>]*\]>", re.IGNORECASE)
_DEEPEST = 200
_WIDEST = 64
_ENCODINGS = frozenset(
    {"utf-8", "utf8", "windows-1250", "windows-1251", "windows-1252", "iso-8859-1", "iso-8859-2", "iso-8859-5", "us-ascii"}
)


@dataclass(frozen=True, slots=True)
class _Look:
    centred: bool = False
    bold: bool = False
    level: int | None = None
    label: str = ""


def read_html(content: bytes) -> tuple[list[SourceLine | SourceTable], tuple[Finding, ...]]:
    """Read a page; raises `Malformed` where it is nested too deeply or holds no words."""
    # Word wraps the labels of its lists into conditions that browsers pass over.
    text = _CONDITION.sub("", _text(content)).replace("\0", "")
    try:
        root = html.document_fromstring(re.sub(r"^\s*<\?xml[^>]*\?>", "", text), parser=html.HTMLParser(huge_tree=False, no_network=True))
    except (etree.ParserError, etree.XMLSyntaxError, ValueError) as error:
        raise Malformed("draft-damaged") from error
    page = _Page()
    blocks = list(page.blocks(root, _Look(), 0))
    if not blocks:
        raise Malformed("draft-empty")
    return blocks, (Finding("hidden-text-left-out", "1", {"count": str(page.hidden)}),) if page.hidden else ()


def _text(content: bytes) -> str:
    named = _CHARSET.search(content[:4096])
    encoding = named[1].decode("ascii").lower() if named else ""
    if encoding in _ENCODINGS and not content.startswith((b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff")):
        return content.decode(encoding, "replace")
    return decoded(content)


class _Page:
    """Walks a page from top to bottom; words gather until a block ends them."""

    def __init__(self) -> None:
        self.hidden = 0
        self._lists = ListNumbers()
        self._words: list[str] = []
        self._weights: list[bool] = []

    def blocks(self, element: etree._Element, look: _Look, depth: int) -> Iterator[SourceLine | SourceTable]:
        """Give the lines and tables under an element."""
        if depth > _DEEPEST:
            raise Malformed("draft-too-heavy")
        self._say(element.text, look)
        for position, child in enumerate(element):
            if isinstance(child.tag, str) and child.tag not in _DROPPED:
                yield from self._child(child, position, look, depth)
            self._say(child.tail, look)

    def _child(self, child: etree._Element, position: int, look: _Look, depth: int) -> Iterator[SourceLine | SourceTable]:
        if _hidden(child):
            self.hidden += bool("".join(map(str, child.itertext())).strip())
        elif child.tag == "br":
            self._words.append("\n")
        elif child.tag == "table":
            yield from self._flush(look)
            yield from self._table(child, look, depth)
        elif child.tag in _BLOCKS:
            yield from self._flush(look)
            label = self._lists.next_label(child) if child.tag == "li" else look.label if position == 0 else ""
            inner = replace(_look(child, look), label=label)
            yield from self.blocks(child, inner, depth + 1)
            yield from self._flush(inner)
        else:
            yield from self.blocks(child, replace(look, bold=_bold(child, look.bold)), depth + 1)

    def _say(self, text: str | None, look: _Look) -> None:
        if text:
            self._words.append(re.sub(r"[ \t\r\n\f]+", " ", text))
            if text.strip():
                self._weights.append(look.bold)

    def _flush(self, look: _Look) -> Iterator[SourceLine]:
        text, weights = "".join(self._words).strip(), self._weights
        self._words, self._weights = [], []
        if text:
            yield SourceLine(text, centred=look.centred, bold=all(weights), outline_level=look.level, list_label=look.label)

    def _table(self, table: etree._Element, look: _Look, depth: int) -> Iterator[SourceLine | SourceTable]:
        rows = [row for row in table.iter("tr") if next(row.iterancestors("table"), None) is table]
        cells = [[cell for cell in row if cell.tag in {"td", "th"}] for row in rows]
        if len(cells) == 1 and len(cells[0]) == 1:
            yield from self.blocks(cells[0][0], look, depth + 1)
            yield from self._flush(look)
            return
        grid = [self._row(row, depth) for row in cells]
        grid = _with_spans(grid, cells)
        if any(text for row in grid for text in row):
            heads = next((at for at, row in enumerate(cells) if not row or any(cell.tag != "th" for cell in row)), len(cells))
            width = max(len(row) for row in grid)
            spanning = frozenset(at for at, row in enumerate(cells) if len(row) == 1 and _span(row[0], "colspan") >= width > 1)
            yield SourceTable(tuple(tuple(row) for row in grid), header_rows=heads, spanning=spanning)

    def _row(self, cells: list[etree._Element], depth: int) -> list[str]:
        texts = []
        for cell in cells:
            inside = [*self.blocks(cell, _Look(), depth + 1), *self._flush(_Look())]
            texts.append("\n".join(block.text if isinstance(block, SourceTable) else block.full for block in inside))
        return texts


def _with_spans(texts: list[list[str]], cells: list[list[etree._Element]]) -> list[list[str]]:
    """A cell over several columns or rows has its text once and leaves the others empty."""
    grid: list[list[str]] = []
    taken: dict[tuple[int, int], bool] = {}
    for at, row in enumerate(cells):
        written: list[str] = []
        for text, cell in zip(texts[at], row, strict=True):
            while taken.get((at, len(written))):
                written.append("")
            start, width = len(written), _span(cell, "colspan")
            taken |= {(at + down, start + across): True for down in range(1, _span(cell, "rowspan")) for across in range(width)}
            written += [text, *[""] * (width - 1)]
        while taken.get((at, len(written))):
            written.append("")
        grid.append(written)
    return grid


def _span(cell: etree._Element, name: str) -> int:
    value = str(cell.get(name, "1")).strip()
    return max(1, min(int(value), _WIDEST)) if value.isascii() and value.isdecimal() else 1


def _style(element: etree._Element) -> str:
    return re.sub(r"\s", "", str(element.get("style", ""))).lower()


def _hidden(element: etree._Element) -> bool:
    style = _style(element)
    return "display:none" in style or "visibility:hidden" in style or "mso-hide:all" in style or element.get("hidden") is not None


def _bold(element: etree._Element, above: bool) -> bool:
    found = re.search(r"font-weight:(bold|[6-9]00|normal|[1-5]00)", _style(element))
    return found[1] == "bold" or found[1][0] in "6789" if found else above or element.tag in _BOLD


def _look(element: etree._Element, above: _Look) -> _Look:
    aligned = re.search(r"text-align:(\w+)", _style(element))
    side = aligned[1] if aligned else str(element.get("align", "")).lower()
    centred = side == "center" if side else above.centred or element.tag == "center"
    level = int(element.tag[1]) if re.fullmatch("h[1-6]", element.tag) else above.level
    return _Look(centred, _bold(element, above.bold), level)
