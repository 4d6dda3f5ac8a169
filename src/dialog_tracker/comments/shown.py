"""The filter between what was sent and what the public reads, as SQL: it stands in the columns, so that no list can leave it out.

It is the twin of `domain.publication.held_back`. A statement that uses it must be given `now`; without it the database refuses.
"""

from typing import Any

from sqlalchemy import bindparam, case
from sqlmodel import col

from dialog_tracker.comments.tables import Submission
from dialog_tracker.domain.publication import QUARANTINED

HELD: Any = case(
    (col(Submission.withheld_code) != "", col(Submission.withheld_code)),
    (col(Submission.quarantined_until) > bindparam("now"), QUARANTINED),
    else_="",
)


def public(words: Any) -> Any:
    """Give words where they are public now, and nothing where the submission is quarantined or withheld."""
    return case((HELD == "", words), else_="")
