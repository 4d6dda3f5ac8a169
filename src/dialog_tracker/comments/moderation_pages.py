"""Before the public reads: personal data pointed out, words left out with a reason, and a person erased on request."""

from typing import Any
from uuid import UUID

from litestar import Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath
from litestar.response import Redirect

from dialog_tracker.comments import moderation
from dialog_tracker.consultations.queries import Facts, facts_of
from dialog_tracker.domain.errors import FieldErrors, Malformed, NotFound
from dialog_tracker.domain.policy import Permission, require
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
        "marked": await moderation.marked_comments(db, facts, latin=visitor.latin),
        "codes": list(ReasonCode),
        "typed": typed,
        "errors": errors,
    }
    return page(request, visitor, "comments/moderation.html", content, status=422 if errors else 200)


@get("/desk/c/{reference:str}/moderation", name="moderation")
async def show(request: AnyRequest, visitor: Here, db: Db, reference: FromPath[str]) -> Response[str]:
    """Show the comments that hold what looks like personal data, and what is left out already."""
    return await _page(request, visitor, db, await _facts(request, visitor, db, reference), {}, {})


@post("/desk/c/{reference:str}/moderation", name="moderation-act", permission=Permission.COMMENT_MODERATE)
async def act(request: AnyRequest, visitor: Here, form: Posted, db: Db, reference: FromPath[str]) -> Response[Any]:
    """Leave words out of a comment, publish them again, or erase the person behind a submission."""
    facts, now = await _facts(request, visitor, db, reference), request.app.state.clock()
    typed = {name: form.long_text(name) for name in ("number", "words", "code", "act", "submission")}
    number = to_latin(typed["number"]).strip().upper()
    try:
        async with db.begin_nested():
            if typed["act"] == "erase":
                await moderation.erase_submitter(
                    db, visitor.actor, now, _own(read_submission_number(typed["submission"]), facts, "submission")
                )
            elif typed["act"] == "back":
                await moderation.take_back(db, visitor.actor, now, _own(number, facts, "number"), _redaction(form))
            else:
                code = form.choice("code", ReasonCode)
                form.check()
                await moderation.leave_out(db, visitor.actor, now, _own(number, facts, "number"), typed["words"].strip(), code)
    except (Malformed, NotFound) as refused:
        field = "submission" if typed["act"] == "erase" else "words" if refused.code == "words-not-found" else "number"
        by_field = refused.by_field if isinstance(refused, FieldErrors) else {field: refused}
        return await _page(request, visitor, db, facts, typed, field_messages(visitor.language, by_field))
    return Redirect(f"/desk/c/{facts.reference}/moderation", status_code=303)


def _redaction(form: Form) -> UUID:
    found = uuid_of(form.text("redaction"))
    if found is None:
        raise NotFound("comment-unknown")
    return found


def _own(number: str, facts: Facts, field: str) -> str:
    """A number of another consultation is none here."""
    if not number.startswith(f"{facts.reference}-"):
        raise NotFound("comment-unknown", field=field)
    return number


HANDLERS = [show, act]
