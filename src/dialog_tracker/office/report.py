"""The outcome report as a Word document that an authority can sign and anybody can edit.

The frame is built from our own parts; table rows are streamed into the package, so memory does not grow with them.
"""

from collections.abc import Iterator, Sequence
from itertools import chain
from typing import BinaryIO

from dialog_tracker.domain.errors import Malformed
from dialog_tracker.domain.outcome import OutcomeReport
from dialog_tracker.domain.script import Script
from dialog_tracker.office.charts import BarChart, add_charts
from dialog_tracker.office.ooxml_blocks import Block, Caption, Heading, Writer
from dialog_tracker.office.ooxml_package import Package
from dialog_tracker.office.ooxml_parts import (
    DECLARATION,
    FRAME_RELATIONS,
    LANDSCAPE,
    PORTRAIT,
    Properties,
    Relation,
    app_part,
    content_types,
    core_part,
    custom_part,
    font_table_part,
    footer_part,
    header_part,
    numbering_part,
    relations_part,
    root_relations,
    settings_part,
    theme_part,
)
from dialog_tracker.office.ooxml_styles import TYPEFACES, Fonts, styles_part
from dialog_tracker.office.ooxml_text import Voice
from dialog_tracker.office.report_contents import PageNumbers, contents
from dialog_tracker.office.report_layout import Layout

__all__ = ["Fonts", "PageNumbers", "chart_descriptions", "heading_count", "table_rows", "write_report", "write_tables"]

_FRAME = (
    *FRAME_RELATIONS,
    Relation("rId6", "header", "header1.xml"),
    Relation("rId7", "header", "header2.xml"),
    Relation("rId8", "footer", "footer1.xml"),
)
_WIDE = (Relation("rId9", "header", "header3.xml"), Relation("rId10", "footer", "footer2.xml"))
_NAMESPACES = (
    'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" '
    'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships" '
    'xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing" '
    'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" '
    'xmlns:c="http://schemas.openxmlformats.org/drawingml/2006/chart"'
)


def _section(page: str, first_page: bool = False) -> str:
    """Write the properties of a section; the title page has no running header."""
    wide = page == LANDSCAPE
    header, footer = ("rId9", "rId10") if wide else ("rId6", "rId8")
    references = f'<w:headerReference w:type="default" r:id="{header}"/>'
    references += '<w:headerReference w:type="first" r:id="rId7"/>' * first_page
    references += f'<w:footerReference w:type="default" r:id="{footer}"/>'
    references += '<w:footerReference w:type="first" r:id="rId8"/>' * first_page
    return f'<w:sectPr>{references}<w:type w:val="nextPage"/>{page}<w:cols w:space="708"/>{"<w:titlePg/>" * first_page}</w:sectPr>'


def _section_end(page: str, first_page: bool = False) -> str:
    return f'<w:p><w:pPr><w:pStyle w:val="DTPrelom"/>{_section(page, first_page)}</w:pPr></w:p>'


class _Document:
    """One report in one script, ready to be written."""

    def __init__(
        self, report: OutcomeReport, script: Script, fonts: Fonts, pages: PageNumbers | None, *, tables_only: bool = False
    ) -> None:
        self.report, self.fonts, self.pages, self.tables_only = report, fonts, pages, tables_only
        self.voice = Voice(script, report.english)
        layout = Layout(report, self.voice)
        self.title = list(layout.head_of_tables() if tables_only else layout.title_page())
        self.portrait = [] if tables_only else list(layout.portrait())
        self.comments = list(layout.comments())
        self.ending = list(layout.further_comments() if tables_only else layout.ending())
        self.wide = tables_only or any(section.tables for section in report.sections)
        self.headings = [block for block in self.blocks() if isinstance(block, Heading)]
        if pages and len(pages.headings) != len(self.headings):
            raise Malformed("page-numbers-do-not-fit", headings=len(self.headings), pages=len(pages.headings))

    def blocks(self) -> Iterator[Block]:
        return chain(self.title, self.portrait, self.comments, self.ending)

    def charts(self) -> list[BarChart]:
        return [block for block in self.blocks() if isinstance(block, BarChart)]

    def body(self, chart_relations: Sequence[str]) -> Iterator[str]:
        captions = [block for block in self.blocks() if isinstance(block, Caption)]
        writer = Writer(self.voice, captions, chart_relations)
        yield f"{DECLARATION}<w:document {_NAMESPACES}><w:body>"
        yield from writer.write(self.title)
        if self.tables_only:
            yield from writer.write(chain(self.comments, self.ending))
            yield f"{_section(LANDSCAPE)}</w:body></w:document>"
            return
        yield from contents(self.headings, self.voice, self.pages)
        yield from writer.write(self.portrait)
        if self.wide:
            yield _section_end(PORTRAIT, first_page=True)
            yield from writer.write(self.comments)
            yield _section_end(LANDSCAPE)
            yield from writer.write(self.ending)
            yield f"{_section(PORTRAIT)}</w:body></w:document>"
        else:
            yield from writer.write(chain(self.comments, self.ending))
            yield f"{_section(PORTRAIT, first_page=True)}</w:body></w:document>"

    def properties(self) -> Properties:
        report = self.report
        title = f"{report.front.title}: {report.act_title}"
        keywords = self.voice.phrase("{0}; извештај", report.procedure)
        return Properties(
            title, report.act_title, report.letterhead.authority, keywords, report.issued_on, report.reference, report.version
        )


