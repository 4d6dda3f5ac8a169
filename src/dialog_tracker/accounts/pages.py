"""Signing in and out, registering, invitations, forgotten passwords, and one's own account."""

from typing import Any

from litestar import Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery
from litestar.response import Redirect

from dialog_tracker.accounts import actions, mail, passwords, queries, signin
from dialog_tracker.accounts.entrance import address_of, count_apart, link_to, safe_path, start
from dialog_tracker.directory.actions import find_or_add_organisation
from dialog_tracker.directory.queries import organisations
from dialog_tracker.domain.email_address import check_email
from dialog_tracker.domain.errors import Conflict, DialogError, FieldErrors, Malformed, NotPermitted
from dialog_tracker.domain.policy import Facts, Held, Permission, Role, require
from dialog_tracker.domain.submission import SubmitterKind
from dialog_tracker.domain.task import LinkPurpose
from dialog_tracker.outbox.actions import write_letter
from dialog_tracker.storage.engine import transaction
from dialog_tracker.storage.transaction import Db
from dialog_tracker.web.forms import Form, new_form_key
from dialog_tracker.web.messages import field_messages, message
from dialog_tracker.web.sessions import SESSION_COOKIE, session_cookie
from dialog_tracker.web.visitor import AnyRequest, Visitor, language_of, page

Here = NamedDependency[Visitor]
Posted = NamedDependency[Form]


async def provide_visitor(request: AnyRequest) -> Visitor:
    """Find out who asks; without a cookie nothing is looked up, and no connection is held longer than the look takes.

    Who asks is kept with the request, so that an error is answered in the same face without a second look.
    """
    visitor = await _found_visitor(request)
    request.scope["state"]["visitor"] = visitor
    return visitor


async def _found_visitor(request: AnyRequest) -> Visitor:
    language = language_of(request)
    secret = request.cookies.get(SESSION_COOKIE)
    if not secret:
        return Visitor(language=language)
    digest = signin.digest(secret)
    async with request.app.state.reader.connect() as connection:
        known = await queries.session_of(connection, digest, request.app.state.clock())
    if known is None:
        return Visitor(language=language)
    return Visitor(known.actor, known.name, language, digest, known.state, known.email, known.organisations)


_MOST_KEPT = 300_000  # characters of a form that waits for a sign-in: two texts of the greatest length and some room


async def keep_forms_of_ended_sessions(request: AnyRequest) -> Response[Any] | None:
    """Keep what an official typed when the session ran out meanwhile, and lead to the sign-in; afterwards the form shows it again."""
    if request.method != "POST" or not request.scope["path"].startswith("/desk/"):
        return None
    visitor = await provide_visitor(request)
    path = request.scope["path"]
    if visitor.actor.person_id is not None:
        if visitor.kept_for(path) and visitor.session_digest:
            async with transaction(request.app.state.sessions) as session:
                await actions.keep_in_session(session, visitor.session_digest, {})
        return None
    await count_apart(request, f"kept:{address_of(request)}", most=60, seconds=3600)
    form = await request.form()
    fields = {name: value for name, value in form.items() if isinstance(value, str) and name not in {"_csrf_token", "form_key"}}
    if sum(map(len, fields.values())) > _MOST_KEPT:
        raise Malformed("upload-too-large")
    secret = await keep_and_rotate(request, visitor, {"pending": {"path": path, "fields": fields}})
    return Redirect(f"/sign-in?next_path={path}", status_code=303, cookies=[session_cookie(request, secret)])


async def keep_and_rotate(request: AnyRequest, visitor: Visitor, state: dict[str, Any]) -> str:
    """Keep something for somebody who is not signed in, in a session of its own; gives its secret."""
    now, hours = request.app.state.clock(), request.app.state.settings.session_hours
    async with transaction(request.app.state.sessions) as session:
        return await actions.start_session(session, now, hours=hours, person_id=None, state=state, old_digest=visitor.session_digest)


