"""Parting one long comment into points: each point is made of spans of the original, and what no point covers is always seen."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from dialog_tracker.domain.errors import Malformed
from dialog_tracker.domain.script import to_latin

FIELDS = ("proposed", "reasons")
MAX_PARTS = 200
_BREAK = re.compile(r"[.!?…]+[)\"”’“»]*\s+(?=[^\W\d_a-zа-яђјљњћџčćžšđ]|[(\"„«–-])|\n\s*")
# What ends in a full stop without ending a sentence: numbers of articles and paragraphs, and short words such as „чл.”, „st.”, „нпр.”.
_GOES_ON = re.compile(
    r"(?:^|[\s(„\"])(?:\d{1,3}[а-яa-z]?|[A-Za-zА-Яа-яЂђЈјЉљЊњЋћЏџČčĆćŽžŠšĐđ]|чл|ст|тач|бр|нпр|тзв|итд|др|сл|стр|čl|st|tač|br|npr|tzv|dr|sl|str|art|no|para)\.\s+$",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True, order=True)
class Piece:
    """Words of a comment, from `start` to `end` of one of its fields."""

    field: str
    start: int
    end: int


def sentences(texts: Mapping[str, str]) -> list[Piece]:
    """Cut a comment into its sentences, field by field; spaces between them belong to none."""
    return [piece for field in FIELDS for piece in _sentences(field, texts.get(field, ""))]


def _sentences(field: str, text: str) -> Iterable[Piece]:
    start = 0
    for found in _BREAK.finditer(text):
        if "\n" not in found.group() and _GOES_ON.search(text, max(0, found.end() - 12), found.end()):
            continue
        if piece := _trimmed(field, text, start, found.end()):
            yield piece
        start = found.end()
    if piece := _trimmed(field, text, start, len(text)):
        yield piece


def _trimmed(field: str, text: str, start: int, end: int) -> Piece | None:
    end = min(end, len(text))
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    return Piece(field, start, end) if start < end else None


def pieces_of(texts: Mapping[str, str], ticked: Iterable[Piece], words: str, taken: Sequence[Piece]) -> tuple[Piece, ...]:
    """Give the pieces that somebody marked: whole sentences, and words wherever they first stand free.

    Pieces that touch become one. Raises Malformed("words-not-found", "words-taken", "part-empty") with the field `words`.
    """
    marked = list(ticked)
    if words.strip():
        marked.append(_first_free(texts, words.strip(), [*taken, *marked]))
    known = [piece for one in marked if (piece := _trimmed(one.field, texts.get(one.field, ""), one.start, one.end))]
    if not known:
        raise Malformed("part-empty", field="words")
    if any(_overlap(one, other) for one in known for other in taken):
        raise Malformed("words-taken", field="words")
    return tuple(_joined(texts, known))


def _first_free(texts: Mapping[str, str], words: str, taken: Sequence[Piece]) -> Piece:
    found = [Piece(field, *place) for field in FIELDS for place in _find(texts.get(field, ""), words)]
    if not found:
        raise Malformed("words-not-found", field="words")
    return next((one for one in found if not any(_overlap(one, other) for other in taken)), found[0])


def _find(text: str, words: str) -> Iterable[tuple[int, int]]:
    """Find words that were copied from a page: it may show the other script, and breaks lines elsewhere."""
    letters = [(sign, at) for at, letter in enumerate(text) for sign in to_latin(letter).lower()]
    wanted = re.compile(r"\s+".join(map(re.escape, to_latin(words).lower().split())))
    for found in wanted.finditer("".join(sign for sign, _ in letters)):
        yield letters[found.start()][1], letters[found.end() - 1][1] + 1


def _overlap(one: Piece, other: Piece) -> bool:
    return one.field == other.field and one.start < other.end and other.start < one.end


def _joined(texts: Mapping[str, str], pieces: Iterable[Piece]) -> list[Piece]:
    """Join pieces with nothing but spaces between them."""
    joined: list[Piece] = []
    for one in sorted(set(pieces), key=lambda piece: (FIELDS.index(piece.field), piece.start, piece.end)):
        last = joined[-1] if joined else None
        if last is not None and last.field == one.field and not texts[one.field][last.end : one.start].strip():
            joined[-1] = Piece(one.field, last.start, max(last.end, one.end))
        else:
            joined.append(one)
    return joined


def words_of_part(texts: Mapping[str, str], pieces: Sequence[Piece]) -> dict[str, str]:
    """Give the words of a point, field by field; words of the original left out between two pieces are marked „[…]”."""
    return {field: "\n[…]\n".join(texts[field][one.start : one.end] for one in pieces if one.field == field) for field in FIELDS}


def uncovered(texts: Mapping[str, str], taken: Sequence[Piece]) -> list[Piece]:
    """Give the sentences, or their parts, that no point covers; signs without a letter or a number are nothing to cover."""
    free: list[Piece] = []
    for sentence in sentences(texts):
        at = sentence.start
        for one in sorted(piece for piece in taken if _overlap(piece, sentence)):
            free.append(Piece(sentence.field, at, one.start))
            at = max(at, one.end)
        free.append(Piece(sentence.field, at, sentence.end))
    kept = (_trimmed(one.field, texts[one.field], one.start, one.end) for one in free if one.start < one.end)
    return [one for one in kept if one and any(sign.isalnum() for sign in texts[one.field][one.start : one.end])]


@dataclass(frozen=True, slots=True)
class Shown:
    """A run of the original as it is read: its words, the number of the point that they stand in (0: none), and whether a line begins."""

    piece: Piece
    words: str
    part: int
    begins_line: bool


def laid_out(texts: Mapping[str, str], parts: Sequence[Sequence[Piece]]) -> list[Shown]:
    """Lay the original out for reading, run by run: what stands in a point with its number from 1, and free sentences."""
    taken = [piece for part in parts for piece in part]
    numbered = [(piece, at) for at, part in enumerate(parts, 1) for piece in part] + [(piece, 0) for piece in uncovered(texts, taken)]
    shown: list[Shown] = []
    last: Piece | None = None
    for piece, at in sorted(numbered, key=lambda one: (FIELDS.index(one[0].field), one[0].start)):
        text = texts[piece.field]
        begins = last is None or last.field != piece.field or "\n" in text[last.end : piece.start]
        shown.append(Shown(piece, text[piece.start : piece.end], at, begins))
        last = piece
    return shown


def share_covered(texts: Mapping[str, str], taken: Sequence[Piece]) -> float:
    """Tell which share of the words is covered, from 0 to 1, by count of letters and figures; 1 for a comment without any."""
    whole = sum(map(_signs, texts.values()))
    free = sum(_signs(texts[one.field][one.start : one.end]) for one in uncovered(texts, taken))
    return (whole - free) / whole if whole else 1.0


def _signs(text: str) -> int:
    return sum(sign.isalnum() for sign in text)


def objection_until(finished_at: datetime, days: int, zone: str) -> datetime:
    """Give the instant until which the author may object: the end of the day that lies `days` after the split, in the zone given."""
    last = finished_at.astimezone(ZoneInfo(zone)).date() + timedelta(days=days + 1)
    return datetime.combine(last, time(), ZoneInfo(zone))
