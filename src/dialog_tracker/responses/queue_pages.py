"""The queue of comments as a list: filtered, assigned, moved, answered and approved in bulk; and the workflow that it goes through."""

from typing import Any
from urllib.parse import parse_qsl
from uuid import UUID

from litestar import Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath
from litestar.response import Redirect

from dialog_tracker.analysis.topics import topics_of
from dialog_tracker.consultations.queries import Facts, facts_of
from dialog_tracker.domain.answering import MOST_AT_ONCE, AnswerStage, Outcome, Overwrite, QueueFilter, read_filter
from dialog_tracker.domain.errors import Conflict, FieldErrors, Malformed
from dialog_tracker.domain.policy import Permission, allows, require
from dialog_tracker.domain.reference import read_reference
from dialog_tracker.domain.response import ResponseDraft, ResponseStatus
from dialog_tracker.domain.topic import tree
from dialog_tracker.responses import actions, bulk, work, workbench
from dialog_tracker.storage.transaction import Db
from dialog_tracker.web.forms import Form, uuid_of
from dialog_tracker.web.messages import field_messages
from dialog_tracker.web.paging import read_cursor, write_cursor
from dialog_tracker.web.visitor import AnyRequest, Visitor, page

Here = NamedDependency[Visitor]
Posted = NamedDependency[Form]
_PAGE = 50


async def _facts(request: AnyRequest, visitor: Visitor, db: Any, reference: str) -> Facts:
    facts = await facts_of(db, read_reference(reference), request.app.state.clock())
    require(Permission.RESPONSE_DRAFT, visitor.actor, facts.policy)
    return facts


@get("/desk/c/{reference:str}/queue", name="queue")
async def show_queue(request: AnyRequest, visitor: Here, db: Db, reference: FromPath[str]) -> Response[str]:
    """Show the queue as it was filtered, fifty comments a page."""
    typed = dict(request.query_params)
    return await _queue(request, visitor, db, await _facts(request, visitor, db, reference), read_filter(typed), typed.get("after"), {}, {})


def _key(cursor: str | None) -> workbench.Key | None:
    """Read the place in the queue after which a page begins; raises Malformed("cursor-unreadable")."""
    read = read_cursor(cursor)
    if read is None:
        return None
    order, _, position = read.partition(":")
    if not (order.removeprefix("-").isdecimal() and position.isdecimal() and len(read) < 40):
        raise Malformed("cursor-unreadable")
    return int(order), int(position)


async def _queue(
    request: AnyRequest,
    visitor: Visitor,
    db: Any,
    facts: Facts,
    chosen: QueueFilter,
    after: str | None,
    typed: dict[str, str],
    errors: dict[str, str],
    outcomes: dict[str, Outcome] | None = None,
) -> Response[str]:
    now = request.app.state.clock()
    found = await workbench.lines(db, facts.id, chosen, latin=visitor.latin, after=_key(after), limit=_PAGE + 1)
    shown = found[:_PAGE]
    content = {
        "reference": facts.reference,
        "chosen": chosen,
        "filter": chosen.address,
        "lines": shown,
        "next": write_cursor(f"{shown[-1].order}:{shown[-1].position}") if len(found) > _PAGE else None,
        "counts": await workbench.counts(db, facts.id, chosen),
        "units": await workbench.units_of_queue(db, facts.id, latin=visitor.latin),
        "topics": tree(await topics_of(db, facts.id)),
        "colleagues": await work.colleagues_of(db, facts.authority_id, now),
        "places": await work.places_of(db, facts.id),
        "statuses": [status.value for status in ResponseStatus],
        "stages": [*(stage.value for stage in AnswerStage), workbench.PUBLISHED],
        "choices": [status.value for status in ResponseStatus if status is not ResponseStatus.UNANSWERED],
        "most": MOST_AT_ONCE,
        "may_approve": allows(Permission.RESPONSE_APPROVE, visitor.actor, await actions.policy_facts(db, facts, now)),
        "outcomes": outcomes or {},
        "typed": typed,
        "errors": errors,
    }
    return page(request, visitor, "responses/queue.html", content, status=422 if errors else 200)


