"""Forgetting personal data whose time is over, kind by kind, in batches, each batch with its count on record; twice is once.

The periods stand in `domain.retention`; here stands what each kind is in the tables.
"""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, String, cast, delete, func, select, update
from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker
from sqlmodel import col

from dialog_tracker.accounts.tables import Link, Mandate, Person, RateCounter, WebSession
from dialog_tracker.activities.tables import Activity
from dialog_tracker.attendance.tables import Attendee
from dialog_tracker.clock import Clock
from dialog_tracker.comments.tables import BasketFile, BasketItem, CoSignature, Submission, SubmissionFile, Submitter
from dialog_tracker.consultations.tables import Consultation, Step
from dialog_tracker.desk.erasure import (
    BLANK_ATTENDEE,
    BLANK_LETTER,
    BLANK_NOMINATION,
    erase_contents,
    erase_intake_files,
    erase_submission_files,
)
from dialog_tracker.domain.retention import Kept, Period
from dialog_tracker.intake.tables import IntakeFile
from dialog_tracker.ledger.actions import record
from dialog_tracker.outbox.tables import Letter
from dialog_tracker.storage.engine import transaction
from dialog_tracker.storage.transaction import Reader
from dialog_tracker.workgroups.tables import GroupCall, Nomination, RankingObjection

BATCH = 1_000
_NOBODY = UUID(int=0)  # the installation itself, as the subject of an entry

Keys = Sequence[Any]
_STEP = select(col(Step.noted_at)).where(col(Step.consultation_id) == col(Consultation.id), col(Step.kind) == "report_published")
# A case that never came to a report is over with its window: the years that follow are long enough for one to come.
_CONCLUDED = func.coalesce(_STEP.scalar_subquery(), col(Consultation.withdrawn_at), col(Consultation.closes_at))


@dataclass(frozen=True, slots=True)
class _Sort:
    """One sort of rows of a kind: what is due before an instant, and how it is forgotten."""

    kept: Kept
    key: Any
    due: Callable[[datetime], Sequence[ColumnElement[bool]]]
    forget: Callable[[AsyncSession, datetime, Keys], Awaitable[None]]


def _concluded(before: datetime) -> Any:
    return select(col(Consultation.id)).where(before >= _CONCLUDED)


def _submissions(before: datetime) -> Any:
    return select(col(Submission.id)).where(col(Submission.consultation_id).in_(_concluded(before)))


def _held(before: date) -> Any:
    return select(col(Activity.id)).where(col(Activity.ends_on) <= before)


def _chosen(before: datetime) -> Any:
    decided = func.coalesce(col(GroupCall.appointed_at), col(GroupCall.withdrawn_at), col(GroupCall.closes_at))
    return select(col(GroupCall.id)).where(decided <= before)


def _deleted(key: Any) -> Callable[[AsyncSession, datetime, Keys], Awaitable[None]]:
    async def forget(session: AsyncSession, _: datetime, keys: Keys) -> None:
        await session.execute(delete(key.class_).where(key.in_(keys)))

    return forget


def _emptied(key: Any, **blank: Any) -> Callable[[AsyncSession, datetime, Keys], Awaitable[None]]:
    async def forget(session: AsyncSession, _: datetime, keys: Keys) -> None:
        await session.execute(update(key.class_).where(key.in_(keys)).values(**blank))

    return forget


async def _drop_basket_files(session: AsyncSession, now: datetime, keys: Keys) -> None:
    laid = await session.scalars(delete(BasketFile).where(col(BasketFile.id).in_(keys)).returning(col(BasketFile.sha256)))
    await erase_contents(session, now, set(laid), by=None)


async def _erase_attached(session: AsyncSession, now: datetime, keys: Keys) -> None:
    await erase_contents(session, now, await erase_submission_files(session, now, col(SubmissionFile.id).in_(keys)), by=None)


async def _erase_came(session: AsyncSession, now: datetime, keys: Keys) -> None:
    await erase_contents(session, now, await erase_intake_files(session, now, col(IntakeFile.id).in_(keys)), by=None)


