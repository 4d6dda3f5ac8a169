"""Quotation marks across lines: in an amending law whole articles stand between „ and ” and belong to another act."""

import re
from collections.abc import Sequence

_MARK = re.compile(r"[„“”\"»«]|,,")
_GLASI = re.compile(r"(?:гласи|гласе|glasi|glase|додај[еу]|dodaj[eu])\b[^„\"“”]*$|:\s*$", re.IGNORECASE)

_ANNOUNCED = re.compile(r"(?:гласи|гласе|glasi|glase)\s*:$", re.IGNORECASE)
_WHOLE = re.compile(r"(?:[„“”\"»]|,,).*[“”\"«]\s*[.;,]*")


def quoted_lines(texts: Sequence[str]) -> tuple[frozenset[int], tuple[int, ...]]:
    """Find the lines that stand wholly or from their start inside a quotation of several lines.

    Returns their indexes, and the indexes of lines that open a quotation which is never closed (those quote nothing).
    """
    quoted: set[int] = set()
    unclosed: list[int] = []
    at = 0
    while at < len(texts):
        if at and _ANNOUNCED.search(texts[at - 1]) and _WHOLE.fullmatch(texts[at]) and depth_after(texts[at], 0) == 0:
            quoted.add(at)
        elif _opens_quotation(texts, at):
            end = _closing_line(texts, at)
            if end is None:
                unclosed.append(at)
            else:
                quoted.update(range(at if _starts_with_mark(texts[at]) else at + 1, end + 1))
                at = end
        at += 1
    return frozenset(quoted), tuple(unclosed)


def _starts_with_mark(text: str) -> bool:
    return _MARK.match(text) is not None


def _opens_quotation(texts: Sequence[str], at: int) -> bool:
    """A quotation runs on only where a sentence announces it; a forgotten mark elsewhere must not swallow the act."""
    text = texts[at]
    if not _MARK.search(text) or depth_after(text, 0) == 0:
        return False
    if _starts_with_mark(text):
        return at > 0 and _GLASI.search(texts[at - 1]) is not None
    last = max(match.start() for match in _MARK.finditer(text) if _is_opener(text, match, 0))
    return _GLASI.search(text[:last]) is not None


_FARTHEST = 1000


def _closing_line(texts: Sequence[str], at: int) -> int | None:
    depth = depth_after(texts[at], 0)
    for later in range(at + 1, min(len(texts), at + _FARTHEST)):
        depth = depth_after(texts[later], depth)
        if depth == 0:
            return later
    return None


def depth_after(text: str, depth: int) -> int:
    """Give the depth of quotation after a line that begins at `depth`."""
    for match in _MARK.finditer(text):
        if _is_opener(text, match, depth):
            depth += 1
        elif match.group() != ",,":
            depth = max(0, depth - 1)
    return depth


def _is_opener(text: str, match: re.Match[str], depth: int) -> bool:
    """„ and ,, open; any other mark opens where a word follows it and none stands before it."""
    before = text[match.start() - 1 : match.start()]
    after = text[match.end() : match.end() + 1]
    free = not before or before.isspace() or before in "(["
    if match.group() == "„":
        return True
    if match.group() == ",,":
        return free and bool(after) and not after.isspace()
    return free and bool(after) and not after.isspace() and after not in ".,;:)" and (depth == 0 or bool(before))
