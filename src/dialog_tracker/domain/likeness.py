"""How alike two texts are: by the triples of words that they share, whatever the script, case or diacritics.

Two texts are identical when their folded words are; near when they share at least NEAR of all their triples (Jaccard).
"""

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from zlib import crc32

from dialog_tracker.domain.script import fold

NEAR = 0.7
_WORD = re.compile(r"\w+")
_LEAST_WORDS = 8  # shorter texts agree by chance: „Подржавам предлог”

Shingles = frozenset[int]


def shingles(text: str) -> Shingles:
    """Give the triples of folded words of a text, as numbers; a text of fewer words is one shingle."""
    words = _WORD.findall(fold(text))
    if len(words) < 3:
        return frozenset({crc32(" ".join(words).encode())})
    return frozenset(crc32(" ".join(triple).encode()) for triple in zip(words, words[1:], words[2:], strict=False))


def jaccard(one: Shingles, other: Shingles) -> float:
    """Give the shared part of two texts: 1 for the same triples, 0 for none in common."""
    shared = len(one & other)
    return shared / (len(one) + len(other) - shared) if shared else 0.0


def is_substantial(text: str) -> bool:
    """Tell whether a text is long enough for its likeness to another to mean anything."""
    return len(_WORD.findall(text)) >= _LEAST_WORDS


@dataclass(frozen=True, slots=True)
class Alike:
    """Texts that may say the same, by their place in the given order; the first is the earliest, and `least` the lowest likeness to it."""

    members: tuple[int, ...]
    least: float


def alike(texts: Sequence[str], candidates: Callable[[Sequence[Shingles]], Iterable[Sequence[int]]]) -> list[Alike]:
    """Group texts that are identical or near, in their order; `candidates` gives, for each distinct text, earlier ones worth comparing.

    Every candidate is confirmed by its exact likeness to the head of a group, so that no chain of small changes joins unlike texts.
    """
    first: dict[str, int] = {}
    copies: dict[int, list[int]] = {}
    for at, text in enumerate(texts):
        if is_substantial(text):
            copies.setdefault(first.setdefault(" ".join(_WORD.findall(fold(text))), at), []).append(at)
    distinct = list(copies)
    sets = [shingles(texts[at]) for at in distinct]
    head_of = list(range(len(distinct)))
    least = [1.0] * len(distinct)
    for at, nearby in enumerate(candidates(sets)):
        heads = dict.fromkeys(head_of[other] for other in sorted(nearby) if other < at)
        for head in heads:
            likeness = jaccard(sets[head], sets[at])
            if likeness >= NEAR:
                head_of[at] = head
                least[head] = min(least[head], likeness)
                break
    gathered: dict[int, list[int]] = {}
    for at, head in enumerate(head_of):
        gathered.setdefault(head, []).extend(copies[distinct[at]])
    return [Alike(tuple(sorted(members)), round(least[head], 3)) for head, members in gathered.items() if len(members) > 1]
