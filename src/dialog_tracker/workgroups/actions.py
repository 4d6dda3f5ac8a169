"""Forming a working group: the group itself, its public call, who sits in it, and its sessions."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any
from uuid import NAMESPACE_URL, UUID, uuid5

from sqlalchemy import delete, func, insert, select, update
from sqlalchemy.dialects.postgresql import insert as upsert
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from dialog_tracker.directory.actions import find_or_add_organisation
from dialog_tracker.documents.queries import act_card
from dialog_tracker.domain.address import check_page_address
from dialog_tracker.domain.comment import clean_text
from dialog_tracker.domain.email_address import check_email
from dialog_tracker.domain.errors import Conflict, DialogError, FieldErrors, Malformed, NotFound
from dialog_tracker.domain.policy import Actor, Facts, Permission, require
from dialog_tracker.domain.script import to_latin
from dialog_tracker.domain.submission import SubmitterKind
from dialog_tracker.domain.vague_date import When
from dialog_tracker.domain.window import Window
from dialog_tracker.domain.working_group import (
    LONGEST_NAME,
    LONGEST_TEXT,
    MOST_OBJECTION_DAYS,
    CallStage,
    Criterion,
    Seat,
    composition_text,
)
from dialog_tracker.ledger.actions import record
from dialog_tracker.workgroups.queries import CallCard, GroupCard, call_of, group_card, known_call, members_of
from dialog_tracker.workgroups.tables import GroupCall, GroupMember, GroupPresence, GroupSession, WorkingGroup

_FORMS = uuid5(NAMESPACE_URL, "dialog-tracker:working-group-forms")
MOST_SEATS = 100


def id_of_form(of: UUID, key: str) -> UUID:
    """Name what a form makes by the key of the form, so that a second click makes nothing."""
    return uuid5(_FORMS, f"{of} {key}")


def cleaned(texts: dict[str, tuple[str, int]], required: Sequence[str] = ()) -> dict[str, str]:
    """Clean texts, each with its limit; raises FieldErrors with everything that is wrong."""
    errors: dict[str, DialogError] = {}
    clean: dict[str, str] = {}
    for name, (typed, limit) in texts.items():
        try:
            clean[name] = clean_text(name, " ".join(typed.split()) if limit <= LONGEST_NAME else typed, limit)
        except Malformed as refused:
            errors[name] = refused
            continue
        if name in required and not clean[name]:
            errors[name] = Malformed("field-required", field=name)
    if errors:
        raise FieldErrors(errors)
    return clean


async def editable(session: AsyncSession, actor: Actor, group_id: UUID) -> GroupCard:
    """Read a group that the actor may keep; raises NotFound and NotPermitted."""
    group = await group_card(session, group_id, private=True)
    require(Permission.WORKING_GROUP_EDIT, actor, Facts(authority_id=group.authority_id))
    return group


@dataclass(frozen=True, slots=True)
class GroupDraft:
    """A group as the form brings it."""

    title: str
    act_id: UUID | None = None
    title_en: str = ""
    basis: str = ""
    decision: str = ""
    decided_on: date | None = None
    seats: int = 0
    coordinator: str = ""
    email: str = ""
    public: bool = False


async def _group_values(session: AsyncSession, authority_id: UUID, draft: GroupDraft) -> dict[str, Any]:
    titles = {"title": (draft.title, LONGEST_NAME), "title_en": (draft.title_en, LONGEST_NAME), "basis": (draft.basis, LONGEST_TEXT)}
    rest = {"decision": (draft.decision, LONGEST_NAME), "coordinator": (draft.coordinator, LONGEST_NAME)}
    values: dict[str, Any] = dict(cleaned(titles | rest, required=("title",)))
    if not 0 <= draft.seats <= MOST_SEATS:
        raise FieldErrors({"seats": Malformed("points-out-of-range", field="seats", least=0, most=MOST_SEATS)})
    try:
        values["email"] = check_email(draft.email) if draft.email.strip() else ""
    except Malformed as refused:
        raise FieldErrors({"email": refused}) from None
    if draft.act_id is not None and (await act_card(session, draft.act_id, latin=False)).authority_id != authority_id:
        raise NotFound("act-unknown")
    named = {"title_latn": to_latin(values["title"]), "act_id": draft.act_id}
    return values | named | {"decided_on": draft.decided_on, "seats": draft.seats}


async def enter_group(session: AsyncSession, actor: Actor, now: datetime, authority_id: UUID, draft: GroupDraft, key: str) -> UUID:
    """Enter a group, once for one key of a form; raises FieldErrors and NotFound("act-unknown")."""
    require(Permission.WORKING_GROUP_EDIT, actor, Facts(authority_id=authority_id))
    values = await _group_values(session, authority_id, draft)
    group_id = id_of_form(authority_id, key)
    own = {"id": group_id, "authority_id": authority_id, "revision": 1, "created_by": actor.person_id, "created_at": now}
    published = {"published_at": now if draft.public else None}
    if await _made(session, WorkingGroup, values | own | published):
        await _note(session, actor, now, "group-entered", group_id, public=draft.public)
    return group_id


async def _made(session: AsyncSession, table: Any, values: dict[str, Any]) -> bool:
    made = upsert(table).values(**values).on_conflict_do_nothing(index_elements=["id"]).returning(table.id)
    return (await session.execute(made)).first() is not None


async def _note(session: AsyncSession, actor: Actor, now: datetime, act: str, group_id: UUID, **facts: object) -> None:
    kind = "working_group"
    await record(session, at=now, actor_id=actor.person_id, act=act, subject_kind=kind, subject_id=group_id, **facts)


async def change_group(session: AsyncSession, actor: Actor, now: datetime, group_id: UUID, draft: GroupDraft, revision: int) -> None:
    """Change a group; what was shown to the public stays public.

    Raises FieldErrors, NotFound and Conflict("changed-meanwhile") where somebody else changed it since `revision`.
    """
    group = await editable(session, actor, group_id)
    values = await _group_values(session, group.authority_id, draft)
    if draft.public:
        values["published_at"] = func.coalesce(col(WorkingGroup.published_at), now)
    await _change(session, WorkingGroup, group_id, revision, values)
    await _note(session, actor, now, "group-changed", group_id, public=group.public or draft.public)


async def _change(session: AsyncSession, table: Any, known: UUID, revision: int, values: dict[str, Any]) -> None:
    changed = update(table).where(table.id == known, table.revision == revision).values(**values, revision=table.revision + 1)
    if (await session.execute(changed.returning(table.id))).first() is None:
        raise Conflict("changed-meanwhile")


@dataclass(frozen=True, slots=True)
class CallDraft:
    """A public call as the form brings it."""

    window: Window
    criteria: tuple[Criterion, ...]
    objection_days: int
    areas: str = ""
    body: str = ""


def _call_values(draft: CallDraft) -> dict[str, Any]:
    values: dict[str, Any] = dict(cleaned({"areas": (draft.areas, LONGEST_TEXT), "body": (draft.body, LONGEST_TEXT)}))
    if not 0 <= draft.objection_days <= MOST_OBJECTION_DAYS:
        wrong = Malformed("points-out-of-range", field="objection_days", least=0, most=MOST_OBJECTION_DAYS)
        raise FieldErrors({"objection_days": wrong})
    window = {"opens_at": draft.window.opens_at, "closes_at": draft.window.closes_at, "time_zone": draft.window.zone}
    criteria = [{"key": one.key, "name": one.name, "most": one.most} for one in draft.criteria]
    return values | window | {"criteria": criteria, "objection_days": draft.objection_days}


async def announce_call(session: AsyncSession, actor: Actor, now: datetime, group_id: UUID, draft: CallDraft, key: str) -> UUID:
    """Announce a call for a group, once for one key of a form; raises FieldErrors and Conflict("call-running")."""
    await editable(session, actor, group_id)
    values, call_id = _call_values(draft), id_of_form(group_id, key)
    blank = {"scoring_closed_at": None, "ranking_published_at": None, "appointed_at": None, "withdrawn_at": None}
    own = {"id": call_id, "group_id": group_id, "revision": 1, "created_by": actor.person_id, "created_at": now}
    try:
        async with session.begin_nested():
            made = await _made(session, GroupCall, values | own | blank | {"appointment_reason": "", "withdrawn_reason": ""})
    except IntegrityError:
        raise Conflict("call-running") from None
    if made:
        await _note(session, actor, now, "group-call-announced", group_id)
    return call_id


async def change_call(session: AsyncSession, actor: Actor, now: datetime, group_id: UUID, draft: CallDraft, revision: int) -> None:
    """Change a call that has not opened; whoever applies must be able to rely on what it says.

    Raises FieldErrors, Conflict("call-begun") and Conflict("changed-meanwhile").
    """
    await editable(session, actor, group_id)
    call = await known_call(session, group_id, lock=True)
    if call.course.stage(now) is not CallStage.ANNOUNCED:
        raise Conflict("call-begun")
    await _change(session, GroupCall, call.id, revision, _call_values(draft))
    await _note(session, actor, now, "group-call-changed", group_id)


async def withdraw_call(session: AsyncSession, actor: Actor, now: datetime, group_id: UUID, reason: str) -> None:
    """Withdraw a call before anybody is appointed, with a reason that the public reads; a second time changes nothing."""
    await editable(session, actor, group_id)
    call = await known_call(session, group_id, lock=True)
    if call.course.stage(now) is CallStage.WITHDRAWN:
        return
    if call.course.appointed_at is not None:
        raise Conflict("call-over")
    said = cleaned({"withdrawn_reason": (reason, LONGEST_TEXT)}, required=("withdrawn_reason",))
    await session.execute(update(GroupCall).where(col(GroupCall.id) == call.id).values(withdrawn_at=now, **said))
    await _note(session, actor, now, "group-call-withdrawn", group_id)


async def running_call(session: AsyncSession, group_id: UUID) -> CallCard | None:
    """Give the call of a group unless it was withdrawn or is done."""
    call = await call_of(session, group_id)
    done = call is None or call.course.withdrawn_at is not None or call.course.appointed_at is not None
    return None if done else call


@dataclass(frozen=True, slots=True)
class MemberDraft:
    """Somebody who is entered into a group without a call: an official, an expert, or a member chosen another way."""

    name: str
    body: str
    seat: Seat
    is_cso: bool = False
    deputy_of: UUID | None = None
    appointed_on: date | None = None
    decision: str = ""


async def add_member(session: AsyncSession, actor: Actor, now: datetime, group_id: UUID, draft: MemberDraft, key: str) -> UUID:
    """Enter somebody into a group, once for one key of a form; raises FieldErrors."""
    await editable(session, actor, group_id)
    texts = {name: (getattr(draft, name), LONGEST_NAME) for name in ("name", "body", "decision")}
    said = cleaned(texts, required=("name", "body") if draft.is_cso else ("name",))
    members = {one.id: one for one in await members_of(session, group_id)}
    if draft.seat is Seat.DEPUTY and (draft.deputy_of not in members or members[draft.deputy_of].seat is Seat.DEPUTY):
        raise FieldErrors({"deputy_of": Malformed("choice-required", field="deputy_of")})
    member_id = id_of_form(group_id, key)
    organisation_id = (
        await find_or_add_organisation(session, now, said["body"], SubmitterKind.ASSOCIATION, actor.person_id) if draft.is_cso else None
    )
    values = {**said, "seat": draft.seat, "is_cso": draft.is_cso, "appointed_on": draft.appointed_on, "organisation_id": organisation_id}
    own = {"id": member_id, "group_id": group_id, "nomination_id": None, "ended_on": None, "created_by": actor.person_id, "created_at": now}
    stands_in = {"deputy_of": draft.deputy_of if draft.seat is Seat.DEPUTY else None}
    if await _made(session, GroupMember, values | own | stands_in):
        await _note(session, actor, now, "group-member-entered", group_id, seat=draft.seat, cso=draft.is_cso)
    return member_id


async def end_member(session: AsyncSession, actor: Actor, now: datetime, group_id: UUID, member_id: UUID, ended_on: date) -> None:
    """End somebody's place in a group; the day counts. Raises FieldErrors and NotFound("member-unknown")."""
    await editable(session, actor, group_id)
    known = select(col(GroupMember.appointed_on)).where(col(GroupMember.id) == member_id, col(GroupMember.group_id) == group_id)
    row = (await session.execute(known)).first()
    if row is None:
        raise NotFound("member-unknown")
    if row.appointed_on is not None and ended_on < row.appointed_on:
        raise FieldErrors({"ended_on": Malformed("mandate-ends-before", field="ended_on")})
    await session.execute(update(GroupMember).where(col(GroupMember.id) == member_id).values(ended_on=ended_on))
    await _note(session, actor, now, "group-member-ended", group_id, on=ended_on)


