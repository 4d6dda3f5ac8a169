"""The page on which organisations that may be one are merged, kept apart, or parted again."""

from typing import Any

from litestar import Response, get, post
from litestar.di import NamedDependency
from litestar.response import Redirect

from dialog_tracker.directory import merging
from dialog_tracker.domain.errors import NotFound
from dialog_tracker.domain.policy import Permission, require
from dialog_tracker.storage.transaction import Db
from dialog_tracker.web.forms import Form, uuid_of
from dialog_tracker.web.visitor import AnyRequest, Visitor, page

Here = NamedDependency[Visitor]
Posted = NamedDependency[Form]


@get("/desk/organisations/merging", name="merging")
async def show_proposals(request: AnyRequest, visitor: Here, db: Db) -> Response[str]:
    """Show which organisations may be one, by likeness of their names across scripts."""
    require(Permission.ORGANISATION_MERGE, visitor.actor)
    rows, total = await merging.merge_proposals(db, latin=visitor.latin)
    return page(request, visitor, "directory/merging.html", {"rows": rows, "total": total})


@post("/desk/organisations/merging", name="merge", permission=Permission.ORGANISATION_MERGE)
async def merge(request: AnyRequest, visitor: Here, form: Posted, db: Db) -> Response[Any]:
    """Merge two, note that they are two, or take a merging back; each act is refused the second time, so a second click harms nothing."""
    one, other = uuid_of(form.text("one")), uuid_of(form.text("other"))
    if one is None or (other is None and form.text("act") != "undo"):
        raise NotFound("organisation-unknown")
    now = request.app.state.clock()
    if form.text("act") == "undo":
        await merging.unmerge(db, visitor.actor, now, one)
        return Redirect(f"/directory/organisations/{one}", status_code=303)
    assert other is not None
    if form.text("act") == "apart":
        await merging.keep_apart(db, visitor.actor, now, one, other)
    else:
        gone, stays = (one, other) if form.text("act") == "into-other" else (other, one)
        await merging.merge(db, visitor.actor, now, gone, stays)
    return Redirect("/desk/organisations/merging", status_code=303)


HANDLERS = [show_proposals, merge]
