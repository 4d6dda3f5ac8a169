"""Leaving words out of what is published: each span with a reason, the original kept, the reader told what was left out and why."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from dialog_tracker.domain.script import Script, to_latin


class ReasonCode(StrEnum):
    """Why words are not published; the list is closed, so that reasons can be counted."""

    PERSONAL_DATA = "personal_data"
    INSULT = "insult"
    HATE_SPEECH = "hate_speech"
    CONFIDENTIAL = "confidential"
    COPYRIGHT = "copyright"


_SAID: Mapping[ReasonCode, str] = {
    ReasonCode.PERSONAL_DATA: "лични подаци",
    ReasonCode.INSULT: "увреда",
    ReasonCode.HATE_SPEECH: "говор мржње",
    ReasonCode.CONFIDENTIAL: "поверљиви подаци",
    ReasonCode.COPYRIGHT: "заштићено ауторско дело",
}
_SAID_IN_ENGLISH: Mapping[ReasonCode, str] = {code: code.value.replace("_", " ") for code in ReasonCode}


@dataclass(frozen=True, slots=True)
class Span:
    """Words that are left out of a field, from `start` to `end` of the original, and why."""

    field: str
    start: int
    end: int
    code: ReasonCode


def redacted(field: str, original: str, spans: Sequence[Span], script: Script, language: str = "sr") -> str:
    """Give a text without the spans, each replaced by what it was; spans that touch are one, with the reason of the first."""
    kept: list[str] = []
    at = 0
    last_end = -1
    for span in sorted((one for one in spans if one.field == field), key=lambda one: (one.start, one.end)):
        if span.start > last_end:
            kept.extend((original[at : span.start], _mark(span.code, script, language)))
        last_end = max(last_end, span.end)
        at = max(at, span.end)
    return "".join((*kept, original[at:]))


def _mark(code: ReasonCode, script: Script, language: str) -> str:
    if language not in {"sr", "bs", "cnr", "hr"}:
        return f"[left out: {_SAID_IN_ENGLISH[code]}]"
    said = f"[изостављено: {_SAID[code]}]"
    return said if script is Script.CYRILLIC else to_latin(said)


def find_words(original: str, words: str) -> list[tuple[int, int]]:
    """Find the words that somebody marked wherever they stand in the original, none overlapping another."""
    found: list[tuple[int, int]] = []
    at = original.find(words) if words else -1
    while at >= 0:
        found.append((at, at + len(words)))
        at = original.find(words, at + len(words))
    return found
