"""Lists of consultations, narrowed by area, place and authority: open ones by their end, coming by their beginning, closed ones paged by key."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, cast
from uuid import UUID

from sqlalchemy import and_, func, or_, select
from sqlmodel import col

from dialog_tracker.comments.tables import Comment
from dialog_tracker.consultations.queries import REPORTED
from dialog_tracker.consultations.tables import Consultation
from dialog_tracker.directory.naming import name_for
from dialog_tracker.directory.tables import Authority, Territory
from dialog_tracker.documents.tables import Act, ActArea
from dialog_tracker.domain.act import AuthorityLevel
from dialog_tracker.domain.consultation import Stage
from dialog_tracker.domain.script import Face
from dialog_tracker.storage.transaction import Reader


@dataclass(frozen=True, slots=True)
class Narrow:
    """What of the lists is wanted: an area of work, a place with what lies in it and around it, an authority; empty for everything.

    `countrywide` are the consultations of authorities of no place in particular, which concern every place; a local body whose place is not noted is not one of them.
    """

    area: str = ""
    place: str = ""
    authority_id: UUID | None = None
    countrywide: bool | None = None

    def limits(self) -> list[Any]:
        """Give the conditions of a query over consultations with their authorities."""
        found: list[Any] = []
        if self.authority_id:
            found.append(col(Consultation.authority_id) == self.authority_id)
        if self.area:
            found.append(col(Consultation.act_id).in_(select(col(ActArea.act_id)).where(col(ActArea.area_key) == self.area)))
        if self.countrywide is not None:
            nowhere = and_(col(Authority.territory_code).is_(None), col(Authority.level) != AuthorityLevel.LOCAL)
            found.append(nowhere if self.countrywide else ~nowhere)
        if self.place and not self.countrywide:
            found.append(col(Authority.territory_code).in_(_around(self.place)))
        return found


def _around(place: str) -> Any:
    """Choose a place, what lies in it, and the district and the province in which it lies."""
    own = select(col(Territory.within), col(Territory.province)).where(col(Territory.code) == place).subquery()
    return select(col(Territory.code)).where(
        or_(
            *(column == place for column in (col(Territory.code), col(Territory.within), col(Territory.province))),
            col(Territory.code).in_(select(own.c.within)),
            col(Territory.code).in_(select(own.c.province)),
        )
    )


EVERYTHING = Narrow()


@dataclass(frozen=True, slots=True)
class ConsultationLine:
    """A consultation in a list; `reported` says that its report is out."""

    id: UUID
    reference: str
    title: str
    title_language: str
    authority: str
    procedure_key: str
    opens_at: datetime | None
    closes_at: datetime
    time_zone: str
    reported: bool
    comments: int
    venue: str


def _lines(narrow: Narrow, *, face: Face) -> Any:
    here = (col(Comment.consultation_id) == col(Consultation.id), col(Comment.set_aside_at).is_(None))
    received = select(func.count()).select_from(Comment).where(*here).scalar_subquery()
    columns: tuple[Any, ...] = (
        col(Consultation.id),
        col(Consultation.reference),
        col(Act.title_latn if face.latin else Act.title).label("title"),
        col(Act.language).label("title_language"),
        name_for(face, Authority).label("authority"),
        col(Consultation.procedure_key),
        col(Consultation.opens_at),
        col(Consultation.closes_at),
        col(Consultation.time_zone),
        REPORTED.label("reported"),
        received.label("comments"),
        col(Consultation.venue),
    )
    return (
        select(*columns)
        .join(Act, col(Act.id) == col(Consultation.act_id))
        .join(Authority, col(Authority.id) == col(Consultation.authority_id))
        .where(col(Consultation.stage) == Stage.PUBLISHED, *narrow.limits())
    )


async def open_consultations(
    session: Reader, now: datetime, *, face: Face, limit: int = 100, narrow: Narrow = EVERYTHING
) -> Sequence[ConsultationLine]:
    """List what takes comments now, soonest end first."""
    query = _lines(narrow, face=face).where(
        or_(col(Consultation.opens_at).is_(None), col(Consultation.opens_at) <= now), col(Consultation.closes_at) > now
    )
    return cast(
        "Sequence[ConsultationLine]",
        (await session.execute(query.order_by(col(Consultation.closes_at), col(Consultation.id)).limit(limit))).all(),
    )


async def coming_consultations(
    session: Reader, now: datetime, *, face: Face, limit: int = 50, narrow: Narrow = EVERYTHING
) -> Sequence[ConsultationLine]:
    """List what opens later, soonest first."""
    query = _lines(narrow, face=face).where(col(Consultation.opens_at) > now)
    return cast(
        "Sequence[ConsultationLine]",
        (await session.execute(query.order_by(col(Consultation.opens_at), col(Consultation.id)).limit(limit))).all(),
    )


async def closed_consultations(
    session: Reader,
    now: datetime,
    *,
    face: Face,
    before: tuple[datetime, UUID] | None = None,
    limit: int = 20,
    narrow: Narrow = EVERYTHING,
) -> Sequence[ConsultationLine]:
    """List what is over, newest end first, paged by end and id."""
    query = _lines(narrow, face=face).where(col(Consultation.closes_at) <= now)
    if before is not None:
        ended, last = before
        earlier = or_(col(Consultation.closes_at) < ended, and_(col(Consultation.closes_at) == ended, col(Consultation.id) < last))
        query = query.where(earlier)
    newest = query.order_by(col(Consultation.closes_at).desc(), col(Consultation.id).desc()).limit(limit)
    return cast("Sequence[ConsultationLine]", (await session.execute(newest)).all())


@dataclass(frozen=True, slots=True)
class HomePage:
    """What can be commented on, what comes and what is over; `countrywide` is what is open everywhere, where a place was chosen."""

    narrow: Narrow
    open: Sequence[ConsultationLine]
    countrywide: Sequence[ConsultationLine]
    coming: Sequence[ConsultationLine]
    closed: Sequence[ConsultationLine]


async def home(session: Reader, now: datetime, *, face: Face, narrow: Narrow = EVERYTHING) -> HomePage:
    """Read the home page, or the part of it that concerns somebody; three queries, four where a place was chosen."""
    wide = replace(narrow, countrywide=True)
    return HomePage(
        narrow,
        await open_consultations(session, now, face=face, narrow=narrow),
        await open_consultations(session, now, face=face, narrow=wide) if narrow.place else (),
        await coming_consultations(session, now, face=face, narrow=narrow),
        await closed_consultations(session, now, face=face, limit=10, narrow=narrow),
    )
