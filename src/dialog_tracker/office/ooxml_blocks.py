"""The blocks a report is laid out in, and how each is written; rows are made only while they are being written."""

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from dialog_tracker.office.charts import BarChart, drawing
from dialog_tracker.office.ooxml_text import Voice, escaped, field, paragraph, run

_MM = 1440 / 25.4
_REFERENCE = re.compile(r"\{\{(\w+)\}\}")
_SMALL_TABLE = 12  # such a table is kept whole, so that its note stays with it
_TABLE_LOOK, _FIRST_ROW, _FIRST_COLUMN = 0x0600, 0x20, 0x80


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading; levels 1 and 2 stand in the contents, `annex` has no number."""

    level: int
    text: str
    new_page: bool = False
    annex: bool = False


@dataclass(frozen=True, slots=True)
class Text:
    """A paragraph of the frame; `{{name}}` becomes the number of the table or chart with that bookmark."""

    text: str
    style: str = "BodyText"
    keep_next: bool = False
    lead: str = ""
    before: int | None = None


@dataclass(frozen=True, slots=True)
class Caption:
    """The numbered line above a table („Табела”) or a chart („Графикон”)."""

    kind: str
    text: str
    bookmark: str


@dataclass(frozen=True, slots=True)
class Table:
    """A table whose rows are `w:tr` texts, made on demand; widths in millimetres, `title` and `summary` for those who cannot see it."""

    widths: tuple[int, ...]
    rows: Callable[[], Iterable[str]]
    title: str
    summary: str
    style: str = "DTTabela"
    head: tuple[str, ...] = ()
    head_styles: tuple[str, ...] = ()
    first_column: bool = False


@dataclass(frozen=True, slots=True)
class Raw:
    """Ready XML: section breaks, page breaks, the signature."""

    xml: str


@dataclass(frozen=True, slots=True)
class Flow:
    """Paragraphs laid out only while they are being written, with no heading, caption or chart among them."""

    blocks: Callable[[], "Iterable[Block]"]


Block = Heading | Text | Caption | Table | BarChart | Raw | Flow


def twips(widths: Sequence[int]) -> list[int]:
    """Turn widths in millimetres into twips that add up to the width of the page's text."""
    edges = [round(sum(widths[:index]) * _MM) for index in range(len(widths) + 1)]
    return [end - start for start, end in pairwise(edges)]


def cell(width: int, content: str) -> str:
    """Write a cell; `width` in twips."""
    return f'<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/></w:tcPr>{content}</w:tc>'


def row(cells: Iterable[str], whole: bool, header: bool = False) -> str:
    """Write a row; a `whole` one is never divided between pages."""
    kept = "<w:cantSplit/>" * whole + "<w:tblHeader/>" * header
    return f"<w:tr>{f'<w:trPr>{kept}</w:trPr>' if kept else ''}{''.join(cells)}</w:tr>"


def plain_rows(
    widths: Sequence[int], styles: Sequence[str], rows: Sequence[Any], voice: Voice, cells: Callable[[Any], Sequence[str]] = tuple
) -> Iterator[str]:
    """Write rows of frame texts, one style a column, which `cells` takes out of a row; a short table is kept on one page."""
    keep = "<w:keepNext/>" * (len(rows) <= _SMALL_TABLE)
    sizes = twips(widths)
    for one in rows:
        written = [paragraph(style, run(voice.say(text)), keep) for style, text in zip(styles, cells(one), strict=True)]
        yield row(map(cell, sizes, written), whole=True)


