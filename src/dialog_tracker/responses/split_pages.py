"""Parting a long comment into points beside its original, and the author's look at it."""

from typing import Any
from uuid import UUID

from litestar import Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath
from litestar.response import Redirect

from dialog_tracker.analysis import own_words, splits, splitting
from dialog_tracker.analysis.topics import topics_of
from dialog_tracker.comments.queries import receipt
from dialog_tracker.consultations.queries import facts_of
from dialog_tracker.domain.errors import Conflict, FieldErrors, Malformed
from dialog_tracker.domain.letter import LetterWords
from dialog_tracker.domain.policy import Permission, allows, require
from dialog_tracker.domain.reference import read_reference, read_submission_number
from dialog_tracker.domain.splitting import FIELDS, Piece, laid_out
from dialog_tracker.domain.topic import tree
from dialog_tracker.responses.mail import parted
from dialog_tracker.responses.queries import any_answered
from dialog_tracker.storage.transaction import Db
from dialog_tracker.web.forms import Form, uuid_of
from dialog_tracker.web.messages import field_messages
from dialog_tracker.web.visitor import AnyRequest, Visitor, page

Here = NamedDependency[Visitor]
Posted = NamedDependency[Form]


def _number(number: str, ordinal: int) -> str:
    return f"{read_submission_number(number)}/{ordinal}"


@get("/desk/c/{reference:str}/splits", name="splits")
async def show_splits(request: AnyRequest, visitor: Here, db: Db, reference: FromPath[str]) -> Response[str]:
    """List the long comments, those that are parted, and the objections that wait."""
    facts = await facts_of(db, read_reference(reference), request.app.state.clock())
    require(Permission.RESPONSE_DRAFT, visitor.actor, facts.policy)
    content = {
        "reference": facts.reference,
        "zone": facts.window.zone,
        "splits": await splits.splits_of(db, facts.id, latin=visitor.latin),
        "long": await splits.long_comments(db, facts.id, latin=visitor.latin),
    }
    return page(request, visitor, "responses/splits.html", content)


@get("/desk/k/{number:str}/{ordinal:int}/split", name="split")
async def show_split(request: AnyRequest, visitor: Here, db: Db, number: FromPath[str], ordinal: FromPath[int]) -> Response[str]:
    """Show a comment as it was sent, what of it stands in a point, and what does not."""
    return await _page(request, visitor, db, _number(number, ordinal), {}, {})


async def _page(
    request: AnyRequest, visitor: Visitor, db: Any, number: str, typed: dict[str, str], errors: dict[str, str]
) -> Response[str]:
    card = await splits.split_card(db, number, latin=visitor.latin)
    facts = await facts_of(db, card.reference, request.app.state.clock())
    require(Permission.RESPONSE_DRAFT, visitor.actor, facts.policy)
    content = {
        "card": card,
        "shown": laid_out(card.texts, [part.pieces for part in card.parts]),
        "topics": tree(await topics_of(db, facts.id)),
        "days": request.app.state.settings.objection_days,
        "typed": typed,
        "errors": errors,
    }
    return page(request, visitor, "responses/split.html", content, status=422 if errors else 200)


@post("/desk/k/{number:str}/{ordinal:int}/split", name="split-act", permission=Permission.RESPONSE_DRAFT)
async def act(request: AnyRequest, visitor: Here, form: Posted, db: Db, number: FromPath[str], ordinal: FromPath[int]) -> Response[Any]:
    """Make a point of marked words, take one out, finish the split, undo it, or answer the author's objection."""
    known = _number(number, ordinal)
    typed = {name: form.long_text(name) for name in ("words", "place", "topic", "rest", "answer")}
    try:
        async with db.begin_nested():
            await _act(request, visitor, form, db, known, typed)
    except (Malformed, Conflict) as refused:
        field = refused.facts.get("field", "act") if not isinstance(refused, FieldErrors) else "act"
        by_field = refused.by_field if isinstance(refused, FieldErrors) else {str(field): refused}
        return await _page(request, visitor, db, known, typed, field_messages(visitor.language, by_field))
    return Redirect(f"/desk/k/{known}/split", status_code=303)


async def _act(request: AnyRequest, visitor: Visitor, form: Form, db: Any, number: str, typed: dict[str, str]) -> None:
    actor, now = visitor.actor, request.app.state.clock()
    gone = uuid_of(form.text("drop"))
    if gone is not None:
        await splitting.drop_part(db, actor, now, number, gone)
        return
    match form.text("act"):
        case "finish":
            agreed, telling = form.checked("rest"), _telling(request, number)
            await splitting.finish_split(db, actor, now, number, rest_agreed=agreed, answered=any_answered, telling=telling)
        case "undo":
            await splitting.undo_split(db, actor, now, number, answered=any_answered)
        case "answer":
            await splitting.answer_objection(db, actor, now, number, typed["answer"])
        case _:
            marked = splitting.Marked(_ticked(form), typed["words"], typed["place"], uuid_of(typed["topic"]))
            await splitting.mark_part(db, actor, now, number, marked)


def _ticked(form: Form) -> list[Piece]:
    """Read which sentences were ticked: each box is named by its field and its place, „piece-reasons-0-57”."""
    found = []
    for one in form.several("piece"):
        name, _, place = one.partition("-")
        start, _, end = place.partition("-")
        if name not in FIELDS or not (start.isdecimal() and end.isdecimal()):
            raise Malformed("request-unreadable")
        found.append(Piece(name, int(start), int(end)))
    return found


