"""Pages of officials about legal time: consultations elsewhere, areas of work, corrections of the calendar."""

from datetime import date
from typing import Any
from uuid import UUID

from litestar import Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath
from litestar.response import Redirect

from dialog_tracker.activities.outreach import Occasion
from dialog_tracker.consultations import corrections, elsewhere
from dialog_tracker.consultations.actions import note_followed_step
from dialog_tracker.desk.inviting import logged
from dialog_tracker.directory.queries import authorities, authority, days_off
from dialog_tracker.documents.actions import add_act
from dialog_tracker.domain.act import ActKind
from dialog_tracker.domain.activity import InvitationChannel
from dialog_tracker.domain.calendar import ZONES
from dialog_tracker.domain.consultation import Method
from dialog_tracker.domain.days_off import read_days_off
from dialog_tracker.domain.errors import FieldErrors, Malformed
from dialog_tracker.domain.outreach import OccasionKind
from dialog_tracker.domain.policy import Facts, Permission, require
from dialog_tracker.domain.procedure import procedures_for, rules_of, steps_to_note
from dialog_tracker.domain.reference import read_reference
from dialog_tracker.reading.followed import FollowedPage, followed_page
from dialog_tracker.storage.transaction import Db
from dialog_tracker.web.forms import Form, new_form_key
from dialog_tracker.web.messages import field_messages
from dialog_tracker.web.visitor import AnyRequest, Visitor, page

Here = NamedDependency[Visitor]
Posted = NamedDependency[Form]
_TYPED = ("title", "act_kind", "procedure", "opens_on", "last_on", "closing_time", "source_url", "coordinator", "email", "summary")


@get("/desk/elsewhere/{authority_id:uuid}", name="elsewhere")
async def show_elsewhere(request: AnyRequest, visitor: Here, db: Db, authority_id: FromPath[UUID]) -> Response[str]:
    """Show the form that logs a consultation held elsewhere."""
    require(Permission.CONSULTATION_OPEN, visitor.actor, Facts(authority_id=authority_id))
    return await _elsewhere(request, visitor, db, authority_id, {}, {})


async def _elsewhere(
    request: AnyRequest, visitor: Visitor, db: Any, authority_id: UUID, typed: dict[str, Any], errors: dict[str, str]
) -> Response[str]:
    body = await authority(db, authority_id, face=visitor.face)
    content = {
        "authority": body,
        "procedures": procedures_for(body.country, body.level),
        "act_kinds": list(ActKind),
        "methods": list(Method),
        "typed": typed,
        "errors": errors,
        "form_key": new_form_key(),
    }
    return page(request, visitor, "desk/elsewhere.html", content, status=422 if errors else 200)


@post("/desk/elsewhere/{authority_id:uuid}", name="elsewhere-act", permission=Permission.CONSULTATION_OPEN)
async def log_elsewhere(request: AnyRequest, visitor: Here, form: Posted, db: Db, authority_id: FromPath[UUID]) -> Response[Any]:
    """Log a consultation held elsewhere, with the act it is about."""
    require(Permission.CONSULTATION_OPEN, visitor.actor, Facts(authority_id=authority_id))
    body = await authority(db, authority_id)
    typed: dict[str, Any] = {name: form.text(name, limit=5000) for name in _TYPED} | {"methods": form.several("methods")}
    title, act_kind = form.text("title", required=True, limit=1000), form.choice("act_kind", ActKind)
    opens_on, last_on, closing = form.day("opens_on", required=False), form.day("last_on"), form.time_of_day("closing_time")
    if typed["procedure"] not in procedures_for(body.country, body.level):
        form.errors["procedure"] = Malformed("choice-required", field="procedure")
    if opens_on is not None and last_on is not None and last_on < opens_on:
        form.errors["last_on"] = Malformed("window-ends-before-it-opens", opens_on=opens_on, last_on=last_on)
    if typed["source_url"] and not typed["source_url"].startswith(("https://", "http://")):
        form.errors["source_url"] = Malformed("address-unreadable", field="source_url")
    try:
        form.check()
        assert last_on is not None
        now = request.app.state.clock()
        act_id = await add_act(db, now, authority_id=authority_id, kind=act_kind, title=title, by=visitor.actor.person_id)
        draft = elsewhere.FollowedDraft(
            authority_id,
            act_id,
            typed["procedure"],
            opens_on,
            last_on,
            closing,
            body.time_zone,
            source_url=typed["source_url"],
            methods=elsewhere.read_methods(typed["methods"]),
            **{name: typed[name] for name in ("summary", "coordinator", "email")},
        )
        reference = await elsewhere.follow(db, visitor.actor, now, draft)
    except Malformed as refused:
        by_field = refused.by_field if isinstance(refused, FieldErrors) else {str(refused.facts.get("field", "last_on")): refused}
        return await _elsewhere(request, visitor, db, authority_id, typed, field_messages(visitor.language, by_field))
    return Redirect(f"/desk/followed/{reference}", status_code=303)


