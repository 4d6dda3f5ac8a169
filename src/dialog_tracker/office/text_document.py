"""A version of a text as a Word file, plain or with the changes since an earlier version as tracked changes."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from itertools import chain
from typing import BinaryIO

from dialog_tracker.domain.difference import Piece, PieceKind
from dialog_tracker.domain.provision import Provision
from dialog_tracker.domain.script import Script
from dialog_tracker.office import ooxml_parts as parts
from dialog_tracker.office.ooxml_package import Package
from dialog_tracker.office.ooxml_styles import Fonts, W, styles_part
from dialog_tracker.office.ooxml_text import Voice, clean, escaped, paragraph, run
from dialog_tracker.office.redline import Marker, redline_lines
from dialog_tracker.office.redline_notes import PART, Notes, comments_part, note_styles, with_notes
from dialog_tracker.office.text_lines import LineStyle, lines_of
from dialog_tracker.office.text_xml import END, Wording, line_styles, paragraph_line, table_line

_RELATIONS = (
    *parts.FRAME_RELATIONS,
    parts.Relation("rId6", "header", "header1.xml"),
    parts.Relation("rId7", "footer", "footer1.xml"),
)
_COMMENTS = parts.Relation("rId8", "comments", "comments.xml")
_R = 'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"'
_PAGE = (
    '<w:sectPr><w:headerReference w:type="default" r:id="rId6"/><w:footerReference w:type="default" r:id="rId7"/>'
    '<w:pgSz w:w="11906" w:h="16838"/><w:pgMar w:top="1417" w:right="1417" w:bottom="1361" w:left="1417" w:header="680" w:footer="624" '
    'w:gutter="0"/><w:cols w:space="708"/></w:sectPr>'
)


@dataclass(frozen=True, slots=True)
class TextFrame:
    """What stands around a text: its title, the office, the running words, the day, and the reference of the version."""

    title: str
    author: str
    running: str
    issued_on: date
    reference: str
    script: Script = Script.CYRILLIC
    language: str = "sr"
    act_kind: str = "other"
    fonts: Fonts = "times"


class _Plain:
    """Writes runs without tracked changes."""

    def mark(self, kind: PieceKind) -> str:  # noqa: ARG002 - the protocol's shape
        return ""

    def runs(self, pieces: Sequence[Piece], properties: str = "") -> str:
        return "".join(run(escaped(piece.text), properties) for piece in pieces if piece.text)


def write_text(provisions: Sequence[Provision], target: BinaryIO, frame: TextFrame) -> None:
    """Write a version as DOCX; the same version gives the same bytes."""
    _write(target, frame, (line.style for line in lines_of(provisions)), _plain_body(provisions))


def write_redline(
    old: Sequence[Provision],
    new: Sequence[Provision],
    target: BinaryIO,
    frame: TextFrame,
    at: datetime,
    notes: Notes | None = None,
) -> None:
    """Write the later version with the changes since the earlier one tracked, each with its note if there are notes.

    The time told for each change is `at`, in UTC.
    """
    styles = (line.style for line in chain(lines_of(old), lines_of(new)))
    lines = redline_lines(old, new, Marker(frame.author, at))
    if notes is None:
        _write(target, frame, styles, (line.xml for line in lines))
    else:
        _write(target, frame, styles, with_notes(lines, notes), "".join(comments_part(notes, frame.author, at)))


def _plain_body(provisions: Sequence[Provision]) -> Iterator[str]:
    plain = _Plain()
    equal = PieceKind.EQUAL
    for line in lines_of(provisions):
        named = Wording(*((Piece(equal, words),) for words in (line.label, line.gap, line.text)))
        if line.rows:
            cells = [[Wording((), (), (Piece(equal, cell),)) for cell in row] for row in line.rows]
            cells[0][0] = replace(named, text=cells[0][0].text)
            yield table_line(line, equal, cells, plain)
        else:
            yield paragraph_line(line, equal, named, plain)


def _body(frame: TextFrame, lines: Iterable[str]) -> Iterator[str]:
    yield f"{parts.DECLARATION}<w:document {W} {_R}><w:body>{paragraph('Title', run(escaped(frame.title)))}"
    yield from lines
    # A deleted last paragraph would leave an empty one behind, so that the last one is always ours.
    yield f"{paragraph(END, '')}{_PAGE}</w:body></w:document>"


def _known_by(frame: TextFrame) -> tuple[tuple[str, str], ...]:
    """The properties by which the importer knows our own file again, and what the text itself does not say."""
    return (
        ("DT-Text-Version", frame.reference),
        ("DT-Act-Kind", frame.act_kind),
        ("DT-Language", frame.language),
        ("DT-Title", frame.title),
    )


def _write(target: BinaryIO, frame: TextFrame, styles: Iterable[LineStyle], lines: Iterable[str], comments: str = "") -> None:
    voice = Voice(frame.script)
    known = parts.Properties(clean(frame.title), "", frame.author, "", frame.issued_on, frame.reference, 1)
    margins = {
        "word/header1.xml": parts.header_part("Header", voice.say(frame.running), ""),
        "word/footer1.xml": parts.footer_part("Footer", voice.say(frame.reference), voice, 1),
    }
    beside = margins | ({PART: comments} if comments else {})
    own_styles = line_styles(styles, voice) + (note_styles(voice) if comments else "")
    written = {
        "[Content_Types].xml": parts.content_types(beside, 0),
        "_rels/.rels": parts.root_relations(),
        "docProps/app.xml": parts.app_part(),
        "docProps/core.xml": parts.core_part(known, voice),
        "docProps/custom.xml": parts.custom_properties(_known_by(frame)),
        "word/styles.xml": styles_part(frame.fonts, voice).replace("</w:styles>", f"{own_styles}</w:styles>"),
        "word/numbering.xml": parts.numbering_part(),
        "word/settings.xml": parts.settings_part(voice),
        "word/fontTable.xml": parts.font_table_part(frame.fonts),
        "word/theme/theme1.xml": parts.theme_part(frame.fonts),
        "word/_rels/document.xml.rels": parts.relations_part((*_RELATIONS, _COMMENTS) if comments else _RELATIONS),
        **beside,
    }
    with Package(target) as package:
        for name, part in written.items():
            package.add(name, parts.DECLARATION + part)
        package.stream("word/document.xml", _body(frame, lines))
