"""Reading the outreach ledger: who was invited to what, what became of it, whom it covered, and who was missed."""

from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import Text, and_, case, cast, exists, extract, func, or_, select
from sqlalchemy.orm import aliased
from sqlmodel import col

from dialog_tracker.activities.tables import Activity, Invitation
from dialog_tracker.consultations.tables import Consultation
from dialog_tracker.directory.naming import name_for
from dialog_tracker.directory.queries import standing_for, survivors
from dialog_tracker.directory.tables import Area, Authority, Organisation, OrganisationArea, Territory
from dialog_tracker.documents.tables import ActArea
from dialog_tracker.domain.activity import InvitationChannel
from dialog_tracker.domain.outreach import OccasionKind, Reached, Reason, reason_for
from dialog_tracker.domain.script import Face, to_latin
from dialog_tracker.domain.submission import SubmitterKind
from dialog_tracker.storage.transaction import Reader


@dataclass(frozen=True, slots=True)
class Occasion:
    """To what somebody is invited, and whose it is."""

    kind: OccasionKind
    id: UUID
    authority_id: UUID

    @property
    def column(self) -> Any:
        """Give the column of an invitation that names the occasion."""
        return _COLUMNS[self.kind]


_COLUMNS: dict[OccasionKind, Any] = {
    OccasionKind.CONSULTATION: col(Invitation.consultation_id),
    OccasionKind.ACTIVITY: col(Invitation.activity_id),
    OccasionKind.WORKING_GROUP: col(Invitation.group_id),
}


@dataclass(frozen=True, slots=True)
class InvitationLine:
    """Somebody who was invited, in the reader's script; `organisation_id` where the directory knows the name."""

    id: UUID
    name: str
    channel: InvitationChannel
    invited_on: date
    answered_on: date | None
    delivered: bool | None = None
    came: bool | None = None
    organisation_id: UUID | None = None


async def invitations_of(session: Reader, of: UUID, *, latin: bool = False) -> list[InvitationLine]:
    """List who was invited to a consultation, an activity or a working group, by name."""
    name = col(Invitation.name_latn if latin else Invitation.name)
    told = (Invitation.channel, Invitation.invited_on, Invitation.answered_on, Invitation.delivered, Invitation.came)
    columns: tuple[Any, ...] = (col(Invitation.id), name, *map(col, told), col(Invitation.organisation_id))
    query = select(*columns).where(or_(*(column == of for column in _COLUMNS.values()))).order_by(name, col(Invitation.channel))
    return [InvitationLine(i, named, InvitationChannel(channel), *rest) for i, named, channel, *rest in await session.execute(query)]


async def reached_by(session: Reader, of: Occasion, *, face: Face = Face.CYRILLIC) -> list[Reached]:
    """Read the invitations to an occasion as coverage counts them: kind, areas and territory from the directory."""
    merged = survivors()
    place = name_for(face, Territory)
    body: Any = aliased(Organisation)
    columns: tuple[Any, ...] = (
        col(Invitation.name),
        body.id,
        func.coalesce(body.kind, ""),
        func.coalesce(place, ""),
        col(Invitation.delivered),
        col(Invitation.answered_on).is_not(None),
        col(Invitation.came),
    )
    query = select(*columns).outerjoin(merged, merged.c.id == col(Invitation.organisation_id))
    query = query.outerjoin(body, body.id == standing_for(merged, col(Invitation.organisation_id)))
    query = query.outerjoin(Territory, col(Territory.code) == body.territory_code).where(of.column == of.id)
    rows = (await session.execute(query.order_by(col(Invitation.name)))).all()
    areas = await _areas(session, {row[1] for row in rows if row[1]}, face=face)
    return [Reached(row[0], str(row[1] or ""), row[2], areas.get(row[1], ()), row[3], row[4], answered=row[5], came=row[6]) for row in rows]


async def _areas(session: Reader, ids: set[UUID], *, face: Face) -> dict[UUID, tuple[str, ...]]:
    name = name_for(face, Area)
    query = select(col(OrganisationArea.organisation_id), name).join(Area, col(Area.key) == col(OrganisationArea.area_key))
    found: dict[UUID, tuple[str, ...]] = {}
    for organisation_id, area in await session.execute(
        query.where(col(OrganisationArea.organisation_id).in_(ids)).order_by(col(Area.position))
    ):
        found[organisation_id] = (*found.get(organisation_id, ()), area)
    return found


@dataclass(frozen=True, slots=True)
class Missed:
    """An organisation that was not invited, and why it is pointed out."""

    id: UUID
    name: str
    kind: SubmitterKind
    seat: str
    reason: Reason


