"""Reading working groups: lists, one group with its calls, who sits in it, its sessions, and a year's figures."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time
from typing import Any
from uuid import UUID

from sqlalchemy import and_, exists, extract, func, select, tuple_
from sqlmodel import col

from dialog_tracker.consultations.tables import Consultation
from dialog_tracker.directory.naming import name_for
from dialog_tracker.directory.tables import Authority
from dialog_tracker.documents.tables import Act
from dialog_tracker.domain.consultation import Stage, Venue
from dialog_tracker.domain.errors import NotFound
from dialog_tracker.domain.script import Face
from dialog_tracker.domain.vague_date import DatePrecision, When
from dialog_tracker.domain.window import Window
from dialog_tracker.domain.working_group import (
    CallStage,
    Course,
    Criterion,
    CsoShare,
    Seat,
    Sitting,
    cso_share,
    most_points,
)
from dialog_tracker.storage.transaction import Reader
from dialog_tracker.workgroups.tables import (
    GroupCall,
    GroupMember,
    GroupPresence,
    GroupSession,
    WorkingGroup,
)

Key = tuple[bool, datetime, UUID]


@dataclass(frozen=True, slots=True)
class GroupLine:
    """A group as it is listed, in the reader's script."""

    id: UUID
    title: str
    title_en: str
    authority: str
    seats: int
    published_at: datetime | None
    opens_at: datetime | None
    closes_at: datetime | None
    open: bool

    @property
    def key(self) -> Key | None:
        """Give the key of the list; None of a group that is not public."""
        return (self.open, self.published_at, self.id) if self.published_at else None


def _running() -> Any:
    return and_(
        col(GroupCall.group_id) == col(WorkingGroup.id), col(GroupCall.withdrawn_at).is_(None), col(GroupCall.appointed_at).is_(None)
    )


def _lines(now: datetime, *, face: Face) -> Any:
    is_open = func.coalesce(and_(col(GroupCall.opens_at) <= now, col(GroupCall.closes_at) > now), False)
    columns: tuple[Any, ...] = (
        col(WorkingGroup.id),
        col(WorkingGroup.title_latn if face.latin else WorkingGroup.title),
        col(WorkingGroup.title_en),
        name_for(face, Authority),
        col(WorkingGroup.seats),
        col(WorkingGroup.published_at),
        col(GroupCall.opens_at),
        col(GroupCall.closes_at),
        is_open,
    )
    query = select(*columns).join(Authority, col(Authority.id) == col(WorkingGroup.authority_id)).outerjoin(GroupCall, _running())
    return query, tuple_(is_open, col(WorkingGroup.published_at), col(WorkingGroup.id))


async def groups_listed(
    session: Reader, now: datetime, after: Key | None = None, *, face: Face = Face.CYRILLIC, limit: int = 51
) -> list[GroupLine]:
    """List public groups, those with an open call first, then the newest."""
    query, key = _lines(now, face=face)
    query = query.where(col(WorkingGroup.published_at).is_not(None))
    if after is not None:
        query = query.where(key < after)
    order = (part.desc() for part in key.clauses)
    return [GroupLine(*row) for row in await session.execute(query.order_by(*order).limit(limit))]


async def groups_of(session: Reader, authority_ids: frozenset[UUID], now: datetime, *, face: Face = Face.CYRILLIC) -> list[GroupLine]:
    """List the groups of authorities for their desk, those that are not public too, newest first."""
    query, _ = _lines(now, face=face)
    query = query.where(col(WorkingGroup.authority_id).in_(authority_ids)).order_by(col(WorkingGroup.created_at).desc())
    return [GroupLine(*row) for row in await session.execute(query)]


@dataclass(frozen=True, slots=True)
class GroupCard:
    """A working group, in the reader's script where it has two."""

    id: UUID
    authority_id: UUID
    act_id: UUID | None
    title: str
    title_en: str
    basis: str
    decision: str
    decided_on: date | None
    seats: int
    coordinator: str
    email: str
    revision: int
    public: bool
    authority: str
    time_zone: str
    act: str
    act_public: bool


async def group_card(session: Reader, group_id: UUID, *, face: Face = Face.CYRILLIC, private: bool = False) -> GroupCard:
    """Read a group, one that is not public only where `private` is asked for; raises NotFound("group-unknown-here")."""
    own = (WorkingGroup.id, WorkingGroup.authority_id, WorkingGroup.act_id, WorkingGroup.title_latn if face.latin else WorkingGroup.title)
    more = (WorkingGroup.title_en, WorkingGroup.basis, WorkingGroup.decision, WorkingGroup.decided_on, WorkingGroup.seats)
    rest = (WorkingGroup.coordinator, WorkingGroup.email, WorkingGroup.revision)
    shown = col(Consultation.stage) != Stage.DRAFT
    columns: tuple[Any, ...] = (
        *map(col, (*own, *more, *rest)),
        col(WorkingGroup.published_at).is_not(None),
        name_for(face, Authority),
        col(Authority.time_zone),
        func.coalesce(col(Act.title_latn if face.latin else Act.title), ""),
        exists().where(col(Consultation.act_id) == col(WorkingGroup.act_id), col(Consultation.published_at).is_not(None), shown),
    )
    query = select(*columns).join(Authority, col(Authority.id) == col(WorkingGroup.authority_id))
    query = query.outerjoin(Act, col(Act.id) == col(WorkingGroup.act_id)).where(col(WorkingGroup.id) == group_id)
    row = (await session.execute(query)).first()
    if row is None or not (row[12] or private):
        raise NotFound("group-unknown-here")
    return GroupCard(*row)


