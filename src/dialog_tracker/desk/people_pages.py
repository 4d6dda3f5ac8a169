"""Pages on which officials keep contact points: all that ends, one authority's, the card, the handover."""

from typing import Any
from uuid import UUID

from litestar import Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath
from litestar.response import Redirect

from dialog_tracker.accounts import mail, signin
from dialog_tracker.contacts import actions, queries
from dialog_tracker.contacts.actions import ZONE, ContactDraft
from dialog_tracker.desk.handing_over import hand_over_everything, work_of
from dialog_tracker.directory.actions import change_authority
from dialog_tracker.directory.lists import territory_choices
from dialog_tracker.domain.act import AuthorityLevel
from dialog_tracker.domain.body import BodyKind
from dialog_tracker.domain.contact_point import Duty, outlook
from dialog_tracker.domain.errors import DialogError, FieldErrors, NotFound
from dialog_tracker.domain.organisation import check_website
from dialog_tracker.domain.policy import Facts, Permission, Role, allows, require
from dialog_tracker.domain.register_number import check_register_number
from dialog_tracker.domain.script import Face
from dialog_tracker.outbox.actions import write_letter
from dialog_tracker.storage.transaction import Db
from dialog_tracker.web.forms import Form, new_form_key
from dialog_tracker.web.messages import field_messages
from dialog_tracker.web.visitor import AnyRequest, Visitor, page

Here = NamedDependency[Visitor]
Posted = NamedDependency[Form]
_NAMES = ("name", "function", "email", "telephone", "begins_on", "last_on", "decision", "note")


@get("/desk/contacts", name="contacts")
async def show_contacts(request: AnyRequest, visitor: Here, db: Db) -> Response[Any]:
    """Show where a mandate ended or ends with nobody to follow: everywhere to who oversees, of their own authority to officials."""
    if visitor.actor.person_id is None:
        return Redirect("/sign-in?next_path=/desk/contacts", status_code=303)
    require(Permission.CONTACT_WATCH, visitor.actor)
    everywhere = visitor.actor.has(Role.ADMINISTRATOR) or visitor.actor.has(Role.OVERSEER)
    own = None if everywhere else visitor.actor.authority_ids
    day = request.app.state.clock().astimezone(ZONE).date()
    rows = await queries.vacancies(db, day, face=visitor.face, authority_ids=own)
    content = {"rows": rows, "everywhere": everywhere, "may_import": allows(Permission.DIRECTORY_IMPORT, visitor.actor)}
    return page(request, visitor, "desk/contacts.html", content)


@get("/desk/authority/{authority_id:uuid}/contacts", name="contacts-authority")
async def show_authority(request: AnyRequest, visitor: Here, db: Db, authority_id: FromPath[UUID]) -> Response[str]:
    """Show the contact points of an authority with their mandates, and the form to enter one."""
    _require_edit(visitor, authority_id)
    return await _authority_page(request, visitor, db, authority_id, {}, {})


def _require_edit(visitor: Visitor, authority_id: UUID) -> None:
    require(Permission.CONTACT_EDIT, visitor.actor, Facts(authority_id=authority_id))


async def _authority_page(
    request: AnyRequest, visitor: Visitor, db: Any, authority_id: UUID, typed: dict[str, str], errors: dict[str, str]
) -> Response[str]:
    lines, day = await queries.contacts_of(db, authority_id), request.app.state.clock().astimezone(ZONE).date()
    content = {
        "card": await queries.authority_page(db, authority_id, face=visitor.face),
        "lines": lines,
        "overlaps": queries.overlapping(lines, day),
        "outlook": outlook([line.term for line in lines], day),
        "today": day,
        "may_change_body": allows(Permission.DIRECTORY_EDIT, visitor.actor),
        "kinds": list(BodyKind),
        "levels": list(AuthorityLevel),
        "territories": await territory_choices(db, face=visitor.face),
        "duties": list(Duty),
        "form_key": new_form_key(),
        "typed": typed,
        "errors": errors,
    }
    return page(request, visitor, "desk/authority_contacts.html", content, status=422 if errors else 200)


