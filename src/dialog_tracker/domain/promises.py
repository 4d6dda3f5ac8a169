"""Whether the later text of an act keeps what the answers said, and what became of each comment in it."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from dialog_tracker.domain.comparison import Change, Comparison, UnitChange
from dialog_tracker.domain.provision import Provision, walk
from dialog_tracker.domain.response import ResponseStatus
from dialog_tracker.domain.script import fold

TAKEN = frozenset({ResponseStatus.ACCEPTED, ResponseStatus.PARTIALLY_ACCEPTED})
REFUSED = frozenset({ResponseStatus.NOT_ACCEPTED, ResponseStatus.OUT_OF_SCOPE})
_CHANGES = frozenset({Change.ADDED, Change.REMOVED, Change.CHANGED, Change.MOVED})
_TOLD = frozenset({Change.ADDED, Change.REMOVED, Change.CHANGED})
_LEAST_WORDS = 3  # of a proposed wording; fewer stand in a text by chance
_LEAST_QUOTED = 2  # of words that the proposal itself puts into quotation marks: „15 дана”
_LEAST_ANYWHERE = 6  # of a wording that is looked for beside the provision that it was proposed for
_QUOTED = re.compile(r"[„“\"»]([^„“”\"«»]+)[”“\"«]")
_WORD = re.compile(r"\w+")


class Fate(StrEnum):
    """What became of a comment in the later text."""

    AS_PROPOSED = "as_proposed"
    OTHER_WORDS = "other_words"
    DROPPED = "dropped"
    NOT_TAKEN = "not_taken"


@dataclass(frozen=True, slots=True)
class Asked:
    """What a comment asked for and was told; `changed_anchor` is the provision that the answer says changes, empty where it names none."""

    number: str
    status: ResponseStatus
    anchors: tuple[str, ...] = ()
    changed_anchor: str = ""
    proposed: str = ""
    new_after: bool = False


@dataclass(frozen=True, slots=True)
class Promises:
    """What does not agree: comments by number, and the provisions that changed with no comment behind them."""

    unkept: tuple[str, ...] = ()
    unkept_in_part: tuple[str, ...] = ()
    taken_unsaid: tuple[str, ...] = ()
    unexplained: tuple[UnitChange, ...] = ()


class LaterText:
    """A later text of an act, asked what became of the comments on an earlier one."""

    def __init__(self, comparison: Comparison) -> None:
        """Keep the units of the comparison by the anchors of the earlier text, and what was added after each."""
        self.units = comparison.units
        self._unit: dict[str, UnitChange] = {}
        self._added: dict[str, list[UnitChange]] = {}
        before = ""
        for unit in comparison.units:
            if unit.old is None:
                self._added.setdefault(before, []).append(unit)
                continue
            before = unit.old.anchor
            for part in (unit.old,) if unit.divides else walk((unit.old,)):
                self._unit[part.anchor] = unit
        self._changed = any(unit.changes & _CHANGES for unit in comparison.units)
        self._words: dict[int, tuple[str, str]] = {}
        told = [unit for unit in comparison.units if unit.changes & _TOLD]
        self._before, self._after = (" ".join(sides) for sides in zip(*map(self._said, told), strict=True)) if told else ("", "")

    def units_behind(self, asked: Asked) -> list[UnitChange]:
        """Give the units that a comment is about: those the answer names, else those it stands on, and what was added after them."""
        anchors = (asked.changed_anchor,) if asked.changed_anchor else asked.anchors
        found: dict[int, UnitChange] = {}
        for anchor in anchors:
            unit = self._unit.get(anchor)
            if unit is None or unit.old is None:
                continue
            for one in (unit, *(self._added.get(unit.old.anchor, ()) if asked.new_after else ())):
                found[id(one)] = one
        return list(found.values())

    def changed(self, asked: Asked) -> bool:
        """Tell whether the text changed where a comment asked for it; anywhere, for one on the text as a whole."""
        if not asked.anchors and not asked.changed_anchor:
            return self._changed
        return any(unit.changes & _CHANGES for unit in self.units_behind(asked))

    def says(self, asked: Asked) -> bool:
        """Tell whether the text now says what the comment proposed, and did not say it before: there, or a long wording anywhere."""
        quoted, whole = _wordings(asked.proposed)
        if any(self._new_in(unit, quoted, whole) for unit in self.units_behind(asked)):
            return True
        return any(_length(one) >= _LEAST_ANYWHERE and one in self._after and one not in self._before for one in (*quoted, whole))

    def _new_in(self, unit: UnitChange, quoted: Sequence[str], whole: str) -> bool:
        if not unit.changes & _TOLD or unit.new is None:
            return False
        old, new = self._said(unit)
        if whole and whole in new and whole not in old:
            return True
        fresh = [words for words in quoted if words not in old]
        return bool(fresh) and all(words in new for words in fresh)

    def _said(self, unit: UnitChange) -> tuple[str, str]:
        """Everything that a unit said and says, as it is compared; with and without the labels inside, since people write both."""
        if id(unit) not in self._words:
            self._words[id(unit)] = (_whole(unit.old), _whole(unit.new))
        return self._words[id(unit)]


def _whole(unit: Provision | None) -> str:
    if unit is None:
        return ""
    parts = list(walk((unit,)))
    plain = _compared(" ".join(f"{one.heading or ''} {one.text}" for one in parts))
    return plain + _compared(" ".join(f"{one.label} {one.heading or ''} {one.text}" for one in parts))


def _compared(text: str) -> str:
    words = _WORD.findall(fold(text))
    return f" {' '.join(words)} " if words else ""


def _wordings(proposed: str) -> tuple[list[str], str]:
    """Give the wordings that a proposal puts into quotation marks, and the proposal as a whole; what is too short is left out."""
    quoted = [_compared(words) for words in _QUOTED.findall(proposed)]
    whole = _compared(proposed)
    return [one for one in quoted if _length(one) >= _LEAST_QUOTED], whole if _length(whole) >= _LEAST_WORDS else ""


def _length(compared: str) -> int:
    return len(compared.split())


def fate_of(asked: Asked, text: LaterText) -> Fate:
    """Tell what became of a comment.

    As proposed is what the text says now and did not say before, whatever the answer was; otherwise what was not accepted was not
    taken, and what was accepted stands in other words where the text changed, and was dropped later where it did not.
    """
    if text.says(asked):
        return Fate.AS_PROPOSED
    if asked.status not in TAKEN:
        return Fate.NOT_TAKEN
    return Fate.OTHER_WORDS if text.changed(asked) else Fate.DROPPED


@dataclass(frozen=True, slots=True)
class Fates:
    """What became of every comment, by number, and which stand behind each unit that changed, by its place among the units."""

    of: Mapping[str, Fate]
    behind: Mapping[int, Sequence[str]]

    @property
    def counts(self) -> Mapping[Fate, int]:
        """Count the comments by what became of them."""
        counted = Counter(self.of.values())
        return {fate: counted[fate] for fate in Fate}


def fates_of(comments: Iterable[Asked], text: LaterText) -> Fates:
    """Tell what became of all comments; the work grows with their number."""
    fates: dict[str, Fate] = {}
    behind: dict[int, list[str]] = {}
    place = {id(unit): at for at, unit in enumerate(text.units) if unit.changes & _CHANGES}
    for asked in comments:
        fates[asked.number] = fate_of(asked, text)
        for at in sorted({place[key] for key in map(id, _explained(asked, text)) if key in place}):
            behind.setdefault(at, []).append(asked.number)
    return Fates(fates, behind)


def promises(comments: Iterable[Asked], text: LaterText) -> Promises:
    """Compare what the answers said with the later text; the work grows with the number of comments."""
    unkept: list[str] = []
    in_part: list[str] = []
    unsaid: list[str] = []
    explained: set[int] = set()
    for asked in comments:
        explained.update(map(id, _explained(asked, text)))
        if asked.status in TAKEN and not text.changed(asked):
            (unkept if asked.status is ResponseStatus.ACCEPTED else in_part).append(asked.number)
        elif asked.status in REFUSED and text.says(asked):
            unsaid.append(asked.number)
    unexplained = [unit for unit in text.units if unit.changes & _TOLD and id(unit) not in explained]
    return Promises(tuple(unkept), tuple(in_part), tuple(unsaid), tuple(unexplained))


def _explained(asked: Asked, text: LaterText) -> Iterator[UnitChange]:
    """A comment stands behind what it is about and behind what its answer names."""
    yield from text.units_behind(asked)
    if asked.changed_anchor:
        yield from text.units_behind(Asked(asked.number, asked.status, asked.anchors, "", "", asked.new_after))
