"""Pages of the desk on which a working group is formed: the group, its call, members, sessions, and its composition for a debate."""

from typing import Any
from uuid import UUID

from litestar import Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath
from litestar.response import Redirect

from dialog_tracker.consultations.details import change_details
from dialog_tracker.consultations.queries import facts_of
from dialog_tracker.directory.queries import authorities
from dialog_tracker.documents.queries import acts_of
from dialog_tracker.domain.errors import Conflict, DialogError, FieldErrors, Malformed, NotFound
from dialog_tracker.domain.policy import Facts, Permission, allows, require
from dialog_tracker.domain.reference import read_reference
from dialog_tracker.domain.working_group import CallStage, Seat
from dialog_tracker.storage.transaction import Db
from dialog_tracker.web.formats import local_date
from dialog_tracker.web.forms import Form, new_form_key
from dialog_tracker.web.messages import message
from dialog_tracker.web.visitor import AnyRequest, Visitor, page
from dialog_tracker.workgroups import actions, contest, group_forms, queries
from dialog_tracker.workgroups.group_forms import Typed

Here = NamedDependency[Visitor]
Posted = NamedDependency[Form]
_DESK = "/desk/working-groups"
_GROUP = _DESK + "/{group_id:uuid}"
_EDIT = Permission.WORKING_GROUP_EDIT


@get(_DESK, name="desk-groups", permission=Permission.DESK_READ)
async def show_groups(request: AnyRequest, visitor: Here, db: Db) -> Response[str]:
    """List the working groups of one's own authorities."""
    require(Permission.DESK_READ, visitor.actor)
    ids = visitor.actor.authority_ids
    content = {
        "rows": await queries.groups_of(db, ids, request.app.state.clock(), face=visitor.face),
        "authorities": [
            one for one in await authorities(db, ids, face=visitor.face) if allows(_EDIT, visitor.actor, Facts(authority_id=one.id))
        ],
    }
    return page(request, visitor, "workgroups/desk_groups.html", content)


@get(_DESK + "/new/{authority_id:uuid}", name="desk-group-new", permission=_EDIT)
async def new_group(request: AnyRequest, visitor: Here, db: Db, authority_id: FromPath[UUID]) -> Response[str]:
    """Show an empty form of a group."""
    require(_EDIT, visitor.actor, Facts(authority_id=authority_id))
    return await _group_page(request, visitor, db, authority_id, dict.fromkeys(group_forms.GROUP_FIELDS, "") | {"seats": "1"}, {}, None)


async def _group_page(
    request: AnyRequest,
    visitor: Visitor,
    db: Any,
    authority_id: UUID,
    typed: Typed,
    errors: dict[str, str],
    known: queries.GroupCard | None,
) -> Response[str]:
    content = {
        "address": request.scope["path"],
        "known": known,
        "acts": await acts_of(db, authority_id, latin=visitor.latin),
        "typed": typed,
        "errors": errors,
        "form_key": new_form_key(),
        "revision": known.revision if known else 0,
    }
    return page(request, visitor, "workgroups/group_form.html", content, status=422 if errors else 200)


@post(_DESK + "/new/{authority_id:uuid}", name="desk-group-new-act", permission=_EDIT)
async def enter_group(request: AnyRequest, visitor: Here, form: Posted, db: Db, authority_id: FromPath[UUID]) -> Response[Any]:
    """Enter a group."""
    require(_EDIT, visitor.actor, Facts(authority_id=authority_id))
    try:
        draft = group_forms.read_group(form)
        async with db.begin_nested():
            made = await actions.enter_group(db, visitor.actor, request.app.state.clock(), authority_id, draft, form.key())
    except Malformed as refused:
        typed = group_forms.typed_in(form, group_forms.GROUP_FIELDS)
        return await _group_page(request, visitor, db, authority_id, typed, group_forms.refusals(visitor, refused, "title"), None)
    return Redirect(f"{_DESK}/{made}", status_code=303)


@get(_GROUP + "/edit", name="desk-group-edit", permission=_EDIT)
async def edit_group(request: AnyRequest, visitor: Here, db: Db, group_id: FromPath[UUID]) -> Response[str]:
    """Show a group to be changed."""
    group = await actions.editable(db, visitor.actor, group_id)
    return await _group_page(request, visitor, db, group.authority_id, group_forms.shown_group(group), {}, group)


