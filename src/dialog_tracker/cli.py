"""The program `dialog-tracker`: thin commands over the same actions as the web."""

import asyncio
import json
import sys
from collections.abc import Callable, Coroutine
from dataclasses import replace
from functools import wraps
from pathlib import Path
from typing import Any, Literal

import click

from dialog_tracker import __version__, demo, upkeep
from dialog_tracker.accounts import actions as accounts
from dialog_tracker.cli_dialogue import import_activities, programme_report, year_report
from dialog_tracker.cli_directory import COMMANDS
from dialog_tracker.cli_intake import import_comments
from dialog_tracker.cli_open_data import dump
from dialog_tracker.cli_oversight import oversight_count, oversight_report
from dialog_tracker.cli_personal import forget_data, personal_data
from dialog_tracker.cli_procedures import clock, import_consultations, procedures
from dialog_tracker.cli_report import write_report
from dialog_tracker.cli_search import reindex
from dialog_tracker.clock import utc_now
from dialog_tracker.domain.comparison import Change, compare
from dialog_tracker.domain.errors import DialogError
from dialog_tracker.domain.policy import Held, Role
from dialog_tracker.domain.provision import DraftText
from dialog_tracker.drafting.importer import ImportedDraft, as_json, compared_as_json, import_draft
from dialog_tracker.office.exports import EXPORTS, About, redlined
from dialog_tracker.office.incoming import Limits
from dialog_tracker.sample.scene import Wish
from dialog_tracker.settings import Settings, load
from dialog_tracker.storage.engine import make_sessions, transaction
from dialog_tracker.web.messages import message

_FILE = click.Path(exists=True, dir_okay=False, allow_dash=True, path_type=Path)


def _asynchronous(command: Callable[..., Coroutine[Any, Any, Any]]) -> Callable[..., Any]:
    @wraps(command)
    def run(*arguments: Any, **options: Any) -> Any:
        return asyncio.run(command(*arguments, **options))

    return run


class _Program(click.Group):
    """Shows a refusal of the law book as one sentence with its code, and exits with 1."""

    def invoke(self, ctx: click.Context) -> Any:
        """Run a command."""
        try:
            return super().invoke(ctx)
        except DialogError as error:
            click.echo(f"{message('en', error.code, error.facts)}\n{error}", err=True)
            ctx.exit(1)


@click.group(cls=_Program, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 110})
@click.version_option(__version__, prog_name="dialog-tracker")
@click.option(
    "--config",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="Settings in a TOML file; the environment goes before it.",
)
@click.pass_context
def main(ctx: click.Context, config: Path | None) -> None:
    """Track draft regulations, the consultations opened on them, comments, answers and reports."""
    ctx.obj = load(file=config)


@main.command()
@click.option("--host", help="Address to listen on.")
@click.option("--port", type=int, help="Port to listen on.")
@click.option("--no-worker", is_flag=True, help="Leave letters and jobs to processes started with `work`.")
@click.option(
    "--migrate/--no-migrate", default=None, help="Bring the schema up to date first; by default only a database that this command started."
)
@click.pass_obj
def serve(settings: Settings, host: str | None, port: int | None, no_worker: bool, migrate: bool | None) -> None:
    """Serve the pages and the API."""
    from dialog_tracker.server import serve as run  # noqa: PLC0415  (the web stack loads for a second; other commands do without)

    run(replace(settings.at_port(port or settings.port), host=host or settings.host), worker=not no_worker, migrate=migrate)


@main.command()
@click.pass_obj
@_asynchronous
async def work(settings: Settings) -> None:
    """Send letters and do jobs, without serving pages."""
    from dialog_tracker.worker import run_until_stopped  # noqa: PLC0415  (the queue loads slowly)

    async with upkeep.open_database(settings) as database:
        await upkeep.check_schema(database)
        await run_until_stopped(settings, database)


@main.command()
@click.pass_obj
@_asynchronous
async def migrate(settings: Settings) -> None:
    """Bring the schema of the database up to date; refuses a newer one."""
    async with upkeep.open_database(settings) as database:
        await upkeep.migrate(database)
        click.echo("The schema is up to date.")


