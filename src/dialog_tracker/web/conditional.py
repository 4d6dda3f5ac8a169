"""Conditional reading: every JSON answer carries a fingerprint of its bytes, and who already has them is told so in a few bytes."""

import hashlib
from collections.abc import Iterable
from typing import Any

from litestar.types import ASGIApp, Message, Receive, Scope, Send

_KEPT = {b"etag", b"cache-control", b"vary", b"content-location", b"x-request-id"}


def matches(given: Iterable[str], etag: str) -> bool:
    """Tell whether one of the validators of If-None-Match is ours; weak and strong ones compare alike [RFC 9110, 13.1.2]."""
    told = [one.strip().removeprefix("W/") for line in given for one in line.split(",")]
    return "*" in told or etag.removeprefix("W/") in told


class Conditional:
    """Gives the answers of JSON doors an ETag, and 304 to those who hold the same bytes.

    It is a weak one, since the same content is sent plain or compressed; answers that already have one keep it.
    """

    def __init__(self, app: ASGIApp) -> None:
        """Wrap a door."""
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        asked: Any = scope
        if asked["type"] != "http" or asked["method"] not in {"GET", "HEAD"}:
            await self.app(scope, receive, send)
            return
        given = [value.decode("latin-1") for name, value in asked["headers"] if name == b"if-none-match"]
        start: Any = None

        async def send_told(message: Message) -> None:
            nonlocal start
            if message["type"] == "http.response.start" and message["status"] == 200:
                start = message
                return
            if start is None:
                await send(message)
                return
            begun, start = start, None
            await _answer(begun, message, given, send)

        await self.app(scope, receive, send_told)


async def _answer(start: Any, first: Any, given: list[str], send: Send) -> None:
    headers = [(name.lower(), value) for name, value in start["headers"]]
    etag = next((value for name, value in headers if name == b"etag"), None)
    if etag is None and not first.get("more_body"):
        etag = f'W/"{hashlib.blake2b(first["body"], digest_size=16).hexdigest()}"'.encode()
        headers.append((b"etag", etag))
    if not any(name == b"cache-control" for name, _ in headers):
        headers.append((b"cache-control", b"public, no-cache"))
    if not any(name == b"vary" for name, _ in headers):
        headers.append((b"vary", b"Accept-Encoding"))
    if etag is not None and given and matches(given, etag.decode("latin-1")):
        kept: Any = {"type": "http.response.start", "status": 304, "headers": [one for one in headers if one[0] in _KEPT]}
        await send(kept)
        ended: Any = {"type": "http.response.body", "body": b"", "more_body": False}
        await send(ended)
        return
    start["headers"] = headers
    await send(start)
    await send(first)
