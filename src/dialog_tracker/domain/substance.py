"""Whether reasons say anything: enough words, not only words of refusal, and not the comment's own."""

import re

from dialog_tracker.domain.script import fold

LEAST_WORDS = 3
LEAST_TELLING = 2  # words besides those that only say the decision once more
_WORD = re.compile(r"\w+")
# Folded beginnings of words that say what was decided and not why.
_EMPTY = re.compile(
    r"(?:ni(?:je|su)|ne|se|je|su|nece|bice|kao|i|a|da|u|na|sa|za|od|nema|ovaj|ovo|ova|vas|taj|to|"
    r"(?:ne)?prihva[ct]\w*|(?:ne)?usva?[jo]j\w*|usvaja\w*|odbij\w*|odbac\w*|(?:ne)?osnovan\w*|(?:ne)?opravdan\w*|delimic\w*|djelomic\w*|"
    r"predlo[gzl]\w*|prijedlo[gzl]\w*|primedb\w*|primjedb\w*|sugestij\w*|komentar\w*|inicijativ\w*|mi[sl]ljenj\w*|razlo[gz]\w*|"
    r"obrazlozenj\w*|odgovor\w*|razmotren\w*|primljen\w*|znanj[eu]|vide?t?i?|gore|isto|"
    r"not|no|is|are|the|accepted|acceptable|rejected|refused|noted|proposal|comment)"
)


def without_substance(reasons: str, own_words: str = "") -> bool:
    """Tell whether reasons have fewer than three words, say only the decision again, or only repeat the comment."""
    words = _WORD.findall(fold(reasons))
    if len(words) < LEAST_WORDS or sum(not _EMPTY.fullmatch(word) for word in words) < LEAST_TELLING:
        return True
    return f" {' '.join(words)} " in f" {' '.join(_WORD.findall(fold(own_words)))} "
