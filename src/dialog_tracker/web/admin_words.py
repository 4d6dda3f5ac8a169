"""Words of the administrator's pages: what acts of the ledger are about, and who follows the ledger."""

from collections.abc import Mapping

# Message ids of the catalogue, by group and code.
ADMIN_WORDS: Mapping[str, Mapping[str, str]] = {
    "subject": {
        "act": "Act",
        "activity": "Activity",
        "authority": "Authority",
        "comment": "Comment",
        "consultation": "Consultation",
        "contact": "Contact point",
        "installation": "The whole installation",
        "job": "Job",
        "letter": "Letter",
        "list": "List for the directory",
        "organisation": "Organisation",
        "person": "Person",
        "programme": "Programme",
        "submission": "Submission",
        "version": "Version of the text",
        "working_group": "Working group",
    },
    "follower": {
        "notices": "Notices to followers",
        "search": "Index of the search",
        "webhooks": "Webhooks to connected systems",
    },
}
