"""Reminding contact points of legal dates by letter: once before a date, and once after it was missed."""

from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import and_, or_, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from dialog_tracker.accounts.tables import Mandate, Person
from dialog_tracker.consultations.tables import Consultation, Obligation
from dialog_tracker.documents.tables import Act
from dialog_tracker.domain.consultation import Stage, Venue
from dialog_tracker.domain.obligation import Verdict
from dialog_tracker.domain.policy import Role
from dialog_tracker.domain.procedure import rows_of
from dialog_tracker.notices.mail import Reminder, reminder
from dialog_tracker.outbox.actions import write_letter

# A letter goes out so many days before a date, and one after it; what was missed longer ago is on the desk alone.
DAYS_BEFORE, DAYS_AFTER = timedelta(days=3), timedelta(days=14)
_ZONE = "Europe/Belgrade"
_KEEPERS = (Role.CONTACT_POINT.value, Role.DEPUTY.value)


async def remind(session: AsyncSession, now: datetime, base_url: str) -> int:
    """Write the letters that are due to contact points and deputies; a letter once written is not written again."""
    today = now.astimezone(ZoneInfo(_ZONE)).date()
    rows = (await session.execute(_due(today, now))).all()
    for row in rows:
        when = "after" if row.due_on < today else "before"
        key = f"reminder:{row.consultation_id}:{row.rule_key}:{row.due_on.isoformat()}:{when}:{row.person_id}"
        title = row.title_latn if row.language == "sr-Latn" else row.title
        folder = "followed" if row.venue == Venue.ELSEWHERE else "c"
        about = Reminder(rows_of(row.rule_key)[-1], title, row.due_on, today, f"{base_url}/desk/{folder}/{row.reference}")
        await write_letter(session, now, key, "reminder", row.email, row.language, reminder(row.language, about), row.person_id)
    return len(rows)


def _due(today: date, now: datetime) -> Any:
    in_force = and_(col(Mandate.valid_from) <= now, or_(col(Mandate.valid_to).is_(None), col(Mandate.valid_to) > now))
    columns: tuple[Any, ...] = (
        *(col(c) for c in (Obligation.consultation_id, Obligation.rule_key, Obligation.due_on)),
        *(col(c) for c in (Consultation.reference, Consultation.venue, Act.title, Act.title_latn)),
        col(Person.id).label("person_id"),
        col(Person.email),
        col(Person.language),
    )
    return (
        select(*columns)
        .join(Consultation, col(Consultation.id) == col(Obligation.consultation_id))
        .join(Act, col(Act.id) == col(Consultation.act_id))
        .join(Mandate, and_(col(Mandate.authority_id) == col(Consultation.authority_id), col(Mandate.role).in_(_KEEPERS), in_force))
        .join(Person, col(Person.id) == col(Mandate.person_id))
        .where(
            col(Consultation.stage) == Stage.PUBLISHED,
            col(Obligation.verdict) == Verdict.OPEN,
            ~col(Obligation.frozen),
            col(Obligation.due_on).between(today - DAYS_AFTER, today + DAYS_BEFORE),
            col(Person.email_confirmed_at).is_not(None),
            col(Person.disabled_at).is_(None),
        )
        .distinct()
    )
