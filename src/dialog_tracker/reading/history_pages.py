"""Public pages of an authority, an organisation and an area of work with what they did, and the calendar of a month."""

from datetime import date
from typing import Any
from uuid import UUID

from litestar import Response, get
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery
from litestar.response import Redirect

from dialog_tracker.contacts import queries as contacts
from dialog_tracker.contacts.actions import ZONE
from dialog_tracker.directory import lists as directory
from dialog_tracker.directory.queries import AuthorityCard
from dialog_tracker.directory.queries import authority as authority_card
from dialog_tracker.domain.contact_point import Duty, outlook
from dialog_tracker.domain.errors import Malformed, NotFound
from dialog_tracker.domain.policy import Facts, Permission, allows, require
from dialog_tracker.domain.submission import SubmitterKind
from dialog_tracker.reading import histories, lists, month
from dialog_tracker.storage.transaction import Reads
from dialog_tracker.web.forms import uuid_of
from dialog_tracker.web.paging import read_cursor
from dialog_tracker.web.visitor import AnyRequest, Visitor, page

Here = NamedDependency[Visitor]


def _today(request: AnyRequest) -> date:
    today: date = request.app.state.clock().astimezone(ZONE).date()
    return today


@get("/directory/authorities/{authority_id:uuid}", name="directory-authority")
async def authority(request: AnyRequest, visitor: Here, reads: Reads, authority_id: FromPath[UUID]) -> Response[str]:
    """Show an authority: what it holds open, what it held, its figures, and who answers there for cooperation with organisations."""
    card = await contacts.authority_page(reads, authority_id, face=visitor.face)
    lines, day = await contacts.contacts_of(reads, authority_id), _today(request)
    narrow = lists.Narrow(authority_id=authority_id)
    content = {
        "card": card,
        "standing": contacts.standing_now(lines, day),
        "outlook": outlook([line.term for line in lines], day),
        "contact_point": Duty.CONTACT_POINT,
        "history": await histories.history_of(reads, narrow, request.app.state.clock(), face=visitor.face),
        "may_edit": allows(Permission.CONTACT_EDIT, visitor.actor, Facts(authority_id=authority_id)),
    }
    return page(request, visitor, "contacts/authority.html", content)


@get("/directory/organisations/{organisation_id:uuid}", name="directory-organisation")
async def organisation(
    request: AnyRequest, visitor: Here, reads: Reads, organisation_id: FromPath[UUID], after: FromQuery[str | None] = None
) -> Response[Any]:
    """Show an organisation and what it sent; one that was merged into another leads there, for as long as it is."""
    card = await directory.organisation_card(reads, organisation_id, face=visitor.face)
    if card.survivor_id is not None and not allows(Permission.ORGANISATION_MERGE, visitor.actor):
        return Redirect(f"/directory/organisations/{card.survivor_id}", status_code=302)
    if card.kind is SubmitterKind.INDIVIDUAL:
        require(Permission.ORGANISATION_EDIT, visitor.actor)
    now = request.app.state.clock()
    content = {
        "card": card,
        "spoken": await histories.spoken_by(reads, organisation_id, now, latin=visitor.latin, before=_before(after)),
        "may_edit": allows(Permission.ORGANISATION_EDIT, visitor.actor),
        "may_merge": allows(Permission.ORGANISATION_MERGE, visitor.actor),
    }
    return page(request, visitor, "directory/organisation.html", content)


def _before(cursor: str | None) -> UUID | None:
    key = read_cursor(cursor)
    found = uuid_of(key) if key else None
    if key and found is None:
        raise Malformed("cursor-unreadable")
    return found


@get("/areas/{key:str}", name="area")
async def area(request: AnyRequest, visitor: Here, reads: Reads, key: FromPath[str]) -> Response[str]:
    """Show an area of work: what can be commented on in it, what comes, what is over, and its figures."""
    named = await histories.area_named(reads, key, face=visitor.face)
    history = await histories.history_of(reads, lists.Narrow(area=key), request.app.state.clock(), face=visitor.face)
    return page(request, visitor, "reading/area.html", {"area": named, "history": history})


@get("/calendar", name="calendar")
async def show_calendar(
    request: AnyRequest,
    visitor: Here,
    reads: Reads,
    area: FromQuery[str | None] = None,
    authority: FromQuery[str | None] = None,
) -> Response[str]:
    """Show a month: openings, closings, events, and reports that are due; of one area or one authority where one is chosen."""
    today = _today(request)
    first = month.read_month(request.query_params.get("month"), today)
    body = await _body(reads, authority, visitor) if authority else None
    narrow = lists.Narrow(area=(area or "")[:100], authority_id=body.id if body else None)
    content = {
        "authority": body.name if body else "",
        "month": await month.month_of(reads, first, narrow, face=visitor.face),
        "today": today,
        "narrow": narrow,
        "areas": await directory.areas_listed(reads, face=visitor.face),
        "as_list": request.query_params.get("view") == "list",
    }
    return page(request, visitor, "reading/calendar.html", content)


async def _body(reads: Reads, typed: str, visitor: Visitor) -> AuthorityCard:
    """Read the authority whose calendar is asked for; raises NotFound("authority-unknown"), also for what is no id."""
    key = uuid_of(typed)
    if key is None:
        raise NotFound("authority-unknown")
    return await authority_card(reads, key, face=visitor.face)


HANDLERS = [authority, organisation, area, show_calendar]
