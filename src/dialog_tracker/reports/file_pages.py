"""The report as a file, at any time: what it shows is chosen, small files come at once, large ones by a job."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from litestar import Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath
from litestar.response import Redirect

from dialog_tracker.consultations.queries import Facts, facts_of
from dialog_tracker.documents.queries import ProvisionLine, text_of
from dialog_tracker.domain.errors import DialogError, FieldErrors, Malformed, NotFound
from dialog_tracker.domain.outcome import Grouping
from dialog_tracker.domain.outcome_choice import Choice, FileForm, Names
from dialog_tracker.domain.outcome_rows import Column
from dialog_tracker.domain.policy import Permission, require
from dialog_tracker.domain.reference import read_reference
from dialog_tracker.domain.response import ResponseStatus
from dialog_tracker.domain.script import Script
from dialog_tracker.outbox.queries import newest_job
from dialog_tracker.reports import copies
from dialog_tracker.reports.renderings import MEDIA_TYPES
from dialog_tracker.responses.queries import answer_state
from dialog_tracker.storage.transaction import Db
from dialog_tracker.web.downloads import download, sent
from dialog_tracker.web.forms import Form
from dialog_tracker.web.messages import field_messages, message
from dialog_tracker.web.visitor import AnyRequest, Visitor, page

Here = NamedDependency[Visitor]
Posted = NamedDependency[Form]
_PLACES = {"article", "annex", "preamble", "activity", "measure", "objective"}
_COMMENTS_A_MINUTE = 2_000  # laid out by LibreOffice beside other work


@get("/desk/c/{reference:str}/report/files", name="report-copies")
async def show(request: AnyRequest, visitor: Here, db: Db, reference: FromPath[str]) -> Response[str]:
    """Show what may be chosen, and the files that were asked for before."""
    return await _page(request, visitor, db, await _facts(request, visitor, db, reference), {}, {})


async def _facts(request: AnyRequest, visitor: Visitor, db: Any, reference: str) -> Facts:
    facts = await facts_of(db, read_reference(reference), request.app.state.clock())
    require(Permission.REPORT_EXPORT, visitor.actor, facts.policy)
    return facts


async def _page(
    request: AnyRequest, visitor: Visitor, db: Any, facts: Facts, typed: dict[str, Any], errors: dict[str, str], status: int = 200
) -> Response[str]:
    made = await copies.copies_of(db, facts.id)
    received = (await answer_state(db, facts.id)).received
    content = {
        "reference": facts.reference,
        "published": facts.report_published,
        "places": _places(await text_of(db, facts.version_id, latin=visitor.latin)),
        "comments": received,
        "at_once": copies.AT_ONCE,
        "minutes": received // _COMMENTS_A_MINUTE + 1,
        "copies": [(one, None if one.sha256 else await newest_job(db, copies.COPY_JOB, one.id)) for one in made],
        "columns": [column.value for column in Column],
        "typed": typed,
        "errors": errors,
    }
    return page(request, visitor, "reports/files.html", content, status=status)


def _places(lines: Sequence[ProvisionLine]) -> list[tuple[str, str]]:
    units = [line for line in lines if line.anchor == line.unit_anchor and line.kind in _PLACES]
    return [(line.anchor, " ".join(filter(None, (line.label, line.heading)))[:80]) for line in units]


@post("/desk/c/{reference:str}/report/files", name="report-copy", permission=Permission.REPORT_EXPORT, status_code=200)
async def write(request: AnyRequest, visitor: Here, form: Posted, db: Db, reference: FromPath[str]) -> Response[Any]:
    """Send the file at once, or queue it and show how far it is."""
    facts, state = await _facts(request, visitor, db, reference), request.app.state
    now, site = state.clock(), str(state.settings.base_url).rstrip("/")
    try:
        wish = _wish(form)
        if copies.comes_at_once(wish, (await answer_state(db, facts.id)).received):
            content = await copies.copy_at_once(db, visitor.actor, now, facts.reference, wish, site)
            return sent(content, f"izvestaj-{facts.reference}-{wish.name}", MEDIA_TYPES[wish.form])
        await copies.ask_for_copy(db, visitor.actor, now, facts.reference, wish)
    except FieldErrors as refused:
        return await _page(request, visitor, db, facts, dict(form.fields), field_messages(visitor.language, refused.by_field), 422)
    except DialogError as refused:
        errors = {"form": message(visitor.language, refused.code, refused.facts)}
        return await _page(request, visitor, db, facts, dict(form.fields), errors, 409)
    return Redirect(f"/desk/c/{facts.reference}/report/files#made", status_code=303)


def _wish(form: Form) -> copies.Wish:
    """Read the form; no boxes ticked at all means every outcome, and every column."""
    known = {column.value for column in Column}
    columns, statuses = form.several("columns"), form.several("statuses")
    if {*columns} - known or {*statuses} - {*ResponseStatus}:
        form.errors["columns"] = Malformed("choice-required", field="columns")
    kind, script = form.choice("form", FileForm, FileForm.XLSX), form.choice("script", Script, Script.CYRILLIC)
    names, grouping = form.choice("names", Names, Names.SHOWN), form.choice("grouping", Grouping, Grouping.ARTICLE)
    place = form.text("place", limit=200)
    form.check()
    asked = frozenset(map(ResponseStatus, statuses)) - ({*ResponseStatus} if len(statuses) == len(ResponseStatus) else frozenset())
    choice = Choice(names, form.text("late") != "no", frozenset(asked), place, grouping, form.text("frame") == "en")
    return copies.Wish(kind, script, choice, () if len(columns) in (0, len(known)) else tuple(columns))


@get("/desk/c/{reference:str}/report/files/{copy_id:uuid}", name="report-copy-file")
async def take(request: AnyRequest, visitor: Here, db: Db, reference: FromPath[str], copy_id: FromPath[UUID]) -> Response[bytes]:
    """Download a file that was asked for; raises NotFound("file-missing") while it is being written."""
    facts = await _facts(request, visitor, db, reference)
    found = next(iter(await copies.copies_of(db, facts.id, copy_id)), None)
    if found is None or found.sha256 is None:
        raise NotFound("file-missing")
    return download(request, found.sha256, f"izvestaj-{facts.reference}-{found.wish.name}", MEDIA_TYPES[found.wish.form])


HANDLERS = [show, write, take]
