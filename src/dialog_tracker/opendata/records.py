"""The lists of everything public, each one statement, each paged by the key of its last row, without a ceiling.

What is public is decided in the columns and joins that the rooms below share: drafts, what is withheld or quarantined, what was
withdrawn by its author and people without a public name are never in them.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, cast
from uuid import UUID

from sqlalchemy import and_, exists, func, or_, select, tuple_
from sqlmodel import col

from dialog_tracker.comments.queries import LISTED
from dialog_tracker.comments.tables import Comment, Submission
from dialog_tracker.consultations.queries import REPORTED
from dialog_tracker.consultations.tables import Consultation, Obligation
from dialog_tracker.directory.tables import Authority, Territory
from dialog_tracker.documents.tables import Act, ActArea
from dialog_tracker.domain.consultation import Stage
from dialog_tracker.domain.errors import NotFound
from dialog_tracker.domain.obligation import OPEN_DEADLINE
from dialog_tracker.domain.procedure import report_deadlines
from dialog_tracker.reports.tables import Report
from dialog_tracker.storage.transaction import Reader

# A consultation is public from its publication on, also after it was withdrawn.
PUBLIC = and_(col(Consultation.published_at).is_not(None), col(Consultation.stage) != Stage.DRAFT)
_IN_FORCE = col(Consultation.stage) == Stage.PUBLISHED


@dataclass(frozen=True, slots=True)
class Narrowed:
    """What a list is narrowed to: an authority, an area of work, a venue, and what changed since an instant."""

    authority_id: UUID | None = None
    area: str = ""
    venue: str = ""
    since: datetime | None = None
    latin: bool = field(default=False, compare=False)

    def of_consultation(self) -> list[Any]:
        """Give the conditions on the consultation itself, but for the instant."""
        found: list[Any] = []
        if self.authority_id:
            found.append(col(Consultation.authority_id) == self.authority_id)
        if self.area:
            concerns = exists().where(col(ActArea.act_id) == col(Consultation.act_id), col(ActArea.area_key) == self.area)
            found.append(concerns)
        if self.venue:
            found.append(col(Consultation.venue) == self.venue)
        return found


def areas_of_act(act_id: Any) -> Any:
    """Give the keys of the areas that an act concerns, as a column; null where it concerns none."""
    keys = select(func.array_agg(col(ActArea.area_key))).where(col(ActArea.act_id) == act_id)
    return keys.correlate_except(ActArea).scalar_subquery()


def _phases(now: datetime) -> dict[str, tuple[list[Any], tuple[Any, ...], bool]]:
    """Say for each phase which consultations it holds, the key of its order, and whether that goes back in time."""
    opens, closes, own = col(Consultation.opens_at), col(Consultation.closes_at), col(Consultation.id)
    return {
        "open": ([_IN_FORCE, or_(opens.is_(None), opens <= now), closes > now], (closes, own), False),
        "coming": ([_IN_FORCE, opens > now], (opens, own), False),
        "closed": ([_IN_FORCE, closes <= now], (closes, own), True),
        "withdrawn": ([col(Consultation.stage) == Stage.WITHDRAWN], (closes, own), True),
        "all": ([], (col(Consultation.changed_at), own), False),
    }


async def consultations(session: Reader, phase: str, now: datetime, wanted: Narrowed, after: Any, limit: int) -> Sequence[Any]:
    """List public consultations of a phase; `all` stand in the order in which they last changed, for those who keep a copy."""
    where, key, back = _phases(now)[phase]
    conditions = [PUBLIC, *where, *wanted.of_consultation()]
    if wanted.since:
        conditions.append(col(Consultation.changed_at) >= wanted.since)
    if after is not None:
        conditions.append(tuple_(*key) < tuple_(*after) if back else tuple_(*key) > tuple_(*after))
    query = select(*_consultation_columns(latin=wanted.latin), key[0].label("key")).where(*conditions)
    query = query.join(Act, col(Act.id) == col(Consultation.act_id)).join(Authority, col(Authority.id) == col(Consultation.authority_id))
    order = [part.desc() if back else part for part in key]
    return (await session.execute(query.order_by(*order).limit(limit))).all()


def _consultation_columns(*, latin: bool) -> tuple[Any, ...]:
    here = (col(Comment.consultation_id) == col(Consultation.id), LISTED)
    sent = select(func.count()).select_from(Comment).join(Submission, col(Submission.id) == col(Comment.submission_id)).where(*here)
    return (
        col(Consultation.id),
        col(Consultation.reference),
        col(Act.title_latn if latin else Act.title).label("title"),
        col(Authority.name_latn if latin else Authority.name).label("authority"),
        *map(col, (Consultation.procedure_key, Consultation.opens_at, Consultation.closes_at)),
        REPORTED.label("reported"),
        sent.scalar_subquery().label("comments"),
        *map(col, (Consultation.venue, Consultation.stage, Consultation.authority_id, Consultation.act_id)),
        areas_of_act(col(Consultation.act_id)).label("areas"),
        col(Consultation.summary_latn if latin else Consultation.summary).label("summary"),
        *map(col, (Consultation.source_url, Consultation.published_at, Consultation.changed_at, Consultation.time_zone)),
        _report_due().label("report_due_on"),
    )


def _report_due() -> Any:
    """Give the day up to which a report that is not out yet has to be, as a column; null where no rule gives one."""
    waits = (col(Obligation.consultation_id) == col(Consultation.id), col(Obligation.reason) == OPEN_DEADLINE)
    due = select(func.min(Obligation.due_on)).where(*waits, col(Obligation.rule_key).in_(report_deadlines()))
    return due.correlate(Consultation).scalar_subquery()


async def acts(session: Reader, wanted: Narrowed, after: UUID | None, limit: int) -> Sequence[Any]:
    """List the acts on which a consultation is public, in the order in which they were entered."""
    shown = exists().where(col(Consultation.act_id) == col(Act.id), PUBLIC)
    where: list[Any] = [shown, *([col(Act.id) > after] if after else [])]
    where += [col(Act.authority_id) == wanted.authority_id] if wanted.authority_id else []
    if wanted.area:
        where.append(exists().where(col(ActArea.act_id) == col(Act.id), col(ActArea.area_key) == wanted.area))
    if wanted.since:
        changed = (col(Consultation.act_id) == col(Act.id), PUBLIC, col(Consultation.changed_at) >= wanted.since)
        where.append(exists().where(*changed))
    held = select(func.array_agg(col(Consultation.reference))).where(col(Consultation.act_id) == col(Act.id), PUBLIC)
    columns: tuple[Any, ...] = (
        col(Act.id),
        col(Act.title_latn if wanted.latin else Act.title).label("title"),
        *map(col, (Act.title_en, Act.language, Act.kind, Act.case_number, Act.authority_id)),
        col(Authority.name_latn if wanted.latin else Authority.name).label("authority"),
        areas_of_act(col(Act.id)).label("areas"),
        held.scalar_subquery().label("references"),
    )
    query = select(*columns).join(Authority, col(Authority.id) == col(Act.authority_id)).where(*where)
    return (await session.execute(query.order_by(col(Act.id)).limit(limit))).all()


async def submissions(session: Reader, wanted: Narrowed, after: UUID | None, limit: int) -> Sequence[Any]:
    """List what was submitted to public consultations, in the order of arrival; the name is the one its sender chose to show."""
    where: list[Any] = [PUBLIC, col(Submission.withdrawn_at).is_(None), *wanted.of_consultation()]
    where += [col(Submission.id) > after] if after else []
    where += [col(Submission.published_at) >= wanted.since] if wanted.since else []
    columns: tuple[Any, ...] = (
        *map(col, (Submission.id, Submission.number, Consultation.reference)),
        col(Submission.public_name_latn if wanted.latin else Submission.public_name).label("submitter"),
        *map(col, (Submission.submitter_kind, Submission.channel, Submission.received_at)),
        (col(Submission.received_at) >= col(Consultation.closes_at)).label("late"),
        col(Submission.content_hash),
        select(func.count()).where(_of_submission()).scalar_subquery().label("comments"),
    )
    query = select(*columns).join(Consultation, col(Consultation.id) == col(Submission.consultation_id)).where(*where)
    return (await session.execute(query.order_by(col(Submission.id)).limit(limit))).all()


def _of_submission() -> Any:
    return and_(col(Comment.submission_id) == col(Submission.id), col(Comment.set_aside_at).is_(None))


async def reports(session: Reader, wanted: Narrowed, after: UUID | None, limit: int) -> Sequence[Any]:
    """List every published version of every outcome report, in the order of publication."""
    where: list[Any] = [PUBLIC, *wanted.of_consultation(), *([col(Report.id) > after] if after else [])]
    where += [col(Report.published_at) >= wanted.since] if wanted.since else []
    columns: tuple[Any, ...] = (
        *map(col, (Report.id, Consultation.reference, Report.number, Report.published_at, Report.model_hash)),
        col(Act.title_latn if wanted.latin else Act.title).label("title"),
        col(Authority.name_latn if wanted.latin else Authority.name).label("authority"),
    )
    query = select(*columns).join(Consultation, col(Consultation.id) == col(Report.consultation_id))
    query = query.join(Act, col(Act.id) == col(Consultation.act_id)).join(Authority, col(Authority.id) == col(Consultation.authority_id))
    return (await session.execute(query.where(*where).order_by(col(Report.id)).limit(limit))).all()


async def authority(session: Reader, authority_id: UUID, *, latin: bool) -> Any:
    """Read what the directory says of an authority; raises NotFound("authority-unknown")."""
    columns: tuple[Any, ...] = (
        col(Authority.id),
        col(Authority.name_latn if latin else Authority.name).label("name"),
        *map(col, (Authority.name_en, Authority.kind, Authority.level, Authority.country, Authority.parent_id)),
        *map(col, (Authority.place, Authority.email, Authority.website, Authority.register_number, Authority.territory_code)),
        func.coalesce(col(Territory.name_latn if latin else Territory.name), "").label("territory"),
    )
    query = select(*columns).outerjoin(Territory, col(Territory.code) == col(Authority.territory_code))
    row = (await session.execute(query.where(col(Authority.id) == authority_id))).first()
    if row is None:
        raise NotFound("authority-unknown")
    return cast("Any", row)
