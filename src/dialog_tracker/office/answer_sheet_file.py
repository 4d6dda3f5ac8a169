"""Writing the table of comments that a drafter answers offline, as a workbook or as a Word file."""

import io
from collections.abc import Iterator, Sequence
from datetime import date

import xlsxwriter

from dialog_tracker.domain.answer_sheet import (
    CHANGES,
    CHOICES,
    COMMENT,
    DECISION,
    HEAD,
    NUMBER,
    PICK,
    PLACE,
    PROPOSED,
    REASONS,
    SUBMITTER,
    SheetLine,
)
from dialog_tracker.domain.reference import printed_in_cyrillic
from dialog_tracker.domain.script import Script
from dialog_tracker.office.content_controls import Controls, field_paragraph
from dialog_tracker.office.ooxml_blocks import Block, Table, Text, cell, row, twips
from dialog_tracker.office.ooxml_text import Voice, escaped, paragraph, run
from dialog_tracker.office.small_document import Frame, small_document

_LONGEST_CELL = 32_767
_CUT = "\n[…]"
_SHEET_WIDTHS = (24, 9, 26, 18, 60, 45, 22, 60, 40)
_WORD_HEAD = (NUMBER, SUBMITTER, PLACE, COMMENT, PROPOSED, DECISION, REASONS, CHANGES)
_WORD_WIDTHS = (26, 27, 20, 62, 40, 24, 44, 24)
_SAID = "Изаберите одлуку, напишите образложење и шта се мења. Остале колоне служе за читање. Редове не спајајте."


def answer_workbook(lines: Sequence[SheetLine], script: Script, choices: Sequence[str]) -> bytes:
    """Write the table as a workbook: decisions are picked from a list, the version of each answer stands in a hidden column."""
    voice, target = Voice(script), io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    with xlsxwriter.Workbook(target, options) as book:
        sheet = book.add_worksheet(voice.plain("Одговори"))
        wrapped = book.add_format({"text_wrap": True, "valign": "top", "num_format": "@"})
        given = book.add_format({"text_wrap": True, "valign": "top", "num_format": "@", "bg_color": "#F3F1EC"})
        bold = book.add_format({"bold": True, "text_wrap": True, "valign": "top", "bottom": 1})
        for column, (head, width) in enumerate(zip(HEAD, _SHEET_WIDTHS, strict=True)):
            sheet.set_column(column, column, width, None, {"hidden": True} if column == 1 else {})
            sheet.write_string(0, column, voice.plain(head), bold)
        for at, line in enumerate(lines, 1):
            for column, text in enumerate(_cells(line, voice)):
                sheet.write_string(at, column, text, wrapped if column > 5 else given)
        sheet.freeze_panes(1, 1)
        offered = [voice.plain(label).replace("\u00a0", " ") for label in (*CHOICES.values(), *choices)]
        lists = book.add_worksheet(voice.plain("Одлуке"))
        for at, label in enumerate(offered):
            lists.write_string(at, 0, label)
        source = f"='{voice.plain('Одлуке')}'!$A$1:$A${len(offered)}"
        if lines:
            sheet.data_validation(1, 6, len(lines), 6, {"validate": "list", "source": source})
    return target.getvalue()


def _cells(line: SheetLine, voice: Voice) -> Iterator[str]:
    decision = next((label for status, label in CHOICES.items() if status == line.status), "")
    yield line.number
    yield str(line.revision)
    yield from map(_fitting, (line.submitter, line.place, line.comment, line.proposed))
    yield voice.plain(decision).replace("\u00a0", " ")
    yield from map(_fitting, (line.reasons, line.what_changed))


def _fitting(text: str) -> str:
    """A cell holds no more; a comment that was cut is whole in the service, an answer of this length is not written in a cell."""
    return text if len(text) <= _LONGEST_CELL else text[: _LONGEST_CELL - len(_CUT)] + _CUT


def answer_document(
    lines: Sequence[SheetLine], script: Script, title: str, authority: str, issued_on: date, reference: str, choices: Sequence[str]
) -> bytes:
    """Write the table as a Word file: each row has a list of decisions and two fields, and says the version of its answer."""
    frame = Frame("Табела за одговоре", title, authority, issued_on, reference, landscape=True, code=f"ОД-{reference}")
    return small_document(frame, script, list(_blocks(lines, Voice(script), title, reference, choices)))


def _blocks(lines: Sequence[SheetLine], voice: Voice, title: str, reference: str, choices: Sequence[str]) -> Iterator[Block]:
    number = printed_in_cyrillic(reference) if voice.script is Script.CYRILLIC else reference
    yield Text("Табела за одговоре на коментаре", "Title")
    yield Text(f"{title} ({number})", "Subtitle")
    yield Text(_SAID, keep_next=True)
    options = [(f"d{at}", label) for at, label in enumerate((*CHOICES.values(), *choices), 1)]

    def written() -> Iterator[str]:
        controls = Controls(voice)
        for at, line in enumerate(lines, 1):
            yield _row(line, at, controls, options)

    heads = ("DTTekstZaglavlje",) * len(_WORD_HEAD)
    yield Table(_WORD_WIDTHS, written, "Одговори", f"Колоне: {', '.join(_WORD_HEAD)}", head=_WORD_HEAD, head_styles=heads)


def _row(line: SheetLine, at: int, controls: Controls, options: Sequence[tuple[str, str]]) -> str:
    decision = next((label for status, label in CHOICES.items() if status == line.status), "")
    stem = f"row{at:05}"
    number = paragraph("DTTekstBroj", run(escaped(line.number))) + paragraph("DTCelijaNapomena", run(escaped(f"v{line.revision}")))
    read = [_paragraphs(text) for text in (line.submitter, line.place, line.comment, line.proposed)]
    filled = (
        field_paragraph(controls.choice(f"{stem}.decision", DECISION, PICK, options, filled=decision)),
        field_paragraph(controls.text(f"{stem}.reasons", REASONS, "", lines=True, filled=line.reasons)),
        field_paragraph(controls.text(f"{stem}.changes", CHANGES, "", lines=True, filled=line.what_changed)),
    )
    return row(map(cell, twips(_WORD_WIDTHS), (number, *read, *filled)), whole=False)


def _paragraphs(text: str) -> str:
    return "".join(paragraph("DTCelija", run(escaped(part))) for part in text.split("\n") if part.strip()) or paragraph("DTCelija", "")
