"""The outreach ledger: who was invited to a consultation, an activity or a working group, whom that covered, and who was missed."""

from typing import Any
from uuid import UUID

from litestar import Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery
from litestar.response import Redirect

from dialog_tracker.activities.outreach import Occasion, invitations_named, invitations_of, missed_by, reached_by
from dialog_tracker.activities.register import activity_page
from dialog_tracker.consultations.queries import facts_of
from dialog_tracker.desk.inviting import known_to_take_part, logged
from dialog_tracker.domain.activity import InvitationChannel
from dialog_tracker.domain.outreach import By, OccasionKind, coverage
from dialog_tracker.domain.policy import Facts, Permission, allows, require
from dialog_tracker.domain.reference import read_reference
from dialog_tracker.storage.transaction import Db
from dialog_tracker.web.dialogue_words import activity_words
from dialog_tracker.web.forms import Form
from dialog_tracker.web.visitor import AnyRequest, Visitor, page
from dialog_tracker.workgroups.queries import group_card

Here = NamedDependency[Visitor]
Posted = NamedDependency[Form]
Typed = dict[str, str]
_CONSULTATION = "/desk/c/{reference:str}/invitations"
_ACTIVITY = "/desk/activities/{activity_id:uuid}/invitations"
_GROUP = "/desk/working-groups/{group_id:uuid}/invitations"


class _Ledger:
    """The ledger of one occasion: what it is, where its page leads back to, and the act whose areas tell who was missed."""

    def __init__(self, of: Occasion, name: str, back: str, act_id: UUID | None) -> None:
        self.of = of
        self.name = name
        self.back = back
        self.act_id = act_id

    async def shown(self, request: AnyRequest, visitor: Visitor, db: Any, typed: Typed, errors: dict[str, str]) -> Response[str]:
        """Show the ledger with its coverage."""
        latin, face = visitor.latin, visitor.face
        reached = await reached_by(db, self.of, face=face)
        content = {
            "address": f"{self.back}/invitations",
            "back": self.back,
            "name": self.name,
            "invitations": await invitations_of(db, self.of.id, latin=latin),
            "took_part": await known_to_take_part(db, self.of),
            "coverage": {by: coverage(reached, by) for by in By},
            "missed": await missed_by(db, self.of, self.act_id, latin=latin),
        }
        more = {"channels": list(InvitationChannel), "typed": typed, "errors": errors}
        return page(request, visitor, "desk/invitations.html", content, status=422 if errors else 200, **more)

    async def kept(self, request: AnyRequest, visitor: Visitor, form: Form, db: Any) -> Response[Any]:
        """Keep what a form says."""
        typed, errors = await logged(request, visitor, form, db, self.of)
        return await self.shown(request, visitor, db, typed, errors) if errors else Redirect(f"{self.back}/invitations", status_code=303)


async def _consultation(request: AnyRequest, visitor: Visitor, db: Any, reference: str) -> _Ledger:
    facts = await facts_of(db, read_reference(reference), request.app.state.clock())
    require(Permission.ACTIVITY_LOG, visitor.actor, facts.policy)
    of = Occasion(OccasionKind.CONSULTATION, facts.id, facts.authority_id)
    return _Ledger(of, facts.reference, f"/desk/c/{facts.reference}", facts.act_id)


async def _activity(visitor: Visitor, db: Any, activity_id: UUID) -> _Ledger:
    of = await activity_page(db, activity_id, face=visitor.face, private=True)
    require(Permission.PROGRAMME_KEEP, visitor.actor, Facts(authority_id=of.authority_id))
    occasion = Occasion(OccasionKind.ACTIVITY, of.id, of.authority_id)
    return _Ledger(occasion, activity_words(visitor.language, of.facts), f"/desk/activities/{of.id}", of.act_id)


async def _group(visitor: Visitor, db: Any, group_id: UUID) -> _Ledger:
    card = await group_card(db, group_id, face=visitor.face, private=True)
    require(Permission.ACTIVITY_LOG, visitor.actor, Facts(authority_id=card.authority_id))
    occasion = Occasion(OccasionKind.WORKING_GROUP, card.id, card.authority_id)
    return _Ledger(occasion, card.title, f"/desk/working-groups/{card.id}", card.act_id)


@get(_CONSULTATION, name="invitations")
async def show_invitations(request: AnyRequest, visitor: Here, db: Db, reference: FromPath[str]) -> Response[str]:
    """Show who was invited to a consultation of one's own authority."""
    return await (await _consultation(request, visitor, db, reference)).shown(request, visitor, db, {}, {})


@post(_CONSULTATION, name="invitations-act", permission=Permission.ACTIVITY_LOG)
async def log_own_invitations(request: AnyRequest, visitor: Here, form: Posted, db: Db, reference: FromPath[str]) -> Response[Any]:
    """Log who was invited to a consultation of one's own authority, or what became of invitations."""
    return await (await _consultation(request, visitor, db, reference)).kept(request, visitor, form, db)


@get(_ACTIVITY, name="activity-invitations")
async def show_activity_invitations(request: AnyRequest, visitor: Here, db: Db, activity_id: FromPath[UUID]) -> Response[str]:
    """Show who was invited to an activity."""
    return await (await _activity(visitor, db, activity_id)).shown(request, visitor, db, {}, {})


@post(_ACTIVITY, name="activity-invitations-act", permission=Permission.PROGRAMME_KEEP)
async def log_activity_invitations(request: AnyRequest, visitor: Here, form: Posted, db: Db, activity_id: FromPath[UUID]) -> Response[Any]:
    """Log who was invited to an activity, or what became of invitations."""
    return await (await _activity(visitor, db, activity_id)).kept(request, visitor, form, db)


@get(_GROUP, name="group-invitations")
async def show_group_invitations(request: AnyRequest, visitor: Here, db: Db, group_id: FromPath[UUID]) -> Response[str]:
    """Show who was invited to nominate members of a working group."""
    return await (await _group(visitor, db, group_id)).shown(request, visitor, db, {}, {})


@post(_GROUP, name="group-invitations-act", permission=Permission.ACTIVITY_LOG)
async def log_group_invitations(request: AnyRequest, visitor: Here, form: Posted, db: Db, group_id: FromPath[UUID]) -> Response[Any]:
    """Log who was invited to nominate members of a working group, or what became of invitations."""
    return await (await _group(visitor, db, group_id)).kept(request, visitor, form, db)


@get("/desk/invited", name="invited", permission=Permission.DESK_READ)
async def find_invited(request: AnyRequest, visitor: Here, db: Db, q: FromQuery[str | None] = None) -> Response[str]:
    """Tell whether somebody was ever invited, to what and when: officials of their own authorities, those who oversee of all."""
    everything = allows(Permission.LEDGER_READ, visitor.actor)
    if not everything:
        require(Permission.DESK_READ, visitor.actor)
    words = (q or "").strip()[:200]
    of = None if everything else visitor.actor.authority_ids
    rows = await invitations_named(db, words, of, face=visitor.face) if words else []
    return page(request, visitor, "desk/invited.html", {"words": words, "rows": rows})


HANDLERS = [
    show_invitations,
    log_own_invitations,
    show_activity_invitations,
    log_activity_invitations,
    show_group_invitations,
    log_group_invitations,
    find_invited,
]
