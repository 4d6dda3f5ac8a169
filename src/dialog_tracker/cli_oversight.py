"""The commands of oversight: counting, and the state of dialogue in a year in Word."""

import asyncio
import json
from pathlib import Path

import click

from dialog_tracker import upkeep
from dialog_tracker.clock import utc_now
from dialog_tracker.domain.act import AuthorityLevel
from dialog_tracker.domain.dialogue_state import State
from dialog_tracker.domain.script import Script
from dialog_tracker.office.state_file import state_as_json, state_file
from dialog_tracker.oversight.counting import Counting, count
from dialog_tracker.oversight.state import dialogue_in
from dialog_tracker.settings import Settings
from dialog_tracker.storage.engine import make_sessions, transaction

_SCRIPTS = {"cyrl": Script.CYRILLIC, "latn": Script.LATIN}


@click.command("oversight-report")
@click.option("--year", type=click.IntRange(1990, 2100), required=True)
@click.option("--level", type=click.Choice([level.value for level in AuthorityLevel]), help="Only authorities of one level.")
@click.option("--out", type=click.Path(dir_okay=False, path_type=Path), help="The Word file to write; by default under the year's name.")
@click.option("--script", type=click.Choice([*_SCRIPTS], case_sensitive=False), default="cyrl", show_default=True)
@click.option("--language", type=click.Choice(["sr", "en"]), default="sr", show_default=True)
@click.option("--json", "as_json", is_flag=True, help="Print the figures as JSON; with --out, write the file too.")
@click.pass_obj
def oversight_report(settings: Settings, year: int, level: str | None, out: Path | None, script: str, language: str, as_json: bool) -> None:
    """Write the state of dialogue in a year in Word: the eighteen indicators, what is pointed out and what authorities explain."""
    state = asyncio.run(_state(settings, year, AuthorityLevel(level) if level else None))
    if as_json:
        click.echo(json.dumps(state_as_json(state), ensure_ascii=False, indent=1))
    if out is not None or not as_json:
        target = out or Path(f"stanje-dijaloga-{year}.docx")
        target.write_bytes(state_file(state, _SCRIPTS[script.lower()], english=language == "en"))
        click.echo(str(target), err=as_json)


async def _state(settings: Settings, year: int, level: AuthorityLevel | None) -> State:
    async with upkeep.open_database(settings) as database:
        await upkeep.check_schema(database)
        async with transaction(make_sessions(database.engine)) as session:
            await count(session, utc_now())
            return await dialogue_in(session, year, level, utc_now())


@click.command("oversight-count")
@click.pass_obj
def oversight_count(settings: Settings) -> None:
    """Count everything anew that the figures of oversight are made of; the worker does so by itself, all of it once a day."""
    done = asyncio.run(_count(settings))
    click.echo(f"{done.rows} rows, {done.changed} of them changed; comments of {done.tallied} consultations were counted.")


async def _count(settings: Settings) -> Counting:
    async with upkeep.open_database(settings) as database:
        await upkeep.check_schema(database)
        async with transaction(make_sessions(database.engine)) as session:
            done = await count(session, utc_now(), anew=True)
            assert done is not None
            return done
