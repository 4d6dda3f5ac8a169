"""Pages on which whoever is not signed in nominates, keeps a receipt, withdraws, and objects to a ranking."""

from typing import Any
from uuid import UUID

from litestar import Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath
from litestar.response import Redirect

from dialog_tracker.accounts.entrance import address_of, count_apart, link_to
from dialog_tracker.directory.queries import sender_of
from dialog_tracker.domain.errors import Conflict, FieldErrors, Malformed
from dialog_tracker.domain.submission import SubmitterKind
from dialog_tracker.domain.working_group import CallStage, NominationDraft, Statement, read_code
from dialog_tracker.outbox.actions import write_letter
from dialog_tracker.storage.transaction import Db, Reads
from dialog_tracker.web.forms import Form, new_form_key
from dialog_tracker.web.messages import field_messages, message
from dialog_tracker.web.visitor import AnyRequest, Visitor, page
from dialog_tracker.workgroups import contest, mail, nominating, queries

Here = NamedDependency[Visitor]
Posted = NamedDependency[Form]
_LINES = ("organisation", "kind", "candidate", "function", "deputy", "email")
_TEXTS = ("motivation", "cv")
_NOMINATORS = [kind for kind in SubmitterKind if kind not in (SubmitterKind.AUTHORITY, SubmitterKind.INDIVIDUAL, SubmitterKind.COMPANY)]
_MOST_AN_HOUR = 20
_MOST_OF_ONE_ADDRESS = 10
_HOUR = 3600


@get("/working-groups/{group_id:uuid}/nominate", name="nominate")
async def show_form(request: AnyRequest, visitor: Here, reads: Reads, group_id: FromPath[UUID]) -> Response[str]:
    """Show the form of a nomination, or say by the official time that none is taken."""
    return await _nominate_page(request, visitor, reads, group_id, {"kind": SubmitterKind.ASSOCIATION.value}, {})


async def _nominate_page(
    request: AnyRequest, visitor: Visitor, reads: Any, group_id: UUID, typed: dict[str, str], errors: dict[str, str], status: int = 200
) -> Response[str]:
    call, now = await queries.known_call(reads, group_id), request.app.state.clock()
    content = {
        "group": await queries.group_card(reads, group_id, face=visitor.face),
        "call": call,
        "stage": call.course.stage(now).value,
        "open": call.course.stage(now) is CallStage.OPEN,
        "now": now,
        "statements": list(Statement),
        "kinds": _NOMINATORS,
        "typed": typed,
        "errors": errors,
        "form_key": new_form_key(),
    }
    return page(request, visitor, "workgroups/nominate.html", content, status=status)


@post("/working-groups/{group_id:uuid}/nominate", name="nominate-act")
async def nominate(request: AnyRequest, visitor: Here, form: Posted, db: Db, group_id: FromPath[UUID]) -> Response[Any]:
    """Take a nomination and send its receipt; a late one is refused with the official time, and what was typed stays."""
    now = request.app.state.clock()
    await count_apart(request, f"nominate:{address_of(request)}", most=_MOST_AN_HOUR, seconds=_HOUR)
    typed = {name: form.text(name) for name in _LINES} | {name: form.long_text(name) for name in _TEXTS}
    stated = frozenset(one for one in Statement if form.checked(f"statement-{one.value}"))
    typed |= {f"statement-{one.value}": "yes" for one in stated} | {"shows_name": form.text("shows_name")}
    kind = form.choice("kind", SubmitterKind, SubmitterKind.ASSOCIATION)
    said = {name: typed[name] for name in (*_LINES, *_TEXTS) if name != "kind"}
    draft = NominationDraft(**said, statements=stated, shows_name=form.checked("shows_name"))
    try:
        key = form.key()
        async with db.begin_nested():
            receipt = await nominating.nominate(db, now, group_id, draft, kind, key)
    except FieldErrors as refused:
        return await _nominate_page(request, visitor, db, group_id, typed, field_messages(visitor.language, refused.by_field), 422)
    except Conflict as refused:
        errors = {"late": message(visitor.language, refused.code, refused.facts)}
        return await _nominate_page(request, visitor, db, group_id, typed, errors, 409)
    group = await queries.group_card(db, group_id, face=visitor.face)
    address = draft.email.strip().lower()
    await count_apart(request, f"nominated:{address}", most=_MOST_OF_ONE_ADDRESS, seconds=_HOUR)
    link = link_to(request, f"/nomination/{receipt.code}")
    letter = mail.nomination(visitor.language, group.title, receipt.code, receipt.received_at, link)
    await write_letter(
        db,
        now,
        f"nomination:{receipt.id}",
        "nomination",
        address,
        visitor.language,
        letter,
        sender=await sender_of(db, group.authority_id),
    )
    return Redirect(f"/nomination/{receipt.code}", status_code=303)