@post("/desk/authority/{authority_id:uuid}/contacts", name="contact-enter", permission=Permission.CONTACT_EDIT)
async def enter(request: AnyRequest, visitor: Here, form: Posted, db: Db, authority_id: FromPath[UUID]) -> Response[Any]:
    """Enter a contact point."""
    _require_edit(visitor, authority_id)
    typed = {name: form.text(name) for name in (*_NAMES, "duty")}
    try:
        draft, key = _draft(form, form.choice("duty", Duty)), form.key()
        async with db.begin_nested():
            await actions.enter_contact(db, visitor.actor, request.app.state.clock(), authority_id, draft, key)
    except DialogError as refused:
        return await _authority_page(request, visitor, db, authority_id, typed, _messages(visitor, refused))
    return Redirect(f"/desk/authority/{authority_id}/contacts", status_code=303)


def _draft(form: Form, duty: Duty) -> ContactDraft:
    """Read the fields of a contact point; raises FieldErrors."""
    begins_on, last_on = form.day("begins_on", required=False), form.day("last_on", required=False)
    form.check()
    name, function, email, telephone = (form.text(field) for field in ("name", "function", "email", "telephone"))
    return ContactDraft(duty, name, function, email, telephone, begins_on, last_on, form.text("decision"))


def _messages(visitor: Visitor, refused: DialogError) -> dict[str, str]:
    by_field = refused.by_field if isinstance(refused, FieldErrors) else {str(refused.facts.get("field", "name")): refused}
    return field_messages(visitor.language, by_field)


@post("/desk/authority/{authority_id:uuid}/body", name="body-change", permission=Permission.DIRECTORY_EDIT)
async def change_body(request: AnyRequest, visitor: Here, form: Posted, db: Db, authority_id: FromPath[UUID]) -> Response[Any]:
    """Change what the directory says of an authority; its letterhead is kept on a page of its own."""
    require(Permission.DIRECTORY_EDIT, visitor.actor)
    await queries.authority_page(db, authority_id, face=Face.CYRILLIC)
    assert visitor.actor.person_id is not None
    texts: dict[str, Any] = {name: form.text(name) for name in ("name_en", "sender_name")}
    kind, level = form.choice("kind", BodyKind), form.choice("level", AuthorityLevel)
    try:
        number, website = check_register_number(form.text("register_number")), check_website(form.text("website"))
        form.check()
    except DialogError as refused:
        return await _authority_page(request, visitor, db, authority_id, {}, _messages(visitor, refused))
    columns = texts | {"kind": kind, "level": level, "territory_code": form.text("territory_code") or None}
    columns |= {"register_number": number, "website": website}
    await change_authority(db, request.app.state.clock(), authority_id, by=visitor.actor.person_id, **columns)
    return Redirect(f"/desk/authority/{authority_id}/contacts", status_code=303)


@get("/desk/contacts/{contact_id:uuid}", name="contact")
async def show_contact(request: AnyRequest, visitor: Here, db: Db, contact_id: FromPath[UUID]) -> Response[str]:
    """Show one contact point: the note that came with the duty, what the card shows, and the form to change it."""
    return await _contact_page(request, visitor, db, contact_id, {}, {})


async def _contact_page(
    request: AnyRequest, visitor: Visitor, db: Any, contact_id: UUID, typed: dict[str, str], errors: dict[str, str]
) -> Response[str]:
    line = await queries.contact_point(db, contact_id)
    facts = Facts(authority_id=line.authority_id, owner_id=line.owner_id)
    may_show, may_edit = (allows(p, visitor.actor, facts) for p in (Permission.CONTACT_SHOW, Permission.CONTACT_EDIT))
    if not (may_show or may_edit):
        raise NotFound("contact-unknown")
    content = {
        "line": line,
        "authority": await queries.authority_page(db, line.authority_id, face=visitor.face),
        "may_show": may_show,
        "may_edit": may_edit,
        "duties": list(Duty),
        "typed": _said(line) | typed,
        "errors": errors,
    }
    return page(request, visitor, "desk/contact.html", content, status=422 if errors else 200)


def _said(line: queries.ContactLine) -> dict[str, str]:
    days = {"begins_on": line.begins_on.isoformat() if line.begins_on else "", "last_on": line.last_on.isoformat() if line.last_on else ""}
    return {name: getattr(line, name) for name in ("name", "function", "email", "telephone", "decision", "duty")} | days


