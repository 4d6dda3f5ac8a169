"""Reading a checked Word file into lines and tables in the order of the document, as a reader of the printed page sees them."""

from collections.abc import Iterator

from lxml import etree

from dialog_tracker.domain.headings import SourceLine, SourceTable
from dialog_tracker.domain.provision import Finding
from dialog_tracker.office.formatting import Styles, is_on
from dialog_tracker.office.incoming import Limits, Package, open_package, parse_part
from dialog_tracker.office.numbering import Numbering, W, value_of
from dialog_tracker.office.runs import Paragraph, Runs
from dialog_tracker.office.tracked import Tracked

Block = SourceLine | SourceTable
_STRICT = b"http://purl.oclc.org/ooxml/wordprocessingml/main"
_TRANSITIONAL = b"http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_TRANSPARENT = frozenset({f"{W}sdt", f"{W}sdtContent", f"{W}customXml", f"{W}smartTag"})
_CENTRED = frozenset({"center"})
_LONGEST_CONTENTS = 400
_WIDEST = 64


def read_blocks(content: bytes, limits: Limits, *, rejected: bool = False) -> tuple[list[Block], tuple[Finding, ...]]:
    """Read a Word file into blocks; raises `Malformed` for what is hostile, damaged or no Word file."""
    document = Document(open_package(content, limits), rejected=rejected)
    blocks = document.blocks()
    return blocks, document.findings()


