"""The report as a workbook: comments, answers, statistics with their charts, and what the words mean. Text stays text."""

import io
import re
import zipfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from xml.sax.saxutils import escape

import xlsxwriter
from xlsxwriter.utility import xl_col_to_name

from dialog_tracker.domain.outcome import OutcomeReport
from dialog_tracker.domain.outcome_rows import Column, OutcomeRow, Register
from dialog_tracker.domain.script import Script
from dialog_tracker.office.ooxml_package import Package
from dialog_tracker.office.ooxml_text import Voice
from dialog_tracker.office.outcome_cells import cells, heads
from dialog_tracker.office.outcome_words import DEFINITIONS

LONGEST_CELL = 32_767  # the format's own limit
_CUT = " […] (скраћено: цео текст је у CSV и JSON)"
_WIDTHS = {
    Column.NUMBER: 24,
    Column.CHAPTER: 26,
    Column.PLACE: 24,
    Column.STATUS: 24,
    Column.TEXT: 60,
    Column.PROPOSED: 45,
    Column.REASONS: 35,
    Column.ANSWER: 60,
    Column.WHAT_CHANGED: 35,
    Column.SUBMITTER: 32,
}
_NARROW = {Column.ROW}
_OF_ANSWERS = (Column.ROW, Column.NUMBER, Column.PLACE, Column.STATUS, Column.ANSWER, Column.WHAT_CHANGED)
_LINE, _HIGHEST = 15, 300  # points; the format bears 409
_EPOCH = datetime(2000, 1, 1, tzinfo=UTC)
_BLUE = "#2F4B6E"
_SURELY_FITS = LONGEST_CELL // 2
_STYLE = re.compile(r'<c r="A\d+" s="(\d+)"')
_DIMENSION = re.compile(r"<dimension [^>]*>")
_CODED = re.compile(r"_x(?=[0-9A-Fa-f]{4}_)")
_OPTIONS = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}


def _width(column: Column) -> int:
    """Give the width of a column in letters."""
    return 8 if column in _NARROW else _WIDTHS.get(column, 18)


def write_xlsx(report: OutcomeReport, register: Register, path: Path, script: Script, columns: Sequence[Column]) -> None:
    """Write a workbook of four sheets.

    The frame is made first, with the heads of the long sheets; their rows are then streamed into it, so that memory stays
    flat and thousands of rows take no more than their letters.
    """
    voice = Voice(script, register.english)
    shown = [column for column in columns if column not in (Column.ANSWER, Column.WHAT_CHANGED)] or [Column.NUMBER]
    answers = [column for column in _OF_ANSWERS if column in {*columns, Column.ROW, Column.NUMBER}]
    frame = io.BytesIO()
    with xlsxwriter.Workbook(frame, _OPTIONS) as book:
        told = {"title": voice.plain(f"{register.title}: {register.act_title}"), "author": voice.plain(register.authority)}
        book.set_properties({**told, "created": _EPOCH, "comments": voice.plain(" ".join(register.remarks))})
        sheets = _Sheets(book, voice)
        sheets.head_of("Коментари", register, shown)
        sheets.head_of("Одговори", register, answers)
        sheets.statistics(report, register)
        sheets.definitions(register)
    long = {f"xl/worksheets/sheet{at}.xml": _Rows(register, wanted, voice) for at, wanted in ((1, shown), (2, answers))}
    with path.open("wb") as target, Package(target) as package, zipfile.ZipFile(frame) as made:
        for name in made.namelist():
            if name in long:
                package.stream(name, long[name].filling(made.read(name).decode()))
            else:
                package.add(name, made.read(name))


