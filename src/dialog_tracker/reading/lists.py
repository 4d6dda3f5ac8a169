"""Lists of consultations: open ones by their end, coming ones by their beginning, closed ones paged by key."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, cast
from uuid import UUID

from sqlalchemy import and_, func, or_, select
from sqlmodel import col

from dialog_tracker.comments.tables import Comment
from dialog_tracker.consultations.queries import REPORTED
from dialog_tracker.consultations.tables import Consultation
from dialog_tracker.directory.tables import Authority
from dialog_tracker.documents.tables import Act
from dialog_tracker.domain.consultation import Stage
from dialog_tracker.storage.transaction import Reader


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


def _lines(*, latin: bool) -> Any:
    here = (col(Comment.consultation_id) == col(Consultation.id), col(Comment.set_aside_at).is_(None))
    received = select(func.count()).select_from(Comment).where(*here).scalar_subquery()
    columns: tuple[Any, ...] = (
        col(Consultation.id),
        col(Consultation.reference),
        col(Act.title_latn if latin else Act.title).label("title"),
        col(Act.language).label("title_language"),
        col(Authority.name_latn if latin else Authority.name).label("authority"),
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
        .where(col(Consultation.stage) == Stage.PUBLISHED)
    )


async def open_consultations(session: Reader, now: datetime, *, latin: bool, limit: int = 100) -> Sequence[ConsultationLine]:
    """List what takes comments now, soonest end first."""
    query = _lines(latin=latin).where(
        or_(col(Consultation.opens_at).is_(None), col(Consultation.opens_at) <= now), col(Consultation.closes_at) > now
    )
    return cast(
        "Sequence[ConsultationLine]",
        (await session.execute(query.order_by(col(Consultation.closes_at), col(Consultation.id)).limit(limit))).all(),
    )


async def coming_consultations(session: Reader, now: datetime, *, latin: bool, limit: int = 50) -> Sequence[ConsultationLine]:
    """List what opens later, soonest first."""
    query = _lines(latin=latin).where(col(Consultation.opens_at) > now)
    return cast(
        "Sequence[ConsultationLine]",
        (await session.execute(query.order_by(col(Consultation.opens_at), col(Consultation.id)).limit(limit))).all(),
    )


async def closed_consultations(
    session: Reader, now: datetime, *, latin: bool, before: tuple[datetime, UUID] | None = None, limit: int = 20
) -> Sequence[ConsultationLine]:
    """List what is over, newest end first, paged by end and id."""
    query = _lines(latin=latin).where(col(Consultation.closes_at) <= now)
    if before is not None:
        ended, last = before
        earlier = or_(col(Consultation.closes_at) < ended, and_(col(Consultation.closes_at) == ended, col(Consultation.id) < last))
        query = query.where(earlier)
    newest = query.order_by(col(Consultation.closes_at).desc(), col(Consultation.id).desc()).limit(limit)
    return cast("Sequence[ConsultationLine]", (await session.execute(newest)).all())


@dataclass(frozen=True, slots=True)
class HomePage:
    """The home page."""

    open: Sequence[ConsultationLine]
    coming: Sequence[ConsultationLine]
    closed: Sequence[ConsultationLine]


async def home(session: Reader, now: datetime, *, latin: bool) -> HomePage:
    """Read the home page; three queries."""
    return HomePage(
        await open_consultations(session, now, latin=latin),
        await coming_consultations(session, now, latin=latin),
        await closed_consultations(session, now, latin=latin, limit=10),
    )
