"""Public pages of working groups: the list, and one group with its call, its ranking, who sits in it and its sessions."""

from datetime import datetime
from uuid import UUID

from litestar import Response, get
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery

from dialog_tracker.domain.errors import Malformed
from dialog_tracker.domain.policy import Facts, Permission, allows
from dialog_tracker.storage.transaction import Reads
from dialog_tracker.web.formats import local_date
from dialog_tracker.web.paging import PAGE_SIZE, Page, read_cursor, write_cursor
from dialog_tracker.web.visitor import AnyRequest, Visitor, page
from dialog_tracker.workgroups import contest, queries

Here = NamedDependency[Visitor]


@get("/working-groups", name="working-groups")
async def show_groups(request: AnyRequest, visitor: Here, reads: Reads, after: FromQuery[str | None] = None) -> Response[str]:
    """List working groups, those with an open call first, paged by key."""
    now = request.app.state.clock()
    rows = await queries.groups_listed(reads, now, _key_of(after), face=visitor.face, limit=PAGE_SIZE + 1)
    last = rows[PAGE_SIZE - 1].key if len(rows) > PAGE_SIZE else None
    cursor = write_cursor(f"{int(last[0])} {last[1].isoformat()} {last[2]}") if last else None
    return page(request, visitor, "workgroups/groups.html", Page(rows[:PAGE_SIZE], cursor))


def _key_of(cursor: str | None) -> queries.Key | None:
    key = read_cursor(cursor)
    if key is None:
        return None
    try:
        is_open, published_at, last = key.split(" ")
        return is_open == "1", datetime.fromisoformat(published_at), UUID(last)
    except ValueError:
        raise Malformed("cursor-unreadable") from None


@get("/working-groups/{group_id:uuid}", name="working-group")
async def show_group(request: AnyRequest, visitor: Here, reads: Reads, group_id: FromPath[UUID]) -> Response[str]:
    """Show a group: what the public may know of its call, of the ranking, of its members and sessions."""
    group = await queries.group_card(reads, group_id, face=visitor.face)
    call, now = await queries.call_of(reads, group_id), request.app.state.clock()
    members, today = await queries.members_of(reads, group_id), local_date(now, group.time_zone)
    published = call is not None and call.course.ranking_published_at is not None
    content = {
        "group": group,
        "call": call,
        "stage": call.course.stage(now).value if call else "",
        "earlier": [(one, one.course.stage(now).value) for one in await queries.earlier_calls(reads, group_id, call.id)] if call else [],
        "takes_objections": call is not None and call.course.takes_objections(now),
        "ranking": await contest.ranking_of(reads, call) if call and published else [],
        "objections": await contest.objections_of(reads, call.id) if call and published else [],
        "members": [one for one in members if one.sits(today)],
        "past": [one for one in members if not one.sits(today)],
        "share": queries.share_of(members, today),
        "sessions": await queries.sessions_of(reads, group_id),
        "names": {one.id: one.name for one in members},
        "may_keep": allows(Permission.WORKING_GROUP_SCORE, visitor.actor, Facts(authority_id=group.authority_id)),
    }
    return page(request, visitor, "workgroups/group.html", content)


HANDLERS = [show_groups, show_group]
