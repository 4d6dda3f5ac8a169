"""Sending large files that lie on disk: whole or in part, in small pieces, and nothing to those who hold them already."""

import asyncio
import re
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

from litestar import Response
from litestar.response import Stream

from dialog_tracker.web.conditional import matches
from dialog_tracker.web.visitor import AnyRequest

_PIECE = 1 << 18
_RANGE = re.compile(r"bytes=(\d{0,15})-(\d{0,15})")


def part_of(asked: str | None, size: int) -> tuple[int, int] | None:
    """Read which part is asked for, first and last byte; None for the whole, also where several parts are asked for.

    Raises ValueError for a part that the file does not have.
    """
    match = _RANGE.fullmatch(asked.strip()) if asked else None
    if match is None or not (match[1] or match[2]):
        return None
    if not match[1]:
        first, last = max(0, size - int(match[2])), size - 1
    else:
        first, last = int(match[1]), min(int(match[2]), size - 1) if match[2] else size - 1
    if first >= size or (match[1] and match[2] and int(match[2]) < first) or (not match[1] and int(match[2]) == 0):
        raise ValueError(asked)
    return first, last


def ranged(request: AnyRequest, path: Path, media_type: str, sha256: str, *, lasting: bool) -> Response[Any]:
    """Send a file by its fingerprint; `lasting` says that what stands under this address never changes."""
    size, etag = path.stat().st_size, f'"{sha256}"'
    headers = {
        "ETag": etag,
        "Accept-Ranges": "bytes",
        "Cache-Control": "public, max-age=31536000, immutable" if lasting else "public, no-cache",
    }
    if (known := request.headers.get("if-none-match")) and matches([known], etag):
        return Response(b"", status_code=304, headers=headers, media_type=media_type)
    fresh = request.headers.get("if-range", etag) == etag
    try:
        part = part_of(request.headers.get("range") if fresh and request.method == "GET" else None, size)
    except ValueError:
        return Response(b"", status_code=416, headers=headers | {"Content-Range": f"bytes */{size}"}, media_type=media_type)
    first, last = part or (0, size - 1)
    if part:
        headers["Content-Range"] = f"bytes {first}-{last}/{size}"
    headers |= {"Content-Length": str(last - first + 1), "Content-Disposition": f'attachment; filename="{path.name}"'}
    if request.method == "HEAD":
        return Response(b"", headers=headers, media_type=media_type)
    return Stream(_pieces(path, first, last), status_code=206 if part else 200, headers=headers, media_type=media_type)


async def _pieces(path: Path, first: int, last: int) -> AsyncIterator[bytes]:
    opened = await asyncio.to_thread(path.open, "rb")
    try:
        await asyncio.to_thread(opened.seek, first)
        left = last - first + 1
        while left > 0 and (piece := await asyncio.to_thread(opened.read, min(_PIECE, left))):
            left -= len(piece)
            yield piece
    finally:
        opened.close()
