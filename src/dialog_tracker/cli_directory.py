"""Commands that fill the directory: the packaged territories and bodies, and lists that come as tables."""

import asyncio
import hashlib
import json
from dataclasses import asdict
from pathlib import Path
from typing import Any

import click

from dialog_tracker import upkeep
from dialog_tracker.clock import utc_now
from dialog_tracker.contacts import keeping, taking
from dialog_tracker.directory import loading
from dialog_tracker.domain.directory_columns import ListKind
from dialog_tracker.domain.policy import Actor, Held, Role
from dialog_tracker.office.sheets import read_sheets
from dialog_tracker.settings import Settings
from dialog_tracker.storage.engine import make_sessions, transaction
from dialog_tracker.web.messages import message


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


@click.command("import-directory")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--kind", type=click.Choice([kind.value for kind in ListKind]), required=True, help="What the list holds.")
@click.option(
    "--alike",
    type=click.Choice([decision.value for decision in taking.Decision]),
    default=taking.Decision.HOLD.value,
    show_default=True,
    help="What an authority is whose name is like a known one.",
)
@click.option("--json", "as_json", is_flag=True, help="Print what became of every row as JSON.")
@click.pass_obj
def import_directory(settings: Settings, file: Path, kind: str, alike: str, *, as_json: bool) -> None:
    """Take organisations, or authorities with their contact points, from a table (CSV, XLSX) into the directory.

    Organisations of like names are entered and proposed for merging; none is merged by itself. The same file comes in once.
    """
    done = asyncio.run(_take(settings, file.name, file.read_bytes(), ListKind(kind), alike))
    if as_json:
        click.echo(json.dumps(done, ensure_ascii=False, indent=1))
        return
    click.echo(
        ", ".join(f"{done[name]} {name.replace('_', ' ')}" for name in ("authorities", "contact_points", "organisations", "changed"))
    )
    for row in done["rows"]:
        if row["fate"] in ("refused", "proposed"):
            click.echo(f"  {row['sheet']} row {row['row']}: {row['fate']}: {row['reason'] or row['near']}")


async def _take(settings: Settings, name: str, content: bytes, kind: ListKind, alike: str) -> dict[str, Any]:
    now = utc_now()
    sheets, keeper = read_sheets(content), Actor(None, frozenset({Held(Role.ADMINISTRATOR)}))
    async with upkeep.open_database(settings) as database:
        await upkeep.check_schema(database)
        async with transaction(make_sessions(database.engine)) as session:
            key = hashlib.sha256(content).hexdigest()
            file_id = await keeping.open_list(session, keeper, now, kind, name, sheets, f"{kind} {key}")
            kept = await keeping.kept_list(session, keeper, file_id)
            taken = await taking.take_list(session, keeper, now, kept, {}, others=alike)
    counts = {name: getattr(taken, name) for name in ("authorities", "contact_points", "organisations", "changed")}
    return counts | {"rows": [_told(fate) for fate in taken.fates]}


def _told(fate: keeping.RowFate) -> dict[str, Any]:
    return asdict(fate) | {"reason": message("en", fate.code, fate.facts) if fate.code else ""}


COMMANDS = (load_directory, import_directory)