class Document:
    """One Word file while it is read from top to bottom; lists count and fields open as the reading goes on."""

    def __init__(self, package: Package, *, rejected: bool = False) -> None:
        """Parse the parts that carry text, look and numbers."""
        self._package = package
        self._folder = package.main.rpartition("/")[0]
        self._styles = Styles(self._part("styles.xml"))
        self._numbering = Numbering(self._part("numbering.xml"), self._styles.list_of_style)
        self._tracked = Tracked(rejected=rejected)
        self._runs = Runs(self._styles, self._tracked)
        self._transparent = _TRANSPARENT | self._tracked.kept
        self._notes = {kind: self._read_notes(kind) for kind in ("footnote", "endnote")}
        self._noted = 0
        self._contents_left_out = False
        self._unended: tuple[etree._Element | None, Paragraph] | None = None

    def _part(self, name: str) -> etree._Element | None:
        content = self._package.parts.get(f"{self._folder}/{name}" if self._folder else name)
        return parse_part(content.replace(_STRICT, _TRANSITIONAL)) if content is not None else None

    def blocks(self) -> list[Block]:
        """Give every line and table of the body; page headers and footers are no part of it."""
        root = parse_part(self._package.parts[self._package.main].replace(_STRICT, _TRANSITIONAL))
        body = root.find(f"{W}body")
        return list(self._all(body, in_table=False)) if body is not None else []

    def findings(self) -> tuple[Finding, ...]:
        """What the officer should know about the file itself."""
        seen = [
            (f"tracked-changes-{'rejected' if self._tracked.rejected else 'accepted'}", self._tracked.count),
            ("footnotes-moved", self._noted),
            ("hidden-text-left-out", self._runs.hidden),
            ("comments-left-out", self._runs.comments),
            ("contents-left-out", int(self._contents_left_out)),
        ]
        return tuple(Finding(code, "1", {"count": str(count)}) for code, count in seen if count)

    def _all(self, holder: etree._Element, *, in_table: bool) -> Iterator[Block]:
        """Give every block of the body, a cell or a text box."""
        yield from self._walk(holder, in_table=in_table)
        yield from self._end(in_table=in_table)

    def _walk(self, holder: etree._Element, *, in_table: bool) -> Iterator[Block]:
        for child in holder:
            if child.tag == f"{W}p":
                yield from self._paragraph(child, in_table=in_table)
            elif child.tag == f"{W}tbl":
                yield from self._end(in_table=in_table)
                yield from self._table(child)
            elif child.tag in self._transparent:
                self._tracked.note(child)
                yield from self._walk(child, in_table=in_table)
            elif child.tag in self._tracked.dropped:
                self._tracked.note(child)
            elif child.tag.endswith("}AlternateContent"):
                chosen = next((branch for branch in child if len(branch)), None)
                yield from self._walk(chosen, in_table=in_table) if chosen is not None else ()

    # Paragraphs

    def _paragraph(self, element: etree._Element, *, in_table: bool) -> Iterator[Block]:
        """Read a paragraph; where its mark does not stand, the next one goes on with it and gives it its look."""
        mark = element.find(f"{W}pPr/{W}rPr")
        properties = self._tracked.in_force(element.find(f"{W}pPr"), "pPr")
        found = self._runs.read(element, self._style(properties))
        if self._unended is not None:
            found = self._unended[1].joined(found)
        self._unended = properties, found
        if not self._tracked.takes_away(mark):
            yield from self._end(in_table=in_table)

    def _end(self, *, in_table: bool) -> Iterator[Block]:
        """Give the paragraph that was read; a table and the end of a cell also end one whose mark does not stand."""
        if self._unended is None:
            return
        properties, found = self._unended
        self._unended = None
        yield from self._lines(properties, found, in_table=in_table)
        for reference in found.notes:
            yield from self._footnote(*reference)
        for box in found.boxes:
            yield from self._all(box, in_table=in_table)

    def _style(self, properties: etree._Element | None) -> str:
        style = properties.find(f"{W}pStyle") if properties is not None else None
        return str(style.get(f"{W}val")) if style is not None else self._styles.default

    def _lines(self, properties: etree._Element | None, found: Paragraph, *, in_table: bool) -> Iterator[SourceLine]:
        style = self._style(properties)
        if not found.text.strip() and self._hides_mark(properties, style):
            return  # nobody sees it, and Word does not count it
        label = self._label(properties, style)
        name = self._styles.name(style)
        if name.lower().startswith("toc ") and len(found.text) < _LONGEST_CONTENTS:
            self._contents_left_out = self._contents_left_out or bool(found.text.strip())
            return
        if not found.text.strip() and not _prints_words(label):
            return
        yield SourceLine(
            text=found.text,
            centred=self._styles.alignment(properties, style) in _CENTRED,
            bold=found.bold,
            style_name=name,
            outline_level=self._styles.outline(properties, style),
            list_label=label,
            in_table=in_table,
        )

    def _hides_mark(self, properties: etree._Element | None, style: str) -> bool:
        mark = properties.find(f"{W}rPr") if properties is not None else None
        return mark is not None and self._styles.character(mark, style, "vanish")

    def _label(self, properties: etree._Element | None, style: str) -> str:
        found = self._styles.list_of(properties, style)
        if found is None:
            return ""
        level = found.level
        if level is None and found.style:
            level = self._numbering.level_of_style(found.number, found.style)
        return self._numbering.next_label(found.number, found.inherited if level is None else level)

    # Notes

    def _read_notes(self, kind: str) -> dict[str, str]:
        root = self._part(f"{kind}s.xml")
        if root is None:
            return {}
        notes = {}
        for note in root.iterchildren(f"{W}{kind}"):
            paragraphs = [self._runs.read(paragraph, self._styles.default).text.strip() for paragraph in note.iter(f"{W}p")]
            if note.get(f"{W}type") in {None, "normal"}:
                notes[str(note.get(f"{W}id"))] = " ".join(text for text in paragraphs if text)
        return notes

    def _footnote(self, kind: str, number: str) -> Iterator[SourceLine]:
        text = self._notes[kind].get(number)
        if text:
            self._noted += 1
            yield SourceLine(text=text, footnote=str(self._noted))

    # Tables

    def _table(self, table: etree._Element) -> Iterator[Block]:
        rows = [row for row in _under(table, "tr", self._transparent) if not self._tracked.takes_away(row.find(f"{W}trPr"))]
        cells = [
            [cell for cell in _under(row, "tc", self._transparent) if not self._tracked.takes_away(cell.find(f"{W}tcPr"))] for row in rows
        ]
        if len(cells) == 1 and len(cells[0]) == 1:
            yield from self._all(cells[0][0], in_table=True)
            return
        read = tuple((*[""] * _skipped(row), *self._cells(own)) for row, own in zip(rows, cells, strict=True))
        if any(text for row in read for text in row):
            width = max(len(row) for row in read)
            spanning = frozenset(at for at, own in enumerate(cells) if len(own) == 1 and _span(own[0]) >= width > 1)
            yield SourceTable(read, header_rows=_leading_heads(rows), spanning=spanning)

    def _cells(self, cells: list[etree._Element]) -> Iterator[str]:
        """The text of each cell, and an empty text for every further column that it spans or row that it continues."""
        for cell in cells:
            merge = cell.find(f"{W}tcPr/{W}vMerge")
            text = "\n".join(_flat(block) for block in self._all(cell, in_table=True))
            continued = merge is not None and merge.get(f"{W}val") != "restart"
            yield "" if continued and not text.strip() else text
            yield from [""] * (_span(cell) - 1)


def _span(cell: etree._Element) -> int:
    """How many columns of the grid a cell takes."""
    return max(1, _columns(value_of(cell, "tcPr/gridSpan")))


def _skipped(row: etree._Element) -> int:
    """How many columns of the grid a row leaves free before its first cell."""
    return _columns(value_of(row, "trPr/gridBefore"))


def _columns(written: str | None) -> int:
    return min(int(written), _WIDEST) if written and written.isascii() and written.isdecimal() else 0


def _leading_heads(rows: list[etree._Element]) -> int:
    """How many of the first rows repeat on every page; Word passes over a mark on a later row."""
    return next((at for at, row in enumerate(rows) if not is_on(row.find(f"{W}trPr"), "tblHeader")), len(rows))


def _under(holder: etree._Element, name: str, transparent: frozenset[str]) -> Iterator[etree._Element]:
    """The rows of a table or cells of a row, also those inside content controls."""
    for child in holder:
        if child.tag == W + name:
            yield child
        elif child.tag in transparent:
            yield from _under(child, name, transparent)


def _flat(block: Block) -> str:
    if isinstance(block, SourceTable):
        return block.text
    return f"{block.footnote}) {block.text}" if block.footnote else block.full


def _prints_words(label: str) -> bool:
    return sum(letter.isalpha() for letter in label) > 3
