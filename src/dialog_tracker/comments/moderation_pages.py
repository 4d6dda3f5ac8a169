"""Before the public reads: submissions held back, personal data pointed out, words left out."""

from collections.abc import Awaitable, Callable
from datetime import datetime
from typing import Any
from uuid import UUID

from litestar import Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath
from litestar.response import Redirect

from dialog_tracker.comments import moderation, withholding
from dialog_tracker.consultations.queries import Facts, facts_of
from dialog_tracker.domain.errors import FieldErrors, Malformed, NotFound
from dialog_tracker.domain.policy import Permission, require
from dialog_tracker.domain.publication import WithholdingReason
from dialog_tracker.domain.redaction import ReasonCode
from dialog_tracker.domain.reference import read_reference, read_submission_number
from dialog_tracker.domain.script import to_latin
from dialog_tracker.storage.transaction import Db
from dialog_tracker.web.forms import Form, uuid_of
from dialog_tracker.web.messages import field_messages
from dialog_tracker.web.visitor import AnyRequest, Visitor, page

Here = NamedDependency[Visitor]
Posted = NamedDependency[Form]


async def _facts(request: AnyRequest, visitor: Visitor, db: Any, reference: str) -> Facts:
    facts = await facts_of(db, read_reference(reference), request.app.state.clock())
    require(Permission.COMMENT_MODERATE, visitor.actor, facts.policy)
    return facts


async def _page(
    request: AnyRequest, visitor: Visitor, db: Any, facts: Facts, typed: dict[str, str], errors: dict[str, str]
) -> Response[str]:
    content = {
        "reference": facts.reference,
        "time_zone": facts.window.zone,
        "held": await withholding.held_submissions(db, facts, request.app.state.clock(), latin=visitor.latin),
        "marked": await moderation.marked_comments(db, facts, latin=visitor.latin),
        "codes": list(ReasonCode),
        "reasons": list(WithholdingReason),
        "typed": typed,
        "errors": errors,
    }
    return page(request, visitor, "comments/moderation.html", content, status=422 if errors else 200)


@get("/desk/c/{reference:str}/moderation", name="moderation")
async def show(request: AnyRequest, visitor: Here, db: Db, reference: FromPath[str]) -> Response[str]:
    """Show what is not public, the comments that hold what looks like personal data, and what is left out already."""
    return await _page(request, visitor, db, await _facts(request, visitor, db, reference), {}, {})


@post("/desk/c/{reference:str}/moderation", name="moderation-act", permission=Permission.COMMENT_MODERATE)
async def act(request: AnyRequest, visitor: Here, form: Posted, db: Db, reference: FromPath[str]) -> Response[Any]:
    """Leave words out or publish them again, hold a submission back or publish it."""
    facts, now = await _facts(request, visitor, db, reference), request.app.state.clock()
    typed = {name: form.long_text(name) for name in ("number", "words", "code", "act", "held", "hours", "reason")}
    act_of = _ACTS.get(typed["act"], _leave_out)
    try:
        async with db.begin_nested():
            await act_of(db, visitor, now, facts, form)
    except (Malformed, NotFound) as refused:
        field = str(refused.facts.get("field") or _FIELDS.get(typed["act"], "words" if refused.code == "words-not-found" else "number"))
        by_field = refused.by_field if isinstance(refused, FieldErrors) else {field: refused}
        return await _page(request, visitor, db, facts, typed, field_messages(visitor.language, by_field))
    return Redirect(f"/desk/c/{facts.reference}/moderation", status_code=303)


async def _take_back(db: Any, visitor: Visitor, now: datetime, facts: Facts, form: Form) -> None:
    await moderation.take_back(db, visitor.actor, now, _comment(form, facts), _redaction(form))


async def _leave_out(db: Any, visitor: Visitor, now: datetime, facts: Facts, form: Form) -> None:
    code = form.choice("code", ReasonCode)
    form.check()
    await moderation.leave_out(db, visitor.actor, now, _comment(form, facts), form.long_text("words").strip(), code)


async def _withhold(db: Any, visitor: Visitor, now: datetime, facts: Facts, form: Form) -> None:
    reason = form.choice("reason", WithholdingReason)
    form.check()
    await withholding.withhold(db, visitor.actor, now, _submission(form, "held", facts), reason)


async def _quarantine(db: Any, visitor: Visitor, now: datetime, facts: Facts, form: Form) -> None:
    hours = form.whole("hours", least=1)
    form.check()
    await withholding.quarantine(db, visitor.actor, now, _submission(form, "held", facts), hours or 0)


async def _release(db: Any, visitor: Visitor, now: datetime, facts: Facts, form: Form) -> None:
    await withholding.release(db, visitor.actor, now, _submission(form, "held", facts))


_ACTS: dict[str, Callable[[Any, Visitor, datetime, Facts, Form], Awaitable[None]]] = {
    "back": _take_back,
    "withhold": _withhold,
    "quarantine": _quarantine,
    "release": _release,
}
# The field that an error stands at where it names none.
_FIELDS = {"withhold": "held", "quarantine": "held", "release": "held"}


def _comment(form: Form, facts: Facts) -> str:
    return _own(to_latin(form.long_text("number")).strip().upper(), facts, "comment-unknown")


def _submission(form: Form, field: str, facts: Facts) -> str:
    try:
        return _own(read_submission_number(form.text(field)), facts, "submission-unknown")
    except Malformed as refused:
        raise FieldErrors({field: refused}) from None


def _redaction(form: Form) -> UUID:
    found = uuid_of(form.text("redaction"))
    if found is None:
        raise NotFound("comment-unknown")
    return found


def _own(number: str, facts: Facts, unknown: str) -> str:
    """A number of another consultation is none here."""
    if not number.startswith(f"{facts.reference}-"):
        raise NotFound(unknown)
    return number


HANDLERS = [show, act]
