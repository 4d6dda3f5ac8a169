"""Reading contact points: of one authority, of all with their standing, vacancies, and which municipalities have one."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import and_, func, select
from sqlalchemy.orm import aliased
from sqlmodel import col

from dialog_tracker.accounts.tables import Person
from dialog_tracker.contacts.tables import ContactPoint
from dialog_tracker.directory.naming import name_for, order_for
from dialog_tracker.directory.tables import Authority, Territory
from dialog_tracker.domain.act import AuthorityLevel
from dialog_tracker.domain.body import BodyKind
from dialog_tracker.domain.contact_point import Card, Duty, Outlook, Standing, Term, card, outlook, overlaps
from dialog_tracker.domain.errors import NotFound
from dialog_tracker.domain.policy import Actor
from dialog_tracker.domain.script import Face
from dialog_tracker.domain.territory import Sense
from dialog_tracker.storage.transaction import Reader

_BEFORE: Any = aliased(ContactPoint, name="before")
_OWNER: Any = aliased(Person, name="owner")


@dataclass(frozen=True, slots=True)
class ContactLine:
    """A contact point as the office sees it; the owner is whoever has the account behind it or behind its e-mail address."""

    id: UUID
    authority_id: UUID
    duty: Duty
    name: str
    function: str
    email: str
    telephone: str
    shows_name: bool
    shows_email: bool
    shows_telephone: bool
    begins_on: date | None
    last_on: date | None
    decision: str
    note: str
    changed_at: datetime
    follows: str
    owner_id: UUID | None

    @property
    def term(self) -> Term:
        """Give the mandate as it is judged."""
        return Term(self.id, self.duty, self.begins_on, self.last_on)

    @property
    def card(self) -> Card:
        """Give what the public sees."""
        shown = {"shows_name": self.shows_name, "shows_email": self.shows_email, "shows_telephone": self.shows_telephone}
        return card(self.name, self.function, self.email, self.telephone, **shown)


def _lines() -> Any:
    own = (ContactPoint.id, ContactPoint.authority_id, ContactPoint.duty, ContactPoint.name, ContactPoint.function, ContactPoint.email)
    shown = (ContactPoint.telephone, ContactPoint.shows_name, ContactPoint.shows_email, ContactPoint.shows_telephone)
    when = (ContactPoint.begins_on, ContactPoint.last_on, ContactPoint.decision, ContactPoint.note, ContactPoint.changed_at)
    behind = and_(col(_OWNER.email) == func.lower(col(ContactPoint.email)), col(_OWNER.email_confirmed_at).is_not(None))
    owner = func.coalesce(col(ContactPoint.person_id), col(_OWNER.id))
    return (
        select(*map(col, (*own, *shown, *when)), func.coalesce(col(_BEFORE.name), ""), owner)
        .outerjoin(_BEFORE, col(_BEFORE.id) == col(ContactPoint.follows_id))
        .outerjoin(_OWNER, and_(behind, col(ContactPoint.email) != ""))
    )


def _line(row: Any) -> ContactLine:
    return ContactLine(row[0], row[1], Duty(row[2]), *row[3:])


async def contact_point(session: Reader, contact_id: UUID) -> ContactLine:
    """Read one contact point; raises NotFound("contact-unknown")."""
    row = (await session.execute(_lines().where(col(ContactPoint.id) == contact_id))).first()
    if row is None:
        raise NotFound("contact-unknown")
    return _line(row)


async def contacts_of(session: Reader, authority_id: UUID) -> list[ContactLine]:
    """List the contact points of an authority, deputies after those they stand in for, the latest mandate first."""
    query = _lines().where(col(ContactPoint.authority_id) == authority_id)
    order = (col(ContactPoint.duty), col(ContactPoint.begins_on).desc().nulls_last(), col(ContactPoint.created_at).desc())
    return [_line(row) for row in await session.execute(query.order_by(*order))]


def standing_now(lines: Iterable[ContactLine], day: date) -> list[ContactLine]:
    """Give those whose mandate stands on a day."""
    return [line for line in lines if line.term.holds(day)]


def overlapping(lines: Sequence[ContactLine], day: date) -> list[tuple[ContactLine, ContactLine]]:
    """Give the pairs of one duty whose mandates overlap."""
    by_id = {line.id: line for line in lines}
    return [(by_id[one], by_id[other]) for one, other in overlaps([line.term for line in lines], day)]


@dataclass(frozen=True, slots=True)
class AuthorityPage:
    """What the directory says of an authority."""

    id: UUID
    name: str
    name_en: str
    kind: BodyKind
    level: AuthorityLevel
    territory: str
    place: str
    address: str
    email: str
    website: str
    register_number: str
    territory_code: str
    sender_name: str


async def authority_page(session: Reader, authority_id: UUID, *, face: Face) -> AuthorityPage:
    """Read an authority for its page; raises NotFound("authority-unknown")."""
    place = name_for(face, Territory)
    texts = (Authority.place, Authority.address, Authority.email, Authority.website, Authority.register_number)
    columns: tuple[Any, ...] = (
        col(Authority.id),
        name_for(face, Authority),
        col(Authority.name_en),
        col(Authority.kind),
        col(Authority.level),
        func.coalesce(place, ""),
        *map(col, texts),
        func.coalesce(col(Authority.territory_code), ""),
        col(Authority.sender_name),
    )
    query = select(*columns).outerjoin(Territory, col(Territory.code) == col(Authority.territory_code))
    row = (await session.execute(query.where(col(Authority.id) == authority_id))).first()
    if row is None:
        raise NotFound("authority-unknown")
    return AuthorityPage(row[0], row[1], row[2], BodyKind(row[3]), AuthorityLevel(row[4]), *row[5:])


@dataclass(frozen=True, slots=True)
class Vacancy:
    """An authority whose contact point's mandate ended, or ends soon, with nobody to follow."""

    authority_id: UUID
    authority: str
    level: AuthorityLevel
    outlook: Outlook
    changed_at: datetime


