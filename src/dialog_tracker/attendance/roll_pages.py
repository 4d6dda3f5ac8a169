"""The attendance list on the desk: the registration is opened, who came is marked, and the list is printed."""

from datetime import datetime, time, timedelta
from typing import Any
from uuid import UUID

from litestar import Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery
from litestar.response import Redirect

from dialog_tracker.activities.register import ActivityPage, activity_page
from dialog_tracker.attendance import actions
from dialog_tracker.attendance.queries import AttendeeLine, attendees_of, registration_of
from dialog_tracker.domain.attendance import Opening, headcount, roll
from dialog_tracker.domain.errors import Conflict, FieldErrors, Malformed, NotFound
from dialog_tracker.domain.policy import Facts, Permission, require
from dialog_tracker.domain.script import Script
from dialog_tracker.domain.vague_date import DatePrecision
from dialog_tracker.office.attendance_file import attendance_file
from dialog_tracker.storage.transaction import Db
from dialog_tracker.web.downloads import sent
from dialog_tracker.web.formats import local_date
from dialog_tracker.web.forms import Form, new_form_key, uuid_of
from dialog_tracker.web.messages import field_messages
from dialog_tracker.web.visitor import AnyRequest, Visitor, page

Here = NamedDependency[Visitor]
Posted = NamedDependency[Form]
_WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
_HERE = "/desk/activities/{activity_id:uuid}/attendance"
_OPENING = ("opens_on", "opens_time", "closes_on", "closes_time", "seats", "note")
_DOOR = ("name", "email", "organisation", "function", "named")


async def _activity(visitor: Visitor, db: Any, activity_id: UUID) -> ActivityPage:
    of = await activity_page(db, activity_id, face=visitor.face, private=True)
    require(Permission.PROGRAMME_KEEP, visitor.actor, Facts(authority_id=of.authority_id))
    return of


@get(_HERE, name="attendance", permission=Permission.PROGRAMME_KEEP)
async def show_roll(request: AnyRequest, visitor: Here, db: Db, activity_id: FromPath[UUID]) -> Response[str]:
    """Show the registration of an activity and its attendance list."""
    return await _roll(request, visitor, db, await _activity(visitor, db, activity_id), {}, {})


async def _roll(
    request: AnyRequest, visitor: Visitor, db: Any, of: ActivityPage, typed: dict[str, str], errors: dict[str, str], status: int = 422
) -> Response[str]:
    lines, registration = await attendees_of(db, of.id), await registration_of(db, of.id)
    people = [line.person for line in lines]
    shown = _opening_typed(registration.opening, registration.note) if registration else _proposed(of)
    content = {
        "activity": of,
        "registration": registration,
        "door": registration.opening.door(request.app.state.clock()) if registration else None,
        "lines": lines,
        "counts": headcount(people),
        "roll": roll(people),
        "opening": shown | {name: said for name, said in typed.items() if name in _OPENING},
        "typed": typed,
        "key": typed.get("form_key") or new_form_key(),
        "dated": of.facts.when.precision in (DatePrecision.DAY, DatePrecision.PERIOD),
    }
    return page(request, visitor, "attendance/roll.html", content, status=status if errors else 200, errors=errors)


def _opening_typed(opening: Opening, note: str) -> dict[str, str]:
    """Print an opening as the form takes it; an end at midnight is the last minute of the day before."""
    opens, closes = opening.opens_at.astimezone(actions.ZONE), opening.closes_at.astimezone(actions.ZONE)
    said = {"opens_on": opens.date().isoformat(), "opens_time": f"{opens:%H.%M}" if opens.time() != time() else "", "closes_time": ""}
    if closes.time() == time():
        closes -= timedelta(days=1)
    else:
        said["closes_time"] = f"{closes:%H.%M}"
    return said | {"closes_on": closes.date().isoformat(), "seats": str(opening.seats or ""), "note": note}


def _proposed(of: ActivityPage) -> dict[str, str]:
    """Propose that registration ends with the day before the activity."""
    starts = of.facts.when.starts_on
    return dict.fromkeys(_OPENING, "") | ({"closes_on": (starts - timedelta(days=1)).isoformat()} if starts else {})


