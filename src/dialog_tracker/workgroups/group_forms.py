"""Reading the desk's forms of working groups into the drafts of their actions, and showing what is kept as a form shows it."""

from typing import Any
from uuid import UUID

from dialog_tracker.domain.errors import Conflict, DialogError, FieldErrors, Malformed
from dialog_tracker.domain.vague_date import NOT_STATED, read_when, when_in_words
from dialog_tracker.domain.window import window_of_days
from dialog_tracker.domain.working_group import MOST_CRITERIA, OBJECTION_DAYS, Seat, check_criteria
from dialog_tracker.web.forms import Form, uuid_of
from dialog_tracker.web.messages import field_messages, message
from dialog_tracker.web.visitor import Visitor
from dialog_tracker.workgroups.actions import CallDraft, GroupDraft, MemberDraft, SessionDraft
from dialog_tracker.workgroups.queries import CallCard, GroupCard, SessionLine

Typed = dict[str, Any]
LEAST_ROWS = 4
GROUP_FIELDS = ("title", "title_en", "act_id", "basis", "decision", "decided_on", "seats", "coordinator", "email", "public")
CALL_FIELDS = ("opens_on", "last_on", "closing", "areas", "body", "objection_days")
MEMBER_FIELDS = ("name", "body", "seat", "is_cso", "deputy_of", "appointed_on", "decision")
SESSION_FIELDS = ("when", "starts_time", "place", "online", "agenda", "minutes", "minutes_link")


def typed_in(form: Form, names: tuple[str, ...]) -> Typed:
    """Keep a form as it was typed."""
    return {name: form.long_text(name) for name in names}


def refusals(visitor: Visitor, refused: DialogError, field: str) -> dict[str, str]:
    """Give the sentences of a refusal by the fields of the form; what names no field stands at `field`."""
    if isinstance(refused, FieldErrors):
        return field_messages(visitor.language, refused.by_field)
    named = field if isinstance(refused, Conflict) else str(refused.facts.get("field", field))
    return {named: message(visitor.language, refused.code, refused.facts)}


def read_group(form: Form) -> GroupDraft:
    """Read the form of a group; raises FieldErrors."""
    decided_on, seats = form.day("decided_on", required=False), form.whole("seats")
    form.check()
    texts = {name: form.long_text(name) for name in ("title", "title_en", "basis", "decision", "coordinator", "email")}
    act_id = uuid_of(form.text("act_id"))
    return GroupDraft(**texts, act_id=act_id, decided_on=decided_on, seats=seats or 0, public=form.checked("public"))


def shown_group(group: GroupCard) -> Typed:
    """Show a group as its form does."""
    values: Typed = {name: getattr(group, name) for name in ("title", "title_en", "basis", "decision", "coordinator", "email")}
    days = {"decided_on": group.decided_on.isoformat() if group.decided_on else "", "seats": str(group.seats)}
    return values | days | {"act_id": str(group.act_id or ""), "public": "yes" if group.public else ""}


def read_call(form: Form, zone: str) -> CallDraft:
    """Read the form of a call; raises FieldErrors with everything that is wrong, its criteria among it."""
    opens_on, last_on = form.day("opens_on"), form.day("last_on")
    closing, days = form.time_of_day("closing"), form.whole("objection_days")
    criteria: tuple[Any, ...] = ()
    try:
        criteria = check_criteria([(row["name"], row["most"]) for row in typed_criteria(form)])
    except FieldErrors as refused:
        form.errors |= refused.by_field
    form.check()
    assert opens_on is not None
    assert last_on is not None
    try:
        window = window_of_days(opens_on, last_on, closing, zone)
    except Malformed as refused:
        raise FieldErrors({"last_on": refused}) from None
    return CallDraft(window, criteria, days or 0, form.long_text("areas"), form.long_text("body"))


def typed_criteria(form: Form) -> list[Typed]:
    """Keep the rows of criteria as they were typed."""
    rows = range(MOST_CRITERIA + LEAST_ROWS)
    return [{"name": form.text(f"criterion-{at}"), "most": form.text(f"most-{at}")} for at in rows if f"criterion-{at}" in form.fields]


def rows_shown(rows: list[Typed]) -> list[Typed]:
    """Leave two empty rows below those that are filled in."""
    last = max((at for at, row in enumerate(rows, 1) if row["name"] or row["most"]), default=0)
    return rows[:last] + [{"name": "", "most": ""} for _ in range(max(2, LEAST_ROWS - last))]


def shown_call(call: CallCard | None) -> tuple[Typed, list[Typed]]:
    """Show a call as its form does, with its criteria; an empty form where there is none."""
    if call is None:
        return dict.fromkeys(CALL_FIELDS, "") | {"objection_days": str(OBJECTION_DAYS)}, []
    window = call.window
    closing = window.closing_time.strftime("%H.%M") if window.closing_time else ""
    days = {"opens_on": window.opens_on.isoformat(), "last_on": window.last_on.isoformat(), "closing": closing}
    rows = [{"name": one.name, "most": str(one.most)} for one in call.criteria]
    return days | {"areas": call.areas, "body": call.body, "objection_days": str(call.course.objection_days)}, rows


def read_member(form: Form) -> MemberDraft:
    """Read the form of a member; raises FieldErrors."""
    appointed_on, seat = form.day("appointed_on", required=False), form.choice("seat", Seat)
    form.check()
    texts = {name: form.long_text(name) for name in ("name", "body", "decision")}
    deputy_of = uuid_of(form.text("deputy_of"))
    return MemberDraft(**texts, seat=seat, is_cso=form.checked("is_cso"), deputy_of=deputy_of, appointed_on=appointed_on)


def read_session(form: Form) -> SessionDraft:
    """Read the form of a session; raises FieldErrors."""
    when = NOT_STATED
    try:
        when = read_when(form.text("when"))
    except Malformed as refused:
        form.errors["when"] = refused
    starts = form.time_of_day("starts_time")
    form.check()
    texts = {name: form.long_text(name) for name in ("place", "agenda", "minutes", "minutes_link")}
    return SessionDraft(when, starts, **texts, online=form.checked("online"), present=frozenset(present_in(form)))


def present_in(form: Form) -> list[UUID]:
    """Read who was ticked as present."""
    return [known for known in map(uuid_of, form.several("present")) if known is not None]


def shown_session(line: SessionLine) -> Typed:
    """Show a session as its form does."""
    texts: Typed = {name: getattr(line, name) for name in ("place", "agenda", "minutes", "minutes_link")}
    starts = line.starts_time.strftime("%H.%M") if line.starts_time else ""
    return texts | {"when": when_in_words(line.when), "starts_time": starts, "online": "yes" if line.online else ""}
