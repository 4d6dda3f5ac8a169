"""What the workbooks about the policy dialogue share: sheets in one script, text that stays text, and the sheet of activities."""

import io
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Any

import xlsxwriter

from dialog_tracker.domain.programme import ActivityFacts, activity_name, kind_name, where_in_words
from dialog_tracker.domain.stated_count import count_in_words
from dialog_tracker.domain.vague_date import when_in_words
from dialog_tracker.office.dialogue_parts import Speech
from dialog_tracker.office.ooxml_text import clean

_OPTIONS = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
_EPOCH = datetime(2000, 1, 1, tzinfo=UTC)
_LONGEST = 32_767  # the format's own limit


class Sheets:
    """Writes sheets in one script, with heads that stay in sight."""

    def __init__(self, book: Any, say: Speech, target: io.BytesIO) -> None:
        """Make the formats that the sheets share."""
        self._target = target
        self.book, self.say = book, say
        self.head = book.add_format({"bold": True, "text_wrap": True, "valign": "top", "bottom": 2})
        self.text = book.add_format({"text_wrap": True, "valign": "top"})
        self.day = book.add_format({"num_format": "d.m.yyyy.", "valign": "top", "align": "left"})

    @property
    def content(self) -> bytes:
        """Give the bytes of the workbook, once it is closed."""
        return self._target.getvalue()

    def sheet(self, name: str, head: Sequence[str], widths: Sequence[int], rows: Sequence[Sequence[Any]]) -> Any:
        """Write a sheet; numbers are numbers, days are days, everything else is text."""
        sheet = self.book.add_worksheet(self.say.voice.plain(name)[:31])
        sheet.freeze_panes(1, 0)
        for at, (words, width) in enumerate(zip(head, widths, strict=True)):
            sheet.set_column(at, at, width)
            sheet.write_string(0, at, self.say.voice.plain(words), self.head)
        for line, row in enumerate(rows, start=1):
            for at, cell in enumerate(row):
                self._write(sheet, line, at, cell)
        return sheet

    def _write(self, sheet: Any, line: int, at: int, cell: Any) -> None:
        if cell is None:
            return
        if isinstance(cell, int):
            sheet.write_number(line, at, cell, self.text)
        elif isinstance(cell, str):
            sheet.write_string(line, at, clean(self.say.voice.plain(cell))[:_LONGEST], self.text)
        else:
            sheet.write_datetime(line, at, cell, self.day)


@contextmanager
def workbook(say: Speech, title: str, author: str) -> Iterator[Sheets]:
    """Open a workbook to be written; the same sheets give the same bytes."""
    target = io.BytesIO()
    with xlsxwriter.Workbook(target, _OPTIONS) as book:
        book.set_properties({"title": say.voice.plain(title), "author": say.voice.plain(author), "created": _EPOCH})
        yield Sheets(book, say, target)


def activity_sheet(activities: Sequence[ActivityFacts], sheets: Sheets, say: Speech) -> None:
    """Write the sheet of activities."""
    english = say.voice.english
    rows = [
        (
            when_in_words(one.when, english=english),
            kind_name(one.kind, one.occurrences, english=english),
            activity_name(one, english=english) if one.title else "",
            where_in_words(one, english=english),
            one.occurrences,
            one.count.number,
            count_in_words(one.count.number, one.count.qualifier, english=english),
            "; ".join(party.name for party in one.parties),
        )
        for one in activities
    ]
    head = (
        say("Када", "When"),
        say("Врста", "Kind"),
        say("Назив", "Title"),
        say("Где", "Where"),
        say("Колико пута", "Times"),
        say("Учесника", "Participants"),
        say("Како је исказано", "As stated"),
        say("Ко", "Who"),
    )
    sheets.sheet(say("Активности", "Activities"), head, (24, 24, 60, 30, 12, 12, 18, 40), rows)
