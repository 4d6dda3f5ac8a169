"""Lasting numbers: consultations (JR-2026-0007), submissions (JR-2026-0007-0031K), comments (JR-2026-0007-0031K/2).

Numbers are stored and put into addresses in ASCII, printed in the reader's script, and accepted in either. The last letter
of a submission's number is a check character, so that a number misread over the telephone does not find another's comments.
"""

import re

from dialog_tracker.domain.errors import Malformed
from dialog_tracker.domain.script import to_latin

_ALPHABET = "ABCDEFGHJKLMNPRSTUVWXYZ"  # 23 letters, a prime: I, O and Q are left out, they read as digits
_PRINTED = str.maketrans("ABCDEFGHIJKLMNOPRSTUVZ", "АБЦДЕФГХИЈКЛМНОПРСТУВЗ")
_CONSULTATION = re.compile(r"([A-Z]{2})-(\d{4})-(\d{4,6})")
_SUBMISSION = re.compile(r"([A-Z]{2}-\d{4}-\d{4,6}-\d{4,6})-?([A-Z])")
_MARK = re.compile(r"^(?:БР|BR|NO|№)\.?\s*(?=[A-ZА-ЯЈЉЊЏЂЋ]{2}\W*\d)")
_BETWEEN = re.compile(r"[\s\-\u2010-\u2015\u2212]+")
_LOOKS_LIKE = str.maketrans("АВЕЈКМНРСТХУ", "ABEJKMHPCTXY")


def consultation_reference(prefix: str, year: int, serial: int) -> str:
    """Write the reference of a consultation; `prefix` is the procedure's two letters."""
    return f"{prefix}-{year}-{serial:04d}"


def submission_number(reference: str, serial: int) -> str:
    """Write the number of a submission with its check character."""
    stem = f"{reference}-{serial:04d}"
    return stem + check_character(stem)


def comment_number(submission: str, ordinal: int) -> str:
    """Write the number of one comment of a submission; ordinals begin at 1."""
    return f"{submission}/{ordinal}"


def check_character(stem: str) -> str:
    """Compute the check letter: a weighted sum modulo 23, which finds every wrong or swapped digit."""
    places = [int(c) if c.isdigit() else ord(c) - 64 for c in stem if c.isalnum()]
    total = sum((weight % 22 + 1) * digit for weight, digit in enumerate(reversed(places)))
    return _ALPHABET[total % 23]


def _parts(typed: str) -> str:
    """Put what was typed for a number into its shape: „бр. ЛР 2026 – 0001” is LR-2026-0001."""
    bare = _MARK.sub("", typed.strip().upper())
    return _BETWEEN.sub("-", to_latin(bare))


def read_reference(typed: str) -> str:
    """Read a consultation's reference typed in either script; raises Malformed("reference-unreadable")."""
    text = _parts(typed)
    if not _CONSULTATION.fullmatch(text):
        raise Malformed("reference-unreadable")
    return text


def read_submission_number(typed: str) -> str:
    """Read a submission's number typed in either script; raises Malformed for a wrong shape or check letter.

    The check letter is printed in Latin to all, so that one typed in Cyrillic is the letter that looks like it.
    """
    match = _SUBMISSION.fullmatch(_parts(typed))
    if not match:
        raise Malformed("number-unreadable")
    stem, letter = match[1], check_character(match[1])
    if letter not in (match[2], typed.strip().upper()[-1].translate(_LOOKS_LIKE)):
        raise Malformed("number-mistyped")
    return stem + letter


def read_version(typed: str | None) -> int | None:
    """Read the number of a version from an address; None where none is named. Raises Malformed("number-required")."""
    if typed is None:
        return None
    if not (typed.isascii() and typed.isdecimal() and len(typed) <= 6):
        raise Malformed("number-required", field="version", least=1)
    return int(typed)


def printed_in_cyrillic(number: str) -> str:
    """Print a number for readers of Cyrillic: the two letters of the procedure change, the check letter stays."""
    return number[:2].translate(_PRINTED) + number[2:]
