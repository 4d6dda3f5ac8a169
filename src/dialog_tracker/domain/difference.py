"""The difference of two wordings, word by word, for showing what a comment proposes to change.

Words that occur once in both texts anchor the comparison; only the short stretches between them are compared in full,
so the work grows with the length of the texts and not with its square.
"""

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import groupby


class PieceKind(StrEnum):
    """What happened to a piece of text."""

    EQUAL = "equal"
    DELETED = "deleted"
    INSERTED = "inserted"


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of text: equal and deleted pieces make the old wording, equal and inserted ones the new."""

    kind: PieceKind
    text: str


_WORD = re.compile(r"\w+|\s+|[^\w\s]")
_FULL_COMPARISON = 250_000  # cells of one table; a longer stretch without an anchor counts as rewritten

_Step = tuple[PieceKind, str]


def difference(old: str, new: str) -> tuple[Piece, ...]:
    """Compare two wordings into pieces in reading order, deleted before inserted."""
    steps = _compare(_WORD.findall(old), _WORD.findall(new))
    return tuple(_ordered(_without_islands(_joined(steps))))


def _compare(old: Sequence[str], new: Sequence[str]) -> list[_Step]:
    head = _common(old, new)
    tail = _common(old[head:][::-1], new[head:][::-1])
    middle_old, middle_new = old[head : len(old) - tail], new[head : len(new) - tail]
    steps = [(PieceKind.EQUAL, word) for word in old[:head]]
    steps += _compare_middle(middle_old, middle_new)
    steps += [(PieceKind.EQUAL, word) for word in old[len(old) - tail :]]
    return steps


def _common(old: Sequence[str], new: Sequence[str]) -> int:
    pairs = enumerate(zip(old, new, strict=False))
    return next((at for at, (left, right) in pairs if left != right), min(len(old), len(new)))


def _compare_middle(old: Sequence[str], new: Sequence[str]) -> list[_Step]:
    if not old or not new:
        return _rewritten(old, new)
    anchors = _anchors(old, new)
    if not anchors:
        return _full(old, new) if len(old) * len(new) <= _FULL_COMPARISON else _rewritten(old, new)
    steps: list[_Step] = []
    left = right = 0
    for at_old, at_new in [*anchors, (len(old), len(new))]:
        # Stretches between anchors hold no further word that is unique in the whole, but may hold one unique in them.
        steps += _compare(old[left:at_old], new[right:at_new])
        if at_old < len(old):
            steps.append((PieceKind.EQUAL, old[at_old]))
        left, right = at_old + 1, at_new + 1
    return steps


def _rewritten(old: Sequence[str], new: Sequence[str]) -> list[_Step]:
    return [(PieceKind.DELETED, word) for word in old] + [(PieceKind.INSERTED, word) for word in new]


def _anchors(old: Sequence[str], new: Sequence[str]) -> list[tuple[int, int]]:
    """The longest rising row of words that occur exactly once on both sides (patience difference)."""
    in_old, in_new = Counter(old), Counter(new)
    place_new = {word: at for at, word in enumerate(new)}
    pairs = [(at, place_new[word]) for at, word in enumerate(old) if in_old[word] == 1 and in_new[word] == 1]
    tails: list[int] = []
    ends: list[int] = []
    before: list[int | None] = []
    for index, (_, at_new) in enumerate(pairs):
        length = bisect_left(tails, at_new)
        before.append(ends[length - 1] if length else None)
        tails[length : length + 1] = [at_new]
        ends[length : length + 1] = [index]
    row: list[tuple[int, int]] = []
    step = ends[-1] if ends else None
    while step is not None:
        row.append(pairs[step])
        step = before[step]
    return row[::-1]


def _full(old: Sequence[str], new: Sequence[str]) -> list[_Step]:
    """Compare by the longest common row of words, in a table of every word against every word."""
    table = [[0] * (len(new) + 1) for _ in range(len(old) + 1)]
    for at_old in range(len(old) - 1, -1, -1):
        row, below, word = table[at_old], table[at_old + 1], old[at_old]
        for at_new in range(len(new) - 1, -1, -1):
            row[at_new] = below[at_new + 1] + 1 if word == new[at_new] else max(below[at_new], row[at_new + 1])
    steps: list[_Step] = []
    at_old = at_new = 0
    while at_old < len(old) and at_new < len(new):
        if old[at_old] == new[at_new]:
            steps.append((PieceKind.EQUAL, old[at_old]))
            at_old, at_new = at_old + 1, at_new + 1
        elif table[at_old + 1][at_new] >= table[at_old][at_new + 1]:
            steps.append((PieceKind.DELETED, old[at_old]))
            at_old += 1
        else:
            steps.append((PieceKind.INSERTED, new[at_new]))
            at_new += 1
    return steps + _rewritten(old[at_old:], new[at_new:])


def _joined(steps: Sequence[_Step]) -> list[Piece]:
    return [Piece(kind, "".join(word for _, word in run)) for kind, run in groupby(steps, key=lambda step: step[0])]


def _without_islands(pieces: list[Piece]) -> Iterator[Piece]:
    """A lone space between two changes is no unchanged text to a reader; it is shown with the changes."""
    for at, piece in enumerate(pieces):
        inner = 0 < at < len(pieces) - 1
        if piece.kind is PieceKind.EQUAL and inner and not piece.text.strip():
            yield Piece(PieceKind.DELETED, piece.text)
            yield Piece(PieceKind.INSERTED, piece.text)
        else:
            yield piece


def _ordered(pieces: Iterator[Piece]) -> Iterator[Piece]:
    """Gather each stretch of changes into one deleted and one inserted piece."""
    for equal, run in groupby(pieces, key=lambda piece: piece.kind is PieceKind.EQUAL):
        stretch = list(run)
        for kind in (PieceKind.EQUAL,) if equal else (PieceKind.DELETED, PieceKind.INSERTED):
            if text := "".join(piece.text for piece in stretch if piece.kind is kind):
                yield Piece(kind, text)
