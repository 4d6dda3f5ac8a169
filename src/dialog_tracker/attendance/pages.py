"""The public page of an activity, registering for it, and the page behind the link of the letter."""

from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from litestar import Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath
from litestar.response import Redirect

from dialog_tracker.accounts.entrance import address_of, count_apart, link_to
from dialog_tracker.activities.register import ActivityPage, activity_page
from dialog_tracker.attendance import actions, mail
from dialog_tracker.attendance.queries import came_to, own_registration, registration_of
from dialog_tracker.domain.errors import Conflict, FieldErrors, NotFound
from dialog_tracker.domain.vague_date import DatePrecision
from dialog_tracker.notices.calendar_file import MEDIA_TYPE, calendar_file
from dialog_tracker.notices.entries import Entry
from dialog_tracker.storage.transaction import Db, Reads
from dialog_tracker.web.dialogue_words import activity_words, place_words, when_words
from dialog_tracker.web.downloads import sent
from dialog_tracker.web.formats import hour
from dialog_tracker.web.forms import Form
from dialog_tracker.web.i18n import Language, language_named
from dialog_tracker.web.messages import field_messages
from dialog_tracker.web.visitor import AnyRequest, Visitor, page

Here = NamedDependency[Visitor]
Posted = NamedDependency[Form]
_FIELDS = ("name", "email", "organisation", "function")


@get("/activities/{activity_id:uuid}", name="activity")
async def show_activity(request: AnyRequest, visitor: Here, reads: Reads, activity_id: FromPath[UUID]) -> Response[str]:
    """Show an activity of the register, how one registers for it, and how many came by its attendance list."""
    content = await activity_page(reads, activity_id, face=visitor.face)
    return page(request, visitor, "activities/activity.html", content, **await _attendance(request, reads, content))


async def _attendance(request: AnyRequest, session: Any, of: ActivityPage) -> dict[str, Any]:
    registration = await registration_of(session, of.id)
    came = (await came_to(session, [of.id])).get(of.id)
    door = registration.opening.door(request.app.state.clock()) if registration else None
    return {"registration": registration, "door": door, "came": came, "dated": _entry(request, of, "sr-Cyrl") is not None}


def _entry(request: AnyRequest, of: ActivityPage, language: Language) -> Entry | None:
    """Make the entry of a calendar; None where no day is stated."""
    when = of.facts.when
    if when.precision not in (DatePrecision.DAY, DatePrecision.PERIOD) or when.starts_on is None or when.ends_on is None:
        return None
    starts: date | datetime = when.starts_on
    ends: date | datetime = when.ends_on + timedelta(days=1)
    if of.starts_time is not None:
        starts = datetime.combine(when.starts_on, of.starts_time, actions.ZONE)
        ends = datetime.combine(when.ends_on, of.ends_time, actions.ZONE) if of.ends_time else starts + timedelta(hours=1)
    return Entry(
        uid=f"activity-{of.id}@{request.app.state.settings.base_url.split('//')[-1].split('/')[0]}",
        sequence=of.revision,
        changed_at=of.created_at,
        starts=starts,
        ends=ends,
        zone=str(actions.ZONE),
        summary=activity_words(language, of.facts),
        description=of.agenda,
        address=link_to(request, f"/activities/{of.id}"),
        place="; ".join(filter(None, (place_words(language, of.facts), of.place))),
        categories=(),
        cancelled=False,
    )


@get("/activities/{activity_id:uuid}/calendar.ics", name="activity-calendar")
async def calendar(request: AnyRequest, visitor: Here, reads: Reads, activity_id: FromPath[UUID]) -> Response[Any]:
    """Send an activity as an entry of a calendar; raises NotFound("file-missing") where no day is stated."""
    of = await activity_page(reads, activity_id, face=visitor.face)
    entry = _entry(request, of, visitor.language)
    if entry is None:
        raise NotFound("file-missing")
    return sent(calendar_file(entry.summary, [entry], visitor.language).encode(), "aktivnost.ics", MEDIA_TYPE)


