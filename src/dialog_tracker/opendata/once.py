"""Requests that may come twice: the answer is kept under the key of the request, in the same transaction as what it did."""

import hashlib
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import msgspec
from sqlalchemy import delete, select, update
from sqlalchemy.dialects.postgresql import insert as upsert
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from dialog_tracker.domain.api_access import check_idempotency_key
from dialog_tracker.domain.errors import Malformed
from dialog_tracker.opendata.tables import KeptAnswer
from dialog_tracker.opendata.tokens import Bearer

KEPT = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Answered:
    """An answer with its status; `repeated` says that it was given before."""

    status: int
    body: bytes
    repeated: bool


def fingerprint(method: str, path: str, body: bytes) -> str:
    """Fingerprint a request, so that another one under the same key is told from the same one sent again."""
    return hashlib.sha256(f"{method} {path}\n".encode() + body).hexdigest()


async def once(
    session: AsyncSession,
    bearer: Bearer,
    now: datetime,
    key: str | None,
    request_hash: str,
    act: Callable[[], Awaitable[tuple[int, Any]]],
) -> Answered:
    """Do an act under a key, or give the answer that it got before; of two at once the second waits for the first.

    An act that fails leaves nothing under its key, so that it may be tried again. Raises Malformed("idempotency-key-reused").
    """
    known = check_idempotency_key(key)
    place = upsert(KeptAnswer).values(token_id=bearer.token_id, key=known, request_hash=request_hash, status=0, body=b"", at=now)
    mine = (col(KeptAnswer.token_id) == bearer.token_id, col(KeptAnswer.key) == known)
    taken = await session.execute(place.on_conflict_do_nothing().returning(col(KeptAnswer.key)))
    if taken.first() is None:
        columns: tuple[Any, ...] = (col(KeptAnswer.request_hash), col(KeptAnswer.status), col(KeptAnswer.body))
        before = (await session.execute(select(*columns).where(*mine))).one()
        if before.request_hash != request_hash:
            raise Malformed("idempotency-key-reused")
        return Answered(before.status, before.body, repeated=True)
    status, content = await act()
    body = msgspec.json.encode(content)
    await session.execute(update(KeptAnswer).where(*mine).values(status=status, body=body))
    return Answered(status, body, repeated=False)


async def forget_answers(session: AsyncSession, now: datetime) -> None:
    """Forget answers that nobody will ask for again."""
    await session.execute(delete(KeptAnswer).where(col(KeptAnswer.at) < now - KEPT))
