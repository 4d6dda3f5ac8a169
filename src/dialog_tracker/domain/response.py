"""The authority's answer to a comment: statuses, when reasons are owed, and drafting apart from publishing."""

from dataclasses import dataclass, replace
from enum import StrEnum
from uuid import UUID

from dialog_tracker.domain.comment import clean_text
from dialog_tracker.domain.errors import DialogError, FieldErrors, Malformed


class ResponseStatus(StrEnum):
    """What became of a comment; `unanswered` is a status of its own and is never stored."""

    ACCEPTED = "accepted"
    PARTIALLY_ACCEPTED = "partially_accepted"
    NOT_ACCEPTED = "not_accepted"
    NOTED = "noted"
    OUT_OF_SCOPE = "out_of_scope"
    UNANSWERED = "unanswered"


# Reasons are owed for whatever was not taken over [Law on the Planning System, art. 34(3)-(4), 36(2)].
REASONS_OWED = frozenset({ResponseStatus.PARTIALLY_ACCEPTED, ResponseStatus.NOT_ACCEPTED, ResponseStatus.OUT_OF_SCOPE})


@dataclass(frozen=True, slots=True)
class ResponseDraft:
    """An answer as typed: the decision, its reasons, and what changes in the text, in which provision.

    `own_status` is a status of the authority's own list, which maps to `status`; what the office recommends stands apart.
    """

    status: ResponseStatus
    reasons: str = ""
    what_changed: str = ""
    changed_anchor: str = ""
    recommendation: ResponseStatus | None = None
    recommendation_note: str = ""
    own_status: UUID | None = None


def check_response(draft: ResponseDraft) -> ResponseDraft:
    """Check an answer and give it back clean; raises FieldErrors, with "reasons-required" where the law wants them."""
    errors: dict[str, DialogError] = {}
    texts: dict[str, str] = {}
    for field in ("reasons", "what_changed", "recommendation_note"):
        try:
            texts[field] = clean_text(field, getattr(draft, field))
        except Malformed as refused:
            errors[field] = refused
    if draft.status is ResponseStatus.UNANSWERED:
        errors["status"] = Malformed("status-required")
    if "reasons" not in errors and draft.status in REASONS_OWED and not texts["reasons"]:
        errors["reasons"] = Malformed("reasons-required", status=draft.status.value)
    if errors:
        raise FieldErrors(errors)
    note = texts["recommendation_note"]
    return replace(draft, reasons=texts["reasons"], what_changed=texts["what_changed"], recommendation_note=note)
