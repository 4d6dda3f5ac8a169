"""Following by mail: the form, the confirmation, the page where one changes or stops it, and the one click of mail programs."""

from typing import Any
from urllib.parse import urlencode

from litestar import Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath
from litestar.response import Redirect
from litestar.status_codes import HTTP_200_OK

from dialog_tracker.accounts.entrance import address_of, count_apart, link_to
from dialog_tracker.accounts.queries import confirmed_address
from dialog_tracker.domain.email_address import check_email
from dialog_tracker.domain.errors import DialogError, Malformed, NotFound
from dialog_tracker.domain.notice import Followable, Held, Key, Rhythm, read_key, write_key
from dialog_tracker.notices import following, mail
from dialog_tracker.notices.queries import area_names
from dialog_tracker.outbox.actions import write_letter
from dialog_tracker.storage.transaction import Db, Reads
from dialog_tracker.web.forms import Form, uuid_of
from dialog_tracker.web.messages import field_messages
from dialog_tracker.web.visitor import AnyRequest, Visitor, page
from dialog_tracker.web.words import options_of

Here = NamedDependency[Visitor]
Posted = NamedDependency[Form]


def _what(typed: str) -> Followable:
    try:
        return Followable(typed or Followable.EVERYTHING)
    except ValueError:
        raise NotFound("page-unknown") from None


async def _target(visitor: Visitor, reads: Any, asked: dict[str, str]) -> following.Target:
    areas = dict(await area_names(reads, visitor.language))
    return await following.target_of(reads, _what(asked.get("what", "")), asked, areas, visitor.language)


@get("/follow/new", name="follow-new")
async def show(request: AnyRequest, visitor: Here, reads: Reads) -> Response[str]:
    """Show the form in which somebody asks for letters about one thing."""
    asked = dict(request.query_params)
    target = await _target(visitor, reads, asked)
    own = await confirmed_address(reads, visitor.actor.person_id)
    return _form_page(request, visitor, target, asked, {"email": own, "rhythm": Rhythm.DAILY}, {})


def _form_page(
    request: AnyRequest, visitor: Visitor, target: following.Target, asked: dict[str, str], typed: dict[str, str], errors: dict[str, str]
) -> Response[str]:
    kept = {name: value for name, value in asked.items() if name not in ("script", "after", "email", "rhythm", "_csrf_token")}
    content = {
        "target": target,
        "kept": kept,
        "query": urlencode(kept),
        "typed": typed,
        "errors": errors,
        "rhythms": options_of(visitor.language, "rhythm", [one.value for one in Rhythm]),
    }
    return page(request, visitor, "notices/follow_new.html", content, status=422 if errors else 200)


@post("/follow/new", name="follow-act")
async def ask(request: AnyRequest, visitor: Here, form: Posted, db: Db) -> Response[Any]:
    """Keep the wish and send the link that confirms it; the answer is the same for every address.

    Whoever is signed in under the same, confirmed address needs no link.
    """
    now, asked = request.app.state.clock(), {name: str(value) for name, value in form.fields.items()}
    await count_apart(request, f"follow:{address_of(request)}", most=20, seconds=3600)
    target = await _target(visitor, db, asked)
    typed = {name: form.text(name) for name in ("email", "rhythm")}
    rhythm = form.choice("rhythm", Rhythm)
    try:
        email = check_email(typed["email"])
    except Malformed as refused:
        form.errors["email"] = refused
    if form.errors:
        return _form_page(request, visitor, target, asked, typed, field_messages(visitor.language, form.errors))
    await count_apart(request, f"follow:{email}", most=20, seconds=3600)
    own = await confirmed_address(db, visitor.actor.person_id)
    made = await following.subscribe(db, now, email, visitor.language, target, rhythm, confirmed=email == own)
    if email == own:
        return Redirect(f"/following/{_key(request, Key.ALL, await following.confirm(db, now, made))}?begun=1", status_code=303)
    words = mail.confirm_following(
        visitor.language, target.name, target.what.value, link_to(request, f"/following/{_key(request, Key.CONFIRM, made)}")
    )
    await write_letter(db, now, f"follow:{made}:{now:%Y%m%d%H}", "confirm", email, visitor.language, words)
    return page(request, visitor, "accounts/sent.html", {"what": "follow", "email": email, "taken": ""})


def _key(request: AnyRequest, key: Key, of: Any) -> str:
    return write_key(request.app.state.secret, key, of)


def _held(request: AnyRequest, written: str) -> Held:
    return read_key(request.app.state.secret, written)


@get("/following/{secret:str}", name="following")
async def manage(request: AnyRequest, visitor: Here, reads: Reads, secret: FromPath[str]) -> Response[Any]:
    """Show what a key is for: a confirmation that waits for its button, or what an address follows."""
    held = _held(request, secret)
    if held.key is Key.CONFIRM:
        return page(
            request, visitor, "notices/confirm.html", {"key": secret, "thing": await following.asked_for(reads, held.id, visitor.language)}
        )
    if held.key is Key.STOP_ONE:
        return page(request, visitor, "notices/stop.html", {"key": secret})
    found = await following.following(reads, held.id, visitor.language)
    rhythms = options_of(visitor.language, "rhythm", [one.value for one in Rhythm])
    return page(
        request,
        visitor,
        "notices/following.html",
        {
            "following": found,
            "key": secret,
            "rhythms": rhythms,
            "begun": "begun" in request.query_params,
            "done": request.query_params.get("done", ""),
        },
    )


@post("/following/{secret:str}", name="following-act")
async def change(request: AnyRequest, form: Posted, db: Db, secret: FromPath[str]) -> Response[Any]:
    """Confirm, change how often, or stop one thing; done twice is done once."""
    held, now = _held(request, secret), request.app.state.clock()
    if held.key is Key.CONFIRM:
        owner = await following.confirm(db, now, held.id)
        return Redirect(f"/following/{_key(request, Key.ALL, owner)}?begun=1", status_code=303)
    if held.key is not Key.ALL:
        raise NotFound("link-spent")
    chosen = uuid_of(form.text("thing"))
    if chosen is not None and form.text("act") == "stop":
        await following.stop(db, held.id, chosen)
        return Redirect(f"/following/{secret}?done=stop", status_code=303)
    if chosen is not None:
        rhythm = form.choice("rhythm", Rhythm)
        if not form.errors:
            await following.change_rhythm(db, now, held.id, chosen, rhythm)
            return Redirect(f"/following/{secret}?done=change", status_code=303)
    return Redirect(f"/following/{secret}", status_code=303)


@post("/following/{secret:str}/stop", name="following-stop", status_code=HTTP_200_OK)
async def stop(request: AnyRequest, visitor: Here, db: Db, secret: FromPath[str]) -> Response[str]:
    """Stop at once, by the button of a page or by the one click of a mail program, which brings no cookie [RFC 8058]."""
    try:
        held = _held(request, secret)
        owner = held.id if held.key is Key.ALL else await following.follower_of(db, held.id)
        if owner is not None:
            await following.stop(db, owner, held.id if held.key is Key.STOP_ONE else None)
    except DialogError:
        raise NotFound("link-spent") from None
    return page(request, visitor, "notices/stopped.html", {})


@get("/following/{secret:str}/stop", name="following-stop-page")
async def stop_page(request: AnyRequest, visitor: Here, secret: FromPath[str]) -> Response[str]:
    """Show the button that stops; opening an address changes nothing, since programs open them too."""
    _held(request, secret)
    return page(request, visitor, "notices/stop.html", {"key": secret})


HANDLERS = [show, ask, manage, change, stop, stop_page]
