"""One line of the log for each request, with an id that its answer carries, and without what links keep secret."""

import time
from collections.abc import Sequence
from typing import Any

import structlog
from litestar.datastructures import ResponseHeader
from litestar.enums import ScopeType
from litestar.types import ASGIApp, Receive, Scope, Send

from dialog_tracker.storage.columns import new_id
from dialog_tracker.web.cross_origin import headers_of

log = structlog.get_logger()


class RequestLog:
    """Gives every request an id, every answer its id and security headers, and logs one line without personal data.

    It stands around the whole application: the framework's own middleware and headers pass over unknown addresses and errors.
    """

    def __init__(self, app: ASGIApp, headers: Sequence[ResponseHeader]) -> None:
        """Wrap the application."""
        self.app = app
        self.headers = [(header.name.lower().encode(), str(header.value).encode()) for header in headers]

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        if scope["type"] != ScopeType.HTTP:
            await self.app(scope, receive, send)
            return
        request_id = new_id().hex
        scope.setdefault("state", {})["request_id"] = request_id
        structlog.contextvars.bind_contextvars(request_id=request_id)
        begun = time.perf_counter()
        status = 500

        async def send_with_id(message: Any) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                told = [*message["headers"], *self.headers, (b"x-request-id", request_id.encode())]
                message["headers"] = headers_of(scope, told)
            await send(message)

        try:
            await self.app(scope, receive, send_with_id)
        finally:
            if not scope["path"].startswith(("/static/", "/health/")):
                took = round((time.perf_counter() - begun) * 1000, 1)
                log.info("request", method=scope["method"], path=_route(scope), status=status, milliseconds=took)
            structlog.contextvars.clear_contextvars()


# Below these stand secrets of letters; a test holds them against the routes.
SECRET_PATHS = frozenset({"attending", "confirm", "erase", "first", "following", "invitation", "nomination", "points", "reset", "sign"})


def _route(scope: Scope) -> str:
    """Name a path for the log without the secrets that links carry."""
    parts = scope["path"].split("/")
    return f"/{parts[1]}/…" if len(parts) > 2 and parts[1] in SECRET_PATHS else scope["path"]
