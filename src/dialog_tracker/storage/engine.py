"""The connection pool to PostgreSQL and the one dialect that the service speaks."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from urllib.parse import quote, urlencode

import msgspec
from sqlalchemy.engine import make_url
from sqlalchemy.ext.asyncio import AsyncEngine, AsyncSession, async_sessionmaker, create_async_engine
from sqlalchemy.pool import NullPool, Pool

# What asyncpg and PostgreSQL's own programs both take from an address; what else it says is for the pool.
_FOR_BOTH = frozenset({"host", "port", "passfile", "ssl", "sslmode", "sslrootcert", "sslcert", "sslkey"})
_NAMED_OTHERWISE = {"ssl": "sslmode"}


def async_url(url: str) -> str:
    """Turn any spelling of a PostgreSQL address into the one for asyncpg."""
    parsed = make_url(url)
    return parsed.set(drivername="postgresql+asyncpg").render_as_string(hide_password=False)


def plain_address(url: str) -> str:
    """Turn the address for asyncpg into the one that programs of PostgreSQL itself read; it holds the password, where there is one."""
    parsed = make_url(url)
    said: dict[str, str | int | tuple[str, ...] | None]
    said = {"user": parsed.username, "password": parsed.password, "host": parsed.host, "port": parsed.port, "dbname": parsed.database}
    said |= {_NAMED_OTHERWISE.get(name, name): value for name, value in parsed.query.items() if name in _FOR_BOTH}
    told = {name: value if isinstance(value, str | int) else ",".join(value) for name, value in said.items() if value}
    # Every part is quoted: PostgreSQL takes neither a space nor a plus sign for a space in an address.
    return f"postgresql:///?{urlencode(told, quote_via=quote)}"


def make_engine(url: str, pool_size: int = 10, pool: type[Pool] | None = None) -> AsyncEngine:
    """Open the pool.

    Connections are not asked before each use, which would cost a round trip: the first statement on a dead one fails,
    is answered as "away", and the pool throws the others away, so that a database that comes back is found by itself.
    """
    json = msgspec.json
    options: dict[str, object] = (
        {"poolclass": pool} if pool is NullPool else {"pool_size": pool_size, "max_overflow": 5, "pool_timeout": 10}
    )
    return create_async_engine(
        async_url(url),
        hide_parameters=True,  # statements in errors reach the log; what people typed must not
        json_serializer=lambda value: json.encode(value).decode(),
        json_deserializer=json.decode,
        connect_args={"timeout": 10, "server_settings": {"application_name": "dialog-tracker", "timezone": "UTC"}},
        **options,
    )


def make_sessions(engine: AsyncEngine) -> async_sessionmaker[AsyncSession]:
    """Make the factory of sessions; rows stay readable after the commit."""
    return async_sessionmaker(engine, expire_on_commit=False)


@asynccontextmanager
async def transaction(sessions: async_sessionmaker[AsyncSession]) -> AsyncIterator[AsyncSession]:
    """Run one transaction: committed at the end, rolled back on any error."""
    async with sessions() as session, session.begin():
        yield session


def make_reader(engine: AsyncEngine) -> AsyncEngine:
    """Make the twin of an engine whose statements stand for themselves; both share one pool."""
    return engine.execution_options(isolation_level="AUTOCOMMIT")
