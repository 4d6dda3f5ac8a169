"""Correcting after the report: one answer with its reason, and the next version of the report."""

from collections.abc import Mapping
from typing import Any

from litestar import Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery
from litestar.response import Redirect

from dialog_tracker.consultations.queries import facts_of
from dialog_tracker.documents.versions import consulted_and_newest
from dialog_tracker.domain.errors import Conflict, FieldErrors, Malformed
from dialog_tracker.domain.lint import RULE, Signature
from dialog_tracker.domain.policy import Permission, allows, require
from dialog_tracker.domain.reference import read_reference, read_submission_number
from dialog_tracker.domain.response import ResponseDraft, ResponseStatus
from dialog_tracker.reports import correcting
from dialog_tracker.responses import mail, workbench
from dialog_tracker.responses.actions import correct_answer, policy_facts
from dialog_tracker.storage.transaction import Db
from dialog_tracker.web.forms import Form, new_form_key
from dialog_tracker.web.messages import field_messages, message
from dialog_tracker.web.visitor import AnyRequest, Visitor, page

Here = NamedDependency[Visitor]
Posted = NamedDependency[Form]
_TYPED = ("status", "reasons", "what_changed", "note")
_CHOICES = [status for status in ResponseStatus if status is not ResponseStatus.UNANSWERED]


def _site(request: AnyRequest) -> str:
    return str(request.app.state.settings.base_url).rstrip("/")


@get("/desk/c/{reference:str}/corrections", name="corrections")
async def show(
    request: AnyRequest, visitor: Here, db: Db, reference: FromPath[str], comment: FromQuery[str | None] = None
) -> Response[Any]:
    """List the corrections that wait, or lead to the answer of a comment by its number."""
    known = read_reference(reference)
    if comment:
        number, _, ordinal = comment.strip().partition("/")
        return Redirect(f"/desk/k/{read_submission_number(number)}/{int(ordinal) if ordinal.isdecimal() else 1}/correct", status_code=303)
    return await _corrections(request, visitor, db, known, {}, {})


async def _corrections(
    request: AnyRequest, visitor: Visitor, db: Any, reference: str, typed: Mapping[str, str], errors: dict[str, str], status: int = 200
) -> Response[str]:
    now = request.app.state.clock()
    found = await correcting.corrections_page(db, visitor.actor, now, reference, _site(request))
    policy = await policy_facts(db, found.facts, now)
    before = {f"reason-{key}": reason for key, reason in found.signed.items()}
    content = {
        "reference": reference,
        "waiting": found.waiting,
        "findings": found.findings,
        "versions": await consulted_and_newest(db, found.facts.act_id, found.facts.version_id),
        "may_publish": allows(Permission.REPORT_CORRECT, visitor.actor, policy),
        "four_eyes": policy.four_eyes,
        "typed": before | dict(typed),
        "errors": errors,
        "form_key": new_form_key(),
    }
    return page(request, visitor, "reports/corrections.html", content, status=status)


@post("/desk/c/{reference:str}/corrections", name="report-correct", permission=Permission.REPORT_CORRECT)
async def publish(request: AnyRequest, visitor: Here, form: Posted, db: Db, reference: FromPath[str]) -> Response[Any]:
    """Publish the corrections and the next version of the report."""
    known, now = read_reference(reference), request.app.state.clock()
    typed = {f"reason-{key}": form.long_text(f"reason-{key}") for key in RULE}
    signed = {key: Signature(typed[f"reason-{key}"], form.text(f"seen-{key}")) for key in RULE if typed[f"reason-{key}"].strip()}
    try:
        async with db.begin_nested():
            await correcting.correct_report(db, visitor.actor, now, known, _site(request), signed, mail.telling(_site(request)))
    except Malformed as refused:
        errors = field_messages(visitor.language, {str(refused.facts.get("field", "findings")): refused})
        return await _corrections(request, visitor, db, known, typed, errors, 422)
    except Conflict as refused:
        return await _corrections(
            request, visitor, db, known, typed, {"waiting": message(visitor.language, refused.code, refused.facts)}, 409
        )
    return Redirect(f"/c/{known}/report", status_code=303)


@get("/desk/k/{number:str}/{ordinal:int}/correct", name="answer-correction")
async def show_answer(request: AnyRequest, visitor: Here, db: Db, number: FromPath[str], ordinal: FromPath[int]) -> Response[str]:
    """Show a comment and its answer, to be corrected with a reason."""
    known = f"{read_submission_number(number)}/{ordinal}"
    kept = visitor.kept_for(request.scope["path"])
    return await _answer(request, visitor, db, known, {name: kept[name] for name in _TYPED if name in kept}, {})


async def _answer(
    request: AnyRequest, visitor: Visitor, db: Any, number: str, typed: Mapping[str, Any], errors: dict[str, str], status: int = 200
) -> Response[str]:
    now = request.app.state.clock()
    card = await workbench.answer_card(db, number, now, latin=visitor.latin)
    facts = await facts_of(db, card.reference, now)
    require(Permission.RESPONSE_CORRECT, visitor.actor, facts.policy)
    now_said = {"status": card.status, "reasons": card.reasons, "what_changed": card.what_changed, "revision": card.revision, "note": ""}
    content = {"card": card, "typed": now_said | dict(typed), "errors": errors, "choices": _CHOICES, "form_key": new_form_key()}
    return page(request, visitor, "reports/correction.html", content, status=status)


@post("/desk/k/{number:str}/{ordinal:int}/correct", name="answer-correct", permission=Permission.RESPONSE_CORRECT)
async def correct(request: AnyRequest, visitor: Here, form: Posted, db: Db, number: FromPath[str], ordinal: FromPath[int]) -> Response[Any]:
    """Save the correction of an answer; it waits for the next version of the report."""
    known, now = f"{read_submission_number(number)}/{ordinal}", request.app.state.clock()
    typed = {name: form.long_text(name) for name in _TYPED}
    card = await workbench.answer_card(db, known, now, latin=False)
    seen = form.whole("revision") or 0
    status = form.choice("status", ResponseStatus, ResponseStatus.UNANSWERED)
    try:
        form.check()
        draft = ResponseDraft(status, typed["reasons"], typed["what_changed"], card.changed_anchor)
        async with db.begin_nested():
            await correct_answer(db, visitor.actor, now, known, draft, seen, typed["note"])
    except (FieldErrors, Malformed) as refused:
        by_field = refused.by_field if isinstance(refused, FieldErrors) else {str(refused.facts.get("field", "status")): refused}
        return await _answer(request, visitor, db, known, typed | {"revision": seen}, field_messages(visitor.language, by_field), 422)
    except Conflict as refused:
        return await _answer(request, visitor, db, known, typed, {"status": message(visitor.language, refused.code, refused.facts)}, 409)
    return Redirect(f"/desk/c/{card.reference}/corrections", status_code=303)


HANDLERS = [show, publish, show_answer, correct]
