"""A letter in plain words becomes comments: it is parted where a paragraph begins with a place of the draft."""

import re
from collections.abc import Collection, Iterator

from dialog_tracker.domain.incoming import IncomingComment
from dialog_tracker.domain.place_reference import nearest, references_in
from dialog_tracker.domain.script import fold

_LEADS_WITHIN = 24  # signs: „- У члану 12. став 2 …” leads a point, a place in the middle of a sentence does not
_GREETING = re.compile(
    r"postovan|dragi|draga|dobar dan|dear|u prilogu (?:vam|se|dostav|salj)|s postovanjem|srdacan|(?:lep )?pozdrav\b|kind regards|best regards|hvala\b"
)
_SIGNATURE = re.compile(r"^-- ?$", re.MULTILINE)
_QUOTED = re.compile(r"^\s*>", re.MULTILINE)
_LEAST = 25  # signs: a shorter paragraph before the first point is a greeting


def points_of(letter: str, known: Collection[str]) -> tuple[IncomingComment, ...]:
    """Part a letter into points, each with the place that it names; what stands before the first is said of the draft as a whole.

    Nothing is dropped but greetings, a signature under „-- ”, and lines quoted from an earlier letter.
    """
    said = [part for part in _paragraphs(letter) if not _is_greeting(part)]
    points: list[tuple[str, list[str]]] = []
    for part in said:
        place = _leading_place(part, known)
        if place or not points:
            points.append((place, [part]))
        else:
            points[-1][1].append(part)
    return tuple(IncomingComment(at, place, reasons="\n\n".join(parts)) for at, (place, parts) in enumerate(points, 1))


def _paragraphs(letter: str) -> Iterator[str]:
    body = _SIGNATURE.split(letter.replace("\r\n", "\n"), maxsplit=1)[0]
    for part in re.split(r"\n\s*\n|\n(?=\s*(?:[-–•*]|\d{1,2}[.)])\s)", body):
        lines = [line.rstrip() for line in part.split("\n") if line.strip() and not _QUOTED.match(line)]
        if lines:
            yield "\n".join(lines).strip()


def _is_greeting(part: str) -> bool:
    return (bool(_GREETING.match(fold(part))) and len(part) < 160) or (len(part) < _LEAST and not any(sign.isdigit() for sign in part))


def _leading_place(part: str, known: Collection[str]) -> str:
    """Give the words of the place that a paragraph begins with, where the draft has it."""
    first = next(references_in(part), None)
    if first is None or first.start > _LEADS_WITHIN or nearest(first, known) is None:
        return ""
    return part[first.start : first.end].strip(" ,.:;")