@dataclass(frozen=True, slots=True)
class SessionDraft:
    """A session of a group as the form brings it."""

    when: When
    starts_time: time | None = None
    place: str = ""
    online: bool = False
    agenda: str = ""
    minutes: str = ""
    minutes_link: str = ""
    present: frozenset[UUID] = frozenset()


async def _session_values(session: AsyncSession, group_id: UUID, draft: SessionDraft) -> dict[str, Any]:
    texts = {"place": (draft.place, LONGEST_NAME), "agenda": (draft.agenda, LONGEST_TEXT), "minutes": (draft.minutes, 10 * LONGEST_TEXT)}
    values: dict[str, Any] = dict(cleaned(texts))
    try:
        values["minutes_link"] = check_page_address("minutes_link", draft.minutes_link)
    except Malformed as refused:
        raise FieldErrors({"minutes_link": refused}) from None
    if not draft.present <= {one.id for one in await members_of(session, group_id)}:
        raise NotFound("member-unknown")
    dates = {"starts_on": draft.when.starts_on, "ends_on": draft.when.ends_on, "date_precision": draft.when.precision}
    return values | dates | {"starts_time": draft.starts_time, "online": draft.online}


async def _keep_presence(session: AsyncSession, session_id: UUID, present: frozenset[UUID]) -> None:
    await session.execute(delete(GroupPresence).where(col(GroupPresence.session_id) == session_id))
    if present:
        await session.execute(insert(GroupPresence), [{"session_id": session_id, "member_id": one} for one in sorted(present)])


