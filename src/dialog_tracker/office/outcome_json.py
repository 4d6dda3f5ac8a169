"""The report as data: sums, submitters and comments under keys that stay the same in every version of the program."""

import json
from collections.abc import Mapping, Sequence
from typing import Any, TextIO

from dialog_tracker.domain.outcome_rows import Column, OutcomeRow, Register
from dialog_tracker.domain.response import ResponseStatus
from dialog_tracker.domain.script import Script
from dialog_tracker.office.ooxml_text import Voice, is_serbian
from dialog_tracker.office.outcome_cells import moment

# The keys of a comment that a column stands for; number, status and late are always told.
_KEYS: Mapping[Column, tuple[str, ...]] = {
    Column.ROW: ("row",),
    Column.SUBMITTER: ("submitter",),
    Column.SUBMITTER_KIND: ("submitter_kind",),
    Column.RECEIVED: ("received",),
    Column.CHANNEL: ("channel",),
    Column.PLACE: ("place", "places"),
    Column.CHAPTER: ("chapter",),
    Column.TOPICS: ("topics",),
    Column.KIND: ("kind",),
    Column.TEXT: ("text",),
    Column.PROPOSED: ("proposed",),
    Column.REASONS: ("reasons",),
    Column.ANSWER: ("answer",),
    Column.WHAT_CHANGED: ("what_changed",),
}


def write_json(register: Register, target: TextIO, script: Script, columns: Sequence[Column]) -> None:
    """Write the report with its keys in English and its words in one script."""
    voice = Voice(script, register.english)
    say = voice.plain
    left_out = {key for column, keys in _KEYS.items() if column not in columns for key in keys}
    told = {
        "reference": register.reference,
        "version": register.version,
        "working_copy": register.working,
        "title": say(f"{register.title}: {register.act_title}"),
        "authority": say(register.authority),
        "issued_on": register.issued_on.isoformat(),
        "script": script.value,
        "language": "en" if register.english else "sr",
        "remarks": [say(remark) for remark in register.remarks],
        "totals": _sums(register.totals),
        "received": len(register.comments),
        "late": register.late,
        "withdrawn": register.withdrawn,
        "submitters": _submitters(register, voice, columns),
        "comments": [{key: value for key, value in _comment(row, voice).items() if key not in left_out} for row in register.comments],
    }
    json.dump(told, target, ensure_ascii=False, indent=1)
    target.write("\n")


def _sums(by_status: Mapping[ResponseStatus, int]) -> dict[str, int]:
    return {status.value: by_status[status] for status in ResponseStatus}


def _submitters(register: Register, voice: Voice, columns: Sequence[Column]) -> list[dict[str, Any]]:
    """Nobody where submitters were not asked for, and no kinds where those were not."""
    shown = register.submitters if Column.SUBMITTER in columns else ()
    kinds = Column.SUBMITTER_KIND in columns
    return [
        {"name": voice.plain(one.name), **({"kind": one.kind.value} if kinds else {}), "comments": one.comments, **_sums(one.by_status)}
        for one in shown
    ]


def _comment(row: OutcomeRow, voice: Voice) -> dict[str, Any]:
    say = voice.plain
    said = say if is_serbian(row.language) else str
    return {
        "row": row.row,
        "number": row.number,
        "submitter": say(row.submitter),
        "submitter_kind": row.submitter_kind.value,
        "received": moment(row.received_at),
        "channel": say(row.channel),
        "late": row.late,
        "place": say(row.place),
        "places": [say(place) for place in row.places],
        "chapter": say(row.chapter),
        "topics": [say(topic) for topic in row.topics],
        "kind": say(row.kind),
        "text": said(row.text),
        "proposed": said(row.proposed),
        "reasons": said(row.reasons),
        "language": row.language,
        "status": row.status.value,
        "answer": say(row.answer),
        "what_changed": say(row.what_changed),
    }
