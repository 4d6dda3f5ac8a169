"""Gathering the state of dialogue in a year from the record as it was last counted."""

from datetime import datetime

from dialog_tracker.domain.act import AuthorityLevel
from dialog_tracker.domain.dialogue_state import State, state_of
from dialog_tracker.oversight.queries import ZONE, counts_of, explained_in
from dialog_tracker.storage.transaction import Reader


async def dialogue_in(session: Reader, year: int, level: AuthorityLevel | None, now: datetime) -> State:
    """Read the state of dialogue in a year, of all authorities or of those of one level; two queries where nothing changed."""
    counts = await counts_of(session, now)
    explained = {(indicator, subject): words for indicator, subject, words in await explained_in(session, year)}
    counted_on = counts.counted_at.astimezone(ZONE).date() if counts.counted_at else None
    return state_of(counts.record, year, level, counted_on, explained)
