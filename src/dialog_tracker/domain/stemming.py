"""The stems under which words are found: inflected forms of Serbian fall together, in both scripts and without diacritics.

PostgreSQL's own stemmer parts „propis” from „прописи”, „zaštita” from „zaštiti”, „odluka” from „odluci” and „predlog” from „predloga”,
and knows no word without diacritics. Here a word may have several stems, since its ending cannot always be told from its end:
„programa” is a form of „program”, „odlukama” one of „odluka”. A text is kept under all of them, a query asks for any.
"""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from dialog_tracker.domain.script import fold, look_alikes

# Signs that are not seen do not part a word: soft hyphens, joiners and marks of direction out of pages and PDF files, accents on Cyrillic.
_UNSEEN = r"\u00ad\u0300-\u036f\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufeff"
_WORD = re.compile(rf"[^\W_]+(?:[{_UNSEEN}]+[^\W_]+)*")
_REMOVED = re.compile(rf"[{_UNSEEN}]+")
_LEAST = 3  # letters that are left of a word
_LONGEST = 60  # letters of a word that are kept; longer ones are no words
# Case endings of more than one letter; those of one letter are the five vowels.
_ENDINGS = "ovima evima ama ima ovi ova ove evi eva eve oga ega ome omu emu emo imo amo og eg om em im ih oj ju".split()
_VOWELS = frozenset("aeiou")
_BEFORE_PLURAL = frozenset("dehklmnrtwy")  # letters before the s of an English plural
# Ekavian and ijekavian forms fall together: predlog and prijedlog, mera and mjera, izveštaj and izvještaj.
_LONG_JAT = re.compile(r"ije(?=[bcdfghjklmnprstvz])")
_SHORT_JAT = re.compile(r"(?<=[bcdfgmpstvz])je(?=[bcdfghklmnprstvz])")
# Words whose stem changes past any rule: the form as the endings leave it, and the stem of the others.
_IRREGULAR = {
    "podac": "podatk",
    "zadac": "zadatk",
    "dodac": "dodatk",
    "ostac": "ostatk",
    "pocec": "pocetk",
    "izuzec": "izuzetk",
    "nedostac": "nedostatk",
    "trenuc": "trenutk",
    "deo": "del",
    "dio": "del",
    "udeo": "udel",
    "ljud": "ljud",
    "covec": "covek",
    "deca": "dec",
}
STOP_WORDS = frozenset("i u na za o od do se je su da s sa iz po k ka a ali ili te kao koji koja koje of the and to in on for".split())


@dataclass(frozen=True, slots=True)
class Word:
    """A word of a text: where it stands, and its stems; a stop word has none."""

    start: int
    end: int
    stems: tuple[str, ...]


def words_in(text: str) -> Iterator[Word]:
    """Find the words of a text, in their order, with the places of their letters in it."""
    for found in _WORD.finditer(text):
        yield Word(found.start(), found.end(), stems_of(found.group()))


def words_found(text: str, stems: frozenset[str]) -> list[Word]:
    """Find the words of a text that have one of some stems; others are passed over by their first letter, which every stem of a word keeps."""
    initials = frozenset(stem[:1] for stem in stems)
    return [
        Word(found.start(), found.end(), known)
        for found in _WORD.finditer(text)
        if not initials.isdisjoint(_initials(found.group()[0])) and not stems.isdisjoint(known := stems_of(found.group()))
    ]


@lru_cache(maxsize=10_000)
def _initials(letter: str) -> frozenset[str]:
    """Give the first letters that the stems of a word may have; one of the other script may only look like it."""
    return frozenset(fold(_plain(one))[:1] for one in (letter, *look_alikes(letter)))


def stems_in(text: str) -> list[tuple[str, ...]]:
    """Give the stems of the words of a text, in their order."""
    return [stems_of(word) for word in _WORD.findall(unicodedata.normalize("NFC", text))]


@lru_cache(maxsize=200_000)
def stems_of(word: str) -> tuple[str, ...]:
    """Give the stems of a word as typed, in either script; none of a stop word."""
    folded = fold(_plain(word[:_LONGEST]))
    if not folded or folded in STOP_WORDS:
        return ()
    if len(folded) <= _LEAST or not folded.isalpha():
        return (_settled(folded),) if folded.isalpha() else (folded,)
    # Đ is typed as dj, and by many as a bare d.
    spelled = (folded, folded.replace("dj", "d")) if "dj" in folded else (folded,)
    return tuple(dict.fromkeys(_settled(form) for one in spelled for form in _without_endings(one)))


def _plain(word: str) -> str:
    """Write a word without signs that are not seen, its ligatures and its letters of other widths (ﬁ, ǆ, Ａ) as the usual ones."""
    return word if word.isascii() else "".join(unicodedata.normalize("NFKC", _REMOVED.sub("", unicodedata.normalize("NFC", word))).split())


def _without_endings(word: str) -> Iterator[str]:
    """Give what is left of a word when each ending that it could have is cut, the shortest ending first."""
    if word in _IRREGULAR:
        yield word
        return
    if word[-1] in _VOWELS:
        if len(word) > _LEAST:
            yield word[:-1]
    else:
        yield word
    for ending in _ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) >= _LEAST:
            yield word[: -len(ending)]
    if word[-1] == "s" and word[-2] in _BEFORE_PLURAL and len(word) > _LEAST + 1:
        yield word[:-1]


def _settled(stem: str) -> str:
    """Undo the changes of sound at the end of a stem: odluc(i) is odluk(a), predloz(i) predlog, javan javn(i), javnosc(u) javnost."""
    stem = _IRREGULAR.get(stem, stem)
    stem = _SHORT_JAT.sub("e", _LONG_JAT.sub("e", stem))
    if stem.endswith("anin"):
        stem = stem[:-2]
    if stem.endswith("sc"):
        return stem[:-1] + "t"
    if len(stem) > _LEAST + 1 and stem[-2] == "a" and stem[-1] not in _VOWELS and stem[-3] not in _VOWELS:
        stem = stem[:-2] + stem[-1]
    last = {"c": "k", "z": "g", "h": "s"}.get(stem[-1:], "")
    return stem[:-1] + last if last and len(stem) >= _LEAST else stem
