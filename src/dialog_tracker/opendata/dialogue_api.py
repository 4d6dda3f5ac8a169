"""The read API of the policy dialogue and of acts: programmes, activities, working groups, and the path of an act."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from litestar import get
from litestar.params import FromPath, FromQuery

from dialog_tracker.activities import register
from dialog_tracker.domain.activity import ActivityKind
from dialog_tracker.domain.errors import NotFound
from dialog_tracker.opendata.parameters import PAGE, Cursor, Size
from dialog_tracker.opendata.shapes import (
    ActivityItem,
    Dates,
    GroupItem,
    Listing,
    ProgrammeItem,
    SessionItem,
    activity_item,
    dates,
    paged,
)
from dialog_tracker.reading.api_shapes import AnyRequest, site
from dialog_tracker.reading.lifecycle import act_page
from dialog_tracker.storage.transaction import Reads
from dialog_tracker.web.formats import local_date
from dialog_tracker.web.paging import Cursors, instant
from dialog_tracker.web.problems import LIST, ONE, Script, in_face, in_script
from dialog_tracker.workgroups import queries as groups

_SLUG = re.compile(r"[a-z0-9-]{1,120}")


@dataclass(frozen=True, slots=True)
class FigureItem:
    """A figure as somebody stated it, with its source."""

    value: int
    qualifier: str
    unit: str
    of_what: str
    source: str


@dataclass(frozen=True, slots=True)
class PartyItem:
    """Who carried out, paid for or took part in running it."""

    role: str
    name: str


@dataclass(frozen=True, slots=True)
class ActivityFull:
    """An activity with all that is told of it."""

    activity: ActivityItem
    figures: list[FigureItem]
    parties: list[PartyItem]
    outputs: list[str]
    agenda: str
    minutes: str
    act_id: UUID | None


@dataclass(frozen=True, slots=True)
class ProgrammeFull:
    """A programme with its activities; stated figures stand beside what is listed and are never replaced by sums."""

    slug: str
    name: str
    name_en: str
    aims: str
    dates: Dates
    source: str
    authority: str
    figures: list[FigureItem]
    parties: list[PartyItem]
    activities: list[ActivityItem]
    url: str


@dataclass(frozen=True, slots=True)
class GroupFull:
    """A working group: its seats, how many sit in it, its call and its sessions; people are not named here."""

    id: UUID
    title: str
    title_en: str
    authority: str
    authority_id: UUID
    act_id: UUID | None
    basis: str
    decision: str
    decided_on: date | None
    seats: int
    members: int
    cso_members: int
    call_stage: str
    call_opens_at: datetime | None
    call_closes_at: datetime | None
    sessions: list[SessionItem]
    url: str


@dataclass(frozen=True, slots=True)
class StageItem:
    """A stage on the way of an act, done or planned."""

    kind: str
    done_on: date | None
    planned_on: date | None
    note: str
    address: str
    consultation: str


@dataclass(frozen=True, slots=True)
class ActFull:
    """An act with its path from initiative to the official gazette."""

    id: UUID
    title: str
    kind: str
    case_number: str
    authority: str
    areas: list[str]
    path: list[StageItem]
    url: str
    feed: str


def _figures(facts: Any, said: Callable[[str], str]) -> list[FigureItem]:
    return [FigureItem(one.value, one.qualifier.value, one.unit.value, one.of_what, said(one.source)) for one in facts.figures]


def _parties(facts: Any) -> list[PartyItem]:
    return [PartyItem(one.role.value, one.name) for one in facts.parties]


@get("/api/activities", tags=["dialogue"], responses=LIST)
async def activities(
    request: AnyRequest,
    reads: Reads,
    authority: FromQuery[UUID | None] = None,
    kind: FromQuery[ActivityKind | None] = None,
    year: FromQuery[int | None] = None,
    script: FromQuery[Script | None] = None,
    limit: Size = PAGE,
    after: Cursor = None,
) -> Listing[ActivityItem]:
    """List the activities of the policy dialogue, newest first, those without a date last."""
    cursors, home = Cursors.of("activities", {"authority": authority, "kind": kind, "year": year}), site(request)
    said = in_script(script)
    key = cursors.read(after, _day, UUID)
    known_year = year if year is None or 1900 <= year <= 2200 else 0
    wanted = register.Wanted(kind, known_year, authority_ids=frozenset({authority}) if authority else None)
    found = await register.listed(reads, wanted, face=in_face(script), after=(key[0], key[1]) if key else None, limit=limit + 1)
    return paged(
        found,
        limit,
        lambda one: activity_item(one.facts, one.authority, one.programme_slug, home, said),
        lambda one: cursors.write(one.facts.when.starts_on.isoformat() if one.facts.when.starts_on else "", one.facts.key),
    )


def _day(text: str) -> date | None:
    return date.fromisoformat(text) if text else None


@get("/api/activities/{activity_id:uuid}", tags=["dialogue"], responses=ONE)
async def activity(request: AnyRequest, reads: Reads, activity_id: FromPath[UUID], script: FromQuery[Script | None] = None) -> ActivityFull:
    """Read an activity."""
    page = await register.activity_page(reads, activity_id, face=in_face(script))
    facts, home, said = page.facts, site(request), in_script(script)
    outputs = [one.link or (f"{home}/outputs/{one.sha256}" if one.sha256 else one.title) for one in facts.outputs]
    shown = activity_item(facts, page.authority, page.programme_slug, home, said)
    act_id = page.act_id if page.act_public else None
    return ActivityFull(shown, _figures(facts, said), _parties(facts), outputs, said(page.agenda), said(page.minutes), act_id)


@get("/api/programmes", tags=["dialogue"], responses=LIST)
async def programmes(request: AnyRequest, reads: Reads, script: FromQuery[Script | None] = None) -> Listing[ProgrammeItem]:
    """List the programmes of policy dialogue, newest first."""
    home = site(request)
    return Listing(
        [
            ProgrammeItem(
                one.slug,
                one.name,
                one.name_en,
                one.authority,
                dates(one.when),
                one.activities,
                f"{home}/programmes/{one.slug}",
                f"{home}/api/programmes/{one.slug}",
            )
            for one in await register.programmes(reads, face=in_face(script))
        ],
        None,
    )


@get("/api/programmes/{slug:str}", tags=["dialogue"], responses=ONE)
async def programme(request: AnyRequest, reads: Reads, slug: FromPath[str], script: FromQuery[Script | None] = None) -> ProgrammeFull:
    """Read a programme with its activities."""
    if not _SLUG.fullmatch(slug):
        raise NotFound("programme-unknown")
    facts, home, said = await register.programme_facts(reads, slug, face=in_face(script)), site(request), in_script(script)
    shown = [activity_item(one, facts.authority, slug, home, said) for one in facts.activities]
    told = (facts.slug, facts.name, facts.name_en, facts.aims, dates(facts.when), said(facts.source), facts.authority)
    return ProgrammeFull(*told, _figures(facts, said), _parties(facts), shown, f"{home}/programmes/{slug}")


@get("/api/working-groups", tags=["dialogue"], responses=LIST)
async def working_groups(
    request: AnyRequest, reads: Reads, script: FromQuery[Script | None] = None, limit: Size = PAGE, after: Cursor = None
) -> Listing[GroupItem]:
    """List the working groups, those with an open call first, then the newest."""
    cursors, home = Cursors.of("working-groups", {}), site(request)
    key = cursors.read(after, bool, instant, UUID)
    found = await groups.groups_listed(
        reads, request.app.state.clock(), (key[0], key[1], key[2]) if key else None, face=in_face(script), limit=limit + 1
    )
    return paged(found, limit, lambda one: _group(one, home), lambda one: cursors.write(one.open, one.published_at.isoformat(), one.id))


def _group(one: groups.GroupLine, home: str) -> GroupItem:
    told = (one.id, one.title, one.title_en, one.authority, one.seats, one.published_at, one.opens_at, one.closes_at, one.open)
    return GroupItem(*told, f"{home}/working-groups/{one.id}", f"{home}/api/working-groups/{one.id}")


@get("/api/working-groups/{group_id:uuid}", tags=["dialogue"], responses=ONE)
async def working_group(request: AnyRequest, reads: Reads, group_id: FromPath[UUID], script: FromQuery[Script | None] = None) -> GroupFull:
    """Read a working group."""
    card, now = await groups.group_card(reads, group_id, face=in_face(script)), request.app.state.clock()
    call, said = await groups.call_of(reads, group_id), in_script(script)
    share = groups.share_of(await groups.members_of(reads, group_id), local_date(now, card.time_zone))
    sessions = [
        SessionItem(
            *(dates(one.when), one.starts_time, said(one.place), one.online),
            *(said(one.agenda), said(one.minutes), one.minutes_link, len(one.present)),
        )
        for one in await groups.sessions_of(reads, group_id)
    ]
    told = (card.id, card.title, card.title_en, card.authority, card.authority_id, card.act_id if card.act_public else None)
    more = (said(card.basis), said(card.decision), card.decided_on, card.seats, share.members, share.cso)
    window = (call.course.stage(now).value, call.window.opens_at, call.window.closes_at) if call else ("", None, None)
    return GroupFull(*(*told, *more, *window, sessions, f"{site(request)}/working-groups/{card.id}"))


@get("/api/acts/{act_id:uuid}", tags=["acts"], responses=ONE)
async def act(request: AnyRequest, reads: Reads, act_id: FromPath[UUID], script: FromQuery[Script | None] = None) -> ActFull:
    """Read an act with its path: what was done, what is planned, and the consultations held on it."""
    page = await act_page(reads, act_id, request.app.state.clock(), face=in_face(script))
    path = [StageItem(one.kind.value, one.done_on, one.planned_on, one.note, one.address, one.reference) for one in page.path]
    areas, home = sorted(one.key for one in page.areas), site(request)
    told = (page.id, page.title, page.kind, page.case_number, page.authority, areas, path)
    return ActFull(*told, f"{home}/acts/{page.id}", f"{home}/acts/{page.id}/feed.atom")


HANDLERS = [activities, activity, programmes, programme, working_groups, working_group, act]
