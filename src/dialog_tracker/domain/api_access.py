"""What a program of an authority may do with a token, how a webhook is signed and when it is tried again, and where it may lead."""

import hashlib
import hmac
import re
from collections.abc import Sequence
from datetime import datetime, timedelta
from enum import StrEnum
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network
from urllib.parse import urlsplit

from dialog_tracker.domain.errors import DialogError, FieldErrors, Malformed


class Scope(StrEnum):
    """What a token lets a program do, for one authority."""

    CONSULTATIONS_WRITE = "consultations:write"
    COMMENTS_READ = "comments:read"
    COMMENTS_WRITE = "comments:write"
    WEBHOOKS = "webhooks"


TOKEN_PREFIX = "dt_"  # noqa: S105  (it tells what a secret is, and is none)
MOST_DAYS = 730
MOST_TOKENS = 50
MOST_WEBHOOKS = 20
REQUESTS_A_MINUTE = 120
_KEY = re.compile(r"[\x21-\x7e]{8,255}")
_WAITS = tuple(timedelta(minutes=m) for m in (1, 5, 15, 60, 240, 720, 1440))
_LONGEST = 2000
_NAT64 = ip_network("64:ff9b::/96")
_HOST = re.compile(r"[A-Za-z0-9.:\[\]-]{1,253}")


def check_scopes(typed: Sequence[str]) -> tuple[Scope, ...]:
    """Read the scopes of a token; raises Malformed("choice-required") for none and for one that there is not."""
    try:
        scopes = tuple(scope for scope in Scope if scope in {Scope(one) for one in typed})
    except ValueError:
        raise Malformed("choice-required", field="scopes") from None
    if not scopes:
        raise Malformed("choice-required", field="scopes")
    return scopes


def token_end(now: datetime, days: int) -> datetime:
    """Give the end of a token; raises Malformed("token-days") below a day and above two years."""
    if not 1 <= days <= MOST_DAYS:
        raise Malformed("token-days", field="days", limit=MOST_DAYS)
    return now + timedelta(days=days)


def check_idempotency_key(typed: str | None) -> str:
    """Read the key of a request; raises Malformed("idempotency-key-missing") and Malformed("idempotency-key-unreadable")."""
    if not typed:
        raise Malformed("idempotency-key-missing")
    if not _KEY.fullmatch(typed):
        raise Malformed("idempotency-key-unreadable")
    return typed


def signature(secret: str, timestamp: int, body: bytes) -> str:
    """Sign what is sent: HMAC-SHA256 over the time in seconds, a full stop and the body, so that an old message cannot be sent again."""
    return hmac.new(secret.encode(), f"{timestamp}.".encode() + body, hashlib.sha256).hexdigest()


def next_attempt(now: datetime, attempts: int) -> datetime | None:
    """Tell when a delivery that failed so many times is tried again; None when it is given up, after about two days."""
    return now + _WAITS[attempts - 1] if attempts <= len(_WAITS) else None


def is_public_address(typed: str) -> bool:
    """Tell whether an address is one of the open network: not this machine, not a private or a reserved range, in any disguise."""
    try:
        address: IPv4Address | IPv6Address = ip_address(typed.partition("%")[0])
    except ValueError:
        return False
    if isinstance(address, IPv6Address):
        inside = address.ipv4_mapped or address.sixtofour or (address.teredo[1] if address.teredo else None)
        if inside is None and address in _NAT64:
            inside = IPv4Address(int(address) & 0xFFFFFFFF)
        if inside is not None:
            return is_public_address(str(inside))
        if address.is_site_local:  # given up long ago, and still answered in old networks [RFC 3879]
            return False
    return address.is_global and not (address.is_multicast or address.is_reserved or address.is_unspecified)


def check_webhook(typed: str, events: Sequence[str], known: Sequence[str], *, plain: bool = False) -> tuple[str, tuple[str, ...]]:
    """Check an address and the events to tell of; `plain` also takes http, which only a trial does. Raises FieldErrors."""
    errors: dict[str, DialogError] = {}
    try:
        address = check_target(typed, plain=plain)
    except Malformed as refused:
        errors["url"], address = refused, ""
    chosen = tuple(event for event in known if event in set(events))
    if not chosen or set(events) - set(known):
        errors["events"] = Malformed("choice-required", field="events")
    if errors:
        raise FieldErrors(errors)
    return address, chosen


def check_target(typed: str, *, plain: bool = False) -> str:
    """Check where a webhook leads; raises Malformed("webhook-address") and Malformed("webhook-private")."""
    address = typed.strip()
    try:
        parts = urlsplit(address)
        host, port = parts.hostname or "", parts.port
    except ValueError:
        raise Malformed("webhook-address", field="url") from None
    schemes = {"https", "http"} if plain else {"https"}
    strange = len(address) > _LONGEST or not address.isascii() or any(sign.isspace() for sign in address)
    if parts.scheme not in schemes or strange or parts.username or parts.password or not _HOST.fullmatch(host) or port == 0:
        raise Malformed("webhook-address", field="url")
    host = host.rstrip(".").lower()
    if _is_number(host) or not _is_public_name(host):
        raise Malformed("webhook-private", field="url")
    return address


def _is_number(host: str) -> bool:
    """Tell whether a host is an address in a spelling that some programs read: „2130706433”, „0x7f000001”, „127.1”."""
    last = host.rpartition(".")[2]
    return not _is_literal(host) and (last.isdecimal() or last.startswith("0x"))


def _is_public_name(host: str) -> bool:
    if _is_literal(host):
        return is_public_address(host)
    return host != "localhost" and not host.endswith((".localhost", ".localdomain", ".local", ".internal", ".home.arpa"))


def _is_literal(host: str) -> bool:
    try:
        ip_address(host)
    except ValueError:
        return False
    return True
