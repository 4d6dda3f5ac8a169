"""The state of dialogue in a year as a Word file, for all authorities or those of one level, and the same as data."""

from collections.abc import Iterator
from dataclasses import asdict
from datetime import date
from typing import Any

from dialog_tracker.domain.act import AuthorityLevel
from dialog_tracker.domain.dialogue_state import BadList, State
from dialog_tracker.domain.indicator import Indicator, Measure, all_indicators, find_indicator
from dialog_tracker.domain.indicator_figure import Figure
from dialog_tracker.domain.indicator_list import Line
from dialog_tracker.domain.indicator_words import counted_from, figure_words
from dialog_tracker.domain.outcome_english import english_day
from dialog_tracker.domain.outcome_labels import STATUS
from dialog_tracker.domain.procedure import Wording, find_procedure
from dialog_tracker.domain.reference import printed_in_cyrillic
from dialog_tracker.domain.response import ResponseStatus
from dialog_tracker.domain.script import Script
from dialog_tracker.office.dialogue_parts import NOTHING, Speech
from dialog_tracker.office.ooxml_blocks import Block, Heading, Text
from dialog_tracker.office.ooxml_text import Voice
from dialog_tracker.office.small_document import Frame, small_document

LEVELS = {
    AuthorityLevel.NATIONAL: ("Републички ниво", "National level"),
    AuthorityLevel.PROVINCIAL: ("Покрајински ниво", "Provincial level"),
    AuthorityLevel.LOCAL: ("Локални ниво", "Local level"),
}
BAD_LISTS = {
    "I3.windows": ("Рокови краћи од најкраћег", "Windows shorter than the minimum"),
    "I5.in_time": ("Извештаји који касне или недостају", "Reports late or missing"),
    "I6.answered": ("Консултације са коментарима без одговора", "Consultations with comments that have no answer"),
    "I8.promises": ("Прихваћено, а каснији текст то не показује", "Accepted, and the later text does not show it"),
    "I1.consulted": ("Акти без консултација", "Acts with no consultation"),
}
# What the severity of a row is in each list.
_HOW_MUCH = {
    "I3.windows": ("Дана недостаје", "Days short"),
    "I5.in_time": ("Дана касни", "Days late"),
    "I6.answered": ("Без одговора", "Unanswered"),
    "I8.promises": ("Није у тексту", "Not in the text"),
    "I1.consulted": ("Дана од тада", "Days since"),
}
_WHAT_IT_IS = (
    "Преглед је састављен из евиденције вођене у овом систему, по показатељима чије су дефиниције дате на крају. Није прописани образац и не замењује ниједан извештај који закон тражи.",
    "This overview is made from the record kept here, by indicators whose definitions stand at the end. It is no prescribed form and replaces no report that a law asks for.",
)
_READ_WITH = (
    "Бројке два органа могу се поредити само ако су слични обим посла и дужина текстова. Зато уз сваку стоји од чега је избројана.",
    "Figures of two authorities can be compared only where volume and length of texts are alike. Each therefore says what it is counted from.",
)
_SHARES = ("I1.consulted", "I2.kept", "I5.published", "I5.in_time", "I6.answered")


def title_of(state: State, say: Speech) -> str:
    """Name the document."""
    return say(f"Стање дијалога у {state.year}. години", f"State of dialogue in {state.year}")


def state_file(state: State, script: Script, *, english: bool = False) -> bytes:
    """Write the state of dialogue as DOCX; the same facts give the same bytes."""
    voice = Voice(Script.LATIN if english else script, english)
    say = Speech(voice)
    whose = _whose(state, say)
    title = title_of(state, say)
    frame = Frame(title, whose, whose, state.made_on, str(state.year), landscape=True, english=english, running=whose)
    return small_document(frame, voice.script, list(_blocks(state, say)))


def _whose(state: State, say: Speech) -> str:
    return say(*LEVELS[state.level]) if state.level else say("Сви нивои власти", "All levels of government")


def _day(day: date | None, say: Speech) -> str:
    if day is None:
        return NOTHING
    return english_day(day) if say.voice.english else f"{day.day}.{day.month}.{day.year}."


