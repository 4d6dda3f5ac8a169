"""Decisions as other systems and other authorities write them, as statuses of ours."""

import re

from dialog_tracker.domain.response import REASONS_OWED, ResponseDraft, ResponseStatus
from dialog_tracker.domain.script import fold

# The first that fits decides: „delimično prihvaćeno”, “agreed in part”, „nije prihvaćeno” and “disagreed” are read before what they contain.
_YES = r"(?:accept|agree|adopt|approv|prihva|usvoj|usvaj)"
_NO = r"(?:\b(?:not?|cannot|can.?t|ne|nije|nisu|nece)\b[^.;]{0,20}?|\bun|\bdis|\bne)"
_WORDS: tuple[tuple[ResponseStatus, re.Pattern[str]], ...] = (
    (
        ResponseStatus.PARTIALLY_ACCEPTED,
        re.compile(r"delim|d?j?elom|dijelom|partial|partly|in part\b|in principle|with (?:modif|change|amend)|u nacelu|nacelno prihv"),
    ),
    (ResponseStatus.OUT_OF_SCOPE, re.compile(r"out.?of.?scope|invalid|van predmet|izvan predmet|nije predmet|off.?topic")),
    (ResponseStatus.NOT_ACCEPTED, re.compile(rf"reject|declin|denied|dismiss|wo.?n.?t.?fix|odbij|odbac|{_NO}{_YES}")),
    (
        ResponseStatus.NOTED,
        re.compile(r"noted|k znanju|na znanje|acknowledg|primljeno|defer|postpone|duplicate|retract|withdr[ae]w|odlozen"),
    ),
    (ResponseStatus.ACCEPTED, re.compile(rf"{_YES}|\bfixed\b")),
)
WITHOUT_REASONS = "Одлука је преузета из табеле у којој разлози нису наведени."


def status_of(written: str) -> ResponseStatus | None:
    """Read a decision as it was written, in either script or in English; None for words that name none."""
    words = fold(" ".join(written.split()))
    return next((status for status, pattern in _WORDS if pattern.search(words)), None) if words else None


def answer_of(written: str) -> ResponseDraft | None:
    """Give the answer that a decision amounts to; where reasons are owed, it says that the table gives none."""
    status = status_of(written)
    if status is None:
        return None
    return ResponseDraft(status, WITHOUT_REASONS if status in REASONS_OWED else "")
