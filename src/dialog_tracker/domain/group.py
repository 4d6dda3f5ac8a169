"""Comments that say the same are answered once, and are always counted three ways: received, distinct texts, distinct points."""

from dataclasses import dataclass
from enum import StrEnum


class GroupState(StrEnum):
    """A group is proposed by likeness, and confirmed or dissolved by a person; a dissolved one may be confirmed again."""

    PROPOSED = "proposed"
    CONFIRMED = "confirmed"
    DISSOLVED = "dissolved"


@dataclass(frozen=True, slots=True)
class ThreeCounts:
    """How many comments came, how many different texts they are, and how many points they make once groups are joined."""

    received: int
    texts: int
    points: int


def three_counts(received: int, texts: int, grouped: int, groups: int) -> ThreeCounts:
    """Count the three ways; `grouped` comments stand in `groups` confirmed groups, and each group makes one point."""
    return ThreeCounts(received, texts, received - grouped + groups)
