"""Sending one message to an address of somebody else: to a public address only, the one that was looked up, and with bounds on everything.

A name is looked up once and its address judged; the connection goes to that very address, so that a name which answers otherwise the
second time leads nowhere. Redirects are not followed, and of the answer only the status is read.
"""

import asyncio
import socket
from dataclasses import dataclass
from urllib.parse import urlsplit, urlunsplit

import httpx

from dialog_tracker.domain.api_access import check_target, is_public_address
from dialog_tracker.domain.errors import Malformed

SECONDS = 10.0
_LOOK_UP_SECONDS = 5.0


@dataclass(frozen=True, slots=True)
class Sent:
    """What became of a message: a status, or the problem in one word."""

    status: int | None
    problem: str = ""

    @property
    def good(self) -> bool:
        """Tell whether the other side took it."""
        return self.status is not None and 200 <= self.status < 300


async def send(url: str, body: bytes, headers: dict[str, str], *, trusted: bool = False, seconds: float = SECONDS) -> Sent:
    """Send a message; `trusted` leaves the judgement of the address out, which only a trial on one machine does."""
    try:
        check_target(url, plain=trusted)
    except Malformed as refused:
        if not (trusted and refused.code == "webhook-private"):
            return Sent(None, refused.code)
    parts = urlsplit(url)
    host, port = parts.hostname or "", parts.port or (443 if parts.scheme == "https" else 80)
    try:
        address = await asyncio.wait_for(_looked_up(host, port), _LOOK_UP_SECONDS)
    except (OSError, TimeoutError, UnicodeError):
        return Sent(None, "host-unknown")
    if not trusted and not is_public_address(address):
        return Sent(None, "webhook-private")
    shown = f"[{address}]" if ":" in address else address
    target = urlunsplit((parts.scheme, f"{shown}:{port}", parts.path or "/", parts.query, ""))
    named = host if parts.port is None else f"{host}:{parts.port}"
    try:
        async with asyncio.timeout(seconds):
            return await _posted(target, body, headers | {"Host": named}, host, seconds)
    except (TimeoutError, httpx.TimeoutException):
        return Sent(None, "too-slow")
    except (httpx.HTTPError, httpx.InvalidURL, OSError, ValueError):
        return Sent(None, "no-connection")


async def _looked_up(host: str, port: int) -> str:
    found = await asyncio.get_running_loop().getaddrinfo(host, port, type=socket.SOCK_STREAM)
    # Where a name has several addresses and one of them is private, the private one speaks for the name.
    addresses = [str(entry[4][0]) for entry in found]
    return next((one for one in addresses if not is_public_address(one)), addresses[0])


async def _posted(target: str, body: bytes, headers: dict[str, str], host: str, seconds: float) -> Sent:
    # The certificate is that of the name, though the connection goes to the address; no proxy of the environment is asked.
    limits = httpx.Limits(max_connections=1, max_keepalive_connections=0)
    async with httpx.AsyncClient(follow_redirects=False, timeout=seconds, trust_env=False, limits=limits) as client:
        request = client.build_request("POST", target, content=body, headers=headers, extensions={"sni_hostname": host})
        answer = await client.send(request, stream=True)
        await answer.aclose()  # the body is not read, however long it is
        redirected = 300 <= answer.status_code < 400
        return Sent(answer.status_code, "redirected" if redirected else "" if answer.is_success else "refused")