@get("/sign-in", name="sign-in")
async def show_sign_in(request: AnyRequest, visitor: Here, next_path: FromQuery[str | None] = None) -> Response[str]:
    """Show the form for signing in."""
    return page(
        request,
        visitor,
        "accounts/sign_in.html",
        {"email": "", "next": safe_path(next_path or "/"), "errors": {}, "kept": bool(visitor.state.get("pending"))},
    )


@post("/sign-in", name="sign-in-act")
async def sign_in(request: AnyRequest, visitor: Here, form: Posted, db: Db) -> Response[Any]:
    """Sign in; the session gets a new secret, and a form that waited for it is kept."""
    email, password, next_path = form.text("email"), form.long_text("password"), safe_path(form.text("next") or "/")
    now = request.app.state.clock()
    await count_apart(request, f"sign-in:{address_of(request)}", most=30, seconds=600)
    await count_apart(request, f"sign-in:{email.lower()[:200]}", most=10, seconds=600)
    try:
        person_id = await actions.check_credentials(db, email, password)
    except Malformed as refused:
        errors = {"email": message(visitor.language, refused.code, refused.facts)}
        return page(
            request, visitor, "accounts/sign_in.html", {"email": email, "next": next_path, "errors": errors, "kept": False}, status=422
        )
    return await start(request, visitor, db, person_id, now, next_path)


@post("/sign-out", name="sign-out")
async def sign_out(request: AnyRequest, visitor: Here, db: Db) -> Redirect:
    """End the session."""
    if visitor.session_digest and visitor.actor.person_id:
        await actions.end_session(db, request.app.state.clock(), visitor.session_digest, visitor.actor.person_id)
    return Redirect("/", status_code=303, cookies=[session_cookie(request, "")])


_REGISTRABLE = tuple(kind for kind in SubmitterKind if kind not in {SubmitterKind.AUTHORITY, SubmitterKind.INDIVIDUAL})


async def _register_page(
    request: AnyRequest, visitor: Visitor, db: Any, typed: dict[str, Any], errors: dict[str, str], status: int = 200
) -> Response[str]:
    listed = await organisations(db, latin=visitor.latin)
    content = {"typed": typed, "errors": errors, "organisations": listed, "kinds": _REGISTRABLE, "form_key": new_form_key()}
    return page(request, visitor, "accounts/register.html", content, status=status)


@get("/register", name="register")
async def show_register(request: AnyRequest, visitor: Here, db: Db) -> Response[str]:
    """Show the form for registering."""
    return await _register_page(request, visitor, db, {}, {})


@post("/register", name="register-act")
async def register(request: AnyRequest, visitor: Here, form: Posted, db: Db) -> Response[Any]:
    """Register a person, alone or for an organisation; an address that is known gets the same answer and a letter that says so."""
    now = request.app.state.clock()
    await count_apart(request, f"register:{address_of(request)}", most=20, seconds=3600)
    typed = {name: form.text(name) for name in ("name", "email", "organisation", "organisation_other", "kind")}
    form.text("name", required=True)
    organisation_name = typed["organisation_other"] or typed["organisation"]
    kind = form.choice("kind", SubmitterKind, SubmitterKind.ASSOCIATION)
    password = form.long_text("password")
    try:
        email = check_email(typed["email"])
    except Malformed as refused:
        form.errors["email"] = refused
    try:
        passwords.check_strength(password)
    except Malformed as refused:
        form.errors["password"] = refused
    if form.errors:
        return await _register_page(request, visitor, db, typed, field_messages(visitor.language, form.errors), 422)
    taken = False
    try:
        async with db.begin_nested():
            person_id = await actions.add_person(db, now, email=email, name=typed["name"], password=password)
            if organisation_name:
                organisation_id = await find_or_add_organisation(db, now, organisation_name, kind, person_id)
                taken = await queries.has_speakers(db, organisation_id, now)
                if not taken:  # the first to come coordinates; anybody later needs the coordinator's invitation
                    await actions.grant(db, now, person_id, Held(Role.CSO_COORDINATOR, organisation_id=organisation_id))
            secret = await actions.make_link(db, now, LinkPurpose.CONFIRM, person_id=person_id)
            letter = mail.confirm(visitor.language, typed["name"], link_to(request, f"/confirm/{secret}"))
            await write_letter(db, now, f"confirm:{person_id}", "confirm", email, visitor.language, letter, person_id=person_id)
    except Conflict:
        letter = mail.already_registered(visitor.language, link_to(request, "/forgotten"))
        await write_letter(db, now, f"known:{email}:{now:%Y%m%d%H}", "known", email, visitor.language, letter)
    return page(request, visitor, "accounts/sent.html", {"what": "confirm", "email": email, "taken": organisation_name if taken else ""})


