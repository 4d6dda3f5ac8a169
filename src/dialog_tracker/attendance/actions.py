"""Opening a registration, registering, cancelling, marking who came, and reminding those who registered."""

import hashlib
import secrets
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any
from uuid import NAMESPACE_URL, UUID, uuid5
from zoneinfo import ZoneInfo

from sqlalchemy import delete, func, select, update
from sqlalchemy.dialects.postgresql import insert as upsert
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from dialog_tracker.activities.register import ActivityPage
from dialog_tracker.activities.tables import Activity
from dialog_tracker.attendance.mail import Reminded, Wording
from dialog_tracker.attendance.queries import AttendeeLine, attendees_of
from dialog_tracker.attendance.tables import Attendee, Registration
from dialog_tracker.directory.tables import Authority
from dialog_tracker.domain.attendance import REMINDED_BEFORE, Opening, check_open, check_opening
from dialog_tracker.domain.comment import clean_text
from dialog_tracker.domain.email_address import check_email
from dialog_tracker.domain.errors import Conflict, DialogError, FieldErrors, Malformed, NotFound
from dialog_tracker.domain.letter import LetterWords
from dialog_tracker.domain.policy import Actor, Facts, Permission, require
from dialog_tracker.domain.script import fold
from dialog_tracker.ledger.actions import record
from dialog_tracker.outbox.actions import write_letter
from dialog_tracker.storage.columns import new_id

ZONE = ZoneInfo("Europe/Belgrade")
_FORMS = uuid5(NAMESPACE_URL, "dialog-tracker:attendance-forms")
MOST_AT_ONCE = 2_000
_NAME = func.coalesce(func.nullif(col(Authority.sender_name), ""), col(Authority.name))
_SENDER = select(_NAME).join(Activity, col(Activity.authority_id) == col(Authority.id))


def digest_of(secret: str) -> str:
    """Give the fingerprint under which the secret of a link is kept."""
    return hashlib.sha256(secret.encode()).hexdigest()


async def open_registration(session: AsyncSession, actor: Actor, now: datetime, of: ActivityPage, opening: Opening, note: str) -> None:
    """Open the registration of an activity, or change it; raises FieldErrors."""
    require(Permission.PROGRAMME_KEEP, actor, Facts(authority_id=of.authority_id))
    last = of.facts.when.ends_on or now.date()
    check_opening(opening, of.facts.when, datetime.combine(last + timedelta(days=1), datetime.min.time(), ZONE))
    words = {"opens_at": opening.opens_at, "closes_at": opening.closes_at, "seats": opening.seats}
    values = words | {"note": clean_text("note", note, 2000), "changed_by": actor.person_id, "changed_at": now}
    made = upsert(Registration).values(activity_id=of.id, **values)
    await session.execute(made.on_conflict_do_update(index_elements=["activity_id"], set_=values))
    await _told(session, actor.person_id, now, "registration-opened", of.id, seats=opening.seats)


async def _told(session: AsyncSession, by: UUID | None, now: datetime, act: str, activity_id: UUID, **facts: object) -> None:
    await record(session, at=now, actor_id=by, act=act, subject_kind="activity", subject_id=activity_id, **facts)


@dataclass(frozen=True, slots=True)
class Wish:
    """What somebody types to register: who, from where, and whether the name may stand in a list that leaves the office."""

    name: str
    email: str
    organisation: str = ""
    function: str = ""
    named: bool = field(default=False, kw_only=True)
    language: str = field(default="sr-Cyrl", kw_only=True)


def _checked(wish: Wish, *, reachable: bool) -> dict[str, Any]:
    """Give the columns of a wish; raises FieldErrors. Whoever is entered at the door needs no address."""
    errors: dict[str, DialogError] = {}
    values: dict[str, Any] = {"named": wish.named, "language": wish.language}
    for name, limit in (("name", 200), ("organisation", 300), ("function", 200)):
        try:
            values[name] = " ".join(clean_text(name, getattr(wish, name), limit).split())
        except Malformed as refused:
            errors[name] = refused
    if "name" not in errors and not values["name"]:
        errors["name"] = Malformed("field-required", field="name")
    try:
        values["email"] = check_email(wish.email).lower() if wish.email.strip() or reachable else ""
    except Malformed as refused:
        errors["email"] = refused
    if errors:
        raise FieldErrors(errors)
    return values | {"organisation_fold": fold(values["organisation"])}


