"""How a line of a version is written in Word's XML, and the styles it names."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Protocol

from dialog_tracker.domain.difference import Piece, PieceKind
from dialog_tracker.domain.provision import HOLDS_ROWS, ROW_KINDS, ProvisionKind
from dialog_tracker.office.ooxml_styles import PORTRAIT_TAB
from dialog_tracker.office.ooxml_text import Voice
from dialog_tracker.office.text_lines import LABEL_ALONE, NAMES, LineStyle, TextLine

LABEL = "DTOznakaOdredbe"
GAP = "DTRazmakOznake"
END = "DTPrelom"
_RUN_OF_LABEL, _RUN_OF_GAP = (f'<w:rPr><w:rStyle w:val="{style}"/></w:rPr>' for style in (LABEL, GAP))
_K = ProvisionKind
_BOLD = LABEL_ALONE | {_K.HEADING, _K.MEASURE, _K.OBJECTIVE, _K.ACTIVITY, _K.EXPLANATORY_NOTE}
_OUTLINE = {_K.PART: 0, _K.CHAPTER: 1, _K.SECTION: 2, _K.HEADING: 3, _K.ARTICLE: 4, _K.ANNEX: 0, _K.EXPLANATORY_NOTE: 0}
_NEW_PAGE = frozenset({_K.ANNEX, _K.EXPLANATORY_NOTE})
_HANGING = {_K.POINT: 1, _K.SUBPOINT: 2, _K.INDENT: 3}
_STEP = 425  # 7,5 mm
_ROLES = {"naslov": "назив", "oznaka": "ознака", "tekst": "текст"}


class Marks(Protocol):
    """Writes runs and marks, with or without tracked changes."""

    def mark(self, kind: PieceKind) -> str:
        """The mark of a whole paragraph or row."""
        ...

    def runs(self, pieces: Sequence[Piece], properties: str = "") -> str:
        """Pieces of a wording as runs."""
        ...


@dataclass(frozen=True, slots=True)
class Wording:
    """The pieces of a line's label, of what stands after it, and of its words."""

    label: Sequence[Piece]
    gap: Sequence[Piece]
    text: Sequence[Piece]


def paragraph_line(line: TextLine, kind: PieceKind, wording: Wording, marks: Marks) -> str:
    """Write a paragraph from the pieces of its wording."""
    return _paragraph(line.style.id, marks.mark(kind), _runs(wording, marks))


def _runs(wording: Wording, marks: Marks) -> str:
    return marks.runs(wording.label, _RUN_OF_LABEL) + marks.runs(wording.gap, _RUN_OF_GAP) + marks.runs(wording.text)


def _paragraph(style: str, mark: str, runs: str) -> str:
    marked = f"<w:rPr>{mark}</w:rPr>" if mark else ""
    return f'<w:p><w:pPr><w:pStyle w:val="{style}"/>{marked}</w:pPr>{runs}</w:p>'


def table_line(line: TextLine, kind: PieceKind, cells: Sequence[Sequence[Wording]], marks: Marks) -> str:
    """Write a table from the wording of its cells, and the small paragraph after it, without which two tables would grow together."""
    columns = max(map(len, cells))
    widths = _widths(columns, narrow=line.style.kind in _NUMBERED and columns > _FEW)
    grid = "".join(f'<w:gridCol w:w="{width}"/>' for width in widths)
    rows = "".join(_row(line.style.id, row, widths, kind, marks) for row in cells)
    return (
        f'<w:tbl><w:tblPr><w:tblStyle w:val="DTTabela"/><w:tblW w:w="{PORTRAIT_TAB}" w:type="dxa"/><w:tblLayout w:type="fixed"/>'
        '<w:tblLook w:val="0600" w:firstRow="0" w:lastRow="0" w:firstColumn="0" w:lastColumn="0" w:noHBand="1" w:noVBand="1"/>'
        f"</w:tblPr><w:tblGrid>{grid}</w:tblGrid>{rows}</w:tbl>" + _paragraph(END, marks.mark(kind), "")
    )


