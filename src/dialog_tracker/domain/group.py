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
    """How many comments came, how many different texts they are, and how many points they make once long ones are parted and groups joined."""

    received: int
    texts: int
    points: int


def three_counts(received: int, texts: int, listed: int, grouped: int, groups: int) -> ThreeCounts:
    """Count the three ways: `listed` are the comments once long ones are parted; `grouped` of them make one point a group."""
    return ThreeCounts(received, texts, listed - grouped + groups)
