"""The list behind a figure as a file: CSV, a workbook, or data, each with what the figure is, how it is worked out and when it was counted."""

import csv
import io
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

import msgspec

from dialog_tracker.domain.indicator import NO_PROCEDURE, Indicator
from dialog_tracker.domain.indicator_figure import Figure
from dialog_tracker.domain.indicator_list import Line
from dialog_tracker.domain.procedure import Wording, all_procedures
from dialog_tracker.domain.script import Script
from dialog_tracker.office.dialogue_parts import Speech
from dialog_tracker.office.dialogue_sheets import workbook
from dialog_tracker.office.ooxml_text import Voice
from dialog_tracker.office.outcome_csv import ENCODING, guarded


@dataclass(frozen=True, slots=True)
class ListFile:
    """What a file holds: the figure with its indicator, the lines behind it, when it was counted and what was chosen."""

    indicator: Indicator
    figure: Figure
    lines: Sequence[Line]
    counted_at: str
    chosen: str


def _speech(script: Script, *, english: bool) -> Speech:
    return Speech(Voice(Script.LATIN if english else script, english))


def _of(say: Speech, text: Wording) -> str:
    return say.voice.plain(say(text.sr, text.en))


def _heads(file: ListFile, say: Speech) -> list[str]:
    measure = file.figure.measure
    heads = (
        say("Ознака", "Key"),
        say("Назив", "Title"),
        say("Орган", "Authority"),
        say("Ниво", "Level"),
        say("Шифра територије", "Code of the territory"),
        say("Први дан", "First day"),
        say("Последњи дан", "Last day"),
        say("Поступак", "Procedure"),
        say("Коментара", "Comments"),
        say("Чланова нацрта", "Articles in the draft"),
        say(measure.part.sr, measure.part.en),
        say(measure.whole.sr, measure.whole.en),
        say("Истакнуто", "Pointed out"),
        say("Колико (дана, коментара, ставки)", "How much (days, comments, items)"),
        say("Објашњење органа", "Explanation of the authority"),
    )
    return [say.voice.plain(head) for head in heads]


_LEVELS = {"national": ("републички", "national"), "provincial": ("покрајински", "provincial"), "local": ("локални", "local"), "": ("", "")}


def _cells(line: Line, say: Speech) -> tuple[Any, ...]:
    procedure = all_procedures()[line.procedure].name if line.procedure else None
    return (
        line.key,
        say(line.title, line.title_en),
        say(line.authority, line.authority_en),
        say(*_LEVELS[line.level]),
        line.unit,
        line.first_on,
        line.last_on,
        say(procedure.sr, procedure.en) if procedure else "",
        line.comments,
        line.articles,
        line.part,
        line.whole,
        say("да", "yes") if line.bad else say("не", "no"),
        line.severity if line.bad else None,
        line.explanation,
    )


def list_csv(file: ListFile, script: Script, *, english: bool = False) -> bytes:
    """Write the list as CSV: a line for each row, dates as ISO 8601."""
    say, target = _speech(script, english=english), io.StringIO()
    written = csv.writer(target, lineterminator="\r\n")
    written.writerow(_heads(file, say))
    for line in file.lines:
        written.writerow([_plain(cell, say) for cell in _cells(line, say)])
    return target.getvalue().encode(ENCODING)


def _plain(cell: Any, say: Speech) -> str:
    if cell is None:
        return ""
    return cell.isoformat() if isinstance(cell, date) else guarded(say.voice.plain(cell)) if isinstance(cell, str) else str(cell)


def list_workbook(file: ListFile, script: Script, *, english: bool = False) -> bytes:
    """Write the list as a workbook, with a sheet that says what the figure is."""
    say = _speech(script, english=english)
    title = f"{file.indicator.key} {_of(say, file.indicator.name)}"
    with workbook(say, title, say("Дијалог", "Dialog")) as sheets:
        widths = (18, 60, 36, 12, 12, 12, 12, 28, 12, 12, 18, 18, 12, 16, 60)
        sheets.sheet(say("Списак", "List"), _heads(file, say), widths, [_cells(line, say) for line in file.lines])
        head = (say("Шта", "What"), say("Вредност", "Value"))
        sheets.sheet(say("О показатељу", "About the indicator"), head, (30, 110), _about(file, say))
    return sheets.content


def _about(file: ListFile, say: Speech) -> list[tuple[str, Any]]:
    known, figure = file.indicator, file.figure
    lacking = NO_PROCEDURE if figure.needs is NO_PROCEDURE else _NONE
    value = _of(say, lacking) if figure.value is None else f"{figure.value:.4f}".rstrip("0").rstrip(".")
    rows: list[tuple[str, Any]] = [
        (say("Показатељ", "Indicator"), f"{known.key} {_of(say, known.name)}"),
        (say("Мера", "Measure"), _of(say, figure.measure.name)),
        (say("Вредност", "Value"), value),
        (say("Изнад црте", "Above the line"), figure.part),
        (say("Испод црте", "Below the line"), figure.whole),
        (say("Истакнутих редова", "Rows pointed out"), figure.bad),
        (say("Дефиниција", "Definition"), _of(say, known.definition)),
        (say("Формула", "Formula"), _of(say, known.formula)),
        (say("По узору на", "After"), _of(say, known.source)),
        (say("Избројано", "Counted at"), file.counted_at),
        (say("Шта је изабрано", "What was chosen"), file.chosen or say("све", "everything")),
    ]
    return rows


_NONE = Wording("још није могуће израчунати", "not computable yet")


def list_json(file: ListFile) -> bytes:
    """Write the list as data."""
    figure, known = file.figure, file.indicator
    told = {
        "indicator": known.key,
        "measure": figure.measure.key,
        "name": known.name.sr,
        "name_en": known.name.en,
        "formula": known.formula.sr,
        "formula_en": known.formula.en,
        "counted_at": file.counted_at or None,
        "chosen": file.chosen,
        "value": figure.value,
        "part": figure.part,
        "whole": figure.whole,
        "bad": figure.bad,
        "parts": figure.parts,
        "rows": [asdict(line) for line in file.lines],
    }
    return msgspec.json.encode(told)
