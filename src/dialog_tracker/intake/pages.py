"""Logging a submission and an event on the desk."""

from dataclasses import dataclass
from datetime import UTC, datetime, time
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from litestar import Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath
from litestar.response import Redirect

from dialog_tracker.activities.actions import ActivityDraft, log_activity, note_event
from dialog_tracker.activities.queries import event_note, events_of
from dialog_tracker.comments.actions import log_on_behalf
from dialog_tracker.comments.storing import Arrival, Author
from dialog_tracker.consultations.queries import Facts, facts_of
from dialog_tracker.directory.actions import find_or_add_organisation
from dialog_tracker.directory.queries import organisations
from dialog_tracker.documents.queries import text_of
from dialog_tracker.domain.activity import ActivityKind, Count, Qualifier, check_hours
from dialog_tracker.domain.address import check_page_address
from dialog_tracker.domain.comment import CommentDraft, CommentKind, CommentTarget
from dialog_tracker.domain.email_address import check_email
from dialog_tracker.domain.errors import FieldErrors, Malformed
from dialog_tracker.domain.policy import Permission, require
from dialog_tracker.domain.reference import read_reference
from dialog_tracker.domain.submission import Channel, NameDisplay, SubmissionDraft, SubmitterKind
from dialog_tracker.storage.transaction import Db
from dialog_tracker.web.forms import Form, new_form_key
from dialog_tracker.web.messages import field_messages
from dialog_tracker.web.visitor import AnyRequest, Visitor, page

Here = NamedDependency[Visitor]
Posted = NamedDependency[Form]
ROWS = 3  # comments that the form has room for at first; more can be added after saving
_CHANNELS = (Channel.EMAIL, Channel.POST, Channel.EVENT, Channel.OFFICE, Channel.PORTAL)


@dataclass(frozen=True, slots=True)
class _Row:
    """One comment of the form as typed."""

    kind: str
    anchor: str
    proposed: str
    reasons: str


def _rows(form: Form) -> list[_Row]:
    rows: list[_Row] = []
    at = 0
    while f"kind-{at}" in form.fields:
        rows.append(_Row(*(form.long_text(f"{name}-{at}") for name in ("kind", "anchor", "proposed", "reasons"))))
        at += 1
    return rows


async def _log_page(
    request: AnyRequest,
    visitor: Visitor,
    db: Any,
    facts: Facts,
    typed: dict[str, str],
    rows: list[_Row],
    errors: dict[str, str],
    status: int = 200,
) -> Response[str]:
    blank = [_Row("proposal", "", "", "")]
    content = {
        "reference": facts.reference,
        "places": [
            line
            for line in await text_of(db, facts.version_id, latin=visitor.latin)
            if line.kind in ("article", "annex", "preamble", "chapter")
        ],
        "events": await events_of(db, facts.id, latin=visitor.latin),
        "organisations": await organisations(db, latin=visitor.latin),
        "channels": _CHANNELS,
        "kinds": list(SubmitterKind),
        "comment_kinds": list(CommentKind),
        "displays": list(NameDisplay),
        "rows": rows or blank * ROWS,
        "typed": typed,
        "errors": errors,
        "form_key": new_form_key(),
    }
    return page(request, visitor, "intake/log.html", content, status=status)


@get("/desk/c/{reference:str}/log", name="log")
async def show_log(request: AnyRequest, visitor: Here, db: Db, reference: FromPath[str]) -> Response[str]:
    """Show the form for logging a submission on behalf of its author."""
    facts = await facts_of(db, read_reference(reference), request.app.state.clock())
    require(Permission.COMMENT_LOG, visitor.actor, facts.policy)
    kept = visitor.kept_for(request.scope["path"])
    return await _log_page(request, visitor, db, facts, kept, _rows(Form(kept)), {})


