"""What comes from outside: nominations with their receipts, their withdrawal, and objections to a ranking."""

import secrets
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import select, update
from sqlalchemy.dialects.postgresql import insert as upsert
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from dialog_tracker.directory.actions import find_or_add_organisation
from dialog_tracker.domain.email_address import check_email
from dialog_tracker.domain.errors import Conflict, FieldErrors, Malformed
from dialog_tracker.domain.submission import SubmitterKind
from dialog_tracker.domain.working_group import (
    CODE_SIGNS,
    LONGEST_NAME,
    LONGEST_TEXT,
    CallStage,
    NominationDraft,
    check_nomination,
    check_takes_nominations,
    check_takes_objections,
)
from dialog_tracker.ledger.actions import record
from dialog_tracker.workgroups.actions import cleaned, id_of_form
from dialog_tracker.workgroups.contest import nomination_by_code
from dialog_tracker.workgroups.queries import group_card, known_call
from dialog_tracker.workgroups.tables import Nomination, RankingObjection


@dataclass(frozen=True, slots=True)
class NominationReceipt:
    """What whoever nominated keeps."""

    id: UUID
    code: str
    received_at: datetime


def _new_code() -> str:
    return "-".join("".join(secrets.choice(CODE_SIGNS) for _ in range(4)) for _ in range(3))


async def nominate(
    session: AsyncSession, now: datetime, group_id: UUID, draft: NominationDraft, kind: SubmitterKind, key: str
) -> NominationReceipt:
    """Take a nomination, once for one key of a form; a second click gives the first receipt back, even after the call closed.

    Raises FieldErrors, Conflict("call-not-open") and Conflict("call-over").
    """
    await group_card(session, group_id)
    call = await known_call(session, group_id, lock=True)
    nomination_id = id_of_form(call.id, key)
    before = select(col(Nomination.code), col(Nomination.received_at)).where(col(Nomination.id) == nomination_id)
    if known := (await session.execute(before)).first():
        return NominationReceipt(nomination_id, known.code, known.received_at)
    check_takes_nominations(call.course, now)
    clean = check_nomination(draft)
    organisation_id = await find_or_add_organisation(session, now, clean.organisation, kind, None)
    said = {name: getattr(clean, name) for name in ("organisation", "candidate", "function", "deputy", "email", "motivation", "cv")}
    stated = {"accepts": True, "cv_true": True, "no_conflict": True, "shows_name": clean.shows_name}
    code = _new_code()
    row = {
        "id": nomination_id,
        "call_id": call.id,
        "organisation_id": organisation_id,
        "code": code,
        "received_at": now,
        "withdrawn_at": None,
    }
    await session.execute(upsert(Nomination).values(**row, **said, **stated))
    await record(session, at=now, actor_id=None, act="nomination-received", subject_kind="working_group", subject_id=group_id)
    return NominationReceipt(nomination_id, code, now)


async def withdraw_nomination(session: AsyncSession, now: datetime, code: str) -> None:
    """Withdraw a nomination by the code of its receipt until scoring is closed; a second time changes nothing.

    Raises NotFound("nomination-unknown") and Conflict("call-over").
    """
    _, group_id = await nomination_by_code(session, code)
    call = await known_call(session, group_id, lock=True)
    nomination, _ = await nomination_by_code(session, code)
    if nomination.withdrawn_at is not None:
        return
    if (
        nomination.call_id != call.id
        or call.scoring_closed_at is not None
        or call.course.stage(now) not in (CallStage.OPEN, CallStage.CLOSED)
    ):
        raise Conflict("call-over")
    await session.execute(update(Nomination).where(col(Nomination.id) == nomination.id).values(withdrawn_at=now))
    await record(session, at=now, actor_id=None, act="nomination-withdrawn", subject_kind="working_group", subject_id=group_id)


async def object_to_ranking(session: AsyncSession, now: datetime, group_id: UUID, name: str, email: str, body: str, key: str) -> datetime:
    """Take an objection in the days for it, once for one key of a form; gives the time of its receipt.

    Raises FieldErrors and Conflict("objections-not-taken").
    """
    await group_card(session, group_id)
    call = await known_call(session, group_id, lock=True)
    objection_id = id_of_form(call.id, key)
    before = await session.scalar(select(col(RankingObjection.received_at)).where(col(RankingObjection.id) == objection_id))
    if before is not None:
        return before
    check_takes_objections(call.course, now)
    said = cleaned({"name": (name, LONGEST_NAME), "body": (body, LONGEST_TEXT)}, required=("name", "body"))
    try:
        address = check_email(email)
    except Malformed as refused:
        raise FieldErrors({"email": refused}) from None
    answer = {"answer": "", "answered_at": None, "answered_by": None}
    row = {"id": objection_id, "call_id": call.id, "email": address, "received_at": now}
    await session.execute(upsert(RankingObjection).values(**row, **said, **answer))
    await record(session, at=now, actor_id=None, act="group-objection-received", subject_kind="working_group", subject_id=group_id)
    return now
