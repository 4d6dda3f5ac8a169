"""The nightly dump: made once a day, and again at once when something that older dumps hold is not public any more."""

import asyncio
import shutil
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from sqlalchemy import select, text
from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker
from sqlmodel import col

from dialog_tracker.ledger.tables import LedgerEntry
from dialog_tracker.opendata.dumping import write_dump
from dialog_tracker.opendata.shelf import Manifest, Shelf
from dialog_tracker.oversight.counting import count
from dialog_tracker.settings import Settings
from dialog_tracker.storage.engine import transaction

_LOCK = 0x44554D50  # one number for all processes of the service: whoever holds it writes the dump
_FROM_HOUR = 2
# After one of these, something that was public is not: dumps that were made before are taken away.
TAKEN_BACK = (
    "submission-withheld",
    "submission-quarantined",
    "submission-withdrawn",
    "comment-redacted",
    "person-erased",
    "account-erased",
    "data-forgotten",
    "consultation-withdrawn",
    "activity-hidden",
    "programme-hidden",
    "signature-withdrawn",
)


def shelf_of(settings: Settings) -> Shelf:
    """Give the folder of dumps of an installation."""
    return Shelf(settings.data_dir / "dumps")


async def dump_if_due(sessions: async_sessionmaker[AsyncSession], now: datetime, settings: Settings) -> Manifest | None:
    """Write the dump of the day where it is due; gives what was written. Of two processes one writes."""
    shelf = shelf_of(settings)
    async with transaction(sessions) as holding:
        if not await holding.scalar(text("SELECT pg_try_advisory_xact_lock(:key)"), {"key": _LOCK}):
            return None
        newest = await asyncio.to_thread(shelf.newest)
        outdated = newest is not None and await _taken_back(holding, newest.ledger_position)
        if newest is not None and not outdated and not _is_due(newest, now):
            return None
        made = await dump_into(sessions, now, shelf, settings.base_url.rstrip("/"))
    await asyncio.to_thread(shelf.keep, 1 if outdated else settings.dumps_kept)
    return made


def _is_due(newest: Manifest, now: datetime) -> bool:
    local = now.astimezone(ZoneInfo("Europe/Belgrade"))
    return newest.day < local.date() and local.hour >= _FROM_HOUR


async def _taken_back(session: AsyncSession, position: int) -> bool:
    since = (col(LedgerEntry.sequence) > position, col(LedgerEntry.act).in_(TAKEN_BACK))
    return bool(await session.scalar(select(select(col(LedgerEntry.sequence)).where(*since).exists())))


async def dump_into(sessions: async_sessionmaker[AsyncSession], now: datetime, shelf: Shelf, site: str) -> Manifest:
    """Write a dump and put it on the shelf; what is half written is never seen."""
    folder = await asyncio.to_thread(shelf.making)
    made = await dump_to(sessions, now, folder, site)
    await asyncio.to_thread(shelf.put, folder, made.day)
    return made


async def dump_to(sessions: async_sessionmaker[AsyncSession], now: datetime, folder: Path, site: str) -> Manifest:
    """Write a dump into a folder; one that cannot be finished leaves nothing behind."""
    try:
        async with transaction(sessions) as session:
            await count(session, now)  # so that indicators are those of the rows beside them
        return await write_dump(sessions, now, folder, site)
    except BaseException:
        await asyncio.to_thread(shutil.rmtree, folder, ignore_errors=True)
        raise
