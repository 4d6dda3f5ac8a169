"""The basket: read once more, shared with colleagues of one's organisation, files laid beside it, and sent."""

import asyncio
from collections import Counter
from dataclasses import replace
from datetime import datetime
from typing import Any
from uuid import UUID

from litestar import Response, get, post
from litestar.datastructures import UploadFile
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery
from litestar.response import Redirect

from dialog_tracker.accounts.queries import is_guest
from dialog_tracker.comments import actions, baskets, changes, mail
from dialog_tracker.comments.basket_lines import basket_of
from dialog_tracker.comments.receipts import correction_of_basket, files_of_basket
from dialog_tracker.comments.storing import Author
from dialog_tracker.consultations.queries import facts_of
from dialog_tracker.domain.attachment import ATTACHMENT_TYPES, MAX_FILES, MAX_TOTAL_BYTES, MIB, safe_name
from dialog_tracker.domain.errors import FieldErrors, Malformed
from dialog_tracker.domain.policy import Facts, Permission, allows
from dialog_tracker.domain.publication import quarantine_end
from dialog_tracker.domain.reference import read_reference, read_submission_number
from dialog_tracker.domain.submission import NameDisplay, Stance, SubmitterKind
from dialog_tracker.office.attachments import recognise
from dialog_tracker.office.incoming import Limits
from dialog_tracker.office.sandbox import read_words_async
from dialog_tracker.storage.transaction import Db
from dialog_tracker.web.forms import Form, new_form_key, uuid_of
from dialog_tracker.web.messages import field_messages
from dialog_tracker.web.visitor import AnyRequest, Visitor, page

Here = NamedDependency[Visitor]
Posted = NamedDependency[Form]


async def _basket_page(
    request: AnyRequest,
    visitor: Visitor,
    db: Any,
    reference: str,
    errors: dict[str, str],
    typed: dict[str, str],
    status: int = 200,
    of: UUID | None = None,
) -> Response[str]:
    """Show one's own basket, or the one that an organisation of one's own fills together."""
    facts = await facts_of(db, reference, request.app.state.clock())
    assert visitor.actor.person_id is not None
    lines = await basket_of(db, visitor.actor, facts.id, latin=visitor.latin)
    policy = Facts(organisation_id=of, phase=facts.phase)
    may_send = allows(Permission.COMMENT_SUBMIT_COMMON if of else Permission.COMMENT_SUBMIT, visitor.actor, policy)
    content = {
        "reference": reference,
        "closes_at": facts.window.closes_at,
        "phase": facts.phase,
        "items": [line for line in lines if line.organisation_id == of],
        "of": of,
        "of_name": visitor.organisations[of][0] if of else "",
        "waiting": Counter(line.organisation_id for line in lines),
        "files": await files_of_basket(db, visitor.actor.person_id, facts.id),
        "corrects": "" if of else await correction_of_basket(db, visitor.actor.person_id, facts.id),
        "limit_mb": MAX_TOTAL_BYTES // MIB,
        "most_files": MAX_FILES,
        "stances": list(Stance),
        "speakers": sorted(((organisation, name) for organisation, (name, _) in visitor.organisations.items()), key=lambda one: one[1]),
        "may_send": may_send,
        "typed": typed,
        "errors": errors,
        "form_key": new_form_key(),
    }
    return page(request, visitor, "comments/basket.html", content, status=status)


@get("/c/{reference:str}/basket", name="basket")
async def basket(request: AnyRequest, visitor: Here, db: Db, reference: FromPath[str], of: FromQuery[str | None] = None) -> Response[Any]:
    """Show what was gathered, to be read once more before it is sent; `of` names an organisation whose members fill one together."""
    known = read_reference(reference)
    if visitor.actor.person_id is None:
        return Redirect(f"/sign-in?next_path=/c/{known}/basket", status_code=303)
    return await _basket_page(request, visitor, db, known, {}, {}, of=_own_organisation(visitor, of or ""))


def _own_organisation(visitor: Visitor, typed: str) -> UUID | None:
    organisation_id = uuid_of(typed)
    return organisation_id if organisation_id in visitor.organisations else None


@post("/c/{reference:str}/basket/remove", name="basket-remove", permission=Permission.COMMENT_SUBMIT)
async def remove(visitor: Here, form: Posted, db: Db, reference: FromPath[str]) -> Redirect:
    """Take a comment out of the basket."""
    item = uuid_of(form.text("item"))
    if item is not None:
        await baskets.remove_from_basket(db, visitor.actor, item)
    return Redirect(f"/c/{read_reference(reference)}/basket{_of(form.text('of'))}", status_code=303)


def _of(typed: str) -> str:
    return f"?of={organisation_id}" if (organisation_id := uuid_of(typed)) else ""


@post("/c/{reference:str}/basket/share", name="basket-share", permission=Permission.COMMENT_SUBMIT)
async def hand_over(request: AnyRequest, visitor: Here, form: Posted, db: Db, reference: FromPath[str]) -> Redirect:
    """Lay a comment, or all of one's own, into the basket that colleagues fill together, or take one's own back."""
    known = read_reference(reference)
    organisation_id = uuid_of(form.text("organisation"))
    items = [one for typed in form.text("items", limit=100_000).split() if (one := uuid_of(typed)) is not None]
    await baskets.hand_over(db, visitor.actor, request.app.state.clock(), known, organisation_id, items)
    return Redirect(f"/c/{known}/basket{_of(form.text('organisation'))}", status_code=303)


@post("/c/{reference:str}/basket/files", name="basket-file", permission=Permission.COMMENT_SUBMIT)
async def lay_file(request: AnyRequest, visitor: Here, form: Posted, db: Db, reference: FromPath[str]) -> Response[Any]:
    """Lay a file beside the basket, or take one away."""
    known = read_reference(reference)
    if visitor.actor.person_id is None:
        return Redirect(f"/sign-in?next_path=/c/{known}/basket", status_code=303)
    if (gone := uuid_of(form.text("remove"))) is not None:
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


@post("/c/{reference:str}/basket", name="basket-send", permission=Permission.COMMENT_SUBMIT)
async def send(request: AnyRequest, visitor: Here, form: Posted, db: Db, reference: FromPath[str]) -> Response[Any]:
    """Send the basket as one submission; a double click sends it once."""
    known, now = read_reference(reference), request.app.state.clock()
    if visitor.actor.person_id is None:
        return Redirect(f"/sign-in?next_path=/c/{known}/basket", status_code=303)
    typed = {name: form.text(name) for name in ("speaker", "display", "agreed", "stance", "common")}
    display = form.choice("display", NameDisplay, NameDisplay.FULL)
    if not form.checked("agreed"):
        form.errors["agreed"] = Malformed("terms-not-agreed")
    try:
        author = _author(visitor, form.text("speaker"))
        form.check()
        author = replace(author, quarantined_until=await _waits_until(request, visitor, db))
        letter = mail.receipt(visitor.language, request.app.state.settings.base_url)
        stance = Stance(typed["stance"]) if typed["stance"] in list(Stance) else None
        common = typed["common"] == "yes"
        receipt = await actions.submit_basket(db, visitor.actor, now, known, form.key(), author, display, letter, stance, common=common)
    except FieldErrors as refused:
        of = _own_organisation(visitor, typed["speaker"]) if typed["common"] else None
        return await _basket_page(request, visitor, db, known, field_messages(visitor.language, refused.by_field), typed, 422, of)
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


HANDLERS = [basket, remove, hand_over, lay_file, correct, leave_correction, send]
