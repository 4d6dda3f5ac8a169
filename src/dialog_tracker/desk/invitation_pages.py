"""The outreach ledger: who was invited to a consultation, and whether somebody ever was."""

from typing import Any

from litestar import Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery
from litestar.response import Redirect

from dialog_tracker.activities.queries import invitations_named, invitations_of
from dialog_tracker.consultations.queries import Facts, facts_of
from dialog_tracker.desk.inviting import logged
from dialog_tracker.domain.activity import InvitationChannel
from dialog_tracker.domain.policy import Permission, allows, require
from dialog_tracker.domain.reference import read_reference
from dialog_tracker.storage.transaction import Db
from dialog_tracker.web.forms import Form
from dialog_tracker.web.visitor import AnyRequest, Visitor, page

Here = NamedDependency[Visitor]
Posted = NamedDependency[Form]
_INVITATIONS = "/desk/c/{reference:str}/invitations"


@get(_INVITATIONS, name="invitations")
async def show_invitations(request: AnyRequest, visitor: Here, db: Db, reference: FromPath[str]) -> Response[str]:
    """Show who was invited to a consultation of one's own authority."""
    facts = await facts_of(db, read_reference(reference), request.app.state.clock())
    require(Permission.ACTIVITY_LOG, visitor.actor, facts.policy)
    return await _invitations(request, visitor, db, facts, {}, {})


async def _invitations(
    request: AnyRequest, visitor: Visitor, db: Any, facts: Facts, typed: dict[str, str], errors: dict[str, str]
) -> Response[str]:
    content = {"reference": facts.reference, "invitations": await invitations_of(db, facts.id, latin=visitor.latin)}
    more = {"channels": list(InvitationChannel), "typed": typed, "errors": errors}
    return page(request, visitor, "desk/invitations.html", content, status=422 if errors else 200, **more)


@post(_INVITATIONS, name="invitations-act", permission=Permission.ACTIVITY_LOG)
async def log_own_invitations(request: AnyRequest, visitor: Here, form: Posted, db: Db, reference: FromPath[str]) -> Response[Any]:
    """Log who was invited to a consultation of one's own authority, or that somebody answered."""
    facts = await facts_of(db, read_reference(reference), request.app.state.clock())
    require(Permission.ACTIVITY_LOG, visitor.actor, facts.policy)
    typed, errors = await logged(request, visitor, form, db, facts.id, facts.authority_id)
    if errors:
        return await _invitations(request, visitor, db, facts, typed, errors)
    return Redirect(f"/desk/c/{facts.reference}/invitations", status_code=303)


@get("/desk/invited", name="invited", permission=Permission.DESK_READ)
async def find_invited(request: AnyRequest, visitor: Here, db: Db, q: FromQuery[str | None] = None) -> Response[str]:
    """Tell whether somebody was ever invited, to what and when: officials of their own authorities, those who oversee of all."""
    everything = allows(Permission.LEDGER_READ, visitor.actor)
    if not everything:
        require(Permission.DESK_READ, visitor.actor)
    words = (q or "").strip()[:200]
    of = None if everything else visitor.actor.authority_ids
    rows = await invitations_named(db, words, of, latin=visitor.latin) if words else []
    return page(request, visitor, "desk/invited.html", {"words": words, "rows": rows})


HANDLERS = [show_invitations, log_own_invitations, find_invited]