async def register(session: AsyncSession, now: datetime, activity_id: UUID, wish: Wish, wording: Wording) -> None:
    """Register somebody and send the letter with the link; a second time by the same address only sends another letter.

    What is shown is the same both times, so that nobody learns who registered. Raises Conflict("registration-not-yet",
    "registration-over"), NotFound("registration-none") and FieldErrors.
    """
    values = _checked(wish, reachable=True)
    await _locked(session, activity_id, now)
    secret = secrets.token_urlsafe(32)
    row = {"id": new_id(), "activity_id": activity_id, "registered_at": now, "digest": digest_of(secret), **values}
    live = (col(Attendee.email) != "") & col(Attendee.cancelled_at).is_(None)
    made = upsert(Attendee).values(row)
    again = made.on_conflict_do_update(
        index_elements=["activity_id", "email"], index_where=live, set_={"digest": made.excluded.digest}
    ).returning(col(Attendee.id), col(Attendee.registered_at))
    attendee_id, registered_at = (await session.execute(again)).one()
    if registered_at == now:
        await _told(session, None, now, "registered", activity_id, attendee=str(attendee_id))
    await _write(session, now, await _line(session, activity_id, attendee_id), wish.language, wording, secret)


async def _locked(session: AsyncSession, activity_id: UUID, now: datetime) -> Opening:
    """Lock a registration, so that the last seat is promised once; raises as `register` does."""
    columns = (col(Registration.opens_at), col(Registration.closes_at), col(Registration.seats))
    row = (await session.execute(select(*columns).where(col(Registration.activity_id) == activity_id).with_for_update())).first()
    if row is None:
        raise NotFound("registration-none")
    opening = Opening(*row)
    check_open(opening, now)
    return opening


async def _line(session: AsyncSession, activity_id: UUID, attendee_id: UUID) -> AttendeeLine:
    return next(line for line in await attendees_of(session, activity_id) if line.id == attendee_id)


async def _write(session: AsyncSession, now: datetime, line: AttendeeLine, language: str, wording: Wording, secret: str) -> None:
    words = wording(line.name, not line.waits, secret)
    key = f"registered:{digest_of(secret)}" if secret else f"seat:{line.id}"
    sender = await session.scalar(
        _SENDER.where(col(Activity.id) == select(col(Attendee.activity_id)).where(col(Attendee.id) == line.id).scalar_subquery())
    )
    await write_letter(session, now, key, "registration", line.email, language, words, sender=sender or "")


async def cancel(session: AsyncSession, now: datetime, secret: str, wording: Callable[[str], Wording]) -> None:
    """Cancel a registration by the link of its letter; whoever waited longest gets the seat and a letter in their language.

    Raises NotFound("link-spent"), Conflict("registration-cancelled") and Conflict("attendance-noted").
    """
    mine = select(col(Attendee.id), col(Attendee.activity_id), col(Attendee.came), col(Attendee.cancelled_at))
    row = (await session.execute(mine.where(col(Attendee.digest) == digest_of(secret)).with_for_update())).first()
    if row is None:
        raise NotFound("link-spent")
    if row.cancelled_at is not None:
        raise Conflict("registration-cancelled")
    if row.came:
        raise Conflict("attendance-noted")
    await session.execute(select(col(Registration.activity_id)).where(col(Registration.activity_id) == row.activity_id).with_for_update())
    waited = {line.id for line in await attendees_of(session, row.activity_id) if line.waits}
    await session.execute(update(Attendee).where(col(Attendee.id) == row.id).values(cancelled_at=now, named=False))
    await _told(session, None, now, "registration-cancelled", row.activity_id, attendee=str(row.id))
    for line in await attendees_of(session, row.activity_id):
        if line.id in waited and not line.waits:
            language = await session.scalar(select(col(Attendee.language)).where(col(Attendee.id) == line.id)) or "sr-Cyrl"
            await _write(session, now, line, language, wording(language), "")


