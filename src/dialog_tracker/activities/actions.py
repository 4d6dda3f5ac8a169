"""Logging activities."""

from dataclasses import dataclass
from datetime import date, datetime, time
from uuid import UUID

from sqlalchemy import insert, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from dialog_tracker.activities.tables import Activity
from dialog_tracker.domain.activity import ActivityKind, Count, check_hours
from dialog_tracker.domain.address import check_page_address
from dialog_tracker.domain.comment import clean_text
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
    starts_time: time | None = None
    ends_time: time | None = None
    link: str = ""


async def log_activity(session: AsyncSession, actor: Actor, now: datetime, draft: ActivityDraft) -> UUID:
    """Log an activity; raises Malformed("window-ends-before-it-opens"), ("event-hours") and ("address-unreadable")."""
    require(Permission.ACTIVITY_LOG, actor, Facts(authority_id=draft.authority_id))
    if draft.ends_on < draft.starts_on:
        raise Malformed("window-ends-before-it-opens", opens_on=draft.starts_on, last_on=draft.ends_on)
    if draft.starts_on == draft.ends_on:
        check_hours(draft.starts_time, draft.ends_time)
    activity_id = new_id()
    places = {"place": draft.place, "place_latn": to_latin(draft.place), "title": draft.title, "title_latn": to_latin(draft.title)}
    counts = {"participants": draft.count.number, "qualifier": draft.count.qualifier, "unit": draft.unit, "note": draft.note}
    hours = {"starts_time": draft.starts_time, "ends_time": draft.ends_time, "link": check_page_address("link", draft.link)}
    owners = {
        "authority_id": draft.authority_id,
        "consultation_id": draft.consultation_id,
        "created_by": actor.person_id,
        "created_at": now,
    }
    await session.execute(
        insert(Activity).values(
            id=activity_id, kind=draft.kind, starts_on=draft.starts_on, ends_on=draft.ends_on, **places, **counts, **hours, **owners
        )
    )
    await record(
        session, at=now, actor_id=actor.person_id, act="activity-logged", subject_kind="activity", subject_id=activity_id, kind=draft.kind
    )
    return activity_id


async def note_event(session: AsyncSession, actor: Actor, now: datetime, facts: Facts, activity_id: UUID, note: str) -> None:
    """Write what was said at an event, in place of what was noted before; raises Malformed("text-too-long")."""
    require(Permission.ACTIVITY_LOG, actor, facts)
    said = clean_text("note", note, 2000)
    await session.execute(update(Activity).where(col(Activity.id) == activity_id).values(note=said))
    await record(session, at=now, actor_id=actor.person_id, act="activity-noted", subject_kind="activity", subject_id=activity_id)
