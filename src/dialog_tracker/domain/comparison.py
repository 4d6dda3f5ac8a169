"""Comparing two versions of a text: what was added, removed, changed, renumbered and moved, word by word inside each article."""

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from dialog_tracker.domain.difference import Piece, PieceKind, difference
from dialog_tracker.domain.matching import DIVIDES, Match, Unit, match, said
from dialog_tracker.domain.provision import Provision, walk
from dialog_tracker.domain.script import fold, script_of, to_latin


class Change(StrEnum):
    """What happened to a provision between two versions; a renumbered one may be changed and moved as well."""

    ADDED = "added"
    REMOVED = "removed"
    CHANGED = "changed"
    RENUMBERED = "renumbered"
    MOVED = "moved"
    SAME = "same"


@dataclass(frozen=True, slots=True)
class PartChange:
    """One provision inside a unit, the unit itself first: how its title and its words changed; `depth` counts from the unit."""

    old: Provision | None
    new: Provision | None
    depth: int
    heading: tuple[Piece, ...]
    words: tuple[Piece, ...]

    @property
    def same(self) -> bool:
        """Tell whether both versions have it and say the same there."""
        return all(piece.kind is PieceKind.EQUAL for piece in (*self.heading, *self.words)) and None not in (self.old, self.new)

    @property
    def shown(self) -> Provision:
        """The provision as it now stands, or as it stood."""
        found = self.new or self.old
        assert found is not None
        return found