@post(_HERE, name="attendance-act", permission=Permission.PROGRAMME_KEEP)
async def act_on_roll(request: AnyRequest, visitor: Here, form: Posted, db: Db, activity_id: FromPath[UUID]) -> Response[Any]:
    """Open or change the registration, enter somebody at the door, mark who came, or take somebody off the list."""
    of, now = await _activity(visitor, db, activity_id), request.app.state.clock()
    typed = {name: form.text(name, limit=5000) for name in (*_OPENING, *_DOOR, "form_key")}
    try:
        async with db.begin_nested():
            await _done(visitor, form, db, of, now)
    except (FieldErrors, Malformed, Conflict) as refused:
        by_field = refused.by_field if isinstance(refused, FieldErrors) else {str(refused.facts.get("field", "act")): refused}
        status = 409 if isinstance(refused, Conflict) else 422
        return await _roll(request, visitor, db, of, typed, field_messages(visitor.language, by_field), status)
    return Redirect(f"/desk/activities/{activity_id}/attendance", status_code=303)


async def _done(visitor: Visitor, form: Form, db: Any, of: ActivityPage, now: datetime) -> None:
    match form.text("act"):
        case "opening":
            opening = _read_opening(form, now)
            form.check()
            await actions.open_registration(db, visitor.actor, now, of, opening, form.text("note", limit=5000))
        case "door":
            names = (form.text(name, limit=5000) for name in ("name", "email", "organisation", "function"))
            wish = actions.Wish(*names, named=form.checked("named"), language=visitor.language)
            await actions.enter_at_door(db, visitor.actor, now, of, wish, form.key())
        case "marks":
            ids = [uuid_of(one) for one in form.several("listed")]
            here = {uuid_of(one) for one in form.several("came")}
            await actions.mark_attendance(db, visitor.actor, now, of, {one: one in here for one in ids if one})
        case "drop":
            attendee_id = uuid_of(form.text("attendee"))
            if attendee_id is None:
                raise NotFound("attendee-unknown")
            await actions.drop_attendee(db, visitor.actor, now, of, attendee_id)
        case _:
            raise Malformed("choice-required", field="act")


def _read_opening(form: Form, now: datetime) -> Opening:
    """Read an opening; without a day it opens now, without an hour it closes with its last day."""
    opens_on, closes_on = form.day("opens_on", required=False), form.day("closes_on")
    opens_time, closes_time = form.time_of_day("opens_time"), form.time_of_day("closes_time")
    seats = form.whole("seats", least=1, required=False)
    opens_at = datetime.combine(opens_on, opens_time or time(), actions.ZONE) if opens_on else now
    last = closes_on or local_date(now)
    closes_at = datetime.combine(last, closes_time or time(), actions.ZONE)
    return Opening(opens_at, closes_at if closes_time else datetime.combine(last + timedelta(days=1), time(), actions.ZONE), seats)


@get("/desk/activities/{activity_id:uuid}/attendance.docx", name="attendance-file", permission=Permission.PROGRAMME_KEEP)
async def roll_file(
    request: AnyRequest, visitor: Here, db: Db, activity_id: FromPath[UUID], of: FromQuery[str | None] = None
) -> Response[Any]:
    """Send the list in Word: to be signed at the door (`of=door`), or of those who came, by organisation."""
    activity = await _activity(visitor, db, activity_id)
    lines: list[AttendeeLine] = await attendees_of(db, activity_id)
    script = Script.LATIN if visitor.latin else Script.CYRILLIC
    seated = [line.person for line in lines if not line.waits]
    signed = of == "door"
    made_on, english = local_date(request.app.state.clock()), visitor.language == "en"
    content = attendance_file(activity.facts, activity.authority, seated, script, made_on, signed=signed, english=english)
    return sent(content, "lista-za-potpis.docx" if signed else "prisutni.docx", _WORD)


HANDLERS = [show_roll, act_on_roll, roll_file]
