"""The forms of those who comment: a comment into the basket, the basket itself, and sending it."""

import asyncio
from dataclasses import replace
from datetime import datetime
from typing import Any
from uuid import UUID

from litestar import Response, get, post
from litestar.datastructures import UploadFile
from litestar.di import NamedDependency
from litestar.params import FromPath
from litestar.response import Redirect

from dialog_tracker.accounts.actions import count_try, keep_in_session, start_session
from dialog_tracker.accounts.queries import is_guest
from dialog_tracker.comments import actions, changes, mail, queries
from dialog_tracker.comments.receipts import correction_of_basket, files_of_basket
from dialog_tracker.comments.storing import Author
from dialog_tracker.consultations.queries import facts_of
from dialog_tracker.documents.queries import unit_of
from dialog_tracker.domain.attachment import ATTACHMENT_TYPES, MAX_FILES, MAX_TOTAL_BYTES, MIB, safe_name
from dialog_tracker.domain.comment import CommentDraft, CommentKind, CommentTarget, Weight, check_comment
from dialog_tracker.domain.errors import FieldErrors, Malformed
from dialog_tracker.domain.policy import Facts, Permission, allows
from dialog_tracker.domain.publication import quarantine_end
from dialog_tracker.domain.reference import read_reference, read_submission_number
from dialog_tracker.domain.submission import NameDisplay, Stance, SubmitterKind
from dialog_tracker.office.attachments import recognise
from dialog_tracker.office.incoming import Limits
from dialog_tracker.office.sandbox import read_words_async
from dialog_tracker.storage.transaction import Db
from dialog_tracker.web.forms import Form, new_form_key
from dialog_tracker.web.messages import field_messages
from dialog_tracker.web.sessions import session_cookie
from dialog_tracker.web.visitor import AnyRequest, Visitor, page

Here = NamedDependency[Visitor]
Posted = NamedDependency[Form]
_FIELDS = ("kind", "target", "anchor", "proposed", "reasons", "quote", "weight", "form_key", "item")


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
            await actions.save_to_basket(db, visitor.actor, now, known, form.key(), draft, _item(values["item"]))
    except FieldErrors as refused:
        return await _again(request, visitor, db, known, values, field_messages(visitor.language, refused.by_field))
    if visitor.state.get("pending") and visitor.session_digest:
        await keep_in_session(db, visitor.session_digest, {})
    return Redirect(f"/c/{known}/text#{values['anchor'].split('-')[0]}" if values["anchor"] else f"/c/{known}/basket", status_code=303)


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
    request: AnyRequest, visitor: Visitor, db: Any, reference: str, values: dict[str, str], errors: dict[str, str]
) -> Response[str]:
    """Show the refused form again with what was typed."""
    facts = await facts_of(db, reference, request.app.state.clock())
    lines = await unit_of(db, facts.version_id, values["anchor"], latin=visitor.latin) if values["anchor"] else []
    content = {"reference": reference, "lines": lines}
    return page(request, visitor, "comments/again.html", content, values=values, errors=errors, form_key=new_form_key(), status=422)


async def _basket_page(
    request: AnyRequest, visitor: Visitor, db: Any, reference: str, errors: dict[str, str], typed: dict[str, str], status: int = 200
) -> Response[str]:
    facts = await facts_of(db, reference, request.app.state.clock())
    assert visitor.actor.person_id is not None
    speakers = sorted((str(organisation), name) for organisation, (name, _) in visitor.organisations.items())
    content = {
        "reference": reference,
        "closes_at": facts.window.closes_at,
        "phase": facts.phase,
        "items": await queries.basket_of(db, visitor.actor.person_id, facts.id, latin=visitor.latin),
        "files": await files_of_basket(db, visitor.actor.person_id, facts.id),
        "corrects": await correction_of_basket(db, visitor.actor.person_id, facts.id),
        "limit_mb": MAX_TOTAL_BYTES // MIB,
        "most_files": MAX_FILES,
        "stances": list(Stance),
        "speakers": speakers,
        "may_send": allows(Permission.COMMENT_SUBMIT, visitor.actor, Facts(phase=facts.phase)),
        "typed": typed,
        "errors": errors,
        "form_key": new_form_key(),
    }
    return page(request, visitor, "comments/basket.html", content, status=status)


@get("/c/{reference:str}/basket", name="basket")
async def basket(request: AnyRequest, visitor: Here, db: Db, reference: FromPath[str]) -> Response[Any]:
    """Show what was gathered, to be read once more before it is sent."""
    known = read_reference(reference)
    if visitor.actor.person_id is None:
        return Redirect(f"/sign-in?next_path=/c/{known}/basket", status_code=303)
    return await _basket_page(request, visitor, db, known, {}, {})


@post("/c/{reference:str}/basket/remove", name="basket-remove", permission=Permission.COMMENT_SUBMIT)
async def remove(visitor: Here, form: Posted, db: Db, reference: FromPath[str]) -> Redirect:
    """Take a comment out of the basket."""
    item = _item(form.text("item", required=True))
    if item is not None:
        await actions.remove_from_basket(db, visitor.actor, item)
    return Redirect(f"/c/{read_reference(reference)}/basket", status_code=303)


