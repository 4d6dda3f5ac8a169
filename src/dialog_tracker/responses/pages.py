"""The workbench of those who answer: the queue, one comment with its answer, and publishing what is drafted."""

from typing import Any

from litestar import Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath
from litestar.response import Redirect

from dialog_tracker.consultations.queries import facts_of
from dialog_tracker.documents.queries import unit_of
from dialog_tracker.domain.errors import Conflict, FieldErrors
from dialog_tracker.domain.policy import Permission, allows, require
from dialog_tracker.domain.reference import read_reference, read_submission_number
from dialog_tracker.domain.response import ResponseDraft, ResponseStatus
from dialog_tracker.responses import actions, queries
from dialog_tracker.storage.transaction import Db
from dialog_tracker.web.forms import Form, new_form_key
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


@get("/desk/c/{reference:str}/answers", name="answers")
async def first_open(request: AnyRequest, visitor: Here, db: Db, reference: FromPath[str]) -> Redirect:
    """Lead to the first comment without an answer, else to the first comment."""
    known = read_reference(reference)
    facts = await facts_of(db, known, request.app.state.clock())
    require(Permission.RESPONSE_DRAFT, visitor.actor, facts.policy)
    waiting = await queries.queue(db, facts.id, latin=False, only_open=True, limit=1) or await queries.queue(
        db, facts.id, latin=False, limit=1
    )
    return Redirect(f"/desk/k/{waiting[0].number}" if waiting else f"/desk/c/{known}", status_code=303)


@get("/desk/k/{number:str}/{ordinal:int}", name="answer")
async def show_answer(request: AnyRequest, visitor: Here, db: Db, number: FromPath[str], ordinal: FromPath[int]) -> Response[str]:
    """Show a comment beside its provision, with the answer drafted so far."""
    kept = visitor.kept_for(request.scope["path"])
    typed: dict[str, Any] = {name: kept[name] for name in ("status", "reasons", "what_changed") if name in kept}
    return await _bench(request, visitor, db, f"{read_submission_number(number)}/{ordinal}", typed, {})


async def _bench(
    request: AnyRequest,
    visitor: Visitor,
    db: Any,
    number: str,
    typed: dict[str, Any],
    errors: dict[str, str],
    *,
    status: int = 200,
    theirs: Any = None,
) -> Response[str]:
    now = request.app.state.clock()
    card = await queries.answer_card(db, number, now, latin=visitor.latin)
    facts = await facts_of(db, card.reference, now)
    require(Permission.RESPONSE_DRAFT, visitor.actor, facts.policy)
    own = {"status": card.status, "reasons": card.reasons, "what_changed": card.what_changed, "revision": card.revision}
    queue = await queries.queue(db, card.consultation_id, latin=visitor.latin)
    numbers = [line.number for line in queue]
    at = numbers.index(number) if number in numbers else -1
    content = {
        "card": card,
        "queue": queue[max(0, at - 15) : at + 30],
        "lines": await unit_of(db, card.version_id, card.comment.anchor, latin=visitor.latin) if card.comment.anchor else [],
        "earlier": await queries.answers_to_same_text(db, number),
        "state": await queries.answer_state(db, card.consultation_id),
        "choices": CHOICES,
        "typed": own | typed,
        "errors": errors,
        "theirs": theirs,
        "previous": numbers[at - 1] if at > 0 else None,
        "next": numbers[at + 1] if 0 <= at < len(numbers) - 1 else None,
        "may_publish": allows(Permission.RESPONSE_PUBLISH, visitor.actor, await actions.policy_facts(db, facts, now)),
        "form_key": new_form_key(),
    }
    return page(request, visitor, "responses/bench.html", content, status=status)


@post("/desk/k/{number:str}/{ordinal:int}", name="answer-save", permission=Permission.RESPONSE_DRAFT)
async def save(request: AnyRequest, visitor: Here, form: Posted, db: Db, number: FromPath[str], ordinal: FromPath[int]) -> Response[Any]:
    """Save an answer as a draft; whoever saves second sees both texts."""
    known = f"{read_submission_number(number)}/{ordinal}"
    typed = {name: form.long_text(name) for name in ("status", "reasons", "what_changed")}
    seen = form.whole("revision") or 0
    decision = form.choice("status", ResponseStatus, ResponseStatus.UNANSWERED)
    try:
        async with db.begin_nested():
            draft = ResponseDraft(decision, typed["reasons"], typed["what_changed"])
            await actions.draft_answer(db, visitor.actor, request.app.state.clock(), known, draft, seen)
    except FieldErrors as refused:
        errors = field_messages(visitor.language, refused.by_field)
        return await _bench(request, visitor, db, known, typed | {"revision": seen}, errors, status=422)
    except Conflict as refused:
        card = await queries.answer_card(db, known, request.app.state.clock(), latin=visitor.latin)
        errors = {"status": message(visitor.language, refused.code, refused.facts)}
        return await _bench(request, visitor, db, known, typed | {"revision": card.revision}, errors, status=409, theirs=card)
    target = form.text("go") if form.text("go").startswith("/desk/k/") else f"/desk/k/{known}"
    return Redirect(target, status_code=303)


@post("/desk/c/{reference:str}/answers/publish", name="answers-publish", permission=Permission.RESPONSE_PUBLISH)
async def publish(request: AnyRequest, visitor: Here, db: Db, reference: FromPath[str]) -> Redirect:
    """Publish every drafted answer that the official may publish."""
    known = read_reference(reference)
    await actions.publish_answers(db, visitor.actor, request.app.state.clock(), known)
    return Redirect(f"/desk/c/{known}", status_code=303)


HANDLERS = [first_open, show_answer, save, publish]
