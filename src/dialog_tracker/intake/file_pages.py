"""Comments that come in files: forms, tables and bundles of them; the screen where rows get their place, and the one where columns do."""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, time
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from litestar import Response, get, post
from litestar.datastructures import UploadFile
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery
from litestar.response import Redirect

from dialog_tracker.comments import mail
from dialog_tracker.consultations.queries import Facts, facts_of
from dialog_tracker.directory.queries import organisations
from dialog_tracker.documents.queries import all_places, text_of
from dialog_tracker.domain.comment_columns import Column, Preset
from dialog_tracker.domain.errors import Conflict, DialogError, FieldErrors, Malformed, NotFound
from dialog_tracker.domain.held_rows import UNDECIDED, WHOLE
from dialog_tracker.domain.incoming import FileState
from dialog_tracker.domain.policy import Permission, allows, require
from dialog_tracker.domain.reference import read_reference
from dialog_tracker.domain.submission import Channel, NameDisplay
from dialog_tracker.intake import actions, forms, queries, tables_in
from dialog_tracker.intake.arrivals import Arrival, receive_file, unpacked
from dialog_tracker.intake.held import Choices, held_of, take_held
from dialog_tracker.office.bundles import Bundled
from dialog_tracker.office.incoming import Limits
from dialog_tracker.office.soffice import found_soffice
from dialog_tracker.storage.transaction import Db
from dialog_tracker.web.downloads import download
from dialog_tracker.web.forms import Form
from dialog_tracker.web.messages import field_messages, message
from dialog_tracker.web.visitor import AnyRequest, Visitor, page

Here = NamedDependency[Visitor]
Posted = NamedDependency[Form]
_MIB = 1024 * 1024
_CHANNELS = (Channel.EMAIL, Channel.POST, Channel.OFFICE, Channel.PORTAL, Channel.EVENT)
_PLACES = ("article", "annex", "preamble", "activity", "measure", "objective")
_MOST_AT_ONCE = 200


@get("/desk/c/{reference:str}/files", name="intake-files")
async def show_files(request: AnyRequest, visitor: Here, db: Db, reference: FromPath[str]) -> Response[str]:
    """Show the files that came, those that wait for somebody first, and the form to bring more while comments are taken."""
    facts = await _facts(request, visitor, db, reference)
    return await _files_page(request, visitor, db, facts, {}, {})


async def _facts(
    request: AnyRequest, visitor: Visitor, db: Any, reference: str, permission: Permission = Permission.COMMENT_READ_FILES
) -> Facts:
    facts = await facts_of(db, read_reference(reference), request.app.state.clock())
    require(permission, visitor.actor, facts.policy)
    return facts


async def _files_page(
    request: AnyRequest, visitor: Visitor, db: Any, facts: Facts, typed: dict[str, str], errors: dict[str, str]
) -> Response[str]:
    content = {
        "reference": facts.reference,
        "files": await queries.files_of(db, facts.id),
        "may_bring": allows(Permission.COMMENT_LOG, visitor.actor, facts.policy),
        "channels": _CHANNELS,
        "limit_mb": request.app.state.settings.upload_limit_mb,
        "typed": typed,
        "errors": errors,
    }
    return page(request, visitor, "intake/files.html", content, status=422 if errors else 200)


