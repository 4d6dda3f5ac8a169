"""Reading accounts for the administrator: found by name or address, and one with its mandates. Whoever was erased is not listed."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import and_, func, or_, select
from sqlmodel import col

from dialog_tracker.accounts.tables import ErasureRequest, Mandate, Person, WebSession
from dialog_tracker.directory.naming import name_for
from dialog_tracker.directory.tables import Authority, Organisation
from dialog_tracker.domain.errors import NotFound
from dialog_tracker.domain.policy import Role
from dialog_tracker.domain.script import Face, fold
from dialog_tracker.storage.transaction import Reader

_LETTERS = "абвгдезијклмнопрстћуфхцчшжčćšž", "abvgdezijklmnoprstcufhccszccsz"
_PAIRS = (("ђ", "dj"), ("đ", "dj"), ("љ", "lj"), ("њ", "nj"), ("џ", "dz"))


def _folded(column: Any) -> Any:
    """Fold a name in the database as the law book folds what is typed: names of people are few, and stored as typed alone."""
    folded = func.translate(func.lower(column), *_LETTERS)
    for letter, pair in _PAIRS:
        folded = func.replace(folded, letter, pair)
    return folded


@dataclass(frozen=True, slots=True)
class PersonLine:
    """An account in the list, with the roles in force."""

    id: UUID
    name: str
    email: str
    created_at: datetime
    disabled: bool
    confirmed: bool
    roles: Sequence[str]


def _running(now: datetime) -> Any:
    return and_(col(Mandate.valid_from) <= now, or_(col(Mandate.valid_to).is_(None), col(Mandate.valid_to) > now))


async def people(
    session: Reader, now: datetime, *, search: str = "", role: Role | None = None, before: UUID | None = None, limit: int = 50
) -> list[PersonLine]:
    """List accounts, newest first, paged by their ids; one query."""
    held = select(func.array_agg(col(Mandate.role))).where(col(Mandate.person_id) == col(Person.id), _running(now))
    shown: tuple[Any, ...] = (col(Person.id), col(Person.name), col(Person.email), col(Person.created_at))
    state = (col(Person.disabled_at).is_not(None), col(Person.email_confirmed_at).is_not(None))
    query = select(*shown, *state, held.correlate(Person).scalar_subquery()).where(col(Person.email).is_not(None))
    if search:
        told = _folded(col(Person.name)).contains(fold(search), autoescape=True)
        query = query.where(or_(told, col(Person.email).contains(search.lower(), autoescape=True)))
    if role is not None:
        mine = (col(Mandate.person_id) == col(Person.id), col(Mandate.role) == role, _running(now))
        query = query.where(select(col(Mandate.id)).where(*mine).exists())
    if before is not None:
        query = query.where(col(Person.id) < before)
    rows = await session.execute(query.order_by(col(Person.id).desc()).limit(limit))
    return [_person_line((*row[:-1], sorted(set(row[-1] or ())))) for row in rows]


def _person_line(shown: tuple[Any, ...]) -> PersonLine:
    return PersonLine(*shown)


@dataclass(frozen=True, slots=True)
class MandateHeld:
    """A mandate of a person from … until …, with the body it is for."""

    id: UUID
    role: Role
    body: str
    authority_id: UUID | None
    organisation_id: UUID | None
    valid_from: datetime
    valid_to: datetime | None


@dataclass(frozen=True, slots=True)
class PersonCard:
    """An account as the administrator sees it: what is needed to keep its offices, and nothing of what it wrote."""

    id: UUID
    name: str
    email: str
    created_at: datetime
    confirmed_at: datetime | None
    disabled_at: datetime | None
    sessions: int
    erasure_asked_at: datetime | None
    mandates: Sequence[MandateHeld]


async def person(session: Reader, person_id: UUID, now: datetime, *, face: Face) -> PersonCard:
    """Read an account with its mandates, running ones first; two queries. Raises NotFound("account-unknown")."""
    open_ = select(func.count()).where(col(WebSession.person_id) == person_id, col(WebSession.expires_at) > now).scalar_subquery()
    asked = select(func.min(col(ErasureRequest.asked_at))).where(col(ErasureRequest.person_id) == person_id)
    waiting = asked.where(col(ErasureRequest.decision) == "").scalar_subquery()
    names: tuple[Any, ...] = (Person.id, Person.name, Person.email, Person.created_at, Person.email_confirmed_at, Person.disabled_at)
    query = select(*map(col, names), open_, waiting).where(col(Person.id) == person_id, col(Person.email).is_not(None))
    row = (await session.execute(query)).first()
    if row is None:
        raise NotFound("account-unknown")
    shown: tuple[Any, ...] = (*row, await _mandates(session, person_id, face=face))
    return PersonCard(*shown)


async def _mandates(session: Reader, person_id: UUID, *, face: Face) -> list[MandateHeld]:
    organisation = Organisation.name_latn if face.latin else Organisation.name
    columns: tuple[Any, ...] = (col(Mandate.id), col(Mandate.role), func.coalesce(name_for(face, Authority), organisation, ""))
    more = (col(Mandate.authority_id), col(Mandate.organisation_id), col(Mandate.valid_from), col(Mandate.valid_to))
    query = (
        select(*columns, *more)
        .outerjoin(Authority, col(Authority.id) == col(Mandate.authority_id))
        .outerjoin(Organisation, col(Organisation.id) == col(Mandate.organisation_id))
        .where(col(Mandate.person_id) == person_id)
        .order_by(col(Mandate.valid_to).desc().nulls_first(), col(Mandate.valid_from).desc(), col(Mandate.id))
    )
    rows: list[tuple[Any, ...]] = [(row[0], Role(row[1]), *row[2:]) for row in await session.execute(query)]
    return [MandateHeld(*row) for row in rows]


async def names_of(session: Reader, ids: Iterable[UUID | None]) -> dict[UUID, str]:
    """Give the names of people; whoever was erased has none."""
    wanted = {one for one in ids if one is not None}
    if not wanted:
        return {}
    rows = await session.execute(select(col(Person.id), col(Person.name)).where(col(Person.id).in_(wanted), col(Person.name) != ""))
    return {row[0]: row[1] for row in rows}