@get("/desk/followed/{reference:str}", name="followed")
async def show_followed(request: AnyRequest, visitor: Here, db: Db, reference: FromPath[str]) -> Response[str]:
    """Show a consultation elsewhere to those who keep it: steps done, and who was invited."""
    content = await _followed(request, visitor, db, reference)
    return _followed_page(request, visitor, content, {}, {})


async def _followed(request: AnyRequest, visitor: Visitor, db: Any, reference: str) -> FollowedPage:
    content = await followed_page(db, visitor.actor, read_reference(reference), request.app.state.clock(), face=visitor.face)
    require(Permission.CONSULTATION_OPEN, visitor.actor, Facts(authority_id=content.head.authority_id))
    return content


def _followed_page(
    request: AnyRequest, visitor: Visitor, content: FollowedPage, typed: dict[str, str], errors: dict[str, str]
) -> Response[str]:
    steps = steps_to_note([duty.rule for duty in content.clock.obligations]) | {"report_published"}
    more = {"steps": sorted(steps), "channels": list(InvitationChannel), "methods": list(Method), "typed": typed, "errors": errors}
    return page(request, visitor, "desk/followed.html", content, status=422 if errors else 200, **more)


@post("/desk/followed/{reference:str}/steps", name="followed-step", permission=Permission.CONSULTATION_OPEN)
async def note_step(request: AnyRequest, visitor: Here, form: Posted, db: Db, reference: FromPath[str]) -> Response[Any]:
    """Note what was done elsewhere, and where it can be read."""
    content = await _followed(request, visitor, db, reference)
    typed = {name: form.text(name) for name in ("kind", "done_on", "address")}
    done_on = form.day("done_on")
    known = steps_to_note(rules_of(content.head.procedure_key, done_on or date.max)) | {"report_published"}
    if typed["kind"] not in known:
        form.errors["kind"] = Malformed("choice-required", field="kind")
    try:
        form.check()
        assert done_on is not None
        await note_followed_step(
            db,
            visitor.actor,
            request.app.state.clock(),
            content.head.id,
            content.head.authority_id,
            typed["kind"],
            done_on,
            typed["address"],
        )
    except FieldErrors as refused:
        return _followed_page(request, visitor, content, typed, field_messages(visitor.language, refused.by_field))
    return Redirect(f"/desk/followed/{content.head.reference}", status_code=303)


@post("/desk/followed/{reference:str}/extend", name="followed-extend", permission=Permission.CONSULTATION_OPEN)
async def extend(request: AnyRequest, visitor: Here, form: Posted, db: Db, reference: FromPath[str]) -> Response[Any]:
    """Log that a consultation elsewhere was extended."""
    content = await _followed(request, visitor, db, reference)
    typed = {name: form.long_text(name) for name in ("last_on", "closing_time", "reason")}
    last_on, closing = form.day("last_on"), form.time_of_day("closing_time")
    try:
        form.check()
        assert last_on is not None
        now = request.app.state.clock()
        async with db.begin_nested():
            await elsewhere.extend_followed(db, visitor.actor, now, content.head.reference, last_on, closing, typed["reason"])
    except Malformed as refused:
        by_field = refused.by_field if isinstance(refused, FieldErrors) else {str(refused.facts.get("field", "last_on")): refused}
        return _followed_page(request, visitor, content, typed, field_messages(visitor.language, by_field))
    return Redirect(f"/desk/followed/{content.head.reference}", status_code=303)


