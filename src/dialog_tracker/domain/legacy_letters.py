"""Repairing letters that an old code page spoiled: „^lan”, „Èlan”, „Ĉlan”, „ÄŒlan” are all „Član”.

The whole draft is judged at once, since one sign proves nothing; where the signs are few or contradict, nothing is changed.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass

_OWN = frozenset("čćžšđČĆŽŠĐ")
_WESTERN = str.maketrans("èæðÈÆÐ", "čćđČĆĐ")
_ROMANIAN = str.maketrans("ĈĉċţŢ", "ČčđžŽ")
_YUSCII = str.maketrans("[]^\\@{}~|`", "ŠĆČĐŽšćčđž")
_WESTERN_SIGNS = re.compile("[èæðÈÆÐ]")
_ROMANIAN_SIGNS = re.compile("[ĈĉĊċţŢ]")
_YUSCII_SIGNS = re.compile(r"(?<=[a-z])[\[\]^\\@{}~|`](?=[a-z])|\b[\]^\\@{}~|`](?=[a-z])|\^(?=lan)")
_YUSCII_WORD = re.compile(r"[A-Za-z\[\]^\\@{}~|`]+")
_ADDRESS = re.compile(r"\S*(?:@\S+\.|://)\S*")
_FEWEST = 3
_HALVES = "".join(bytes([code]).decode("cp1252", "ignore") or chr(code) for code in range(0x80, 0x100))
_DOUBLED = re.compile(f"[{re.escape(_HALVES)}]{{2,}}")
_LEADS = frozenset("ÄÅÐÑâ")


@dataclass(frozen=True, slots=True)
class Ailment:
    """What spoiled the letters (`source`), how many signs of it there are, one as an example, and whether that is enough to repair."""

    source: str
    count: int
    example: str
    sure: bool


def ailment(text: str) -> Ailment | None:
    """Judge a whole draft; None where its letters are sound."""
    doubled = [run[0] for run in _DOUBLED.finditer(text) if _undoubled(run[0]) != run[0]]
    if doubled:
        return Ailment("UTF-8", len(doubled), doubled[0], sure=True)
    own = sum(letter in _OWN for letter in text)
    # š and ž stand at the same places in both pages, so only č, ć and đ speak against this repair.
    contrary = sum(text.count(letter) for letter in "čćđČĆĐ")
    if found := _WESTERN_SIGNS.findall(text):
        return Ailment("windows-1250", len(found), found[0], sure=(len(found) >= _FEWEST and not contrary) or "Èlan" in text)
    if found := _ROMANIAN_SIGNS.findall(text):
        return Ailment("PDF", len(found), found[0], sure=len(found) >= _FEWEST or "Ĉlan" in text)
    found = _YUSCII_SIGNS.findall(_ADDRESS.sub("", text))
    if found:
        sure = not own and len(found) >= _FEWEST and len(set(found)) > 1
        return Ailment("YUSCII", len(found), found[0], sure=sure) if sure or "^lan" in text else None
    return None


def repaired(text: str, found: Ailment) -> str:
    """Put the letters right in one line; text without the ailment comes back as it was."""
    return _REPAIRS[found.source](text)


def _undoubled_all(text: str) -> str:
    return _DOUBLED.sub(lambda run: _undoubled(run[0]), text)


def _undoubled(run: str) -> str:
    if not _LEADS & set(run):
        return run
    codes = b"".join(letter.encode("cp1252", "ignore") or letter.encode("latin-1", "ignore") for letter in run)
    try:
        return codes.decode("utf-8")
    except UnicodeDecodeError:
        return run


def _western(text: str) -> str:
    return text.translate(_WESTERN)


def _romanian(text: str) -> str:
    """Ċ stands for the small đ as well as the capital one; its neighbours tell which."""
    inside = re.sub("(?<=[a-zčćžšđĉţ])Ċ", "đ", text)
    return inside.replace("Ċ", "Đ").translate(_ROMANIAN)


def _yuscii(text: str) -> str:
    pieces, at = [], 0
    for address in _ADDRESS.finditer(text):
        pieces += [_YUSCII_WORD.sub(_yuscii_word, text[at : address.start()]), address[0]]
        at = address.end()
    return "".join([*pieces, _YUSCII_WORD.sub(_yuscii_word, text[at:])])


def _yuscii_word(word: re.Match[str]) -> str:
    """A word wholly in square brackets is an aside, and a sign without a letter beside it is itself."""
    found = word[0]
    if (found.startswith("[") and found.endswith("]")) or not any(letter.isalpha() for letter in found):
        return found
    return found.translate(_YUSCII)


_REPAIRS: dict[str, Callable[[str], str]] = {
    "UTF-8": _undoubled_all,
    "windows-1250": _western,
    "PDF": _romanian,
    "YUSCII": _yuscii,
}
