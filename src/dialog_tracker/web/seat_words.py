"""Words for the codes of working groups: stages of a call, seats, and the sentences of a candidate's statement."""

from collections.abc import Mapping

# Message ids of the catalogue, by group and code.
SEAT_WORDS: Mapping[str, Mapping[str, str]] = {
    "call_stage": {
        "announced": "Announced",
        "open": "Nominations are taken",
        "closed": "Nominations are scored",
        "objections": "Objections are taken",
        "ranked": "Ranking published",
        "appointed": "Members appointed",
        "withdrawn": "Call withdrawn",
    },
    "seat": {
        "chair": "Chair",
        "member": "Member of the group",
        "deputy": "Deputy of a member",
        "secretary": "Secretary",
    },
    "statement": {
        "accepts": "The candidate accepts the candidacy for the working group.",
        "cv_true": "The data in the CV are true.",
        "no_conflict": "The candidate has no conflict of interest in the matter of the group.",
    },
}
