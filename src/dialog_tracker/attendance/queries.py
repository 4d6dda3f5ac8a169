"""Reading registrations and attendance lists."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import and_, func, select
from sqlmodel import col

from dialog_tracker.activities.tables import Activity
from dialog_tracker.attendance.tables import Attendee, Registration
from dialog_tracker.domain.attendance import Attendee as Person
from dialog_tracker.domain.attendance import Headcount, Opening, has_seat
from dialog_tracker.domain.errors import NotFound
from dialog_tracker.storage.transaction import Reader


@dataclass(frozen=True, slots=True)
class RegistrationPage:
    """How one registers for an activity, and how many did; `count` is of those who did not cancel."""

    opening: Opening
    note: str
    count: int

    @property
    def full(self) -> bool:
        """Tell whether whoever registers now waits for a seat."""
        return not has_seat(self.count + 1, self.opening.seats)


async def registration_of(session: Reader, activity_id: UUID) -> RegistrationPage | None:
    """Read the registration of an activity; None where there is none."""
    mine = and_(col(Attendee.activity_id) == col(Registration.activity_id), col(Attendee.cancelled_at).is_(None))
    count = select(func.count()).select_from(Attendee).where(mine).scalar_subquery()
    columns: tuple[Any, ...] = (Registration.opens_at, Registration.closes_at, Registration.seats, Registration.note)
    row = (await session.execute(select(*map(col, columns), count).where(col(Registration.activity_id) == activity_id))).first()
    return RegistrationPage(Opening(row[0], row[1], row[2]), row[3], row[4]) if row else None


@dataclass(frozen=True, slots=True)
class AttendeeLine:
    """Somebody on the list as the office sees it; `waits` for a seat where there are fewer than registered before."""

    id: UUID
    name: str
    email: str
    organisation: str
    function: str
    named: bool
    came: bool | None
    registered_at: datetime
    by_office: bool
    waits: bool

    @property
    def person(self) -> Person:
        """Give the line as the rules count it."""
        return Person(self.name, self.organisation, self.named, self.came, self.waits)


async def attendees_of(session: Reader, activity_id: UUID) -> list[AttendeeLine]:
    """List who registered or came and did not cancel, in the order of registration; who was entered at the door takes no seat away."""
    names = (Attendee.id, Attendee.name, Attendee.email, Attendee.organisation, Attendee.function, Attendee.named, Attendee.came)
    columns: tuple[Any, ...] = (*names, Attendee.registered_at)
    query = select(*map(col, columns), col(Attendee.entered_by).is_not(None), col(Registration.seats))
    query = query.outerjoin(Registration, col(Registration.activity_id) == col(Attendee.activity_id))
    query = query.where(col(Attendee.activity_id) == activity_id, col(Attendee.cancelled_at).is_(None))
    rows = (await session.execute(query.order_by(col(Attendee.registered_at), col(Attendee.id)))).all()
    place, lines = 0, []
    for row in rows:
        by_office, seats = row[8], row[9]
        place += not by_office
        lines.append(AttendeeLine(*row[:8], by_office, not by_office and not has_seat(place, seats)))
    return lines


async def came_to(session: Reader, activity_ids: Sequence[UUID]) -> dict[UUID, Headcount]:
    """Count who came to each of some activities, in one query; activities without an attendance list are left out."""
    organisations = func.count(func.distinct(col(Attendee.organisation_fold))).filter(col(Attendee.organisation_fold) != "")
    query = select(col(Attendee.activity_id), func.count(), organisations).where(col(Attendee.came).is_(True))
    rows = await session.execute(query.where(col(Attendee.activity_id).in_(activity_ids)).group_by(col(Attendee.activity_id)))
    return {row[0]: Headcount(row[1], 0, row[1], row[2]) for row in rows}


@dataclass(frozen=True, slots=True)
class OwnRegistration:
    """What a link in a letter leads to: for which activity, under which name, and whether it still stands."""

    id: UUID
    activity_id: UUID
    name: str
    organisation: str
    named: bool
    registered_at: datetime
    cancelled_at: datetime | None
    starts_on: date | None
    came: bool | None
    waits: bool = False


async def own_registration(session: Reader, digest: str) -> OwnRegistration:
    """Read what a link leads to; raises NotFound("link-spent")."""
    columns: tuple[Any, ...] = (Attendee.id, Attendee.activity_id, Attendee.name, Attendee.organisation, Attendee.named)
    more: tuple[Any, ...] = (Attendee.registered_at, Attendee.cancelled_at, Activity.starts_on, Attendee.came)
    query = select(*map(col, (*columns, *more))).join(Activity, col(Activity.id) == col(Attendee.activity_id))
    row: Any = (await session.execute(query.where(col(Attendee.digest) == digest))).first()
    if row is None:
        raise NotFound("link-spent")
    waits = any(line.id == row[0] and line.waits for line in await attendees_of(session, row[1]))
    return replace(OwnRegistration(*row), waits=waits)