async def vacancies(session: Reader, day: date, *, face: Face, authority_ids: frozenset[UUID] | None = None) -> list[Vacancy]:
    """List vacancies, the earliest first; those that never had a contact point are counted elsewhere, since nothing ended there."""
    columns: tuple[Any, ...] = (
        col(ContactPoint.id),
        col(ContactPoint.duty),
        col(ContactPoint.begins_on),
        col(ContactPoint.last_on),
        col(ContactPoint.changed_at),
        col(Authority.id).label("authority_id"),
        name_for(face, Authority).label("authority"),
        col(Authority.level),
    )
    query = select(*columns).join(Authority, col(Authority.id) == col(ContactPoint.authority_id))
    if authority_ids is not None:
        query = query.where(col(ContactPoint.authority_id).in_(list(authority_ids)))
    found: dict[UUID, list[Any]] = {}
    for row in await session.execute(query.order_by(order_for(face, Authority), col(Authority.id))):
        found.setdefault(row.authority_id, []).append(row)
    listed = [_vacancy(rows, day) for rows in found.values()]
    open_ones = [one for one in listed if one.outlook.standing in (Standing.ENDING, Standing.ENDED)]
    return sorted(open_ones, key=lambda one: one.outlook.vacant_from or day)


def _vacancy(rows: Sequence[Any], day: date) -> Vacancy:
    terms = [Term(row.id, Duty(row.duty), row.begins_on, row.last_on) for row in rows]
    first = rows[0]
    changed_at = max(row.changed_at for row in rows)
    return Vacancy(first.authority_id, first.authority, AuthorityLevel(first.level), outlook(terms, day), changed_at)


_NOTE_SHOWN = timedelta(days=60)


