"""What programs of an authority may ask of its own consultations: those not public yet too, and comments with what is held back."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from typing import Any, TypeVar
from uuid import UUID
from zoneinfo import ZoneInfo

import msgspec
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from dialog_tracker.comments.queries import LISTED
from dialog_tracker.comments.tables import Comment, Submission
from dialog_tracker.consultations import actions, elsewhere
from dialog_tracker.consultations.tables import Consultation
from dialog_tracker.directory.queries import AuthorityCard, authority
from dialog_tracker.documents.actions import add_act
from dialog_tracker.documents.tables import Act
from dialog_tracker.domain.act import ActKind
from dialog_tracker.domain.address import check_page_address
from dialog_tracker.domain.comment import clean_line, is_visible
from dialog_tracker.domain.consultation import Venue
from dialog_tracker.domain.email_address import check_email
from dialog_tracker.domain.errors import Malformed, NotFound
from dialog_tracker.domain.policy import Actor
from dialog_tracker.domain.procedure import procedures_for
from dialog_tracker.responses.queries import PUBLISHED, answered_columns
from dialog_tracker.responses.tables import Response
from dialog_tracker.storage.transaction import Reader

Given = TypeVar("Given", bound=msgspec.Struct)
_LINES = ("title", "case_number", "source_url", "coordinator", "postal_address", "file_name", "name", "organisation", "registry_number")
_FIRST_YEAR = 1990
_REQUIRED = ("title", "file_name", "reason")


def tidied(given: Given) -> Given:
    """Clean what a program sent in lines, and its address; raises Malformed("field-required") for what must say something and shows nothing."""
    texts = {name: getattr(given, name) for name in given.__struct_fields__ if isinstance(getattr(given, name), str)}
    clean = {name: clean_line(name, texts[name]) for name in _LINES if name in texts}
    for name in _REQUIRED:
        if name in texts and not is_visible(clean.get(name, texts[name])):
            raise Malformed("field-required", field=name)
    if texts.get("email", "").strip():
        clean["email"] = _address(texts["email"])
    return msgspec.structs.replace(given, **clean)


def _address(typed: str) -> str:
    try:
        return check_email(typed)
    except Malformed as refused:
        raise Malformed(refused.code, field="email") from None


async def own_consultations(session: Reader, authority_id: UUID, after: UUID | None, limit: int) -> Sequence[Any]:
    """List the consultations of an authority, drafts among them, in the order in which they were made."""
    shown = (Consultation.id, Consultation.reference, Act.title, Consultation.stage, Consultation.venue)
    columns: tuple[Any, ...] = (*map(col, shown), col(Consultation.opens_at), col(Consultation.closes_at))
    query = select(*columns).join(Act, col(Act.id) == col(Consultation.act_id)).where(col(Consultation.authority_id) == authority_id)
    if after is not None:
        query = query.where(col(Consultation.id) > after)
    return (await session.execute(query.order_by(col(Consultation.id)).limit(limit))).all()


_WINDOW: tuple[Any, ...] = (col(Consultation.opens_at), col(Consultation.closes_at))


async def own_consultation(session: Reader, authority_id: UUID, reference: str) -> Any:
    """Find a consultation of an authority; raises NotFound("consultation-unknown") also for one of another."""
    columns: tuple[Any, ...] = (*map(col, (Consultation.id, Consultation.venue, Consultation.time_zone)), *_WINDOW)
    mine = (col(Consultation.reference) == reference, col(Consultation.authority_id) == authority_id)
    row = (await session.execute(select(*columns).where(*mine))).first()
    if row is None:
        raise NotFound("consultation-unknown")
    return row


async def own_comments(session: Reader, consultation_id: UUID, now: datetime, after: int, limit: int, *, whole: bool) -> Sequence[Any]:
    """Read a page of comments; `whole` gives also the words that are not public, which is for those who answer them."""
    query = (
        select(*answered_columns(latin=False, whole=whole))
        .select_from(Comment)
        .join(Submission, col(Submission.id) == col(Comment.submission_id))
        .join(Consultation, col(Consultation.id) == col(Comment.consultation_id))
        .outerjoin(Response, PUBLISHED)
        .where(col(Comment.consultation_id) == consultation_id, col(Comment.position) > after, LISTED)
    )
    return (await session.execute(query.order_by(col(Comment.position)).limit(limit), {"now": now})).all()


async def body_of(session: Reader, authority_id: UUID, procedure: str) -> AuthorityCard:
    """Read the authority and hold the procedure against what it may use; raises Malformed("choice-required")."""
    body = await authority(session, authority_id)
    if procedure not in procedures_for(body.country, body.level):
        raise Malformed("choice-required", field="procedure")
    return body


def check_days(opens_on: date | None, last_on: date) -> None:
    """Refuse an end before the beginning, and years that nobody means; raises Malformed."""
    for field, day in (("opens_on", opens_on), ("last_on", last_on)):
        if day is not None and not 1991 <= day.year <= 2100:
            raise Malformed("day-impossible", field=field, day=day.isoformat())
    if opens_on is not None and last_on < opens_on:
        raise Malformed("window-ends-before-it-opens", field="last_on", opens_on=opens_on, last_on=last_on)


async def log_elsewhere(
    session: AsyncSession, actor: Actor, now: datetime, draft: elsewhere.FollowedDraft, title: str, kind: ActKind, case_number: str
) -> str:
    """Log a consultation that runs elsewhere with its act; gives its reference."""
    check_page_address("source_url", draft.source_url)
    act_id = await add_act(
        session, now, authority_id=draft.authority_id, kind=kind, title=title, case_number=case_number, by=actor.person_id
    )
    return await elsewhere.follow(session, actor, now, replace(draft, act_id=act_id))


async def move_window(
    session: AsyncSession,
    actor: Actor,
    now: datetime,
    authority_id: UUID,
    reference: str,
    opens_on: date | None,
    last_on: date,
    closing: time | None,
    reason: str,
) -> Any:
    """Extend a consultation, or postpone one that has not opened; gives how it now stands."""
    check_days(opens_on, last_on)
    row = await own_consultation(session, authority_id, reference)
    if row.venue == Venue.ELSEWHERE:
        await elsewhere.extend_followed(session, actor, now, reference, last_on, closing, reason)
    elif opens_on is not None:
        await actions.postpone(session, actor, now, reference, opens_on, last_on, closing, reason)
    else:
        await actions.extend(session, actor, now, reference, last_on, closing, reason)
    return await own_consultation(session, authority_id, reference)


def received(at: datetime, now: datetime) -> datetime:
    """Read when a submission was received; raises Malformed("zone-missing"), Malformed("date-in-future") and Malformed("day-impossible")."""
    if at.tzinfo is None:
        raise Malformed("zone-missing", field="received_at", at=at.isoformat())
    if not 1991 <= at.year <= 2100:
        raise Malformed("day-impossible", field="received_at", day=at.isoformat())
    if at > now + timedelta(minutes=1):
        raise Malformed("date-in-future", field="received_at")
    # In UTC, since the database knows no zone that is further from it than sixteen hours.
    return min(at, now).astimezone(UTC)


def written(on: date | None, received_at: datetime, time_zone: str) -> date | None:
    """Read when a submission was written; raises Malformed("day-impossible") and Malformed("written-after-receipt")."""
    if on is not None and on.year < _FIRST_YEAR:
        raise Malformed("day-impossible", field="written_on", day=on.isoformat())
    if on is not None and on > received_at.astimezone(ZoneInfo(time_zone)).date():
        raise Malformed("written-after-receipt", field="written_on")
    return on
