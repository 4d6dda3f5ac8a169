"""Words for what is found: kinds of hits, and phases as a search narrows by them."""

from collections.abc import Mapping

# Message ids of the catalogue, by group and code.
SEARCH_WORDS: Mapping[str, Mapping[str, str]] = {
    "found_kind": {
        "consultation": "Consultation",
        "act": "Act",
        "article": "Provision of a draft",
        "report": "Outcome report",
        "activity": "Activity",
        "working_group": "Working group",
        "organisation": "Organisation",
        "authority": "Authority",
        "programme": "Programme",
        "file": "Attachment",
        "comment": "Comment",
        "answer": "Answer",
    },
    "found_phase": {
        "upcoming": "Announced",
        "open": "Open for comments",
        "answering": "Closed, report awaited",
        "concluded": "Report published",
        "withdrawn": "Withdrawn",
    },
    "found_by": {
        "kind": "What it is",
        "phase": "Phase of the consultation",
        "authority": "Authority",
        "area": "Area of work",
        "territory": "Territory",
        "year": "Year",
        "status": "Answer",
    },
}
