"""Commands about personal data: what is kept of somebody, and forgetting what is kept too long."""

import asyncio
import json
from dataclasses import asdict
from typing import Any

import click

from dialog_tracker import upkeep
from dialog_tracker.clock import utc_now
from dialog_tracker.desk.own_data import everything_of
from dialog_tracker.desk.retention import due_now, forget
from dialog_tracker.documents.erasing import delete_erased
from dialog_tracker.domain.email_address import check_email
from dialog_tracker.domain.retention import periods_with
from dialog_tracker.settings import Settings
from dialog_tracker.storage.engine import make_sessions, transaction


@click.command("personal-data")
@click.argument("email")
@click.pass_obj
def personal_data(settings: Settings, email: str) -> None:
    """Print as JSON everything that is kept under an address, for a person who asks what is known of them."""
    click.echo(json.dumps(asyncio.run(_personal_data(settings, check_email(email))), ensure_ascii=False, indent=1, default=str))


async def _personal_data(settings: Settings, email: str) -> dict[str, Any]:
    async with upkeep.open_database(settings) as database:
        await upkeep.migrate(database) if database.started else await upkeep.check_schema(database)
        async with transaction(make_sessions(database.engine)) as session:
            return asdict(await everything_of(session, email, utc_now()))


@click.command("forget")
@click.option("--dry-run", is_flag=True, help="Only count what would be forgotten.")
@click.option("--json", "as_json", is_flag=True, help="Print the counts as JSON.")
@click.pass_obj
def forget_data(settings: Settings, *, dry_run: bool, as_json: bool) -> None:
    """Forget personal data that are kept longer than their period; the worker does the same once a day."""
    counted, left = asyncio.run(_forget(settings, dry_run=dry_run))
    if as_json:
        click.echo(json.dumps({"dry_run": dry_run, "forgotten": counted, "contents_left": left}, indent=1))
        return
    for period in periods_with(settings.retention):
        click.echo(f"{counted[period.kept.value]:>8} {period.kept.value}, kept {period.days} days since {period.since.value}")
    if left:
        click.echo(f"{left} contents of files were just given again and are deleted the next time.")


async def _forget(settings: Settings, *, dry_run: bool) -> tuple[dict[str, int], int]:
    periods, left = periods_with(settings.retention), 0
    async with upkeep.open_database(settings) as database:
        await upkeep.migrate(database) if database.started else await upkeep.check_schema(database)
        sessions = make_sessions(database.engine)
        if dry_run:
            async with transaction(sessions) as session:
                counted = await due_now(session, utc_now(), periods)
        else:
            counted = await forget(sessions, utc_now, periods)
            async with transaction(sessions) as session:
                left = await delete_erased(session, upkeep.file_store(settings), utc_now(), everything=True)
    return {kept.value: count for kept, count in counted.items()}, left
