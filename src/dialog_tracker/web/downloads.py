"""Sending files: always as attachments, since an uploaded page must never be shown as one of ours."""

import unicodedata
from urllib.parse import quote

from litestar import Response

from dialog_tracker.domain.script import to_latin
from dialog_tracker.web.visitor import AnyRequest


def download(request: AnyRequest, sha256: str, name: str, media_type: str) -> Response[bytes]:
    """Send a kept file."""
    return sent(request.app.state.files.get(sha256), name, media_type, etag=sha256)


def sent(content: bytes, name: str, media_type: str, *, etag: str = "") -> Response[bytes]:
    """Send bytes as a file of a name; one in other letters is told as RFC 6266 asks, with a plain name beside it."""
    headers = {"Content-Disposition": _disposition(name), "Cache-Control": "private, no-cache"}
    return Response(content, media_type=media_type, headers=headers | ({"ETag": f'"{etag}"'} if etag else {}))


def _disposition(name: str) -> str:
    plain = "".join(sign for sign in unicodedata.normalize("NFD", to_latin(name)) if sign.isascii() and sign not in '"\\\r\n')
    told = f'attachment; filename="{plain}"'
    return told if plain == name else f"{told}; filename*=UTF-8''{quote(name, safe='')}"
