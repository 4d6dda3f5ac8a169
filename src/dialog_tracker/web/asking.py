"""What is asked, brought into the form that the framework reads: which compression is wanted, and addresses without a sign that none has."""

import re
from typing import Any

from litestar.enums import ScopeType
from litestar.types import ASGIApp, Receive, Scope, Send

_OURS = ("br", "gzip")  # the better one first
_WEIGHT = re.compile(r"q\s*=\s*(0(?:\.\d{0,3})?|1(?:\.0{0,3})?)", re.IGNORECASE)


def wanted_coding(accepted: str) -> str:
    """Choose how an answer is compressed, "" for not at all: the highest weight wins, of equal ones the better coding [RFC 9110, 12.5.3]."""
    weights = dict(map(_weighed, filter(None, (one.strip() for one in accepted.lower().split(",")))))
    weights["gzip"] = weights.get("gzip", weights.get("x-gzip", weights.get("*", 0.0)))
    weights["br"] = weights.get("br", weights.get("*", 0.0))
    best = max(_OURS, key=lambda coding: weights[coding])
    return best if weights[best] > 0 and weights[best] >= weights.get("identity", 0.0) else ""


def _weighed(one: str) -> tuple[str, float]:
    coding, _, more = one.partition(";")
    weight = _WEIGHT.fullmatch(more.strip()) if more.strip() else None
    return coding.strip(), float(weight[1]) if weight else float(not more.strip())


class Asking:
    """Stands before the framework, which takes a coding with the weight 0 for one that is wanted, and NUL for a sign like any other."""

    def __init__(self, app: ASGIApp) -> None:
        """Wrap the application."""
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        if scope["type"] == ScopeType.HTTP:
            asked: Any = scope
            # No name and no text of the database holds NUL: with a sign that stands for what cannot be read, nothing is found.
            asked["path"] = asked["path"].replace("\x00", "\ufffd")
            asked["headers"] = _with_one_coding(asked["headers"])
        await self.app(scope, receive, send)


def _with_one_coding(headers: list[tuple[bytes, bytes]]) -> list[tuple[bytes, bytes]]:
    accepted = [value.decode("latin-1") for name, value in headers if name.lower() == b"accept-encoding"]
    if not accepted:
        return headers
    others = [one for one in headers if one[0].lower() != b"accept-encoding"]
    return [*others, (b"accept-encoding", wanted_coding(",".join(accepted)).encode())]
