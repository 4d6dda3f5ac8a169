"""Importing a draft: the upload, and the preview that is confirmed."""

from typing import Any
from uuid import UUID

from litestar import Response, get, post
from litestar.datastructures import UploadFile
from litestar.di import NamedDependency
from litestar.params import FromPath
from litestar.response import Redirect

from dialog_tracker.directory.queries import authorities
from dialog_tracker.domain.act import ActKind
from dialog_tracker.domain.errors import Malformed
from dialog_tracker.domain.policy import Permission, require
from dialog_tracker.domain.provision import counts_by_kind
from dialog_tracker.drafting import actions
from dialog_tracker.office.incoming import Limits
from dialog_tracker.storage.transaction import Db
from dialog_tracker.web.forms import Form
from dialog_tracker.web.messages import message
from dialog_tracker.web.visitor import AnyRequest, Visitor, page

Here = NamedDependency[Visitor]
Posted = NamedDependency[Form]
_MIB = 1024 * 1024


async def _upload_page(request: AnyRequest, visitor: Visitor, db: Any, errors: dict[str, str], status: int = 200) -> Response[str]:
    content = {
        "authorities": await authorities(db, visitor.actor.authority_ids, latin=visitor.latin),
        "limit_mb": request.app.state.settings.upload_limit_mb,
        "errors": errors,
    }
    return page(request, visitor, "drafting/upload.html", content, status=status)


@get("/desk/import", name="import")
async def show_upload(request: AnyRequest, visitor: Here, db: Db) -> Response[Any]:
    """Show the form for a Word draft."""
    if visitor.actor.person_id is None:
        return Redirect("/sign-in?next_path=/desk/import", status_code=303)
    require(Permission.DESK_READ, visitor.actor)
    return await _upload_page(request, visitor, db, {})


@post("/desk/import", name="import-act", permission=Permission.DRAFT_IMPORT)
async def upload(request: AnyRequest, visitor: Here, form: Posted, db: Db) -> Response[Any]:
    """Read a draft and show what was found; nothing is stored as an act yet."""
    limit = request.app.state.settings.upload_limit_mb
    try:
        content, filename = await _uploaded(form, limit * _MIB + 1)
        authority_id = _authority(form)
        limits = Limits(file_bytes=limit * _MIB)
        now, store = request.app.state.clock(), request.app.state.files
        preview_id = await actions.preview_draft(db, visitor.actor, now, authority_id, content, filename, limits, store)
    except Malformed as refused:
        return await _upload_page(request, visitor, db, {"file": message(visitor.language, refused.code, refused.facts)}, 422)
    return Redirect(f"/desk/import/{preview_id}", status_code=303)


def _authority(form: Form) -> UUID:
    try:
        return UUID(form.text("authority"))
    except ValueError:
        raise Malformed("choice-required", field="authority") from None


async def _uploaded(form: Form, most: int) -> tuple[bytes, str]:
    given = form.fields.get("file")
    if not isinstance(given, UploadFile) or not given.filename:
        raise Malformed("draft-empty")
    return await given.read(most), given.filename


@get("/desk/import/{preview_id:uuid}", name="import-preview")
async def show_preview(request: AnyRequest, visitor: Here, db: Db, preview_id: FromPath[UUID]) -> Response[str]:
    """Show the structure found, what is doubtful, and the form that confirms it."""
    return await _preview_page(request, visitor, db, preview_id, {}, {})


async def _preview_page(
    request: AnyRequest, visitor: Visitor, db: Any, preview_id: UUID, typed: dict[str, str], errors: dict[str, str], status: int = 200
) -> Response[str]:
    _, draft = await actions.read_preview(db, visitor.actor, preview_id)
    content = {
        "id": preview_id,
        "draft": draft,
        "counts": {kind.value: count for kind, count in counts_by_kind(draft.text).items()},
        "kinds": list(ActKind),
        "typed": {"title": draft.text.title, "kind": draft.text.act_kind, "case_number": ""} | typed,
        "errors": errors,
    }
    return page(request, visitor, "drafting/preview.html", content, status=status)


@post("/desk/import/{preview_id:uuid}", name="import-confirm", permission=Permission.DRAFT_IMPORT)
async def confirm(request: AnyRequest, visitor: Here, form: Posted, db: Db, preview_id: FromPath[UUID]) -> Response[Any]:
    """Store the draft as an act with its first version and go on to the consultation."""
    typed = {"title": form.text("title", required=True), "kind": form.text("kind"), "case_number": form.text("case_number", limit=100)}
    kind = form.choice("kind", ActKind)
    if form.errors:
        errors = {name: message(visitor.language, error.code, error.facts) for name, error in form.errors.items()}
        return await _preview_page(request, visitor, db, preview_id, typed, errors, 422)
    now = request.app.state.clock()
    _, version_id = await actions.confirm_draft(
        db, visitor.actor, now, preview_id, title=typed["title"], kind=kind, case_number=typed["case_number"]
    )
    return Redirect(f"/desk/new/{version_id}", status_code=303)


HANDLERS = [show_upload, upload, show_preview, confirm]
