"""Writing the outreach ledger: who was invited to what, and what became of it."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import select, update
from sqlalchemy.dialects.postgresql import insert as upsert
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from dialog_tracker.activities.outreach import Occasion
from dialog_tracker.activities.tables import Invitation
from dialog_tracker.directory.queries import standing_for, survivors
from dialog_tracker.directory.tables import Organisation
from dialog_tracker.domain.activity import InvitationChannel
from dialog_tracker.domain.comment import clean_text
from dialog_tracker.domain.errors import Malformed
from dialog_tracker.domain.outreach import Fate, OccasionKind
from dialog_tracker.domain.policy import Actor, Facts, Permission, require
from dialog_tracker.domain.script import fold, to_latin
from dialog_tracker.ledger.actions import record
from dialog_tracker.storage.columns import new_id

MOST_NAMES = 5_000


async def invite(
    session: AsyncSession, actor: Actor, now: datetime, of: Occasion, names: Sequence[str], channel: InvitationChannel, invited_on: date
) -> int:
    """Log who was invited and how; a name logged again by the same channel keeps its first day. Gives how many were new.

    A name that the directory knows, in either script, is tied to its organisation; none is entered for the others.
    Raises Malformed("field-required", "invitations-too-many", "text-too-long").
    """
    require(_permission(of), actor, Facts(authority_id=of.authority_id))
    written = list(dict.fromkeys(filter(None, (" ".join(clean_text("names", name, 500).split()) for name in names))))
    if not written:
        raise Malformed("field-required", field="names")
    if len(written) > MOST_NAMES:
        raise Malformed("invitations-too-many", field="names", limit=MOST_NAMES)
    known = await _known(session, written)
    shared = {
        of.column.key: of.id,
        "authority_id": of.authority_id,
        "channel": channel,
        "invited_on": invited_on,
        "created_by": actor.person_id,
    }
    rows = [
        {"id": new_id(), **shared, "name": name, "name_latn": to_latin(name), "organisation_id": known.get(fold(name)), "created_at": now}
        for name in written
    ]
    made = (await session.scalars(upsert(Invitation).values(rows).on_conflict_do_nothing().returning(col(Invitation.id)))).all()
    await _told(session, actor, now, "invitations-logged", of, invited=len(made), channel=channel)
    return len(made)


async def _known(session: AsyncSession, names: Sequence[str]) -> dict[str, UUID]:
    """Find organisations by their folded names; a merged one gives the one it stands for."""
    merged = survivors()
    query = select(col(Organisation.name_fold), standing_for(merged, col(Organisation.id)))
    query = query.outerjoin(merged, merged.c.id == col(Organisation.id))
    rows = await session.execute(query.where(col(Organisation.name_fold).in_({fold(name) for name in names})))
    return {row[0]: row[1] for row in rows}


async def note_fates(session: AsyncSession, actor: Actor, now: datetime, of: Occasion, said: Mapping[UUID, Fate]) -> int:
    """Note what became of invitations; what is not said of one stays as it was. Gives how many changed."""
    require(_permission(of), actor, Facts(authority_id=of.authority_id))
    changed = 0
    for invitation_id, fate in said.items():
        values: dict[str, Any] = {"answered_on": fate.answered_on, "delivered": fate.delivered, "came": fate.came}
        other = [col(getattr(Invitation, name)).is_distinct_from(value) for name, value in values.items()]
        mine = (col(Invitation.id) == invitation_id, of.column == of.id, other[0] | other[1] | other[2])
        noted = await session.execute(update(Invitation).where(*mine).values(**values).returning(col(Invitation.id)))
        changed += len(noted.all())
    if changed:
        await _told(session, actor, now, "answer-of-invited-noted", of, changed=changed)
    return changed


async def _told(session: AsyncSession, actor: Actor, now: datetime, act: str, of: Occasion, **facts: object) -> None:
    await record(session, at=now, actor_id=actor.person_id, act=act, subject_kind=of.kind.value, subject_id=of.id, **facts)


def _permission(of: Occasion) -> Permission:
    """Who keeps an activity of the register keeps whom it was told to; the rest is the office's that runs the consultation."""
    return Permission.PROGRAMME_KEEP if of.kind is OccasionKind.ACTIVITY else Permission.ACTIVITY_LOG
