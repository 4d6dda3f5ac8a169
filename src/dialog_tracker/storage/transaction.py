"""One request is one transaction. Handlers name the session by the type `Db`, and nobody commits inside."""

from collections.abc import AsyncIterator

from litestar.datastructures import State
from litestar.di import NamedDependency
from sqlalchemy.ext.asyncio import AsyncSession

Db = NamedDependency[AsyncSession]


async def provide_session(state: State) -> AsyncIterator[AsyncSession]:
    """Give a request its session; the commit comes before the answer leaves, so a failing one is answered as an error."""
    async with state.sessions() as session, session.begin():
        yield session
