"""A small HTTP client on bare sockets: several connections, kept alive, each sending the next request when the last is answered."""

import asyncio
import time
from collections.abc import Callable


async def _request(reader: asyncio.StreamReader, writer: asyncio.StreamWriter, head: bytes) -> int:
    writer.write(head)
    answer = await reader.readuntil(b"\r\n\r\n")
    status = int(answer[9:12])
    length = 0
    for line in answer.split(b"\r\n"):
        if line.lower().startswith(b"content-length:"):
            length = int(line.split(b":")[1])
    if length:
        await reader.readexactly(length)
    return status


def get(path: str, accept: str = "*/*") -> bytes:
    """Make a GET request."""
    return f"GET {path} HTTP/1.1\r\nHost: localhost\r\nAccept: {accept}\r\n\r\n".encode()


def post(path: str, body: str, cookies: str = "") -> bytes:
    """Make a POST request with a form."""
    sent = body.encode()
    head = f"POST {path} HTTP/1.1\r\nHost: localhost\r\nCookie: {cookies}\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: {len(sent)}\r\n\r\n"
    return head.encode() + sent


async def rate(port: int, make: Callable[[], bytes | None], seconds: float, connections: int = 8, wanted: int = 200) -> float:
    """Measure answers per second; ends after the time or when there is nothing more to send. Raises on any other status."""
    done = 0
    end = time.perf_counter() + seconds
    begun = time.perf_counter()

    async def one() -> None:
        nonlocal done
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        while time.perf_counter() < end and (head := make()) is not None:
            status = await _request(reader, writer, head)
            if status != wanted:
                raise RuntimeError(f"{status} for {head[:80]!r}")
            done += 1
        writer.close()

    await asyncio.gather(*(one() for _ in range(connections)))
    return done / (time.perf_counter() - begun)
