"""The workbench of those who answer: one comment with its answer, in the queue as it was filtered, and publishing what is drafted."""

from typing import Any
from urllib.parse import parse_qsl

from litestar import Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath
from litestar.response import Redirect

from dialog_tracker.consultations.queries import Facts, facts_of
from dialog_tracker.documents.queries import all_places, unit_of
from dialog_tracker.domain.answering import Overwrite, QueueFilter, read_filter
from dialog_tracker.domain.errors import Conflict, FieldErrors, Malformed
from dialog_tracker.domain.place_reference import read_placement
from dialog_tracker.domain.policy import Permission, allows, require
from dialog_tracker.domain.reference import read_reference, read_submission_number
from dialog_tracker.domain.response import ResponseDraft, ResponseStatus
from dialog_tracker.responses import actions, bulk, mail, reusable, work, workbench
from dialog_tracker.responses.queries import answer_state
from dialog_tracker.storage.transaction import Db
from dialog_tracker.web.forms import Form, new_form_key, uuid_of
from dialog_tracker.web.messages import field_messages, message
from dialog_tracker.web.visitor import AnyRequest, Visitor, page

Here = NamedDependency[Visitor]
Posted = NamedDependency[Form]
CHOICES = (
    (ResponseStatus.ACCEPTED, "a"),
    (ResponseStatus.PARTIALLY_ACCEPTED, "p"),
    (ResponseStatus.NOT_ACCEPTED, "n"),
    (ResponseStatus.NOTED, "k"),
    (ResponseStatus.OUT_OF_SCOPE, "o"),
)
_TYPED = ("status", "reasons", "what_changed", "changed_place", "recommendation", "recommendation_note", "own_status")
_BEFORE, _AFTER = 15, 30


@get("/desk/c/{reference:str}/answers", name="answers")
async def first_open(request: AnyRequest, visitor: Here, db: Db, reference: FromPath[str]) -> Redirect:
    """Lead to the first comment of the queue without an answer, else to the first comment."""
    known, chosen = read_reference(reference), read_filter(dict(request.query_params))
    facts = await facts_of(db, known, request.app.state.clock())
    require(Permission.RESPONSE_DRAFT, visitor.actor, facts.policy)
    found = await workbench.first_unanswered(db, facts.id, chosen) or await workbench.lines(db, facts.id, chosen, latin=False, limit=1)
    return Redirect(f"/desk/k/{found[0].number}{chosen.address}" if found else f"/desk/c/{known}", status_code=303)


@get("/desk/k/{number:str}/{ordinal:int}", name="answer")
async def show_answer(request: AnyRequest, visitor: Here, db: Db, number: FromPath[str], ordinal: FromPath[int]) -> Response[str]:
    """Show a comment beside its provision, with the answer drafted so far."""
    kept = visitor.kept_for(request.scope["path"])
    typed: dict[str, Any] = {name: kept[name] for name in _TYPED if name in kept}
    chosen = read_filter(dict(request.query_params))
    return await _bench(request, visitor, db, f"{read_submission_number(number)}/{ordinal}", typed, {}, chosen)


async def _bench(
    request: AnyRequest,
    visitor: Visitor,
    db: Any,
    number: str,
    typed: dict[str, Any],
    errors: dict[str, str],
    chosen: QueueFilter,
    *,
    status: int = 200,
    theirs: Any = None,
) -> Response[str]:
    now = request.app.state.clock()
    card = await workbench.answer_card(db, number, now, latin=visitor.latin)
    facts = await facts_of(db, card.reference, now)
    require(Permission.RESPONSE_DRAFT, visitor.actor, facts.policy)
    before = await workbench.lines(db, facts.id, chosen, latin=visitor.latin, before=card.key, limit=_BEFORE)
    after = await workbench.lines(db, facts.id, chosen, latin=visitor.latin, after=card.key, limit=_AFTER)
    here = await workbench.line_of(db, card.comment_id, latin=visitor.latin)
    assert visitor.actor.person_id is not None
    policy = await actions.policy_facts(db, facts, now, card.drafted_by)
    content = {
        "card": card,
        "queue": [*before, *here, *after],
        "lines": await unit_of(db, card.version_id, card.comment.anchor, latin=visitor.latin) if card.comment.anchor else [],
        "earlier": await workbench.earlier_answers(db, card),
        "group": await workbench.group_of_comment(db, card.comment_id),
        "history": await workbench.history_of(db, card.comment_id),
        "state": await answer_state(db, card.consultation_id),
        "colleagues": await work.colleagues_of(db, facts.authority_id, now),
        "places": await work.places_of(db, facts.id),
        "present": await work.be_present(db, visitor.actor.person_id, now, card.comment_id),
        "own_statuses": await reusable.own_statuses_of(db, facts.authority_id),
        "reusable": await reusable.reusable_of(db, facts.authority_id, limit=50),
        "authority_id": facts.authority_id,
        "choices": CHOICES,
        "typed": await _own_texts(db, card, visitor) | typed,
        "errors": errors,
        "theirs": theirs,
        "previous": before[-1].number if before else None,
        "next": after[0].number if after else None,
        "filter": chosen.address,
        "may_approve": allows(Permission.RESPONSE_APPROVE, visitor.actor, policy),
        "form_key": new_form_key(),
    }
    return page(request, visitor, "responses/bench.html", content, status=status)


async def _own_texts(db: Any, card: workbench.AnswerCard, visitor: Visitor) -> dict[str, Any]:
    """Give what the answer says now, as the form shows it."""
    names = ("status", "reasons", "what_changed", "recommendation", "recommendation_note", "own_status", "revision")
    own = {name: getattr(card, name) for name in names}
    place = (await all_places(db, card.version_id)).get(card.changed_anchor) if card.changed_anchor else None
    return own | {"changed_place": (place.place_latn if visitor.latin else place.place) if place else ""}


