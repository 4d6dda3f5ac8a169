"""Matching the provisions of two versions of a text: which is which, however they were renumbered, moved or rewritten.

First what says the same under the same label, then what says the same and nothing else does, then what is alike; a weak likeness
matches nothing, since a comment led to a look-alike is worse than one that says it lost its place. Words are compared in Latin, so
that a version in the other script is the same text. Work grows with the length of the texts: likeness is looked for only among
provisions that share rare words.
"""

import re
from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from dialog_tracker.domain.provision import Provision, ProvisionKind, walk
from dialog_tracker.domain.script import fold, to_latin

_K = ProvisionKind
# What is matched by itself, apart from the provisions inside it.
DIVIDES = frozenset({_K.PART, _K.CHAPTER, _K.SECTION, _K.HEADING, _K.OBJECTIVE, _K.MEASURE, _K.ANNEX, _K.EXPLANATORY_NOTE})
_ALIKE = 0.5  # the least likeness of two texts under different labels
_ALIKE_BY_LABEL = 0.2  # the least likeness of two texts under the same label, before what is left over is paired by label alone
_SAME_LABEL, _SAME_TITLE = 0.2, 0.15  # what a shared label and a shared title add to a likeness
_TELLING = 40  # characters; a shorter text, such as „Брише се.”, says nothing about which provision it is
_RARE = 12  # in how many provisions a group of words may stand to be a sign of likeness
_GROUP = 3  # words


@dataclass(slots=True, eq=False)
class Unit:
    """A provision that is matched as a whole: a division without what it holds, or an article with everything inside."""

    provision: Provision
    depth: int
    above: "Unit | None"
    order: int
    label: str
    title: str
    words: str
    groups: frozenset[str] = frozenset()

    @property
    def divides(self) -> bool:
        """Tell whether other units stand under it."""
        return self.provision.kind in DIVIDES


@dataclass(frozen=True, slots=True)
class Match:
    """A unit of the old version and the one of the new version that it became; one of them is missing where it was removed or added."""

    old: Unit | None
    new: Unit | None
    moved: bool = False


def said(text: str) -> str:
    """Bring words to the form in which they are compared: Latin, single spaces."""
    return " ".join(to_latin(text).split())


def units_of(provisions: Sequence[Provision]) -> list[Unit]:
    """List the units of a version in reading order."""
    found: list[Unit] = []
    _collect(provisions, 0, None, found)
    return found


def _collect(provisions: Iterable[Provision], depth: int, above: Unit | None, found: list[Unit]) -> None:
    for one in provisions:
        parts = () if one.kind in DIVIDES else tuple(walk(one.children))
        words = said("\n".join([one.text, *(f"{part.label} {part.heading or ''} {part.text}" for part in parts)]))
        unit = Unit(one, depth, above, len(found), said(one.label).rstrip("."), said(one.heading or ""), words)
        found.append(unit)
        if one.kind in DIVIDES:
            _collect(one.children, depth + 1, unit, found)


def match(old: Sequence[Provision], new: Sequence[Provision]) -> list[Match]:
    """Match two versions; the result is in the order of the new text, with what was removed at the place where it stood."""
    return list(_Matching(units_of(old), units_of(new)).matches())


