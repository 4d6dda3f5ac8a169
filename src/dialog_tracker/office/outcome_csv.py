"""The comments of a report as CSV: UTF-8 with its mark, lines as RFC 4180 wants them, no cell that a program would reckon."""

import csv
from collections.abc import Sequence
from typing import TextIO

from dialog_tracker.domain.outcome_rows import Column, Register
from dialog_tracker.domain.script import Script
from dialog_tracker.office.ooxml_text import Voice
from dialog_tracker.office.outcome_cells import cells, heads

ENCODING = "utf-8-sig"  # without the mark Excel reads Cyrillic as noise
_BEGINS_A_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")


def guarded(text: str) -> str:
    """Put an apostrophe before what a spreadsheet would take for a formula."""
    return f"'{text}" if text.lstrip(" \u00a0").startswith(_BEGINS_A_FORMULA) else text


def write_csv(register: Register, target: TextIO, script: Script, columns: Sequence[Column]) -> None:
    """Write one line for each comment; what a copy leaves out is said in a last column, so that every line stays a comment."""
    voice = Voice(script, register.english)
    lines = csv.writer(target, lineterminator="\r\n")
    said = [voice.plain(" ".join(register.remarks))] if register.remarks else []
    lines.writerow([*heads(columns, voice), *([voice.plain("Напомена")] * bool(said))])
    for row in register.comments:
        lines.writerow([*map(guarded, cells(row, columns, voice)), *said])
    if said and not register.comments:
        lines.writerow([*[""] * len(columns), *said])