@post("/c/{reference:str}/basket/files", name="basket-file", permission=Permission.COMMENT_SUBMIT)
async def lay_file(request: AnyRequest, visitor: Here, form: Posted, db: Db, reference: FromPath[str]) -> Response[Any]:
    """Lay a file beside the basket, or take one away."""
    known = read_reference(reference)
    if visitor.actor.person_id is None:
        return Redirect(f"/sign-in?next_path=/c/{known}/basket", status_code=303)
    if (gone := _item(form.text("remove"))) is not None:
        await actions.remove_file(db, visitor.actor, gone)
        return Redirect(f"/c/{known}/basket#files", status_code=303)
    await actions.may_lay_file(db, visitor.actor, request.app.state.clock(), known)  # before anything is kept
    try:
        file = await _given(request, form)
        async with db.begin_nested():
            await actions.lay_file(db, visitor.actor, request.app.state.clock(), known, file)
    except Malformed as refused:
        return await _basket_page(request, visitor, db, known, field_messages(visitor.language, {"files": refused}), {}, 422)
    return Redirect(f"/c/{known}/basket#files", status_code=303)


async def _given(request: AnyRequest, form: Form) -> actions.LaidFile:
    """Take the file that was chosen: what it is, its content says, and its words are read where no harm can come of it."""
    given = form.fields.get("files")
    content = await given.read(MAX_TOTAL_BYTES + 1) if isinstance(given, UploadFile) and given.filename else b""
    found = await asyncio.to_thread(recognise, content, Limits(file_bytes=MAX_TOTAL_BYTES))
    assert isinstance(given, UploadFile)
    sha256 = await asyncio.to_thread(request.app.state.files.put, content)
    words = await read_words_async(content, found)
    return actions.LaidFile(sha256, safe_name(given.filename, found), len(content), ATTACHMENT_TYPES[found], words)


@post("/k/{number:str}/correct", name="submission-correct", permission=Permission.COMMENT_SUBMIT)
async def correct(request: AnyRequest, visitor: Here, db: Db, number: FromPath[str]) -> Redirect:
    """Lay the comments of one's submission into the basket, to be changed and sent in its place."""
    reference = await changes.begin_correction(db, visitor.actor, request.app.state.clock(), read_submission_number(number))
    return Redirect(f"/c/{reference}/basket", status_code=303)


@post("/c/{reference:str}/basket/correction", name="basket-correction", permission=Permission.COMMENT_SUBMIT)
async def leave_correction(request: AnyRequest, visitor: Here, db: Db, reference: FromPath[str]) -> Redirect:
    """Send what lies in the basket as a submission of its own after all."""
    known = read_reference(reference)
    await changes.leave_correction(db, visitor.actor, request.app.state.clock(), known)
    return Redirect(f"/c/{known}/basket", status_code=303)


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


@post("/c/{reference:str}/basket", name="basket-send", permission=Permission.COMMENT_SUBMIT)
async def send(request: AnyRequest, visitor: Here, form: Posted, db: Db, reference: FromPath[str]) -> Response[Any]:
    """Send the basket as one submission; a double click sends it once."""
    known, now = read_reference(reference), request.app.state.clock()
    if visitor.actor.person_id is None:
        return Redirect(f"/sign-in?next_path=/c/{known}/basket", status_code=303)
    typed = {name: form.text(name) for name in ("speaker", "display", "agreed", "stance")}
    display = form.choice("display", NameDisplay, NameDisplay.FULL)
    if not form.checked("agreed"):
        form.errors["agreed"] = Malformed("terms-not-agreed")
    try:
        author = _author(visitor, form.text("speaker"))
        form.check()
        author = replace(author, quarantined_until=await _waits_until(request, visitor, db))
        letter = mail.receipt(visitor.language, known, request.app.state.settings.base_url)
        stance = Stance(typed["stance"]) if typed["stance"] in list(Stance) else None
        receipt = await actions.submit_basket(db, visitor.actor, now, known, form.key(), author, display, letter, stance)
    except FieldErrors as refused:
        return await _basket_page(request, visitor, db, known, field_messages(visitor.language, refused.by_field), typed, 422)
    return Redirect(f"/k/{receipt.number}", status_code=303)


async def _waits_until(request: AnyRequest, visitor: Visitor, db: Any) -> datetime | None:
    """Tell until when what a guest sends waits for an official, where the installation wants it so."""
    hours = request.app.state.settings.guest_quarantine_hours
    if hours < 1 or visitor.actor.person_id is None or not await is_guest(db, visitor.actor.person_id):
        return None
    return quarantine_end(request.app.state.clock(), hours)


def _author(visitor: Visitor, speaker: str) -> Author:
    """Find who stands behind a submission: the organisation chosen, or the person alone."""
    person_id = visitor.actor.person_id
    if not speaker:
        return Author(visitor.name, SubmitterKind.INDIVIDUAL, person_id=person_id, email=visitor.email)
    chosen = next(((o, *card) for o, card in visitor.organisations.items() if str(o) == speaker), None)
    if chosen is None:
        raise FieldErrors({"speaker": Malformed("choice-required")})
    organisation_id, organisation, kind = chosen
    return Author(visitor.name, SubmitterKind(kind), organisation_id, organisation, person_id, visitor.email)


HANDLERS = [save, basket, remove, lay_file, correct, leave_correction, withdraw, show_file, send]
