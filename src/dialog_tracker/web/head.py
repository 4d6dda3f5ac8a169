"""HEAD for every address that has GET [RFC 9110, 9.3.2]: those who check links and watch services ask so."""

from typing import Any

from litestar.enums import ScopeType
from litestar.types import ASGIApp, Receive, Scope, Send

_REFUSED = 405


class Head:
    """Answers HEAD by what GET would answer, without its body, where the framework knows no answer: it has one for files alone."""

    def __init__(self, app: ASGIApp) -> None:
        """Wrap the application."""
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        if scope["type"] != ScopeType.HTTP or scope["method"] != "HEAD":
            await self.app(scope, receive, send)
            return
        refused = False

        async def unless_refused(message: Any) -> None:
            nonlocal refused
            refused = refused or message.get("status") == _REFUSED
            if not refused:
                await send(message)

        # A copy each time: what the framework keeps of the first asking in it would stand in the second's way.
        await self.app({**scope, "state": dict(scope.get("state", {}))}, receive, unless_refused)
        if refused:
            asked: Any = {**scope, "method": "GET"}
            await self.app(asked, receive, _without_body(send))


def _without_body(send: Send) -> Send:
    ended = False

    async def head_alone(message: Any) -> None:
        nonlocal ended
        if message["type"] != "http.response.body":
            await send(message)
        elif not ended:
            ended = True
            await send({"type": "http.response.body", "body": b"", "more_body": False})

    return head_alone
