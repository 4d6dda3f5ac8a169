"""Lists of organisations and of contact points that come as tables: brought, read column by column, looked at row by row, taken in."""

import asyncio
from collections.abc import Mapping
from dataclasses import replace
from typing import Any
from uuid import UUID

from litestar import Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath
from litestar.response import Redirect

from dialog_tracker.contacts import fates, keeping, taking
from dialog_tracker.contacts.actions import ZONE
from dialog_tracker.domain.directory_columns import FIELDS, Field, ListKind
from dialog_tracker.domain.directory_rows import Fate
from dialog_tracker.domain.errors import Malformed
from dialog_tracker.domain.policy import Permission, require
from dialog_tracker.office.sheets import SHEET_LIMITS, read_sheets
from dialog_tracker.storage.transaction import Db
from dialog_tracker.web.forms import Form, new_form_key
from dialog_tracker.web.messages import field_messages, message
from dialog_tracker.web.visitor import AnyRequest, Visitor, page

Here = NamedDependency[Visitor]
Posted = NamedDependency[Form]
SHOWN = 300  # rows of one fate on a page; the counts are of all


@get("/admin/lists", name="lists")
async def show_lists(request: AnyRequest, visitor: Here, db: Db) -> Response[str]:
    """Show the lists that came and the form for another."""
    require(Permission.DIRECTORY_IMPORT, visitor.actor)
    return await _lists(request, visitor, db, new_form_key(), "", {})


async def _lists(request: AnyRequest, visitor: Visitor, db: Any, key: str, kind: str, errors: dict[str, str]) -> Response[str]:
    content = {"lists": await keeping.lists_that_came(db, visitor.actor), "kinds": list(ListKind), "kind": kind, "key": key}
    return page(request, visitor, "contacts/lists.html", content, status=422 if errors else 200, errors=errors)


@post("/admin/lists", name="list-bring", permission=Permission.DIRECTORY_IMPORT)
async def bring_list(request: AnyRequest, visitor: Here, form: Posted, db: Db) -> Response[Any]:
    """Keep a list until its columns are confirmed."""
    require(Permission.DIRECTORY_IMPORT, visitor.actor)
    key, now = form.key(), request.app.state.clock()
    try:
        kind = form.choice("kind", ListKind)
        form.check()
        name, content = await form.file("file", SHEET_LIMITS.file_bytes)
        sheets = await asyncio.to_thread(read_sheets, content)
        async with db.begin_nested():
            file_id = await keeping.open_list(db, visitor.actor, now, kind, name, sheets, key)
    except Malformed as refused:
        errors = field_messages(visitor.language, {str(refused.facts.get("field", "file")): refused})
        return await _lists(request, visitor, db, key, form.text("kind"), errors)
    return Redirect(f"/admin/lists/{file_id}", status_code=303)


@get("/admin/lists/{file_id:uuid}", name="list")
async def show_list(request: AnyRequest, visitor: Here, db: Db, file_id: FromPath[UUID]) -> Response[str]:
    """Show how a list is read and what would become of its rows, or what became of them."""
    return await _list(request, visitor, db, await keeping.kept_list(db, visitor.actor, file_id), {})


async def _list(request: AnyRequest, visitor: Visitor, db: Any, file: keeping.KeptList, errors: dict[str, str]) -> Response[str]:
    rows = file.fates
    if file.state == "waiting":
        day = request.app.state.clock().astimezone(ZONE).date()
        rows = (await fates.plan_of(db, file, day)).fates
    content = {
        "file": file,
        "fields": FIELDS[file.kind],
        "counts": keeping.counted(rows),
        "fates": {fate: [one for one in rows if one.fate is fate][:SHOWN] for fate in Fate},
        "reasons": {one.key: message(visitor.language, one.code, one.facts) for one in rows if one.code},
        "decisions": list(taking.Decision),
    }
    return page(request, visitor, "contacts/list.html", content, status=422 if errors else 200, errors=errors)


@post("/admin/lists/{file_id:uuid}", name="list-act", permission=Permission.DIRECTORY_IMPORT)
async def act_on_list(request: AnyRequest, visitor: Here, form: Posted, db: Db, file_id: FromPath[UUID]) -> Response[Any]:
    """Read a list by other columns, take it in, or lay it aside."""
    now = request.app.state.clock()
    file = await keeping.kept_list(db, visitor.actor, file_id)
    act = form.text("act")
    if act == "drop":
        await keeping.drop_list(db, visitor.actor, now, file_id)
        return Redirect("/admin/lists", status_code=303)
    if act == "columns":
        columns = _columns(form, file)
        try:
            async with db.begin_nested():
                await keeping.choose_columns(db, visitor.actor, now, file, columns)
        except Malformed as refused:
            errors = field_messages(visitor.language, {str(refused.facts.get("field", "column-0-0")): refused})
            return await _list(request, visitor, db, replace(file, columns=columns), errors)
        return Redirect(f"/admin/lists/{file_id}", status_code=303)
    decided = {name.removeprefix("row-"): form.text(name) for name in form.fields if name.startswith("row-")}
    await taking.take_list(db, visitor.actor, now, file, decided, verified=form.checked("verified"))
    return Redirect(f"/admin/lists/{file_id}", status_code=303)


def _columns(form: Form, file: keeping.KeptList) -> Mapping[int, Mapping[int, Field]]:
    """Read what each column was chosen as: the fields are „column-SHEET-COLUMN”."""
    known = {one.value for one in FIELDS[file.kind]}
    found: dict[int, dict[int, Field]] = {}
    for at, kept in enumerate(file.sheets):
        if kept.header is None:
            continue
        chosen = ((one, form.text(f"column-{at}-{one}")) for one in range(len(kept.header.cells)))
        found[at] = {one: Field(said) for one, said in chosen if said in known}
    return found


HANDLERS = [show_lists, bring_list, show_list, act_on_list]