_NUMBERED = ROW_KINDS | HOLDS_ROWS
_FEW, _NUMBER_WIDTH = 3, 680  # the column of numbers in a plan is 12 mm wide


def _widths(columns: int, *, narrow: bool) -> list[int]:
    """Share the page among the columns; the first of a plan holds only numbers."""
    first = _NUMBER_WIDTH if narrow else 0
    rest = columns - narrow
    edges = [first + (PORTRAIT_TAB - first) * at // rest for at in range(rest + 1)]
    return [*([first] if narrow else []), *(right - left for left, right in pairwise(edges))]


def _row(style: str, row: Sequence[Wording], widths: Sequence[int], kind: PieceKind, marks: Marks) -> str:
    mark = marks.mark(kind)
    padded = [*row, *[None] * (len(widths) - len(row))]
    cells = "".join(_cell(style, wording, width, marks) for wording, width in zip(padded, widths, strict=True))
    return f"<w:tr><w:trPr><w:cantSplit/>{mark}</w:trPr>{cells}</w:tr>"


def _cell(style: str, wording: Wording | None, width: int, marks: Marks) -> str:
    # A cell that fills up a short row has another style, so that a reader of the file can leave it out.
    written = _paragraph(END if wording is None else style, "", _runs(wording, marks) if wording else "")
    return f'<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/></w:tcPr>{written}</w:tc>'


def line_styles(styles: Iterable[LineStyle], voice: Voice) -> str:
    """Write the paragraph styles of these lines, and the character style of labels."""
    written = "".join(_style(one, voice) for one in sorted(set(styles), key=lambda style: style.id))
    named = ((LABEL, "ДТ Ознака одредбе"), (GAP, "ДТ Размак ознаке"))
    return written + "".join(
        f'<w:style w:type="character" w:customStyle="1" w:styleId="{style}"><w:name w:val="{voice.plain(name)}"/>'
        '<w:basedOn w:val="DefaultParagraphFont"/></w:style>'
        for style, name in named
    )


def _style(one: LineStyle, voice: Voice) -> str:
    title = one.role in ("naslov", "oznaka") and one.kind in _BOLD
    name = f"ДТ {NAMES[one.kind]} {one.depth} {_ROLES[one.role]}{'' if one.first else ' наставак'}"
    return (
        f'<w:style w:type="paragraph" w:customStyle="1" w:styleId="{one.id}"><w:name w:val="{voice.plain(name)}"/>'
        f'<w:basedOn w:val="Normal"/><w:pPr>{_look(one, title=title)}</w:pPr>{"<w:rPr><w:b/><w:bCs/></w:rPr>" * title}</w:style>'
    )


def _look(one: LineStyle, *, title: bool) -> str:
    keep = "<w:keepNext/><w:keepLines/>" * title + "<w:pageBreakBefore/>" * (one.first and one.kind in _NEW_PAGE)
    if title:
        outline = f'<w:outlineLvl w:val="{_OUTLINE[one.kind]}"/>' if one.first and one.kind in _OUTLINE else ""
        return (
            f'{keep}<w:suppressAutoHyphens/><w:spacing w:before="{240 if one.first else 0}" w:after="100"/><w:jc w:val="center"/>{outline}'
        )
    if one.kind is _K.TABLE or (one.kind in ROW_KINDS | HOLDS_ROWS and one.role == "tekst"):
        return keep + '<w:spacing w:before="20" w:after="40"/>'
    left = _HANGING.get(one.kind, 0) * _STEP
    indent = f'<w:ind w:left="{left}" w:hanging="{_STEP}"/>' if left else ""
    return f'{keep}<w:spacing w:before="0" w:after="120" w:line="269" w:lineRule="auto"/>{indent}<w:jc w:val="both"/>'
