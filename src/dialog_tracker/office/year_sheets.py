"""A year of an authority's policy dialogue as a workbook: sums, consultations, activities, and what the words mean. Text stays text."""

import io
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

import xlsxwriter

from dialog_tracker.domain.outcome_labels import STATUS
from dialog_tracker.domain.procedure import find_procedure
from dialog_tracker.domain.programme import activity_name, kind_name, where_in_words
from dialog_tracker.domain.script import Script
from dialog_tracker.domain.stated_count import count_in_words
from dialog_tracker.domain.vague_date import when_in_words
from dialog_tracker.domain.yearly import YearFacts
from dialog_tracker.office.dialogue_parts import Speech
from dialog_tracker.office.ooxml_text import Voice, clean
from dialog_tracker.office.year_file import WHAT_IT_IS, no_seat, title_of

_OPTIONS = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
_EPOCH = datetime(2000, 1, 1, tzinfo=UTC)
_LONGEST = 32_767  # the format's own limit


def year_workbook(facts: YearFacts, script: Script, *, english: bool = False) -> bytes:
    """Write the overview of a year as XLSX; the same facts give the same bytes."""
    say = Speech(Voice(Script.LATIN if english else script, english))
    target = io.BytesIO()
    with xlsxwriter.Workbook(target, _OPTIONS) as book:
        told = {"title": say.voice.plain(title_of(facts, say)), "author": say.voice.plain(say(facts.authority, facts.authority_en))}
        book.set_properties({**told, "created": _EPOCH})
        sheets = _Sheets(book, say)
        _totals(facts, sheets, say)
        _consultations(facts, sheets, say)
        _activities(facts, sheets, say)
        _places(facts, sheets, say)
        _meanings(sheets, say)
    return target.getvalue()


class _Sheets:
    """Writes sheets in one script, with heads that stay in sight."""

    def __init__(self, book: Any, say: Speech) -> None:
        self.book, self.say = book, say
        self.head = book.add_format({"bold": True, "text_wrap": True, "valign": "top", "bottom": 2})
        self.text = book.add_format({"text_wrap": True, "valign": "top"})
        self.day = book.add_format({"num_format": "d.m.yyyy.", "valign": "top", "align": "left"})

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


def _totals(facts: YearFacts, sheets: _Sheets, say: Speech) -> None:
    totals, english = facts.totals, say.voice.english
    rows: list[tuple[Any, ...]] = [
        (say("Консултације и јавне расправе", "Consultations and public debates"), totals.consultations, "", ""),
        (say("Објављени извештаји о исходу", "Published outcome reports"), totals.reported, "", ""),
        (say("Поднесци", "Submissions"), totals.submissions, "", ""),
        (say("Организације које су учествовале", "Organisations that took part"), facts.organisations, "", ""),
        (say("Коментари", "Comments"), totals.comments, "", ""),
        (say("Коментари са објављеним одговором", "Comments with a published answer"), totals.answered, "", ""),
        (say("Позвани на учешће", "Invited to take part"), facts.invited, "", ""),
        (say("Радне групе", "Working groups"), facts.groups.groups, "", ""),
        (say("Места за организације у радним групама", "Seats for organisations in working groups"), facts.groups.seats, "", ""),
        (say("Чланови радних група из организација", "Members of working groups from organisations"), facts.groups.cso_members, "", ""),
        (say("Чланови радних група", "Members of working groups"), facts.groups.members, "", ""),
    ]
    first = len(rows) + 1
    statuses = [(f"{say('Одговор', 'Answer')}: {say.voice.plain(STATUS[one])}", n) for one, n in totals.by_status.items()]
    rows += [(label, count, "", "") for label, count in statuses]
    rows += [
        (
            say(one.of_what, one.of_what_en),
            one.value,
            count_in_words(one.value, one.qualifier, english=english),
            say(one.source, one.source_en),
        )
        for one in facts.figures
    ]
    head = (say("Шта се броји", "What is counted"), say("Број", "Number"), say("Како је исказано", "As stated"), say("Како", "How"))
    name = say("Збирно", "Totals")
    sheet = sheets.sheet(name, head, (60, 12, 18, 60), rows)
    _chart(sheets, sheet, say, name, statuses, first)


def _chart(sheets: _Sheets, sheet: Any, say: Speech, name: str, bars: Sequence[tuple[str, int]], first: int) -> None:
    if not bars:
        return
    chart = sheets.book.add_chart({"type": "bar"})
    where, last = say.voice.plain(name), first + len(bars) - 1
    title = say.voice.plain(say("Одговори на коментаре", "Answers to comments"))
    chart.add_series({"categories": [where, first, 0, last, 0], "values": [where, first, 1, last, 1], "fill": {"color": "#2F4B6E"}})
    chart.set_title({"name": title})
    chart.set_legend({"none": True})
    said = "; ".join(f"{say.voice.plain(label)} {count}" for label, count in bars)
    sheet.insert_chart("F2", chart, {"description": f"{title}: {said}."})


def _consultations(facts: YearFacts, sheets: _Sheets, say: Speech) -> None:
    rows = []
    for one in facts.consultations:
        procedure = find_procedure(one.procedure_key).name
        numbers = (one.submissions, one.comments, one.answered, *(one.by_status.get(status, 0) for status in STATUS))
        rows.append((one.reference, one.title, say(procedure.sr, procedure.en), one.opens_on, one.last_on, *numbers, one.reported_on))
    head = (
        say("Број", "Number"),
        say("Акт", "Act"),
        say("Поступак", "Procedure"),
        say("Први дан", "First day"),
        say("Последњи дан", "Last day"),
        say("Поднесака", "Submissions"),
        say("Коментара", "Comments"),
        say("Са одговором", "Answered"),
        *STATUS.values(),
        say("Извештај објављен", "Report published"),
    )
    sheets.sheet(say("Консултације", "Consultations"), head, (18, 60, 28, 12, 12, 12, 12, 12, *(14 for _ in STATUS), 14), rows)


def _activities(facts: YearFacts, sheets: _Sheets, say: Speech) -> None:
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
        for one in facts.activities
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


def _places(facts: YearFacts, sheets: _Sheets, say: Speech) -> None:
    head = (say("Место", "Place"), say("Активности", "Activities"), say("Организације које су учествовале", "Organisations that took part"))
    rows = [(one.name or no_seat(say), one.activities, one.organisations) for one in facts.places]
    sheets.sheet(say("Места", "Places"), head, (40, 14, 30), rows)


def _meanings(sheets: _Sheets, say: Speech) -> None:
    rows = [
        (say("Шта је ово", "What this is"), say(*WHAT_IT_IS)),
        (
            say("Година консултације", "Year of a consultation"),
            say("Година у којој је почео рок за коментаре.", "The year in which its window opened."),
        ),
        (
            say("Коментари", "Comments"),
            say(
                "Примљени коментари без повучених; дуг коментар који је подељен броји се по тачкама.",
                "Comments received without those withdrawn; a long comment that was parted counts by its points.",
            ),
        ),
        (
            say("Са одговором", "Answered"),
            say("Коментари чији је одговор објављен.", "Comments whose answer is published."),
        ),
        (
            say("Број учесника", "Number of participants"),
            say(
                "Исказан број, са „преко” или „око” ако је тако саопштен; збирови сабирају само исказане бројеве.",
                "The stated number, with “over” or “about” where it was said so; sums add only what is stated.",
            ),
        ),
    ]
    sheets.sheet(say("Објашњења", "Definitions"), (say("Појам", "Term"), say("Значење", "Meaning")), (30, 100), rows)