@post(_GROUP + "/edit", name="desk-group-edit-act", permission=_EDIT)
async def change_group(request: AnyRequest, visitor: Here, form: Posted, db: Db, group_id: FromPath[UUID]) -> Response[Any]:
    """Change a group; of two who change it at once the second sees what the first left."""
    group = await actions.editable(db, visitor.actor, group_id)
    try:
        draft, revision = group_forms.read_group(form), form.whole("revision", required=False) or 0
        async with db.begin_nested():
            await actions.change_group(db, visitor.actor, request.app.state.clock(), group_id, draft, revision)
    except (Malformed, Conflict) as refused:
        typed = group_forms.typed_in(form, group_forms.GROUP_FIELDS)
        return await _group_page(request, visitor, db, group.authority_id, typed, group_forms.refusals(visitor, refused, "title"), group)
    return Redirect(f"{_DESK}/{group_id}", status_code=303)


@get(_GROUP, name="desk-group", permission=Permission.WORKING_GROUP_SCORE)
async def show_group(request: AnyRequest, visitor: Here, db: Db, group_id: FromPath[UUID]) -> Response[str]:
    """Show a group with its call, members and sessions, and what can be done next."""
    return await _desk_page(request, visitor, db, group_id, {}, {})


async def _desk_page(request: AnyRequest, visitor: Visitor, db: Any, group_id: UUID, typed: Typed, errors: dict[str, str]) -> Response[str]:
    group = await queries.group_card(db, group_id, face=visitor.face, private=True)
    facts = Facts(authority_id=group.authority_id)
    require(Permission.WORKING_GROUP_SCORE, visitor.actor, facts)
    call, now = await queries.call_of(db, group_id), request.app.state.clock()
    members, today = await queries.members_of(db, group_id), local_date(now, group.time_zone)
    may_compose = allows(Permission.CONSULTATION_OPEN, visitor.actor, facts)
    content = {
        "group": group,
        "call": call,
        "stage": call.course.stage(now).value if call else "",
        "nominations": len([one for one in await contest.nominations_of(db, call.id) if one.withdrawn_at is None]) if call else 0,
        "members": members,
        "sitting": {one.id for one in members if one.sits(today)},
        "share": queries.share_of(members, today),
        "sessions": await queries.sessions_of(db, group_id),
        "seats": list(Seat),
        "may_edit": allows(_EDIT, visitor.actor, facts),
        "debates": await queries.debates_of(db, group.act_id) if group.act_id and may_compose else [],
        "composition": await actions.composition_of(db, group, today),
        "today": today,
        "typed": {"seat": Seat.MEMBER.value, "appointed_on": today.isoformat(), "decision": group.decision} | typed,
        "errors": errors,
        "form_key": new_form_key(),
    }
    return page(request, visitor, "workgroups/desk_group.html", content, status=422 if errors else 200)


@get(_GROUP + "/call", name="desk-call", permission=_EDIT)
async def show_call(request: AnyRequest, visitor: Here, db: Db, group_id: FromPath[UUID]) -> Response[str]:
    """Show the form of a call: the one that is announced, or a new one."""
    await actions.editable(db, visitor.actor, group_id)
    typed, rows = group_forms.shown_call(await actions.running_call(db, group_id))
    return await _call_page(request, visitor, db, group_id, typed, rows, {})


async def _call_page(
    request: AnyRequest, visitor: Visitor, db: Any, group_id: UUID, typed: Typed, rows: list[Typed], errors: dict[str, str]
) -> Response[str]:
    call, now = await actions.running_call(db, group_id), request.app.state.clock()
    content = {
        "group": await queries.group_card(db, group_id, face=visitor.face, private=True),
        "call": call,
        "may_change": call is None or call.course.stage(now) is CallStage.ANNOUNCED,
        "typed": typed,
        "rows": group_forms.rows_shown(rows),
        "errors": errors,
        "form_key": new_form_key(),
    }
    return page(request, visitor, "workgroups/call_form.html", content, status=422 if errors else 200)


