"""Answers offline: the table of chosen comments as a workbook or a Word file, and what became of it when it came back."""

import asyncio
from collections.abc import Sequence
from typing import Any
from uuid import UUID

from litestar import Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath
from litestar.response import Redirect

from dialog_tracker.consultations.queries import Facts, facts_of
from dialog_tracker.directory.queries import authority
from dialog_tracker.documents.queries import act_card
from dialog_tracker.domain.answer_sheet import MOST_IN_WORD, MOST_ROWS, read_answer_sheet
from dialog_tracker.domain.answering import read_filter
from dialog_tracker.domain.attachment import MIB
from dialog_tracker.domain.draft_format import MEDIA_TYPES
from dialog_tracker.domain.errors import Conflict, DialogError, Malformed, NotFound
from dialog_tracker.domain.policy import Permission, require
from dialog_tracker.domain.reference import read_reference
from dialog_tracker.domain.response import ResponseStatus
from dialog_tracker.domain.script import Script
from dialog_tracker.office.answer_sheet_file import answer_document, answer_workbook
from dialog_tracker.office.incoming import Limits
from dialog_tracker.office.sandbox import read_tables_async
from dialog_tracker.office.sheets import read_sheet
from dialog_tracker.office.soffice import found_soffice
from dialog_tracker.responses import sheets, workbench
from dialog_tracker.responses.reusable import own_statuses_of
from dialog_tracker.storage.transaction import Db
from dialog_tracker.web.downloads import sent
from dialog_tracker.web.forms import Form
from dialog_tracker.web.messages import field_messages
from dialog_tracker.web.visitor import AnyRequest, Visitor, page

Here = NamedDependency[Visitor]
Posted = NamedDependency[Form]
_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


async def _facts(request: AnyRequest, visitor: Visitor, db: Any, reference: str) -> Facts:
    facts = await facts_of(db, read_reference(reference), request.app.state.clock())
    require(Permission.RESPONSE_DRAFT, visitor.actor, facts.policy)
    return facts


@get("/desk/c/{reference:str}/sheets/new/{kind:str}", name="sheet-file")
async def as_file(request: AnyRequest, visitor: Here, db: Db, reference: FromPath[str], kind: FromPath[str]) -> Response[bytes]:
    """Download the chosen comments as a table to be answered offline, in the reader's script.

    Raises NotFound("file-missing") and Malformed("too-many-at-once", "sheet-too-long-for-word").
    """
    facts = await _facts(request, visitor, db, reference)
    chosen = await workbench.ids_of(db, facts.id, read_filter(dict(request.query_params)), MOST_ROWS + 1)
    if kind not in {"xlsx", "docx"}:
        raise NotFound("file-missing")
    if len(chosen) > MOST_ROWS:
        raise Malformed("too-many-at-once", limit=MOST_ROWS)
    if kind == "docx" and len(chosen) > MOST_IN_WORD:
        raise Malformed("sheet-too-long-for-word", limit=MOST_IN_WORD)
    lines = await sheets.sheet_lines(db, chosen, latin=visitor.latin)
    own = [one.name for one in await own_statuses_of(db, facts.authority_id)]
    script = Script.LATIN if visitor.latin else Script.CYRILLIC
    name = f"odgovori-{facts.reference}.{kind}"
    if kind == "xlsx":
        return sent(await asyncio.to_thread(answer_workbook, lines, script, own), name, _XLSX)
    body = await authority(db, facts.authority_id)
    title, today = (await act_card(db, facts.act_id, latin=False)).title, facts.today(request.app.state.clock())
    written = await asyncio.to_thread(answer_document, lines, script, title, body.name, today, facts.reference, own)
    return sent(written, name, MEDIA_TYPES["docx"])


@get("/desk/c/{reference:str}/sheets", name="sheets")
async def show_sheets(request: AnyRequest, visitor: Here, db: Db, reference: FromPath[str]) -> Response[str]:
    """Show the tables that came back, and take one."""
    return await _page(request, visitor, db, await _facts(request, visitor, db, reference), {})


