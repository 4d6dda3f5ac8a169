"""Open data is read by pages of others too: what is public and takes no cookie may be fetched from any origin."""

import re
from collections.abc import Iterable, Sequence
from typing import Any

from litestar.types import ASGIApp, Receive, Scope, Send

OPEN_PATHS = ("/api/", "/data/")
OPEN_ENDINGS = (".atom", ".ics", "/text.xml")
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
    return _is_for_programs(path) and not path.startswith("/api/office")


def _is_for_programs(path: str) -> bool:
    return path.startswith(OPEN_PATHS) or path.endswith(OPEN_ENDINGS)


def headers_of(scope: Any, headers: list[tuple[bytes, bytes]]) -> list[tuple[bytes, bytes]]:
    """Let an open answer be read from any origin; every other one stays as it is."""
    if not is_open(scope):
        return headers
    return [*headers, *_ALLOWED]


class CrossOrigin:
    """Says which methods an address of the API takes, and answers what browsers ask before they fetch from another origin.

    Writing stays with programs that hold a token. The framework tells only the methods of what was registered first.
    """

    def __init__(self, app: ASGIApp, routes: Sequence[tuple[str, Iterable[str]]]) -> None:
        """Wrap the application; `routes` are its paths with their methods."""
        self.app = app
        self.known: dict[re.Pattern[str], set[str]] = {}
        for path, methods in routes:
            if _is_for_programs(path):
                pattern = re.compile(re.sub(r"\\{[^}]+\\}", "[^/]+", re.escape(path)))
                self.known.setdefault(pattern, {"OPTIONS"}).update(methods)

    def _allowed(self, path: str) -> str:
        found = next((methods for pattern, methods in self.known.items() if pattern.fullmatch(path)), set())
        return ", ".join(sorted(found | ({"HEAD"} if "GET" in found else set())))

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        asked: Any = scope
        if asked["type"] != "http" or not _is_for_programs(asked["path"]):
            await self.app(scope, receive, send)
            return
        if asked["method"] == "OPTIONS" and (allowed := self._allowed(asked["path"])):
            start: Any = {"type": "http.response.start", "status": 204, "headers": [(b"allow", allowed.encode()), *_preflight(asked)]}
            await send(start)
            end: Any = {"type": "http.response.body", "body": b"", "more_body": False}
            await send(end)
            return

        async def send_allowed(message: Any) -> None:
            if message["type"] == "http.response.start" and message["status"] == 405:
                others = [one for one in message["headers"] if one[0].lower() != b"allow"]
                message["headers"] = [*others, (b"allow", self._allowed(asked["path"]).encode())]
            await send(message)

        await self.app(scope, receive, send_allowed)


def _preflight(asked: Any) -> Sequence[tuple[bytes, bytes]]:
    given = dict(asked["headers"])
    if b"origin" not in given or given.get(b"access-control-request-method") not in _READ or not _may(asked["path"]):
        return ()
    return (*_ALLOWED, *_PREFLIGHT)
