"""What is counted of comments: how many came, how they were answered, who took part, and which promises a later text keeps."""

import asyncio
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Date, cast, distinct, func, select
from sqlmodel import col

from dialog_tracker.activities.tables import Invitation
from dialog_tracker.comments.queries import LISTED
from dialog_tracker.comments.tables import Comment, Submission
from dialog_tracker.consultations.tables import Consultation
from dialog_tracker.directory.queries import standing_for, survivors
from dialog_tracker.directory.tables import Organisation
from dialog_tracker.documents.versions import compared_versions
from dialog_tracker.domain.consultation import Stage
from dialog_tracker.domain.promises import TAKEN, Asked, Fate, LaterText, fates_of
from dialog_tracker.domain.response import REASONS_OWED
from dialog_tracker.responses.asked import asked_of
from dialog_tracker.responses.queries import PUBLISHED
from dialog_tracker.responses.tables import Response
from dialog_tracker.storage.transaction import Reader

UNKNOWN_KIND = "unknown"


@dataclass(slots=True)
class Tally:
    """What is counted of the comments of one consultation."""

    comments: int = 0
    by_status: dict[str, int] = field(default_factory=dict)
    refused: int = 0
    refused_with_reasons: int = 0
    answer_days: int | None = None
    promised: int = 0
    unfulfilled: int = 0


async def tallies_of(session: Reader, ids: Collection[UUID]) -> dict[UUID, Tally]:
    """Count the comments of consultations and their published answers; three queries whatever their number."""
    found = {key: Tally() for key in ids}
    if not found:
        return found
    mine = (col(Comment.consultation_id) == func.any(list(ids)), LISTED)
    sent = select(col(Comment.consultation_id), func.count()).join(Submission, col(Submission.id) == col(Comment.submission_id))
    for key, count in await session.execute(sent.where(*mine).group_by(col(Comment.consultation_id))):
        found[key].comments = count
    reasoned = func.count().filter(func.btrim(col(Response.reasons)) != "")
    answers = _answers(col(Comment.consultation_id), col(Response.status), func.count(), reasoned).where(*mine)
    for key, status, count, with_reasons in await session.execute(answers.group_by(col(Comment.consultation_id), col(Response.status))):
        tally = found[key]
        tally.by_status[status] = count
        if status in REASONS_OWED:
            tally.refused += count
            tally.refused_with_reasons += with_reasons
    for key, days in await session.execute(_days(mine)):
        found[key].answer_days = max(0, days)
    return found


def _answers(*columns: Any) -> Any:
    joined = select(*columns).select_from(Comment).join(Submission, col(Submission.id) == col(Comment.submission_id))
    return joined.join(Response, PUBLISHED)


def _days(mine: Sequence[Any]) -> Any:
    """The median of days from receipt to the published answer, in the zone of the authority."""
    zone = col(Consultation.time_zone)
    took = cast(func.timezone(zone, col(Response.published_at)), Date) - cast(func.timezone(zone, col(Submission.received_at)), Date)
    middle = func.percentile_disc(0.5).within_group(took)
    query = _answers(col(Comment.consultation_id), middle).join(Consultation, col(Consultation.id) == col(Comment.consultation_id))
    return query.where(*mine).group_by(col(Comment.consultation_id))


async def promises_kept(session: Reader, consultation_id: UUID, consulted: UUID, later: UUID, now: datetime) -> tuple[int, int]:
    """Count the comments that were accepted, and those of them that a later public text shows nothing of."""
    asked = await asked_of(session, consultation_id, now)
    if not any(one.status in TAKEN for one in asked):
        return 0, 0
    compared = await compared_versions(session, consulted, later)
    return await asyncio.to_thread(_promises, asked, LaterText(compared.comparison))


def _promises(asked: Sequence[Asked], text: LaterText) -> tuple[int, int]:
    taken = [one for one in asked if one.status in TAKEN]
    return len(taken), fates_of(taken, text).counts[Fate.DROPPED]


@dataclass(frozen=True, slots=True)
class TakingPart:
    """Who took part in a consultation: running numbers of organisations, and how many of them did so for the first time."""

    numbers: tuple[int, ...]
    first_time: int


async def taking_part(session: Reader) -> Mapping[UUID, TakingPart]:
    """Count the organisations behind the submissions of published consultations; merged ones count as the one that stands."""
    merged = survivors()
    stands = standing_for(merged, col(Submission.organisation_id))
    first = func.min(col(Submission.received_at))
    sent = select(col(Submission.consultation_id), stands.label("organisation"), first.label("first"))
    sent = sent.join(Consultation, col(Consultation.id) == col(Submission.consultation_id))
    sent = sent.outerjoin(merged, merged.c.id == col(Submission.organisation_id))
    counted = (col(Submission.withdrawn_at).is_(None), col(Submission.organisation_id).is_not(None))
    each = sent.where(*counted, col(Consultation.stage) == Stage.PUBLISHED).group_by(col(Submission.consultation_id), stands).subquery()
    number = func.dense_rank().over(order_by=each.c.organisation).label("number")
    turn = func.row_number().over(partition_by=each.c.organisation, order_by=(each.c.first, each.c.consultation_id)).label("turn")
    numbered = select(each.c.consultation_id, number, turn).subquery()
    fresh = func.count().filter(numbered.c.turn == 1)
    query = select(numbered.c.consultation_id, func.array_agg(distinct(numbered.c.number)), fresh).group_by(numbered.c.consultation_id)
    return {key: TakingPart(tuple(numbers), first_time) for key, numbers, first_time in await session.execute(query)}


async def submissions_of(session: Reader) -> Mapping[UUID, int]:
    """Count the submissions of published consultations, without those withdrawn."""
    query = select(col(Submission.consultation_id), func.count()).where(col(Submission.withdrawn_at).is_(None))
    rows: Sequence[Any] = (await session.execute(query.group_by(col(Submission.consultation_id)))).all()
    return {row[0]: row[1] for row in rows}


async def invited_kinds(session: Reader) -> Mapping[UUID, dict[str, int]]:
    """Count the invitations to each consultation by kind of organisation; whom the directory does not know is counted as unknown."""
    merged = survivors()
    kind = func.coalesce(col(Organisation.kind), UNKNOWN_KIND)
    query = select(col(Invitation.consultation_id), kind, func.count(distinct(col(Invitation.name)))).select_from(Invitation)
    query = query.outerjoin(merged, merged.c.id == col(Invitation.organisation_id))
    query = query.outerjoin(Organisation, col(Organisation.id) == standing_for(merged, col(Invitation.organisation_id)))
    found: dict[UUID, dict[str, int]] = {}
    query = query.where(col(Invitation.consultation_id).is_not(None)).group_by(col(Invitation.consultation_id), kind)
    rows: Sequence[Any] = (await session.execute(query)).all()
    for key, named, count in rows:
        found.setdefault(key, {})[named] = count
    return found