@post("/desk/c/{reference:str}/files", name="intake-files-add", permission=Permission.COMMENT_LOG)
async def bring(request: AnyRequest, visitor: Here, form: Posted, db: Db, reference: FromPath[str]) -> Response[Any]:
    """Take in files: each is looked at alone, and a bad one does not stop the others."""
    facts, now = await _facts(request, visitor, db, reference, Permission.COMMENT_LOG), request.app.state.clock()
    typed = {name: form.text(name) for name in ("channel", "received_on")}
    channel, received_on = form.choice("channel", Channel, Channel.EMAIL), form.day("received_on", required=False)
    try:
        form.check()
        limits = Limits(file_bytes=request.app.state.settings.upload_limit_mb * _MIB)
        files = await _given(form, limits)
        if not files:
            raise Malformed("attachment-empty", field="files")
        received_at = _instant(facts, received_on, None, now)
        if received_at > now:
            raise Malformed("date-in-future", field="received_on")
        arrival = Arrival(facts, channel, received_at, limits, found_soffice(request.app.state.settings.soffice))
        came = [await _receive(request, visitor, db, arrival, file) for file in files]
    except DialogError as refused:
        by_field = refused.by_field if isinstance(refused, FieldErrors) else {str(refused.facts.get("field", "files")): refused}
        return await _files_page(request, visitor, db, facts, typed, field_messages(visitor.language, by_field))
    refusals = [said for said, _ in came if said]
    if refusals and len(refusals) == len(came):
        return await _files_page(request, visitor, db, facts, typed, {"files": " ".join(refusals[:5])})
    only = came[0][1] if len(came) == 1 else None
    return Redirect(only or f"/desk/c/{facts.reference}/files", status_code=303)


async def _given(form: Form, limits: Limits) -> list[Bundled]:
    """Read the files that were chosen; a ZIP is unpacked."""
    given = form.fields.getall("files", []) if hasattr(form.fields, "getall") else [form.fields.get("files")]
    files: list[Bundled] = []
    for one in given:
        if isinstance(one, UploadFile) and one.filename:
            files += await asyncio.to_thread(unpacked, one.filename, await one.read(limits.file_bytes + 1), limits)
    if len(files) > _MOST_AT_ONCE:
        raise Malformed("bundle-too-large", field="files", limit=_MOST_AT_ONCE)
    return files


async def _receive(request: AnyRequest, visitor: Visitor, db: Any, arrival: Arrival, file: Bundled) -> tuple[str, str]:
    """Take in one file; gives why it did not come in, if so, and the page that is next."""
    state, here = request.app.state, f"/desk/c/{arrival.facts.reference}/files"
    try:
        done = await receive_file(db, visitor.actor, state.clock(), state.files, arrival, file)
    except (Conflict, Malformed) as refused:
        return f"{file.name}: {message(visitor.language, refused.code, refused.facts)}", here
    if done.file.state == FileState.REFUSED:
        return f"{file.name}: {message(visitor.language, done.file.code, done.file.facts)}", here
    return "", f"/k/{done.number}" if done.number else f"{here}/{done.file.id}"


def _instant(facts: Facts, day: Any, at: time | None, now: datetime) -> datetime:
    """A day without a time counts as its noon, and today as now."""
    if day is None or (at is None and day == facts.today(now)):
        return now
    return datetime.combine(day, at or time(12), ZoneInfo(facts.window.zone)).astimezone(UTC)


@get("/desk/c/{reference:str}/files/{file_id:uuid}", name="intake-file")
async def show_file(
    request: AnyRequest,
    visitor: Here,
    db: Db,
    reference: FromPath[str],
    file_id: FromPath[UUID],
    after: FromQuery[int] = 0,
    held: FromQuery[int] = 0,
) -> Response[Any]:
    """Show one file: what it waits for, or what came of it, which rows wait for a place and which did not come in."""
    facts = await _facts(request, visitor, db, reference)
    file = await _own_file(db, facts, file_id)
    if file.state == FileState.WAITING and allows(Permission.COMMENT_LOG, visitor.actor, facts.policy):
        if file.preset in {Preset.DOCX_FORM, Preset.MAIL}:
            return await _form_page(request, visitor, db, facts, file_id, {}, {})
        return await _columns_page(request, visitor, db, facts, file, {})
    return await _rows_page(request, visitor, db, facts, file, _From(after, held), {}, {})


@dataclass(frozen=True, slots=True)
class _From:
    """After which row the lists of rows begin: those that did not come in, and those that wait."""

    after: int = 0
    held: int = 0


