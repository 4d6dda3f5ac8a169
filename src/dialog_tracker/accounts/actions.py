"""Accounts: making them, signing in and out, mandates, and single-use links."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from math import ceil
from typing import Any
from uuid import UUID

import msgspec
from sqlalchemy import ARRAY, DateTime, Text, bindparam, delete, func, or_, select, text, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from dialog_tracker.accounts import passwords, signin
from dialog_tracker.accounts.tables import Link as LinkRow
from dialog_tracker.accounts.tables import Mandate, Person, WebSession
from dialog_tracker.domain.email_address import check_email
from dialog_tracker.domain.errors import Conflict, Malformed, NotFound, TooMany
from dialog_tracker.domain.policy import Held, Role
from dialog_tracker.domain.task import LinkPurpose
from dialog_tracker.ledger.actions import record
from dialog_tracker.storage.columns import new_id


async def add_person(
    session: AsyncSession, now: datetime, *, email: str, name: str, password: str = "", by: UUID | None = None, confirmed: bool = False
) -> UUID:
    """Make an account; raises Conflict("email-taken"), Malformed("email-unreadable", "password-short")."""
    hashed = await passwords.hash_password(passwords.check_strength(password)) if password else ""
    person_id = new_id()
    values = {"id": person_id, "email": check_email(email), "name": name.strip(), "password_hash": hashed, "created_at": now}
    made = insert(Person).values(**values, language="sr-Cyrl", email_confirmed_at=now if confirmed else None).on_conflict_do_nothing()
    if not (await session.execute(made.returning(col(Person.id)))).scalar():
        raise Conflict("email-taken")
    await record(session, at=now, actor_id=by or person_id, act="account-made", subject_kind="person", subject_id=person_id)
    return person_id


async def grant(
    session: AsyncSession, now: datetime, person_id: UUID, held: Held, by: UUID | None = None, since: datetime | None = None
) -> None:
    """Give a person a role from now on, or from a later time; giving it again changes nothing."""
    same = select(col(Mandate.id)).where(
        col(Mandate.person_id) == person_id,
        col(Mandate.role) == held.role,
        col(Mandate.authority_id).is_not_distinct_from(held.authority_id),
        col(Mandate.organisation_id).is_not_distinct_from(held.organisation_id),
        col(Mandate.valid_to).is_(None),
    )
    if await session.scalar(same):
        return
    values = {"person_id": person_id, "role": held.role, "authority_id": held.authority_id, "organisation_id": held.organisation_id}
    await session.execute(insert(Mandate).values(id=new_id(), **values, valid_from=max(now, since or now), granted_by=by))
    await record(session, at=now, actor_id=by, act="mandate-given", subject_kind="person", subject_id=person_id, role=held.role)


async def end_mandate(session: AsyncSession, now: datetime, person_id: UUID, held: Held, at: datetime, by: UUID | None = None) -> None:
    """End a person's role at a time; one that had not begun by then never does."""
    mine = (
        col(Mandate.person_id) == person_id,
        col(Mandate.role) == held.role,
        col(Mandate.authority_id).is_not_distinct_from(held.authority_id),
        col(Mandate.organisation_id).is_not_distinct_from(held.organisation_id),
        or_(col(Mandate.valid_to).is_(None), col(Mandate.valid_to) > at),
    )
    unbegun = delete(Mandate).where(*mine, col(Mandate.valid_from) >= at).returning(col(Mandate.id))
    ended = update(Mandate).where(*mine).values(valid_to=at).returning(col(Mandate.id))
    if [*await session.scalars(unbegun), *await session.scalars(ended)]:
        await record(session, at=now, actor_id=by, act="mandate-ended", subject_kind="person", subject_id=person_id, role=held.role)


_COUNT = text(
    """
    INSERT INTO rate_counter (key, window_start, hits) SELECT key, :now, 1 FROM unnest(:keys) AS key ORDER BY key
    ON CONFLICT (key) DO UPDATE SET
        hits = CASE WHEN rate_counter.window_start <= :ended THEN 1 ELSE rate_counter.hits + 1 END,
        window_start = CASE WHEN rate_counter.window_start <= :ended THEN :now ELSE rate_counter.window_start END
    RETURNING key, hits, window_start
    """
).bindparams(bindparam("keys", type_=ARRAY(Text)), bindparam("now", type_=DateTime(timezone=True)))