@post("/desk/c/{reference:str}/log", name="log-act", permission=Permission.COMMENT_LOG)
async def log(request: AnyRequest, visitor: Here, form: Posted, db: Db, reference: FromPath[str]) -> Response[Any]:
    """Log a submission with the day it was received and its registry number."""
    now = request.app.state.clock()
    facts = await facts_of(db, read_reference(reference), now)
    typed = {
        name: form.text(name)
        for name in (
            "name",
            "organisation",
            "kind",
            "email",
            "channel",
            "received_on",
            "received_time",
            "written_on",
            "registry_number",
            "event",
            "display",
        )
    }
    rows = [row for row in _rows(form) if row.proposed.strip() or row.reasons.strip()]
    try:
        async with db.begin_nested():
            receipt = await _log(db, visitor, now, facts, form, rows)
    except FieldErrors as refused:
        return await _log_page(request, visitor, db, facts, typed, rows, field_messages(visitor.language, refused.by_field), 422)
    return Redirect(f"/k/{receipt.number}", status_code=303)


async def _log(db: Any, visitor: Visitor, now: datetime, facts: Facts, form: Form, rows: list[_Row]) -> Any:
    arrival = _arrival(form, facts, now)
    kind = form.choice("kind", SubmitterKind, SubmitterKind.INDIVIDUAL)
    display = form.choice("display", NameDisplay, NameDisplay.FULL)
    organisation, name = form.text("organisation"), form.text("name")
    if not organisation and not name:
        form.errors["name"] = Malformed("field-required", field="name")
    email = form.text("email")
    if email:
        try:
            email = check_email(email)
        except Malformed as refused:
            form.errors["email"] = refused
    if not rows:
        form.errors["reasons-0"] = Malformed("comment-empty")
    form.check()
    organisation_id = await find_or_add_organisation(db, now, organisation, kind, visitor.actor.person_id) if organisation else None
    author = Author(name, kind if organisation else SubmitterKind.INDIVIDUAL, organisation_id, organisation, email=email, language="sr")
    draft = SubmissionDraft(author.kind, display, tuple(_comment(row) for row in rows))
    try:
        return await log_on_behalf(db, visitor.actor, now, facts.reference, form.key(), author, arrival, draft)
    except FieldErrors as refused:
        raise FieldErrors({_field(field): error for field, error in refused.by_field.items()}) from None


def _field(field: str) -> str:
    """Turn `comments.2.reasons` into the name of the form's field, `reasons-2`."""
    parts = field.split(".")
    return f"{parts[2]}-{parts[1]}" if len(parts) == 3 else field


def _comment(row: _Row) -> CommentDraft:
    target = CommentTarget.PROVISION if row.anchor else CommentTarget.GENERAL
    return CommentDraft(CommentKind(row.kind or "proposal"), target, (row.anchor,) if row.anchor else (), row.proposed, row.reasons)


def _arrival(form: Form, facts: Facts, now: datetime) -> Arrival:
    """Read when and how it came; a day without a time counts as its noon, never later than now."""
    channel = form.choice("channel", Channel, Channel.EMAIL)
    received_on, at = form.day("received_on"), form.time_of_day("received_time")
    written_on = form.day("written_on", required=False)
    event = form.text("event")
    try:
        activity_id = UUID(event) if event else None
    except ValueError:
        activity_id = None
    received_at = now
    if received_on is not None:
        zone = ZoneInfo(facts.window.zone)
        received_at = datetime.combine(received_on, at or time(12), zone).astimezone(UTC)
        if at is None and received_on == facts.today(now):
            received_at = min(received_at, now)
    return Arrival(channel, received_at, written_on, None, form.text("registry_number", limit=100), activity_id)


@get("/desk/c/{reference:str}/event", name="event")
async def show_event(request: AnyRequest, visitor: Here, db: Db, reference: FromPath[str]) -> Response[str]:
    """Show the form for an event of a consultation."""
    facts = await facts_of(db, read_reference(reference), request.app.state.clock())
    require(Permission.ACTIVITY_LOG, visitor.actor, facts.policy)
    return page(request, visitor, "intake/event.html", _event_content(facts, visitor.kept_for(request.scope["path"]), {}))