@dataclass(frozen=True, slots=True)
class UnitChange:
    """A unit of the text with what happened to it; `parts` are empty where nothing changed inside."""

    old: Provision | None
    new: Provision | None
    depth: int
    changes: frozenset[Change]
    parts: tuple[PartChange, ...]

    @property
    def shown(self) -> Provision:
        """The unit as it now stands, or as it stood."""
        found = self.new or self.old
        assert found is not None
        return found

    @property
    def divides(self) -> bool:
        """Tell whether it only heads other units."""
        return self.shown.kind in DIVIDES


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two versions compared: units in the order of the later text, and where each provision of the earlier one now stands."""

    units: tuple[UnitChange, ...]
    fates: Mapping[str, str]

    @property
    def counts(self) -> Mapping[Change, int]:
        """How many articles and other units bear each change; divisions are not counted."""
        counted = Counter(change for unit in self.units if not unit.divides for change in unit.changes)
        return {change: counted[change] for change in Change}


def compare(old: Sequence[Provision], new: Sequence[Provision]) -> Comparison:
    """Compare an earlier version with a later one; `fates` maps anchors of the earlier to anchors of the later, where they still stand."""
    matches = match(old, new)
    fates: dict[str, str] = {}
    return Comparison(tuple(_unit(found, fates) for found in matches), fates)


def _unit(found: Match, fates: dict[str, str]) -> UnitChange:
    old, new = found.old, found.new
    changes = frozenset(_changes(found))
    pairs = list(_parts(old, new))
    fates.update({one.anchor: other.anchor for one, other, _ in pairs if one is not None and other is not None})
    shown = new or old
    assert shown is not None
    inside = changes & {Change.ADDED, Change.REMOVED, Change.CHANGED}
    parts = tuple(_part(*pair) for pair in pairs) if inside else ()
    return UnitChange(old.provision if old else None, new.provision if new else None, shown.depth, changes, parts)


def _changes(found: Match) -> Iterator[Change]:
    old, new = found.old, found.new
    if old is None or new is None:
        yield Change.ADDED if old is None else Change.REMOVED
        return
    told = [
        (old.label != new.label, Change.RENUMBERED),
        ((old.title, old.words) != (new.title, new.words), Change.CHANGED),
        (found.moved, Change.MOVED),
    ]
    yield from [change for true, change in told if true] or [Change.SAME]


# Inside a unit

_Pair = tuple[Provision | None, Provision | None, int]


def _parts(old: Unit | None, new: Unit | None) -> Iterator[_Pair]:
    """Pair the provisions inside two units, the units themselves first; what only one of them has stands alone."""
    if old and new:
        yield old.provision, new.provision, 0
        if not old.divides:
            yield from _aligned(list(_inside(old.provision))[1:], list(_inside(new.provision))[1:])
    elif old:
        yield from ((one, None, depth) for one, depth in _inside(old.provision))
    elif new:
        yield from ((None, one, depth) for one, depth in _inside(new.provision))


def _inside(unit: Provision, depth: int = 0) -> Iterator[tuple[Provision, int]]:
    yield unit, depth
    if depth or unit.kind not in DIVIDES:
        for child in unit.children:
            yield from _inside(child, depth + 1)


_Placed = tuple[Provision, int]


def _aligned(old: Sequence[_Placed], new: Sequence[_Placed]) -> Iterator[_Pair]:
    """Pair provisions in their order: those that say the same hold the others between them together."""
    at_old = at_new = 0
    for same_old, same_new in [*_anchors(old, new), (len(old), len(new))]:
        yield from _between(old[at_old:same_old], new[at_new:same_new])
        if same_old < len(old):
            yield old[same_old][0], new[same_new][0], new[same_new][1]
        at_old, at_new = same_old + 1, same_new + 1


def _anchors(old: Sequence[_Placed], new: Sequence[_Placed]) -> list[tuple[int, int]]:
    """Provisions that say the same, in order: first those at both ends, then those that occur once on both sides."""
    left, right = [_key(one) for one, _ in old], [_key(one) for one, _ in new]
    head = next((at for at, (a, b) in enumerate(zip(left, right, strict=False)) if a != b), min(len(left), len(right)))
    room = min(len(left), len(right)) - head
    tail = next((at for at in range(room) if left[-1 - at] != right[-1 - at]), room)
    once_left, once_right = Counter(left[head : len(left) - tail]), Counter(right[head : len(right) - tail])
    place = {right[at]: at for at in range(head, len(right) - tail)}
    middle: list[tuple[int, int]] = []
    for at in range(head, len(left) - tail):
        key = left[at]
        rises = not middle or place.get(key, -1) > middle[-1][1]
        if once_left[key] == 1 and once_right.get(key) == 1 and rises:
            middle.append((at, place[key]))
    ends = [(len(left) - tail + at, len(right) - tail + at) for at in range(tail)]
    return [*((at, at) for at in range(head)), *middle, *ends]


def _key(one: Provision) -> tuple[str, ...]:
    return (one.kind, said(one.heading or ""), said(one.text))


def _between(old: Sequence[_Placed], new: Sequence[_Placed]) -> Iterator[_Pair]:
    """Pair what stands between two anchors: the alike in order, the rest alone, removed before added."""
    at_new = 0
    for one, depth in old:
        best = max(range(at_new, min(len(new), at_new + _AHEAD)), key=lambda at: (_alike(one, new[at][0]), -at), default=None)
        if best is None or _alike(one, new[best][0]) < _LEAST:
            yield one, None, depth
            continue
        yield from ((None, added, deep) for added, deep in new[at_new:best])
        yield one, new[best][0], new[best][1]
        at_new = best + 1
    yield from ((None, added, depth) for added, depth in new[at_new:])


_AHEAD = 8
_LEAST = 0.35


def _alike(old: Provision, new: Provision) -> float:
    """How alike two provisions of an article are: shared words, a little more where kind and label are shared."""
    if old.kind is not new.kind:
        return 0
    left, right = _words(old), _words(new)
    together = len(left & right)
    return together / (len(left | right) or 1) + (0.1 if old.label and said(old.label) == said(new.label) else 0)


def _words(one: Provision) -> frozenset[str]:
    return frozenset(re.findall(r"\w+", fold(f"{one.heading or ''} {one.text}"))) or frozenset({one.kind})


def _part(old: Provision | None, new: Provision | None, depth: int) -> PartChange:
    texts = [(one.heading or "", one.text) if one else ("", "") for one in (old, new)]
    headings, words = zip(*texts, strict=True)
    return PartChange(old, new, depth, _pieces(*headings), _pieces(*words))


def _pieces(old: str, new: str) -> tuple[Piece, ...]:
    """Compare word by word; texts in different scripts are both compared, and shown, in Latin."""
    if old and new and script_of(old) is not script_of(new):
        old, new = to_latin(old), to_latin(new)
    if old == new:
        return (Piece(PieceKind.EQUAL, new),) if new else ()
    return difference(old, new)


def anchors_of(provisions: Sequence[Provision]) -> frozenset[str]:
    """Every anchor of a version."""
    return frozenset(one.anchor for one in walk(tuple(provisions)))
