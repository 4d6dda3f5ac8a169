"""One's own data, to read and to take away; erasing oneself; and the same for officials and the administrator."""

from datetime import datetime
from typing import Any

import msgspec
from litestar import Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath
from litestar.response import Redirect

from dialog_tracker.accounts import mail
from dialog_tracker.accounts.actions import check_credentials, make_link, use_link
from dialog_tracker.accounts.entrance import count_apart, link_to
from dialog_tracker.accounts.queries import has_password
from dialog_tracker.consultations.queries import Facts, facts_of
from dialog_tracker.desk import erasure, requests
from dialog_tracker.desk.own_data import everything_of
from dialog_tracker.domain.erasure import waits_for_administrator
from dialog_tracker.domain.errors import Conflict, Malformed, NotFound
from dialog_tracker.domain.policy import Permission, require
from dialog_tracker.domain.reference import read_reference, read_submission_number
from dialog_tracker.domain.task import LinkPurpose
from dialog_tracker.outbox.actions import write_letter
from dialog_tracker.storage.transaction import Db
from dialog_tracker.web.downloads import sent
from dialog_tracker.web.forms import Form, uuid_of
from dialog_tracker.web.messages import field_messages
from dialog_tracker.web.sessions import session_cookie
from dialog_tracker.web.visitor import AnyRequest, Visitor, page

Here = NamedDependency[Visitor]
Posted = NamedDependency[Form]


def _to_sign_in(path: str) -> Redirect:
    return Redirect(f"/sign-in?next_path={path}", status_code=303)


@get("/account/data", name="own-data")
async def own_data(request: AnyRequest, visitor: Here, db: Db) -> Response[Any]:
    """Show everything that is kept of whoever is signed in."""
    if visitor.actor.person_id is None:
        return _to_sign_in("/account/data")
    content = await everything_of(db, visitor.email, request.app.state.clock())
    return page(request, visitor, "accounts/own_data.html", content)


@get("/account/data.json", name="own-data-file")
async def own_data_file(request: AnyRequest, visitor: Here, db: Db) -> Response[Any]:
    """Give the same as one file of JSON."""
    if visitor.actor.person_id is None:
        return _to_sign_in("/account/data")
    content = await everything_of(db, visitor.email, request.app.state.clock())
    return sent(msgspec.json.format(msgspec.json.encode(content), indent=1), "moji-podaci.json", "application/json")


async def _erase_page(request: AnyRequest, visitor: Visitor, db: Any, errors: dict[str, str]) -> Response[str]:
    assert visitor.actor.person_id is not None
    content = {
        "by_password": await has_password(db, visitor.actor.person_id),
        "waits": waits_for_administrator(visitor.actor),
        "request": await requests.newest_request(db, visitor.actor.person_id),
        "email": visitor.email,
        "errors": errors,
    }
    return page(request, visitor, "accounts/erase.html", content, status=422 if errors else 200)


@get("/account/erase", name="erase")
async def show_erase(request: AnyRequest, visitor: Here, db: Db) -> Response[Any]:
    """Say what goes and what stays, and ask for the password or offer a link by mail."""
    if visitor.actor.person_id is None:
        return _to_sign_in("/account/erase")
    return await _erase_page(request, visitor, db, {})


@post("/account/erase", name="erase-act")
async def erase(request: AnyRequest, visitor: Here, form: Posted, db: Db) -> Response[Any]:
    """Erase oneself by the password; whoever has none gets a link by mail, which does it."""
    person_id, now = visitor.actor.person_id, request.app.state.clock()
    if person_id is None:
        return _to_sign_in("/account/erase")
    await count_apart(request, f"erase:{person_id}", most=10, seconds=3600)
    if not await has_password(db, person_id):
        secret = await make_link(db, now, LinkPurpose.ERASE, person_id=person_id)
        letter = mail.erase(visitor.language, visitor.name, link_to(request, f"/erase/{secret}"))
        await write_letter(
            db, now, f"erase:{person_id}:{now:%Y%m%d%H%M%S}", "erase", visitor.email, visitor.language, letter, person_id=person_id
        )
        return page(request, visitor, "accounts/sent.html", {"what": "erase", "email": visitor.email, "taken": ""})
    try:
        await check_credentials(db, visitor.email, form.long_text("password"))
    except Malformed:
        return await _erase_page(request, visitor, db, field_messages(visitor.language, {"password": Malformed("own-password-wrong")}))
    return await _erased(request, visitor, db, person_id, now)


@get("/erase/{secret:str}", name="erase-link")
async def show_erase_link(request: AnyRequest, visitor: Here, secret: FromPath[str]) -> Response[str]:
    """Ask for one click: a link that acted by itself would be spent by a mail scanner."""
    return page(request, visitor, "accounts/erase_confirm.html", {"secret": secret})


