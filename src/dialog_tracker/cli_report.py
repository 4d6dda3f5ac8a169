"""The command that writes the report of a consultation as a file."""

import asyncio
from enum import StrEnum
from pathlib import Path

import click

from dialog_tracker import upkeep
from dialog_tracker.clock import utc_now
from dialog_tracker.consultations.queries import facts_of
from dialog_tracker.domain.outcome import Grouping
from dialog_tracker.domain.outcome_choice import Choice, FileForm, Names
from dialog_tracker.domain.outcome_facts import ReportFacts
from dialog_tracker.domain.outcome_rows import Column
from dialog_tracker.domain.response import ResponseStatus
from dialog_tracker.domain.script import Script
from dialog_tracker.office.soffice import found_soffice
from dialog_tracker.reports.renderings import facts_to_show, write_copy
from dialog_tracker.settings import Settings
from dialog_tracker.storage.engine import make_sessions, transaction

_SCRIPTS = {"cyrl": Script.CYRILLIC, "latn": Script.LATIN}
_COMMENTS_A_MINUTE = 4_000  # laid out by LibreOffice on two processors


def _values(kind: type[StrEnum]) -> list[str]:
    return [one.value for one in kind]


@click.command("report")
@click.argument("reference")
@click.option("--format", "form", type=click.Choice(_values(FileForm), case_sensitive=False), default="docx", show_default=True)
@click.option("--script", type=click.Choice([*_SCRIPTS], case_sensitive=False), default="cyrl", show_default=True)
@click.option(
    "--language", type=click.Choice(["sr", "en"]), default="sr", show_default=True, help="Of headings and sentences around the comments."
)
@click.option("--out", type=click.Path(dir_okay=False, path_type=Path), required=True, help="The file to write.")
@click.option(
    "--group-by", type=click.Choice(_values(Grouping)), default="article", show_default=True, help="Under which headings comments stand."
)
@click.option("--names", type=click.Choice(_values(Names)), default="shown", show_default=True, help="Whether submitters are named.")
@click.option("--without-late", is_flag=True, help="Leave out comments that came after the window.")
@click.option(
    "--status", "statuses", multiple=True, type=click.Choice(_values(ResponseStatus)), help="Only comments that ended so; may be repeated."
)
@click.option("--place", default="", help="Only comments on this provision (its anchor, for example cl5), or `general`.")
@click.option("--columns", default="", help=f"Columns of tables, with commas between: {', '.join(Column)}.")
@click.pass_obj
def write_report(
    settings: Settings,
    reference: str,
    form: str,
    script: str,
    language: str,
    out: Path,
    group_by: str,
    names: str,
    without_late: bool,
    statuses: tuple[str, ...],
    place: str,
    columns: str,
) -> None:
    """Write the report of a consultation; where none is published, as it would be now, marked as a working copy."""
    choice = Choice(Names(names), not without_late, frozenset(map(ResponseStatus, statuses)), place, Grouping(group_by), language == "en")
    named = tuple(filter(None, (name.strip() for name in columns.split(","))))
    if unknown := sorted({*named} - {*Column}):
        raise click.BadParameter(f"unknown: {', '.join(unknown)}", param_hint="--columns")
    asyncio.run(_write(settings, reference, FileForm(form), _SCRIPTS[script.lower()], out, choice, named))


async def _write(
    settings: Settings, reference: str, form: FileForm, script: Script, out: Path, choice: Choice, columns: tuple[str, ...]
) -> None:
    async with upkeep.open_database(settings) as database:
        await upkeep.check_schema(database)
        now, site = utc_now(), settings.base_url.rstrip("/")
        async with transaction(make_sessions(database.engine)) as session:
            shown = await facts_to_show(session, await facts_of(session, reference, now), now, site, drafts=True)
    _tell(shown, form)
    await write_copy(shown, choice, form, script, out, found_soffice(settings.soffice), columns)
    click.echo(str(out))


def _tell(shown: ReportFacts, form: FileForm) -> None:
    if shown.working:
        click.echo("No report is published: this is a working copy.", err=True)
    if form is FileForm.PDF:
        minutes = len(shown.comments) // _COMMENTS_A_MINUTE + 1
        click.echo(f"{len(shown.comments)} comments are laid out by LibreOffice; about {minutes} min.", err=True)
