"""Write a migration for what the tables have and the migrations lack; called by scripts/make_migration."""

import asyncio
import sys
import tempfile
from pathlib import Path

from alembic import command
from sqlalchemy import Connection

from dialog_tracker import migrations
from dialog_tracker.storage.embedded import EmbeddedServer
from dialog_tracker.storage.engine import make_engine


def _write(connection: Connection) -> None:
    number, message = sys.argv[1:3]
    config = migrations.config(connection)
    command.upgrade(config, "head")
    command.revision(config, message=message, rev_id=number, autogenerate=True)


async def _main() -> None:
    with tempfile.TemporaryDirectory() as home:
        Path(home).chmod(0o755)  # noqa: ASYNC240  (nothing else runs)
        with EmbeddedServer(Path(home), durable=False) as server:
            engine = make_engine(server.url)
            async with engine.begin() as connection:
                await connection.run_sync(_write)
            await engine.dispose()


asyncio.run(_main())
