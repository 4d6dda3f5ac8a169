"""Logging activities."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import insert
from sqlalchemy.ext.asyncio import AsyncSession

from dialog_tracker.activities.tables import Activity
from dialog_tracker.domain.activity import ActivityKind, Count
from dialog_tracker.domain.errors import Malformed
from dialog_tracker.domain.policy import Actor, Facts, Permission, require
from dialog_tracker.domain.script import to_latin
from dialog_tracker.ledger.actions import record
from dialog_tracker.storage.columns import new_id


@dataclass(frozen=True, slots=True)
class ActivityDraft:
    """An activity as it is filled in; `unit` says what is counted (persons, organisations …)."""

    authority_id: UUID
    consultation_id: UUID | None
    kind: ActivityKind
    title: str
    starts_on: date
    ends_on: date
    place: str
    count: Count
    unit: str = "persons"
    note: str = ""


async def log_activity(session: AsyncSession, actor: Actor, now: datetime, draft: ActivityDraft) -> UUID:
    """Log an activity; raises Malformed("window-ends-before-it-opens")."""
    require(Permission.ACTIVITY_LOG, actor, Facts(authority_id=draft.authority_id))
    if draft.ends_on < draft.starts_on:
        raise Malformed("window-ends-before-it-opens", opens_on=draft.starts_on, last_on=draft.ends_on)
    activity_id = new_id()
    places = {"place": draft.place, "place_latn": to_latin(draft.place), "title": draft.title, "title_latn": to_latin(draft.title)}
    counts = {"participants": draft.count.number, "qualifier": draft.count.qualifier, "unit": draft.unit, "note": draft.note}
    owners = {
        "authority_id": draft.authority_id,
        "consultation_id": draft.consultation_id,
        "created_by": actor.person_id,
        "created_at": now,
    }
    await session.execute(
        insert(Activity).values(
            id=activity_id, kind=draft.kind, starts_on=draft.starts_on, ends_on=draft.ends_on, **places, **counts, **owners
        )
    )
    await record(
        session, at=now, actor_id=actor.person_id, act="activity-logged", subject_kind="activity", subject_id=activity_id, kind=draft.kind
    )
    return activity_id
