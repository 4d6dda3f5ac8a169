"""The cells of a comment as plain text in one script, the same in every table."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime

from dialog_tracker.domain.outcome_labels import STATUS, WITHHELD
from dialog_tracker.domain.outcome_rows import LABELS, Column, OutcomeRow
from dialog_tracker.office.ooxml_text import Voice, clean, is_serbian

_OF_SUBMITTER: Mapping[Column, Callable[[OutcomeRow], str]] = {
    Column.TEXT: lambda row: row.text,
    Column.PROPOSED: lambda row: row.proposed,
    Column.REASONS: lambda row: row.reasons,
}
_OF_FRAME: Mapping[Column, Callable[[OutcomeRow], str]] = {
    Column.ROW: lambda row: str(row.row),
    Column.NUMBER: lambda row: row.number,
    Column.SUBMITTER: lambda row: row.submitter,
    Column.SUBMITTER_KIND: lambda row: WITHHELD[row.submitter_kind],
    Column.RECEIVED: lambda row: moment(row.received_at),
    Column.CHANNEL: lambda row: row.channel,
    Column.LATE: lambda row: "да" if row.late else "не",
    Column.PLACE: lambda row: row.place,
    Column.CHAPTER: lambda row: row.chapter,
    Column.TOPICS: lambda row: "; ".join(row.topics),
    Column.KIND: lambda row: row.kind,
    Column.STATUS: lambda row: STATUS[row.status],
    Column.ANSWER: lambda row: row.answer,
    Column.WHAT_CHANGED: lambda row: row.what_changed,
}


def moment(at: date | datetime) -> str:
    """Write when something came so that tables sort it: 2026-09-23 09:14."""
    return f"{at:%Y-%m-%d %H:%M}" if isinstance(at, datetime) else at.isoformat()


def heads(columns: Sequence[Column], voice: Voice) -> list[str]:
    """Write the heads of columns."""
    return [voice.plain(LABELS[column]) for column in columns]


def cells(row: OutcomeRow, columns: Sequence[Column], voice: Voice) -> list[str]:
    """Write one comment; foreign words keep their letters, and signs that no file format bears are dropped."""
    return [clean(_cell(row, column, voice)) for column in columns]


def _cell(row: OutcomeRow, column: Column, voice: Voice) -> str:
    if column in _OF_SUBMITTER:
        said = _OF_SUBMITTER[column](row)
        return voice.plain(said) if is_serbian(row.language) else said
    if column is Column.NUMBER:
        return row.number
    return voice.plain(_OF_FRAME[column](row))
