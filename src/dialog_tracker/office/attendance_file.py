"""The attendance list of an activity as a Word file: to be signed at the door, or of those who came, by organisation."""

from collections.abc import Iterator, Sequence
from datetime import date

from dialog_tracker.domain.attendance import Attendee, RollEntry, headcount, roll
from dialog_tracker.domain.programme import ActivityFacts, activity_name, where_in_words
from dialog_tracker.domain.script import Script, fold
from dialog_tracker.domain.vague_date import when_in_words
from dialog_tracker.office.dialogue_parts import Speech
from dialog_tracker.office.ooxml_blocks import Block, Text
from dialog_tracker.office.ooxml_text import Voice
from dialog_tracker.office.small_document import Frame, small_document

_LINE = "________________"  # where one signs
_MORE_ROWS = 10  # empty ones for those who did not register


def attendance_file(
    of: ActivityFacts, authority: str, people: Sequence[Attendee], script: Script, made_on: date, *, signed: bool, english: bool = False
) -> bytes:
    """Write the list as DOCX; the one to be signed has all names and stays with the organiser, the other only names of those who agreed."""
    voice = Voice(Script.LATIN if english else script, english)
    say = Speech(voice, landscape=False)
    title = say("Листа за потпис", "List to be signed") if signed else say("Листа присутних", "Attendance list")
    frame = Frame(title, activity_name(of, english=english), authority, made_on, of.key, english=english, running=authority)
    return small_document(frame, voice.script, list(_blocks(of, authority, people, say, title, signed=signed)))


def _blocks(of: ActivityFacts, authority: str, people: Sequence[Attendee], say: Speech, title: str, *, signed: bool) -> Iterator[Block]:
    english = say.voice.english
    yield Text(authority, "DTOrgan")
    yield Text(title, "Title", before=240)
    yield Text(activity_name(of, english=english), "Subtitle")
    yield Text("", "DTPrelom")
    counts = headcount(people)
    rows = [
        (say("Када", "When"), when_in_words(of.when, english=english)),
        (say("Где", "Where"), where_in_words(of, english=english)),
    ]
    if not signed:
        rows.append((say("Присутно лица", "Persons who came"), str(counts.came)))
        rows.append((say("Из организација", "From organisations"), str(counts.organisations)))
    yield from say.facts(say("Основни подаци", "Basic facts"), rows)
    yield from _to_sign(people, say) if signed else _came(roll(people), say)


def _to_sign(people: Sequence[Attendee], say: Speech) -> Iterator[Block]:
    head = (
        say("Р. бр.", "No."),
        say("Име и презиме", "Name"),
        say("Организација", "Organisation"),
        say("Име може да стоји у листи", "The name may stand in the list"),
        say("Потпис", "Signature"),
    )
    listed = sorted(people, key=lambda one: (not one.organisation, fold(one.organisation), fold(one.name)))
    rows = [(one.name, one.organisation, say("да", "yes") if one.named else _LINE[:8]) for one in listed]
    rows += [(_LINE, _LINE, _LINE[:8])] * _MORE_ROWS
    numbered = [(str(at), *row, _LINE) for at, row in enumerate(rows, start=1)]
    yield from say.table(say("Пријављени", "Registered"), "tab_list", (12, 44, 48, 26, 30), head, numbered, tuple)
    yield Text(
        say(
            "Подаци служе за евиденцију присуства. Име се објављује само уз сагласност; без ње се присутни само броје.",
            "The data serve as a record of attendance. A name is shown only with consent; without it those who came are only counted.",
        ),
        "DTNapomena",
        before=240,
    )


def _came(entries: Sequence[RollEntry], say: Speech) -> Iterator[Block]:
    if not entries:
        yield Text(say("Присуство није забележено.", "No attendance is on record."))
        return
    head = (say("Организација", "Organisation"), say("Лица", "Persons"), say("Имена", "Names"))
    yield from say.table(
        say("Присутни према организацији", "Attendance by organisation"),
        "tab_list",
        (70, 20, 70),
        head,
        entries,
        lambda one: _entry(one, say),
    )


def _entry(one: RollEntry, say: Speech) -> tuple[str, str, str]:
    names = list(one.names)
    if one.unnamed:
        names.append(say(f"без имена: {one.unnamed}", f"without a name: {one.unnamed}"))
    return one.organisation or say("у своје име", "for themselves"), str(one.persons), "\n".join(names)
