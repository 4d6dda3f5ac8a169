"""Sending files: always as attachments, since an uploaded page must never be shown as one of ours."""

from litestar import Response

from dialog_tracker.web.visitor import AnyRequest


def download(request: AnyRequest, sha256: str, name: str, media_type: str) -> Response[bytes]:
    """Send a kept file."""
    return sent(request.app.state.files.get(sha256), name, media_type, etag=sha256)


def sent(content: bytes, name: str, media_type: str, *, etag: str = "") -> Response[bytes]:
    """Send bytes as a file of a name."""
    headers = {"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "private, no-cache"}
    return Response(content, media_type=media_type, headers=headers | ({"ETag": f'"{etag}"'} if etag else {}))
