"""Commenting without an account: a name and an address, confirmed by a link; no password, no puzzle."""

from typing import Any

from litestar import Response, get, post
from litestar.di import NamedDependency

from dialog_tracker.accounts import actions, mail, queries, signin
from dialog_tracker.accounts.entrance import address_of, count_apart, link_to
from dialog_tracker.domain.email_address import check_email
from dialog_tracker.domain.errors import Malformed
from dialog_tracker.domain.task import LinkPurpose
from dialog_tracker.outbox.actions import write_letter
from dialog_tracker.storage.transaction import Db
from dialog_tracker.web.forms import Form
from dialog_tracker.web.messages import field_messages
from dialog_tracker.web.visitor import AnyRequest, Visitor, page

Here = NamedDependency[Visitor]
Posted = NamedDependency[Form]


@get("/guest", name="guest")
async def show(request: AnyRequest, visitor: Here) -> Response[str]:
    """Show the form for those who comment once and want no account."""
    return page(request, visitor, "accounts/guest.html", {"typed": {}, "errors": {}, "kept": bool(visitor.state.get("pending"))})


@post("/guest", name="guest-act")
async def enter(request: AnyRequest, visitor: Here, form: Posted, db: Db) -> Response[Any]:
    """Send the link by which a guest confirms the address and begins; whoever has an account gets a letter that says so.

    The answer is the same for every address.
    """
    now = request.app.state.clock()
    await count_apart(request, f"guest:{address_of(request)}", most=20, seconds=3600)
    typed = {name: form.text(name) for name in ("name", "email")}
    form.text("name", required=True, limit=200)
    try:
        email = check_email(typed["email"])
    except Malformed as refused:
        form.errors["email"] = refused
    if form.errors:
        content = {"typed": typed, "errors": field_messages(visitor.language, form.errors), "kept": bool(visitor.state.get("pending"))}
        return page(request, visitor, "accounts/guest.html", content, status=422)
    await count_apart(request, f"guest:{email}", most=5, seconds=3600)
    known = await queries.guest_by_email(db, email)
    if known is not None and known.has_account:
        letter = mail.already_registered(visitor.language, link_to(request, "/forgotten"))
        await write_letter(db, now, f"known:{email}:{now:%Y%m%d%H}", "known", email, visitor.language, letter)
    else:
        person_id = known.id if known else await actions.add_person(db, now, email=email, name=typed["name"])
        secret = await actions.make_link(db, now, LinkPurpose.CONFIRM, person_id=person_id)
        letter = mail.confirm(visitor.language, typed["name"], link_to(request, f"/confirm/{secret}"))
        await write_letter(db, now, f"guest:{signin.digest(secret)}", "confirm", email, visitor.language, letter, person_id=person_id)
    return page(request, visitor, "accounts/sent.html", {"what": "confirm", "email": email, "taken": ""})


HANDLERS = [show, enter]
