"""The forms of those who comment: a comment into the basket, changed there, and what was sent withdrawn."""

from typing import Any
from uuid import UUID

from litestar import Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath
from litestar.response import Redirect

from dialog_tracker.accounts.actions import count_try, keep_in_session, start_session
from dialog_tracker.comments import actions, baskets, changes
from dialog_tracker.comments.basket_lines import BasketLine, basket_of
from dialog_tracker.consultations.queries import facts_of
from dialog_tracker.documents.queries import unit_of
from dialog_tracker.domain.comment import CommentDraft, CommentKind, CommentTarget, Weight, check_comment
from dialog_tracker.domain.errors import Conflict, FieldErrors, Malformed, NotFound
from dialog_tracker.domain.policy import Permission
from dialog_tracker.domain.reference import read_reference, read_submission_number
from dialog_tracker.storage.transaction import Db
from dialog_tracker.web.forms import Form, new_form_key
from dialog_tracker.web.messages import field_messages, message
from dialog_tracker.web.sessions import session_cookie
from dialog_tracker.web.visitor import AnyRequest, Visitor, page

Here = NamedDependency[Visitor]
Posted = NamedDependency[Form]
_FIELDS = ("kind", "target", "anchor", "proposed", "reasons", "quote", "weight", "form_key", "item", "seen")


@post("/c/{reference:str}/comments/new", name="comment-save", permission=Permission.COMMENT_SUBMIT)
async def save(request: AnyRequest, visitor: Here, form: Posted, db: Db, reference: FromPath[str]) -> Response[Any]:
    """Put a comment into the basket; somebody not signed in signs in first, and nothing typed is lost."""
    known = read_reference(reference)
    now = request.app.state.clock()
    values = {name: form.long_text(name) for name in _FIELDS}
    back = f"/c/{known}/text/{values['anchor']}" if values["anchor"] else f"/c/{known}/general"
    try:
        draft = _draft(form)
        if visitor.actor.person_id is None:
            check_comment(draft)
            return await _keep_and_sign_in(request, visitor, db, back, values)
        async with db.begin_nested():
            await baskets.save_to_basket(db, visitor.actor, now, known, form.key(), draft, _item(values["item"]), values["seen"])
    except FieldErrors as refused:
        return await _again(request, visitor, db, known, values, field_messages(visitor.language, refused.by_field))
    except Conflict as refused:
        return await _met(request, visitor, db, known, values, refused)
    if visitor.state.get("pending") and visitor.session_digest:
        await keep_in_session(db, visitor.session_digest, {})
    to_text = values["anchor"] and not values["item"]
    return Redirect(f"/c/{known}/text#{values['anchor'].split('-')[0]}" if to_text else f"/c/{known}/basket", status_code=303)


def _draft(form: Form) -> CommentDraft:
    kind, target = form.choice("kind", CommentKind), form.choice("target", CommentTarget)
    anchor = form.text("anchor", limit=200)
    form.check()
    anchors = (anchor,) if anchor and target is not CommentTarget.GENERAL else ()
    weight = Weight(said) if (said := form.text("weight")) in list(Weight) else None
    return CommentDraft(kind, target, anchors, form.long_text("proposed"), form.long_text("reasons"), form.long_text("quote"), weight)


def _item(typed: str) -> UUID | None:
    try:
        return UUID(typed) if typed else None
    except ValueError:
        raise Malformed("request-unreadable") from None


@get("/c/{reference:str}/basket/{item_id:uuid}", name="comment-edit")
async def edit(request: AnyRequest, visitor: Here, db: Db, reference: FromPath[str], item_id: FromPath[UUID]) -> Response[Any]:
    """Show a comment of the basket to be changed."""
    known = read_reference(reference)
    if visitor.actor.person_id is None:
        return Redirect(f"/sign-in?next_path=/c/{known}/basket", status_code=303)
    line = await _line(request, visitor, db, known, item_id)
    if line is None:
        raise NotFound("item-unknown")
    return await _again(request, visitor, db, known, _values(line), {}, status=200)