async def _rows_page(
    request: AnyRequest,
    visitor: Visitor,
    db: Any,
    facts: Facts,
    file: queries.FileLine,
    begin: _From,
    typed: Mapping[str, str],
    errors: dict[str, str],
    late: Sequence[int] = (),
) -> Response[str]:
    places = await all_places(db, facts.version_id) if file.held else {}
    lines = await text_of(db, facts.version_id, latin=visitor.latin) if file.held else []
    content = {
        "reference": facts.reference,
        "file": file,
        "came": await queries.came_of_table(db, file),
        "rows": await queries.rows_left_out(db, file.id, begin.after),
        "job": await tables_in.job_of_file(db, file.id),
        "held": await held_of(db, file.id, places, begin.held),
        "begin": begin.held,
        "known": places,
        "places": [line for line in lines if line.kind in _PLACES],
        "may_take": allows(Permission.COMMENT_LOG, visitor.actor, facts.policy),
        "late": late,
        "typed": typed,
        "errors": errors,
    }
    return page(request, visitor, "intake/file.html", content, status=422 if errors else 409 if late else 200)


@post("/desk/c/{reference:str}/files/{file_id:uuid}/rows", name="intake-rows", permission=Permission.COMMENT_LOG)
async def place_rows(
    request: AnyRequest, visitor: Here, form: Posted, db: Db, reference: FromPath[str], file_id: FromPath[UUID]
) -> Response[Any]:
    """Take in submissions whose rows were given their places; what somebody else decided meanwhile is told, and stands."""
    facts, now = await _facts(request, visitor, db, reference, Permission.COMMENT_LOG), request.app.state.clock()
    file = await _own_file(db, facts, file_id)
    typed = {name: form.long_text(name) for name in form.fields if isinstance(form.fields.get(name), str)}
    shown, places, reasons = (_by_row(typed, stem) for stem in ("held-", "place-", "why-"))
    begin = _From(held=min(shown, default=1) - 1)
    everything = form.text("act") == "all"
    choices = Choices(tuple(shown), places, reasons, WHOLE if everything else UNDECIDED, everything)
    try:
        async with db.begin_nested():
            outcome = await take_held(db, visitor.actor, now, facts, file, choices)
    except FieldErrors as refused:
        return await _rows_page(request, visitor, db, facts, file, begin, typed, field_messages(visitor.language, refused.by_field))
    if outcome.late:
        return await _rows_page(request, visitor, db, facts, await _own_file(db, facts, file_id), _From(), {}, {}, outcome.late)
    return Redirect(f"/desk/c/{facts.reference}/files/{file_id}", status_code=303)


def _by_row(typed: Mapping[str, str], stem: str) -> dict[int, str]:
    """Rows of a file are numbered from 1, and no table has a thousand million of them."""
    names = [name for name in typed if name.startswith(stem) and name.removeprefix(stem).isascii()]
    return {int(row): typed[name] for name in names if (row := name.removeprefix(stem)).isdigit() and len(row) < 10}


async def _own_file(db: Any, facts: Facts, file_id: UUID) -> queries.FileLine:
    file = await queries.file_line(db, file_id)
    if file.consultation_id != facts.id:
        raise NotFound("file-missing")
    return file


@get("/desk/c/{reference:str}/files/{file_id:uuid}/original", name="intake-original")
async def original(request: AnyRequest, visitor: Here, db: Db, reference: FromPath[str], file_id: FromPath[UUID]) -> Response[bytes]:
    """Download a file as it came."""
    file = await _own_file(db, await _facts(request, visitor, db, reference), file_id)
    if file.erased_at is not None:
        raise NotFound("file-erased")
    return download(request, file.sha256, file.name, "application/octet-stream")


async def _form_page(
    request: AnyRequest, visitor: Visitor, db: Any, facts: Facts, file_id: UUID, typed: Mapping[str, str], errors: dict[str, str]
) -> Response[str]:
    waits = await forms.waiting_form(db, visitor.actor, facts, file_id)
    lines = await text_of(db, facts.version_id, latin=visitor.latin)
    day = waits.received_at.astimezone(ZoneInfo(facts.window.zone)).date().isoformat()
    content = {
        "reference": facts.reference,
        "waits": waits,
        "places": [line for line in lines if line.kind in _PLACES],
        "organisations": await organisations(db, latin=visitor.latin),
        "displays": list(NameDisplay),
        "typed": {"received_on": day, **forms.kept_words(waits), **typed},
        "errors": errors,
    }
    return page(request, visitor, "intake/form.html", content, status=422 if errors else 200)


