"""Names that may mean one organisation: written in the other script, with or without its kind, in another order, or mistyped.

Likeness proposes and never decides: two branches of one network have like names too.
"""

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Generic, TypeVar

from dialog_tracker.domain.script import fold

Key = TypeVar("Key")
LIKE = 0.72
_WORD = re.compile(r"[a-z0-9]+")
# Words that say of what kind somebody is and nothing about who, folded; the name of the place tells branches apart and stays.
_KINDS = frozenset(
    "udruzenje udruzenja gradjana udruga organizacija nvo nevladina fondacija zaduzbina savez mreza drustvo asocijacija za i u o iz na sa "
    "ug ngo association of citizens foundation network the and for in "
    "opstina opstinska grad gradska uprava ministarstvo republika republike srbija srbije rs pokrajinski sekretarijat".split()
)
_RARE = 40  # in how many names a piece may stand to lead from one to another


@dataclass(frozen=True, slots=True)
class Likeness(Generic[Key]):
    """Two that may be one: the earlier in the given order first."""

    one: Key
    other: Key
    share: float


def words_of(name: str) -> tuple[str, ...]:
    """Give the telling words of a name, folded; all of them where none tells."""
    words = tuple(_WORD.findall(fold(name)))
    return tuple(word for word in words if word not in _KINDS) or words


def pieces_of(name: str) -> frozenset[str]:
    """Give the triples of letters of the telling words, each word with its edges."""
    return frozenset(edged[at : at + 3] for word in words_of(name) for edged in (f" {word} ",) for at in range(len(edged) - 2))


def likeness(one: str, other: str) -> float:
    """Tell how alike two names are: 1 for the same telling words in any order, 0 for nothing in common."""
    if sorted(words_of(one)) == sorted(words_of(other)):
        return 1.0
    mine, theirs = pieces_of(one), pieces_of(other)
    return _share(mine, theirs)


def _share(mine: frozenset[str], theirs: frozenset[str]) -> float:
    """Dice's share: a short name inside a longer one still counts for much."""
    whole = len(mine) + len(theirs)
    return 2 * len(mine & theirs) / whole if whole else 0.0


def proposals(names: Mapping[Key, str], numbers: Mapping[Key, str] | None = None) -> list[Likeness[Key]]:
    """Give the pairs that may be one, the most alike first; organisations with two different register numbers are two.

    Work grows with the length of the list: names are compared only where they share a rare piece.
    """
    numbers = numbers or {}
    keys = list(names)
    pieces = [pieces_of(names[key]) for key in keys]
    found = [
        Likeness(keys[one], keys[other], _judged(names[keys[one]], names[keys[other]], pieces[one], pieces[other]))
        for one, other in _candidates(pieces)
        if not _two_numbers(numbers.get(keys[one], ""), numbers.get(keys[other], ""))
    ]
    by_number = _of_one_number(keys, numbers)
    likely = [pair for pair in found if pair.share >= LIKE and (pair.one, pair.other) not in by_number]
    certain = [Likeness(one, other, 1.0) for one, other in by_number]
    return sorted([*certain, *likely], key=lambda pair: -pair.share)


def _judged(one: str, other: str, mine: frozenset[str], theirs: frozenset[str]) -> float:
    return 1.0 if sorted(words_of(one)) == sorted(words_of(other)) else _share(mine, theirs)


def _two_numbers(one: str, other: str) -> bool:
    return bool(one and other and one != other)


def _of_one_number(keys: Sequence[Key], numbers: Mapping[Key, str]) -> dict[tuple[Key, Key], None]:
    holders: dict[str, list[Key]] = {}
    for key in keys:
        if number := numbers.get(key, ""):
            holders.setdefault(number, []).append(key)
    return {pair: None for held in holders.values() for pair in combinations(held, 2)}


def _candidates(pieces: Sequence[frozenset[str]]) -> list[tuple[int, int]]:
    """Two names worth comparing share at least two of the rarest pieces of one of them."""
    often = Counter(piece for one in pieces for piece in one)
    places: dict[str, list[int]] = {}
    for at, own in enumerate(pieces):
        for piece in own:
            if often[piece] <= max(_RARE, len(pieces) // 100):
                places.setdefault(piece, []).append(at)
    met: Counter[tuple[int, int]] = Counter()
    for holders in places.values():
        met.update(combinations(holders, 2))
    return [pair for pair, times in met.items() if times > 1 or len(pieces[pair[0]]) < 6]


def nearest(name: str, known: Mapping[Key, str]) -> Likeness[str] | None:
    """Give the likest of known names, where one is like enough; `other` is its name."""
    if not known:
        return None
    best = max(known.values(), key=lambda other: likeness(name, other))
    share = likeness(name, best)
    return Likeness(name, best, share) if share >= LIKE else None
