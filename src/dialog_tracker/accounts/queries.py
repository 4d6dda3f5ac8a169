"""Reading people, sessions and mandates."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

import msgspec
from sqlalchemy import and_, bindparam, func, or_, select
from sqlmodel import col

from dialog_tracker.accounts.tables import Mandate, Person, WebSession
from dialog_tracker.directory.naming import name_for
from dialog_tracker.directory.tables import Authority, Organisation
from dialog_tracker.domain.policy import Actor, Held, Role
from dialog_tracker.domain.script import Face
from dialog_tracker.storage.transaction import Reader


@dataclass(frozen=True, slots=True)
class SignedIn:
    """The person behind a session, with the mandates in force, and what the session keeps."""

    actor: Actor
    name: str
    email: str
    organisations: Mapping[UUID, tuple[str, str]]
    state: dict[str, Any]


def _in_force(now: datetime) -> Any:
    return and_(col(Mandate.valid_from) <= now, or_(col(Mandate.valid_to).is_(None), col(Mandate.valid_to) > now))


_SESSION: Any = (
    select(
        col(WebSession.data),
        col(WebSession.person_id),
        col(Person.name),
        col(Person.email),
        col(Mandate.role),
        col(Mandate.authority_id),
        col(Mandate.organisation_id),
        col(Organisation.name).label("organisation"),
        col(Organisation.kind).label("organisation_kind"),
    )
    .select_from(WebSession)
    .outerjoin(Person, and_(col(Person.id) == col(WebSession.person_id), col(Person.disabled_at).is_(None)))
    .outerjoin(
        Mandate,
        and_(
            col(Mandate.person_id) == col(Person.id),
            col(Mandate.valid_from) <= bindparam("now"),
            or_(col(Mandate.valid_to).is_(None), col(Mandate.valid_to) > bindparam("now")),
        ),
    )
    .outerjoin(Organisation, col(Organisation.id) == col(Mandate.organisation_id))
    .where(col(WebSession.digest) == bindparam("digest"), col(WebSession.expires_at) > bindparam("now"))
)


async def session_of(session: Reader, digest: str, now: datetime) -> SignedIn | None:
    """Load a session with its person, mandates and organisations in one query; None for an unknown or ended one."""
    rows = (await session.execute(_SESSION, {"digest": digest, "now": now})).all()
    if not rows or (rows[0].person_id is not None and rows[0].name is None):
        return None
    first = rows[0]
    held = frozenset(Held(Role(row.role), row.authority_id, row.organisation_id) for row in rows if row.role)
    spoken_for = {row.organisation_id: (row.organisation, row.organisation_kind) for row in rows if row.organisation_id}
    return SignedIn(Actor(first.person_id, held), first.name or "", first.email or "", spoken_for, msgspec.json.decode(first.data))


async def actor_of(session: Reader, person_id: UUID, now: datetime) -> Actor:
    """Load an actor by the person's id."""
    held = select(col(Mandate.role), col(Mandate.authority_id), col(Mandate.organisation_id))
    query = held.where(col(Mandate.person_id) == person_id, _in_force(now))
    rows = await session.execute(query)
    return Actor(person_id, frozenset(Held(Role(row.role), row.authority_id, row.organisation_id) for row in rows))


async def person_named(session: Reader, person_id: UUID) -> str:
    """Give a person's name; empty where it was erased."""
    return (await session.scalar(select(col(Person.name)).where(col(Person.id) == person_id))) or ""


async def person_by_email(session: Reader, email: str) -> UUID | None:
    """Find a person by address."""
    return await session.scalar(select(col(Person.id)).where(col(Person.email) == email, col(Person.disabled_at).is_(None)))


@dataclass(frozen=True, slots=True)
class KnownGuest:
    """A person behind an address, and whether it is an account: one with a password, or with a mandate."""

    id: UUID
    has_account: bool