class Writer:
    """Writes blocks one after the other and keeps what must be counted: captions, bookmarks, drawings."""

    def __init__(self, voice: Voice, captions: Sequence[Caption], chart_relations: Sequence[str]) -> None:
        """Number the captions beforehand, so that a sentence may refer to a table that comes later."""
        self._voice = voice
        self._numbers = _caption_numbers(captions)
        self._relations = list(chart_relations)
        self._marks = 0
        self._headings = 0
        self._charts = 0

    def write(self, blocks: Iterable[Block]) -> Iterator[str]:
        """Write blocks as the body of a document."""
        for block in blocks:
            if isinstance(block, Table):
                yield from self._table(block)
            elif isinstance(block, Flow):
                yield from self.write(block.blocks())
            else:
                yield self._single(block)

    def _single(self, block: Heading | Text | Caption | BarChart | Raw) -> str:
        match block:
            case Heading():
                return self._heading(block)
            case Text():
                return self._text(block)
            case Caption():
                return self._caption(block)
            case BarChart():
                return self._chart(block)
            case Raw():
                return block.xml

    def _mark(self, name: str, content: str) -> str:
        self._marks += 1
        return f'<w:bookmarkStart w:id="{self._marks}" w:name="{name}"/>{content}<w:bookmarkEnd w:id="{self._marks}"/>'

    def _heading(self, block: Heading) -> str:
        self._headings += 1
        style = "DTPrilog" if block.annex else f"Heading{block.level}"
        content = self._mark(heading_bookmark(self._headings), run(self._voice.say(block.text)))
        return paragraph(style, content, "<w:pageBreakBefore/>" * block.new_page)

    def _text(self, block: Text) -> str:
        properties = "<w:keepNext/>" * block.keep_next
        properties += f'<w:spacing w:before="{block.before}"/>' if block.before is not None else ""
        lead = run(self._voice.say(block.lead), '<w:rPr><w:rStyle w:val="Strong"/></w:rPr>') if block.lead else ""
        return paragraph(block.style, lead + self._referring(block.text), properties)

    def _referring(self, text: str) -> str:
        pieces = _REFERENCE.split(text)
        return "".join(self._reference(piece) if index % 2 else run(self._voice.say(piece)) for index, piece in enumerate(pieces) if piece)

    def _reference(self, bookmark: str) -> str:
        number = self._numbers.get(bookmark)
        return field(rf"REF {bookmark} \h", str(number)) if number else run(escaped(f"{{{{{bookmark}}}}}"))

    def _caption(self, block: Caption) -> str:
        kind = self._voice.say(block.kind)
        sequence = field(rf"SEQ {kind} \* ARABIC", str(self._numbers[block.bookmark]))
        return paragraph("Caption", run(f"{kind}\u00a0") + self._mark(block.bookmark, sequence) + run(f". {self._voice.say(block.text)}"))

    def _chart(self, block: BarChart) -> str:
        relation = self._relations[self._charts]
        self._charts += 1
        return paragraph("DTSlika", drawing(block, self._charts, relation))

    def _table(self, table: Table) -> Iterator[str]:
        sizes = twips(table.widths)
        yield self._opening(table, sizes)
        if table.head:
            texts = [paragraph(style, run(self._voice.say(text))) for style, text in zip(table.head_styles, table.head, strict=True)]
            yield row(map(cell, sizes, texts), whole=True, header=True)
        yield from table.rows()
        yield "</w:tbl>"

    def _opening(self, table: Table, sizes: Sequence[int]) -> str:
        # LibreOffice reads the number only, Word both.
        look = _TABLE_LOOK + _FIRST_ROW * bool(table.head) + _FIRST_COLUMN * table.first_column
        grid = "".join(f'<w:gridCol w:w="{size}"/>' for size in sizes)
        return (
            f'<w:tbl><w:tblPr><w:tblStyle w:val="{table.style}"/><w:tblW w:w="{sum(sizes)}" w:type="dxa"/><w:tblLayout w:type="fixed"/>'
            f'<w:tblLook w:val="{look:04X}" w:firstRow="{int(bool(table.head))}" w:lastRow="0" w:firstColumn="{int(table.first_column)}" '
            'w:lastColumn="0" w:noHBand="1" w:noVBand="1"/>'
            f'<w:tblCaption w:val="{self._voice.quote(table.title)}"/><w:tblDescription w:val="{self._voice.quote(table.summary)}"/>'
            f"</w:tblPr><w:tblGrid>{grid}</w:tblGrid>"
        )


def heading_bookmark(number: int) -> str:
    """Name the bookmark that the contents lead to."""
    return f"_Toc{number:08}"


def _caption_numbers(captions: Sequence[Caption]) -> dict[str, int]:
    counted: dict[str, int] = {}
    numbers: dict[str, int] = {}
    for caption in captions:
        counted[caption.kind] = counted.get(caption.kind, 0) + 1
        numbers[caption.bookmark] = counted[caption.kind]
    return numbers