@dataclass(frozen=True, slots=True)
class CallCard:
    """A call of a group; its stage follows from its course."""

    id: UUID
    group_id: UUID
    areas: str
    body: str
    criteria: tuple[Criterion, ...]
    course: Course
    scoring_closed_at: datetime | None
    appointment_reason: str
    withdrawn_reason: str
    revision: int

    @property
    def window(self) -> Window:
        """Give the time in which nominations are taken."""
        return self.course.window

    @property
    def most(self) -> int:
        """Give the most points that a nomination can get."""
        return most_points(self.criteria)

    def scores_now(self, now: datetime) -> bool:
        """Tell whether nominations are scored at an instant: after the call closed, until scoring is closed."""
        return self.course.stage(now) is CallStage.CLOSED and self.scoring_closed_at is None


_CALL = (
    *(GroupCall.id, GroupCall.group_id, GroupCall.areas, GroupCall.body, GroupCall.criteria, GroupCall.opens_at, GroupCall.closes_at),
    *(GroupCall.time_zone, GroupCall.objection_days, GroupCall.ranking_published_at, GroupCall.appointed_at, GroupCall.withdrawn_at),
    *(GroupCall.scoring_closed_at, GroupCall.appointment_reason, GroupCall.withdrawn_reason, GroupCall.revision),
)


def _calls(group_id: UUID) -> Any:
    return select(*(col(one) for one in _CALL)).where(col(GroupCall.group_id) == group_id)


async def call_of(session: Reader, group_id: UUID, *, lock: bool = False) -> CallCard | None:
    """Read the call of a group that runs, or the latest; `lock` lets one act on it at a time. None where there was none."""
    query = _calls(group_id)
    runs = and_(col(GroupCall.withdrawn_at).is_(None), col(GroupCall.appointed_at).is_(None))
    query = query.order_by(runs.desc(), col(GroupCall.created_at).desc(), col(GroupCall.id).desc()).limit(1)
    row = (await session.execute(query.with_for_update(of=GroupCall) if lock else query)).first()
    return _call(row) if row else None


async def earlier_calls(session: Reader, group_id: UUID, besides: UUID) -> list[CallCard]:
    """List the other calls of a group, the latest first."""
    query = _calls(group_id).where(col(GroupCall.id) != besides)
    return [_call(row) for row in await session.execute(query.order_by(col(GroupCall.created_at).desc(), col(GroupCall.id).desc()))]


async def known_call(session: Reader, group_id: UUID, *, lock: bool = False) -> CallCard:
    """Read the latest call of a group; raises NotFound("call-unknown")."""
    call = await call_of(session, group_id, lock=lock)
    if call is None:
        raise NotFound("call-unknown")
    return call


def _call(row: Any) -> CallCard:
    criteria = tuple(Criterion(one["key"], one["name"], one["most"]) for one in row.criteria)
    done = (row.ranking_published_at, row.appointed_at, row.withdrawn_at)
    course = Course(Window(row.opens_at, row.closes_at, row.time_zone), row.objection_days, *done)
    said = (row.scoring_closed_at, row.appointment_reason, row.withdrawn_reason, row.revision)
    return CallCard(row.id, row.group_id, row.areas, row.body, criteria, course, *said)


@dataclass(frozen=True, slots=True)
class MemberLine:
    """Somebody in a group; `deputises` names the member whom a deputy stands in for."""

    id: UUID
    name: str
    body: str
    seat: Seat
    deputy_of: UUID | None
    is_cso: bool
    appointed_on: date | None
    decision: str
    ended_on: date | None
    nomination_id: UUID | None
    deputises: str = ""

    @property
    def sitting(self) -> Sitting:
        """Give the member as rules know one."""
        return Sitting(self.name, self.body, self.seat, self.is_cso, self.appointed_on, self.ended_on, self.deputises)

    def sits(self, day: date) -> bool:
        """Tell whether the member sits in the group on a day."""
        return self.sitting.sits(day)


_SEATS = list(Seat)


