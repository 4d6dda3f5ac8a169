"""The two scripts of Serbian: Cyrillic to Latin, which script a text is in, and the folded form for search.

Latin is never turned into Cyrillic: „инјекција”, „надживети” and every foreign name make that direction a guess.
"""

import codecs
import re
import unicodedata
from collections.abc import Iterable
from enum import StrEnum


class Script(StrEnum):
    """The script a text is written in, as typed."""

    CYRILLIC = "Cyrl"
    LATIN = "Latn"


class Face(StrEnum):
    """A face of the service: Serbian in either script, or English, beside which Serbian stands as it was typed."""

    CYRILLIC = "sr-Cyrl"
    LATIN = "sr-Latn"
    ENGLISH = "en"

    @property
    def latin(self) -> bool:
        """Tell whether Serbian is shown in Latin."""
        return self is Face.LATIN

    @property
    def english(self) -> bool:
        """Tell whether what has an English name is called by it."""
        return self is Face.ENGLISH


def face_of(language: str, script: str) -> Face:
    """Give the face of the service in which to write to somebody who wrote in a language and script."""
    if language != "sr":
        return Face.ENGLISH
    return Face.LATIN if script == Script.LATIN else Face.CYRILLIC


_DIGRAPH = {"љ": "lj", "њ": "nj", "џ": "dž"}
_LETTERS = dict(
    zip(
        "абвгдђежзијклмнопрстћуфхцчшАБВГДЂЕЖЗИЈКЛМНОПРСТЋУФХЦЧШ",
        "abvgdđežzijklmnoprstćufhcčšABVGDĐEŽZIJKLMNOPRSTĆUFHCČŠ",
        strict=True,
    )
)
# Letter by letter through the 256 signs of a code page, which hold all of Serbian Cyrillic with its punctuation, is several
# times as fast as looking each sign up; a text with other signs goes the longer way.
_PAGE = "cp1251"
_PAGE_IN_LATIN = "".join(_LETTERS.get(sign, sign) for sign in bytes(range(256)).decode(_PAGE, "replace"))
_REPLACED = tuple((_LETTERS | _DIGRAPH).items())
_UPPER_DIGRAPH = re.compile(r"[ЉЊЏ]")
_CYRILLIC = re.compile(r"[Ѐ-ӿ]")
_LATIN = re.compile(r"[A-Za-zÀ-ɏ]")
_LITERAL = re.compile(r"(?:https?://|www\.)\S+|[^\s@<>]+@[^\s@<>]+\.[^\s@<>]+")
# Letters that look alike in both scripts; official pages carry the wrong one inside a word.
_LOOK_ALIKE = str.maketrans("аеојрсхуАЕОЈРСХУКМТВН", "aeojpcxyAEOJPCXYKMTBH")
_ALIKE_CYRILLIC = str.maketrans("aeojpcxyAEOJPCXYKMTBH", "аеојрсхуАЕОЈРСХУКМТВН")
_MIXED = re.compile(r"[^\W\d_]+")
_FOLD = str.maketrans({"đ": "dj", "ð": "dj", "ł": "l", "ß": "ss"})


def to_latin(text: str) -> str:
    """Write Serbian Cyrillic in Latin letters; everything else, addresses and e-mails included, stays as it is."""
    if not _CYRILLIC.search(text):
        return text
    if "@" not in text and "://" not in text and "www." not in text:
        return _letters(text)
    pieces: list[str] = []
    end = 0
    for literal in _LITERAL.finditer(text):
        pieces += [_letters(text[end : literal.start()]), literal.group()]
        end = literal.end()
    pieces.append(_letters(text[end:]))
    return "".join(pieces)


def _letters(text: str) -> str:
    text = _UPPER_DIGRAPH.sub(_upper_digraph, text) if "Љ" in text or "Њ" in text or "Џ" in text else text
    replaced: Iterable[tuple[str, str]] = _DIGRAPH.items()
    try:
        text, _ = codecs.charmap_decode(text.encode(_PAGE), "strict", _PAGE_IN_LATIN)
    except UnicodeEncodeError:
        replaced = _REPLACED
    for cyrillic, latin in replaced:
        text = text.replace(cyrillic, latin)
    return text


def _upper_digraph(match: re.Match[str]) -> str:
    """Љ is LJ where its neighbours are capitals and Lj elsewhere, so a lone initial stays „Lj.”."""
    text, at = match.string, match.start()
    after = text[at + 1 : at + 2]
    neighbour = after if after.isalpha() else text[at - 1 : at] if at else ""
    latin = _DIGRAPH[match.group().lower()]
    return latin.upper() if neighbour.isalpha() and neighbour.isupper() else latin.capitalize()


def script_of(text: str) -> Script:
    """Name the script that most letters of a text are in; Cyrillic where there are no letters."""
    cyrillic = len(_CYRILLIC.findall(text))
    return Script.LATIN if len(_LATIN.findall(text)) > cyrillic else Script.CYRILLIC


def fold(text: str) -> str:
    """Fold a text for search: Latin, lower case, no diacritics, đ as dj, look-alike letters unified."""
    latin = to_latin(unmixed(text)).lower().translate(_FOLD)
    bare = "".join(c for c in unicodedata.normalize("NFD", latin) if not unicodedata.combining(c))
    return " ".join(bare.split())


def unmixed(text: str) -> str:
    """Write words that mix the scripts in the one that most of their letters are in, where the others are mere look-alikes."""
    if not (_CYRILLIC.search(text) and _LATIN.search(text)):
        return text
    return _MIXED.sub(lambda word: _one_script(word.group()), text)


def look_alikes(letter: str) -> tuple[str, str]:
    """Give a letter as the one of either script that looks like it, or itself."""
    return letter.translate(_LOOK_ALIKE), letter.translate(_ALIKE_CYRILLIC)


def mixed_words(text: str) -> int:
    """Count the words that `unmixed` would change."""
    if not (_CYRILLIC.search(text) and _LATIN.search(text)):
        return 0
    return sum(_one_script(word.group()) != word.group() for word in _MIXED.finditer(text))


def _one_script(word: str) -> str:
    latin, cyrillic = len(_LATIN.findall(word)), len(_CYRILLIC.findall(word))
    if not (latin and cyrillic):
        return word
    written = word.translate(_LOOK_ALIKE if latin >= cyrillic else _ALIKE_CYRILLIC)
    return word if _LATIN.search(written) and _CYRILLIC.search(written) else written