@get("/confirm/{secret:str}", name="confirm")
async def show_confirm(request: AnyRequest, visitor: Here, secret: FromPath[str]) -> Response[str]:
    """Ask for one click: a link that acted by itself would be spent by a mail scanner."""
    return page(request, visitor, "accounts/confirm.html", {"secret": secret})


@post("/confirm/{secret:str}", name="confirm-act")
async def confirm(request: AnyRequest, visitor: Here, db: Db, secret: FromPath[str]) -> Response[Any]:
    """Confirm an address and sign in."""
    now = request.app.state.clock()
    person_id = await actions.confirm_email(db, now, secret)
    return await start(request, visitor, db, person_id, now, "/account")


@get("/forgotten", name="forgotten")
async def show_forgotten(request: AnyRequest, visitor: Here) -> Response[str]:
    """Show the form for a forgotten password."""
    return page(request, visitor, "accounts/forgotten.html", {"email": "", "errors": {}})


@post("/forgotten", name="forgotten-act")
async def forgotten(request: AnyRequest, visitor: Here, form: Posted, db: Db) -> Response[str]:
    """Send a link to set a new password; the answer is the same for an unknown address."""
    now = request.app.state.clock()
    typed = form.text("email")
    await count_apart(request, f"forgotten:{address_of(request)}", most=10, seconds=3600)
    await count_apart(request, f"forgotten:{typed.lower()[:200]}", most=3, seconds=3600)
    try:
        email = check_email(typed)
    except Malformed as refused:
        errors = {"email": message(visitor.language, refused.code, refused.facts)}
        return page(request, visitor, "accounts/forgotten.html", {"email": typed, "errors": errors}, status=422)
    person_id = await queries.person_by_email(db, email)
    if person_id is not None:
        secret = await actions.make_link(db, now, LinkPurpose.RESET, person_id=person_id)
        letter = mail.reset(visitor.language, link_to(request, f"/reset/{secret}"))
        await write_letter(db, now, f"reset:{signin.digest(secret)}", "reset", email, visitor.language, letter, person_id=person_id)
    return page(request, visitor, "accounts/sent.html", {"what": "reset", "email": email, "taken": ""})


@get("/reset/{secret:str}", name="reset")
async def show_reset(request: AnyRequest, visitor: Here, secret: FromPath[str]) -> Response[str]:
    """Show the form for a new password."""
    return page(request, visitor, "accounts/reset.html", {"secret": secret, "errors": {}})


@post("/reset/{secret:str}", name="reset-act")
async def reset(request: AnyRequest, visitor: Here, form: Posted, db: Db, secret: FromPath[str]) -> Response[Any]:
    """Set a new password, end all other sessions, and sign in."""
    now = request.app.state.clock()
    password = form.long_text("password")
    try:
        passwords.check_strength(password)
    except Malformed as refused:
        errors = {"password": message(visitor.language, refused.code, refused.facts)}
        return page(request, visitor, "accounts/reset.html", {"secret": secret, "errors": errors}, status=422)
    link = await actions.use_link(db, now, secret, LinkPurpose.RESET)
    assert link.person_id is not None
    await actions.set_password(db, now, link.person_id, password)
    return await start(request, visitor, db, link.person_id, now, "/account")


