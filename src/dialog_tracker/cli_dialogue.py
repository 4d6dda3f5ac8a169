"""The commands about the policy dialogue: programmes and what came of them."""

import asyncio
import hashlib
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import click

from dialog_tracker import upkeep
from dialog_tracker.activities.programmes import bring_activities
from dialog_tracker.activities.register import kept_programme, programme_facts, programme_keys
from dialog_tracker.clock import utc_now
from dialog_tracker.directory.queries import authority_named
from dialog_tracker.domain.activity_table import read_activities
from dialog_tracker.domain.errors import Malformed, NotFound
from dialog_tracker.domain.policy import Actor, Held, Role
from dialog_tracker.domain.programme import ProgrammeFacts
from dialog_tracker.domain.script import Script
from dialog_tracker.domain.yearly import YearFacts
from dialog_tracker.office.dialogue_data import account_as_json, year_as_json
from dialog_tracker.office.programme_file import programme_file
from dialog_tracker.office.programme_sheets import programme_workbook
from dialog_tracker.office.sheets import read_sheet
from dialog_tracker.office.year_file import year_file
from dialog_tracker.office.year_sheets import year_workbook
from dialog_tracker.reading.year import year_of
from dialog_tracker.settings import Settings
from dialog_tracker.storage.engine import make_sessions, transaction
from dialog_tracker.web.messages import message

_SCRIPTS = {"cyrl": Script.CYRILLIC, "latn": Script.LATIN}


@click.command("programme-report")
@click.argument("programme", required=False)
@click.option(
    "--out",
    type=click.Path(dir_okay=False, path_type=Path),
    help="The file to write: Word, or a workbook where its name ends with .xlsx; by default Word under the programme's name.",
)
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
        wanted, english = _SCRIPTS[script.lower()], language == "en"
        if target.suffix.lower() == ".xlsx":
            target.write_bytes(programme_workbook(facts, wanted, english=english))
        else:
            target.write_bytes(programme_file(facts, wanted, utc_now().date(), english=english))
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


@click.command("import-activities")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--programme", required=True, help="The programme they belong to: the last part of its address.")
@click.option("--office-only", is_flag=True, help="Do not show them to the public yet.")
@click.option("--json", "as_json", is_flag=True, help="Print what was entered and what was left out as JSON.")
@click.pass_obj
def import_activities(settings: Settings, file: Path, programme: str, office_only: bool, as_json: bool) -> None:
    """Enter activities from a table (CSV, XLSX) in the register; the same file again enters nothing twice.

    Counts such as „око 120” or „120+” keep their qualifier, and dates such as „новембар 2022.” their precision.
    """
    done = asyncio.run(_bring(settings, file.read_bytes(), programme, public=not office_only))
    if as_json:
        click.echo(json.dumps(done, ensure_ascii=False, indent=1))
        return
    click.echo(f"{done['entered']} entered, {done['known']} known already, {len(done['not_imported'])} left out.")
    for one in (*done["not_imported"], *done["doubted"]):
        click.echo(f"  row {one['row']}: {one['reason']}")


async def _bring(settings: Settings, content: bytes, programme: str, *, public: bool) -> dict[str, Any]:
    rows, now = read_sheet(content), utc_now()
    async with upkeep.open_database(settings) as database:
        await upkeep.check_schema(database)
        async with transaction(make_sessions(database.engine)) as session:
            kept = await kept_programme(session, programme)
            table = read_activities(rows, (await programme_facts(session, programme, private=True)).when)
            keeper = Actor(None, frozenset({Held(Role.ADMINISTRATOR)}))
            sha256 = hashlib.sha256(content).hexdigest()
            brought = await bring_activities(session, keeper, now, kept.authority_id, kept.id, table.rows, sha256, public=public)
    return {
        "entered": brought.entered,
        "known": brought.known,
        "columns": {str(at + 1): kind.value for at, kind in table.columns.items()},
        "doubted": [_reason(row.row, code, {}) for row in table.rows for code in row.doubts],
        "not_imported": [_reason(one.row, one.error.code, one.error.facts) for one in table.refused],
    }


def _reason(row: int, code: str, facts: Mapping[str, object]) -> dict[str, Any]:
    return {"row": row, "code": code, "reason": message("en", code, facts)}


@click.command("year-report")
@click.argument("authority")
@click.argument("year", type=click.IntRange(1990, 2100))
@click.option("--format", "form", type=click.Choice(["docx", "xlsx", "json"]), default="docx", show_default=True)
@click.option("--script", type=click.Choice([*_SCRIPTS], case_sensitive=False), default="cyrl", show_default=True)
@click.option("--language", type=click.Choice(["sr", "en"]), default="sr", show_default=True)
@click.option("--out", type=click.Path(dir_okay=False, path_type=Path), help="The file to write; JSON is printed where it is left out.")
@click.pass_obj
def year_report(settings: Settings, authority: str, year: int, form: str, script: str, language: str, out: Path | None) -> None:
    """Write an overview of a year of an authority: consultations, comments, answers, activities. It is no prescribed form.

    AUTHORITY is its name in either script.
    """
    facts = asyncio.run(_year(settings, authority, year))
    chosen, english = _SCRIPTS[script.lower()], language == "en"
    if form == "json":
        content = json.dumps(year_as_json(facts), ensure_ascii=False, indent=1).encode()
        if out is None:
            click.echo(content.decode())
            return
    else:
        write = year_file if form == "docx" else year_workbook
        content = write(facts, chosen, english=english)
    target = out or Path(f"{year}.{form}")
    target.write_bytes(content)
    click.echo(str(target))


async def _year(settings: Settings, authority: str, year: int) -> YearFacts:
    async with upkeep.open_database(settings) as database:
        await upkeep.check_schema(database)
        async with transaction(make_sessions(database.engine)) as session:
            authority_id = await authority_named(session, authority)
            if authority_id is None:
                raise NotFound("authority-unknown")
            return await year_of(session, authority_id, year, utc_now())
