"""Recognising the items of lists: points „1)”, „а)” and „1.”, sub-points „(1)” and „(i)”, indents „–”."""

import re

from dialog_tracker.domain.headings import Mark
from dialog_tracker.domain.provision import ProvisionKind

_LETTER = r"(?:dž|lj|nj|[^\W\d_])"
_POINT = re.compile(rf"(\d{{1,3}}{_LETTER}?\))\s*(.*)", re.DOTALL)
_DOTTED = re.compile(rf"(\d{{1,3}}{_LETTER}?\.)\s+(.*)", re.DOTALL)
_LETTER_POINT = re.compile(rf"({_LETTER}{{1,2}}\))\s+(.*)", re.DOTALL | re.IGNORECASE)
_BRACKETED = re.compile(rf"(\((?:\d{{1,3}}{_LETTER}?|{_LETTER}|[ivx]{{2,5}})\))\s*(.*)", re.DOTALL)
_INDENT = re.compile(r"([-–—•·▪●○])\s+(.*)", re.DOTALL)
_SMALL_ROMAN = re.compile(r"\([ivx]{1,5}\)")


def list_item(text: str, *, after_colon: bool, after_dotted: bool) -> Mark | None:
    """Recognise a point „1)”, „а)” or „1.” in a list, a sub-point or paragraph „(1)”, an indent „–”."""
    if found := _POINT.fullmatch(text):
        return Mark(ProvisionKind.POINT, found[1], found[2])
    if found := _BRACKETED.fullmatch(text):
        return Mark(ProvisionKind.SUBPOINT, found[1], found[2])
    if found := _LETTER_POINT.fullmatch(text):
        return Mark(ProvisionKind.POINT, found[1], found[2])
    if found := _INDENT.fullmatch(text):
        return Mark(ProvisionKind.INDENT, found[1], found[2])
    if after_colon or after_dotted:
        return dotted(text)
    return None


def dotted(text: str) -> Mark | None:
    """Recognise „1. текст”, a point of a list or a numbered paragraph by where it stands."""
    found = _DOTTED.fullmatch(text)
    return Mark(ProvisionKind.POINT, found[1], found[2]) if found else None


def small_roman(label: str) -> bool:
    """Tell whether a bracketed label may be a small Roman numeral: „(i)”, „(iv)”."""
    return _SMALL_ROMAN.fullmatch(label) is not None