@dataclass(slots=True)
class _Matching:
    old: list[Unit]
    new: list[Unit]
    to_new: dict[int, Unit] = field(default_factory=dict)
    to_old: dict[int, Unit] = field(default_factory=dict)

    def matches(self) -> Iterator[Match]:
        self._same_under_same_label()
        self._same_and_unique()
        self._alike()
        self._short_beside_neighbours()
        self._left_over_by_label()
        yield from self._in_order()

    def _pair(self, old: Unit, new: Unit) -> None:
        self.to_new[old.order], self.to_old[new.order] = new, old

    def _free(self, units: Iterable[Unit], taken: Mapping[int, Unit]) -> list[Unit]:
        return [unit for unit in units if unit.order not in taken]

    def _same_under_same_label(self) -> None:
        waiting: dict[tuple[str, ...], list[Unit]] = defaultdict(list)
        for unit in self.new:
            waiting[_identity(unit)].append(unit)
        for unit in self.old:
            if same := waiting.get(_identity(unit)):
                self._pair(unit, same.pop(0))

    def _same_and_unique(self) -> None:
        free_old, free_new = self._free(self.old, self.to_new), self._free(self.new, self.to_old)
        in_old, in_new = Counter(map(_words_of, free_old)), Counter(map(_words_of, free_new))
        by_words = {_words_of(unit): unit for unit in free_new}
        for unit in free_old:
            words = _words_of(unit)
            if _telling(unit) and in_old[words] == 1 and in_new[words] == 1:
                self._pair(unit, by_words[words])

    def _alike(self) -> None:
        """Pair what is alike, the most alike first; a shared label or title tips the scale between look-alikes."""
        free_old, free_new = self._free(self.old, self.to_new), self._free(self.new, self.to_old)
        for unit in (*free_old, *free_new):
            unit.groups = _groups(unit)
        scored = sorted(_candidates(free_old, free_new), key=lambda one: (-one[0], one[1].order, one[2].order))
        for _, old, new in scored:
            if old.order not in self.to_new and new.order not in self.to_old:
                self._pair(old, new)

    def _short_beside_neighbours(self) -> None:
        """A text too short to tell whose it is stays beside the neighbour that it had."""
        for unit in self._free(self.old, self.to_new):
            for step in (-1, 1):
                beside = self._beside(unit, step)
                if beside is not None and beside.order not in self.to_old and _words_of(beside) == _words_of(unit):
                    self._pair(unit, beside)
                    break

    def _beside(self, unit: Unit, step: int) -> Unit | None:
        """The new unit that stands where this one would, going by its neighbour before (-1) or after (1)."""
        neighbour = self.to_new.get(unit.order + step)
        at = neighbour.order - step if neighbour is not None else -1
        return self.new[at] if 0 <= at < len(self.new) else None

    def _left_over_by_label(self) -> None:
        """What is left over under the same label was rewritten in place; a line without a label is left alone."""
        free: dict[tuple[str, str], list[Unit]] = defaultdict(list)
        for unit in self._free(self.new, self.to_old):
            if unit.label:
                free[unit.provision.kind, unit.label].append(unit)
        for unit in self._free(self.old, self.to_new):
            if unit.label and (same := free.get((unit.provision.kind, unit.label))):
                self._pair(unit, same.pop(0))

    def _in_order(self) -> Iterator[Match]:
        moved = self._moved()
        waiting = iter(self.old)
        removed: dict[int, list[Unit]] = defaultdict(list)
        last = -1
        for unit in waiting:
            if unit.order not in self.to_new:
                removed[last].append(unit)
            elif unit.order not in moved:
                last = self.to_new[unit.order].order
        yield from (Match(unit, None) for unit in removed[-1])
        for unit in self.new:
            old = self.to_old.get(unit.order)
            yield Match(old, unit, moved=old is not None and old.order in moved)
            yield from (Match(gone, None) for gone in removed[unit.order])

    def _moved(self) -> frozenset[int]:
        """Units outside the longest row that keeps its order were moved, and so were those whose division is another one."""
        pairs = [(unit, self.to_new[unit.order]) for unit in self.old if unit.order in self.to_new]
        kept = rising([new.order for _, new in pairs])
        return frozenset(old.order for at, (old, new) in enumerate(pairs) if at not in kept or self._elsewhere(old, new))

    def _elsewhere(self, old: Unit, new: Unit) -> bool:
        if old.above is None or new.above is None:
            return False
        became = self.to_new.get(old.above.order)
        return became is not None and became is not new.above


def _telling(unit: Unit) -> bool:
    return len(unit.words) >= _TELLING or bool(unit.divides and unit.title)


def _identity(unit: Unit) -> tuple[str, ...]:
    return (unit.provision.kind, unit.label, unit.title, unit.words)


def _words_of(unit: Unit) -> tuple[str, ...]:
    return (unit.provision.kind, unit.title, unit.words)


def _groups(unit: Unit) -> frozenset[str]:
    """The groups of three words of a text, folded; a short text is its words."""
    words = re.findall(r"\w+", fold(f"{unit.title} {unit.words}"))
    if len(words) < _GROUP:
        return frozenset(words)
    return frozenset(" ".join(words[at : at + _GROUP]) for at in range(len(words) - _GROUP + 1))


def _candidates(old: Sequence[Unit], new: Sequence[Unit]) -> Iterator[tuple[float, Unit, Unit]]:
    """Pairs that are alike enough, with their likeness: of the same label, or sharing groups of words that few others have."""
    holders: dict[str, list[Unit]] = defaultdict(list)
    labels: dict[tuple[str, str], list[Unit]] = defaultdict(list)
    for unit in new:
        labels[unit.provision.kind, unit.label].append(unit)
        for group in unit.groups:
            holders[group].append(unit)
    for unit in old:
        shared: Counter[int] = Counter()
        by_order: dict[int, Unit] = {}
        for group in unit.groups:
            if len(found := holders.get(group, ())) <= _RARE:
                shared.update(other.order for other in found)
                by_order |= {other.order: other for other in found}
        by_order |= {other.order: other for other in labels.get((unit.provision.kind, unit.label), ())[:_RARE]}
        for other in by_order.values():
            if other.provision.kind is unit.provision.kind and (score := _likeness(unit, other)):
                yield score, unit, other


def _likeness(old: Unit, new: Unit) -> float:
    """How alike two units are, from 0; above 1 where label and title are shared too. 0 where they are not alike enough to be paired."""
    together = len(old.groups & new.groups)
    alike = together / (len(old.groups) + len(new.groups) - together or 1)
    same_label, same_title = old.label == new.label, bool(old.title) and old.title == new.title
    if alike < (_ALIKE_BY_LABEL if same_label or same_title else _ALIKE) or not (same_label or _telling(old)):
        return 0
    return alike + _SAME_LABEL * same_label + _SAME_TITLE * same_title


def rising(numbers: Sequence[int]) -> frozenset[int]:
    """The places of the longest rising row of numbers."""
    tails: list[int] = []
    ends: list[int] = []
    before: list[int | None] = []
    for at, number in enumerate(numbers):
        length = bisect_left(tails, number)
        before.append(ends[length - 1] if length else None)
        tails[length : length + 1] = [number]
        ends[length : length + 1] = [at]
    kept: set[int] = set()
    step = ends[-1] if ends else None
    while step is not None:
        kept.add(step)
        step = before[step]
    return frozenset(kept)
