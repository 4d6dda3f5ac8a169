"""Importing a draft: the upload, the preview with its repairs, and the confirmation that stores it."""

from importlib import resources
from typing import Any
from uuid import UUID

from litestar import Response, get, post
from litestar.datastructures import UploadFile
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery
from litestar.response import Redirect

from dialog_tracker.directory.queries import authorities
from dialog_tracker.documents.queries import act_card
from dialog_tracker.domain.act import ActKind, VersionKind
from dialog_tracker.domain.draft_format import MEDIA_TYPES
from dialog_tracker.domain.errors import DialogError, Malformed, NotFound
from dialog_tracker.domain.policy import Permission, require
from dialog_tracker.domain.provision import ProvisionKind, counts_by_kind
from dialog_tracker.domain.repair import CHOICES, RepairAct
from dialog_tracker.drafting import actions
from dialog_tracker.drafting.preview import preview
from dialog_tracker.office.child import Tracked
from dialog_tracker.office.incoming import Limits
from dialog_tracker.storage.transaction import Db
from dialog_tracker.web.downloads import sent
from dialog_tracker.web.forms import Form
from dialog_tracker.web.messages import message
from dialog_tracker.web.visitor import AnyRequest, Visitor, page
from dialog_tracker.web.words import options_of

Here = NamedDependency[Visitor]
Posted = NamedDependency[Form]
_MIB = 1024 * 1024
SAMPLES = ("odluka.docx", "izmene.docx", "akcioni-plan.docx")
# A consultation draft comes from opening a consultation; later versions are one of these.
_LATER = (VersionKind.REVISED, VersionKind.PROPOSAL, VersionKind.ADOPTED, VersionKind.WORKING, VersionKind.CONSULTATION)


async def _upload_page(request: AnyRequest, visitor: Visitor, db: Any, typed: dict[str, Any], errors: dict[str, str]) -> Response[str]:
    act_id, over = _uuid(typed.get("act_id")), _uuid(typed.get("over"))
    content = {
        "authorities": await authorities(db, visitor.actor.authority_ids, face=visitor.face),
        "act": await act_card(db, act_id, latin=visitor.latin) if act_id else None,
        "over": over,
        "limit_mb": request.app.state.settings.upload_limit_mb,
        "samples": options_of(visitor.language, "sample", SAMPLES),
        "typed": {"authority": "", "pasted": "", "tracked": "accepted"} | typed,
        "errors": errors,
    }
    return page(request, visitor, "drafting/upload.html", content, status=422 if errors else 200)


def _uuid(typed: str | None) -> UUID | None:
    try:
        return UUID(typed) if typed else None
    except ValueError:
        return None


@get("/desk/import", name="import")
async def show_upload(
    request: AnyRequest, visitor: Here, db: Db, act: FromQuery[str | None] = None, over: FromQuery[str | None] = None
) -> Response[Any]:
    """Show the form for a draft, of a new act, of a later version, or over a draft that is being repaired."""
    if visitor.actor.person_id is None:
        return Redirect("/sign-in?next_path=/desk/import", status_code=303)
    require(Permission.DESK_READ, visitor.actor)
    return await _upload_page(request, visitor, db, {"act_id": act, "over": over}, {})


@post("/desk/import", name="import-act", permission=Permission.DRAFT_IMPORT)
async def upload(request: AnyRequest, visitor: Here, form: Posted, db: Db) -> Response[Any]:
    """Read a draft and show what was found; nothing is stored as an act yet."""
    limit = request.app.state.settings.upload_limit_mb
    typed = {name: form.text(name) for name in ("authority", "act_id", "over", "tracked")} | {"pasted": form.long_text("pasted")}
    now, store = request.app.state.clock(), request.app.state.files
    try:
        given = await _given(form, limit * _MIB + 1)
        preview_id = await actions.preview_draft(
            db, visitor.actor, now, given, Limits(file_bytes=limit * _MIB), store, request.app.state.settings.soffice
        )
    except Malformed as refused:
        if refused.code == "draft-scanned" and (act_id := await actions.keep_scan(db, visitor.actor, now, given, store)):
            return Redirect(f"/desk/acts/{act_id}?kept=scan#files", status_code=303)
        return await _upload_page(request, visitor, db, typed, {"file": message(visitor.language, refused.code, refused.facts)})
    return Redirect(f"/desk/import/{preview_id}", status_code=303)


async def _given(form: Form, most: int) -> actions.Upload:
    """Take the file, or the pasted text where there is no file."""
    act_id, over = _uuid(form.text("act_id")), _uuid(form.text("over"))
    authority_id = _uuid(form.text("authority"))
    if authority_id is None and act_id is None and over is None:
        raise Malformed("choice-required", field="authority")
    file = form.fields.get("file")
    pasted = form.long_text("pasted")
    if isinstance(file, UploadFile) and file.filename:
        content, filename = await file.read(most), file.filename
    elif pasted.strip():
        content, filename = pasted.encode(), ""
    else:
        raise Malformed("draft-empty")
    tracked: Tracked = "rejected" if form.text("tracked") == "rejected" else "accepted"
    return actions.Upload(content, filename, tracked, authority_id, act_id, over)


@get("/desk/import/samples/{name:str}", name="import-sample")
async def sample(visitor: Here, name: FromPath[str]) -> Response[bytes]:
    """Download a sample draft that shows how articles are typed so that they are found."""
    require(Permission.DESK_READ, visitor.actor)
    if name not in SAMPLES:
        raise NotFound("file-missing")
    content = resources.files("dialog_tracker").joinpath("sample", name).read_bytes()
    return sent(content, name, MEDIA_TYPES["docx"])