@post(_GROUP + "/call", name="desk-call-act", permission=_EDIT)
async def keep_call(request: AnyRequest, visitor: Here, form: Posted, db: Db, group_id: FromPath[UUID]) -> Response[Any]:
    """Announce a call, change one that has not opened, or withdraw it with a reason."""
    group, now = await actions.editable(db, visitor.actor, group_id), request.app.state.clock()
    typed, rows = group_forms.typed_in(form, group_forms.CALL_FIELDS), group_forms.typed_criteria(form)
    revision = form.whole("revision", required=False) or 0
    try:
        async with db.begin_nested():
            if form.text("what") == "withdraw":
                typed, rows = group_forms.shown_call(await actions.running_call(db, group_id))
                await actions.withdraw_call(db, visitor.actor, now, group_id, form.long_text("withdrawn_reason"))
            elif revision:
                await actions.change_call(db, visitor.actor, now, group_id, group_forms.read_call(form, group.time_zone), revision)
            else:
                await actions.announce_call(db, visitor.actor, now, group_id, group_forms.read_call(form, group.time_zone), form.key())
    except (Malformed, Conflict) as refused:
        return await _call_page(request, visitor, db, group_id, typed, rows, group_forms.refusals(visitor, refused, "opens_on"))
    return Redirect(f"{_DESK}/{group_id}", status_code=303)


@post(_GROUP + "/members", name="desk-member-add", permission=_EDIT)
async def add_member(request: AnyRequest, visitor: Here, form: Posted, db: Db, group_id: FromPath[UUID]) -> Response[Any]:
    """Enter somebody into a group."""
    try:
        draft = group_forms.read_member(form)
        async with db.begin_nested():
            await actions.add_member(db, visitor.actor, request.app.state.clock(), group_id, draft, form.key())
    except Malformed as refused:
        typed = group_forms.typed_in(form, group_forms.MEMBER_FIELDS)
        return await _desk_page(request, visitor, db, group_id, typed, group_forms.refusals(visitor, refused, "name"))
    return Redirect(f"{_DESK}/{group_id}#members", status_code=303)


@post(_GROUP + "/members/{member_id:uuid}", name="desk-member-end", permission=_EDIT)
async def end_member(
    request: AnyRequest, visitor: Here, form: Posted, db: Db, group_id: FromPath[UUID], member_id: FromPath[UUID]
) -> Response[Any]:
    """End somebody's place in a group."""
    ended_on = form.day("ended_on")
    try:
        form.check()
        assert ended_on is not None
        async with db.begin_nested():
            await actions.end_member(db, visitor.actor, request.app.state.clock(), group_id, member_id, ended_on)
    except Malformed as refused:
        wrong = group_forms.refusals(visitor, refused, "ended_on")
        return await _desk_page(request, visitor, db, group_id, {}, {f"ended-{member_id}": wrong["ended_on"]})
    return Redirect(f"{_DESK}/{group_id}#members", status_code=303)


@get(_GROUP + "/sessions/new", name="desk-session-new", permission=_EDIT)
async def new_session(request: AnyRequest, visitor: Here, db: Db, group_id: FromPath[UUID]) -> Response[str]:
    """Show an empty form of a session."""
    await actions.editable(db, visitor.actor, group_id)
    return await _session_page(request, visitor, db, group_id, None, dict.fromkeys(group_forms.SESSION_FIELDS, ""), [], {})


async def _session_page(
    request: AnyRequest,
    visitor: Visitor,
    db: Any,
    group_id: UUID,
    line: queries.SessionLine | None,
    typed: Typed,
    present: list[UUID],
    errors: dict[str, str],
) -> Response[str]:
    content = {
        "address": request.scope["path"],
        "group": await queries.group_card(db, group_id, face=visitor.face, private=True),
        "known": line,
        "members": await queries.members_of(db, group_id),
        "present": present,
        "typed": typed,
        "errors": errors,
        "form_key": new_form_key(),
    }
    return page(request, visitor, "workgroups/session_form.html", content, status=422 if errors else 200)


