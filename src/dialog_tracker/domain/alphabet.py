"""The order of letters: of Serbian Cyrillic, of Serbian Latin, in which lj, nj and dž are letters, and of English.

Names in the other script, or with letters of other languages, stand where their sound does.
"""

from collections.abc import Sequence

from dialog_tracker.domain.script import Face

_CYRILLIC = "аa бb вv гg дd ђđ еe жž зz иi јj кk лl љ мm нn њ оo пp q рr сs тt ћć уu фf хh цc чč џ шš w x y"
_LATIN = "аa бb цc чč ћć дd џ ђđ еe фf гg хh иi јj кk лl љ мm нn њ оo пp q рr сs шš тt уu вv w x y зz жž"
_ENGLISH = "аa бb cčćцчћ dđдђџ еe fф gг hх iи jј kк lлљ mм nнњ oо pп q rр sšсш tт uу vв w x y zžзж"
_SIGNS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghij"  # ASCII, in its own order, after digits and the space
_SILENT = "„“”\"'’«»().,-–"


def _table(letters: str) -> tuple[str, str]:
    """Give letters, and the signs that stand for them where names are put in order; letters without a sign are left out."""
    ranked: Sequence[tuple[str, str]] = [(letter, sign) for group, sign in zip(letters.split(), _SIGNS, strict=False) for letter in group]
    known = "".join(letter for letter, _ in ranked)
    signs = "".join(sign for _, sign in ranked)
    return known + known.upper() + _SILENT, signs * 2


_TABLES = {Face.CYRILLIC: _table(_CYRILLIC), Face.LATIN: _table(_LATIN), Face.ENGLISH: _table(_ENGLISH)}
_TRANSLATIONS = {face: str.maketrans(known[: len(signs)], signs, known[len(signs) :]) for face, (known, signs) in _TABLES.items()}


def letters_in_order(face: Face) -> tuple[str, str]:
    """Give the letters and the signs for them, as `translate` of SQL takes them: letters beyond the last sign are left out."""
    return _TABLES[face]


def order_key(face: Face, name: str) -> str:
    """Give the key by which a name stands in the alphabet of a face, to be compared sign by sign."""
    return name.translate(_TRANSLATIONS[face])
