"""A report in an authority's own frame: the template gives letterhead, fonts and order, the sections and tables are streamed into it."""

import copy
import io
import re
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from itertools import chain
from typing import BinaryIO

from lxml import etree

from dialog_tracker.domain.errors import Malformed
from dialog_tracker.domain.outcome import OutcomeReport
from dialog_tracker.domain.report_template import BLOCKS, COMMENTS, mark_of
from dialog_tracker.domain.script import Script
from dialog_tracker.office.charts import BarChart, chart_part, chart_workbook
from dialog_tracker.office.incoming import parse_part
from dialog_tracker.office.ooxml_blocks import Block, Caption, Heading, Writer
from dialog_tracker.office.ooxml_package import Package
from dialog_tracker.office.ooxml_parts import DECLARATION, Relation, numbering_part, relations_part
from dialog_tracker.office.ooxml_styles import TYPEFACES, Fonts, styles_part
from dialog_tracker.office.ooxml_text import Voice
from dialog_tracker.office.report_contents import contents
from dialog_tracker.office.report_layout import Layout

_WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_W = f"{{{_WORD}}}"
_TYPES = "http://schemas.openxmlformats.org/package/2006/content-types"
_RELATIONS = "http://schemas.openxmlformats.org/package/2006/relationships"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_NAMESPACES = {
    "w": _WORD,
    "r": _OFFICE,
    "wp": "http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing",
    "a": "http://schemas.openxmlformats.org/drawingml/2006/main",
    "c": "http://schemas.openxmlformats.org/drawingml/2006/chart",
}
_CHART = "application/vnd.openxmlformats-officedocument.drawingml.chart+xml"
_SHEET = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_NUMBERING = "application/vnd.openxmlformats-officedocument.wordprocessingml.numbering+xml"
# Word 2010 kept its styles twice; a second list that lacks the styles of the tables would make Word repair the file.
_OLD_STYLES = "word/stylesWithEffects.xml"
_STYLE = re.compile(r'(<w:(?:pStyle|rStyle|tblStyle) w:val=")([^"]+)(")')


def write_in_frame(report: OutcomeReport, frame: bytes, target: BinaryIO, *, script: Script, fonts: Fonts = "times") -> None:
    """Write a report in a frame whose tags are filled in; raises Malformed("template-comments-missing") for one without its tables."""
    with zipfile.ZipFile(io.BytesIO(frame)) as archive:
        parts = {entry.filename: archive.read(entry) for entry in archive.infolist()}
    _Filled(report, parts, Voice(script, report.english), fonts).write(target)


