"""Which acts of the ledger everybody may know of, and under what name: never who did it, and nothing of drafts or of people."""

from collections.abc import Mapping
from enum import StrEnum


class Event(StrEnum):
    """What another system may be told of by itself."""

    CONSULTATION_PUBLISHED = "consultation.published"
    WINDOW_CHANGED = "consultation.window-changed"
    CONSULTATION_WITHDRAWN = "consultation.withdrawn"
    SUBMISSION_RECEIVED = "submission.received"
    ANSWERS_PUBLISHED = "answers.published"
    REPORT_PUBLISHED = "report.published"


class Kind(StrEnum):
    """What a change is about; each kind has an address for people and one for programs."""

    CONSULTATION = "consultation"
    SUBMISSION = "submission"
    VERSION = "version"
    ACT = "act"
    ACTIVITY = "activity"
    PROGRAMME = "programme"
    WORKING_GROUP = "working_group"
    ORGANISATION = "organisation"
    AUTHORITY = "authority"


CONSULTATION_CHANGED = "consultation.changed"
SUBMISSION_CHANGED = "submission.changed"
SUBMISSION_WITHDRAWN = "submission.withdrawn"
ACTIVITY_GONE = "activity.gone"
PROGRAMME_GONE = "programme.gone"
# What was public and is not any more: it is told although nothing is found under its address.
GONE = frozenset({"activity-hidden", "programme-hidden"})

# What is not here stays inside. Withholding, quarantine and redaction are told as a change and no more, so that copies are renewed.
PUBLIC_ACTS: Mapping[str, str] = {
    "consultation-published": Event.CONSULTATION_PUBLISHED,
    "consultation-followed": Event.CONSULTATION_PUBLISHED,
    "consultation-extended": Event.WINDOW_CHANGED,
    "consultation-postponed": Event.WINDOW_CHANGED,
    "consultation-withdrawn": Event.CONSULTATION_WITHDRAWN,
    "details-changed": CONSULTATION_CHANGED,
    "step-noted": CONSULTATION_CHANGED,
    "due-moved": CONSULTATION_CHANGED,
    "duties-changed": CONSULTATION_CHANGED,
    "answers-published": Event.ANSWERS_PUBLISHED,
    "report-published": Event.REPORT_PUBLISHED,
    "report-corrected": Event.REPORT_PUBLISHED,
    "submission-received": Event.SUBMISSION_RECEIVED,
    "submission-logged": Event.SUBMISSION_RECEIVED,
    "submission-withdrawn": SUBMISSION_WITHDRAWN,
    **dict.fromkeys(
        (
            "submission-corrected",
            "submission-withheld",
            "submission-quarantined",
            "submission-released",
            "comment-redacted",
            "redaction-taken-back",
            "signature-confirmed",
            "signature-withdrawn",
            "comment-parted",
            "split-undone",
            "file-shown",
            "person-erased",
        ),
        SUBMISSION_CHANGED,
    ),
    "version-published": "version.published",
    **dict.fromkeys(("act-opened", "act-published", "stage-noted", "areas-chosen", "file-marked"), "act.changed"),
    **dict.fromkeys(("activity-logged", "activity-changed", "activity-shown"), "activity.changed"),
    "activity-hidden": ACTIVITY_GONE,
    **dict.fromkeys(("programme-entered", "programme-changed"), "programme.changed"),
    "programme-hidden": PROGRAMME_GONE,
    **dict.fromkeys(
        (
            "group-entered",
            "group-changed",
            "group-call-announced",
            "group-call-changed",
            "group-call-withdrawn",
            "group-ranking-published",
            "group-members-appointed",
            "group-member-entered",
            "group-member-ended",
            "group-session-logged",
            "group-session-changed",
        ),
        "working-group.changed",
    ),
    **dict.fromkeys(
        (
            "organisation-entered",
            "organisation-proposed",
            "organisation-verified",
            "organisation-changed",
            "organisation-merged",
            "organisation-unmerged",
        ),
        "organisation.changed",
    ),
    **dict.fromkeys(("authority-entered", "authority-changed"), "authority.changed"),
}


_ADDRESSES: Mapping[Kind, tuple[str, str]] = {
    Kind.CONSULTATION: ("/c", "/api/consultations"),
    Kind.SUBMISSION: ("/k", "/api/submissions"),
    Kind.VERSION: ("/c", "/api/consultations"),
    Kind.ACT: ("/acts", "/api/acts"),
    Kind.ACTIVITY: ("/activities", "/api/activities"),
    Kind.PROGRAMME: ("/programmes", "/api/programmes"),
    Kind.WORKING_GROUP: ("/working-groups", "/api/working-groups"),
    Kind.ORGANISATION: ("/directory/organisations", "/api/organisations"),
    Kind.AUTHORITY: ("/directory/authorities", "/api/authorities"),
}


def paths(kind: Kind, reference: str) -> tuple[str, str]:
    """Give the address for people and the one for programs, without the host; a version is named „JR-2026-0007/2”."""
    inside = reference.replace("/", "/versions/") if kind is Kind.VERSION else reference
    page, api = _ADDRESSES[kind]
    return f"{page}/{inside}", f"{api}/{inside}"
