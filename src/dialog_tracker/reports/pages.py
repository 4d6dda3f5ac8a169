"""The report on the desk: what the checks find in it, the exceptions that are signed, and publishing it."""

from collections.abc import Mapping
from typing import Any

from litestar import Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath
from litestar.response import Redirect

from dialog_tracker.consultations.queries import facts_of
from dialog_tracker.documents.versions import consulted_and_newest
from dialog_tracker.domain.consultation import Phase
from dialog_tracker.domain.errors import Conflict, Malformed, NotPermitted
from dialog_tracker.domain.lint import RULE, Signature
from dialog_tracker.domain.policy import Permission, allows
from dialog_tracker.domain.reference import read_reference
from dialog_tracker.reports import actions
from dialog_tracker.responses import mail
from dialog_tracker.responses.actions import policy_facts
from dialog_tracker.responses.queries import approved_waiting
from dialog_tracker.storage.transaction import Db
from dialog_tracker.web.forms import Form, new_form_key
from dialog_tracker.web.messages import field_messages, message
from dialog_tracker.web.visitor import AnyRequest, Visitor, page

Here = NamedDependency[Visitor]
Posted = NamedDependency[Form]


def _site(request: AnyRequest) -> str:
    return str(request.app.state.settings.base_url).rstrip("/")


async def _report_page(
    request: AnyRequest, visitor: Visitor, db: Any, reference: str, typed: Mapping[str, str], errors: dict[str, str], status: int = 200
) -> Response[str]:
    now = request.app.state.clock()
    facts = await facts_of(db, reference, now)
    approved = await approved_waiting(db, facts.id)
    with_approved = bool(approved) and typed.get("approved", "yes") == "yes"
    seen = await actions.preview(db, visitor.actor, now, reference, _site(request), with_approved=with_approved)
    content = {
        "reference": reference,
        "by_status": {one.status: one.comments for one in seen.report.numbers.statuses},
        "findings": seen.findings,
        "versions": await consulted_and_newest(db, facts.act_id, facts.version_id),
        "approved": approved,
        "with_approved": with_approved,
        "may_publish": allows(Permission.REPORT_PUBLISH, visitor.actor, await policy_facts(db, facts, now)),
        "typed": typed,
        "errors": errors,
        "form_key": new_form_key(),
    }
    return page(request, visitor, "reports/preview.html", content, status=status)


@get("/desk/c/{reference:str}/report", name="report-preview")
async def show(request: AnyRequest, visitor: Here, db: Db, reference: FromPath[str]) -> Response[str]:
    """Show the report as it would be published now, and what the checks find."""
    return await _report_page(request, visitor, db, read_reference(reference), visitor.kept_for(request.scope["path"]), {})


@post("/desk/c/{reference:str}/report", name="report-publish", permission=Permission.REPORT_PUBLISH)
async def publish(request: AnyRequest, visitor: Here, form: Posted, db: Db, reference: FromPath[str]) -> Response[Any]:
    """Freeze and publish the report, and the approved answers with it; its Word files are made at once by a job."""
    known, now = read_reference(reference), request.app.state.clock()
    typed = {f"{name}-{key}": form.long_text(f"{name}-{key}") for key in RULE for name in ("reason", "seen")}
    typed["approved"] = "yes" if form.checked("approved") else ""
    signed = {key: Signature(typed[f"reason-{key}"], typed[f"seen-{key}"]) for key in RULE if typed[f"reason-{key}"].strip()}
    telling = mail.telling(_site(request))
    try:
        async with db.begin_nested():
            with_approved = bool(typed["approved"])
            await actions.publish_report(
                db, visitor.actor, now, known, _site(request), signed, with_approved=with_approved, telling=telling
            )
    except Malformed as refused:
        errors = field_messages(visitor.language, {str(refused.facts.get("field", "findings")): refused})
        return await _report_page(request, visitor, db, known, typed, errors, 422)
    except Conflict as refused:
        errors = {"findings": message(visitor.language, refused.code, refused.facts)}
        return await _report_page(request, visitor, db, known, typed, errors, 409)
    except NotPermitted:
        if (await facts_of(db, known, now)).phase is not Phase.CONCLUDED:
            raise
        # A colleague was faster, or the button was pressed twice: either way the report is what comes next.
    return Redirect(f"/c/{known}/report", status_code=303)


HANDLERS = [show, publish]