class _Filled:
    """One report in one frame, ready to be written."""

    def __init__(self, report: OutcomeReport, frame: dict[str, bytes], voice: Voice, fonts: Fonts) -> None:
        layout = Layout(report, voice)
        self.frame = {name: part for name, part in frame.items() if name != _OLD_STYLES}
        self.voice, self.fonts = voice, fonts
        self.blocks: Mapping[str, list[Block]] = {
            "sections_before": list(layout.portrait()),
            COMMENTS: list(layout.comments()),
            "sections_after": list(layout.ending()),
        }
        self.wide = any(section.tables for section in report.sections)
        self.root = parse_part(frame["word/document.xml"])
        self.order = [block for element in self._body() if (block := _block_in(element))]
        if COMMENTS not in self.order:
            raise Malformed("template-comments-missing")
        self.shown: list[Block] = list(chain.from_iterable(self.blocks.get(block, []) for block in self.order))
        self.charts = [block for block in self.shown if isinstance(block, BarChart)]
        self.styles, self.renamed = _merged_styles(frame, fonts, voice)

    def _body(self) -> etree._Element:
        body = self.root.find(f"{_W}body")
        if body is None:
            raise Malformed("template-not-filled", reason="body")
        return body

    def write(self, target: BinaryIO) -> None:
        relations = [f"rIdDT{index}" for index in range(1, len(self.charts) + 1)]
        parts = dict(self.frame)
        parts["word/styles.xml"] = self.styles
        parts["[Content_Types].xml"] = self._types()
        parts["word/_rels/document.xml.rels"] = self._relations(relations)
        if "word/numbering.xml" not in parts:
            parts["word/numbering.xml"] = (DECLARATION + numbering_part()).encode()
        with Package(target) as package:
            for name in ("[Content_Types].xml", *sorted(set(parts) - {"[Content_Types].xml", "word/document.xml"})):
                package.add(name, parts[name])
            self._write_charts(package)
            package.stream("word/document.xml", self._document(relations))

    def _document(self, relations: Sequence[str]) -> Iterator[str]:
        """Write the body of the frame, and in place of each sign its block, as it comes."""
        writer = Writer(self.voice, [block for block in self.shown if isinstance(block, Caption)], relations)
        headings = [block for block in self.shown if isinstance(block, Heading)]
        names = _NAMESPACES | {prefix: uri for prefix, uri in self.root.nsmap.items() if prefix}
        declared = " ".join(f'xmlns:{prefix}="{uri}"' for prefix, uri in names.items())
        ignorable = self.root.get("{http://schemas.openxmlformats.org/markup-compatibility/2006}Ignorable")
        yield f"{DECLARATION}<w:document {declared}{f' mc:Ignorable={chr(34)}{ignorable}{chr(34)}' if ignorable else ''}><w:body>"
        body = self._body()
        last = body.find(f"{_W}sectPr")
        for element in body:
            block = _block_in(element)
            if block is None:
                yield etree.tostring(element, encoding="unicode")
            elif block == "contents":
                yield from map(self._renamed, contents(headings, self.voice, None))
            elif block == COMMENTS and self.wide:
                yield _section_end(last, wide=False)
                yield from map(self._renamed, writer.write(self.blocks[block]))
                yield _section_end(last, wide=True)
            else:
                yield from map(self._renamed, writer.write(self.blocks[block]))
        yield "</w:body></w:document>"

    def _renamed(self, xml: str) -> str:
        if not self.renamed:
            return xml
        return _STYLE.sub(lambda found: f"{found[1]}{self.renamed.get(found[2], found[2])}{found[3]}", xml)

    def _types(self) -> bytes:
        types = parse_part(self.frame["[Content_Types].xml"])
        _leave_out(types, "PartName", f"/{_OLD_STYLES}")
        known = {str(one.get("PartName")) for one in types} | {str(one.get("Extension")) for one in types}
        if "xlsx" not in known:
            etree.SubElement(types, f"{{{_TYPES}}}Default", Extension="xlsx", ContentType=_SHEET)
        added = {f"/word/charts/dtchart{index}.xml": _CHART for index in range(1, len(self.charts) + 1)}
        added |= {"/word/numbering.xml": _NUMBERING} if "/word/numbering.xml" not in known else {}
        for name, kind in added.items():
            etree.SubElement(types, f"{{{_TYPES}}}Override", PartName=name, ContentType=kind)
        return etree.tostring(types, xml_declaration=True, encoding="UTF-8", standalone=True)

    def _relations(self, relations: Sequence[str]) -> bytes:
        rels = parse_part(self.frame["word/_rels/document.xml.rels"])
        _leave_out(rels, "Target", _OLD_STYLES.removeprefix("word/"))
        kinds = {str(one.get("Type")) for one in rels}
        added = [(relation, "chart", f"charts/dtchart{index}.xml") for index, relation in enumerate(relations, 1)]
        added += [("rIdDTNumbering", "numbering", "numbering.xml")] if f"{_OFFICE}/numbering" not in kinds else []
        for relation, kind, target in added:
            etree.SubElement(rels, f"{{{_RELATIONS}}}Relationship", Id=relation, Type=f"{_OFFICE}/{kind}", Target=target)
        return etree.tostring(rels, xml_declaration=True, encoding="UTF-8", standalone=True)

    def _write_charts(self, package: Package) -> None:
        font = TYPEFACES[self.fonts].name
        for index, chart in enumerate(self.charts, start=1):
            workbook = f"../embeddings/DTSheet{index}.xlsx"
            package.add(f"word/charts/dtchart{index}.xml", DECLARATION + chart_part(chart, font, self.voice.language))
            package.add(
                f"word/charts/_rels/dtchart{index}.xml.rels", DECLARATION + relations_part((Relation("rId1", "package", workbook),))
            )
            package.add(f"word/embeddings/DTSheet{index}.xlsx", chart_workbook(chart))