_WITH_ROLE = select(col(Mandate.person_id)).where(col(Mandate.person_id) == col(Person.id)).exists()
_REACHABLE = (col(Submitter.email) != "") | (col(Submitter.phone) != "") | (col(Submitter.address) != "")
_SORTS = (
    _Sort(
        Kept.CONTACTS,
        Submitter.submission_id,
        lambda before: (_REACHABLE, col(Submitter.submission_id).in_(_submissions(before))),
        _emptied(Submitter.submission_id, email="", phone="", address=""),
    ),
    _Sort(
        Kept.CONTACTS,
        CoSignature.id,
        lambda before: (col(CoSignature.email).contains("@"), col(CoSignature.submission_id).in_(_submissions(before))),
        _emptied(CoSignature.id, email=cast(col(CoSignature.id), String)),
    ),
    _Sort(
        Kept.ORIGINALS,
        SubmissionFile.id,
        lambda before: (
            *(~col(SubmissionFile.public), col(SubmissionFile.sha256).is_not(None), col(SubmissionFile.erased_at).is_(None)),
            col(SubmissionFile.submission_id).in_(_submissions(before)),
        ),
        _erase_attached,
    ),
    _Sort(
        Kept.ORIGINALS,
        IntakeFile.id,
        lambda before: (col(IntakeFile.erased_at).is_(None), col(IntakeFile.consultation_id).in_(_concluded(before))),
        _erase_came,
    ),
    _Sort(
        Kept.NOMINATIONS,
        Nomination.id,
        lambda before: (col(Nomination.email) != "", col(Nomination.call_id).in_(_chosen(before))),
        _emptied(Nomination.id, **BLANK_NOMINATION),
    ),
    _Sort(
        Kept.NOMINATIONS,
        RankingObjection.id,
        lambda before: (col(RankingObjection.email) != "", col(RankingObjection.call_id).in_(_chosen(before))),
        _emptied(RankingObjection.id, name="", email=""),
    ),
    _Sort(
        Kept.LETTERS,
        Letter.id,
        lambda before: (col(Letter.address) != "", func.coalesce(col(Letter.sent_at), col(Letter.given_up_at)) <= before),
        _emptied(Letter.id, **BLANK_LETTER),
    ),
    _Sort(
        Kept.ATTENDANCE,
        Attendee.id,
        lambda before: (col(Attendee.name) != "", col(Attendee.activity_id).in_(_held(before.date()))),
        _emptied(Attendee.id, **BLANK_ATTENDEE),
    ),
    _Sort(Kept.BASKETS, BasketItem.id, lambda before: (col(BasketItem.saved_at) <= before,), _deleted(BasketItem.id)),
    _Sort(Kept.BASKETS, BasketFile.id, lambda before: (col(BasketFile.saved_at) <= before,), _drop_basket_files),
    _Sort(
        Kept.UNCONFIRMED,
        Person.id,
        lambda before: (
            *(col(Person.email).is_not(None), col(Person.email_confirmed_at).is_(None), col(Person.created_at) <= before),
            ~_WITH_ROLE,
        ),
        _emptied(Person.id, email=None, name="", password_hash=""),
    ),
    _Sort(Kept.SESSIONS, WebSession.digest, lambda before: (col(WebSession.expires_at) <= before,), _deleted(WebSession.digest)),
    _Sort(Kept.LINKS, Link.id, lambda before: (col(Link.expires_at) <= before,), _deleted(Link.id)),
    _Sort(Kept.COUNTERS, RateCounter.key, lambda before: (col(RateCounter.window_start) <= before,), _deleted(RateCounter.key)),
)


async def due_now(session: Reader, now: datetime, periods: Sequence[Period]) -> Mapping[Kept, int]:
    """Count what would be forgotten now, changing nothing."""
    counted: dict[Kept, int] = {}
    for period, sort in _in_order(periods):
        due = select(func.count()).select_from(sort.key.class_).where(*sort.due(period.before(now)))
        counted[sort.kept] = counted.get(sort.kept, 0) + (await session.scalar(due) or 0)
    return counted


async def forget(
    sessions: async_sessionmaker[AsyncSession], clock: Clock, periods: Sequence[Period], batch: int = BATCH
) -> Mapping[Kept, int]:
    """Forget what is due, each batch in a transaction of its own, so that a run that was cut goes on where it stopped."""
    counted: dict[Kept, int] = {}
    for period, sort in _in_order(periods):
        found = batch
        while found == batch:
            async with transaction(sessions) as session:
                found = await _forget_batch(session, clock(), period, sort, batch)
            counted[sort.kept] = counted.get(sort.kept, 0) + found
    return counted


async def _forget_batch(session: AsyncSession, now: datetime, period: Period, sort: _Sort, batch: int) -> int:
    due = select(sort.key).where(*sort.due(period.before(now))).order_by(sort.key).limit(batch).with_for_update(skip_locked=True)
    keys = (await session.scalars(due)).all()
    if keys:
        await sort.forget(session, now, keys)
        told = {"kind": sort.kept.value, "count": len(keys)}
        await record(session, at=now, actor_id=None, act="data-forgotten", subject_kind="installation", subject_id=_NOBODY, **told)
    return len(keys)


def _in_order(periods: Sequence[Period]) -> Sequence[tuple[Period, _Sort]]:
    by_kind = {period.kept: period for period in periods}
    return [(by_kind[sort.kept], sort) for sort in _SORTS]
