"""The desk's page for programs of others: tokens, webhooks, and the messages that could not be delivered."""

from typing import Any
from uuid import UUID

from litestar import Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath
from litestar.response import Redirect

from dialog_tracker.directory.queries import authority
from dialog_tracker.domain.api_access import MOST_DAYS, Scope
from dialog_tracker.domain.errors import FieldErrors, Malformed
from dialog_tracker.domain.policy import Facts, Permission, require
from dialog_tracker.opendata import hooks, tokens
from dialog_tracker.storage.transaction import Db
from dialog_tracker.web.forms import Form
from dialog_tracker.web.messages import field_messages
from dialog_tracker.web.visitor import AnyRequest, Visitor, page

Here = NamedDependency[Visitor]
Posted = NamedDependency[Form]
_DAYS = (30, 90, 365, MOST_DAYS)
_HOME = "/desk/authority/{authority_id:uuid}/programs"


async def _programs(request: AnyRequest, visitor: Visitor, db: Any, authority_id: UUID, **more: Any) -> Response[str]:
    now = request.app.state.clock()
    content = {
        "authority": await authority(db, authority_id, face=visitor.face),
        "tokens": await tokens.tokens_of(db, authority_id),
        "webhooks": await hooks.webhooks_of(db, authority_id),
        "deliveries": await hooks.deliveries_of(db, authority_id),
        "scopes": list(Scope),
        "events": list(hooks.EVENTS),
        "days": _DAYS,
        "now": now,
        "typed": {},
        "chosen": [],
        "errors": {},
        "secret": "",
        "signing": "",
    } | more
    return page(request, visitor, "opendata/programs.html", content, status=422 if content["errors"] else 200)


@get(_HOME, name="programs")
async def show_programs(request: AnyRequest, visitor: Here, db: Db, authority_id: FromPath[UUID]) -> Response[str]:
    """Show the tokens and webhooks of an authority."""
    require(Permission.API_MANAGE, visitor.actor, Facts(authority_id=authority_id))
    return await _programs(request, visitor, db, authority_id)


@post(f"{_HOME}/tokens", name="token-make", permission=Permission.API_MANAGE, status_code=200)
async def make_token(request: AnyRequest, visitor: Here, form: Posted, db: Db, authority_id: FromPath[UUID]) -> Response[str]:
    """Make a token and show its secret, this once."""
    require(Permission.API_MANAGE, visitor.actor, Facts(authority_id=authority_id))
    name, days, scopes = form.text("name", required=True, limit=100), form.whole("days", least=1), form.several("scopes")
    typed = {"name": name, "days": form.text("days")}
    try:
        form.check()
        async with db.begin_nested():
            secret = await tokens.make_token(db, visitor.actor, request.app.state.clock(), authority_id, name, scopes, days or 0)
    except Malformed as refused:
        return await _programs(request, visitor, db, authority_id, typed=typed, chosen=scopes, errors=_told(visitor, refused, "name"))
    return await _programs(request, visitor, db, authority_id, secret=secret)


def _told(visitor: Visitor, refused: Malformed, field: str) -> dict[str, str]:
    by_field = refused.by_field if isinstance(refused, FieldErrors) else {str(refused.facts.get("field", field)): refused}
    return field_messages(visitor.language, by_field)


@post(f"{_HOME}/tokens/{{token_id:uuid}}/revoke", name="token-revoke", permission=Permission.API_MANAGE)
async def revoke_token(request: AnyRequest, visitor: Here, db: Db, authority_id: FromPath[UUID], token_id: FromPath[UUID]) -> Redirect:
    """Revoke a token at once."""
    await tokens.revoke_token(db, visitor.actor, request.app.state.clock(), authority_id, token_id)
    return Redirect(f"/desk/authority/{authority_id}/programs", status_code=303)


@post(f"{_HOME}/webhooks", name="webhook-add", permission=Permission.API_MANAGE, status_code=200)
async def add_webhook(request: AnyRequest, visitor: Here, form: Posted, db: Db, authority_id: FromPath[UUID]) -> Response[str]:
    """Add a webhook and show the secret that signs its messages."""
    require(Permission.API_MANAGE, visitor.actor, Facts(authority_id=authority_id))
    url, events, state = form.text("url", required=True, limit=2000), form.several("events"), request.app.state
    try:
        form.check()
        async with db.begin_nested():
            webhook_id = await hooks.add_webhook(db, visitor.actor, state.clock(), authority_id, url, events)
    except Malformed as refused:
        return await _programs(request, visitor, db, authority_id, typed={"url": url}, chosen=events, errors=_told(visitor, refused, "url"))
    return await _programs(request, visitor, db, authority_id, signing=hooks.secret_of(state.secret, webhook_id))


@post(f"{_HOME}/webhooks/{{webhook_id:uuid}}/remove", name="webhook-remove", permission=Permission.API_MANAGE)
async def remove_webhook(request: AnyRequest, visitor: Here, db: Db, authority_id: FromPath[UUID], webhook_id: FromPath[UUID]) -> Redirect:
    """Remove a webhook."""
    await hooks.remove_webhook(db, visitor.actor, request.app.state.clock(), authority_id, webhook_id)
    return Redirect(f"/desk/authority/{authority_id}/programs", status_code=303)


@post(f"{_HOME}/webhooks/{{webhook_id:uuid}}/test", name="webhook-test", permission=Permission.API_MANAGE)
async def test_webhook(request: AnyRequest, visitor: Here, db: Db, authority_id: FromPath[UUID], webhook_id: FromPath[UUID]) -> Redirect:
    """Send a message that only tries the way."""
    home = request.app.state.settings.base_url.rstrip("/")
    await hooks.send_test(db, visitor.actor, request.app.state.clock(), authority_id, webhook_id, home)
    return Redirect(f"/desk/authority/{authority_id}/programs#messages", status_code=303)


@post(f"{_HOME}/deliveries/{{delivery_id:uuid}}/retry", name="delivery-retry", permission=Permission.API_MANAGE)
async def retry(request: AnyRequest, visitor: Here, db: Db, authority_id: FromPath[UUID], delivery_id: FromPath[UUID]) -> Redirect:
    """Try a message again that was given up."""
    await hooks.try_again(db, visitor.actor, request.app.state.clock(), authority_id, delivery_id)
    return Redirect(f"/desk/authority/{authority_id}/programs#messages", status_code=303)


HANDLERS = [show_programs, make_token, revoke_token, add_webhook, remove_webhook, test_webhook, retry]
