"""The commands about the policy dialogue: programmes and what came of them."""

import asyncio
import json
from pathlib import Path

import click

from dialog_tracker import upkeep
from dialog_tracker.activities.register import programme_facts, programme_keys
from dialog_tracker.clock import utc_now
from dialog_tracker.domain.errors import Malformed, NotFound
from dialog_tracker.domain.programme import ProgrammeFacts
from dialog_tracker.domain.script import Script
from dialog_tracker.office.programme_data import account_as_json
from dialog_tracker.office.programme_file import programme_file
from dialog_tracker.settings import Settings
from dialog_tracker.storage.engine import make_sessions, transaction

_SCRIPTS = {"cyrl": Script.CYRILLIC, "latn": Script.LATIN}


@click.command("programme-report")
@click.argument("programme", required=False)
@click.option("--out", type=click.Path(dir_okay=False, path_type=Path), help="The Word file to write; by default the programme's name.")
@click.option("--script", type=click.Choice([*_SCRIPTS], case_sensitive=False), default="cyrl", show_default=True)
@click.option("--language", type=click.Choice(["sr", "en"]), default="sr", show_default=True)
@click.option("--json", "as_json", is_flag=True, help="Print the stated and the computed figures as JSON; with --out, write the file too.")
@click.pass_obj
def programme_report(settings: Settings, programme: str | None, out: Path | None, script: str, language: str, as_json: bool) -> None:
    """Report on a programme: what was stated of it beside what its register adds up to.

    PROGRAMME is the last part of its address; it may be left out where there is one programme only.
    """
    facts = asyncio.run(_facts(settings, programme))
    if as_json:
        click.echo(json.dumps(account_as_json(facts), ensure_ascii=False, indent=1))
    if out is not None or not as_json:
        target = out or Path(f"{facts.slug}.docx")
        made_on = utc_now().date()
        target.write_bytes(programme_file(facts, _SCRIPTS[script.lower()], made_on, english=language == "en"))
        click.echo(str(target), err=as_json)


async def _facts(settings: Settings, programme: str | None) -> ProgrammeFacts:
    async with upkeep.open_database(settings) as database:
        await upkeep.check_schema(database)
        async with transaction(make_sessions(database.engine)) as session:
            known = await programme_keys(session)
            if programme is None and len(known) > 1:
                raise Malformed("programme-not-named", known=", ".join(known))
            if not known:
                raise NotFound("programme-unknown")
            return await programme_facts(session, programme or known[0], private=True)