def _leave_out(parts: etree._Element, attribute: str, value: str) -> None:
    for one in [one for one in parts if one.get(attribute) == value]:
        parts.remove(one)


def _block_in(element: etree._Element) -> str | None:
    if element.tag != f"{_W}p":
        return None
    words = "".join(text.text or "" for text in element.iter(f"{_W}t")).strip()
    return next((block for block in BLOCKS if words == mark_of(block)), None)


def _section_end(last: etree._Element | None, *, wide: bool) -> str:
    """End a section as the last one of the frame stands, upright or laid down, with its headers and footers."""
    section = copy.deepcopy(last) if last is not None else etree.Element(f"{_W}sectPr", nsmap={"w": _WORD})
    for kind in section.findall(f"{_W}type"):
        section.remove(kind)
    size = section.find(f"{_W}pgSz")
    if size is None:
        size = etree.SubElement(section, f"{_W}pgSz")
        size.set(f"{_W}w", "11906")
        size.set(f"{_W}h", "16838")
    if wide:
        width, height = sorted((int(size.get(f"{_W}w", "11906")), int(size.get(f"{_W}h", "16838"))), reverse=True)
        size.set(f"{_W}w", str(width))
        size.set(f"{_W}h", str(height))
        size.set(f"{_W}orient", "landscape")
    paragraph = etree.Element(f"{_W}p", nsmap={"w": _WORD})
    properties = etree.SubElement(paragraph, f"{_W}pPr")
    etree.SubElement(properties, f"{_W}spacing", {f"{_W}before": "0", f"{_W}after": "0", f"{_W}line": "20", f"{_W}lineRule": "exact"})
    properties.append(section)
    return etree.tostring(paragraph, encoding="unicode")


def _merged_styles(frame: Mapping[str, bytes], fonts: Fonts, voice: Voice) -> tuple[bytes, dict[str, str]]:
    """Add the styles of our blocks that the frame lacks; where it has one of the same name under another id, ours takes that one.

    Lists of a foreign frame have numbers of their own, so styles that we add to it carry none.
    """
    ours = parse_part((DECLARATION + styles_part(fonts, voice)).encode())
    theirs = parse_part(frame["word/styles.xml"]) if "word/styles.xml" in frame else etree.Element(f"{_W}styles", nsmap={"w": _WORD})
    ids = {str(one.get(f"{_W}styleId")) for one in theirs.iter(f"{_W}style")}
    by_name = {_name(one): str(one.get(f"{_W}styleId")) for one in theirs.iter(f"{_W}style")}
    renamed: dict[str, str] = {}
    for style in ours.iter(f"{_W}style"):
        own = str(style.get(f"{_W}styleId"))
        if own in ids:
            continue
        if (known := by_name.get(_name(style))) is not None:
            renamed[own] = known
            continue
        added = copy.deepcopy(style)
        if f"{_W}default" in added.attrib:
            del added.attrib[f"{_W}default"]
        if "word/numbering.xml" in frame:
            for properties in added.iter(f"{_W}pPr"):
                for number in properties.findall(f"{_W}numPr"):
                    properties.remove(number)
        theirs.append(added)
    for based in theirs.iter(f"{_W}basedOn", f"{_W}next"):
        based.set(f"{_W}val", renamed.get(str(based.get(f"{_W}val")), str(based.get(f"{_W}val"))))
    return etree.tostring(theirs, xml_declaration=True, encoding="UTF-8", standalone=True), renamed


def _name(style: etree._Element) -> str:
    name = style.find(f"{_W}name")
    return str(name.get(f"{_W}val", "")).casefold() if name is not None else ""
