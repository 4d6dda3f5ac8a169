"""One request is one transaction. Handlers name the session by the type `Db`, and nobody commits inside.

Pages that only read name a connection by the type `Reads`: each statement stands for itself, without BEGIN and COMMIT.
"""

from collections.abc import AsyncIterator

from litestar.datastructures import State
from litestar.di import NamedDependency
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncSession

Db = NamedDependency[AsyncSession]
Reads = NamedDependency[AsyncConnection]
Reader = AsyncConnection | AsyncSession


async def provide_session(state: State) -> AsyncIterator[AsyncSession]:
    """Give a request its session; the commit comes before the answer leaves, so a failing one is answered as an error."""
    async with state.sessions() as session, session.begin():
        yield session


async def provide_reads(state: State) -> AsyncIterator[AsyncConnection]:
    """Give a request that only reads its connection."""
    async with state.reader.connect() as connection:
        yield connection
