"""Databases of a test's own, for what needs several connections or real commits."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from itertools import count

import asyncpg
import pytest
from sqlalchemy.ext.asyncio import AsyncEngine, AsyncSession, async_sessionmaker
from sqlalchemy.pool import NullPool

from dialog_tracker.storage.embedded import EmbeddedServer
from dialog_tracker.storage.engine import make_engine, make_sessions, transaction

_numbers = count(1)


@dataclass(frozen=True)
class Fresh:
    """A migrated database that one test has for itself."""

    url: str
    engine: AsyncEngine
    sessions: async_sessionmaker[AsyncSession]

    def transaction(self):
        return transaction(self.sessions)


async def _make(server: EmbeddedServer, template: str) -> AsyncIterator[Fresh]:
    name = f"fresh_{next(_numbers)}"
    admin = await asyncpg.connect(server.url.replace("postgresql+asyncpg://", "postgresql://").replace("/postgres?", "/template1?"))
    try:
        await admin.execute(f'CREATE DATABASE {name} TEMPLATE "{template}" STRATEGY file_copy')
    finally:
        await admin.close()
    url = server.url.replace("/postgres?", f"/{name}?")
    made = make_engine(url, pool=NullPool)
    yield Fresh(url, made, make_sessions(made))
    await made.dispose()


@pytest.fixture
async def fresh(server: EmbeddedServer, engine: AsyncEngine) -> AsyncIterator[Fresh]:
    """Give a copy of the migrated database; a test takes either this or `session`, since a copy is made while nobody is in."""
    assert engine is not None
    async for made in _make(server, "postgres"):
        yield made


@pytest.fixture
async def empty(server: EmbeddedServer) -> AsyncIterator[Fresh]:
    """Give a database without any table."""
    async for made in _make(server, "template0"):
        yield made
