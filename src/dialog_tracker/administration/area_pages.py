"""The page on which the administrator keeps the areas of work, with how many organisations and acts name each."""

from typing import Any
from urllib.parse import urlencode

from litestar import Response, get, post
from litestar.di import NamedDependency
from litestar.response import Redirect

from dialog_tracker.directory import actions, lists
from dialog_tracker.documents.queries import acts_by_area
from dialog_tracker.domain.errors import DialogError, FieldErrors
from dialog_tracker.domain.policy import Permission, require
from dialog_tracker.storage.transaction import Db
from dialog_tracker.web.forms import Form
from dialog_tracker.web.messages import field_messages
from dialog_tracker.web.visitor import AnyRequest, Visitor, page

Here = NamedDependency[Visitor]
Posted = NamedDependency[Form]


@get("/admin/areas", name="areas")
async def show_areas(request: AnyRequest, visitor: Here, db: Db) -> Response[str]:
    """Show the list of areas of work."""
    require(Permission.INSTALLATION_MANAGE, visitor.actor)
    return await _areas_page(request, visitor, db, {}, {})


async def _areas_page(request: AnyRequest, visitor: Visitor, db: Any, typed: dict[str, str], errors: dict[str, str]) -> Response[str]:
    done = request.query_params.get("done", "")
    content = {"areas": await lists.areas_listed(db), "acts": await acts_by_area(db), "typed": typed, "errors": errors, "done": done}
    return page(request, visitor, "administration/areas.html", content, status=422 if errors else 200)


@post("/admin/areas", name="area-keep", permission=Permission.INSTALLATION_MANAGE)
async def keep_area(request: AnyRequest, visitor: Here, form: Posted, db: Db) -> Response[Any]:
    """Add an area of work, change its name or place, or take it out; one that is there is never added over."""
    require(Permission.INSTALLATION_MANAGE, visitor.actor)
    typed, act = {name: form.text(name) for name in ("key", "name", "name_en", "position")}, form.text("act")
    position, now = form.whole("position", required=False) or 0, request.app.state.clock()
    assert visitor.actor.person_id is not None
    try:
        form.check()
        if act == "drop":
            await actions.drop_area(db, now, typed["key"], by=visitor.actor.person_id)
        else:
            words = (typed["key"], typed["name"], typed["name_en"], position)
            await actions.keep_area(db, now, *words, new=act != "keep", by=visitor.actor.person_id)
    except DialogError as refused:
        by_field = refused.by_field if isinstance(refused, FieldErrors) else {str(refused.facts.get("field", "key")): refused}
        return await _areas_page(request, visitor, db, typed, field_messages(visitor.language, by_field))
    return Redirect(f"/admin/areas?{urlencode({'done': 'drop' if act == 'drop' else 'keep'})}", status_code=303)


HANDLERS = [show_areas, keep_area]
