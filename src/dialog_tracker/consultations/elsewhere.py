"""Consultations that run elsewhere, on a state portal, by letters or at meetings: logged here to be followed and judged."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import insert, select, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from dialog_tracker.consultations.actions import end_by_withdrawing, next_number
from dialog_tracker.consultations.reckoning import Scope, reckon
from dialog_tracker.consultations.tables import Consultation, WindowChange
from dialog_tracker.directory.actions import add_authority
from dialog_tracker.directory.tables import Authority
from dialog_tracker.documents.actions import add_act
from dialog_tracker.documents.tables import Act
from dialog_tracker.domain.act import AuthorityLevel
from dialog_tracker.domain.calendar import ZONES
from dialog_tracker.domain.comment import clean_text
from dialog_tracker.domain.consultation import Act as Move
from dialog_tracker.domain.consultation import Method, Stage, Venue
from dialog_tracker.domain.consultation import step as next_stage
from dialog_tracker.domain.details import check_details
from dialog_tracker.domain.errors import Malformed, NotFound
from dialog_tracker.domain.listing import ListedConsultation
from dialog_tracker.domain.policy import Actor, Permission, require
from dialog_tracker.domain.policy import Facts as PolicyFacts
from dialog_tracker.domain.procedure import find_procedure
from dialog_tracker.domain.reference import consultation_reference
from dialog_tracker.domain.script import fold, to_latin
from dialog_tracker.domain.window import WindowChangeKind, days_of, window_of_days
from dialog_tracker.ledger.actions import record
from dialog_tracker.storage.columns import new_id


@dataclass(frozen=True, slots=True)
class FollowedDraft:
    """A consultation elsewhere as it is filled in; an opening that nobody knows is None."""

    authority_id: UUID
    act_id: UUID
    procedure_key: str
    opens_on: date | None
    last_on: date
    closing_time: time | None = None
    time_zone: str = "Europe/Belgrade"
    source_url: str = ""
    methods: Sequence[Method] = ()
    summary: str = ""
    coordinator: str = ""
    email: str = ""


async def follow(session: AsyncSession, actor: Actor, now: datetime, draft: FollowedDraft) -> str:
    """Log a consultation that runs elsewhere; it is public at once, as it is elsewhere. Gives its reference."""
    require(Permission.CONSULTATION_OPEN, actor, PolicyFacts(authority_id=draft.authority_id))
    consultation_id, reference = await _log(session, now, draft, actor.person_id)
    # The file of the act may have been opened long before, when nobody could see it.
    await record(session, at=now, actor_id=actor.person_id, act="act-published", subject_kind="act", subject_id=draft.act_id)
    await reckon(session, now, Scope([consultation_id]))
    return reference


async def _log(session: AsyncSession, now: datetime, draft: FollowedDraft, by: UUID | None) -> tuple[UUID, str]:
    """Store one; raises Malformed("window-ends-before-it-opens")."""
    window = window_of_days(draft.opens_on or draft.last_on - timedelta(days=1), draft.last_on, draft.closing_time, draft.time_zone)
    prefix, year = find_procedure(draft.procedure_key).prefix, (draft.opens_on or draft.last_on).year
    reference = consultation_reference(prefix, year, await next_number(session, f"{prefix}-{year}"))
    consultation_id = new_id()
    texts = {name: clean_text(name, getattr(draft, name), 5000) for name in ("summary", "coordinator", "email", "source_url")}
    blank = dict.fromkeys(("postal_address", "postal_address_latn", "drafted_by", "working_group", "decision", "portal_url"), "")
    derived = {f"{name}_latn": to_latin(texts[name]) for name in ("summary", "coordinator")}
    owners = {"authority_id": draft.authority_id, "act_id": draft.act_id, "procedure_key": draft.procedure_key, "created_by": by}
    times = {"opens_at": window.opens_at if draft.opens_on else None, "closes_at": window.closes_at, "time_zone": draft.time_zone}
    stamps = {"created_at": now, "changed_at": now, "published_at": now, "withdrawn_reason": ""}
    stored: dict[str, Any] = {**texts, **blank, **derived, **owners, **times, **stamps}
    await session.execute(
        insert(Consultation).values(
            id=consultation_id,
            reference=reference,
            stage=Stage.PUBLISHED,
            venue=Venue.ELSEWHERE,
            methods=[method.value for method in draft.methods],
            revision=1,
            **stored,
        )
    )
    await record(
        session,
        at=now,
        actor_id=by,
        act="consultation-followed",
        subject_kind="consultation",
        subject_id=consultation_id,
        reference=reference,
    )
    return consultation_id, reference


@dataclass(frozen=True, slots=True)
class Imported:
    """What came of a list: the consultations of its rows, in their order, and which of them are new."""

    ids: tuple[UUID, ...]
    new: tuple[UUID, ...]


async def follow_all(session: AsyncSession, now: datetime, rows: Sequence[ListedConsultation], by: UUID | None) -> Imported:
    """Log the consultations of a list, each with its authority and its act; the same list again adds nothing."""
    authorities = await _authorities(session, now, rows, by)
    known = await _known(session, set(authorities.values()))
    ids: list[UUID] = []
    new: list[UUID] = []
    for row in rows:
        authority_id = authorities[row.country, fold(row.bodies[0])]
        mark = _mark(authority_id, row.source, fold(row.title), row.closes_on)
        if mark in known:
            ids.append(known[mark])
            await _close_later(session, now, known[mark], row, by)
            continue
        act_id = await add_act(
            session,
            now,
            authority_id=authority_id,
            kind=row.act_kind,
            title=row.title,
            case_number=row.source,
            language=row.language,
            by=by,
        )
        draft = FollowedDraft(
            authority_id,
            act_id,
            row.procedure_key,
            row.opens_on,
            row.closes_on,
            row.closing_time,
            ZONES[row.country],
            _address(row.address),
            (Method.WRITTEN_COMMENTS,),
            "; ".join(filter(None, [*row.bodies[1:], row.note])),
        )
        known[mark], _ = await _log(session, now, draft, by)
        ids.append(known[mark])
        new.append(known[mark])
    await reckon(session, now, Scope(new))
    return Imported(tuple(ids), tuple(new))


def _address(typed: str) -> str:
    """Lists name a page by its host alone."""
    return f"https://{typed}" if typed and "://" not in typed else typed


async def _authorities(
    session: AsyncSession, now: datetime, rows: Sequence[ListedConsultation], by: UUID | None
) -> Mapping[tuple[str, str], UUID]:
    named = {(row.country, fold(row.bodies[0])): row.bodies[0] for row in rows}
    columns = (col(Authority.country), col(Authority.name_fold), col(Authority.id))
    query = select(*columns).where(col(Authority.name_fold).in_([folded for _, folded in named]))
    found: dict[tuple[str, str], UUID] = {(country, folded): identity for country, folded, identity in await session.execute(query)}
    for key, name in named.items():
        if key not in found:
            more = {"country": key[0], "time_zone": ZONES[key[0]]}
            found[key] = await add_authority(session, now, name=name, kind="ministry", level=AuthorityLevel.NATIONAL, by=by, **more)
    return found


async def _known(session: AsyncSession, authority_ids: set[UUID]) -> dict[tuple[object, ...], UUID]:
    columns: tuple[Any, ...] = (
        col(Consultation.id),
        col(Consultation.authority_id),
        col(Act.case_number),
        col(Act.title_fold),
        col(Consultation.closes_at),
    )
    zone = col(Consultation.time_zone)
    query = select(*columns, zone).join(Act, col(Act.id) == col(Consultation.act_id))
    query = query.where(col(Consultation.authority_id).in_(authority_ids), col(Consultation.venue) == Venue.ELSEWHERE)
    rows = await session.execute(query)
    return {_mark(r.authority_id, r.case_number, r.title_fold, days_of(None, r.closes_at, r.time_zone)[1]): r.id for r in rows}


def _mark(authority_id: UUID, source: str, title_fold: str, closes_on: date) -> tuple[object, ...]:
    """Say by what a row is known again: by its own id where the list gives one, else by title and last day."""
    return (authority_id, source) if source else (authority_id, title_fold, closes_on)


async def _close_later(session: AsyncSession, now: datetime, consultation_id: UUID, row: ListedConsultation, by: UUID | None) -> None:
    """A row that comes again with a later end is an extension: the old end stays on record, and calendars correct their entry."""
    window = window_of_days(row.opens_on or row.closes_on - timedelta(days=1), row.closes_on, row.closing_time, ZONES[row.country])
    await _extend(session, now, consultation_id, window.closes_at, "", by)


async def extend_followed(
    session: AsyncSession, actor: Actor, now: datetime, reference: str, last_on: date, closing_time: time | None, reason: str
) -> None:
    """Log that a consultation elsewhere was extended, with the reason that was given there.

    Raises NotFound("consultation-unknown"), Conflict("act-not-possible") for one that is withdrawn, Malformed("window-not-later") and
    Malformed("field-required") for a missing reason.
    """
    one = await _followed(session, actor, reference)
    next_stage(Stage(one.stage), Move.EXTEND)
    why = clean_text("reason", reason, 5000)
    if not why:
        raise Malformed("field-required", field="reason")
    window = window_of_days(last_on - timedelta(days=1), last_on, closing_time, one.time_zone)
    if not await _extend(session, now, one.id, window.closes_at, why, actor.person_id):
        raise Malformed("window-not-later", field="last_on")


async def withdraw_followed(session: AsyncSession, actor: Actor, now: datetime, reference: str, reason: str) -> None:
    """Log that a draft was withdrawn elsewhere, with the reason that was given there; its page stays.

    Raises NotFound("consultation-unknown"), Conflict("act-not-possible") for one that is withdrawn, and Malformed("field-required").
    """
    one = await _followed(session, actor, reference)
    stage = next_stage(Stage(one.stage), Move.WITHDRAW)
    why = clean_text("withdrawn_reason", reason, 5000)
    if not why:
        raise Malformed("field-required", field="withdrawn_reason")
    await end_by_withdrawing(session, now, one.id, stage, why, actor.person_id)


CORRECTED = ("source_url", "coordinator", "email", "summary")


async def correct_followed(
    session: AsyncSession, actor: Actor, now: datetime, reference: str, typed: Mapping[str, str], methods: Sequence[Method]
) -> None:
    """Correct what is told of a consultation elsewhere; the ledger names the fields. Raises FieldErrors."""
    one = await _followed(session, actor, reference)
    texts = check_details(CORRECTED, {name: typed.get(name, "") for name in CORRECTED})
    derived = {f"{name}_latn": to_latin(texts[name]) for name in ("summary", "coordinator")}
    values: dict[str, Any] = {**texts, **derived, "methods": [method.value for method in methods], "changed_at": now}
    await session.execute(update(Consultation).where(col(Consultation.id) == one.id).values(**values))
    await record(
        session,
        at=now,
        actor_id=actor.person_id,
        act="details-changed",
        subject_kind="consultation",
        subject_id=one.id,
        reference=reference,
    )


async def _followed(session: AsyncSession, actor: Actor, reference: str) -> Any:
    columns = (col(Consultation.id), col(Consultation.authority_id), col(Consultation.time_zone), col(Consultation.stage))
    known = (col(Consultation.reference) == reference, col(Consultation.venue) == Venue.ELSEWHERE)
    one = (await session.execute(select(*columns).where(*known).with_for_update())).first()
    if one is None:
        raise NotFound("consultation-unknown")
    require(Permission.CONSULTATION_OPEN, actor, PolicyFacts(authority_id=one.authority_id))
    return one


async def _extend(session: AsyncSession, now: datetime, consultation_id: UUID, new_end: datetime, why: str, by: UUID | None) -> bool:
    """Keep the old end beside the new one; tells whether the end moved, for one that is not later moves nothing."""
    columns = (col(Consultation.opens_at), col(Consultation.closes_at))
    opens_at, closes_at = (await session.execute(select(*columns).where(col(Consultation.id) == consultation_id))).one()
    if new_end <= closes_at:
        return False
    ends = {"old_opens_at": opens_at, "new_opens_at": opens_at, "old_closes_at": closes_at, "new_closes_at": new_end}
    change = insert(WindowChange).values(id=new_id(), consultation_id=consultation_id, kind=WindowChangeKind.EXTENSION, **ends, reason=why)
    await session.execute(change.values(decided_by=by, decided_at=now))
    moved = update(Consultation).where(col(Consultation.id) == consultation_id).values(closes_at=new_end, changed_at=now)
    await session.execute(moved.values(revision=Consultation.revision + 1))
    told = {"old": closes_at, "new": new_end}
    await record(session, at=now, actor_id=by, act="consultation-extended", subject_kind="consultation", subject_id=consultation_id, **told)
    await reckon(session, now, Scope([consultation_id]))
    return True


def read_methods(typed: Sequence[str]) -> tuple[Method, ...]:
    """Read the methods of a form; raises Malformed("choice-required") for one that is not offered."""
    try:
        return tuple(Method(one) for one in typed)
    except ValueError:
        raise Malformed("choice-required", field="methods") from None
