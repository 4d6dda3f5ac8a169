"""The report of a programme as a workbook: figures stated and computed side by side, activities, who ran it, what came of it."""

from dialog_tracker.domain.programme import Figure, ProgrammeFacts
from dialog_tracker.domain.programme_figures import Beside, computed_figures, side_by_side, stated_figures
from dialog_tracker.domain.script import Script
from dialog_tracker.domain.stated_count import count_in_words
from dialog_tracker.office.dialogue_parts import Speech
from dialog_tracker.office.dialogue_sheets import Sheets, activity_sheet, workbook
from dialog_tracker.office.ooxml_text import Voice
from dialog_tracker.office.programme_file import ROLES


def programme_workbook(facts: ProgrammeFacts, script: Script, *, english: bool = False) -> bytes:
    """Write the report of a programme as XLSX; the same facts give the same bytes."""
    say = Speech(Voice(Script.LATIN if english else script, english))
    with workbook(say, say(facts.name, facts.name_en), facts.authority) as sheets:
        _figures(facts, sheets, say)
        activity_sheet(facts.activities, sheets, say)
        _parties(facts, sheets, say)
        _outputs(facts, sheets, say)
    return sheets.content


def _figures(facts: ProgrammeFacts, sheets: Sheets, say: Speech) -> None:
    head = (
        say("Шта се броји", "What is counted"),
        say("Наведено", "Stated"),
        say("Како је наведено", "As stated"),
        say("Извор", "Source"),
        say("Израчунато", "Computed"),
        say("Како је рачунато", "How it was computed"),
    )
    pairs = side_by_side(stated_figures(facts), computed_figures(facts.activities))
    rows = [_pair(pair, say) for pair in pairs]
    sheets.sheet(say("Бројеви", "Figures"), head, (60, 12, 18, 50, 12, 60), rows)


def _pair(pair: Beside, say: Speech) -> tuple[object, ...]:
    """A stated figure and a computed one never share a cell."""
    english = say.voice.english
    named = pair.stated or pair.computed
    assert named is not None
    stated = (pair.stated.value, _words(pair.stated, say), pair.stated.source) if pair.stated else (None, "", "")
    computed = (pair.computed.value, say(pair.computed.source, pair.computed.source_en)) if pair.computed else (None, "")
    return named.counted(english=english), *stated, *computed


def _words(figure: Figure, say: Speech) -> str:
    return count_in_words(figure.value, figure.qualifier, english=say.voice.english)


def _parties(facts: ProgrammeFacts, sheets: Sheets, say: Speech) -> None:
    rows = [(say(*ROLES[one.role]), one.name) for one in facts.parties]
    sheets.sheet(say("Ко", "Who"), (say("Својство", "Role"), say("Назив", "Name")), (24, 80), rows)


def _outputs(facts: ProgrammeFacts, sheets: Sheets, say: Speech) -> None:
    made = [*facts.outputs, *(output for one in facts.activities for output in one.outputs)]
    rows = [(one.title, one.link or one.file_name) for one in made]
    head = (say("Назив", "Title"), say("Где се чува", "Where it is kept"))
    sheets.sheet(say("Резултати", "Outputs"), head, (80, 80), rows)