async def enter_at_door(session: AsyncSession, actor: Actor, now: datetime, of: ActivityPage, wish: Wish, key: str) -> UUID:
    """Enter somebody who came without registering, once for one key of a form; raises FieldErrors and Conflict("attendee-known")."""
    require(Permission.PROGRAMME_KEEP, actor, Facts(authority_id=of.authority_id))
    values = _checked(wish, reachable=False)
    attendee_id = uuid5(_FORMS, f"{of.id} {key}")
    row = {"id": attendee_id, "activity_id": of.id, "registered_at": now, "came": True, "entered_by": actor.person_id, **values}
    made = await session.scalar(upsert(Attendee).values(row).on_conflict_do_nothing().returning(col(Attendee.id)))
    if made is None and await session.scalar(select(col(Attendee.id)).where(col(Attendee.id) == attendee_id)) is None:
        raise Conflict("attendee-known", field="email")
    if made is not None:
        await _told(session, actor.person_id, now, "attendee-entered", of.id, attendee=str(attendee_id))
    return attendee_id


async def mark_attendance(session: AsyncSession, actor: Actor, now: datetime, of: ActivityPage, came: Mapping[UUID, bool]) -> int:
    """Note who came and who did not, of those on the list; gives how many were noted otherwise than before."""
    require(Permission.PROGRAMME_KEEP, actor, Facts(authority_id=of.authority_id))
    changed = 0
    for said in (True, False):
        ids = [one for one, here in came.items() if here is said][:MOST_AT_ONCE]
        mine = (col(Attendee.activity_id) == of.id, col(Attendee.id).in_(ids), col(Attendee.cancelled_at).is_(None))
        query = update(Attendee).where(*mine, col(Attendee.came).is_distinct_from(said)).values(came=said).returning(col(Attendee.id))
        changed += len((await session.scalars(query)).all())
    if changed:
        await _told(session, actor.person_id, now, "attendance-noted", of.id, changed=changed)
    return changed


async def drop_attendee(session: AsyncSession, actor: Actor, now: datetime, of: ActivityPage, attendee_id: UUID) -> None:
    """Take somebody off the list who was entered by mistake; the row goes with everything in it."""
    require(Permission.PROGRAMME_KEEP, actor, Facts(authority_id=of.authority_id))
    mine = (col(Attendee.activity_id) == of.id, col(Attendee.id) == attendee_id)
    await session.execute(delete(Attendee).where(*mine))
    await _told(session, actor.person_id, now, "attendee-dropped", of.id, attendee=str(attendee_id))


async def remind_attendees(
    session: AsyncSession, now: datetime, base_url: str, wording: Callable[[Reminded], LetterWords], limit: int = 500
) -> int:
    """Write to those who registered and have a seat, once, on the eve of the activity; gives how many letters were written."""
    today = now.astimezone(ZONE).date()
    rows = (await session.execute(_due(today, limit))).all()
    waiting = await _waiting(session, {row.activity_id for row in rows})
    for row in rows:
        if row.id not in waiting:
            titles = (row.title, row.title_latn, row.title_en)
            about = Reminded(row.name, row.language, *titles, row.starts_on, row.place, f"{base_url}/activities/{row.activity_id}")
            await write_letter(
                session, now, f"reminded:{row.id}", "registration", row.email, row.language, wording(about), sender=row.sender
            )
    await session.execute(update(Attendee).where(col(Attendee.id).in_([row.id for row in rows])).values(reminded_at=now))
    return len(rows) - len(waiting.intersection(row.id for row in rows))


def _due(today: date, limit: int) -> Any:
    person = (Attendee.id, Attendee.activity_id, Attendee.name, Attendee.email, Attendee.language)
    what = (Activity.title, Activity.title_latn, Activity.title_en, Activity.starts_on, Activity.place)
    query = select(*map(col, (*person, *what)), _NAME.label("sender")).join(Activity, col(Activity.id) == col(Attendee.activity_id))
    query = query.join(Authority, col(Authority.id) == col(Activity.authority_id))
    near = col(Activity.starts_on).between(today, today + REMINDED_BEFORE)
    waits = (col(Attendee.reminded_at).is_(None), col(Attendee.cancelled_at).is_(None), col(Attendee.email) != "")
    return query.where(near, *waits, col(Attendee.entered_by).is_(None)).limit(limit).with_for_update(of=Attendee, skip_locked=True)


async def _waiting(session: AsyncSession, activities: Sequence[UUID] | set[UUID]) -> set[UUID]:
    return {line.id for one in activities for line in await attendees_of(session, one) if line.waits}
