"""How alike a title is to words that somebody may have mistyped: a letter too many, one too few, another one, two that changed places."""

from difflib import SequenceMatcher
from functools import lru_cache

MOST_WORDS = 6  # that are compared; whoever types more than that mistypes no title
LEAST_LETTERS = 4  # of a word that is compared; shorter ones are like too much
ALIKE = 0.8  # of one: one slip in a word of five letters, two in one of ten


def likeness(typed: str, title: str) -> float:
    """Give how alike the worst of the typed words is to the word of the title that it is most like, from 0 to 1; both are folded.

    A word of the title may go on with an ending of its case.
    """
    words = [word for word in typed.split() if len(word) >= LEAST_LETTERS]
    if len(words) > MOST_WORDS:
        return 0.0
    return min((max((_alike(word, other) for other in title.split()), default=0.0) for word in words), default=0.0)


@lru_cache(maxsize=4096)  # titles share their words
def _alike(word: str, other: str) -> float:
    if word[0] != other[0]:  # the first letter is the one that people get right
        return 0.0
    return max(SequenceMatcher(None, word, other[:length]).ratio() for length in {len(word) - 1, len(word), len(word) + 1})
