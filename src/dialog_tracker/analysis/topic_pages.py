"""The tree of topics of a consultation, and putting comments under them."""

from typing import Any
from uuid import UUID

from litestar import Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery
from litestar.response import Redirect

from dialog_tracker.analysis import topics
from dialog_tracker.consultations.queries import Facts, facts_of
from dialog_tracker.domain.errors import Conflict, FieldErrors, Malformed
from dialog_tracker.domain.policy import Permission, require
from dialog_tracker.domain.reference import read_reference
from dialog_tracker.domain.topic import tree, with_below
from dialog_tracker.storage.transaction import Db
from dialog_tracker.web.forms import Form, uuid_of
from dialog_tracker.web.messages import field_messages
from dialog_tracker.web.paging import read_number_cursor, write_cursor
from dialog_tracker.web.visitor import AnyRequest, Visitor, page

Here = NamedDependency[Visitor]
Posted = NamedDependency[Form]
_PAGE = 50


async def _facts(request: AnyRequest, visitor: Visitor, db: Any, reference: str) -> Facts:
    facts = await facts_of(db, read_reference(reference), request.app.state.clock())
    require(Permission.RESPONSE_DRAFT, visitor.actor, facts.policy)
    return facts


@get("/desk/c/{reference:str}/topics", name="topics")
async def show_topics(
    request: AnyRequest,
    visitor: Here,
    db: Db,
    reference: FromPath[str],
    topic: FromQuery[str | None] = None,
    after: FromQuery[str | None] = None,
) -> Response[str]:
    """Show the tree, and the comments under one of its topics; those under none at first."""
    facts = await _facts(request, visitor, db, reference)
    return await _page(request, visitor, db, facts, uuid_of(topic or ""), after, {}, {})


async def _page(
    request: AnyRequest,
    visitor: Visitor,
    db: Any,
    facts: Facts,
    topic_id: UUID | None,
    after: str | None,
    typed: dict[str, str],
    errors: dict[str, str],
) -> Response[str]:
    known = await topics.topics_of(db, facts.id)
    lines = tree(known)
    chosen = next((line for line in lines if line.topic.id == topic_id), None)
    wanted = with_below(known, chosen.topic.id) if chosen else set()
    found = await topics.comments_under(db, facts.id, wanted, latin=visitor.latin, after=read_number_cursor(after), limit=_PAGE + 1)
    content = {
        "reference": facts.reference,
        "lines": lines,
        "chosen": chosen,
        "comments": found[:_PAGE],
        "next": write_cursor(found[_PAGE - 1].position) if len(found) > _PAGE else None,
        "typed": typed,
        "errors": errors,
    }
    return page(request, visitor, "analysis/topics.html", content, status=422 if errors else 200)


@post("/desk/c/{reference:str}/topics", name="topics-act", permission=Permission.RESPONSE_DRAFT)
async def act(request: AnyRequest, visitor: Here, form: Posted, db: Db, reference: FromPath[str]) -> Response[Any]:
    """Add, change or remove a topic, or put comments under one and take them out."""
    facts = await _facts(request, visitor, db, reference)
    typed = {name: form.long_text(name) for name in ("name", "parent", "topic", "under", "act", "after")}
    try:
        async with db.begin_nested():
            shown = await _act(request, visitor, form, db, facts, typed)
    except (Malformed, Conflict) as refused:
        field = str(refused.facts.get("field", "name"))
        by_field = refused.by_field if isinstance(refused, FieldErrors) else {field: refused}
        errors = field_messages(visitor.language, by_field)
        return await _page(request, visitor, db, facts, uuid_of(typed["under"]), typed["after"] or None, typed, errors)
    where = f"?topic={shown}" if shown else ""
    return Redirect(f"/desk/c/{facts.reference}/topics{where}", status_code=303)


async def _act(request: AnyRequest, visitor: Visitor, form: Form, db: Any, facts: Facts, typed: dict[str, str]) -> UUID | None:
    """Do what was asked; gives the topic to show next."""
    actor, now = visitor.actor, request.app.state.clock()
    under, parent = uuid_of(typed["under"]), uuid_of(typed["parent"])
    match typed["act"]:
        case "change" if under is not None:
            await topics.change_topic(db, actor, now, facts, under, typed["name"], parent)
            return under
        case "remove" if under is not None:
            await topics.remove_topic(db, actor, now, facts, under)
            return None
        case "assign":
            topic = uuid_of(typed["topic"])
            if topic is None:
                raise Malformed("choice-required", field="topic")
            await topics.assign_topic(db, actor, now, facts, topic, form.several("comment"))
            return under
        case "take" if under is not None:
            await topics.take_from_topic(db, actor, now, facts, under, form.several("comment"))
            return under
        case _:
            await topics.add_topic(db, actor, now, facts, typed["name"], parent)
            return under


HANDLERS = [show_topics, act]
