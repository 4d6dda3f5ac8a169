"""Small readings of the installation itself."""

from datetime import datetime

from sqlalchemy import select, text
from sqlmodel import col

from dialog_tracker.oversight.tables import OversightCount
from dialog_tracker.storage.transaction import Reader


async def server_version(session: Reader) -> str:
    """Name the version of the database server."""
    return str(await session.scalar(text("SHOW server_version")))


async def counted_at(session: Reader) -> datetime | None:
    """Tell when the figures of oversight were last counted; None before the first count."""
    return await session.scalar(select(col(OversightCount.counted_at)))