async def handed_to(session: Reader, actor: Actor, day: date) -> UUID | None:
    """Find the contact point that was handed to somebody with a note, so that the note waits on the desk for two months."""
    if actor.person_id is None:
        return None
    query = (
        select(col(ContactPoint.id))
        .outerjoin(_OWNER, and_(col(_OWNER.email) == func.lower(col(ContactPoint.email)), col(ContactPoint.email) != ""))
        .where(func.coalesce(col(ContactPoint.person_id), col(_OWNER.id)) == actor.person_id)
        .where(col(ContactPoint.note) != "", col(ContactPoint.begins_on) > day - _NOTE_SHOWN)
        .order_by(col(ContactPoint.begins_on).desc())
        .limit(1)
    )
    return await session.scalar(query)


@dataclass(frozen=True, slots=True)
class UnitLine:
    """A unit of local self-government and how it stands; `authority_id` is None where no body of it is entered."""

    code: str
    name: str
    authority_id: UUID | None
    standing: Standing

    @property
    def has_one(self) -> bool:
        """Tell whether somebody answers there now."""
        return self.standing in (Standing.HELD, Standing.ENDING)


@dataclass(frozen=True, slots=True)
class DistrictLine:
    """A district with its units, in the order of their names; Belgrade stands for itself."""

    code: str
    name: str
    units: tuple[UnitLine, ...]

    @property
    def with_one(self) -> int:
        """Count the units in which somebody answers."""
        return sum(unit.has_one for unit in self.units)


@dataclass(frozen=True, slots=True)
class Coverage:
    """Which units have a contact point, in one of the two senses of what a unit is."""

    sense: Sense
    districts: tuple[DistrictLine, ...]

    @property
    def units(self) -> int:
        """Count the units."""
        return sum(len(district.units) for district in self.districts)

    @property
    def with_one(self) -> int:
        """Count the units in which somebody answers."""
        return sum(district.with_one for district in self.districts)


async def coverage(session: Reader, day: date, sense: Sense, *, face: Face) -> Coverage:
    """Read which units have a contact point, by district, in one query."""
    outer: Any = aliased(Territory, name="outer")
    name = "name_en" if face.english else "name_latn" if face.latin else "name"
    columns: tuple[Any, ...] = (
        col(Territory.code),
        col(getattr(Territory, name)).label("name"),
        func.coalesce(col(outer.code), col(Territory.code)).label("district"),
        func.coalesce(col(getattr(outer, name)), col(getattr(Territory, name))).label("district_name"),
        col(Authority.id).label("authority_id"),
        col(ContactPoint.id).label("contact_id"),
        col(ContactPoint.duty),
        col(ContactPoint.begins_on),
        col(ContactPoint.last_on),
    )
    counted = col(Territory.usual) if sense is Sense.USUAL else col(Territory.by_law)
    query = (
        select(*columns)
        .outerjoin(outer, col(outer.code) == col(Territory.within))
        .outerjoin(Authority, and_(col(Authority.territory_code) == col(Territory.code), col(Authority.level) == AuthorityLevel.LOCAL))
        .outerjoin(ContactPoint, col(ContactPoint.authority_id) == col(Authority.id))
        .where(counted)
        .order_by(func.coalesce(order_for(face, outer), order_for(face, Territory)), order_for(face, Territory), col(Territory.code))
    )
    units: dict[str, list[Any]] = {}
    for row in await session.execute(query):
        units.setdefault(row.code, []).append(row)
    districts: dict[tuple[str, str], list[UnitLine]] = {}
    for rows in units.values():
        districts.setdefault((rows[0].district, rows[0].district_name), []).append(_unit(rows, day))
    return Coverage(sense, tuple(DistrictLine(code, name, tuple(lines)) for (code, name), lines in districts.items()))


def _unit(rows: Sequence[Any], day: date) -> UnitLine:
    terms = [Term(row.contact_id, Duty(row.duty), row.begins_on, row.last_on) for row in rows if row.contact_id]
    return UnitLine(rows[0].code, rows[0].name, rows[0].authority_id, outlook(terms, day).standing)
