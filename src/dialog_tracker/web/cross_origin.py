"""Open data is read by pages of others too: what is public and takes no cookie may be fetched from any origin."""

from typing import Any

from litestar.types import ASGIApp, Receive, Scope, Send

OPEN_PATHS = ("/api/", "/data/")
_READ = {b"GET", b"HEAD"}
_ALLOWED = (
    (b"access-control-allow-origin", b"*"),
    (b"access-control-expose-headers", b"ETag, Link, Content-Range, Accept-Ranges, Retry-After, X-Request-Id"),
)
_PREFLIGHT = (
    (b"access-control-allow-methods", b"GET, HEAD"),
    (b"access-control-allow-headers", b"If-None-Match, If-Modified-Since, Range, Accept, Accept-Language"),
    (b"access-control-max-age", b"86400"),
)


def is_open(scope: Any) -> bool:
    """Tell whether a request reads what anybody may read from anywhere."""
    return _may(scope["path"]) and scope["method"] in {"GET", "HEAD"}


def _may(path: str) -> bool:
    """What needs a token is for programs and not for pages of others."""
    return path.startswith(OPEN_PATHS) and not path.startswith("/api/office")


def headers_of(scope: Any, headers: list[tuple[bytes, bytes]]) -> list[tuple[bytes, bytes]]:
    """Let an open answer be read from any origin; every other one stays as it is."""
    if not is_open(scope):
        return headers
    return [*headers, *_ALLOWED]


class CrossOrigin:
    """Answers the question that browsers ask before they fetch from another origin; writing stays with programs that hold a token."""

    def __init__(self, app: ASGIApp) -> None:
        """Wrap the application."""
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        asked: Any = scope
        if asked["type"] == "http" and asked["method"] == "OPTIONS" and _may(asked["path"]):
            given = dict(asked["headers"])
            if b"origin" in given and given.get(b"access-control-request-method") in _READ:
                start: Any = {"type": "http.response.start", "status": 204, "headers": [*_ALLOWED, *_PREFLIGHT]}
                await send(start)
                end: Any = {"type": "http.response.body", "body": b"", "more_body": False}
                await send(end)
                return
        await self.app(scope, receive, send)