@get("/activities/{activity_id:uuid}/register", name="activity-register")
async def show_form(request: AnyRequest, visitor: Here, db: Db, activity_id: FromPath[UUID]) -> Response[str]:
    """Show the form for registering."""
    of = await activity_page(db, activity_id, face=visitor.face)
    typed = {"name": visitor.name, "email": visitor.email} if visitor.actor.person_id else {}
    return await _form(request, visitor, db, of, typed, {})


async def _form(
    request: AnyRequest, visitor: Visitor, db: Any, of: ActivityPage, typed: dict[str, str], errors: dict[str, str], status: int = 200
) -> Response[str]:
    more = await _attendance(request, db, of)
    if more["registration"] is None:
        raise NotFound("registration-none")
    return page(request, visitor, "attendance/register.html", of, status=status, typed=typed, errors=errors, **more)


@post("/activities/{activity_id:uuid}/register", name="activity-register-act")
async def register(request: AnyRequest, visitor: Here, form: Posted, db: Db, activity_id: FromPath[UUID]) -> Response[Any]:
    """Register; the answer is the same whether the address was registered before or not."""
    await count_apart(request, f"register:{address_of(request)}", most=60, seconds=3600)
    of = await activity_page(db, activity_id, face=visitor.face)
    typed = {name: form.text(name, limit=5000) for name in _FIELDS} | {"named": "1" if form.checked("named") else ""}
    wish = actions.Wish(*(typed[name] for name in _FIELDS), named=form.checked("named"), language=visitor.language)
    if "@" in wish.email:
        await count_apart(request, f"register:{wish.email.lower()}:{activity_id}", most=5, seconds=3600)
    try:
        async with db.begin_nested():
            await actions.register(db, request.app.state.clock(), activity_id, wish, _wording(request, of, visitor.language))
    except FieldErrors as refused:
        return await _form(request, visitor, db, of, typed, field_messages(visitor.language, refused.by_field), 422)
    except Conflict as refused:
        if refused.code not in ("registration-over", "registration-not-yet"):
            raise
        return await _form(request, visitor, db, of, typed, {}, 409)
    return Redirect(f"/activities/{activity_id}/registered", status_code=303)


def _wording(request: AnyRequest, of: ActivityPage, language: Language) -> mail.Wording:
    when = when_words(language, of.facts.when)
    when += f", {hour(of.starts_time, language)}" if of.starts_time else ""
    where = "; ".join(filter(None, (place_words(language, of.facts), of.place)))
    base = request.app.state.settings.base_url
    return mail.registered(
        language, activity_words(language, of.facts), "\n".join(filter(None, (when, where))), base, _address(request, of)
    )


def _address(request: AnyRequest, of: ActivityPage) -> str:
    return link_to(request, f"/activities/{of.id}")


@get("/activities/{activity_id:uuid}/registered", name="activity-registered")
async def show_done(request: AnyRequest, visitor: Here, db: Db, activity_id: FromPath[UUID]) -> Response[str]:
    """Tell that the letter was sent."""
    of = await activity_page(db, activity_id, face=visitor.face)
    return page(request, visitor, "attendance/registered.html", of, **await _attendance(request, db, of))


@get("/attending/{secret:str}", name="attending")
async def show_own(request: AnyRequest, visitor: Here, db: Db, secret: FromPath[str]) -> Response[str]:
    """Show a registration to whoever holds its link."""
    own = await own_registration(db, actions.digest_of(secret))
    of = await activity_page(db, own.activity_id, face=visitor.face, private=True)
    dated = _entry(request, of, visitor.language) is not None
    return page(request, visitor, "attendance/own.html", of, own=own, secret=secret, dated=dated)


@post("/attending/{secret:str}", name="attending-act")
async def cancel(request: AnyRequest, visitor: Here, db: Db, secret: FromPath[str]) -> Response[Any]:
    """Cancel a registration by its link; a second click finds it cancelled."""
    own = await own_registration(db, actions.digest_of(secret))
    of = await activity_page(db, own.activity_id, face=visitor.face, private=True)
    await actions.cancel(db, request.app.state.clock(), secret, lambda language: _wording(request, of, language_named(language)))
    return Redirect(f"/attending/{secret}", status_code=303)


HANDLERS = [show_activity, calendar, show_form, register, show_done, show_own, cancel]
