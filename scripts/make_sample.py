"""Write the sample drafts as Word files, with the habits of real ones: the decision of the demonstration, an amending law, an action plan.

The words stand in `sample_*.txt`; the same words always give the same bytes. Run from anywhere, no arguments.
"""

import io
import re
import zipfile
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path

from docx import Document
from docx.document import Document as WordDocument
from docx.enum.style import WD_STYLE_TYPE
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.oxml.table import CT_Row
from docx.shared import Cm, Pt
from docx.styles.style import ParagraphStyle
from docx.text.paragraph import Paragraph

SCRIPTS = Path(__file__).parent
SAMPLES = SCRIPTS.parent / "src" / "dialog_tracker" / "sample"
TITLES = {
    "odluka": "Нацрт одлуке о учешћу грађана и сарадњи са организацијама цивилног друштва у општини Врбовац",
    "izmene": "Нацрт закона о изменама и допунама Закона о уређењу јавних читаоница",
    "akcioni_plan": "Акциони план за спровођење Програма сарадње са организацијама цивилног друштва у општини Врбовац",
}
_WRITTEN = datetime(2026, 9, 1, 8, 0, tzinfo=UTC)
_ZIPPED = (2026, 9, 1, 8, 0, 0)
_HARD = "\u00a0"
_BEFORE_NUMBER = re.compile(r"((?:[Чч]лан|[Чч]л\.|став|тачк|бр\.|број)[а-ш]*) (?=\d)")
_AFTER_NUMBER = re.compile(r"(?<=\d) (?=дана|грађана|члан|часова)|(?<=\d\.) (?=јануара|марта|године)")


def hard_spaces(text: str) -> str:
    """Keep a number with the word it belongs to."""
    return _AFTER_NUMBER.sub(_HARD, _BEFORE_NUMBER.sub(rf"\1{_HARD}", text))


def make(source: str, title: str = TITLES["odluka"]) -> bytes:
    """Turn the marked text into a Word file."""
    word = Document()
    _bare(word, title)
    _page(word)
    rows: list[list[str]] = []
    for line in [*source.splitlines(), ""]:
        if line.startswith("| "):
            rows.append([cell.strip() for cell in line[2:].rstrip("| ").split(" | ")])
            continue
        if rows:
            _table(word, rows)
            rows = []
        if line:
            _line(word, line)
    return _packed(word)


def _bare(word: WordDocument, title: str) -> None:
    """Leave out what the template brings: its picture, its second set of styles, its author, its dates, its Western fonts."""
    for relations in (word.part.package.rels, word.part.rels):
        for key, relation in list(relations.items()):
            if relation.reltype.endswith(("/thumbnail", "/stylesWithEffects", "/customXml")):
                del relations[key]
    about = word.core_properties
    about.author = about.last_modified_by = about.comments = about.keywords = ""
    about.title = title
    about.language = "sr-Cyrl-RS"
    about.created = about.modified = _WRITTEN
    about.revision = 1
    style = word.styles["Normal"]
    assert isinstance(style, ParagraphStyle)
    style.font.name, style.font.size = "Times New Roman", Pt(12)
    style.paragraph_format.space_after = Pt(6)
    properties = style.element.get_or_add_rPr()
    for script in ("w:cs", "w:eastAsia"):
        properties.rFonts.set(qn(script), "Times New Roman")
    language = OxmlElement("w:lang")
    language.set(qn("w:val"), "sr-Cyrl-RS")
    properties.append(language)


def _page(word: WordDocument) -> None:
    section = word.sections[0]
    section.page_width, section.page_height = Cm(21), Cm(29.7)
    section.left_margin = section.right_margin = section.top_margin = section.bottom_margin = Cm(2.5)
    footer = section.footer.paragraphs[0]
    footer.alignment = WD_ALIGN_PARAGRAPH.CENTER
    for kind, text in (("begin", ""), ("", " PAGE "), ("separate", ""), ("text", "1"), ("end", "")):
        run = footer.add_run(text if kind == "text" else "")
        if kind == "text":
            continue
        part = OxmlElement("w:fldChar" if kind else "w:instrText")
        if kind:
            part.set(qn("w:fldCharType"), kind)
        else:
            part.set(qn("xml:space"), "preserve")
            part.text = text
        run._r.append(part)  # noqa: SLF001  (the library has no fields)


def _line(word: WordDocument, line: str) -> None:
    mark, _, rest = line.partition(" ")
    if mark == "@":
        _set(word, f"Члан{_HARD}{rest}.", centred=True, keep=True)
    elif mark in _SET:
        centred, bold, before = _SET[mark]
        paragraph = _set(word, hard_spaces(rest), centred=centred, bold=bold, keep=mark in {"#", "##", "@roman"}, before=before)
        _place(paragraph, mark)
    else:
        paragraph = _set(word, hard_spaces(line))
        paragraph.alignment = WD_ALIGN_PARAGRAPH.JUSTIFY
        paragraph.paragraph_format.first_line_indent = Cm(1.25)


