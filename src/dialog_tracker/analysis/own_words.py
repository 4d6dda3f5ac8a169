"""What a sender added to the letter of a campaign becomes a comment of its own; the letter itself stays in the group."""

from collections.abc import Callable, Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from dialog_tracker.analysis.queries import GroupLine, MemberLine, group_of
from dialog_tracker.analysis.splits import split_card
from dialog_tracker.analysis.splitting import Answered, Telling, part_in_two
from dialog_tracker.analysis.tables import GroupMember, SplitPart
from dialog_tracker.consultations.queries import Facts
from dialog_tracker.domain.errors import Malformed
from dialog_tracker.domain.likeness import own_words
from dialog_tracker.domain.policy import Actor
from dialog_tracker.domain.splitting import Piece


def own_of(group: GroupLine) -> dict[UUID, tuple[MemberLine, list[Piece]]]:
    """Give the members of a group that hold sentences which no other member has, with these."""
    found = own_words([{"proposed": one.proposed, "reasons": one.reasons} for one in group.members])
    return {one.comment_id: (one, pieces) for one, pieces in zip(group.members, found, strict=True) if pieces}


async def part_own_words(
    session: AsyncSession,
    actor: Actor,
    now: datetime,
    facts: Facts,
    group_id: UUID,
    chosen: Sequence[UUID],
    *,
    answered: Answered,
    telling: Callable[[str], Telling],
) -> int:
    """Part the chosen members of a group into the campaign's letter, which takes their place in it, and their own words.

    Gives how many were parted. Raises NotFound("group-unknown"), Malformed("no-own-words") and Conflict("comment-answered").
    """
    group = await group_of(session, facts.id, group_id, latin=False)
    own = {comment_id: one for comment_id, one in own_of(group).items() if comment_id in set(chosen)}
    if not own:
        raise Malformed("no-own-words", field="own")
    for comment_id, (line, pieces) in own.items():
        await part_in_two(session, actor, now, line.number, pieces, answered=answered, telling=telling(line.number))
        letter = (await split_card(session, line.number, latin=False)).parts[0]
        part = await session.get_one(SplitPart, letter.id)
        mine = (col(GroupMember.group_id) == group_id, col(GroupMember.comment_id) == comment_id)
        await session.execute(update(GroupMember).where(*mine).values(comment_id=part.comment_id))
    return len(own)