@post("/desk/contacts/{contact_id:uuid}", name="contact-change", permission=Permission.CONTACT_EDIT)
async def change(request: AnyRequest, visitor: Here, form: Posted, db: Db, contact_id: FromPath[UUID]) -> Response[Any]:
    """Change a contact point."""
    typed = {name: form.text(name) for name in (*_NAMES, "duty")}
    try:
        draft = _draft(form, form.choice("duty", Duty))
        async with db.begin_nested():
            line = await actions.change_contact(db, visitor.actor, request.app.state.clock(), contact_id, draft)
    except FieldErrors as refused:
        return await _contact_page(request, visitor, db, contact_id, typed, _messages(visitor, refused))
    return Redirect(f"/desk/authority/{line.authority_id}/contacts", status_code=303)


@post("/desk/contacts/{contact_id:uuid}/card", name="contact-card", permission=Permission.CONTACT_SHOW)
async def choose_card(request: AnyRequest, visitor: Here, form: Posted, db: Db, contact_id: FromPath[UUID]) -> Redirect:
    """Choose what the public card shows."""
    shown = {name: form.checked(f"shows_{name}") for name in ("name", "email", "telephone")}
    await actions.choose_card(db, visitor.actor, request.app.state.clock(), contact_id, **shown)
    return Redirect(f"/desk/contacts/{contact_id}", status_code=303)


@get("/desk/contacts/{contact_id:uuid}/hand-over", name="handover")
async def show_handover(request: AnyRequest, visitor: Here, db: Db, contact_id: FromPath[UUID]) -> Response[str]:
    """Show the form of a handover: who follows, from when, and what is in the hands of the authority."""
    return await _handover_page(request, visitor, db, contact_id, {}, {})


async def _handover_page(
    request: AnyRequest, visitor: Visitor, db: Any, contact_id: UUID, typed: dict[str, str], errors: dict[str, str]
) -> Response[str]:
    line = await queries.contact_point(db, contact_id)
    require(Permission.CONTACT_HAND_OVER, visitor.actor, Facts(authority_id=line.authority_id))
    content = {
        "line": line,
        "authority": await queries.authority_page(db, line.authority_id, face=visitor.face),
        "work": await work_of(db, request.app.state.clock(), line),
        "form_key": new_form_key(),
        "typed": {"function": line.function, "invite": "yes"} | typed,
        "errors": errors,
    }
    return page(request, visitor, "desk/handover.html", content, status=422 if errors else 200)


@post("/desk/contacts/{contact_id:uuid}/hand-over", name="handover-act", permission=Permission.CONTACT_HAND_OVER)
async def hand_over(request: AnyRequest, visitor: Here, form: Posted, db: Db, contact_id: FromPath[UUID]) -> Response[Any]:
    """Hand the duty over in one step; who has no account yet is invited by a letter."""
    now, note = request.app.state.clock(), form.long_text("note")
    typed = {name: form.text(name) for name in _NAMES if name != "note"} | {"note": note, "invite": form.text("invite")}
    try:
        draft, key = _draft(form, Duty.CONTACT_POINT), form.key()
        async with db.begin_nested():
            invite = form.checked("invite")
            done = await hand_over_everything(db, visitor.actor, now, contact_id, draft, note, key, invite=invite)
    except (FieldErrors, DialogError) as refused:
        if refused.code in ("contact-unknown", "is-administrator", "runs-consultations-of-authority"):
            raise
        return await _handover_page(request, visitor, db, contact_id, typed, _messages(visitor, refused))
    if done.invitation:
        link = f"{request.app.state.settings.base_url.rstrip('/')}/invitation/{done.invitation}"
        letter = mail.invite(visitor.language, visitor.name, link)
        address = draft.email.split(",")[0].strip().lower()
        await write_letter(db, now, f"invite:{signin.digest(done.invitation)}", "invite", address, visitor.language, letter)
    return Redirect(f"/desk/authority/{done.handover.authority_id}/contacts", status_code=303)


HANDLERS = [
    show_contacts,
    show_authority,
    enter,
    change_body,
    show_contact,
    change,
    choose_card,
    show_handover,
    hand_over,
]
