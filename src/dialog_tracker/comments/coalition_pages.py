"""Standing behind a submission of another organisation: the lead asks, the others confirm or withdraw by their own link."""

from typing import Any

from litestar import Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath
from litestar.response import Redirect

from dialog_tracker.comments import coalition, mail
from dialog_tracker.domain.coalition import read_invited
from dialog_tracker.domain.errors import FieldErrors, Malformed
from dialog_tracker.domain.letter import LetterWords
from dialog_tracker.domain.policy import Permission
from dialog_tracker.domain.reference import read_submission_number
from dialog_tracker.storage.transaction import Db
from dialog_tracker.web.forms import Form
from dialog_tracker.web.messages import field_messages
from dialog_tracker.web.visitor import AnyRequest, Visitor, page

Here = NamedDependency[Visitor]
Posted = NamedDependency[Form]
_FIELDS = ("name", "signed_by", "function")


@post("/k/{number:str}/join", name="coalition-ask", permission=Permission.COMMENT_SUBMIT)
async def ask(request: AnyRequest, visitor: Here, form: Posted, db: Db, number: FromPath[str]) -> Response[Any]:
    """Ask organisations to stand behind one's submission, each by a letter with a link of its own."""
    known, typed = read_submission_number(number), form.long_text("invited")
    base_url = request.app.state.settings.base_url.rstrip("/")
    lead = ", ".join(name for name, _ in visitor.organisations.values()) or visitor.name

    def asking(secret: str) -> LetterWords:
        return mail.sign(visitor.language, lead, known, f"{base_url}/sign/{secret}")

    try:
        async with db.begin_nested():
            await coalition.ask_to_join(db, visitor.actor, request.app.state.clock(), known, read_invited(typed), visitor.language, asking)
    except Malformed as refused:
        content = {"number": known, "typed": typed, "errors": field_messages(visitor.language, {"invited": refused})}
        return page(request, visitor, "comments/join.html", content, status=422)
    return Redirect(f"/k/{known}#signatories", status_code=303)


@get("/sign/{secret:str}", name="sign")
async def show(request: AnyRequest, visitor: Here, db: Db, secret: FromPath[str]) -> Response[str]:
    """Show what an organisation is asked to stand behind."""
    return await _page(request, visitor, db, secret, {}, {})


async def _page(
    request: AnyRequest, visitor: Visitor, db: Any, secret: str, typed: dict[str, str], errors: dict[str, str]
) -> Response[str]:
    content = {"asked": await coalition.asked(db, secret), "secret": secret, "typed": typed, "errors": errors}
    return page(request, visitor, "comments/sign.html", content, status=422 if errors else 200)


@post("/sign/{secret:str}", name="sign-act")
async def act(request: AnyRequest, visitor: Here, form: Posted, db: Db, secret: FromPath[str]) -> Response[Any]:
    """Confirm or withdraw an organisation by its link."""
    now = request.app.state.clock()
    if form.text("act") == "withdraw":
        await coalition.unsign(db, now, secret)
        return Redirect(f"/sign/{secret}", status_code=303)
    typed = {name: form.text(name) for name in _FIELDS}
    try:
        async with db.begin_nested():
            await coalition.sign(db, now, secret, **typed)
    except FieldErrors as refused:
        return await _page(request, visitor, db, secret, typed, field_messages(visitor.language, refused.by_field))
    return Redirect(f"/sign/{secret}", status_code=303)


HANDLERS = [ask, show, act]
