"""Keeping programmes on the desk."""

from typing import Any
from uuid import UUID

from litestar import Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath
from litestar.response import Redirect

from dialog_tracker.activities.outputs import read_outputs
from dialog_tracker.activities.programmes import save_programme
from dialog_tracker.activities.register import Kept, kept_programme, programme_facts
from dialog_tracker.activities.register_forms import (
    Sheet,
    figure_row,
    output_row,
    party_lines,
    read_field,
    read_figures,
    read_parties,
    refused_fields,
    show_sheet,
    typed_sheet,
)
from dialog_tracker.domain.errors import Conflict, Malformed
from dialog_tracker.domain.policy import Facts, Permission, require
from dialog_tracker.domain.programme import ProgrammeFacts
from dialog_tracker.domain.vague_date import read_when, when_in_words
from dialog_tracker.storage.transaction import Db
from dialog_tracker.web.forms import Form
from dialog_tracker.web.visitor import AnyRequest, Visitor

Here = NamedDependency[Visitor]
Posted = NamedDependency[Form]
_PROGRAMME = ("name", "name_en", "aims", "aims_en", "when", "source", "public", "revision")


def _programme_sheet(authority_id: UUID, address: str, facts: ProgrammeFacts | None, kept: Kept | None) -> Sheet:
    if facts is None or kept is None:
        blank = dict.fromkeys(_PROGRAMME, "") | {"public": "1"}
        return Sheet(authority_id, address, "", blank, [], [], party_lines(()), known=False)
    texts = (facts.name, facts.name_en, facts.aims, facts.aims_en, when_in_words(facts.when), facts.source)
    fields = dict(zip(_PROGRAMME, (*texts, "1" if kept.public else "", str(kept.revision)), strict=True))
    figures, outputs = [figure_row(one) for one in facts.figures], [output_row(one) for one in facts.outputs]
    return Sheet(authority_id, address, facts.name, fields, figures, outputs, party_lines(facts.parties), known=True)


@get("/desk/programmes/new/{authority_id:uuid}", name="programme-new", permission=Permission.PROGRAMME_KEEP)
async def new_programme(request: AnyRequest, visitor: Here, db: Db, authority_id: FromPath[UUID]) -> Response[str]:
    """Show an empty form of a programme."""
    require(Permission.PROGRAMME_KEEP, visitor.actor, Facts(authority_id=authority_id))
    sheet = _programme_sheet(authority_id, request.scope["path"], None, None)
    return await show_sheet(request, visitor, db, "activities/programme_form.html", sheet, {})


@get("/desk/programmes/{slug:str}", name="programme-edit", permission=Permission.PROGRAMME_KEEP)
async def edit_programme(request: AnyRequest, visitor: Here, db: Db, slug: FromPath[str]) -> Response[str]:
    """Show a programme to be changed."""
    kept = await kept_programme(db, slug)
    require(Permission.PROGRAMME_KEEP, visitor.actor, Facts(authority_id=kept.authority_id))
    sheet = _programme_sheet(kept.authority_id, request.scope["path"], await programme_facts(db, slug, private=True), kept)
    return await show_sheet(request, visitor, db, "activities/programme_form.html", sheet, {})


@post("/desk/programmes/new/{authority_id:uuid}", name="programme-new-act", permission=Permission.PROGRAMME_KEEP)
async def add_programme(request: AnyRequest, visitor: Here, form: Posted, db: Db, authority_id: FromPath[UUID]) -> Response[Any]:
    """Enter a programme."""
    require(Permission.PROGRAMME_KEEP, visitor.actor, Facts(authority_id=authority_id))
    return await _keep_programme(request, visitor, form, db, authority_id, None)


@post("/desk/programmes/{slug:str}", name="programme-edit-act", permission=Permission.PROGRAMME_KEEP)
async def change_programme(request: AnyRequest, visitor: Here, form: Posted, db: Db, slug: FromPath[str]) -> Response[Any]:
    """Change a programme; somebody else's change in between is not overwritten."""
    kept = await kept_programme(db, slug)
    require(Permission.PROGRAMME_KEEP, visitor.actor, Facts(authority_id=kept.authority_id))
    return await _keep_programme(request, visitor, form, db, kept.authority_id, kept, slug)


async def _keep_programme(
    request: AnyRequest, visitor: Visitor, form: Form, db: Any, authority_id: UUID, kept: Kept | None, slug: str = ""
) -> Response[Any]:
    before = (await programme_facts(db, slug, private=True)).outputs if kept else ()
    try:
        facts = ProgrammeFacts(
            slug="",
            name=form.text("name", required=True, limit=300),
            name_en=form.text("name_en", limit=300),
            aims=form.long_text("aims"),
            aims_en=form.long_text("aims_en"),
            when=read_field(form, "when", read_when, read_when("")),
            source=form.text("source", limit=500),
            authority="",
            parties=read_parties(form),
            figures=read_figures(form),
            outputs=await read_outputs(db, request.app.state.files, request.app.state.clock(), form, before),
            activities=(),
        )
        form.check()
        revision, public = form.whole("revision", required=False) or 0, form.checked("public")
        async with db.begin_nested():
            now = request.app.state.clock()
            await save_programme(
                db,
                visitor.actor,
                now,
                authority_id,
                facts,
                public=public,
                known=kept.id if kept else None,
                revision=revision,
                key=form.key(),
            )
    except (Malformed, Conflict) as refused:
        sheet = typed_sheet(form, authority_id, request.scope["path"], _PROGRAMME, form.text("name"), known=kept is not None)
        if isinstance(refused, Conflict) and kept is not None:
            sheet.fields["revision"] = str(kept.revision)
        return await show_sheet(request, visitor, db, "activities/programme_form.html", sheet, refused_fields(visitor, refused), 422)
    return Redirect("/desk/dialogue", status_code=303)


HANDLERS = [new_programme, add_programme, edit_programme, change_programme]
