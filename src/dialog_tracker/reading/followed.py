"""The page of a consultation that runs elsewhere: where it runs, its dates, how views are gathered, and its legal clock."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlmodel import col

from dialog_tracker.activities.outreach import InvitationLine, invitations_of
from dialog_tracker.activities.queries import ActivityLine, events_of
from dialog_tracker.consultations.queries import LegalClock, RoundLine, changes_of, clock_of_course, frozen_obligations, rounds_of, steps_of
from dialog_tracker.consultations.reckoning import course_of
from dialog_tracker.consultations.tables import Consultation
from dialog_tracker.directory.naming import name_for
from dialog_tracker.directory.queries import calendar, overrides_of
from dialog_tracker.directory.tables import Authority
from dialog_tracker.documents.queries import ActAreaLine, AttachmentLine, areas_concerned, attachments_of
from dialog_tracker.documents.tables import Act
from dialog_tracker.domain.consultation import Stage, Venue
from dialog_tracker.domain.errors import NotFound
from dialog_tracker.domain.policy import Actor, Permission, allows
from dialog_tracker.domain.policy import Facts as PolicyFacts
from dialog_tracker.domain.script import Face
from dialog_tracker.domain.window import WindowChange
from dialog_tracker.storage.transaction import Reader


@dataclass(frozen=True, slots=True)
class FollowedPage:
    """A consultation elsewhere; `head` is its row, in the reader's script."""

    head: Any
    clock: LegalClock
    events: Sequence[ActivityLine]
    invitations: Sequence[InvitationLine]
    areas: Sequence[ActAreaLine]
    changes: Sequence[WindowChange]
    rounds: Sequence[RoundLine]
    files: Sequence[AttachmentLine]
    may_manage: bool


async def followed_page(session: Reader, actor: Actor, reference: str, now: datetime, *, face: Face) -> FollowedPage:
    """Read a consultation that runs elsewhere; raises NotFound("consultation-unknown")."""
    head = (await session.execute(_head(face=face).where(col(Consultation.reference) == reference))).first()
    if head is None:
        raise NotFound("consultation-unknown")
    return FollowedPage(
        head=head,
        clock=await _clock(session, head, now),
        events=await events_of(session, head.id, latin=face.latin),
        invitations=await invitations_of(session, head.id, latin=face.latin),
        areas=await areas_concerned(session, head.act_id),
        changes=await changes_of(session, head.id),
        rounds=await rounds_of(session, head.act_id, head.id),
        files=await attachments_of(session, head.act_id, public=True),
        may_manage=allows(Permission.CONSULTATION_OPEN, actor, PolicyFacts(authority_id=head.authority_id)),
    )


async def _clock(session: Reader, head: Any, now: datetime) -> LegalClock:
    days = await calendar(session, head.authority_id)
    if head.withdrawn and (stood := await frozen_obligations(session, head.id)):
        return LegalClock(stood, days, now.astimezone(ZoneInfo(head.time_zone)).date())
    own, steps = await overrides_of(session, head.authority_id), await steps_of(session, head.id)
    return clock_of_course(course_of(head, steps), head.procedure_key, own, days, now, head.time_zone)


def _head(*, face: Face) -> Any:
    shown = (Consultation.id, Consultation.reference, Consultation.authority_id, Consultation.act_id, Consultation.procedure_key)
    times = (Consultation.opens_at, Consultation.closes_at, Consultation.time_zone, Consultation.source_url, Consultation.methods)
    columns: tuple[Any, ...] = (
        *(col(column) for column in (*shown, *times)),
        col(Consultation.email),
        (col(Consultation.stage) == Stage.WITHDRAWN).label("withdrawn"),
        col(Consultation.withdrawn_reason),
        col(Consultation.summary_latn if face.latin else Consultation.summary).label("summary"),
        col(Consultation.coordinator_latn if face.latin else Consultation.coordinator).label("coordinator"),
        col(Consultation.summary).label("summary_written"),
        col(Consultation.coordinator).label("coordinator_written"),
        col(Act.title_latn if face.latin else Act.title).label("title"),
        col(Act.language).label("title_language"),
        col(Act.case_number),
        col(Act.kind).label("act_kind"),
        col(Act.started_on),
        name_for(face, Authority).label("authority"),
    )
    return (
        select(*columns)
        .join(Act, col(Act.id) == col(Consultation.act_id))
        .join(Authority, col(Authority.id) == col(Consultation.authority_id))
        .where(col(Consultation.venue) == Venue.ELSEWHERE, col(Consultation.stage) != Stage.DRAFT)
    )
