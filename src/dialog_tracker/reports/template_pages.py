"""The page of an authority's own Word template: the standard one to take, one to bring, a trial, and which is in use."""

import asyncio
from collections.abc import Sequence
from typing import Any
from uuid import UUID

from litestar import Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath
from litestar.response import Redirect

from dialog_tracker.directory.queries import authority
from dialog_tracker.domain.errors import DialogError, NotFound
from dialog_tracker.domain.policy import Facts, Permission, require
from dialog_tracker.domain.report_template import BLOCKS, TAGS, TemplateFinding
from dialog_tracker.domain.script import Script
from dialog_tracker.office.standard_template import standard_template
from dialog_tracker.office.template_frame import TEMPLATE_LIMITS
from dialog_tracker.reports import own_templates
from dialog_tracker.reports.renderings import WORD
from dialog_tracker.storage.transaction import Db
from dialog_tracker.web.downloads import download, sent
from dialog_tracker.web.forms import Form, uuid_of
from dialog_tracker.web.messages import message
from dialog_tracker.web.visitor import AnyRequest, Visitor, page

Here = NamedDependency[Visitor]
Posted = NamedDependency[Form]
_ADDRESS = "/desk/authority/{authority_id:uuid}/template"


def _require(visitor: Visitor, authority_id: UUID) -> None:
    require(Permission.RULE_OVERRIDE, visitor.actor, Facts(authority_id=authority_id))


@get(_ADDRESS, name="report-template")
async def show(request: AnyRequest, visitor: Here, db: Db, authority_id: FromPath[UUID]) -> Response[str]:
    """Show what a template may say, and the templates that were brought."""
    _require(visitor, authority_id)
    return await _page(request, visitor, db, authority_id)


async def _page(
    request: AnyRequest,
    visitor: Visitor,
    db: Any,
    authority_id: UUID,
    findings: Sequence[TemplateFinding] = (),
    errors: dict[str, str] | None = None,
) -> Response[str]:
    content = {
        "authority_id": authority_id,
        "authority": (await authority(db, authority_id)).name,
        "templates": await own_templates.templates_of(db, authority_id),
        "findings": [(message(visitor.language, one.code, {"tag": one.tag}), one.paragraph) for one in findings],
        "tags": TAGS,
        "blocks": BLOCKS,
        "limit": TEMPLATE_LIMITS.megabytes,
        "errors": errors or {},
    }
    return page(request, visitor, "reports/template.html", content, status=422 if findings or errors else 200)


@get(f"{_ADDRESS}/standard.docx", name="standard-template")
async def standard(request: AnyRequest, visitor: Here, authority_id: FromPath[UUID]) -> Response[bytes]:
    """Download the standard template, in the reader's script."""
    _require(visitor, authority_id)
    script = Script.LATIN if visitor.latin else Script.CYRILLIC
    written = await asyncio.to_thread(standard_template, script, request.app.state.clock().date())
    return sent(written, "obrazac-izvestaja.docx", WORD)


@get(f"{_ADDRESS}/{{template_id:uuid}}", name="template-file")
async def take(request: AnyRequest, visitor: Here, db: Db, authority_id: FromPath[UUID], template_id: FromPath[UUID]) -> Response[bytes]:
    """Download a template as it was brought."""
    line = await own_templates.template_file(db, visitor.actor, authority_id, template_id)
    return download(request, line.sha256, line.name, WORD)


@post(_ADDRESS, name="template-act", permission=Permission.RULE_OVERRIDE, status_code=200)
async def act(request: AnyRequest, visitor: Here, form: Posted, db: Db, authority_id: FromPath[UUID]) -> Response[Any]:
    """Bring a template, write a trial report with one, use it, or go back to the standard one."""
    _require(visitor, authority_id)
    try:
        async with db.begin_nested():
            answered = await _act(request, visitor, form, db, authority_id)
    except DialogError as refused:
        where = "file" if form.text("act") == "bring" else "form"
        return await _page(request, visitor, db, authority_id, errors={where: message(visitor.language, refused.code, refused.facts)})
    return answered or Redirect(f"/desk/authority/{authority_id}/template", status_code=303)


async def _act(request: AnyRequest, visitor: Visitor, form: Form, db: Any, authority_id: UUID) -> Response[Any] | None:
    state, actor, chosen = request.app.state, visitor.actor, uuid_of(form.text("id"))
    now, store = state.clock(), state.files
    if form.text("act") == "bring":
        name, content = await form.file("file", TEMPLATE_LIMITS.file_bytes)
        findings = await own_templates.bring_template(db, actor, now, store, authority_id, name, content)
        return await _page(request, visitor, db, authority_id, findings) if findings else None
    if chosen is None:
        raise NotFound("template-unknown")
    match form.text("act"):
        case "try":
            script = Script.LATIN if visitor.latin else Script.CYRILLIC
            site = str(state.settings.base_url).rstrip("/")
            written = await own_templates.try_template(db, actor, now, store, authority_id, chosen, script, site)
            return sent(written, "probni-izvestaj.docx", WORD)
        case "accept":
            await own_templates.accept_template(db, actor, now, authority_id, chosen)
        case "retire":
            await own_templates.retire_template(db, actor, now, authority_id, chosen)
    return None


HANDLERS = [show, standard, take, act]
