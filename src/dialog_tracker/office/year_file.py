"""A year of an authority's policy dialogue as a Word file."""

from collections.abc import Iterator
from datetime import date

from dialog_tracker.domain.activity import ActivityKind
from dialog_tracker.domain.outcome_labels import STATUS
from dialog_tracker.domain.procedure import find_procedure
from dialog_tracker.domain.programme import ActivityFacts, activity_name, kind_name, kinds_name, where_in_words
from dialog_tracker.domain.response import ResponseStatus
from dialog_tracker.domain.script import Script
from dialog_tracker.domain.stated_count import count_in_words
from dialog_tracker.domain.vague_date import when_in_words
from dialog_tracker.domain.yearly import YearConsultation, YearFacts
from dialog_tracker.office.dialogue_parts import NOTHING, Speech
from dialog_tracker.office.ooxml_blocks import Block, Heading, Text
from dialog_tracker.office.ooxml_text import Voice
from dialog_tracker.office.small_document import Frame, small_document

STATUS_EN = {
    ResponseStatus.ACCEPTED: "Accepted",
    ResponseStatus.PARTIALLY_ACCEPTED: "Partially accepted",
    ResponseStatus.NOT_ACCEPTED: "Not accepted",
    ResponseStatus.NOTED: "Noted",
    ResponseStatus.OUT_OF_SCOPE: "Out of scope",
    ResponseStatus.UNANSWERED: "Unanswered",
}
WHAT_IT_IS = (
    "Преглед је састављен из евиденције вођене у овом систему. Није прописани образац и не замењује ниједан извештај који закон тражи.",
    "This overview is made from the record kept here. It is no prescribed form and replaces no report that a law asks for.",
)


def title_of(facts: YearFacts, say: Speech) -> str:
    """Name the document."""
    return say(f"Дијалог о јавним политикама у {facts.year}. години", f"Policy dialogue in {facts.year}")


def year_file(facts: YearFacts, script: Script, *, english: bool = False) -> bytes:
    """Write the overview of a year as DOCX; the same facts give the same bytes."""
    voice = Voice(Script.LATIN if english else script, english)
    say = Speech(voice)
    name = say(facts.authority, facts.authority_en)
    frame = Frame(title_of(facts, say), name, name, facts.made_on, str(facts.year), landscape=True, english=english)
    return small_document(frame, voice.script, list(_blocks(facts, say)))


def _day_words(day: date | None, *, english: bool = False) -> str:
    """Write a date with figures, as tables print it."""
    if day is None:
        return NOTHING
    return f"{day.day}/{day.month}/{day.year}" if english else f"{day.day}.{day.month}.{day.year}."


def _blocks(facts: YearFacts, say: Speech) -> Iterator[Block]:
    yield Text(say(facts.authority, facts.authority_en), "DTOrgan")
    yield Text(title_of(facts, say), "Title", before=240)
    yield Text(say(*WHAT_IT_IS), "DTNapomena")
    yield Heading(1, say("Година у бројевима", "The year in figures"))
    yield from say.facts(say("Година у бројевима", "The year in figures"), list(_totals_in_words(facts, say)))
    yield from _charts(facts, say)
    yield from _consultations(facts, say)
    yield from _activities(facts, say)


def _totals_in_words(facts: YearFacts, say: Speech) -> Iterator[tuple[str, str]]:
    """Name each sum of the year with its number."""
    totals, number = facts.totals, say.voice.number
    yield say("Консултације и јавне расправе", "Consultations and public debates"), number(totals.consultations)
    yield say("Објављени извештаји о исходу", "Published outcome reports"), number(totals.reported)
    yield say("Поднесци", "Submissions"), number(totals.submissions)
    yield say("Организације које су учествовале", "Organisations that took part"), number(facts.organisations)
    yield say("Коментари", "Comments"), number(totals.comments)
    yield say("Коментари са објављеним одговором", "Comments with a published answer"), number(totals.answered)
    for figure in facts.figures:
        label = say(figure.of_what, figure.of_what_en)
        yield f"{label[:1].upper()}{label[1:]}", count_in_words(figure.value, figure.qualifier, english=say.voice.english)


def _charts(facts: YearFacts, say: Speech) -> Iterator[Block]:
    english, totals = say.voice.english, facts.totals
    names = STATUS_EN if english else STATUS
    bars = [(names[status], count) for status, count in totals.by_status.items()]
    yield from say.chart(say("Одговори на коментаре", "Answers to comments"), say("Коментари", "Comments"), bars, "graf_answers")
    held = [(kinds_name(kind, english=english), count) for kind, count in _kinds(facts)]
    yield from say.chart(say("Активности према врсти", "Activities by kind"), say("Активности", "Activities"), held, "graf_kinds")


def _kinds(facts: YearFacts) -> Iterator[tuple[ActivityKind, int]]:
    counted = {figure.measure: figure.value for figure in facts.figures}
    return ((kind, counted[kind.value]) for kind in ActivityKind if kind.value in counted)


def _consultations(facts: YearFacts, say: Speech) -> Iterator[Block]:
    yield Heading(1, say("Консултације и јавне расправе", "Consultations and public debates"))
    if not facts.consultations:
        yield Text(say("У овој години није отворена ниједна.", "None was opened in this year."))
        return
    head = (
        say("Број", "Number"),
        say("Акт", "Act"),
        say("Поступак", "Procedure"),
        say("Трајала", "Window"),
        say("Поднесака", "Submissions"),
        say("Коментара", "Comments"),
        say("Са одговором", "Answered"),
        say("Извештај", "Report"),
    )
    yield from say.table(
        say("Консултације отворене у години", "Consultations opened in the year"),
        "tab_consultations",
        (33, 84, 36, 34, 20, 20, 20, 20),
        head,
        facts.consultations,
        lambda one: _consultation_cells(one, say),
    )


def _consultation_cells(one: YearConsultation, say: Speech) -> tuple[str, ...]:
    """Write a consultation as the cells of a row."""
    english = say.voice.english
    procedure = find_procedure(one.procedure_key).name
    window = f"{_day_words(one.opens_on, english=english)} – {_day_words(one.last_on, english=english)}"
    numbers = (say.voice.number(count) for count in (one.submissions, one.comments, one.answered))
    return one.reference, one.title, say(procedure.sr, procedure.en), window, *numbers, _day_words(one.reported_on, english=english)


def _activities(facts: YearFacts, say: Speech) -> Iterator[Block]:
    yield Heading(1, say("Активности", "Activities"))
    if not facts.activities:
        yield Text(
            say("Ниједна активност са датумом у овој години није у евиденцији.", "No activity dated in this year is in the register.")
        )
        return
    head = (say("Када", "When"), say("Активност", "Activity"), say("Где", "Where"), say("Учесника", "Participants"))
    yield from say.table(
        say("Активности у години", "Activities in the year"),
        "tab_activities",
        (50, 120, 67, 30),
        head,
        facts.activities,
        lambda one: _activity_cells(one, say),
    )


def _activity_cells(one: ActivityFacts, say: Speech) -> tuple[str, ...]:
    """Write an activity as the cells of a row."""
    english = say.voice.english
    kind = kind_name(one.kind, one.occurrences, english=english)
    named = activity_name(one, english=english) if one.title else ""
    where = where_in_words(one, english=english)
    count = count_in_words(one.count.number, one.count.qualifier, english=english)
    return when_in_words(one.when, english=english), f"{kind[:1].upper()}{kind[1:]}\n{named}".strip(), where, count
