"""The commands of the open data: `dump`."""

import asyncio
from pathlib import Path

import click

from dialog_tracker import upkeep
from dialog_tracker.clock import utc_now
from dialog_tracker.domain.errors import Conflict
from dialog_tracker.opendata.nightly import dump_to
from dialog_tracker.opendata.shelf import Manifest
from dialog_tracker.settings import Settings
from dialog_tracker.storage.engine import make_sessions


@click.command("dump")
@click.option(
    "--out", type=click.Path(file_okay=False, path_type=Path), required=True, help="The folder to write, which must be empty or not there."
)
@click.pass_obj
def dump(settings: Settings, out: Path) -> None:
    """Write everything public as CSV, JSON Lines and SQLite, with checksums and a program that recomputes the figures."""
    if out.is_dir() and any(out.iterdir()):
        raise Conflict("folder-not-empty", name=str(out))
    out.mkdir(parents=True, exist_ok=True)
    made = asyncio.run(_dump(settings, out))
    click.echo(f"{out}: {len(made.files)} files, {sum(made.rows.values())} rows, {made.rows['comments']} of them comments.")


async def _dump(settings: Settings, out: Path) -> Manifest:
    async with upkeep.open_database(settings) as database:
        await upkeep.migrate(database) if database.started else await upkeep.check_schema(database)
        return await dump_to(make_sessions(database.engine), utc_now(), out, settings.base_url.rstrip("/"))
