"""What an administrator does to accounts, jobs and letters: each an act of the ledger; the last administrator stays one."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import delete, func, or_, select, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from dialog_tracker.accounts.actions import end_mandate, grant
from dialog_tracker.accounts.tables import Mandate, Person, WebSession
from dialog_tracker.desk.requests import ask_erasure
from dialog_tracker.directory.queries import authority, organisations_called
from dialog_tracker.domain.errors import Conflict, Malformed, NotFound
from dialog_tracker.domain.policy import Actor, Held, Permission, Role, require
from dialog_tracker.ledger.actions import record
from dialog_tracker.outbox import actions as outbox

GIVEN_FOR_AN_AUTHORITY = (Role.CONTACT_POINT, Role.DEPUTY, Role.DRAFTER, Role.APPROVER)
GIVEN_FOR_AN_ORGANISATION = (Role.CSO_COORDINATOR, Role.CSO_MEMBER)
GIVEN_HERE = (*GIVEN_FOR_AN_AUTHORITY, *GIVEN_FOR_AN_ORGANISATION, Role.OVERSEER, Role.ADMINISTRATOR)


async def _hold(session: AsyncSession, actor: Actor, person_id: UUID) -> bool:
    """Lock an account that is not erased and tell whether it can sign in; raises NotFound("account-unknown")."""
    require(Permission.INSTALLATION_MANAGE, actor)
    query = select(col(Person.disabled_at)).where(col(Person.id) == person_id, col(Person.email).is_not(None)).with_for_update()
    row = (await session.execute(query)).first()
    if row is None:
        raise NotFound("account-unknown")
    return row[0] is None


async def _keep_an_administrator(session: AsyncSession, now: datetime, person_id: UUID) -> None:
    """Refuse to take the last administrator away; raises Conflict("last-administrator").

    All mandates of administrators are locked in one order, so that two who take the office from each other do not both succeed.
    """
    running = or_(col(Mandate.valid_to).is_(None), col(Mandate.valid_to) > now)
    held = select(col(Mandate.person_id)).join(Person, col(Person.id) == col(Mandate.person_id))
    able = held.where(col(Mandate.role) == Role.ADMINISTRATOR, col(Mandate.valid_from) <= now, running, col(Person.disabled_at).is_(None))
    holders = set(await session.scalars(able.order_by(col(Mandate.id)).with_for_update(of=Mandate)))
    if holders == {person_id}:
        raise Conflict("last-administrator")


async def disable_account(session: AsyncSession, actor: Actor, now: datetime, person_id: UUID) -> None:
    """Close an account to sign-in and end its sessions; mandates stay, so that opening it again gives all back."""
    if not await _hold(session, actor, person_id):
        return
    await _keep_an_administrator(session, now, person_id)
    await session.execute(update(Person).where(col(Person.id) == person_id).values(disabled_at=now))
    await session.execute(delete(WebSession).where(col(WebSession.person_id) == person_id))
    await record(session, at=now, actor_id=actor.person_id, act="account-disabled", subject_kind="person", subject_id=person_id)


async def enable_account(session: AsyncSession, actor: Actor, now: datetime, person_id: UUID) -> None:
    """Open a closed account to sign-in again."""
    if await _hold(session, actor, person_id):
        return
    await session.execute(update(Person).where(col(Person.id) == person_id).values(disabled_at=None))
    await record(session, at=now, actor_id=actor.person_id, act="account-enabled", subject_kind="person", subject_id=person_id)


async def end_sessions(session: AsyncSession, actor: Actor, now: datetime, person_id: UUID) -> None:
    """Sign a person out everywhere."""
    await _hold(session, actor, person_id)
    ended = await session.scalars(delete(WebSession).where(col(WebSession.person_id) == person_id).returning(col(WebSession.digest)))
    if count := len(ended.all()):
        by = actor.person_id
        await record(session, at=now, actor_id=by, act="sessions-ended", subject_kind="person", subject_id=person_id, count=count)


async def give_mandate(
    session: AsyncSession, actor: Actor, now: datetime, person_id: UUID, role: Role, authority_id: UUID | None, organisation: str = ""
) -> None:
    """Give a person an office; an organisation is told by its name or its register number.

    Raises Malformed("choice-required") without the authority, ("field-required", "organisation-unknown", "organisation-several") for the
    organisation.
    """
    await _hold(session, actor, person_id)
    held = Held(role)
    if role in GIVEN_FOR_AN_AUTHORITY:
        if authority_id is None:
            raise Malformed("choice-required", field="authority")
        await authority(session, authority_id)
        held = Held(role, authority_id)
    elif role in GIVEN_FOR_AN_ORGANISATION:
        held = Held(role, organisation_id=await _organisation(session, organisation))
    await grant(session, now, person_id, held, actor.person_id)


async def _organisation(session: AsyncSession, typed: str) -> UUID:
    if not typed:
        raise Malformed("field-required", field="organisation")
    match await organisations_called(session, typed):
        case []:
            raise Malformed("organisation-unknown", field="organisation")
        case [one]:
            return one
        case _:
            raise Malformed("organisation-several", field="organisation")


async def take_mandate(session: AsyncSession, actor: Actor, now: datetime, person_id: UUID, mandate_id: UUID) -> None:
    """End a running mandate now. Raises NotFound("mandate-unknown") and Conflict("last-administrator")."""
    await _hold(session, actor, person_id)
    columns = select(col(Mandate.role), col(Mandate.authority_id), col(Mandate.organisation_id))
    running = or_(col(Mandate.valid_to).is_(None), col(Mandate.valid_to) > now)
    row = (await session.execute(columns.where(col(Mandate.id) == mandate_id, col(Mandate.person_id) == person_id, running))).first()
    if row is None:
        raise NotFound("mandate-unknown")
    held = Held(Role(row[0]), row[1], row[2])
    if held.role is Role.ADMINISTRATOR:
        await _keep_an_administrator(session, now, person_id)
    await end_mandate(session, now, person_id, held, now, by=actor.person_id)


async def erase_on_request(session: AsyncSession, actor: Actor, now: datetime, person_id: UUID) -> bool:
    """Erase somebody who asked for it by a letter; whoever holds an office is put among the requests that wait. Tells whether it is done."""
    await _hold(session, actor, person_id)
    return await ask_erasure(session, now, person_id, by=actor.person_id)


async def act_on_job(session: AsyncSession, actor: Actor, now: datetime, job_id: UUID, *, again: bool) -> None:
    """Queue a job again, or cancel it; raises NotFound("job-unknown") for one that cannot be."""
    require(Permission.INSTALLATION_MANAGE, actor)
    if not await outbox.act_on_job(session, now, job_id, actor.person_id, again=again):
        raise NotFound("job-unknown")


async def send_again(session: AsyncSession, actor: Actor, now: datetime, letter_id: UUID) -> None:
    """Let a letter that was given up leave once more; raises NotFound("letter-unknown")."""
    require(Permission.INSTALLATION_MANAGE, actor)
    await outbox.try_letter_again(session, now, letter_id)
    await record(session, at=now, actor_id=actor.person_id, act="letter-tried-again", subject_kind="letter", subject_id=letter_id)


async def person_of(session: AsyncSession, typed: str) -> UUID | None:
    """Find an account by its address or its id; None where there is none."""
    try:
        return UUID(typed)
    except ValueError:
        return await session.scalar(select(col(Person.id)).where(func.lower(col(Person.email)) == typed.strip().lower()))
