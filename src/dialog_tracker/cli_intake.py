"""Commands that take comments in from files."""

import asyncio
import json
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import click
from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker

from dialog_tracker import upkeep
from dialog_tracker.analysis.actions import propose_groups
from dialog_tracker.analysis.queries import groups_of
from dialog_tracker.clock import utc_now
from dialog_tracker.consultations.queries import facts_of
from dialog_tracker.domain.attachment import ATTACHMENT_TYPES, AttachmentFormat
from dialog_tracker.domain.comment_columns import Preset, preset_of
from dialog_tracker.domain.errors import Conflict, DialogError
from dialog_tracker.domain.group import GroupState
from dialog_tracker.domain.held_rows import Unplaced
from dialog_tracker.domain.incoming import FileState, IncomingTable, LeftOut, only_points_to_attachment, read_table
from dialog_tracker.domain.policy import Actor, Held, Role
from dialog_tracker.domain.reference import read_reference
from dialog_tracker.domain.script import fold
from dialog_tracker.intake.actions import Given
from dialog_tracker.intake.forms import Came, receive_form
from dialog_tracker.intake.held import Waits
from dialog_tracker.intake.imports import Imported, import_table
from dialog_tracker.intake.letters_in import receive_letter
from dialog_tracker.intake.queries import organisations_behind
from dialog_tracker.office.attachments import recognise
from dialog_tracker.office.bundles import Bundled, is_bundle, unbundle
from dialog_tracker.office.formats import Format, sniff
from dialog_tracker.office.incoming import Limits
from dialog_tracker.office.mail_reading import is_mail
from dialog_tracker.office.sheets import SHEET_LIMITS, Rows, read_sheet
from dialog_tracker.office.soffice import found_soffice
from dialog_tracker.responses.brought import bring_decisions
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
@click.option(
    "--unplaced",
    type=click.Choice([unplaced.value for unplaced in Unplaced]),
    help="What becomes of rows of a table whose place the draft does not have: `hold` lets their submission wait on the desk, `general` takes "
    "them in as comments on the draft as a whole. Left out: `hold` for tables of no known format, `general` for the others.",
)
@click.option("--language", default="", help="Language of the comments; that of the format or of the draft if left out.")
@click.option("--json", "as_json", is_flag=True, help="Print what came in, what did not, and the proposed groups as JSON.")
@click.pass_obj
def import_comments(
    settings: Settings, path: Path, reference: str, preset: str | None, unplaced: str | None, language: str, as_json: bool
) -> None:
    """Take in comments from a table (CSV, XLSX), or from letters (.eml, .msg) and Word forms (one, a folder, a ZIP); the same file comes in once."""
    how = _How(Preset(preset) if preset else None, Unplaced(unplaced) if unplaced else None, language)
    done = asyncio.run(_import(settings, path, read_reference(reference), how))
    if as_json:
        click.echo(json.dumps(done, ensure_ascii=False, indent=1))
        return
    click.echo(f"{done['submissions']} submissions with {done['comments']} comments of {done['organisations']} organisations came in.")
    for row in done["not_imported"]:
        click.echo(f"  {row.get('file') or 'row ' + str(row['row'])}: {row['reason']}")
    for one in done["waiting"]:
        click.echo(f"  row {one['row']} waits on the desk: {one['reason']}" if "row" in one else _waiting_form(one))
    click.echo(f"{done['withdrawn']} withdrawn, {done['proposed_groups']} groups of like comments proposed.")


def _waiting_form(form: Mapping[str, Any]) -> str:
    return f"  {form['file']} waits on the desk: {form['comments']} comments to look at"


@dataclass(frozen=True, slots=True)
class _How:
    """How a file is read, where the command line says so."""

    preset: Preset | None
    unplaced: Unplaced | None
    language: str


async def _import(settings: Settings, path: Path, reference: str, how: _How) -> dict[str, Any]:
    files = await asyncio.to_thread(_files, path)
    async with upkeep.open_database(settings) as database:
        await upkeep.migrate(database) if database.started else await upkeep.check_schema(database)
        sessions = make_sessions(database.engine)
        actor = await _contact_point(sessions, reference)
        if how.preset is Preset.DOCX_FORM or (how.preset is None and (len(files) > 1 or _is_form(files[0]))):
            done = await _import_forms(settings, sessions, actor, files, reference)
        else:
            done = await _import_table(settings, sessions, actor, files[0], reference, how)
        return done | await _groups(sessions, actor, reference)


def _files(path: Path) -> list[Bundled]:
    """A folder is taken file by file, a ZIP is unpacked, anything else is itself."""
    if path.is_dir():
        found = sorted(one for one in path.rglob("*") if one.is_file() and not one.name.startswith((".", "~$")))
        return [Bundled(one.name, one.read_bytes()) for one in found]
    content = path.read_bytes()
    return list(unbundle(content, Limits().file_bytes)) if is_bundle(content) else [Bundled(path.name, content)]