@post("/erase/{secret:str}", name="erase-link-act")
async def erase_by_link(request: AnyRequest, visitor: Here, db: Db, secret: FromPath[str]) -> Response[Any]:
    """Erase whoever the link was mailed to."""
    now = request.app.state.clock()
    link = await use_link(db, now, secret, LinkPurpose.ERASE)
    return await _erased(request, visitor, db, link.person_id, now)


async def _erased(request: AnyRequest, visitor: Visitor, db: Any, person_id: Any, now: datetime) -> Response[Any]:
    """Nobody is signed in any more once the account is gone."""
    if not await requests.ask_erasure(db, now, person_id):
        return Redirect("/account/erase", status_code=303)
    shown = page(request, Visitor(language=visitor.language), "accounts/erased.html", {})
    shown.cookies.append(session_cookie(request, ""))
    return shown


async def _requests_page(request: AnyRequest, visitor: Visitor, db: Any, typed: dict[str, str], errors: dict[str, str]) -> Response[str]:
    content = {"rows": await requests.waiting_requests(db, request.app.state.clock()), "typed": typed, "errors": errors}
    return page(request, visitor, "desk/erasures.html", content, status=422 if errors else 200)


@get("/admin/erasures", name="erasures")
async def show_requests(request: AnyRequest, visitor: Here, db: Db) -> Response[str]:
    """Show the requests for erasure that wait for a decision."""
    require(Permission.INSTALLATION_MANAGE, visitor.actor)
    return await _requests_page(request, visitor, db, {}, {})


@post("/admin/erasures", name="erasure-decide", permission=Permission.INSTALLATION_MANAGE)
async def decide(request: AnyRequest, visitor: Here, form: Posted, db: Db) -> Response[Any]:
    """Erase a person who asked for it, or refuse with a reason."""
    require(Permission.INSTALLATION_MANAGE, visitor.actor)
    now, request_id = request.app.state.clock(), uuid_of(form.text("request"))
    if request_id is None:
        raise NotFound("request-unknown")
    field = f"reason-{request_id}"
    typed = {field: form.long_text(field)}
    try:
        async with db.begin_nested():
            if form.text("act") == "refuse":
                await requests.refuse_erasure(db, visitor.actor, now, request_id, typed[field])
            else:
                await requests.grant_erasure(db, visitor.actor, now, request_id)
    except (Malformed, Conflict) as refused:
        return await _requests_page(request, visitor, db, typed, field_messages(visitor.language, {field: refused}))
    return Redirect("/admin/erasures", status_code=303)


async def _facts(request: AnyRequest, visitor: Visitor, db: Any, reference: str) -> Facts:
    facts = await facts_of(db, read_reference(reference), request.app.state.clock())
    require(Permission.COMMENT_MODERATE, visitor.actor, facts.policy)
    return facts


def _behind_page(request: AnyRequest, visitor: Visitor, reference: str, typed: str, errors: dict[str, str]) -> Response[str]:
    content = {"reference": reference, "typed": typed, "errors": errors}
    return page(request, visitor, "desk/erase.html", content, status=422 if errors else 200)


@get("/desk/c/{reference:str}/erase", name="erase-behind")
async def show_behind(request: AnyRequest, visitor: Here, db: Db, reference: FromPath[str]) -> Response[str]:
    """Show the form by which an official erases the person behind a submission."""
    return _behind_page(request, visitor, (await _facts(request, visitor, db, reference)).reference, "", {})


@post("/desk/c/{reference:str}/erase", name="erase-behind-act", permission=Permission.COMMENT_MODERATE)
async def erase_behind(request: AnyRequest, visitor: Here, form: Posted, db: Db, reference: FromPath[str]) -> Response[Any]:
    """Erase the person behind a submission, with the files that are not public."""
    facts, typed = await _facts(request, visitor, db, reference), form.text("submission")
    try:
        number = _own(typed, facts)
        async with db.begin_nested():
            await erasure.erase_behind(db, visitor.actor, request.app.state.clock(), number)
    except (Malformed, NotFound) as refused:
        errors = field_messages(visitor.language, {"submission": refused})
        return _behind_page(request, visitor, facts.reference, typed, errors)
    return Redirect(f"/k/{number}", status_code=303)


def _own(typed: str, facts: Facts) -> str:
    """A number of another consultation is none here."""
    number = read_submission_number(typed)
    if not number.startswith(f"{facts.reference}-"):
        raise NotFound("submission-unknown")
    return number


HANDLERS = [
    own_data,
    own_data_file,
    show_erase,
    erase,
    show_erase_link,
    erase_by_link,
    show_requests,
    decide,
    show_behind,
    erase_behind,
]
