"""The desk of programmes and activities, and taking activities from a table."""

import asyncio
import hashlib
from typing import Any
from uuid import UUID

from litestar import Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery

from dialog_tracker.activities.programmes import bring_activities
from dialog_tracker.activities.register import Wanted, kept_programme, listed, programme_facts, programmes
from dialog_tracker.activities.register_forms import Typed, activities_of_page, read_activity_cursor, refused_fields
from dialog_tracker.directory.queries import authorities
from dialog_tracker.domain.activity_table import read_activities
from dialog_tracker.domain.errors import Malformed
from dialog_tracker.domain.policy import Actor, Facts, Permission, Role, allows, require
from dialog_tracker.domain.vague_date import NOT_STATED
from dialog_tracker.office.sheets import SHEET_LIMITS, read_sheet
from dialog_tracker.storage.transaction import Db, Reads
from dialog_tracker.web.forms import Form
from dialog_tracker.web.messages import message
from dialog_tracker.web.paging import PAGE_SIZE
from dialog_tracker.web.visitor import AnyRequest, Visitor, page

Here = NamedDependency[Visitor]
Posted = NamedDependency[Form]


def _kept_by(actor: Actor) -> frozenset[UUID] | None:
    """Give the authorities whose programmes the actor keeps; None for all of them."""
    if actor.has(Role.ADMINISTRATOR):
        return None
    kept = frozenset(body for body in actor.authority_ids if allows(Permission.PROGRAMME_KEEP, actor, Facts(authority_id=body)))
    if not kept:
        require(Permission.PROGRAMME_KEEP, actor)
    return kept


@get("/desk/dialogue", name="dialogue", permission=Permission.PROGRAMME_KEEP)
async def show_dialogue(request: AnyRequest, visitor: Here, reads: Reads, after: FromQuery[str | None] = None) -> Response[str]:
    """Show the programmes and activities that the visitor keeps, the activities paged by key."""
    mine = _kept_by(visitor.actor)
    asked = Wanted(authority_ids=mine)
    rows = await listed(reads, asked, face=visitor.face, private=True, after=read_activity_cursor(after), limit=PAGE_SIZE + 1)
    content = {
        "programmes": await programmes(reads, mine, face=visitor.face, private=True),
        "activities": activities_of_page(rows),
        "authorities": await authorities(reads, mine, face=visitor.face),
    }
    return page(request, visitor, "activities/dialogue.html", content)


@get("/desk/activities/table/{authority_id:uuid}", name="activities-table", permission=Permission.PROGRAMME_KEEP)
async def show_table(
    request: AnyRequest, visitor: Here, db: Db, authority_id: FromPath[UUID], programme: FromQuery[str | None] = None
) -> Response[str]:
    """Show the form for bringing a table of activities."""
    require(Permission.PROGRAMME_KEEP, visitor.actor, Facts(authority_id=authority_id))
    return await _table_page(request, visitor, db, authority_id, programme or "", {})


async def _table_page(
    request: AnyRequest, visitor: Visitor, db: Any, authority_id: UUID, programme: str, errors: Typed, done: Any = None
) -> Response[str]:
    mine = await programmes(db, frozenset({authority_id}), face=visitor.face, private=True)
    content = {"authority_id": authority_id, "programmes": mine, "programme": programme, "done": done}
    return page(request, visitor, "activities/table.html", content, status=422 if errors else 200, errors=errors)


@post("/desk/activities/table/{authority_id:uuid}", name="activities-table-act", permission=Permission.PROGRAMME_KEEP)
async def take_table(request: AnyRequest, visitor: Here, form: Posted, db: Db, authority_id: FromPath[UUID]) -> Response[Any]:
    """Enter the activities of a table and tell what became of each row."""
    require(Permission.PROGRAMME_KEEP, visitor.actor, Facts(authority_id=authority_id))
    slug, now = form.text("programme"), request.app.state.clock()
    try:
        _, content = await form.file("file", SHEET_LIMITS.file_bytes)
        rows = await asyncio.to_thread(read_sheet, content)
        programme = await kept_programme(db, slug) if slug else None
        when = (await programme_facts(db, slug, private=True)).when if slug else NOT_STATED
        table = read_activities(rows, when)
        of, public = programme.id if programme else None, form.checked("public")
        async with db.begin_nested():
            sha256 = hashlib.sha256(content).hexdigest()
            brought = await bring_activities(db, visitor.actor, now, authority_id, of, table.rows, sha256, public=public)
    except Malformed as refused:
        errors = refused_fields(visitor, refused)
        return await _table_page(request, visitor, db, authority_id, slug, {"file": next(iter(errors.values()))})
    done = {
        "brought": brought,
        "refused": [(one.row, message(visitor.language, one.error.code, one.error.facts)) for one in table.refused],
        "doubted": [(row.row, message(visitor.language, code, {})) for row in table.rows for code in row.doubts],
    }
    return await _table_page(request, visitor, db, authority_id, slug, {}, done)


HANDLERS = [show_dialogue, show_table, take_table]
