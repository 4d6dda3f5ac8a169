"""Opening a consultation under a named procedure, publishing, extending and withdrawing it."""

from datetime import date, timedelta
from typing import Any
from uuid import UUID

from litestar import Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath
from litestar.response import Redirect

from dialog_tracker.consultations import actions
from dialog_tracker.consultations.details import DETAILS, change_details, details_of
from dialog_tracker.consultations.queries import facts_of
from dialog_tracker.directory.queries import AuthorityCard, authority, calendar, overrides_of
from dialog_tracker.documents.queries import VersionCard, version_card
from dialog_tracker.domain.checklist import NOTED_BY_HAND
from dialog_tracker.domain.errors import FieldErrors, Malformed
from dialog_tracker.domain.obligation import Course, obligations
from dialog_tracker.domain.planning import forward
from dialog_tracker.domain.policy import Facts, Permission, require
from dialog_tracker.domain.procedure import all_procedures, procedures_for, rules_of, steps_to_note
from dialog_tracker.domain.reference import read_reference
from dialog_tracker.storage.transaction import Db
from dialog_tracker.web.forms import Form, new_form_key
from dialog_tracker.web.messages import field_messages
from dialog_tracker.web.visitor import AnyRequest, Visitor, page

Here = NamedDependency[Visitor]
Posted = NamedDependency[Form]


async def _open_page(
    request: AnyRequest,
    visitor: Visitor,
    db: Any,
    version: VersionCard,
    body: AuthorityCard,
    typed: dict[str, Any],
    errors: dict[str, str],
    status: int = 200,
) -> Response[str]:
    procedures = procedures_for(body.country, body.level)
    chosen = typed.get("procedure") or next(iter(procedures))
    content = {
        "version": version,
        "authority": body,
        "procedures": procedures,
        "typed": {"procedure": chosen, "postal_address": body.address, "email": body.email, "coordinator": visitor.name} | typed,
        "preview": await _planned(request, db, body, chosen, typed),
        "errors": errors,
        "form_key": new_form_key(),
    }
    return page(request, visitor, "consultations/open.html", content, status=status)


async def _planned(request: AnyRequest, db: Any, body: AuthorityCard, procedure_key: str, typed: dict[str, Any]) -> dict[str, Any]:
    """Work out the legal dates as they would be, so that they are seen before anything is stored."""
    today = request.app.state.clock().date()
    days, own = await calendar(db, body.id), await overrides_of(db, body.id)
    opens_on = _day(typed.get("opens_on")) or today + timedelta(days=1)
    rules = rules_of(procedure_key, opens_on, own) if procedure_key in all_procedures() else ()
    plan = forward(rules, opens_on, days)
    last_on = _day(typed.get("last_on")) or plan.proposed_on
    planned = obligations(rules, Course(opens_on, max(opens_on, last_on)), today, days)
    return {
        "opens_on": opens_on,
        "last_on": last_on,
        "plan": plan,
        "obligations": planned,
        "calendar": days,
        "today": today,
    }


def _day(typed: Any) -> date | None:
    try:
        return date.fromisoformat(typed) if typed else None
    except ValueError:
        return None


async def _version(db: Any, visitor: Visitor, version_id: UUID) -> tuple[VersionCard, AuthorityCard]:
    version = await version_card(db, version_id, latin=visitor.latin)
    require(Permission.CONSULTATION_OPEN, visitor.actor, Facts(authority_id=version.authority_id))
    return version, await authority(db, version.authority_id, face=visitor.face)


@get("/desk/new/{version_id:uuid}", name="open")
async def show_open(request: AnyRequest, visitor: Here, db: Db, version_id: FromPath[UUID]) -> Response[str]:
    """Show the form that opens a consultation, with the legal dates worked out for what is chosen."""
    version, body = await _version(db, visitor, version_id)
    return await _open_page(request, visitor, db, version, body, dict(request.query_params) | visitor.kept_for(request.scope["path"]), {})


@post("/desk/new/{version_id:uuid}", name="open-act", permission=Permission.CONSULTATION_OPEN)
async def open_consultation(request: AnyRequest, visitor: Here, form: Posted, db: Db, version_id: FromPath[UUID]) -> Response[Any]:
    """Prepare a consultation; it is published by a further act."""
    version, body = await _version(db, visitor, version_id)
    typed = {name: form.text(name, limit=5000) for name in (*DETAILS, "procedure", "opens_on", "last_on", "closing_time")}
    opens_on, last_on, closing = form.day("opens_on"), form.day("last_on"), form.time_of_day("closing_time")
    try:
        form.check()
        assert opens_on is not None
        assert last_on is not None
        ids = (body.id, version.act_id, version_id, typed["procedure"])
        texts: dict[str, Any] = {name: typed[name] for name in DETAILS}
        draft = actions.ConsultationDraft(*ids, opens_on, last_on, closing, body.time_zone, **texts)
        reference = await actions.open_consultation(db, visitor.actor, request.app.state.clock(), draft)
    except FieldErrors as refused:
        return await _open_page(request, visitor, db, version, body, typed, field_messages(visitor.language, refused.by_field), 422)
    except Malformed as refused:
        errors = field_messages(visitor.language, {str(refused.facts.get("field", "last_on")): refused})
        return await _open_page(request, visitor, db, version, body, typed, errors, 422)
    return Redirect(f"/desk/c/{reference}", status_code=303)


@post("/desk/c/{reference:str}/publish", name="publish", permission=Permission.CONSULTATION_PUBLISH)
async def publish(request: AnyRequest, visitor: Here, db: Db, reference: FromPath[str]) -> Redirect:
    """Publish a consultation and freeze its text."""
    known, now = read_reference(reference), request.app.state.clock()
    await actions.publish(db, visitor.actor, now, known)
    return Redirect(f"/c/{known}", status_code=303)