@main.command("import-draft")
@click.argument("file", type=_FILE)
@click.option("--json", "as_json_", is_flag=True, help="Print the whole structure as JSON.")
@click.option("--tracked", type=click.Choice(("accepted", "rejected")), default="accepted", help="What to do with tracked changes of Word.")
@click.pass_obj
def show_draft(settings: Settings, file: Path, as_json_: bool, tracked: Literal["accepted", "rejected"]) -> None:
    """Show what is found in a draft (`-` reads standard input), without storing anything."""
    found = as_json(_imported(settings, file, tracked))
    if as_json_:
        click.echo(json.dumps(found, ensure_ascii=False, indent=1))
        return
    click.echo(f"{found['title']} ({found['kind']}, {found['script']})")
    for kind, count in found["counts"].items():
        click.echo(f"  {count:5} {kind}")
    for finding in found["findings"]:
        click.echo(f"  {finding['place']}: {finding['message']}")


@main.command("compare")
@click.argument("old", type=_FILE)
@click.argument("new", type=_FILE)
@click.option("--json", "as_json_", is_flag=True, help="Print what changed as JSON.")
@click.option("--redline", type=click.Path(dir_okay=False, path_type=Path), help="Write a Word file with tracked changes.")
@click.pass_obj
def compare_drafts(settings: Settings, old: Path, new: Path, as_json_: bool, redline: Path | None) -> None:
    """Compare two drafts article by article, without storing anything."""
    before, after = (_imported(settings, file).text for file in (old, new))
    compared = compare(before.provisions, after.provisions)
    if redline is not None:
        redline.write_bytes(redlined(before.provisions, after.provisions, _about(after), utc_now()))
    if as_json_:
        click.echo(json.dumps(compared_as_json(compared), ensure_ascii=False, indent=1))
        return
    for unit in compared.units:
        labels = " → ".join(one.label or one.heading or one.anchor for one in (unit.old, unit.new) if one)
        if unit.changes != {Change.SAME}:
            click.echo(f"  {labels}: {', '.join(sorted(unit.changes))}")
    click.echo(", ".join(f"{count} {change.value}" for change, count in compared.counts.items() if count))


@main.command("export-draft")
@click.argument("file", type=_FILE)
@click.option("--to", "form", type=click.Choice(tuple(EXPORTS)), required=True, help="docx, akn (Akoma Ntoso) or txt.")
@click.option("--out", type=click.Path(dir_okay=False, path_type=Path), required=True, help="The file to write.")
@click.pass_obj
def export_draft(settings: Settings, file: Path, form: str, out: Path) -> None:
    """Read a draft of any format and write it as a clean Word file, as Akoma Ntoso or as plain text."""
    draft = _imported(settings, file).text
    out.write_bytes(EXPORTS[form](draft.provisions, _about(draft)))


def _imported(settings: Settings, file: Path, tracked: Literal["accepted", "rejected"] = "accepted") -> ImportedDraft:
    content, name = (sys.stdin.buffer.read(), "") if str(file) == "-" else (file.read_bytes(), file.name)
    limits = Limits(file_bytes=settings.upload_limit_mb * 1024 * 1024)
    return import_draft(content, name, limits=limits, soffice=settings.soffice, tracked=tracked)


def _about(draft: DraftText) -> About:
    """What is known of a draft that nobody stored: no authority, no number, the day of today."""
    today = utc_now().date()
    return About(draft.title, draft.act_kind, "working", "nacrt", "Dialog Tracker", today, 1, today, draft.language, draft.script)


@main.command("demo")
@click.option(
    "--draft", type=click.Path(exists=True, dir_okay=False, path_type=Path), help="A Word draft of your own instead of the sample."
)
@click.option(
    "--comments",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="A CSV table with columns for the organisation and the text.",
)
@click.option("--procedure", help="Key of the procedure, for example rs.public_debate.")
@click.option(
    "--out",
    type=click.Path(file_okay=False, path_type=Path),
    default=Path("demo-out"),
    show_default=True,
    help="Directory for the reports.",
)
@click.option("--no-serve", is_flag=True, help="Stop after the report.")
@click.option("--reset", is_flag=True, help="Begin with an empty demonstration.")
@click.option("--json", "as_json_", is_flag=True, help="Print the figures as JSON.")
@click.option("--port", type=int, help="Port to listen on.")
@click.pass_obj
def show(
    settings: Settings,
    draft: Path | None,
    comments: Path | None,
    procedure: str | None,
    out: Path,
    no_serve: bool,
    reset: bool,
    as_json_: bool,
    port: int | None,
) -> None:
    """Do the main job, from a Word draft to the report, and serve it."""
    own = demo.demo_settings(settings.at_port(port or settings.port))
    played = asyncio.run(demo.play(own, Wish(draft, comments, procedure, out, reset), utc_now(), demo.show_progress))
    if as_json_:
        click.echo(json.dumps(played, ensure_ascii=False, indent=1))
    else:
        _print_figures(played)
    if not no_serve:
        from dialog_tracker.server import serve as run  # noqa: PLC0415  (as above)

        run(own, worker=True, migrate=True)


