"""A short Word document in the house style: the frame of styles, margins and properties round a body of blocks."""

import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from dialog_tracker.domain.reference import printed_in_cyrillic
from dialog_tracker.domain.script import Script
from dialog_tracker.office import ooxml_parts as parts
from dialog_tracker.office.charts import BarChart, add_charts
from dialog_tracker.office.content_controls import NAMESPACES
from dialog_tracker.office.ooxml_blocks import Block, Caption, Writer
from dialog_tracker.office.ooxml_package import Package
from dialog_tracker.office.ooxml_styles import TYPEFACES, W, styles_part
from dialog_tracker.office.ooxml_text import Voice

_RELATIONS = (
    *parts.FRAME_RELATIONS,
    parts.Relation("rId6", "header", "header1.xml"),
    parts.Relation("rId7", "header", "header2.xml"),
    parts.Relation("rId8", "footer", "footer1.xml"),
)
_R = 'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"'
_DRAWN = (
    'xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing" '
    'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" '
    'xmlns:c="http://schemas.openxmlformats.org/drawingml/2006/chart"'
)
_MARGINS = (
    '<w:headerReference w:type="default" r:id="rId6"/><w:headerReference w:type="first" r:id="rId7"/>'
    '<w:footerReference w:type="default" r:id="rId8"/><w:footerReference w:type="first" r:id="rId8"/>'
)


@dataclass(frozen=True, slots=True)
class Frame:
    """What stands around a short document, in Serbian Cyrillic; `own` are properties by which we know the file again.

    `code` stands in the footer of a form, by which it is known when everything else is lost; `running` stands in the margins where the
    reference is only the last part of an address.
    """

    title: str
    subject: str
    author: str
    issued_on: date
    reference: str
    own: Sequence[tuple[str, str]] = ()
    landscape: bool = False
    code: str = ""
    english: bool = False
    running: str = ""


def small_document(frame: Frame, script: Script, blocks: Sequence[Block]) -> bytes:
    """Write a short document as DOCX in a script; the same blocks give the same bytes."""
    voice = Voice(script, frame.english)
    charts = [block for block in blocks if isinstance(block, BarChart)]
    drawn = [parts.Relation(f"rId{len(_RELATIONS) + n}", "chart", f"charts/chart{n}.xml") for n in range(1, len(charts) + 1)]
    known = parts.Properties(frame.title, frame.subject, frame.author, "", frame.issued_on, frame.reference, 1)
    heads, feet = ("DTZaglavlje", "DTPodnozje") if frame.landscape else ("Header", "Footer")
    number = frame.running or (printed_in_cyrillic(frame.reference) if script is Script.CYRILLIC else frame.reference)
    margins = {
        "word/header1.xml": parts.header_part(heads, voice.say(frame.title), voice.say(number)),
        "word/header2.xml": parts.header_part("", "", ""),
        "word/footer1.xml": parts.footer_part(
            feet, f"{voice.say('Ознака обрасца: ')}{frame.code}" if frame.code else voice.say(number), voice, 1
        ),
    }
    written = {
        "[Content_Types].xml": parts.content_types(margins, len(charts)),
        "_rels/.rels": parts.root_relations(),
        "docProps/app.xml": parts.app_part(),
        "docProps/core.xml": parts.core_part(known, voice),
        "docProps/custom.xml": parts.custom_properties((("DT-Consultation", frame.reference), *frame.own)),
        "word/styles.xml": styles_part("times", voice),
        "word/numbering.xml": parts.numbering_part(),
        "word/settings.xml": parts.settings_part(voice),
        "word/fontTable.xml": parts.font_table_part("times"),
        "word/theme/theme1.xml": parts.theme_part("times"),
        "word/_rels/document.xml.rels": parts.relations_part((*_RELATIONS, *drawn)),
        **margins,
    }
    target = io.BytesIO()
    with Package(target) as package:
        for name, part in written.items():
            package.add(name, parts.DECLARATION + part)
        add_charts(package, charts, TYPEFACES["times"].name, voice.language)
        package.stream("word/document.xml", _body(frame, voice, blocks, [chart.id for chart in drawn]))
    return target.getvalue()


def _body(frame: Frame, voice: Voice, blocks: Sequence[Block], drawn: Sequence[str]) -> Iterator[str]:
    page = parts.LANDSCAPE if frame.landscape else parts.PORTRAIT
    captions = [block for block in blocks if isinstance(block, Caption)]
    yield f"{parts.DECLARATION}<w:document {W} {_R}{f' {_DRAWN}' if drawn else ''}{f' {NAMESPACES}' if frame.code else ''}><w:body>"
    yield from Writer(voice, captions, drawn).write(blocks)
    yield f'<w:sectPr>{_MARGINS}{page}<w:cols w:space="708"/><w:titlePg/></w:sectPr></w:body></w:document>'