@dataclass(frozen=True, slots=True)
class Limit:
    """How often something may be tried under one key, and the error that says it was too often."""

    key: str
    most: int
    code: str = "too-often"


async def count_try(session: AsyncSession, now: datetime, key: str, *, most: int, seconds: int) -> None:
    """Count a try in one atomic statement; raises TooMany("too-often") past the limit of the running window.

    A try that must count even when it fails is counted in a transaction of its own.
    """
    await count_tries(session, now, [Limit(key, most)], seconds=seconds)


async def count_tries(session: AsyncSession, now: datetime, limits: Sequence[Limit], *, seconds: int) -> None:
    """Count a try under several keys at once, in one statement; raises TooMany with the code of the first limit that is passed.

    The keys are taken in their order, so that two that share some never wait for each other.
    """
    window = timedelta(seconds=seconds)
    given = {"keys": [limit.key for limit in limits], "now": now, "ended": now - window}
    counted = {row.key: row for row in await session.execute(_COUNT, given)}
    for limit in limits:
        if counted[limit.key].hits > limit.most:
            left = max(1, ceil((counted[limit.key].window_start + window - now).total_seconds()))
            raise TooMany(limit.code, seconds=left, minutes=-(-left // 60))


async def check_credentials(session: AsyncSession, email: str, password: str) -> UUID:
    """Check an address and a password; raises Malformed("password-wrong"), the same for an unknown address.

    Only who knows the password is told that the address was never confirmed: Malformed("address-unconfirmed").
    """
    columns = (col(Person.id), col(Person.password_hash), col(Person.email_confirmed_at))
    query = select(*columns).where(col(Person.email) == email.strip().lower(), col(Person.disabled_at).is_(None))
    row = (await session.execute(query)).first()
    if not await passwords.matches(password, row.password_hash if row else ""):
        raise Malformed("password-wrong")
    assert row is not None
    if row.email_confirmed_at is None:
        raise Malformed("address-unconfirmed")
    return row[0]


async def start_session(
    session: AsyncSession, now: datetime, *, hours: int, person_id: UUID | None, state: dict[str, Any], old_digest: str | None = None
) -> str:
    """Start a session under a new secret and end the old one; gives the secret for the cookie."""
    if old_digest:
        await session.execute(delete(WebSession).where(col(WebSession.digest) == old_digest))
    secret = signin.new_secret()
    values = {"digest": signin.digest(secret), "person_id": person_id, "data": msgspec.json.encode(state)}
    await session.execute(insert(WebSession).values(**values, expires_at=now + timedelta(hours=hours)))
    if person_id:
        await record(session, at=now, actor_id=person_id, act="signed-in", subject_kind="person", subject_id=person_id)
    return secret


async def keep_in_session(session: AsyncSession, digest: str, state: dict[str, Any]) -> None:
    """Replace what a session keeps."""
    await session.execute(update(WebSession).where(col(WebSession.digest) == digest).values(data=msgspec.json.encode(state)))


async def end_session(session: AsyncSession, now: datetime, digest: str, person_id: UUID) -> None:
    """End a session."""
    await session.execute(delete(WebSession).where(col(WebSession.digest) == digest))
    await record(session, at=now, actor_id=person_id, act="signed-out", subject_kind="person", subject_id=person_id)


async def make_link(
    session: AsyncSession,
    now: datetime,
    purpose: LinkPurpose,
    *,
    person_id: UUID | None = None,
    email: str | None = None,
    facts: dict[str, Any] | None = None,
    by: UUID | None = None,
) -> str:
    """Make a single-use link and give its secret; it lives one hour, an invitation a week."""
    secret = signin.new_secret()
    hours = signin.INVITATION_HOURS if purpose is LinkPurpose.INVITE else signin.LINK_HOURS
    values = {"id": new_id(), "digest": signin.digest(secret), "purpose": purpose, "person_id": person_id, "email": email}
    await session.execute(
        insert(LinkRow).values(**values, facts=facts or {}, created_by=by, created_at=now, expires_at=now + timedelta(hours=hours))
    )
    return secret


async def use_link(session: AsyncSession, now: datetime, secret: str, purpose: LinkPurpose) -> LinkRow:
    """Spend a link; raises NotFound("link-spent"). Two clicks at once spend it once."""
    spent = (
        update(LinkRow)
        .where(
            col(LinkRow.digest) == signin.digest(secret),
            col(LinkRow.purpose) == purpose,
            col(LinkRow.used_at).is_(None),
            col(LinkRow.expires_at) > now,
        )
        .values(used_at=now)
        .returning(LinkRow)
    )
    row = (await session.execute(spent)).scalar()
    if row is None:
        raise NotFound("link-spent")
    return row


async def confirm_email(session: AsyncSession, now: datetime, secret: str) -> UUID:
    """Confirm the address that a link was sent to; gives the person."""
    link = await use_link(session, now, secret, LinkPurpose.CONFIRM)
    assert link.person_id is not None
    await session.execute(update(Person).where(col(Person.id) == link.person_id).values(email_confirmed_at=now))
    await record(session, at=now, actor_id=link.person_id, act="address-confirmed", subject_kind="person", subject_id=link.person_id)
    return link.person_id


async def set_password(session: AsyncSession, now: datetime, person_id: UUID, password: str) -> None:
    """Set a password and end every session of the person; the address counts as confirmed, since the link came by it."""
    hashed = await passwords.hash_password(passwords.check_strength(password))
    await session.execute(
        update(Person)
        .where(col(Person.id) == person_id)
        .values(password_hash=hashed, email_confirmed_at=func.coalesce(col(Person.email_confirmed_at), now))
    )
    await session.execute(delete(WebSession).where(col(WebSession.person_id) == person_id))
    await record(session, at=now, actor_id=person_id, act="password-set", subject_kind="person", subject_id=person_id)


async def accept_invitation(
    session: AsyncSession, now: datetime, secret: str, purpose: LinkPurpose, *, name: str, password: str, email: str = ""
) -> UUID:
    """Turn an invitation into an account with its mandate; an existing account gets the mandate and keeps its password."""
    passwords.check_strength(password)
    link = await use_link(session, now, secret, purpose)
    address = link.email or check_email(email)
    existing = await session.scalar(select(col(Person.id)).where(col(Person.email) == address))
    if existing is not None and not await _knows_password(session, existing, password):
        raise Malformed("password-wrong")
    person_id = existing or await add_person(session, now, email=address, name=name, password=password, confirmed=True)
    since = link.facts.get("since")
    await grant(session, now, person_id, held_from(link.facts), link.created_by, datetime.fromisoformat(since) if since else None)
    return person_id


async def _knows_password(session: AsyncSession, person_id: UUID, password: str) -> bool:
    hashed = await session.scalar(select(col(Person.password_hash)).where(col(Person.id) == person_id))
    return await passwords.matches(password, hashed or "")


def held_from(facts: dict[str, Any]) -> Held:
    """Read the mandate that an invitation gives."""
    authority, organisation = facts.get("authority_id"), facts.get("organisation_id")
    return Held(Role(facts["role"]), UUID(authority) if authority else None, UUID(organisation) if organisation else None)


async def erase_account(session: AsyncSession, now: datetime, person_id: UUID, *, by: UUID | None) -> None:
    """Empty an account for good: name, address, password, sessions and links go, roles end; the id stays for the record of acts."""
    address = await session.scalar(select(col(Person.email)).where(col(Person.id) == person_id))
    blank = {"email": None, "name": "", "password_hash": "", "disabled_at": now}
    await session.execute(update(Person).where(col(Person.id) == person_id).values(**blank))
    await session.execute(delete(WebSession).where(col(WebSession.person_id) == person_id))
    await session.execute(delete(LinkRow).where(or_(col(LinkRow.person_id) == person_id, col(LinkRow.email) == (address or ""))))
    running = or_(col(Mandate.valid_to).is_(None), col(Mandate.valid_to) > now)
    ended = update(Mandate).where(col(Mandate.person_id) == person_id, running, col(Mandate.valid_from) < now)
    await session.execute(ended.values(valid_to=now))
    await record(session, at=now, actor_id=by, act="account-erased", subject_kind="person", subject_id=person_id)
