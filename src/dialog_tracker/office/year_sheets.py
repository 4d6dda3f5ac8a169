"""A year of an authority's policy dialogue as a workbook: sums, consultations, activities, and what the words mean. Text stays text."""

from collections.abc import Sequence
from typing import Any

from dialog_tracker.domain.outcome_labels import STATUS
from dialog_tracker.domain.procedure import find_procedure
from dialog_tracker.domain.script import Script
from dialog_tracker.domain.stated_count import count_in_words
from dialog_tracker.domain.yearly import YearFacts
from dialog_tracker.office.dialogue_parts import Speech
from dialog_tracker.office.dialogue_sheets import Sheets, activity_sheet, workbook
from dialog_tracker.office.ooxml_text import Voice
from dialog_tracker.office.year_file import WHAT_IT_IS, no_seat, title_of


def year_workbook(facts: YearFacts, script: Script, *, english: bool = False) -> bytes:
    """Write the overview of a year as XLSX; the same facts give the same bytes."""
    say = Speech(Voice(Script.LATIN if english else script, english))
    with workbook(say, title_of(facts, say), say(facts.authority, facts.authority_en)) as sheets:
        _totals(facts, sheets, say)
        _consultations(facts, sheets, say)
        activity_sheet(facts.activities, sheets, say)
        _places(facts, sheets, say)
        _meanings(sheets, say)
    return sheets.content


def _totals(facts: YearFacts, sheets: Sheets, say: Speech) -> None:
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


def _chart(sheets: Sheets, sheet: Any, say: Speech, name: str, bars: Sequence[tuple[str, int]], first: int) -> None:
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


def _consultations(facts: YearFacts, sheets: Sheets, say: Speech) -> None:
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


def _places(facts: YearFacts, sheets: Sheets, say: Speech) -> None:
    head = (say("Место", "Place"), say("Активности", "Activities"), say("Организације које су учествовале", "Organisations that took part"))
    rows = [(one.name or no_seat(say), one.activities, one.organisations) for one in facts.places]
    sheets.sheet(say("Места", "Places"), head, (40, 14, 30), rows)


def _meanings(sheets: Sheets, say: Speech) -> None:
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