@get("/desk/import/{preview_id:uuid}", name="import-preview")
async def show_preview(
    request: AnyRequest, visitor: Here, db: Db, preview_id: FromPath[UUID], at: FromQuery[str | None] = None, first: FromQuery[int] = 0
) -> Response[str]:
    """Show the structure found, what is doubtful, one part opened for repair, and the form that confirms it."""
    card = await actions.read_preview(db, visitor.actor, preview_id)
    return _preview_page(request, visitor, card, at or "", first=first)


def _preview_page(
    request: AnyRequest,
    visitor: Visitor,
    card: actions.PreviewCard,
    at: str,
    *,
    first: int = 0,
    typed: dict[str, Any] | None = None,
    errors: dict[str, str] | None = None,
    opened: str = "",
    status: int = 200,
) -> Response[str]:
    named = {
        "title": card.text.title,
        "kind": card.text.act_kind,
        "case_number": "",
        "version_kind": VersionKind.REVISED.value,
        "pieces": "",
    }
    content = {
        "card": card,
        "shown": preview(card.text, card.read.source, at, first),
        "counts": {kind.value: count for kind, count in counts_by_kind(card.text).items()},
        "kinds": options_of(visitor.language, "provision_kind", CHOICES),
        "act_kinds": options_of(visitor.language, "act_kind", tuple(ActKind)),
        "version_kinds": options_of(visitor.language, "version_kind", _LATER),
        "typed": named | (typed or {}),
        "errors": errors or {},
        "opened": opened,
    }
    return page(request, visitor, "drafting/preview.html", content, status=status)


@post("/desk/import/{preview_id:uuid}/repair", name="import-repair", permission=Permission.DRAFT_IMPORT)
async def repair(request: AnyRequest, visitor: Here, form: Posted, db: Db, preview_id: FromPath[UUID]) -> Response[Any]:
    """Repair one part of the draft and show it again where it now stands."""
    card = await actions.read_preview(db, visitor.actor, preview_id)
    act, anchor = form.choice("act", RepairAct), form.text("anchor")
    kind = form.choice("kind", ProvisionKind) if form.text("kind") else None
    pieces = form.long_text("pieces")
    order = actions.RepairOrder(
        act,
        anchor,
        form.whole("revision") or 0,
        kind,
        form.text("label", limit=200),
        form.text("heading", limit=2000),
        tuple(piece for piece in pieces.splitlines() if piece.strip()),
    )
    try:
        form.check()
        place = await actions.repair_preview(db, visitor.actor, preview_id, order)
    except DialogError as refused:
        return _refused(request, visitor, card, order, pieces, refused)
    return Redirect(f"/desk/import/{preview_id}?at={place}#p-{place}", status_code=303)


def _refused(
    request: AnyRequest, visitor: Visitor, card: actions.PreviewCard, order: actions.RepairOrder, pieces: str, refused: DialogError
) -> Response[str]:
    """Show the draft again with the reason, and with what was typed."""
    field = "pieces" if order.act is RepairAct.PART else f"p-{order.anchor}"
    errors = {field: message(visitor.language, refused.code, refused.facts)}
    opened = "part" if order.act is RepairAct.PART else ""
    status = 422 if isinstance(refused, Malformed) else 409
    return _preview_page(request, visitor, card, order.anchor, typed={"pieces": pieces}, errors=errors, opened=opened, status=status)


@post("/desk/import/{preview_id:uuid}/undo", name="import-undo", permission=Permission.DRAFT_IMPORT)
async def undo(request: AnyRequest, visitor: Here, form: Posted, db: Db, preview_id: FromPath[UUID]) -> Redirect:
    """Take the last repair back."""
    del request
    await actions.undo_repair(db, visitor.actor, preview_id, form.whole("revision") or 0)
    return Redirect(f"/desk/import/{preview_id}", status_code=303)


@post("/desk/import/{preview_id:uuid}", name="import-confirm", permission=Permission.DRAFT_IMPORT)
async def confirm(request: AnyRequest, visitor: Here, form: Posted, db: Db, preview_id: FromPath[UUID]) -> Response[Any]:
    """Store the draft: as a new act, and go on to the consultation; or as another version of its act."""
    card = await actions.read_preview(db, visitor.actor, preview_id)
    now = request.app.state.clock()
    if card.act_id is not None:
        later = form.choice("version_kind", VersionKind)
        form.check()
        await actions.confirm_version(db, visitor.actor, now, preview_id, later)
        return Redirect(f"/desk/acts/{card.act_id}", status_code=303)
    typed = {"title": form.text("title", required=True), "kind": form.text("kind"), "case_number": form.text("case_number", limit=100)}
    kind = form.choice("kind", ActKind)
    if form.errors:
        errors = {name: message(visitor.language, error.code, error.facts) for name, error in form.errors.items()}
        return _preview_page(request, visitor, card, "", typed=typed, errors=errors, status=422)
    _, version_id = await actions.confirm_draft(
        db, visitor.actor, now, preview_id, title=typed["title"], kind=kind, case_number=typed["case_number"]
    )
    return Redirect(f"/desk/new/{version_id}", status_code=303)


HANDLERS = [show_upload, upload, sample, show_preview, repair, undo, confirm]
