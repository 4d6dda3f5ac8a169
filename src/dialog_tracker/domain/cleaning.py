"""Cleaning a line of a draft before it is recognised: one form of letters and spaces, letter-spaced words closed up."""

import re
import unicodedata

from dialog_tracker.domain.script import unmixed


def clean(text: str) -> str:
    """Bring a line to one form: NFC, plain spaces, no invisible characters, words in one script, letter-spaced words closed up."""
    text = unmixed(unicodedata.normalize("NFC", text))
    text = re.sub(r"[\u00ad\u200b-\u200f\u2060\ufeff]", "", text)
    text = re.sub(r"[^\S\n]", " ", text).strip()
    return "\n".join(" ".join(_close_up(line).split()) for line in text.split("\n")).strip()


_FEWEST_SINGLES = 4


def _close_up(line: str) -> str:
    """Join „З А К О Н” into one word; two spaces part words („Д н е в н и  р е д”)."""
    tokens = line.split()
    singles = sum(len(token) == 1 and token.isalpha() for token in tokens)
    if singles < _FEWEST_SINGLES or (singles < 0.6 * len(tokens) and not re.match(r"(?:[^\W\d_] ){4}", line + " ")):
        return line
    return " ".join(_join_singles(piece) for piece in re.split(r" {2,}", line))


_SPACED = re.compile(r"(?<!\S)[^\W\d_](?: [^\W\d_](?!\S)){2,}(?!\S)")
_GLUED = re.compile(r"(ЗАКОН|УРЕДБА|ОДЛУКА|ПРАВИЛНИК|ZAKON|UREDBA|ODLUKA|PRAVILNIK)([ОO])(?=$|\s|[^\W\d_]{4})")


def _join_singles(piece: str) -> str:
    joined = _SPACED.sub(lambda run: run.group().replace(" ", ""), piece)
    return _GLUED.sub(r"\1 \2 ", joined).strip()
