"""Addresses of pages that people type: only such as a browser may be sent to."""

import re

from dialog_tracker.domain.errors import Malformed

_LONGEST = 2000
_PAGE = re.compile(r"https?://[^\s/?#@\"'<>]+(?:[/?#][^\s\"'<>]*)?", re.IGNORECASE)


def check_page_address(field: str, typed: str) -> str:
    """Give an address back trimmed, or nothing for nothing; raises Malformed("address-unreadable") for what is no page of the web."""
    address = typed.strip()
    if address and (len(address) > _LONGEST or not _PAGE.fullmatch(address)):
        raise Malformed("address-unreadable", field=field)
    return address
