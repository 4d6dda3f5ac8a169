"""The command that makes the index of the search anew."""

import asyncio

import click

from dialog_tracker import upkeep
from dialog_tracker.clock import utc_now
from dialog_tracker.search.actions import index_everything
from dialog_tracker.settings import Settings
from dialog_tracker.storage.engine import make_sessions


@click.command("reindex")
@click.pass_obj
def reindex(settings: Settings) -> None:
    """Make the index of the search anew; the worker keeps it fresh, so this is for a new version or a restored backup."""
    click.echo(f"{asyncio.run(_reindex(settings))} entries.")


async def _reindex(settings: Settings) -> int:
    async with upkeep.open_database(settings) as database:
        await upkeep.migrate(database) if database.started else await upkeep.check_schema(database)
        return await index_everything(make_sessions(database.engine), utc_now, upkeep.file_store(settings))