@post("/desk/k/{number:str}/{ordinal:int}", name="answer-save", permission=Permission.RESPONSE_DRAFT)
async def save(request: AnyRequest, visitor: Here, form: Posted, db: Db, number: FromPath[str], ordinal: FromPath[int]) -> Response[Any]:
    """Save an answer as a draft, for the whole group where that was ticked; whoever saves second sees both texts."""
    known = f"{read_submission_number(number)}/{ordinal}"
    typed = {name: form.long_text(name) for name in _TYPED}
    chosen, seen = read_filter(dict(parse_qsl(form.long_text("filter").lstrip("?")))), form.whole("revision") or 0
    try:
        async with db.begin_nested():
            await _save(request, visitor, form, db, known, typed, seen)
    except (FieldErrors, Malformed) as refused:
        by_field = refused.by_field if isinstance(refused, FieldErrors) else {str(refused.facts.get("field", "status")): refused}
        errors = field_messages(visitor.language, by_field)
        return await _bench(request, visitor, db, known, typed | {"revision": seen}, errors, chosen, status=422)
    except Conflict as refused:
        card = await workbench.answer_card(db, known, request.app.state.clock(), latin=visitor.latin)
        errors = {"status": message(visitor.language, refused.code, refused.facts)}
        theirs = card if refused.code == "answer-changed-meanwhile" else None
        again = typed | {"revision": card.revision}
        return await _bench(request, visitor, db, known, again, errors, chosen, status=409, theirs=theirs)
    target = form.text("go") if form.text("go").startswith("/desk/k/") else f"/desk/k/{known}"
    return Redirect(f"{target}{chosen.address}", status_code=303)


async def _save(request: AnyRequest, visitor: Visitor, form: Form, db: Any, number: str, typed: dict[str, str], seen: int) -> None:
    actor, now = visitor.actor, request.app.state.clock()
    card = await workbench.answer_card(db, number, now, latin=False)
    facts = await facts_of(db, card.reference, now)
    own_status = uuid_of(typed["own_status"])
    decision = ResponseStatus.NOTED if own_status else form.choice("status", ResponseStatus, ResponseStatus.UNANSWERED)
    recommendation = form.choice("recommendation", ResponseStatus) if typed["recommendation"] else None
    form.check()
    draft = ResponseDraft(
        decision,
        typed["reasons"],
        typed["what_changed"],
        await _anchor(db, facts, typed["changed_place"]),
        recommendation,
        typed["recommendation_note"],
        own_status,
    )
    await actions.draft_answer(db, actor, now, number, draft, seen)
    if (used := uuid_of(form.text("reusable"))) is not None:
        await reusable.note_use(db, actor, now, facts.authority_id, used, card.comment_id)
    if form.checked("group") and (group := await workbench.group_of_comment(db, card.comment_id)) is not None:
        members = await workbench.ids_of(db, facts.id, QueueFilter(group=group.id))
        await bulk.answer_many(db, actor, now, facts, members, draft, Overwrite.DRAFTS)
    if form.text("then") == "send":
        await bulk.move_answers(db, actor, now, facts, "send", [card.comment_id])


async def _anchor(db: Any, facts: Facts, typed: str) -> str:
    """Read the provision in which something changes, as somebody wrote it."""
    if not typed.strip():
        return ""
    place = read_placement(typed, await all_places(db, facts.version_id))
    if not place.sure or not place.anchors:
        raise Malformed("place-unknown", field="changed_place", written=typed.strip()[:100])
    return place.anchors[0]


@post("/desk/k/{number:str}/{ordinal:int}/work", name="answer-work", permission=Permission.RESPONSE_DRAFT)
async def change_work(
    request: AnyRequest, visitor: Here, form: Posted, db: Db, number: FromPath[str], ordinal: FromPath[int]
) -> Response[Any]:
    """Give a comment to a colleague, move it in the workflow, approve its answer or return it."""
    known, now = f"{read_submission_number(number)}/{ordinal}", request.app.state.clock()
    card = await workbench.answer_card(db, known, now, latin=False)
    facts = await facts_of(db, card.reference, now)
    chosen = read_filter(dict(parse_qsl(form.long_text("filter").lstrip("?"))))
    act = form.text("act")
    try:
        async with db.begin_nested():
            if act in {"approve", "return", "send"}:
                await bulk.move_answers(db, visitor.actor, now, facts, act, [card.comment_id], form.long_text("note"))
            else:
                await work.assign(db, visitor.actor, now, facts, [card.comment_id], uuid_of(form.text("assignee")))
                await work.move(db, visitor.actor, now, facts, [card.comment_id], uuid_of(form.text("place")))
    except Malformed as refused:
        errors = field_messages(visitor.language, {str(refused.facts.get("field", "note")): refused})
        return await _bench(request, visitor, db, known, {}, errors, chosen, status=422)
    return Redirect(f"/desk/k/{known}{chosen.address}", status_code=303)


@post("/desk/c/{reference:str}/answers/publish", name="answers-publish", permission=Permission.RESPONSE_PUBLISH)
async def publish(request: AnyRequest, visitor: Here, form: Posted, db: Db, reference: FromPath[str]) -> Redirect:
    """Publish every drafted answer that the official may publish, or only what is approved; authors are told once each."""
    known, now = read_reference(reference), request.app.state.clock()
    telling = mail.telling(request.app.state.settings.base_url)
    only = form.text("only") == "approved"
    await actions.publish_answers(db, visitor.actor, now, known, only_approved=only, telling=telling)
    return Redirect(f"/desk/c/{known}", status_code=303)


HANDLERS = [first_open, show_answer, save, change_work, publish]
