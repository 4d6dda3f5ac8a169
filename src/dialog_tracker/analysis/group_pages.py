"""Groups of comments that say the same: what is proposed, what was decided, and the three counts."""

from typing import Any
from uuid import UUID

from litestar import Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery
from litestar.response import Redirect

from dialog_tracker.analysis import actions, queries
from dialog_tracker.analysis.own_words import own_of
from dialog_tracker.consultations.queries import Facts, facts_of
from dialog_tracker.domain.errors import Conflict, FieldErrors, Malformed
from dialog_tracker.domain.group import GroupState
from dialog_tracker.domain.policy import Permission, require
from dialog_tracker.domain.reference import read_reference
from dialog_tracker.domain.script import to_latin
from dialog_tracker.storage.transaction import Db
from dialog_tracker.web.forms import Form
from dialog_tracker.web.messages import field_messages
from dialog_tracker.web.visitor import AnyRequest, Visitor, page

Here = NamedDependency[Visitor]
Posted = NamedDependency[Form]


async def _facts(request: AnyRequest, visitor: Visitor, db: Any, reference: str) -> Facts:
    facts = await facts_of(db, read_reference(reference), request.app.state.clock())
    require(Permission.RESPONSE_DRAFT, visitor.actor, facts.policy)
    return facts


@get("/desk/c/{reference:str}/groups", name="groups")
async def show_groups(
    request: AnyRequest, visitor: Here, db: Db, reference: FromPath[str], shown: FromQuery[str | None] = None
) -> Response[str]:
    """Show the groups of a state; those that wait for a decision at first."""
    return await _groups(request, visitor, db, await _facts(request, visitor, db, reference), shown or "", {}, {})


async def _groups(
    request: AnyRequest, visitor: Visitor, db: Any, facts: Facts, state: str, typed: dict[str, str], errors: dict[str, str]
) -> Response[str]:
    wanted = GroupState(state) if state in list(GroupState) else GroupState.PROPOSED
    content = {
        "reference": facts.reference,
        "state": wanted,
        "states": list(GroupState),
        "counts": await queries.counts_of(db, facts.id),
        "how_many": await queries.how_many(db, facts.id),
        "groups": await queries.groups_of(db, facts.id, wanted, latin=visitor.latin),
        "typed": typed,
        "errors": errors,
    }
    return page(request, visitor, "analysis/groups.html", content, status=422 if errors else 200)


@post("/desk/c/{reference:str}/groups", name="groups-act", permission=Permission.RESPONSE_DRAFT)
async def act(request: AnyRequest, visitor: Here, form: Posted, db: Db, reference: FromPath[str]) -> Response[Any]:
    """Compare all comments and propose groups, or put comments together by their numbers."""
    facts, now = await _facts(request, visitor, db, reference), request.app.state.clock()
    if form.text("act") == "propose":
        await actions.propose_groups(db, visitor.actor, now, facts)
        return Redirect(f"/desk/c/{facts.reference}/groups", status_code=303)
    typed = {"numbers": form.long_text("numbers")}
    numbers = [to_latin(one).strip().upper() for one in typed["numbers"].replace(",", "\n").splitlines() if one.strip()]
    try:
        async with db.begin_nested():
            group_id = await actions.join_comments(db, visitor.actor, now, facts, numbers)
    except (Malformed, Conflict) as refused:
        return await _groups(request, visitor, db, facts, "", typed, field_messages(visitor.language, {"numbers": refused}))
    return Redirect(f"/desk/c/{facts.reference}/groups/{group_id}", status_code=303)


@get("/desk/c/{reference:str}/groups/{group_id:uuid}", name="group")
async def show_group(request: AnyRequest, visitor: Here, db: Db, reference: FromPath[str], group_id: FromPath[UUID]) -> Response[str]:
    """Show a group with all its comments."""
    return await _group(request, visitor, db, await _facts(request, visitor, db, reference), group_id, {})


async def _group(request: AnyRequest, visitor: Visitor, db: Any, facts: Facts, group_id: UUID, errors: dict[str, str]) -> Response[str]:
    group = await queries.group_of(db, facts.id, group_id, latin=visitor.latin)
    content = {"reference": facts.reference, "group": group, "own": list(own_of(group)), "errors": errors}
    return page(request, visitor, "analysis/group.html", content, status=422 if errors else 200)


@post("/desk/c/{reference:str}/groups/{group_id:uuid}", name="group-act", permission=Permission.RESPONSE_DRAFT)
async def decide(
    request: AnyRequest, visitor: Here, form: Posted, db: Db, reference: FromPath[str], group_id: FromPath[UUID]
) -> Response[Any]:
    """Confirm a group without those that do not belong to it, dissolve it, or take a decision back."""
    facts, now = await _facts(request, visitor, db, reference), request.app.state.clock()
    state = form.choice("act", GroupState)
    group = await queries.group_of(db, facts.id, group_id, latin=False)
    stay = set(form.several("member"))
    leave = [one.comment_id for one in group.members if str(one.comment_id) not in stay] if state is GroupState.CONFIRMED else []
    try:
        form.check()
        async with db.begin_nested():
            await actions.decide_group(db, visitor.actor, now, facts, group_id, state, leave, form.text("title"))
    except (Malformed, Conflict) as refused:
        by_field = refused.by_field if isinstance(refused, FieldErrors) else {"act": refused}
        return await _group(request, visitor, db, facts, group_id, field_messages(visitor.language, by_field))
    return Redirect(f"/desk/c/{facts.reference}/groups", status_code=303)


HANDLERS = [show_groups, act, show_group, decide]