@post("/desk/c/{reference:str}/queue", name="queue-act", permission=Permission.RESPONSE_DRAFT)
async def act(request: AnyRequest, visitor: Here, form: Posted, db: Db, reference: FromPath[str]) -> Response[Any]:
    """Assign, move, answer, send, approve or return the ticked comments, or all that the filter chooses."""
    facts = await _facts(request, visitor, db, reference)
    chosen = read_filter(dict(parse_qsl(form.long_text("filter").lstrip("?"))))
    typed = {name: form.long_text(name) for name in ("act", "status", "reasons", "what_changed", "note", "overwrite", "all")}
    try:
        async with db.begin_nested():
            outcomes = await _act(request, visitor, form, db, facts, chosen, typed)
    except (Malformed, Conflict) as refused:
        by_field = refused.by_field if isinstance(refused, FieldErrors) else {str(refused.facts.get("field", "numbers")): refused}
        errors = field_messages(visitor.language, by_field)
        return await _queue(request, visitor, db, facts, chosen, None, typed, errors)
    if outcomes:
        return await _queue(request, visitor, db, facts, chosen, None, {}, {}, outcomes)
    return Redirect(f"/desk/c/{facts.reference}/queue{chosen.address}", status_code=303)


async def _act(
    request: AnyRequest, visitor: Visitor, form: Form, db: Any, facts: Facts, chosen: QueueFilter, typed: dict[str, str]
) -> dict[str, Outcome]:
    actor, now = visitor.actor, request.app.state.clock()
    comments = await _comments(form, db, facts, chosen)
    match typed["act"]:
        case "assign":
            await work.assign(db, actor, now, facts, comments, uuid_of(form.text("assignee")))
        case "move":
            await work.move(db, actor, now, facts, comments, uuid_of(form.text("place")))
        case "answer":
            draft = ResponseDraft(form.choice("status", ResponseStatus), typed["reasons"], typed["what_changed"])
            overwrite = form.choice("overwrite", Overwrite, Overwrite.NOTHING)
            form.check()
            return await bulk.answer_many(db, actor, now, facts, comments, draft, overwrite)
        case act:
            await bulk.move_answers(db, actor, now, facts, act, comments, typed["note"])
    return {}


async def _comments(form: Form, db: Any, facts: Facts, chosen: QueueFilter) -> list[UUID]:
    """Give the comments that an act is about; raises Malformed("comments-not-chosen", "too-many-at-once")."""
    if form.text("all") == "yes":
        found = await workbench.ids_of(db, facts.id, chosen, MOST_AT_ONCE + 1)
        if len(found) > MOST_AT_ONCE:
            raise Malformed("too-many-at-once", field="numbers", limit=MOST_AT_ONCE)
    else:
        found = list((await workbench.ids_by_number(db, facts.id, form.several("comment"))).values())
    if not found:
        raise Malformed("comments-not-chosen", field="numbers")
    return found


@get("/desk/c/{reference:str}/workflow", name="workflow")
async def show_workflow(request: AnyRequest, visitor: Here, db: Db, reference: FromPath[str]) -> Response[str]:
    """Show the places that comments of a consultation go through."""
    return await _workflow(request, visitor, db, await _facts(request, visitor, db, reference), {}, {})


async def _workflow(
    request: AnyRequest, visitor: Visitor, db: Any, facts: Facts, typed: dict[str, str], errors: dict[str, str]
) -> Response[str]:
    content = {"reference": facts.reference, "places": await work.places_of(db, facts.id), "typed": typed, "errors": errors}
    return page(request, visitor, "responses/workflow.html", content, status=422 if errors else 200)


@post("/desk/c/{reference:str}/workflow", name="workflow-act", permission=Permission.RESPONSE_DRAFT)
async def change_workflow(request: AnyRequest, visitor: Here, form: Posted, db: Db, reference: FromPath[str]) -> Response[Any]:
    """Add a place, change one or remove it."""
    facts, now = await _facts(request, visitor, db, reference), request.app.state.clock()
    typed = {name: form.text(name) for name in ("name", "position", "id")}
    place_id = uuid_of(typed["id"])
    try:
        async with db.begin_nested():
            if form.text("act") == "drop" and place_id is not None:
                await work.drop_place(db, visitor.actor, now, facts, place_id)
            else:
                position = form.whole("position", least=1) if typed["position"] else None
                form.check()
                flags = {"solved": form.checked("solved"), "locks": form.checked("locks")}
                await work.keep_place(db, visitor.actor, now, facts, typed["name"], **flags, place_id=place_id, position=position)
    except (Malformed, Conflict) as refused:
        by_field = refused.by_field if isinstance(refused, FieldErrors) else {str(refused.facts.get("field", "name")): refused}
        return await _workflow(request, visitor, db, facts, typed, field_messages(visitor.language, by_field))
    return Redirect(f"/desk/c/{facts.reference}/workflow", status_code=303)


HANDLERS = [show_queue, act, show_workflow, change_workflow]
