"""Counting the fields that number things, `SEQ` and `LISTNUM`, for files whose programs left the counting to Word."""

import re
from collections import defaultdict
from dataclasses import dataclass

from dialog_tracker.office.number_forms import number_as

_PIECE = re.compile(r'\\\*|\\#|\\[A-Za-z]|"[^"]*"|[^\s"\\]+')
_VALUED = frozenset({r"\*", r"\#", r"\r", r"\s", r"\l"})
_FORMATS = {"roman": "Roman", "alphabetic": "Letter"}
_LIST_FORMS = ("decimal", "lowerLetter", "lowerRoman")
_LIST_SIGNS = ("{})", "({})", "{}.")
_DEEPEST = 9
_LARGEST = 100_000


@dataclass(slots=True)
class Field:
    """A field while its runs are read: what it orders, whether that is still being said, and whether a result stands in the file."""

    instruction: str = ""
    ordering: bool = True
    answered: bool = False


class Sequences:
    """The numbers that fields have reached; ask once per field, in the order of the text."""

    def __init__(self) -> None:
        """Begin every sequence before its first number."""
        self._sequences: dict[str, int] = defaultdict(int)
        self._lists: dict[str, list[int]] = defaultdict(lambda: [0] * _DEEPEST)

    def next_number(self, instruction: str) -> str:
        """Count a field on, and give its number as printed; empty for fields that number nothing."""
        words, switches = _parted(instruction)
        kind = words[0].upper() if words else ""
        if kind == "SEQ" and len(words) > 1:
            return self._in_sequence(words[1].lower(), switches, refers=len(words) > 2)
        return self._in_list(words[1].lower() if len(words) > 1 else "", switches) if kind == "LISTNUM" else ""

    def _in_sequence(self, name: str, switches: dict[str, str], *, refers: bool) -> str:
        """A field that names a bookmark refers to a number, as one that repeats does, and counts none on."""
        if r"\r" in switches:
            self._sequences[name] = _whole(switches[r"\r"], 1)
        elif r"\c" not in switches and not refers:
            self._sequences[name] += 1
        format_of = switches.get(r"\*", "")
        if r"\h" in switches and not format_of:
            return ""
        number = self._sequences[name]
        if form := _FORMATS.get(format_of.lower()):
            return number_as(number, ("upper" if format_of[0].isupper() else "lower") + form)
        return number_as(number, "ordinal" if format_of.lower() == "ordinal" else "decimal")

    def _in_list(self, name: str, switches: dict[str, str]) -> str:
        """Word's own list has 1) a) i) (1) (a) (i) 1. a. i. at its nine levels, and its legal one 1. 1.1. and so on."""
        depth = min(max(_whole(switches.get(r"\l", ""), 1), 1), _DEEPEST) - 1
        counts = self._lists[name]
        counts[depth] = _whole(switches[r"\s"], 1) if r"\s" in switches else counts[depth] + 1
        counts[depth + 1 :] = [0] * (_DEEPEST - depth - 1)
        if name == "legaldefault":
            return "".join(f"{count or 1}." for count in counts[: depth + 1])
        return _LIST_SIGNS[depth // 3].format(number_as(counts[depth], _LIST_FORMS[depth % 3]))


def _parted(instruction: str) -> tuple[list[str], dict[str, str]]:
    """Part an instruction into its words and its switches with their values."""
    words: list[str] = []
    switches: dict[str, str] = {}
    pieces = iter(piece.strip('"') for piece in _PIECE.findall(instruction))
    for piece in pieces:
        if not piece.startswith("\\"):
            words.append(piece)
            continue
        value = next(pieces, "") if piece in _VALUED else ""
        if value.upper() not in {"MERGEFORMAT", "CHARFORMAT"}:
            switches[piece] = value
    return words, switches


def _whole(text: str, default: int) -> int:
    return min(int(text), _LARGEST) if text.isascii() and text.isdecimal() and len(text) < _DEEPEST else default
