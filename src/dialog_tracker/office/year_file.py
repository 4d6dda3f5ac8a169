"""A year of an authority's policy dialogue as a Word file."""

from collections.abc import Iterator
from datetime import date

from dialog_tracker.domain.activity import ActivityKind
from dialog_tracker.domain.outcome_english import english_day
from dialog_tracker.domain.outcome_labels import STATUS
from dialog_tracker.domain.procedure import find_procedure
from dialog_tracker.domain.programme import kinds_name
from dialog_tracker.domain.reference import printed_in_cyrillic
from dialog_tracker.domain.script import Script
from dialog_tracker.domain.stated_count import count_in_words
from dialog_tracker.domain.yearly import YearConsultation, YearFacts
from dialog_tracker.office.dialogue_parts import NOTHING, Speech, activity_cells, activity_heads
from dialog_tracker.office.ooxml_blocks import Block, Heading, Text
from dialog_tracker.office.ooxml_text import Voice
from dialog_tracker.office.small_document import Frame, small_document

WHAT_IT_IS = (
    "Преглед је састављен из евиденције вођене у овом систему. Није прописани образац и не замењује ниједан извештај који закон тражи.",
    "This overview is made from the record kept here. It is no prescribed form and replaces no report that a law asks for.",
)

_MOST_BARS = 12


def title_of(facts: YearFacts, say: Speech) -> str:
    """Name the document."""
    return say(f"Дијалог о јавним политикама у {facts.year}. години", f"Policy dialogue in {facts.year}")


def year_file(facts: YearFacts, script: Script, *, english: bool = False) -> bytes:
    """Write the overview of a year as DOCX; the same facts give the same bytes."""
    voice = Voice(Script.LATIN if english else script, english)
    say = Speech(voice)
    name = say(facts.authority, facts.authority_en)
    frame = Frame(title_of(facts, say), name, name, facts.made_on, str(facts.year), landscape=True, english=english, running=name)
    return small_document(frame, voice.script, list(_blocks(facts, say)))


def _day_words(day: date | None, *, english: bool = False) -> str:
    """Write a date with figures, as tables print it."""
    if day is None:
        return NOTHING
    return english_day(day) if english else f"{day.day}.{day.month}.{day.year}."


def _blocks(facts: YearFacts, say: Speech) -> Iterator[Block]:
    yield Text(say(facts.authority, facts.authority_en), "DTOrgan")
    yield Text(title_of(facts, say), "Title", before=240)
    yield Text(say(*WHAT_IT_IS), "DTNapomena")
    yield Heading(1, say("Година у бројевима", "The year in figures"))
    yield from say.facts(say("Година у бројевима", "The year in figures"), list(_totals_in_words(facts, say)))
    yield from _charts(facts, say)
    yield from _consultations(facts, say)
    yield from _activities(facts, say)
    yield from _places(facts, say)


def _places(facts: YearFacts, say: Speech) -> Iterator[Block]:
    """Lay out coverage by municipality, with a chart of those with most."""
    if not facts.places:
        return
    yield Heading(1, say("Покривеност по местима", "Coverage by municipality"))
    yield from say.table(
        say("Места одржавања и седишта организација", "Where activities were held and organisations have their seat"),
        "tab_places",
        (147, 60, 60),
        (say("Место", "Place"), say("Активности", "Activities"), say("Организације које су учествовале", "Organisations that took part")),
        facts.places,
        lambda one: (one.name or no_seat(say), say.voice.number(one.activities), say.voice.number(one.organisations)),
    )
    bars = [(one.name, one.activities + one.organisations) for one in facts.places[:_MOST_BARS] if one.name]
    yield from say.chart(
        say("Места са највише учешћа", "Places with most"),
        say("Активности и организације", "Activities and organisations"),
        bars,
        "graf_places",
    )


def no_seat(say: Speech) -> str:
    """Name organisations whose seat is not in the directory."""
    return say("седиште није унето", "no seat entered")


def _totals_in_words(facts: YearFacts, say: Speech) -> Iterator[tuple[str, str]]:
    """Name each sum of the year with its number."""
    totals, number = facts.totals, say.voice.number
    yield say("Консултације и јавне расправе", "Consultations and public debates"), number(totals.consultations)
    yield say("Објављени извештаји о исходу", "Published outcome reports"), number(totals.reported)
    yield say("Поднесци", "Submissions"), number(totals.submissions)
    yield say("Организације које су учествовале", "Organisations that took part"), number(facts.organisations)
    yield say("Коментари", "Comments"), number(totals.comments)
    yield say("Коментари са објављеним одговором", "Comments with a published answer"), number(totals.answered)
    yield say("Позвани на учешће", "Invited to take part"), number(facts.invited)
    if facts.groups.groups:
        groups = facts.groups
        yield say("Радне групе", "Working groups"), number(groups.groups)
        yield say("Места за организације у радним групама", "Seats for organisations in working groups"), number(groups.seats)
        share = say(f"{groups.cso_members} од {groups.members}", f"{groups.cso_members} of {groups.members}")
        yield say("Чланови из организација", "Members from organisations"), share
    for figure in facts.figures:
        label = say(figure.of_what, figure.of_what_en)
        yield f"{label[:1].upper()}{label[1:]}", count_in_words(figure.value, figure.qualifier, english=say.voice.english)


def _charts(facts: YearFacts, say: Speech) -> Iterator[Block]:
    english = say.voice.english
    bars = [(STATUS[status], count) for status, count in facts.totals.by_status.items()]
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
    number = one.reference if say.voice.script is Script.LATIN else printed_in_cyrillic(one.reference)
    return number, one.title, say(procedure.sr, procedure.en), window, *numbers, _day_words(one.reported_on, english=english)


def _activities(facts: YearFacts, say: Speech) -> Iterator[Block]:
    yield Heading(1, say("Активности", "Activities"))
    if not facts.activities:
        yield Text(
            say("Ниједна активност са датумом у овој години није у евиденцији.", "No activity dated in this year is in the register.")
        )
        return
    yield from say.table(
        say("Активности у години", "Activities in the year"),
        "tab_activities",
        (50, 120, 67, 30),
        activity_heads(say),
        facts.activities,
        lambda one: activity_cells(one, say),
    )
