"""Gathering a year of an authority's record: its consultations with their counts, and its activities."""

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy import func, select
from sqlalchemy.orm import aliased
from sqlmodel import col

from dialog_tracker.activities.outreach import invited_in_year
from dialog_tracker.activities.register import activities_of_year
from dialog_tracker.comments.queries import LISTED
from dialog_tracker.comments.tables import Comment, Submission
from dialog_tracker.consultations.tables import Consultation, Step
from dialog_tracker.directory.queries import authority_names, standing_for, survivors
from dialog_tracker.directory.tables import Organisation, Territory
from dialog_tracker.documents.tables import Act
from dialog_tracker.domain.consultation import Stage, Venue
from dialog_tracker.domain.response import ResponseStatus
from dialog_tracker.domain.yearly import YearConsultation, YearFacts, YearGroups
from dialog_tracker.responses.tables import Response
from dialog_tracker.storage.transaction import Reader
from dialog_tracker.workgroups.queries import seats_of_year


async def year_of(session: Reader, authority_id: UUID, year: int, now: datetime) -> YearFacts:
    """Read a year of an authority, counting what is public; raises NotFound("authority-unknown").

    A consultation belongs to the year in which its window opened at its own place; one that was held elsewhere with no first day on
    record, to the year in which it closed.
    """
    name, name_en, zone = await authority_names(session, authority_id)
    first, last = (datetime(at, 1, 1, tzinfo=ZoneInfo(zone)).astimezone(UTC) for at in (year, year + 1))
    begun = func.coalesce(col(Consultation.opens_at), col(Consultation.closes_at))
    columns = (Consultation.id, Consultation.reference, Consultation.procedure_key, Consultation.opens_at, Consultation.closes_at)
    query = select(*map(col, columns), col(Consultation.time_zone), col(Consultation.venue), col(Act.title))
    query = query.join(Act, col(Act.id) == col(Consultation.act_id))
    query = query.where(
        col(Consultation.authority_id) == authority_id,
        col(Consultation.stage) == Stage.PUBLISHED,
        begun >= first,
        begun < last,
    )
    rows = (await session.execute(query.order_by(begun, col(Consultation.id)))).all()
    ids = [row.id for row in rows]
    comments, answers = await _comments(session, ids), await _answers(session, ids)
    submissions, reports = await _submissions(session, ids), await _reports(session, ids)
    return YearFacts(
        authority=name,
        authority_en=name_en,
        year=year,
        made_on=now.astimezone(ZoneInfo(zone)).date(),
        consultations=tuple(_line(row, comments, answers, submissions, reports) for row in rows),
        organisations=await _organisations(session, ids),
        activities=tuple(await activities_of_year(session, authority_id, year)),
        groups=await _groups(session, authority_id, year),
        invited=await invited_in_year(session, authority_id, year),
        senders=await _senders(session, ids),
    )


def _line(
    row: Any,
    comments: dict[UUID, int],
    answers: dict[UUID, dict[ResponseStatus, int]],
    submissions: dict[UUID, int],
    reports: dict[UUID, date],
) -> YearConsultation:
    zone = ZoneInfo(row.time_zone)
    return YearConsultation(
        reference=row.reference,
        title=row.title,
        procedure_key=row.procedure_key,
        opens_on=_day(row.opens_at or row.closes_at, zone),
        last_on=_day(row.closes_at - timedelta(microseconds=1), zone),
        submissions=submissions.get(row.id, 0),
        comments=comments.get(row.id, 0),
        by_status=answers.get(row.id, {}),
        reported_on=reports.get(row.id),
        elsewhere=row.venue != Venue.HERE,
    )


def _day(instant: datetime, zone: ZoneInfo) -> date:
    return instant.astimezone(zone).date()


async def _counts(session: Reader, query: Any) -> dict[UUID, int]:
    return {row[0]: row[1] for row in await session.execute(query)}


async def _comments(session: Reader, ids: Sequence[UUID]) -> dict[UUID, int]:
    query = select(col(Comment.consultation_id), func.count()).join(Submission, col(Submission.id) == col(Comment.submission_id))
    return await _counts(session, query.where(col(Comment.consultation_id).in_(ids), LISTED).group_by(col(Comment.consultation_id)))


async def _answers(session: Reader, ids: Sequence[UUID]) -> dict[UUID, dict[ResponseStatus, int]]:
    """Count the published answers in force by status."""
    query = select(col(Comment.consultation_id), col(Response.status), func.count()).join(
        Comment, col(Comment.id) == col(Response.comment_id)
    )
    query = query.join(Submission, col(Submission.id) == col(Comment.submission_id))
    in_force = (col(Response.published_at).is_not(None), col(Response.superseded_at).is_(None))
    query = query.where(col(Comment.consultation_id).in_(ids), LISTED, *in_force)
    found: dict[UUID, dict[ResponseStatus, int]] = {}
    for key, status, count in await session.execute(query.group_by(col(Comment.consultation_id), col(Response.status))):
        found.setdefault(key, {})[ResponseStatus(status)] = count
    return found


async def _submissions(session: Reader, ids: Sequence[UUID]) -> dict[UUID, int]:
    sent = (col(Submission.consultation_id).in_(ids), col(Submission.withdrawn_at).is_(None))
    query = select(col(Submission.consultation_id), func.count()).where(*sent)
    return await _counts(session, query.group_by(col(Submission.consultation_id)))


async def _organisations(session: Reader, ids: Sequence[UUID]) -> int:
    sent = (col(Submission.consultation_id).in_(ids), col(Submission.withdrawn_at).is_(None))
    merged = survivors()
    counted = select(func.count(func.distinct(standing_for(merged, col(Submission.organisation_id))))).select_from(Submission)
    return await session.scalar(counted.outerjoin(merged, merged.c.id == col(Submission.organisation_id)).where(*sent)) or 0


async def _groups(session: Reader, authority_id: UUID, year: int) -> YearGroups:
    found = await seats_of_year(session, authority_id, year)
    return YearGroups(found.groups, found.seats, found.cso_members, found.members)


async def _senders(session: Reader, ids: Sequence[UUID]) -> dict[str, int]:
    """Count the organisations that sent something, by the territory of their seat; without one, under an empty name."""
    merged = survivors()
    stands = standing_for(merged, col(Submission.organisation_id))
    sender: Any = aliased(Organisation)
    name = func.coalesce(col(Territory.name), "")
    query = select(name, func.count(func.distinct(sender.id))).select_from(Submission)
    query = query.outerjoin(merged, merged.c.id == col(Submission.organisation_id)).join(sender, sender.id == stands)
    query = query.outerjoin(Territory, col(Territory.code) == sender.territory_code)
    query = query.where(col(Submission.consultation_id).in_(ids), col(Submission.withdrawn_at).is_(None))
    return {row[0]: row[1] for row in await session.execute(query.group_by(name).order_by(name))}


async def _reports(session: Reader, ids: Sequence[UUID]) -> dict[UUID, date]:
    query = select(col(Step.consultation_id), col(Step.done_on))
    rows = await session.execute(query.where(col(Step.consultation_id).in_(ids), col(Step.kind) == "report_published"))
    return {row.consultation_id: row.done_on for row in rows}
