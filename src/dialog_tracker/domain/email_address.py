"""Addresses of mail: the dot-atom form of RFC 5321 before the @, a name of the domain system, in any script, after it."""

import re

from dialog_tracker.domain.errors import Malformed

_LONGEST, _LONGEST_LOCAL = 254, 64  # RFC 5321, 4.5.3.1
_ATOM = r"[a-z0-9!#$%&'*+/=?^_`{|}~-]+"
_LABEL = r"[^\W_](?:(?:[^\W_]|-){0,61}[^\W_])?"
_ADDRESS = re.compile(rf"({_ATOM}(?:\.{_ATOM})*)@({_LABEL}(?:\.{_LABEL})+)")


def check_email(typed: str) -> str:
    """Give an address back trimmed and in lower case; raises Malformed("email-unreadable")."""
    address = typed.strip().lower()
    found = _ADDRESS.fullmatch(address)
    if found is None or len(found[1]) > _LONGEST_LOCAL or found[2].rpartition(".")[2].isdecimal():
        raise Malformed("email-unreadable")
    try:
        too_long = len(mailbox_of(address)) > _LONGEST
    except UnicodeError:
        raise Malformed("email-unreadable") from None
    if too_long:
        raise Malformed("email-unreadable")
    return address


def mailbox_of(address: str) -> str:
    """Write an address for mail servers, a domain in another script as they know it (RFC 3490); raises UnicodeError."""
    local, _, domain = address.rpartition("@")
    return f"{local}@{domain.encode('idna').decode('ascii')}"