def _telling(request: AnyRequest, number: str) -> splitting.Telling:
    settings = request.app.state.settings
    base_url = settings.base_url.rstrip("/")

    def letter(secret: str, language: Any) -> LetterWords:
        return parted(language, number, f"{base_url}/points/{secret}", settings.objection_days)

    return splitting.Telling(settings.objection_days, letter)


@post("/desk/c/{reference:str}/groups/{group_id:uuid}/own", name="group-own-words", permission=Permission.RESPONSE_DRAFT)
async def part_own_words(
    request: AnyRequest, visitor: Here, form: Posted, db: Db, reference: FromPath[str], group_id: FromPath[UUID]
) -> Redirect:
    """Make what senders added to the letter of a campaign comments of their own, for one member or for all."""
    facts = await facts_of(db, read_reference(reference), request.app.state.clock())
    require(Permission.RESPONSE_DRAFT, visitor.actor, facts.policy)
    chosen = [one for typed in form.text("own", limit=1_000_000).split() if (one := uuid_of(typed)) is not None]
    await own_words.part_own_words(
        db,
        visitor.actor,
        request.app.state.clock(),
        facts,
        group_id,
        chosen,
        answered=any_answered,
        telling=lambda number: _telling(request, number),
    )
    return Redirect(f"/desk/c/{facts.reference}/groups/{group_id}", status_code=303)


@get("/k/{number:str}/{ordinal:int}/points", name="points")
async def show_points(request: AnyRequest, visitor: Here, db: Db, number: FromPath[str], ordinal: FromPath[int]) -> Response[Any]:
    """Show everybody the points of a comment beside its original; whoever sent it may object here once."""
    known = _number(number, ordinal)
    return await _points(request, visitor, db, known, "", {}, {})


async def _points(
    request: AnyRequest, visitor: Visitor, db: Any, number: str, secret: str, typed: dict[str, str], errors: dict[str, str]
) -> Response[Any]:
    now = request.app.state.clock()
    card = await splits.split_card(db, number, latin=visitor.latin)
    if card.finished_at is None:
        return Redirect(f"/k/{card.submission}", status_code=303)
    facts = await facts_of(db, card.reference, now)
    require(Permission.CONSULTATION_READ, visitor.actor, facts.policy)
    sent = await receipt(db, card.submission, now, latin=visitor.latin)
    own = visitor.actor.person_id is not None and (
        sent.person_id == visitor.actor.person_id or sent.organisation_id in visitor.actor.organisation_ids
    )
    official = allows(Permission.RESPONSE_DRAFT, visitor.actor, facts.policy)
    if sent.held and not (secret or own or official):
        return Redirect(f"/k/{card.submission}", status_code=303)  # its texts are held back from the public
    content = {
        "card": card,
        "shown": laid_out(card.texts, [part.pieces for part in card.parts]),
        "author": bool(secret) or own,
        "may_object": (bool(secret) or own) and card.objected_at is None and card.object_until is not None and now < card.object_until,
        "official": official,
        "here": f"/points/{secret}" if secret else f"/k/{number}/points",
        "typed": typed,
        "errors": errors,
    }
    return page(request, visitor, "responses/points.html", content, status=422 if errors else 200)


@post("/k/{number:str}/{ordinal:int}/points", name="points-object", permission=Permission.COMMENT_SUBMIT)
async def object_here(
    request: AnyRequest, visitor: Here, form: Posted, db: Db, number: FromPath[str], ordinal: FromPath[int]
) -> Response[Any]:
    """Take the objection of an author who is signed in."""
    known, typed = _number(number, ordinal), {"objection": form.long_text("objection")}
    try:
        async with db.begin_nested():
            await splitting.object_signed_in(db, visitor.actor, request.app.state.clock(), known, typed["objection"])
    except (Malformed, Conflict) as refused:
        return await _points(request, visitor, db, known, "", typed, field_messages(visitor.language, {"objection": refused}))
    return Redirect(f"/k/{known}/points", status_code=303)


@get("/points/{secret:str}", name="points-link")
async def show_by_link(request: AnyRequest, visitor: Here, db: Db, secret: FromPath[str]) -> Response[Any]:
    """Show the author, by the link from the letter, the points beside the original; no account is needed."""
    return await _points(request, visitor, db, await splits.number_behind(db, secret), secret, {}, {})


@post("/points/{secret:str}", name="points-link-object")
async def object_by_link(request: AnyRequest, visitor: Here, form: Posted, db: Db, secret: FromPath[str]) -> Response[Any]:
    """Take the objection of the author by the link from the letter."""
    typed = {"objection": form.long_text("objection")}
    known = await splits.number_behind(db, secret)
    try:
        async with db.begin_nested():
            await splitting.object_to_split(db, request.app.state.clock(), secret, typed["objection"])
    except (Malformed, Conflict) as refused:
        return await _points(request, visitor, db, known, secret, typed, field_messages(visitor.language, {"objection": refused}))
    return Redirect(f"/points/{secret}", status_code=303)


HANDLERS = [show_splits, show_split, act, part_own_words, show_points, object_here, show_by_link, object_by_link]