def _blocks(state: State, say: Speech) -> Iterator[Block]:
    yield Text(_whose(state, say), "DTOrgan")
    yield Text(title_of(state, say), "Title", before=240)
    yield Text(say(*_WHAT_IT_IS), "DTNapomena")
    yield Heading(1, say("Година у бројевима", "The year in figures"))
    yield from say.facts(say("Година у бројевима", "The year in figures"), list(_volume(state, say)))
    if state.is_empty:
        nothing = say("Из ове године још нема шта да се броји.", "There is nothing of this year to count yet.")
        yield Text(nothing)
    yield from _charts(state, say)
    yield from _indicators(state, say)
    yield from _levels(state, say)
    yield from _pointed_out(state, say)
    yield from _explained(state, say)
    yield from _definitions(say)


def _volume(state: State, say: Speech) -> Iterator[tuple[str, str]]:
    number = say.voice.number
    yield say("Органи са забележеним радом", "Authorities with anything on record"), number(state.authorities)
    yield say("Консултације и јавне расправе", "Consultations and public debates"), number(state.consultations)
    yield say("Примљени коментари", "Comments received"), number(state.comments)
    yield say("Избројано", "Counted"), _day(state.counted_on, say)


def _said(text: Wording, say: Speech) -> str:
    return say(text.sr, text.en)


def _charts(state: State, say: Speech) -> Iterator[Block]:
    shares = [state.figures[address] for address in _SHARES]
    bars = [(_short(one.measure, say), round(100 * one.value)) for one in shares if one.value]
    name = say("Поштовање правила, у процентима", "Rules kept, in per cent")
    yield from say.chart(name, say("Проценат", "Per cent"), bars, "graf_shares")
    yield Text("", "DTPrelom")  # a chart keeps what follows on its page
    outcomes = state.figures["I8.outcomes"].parts
    answered = [(STATUS[ResponseStatus(code)], count) for code, count in outcomes.items()]
    yield from say.chart(
        say("Шта је било са коментарима", "What became of comments"), say("Коментари", "Comments"), answered, "graf_answers"
    )
    yield Text("", "DTPrelom")


def _short(measure: Measure, say: Speech) -> str:
    known = find_indicator(measure.indicator)
    return f"{known.key} {_said(known.name if measure is known.chief else measure.name, say)}"


def _indicators(state: State, say: Speech) -> Iterator[Block]:
    yield Heading(1, say("Показатељи", "Indicators"))
    yield Text(say(*_READ_WITH), "DTNapomena", keep_next=True)
    head = (
        say("Показатељ", "Indicator"),
        say("Мера", "Measure"),
        say(f"{state.year}.", str(state.year)),
        say("Избројано од", "Counted from"),
        say(f"{state.year - 1}.", str(state.year - 1)),
        say("Истакнуто", "Pointed out"),
    )
    rows = [(one, measure) for one in all_indicators().values() for measure in one.measures]
    yield from say.table(
        say(f"Осамнаест показатеља у {state.year}. години", f"The eighteen indicators in {state.year}"),
        "tab_indicators",
        (68, 85, 28, 36, 25, 25),
        head,
        rows,
        lambda row: _indicator_cells(row[0], row[1], state, say),
    )


def _indicator_cells(one: Indicator, measure: Measure, state: State, say: Speech) -> tuple[str, ...]:
    figure, english = state.figures[measure.address], say.voice.english
    named = f"{one.key} {_said(one.name, say)}" if measure is one.chief else one.key
    value = figure_words(figure, english=english) if figure.is_defined else say("нема података", "no data")
    bad = say.voice.number(figure.bad) if figure.is_defined and one.bad else ""
    before = figure_words(state.before[measure.address], english=english)
    return named, _said(measure.name, say), value, counted_from(figure, english=english), before, bad


def _levels(state: State, say: Speech) -> Iterator[Block]:
    """Lay the chief measures of each level out beside one another; nothing where one level is asked for."""
    if not state.by_level:
        return
    yield Heading(1, say("По нивоима власти", "By level of government"))
    yield from say.table(
        say("Показатељи по нивоима власти", "Indicators by level of government"),
        "tab_levels",
        (117, 50, 50, 50),
        (say("Показатељ", "Indicator"), *(say(*LEVELS[level]) for level in state.by_level)),
        list(all_indicators().values()),
        lambda one: (
            f"{one.key} {_said(one.name, say)}: {_said(one.chief.name, say)}",
            *(_with_context(figures[one.chief.address], say) for figures in state.by_level.values()),
        ),
    )


def _with_context(figure: Figure, say: Speech) -> str:
    english = say.voice.english
    if not figure.is_defined:
        return NOTHING
    return f"{figure_words(figure, english=english)}\n({counted_from(figure, english=english)})"


