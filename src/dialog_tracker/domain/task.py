"""States of long work, and what single-use links do."""

from enum import StrEnum


class JobState(StrEnum):
    """Where a job stands."""

    QUEUED = "queued"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"
    CANCELLED = "cancelled"


class LinkPurpose(StrEnum):
    """What a single-use link does."""

    CONFIRM = "confirm"
    RESET = "reset"
    INVITE = "invite"
    FIRST_ADMINISTRATOR = "first_administrator"
    ERASE = "erase"
