"""Erasing the contents of files that nothing needs any more; their fingerprints stay, so that receipts still verify."""

from collections.abc import Collection
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import literal, select, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import SQLModel, col

from dialog_tracker.documents.tables import StoredFile
from dialog_tracker.storage.files import FileStore
from dialog_tracker.storage.transaction import Reader

ERASE_JOB = "erase-files"
_SEEN_AGAIN = timedelta(days=7)


async def erase_unused(session: AsyncSession, now: datetime, given: Collection[str]) -> int:
    """Mark the contents that nothing uses any more as erased, and count them; the store deletes them after the commit.

    Every column of every table that points to a file is a use of it, unless its row says that it was erased. So a table that
    is added later cannot be forgotten.
    """
    if not given:
        return 0
    erased = update(StoredFile).where(col(StoredFile.sha256).in_(sorted(given)), col(StoredFile.erased_at).is_(None))
    for use in _uses():
        erased = erased.where(~use.exists())
    rows = await session.execute(erased.values(erased_at=now).returning(col(StoredFile.sha256)))
    return len(rows.all())


def _uses() -> list[Any]:
    uses = []
    for table in SQLModel.metadata.sorted_tables:
        for column in table.columns:
            if any(key.target_fullname == "stored_file.sha256" for key in column.foreign_keys):
                use = select(literal(1)).select_from(table).where(column == col(StoredFile.sha256))
                uses.append(use.where(table.c.erased_at.is_(None)) if "erased_at" in table.c else use)
    return uses


async def delete_erased(session: Reader, store: FileStore, now: datetime, *, everything: bool = False) -> int:
    """Delete contents that were marked as erased, and count those that are still there; rows are locked against a new arrival.

    Those of the last week are looked at each time, since one may have been given again and not kept.
    """
    query = select(col(StoredFile.sha256)).where(col(StoredFile.erased_at).is_not(None))
    if not everything:
        query = query.where(col(StoredFile.erased_at) > now - _SEEN_AGAIN)
    rows = (await session.scalars(query.with_for_update())).all()
    return sum(not store.erase(sha256) for sha256 in rows)