def _again(
    request: AnyRequest, visitor: Visitor, reference: str, what: str, typed: dict[str, str], refused: Malformed, field: str
) -> Response[str]:
    """Show a refused form of the desk again with what was typed."""
    by_field = refused.by_field if isinstance(refused, FieldErrors) else {field: refused}
    content = {"what": what, "reference": reference, "typed": typed, "errors": field_messages(visitor.language, by_field)}
    return page(request, visitor, "consultations/again.html", content, status=422)


@post("/desk/c/{reference:str}/extend", name="extend", permission=Permission.CONSULTATION_EXTEND)
async def extend(request: AnyRequest, visitor: Here, form: Posted, db: Db, reference: FromPath[str]) -> Response[Any]:
    """Extend the window with a reason."""
    known = read_reference(reference)
    typed = {name: form.long_text(name) for name in ("last_on", "closing_time", "reason")}
    last_on, closing, reason = form.day("last_on"), form.time_of_day("closing_time"), form.text("reason", required=True, limit=5000)
    try:
        form.check()
        assert last_on is not None
        await actions.extend(db, visitor.actor, request.app.state.clock(), known, last_on, closing, reason)
    except Malformed as refused:
        return _again(request, visitor, known, "extend", typed, refused, "last_on")
    return Redirect(f"/desk/c/{known}", status_code=303)


@post("/desk/c/{reference:str}/postpone", name="postpone", permission=Permission.CONSULTATION_EXTEND)
async def postpone(request: AnyRequest, visitor: Here, form: Posted, db: Db, reference: FromPath[str]) -> Response[Any]:
    """Postpone a consultation that has not opened yet, with a reason."""
    known = read_reference(reference)
    typed = {name: form.long_text(name) for name in ("opens_on", "last_on", "closing_time", "reason")}
    opens_on, last_on, closing = form.day("opens_on"), form.day("last_on"), form.time_of_day("closing_time")
    reason = form.text("reason", required=True, limit=5000)
    try:
        form.check()
        assert opens_on is not None
        assert last_on is not None
        await actions.postpone(db, visitor.actor, request.app.state.clock(), known, opens_on, last_on, closing, reason)
    except Malformed as refused:
        return _again(request, visitor, known, "postpone", typed, refused, "opens_on")
    return Redirect(f"/desk/c/{known}", status_code=303)


@post("/desk/c/{reference:str}/withdraw", name="withdraw", permission=Permission.CONSULTATION_WITHDRAW)
async def withdraw(request: AnyRequest, visitor: Here, form: Posted, db: Db, reference: FromPath[str]) -> Response[Any]:
    """Withdraw a consultation with a reason."""
    known, typed = read_reference(reference), {"reason": form.long_text("reason")}
    reason = form.text("reason", required=True, limit=5000)
    try:
        form.check()
        await actions.withdraw(db, visitor.actor, request.app.state.clock(), known, reason)
    except Malformed as refused:
        return _again(request, visitor, known, "withdraw", typed, refused, "reason")
    return Redirect(f"/desk/c/{known}", status_code=303)


@post("/desk/c/{reference:str}/steps", name="step", permission=Permission.CONSULTATION_OPEN)
async def note_step(request: AnyRequest, visitor: Here, form: Posted, db: Db, reference: FromPath[str]) -> Response[Any]:
    """Note a step done outside the service: the notice of start, the programme."""
    known = read_reference(reference)
    typed = {name: form.long_text(name) for name in ("kind", "done_on", "address")}
    kind, done_on = form.text("kind", required=True), form.day("done_on")
    facts = await facts_of(db, known, request.app.state.clock())
    steps = steps_to_note(rules_of(facts.procedure_key, facts.window.opens_on)) | NOTED_BY_HAND
    if kind not in steps:
        form.errors["kind"] = Malformed("choice-required")
    try:
        require(Permission.CONSULTATION_OPEN, visitor.actor, facts.policy)
        form.check()
        assert done_on is not None
        await actions.note_own_step(db, visitor.actor, request.app.state.clock(), known, kind, done_on, form.text("address"))
    except Malformed as refused:
        return _again(request, visitor, known, "steps", typed, refused, "done_on")
    return Redirect(f"/desk/c/{known}", status_code=303)


@get("/desk/c/{reference:str}/details", name="details")
async def show_details(request: AnyRequest, visitor: Here, db: Db, reference: FromPath[str]) -> Response[str]:
    """Show the details of a consultation, to be corrected."""
    facts = await facts_of(db, read_reference(reference), request.app.state.clock())
    require(Permission.CONSULTATION_OPEN, visitor.actor, facts.policy)
    typed = await details_of(db, facts.id) | visitor.kept_for(request.scope["path"])
    return page(request, visitor, "consultations/details.html", {"reference": facts.reference, "typed": typed, "errors": {}})


@post("/desk/c/{reference:str}/details", name="details-act", permission=Permission.CONSULTATION_OPEN)
async def save_details(request: AnyRequest, visitor: Here, form: Posted, db: Db, reference: FromPath[str]) -> Response[Any]:
    """Correct the details of a consultation."""
    known = read_reference(reference)
    typed = {name: form.long_text(name) for name in DETAILS}
    try:
        await change_details(db, visitor.actor, request.app.state.clock(), known, typed)
    except FieldErrors as refused:
        content = {"reference": known, "typed": typed, "errors": field_messages(visitor.language, refused.by_field)}
        return page(request, visitor, "consultations/details.html", content, status=422)
    return Redirect(f"/desk/c/{known}", status_code=303)


HANDLERS = [show_details, save_details, show_open, open_consultation, publish, extend, postpone, withdraw, note_step]