async def log_session(session: AsyncSession, actor: Actor, now: datetime, group_id: UUID, draft: SessionDraft, key: str) -> UUID:
    """Log a session, once for one key of a form; raises FieldErrors and NotFound("member-unknown")."""
    await editable(session, actor, group_id)
    values, session_id = await _session_values(session, group_id, draft), id_of_form(group_id, key)
    own = {"id": session_id, "group_id": group_id, "revision": 1, "created_by": actor.person_id, "created_at": now}
    if await _made(session, GroupSession, values | own):
        await _keep_presence(session, session_id, draft.present)
        await _note(session, actor, now, "group-session-logged", group_id, present=len(draft.present))
    return session_id


async def change_session(
    session: AsyncSession, actor: Actor, now: datetime, group_id: UUID, session_id: UUID, draft: SessionDraft, revision: int
) -> None:
    """Change a session; raises FieldErrors, NotFound("session-unknown") and Conflict("changed-meanwhile")."""
    await editable(session, actor, group_id)
    mine = select(col(GroupSession.id)).where(col(GroupSession.id) == session_id, col(GroupSession.group_id) == group_id)
    if await session.scalar(mine) is None:
        raise NotFound("session-unknown")
    await _change(session, GroupSession, session_id, revision, await _session_values(session, group_id, draft))
    await _keep_presence(session, session_id, draft.present)
    await _note(session, actor, now, "group-session-changed", group_id, present=len(draft.present))


async def composition_of(session: AsyncSession, group: GroupCard, day: date) -> str:
    """Write the composition of a group on a day, as a public call prints it."""
    return composition_text([one.sitting for one in await members_of(session, group.id)], group.decision, day)
