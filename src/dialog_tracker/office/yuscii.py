"""Cyrillic of the seven-bit Yugoslav code page, in which „Qudi i ^lanovi” is „Људи и чланови”.

Its Latin sister is the business of `domain.legacy_letters`; what tells them apart are q, w and x, which are letters here and no letters there.
"""

import re

from dialog_tracker.domain.legacy_letters import Ailment

_CAPITALS = dict(zip(r"@ABCDEFGHIJKLMNOPQRSTUVWXZ[\]^", "ЖАБЦДЕФГХИЈКЛМНОПЉРСТУВЊЏЗШЂЋЧ", strict=True))
_SMALL = dict(zip("`abcdefghijklmnopqrstuvwxz{|}~", "жабцдефгхијклмнопљрстувњџзшђћч", strict=True))
_TABLE = str.maketrans(_CAPITALS | _SMALL)
_WORD = re.compile(r"[A-Za-z@\[\]^\\`{}~|]+")
_ADDRESS = re.compile(r"(?<!\S)(?:\S{1,200}(?:@\S{1,100}\.\w|://)|www\.)\S*")
_SIGN = re.compile(r"(?<=[A-Za-z])[\[\]^\\@{}~|`](?=[a-z])|(?<!\S)[\]^\\@{}~|`](?=[a-z])")
_NUMERAL = re.compile(r"[IVXLC]{2,7}|[VXLC]")
_DIGRAPHS, _ENGLISH = re.compile("[ln]j", re.IGNORECASE), re.compile("[tw]h", re.IGNORECASE)
_FEWEST = 3
SOURCE = "YUSCII"


def cyrillic_ailment(text: str) -> Ailment | None:
    """Judge a whole draft; None unless it is sure to be Cyrillic of seven bits."""
    if any(letter.isalpha() and not letter.isascii() for letter in text):
        return None
    words = _ADDRESS.sub("", text)
    signs = _SIGN.findall(words)
    own = sum(letter in "qwQW" for letter in words)
    told_apart = own > 4 * len(_DIGRAPHS.findall(words)) and len(_ENGLISH.findall(words)) * 4 <= len(signs)
    if len(signs) < _FEWEST or len(set(signs)) < 2 or own < _FEWEST or not told_apart:
        return None
    return Ailment(SOURCE, len(signs), signs[0], sure=True)


def cyrillic(text: str) -> str:
    """Write one line in Cyrillic; addresses and Roman numerals stay."""
    pieces, at = [], 0
    for address in _ADDRESS.finditer(text):
        pieces += [_WORD.sub(_cyrillic_word, text[at : address.start()]), address[0]]
        at = address.end()
    return "".join([*pieces, _WORD.sub(_cyrillic_word, text[at:])])


def _cyrillic_word(word: re.Match[str]) -> str:
    """Signs without a letter beside them are themselves; I before a dot or at the beginning is the number, elsewhere the word „и”."""
    found = word[0]
    one = found == "I" and (not word.string[: word.start()].strip() or word.string[word.end() : word.end() + 1] in {".", ")"})
    if one or _NUMERAL.fullmatch(found) or not any(letter.isalpha() for letter in found):
        return found
    return found.translate(_TABLE)