async def missed_by(session: Reader, of: Occasion, act_id: UUID | None, *, latin: bool = False, limit: int = 50) -> list[Missed]:
    """List organisations that work in an area of the act or have their seat in the authority's territory, and were not invited.

    Merged ones and natural persons are left out; those for whom area and place both speak come first.
    """
    mine: Any = select(col(ActArea.area_key)).where(col(ActArea.act_id) == act_id)
    works = and_(col(OrganisationArea.organisation_id) == col(Organisation.id), col(OrganisationArea.area_key).in_(mine))
    same_area = exists().where(works)
    home = select(col(Authority.territory_code)).where(col(Authority.id) == of.authority_id).scalar_subquery()
    same_place = func.coalesce(col(Organisation.territory_code) == home, False)
    merged = survivors()
    asked: Any = select(col(Invitation.id)).outerjoin(merged, merged.c.id == col(Invitation.organisation_id))
    asked = asked.where(of.column == of.id, standing_for(merged, col(Invitation.organisation_id)) == col(Organisation.id))
    name = col(Organisation.name_latn if latin else Organisation.name)
    columns: tuple[Any, ...] = (col(Organisation.id), name, col(Organisation.kind), col(Organisation.seat), same_area, same_place)
    query = select(*columns).where(
        col(Organisation.merged_into).is_(None),
        col(Organisation.kind).not_in([SubmitterKind.INDIVIDUAL, SubmitterKind.AUTHORITY]),
        or_(same_area, same_place),
        ~asked.exists(),
    )
    first = case((and_(same_area, same_place), 0), (same_area, 1), else_=2)
    rows = await session.execute(query.order_by(first, col(Organisation.name_fold), col(Organisation.id)).limit(limit))
    found = ((row, reason_for(same_area=row[4], same_place=row[5])) for row in rows)
    return [Missed(row[0], row[1], SubmitterKind(row[2]), row[3], reason) for row, reason in found if reason]


@dataclass(frozen=True, slots=True)
class InvitedLine:
    """One invitation among all: who, to what of which authority, how and when, and what became of it."""

    name: str
    kind: OccasionKind
    reference: str
    title: str
    authority: str
    channel: InvitationChannel
    invited_on: date
    answered_on: date | None
    delivered: bool | None
    came: bool | None

    @property
    def address(self) -> str:
        """Give the address of what it was an invitation to."""
        return {"consultation": "/c/", "activity": "/activities/", "working_group": "/working-groups/"}[self.kind.value] + self.reference


async def invitations_named(
    session: Reader, words: str, of: frozenset[UUID] | None, *, face: Face = Face.CYRILLIC, limit: int = 200
) -> list[InvitedLine]:
    """Find invitations by words of the name, in either script, or of an organisation under its other spellings, newest first.

    Of some authorities, or of all.
    """
    name = Invitation.name_latn if face.latin else Invitation.name
    kind = case(
        (col(Invitation.consultation_id).is_not(None), OccasionKind.CONSULTATION.value),
        (col(Invitation.activity_id).is_not(None), OccasionKind.ACTIVITY.value),
        else_=OccasionKind.WORKING_GROUP.value,
    )
    reference = func.coalesce(col(Consultation.reference), cast(func.coalesce(col(Invitation.activity_id), col(Invitation.group_id)), Text))
    columns: tuple[Any, ...] = (col(name), kind, reference, func.coalesce(col(Activity.title), ""), name_for(face, Authority))
    told = (Invitation.channel, Invitation.invited_on, Invitation.answered_on, Invitation.delivered, Invitation.came)
    query = select(*columns, *map(col, told)).select_from(Invitation)
    query = query.outerjoin(Consultation, col(Consultation.id) == col(Invitation.consultation_id))
    query = query.outerjoin(Activity, col(Activity.id) == col(Invitation.activity_id)).join(
        Authority, col(Authority.id) == col(Invitation.authority_id)
    )
    query = query.where(_named(words))
    if of is not None:
        query = query.where(col(Invitation.authority_id).in_(of))
    rows = await session.execute(query.order_by(col(Invitation.invited_on).desc(), col(Invitation.id).desc()).limit(limit))
    return [
        InvitedLine(row[0], OccasionKind(row[1]), row[2], row[3], row[4], InvitationChannel(row[5]), row[6], row[7], row[8], row[9])
        for row in rows
    ]


def _named(words: str) -> Any:
    """Match the name as it was written, or that of the organisation it stands for now."""
    said = to_latin(words)
    merged: Any = survivors()
    body: Any = aliased(Organisation)
    known: Any = select(body.id).outerjoin(merged, merged.c.id == body.id)
    stands: Any = aliased(Organisation)
    known = known.join(stands, stands.id == standing_for(merged, body.id)).where(
        body.id == col(Invitation.organisation_id), stands.name_latn.icontains(said, autoescape=True)
    )
    return or_(col(Invitation.name_latn).icontains(said, autoescape=True), known.exists())


async def invited_in_year(session: Reader, authority_id: UUID, year: int) -> int:
    """Count who was invited in a year to anything, each organisation or name once however often and by whatever channel."""
    merged = survivors()
    who = func.coalesce(cast(standing_for(merged, col(Invitation.organisation_id)), Text), col(Invitation.name_latn))
    query = select(func.count(func.distinct(who))).select_from(Invitation).outerjoin(merged, merged.c.id == col(Invitation.organisation_id))
    mine = (col(Invitation.authority_id) == authority_id, extract("year", col(Invitation.invited_on)) == year)
    return await session.scalar(query.where(*mine)) or 0