def _event_content(facts: Facts, typed: dict[str, str], errors: dict[str, str]) -> dict[str, Any]:
    kinds = list(ActivityKind)[:5]
    return {
        "reference": facts.reference,
        "kinds": kinds,
        "qualifiers": list(Qualifier),
        "typed": typed,
        "errors": errors,
        "form_key": new_form_key(),
    }


@post("/desk/c/{reference:str}/event", name="event-act", permission=Permission.ACTIVITY_LOG)
async def add_event(request: AnyRequest, visitor: Here, form: Posted, db: Db, reference: FromPath[str]) -> Response[Any]:
    """Log an event with its place, day and count."""
    now = request.app.state.clock()
    facts = await facts_of(db, read_reference(reference), now)
    typed = {
        name: form.text(name)
        for name in ("kind", "title", "place", "held_on", "participants", "qualifier", "starts_time", "ends_time", "link", "note")
    }
    form.text("title", required=True)
    kind, qualifier = form.choice("kind", ActivityKind), form.choice("qualifier", Qualifier, Qualifier.NOT_STATED)
    held_on, participants = form.day("held_on"), form.whole("participants", required=False)
    starts_time, ends_time = form.time_of_day("starts_time"), form.time_of_day("ends_time")
    for field, check in (
        ("link", lambda: check_page_address("link", typed["link"])),
        ("ends_time", lambda: check_hours(starts_time, ends_time)),
    ):
        try:
            check()
        except Malformed as refused:
            form.errors.setdefault(field, refused)
    try:
        count = Count(participants, qualifier)
    except Malformed as refused:
        form.errors["participants"] = refused
    if form.errors:
        return page(
            request, visitor, "intake/event.html", _event_content(facts, typed, field_messages(visitor.language, form.errors)), status=422
        )
    assert held_on is not None
    draft = ActivityDraft(
        facts.authority_id,
        facts.id,
        kind,
        typed["title"],
        held_on,
        held_on,
        typed["place"],
        count,
        starts_time=starts_time,
        ends_time=ends_time,
        link=typed["link"],
        note=typed["note"],
    )
    await log_activity(db, visitor.actor, now, draft)
    return Redirect(f"/desk/c/{facts.reference}", status_code=303)


_NOTE = "/desk/c/{reference:str}/events/{event_id:uuid}"


@get(_NOTE, name="event-note")
async def show_note(request: AnyRequest, visitor: Here, db: Db, reference: FromPath[str], event_id: FromPath[UUID]) -> Response[str]:
    """Show what was noted of an event, to be changed."""
    return await _note_page(request, visitor, db, reference, event_id, None, {})


async def _note_page(
    request: AnyRequest, visitor: Visitor, db: Any, reference: str, event_id: UUID, typed: str | None, errors: dict[str, str]
) -> Response[str]:
    facts = await facts_of(db, read_reference(reference), request.app.state.clock())
    require(Permission.ACTIVITY_LOG, visitor.actor, facts.policy)
    event = await event_note(db, facts.id, event_id)
    content = {"reference": facts.reference, "event_id": event_id, "event": event, "typed": typed, "errors": errors}
    return page(request, visitor, "intake/event_note.html", content, status=422 if errors else 200)


@post(_NOTE, name="event-note-act", permission=Permission.ACTIVITY_LOG)
async def keep_note(
    request: AnyRequest, visitor: Here, form: Posted, db: Db, reference: FromPath[str], event_id: FromPath[UUID]
) -> Response[Any]:
    """Keep what was said at an event."""
    now, note = request.app.state.clock(), form.long_text("note")
    facts = await facts_of(db, read_reference(reference), now)
    await event_note(db, facts.id, event_id)
    try:
        await note_event(db, visitor.actor, now, facts.policy, event_id, note)
    except Malformed as refused:
        return await _note_page(request, visitor, db, reference, event_id, note, field_messages(visitor.language, {"note": refused}))
    return Redirect(f"/desk/c/{facts.reference}", status_code=303)


HANDLERS = [show_log, log, show_event, add_event, show_note, keep_note]