async def members_of(session: Reader, group_id: UUID) -> list[MemberLine]:
    """List who sits or sat in a group: the chair, members, deputies, the secretary."""
    own = (GroupMember.id, GroupMember.name, GroupMember.body, GroupMember.seat, GroupMember.deputy_of, GroupMember.is_cso)
    columns: Any = map(col, (*own, GroupMember.appointed_on, GroupMember.decision, GroupMember.ended_on, GroupMember.nomination_id))
    query = select(*columns).where(col(GroupMember.group_id) == group_id).order_by(col(GroupMember.created_at), col(GroupMember.name))
    rows = [MemberLine(row[0], row[1], row[2], Seat(row[3]), *row[4:]) for row in await session.execute(query)]
    names = {row.id: row.name for row in rows}
    named = [replace(row, deputises=names.get(row.deputy_of, "") if row.deputy_of else "") for row in rows]
    return sorted(named, key=lambda row: _SEATS.index(row.seat))


def share_of(members: Sequence[MemberLine], day: date) -> CsoShare:
    """Count the members on a day, and those from civil society."""
    return cso_share([one.sitting for one in members], day)


@dataclass(frozen=True, slots=True)
class SessionLine:
    """A session of a group with the ids of those who were present."""

    id: UUID
    when: When
    starts_time: time | None
    place: str
    online: bool
    agenda: str
    minutes: str
    minutes_link: str
    revision: int
    present: frozenset[UUID] = frozenset()


async def sessions_of(session: Reader, group_id: UUID) -> list[SessionLine]:
    """List the sessions of a group, the latest first."""
    dates = (GroupSession.starts_on, GroupSession.ends_on, GroupSession.date_precision)
    told = (GroupSession.starts_time, GroupSession.place, GroupSession.online, GroupSession.agenda, GroupSession.minutes)
    columns: Any = map(col, (GroupSession.id, *dates, *told, GroupSession.minutes_link, GroupSession.revision))
    query: Any = select(*columns).where(col(GroupSession.group_id) == group_id)
    rows = (await session.execute(query.order_by(col(GroupSession.starts_on).desc().nulls_last(), col(GroupSession.id).desc()))).all()
    present: dict[UUID, set[UUID]] = {}
    who = select(col(GroupPresence.session_id), col(GroupPresence.member_id)).where(col(GroupPresence.session_id).in_([r[0] for r in rows]))
    for of, member in await session.execute(who) if rows else ():
        present.setdefault(of, set()).add(member)
    return [
        replace(SessionLine(i, When(first, last, DatePrecision(precision)), *told), present=frozenset(present.get(i, ())))
        for i, first, last, precision, *told in rows
    ]


@dataclass(frozen=True, slots=True)
class DebateChoice:
    """A consultation of the act of a group, into whose call the composition can be put."""

    reference: str
    working_group: str


async def debates_of(session: Reader, act_id: UUID) -> list[DebateChoice]:
    """List the consultations of an act that are held here and not withdrawn, newest first."""
    query = select(col(Consultation.reference), col(Consultation.working_group)).where(
        col(Consultation.act_id) == act_id, col(Consultation.venue) == Venue.HERE, col(Consultation.stage) != Stage.WITHDRAWN
    )
    return [DebateChoice(*row) for row in await session.execute(query.order_by(col(Consultation.closes_at).desc()))]


async def groups_on(session: Reader, act_id: UUID, *, latin: bool = False) -> list[tuple[UUID, str]]:
    """List the public groups formed on an act."""
    query = select(col(WorkingGroup.id), col(WorkingGroup.title_latn if latin else WorkingGroup.title))
    query = query.where(col(WorkingGroup.act_id) == act_id, col(WorkingGroup.published_at).is_not(None))
    return [(known, title) for known, title in await session.execute(query.order_by(col(WorkingGroup.published_at).desc()))]


@dataclass(frozen=True, slots=True)
class SeatsOfYear:
    """The public groups that an authority formed in a year: how many, the seats offered to organisations, and who sits in them."""

    groups: int
    seats: int
    cso_members: int
    members: int


async def seats_of_year(session: Reader, authority_id: UUID, year: int) -> SeatsOfYear:
    """Count the groups decided on in a year, or published in it where no day of decision is entered; deputies are not counted."""
    published = func.timezone(col(Authority.time_zone), col(WorkingGroup.published_at))
    formed = func.coalesce(extract("year", col(WorkingGroup.decided_on)), extract("year", published)) == year
    mine = and_(col(WorkingGroup.authority_id) == authority_id, col(WorkingGroup.published_at).is_not(None), formed)
    here = col(Authority.id) == col(WorkingGroup.authority_id)
    offered = select(func.count(), func.coalesce(func.sum(col(WorkingGroup.seats)), 0)).select_from(WorkingGroup).join(Authority, here)
    groups, seats = (await session.execute(offered.where(mine))).one()
    counted = select(func.count().filter(col(GroupMember.is_cso)), func.count()).select_from(GroupMember)
    counted = counted.join(WorkingGroup, col(WorkingGroup.id) == col(GroupMember.group_id)).join(Authority, here)
    cso, members = (await session.execute(counted.where(mine, col(GroupMember.seat).in_((Seat.CHAIR, Seat.MEMBER))))).one()
    return SeatsOfYear(groups, seats, cso, members)