async def has_password(session: Reader, person_id: UUID) -> bool:
    """Tell whether somebody signs in by a password."""
    return bool(await session.scalar(select(col(Person.password_hash) != "").where(col(Person.id) == person_id)))


async def is_guest(session: Reader, person_id: UUID) -> bool:
    """Tell whether somebody has neither a password nor a mandate: a guest, who confirmed an address."""
    mandate = select(col(Mandate.id)).where(col(Mandate.person_id) == col(Person.id)).exists()
    query = select((col(Person.password_hash) == "") & ~mandate).where(col(Person.id) == person_id)
    return bool(await session.scalar(query))


async def guest_by_email(session: Reader, email: str) -> KnownGuest | None:
    """Find who is behind an address; a disabled one counts as an account."""
    mandate = select(col(Mandate.id)).where(col(Mandate.person_id) == col(Person.id)).exists()
    account = (col(Person.password_hash) != "") | mandate | col(Person.disabled_at).is_not(None)
    row = (await session.execute(select(col(Person.id), account).where(col(Person.email) == email))).first()
    return KnownGuest(*row) if row else None


@dataclass(frozen=True, slots=True)
class AccountRecord:
    """What is kept of an account."""

    name: str
    language: str
    created_at: datetime
    confirmed_at: datetime | None


async def account_of_address(session: Reader, email: str) -> AccountRecord | None:
    """Read what is kept of the account with an address."""
    columns: tuple[Any, ...] = (col(Person.name), col(Person.language), col(Person.created_at), col(Person.email_confirmed_at))
    row = (await session.execute(select(*columns).where(col(Person.email) == email))).first()
    return AccountRecord(*row) if row else None


async def is_empty(session: Reader) -> bool:
    """Tell whether nobody has an account yet."""
    return not await session.scalar(select(select(col(Person.id)).exists()))


async def has_speakers(session: Reader, organisation_id: UUID, now: datetime) -> bool:
    """Tell whether somebody already speaks for an organisation."""
    held = select(col(Mandate.id)).where(col(Mandate.organisation_id) == organisation_id, _in_force(now))
    return bool(await session.scalar(select(held.exists())))


async def officers_of(session: Reader, authority_id: UUID, now: datetime) -> int:
    """Count the officials of an authority: four eyes are asked for from two on."""
    query = select(func.count(func.distinct(col(Mandate.person_id)))).where(col(Mandate.authority_id) == authority_id, _in_force(now))
    return await session.scalar(query) or 0


@dataclass(frozen=True, slots=True)
class MandateLine:
    """One mandate of a person, with the body it is for."""

    role: Role
    body: str
    authority_id: UUID | None
    organisation_id: UUID | None
    verified: bool


async def mandates_of(session: Reader, person_id: UUID, now: datetime, *, face: Face) -> list[MandateLine]:
    """List a person's mandates in force."""
    organisation = Organisation.name_latn if face.latin else Organisation.name
    query = (
        select(
            col(Mandate.role),
            func.coalesce(name_for(face, Authority), organisation, ""),
            col(Mandate.authority_id),
            col(Mandate.organisation_id),
            col(Organisation.verified_at),
        )
        .outerjoin(Authority, col(Authority.id) == col(Mandate.authority_id))
        .outerjoin(Organisation, col(Organisation.id) == col(Mandate.organisation_id))
        .where(col(Mandate.person_id) == person_id, _in_force(now))
        .order_by(col(Mandate.role))
    )
    return [MandateLine(Role(role), body, a, o, verified is not None) for role, body, a, o, verified in await session.execute(query)]


async def confirmed_address(session: Reader, person_id: UUID | None) -> str:
    """Give the confirmed address of whoever is signed in; empty for everybody else."""
    if person_id is None:
        return ""
    query = select(col(Person.email)).where(col(Person.id) == person_id, col(Person.email_confirmed_at).is_not(None))
    return await session.scalar(query) or ""
