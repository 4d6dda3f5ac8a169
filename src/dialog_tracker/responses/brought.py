"""Decisions that come in with a table of comments: each is a draft of an answer on its comment."""

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from dialog_tracker.consultations.queries import Facts
from dialog_tracker.domain.answering import Overwrite
from dialog_tracker.domain.decision import answer_of
from dialog_tracker.domain.policy import Actor
from dialog_tracker.responses.bulk import write_many
from dialog_tracker.responses.workbench import ids_by_number


async def bring_decisions(session: AsyncSession, actor: Actor, now: datetime, facts: Facts, decisions: Mapping[str, str]) -> int:
    """Draft the answers that decisions amount to, by the number of the comment; gives how many. Words that name no decision are left."""
    read = {number: answer for number, written in decisions.items() if (answer := answer_of(written)) is not None}
    if not read:
        return 0
    known = await ids_by_number(session, facts.id, list(read))
    await write_many(session, actor, now, facts, {known[number]: read[number] for number in known}, Overwrite.NOTHING)
    return len(known)
