"""The doors by which programs keep the webhooks of their authority."""

from typing import Annotated, Any
from uuid import UUID

from litestar import Response, delete, get, post
from litestar.params import Body, FromPath

from dialog_tracker.domain.api_access import Scope
from dialog_tracker.domain.policy import Permission
from dialog_tracker.opendata import hooks
from dialog_tracker.opendata.bearer import SECURITY, TOLD, IdempotencyKey, Program, answered_once, made
from dialog_tracker.opendata.office_shapes import WebhookGiven, WebhookItem, WebhookList
from dialog_tracker.reading.api_shapes import AnyRequest, site
from dialog_tracker.storage.transaction import Db, Reads

_OPTIONS: dict[str, Any] = {"tags": ["office"], "security": SECURITY}


@get("/api/office/webhooks", responses=TOLD, scope=Scope.WEBHOOKS, **_OPTIONS)
async def webhooks(program: Program, reads: Reads) -> WebhookList:
    """List the webhooks of the authority."""
    found = await hooks.webhooks_of(reads, program.authority_id)
    return WebhookList([WebhookItem(str(one.id), one.url, one.events) for one in found])


@post(
    "/api/office/webhooks",
    responses=made(WebhookItem, "It is added; keep the secret."),
    permission=Permission.API_MANAGE,
    scope=Scope.WEBHOOKS,
    **_OPTIONS,
)
async def add_webhook(
    request: AnyRequest, program: Program, db: Db, key: IdempotencyKey, data: Annotated[WebhookGiven, Body()]
) -> Response[WebhookItem]:
    """Add a webhook; it must lead to a public address over https. The secret that signs its messages comes with the answer."""

    async def act() -> WebhookItem:
        state = request.app.state
        events = [event.value for event in data.events]
        webhook_id = await hooks.add_webhook(db, program.actor, state.clock(), program.authority_id, data.url, events)
        return WebhookItem(str(webhook_id), data.url.strip(), events, hooks.secret_of(state.secret, webhook_id))

    return await answered_once(request, db, program, key, act)


@delete("/api/office/webhooks/{webhook_id:uuid}", responses=TOLD, permission=Permission.API_MANAGE, scope=Scope.WEBHOOKS, **_OPTIONS)
async def remove_webhook(request: AnyRequest, program: Program, db: Db, webhook_id: FromPath[UUID]) -> None:
    """Remove a webhook; what still waits for it is given up."""
    await hooks.remove_webhook(db, program.actor, request.app.state.clock(), program.authority_id, webhook_id)


@post(
    "/api/office/webhooks/{webhook_id:uuid}/test",
    status_code=202,
    responses=TOLD,
    permission=Permission.API_MANAGE,
    scope=Scope.WEBHOOKS,
    **_OPTIONS,
)
async def test_webhook(request: AnyRequest, program: Program, db: Db, webhook_id: FromPath[UUID]) -> None:
    """Send a message that only tries the way."""
    await hooks.send_test(db, program.actor, request.app.state.clock(), program.authority_id, webhook_id, site(request))


HANDLERS = [webhooks, add_webhook, remove_webhook, test_webhook]
