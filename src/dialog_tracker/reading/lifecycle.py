"""The page of an act: its path with the dates of each stage, and what is next."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlmodel import col

from dialog_tracker.consultations.tables import Consultation, Step
from dialog_tracker.directory.naming import name_for
from dialog_tracker.directory.tables import Authority
from dialog_tracker.documents.queries import ActAreaLine, AttachmentLine, areas_concerned, attachments_of
from dialog_tracker.documents.tables import Act, ActStage
from dialog_tracker.domain.act import ActStageKind
from dialog_tracker.domain.consultation import Stage
from dialog_tracker.domain.errors import NotFound
from dialog_tracker.domain.lifecycle import StageEvent, path_of, what_is_next
from dialog_tracker.domain.procedure import all_procedures
from dialog_tracker.domain.script import Face
from dialog_tracker.domain.window import days_of
from dialog_tracker.storage.transaction import Reader
from dialog_tracker.web.formats import local_date
from dialog_tracker.workgroups.queries import groups_on

_OF_STEPS = {
    "start_notice_published": ActStageKind.START_NOTICE,
    "impact_analysis_published": ActStageKind.ANALYSIS,
    "starting_document_published": ActStageKind.ANALYSIS,
    "members_published": ActStageKind.WORKING_GROUP,
    "report_published": ActStageKind.REPORT,
    "submitted_for_adoption": ActStageKind.GOVERNMENT,
    "adopted": ActStageKind.ASSEMBLY,
}


@dataclass(frozen=True, slots=True)
class ActPage:
    """An act with its path."""

    id: UUID
    title: str
    title_language: str
    kind: str
    case_number: str
    authority: str
    path: Sequence[StageEvent]
    next: StageEvent | None
    today: date
    areas: Sequence[ActAreaLine]
    files: Sequence[AttachmentLine]
    groups: Sequence[tuple[UUID, str]]


async def act_page(session: Reader, act_id: UUID, now: datetime, *, face: Face) -> ActPage:
    """Read an act that has something public; seven queries. Raises NotFound("act-unknown")."""
    title = Act.title_latn if face.latin else Act.title
    columns: tuple[Any, ...] = (
        col(title).label("title"),
        name_for(face, Authority).label("authority"),
        *map(col, (Act.id, Act.language, Act.kind, Act.case_number)),
        col(Act.started_on),
    )
    query = select(*columns).join(Authority, col(Authority.id) == col(Act.authority_id)).where(col(Act.id) == act_id)
    row = (await session.execute(query)).first()
    held = (await session.execute(_held(act_id))).all()
    if row is None or not held:
        raise NotFound("act-unknown")
    entered = (await session.execute(_entered(act_id, latin=face.latin))).all()
    steps = (await session.execute(_steps(act_id))).all()
    path, today = path_of(_events(held, steps, entered)), local_date(now)
    return ActPage(
        id=row.id,
        title=row.title,
        title_language=row.language,
        kind=row.kind,
        case_number=row.case_number,
        authority=row.authority,
        path=path,
        next=what_is_next(path, today),
        today=today,
        areas=await areas_concerned(session, act_id),
        files=await attachments_of(session, act_id, public=True),
        groups=await groups_on(session, act_id, latin=face.latin),
    )


def _public(act_id: UUID) -> tuple[Any, ...]:
    return (col(Consultation.act_id) == act_id, col(Consultation.stage) != Stage.DRAFT, col(Consultation.published_at).is_not(None))


def _held(act_id: UUID) -> Any:
    shown = (Consultation.reference, Consultation.procedure_key, Consultation.opens_at, Consultation.closes_at, Consultation.time_zone)
    return select(*(col(column) for column in shown)).where(*_public(act_id))


def _steps(act_id: UUID) -> Any:
    columns = (col(Step.kind), col(Step.done_on), col(Step.address), col(Consultation.reference))
    query = select(*columns).join(Consultation, col(Consultation.id) == col(Step.consultation_id))
    return query.where(*_public(act_id), col(Step.kind).in_(_OF_STEPS))


def _entered(act_id: UUID, *, latin: bool) -> Any:
    note = col(ActStage.note_latn if latin else ActStage.note)
    columns = (col(ActStage.kind), col(ActStage.done_on), col(ActStage.planned_on), note, col(ActStage.address))
    return select(*columns).where(col(ActStage.act_id) == act_id)


def _events(held: Sequence[Any], steps: Sequence[Any], entered: Sequence[Any]) -> Iterator[StageEvent]:
    for reference, procedure_key, opens_at, closes_at, zone in held:
        opens_on, last_on = days_of(opens_at, closes_at, zone)
        family = all_procedures()[procedure_key].family
        kind = ActStageKind.CONSULTATIONS if family == "consultations" else ActStageKind.PUBLIC_DEBATE
        yield StageEvent(kind, opens_on or last_on, None, last_on, reference=reference)
    for kind, done_on, address, reference in steps:
        yield StageEvent(_OF_STEPS[kind], done_on, address=address, reference=reference)
    for kind, done_on, planned_on, note, address in entered:
        yield StageEvent(ActStageKind(kind), done_on, planned_on, note=note, address=address)
