"""The file of an act on the desk: its versions, the documents kept with it, its areas of work and its path."""

import asyncio
from typing import Any
from uuid import UUID

from litestar import Response, get, post
from litestar.datastructures import UploadFile
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery
from litestar.response import Redirect

from dialog_tracker.desk import queries
from dialog_tracker.documents.actions import add_document, keep_file, mark_document, note_stage, set_areas
from dialog_tracker.documents.queries import areas_of, gazette_of
from dialog_tracker.domain.act import ActStageKind, DocumentKind
from dialog_tracker.domain.attachment import ATTACHMENT_TYPES, MIB, safe_name
from dialog_tracker.domain.errors import Malformed, NotFound
from dialog_tracker.domain.policy import Facts, Permission, require
from dialog_tracker.office.attachments import recognise
from dialog_tracker.office.incoming import Limits
from dialog_tracker.storage.transaction import Db
from dialog_tracker.web.downloads import download
from dialog_tracker.web.forms import Form
from dialog_tracker.web.messages import field_messages
from dialog_tracker.web.visitor import AnyRequest, Visitor, page

Here = NamedDependency[Visitor]
Posted = NamedDependency[Form]


@get("/desk/acts/{act_id:uuid}", name="desk-act")
async def show_act(request: AnyRequest, visitor: Here, db: Db, act_id: FromPath[UUID], kept: FromQuery[str | None] = None) -> Response[str]:
    """Show the versions of an act, with those that are not public yet, and the files kept with it."""
    return await _act_page(request, visitor, db, act_id, {}, kept=kept == "scan")


async def _act_page(
    request: AnyRequest, visitor: Visitor, db: Any, act_id: UUID, errors: dict[str, str], *, kept: bool = False
) -> Response[str]:
    content = await queries.desk_act(db, visitor.actor, act_id, latin=visitor.latin)
    more = {"kept": kept, "areas": await areas_of(db, act_id, visitor.language), "stages": list(ActStageKind)}
    more |= {"gazette": await gazette_of(db, act_id, latin=visitor.latin)}
    more |= {"document_kinds": list(DocumentKind), "limit_mb": request.app.state.settings.upload_limit_mb, "errors": errors}
    return page(request, visitor, "desk/act.html", content, status=422 if errors else 200, **more)


@get("/desk/acts/{act_id:uuid}/files/{file_id:uuid}", name="desk-act-file")
async def act_file(request: AnyRequest, visitor: Here, db: Db, act_id: FromPath[UUID], file_id: FromPath[UUID]) -> Response[bytes]:
    """Download a file kept with an act."""
    content = await queries.desk_act(db, visitor.actor, act_id, latin=False)
    found = next((one for one in content.attachments if one.id == file_id), None)
    if found is None:
        raise NotFound("file-missing")
    return download(request, found.sha256, found.name, found.media_type)


@post("/desk/acts/{act_id:uuid}/files", name="act-file-add", permission=Permission.DRAFT_IMPORT)
async def add_file(request: AnyRequest, visitor: Here, form: Posted, db: Db, act_id: FromPath[UUID]) -> Response[Any]:
    """Keep a document with an act: the explanatory note, the analysis of effects, a programme."""
    act = (await queries.desk_act(db, visitor.actor, act_id, latin=False)).act
    require(Permission.DRAFT_IMPORT, visitor.actor, Facts(authority_id=act.authority_id))  # before anything is kept
    limit = request.app.state.settings.upload_limit_mb * MIB
    kind, public = form.choice("kind", DocumentKind, DocumentKind.OTHER), form.checked("public")
    try:
        given = form.fields.get("file")
        content = await given.read(limit + 1) if isinstance(given, UploadFile) and given.filename else b""
        found = await asyncio.to_thread(recognise, content, Limits(file_bytes=limit))
    except Malformed as refused:
        return await _act_page(request, visitor, db, act_id, field_messages(visitor.language, {"file": refused}))
    assert isinstance(given, UploadFile)
    now, store = request.app.state.clock(), request.app.state.files
    sha256 = await asyncio.to_thread(store.put, content)
    await keep_file(db, now, sha256=sha256, size=len(content), media_type=ATTACHMENT_TYPES[found])
    name = safe_name(given.filename, found)
    await add_document(db, visitor.actor, now, act_id, sha256=sha256, name=name, kind=kind, public=public)
    return Redirect(f"/desk/acts/{act_id}#files", status_code=303)


@post("/desk/acts/{act_id:uuid}/files/{file_id:uuid}", name="act-file-mark", permission=Permission.DRAFT_IMPORT)
async def mark_file(request: AnyRequest, visitor: Here, form: Posted, db: Db, act_id: FromPath[UUID], file_id: FromPath[UUID]) -> Redirect:
    """Say what a kept file is and whether everybody may read it."""
    kind = form.choice("kind", DocumentKind)
    form.check()
    await mark_document(db, visitor.actor, request.app.state.clock(), act_id, file_id, kind, public=form.checked("public"))
    return Redirect(f"/desk/acts/{act_id}#files", status_code=303)


@post("/desk/acts/{act_id:uuid}/areas", name="act-areas", permission=Permission.DRAFT_IMPORT)
async def choose_areas(request: AnyRequest, visitor: Here, form: Posted, db: Db, act_id: FromPath[UUID]) -> Redirect:
    """Choose the areas of work that an act concerns."""
    await set_areas(db, visitor.actor, request.app.state.clock(), act_id, form.several("areas"))
    return Redirect(f"/desk/acts/{act_id}", status_code=303)


@post("/desk/acts/{act_id:uuid}/stages", name="act-stage", permission=Permission.DRAFT_IMPORT)
async def note_act_stage(request: AnyRequest, visitor: Here, form: Posted, db: Db, act_id: FromPath[UUID]) -> Redirect:
    """Note a stage of an act, reached or planned."""
    kind, day = form.choice("stage", ActStageKind), form.day("day")
    address = form.text("address")
    if address and not address.startswith(("https://", "http://")):
        form.errors["address"] = Malformed("address-unreadable", field="address")
    planned = form.text("planned") == "yes"
    if kind is ActStageKind.GAZETTE and not planned:
        form.text("note", required=True)  # the number of the gazette is what the act is known by
    form.check()
    assert day is not None
    await note_stage(
        db, visitor.actor, request.app.state.clock(), act_id, kind, day, planned=planned, note=form.text("note"), address=address
    )
    return Redirect(f"/desk/acts/{act_id}#path", status_code=303)


HANDLERS = [show_act, act_file, add_file, mark_file, choose_areas, note_act_stage]
