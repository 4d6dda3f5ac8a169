"""The schema's history: applied in order under an advisory lock, never against a newer schema than the program knows."""

from pathlib import Path

from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, text
from sqlalchemy.ext.asyncio import AsyncEngine

from dialog_tracker.domain.errors import Conflict
from dialog_tracker.migrations.schema import SCHEMA, is_ours

_LOCK = 0x44494A41  # one number for all processes of the service: whoever holds it migrates
_HERE = Path(__file__).parent


def config(connection: Connection | None = None) -> Config:
    """Configure Alembic for a connection."""
    made = Config()
    made.set_main_option("script_location", str(_HERE))
    made.attributes["connection"] = connection
    return made


def head() -> str:
    """Name the newest revision that this program knows."""
    newest = ScriptDirectory.from_config(config()).get_current_head()
    assert newest is not None
    return newest


async def current(engine: AsyncEngine) -> str | None:
    """Name the revision that the database is at; None for an empty one."""
    async with engine.connect() as connection:
        return await connection.run_sync(lambda sync: MigrationContext.configure(sync).get_current_revision())


async def upgrade(engine: AsyncEngine) -> None:
    """Bring the database to the newest revision; raises Conflict("schema-newer") where it is past it."""
    async with engine.begin() as connection:
        await connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _LOCK})
        await connection.run_sync(_upgrade)


def _upgrade(connection: Connection) -> None:
    from alembic import command  # noqa: PLC0415  (Alembic's commands load slowly; only a migration needs them)

    refuse_newer(connection)
    command.upgrade(config(connection), "head")


def refuse_newer(connection: Connection) -> None:
    """Raise Conflict("schema-newer") where the database is at a revision that this program does not know."""
    at = MigrationContext.configure(connection).get_current_revision()
    known = {script.revision for script in ScriptDirectory.from_config(config()).walk_revisions()}
    if at is not None and at not in known:
        raise Conflict("schema-newer", revision=at, known=head())


async def differences(engine: AsyncEngine) -> list[object]:
    """Compare the database with the tables; empty when they agree. Other people's tables (the queue's) are passed over."""

    def compare(connection: Connection) -> list[object]:
        context = MigrationContext.configure(connection, opts={"compare_type": True, "include_name": is_ours})
        return list(compare_metadata(context, SCHEMA))

    async with engine.connect() as connection:
        return await connection.run_sync(compare)
