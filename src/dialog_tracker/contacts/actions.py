"""Entering contact points, changing them, choosing what a card shows, and handing the duty over in one step."""

from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any
from uuid import NAMESPACE_URL, UUID, uuid5
from zoneinfo import ZoneInfo

from sqlalchemy import update
from sqlalchemy.dialects.postgresql import insert as upsert
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from dialog_tracker.accounts.actions import end_mandate, grant
from dialog_tracker.accounts.queries import person_by_email
from dialog_tracker.contacts.queries import ContactLine, contact_point
from dialog_tracker.contacts.tables import ContactPoint
from dialog_tracker.domain.contact_point import Duty, check_term, handed_over
from dialog_tracker.domain.directory_rows import addresses
from dialog_tracker.domain.errors import DialogError, FieldErrors, Malformed
from dialog_tracker.domain.policy import Actor, Facts, Held, Permission, Role, require
from dialog_tracker.ledger.actions import record

_FORMS = uuid5(NAMESPACE_URL, "dialog-tracker:contact-forms")
ZONE = ZoneInfo("Europe/Belgrade")
LONGEST_NOTE = 5000


@dataclass(frozen=True, slots=True)
class ContactDraft:
    """A contact point on its way: who, in which function, how to reach them, for how long and by which decision."""

    duty: Duty
    name: str
    function: str = ""
    email: str = ""
    telephone: str = ""
    begins_on: date | None = None
    last_on: date | None = None
    decision: str = ""


def _checked(draft: ContactDraft) -> dict[str, Any]:
    """Give the columns of a draft; raises FieldErrors with everything that is wrong. Nobody needs an e-mail address."""
    errors: dict[str, DialogError] = {}
    if not draft.name.strip():
        errors["name"] = Malformed("field-required", field="name")
    email = ""
    try:
        email = addresses(draft.email)
    except Malformed as refused:
        errors["email"] = refused
    try:
        check_term(draft.begins_on, draft.last_on)
    except Malformed as refused:
        errors["last_on"] = refused
    if errors:
        raise FieldErrors(errors)
    words = {"name": " ".join(draft.name.split()), "function": " ".join(draft.function.split()), "email": email}
    return words | {
        "duty": draft.duty,
        "telephone": " ".join(draft.telephone.split()),
        "begins_on": draft.begins_on,
        "last_on": draft.last_on,
        "decision": " ".join(draft.decision.split()),
    }


async def enter_contact(session: AsyncSession, actor: Actor, now: datetime, authority_id: UUID, draft: ContactDraft, key: str) -> UUID:
    """Enter a contact point, once for one key of a form; raises FieldErrors."""
    require(Permission.CONTACT_EDIT, actor, Facts(authority_id=authority_id))
    values = _checked(draft)
    contact_id = uuid5(_FORMS, f"{authority_id} {key}")
    await _insert(session, actor, now, contact_id, authority_id, values, "contact-entered")
    return contact_id


async def _insert(
    session: AsyncSession, actor: Actor, now: datetime, contact_id: UUID, authority_id: UUID, values: dict[str, Any], act: str
) -> bool:
    """Insert a row once; False where the same form made it before."""
    row = {"note": "", "follows_id": None, "person_id": None, **values}
    shown = {"shows_name": True, "shows_email": True, "shows_telephone": True}
    made = insert_row(contact_id, authority_id, row | shown, actor.person_id, now)
    if not await session.scalar(made):
        return False
    facts = {"authority": str(authority_id), "duty": values["duty"]}
    await record(session, at=now, actor_id=actor.person_id, act=act, subject_kind="contact", subject_id=contact_id, **facts)
    return True


def insert_row(contact_id: UUID, authority_id: UUID, row: dict[str, Any], by: UUID | None, now: datetime) -> Any:
    """Make the statement that inserts a contact point unless it is there."""
    made = upsert(ContactPoint).values(id=contact_id, authority_id=authority_id, **row, created_by=by, created_at=now, changed_at=now)
    return made.on_conflict_do_nothing().returning(col(ContactPoint.id))


