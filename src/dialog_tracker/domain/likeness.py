"""How alike two texts are: by the triples of words that they share, whatever the script, case or diacritics.

Two texts are identical when their folded words are; near when they share at least NEAR of all their triples (Jaccard).
"""

import re
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from zlib import crc32

from dialog_tracker.domain.script import fold
from dialog_tracker.domain.splitting import Piece, sentences

NEAR = 0.7
_WORD = re.compile(r"\w+")
HELD = 0.9  # of the triples of a form letter, in a letter that adds words of its own
_LEAST_WORDS = 8  # shorter texts agree by chance: „Подржавам предлог”
_OWN_WORDS = 5  # shorter sentences that only one sender writes are greetings and signatures
_PROBES = 8

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
    _join_longer(sets, copies, distinct, head_of, least)
    gathered: dict[int, list[int]] = {}
    for at, head in enumerate(head_of):
        gathered.setdefault(head, []).extend(copies[distinct[at]])
    return [Alike(tuple(sorted(members)), round(least[head], 3)) for head, members in gathered.items() if len(members) > 1]


def _join_longer(
    sets: Sequence[Shingles], copies: Mapping[int, Sequence[int]], distinct: Sequence[int], head_of: list[int], least: list[float]
) -> None:
    """Join to a campaign what holds its whole letter and adds so much that the two are no longer near.

    Only a letter that several sent is a campaign's; a few of its triples lead to it, so that the cost stays linear.
    """
    sizes = Counter(head_of)
    heads = [head for head in sizes if sizes[head] > 1 or len(copies[distinct[head]]) > 1]
    probes: dict[int, list[int]] = {}
    for head in heads:
        for shingle in sorted(sets[head])[:_PROBES]:
            probes.setdefault(shingle, []).append(head)
    for at in (at for at, head in enumerate(head_of) if at == head and sizes[at] == 1 and len(copies[distinct[at]]) == 1):
        hits = Counter(head for shingle in sets[at] & probes.keys() for head in probes[shingle])
        for head, _ in hits.most_common(3):
            if len(sets[head] & sets[at]) >= HELD * len(sets[head]):
                head_of[at] = head
                least[head] = min(least[head], jaccard(sets[head], sets[at]))
                break


def own_words(letters: Sequence[Mapping[str, str]]) -> list[list[Piece]]:
    """Give, for each of several letters of one campaign, the sentences that its sender alone wrote."""
    shared = Counter(shingle for letter in letters for shingle in frozenset().union(*map(_triples, letter.values())))
    return [
        [one for one in sentences(letter) if _is_own(_WORD.findall(fold(letter[one.field][one.start : one.end])), shared)]
        for letter in letters
    ]


def _triples(text: str) -> Shingles:
    return shingles(text) if len(_WORD.findall(text)) >= 3 else frozenset()


def _is_own(words: Sequence[str], shared: Mapping[int, int]) -> bool:
    if len(words) < _OWN_WORDS:
        return False
    mine = shingles(" ".join(words))
    return sum(shared[one] > 1 for one in mine) < len(mine) / 2