async def _page(request: AnyRequest, visitor: Visitor, db: Any, facts: Facts, errors: dict[str, str]) -> Response[str]:
    content = {
        "reference": facts.reference,
        "sheets": await sheets.sheets_of(db, facts.id),
        "limit": request.app.state.settings.upload_limit_mb,
        "most": MOST_ROWS,
        "most_in_word": MOST_IN_WORD,
        "errors": errors,
    }
    return page(request, visitor, "responses/sheets.html", content, status=422 if errors else 200)


@post("/desk/c/{reference:str}/sheets", name="sheet-bring", permission=Permission.RESPONSE_DRAFT)
async def bring(request: AnyRequest, visitor: Here, form: Posted, db: Db, reference: FromPath[str]) -> Response[Any]:
    """Take a table that came back: each answer lands on its comment as a draft, and what changed meanwhile waits."""
    facts = await _facts(request, visitor, db, reference)
    try:
        name, rows = await _rows(request, form)
        own = {one.name: ResponseStatus(one.maps_to) for one in await own_statuses_of(db, facts.authority_id)}
        read = read_answer_sheet(rows, own)
        async with db.begin_nested():
            sheet_id = await sheets.bring_sheet(db, visitor.actor, request.app.state.clock(), facts, name, read)
    except DialogError as refused:
        return await _page(request, visitor, db, facts, field_messages(visitor.language, {"file": refused}))
    return Redirect(f"/desk/c/{facts.reference}/sheets/{sheet_id}", status_code=303)


async def _rows(request: AnyRequest, form: Form) -> tuple[str, Sequence[Sequence[str]]]:
    """Read the rows of the file that was chosen; a document is opened in a child process. Raises Malformed."""
    settings = request.app.state.settings
    limits = Limits(file_bytes=settings.upload_limit_mb * MIB)
    name, content = await form.file("file", limits.file_bytes)
    if len(content) > limits.file_bytes:
        raise Malformed("draft-too-large", limit_mb=settings.upload_limit_mb)
    if name.lower().endswith((".xlsx", ".csv", ".tsv")):
        return name, await asyncio.to_thread(read_sheet, content)
    return name, await read_tables_async(content, limits, found_soffice(settings.soffice))


@get("/desk/c/{reference:str}/sheets/{sheet_id:uuid}", name="sheet")
async def show_sheet(request: AnyRequest, visitor: Here, db: Db, reference: FromPath[str], sheet_id: FromPath[UUID]) -> Response[str]:
    """Show what became of each row, and the answers that met others, side by side."""
    return await _sheet(request, visitor, db, await _facts(request, visitor, db, reference), sheet_id, {})


async def _sheet(request: AnyRequest, visitor: Visitor, db: Any, facts: Facts, sheet_id: UUID, errors: dict[str, str]) -> Response[str]:
    content = {"reference": facts.reference, "sheet": await sheets.sheet_of(db, facts.id, sheet_id), "errors": errors}
    return page(request, visitor, "responses/sheet.html", content, status=409 if errors else 200)


@post("/desk/c/{reference:str}/sheets/{sheet_id:uuid}", name="sheet-act", permission=Permission.RESPONSE_DRAFT)
async def decide(
    request: AnyRequest, visitor: Here, form: Posted, db: Db, reference: FromPath[str], sheet_id: FromPath[UUID]
) -> Response[Any]:
    """Take the answer of a row in place of the one that stands, or keep what stands."""
    facts, number = await _facts(request, visitor, db, reference), form.text("number", required=True)
    try:
        async with db.begin_nested():
            take = form.text("act") == "take"
            await sheets.decide_row(db, visitor.actor, request.app.state.clock(), facts, sheet_id, number, take=take)
    except Conflict as refused:
        return await _sheet(request, visitor, db, facts, sheet_id, field_messages(visitor.language, {"rows": refused}))
    return Redirect(f"/desk/c/{facts.reference}/sheets/{sheet_id}#rows", status_code=303)


HANDLERS = [as_file, show_sheets, bring, show_sheet, decide]
