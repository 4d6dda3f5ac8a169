"""A table of comments that a drafter fills in offline: its columns, how its rows are read back, and what becomes of each.

The number of a comment and the version of its answer stand in every row, so that nothing is overwritten unseen.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from dialog_tracker.domain.errors import DialogError, FieldErrors, Malformed
from dialog_tracker.domain.outcome_labels import STATUS, STATUS_REACHED
from dialog_tracker.domain.reference import read_submission_number
from dialog_tracker.domain.response import ResponseDraft, ResponseStatus, check_response
from dialog_tracker.domain.script import fold, to_latin

NUMBER, VERSION, SUBMITTER, PLACE, COMMENT, PROPOSED = "Број", "Верзија", "Подносилац", "Одредба", "Коментар", "Предложени текст"
DECISION, REASONS, CHANGES = "Одлука", "Образложење органа", "Шта се мења"
HEAD = (NUMBER, VERSION, SUBMITTER, PLACE, COMMENT, PROPOSED, DECISION, REASONS, CHANGES)
PICK = "Изаберите"
CHOICES = {status: label for status, label in STATUS.items() if status is not ResponseStatus.UNANSWERED}
MOST_ROWS = 5_000
MOST_IN_WORD = 500  # a longer table takes word processors minutes
_HEADS_SEARCHED = 30
_VERSION = re.compile(r"\bv(\d{1,6})\b")
_NUMBER = re.compile(r"(\S+?)\s*/\s*(\d{1,4})")


@dataclass(frozen=True, slots=True)
class SheetLine:
    """A comment as the sheet shows it; `revision` is the version of its answer, 0 where there is none."""

    number: str
    revision: int
    submitter: str
    place: str
    comment: str
    proposed: str
    status: str
    reasons: str
    what_changed: str


@dataclass(frozen=True, slots=True)
class SheetRow:
    """A row that came back with an answer; its number in the file counts from 1."""

    row: int
    number: str
    revision: int
    answer: ResponseDraft


@dataclass(frozen=True, slots=True)
class DamagedRow:
    """A row that cannot be read, and why; `number` where it is known."""

    row: int
    code: str
    number: str = ""
    words: str = ""


@dataclass(frozen=True, slots=True)
class ReadSheet:
    """What a file of answers held; `empty` counts the rows that nobody answered."""

    rows: tuple[SheetRow, ...]
    damaged: tuple[DamagedRow, ...]
    empty: int


class RowOutcome(StrEnum):
    """What became of a row: its answer is a draft now, was there already, or waits for somebody to compare."""

    DRAFTED = "drafted"
    SAME = "same"
    WAITS = "waits"
    LOCKED = "locked"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Present:
    """The answer that a comment has at the moment a row comes back."""

    revision: int
    status: str
    reasons: str
    what_changed: str
    published: bool
    locked: bool


def read_answer_sheet(rows: Sequence[Sequence[str]], own: Mapping[str, ResponseStatus] | None = None) -> ReadSheet:
    """Read the rows of a sheet that came back, in either script; `own` are the authority's own statuses by name.

    Raises Malformed("sheet-head-missing", "table-too-long").
    """
    at, columns = _head(rows)
    if len(rows) - at > MOST_ROWS + 1:
        raise Malformed("table-too-long", limit=MOST_ROWS)
    names = {fold(label).replace("\u00a0", " "): status for status, label in STATUS.items()}
    names |= {fold(label): status for status, label in STATUS_REACHED.items()}
    names |= {fold(status.value.replace("_", " ")): status for status in ResponseStatus}
    names |= {fold(name): status for name, status in (own or {}).items()}
    found: list[SheetRow] = []
    damaged: list[DamagedRow] = []
    empty = 0
    for row, cells in enumerate(rows[at + 1 :], at + 2):
        said = {name: cells[column].strip() if column < len(cells) else "" for name, column in columns.items()}
        if not any(said.values()) or fold(said[NUMBER]) == fold(NUMBER):
            continue
        read = _row(row, said, names)
        if isinstance(read, SheetRow):
            found.append(read)
        elif read is None:
            empty += 1
        else:
            damaged.append(read)
    return ReadSheet(*_once(found, damaged), empty)


def _head(rows: Sequence[Sequence[str]]) -> tuple[int, dict[str, int]]:
    wanted = {fold(name): name for name in HEAD}
    for at, cells in enumerate(rows[:_HEADS_SEARCHED]):
        columns = {wanted[fold(cell.strip())]: column for column, cell in enumerate(cells) if fold(cell.strip()) in wanted}
        if {NUMBER, DECISION, REASONS} <= columns.keys():
            return at, {name: columns.get(name, 1_000_000) for name in HEAD}
    raise Malformed("sheet-head-missing", columns=f"{NUMBER}, {DECISION}, {REASONS}")


def _row(row: int, said: Mapping[str, str], names: Mapping[str, ResponseStatus]) -> SheetRow | DamagedRow | None:
    decision = "" if fold(said[DECISION]) == fold(PICK) else fold(said[DECISION].replace("\u00a0", " "))
    words = " | ".join(filter(None, (said[DECISION], said[REASONS], said[CHANGES])))
    if not decision and not said[REASONS] and not said[CHANGES]:
        return None
    number = _number(said[NUMBER])
    if not number:
        return DamagedRow(row, "sheet-number-unreadable", words=words)
    status = names.get(decision)
    if status is None or status is ResponseStatus.UNANSWERED:
        return DamagedRow(row, "sheet-decision-missing" if not decision else "sheet-decision-unknown", number, words)
    # In a workbook the version has a column of its own; in a Word file it stands under the number.
    version = re.sub(r"\D", "", said[VERSION])[:6] or (found[1] if (found := _VERSION.search(said[NUMBER])) else "")
    try:
        return SheetRow(row, number, int(version or 0), check_response(ResponseDraft(status, said[REASONS], said[CHANGES])))
    except DialogError as refused:
        first = next(iter(refused.by_field.values())) if isinstance(refused, FieldErrors) else refused
        return DamagedRow(row, first.code, number, words)


def _number(typed: str) -> str:
    found = _NUMBER.search(to_latin(typed))
    try:
        return f"{read_submission_number(found[1])}/{int(found[2])}" if found else ""
    except Malformed:
        return ""


def _once(found: Sequence[SheetRow], damaged: Sequence[DamagedRow]) -> tuple[tuple[SheetRow, ...], tuple[DamagedRow, ...]]:
    """Of two rows for one comment neither is taken: which one is meant only the drafter knows."""
    counted: dict[str, int] = {}
    for one in found:
        counted[one.number] = counted.get(one.number, 0) + 1
    twice = [DamagedRow(one.row, "sheet-row-twice", one.number, one.answer.reasons) for one in found if counted[one.number] > 1]
    return tuple(one for one in found if counted[one.number] == 1), tuple(sorted((*damaged, *twice), key=lambda one: one.row))


def settle(row: SheetRow, present: Present | None) -> RowOutcome:
    """Decide what becomes of a row: a draft where the answer is as the sheet had it, else somebody compares the two."""
    if present is None:
        return RowOutcome.UNKNOWN
    if _same(row.answer, present):
        return RowOutcome.SAME
    if present.locked:
        return RowOutcome.LOCKED
    if row.revision != present.revision or present.published:
        return RowOutcome.WAITS
    return RowOutcome.DRAFTED


def _same(answer: ResponseDraft, present: Present) -> bool:
    """A sheet in Latin letters gives Cyrillic words back in Latin: that alone is no change."""
    ours = (answer.status.value, _plain(answer.reasons), _plain(answer.what_changed))
    return ours == (present.status, _plain(present.reasons), _plain(present.what_changed))


def _plain(text: str) -> str:
    return " ".join(to_latin(text).split())
