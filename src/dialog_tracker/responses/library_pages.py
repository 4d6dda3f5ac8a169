"""What an authority keeps for its answers: texts to be used again, and statuses of its own."""

from typing import Any
from uuid import UUID

from litestar import Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery
from litestar.response import Redirect

from dialog_tracker.directory.queries import authority
from dialog_tracker.domain.errors import Conflict, FieldErrors, Malformed
from dialog_tracker.domain.policy import Facts, Permission, allows, require
from dialog_tracker.domain.response import ResponseStatus
from dialog_tracker.responses import reusable
from dialog_tracker.storage.transaction import Db
from dialog_tracker.web.forms import Form, uuid_of
from dialog_tracker.web.messages import field_messages
from dialog_tracker.web.visitor import AnyRequest, Visitor, page

Here = NamedDependency[Visitor]
Posted = NamedDependency[Form]
_FIELDS = ("title", "category", "status", "reasons", "id", "name", "maps_to", "act")


@get("/desk/authority/{authority_id:uuid}/answers", name="library")
async def show(
    request: AnyRequest,
    visitor: Here,
    db: Db,
    authority_id: FromPath[UUID],
    q: FromQuery[str | None] = None,
    answer: FromQuery[str | None] = None,
) -> Response[str]:
    """Show the texts and the statuses; with `answer` one text with its uses."""
    return await _library(request, visitor, db, authority_id, q or "", uuid_of(answer or ""), {}, {})


async def _library(
    request: AnyRequest,
    visitor: Visitor,
    db: Any,
    authority_id: UUID,
    words: str,
    answer_id: UUID | None,
    typed: dict[str, str],
    errors: dict[str, str],
) -> Response[str]:
    require(Permission.DESK_READ, visitor.actor)
    body = await authority(db, authority_id)
    if not visitor.actor.roles_for(authority_id):
        require(Permission.RULE_OVERRIDE, visitor.actor, Facts(authority_id=authority_id))
    lines = await reusable.reusable_of(db, authority_id, words)
    chosen = next((line for line in lines if line.id == answer_id), None)
    content = {
        "authority_id": authority_id,
        "authority": body.name,
        "lines": lines,
        "words": words,
        "chosen": chosen,
        "uses": await reusable.uses_of(db, authority_id, chosen.id) if chosen else [],
        "own_statuses": await reusable.own_statuses_of(db, authority_id),
        "statuses": [status.value for status in ResponseStatus if status is not ResponseStatus.UNANSWERED],
        "may_change": allows(Permission.RULE_OVERRIDE, visitor.actor, Facts(authority_id=authority_id)),
        "typed": typed,
        "errors": errors,
    }
    return page(request, visitor, "responses/library.html", content, status=422 if errors else 200)


@post("/desk/authority/{authority_id:uuid}/answers", name="library-act", permission=Permission.RULE_OVERRIDE)
async def act(request: AnyRequest, visitor: Here, form: Posted, db: Db, authority_id: FromPath[UUID]) -> Response[Any]:
    """Keep, change, verify or retire a text; add or retire a status."""
    typed = {name: form.long_text(name) for name in _FIELDS}
    try:
        async with db.begin_nested():
            await _act(request, visitor, form, db, authority_id, typed)
    except (Malformed, Conflict) as refused:
        by_field = refused.by_field if isinstance(refused, FieldErrors) else {str(refused.facts.get("field", "name")): refused}
        errors = field_messages(visitor.language, by_field)
        return await _library(request, visitor, db, authority_id, "", uuid_of(typed["id"]), typed, errors)
    return Redirect(f"/desk/authority/{authority_id}/answers", status_code=303)


async def _act(request: AnyRequest, visitor: Visitor, form: Form, db: Any, authority_id: UUID, typed: dict[str, str]) -> None:
    actor, now, known = visitor.actor, request.app.state.clock(), uuid_of(typed["id"])
    match typed["act"]:
        case "verify" if known is not None:
            await reusable.verify_reusable(db, actor, now, authority_id, known)
        case "retire" if known is not None:
            await reusable.retire_reusable(db, actor, now, authority_id, known)
        case "status":
            maps_to = form.choice("maps_to", ResponseStatus)
            form.check()
            await reusable.keep_own_status(db, actor, now, authority_id, typed["name"], maps_to)
        case "retire-status" if known is not None:
            await reusable.retire_own_status(db, actor, now, authority_id, known)
        case _:
            await reusable.keep_reusable(
                db, actor, now, authority_id, typed["title"], typed["category"], typed["status"], typed["reasons"], known
            )


HANDLERS = [show, act]
