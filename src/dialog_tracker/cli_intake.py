"""Commands that take comments in from files."""

import asyncio
import json
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import click
from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker

from dialog_tracker import upkeep
from dialog_tracker.analysis.actions import propose_groups
from dialog_tracker.analysis.queries import groups_of
from dialog_tracker.clock import utc_now
from dialog_tracker.consultations.queries import facts_of
from dialog_tracker.domain.group import GroupState
from dialog_tracker.domain.incoming import IncomingTable, LeftOut, Preset, only_points_to_attachment, preset_of, read_table
from dialog_tracker.domain.policy import Actor, Held, Role
from dialog_tracker.domain.reference import read_reference
from dialog_tracker.domain.script import fold
from dialog_tracker.intake.actions import Given
from dialog_tracker.intake.imports import Imported, import_table
from dialog_tracker.office.sheets import Rows, read_sheet
from dialog_tracker.settings import Settings
from dialog_tracker.storage.engine import make_sessions, transaction
from dialog_tracker.web.messages import message

_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@click.command("import-comments")
@click.argument("path", metavar="FILE", type=click.Path(exists=True, path_type=Path))
@click.option("--consultation", "reference", required=True, help="Reference of the consultation, for example JR-2026-0007.")
@click.option(
    "--preset", type=click.Choice([preset.value for preset in Preset]), help="Format of the file; recognised by its header if left out."
)
@click.option("--language", default="", help="Language of the comments; that of the format or of the draft if left out.")
@click.option("--json", "as_json", is_flag=True, help="Print what came in, what did not, and the proposed groups as JSON.")
@click.pass_obj
def import_comments(settings: Settings, path: Path, reference: str, preset: str | None, language: str, as_json: bool) -> None:
    """Take in comments from a table (CSV, XLSX); the same file comes into a consultation once."""
    chosen = Preset(preset) if preset else None
    done = asyncio.run(_import(settings, path, read_reference(reference), chosen, language))
    if as_json:
        click.echo(json.dumps(done, ensure_ascii=False, indent=1))
        return
    click.echo(f"{done['submissions']} submissions with {done['comments']} comments of {done['organisations']} organisations came in.")
    for row in done["not_imported"]:
        click.echo(f"  row {row['row']}: {row['reason']}")
    click.echo(
        f"{done['withdrawn']} withdrawn, {done['attachment_only']} only point to an attachment, {done['proposed_groups']} groups proposed."
    )


async def _import(settings: Settings, path: Path, reference: str, preset: Preset | None, language: str) -> dict[str, Any]:
    async with upkeep.open_database(settings) as database:
        await upkeep.migrate(database) if database.started else await upkeep.check_schema(database)
        sessions = make_sessions(database.engine)
        return await _import_table(settings, sessions, path, reference, preset, language)


async def _import_table(
    settings: Settings, sessions: async_sessionmaker[AsyncSession], path: Path, reference: str, preset: Preset | None, language: str
) -> dict[str, Any]:
    content = await asyncio.to_thread(path.read_bytes)
    rows = await asyncio.to_thread(read_sheet, content)
    chosen = preset or preset_of(rows[0] if rows else [])
    given = Given(path.name, upkeep.file_store(settings).put(content), len(content), _XLSX if content.startswith(b"PK") else "text/csv")
    actor, read = await _contact_point(sessions, reference), _Read(rows, chosen)
    done = await import_table(sessions, utc_now, actor, reference, given, chosen, read, language=language, progress=_progress())
    async with transaction(sessions) as session:
        facts = await facts_of(session, reference, utc_now())
        proposed = await propose_groups(session, actor, utc_now(), facts)
        groups = await groups_of(session, facts.id, GroupState.PROPOSED, latin=False)
    return _as_json(done, read.table, chosen) | {
        "proposed_groups": proposed,
        "groups": [
            {
                "comments": [member.number for member in group.members],
                "size": group.size,
                "identical": group.identical,
                "likeness": group.least,
            }
            for group in groups
        ],
    }


class _Read:
    """Reads the rows once the zone is known, and keeps what was read for the figures."""

    def __init__(self, rows: Rows, preset: Preset) -> None:
        self._rows, self._preset = rows, preset
        self.table = IncomingTable((), ())

    def __call__(self, zone: str) -> IncomingTable:
        self.table = read_table(self._rows, zone, self._preset)
        return self.table


async def _contact_point(sessions: async_sessionmaker[AsyncSession], reference: str) -> Actor:
    """Whoever may run commands on the server acts for the authority, in nobody's name."""
    async with transaction(sessions) as session:
        facts = await facts_of(session, reference, utc_now())
    return Actor(None, frozenset({Held(Role.CONTACT_POINT, facts.authority_id)}))


def _progress() -> Callable[[int, int], None]:
    def tell(done: int, rows: int) -> None:
        if sys.stderr.isatty():
            click.echo(f"\r{done} of {rows}", nl=done >= rows, err=True)

    return tell


def _as_json(done: Imported, table: IncomingTable, preset: Preset) -> dict[str, Any]:
    left_out = {one.row for one in done.left_out}
    taken = [one for one in table.submissions if one.row not in left_out]
    pointing = [one for one in taken if any(only_points_to_attachment(said.reasons) and not said.proposed for said in one.comments)]
    decisions: dict[str, int] = {}
    for said in (said for one in taken for said in one.comments if said.decision):
        decisions[said.decision] = decisions.get(said.decision, 0) + 1
    return {
        "preset": preset.value,
        "submissions": done.submissions,
        "comments": done.comments,
        "organisations": len({fold(one.organisation) for one in taken if one.organisation}),
        "submitters": len({(fold(one.organisation), fold(one.name)) for one in taken if one.organisation or one.name}),
        "withdrawn": sum(one.withdrawn for one in taken) + sum(one.code == "row-withdrawn" for one in done.left_out),
        "attachment_only": len(pointing),
        "attachment_only_rows": [one.row for one in pointing],
        "decisions": decisions,
        "not_imported": [_left_out(one) for one in done.left_out],
    }


def _left_out(one: LeftOut) -> dict[str, Any]:
    return {"row": one.row, "code": one.code, "reason": message("en", one.code, one.facts), "source": one.source}