def _is_form(file: Bundled) -> bool:
    """Tell a letter or a document from a table: what is no workbook and no plain text is a form."""
    if is_mail(file.content, file.name):
        return True
    try:
        return sniff(file.content, SHEET_LIMITS) is not Format.TXT and recognise(file.content, SHEET_LIMITS) is not AttachmentFormat.XLSX
    except DialogError:
        return not file.name.lower().endswith((".csv", ".xlsx", ".tsv"))


async def _import_forms(
    settings: Settings, sessions: async_sessionmaker[AsyncSession], actor: Actor, files: Sequence[Bundled], reference: str
) -> dict[str, Any]:
    """Take in forms one by one, each in a transaction of its own: a bad one stops no other."""
    store, soffice = upkeep.file_store(settings), found_soffice(settings.soffice)
    taken: list[Came] = []
    waiting: list[dict[str, Any]] = []
    refused: list[dict[str, Any]] = []
    for at, file in enumerate(files, 1):
        given = Given(file.name, store.put(file.content), len(file.content), _media_type(file))
        try:
            async with transaction(sessions) as session:
                facts = await facts_of(session, reference, utc_now())
                if is_mail(file.content, file.name):
                    letter = await receive_letter(session, actor, utc_now(), facts, given, file.content, store, soffice=soffice)
                    came = Came(letter, comments=letter.rows)
                else:
                    came = await receive_form(session, actor, utc_now(), facts, given, file.content, soffice=soffice)
        except Conflict as before:
            refused.append(_refused(at, file.name, before.code, before.facts))
            continue
        if came.number:
            taken.append(came)
        elif came.file.state == FileState.WAITING:
            waiting.append({"file": file.name, "comments": came.comments, "rows_without_place": list(came.unplaced)})
        else:
            refused.append(_refused(at, file.name, came.file.code, came.file.facts))
    async with transaction(sessions) as session:
        organisations = await organisations_behind(session, [came.number for came in taken])
    return {
        "preset": Preset.DOCX_FORM.value,
        "submissions": len(taken),
        "comments": sum(came.comments for came in taken),
        "organisations": organisations,
        "withdrawn": 0,
        "numbers": [came.number for came in taken],
        "waiting": waiting,
        "not_imported": refused,
    }


def _media_type(file: Bundled) -> str:
    try:
        return ATTACHMENT_TYPES[recognise(file.content)]
    except DialogError:
        return "application/octet-stream"


def _refused(row: int, name: str, code: str, facts: Mapping[str, Any]) -> dict[str, Any]:
    return {"row": row, "file": name, "code": code, "reason": message("en", code, facts)}


async def _groups(sessions: async_sessionmaker[AsyncSession], actor: Actor, reference: str) -> dict[str, Any]:
    async with transaction(sessions) as session:
        facts = await facts_of(session, reference, utc_now())
        proposed = await propose_groups(session, actor, utc_now(), facts)
        groups = await groups_of(session, facts.id, GroupState.PROPOSED, latin=False)
    told = [
        {"comments": [member.number for member in group.members], "size": group.size, "identical": group.identical, "likeness": group.least}
        for group in groups
    ]
    return {"proposed_groups": proposed, "groups": told}


async def _import_table(
    settings: Settings,
    sessions: async_sessionmaker[AsyncSession],
    actor: Actor,
    file: Bundled,
    reference: str,
    how: _How,
) -> dict[str, Any]:
    rows = await asyncio.to_thread(read_sheet, file.content)
    chosen = how.preset or preset_of(rows[0] if rows else [])
    form = _XLSX if file.content.startswith(b"PK") else "text/csv"
    given = Given(file.name, upkeep.file_store(settings).put(file.content), len(file.content), form)
    read = _Read(rows, chosen)
    more: dict[str, Any] = {"language": how.language, "unplaced": how.unplaced, "progress": _tell, "decisions": bring_decisions}
    done = await import_table(sessions, utc_now, actor, reference, given, chosen, read, **more)
    return _as_json(done, read.table, chosen)


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


async def _tell(done: int, rows: int) -> bool:
    if sys.stderr.isatty():
        click.echo(f"\r{done} of {rows}", nl=done >= rows, err=True)
    return True


def _as_json(done: Imported, table: IncomingTable, preset: Preset) -> dict[str, Any]:
    not_taken = {one.row for one in done.left_out} | {one.row for one in done.held}
    taken = [one for one in table.submissions if one.row not in not_taken]
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
        "waiting": [_waits(one) for one in done.held],
        "not_imported": [_left_out(one) for one in done.left_out],
    }


def _waits(one: Waits) -> dict[str, Any]:
    code = "place-not-in-draft" if one.unplaced else "row-waits-with-submission"
    return {"row": one.row, "place": one.place, "code": code, "reason": message("en", code, {"place": one.place})}


def _left_out(one: LeftOut) -> dict[str, Any]:
    return {"row": one.row, "code": one.code, "reason": message("en", one.code, one.facts), "source": one.source}