async def _line(request: AnyRequest, visitor: Visitor, db: Any, reference: str, item_id: UUID | None) -> BasketLine | None:
    facts = await facts_of(db, reference, request.app.state.clock())
    lines = await basket_of(db, visitor.actor, facts.id, latin=visitor.latin)
    return next((line for line in lines if line.id == item_id), None)


def _values(line: BasketLine) -> dict[str, str]:
    texts = {name: getattr(line, name) for name in ("kind", "target", "anchor", "proposed", "reasons", "quote", "weight")}
    return texts | {"item": str(line.id), "seen": line.saved_by}


async def _met(request: AnyRequest, visitor: Visitor, db: Any, reference: str, values: dict[str, str], refused: Conflict) -> Response[str]:
    """Show both texts where a colleague saved meanwhile; what was sent or removed meanwhile can be saved as a comment of its own."""
    theirs = await _line(request, visitor, db, reference, _item(values["item"]))
    now_there = {"item": str(theirs.id), "seen": theirs.saved_by} if theirs else {"item": "", "seen": ""}
    errors = {"reasons": message(visitor.language, refused.code, refused.facts)}
    return await _again(request, visitor, db, reference, values | now_there, errors, status=409, theirs=theirs)


async def _keep_and_sign_in(request: AnyRequest, visitor: Visitor, db: Any, back: str, values: dict[str, str]) -> Response[Any]:
    """Keep the form in a session of its own until the sign-in; how much a stranger may leave with us is limited."""
    now = request.app.state.clock()
    await count_try(db, now, f"kept:{request.client.host if request.client else ''}", most=60, seconds=3600)
    state = {"pending": {"path": back, "fields": {name: text for name, text in values.items() if name != "form_key"}}}
    secret = await start_session(
        db, now, hours=request.app.state.settings.session_hours, person_id=None, state=state, old_digest=visitor.session_digest
    )
    return Redirect(f"/sign-in?next_path={back}", status_code=303, cookies=[session_cookie(request, secret)])


async def _again(
    request: AnyRequest,
    visitor: Visitor,
    db: Any,
    reference: str,
    values: dict[str, str],
    errors: dict[str, str],
    *,
    status: int = 422,
    theirs: BasketLine | None = None,
) -> Response[str]:
    """Show the form again with what was typed."""
    facts = await facts_of(db, reference, request.app.state.clock())
    lines = await unit_of(db, facts.version_id, values["anchor"], latin=visitor.latin) if values["anchor"] else []
    content = {"reference": reference, "lines": lines, "theirs": theirs}
    return page(request, visitor, "comments/again.html", content, values=values, errors=errors, form_key=new_form_key(), status=status)


@post("/k/{number:str}/withdraw", name="submission-withdraw", permission=Permission.COMMENT_SUBMIT)
async def withdraw(request: AnyRequest, visitor: Here, form: Posted, db: Db, number: FromPath[str]) -> Response[Any]:
    """Withdraw what one sent, with a reason, until the consultation closes."""
    known = read_submission_number(number)
    try:
        async with db.begin_nested():
            await changes.withdraw_submission(db, visitor.actor, request.app.state.clock(), known, form.long_text("reason"))
    except Malformed as refused:
        content = {"number": known, "typed": form.long_text("reason"), "errors": field_messages(visitor.language, {"reason": refused})}
        return page(request, visitor, "comments/withdraw.html", content, status=422)
    return Redirect(f"/k/{known}", status_code=303)


@post("/k/{number:str}/files/{position:int}", name="submission-file-show", permission=Permission.COMMENT_LOG)
async def show_file(request: AnyRequest, visitor: Here, form: Posted, db: Db, number: FromPath[str], position: FromPath[int]) -> Redirect:
    """Let everybody open a file of a submission, or take that back."""
    known = read_submission_number(number)
    await actions.show_file(db, visitor.actor, request.app.state.clock(), known, position, public=form.text("public") == "yes")
    return Redirect(f"/k/{known}#files", status_code=303)


HANDLERS = [save, edit, withdraw, show_file]