async def _known_session(db: Any, group_id: UUID, session_id: UUID) -> queries.SessionLine:
    found = [one for one in await queries.sessions_of(db, group_id) if one.id == session_id]
    if not found:
        raise NotFound("session-unknown")
    return found[0]


@post(_GROUP + "/sessions/new", name="desk-session-new-act", permission=_EDIT)
async def log_session(request: AnyRequest, visitor: Here, form: Posted, db: Db, group_id: FromPath[UUID]) -> Response[Any]:
    """Log a session."""
    await actions.editable(db, visitor.actor, group_id)
    try:
        draft = group_forms.read_session(form)
        async with db.begin_nested():
            await actions.log_session(db, visitor.actor, request.app.state.clock(), group_id, draft, form.key())
    except Malformed as refused:
        typed, errors = group_forms.typed_in(form, group_forms.SESSION_FIELDS), group_forms.refusals(visitor, refused, "when")
        return await _session_page(request, visitor, db, group_id, None, typed, group_forms.present_in(form), errors)
    return Redirect(f"{_DESK}/{group_id}#sessions", status_code=303)


@get(_GROUP + "/sessions/{session_id:uuid}", name="desk-session", permission=_EDIT)
async def edit_session(request: AnyRequest, visitor: Here, db: Db, group_id: FromPath[UUID], session_id: FromPath[UUID]) -> Response[str]:
    """Show a session to be changed."""
    await actions.editable(db, visitor.actor, group_id)
    line = await _known_session(db, group_id, session_id)
    return await _session_page(request, visitor, db, group_id, line, group_forms.shown_session(line), list(line.present), {})


@post(_GROUP + "/sessions/{session_id:uuid}", name="desk-session-act", permission=_EDIT)
async def change_session(
    request: AnyRequest, visitor: Here, form: Posted, db: Db, group_id: FromPath[UUID], session_id: FromPath[UUID]
) -> Response[Any]:
    """Change a session, or write its minutes."""
    await actions.editable(db, visitor.actor, group_id)
    line = await _known_session(db, group_id, session_id)
    try:
        draft, revision = group_forms.read_session(form), form.whole("revision", required=False) or 0
        async with db.begin_nested():
            await actions.change_session(db, visitor.actor, request.app.state.clock(), group_id, session_id, draft, revision)
    except (Malformed, Conflict) as refused:
        typed, errors = group_forms.typed_in(form, group_forms.SESSION_FIELDS), group_forms.refusals(visitor, refused, "when")
        return await _session_page(request, visitor, db, group_id, line, typed, group_forms.present_in(form), errors)
    return Redirect(f"{_DESK}/{group_id}#sessions", status_code=303)


@post(_GROUP + "/composition", name="desk-composition", permission=Permission.CONSULTATION_OPEN)
async def put_composition(request: AnyRequest, visitor: Here, form: Posted, db: Db, group_id: FromPath[UUID]) -> Response[Any]:
    """Put the composition of a group into the call of a consultation on the same act."""
    now = request.app.state.clock()
    group = await queries.group_card(db, group_id, private=True)
    require(Permission.CONSULTATION_OPEN, visitor.actor, Facts(authority_id=group.authority_id))
    reference = read_reference(form.text("reference"))
    facts = await facts_of(db, reference, now)
    if facts.act_id != group.act_id:
        raise NotFound("consultation-unknown")
    words = await actions.composition_of(db, group, local_date(now, group.time_zone))
    try:
        if not words:
            raise Malformed("member-missing", field="composition")
        async with db.begin_nested():
            await change_details(db, visitor.actor, now, reference, {"working_group": words})
    except DialogError as refused:
        wrong = next(iter(refused.by_field.values())) if isinstance(refused, FieldErrors) else refused
        return await _desk_page(request, visitor, db, group_id, {}, {"composition": message(visitor.language, wrong.code, wrong.facts)})
    return Redirect(f"/desk/c/{reference}/details", status_code=303)


HANDLERS = [
    show_groups,
    new_group,
    enter_group,
    edit_group,
    change_group,
    show_group,
    show_call,
    keep_call,
    add_member,
    end_member,
    new_session,
    log_session,
    edit_session,
    change_session,
    put_composition,
]