class _Rows:
    """The rows of a long sheet, written into the sheet that has its head."""

    def __init__(self, register: Register, columns: Sequence[Column], voice: Voice) -> None:
        self._register, self._columns, self._voice = register, columns, voice
        self._cut = voice.plain(_CUT)
        self._wide = [_width(column) for column in columns]

    def filling(self, sheet: str) -> Iterator[str]:
        """Give the sheet with its rows; a cell that waits for them under the head tells their look."""
        top = len(self._register.remarks)
        opening, _, rest = sheet.partition(f'<row r="{top + 2}"')
        style, closing = _STYLE.findall(rest)[0], rest.partition("</row>")[2]
        letters = [xl_col_to_name(at) for at in range(len(self._columns))]
        last = f"{letters[-1]}{max(top + 1 + len(self._register.comments), top + 1)}"
        yield _DIMENSION.sub(f'<dimension ref="A1:{last}"/>', opening)
        texts = [f'" s="{style}" t="inlineStr"><is><t xml:space="preserve">' for _ in letters]
        for line, row in enumerate(self._register.comments, start=top + 2):
            yield self._line(row, line, letters, texts, style)
        yield closing

    def _line(self, row: OutcomeRow, line: int, letters: Sequence[str], texts: Sequence[str], style: str) -> str:
        written = cells(row, self._columns, self._voice)
        said = zip(self._columns, letters, texts, written, strict=True)
        filled = "".join(
            f'<c r="{letter}{line}" s="{style}"><v>{text}</v></c>'
            if column is Column.ROW
            else f'<c r="{letter}{line}{opening}{self._written(text)}</t></is></c>'
            for column, letter, opening, text in said
            if text
        )
        # Programs do not work out the height of wrapped lines by themselves when they open a file that another wrote.
        lines = max(len(text) // wide + text.count("\n") for text, wide in zip(written, self._wide, strict=True)) + 1
        return f'<row r="{line}" ht="{min(_LINE * lines, _HIGHEST)}" customHeight="1">{filled}</row>'

    def _written(self, text: str) -> str:
        """Cut a text to what a cell bears; `_x0041_` is how the format writes a sign by its code, so its stroke is written so."""
        if len(text) > _SURELY_FITS:
            text = fitting(text, self._cut)
        if "_x" in text:
            text = _CODED.sub("_x005F_x", text)
        return escape(text)


def fitting(text: str, cut: str) -> str:
    """Cut a text to the longest that a cell holds, with a word that says so; the limit counts UTF-16, where an emoji is two."""
    coded = text.encode("utf-16-le")
    if len(coded) // 2 <= LONGEST_CELL:
        return text
    return coded[: 2 * (LONGEST_CELL - len(cut))].decode("utf-16-le", errors="ignore") + cut


@dataclass(frozen=True, slots=True)
class _Block:
    """A table of numbers; the first column of numbers is charted, as bars, as columns, or not at all."""

    title: str
    head: tuple[str, ...]
    rows: tuple[tuple[str | int, ...], ...]
    chart: str = "bar"


class _Sheets:
    def __init__(self, book: Any, voice: Voice) -> None:
        self._book, self._voice = book, voice
        self._title = book.add_format({"bold": True, "font_size": 14})
        self._head = book.add_format({"bold": True, "bg_color": "#E4EAF1", "text_wrap": True, "valign": "top", "border": 1})
        self._cell = book.add_format({"text_wrap": True, "valign": "top"})
        self._strong = book.add_format({"bold": True})

    def head_of(self, name: str, register: Register, columns: Sequence[Column]) -> None:
        """The heads of a sheet that has one line for each comment, frozen and with a filter, and one cell with the look of the rows."""
        sheet = self._book.add_worksheet(self._voice.plain(name))
        for at, column in enumerate(columns):
            sheet.set_column(at, at, _width(column))
        sheet.set_landscape()
        sheet.set_paper(9)
        sheet.fit_to_pages(1, 0)
        top = self._remarks(sheet, register)
        sheet.repeat_rows(top)
        sheet.freeze_panes(top + 1, 0)
        for at, head in enumerate(heads(columns, self._voice)):
            sheet.write_string(top, at, head, self._head)
        sheet.write_blank(top + 1, 0, None, self._cell)
        sheet.autofilter(top, 0, top + max(1, len(register.comments)), max(0, len(columns) - 1))

    def _remarks(self, sheet: Any, register: Register) -> int:
        for line, remark in enumerate(register.remarks):
            sheet.write_string(line, 0, self._voice.plain(remark), self._strong)
        return len(register.remarks)

    def statistics(self, report: OutcomeReport, register: Register) -> None:
        """The tables of numbers that the report has, each with its chart; a table without numbers says so."""
        name = self._voice.plain("Статистика")
        sheet = self._book.add_worksheet(name)
        sheet.set_column(0, 0, 46)
        sheet.set_column(1, 4, 16)
        sheet.set_landscape()
        sheet.set_paper(9)
        sheet.fit_to_pages(1, 0)
        line = self._remarks(sheet, register)
        charts = []
        for block in _statistics(report, register):
            sheet.write_string(line, 0, self._voice.plain(block.title), self._title)
            if not any(row[1] for row in block.rows) and block.chart:
                sheet.write_string(line + 1, 0, self._voice.plain("Нема података за приказ."))
                line += 3
                continue
            self._block(sheet, line + 1, block)
            if block.chart:
                charts.append((name, line, block))
            line += max(len(block.rows) + 3, 18)
        for chart in charts:
            self._chart(sheet, *chart)

    def _block(self, sheet: Any, top: int, block: _Block) -> None:
        for at, head in enumerate(block.head):
            sheet.write_string(top, at, self._voice.plain(head), self._head)
        for line, row in enumerate(block.rows, start=top + 1):
            for at, value in enumerate(row):
                if isinstance(value, int):
                    sheet.write_number(line, at, value)
                else:
                    sheet.write_string(line, at, self._voice.plain(value))

    def _chart(self, sheet: Any, name: str, line: int, block: _Block) -> None:
        say = self._voice.plain
        chart = self._book.add_chart({"type": block.chart})
        first, last = line + 2, line + 1 + len(block.rows)
        where = {"categories": [name, first, 0, last, 0], "values": [name, first, 1, last, 1]}
        chart.add_series({"name": say(block.head[1]), **where, "fill": {"color": _BLUE}, "data_labels": {"value": True}})
        chart.set_title({"name": say(block.title), "name_font": {"size": 11}})
        chart.set_legend({"none": True})
        numbers_axis, names_axis = (chart.set_x_axis, chart.set_y_axis) if block.chart == "bar" else (chart.set_y_axis, chart.set_x_axis)
        numbers_axis({"visible": False, "major_gridlines": {"visible": False}})
        names_axis({"reverse": block.chart == "bar"})
        numbers = "; ".join(f"{say(str(row[0]))} {row[1]}" for row in block.rows)
        sheet.insert_chart(line, 6, chart, {"description": f"{say(block.title)}: {numbers}"})

    def definitions(self, register: Register) -> None:
        """What the words and the numbers mean, and what file this is."""
        sheet = self._book.add_worksheet(self._voice.plain("Објашњења"))
        sheet.set_column(0, 0, 30)
        sheet.set_column(1, 1, 100)
        told = [
            ("Извештај", f"{register.title}: {register.act_title}"),
            ("Орган", register.authority),
            ("Број и верзија", f"{register.reference}, {register.version}"),
            *(("Напомена", remark) for remark in register.remarks),
            *DEFINITIONS,
        ]
        for line, (word, meaning) in enumerate(told):
            sheet.write_string(line, 0, self._voice.plain(word), self._strong)
            sheet.write_string(line, 1, self._voice.plain(meaning), self._cell)


def _statistics(report: OutcomeReport, register: Register) -> Iterator[_Block]:
    numbers = report.numbers
    kinds = tuple((kind.label, kind.comments, kind.submissions, kind.submitters) for kind in numbers.kinds)
    yield _Block("Исход разматрања", ("Исход", "Тачака", "Коментара"), tuple((s.label, s.points, s.comments) for s in numbers.statuses))
    yield _Block("Коментари по врсти подносиоца", ("Врста подносиоца", "Коментара", "Поднесака", "Подносилаца"), kinds)
    yield _Block(
        "Коментари по деловима текста", ("Део текста", "Коментара", "Тачака"), tuple((p.label, p.comments, p.points) for p in numbers.parts)
    )
    arrivals = tuple((day.label, day.submissions) for day in report.course.arrivals)
    yield _Block("Поднесци по времену пријема", ("Време", "Поднесака"), arrivals, "column")
    counts = (
        ("Подносилаца", report.totals.submitters),
        ("Поднесака", report.totals.submissions),
        ("Коментара", len(register.comments)),
        ("од тога неблаговремених", register.late),
        ("Повучених (нису урачунати)", register.withdrawn),
    )
    yield _Block("Укупно", ("Шта", "Број"), counts, "")
