"""Commands that fill the directory: the packaged territories and bodies."""

import asyncio
import json
from dataclasses import asdict
from typing import Any

import click

from dialog_tracker import upkeep
from dialog_tracker.clock import utc_now
from dialog_tracker.directory import loading
from dialog_tracker.settings import Settings
from dialog_tracker.storage.engine import make_sessions, transaction


@click.command("load-directory")
@click.option("--json", "as_json", is_flag=True, help="Print the counts as JSON.")
@click.pass_obj
def load_directory(settings: Settings, *, as_json: bool) -> None:
    """Enter the packaged territories and bodies of Serbia; what is there already is left as it is."""
    done = asyncio.run(_load(settings))
    if as_json:
        click.echo(json.dumps(done, indent=1))
        return
    click.echo(f"{done['territories']} territories: {done['usual']} units in the usual sense, {done['by_law']} by the law.")
    click.echo(f"{done['entered']} bodies entered, {done['recognised']} recognised by their names, {done['known']} there before.")


async def _load(settings: Settings) -> dict[str, Any]:
    async with upkeep.open_database(settings) as database:
        await upkeep.migrate(database) if database.started else await upkeep.check_schema(database)
        async with transaction(make_sessions(database.engine)) as session:
            return asdict(await loading.load_directory(session, utc_now()))


COMMANDS = (load_directory,)