def write_report(
    report: OutcomeReport, target: BinaryIO, *, script: Script, fonts: Fonts = "times", page_numbers: PageNumbers | None = None
) -> None:
    """Write a report as DOCX; the same report gives the same bytes.

    `page_numbers` fill the contents; without them the contents name the sections only. Raises Malformed
    `page-numbers-do-not-fit` where they were read from another report.
    """
    _write(_Document(report, script, fonts, page_numbers), target)


def write_tables(report: OutcomeReport, target: BinaryIO, *, script: Script, fonts: Fonts = "times") -> None:
    """Write the comments and answers alone, as an annex of their own, beside which a long report can be read and signed."""
    _write(_Document(report, script, fonts, None, tables_only=True), target)


def _write(document: _Document, target: BinaryIO) -> None:
    charts = document.charts()
    relations = [f"rId{len(_FRAME) + len(_WIDE) + index}" for index in range(1, len(charts) + 1)]
    targets = [Relation(relation, "chart", f"charts/chart{index}.xml") for index, relation in enumerate(relations, start=1)]
    with Package(target) as package:
        _write_frame(package, document, len(charts))
        add_charts(package, charts, TYPEFACES[document.fonts].name, document.voice.language)
        package.add("word/_rels/document.xml.rels", DECLARATION + relations_part((*_FRAME, *(_WIDE if document.wide else ()), *targets)))
        package.stream("word/document.xml", document.body(relations))


def _write_frame(package: Package, document: _Document, charts: int) -> None:
    voice, fonts, properties = document.voice, document.fonts, document.properties()
    margins = _margins(document)
    parts = {
        "[Content_Types].xml": content_types(margins, charts),
        "_rels/.rels": root_relations(),
        "docProps/app.xml": app_part(),
        "docProps/core.xml": core_part(properties, voice),
        "docProps/custom.xml": custom_part(properties),
        "word/styles.xml": styles_part(fonts, voice),
        "word/numbering.xml": numbering_part(),
        "word/settings.xml": settings_part(voice),
        "word/fontTable.xml": font_table_part(fonts),
        "word/theme/theme1.xml": theme_part(fonts),
        **margins,
    }
    for name, part in parts.items():
        package.add(name, DECLARATION + part)


def _margins(document: _Document) -> dict[str, str]:
    voice, head = document.voice, document.report.letterhead
    left, right = voice.say(head.running_title), voice.say(_shortened(document.report.act_title, _RUNNING - 20 * document.report.working))
    case, pages = voice.say(head.case_number), document.pages.pages if document.pages else 1
    parts = {
        "word/header1.xml": header_part("Header", left, right),
        "word/header2.xml": header_part("", "", ""),
        "word/footer1.xml": footer_part("Footer", case, voice, pages),
    }
    if document.wide:
        parts["word/header3.xml"] = header_part("DTZaglavlje", left, right)
        parts["word/footer2.xml"] = footer_part("DTPodnozje", case, voice, pages)
    return parts


_RUNNING = 62  # a longer title would not fit beside the name of the report


def _shortened(title: str, most: int) -> str:
    return title if len(title) <= most else f"{title[:most].rsplit(' ', 1)[0]} …"


def heading_count(report: OutcomeReport, script: Script) -> int:
    """Count the headings of all levels, which is how many bookmarks its PDF has."""
    return len(_Document(report, script, "times", None).headings)


def chart_descriptions(report: OutcomeReport, script: Script) -> list[str]:
    """Give the words that stand for each chart, in the order of the charts."""
    return [chart.description for chart in _Document(report, script, "times", None).charts()]


def table_rows(report: OutcomeReport) -> int:
    """Count the rows of the long tables, which decide how long a conversion takes."""
    return len(report.aftermath.members) + sum(len(table.rows) for section in report.sections for table in section.tables)
