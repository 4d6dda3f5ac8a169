"""Pages of people and their mandates, for the administrator alone."""

from typing import Any
from uuid import UUID

from litestar import Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery
from litestar.response import Redirect

from dialog_tracker.administration import actions
from dialog_tracker.administration.people import people, person
from dialog_tracker.directory.queries import authorities
from dialog_tracker.domain.errors import Conflict, DialogError, FieldErrors, Malformed
from dialog_tracker.domain.policy import Permission, Role, require
from dialog_tracker.storage.transaction import Db
from dialog_tracker.web.forms import Form, uuid_of
from dialog_tracker.web.messages import field_messages
from dialog_tracker.web.visitor import AnyRequest, Visitor, page

Here = NamedDependency[Visitor]
Posted = NamedDependency[Form]
_SHOWN = 50


@get("/admin/people", name="people")
async def show_people(
    request: AnyRequest,
    visitor: Here,
    db: Db,
    q: FromQuery[str | None] = None,
    role: FromQuery[str | None] = None,
    before: FromQuery[str | None] = None,
) -> Response[str]:
    """List accounts and find one by name or address."""
    require(Permission.INSTALLATION_MANAGE, visitor.actor)
    sought, held = (q or "").strip()[:200].replace("\x00", ""), Role(role) if role in list(Role) else None
    rows = await people(db, request.app.state.clock(), search=sought, role=held, before=uuid_of(before or ""))
    content = {
        "rows": rows,
        "search": sought,
        "role": held or "",
        "roles": list(Role),
        "next": rows[-1].id if len(rows) == _SHOWN else None,
    }
    return page(request, visitor, "administration/people.html", content)


@get("/admin/people/{person_id:uuid}", name="person")
async def show_person(request: AnyRequest, visitor: Here, db: Db, person_id: FromPath[UUID]) -> Response[str]:
    """Show one account with its mandates and what can be done."""
    require(Permission.INSTALLATION_MANAGE, visitor.actor)
    return await _person_page(request, visitor, db, person_id, {}, {})


async def _person_page(
    request: AnyRequest, visitor: Visitor, db: Any, person_id: UUID, typed: dict[str, str], errors: dict[str, str]
) -> Response[str]:
    now = request.app.state.clock()
    content = {
        "person": await person(db, person_id, now, face=visitor.face),
        "now": now,
        "authorities": await authorities(db, face=visitor.face),
        "roles": actions.GIVEN_HERE,
        "typed": typed,
        "errors": errors,
    }
    return page(request, visitor, "administration/person.html", content, status=422 if errors else 200)


@post("/admin/people/{person_id:uuid}", name="person-act", permission=Permission.INSTALLATION_MANAGE)
async def act_on_person(request: AnyRequest, visitor: Here, form: Posted, db: Db, person_id: FromPath[UUID]) -> Response[Any]:
    """Close or open an account, sign it out, or erase whoever asked for it."""
    act = form.text("act")
    try:
        async with db.begin_nested():
            onward = await _act(request, visitor, form, db, person_id)
    except (Malformed, Conflict) as refused:
        errors = field_messages(visitor.language, {str(refused.facts.get("field", act)): refused})
        return await _person_page(request, visitor, db, person_id, {}, errors)
    return Redirect(onward, status_code=303)


_ACTS = {"disable": actions.disable_account, "enable": actions.enable_account, "end": actions.end_sessions}


async def _act(request: AnyRequest, visitor: Visitor, form: Form, db: Any, person_id: UUID) -> str:
    """Do what was asked and give the page that follows."""
    now, act = request.app.state.clock(), form.text("act")
    if act == "erase":
        if not form.checked("asked"):
            raise Malformed("erasure-not-asked", field="asked")
        return "/admin/people" if await actions.erase_on_request(db, visitor.actor, now, person_id) else "/admin/erasures"
    if act not in _ACTS:
        raise Malformed("choice-required", field="act")
    await _ACTS[act](db, visitor.actor, now, person_id)
    return f"/admin/people/{person_id}"


@post("/admin/people/{person_id:uuid}/mandates", name="mandate-give", permission=Permission.INSTALLATION_MANAGE)
async def give(request: AnyRequest, visitor: Here, form: Posted, db: Db, person_id: FromPath[UUID]) -> Response[Any]:
    """Give a person an office."""
    typed = {name: form.text(name) for name in ("role", "authority", "organisation")}
    try:
        role = form.choice("role", Role)
        form.check()
        async with db.begin_nested():
            where = (uuid_of(typed["authority"]), typed["organisation"])
            await actions.give_mandate(db, visitor.actor, request.app.state.clock(), person_id, role, *where)
    except (Malformed, FieldErrors) as refused:
        errors = field_messages(visitor.language, _by_field(refused))
        return await _person_page(request, visitor, db, person_id, typed, errors)
    return Redirect(f"/admin/people/{person_id}", status_code=303)


def _by_field(refused: DialogError) -> dict[str, DialogError]:
    return dict(refused.by_field) if isinstance(refused, FieldErrors) else {str(refused.facts.get("field", "role")): refused}


@post("/admin/people/{person_id:uuid}/mandates/{mandate_id:uuid}/end", name="mandate-end", permission=Permission.INSTALLATION_MANAGE)
async def end(request: AnyRequest, visitor: Here, db: Db, person_id: FromPath[UUID], mandate_id: FromPath[UUID]) -> Response[Any]:
    """End a mandate now."""
    try:
        async with db.begin_nested():
            await actions.take_mandate(db, visitor.actor, request.app.state.clock(), person_id, mandate_id)
    except Conflict as refused:
        errors = field_messages(visitor.language, {f"mandate-{mandate_id}": refused})
        return await _person_page(request, visitor, db, person_id, {}, errors)
    return Redirect(f"/admin/people/{person_id}", status_code=303)


HANDLERS = [show_people, show_person, act_on_person, give, end]