def _print_figures(played: dict[str, Any]) -> None:
    click.echo(f"\n{played['title']} ({played['reference']})")
    click.echo(
        f"  {played['articles']} articles, {played['comments']} comments of {played['organisations']} organisations, {played['answered']} answered"
    )
    for report in played["reports"]:
        click.echo(f"  {report}")
    click.echo("\nSign-ins (password for all: " + played["password"] + ")")
    for role, email in played["sign_ins"].items():
        click.echo(f"  {role.replace('_', ' '):15} {email}")
    click.echo(f"\nOther commands find this with DIALOG_DATA_DIR={played['data_dir']}")


@main.command("add-user")
@click.argument("email")
@click.option("--name", required=True, help="Name of the person.")
@click.option("--role", type=click.Choice(["administrator", "overseer"]), default="administrator", show_default=True)
@click.option("--password-stdin", is_flag=True, help="Read the password from standard input instead of asking for it.")
@click.pass_obj
def add_user(settings: Settings, email: str, name: str, role: str, password_stdin: bool) -> None:
    """Add a person who administers or oversees the installation."""
    password = sys.stdin.readline().rstrip("\n") if password_stdin else click.prompt("Password", hide_input=True, confirmation_prompt=True)
    asyncio.run(_add_user(settings, email, name, Role(role), password))
    click.echo(f"{email} may now sign in as {role}.")


async def _add_user(settings: Settings, email: str, name: str, role: Role, password: str) -> None:
    async with upkeep.open_database(settings) as database:
        await upkeep.migrate(database) if database.started else await upkeep.check_schema(database)
        async with transaction(make_sessions(database.engine)) as session:
            now = utc_now()
            person_id = await accounts.add_person(session, now, email=email, name=name, password=password, confirmed=True)
            await accounts.grant(session, now, person_id, Held(role))


@main.command()
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
@click.pass_obj
@_asynchronous
async def backup(settings: Settings, file: Path) -> None:
    """Write the database and all files into one file."""
    async with upkeep.open_database(settings) as database:
        await upkeep.check_schema(database)
        contents = await upkeep.backup(database, upkeep.file_store(settings), file)
    click.echo(f"{file}: {len(contents['sha256'])} parts at revision {contents['revision']}.")


@main.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.pass_obj
@_asynchronous
async def restore(settings: Settings, file: Path) -> None:
    """Put a backup into an empty database, after verifying every part."""
    async with upkeep.open_database(settings) as database:
        contents = await upkeep.restore(database, upkeep.file_store(settings), file)
    click.echo(f"{len(contents['sha256'])} parts verified and restored.")


@main.command()
@click.pass_obj
@_asynchronous
async def doctor(settings: Settings) -> None:
    """Check what the installation needs and say what is missing."""
    found = await upkeep.examine(settings)
    for finding in found:
        click.echo(f"{'ok ' if finding.good else '-- '} {finding.name}: {finding.says}")
    if not all(finding.good for finding in found if finding.name in {"database", "schema", "data directory"}):
        sys.exit(1)


main.add_command(clock)
main.add_command(dump)
main.add_command(procedures)
main.add_command(import_consultations)
main.add_command(import_comments)
main.add_command(personal_data)
main.add_command(forget_data)
main.add_command(write_report)
main.add_command(programme_report)
main.add_command(import_activities)
main.add_command(year_report)
main.add_command(reindex)
main.add_command(oversight_report)
main.add_command(oversight_count)
for command in COMMANDS:
    main.add_command(command)