def _pointed_out(state: State, say: Speech) -> Iterator[Block]:
    yield Heading(1, say("Шта је истакнуто", "What is pointed out"))
    if not state.bad:
        yield Text(say("У овој години ништа није истакнуто.", "Nothing is pointed out in this year."))
    for one in state.bad:
        yield from _bad_list(one, say)


def _bad_list(one: BadList, say: Speech) -> Iterator[Block]:
    yield Heading(2, say(*BAD_LISTS[one.measure.address]))
    if one.total > len(one.shown):
        told = f"Од {one.total} приказано је {len(one.shown)} најтежих; остале су у преузимању показатеља."
        yield Text(
            say(told, f"Of {one.total} the {len(one.shown)} worst are shown; the rest are in the indicator’s download."), "DTNapomena"
        )
    head = (
        say("Ознака", "Key"),
        say("Акт", "Act"),
        say("Орган", "Authority"),
        say("Када", "When"),
        say(*_HOW_MUCH[one.measure.address]),
        say("Објашњење органа", "Explanation of the authority"),
    )
    yield from say.table(
        say(*BAD_LISTS[one.measure.address]),
        f"tab_{one.measure.address.replace('.', '_')}",
        (32, 76, 48, 36, 26, 49),
        head,
        one.shown,
        lambda line: _line_cells(one.measure, line, say),
    )


def _line_cells(measure: Measure, line: Line, say: Speech) -> tuple[str, ...]:
    key = NOTHING if measure.of == "acts" else line.key
    printed = key if say.voice.script is Script.LATIN else printed_in_cyrillic(key)
    when = " – ".join(_day(day, say) for day in (line.first_on, line.last_on) if day)
    procedure = find_procedure(line.procedure).name if line.procedure else None
    much = say.voice.number(line.severity) if line.severity else ""
    act = f"{line.title}\n{say(procedure.sr, procedure.en) if procedure else ''}"
    return printed, act, say(line.authority, line.authority_en), when, much, line.explanation


def _explained(state: State, say: Speech) -> Iterator[Block]:
    if not state.explained:
        return
    yield Heading(1, say("Шта органи објашњавају", "What authorities explain"))
    yield from say.table(
        say("Објашњења органа", "Explanations of authorities"),
        "tab_explained",
        (22, 80, 55, 110),
        (say("Показатељ", "Indicator"), say("Ред", "Row"), say("Орган", "Authority"), say("Објашњење", "Explanation")),
        state.explained,
        lambda one: (one.indicator, one.title, say(one.authority, one.authority_en), one.words),
    )


def _definitions(say: Speech) -> Iterator[Block]:
    yield Heading(1, say("Дефиниције и формуле", "Definitions and formulas"))
    yield from say.table(
        say("Како се рачунају показатељи", "How the indicators are worked out"),
        "tab_definitions",
        (52, 115, 100),
        (say("Показатељ", "Indicator"), say("Дефиниција", "Definition"), say("Формула", "Formula")),
        list(all_indicators().values()),
        lambda one: (f"{one.key} {_said(one.name, say)}", _said(one.definition, say), _said(one.formula, say)),
    )


def state_as_json(state: State) -> dict[str, Any]:
    """Give the state of dialogue as data."""
    return {
        "year": state.year,
        "level": state.level.value if state.level else None,
        "made_on": state.made_on.isoformat(),
        "counted_on": state.counted_on.isoformat() if state.counted_on else None,
        "prescribed_form": False,
        "authorities": state.authorities,
        "consultations": state.consultations,
        "comments": state.comments,
        "figures": {address: _figure(one) for address, one in state.figures.items()},
        "year_before": {address: _figure(one) for address, one in state.before.items()},
        "by_level": {level.value: {key: _figure(one) for key, one in figures.items()} for level, figures in state.by_level.items()},
        "pointed_out": [
            {"measure": one.measure.address, "total": one.total, "rows": [_line(line) for line in one.shown]} for one in state.bad
        ],
        "explained": [asdict(one) for one in state.explained],
    }


def _line(one: Line) -> dict[str, Any]:
    return {name: value.isoformat() if isinstance(value, date) else value for name, value in asdict(one).items()}


def _figure(one: Figure) -> dict[str, Any]:
    return {"value": one.value, "part": one.part, "whole": one.whole, "rows": one.rows, "bad": one.bad, "parts": one.parts}
