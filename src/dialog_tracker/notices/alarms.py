"""Alarms by letter: the mandate of a contact point ends, or has ended, and nobody follows."""

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy import and_, or_, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from dialog_tracker.accounts.tables import Mandate, Person
from dialog_tracker.contacts.queries import Vacancy, vacancies
from dialog_tracker.domain.contact_point import Standing
from dialog_tracker.domain.policy import Role
from dialog_tracker.domain.script import Face
from dialog_tracker.notices.mail import vacancy
from dialog_tracker.outbox.actions import write_letter

TOLD_AFTER = timedelta(days=14)  # what ended longer ago is on the desk and in the feed alone
_ZONE = "Europe/Belgrade"
_TOLD = (Role.CONTACT_POINT.value, Role.DEPUTY.value, Role.APPROVER.value, Role.ADMINISTRATOR.value)


async def alarm_vacancies(session: AsyncSession, now: datetime, base_url: str) -> int:
    """Write to the officials of an authority and to administrators, once before its place is vacant and once after.

    Gives how many letters are due; one that was written is not written again.
    """
    today = now.astimezone(ZoneInfo(_ZONE)).date()
    found = [one for one in await vacancies(session, today, face=Face.CYRILLIC) if one.outlook.vacant_from]
    open_ones = {one.authority_id: one for one in found if one.outlook.vacant_from and one.outlook.vacant_from >= today - TOLD_AFTER}
    written = 0
    for row in (await session.execute(_readers(set(open_ones), now))).all():
        for one in open_ones.values() if row.role == Role.ADMINISTRATOR else [open_ones[row.authority_id]]:
            await _write(session, now, one, row, base_url)
            written += 1
    return written


def _readers(authorities: set[UUID], now: datetime) -> Any:
    in_force = and_(col(Mandate.valid_from) <= now, or_(col(Mandate.valid_to).is_(None), col(Mandate.valid_to) > now))
    columns: tuple[Any, ...] = (col(Mandate.role), col(Mandate.authority_id), col(Person.id), col(Person.email), col(Person.language))
    query = select(*columns).join(Person, col(Person.id) == col(Mandate.person_id)).where(in_force, col(Mandate.role).in_(_TOLD))
    theirs = or_(col(Mandate.role) == Role.ADMINISTRATOR.value, col(Mandate.authority_id).in_(authorities))
    reachable = (col(Person.email_confirmed_at).is_not(None), col(Person.disabled_at).is_(None), col(Person.email).is_not(None))
    return query.where(theirs, *reachable).distinct()


async def _write(session: AsyncSession, now: datetime, one: Vacancy, row: Any, base_url: str) -> None:
    when = "after" if one.outlook.standing is Standing.ENDED else "before"
    key = f"vacancy:{one.authority_id}:{one.outlook.vacant_from}:{when}:{row.id}"
    words = vacancy(row.language, one, f"{base_url}/desk/authority/{one.authority_id}/contacts")
    await write_letter(session, now, key, "reminder", row.email, row.language, words, row.id)