@post("/desk/c/{reference:str}/files/{file_id:uuid}/form", name="intake-form", permission=Permission.COMMENT_LOG)
async def take_form(
    request: AnyRequest, visitor: Here, form: Posted, db: Db, reference: FromPath[str], file_id: FromPath[UUID]
) -> Response[Any]:
    """Take in a form with the places that were chosen, or lay it aside."""
    facts, now = await _facts(request, visitor, db, reference, Permission.COMMENT_LOG), request.app.state.clock()
    if form.text("act") == "drop":
        await actions.drop_file(db, visitor.actor, now, facts, file_id)
        return Redirect(f"/desk/c/{facts.reference}/files", status_code=303)
    typed = {name: form.long_text(name) for name in form.fields if isinstance(form.fields.get(name), str)}
    day = form.day("received_on")
    try:
        form.check()
        mended = forms.Mended(
            form.text("organisation"),
            form.text("name"),
            form.text("email"),
            _instant(facts, day, None, now),
            {int(name.removeprefix("place-")): _place(said) for name, said in typed.items() if name.removeprefix("place-").isdigit()},
            form.text("display"),
        )
        async with db.begin_nested():
            letter = None
            if form.checked("acknowledge") and mended.email:
                letter = mail.receipt(visitor.language, request.app.state.settings.base_url)
            number = await forms.take_mended(db, visitor.actor, now, facts, file_id, mended, letter)
    except (Malformed, FieldErrors, Conflict) as refused:
        by_field = refused.by_field if isinstance(refused, FieldErrors) else {str(refused.facts.get("field", "act")): refused}
        return await _form_page(request, visitor, db, facts, file_id, typed, field_messages(visitor.language, by_field))
    return Redirect(f"/k/{number}", status_code=303)


def _place(said: str) -> str | None:
    """„drop” leaves the row out, „?” leaves its place as it was read, nothing is a general comment."""
    return None if said == "drop" else said


async def _columns_page(
    request: AnyRequest, visitor: Visitor, db: Any, facts: Facts, file: queries.FileLine, errors: dict[str, str]
) -> Response[str]:
    table = await tables_in.waiting_table(db, facts, file, request.app.state.files)
    content = {
        "reference": facts.reference,
        "file": file,
        "header": table.header,
        "sample": table.sample,
        "chosen": table.chosen,
        "columns": [column for column in Column if column is not Column.DECISION],
        "rows": table.rows,
        "errors": errors,
    }
    return page(request, visitor, "intake/columns.html", content, status=422 if errors else 200)


@post("/desk/c/{reference:str}/files/{file_id:uuid}/columns", name="intake-columns", permission=Permission.COMMENT_LOG)
async def take_table(
    request: AnyRequest, visitor: Here, form: Posted, db: Db, reference: FromPath[str], file_id: FromPath[UUID]
) -> Response[Any]:
    """Take in a table with its columns as they were chosen; the work is a job, since a table may be long."""
    facts, now = await _facts(request, visitor, db, reference, Permission.COMMENT_LOG), request.app.state.clock()
    file = await _own_file(db, facts, file_id)
    if form.text("act") == "drop":
        await actions.drop_file(db, visitor.actor, now, facts, file_id)
        return Redirect(f"/desk/c/{facts.reference}/files", status_code=303)
    try:
        async with db.begin_nested():
            await tables_in.queue_table(db, visitor.actor, now, facts, file, _chosen(form), request.app.state.files)
    except Malformed as refused:
        return await _columns_page(request, visitor, db, facts, file, field_messages(visitor.language, {"column-0": refused}))
    return Redirect(f"/desk/c/{facts.reference}/files/{file_id}", status_code=303)


def _chosen(form: Form) -> dict[int, Column]:
    names: Sequence[str] = [name for name in form.fields if name.removeprefix("column-").isdigit()]
    known = {column.value for column in Column}
    return {int(name.removeprefix("column-")): Column(said) for name in names if (said := form.text(name)) in known}


HANDLERS = [show_files, bring, show_file, original, take_form, take_table, place_rows]
