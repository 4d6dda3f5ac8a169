"""The report on the desk: as it would be now, what stands in its way, and publishing it."""

from typing import Any

from litestar import Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath
from litestar.response import Redirect

from dialog_tracker.comments.withholding import waiting_count
from dialog_tracker.consultations.queries import facts_of
from dialog_tracker.domain.errors import Conflict
from dialog_tracker.domain.lint import ReportFindings, obstacles
from dialog_tracker.domain.policy import Permission, allows
from dialog_tracker.domain.reference import read_reference
from dialog_tracker.reports import actions
from dialog_tracker.responses.actions import policy_facts
from dialog_tracker.responses.queries import answer_state
from dialog_tracker.storage.transaction import Db
from dialog_tracker.web.forms import Form, new_form_key
from dialog_tracker.web.messages import message
from dialog_tracker.web.visitor import AnyRequest, Visitor, page

Here = NamedDependency[Visitor]
Posted = NamedDependency[Form]


def _site(request: AnyRequest) -> str:
    return str(request.app.state.settings.base_url).rstrip("/")


async def _report_page(
    request: AnyRequest, visitor: Visitor, db: Any, reference: str, typed: str, errors: dict[str, str], status: int = 200
) -> Response[str]:
    now = request.app.state.clock()
    facts = await facts_of(db, reference, now)
    state = await answer_state(db, facts.id)
    waiting = await waiting_count(db, facts.id, now)
    findings = ReportFindings(facts.phase, state.received, state.unanswered, state.unpublished, typed, waiting)
    content = {
        "reference": reference,
        "report": await actions.preview(db, visitor.actor, now, reference, _site(request)),
        "state": state,
        "obstacles": obstacles(findings),
        "may_publish": allows(Permission.REPORT_PUBLISH, visitor.actor, await policy_facts(db, facts, now)),
        "typed": {"exceptions": typed},
        "errors": errors,
        "form_key": new_form_key(),
    }
    return page(request, visitor, "reports/preview.html", content, status=status)


@get("/desk/c/{reference:str}/report", name="report-preview")
async def show(request: AnyRequest, visitor: Here, db: Db, reference: FromPath[str]) -> Response[str]:
    """Show the report as it would be published now."""
    return await _report_page(
        request, visitor, db, read_reference(reference), visitor.kept_for(request.scope["path"]).get("exceptions", ""), {}
    )


@post("/desk/c/{reference:str}/report", name="report-publish", permission=Permission.REPORT_PUBLISH)
async def publish(request: AnyRequest, visitor: Here, form: Posted, db: Db, reference: FromPath[str]) -> Response[Any]:
    """Freeze and publish the report; its Word files are made at once by a job."""
    known, exceptions = read_reference(reference), form.long_text("exceptions")
    try:
        async with db.begin_nested():
            await actions.publish_report(db, visitor.actor, request.app.state.clock(), known, _site(request), exceptions)
    except Conflict as refused:
        errors = {"exceptions": message(visitor.language, refused.code, refused.facts)}
        return await _report_page(request, visitor, db, known, exceptions, errors, 409)
    return Redirect(f"/c/{known}/report", status_code=303)


HANDLERS = [show, publish]