@post("/desk/followed/{reference:str}/details", name="followed-details", permission=Permission.CONSULTATION_OPEN)
async def correct(request: AnyRequest, visitor: Here, form: Posted, db: Db, reference: FromPath[str]) -> Response[Any]:
    """Correct what is told of a consultation elsewhere."""
    content = await _followed(request, visitor, db, reference)
    typed = {name: form.long_text(name) for name in elsewhere.CORRECTED}
    try:
        async with db.begin_nested():
            methods = elsewhere.read_methods(form.several("methods"))
            await elsewhere.correct_followed(db, visitor.actor, request.app.state.clock(), content.head.reference, typed, methods)
    except Malformed as refused:
        by_field = refused.by_field if isinstance(refused, FieldErrors) else {str(refused.facts.get("field", "methods")): refused}
        return _followed_page(request, visitor, content, typed, field_messages(visitor.language, by_field))
    return Redirect(f"/desk/followed/{content.head.reference}", status_code=303)


@post("/desk/followed/{reference:str}/withdraw", name="followed-withdraw", permission=Permission.CONSULTATION_OPEN)
async def withdraw(request: AnyRequest, visitor: Here, form: Posted, db: Db, reference: FromPath[str]) -> Response[Any]:
    """Log that a draft was withdrawn elsewhere."""
    content = await _followed(request, visitor, db, reference)
    why = form.long_text("withdrawn_reason")
    try:
        async with db.begin_nested():
            await elsewhere.withdraw_followed(db, visitor.actor, request.app.state.clock(), content.head.reference, why)
    except Malformed as refused:
        errors = field_messages(visitor.language, {"withdrawn_reason": refused})
        return _followed_page(request, visitor, content, {"withdrawn_reason": why}, errors)
    return Redirect(f"/desk/followed/{content.head.reference}", status_code=303)


def _occasion(head: Any) -> Occasion:
    return Occasion(OccasionKind.CONSULTATION, head.id, head.authority_id)


@post("/desk/followed/{reference:str}/invitations", name="followed-invite", permission=Permission.CONSULTATION_OPEN)
async def log_invitations(request: AnyRequest, visitor: Here, form: Posted, db: Db, reference: FromPath[str]) -> Response[Any]:
    """Log who was invited, one name a line, or that somebody answered."""
    content = await _followed(request, visitor, db, reference)
    typed, errors = await logged(request, visitor, form, db, _occasion(content.head))
    if errors:
        return _followed_page(request, visitor, content, typed, errors)
    return Redirect(f"/desk/followed/{content.head.reference}", status_code=303)


@get("/admin/days", name="days")
async def show_days(request: AnyRequest, visitor: Here, db: Db) -> Response[str]:
    """Show the corrections of the calendar."""
    require(Permission.INSTALLATION_MANAGE, visitor.actor)
    return await _days(request, visitor, db, {}, {})


async def _days(request: AnyRequest, visitor: Visitor, db: Any, typed: dict[str, str], errors: dict[str, str]) -> Response[str]:
    content = {
        "rows": await days_off(db, face=visitor.face),
        "authorities": await authorities(db, face=visitor.face),
        "countries": sorted(ZONES),
        "typed": typed,
        "errors": errors,
    }
    return page(request, visitor, "desk/days.html", content, status=422 if errors else 200)


@post("/admin/days", name="days-correct", permission=Permission.INSTALLATION_MANAGE)
async def correct_days(request: AnyRequest, visitor: Here, form: Posted, db: Db) -> Response[Any]:
    """Correct the calendar by a list of days; running cases are worked out again."""
    require(Permission.INSTALLATION_MANAGE, visitor.actor)
    typed = {name: form.long_text(name) for name in ("days", "country", "authority")}
    try:
        days = read_days_off(typed["days"])
        authority_id = UUID(typed["authority"]) if typed["authority"] else None
        country = (await authority(db, authority_id)).country if authority_id else typed["country"]
        await corrections.correct_calendar(db, visitor.actor, request.app.state.clock(), days, country, authority_id)
    except Malformed as refused:
        return await _days(request, visitor, db, typed, field_messages(visitor.language, {"days": refused}))
    return Redirect("/admin/days", status_code=303)


@post("/admin/days/{correction_id:uuid}", name="days-restore", permission=Permission.INSTALLATION_MANAGE)
async def restore_day(request: AnyRequest, visitor: Here, db: Db, correction_id: FromPath[UUID]) -> Redirect:
    """Take a correction back; running cases are worked out again."""
    await corrections.restore_calendar(db, visitor.actor, request.app.state.clock(), correction_id)
    return Redirect("/admin/days", status_code=303)


HANDLERS = [
    show_elsewhere,
    log_elsewhere,
    show_followed,
    note_step,
    extend,
    withdraw,
    correct,
    log_invitations,
    show_days,
    correct_days,
    restore_day,
]