async def change_contact(session: AsyncSession, actor: Actor, now: datetime, contact_id: UUID, draft: ContactDraft) -> ContactLine:
    """Change a contact point; raises NotFound("contact-unknown") and FieldErrors."""
    line = await contact_point(session, contact_id)
    require(Permission.CONTACT_EDIT, actor, Facts(authority_id=line.authority_id))
    values = _checked(draft)
    await session.execute(update(ContactPoint).where(col(ContactPoint.id) == contact_id).values(**values, changed_at=now))
    facts = {"authority": str(line.authority_id)}
    await record(session, at=now, actor_id=actor.person_id, act="contact-changed", subject_kind="contact", subject_id=contact_id, **facts)
    return line


async def choose_card(
    session: AsyncSession, actor: Actor, now: datetime, contact_id: UUID, *, name: bool, email: bool, telephone: bool
) -> ContactLine:
    """Choose what the public card shows beside the function; its owner does, or the office where the owner has no account."""
    line = await contact_point(session, contact_id)
    require(Permission.CONTACT_SHOW, actor, Facts(authority_id=line.authority_id, owner_id=line.owner_id))
    shown = {"shows_name": name, "shows_email": email, "shows_telephone": telephone}
    await session.execute(update(ContactPoint).where(col(ContactPoint.id) == contact_id).values(**shown, changed_at=now))
    await record(session, at=now, actor_id=actor.person_id, act="contact-shown", subject_kind="contact", subject_id=contact_id, **shown)
    return line


@dataclass(frozen=True, slots=True)
class Handover:
    """What came of a handover: the new contact point, its person where there is an account, and whom work is taken from."""

    contact_id: UUID
    authority_id: UUID
    duty: Duty
    from_person: UUID | None
    to_person: UUID | None
    begins_at: datetime
    done_before: bool = False


async def hand_over(
    session: AsyncSession, actor: Actor, now: datetime, contact_id: UUID, draft: ContactDraft, note: str, key: str
) -> Handover:
    """End one mandate on the day before another begins, in one step, with a note that the new contact point reads.

    Consultations and drafts belong to the authority and stay where they are; the roles of the accounts behind both change on that day.
    Raises NotFound("contact-unknown"), Malformed("handover-before-mandate") and FieldErrors.
    """
    line = await contact_point(session, contact_id)
    require(Permission.CONTACT_HAND_OVER, actor, Facts(authority_id=line.authority_id))
    if draft.begins_on is None:
        raise FieldErrors({"begins_on": Malformed("field-required", field="begins_on")})
    if len(note) > LONGEST_NOTE:
        raise FieldErrors({"note": Malformed("text-too-long", field="note", length=len(note), limit=LONGEST_NOTE)})
    values = _checked(draft) | {"duty": line.duty}
    new_id = uuid5(_FORMS, f"{contact_id} {key}")
    begins_at = datetime.combine(draft.begins_on, time(), ZONE)
    to_person = await person_by_email(session, values["email"].lower()) if values["email"] else None
    done = Handover(new_id, line.authority_id, line.duty, line.owner_id, to_person, begins_at)
    more = {"note": note.strip(), "follows_id": contact_id, "person_id": to_person}
    if not await _insert(session, actor, now, new_id, line.authority_id, values | more, "contact-handed-over"):
        return Handover(new_id, line.authority_id, line.duty, line.owner_id, to_person, begins_at, done_before=True)
    if line.last_on is not None and line.last_on < draft.begins_on and line.last_on < now.astimezone(ZONE).date():
        last_on = line.last_on  # it was over already: the successor comes after a gap, which stays visible
    else:
        last_on = handed_over(line.term, draft.begins_on)
    ended = update(ContactPoint).where(col(ContactPoint.id) == contact_id)
    await session.execute(ended.values(last_on=last_on, changed_at=now))
    await _change_roles(session, actor, now, done)
    return done


async def _change_roles(session: AsyncSession, actor: Actor, now: datetime, done: Handover) -> None:
    held = Held(Role(done.duty.value), authority_id=done.authority_id)
    at = max(now, done.begins_at)
    if done.from_person is not None and done.from_person != done.to_person:
        await end_mandate(session, now, done.from_person, held, at, actor.person_id)
    if done.to_person is not None:
        await grant(session, now, done.to_person, held, actor.person_id, at)
