"""The report of a programme of policy dialogue as a Word file: what was stated beside what the register adds up to."""

from collections.abc import Iterator
from datetime import date

from dialog_tracker.domain.activity import PartyRole
from dialog_tracker.domain.programme import KINDS, ActivityFacts, Figure, OutputFacts, PartyFacts, ProgrammeFacts
from dialog_tracker.domain.programme_figures import Beside, computed_figures, side_by_side, stated_figures
from dialog_tracker.domain.script import Script
from dialog_tracker.domain.stated_count import count_in_words
from dialog_tracker.domain.vague_date import when_in_words
from dialog_tracker.office.dialogue_parts import NOTHING, Speech, activity_cells, activity_heads
from dialog_tracker.office.ooxml_blocks import Block, Heading, Text
from dialog_tracker.office.ooxml_text import Voice
from dialog_tracker.office.small_document import Frame, small_document

ROLES = {
    PartyRole.DONOR: ("Финансијер", "Donor"),
    PartyRole.IMPLEMENTER: ("Носилац", "Implementer"),
    PartyRole.PARTNER: ("Партнер", "Partner"),
    PartyRole.ORGANISER: ("Организатор", "Organiser"),
}


def programme_file(facts: ProgrammeFacts, script: Script, made_on: date, *, english: bool = False) -> bytes:
    """Write the report of a programme as DOCX; the same facts give the same bytes."""
    voice = Voice(Script.LATIN if english else script, english)
    say = Speech(voice)
    title = say(f"Извештај о програму „{facts.name}”", f"Report on the programme “{facts.name_en or facts.name}”")
    frame = Frame(
        title,
        say(facts.name, facts.name_en),
        facts.authority,
        made_on,
        facts.slug,
        landscape=True,
        english=english,
        running=facts.authority,
    )
    return small_document(frame, voice.script, list(_blocks(facts, say)))


def _blocks(facts: ProgrammeFacts, say: Speech) -> Iterator[Block]:
    english = say.voice.english
    yield Text(facts.authority, "DTOrgan")
    yield Text(say("Извештај о програму", "Report on the programme"), "Title", before=240)
    yield Text(say(facts.name, facts.name_en), "Subtitle")
    yield Text("", "DTPrelom")
    rows = [(say("Период", "Period"), when_in_words(facts.when, english=english)), (say("Циљеви", "Aims"), say(facts.aims, facts.aims_en))]
    rows += [(say(*names), _parties(facts.parties, role)) for role, names in ROLES.items()]
    rows += [(say("Евиденцију води", "Register kept by"), facts.authority), (say("Извор", "Source"), facts.source)]
    yield from say.facts(say("Основни подаци", "Basic facts"), rows)
    yield from _figures(facts, say)
    yield from _activities(facts, say)
    yield from _outputs(facts, say)
    yield Text(
        say(
            "Извештај је састављен из евиденције програма. То није прописани образац.",
            "This report is made from the register of the programme. It is no prescribed form.",
        ),
        "DTNapomena",
        before=240,
    )


def _parties(parties: tuple[PartyFacts, ...], role: PartyRole) -> str:
    return "\n".join(one.name for one in parties if one.role is role)


def _figures(facts: ProgrammeFacts, say: Speech) -> Iterator[Block]:
    stated, computed = stated_figures(facts), computed_figures(facts.activities)
    yield Heading(1, say("Бројеви: шта је наведено, а шта израчунато", "Figures: what was stated and what was computed"))
    yield Text(
        say(
            "Наведени број је онај који је неко саопштио и стоји уз свој извор. Израчунати број је збир онога што је унето у евиденцију. "
            "Један не замењује други: разлика показује шта у евиденцији недостаје или шта је друкчије бројано.",
            "A stated figure is what somebody said, and stands with its source. A computed figure adds up what is entered in the register. "
            "Neither replaces the other: the difference shows what the register lacks or what was counted otherwise.",
        )
    )
    pairs = side_by_side(stated, computed)
    if not pairs:
        yield Text(say("Ниједан број није унет.", "No figure is entered."))
        return
    head = (
        say("Шта се броји", "What is counted"),
        say("Наведено", "Stated"),
        say("Извор", "Source"),
        say("Израчунато", "Computed"),
        say("Како је рачунато", "How it was computed"),
    )
    yield from say.table(
        say("Наведени и израчунати бројеви", "Stated and computed figures"),
        "tab_figures",
        (86, 30, 60, 30, 61),
        head,
        pairs,
        lambda pair: _pair(pair, say),
    )
    bars = [(one.of_what if not say.voice.english else one.of_what_en, one.value) for one in computed if one.measure in set(KINDS)]
    yield from say.chart(say("Активности према врсти", "Activities by kind"), say("Активности", "Activities"), bars, "graf_kinds")


def _pair(pair: Beside, say: Speech) -> tuple[str, ...]:
    english = say.voice.english
    named = pair.stated or pair.computed
    assert named is not None
    source = pair.stated.source if pair.stated else ""
    how = say(pair.computed.source, pair.computed.source_en) if pair.computed else ""
    return (
        named.counted(english=english),
        _value(pair.stated, english=english),
        source,
        _value(pair.computed, english=english),
        how,
    )


def _value(figure: Figure | None, *, english: bool) -> str:
    return count_in_words(figure.value, figure.qualifier, english=english) if figure else NOTHING


def _activities(facts: ProgrammeFacts, say: Speech) -> Iterator[Block]:
    yield Heading(1, say("Активности", "Activities"))
    if not facts.activities:
        yield Text(say("Ниједна активност није унета.", "No activity is entered."))
        return
    head = (say("Р. бр.", "No."), *activity_heads(say), say("Ко", "Who"))
    numbered = list(enumerate(facts.activities, start=1))
    yield from say.table(
        say("Активности програма", "Activities of the programme"),
        "tab_activities",
        (13, 40, 92, 48, 26, 48),
        head,
        numbered,
        lambda pair: _activity(pair[0], pair[1], say),
    )


def _activity(index: int, one: ActivityFacts, say: Speech) -> tuple[str, ...]:
    who = "\n".join(f"{say(*ROLES[party.role]).lower()}: {party.name}" for party in one.parties)
    return str(index), *activity_cells(one, say), who


def _outputs(facts: ProgrammeFacts, say: Speech) -> Iterator[Block]:
    outputs: list[OutputFacts] = [*facts.outputs, *(output for one in facts.activities for output in one.outputs)]
    if not outputs:
        return
    yield Heading(1, say("Резултати", "Outputs"))
    for one in outputs:
        where = one.link or one.file_name
        yield Text(f"{one.title} ({where})" if where and where != one.title else one.title, "ListBullet")