@get("/nomination/{code:str}", name="nomination")
async def show_receipt(request: AnyRequest, visitor: Here, reads: Reads, code: FromPath[str]) -> Response[str]:
    """Show the receipt of a nomination to whoever has its code."""
    await count_apart(request, f"receipt:{address_of(request)}", most=200, seconds=_HOUR)
    nomination, group_id = await contest.nomination_by_code(reads, read_code(code))
    call, now = await queries.known_call(reads, group_id), request.app.state.clock()
    stands = nomination.withdrawn_at is None and nomination.call_id == call.id and call.scoring_closed_at is None
    content = {
        "group": await queries.group_card(reads, group_id, face=visitor.face),
        "call": call,
        "nomination": nomination,
        "may_withdraw": stands and call.course.stage(now) in (CallStage.OPEN, CallStage.CLOSED),
    }
    return page(request, visitor, "workgroups/receipt.html", content)


@post("/nomination/{code:str}", name="nomination-withdraw")
async def withdraw(request: AnyRequest, db: Db, code: FromPath[str]) -> Redirect:
    """Withdraw a nomination by the code of its receipt."""
    await nominating.withdraw_nomination(db, request.app.state.clock(), read_code(code))
    return Redirect(f"/nomination/{code}", status_code=303)


@get("/working-groups/{group_id:uuid}/object", name="group-object")
async def show_objection(request: AnyRequest, visitor: Here, reads: Reads, group_id: FromPath[UUID]) -> Response[str]:
    """Show the form of an objection to a ranking, or say when objections are taken."""
    return await _objection_page(request, visitor, reads, group_id, {}, {})


async def _objection_page(
    request: AnyRequest,
    visitor: Visitor,
    reads: Any,
    group_id: UUID,
    typed: dict[str, str],
    errors: dict[str, str],
    status: int = 200,
    received_at: Any = None,
) -> Response[str]:
    call, now = await queries.known_call(reads, group_id), request.app.state.clock()
    content = {
        "group": await queries.group_card(reads, group_id, face=visitor.face),
        "call": call,
        "open": call.course.takes_objections(now),
        "now": now,
        "received_at": received_at,
        "typed": typed,
        "errors": errors,
        "form_key": new_form_key(),
    }
    return page(request, visitor, "workgroups/object.html", content, status=status)


@post("/working-groups/{group_id:uuid}/object", name="group-object-act")
async def object_to(request: AnyRequest, visitor: Here, form: Posted, db: Db, group_id: FromPath[UUID]) -> Response[Any]:
    """Take an objection to a ranking; after the days for it, it is refused with the official time."""
    await count_apart(request, f"group-object:{address_of(request)}", most=_MOST_AN_HOUR, seconds=_HOUR)
    typed = {"name": form.text("name"), "email": form.text("email"), "body": form.long_text("body")}
    try:
        key = form.key()
        async with db.begin_nested():
            received = await nominating.object_to_ranking(db, request.app.state.clock(), group_id, **typed, key=key)
    except Malformed as refused:
        by_field = refused.by_field if isinstance(refused, FieldErrors) else {"body": refused}
        return await _objection_page(request, visitor, db, group_id, typed, field_messages(visitor.language, by_field), 422)
    except Conflict as refused:
        errors = {"late": message(visitor.language, refused.code, refused.facts)}
        return await _objection_page(request, visitor, db, group_id, typed, errors, 409)
    return await _objection_page(request, visitor, db, group_id, {}, {}, received_at=received)


HANDLERS = [show_form, nominate, show_receipt, withdraw, show_objection, object_to]