# What each mark of the source is: centred, bold, points of space above.
_SET = {
    "#": (True, True, 18),
    "##": (True, True, 10),
    "@right": (False, True, 0),
    "@act": (True, True, 12),
    "@title": (True, True, 0),
    "@center": (True, True, 24),
    "@left": (False, False, 0),
    "@sign": (False, False, 6),
    "@note": (True, True, 0),
    "@roman": (False, True, 8),
    "@quote": (True, False, 0),
}


def _place(paragraph: Paragraph, mark: str) -> None:
    if mark == "@right":
        paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT
    if mark == "@sign":
        paragraph.paragraph_format.left_indent = Cm(9)
        paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
    if mark == "@note":
        paragraph.paragraph_format.page_break_before = True
    if mark in {"@center", "@left"}:
        paragraph.paragraph_format.keep_with_next = True


def _set(word: WordDocument, text: str, *, centred: bool = False, bold: bool = False, keep: bool = False, before: int = 0) -> Paragraph:
    paragraph = word.add_paragraph()
    run = paragraph.add_run(text)
    run.bold = bold or None
    if centred:
        paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
    if keep:
        paragraph.paragraph_format.keep_with_next = True
    if before:
        paragraph.paragraph_format.space_before = Pt(before)
    return paragraph


_THREE = (Cm(6.4), Cm(6.6), Cm(3))


def _widths(columns: int) -> tuple[Cm, ...]:
    """Three columns as the decision has them; more of them share the page, the first a double part."""
    return _THREE if columns == len(_THREE) else (Cm(32 / (columns + 1)), *(Cm(16 / (columns + 1)) for _ in range(columns - 1)))


def _table(word: WordDocument, rows: Sequence[Sequence[str]]) -> None:
    columns = max(map(len, rows))
    widths = _widths(columns)
    table = word.add_table(rows=len(rows), cols=columns, style="Table Grid")
    table.alignment = WD_TABLE_ALIGNMENT.CENTER
    table.autofit = False
    for column, width in zip(table.columns, widths, strict=True):
        column.width = width
    for row, texts in zip(table.rows, rows, strict=True):
        cells = row.cells if len(texts) == columns else [row.cells[0].merge(row.cells[-1])]
        for cell, text, width in zip(cells, texts, widths, strict=False):
            cell.width = width
            paragraph = cell.paragraphs[0]
            paragraph.paragraph_format.space_after = Pt(2)
            run = paragraph.add_run(hard_spaces(text))
            run.font.size = Pt(11)
            run.bold = texts is rows[0] or None
        _whole(row._tr, header=texts is rows[0])  # noqa: SLF001  (the library cannot repeat a header)
    word.add_paragraph().paragraph_format.space_after = Pt(0)


def _whole(row: CT_Row, *, header: bool) -> None:
    properties = row.get_or_add_trPr()
    for name in ("w:cantSplit", *(("w:tblHeader",) if header else ())):
        properties.append(OxmlElement(name))


def _packed(word: WordDocument) -> bytes:
    """Zip the parts anew in one order and with one date, so that the same text gives the same bytes."""
    _drop_unused_styles(word)
    first = io.BytesIO()
    word.save(first)
    packed = io.BytesIO()
    with zipfile.ZipFile(first) as source, zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as target:
        for name in _order(source.namelist()):
            entry = zipfile.ZipInfo(name, _ZIPPED)
            entry.compress_type = zipfile.ZIP_DEFLATED
            target.writestr(entry, source.read(name))
    return packed.getvalue()


def _order(names: Sequence[str]) -> Iterator[str]:
    """Put the list of parts first, as readers expect."""
    yield from sorted(names, key=lambda name: (name != "[Content_Types].xml", name != "_rels/.rels", name))


def _drop_unused_styles(word: WordDocument) -> None:
    """Keep the file small: of the template's table styles only the one in use stays."""
    for style in list(word.styles):
        if style.type == WD_STYLE_TYPE.TABLE and style.name not in {"Table Grid", "Normal Table"}:
            style.delete()


def main() -> None:
    """Write the samples where the package holds them."""
    for name, title in TITLES.items():
        source = (SCRIPTS / f"sample_{name}.txt").read_text(encoding="utf-8")
        (SAMPLES / f"{name.replace('_', '-')}.docx").write_bytes(make(source, title))


if __name__ == "__main__":
    main()
