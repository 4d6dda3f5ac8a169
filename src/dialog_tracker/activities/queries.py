"""Reading activities."""

from dataclasses import dataclass
from datetime import date, time
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlmodel import col

from dialog_tracker.activities.tables import Activity, Invitation
from dialog_tracker.consultations.tables import Consultation
from dialog_tracker.directory.tables import Authority
from dialog_tracker.domain.activity import ActivityKind, Count, InvitationChannel, Qualifier
from dialog_tracker.domain.errors import NotFound
from dialog_tracker.domain.script import to_latin
from dialog_tracker.storage.transaction import Reader


@dataclass(frozen=True, slots=True)
class ActivityLine:
    """An activity as it is listed, in the reader's script."""

    id: UUID
    kind: ActivityKind
    title: str
    starts_on: date
    ends_on: date
    place: str
    count: Count
    unit: str
    starts_time: time | None = None
    ends_time: time | None = None
    link: str = ""


async def events_of(session: Reader, consultation_id: UUID, *, latin: bool = False) -> list[ActivityLine]:
    """List the events of a consultation by date."""
    title, place = (Activity.title_latn, Activity.place_latn) if latin else (Activity.title, Activity.place)
    columns = (col(Activity.id), col(Activity.kind), col(title), col(Activity.starts_on), col(Activity.ends_on), col(place))
    counts: tuple[Any, ...] = (col(Activity.participants), col(Activity.qualifier), col(Activity.unit))
    hours = (col(Activity.starts_time), col(Activity.ends_time), col(Activity.link))
    query = (
        select(*columns, *counts, *hours)
        .where(col(Activity.consultation_id) == consultation_id)
        .order_by(col(Activity.starts_on), col(Activity.id))
    )
    return [
        ActivityLine(i, ActivityKind(kind), name, starts, ends, where, Count(number, Qualifier(qualifier)), unit, *hours)
        for i, kind, name, starts, ends, where, number, qualifier, unit, *hours in await session.execute(query)
    ]


@dataclass(frozen=True, slots=True)
class EventNote:
    """What was said at an event; for officials alone."""

    title: str
    starts_on: date
    note: str


async def event_note(session: Reader, consultation_id: UUID, activity_id: UUID) -> EventNote:
    """Read the note of an event of a consultation; raises NotFound("event-unknown")."""
    query = select(col(Activity.title), col(Activity.starts_on), col(Activity.note))
    mine = (col(Activity.id) == activity_id, col(Activity.consultation_id) == consultation_id)
    row = (await session.execute(query.where(*mine))).first()
    if row is None or row.starts_on is None:
        raise NotFound("event-unknown")
    return EventNote(row.title, row.starts_on, row.note)


@dataclass(frozen=True, slots=True)
class InvitationLine:
    """Somebody invited to a consultation, in the reader's script."""

    id: UUID
    name: str
    channel: InvitationChannel
    invited_on: date
    answered_on: date | None


async def invitations_of(session: Reader, consultation_id: UUID, *, latin: bool = False) -> list[InvitationLine]:
    """List who was invited to a consultation, by name."""
    name = col(Invitation.name_latn if latin else Invitation.name)
    columns = (col(Invitation.id), name, col(Invitation.channel), col(Invitation.invited_on), col(Invitation.answered_on))
    query = select(*columns).where(col(Invitation.consultation_id) == consultation_id).order_by(name, col(Invitation.channel))
    return [
        InvitationLine(i, named, InvitationChannel(channel), invited, answered)
        for i, named, channel, invited, answered in await session.execute(query)
    ]


@dataclass(frozen=True, slots=True)
class InvitedLine:
    """One invitation among all: who, to which consultation of which authority, how and when, and when an answer came."""

    name: str
    reference: str
    authority: str
    channel: InvitationChannel
    invited_on: date
    answered_on: date | None


async def invitations_named(
    session: Reader, words: str, of: frozenset[UUID] | None, *, latin: bool = False, limit: int = 200
) -> list[InvitedLine]:
    """Find invitations by words of the name, in either script, newest first; of some authorities, or of all."""
    name, body = (Invitation.name_latn, Authority.name_latn) if latin else (Invitation.name, Authority.name)
    columns = (col(name), col(Consultation.reference), col(body), col(Invitation.channel), col(Invitation.invited_on))
    query = select(*columns, col(Invitation.answered_on)).join(Consultation, col(Consultation.id) == col(Invitation.consultation_id))
    query = query.join(Authority, col(Authority.id) == col(Consultation.authority_id))
    query = query.where(col(Invitation.name_latn).icontains(to_latin(words), autoescape=True))
    if of is not None:
        query = query.where(col(Consultation.authority_id).in_(of))
    rows = await session.execute(query.order_by(col(Invitation.invited_on).desc(), col(Invitation.id).desc()).limit(limit))
    return [
        InvitedLine(named, reference, whose, InvitationChannel(channel), invited, answered)
        for named, reference, whose, channel, invited, answered in rows
    ]