@get(["/invitation/{secret:str}", "/first/{secret:str}"], name="invitation")
async def show_invitation(request: AnyRequest, visitor: Here, secret: FromPath[str]) -> Response[str]:
    """Show the form with which an invited person makes an account."""
    first = request.scope["path"].startswith("/first/")
    return page(request, visitor, "accounts/invitation.html", {"secret": secret, "first": first, "typed": {}, "errors": {}})


@post(["/invitation/{secret:str}", "/first/{secret:str}"], name="invitation-act")
async def accept_invitation(request: AnyRequest, visitor: Here, form: Posted, db: Db, secret: FromPath[str]) -> Response[Any]:
    """Accept an invitation."""
    now = request.app.state.clock()
    first = request.scope["path"].startswith("/first/")
    typed = {"name": form.text("name", required=True), "email": form.text("email", required=first)}
    purpose = LinkPurpose.FIRST_ADMINISTRATOR if first else LinkPurpose.INVITE
    try:
        form.check()
        async with db.begin_nested():
            person_id = await actions.accept_invitation(
                db, now, secret, purpose, name=typed["name"], password=form.long_text("password"), email=typed["email"]
            )
    except DialogError as refused:
        errors = field_messages(visitor.language, refused.by_field if isinstance(refused, FieldErrors) else {"password": refused})
        content = {"secret": secret, "first": first, "typed": typed, "errors": errors}
        return page(request, visitor, "accounts/invitation.html", content, status=422)
    return await start(request, visitor, db, person_id, now, "/account")


@post("/invitations", name="invite", status_code=303)
async def invite(request: AnyRequest, visitor: Here, form: Posted, db: Db) -> Response[Any]:
    """Invite an official to an authority, or a colleague to one's organisation, by a link in a letter."""
    now = request.app.state.clock()
    role = form.choice("role", Role)
    body = form.text("body")
    form.check()
    email = check_email(form.text("email"))
    held = actions.held_from(
        {"role": role, ("organisation_id" if role in {Role.CSO_MEMBER, Role.CSO_COORDINATOR} else "authority_id"): body or None}
    )
    require_may_invite(visitor, held)
    await actions.count_try(db, now, f"invite:{visitor.actor.person_id}", most=30, seconds=3600)
    facts = {"role": role, "authority_id": str(held.authority_id or ""), "organisation_id": str(held.organisation_id or "")}
    secret = await actions.make_link(db, now, LinkPurpose.INVITE, email=email, facts=facts, by=visitor.actor.person_id)
    letter = mail.invite(visitor.language, visitor.name, link_to(request, f"/invitation/{secret}"))
    await write_letter(db, now, f"invite:{signin.digest(secret)}", "invite", email, visitor.language, letter)
    return Redirect("/account", status_code=303)


def require_may_invite(visitor: Visitor, held: Held) -> None:
    """Refuse an invitation to a role that the visitor may not give."""
    if held.organisation_id is not None:
        require(Permission.ORGANISATION_INVITE, visitor.actor, Facts(organisation_id=held.organisation_id))
    elif held.authority_id is not None:
        require(Permission.ACCOUNT_INVITE, visitor.actor, Facts(authority_id=held.authority_id))
    elif held.role in {Role.ADMINISTRATOR, Role.OVERSEER}:
        require(Permission.INSTALLATION_MANAGE, visitor.actor)
    else:
        raise NotPermitted("mandate-missing")


HANDLERS = [
    show_sign_in,
    sign_in,
    sign_out,
    show_register,
    register,
    show_confirm,
    confirm,
    show_forgotten,
    forgotten,
    show_reset,
    reset,
    show_invitation,
    accept_invitation,
    invite,
]
