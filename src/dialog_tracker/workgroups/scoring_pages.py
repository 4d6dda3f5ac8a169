"""Pages of the desk on which nominations are read and scored, the ranking is published, objections are answered and members appointed."""

from typing import Any
from uuid import UUID

from litestar import Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath
from litestar.response import Redirect

from dialog_tracker.accounts.entrance import link_to
from dialog_tracker.directory.queries import sender_of
from dialog_tracker.domain.errors import Conflict, Malformed, NotFound
from dialog_tracker.domain.policy import Facts, Permission, allows, require
from dialog_tracker.domain.ranking import clear_choice
from dialog_tracker.domain.working_group import CallStage
from dialog_tracker.outbox.actions import write_letter
from dialog_tracker.storage.transaction import Db
from dialog_tracker.web.formats import local_date
from dialog_tracker.web.forms import Form, uuid_of
from dialog_tracker.web.visitor import AnyRequest, Visitor, page
from dialog_tracker.workgroups import contest, mail, queries, seating
from dialog_tracker.workgroups.group_forms import Typed, refusals
from dialog_tracker.workgroups.seating import Appointment

Here = NamedDependency[Visitor]
Posted = NamedDependency[Form]
_GROUP = "/desk/working-groups/{group_id:uuid}"
_SCORE, _EDIT = Permission.WORKING_GROUP_SCORE, Permission.WORKING_GROUP_EDIT


async def _group(db: Any, visitor: Visitor, group_id: UUID) -> queries.GroupCard:
    """Read a group of an authority that the visitor works for."""
    group = await queries.group_card(db, group_id, face=visitor.face, private=True)
    require(_SCORE, visitor.actor, Facts(authority_id=group.authority_id))
    return group


@get(_GROUP + "/nominations", name="nominations", permission=_SCORE)
async def show_nominations(request: AnyRequest, visitor: Here, db: Db, group_id: FromPath[UUID]) -> Response[str]:
    """List what was nominated, with one's own points; those of others show once scoring is closed."""
    return await _list_page(request, visitor, db, group_id, {})


async def _list_page(request: AnyRequest, visitor: Visitor, db: Any, group_id: UUID, errors: dict[str, str]) -> Response[str]:
    group, call, now = await _group(db, visitor, group_id), await queries.known_call(db, group_id), request.app.state.clock()
    scores, me = await contest.scores_of(db, call.id), visitor.actor.person_id
    closed = call.scoring_closed_at is not None
    content = {
        "group": group,
        "call": call,
        "rows": await contest.nominations_of(db, call.id),
        "mine": {one.nomination_id: one.total for one in scores if one.scorer_id == me},
        "conflicts": {nomination for nomination, scorer, _ in await contest.conflicts_of(db, call.id) if scorer == me},
        "scorers": len({one.scorer_id for one in scores}),
        "scores_now": call.scores_now(now),
        "closed": closed,
        "may_edit": allows(_EDIT, visitor.actor, Facts(authority_id=group.authority_id)),
        "errors": errors,
    }
    return page(request, visitor, "workgroups/nominations.html", content, status=409 if errors else 200)


@post(_GROUP + "/nominations", name="scoring-close", permission=_EDIT)
async def close_scoring(request: AnyRequest, visitor: Here, db: Db, group_id: FromPath[UUID]) -> Response[Any]:
    """Close the scoring; where a sheet is not finished, say so."""
    try:
        async with db.begin_nested():
            await seating.close_scoring(db, visitor.actor, request.app.state.clock(), group_id)
    except Conflict as refused:
        return await _list_page(request, visitor, db, group_id, refusals(visitor, refused, "close"))
    return Redirect(f"/desk/working-groups/{group_id}/ranking", status_code=303)


@get(_GROUP + "/nominations/{nomination_id:uuid}", name="score-sheet", permission=_SCORE)
async def show_sheet(request: AnyRequest, visitor: Here, db: Db, group_id: FromPath[UUID], nomination_id: FromPath[UUID]) -> Response[str]:
    """Show a nomination with one's own score sheet."""
    return await _sheet_page(request, visitor, db, group_id, nomination_id, None, {})


async def _sheet_page(
    request: AnyRequest, visitor: Visitor, db: Any, group_id: UUID, nomination_id: UUID, typed: Typed | None, errors: dict[str, str]
) -> Response[str]:
    group, call = await _group(db, visitor, group_id), await queries.known_call(db, group_id)
    found = [one for one in await contest.nominations_of(db, call.id) if one.id == nomination_id]
    if not found:
        raise NotFound("nomination-unknown")
    scores = [one for one in await contest.scores_of(db, call.id) if one.nomination_id == nomination_id]
    conflicts = [(scorer, name) for nomination, scorer, name in await contest.conflicts_of(db, call.id) if nomination == nomination_id]
    mine = next((one for one in scores if one.scorer_id == visitor.actor.person_id), None)
    kept = {key: str(points) for key, points in mine.points.items()} | {"note": mine.note} if mine else {}
    content = {
        "group": group,
        "call": call,
        "nomination": found[0],
        "scores_now": call.scores_now(request.app.state.clock()) and found[0].withdrawn_at is None,
        "conflict": visitor.actor.person_id in {scorer for scorer, _ in conflicts},
        "others": scores if call.scoring_closed_at is not None else [],
        "excused": [name for _, name in conflicts] if call.scoring_closed_at is not None else [],
        "typed": kept if typed is None else typed,
        "total": mine.total if mine else None,
        "errors": errors,
    }
    return page(request, visitor, "workgroups/sheet.html", content, status=422 if errors else 200)


@post(_GROUP + "/nominations/{nomination_id:uuid}", name="score-sheet-act", permission=_SCORE)
async def score(
    request: AnyRequest, visitor: Here, form: Posted, db: Db, group_id: FromPath[UUID], nomination_id: FromPath[UUID]
) -> Response[Any]:
    """Score a nomination, declare a conflict of interest, or take the declaration back."""
    now, what = request.app.state.clock(), form.text("what")
    call = await queries.known_call(db, group_id)
    points = {one.key: form.text(f"points-{one.key}") for one in call.criteria}
    try:
        async with db.begin_nested():
            if what in ("conflict", "no-conflict"):
                await seating.declare_conflict(db, visitor.actor, now, group_id, nomination_id, declared=what == "conflict")
            else:
                await seating.give_points(db, visitor.actor, now, group_id, nomination_id, points, form.long_text("note"))
    except (Malformed, Conflict) as refused:
        typed = points | {"note": form.long_text("note")}
        return await _sheet_page(request, visitor, db, group_id, nomination_id, typed, refusals(visitor, refused, "late"))
    return Redirect(f"/desk/working-groups/{group_id}/nominations", status_code=303)


@get(_GROUP + "/ranking", name="group-ranking", permission=_SCORE)
async def show_ranking(request: AnyRequest, visitor: Here, db: Db, group_id: FromPath[UUID]) -> Response[str]:
    """Show the ranking once scoring is closed, the objections to it, and the form of the appointment."""
    return await _ranking_page(request, visitor, db, group_id, {}, {})


async def _ranking_page(
    request: AnyRequest, visitor: Visitor, db: Any, group_id: UUID, typed: Typed, errors: dict[str, str]
) -> Response[str]:
    group, call, now = await _group(db, visitor, group_id), await queries.known_call(db, group_id), request.app.state.clock()
    stage, closed = call.course.stage(now), call.scoring_closed_at is not None
    rows = await contest.ranking_of(db, call) if closed else []
    objections = await contest.objections_of(db, call.id)
    chosen = {str(one) for one in clear_choice(contest.ranked_by(await contest.scores_of(db, call.id)), group.seats)}
    content = {
        "group": group,
        "call": call,
        "stage": stage.value,
        "closed": closed,
        "ranking": rows,
        "objections": objections,
        "waiting": [one for one in objections if one.answered_at is None],
        "may_publish": closed and stage is CallStage.CLOSED,
        "may_appoint": stage is CallStage.RANKED,
        "may_edit": allows(_EDIT, visitor.actor, Facts(authority_id=group.authority_id)),
        "typed": {"chosen": chosen, "decision": "", "appointed_on": local_date(now, group.time_zone).isoformat(), "reason": ""} | typed,
        "errors": errors,
    }
    return page(request, visitor, "workgroups/ranking.html", content, status=422 if errors else 200)


@post(_GROUP + "/ranking", name="ranking-publish", permission=_EDIT)
async def publish_ranking(request: AnyRequest, visitor: Here, db: Db, group_id: FromPath[UUID]) -> Response[Any]:
    """Publish the ranking."""
    try:
        async with db.begin_nested():
            await seating.publish_ranking(db, visitor.actor, request.app.state.clock(), group_id)
    except Conflict as refused:
        return await _ranking_page(request, visitor, db, group_id, {}, refusals(visitor, refused, "publish"))
    return Redirect(f"/desk/working-groups/{group_id}/ranking", status_code=303)


@post(_GROUP + "/appointment", name="group-appoint", permission=_EDIT)
async def appoint(request: AnyRequest, visitor: Here, form: Posted, db: Db, group_id: FromPath[UUID]) -> Response[Any]:
    """Appoint those who are chosen, and their deputies, in one step."""
    chosen = [known for known in map(uuid_of, form.several("chosen")) if known is not None]
    typed = {"chosen": {str(one) for one in chosen}, "decision": form.text("decision")}
    typed |= {"appointed_on": form.text("appointed_on"), "reason": form.long_text("reason")}
    appointed_on = form.day("appointed_on")
    try:
        form.check()
        assert appointed_on is not None
        what = Appointment(chosen, form.text("decision"), appointed_on, form.long_text("reason"))
        async with db.begin_nested():
            await seating.appoint(db, visitor.actor, request.app.state.clock(), group_id, what)
    except (Malformed, Conflict) as refused:
        return await _ranking_page(request, visitor, db, group_id, typed, refusals(visitor, refused, "chosen"))
    return Redirect(f"/desk/working-groups/{group_id}#members", status_code=303)


@post(_GROUP + "/objections/{objection_id:uuid}", name="group-objection-answer", permission=_EDIT)
async def answer(
    request: AnyRequest, visitor: Here, form: Posted, db: Db, group_id: FromPath[UUID], objection_id: FromPath[UUID]
) -> Response[Any]:
    """Answer an objection, and send the answer to whoever made it."""
    now, said = request.app.state.clock(), form.long_text("answer")
    try:
        async with db.begin_nested():
            objection = await seating.answer_objection(db, visitor.actor, now, group_id, objection_id, said)
    except (Malformed, Conflict) as refused:
        shown = refusals(visitor, refused, "answer")
        return await _ranking_page(
            request, visitor, db, group_id, {f"answer-{objection_id}": said}, {f"answer-{objection_id}": shown["answer"]}
        )
    group = await queries.group_card(db, group_id, private=True)
    letter = mail.objection_answered(visitor.language, group.title, said.strip(), link_to(request, f"/working-groups/{group_id}"))
    sender = await sender_of(db, group.authority_id)
    await write_letter(db, now, f"group-objection:{objection_id}", "objection", objection.email, visitor.language, letter, sender=sender)
    return Redirect(f"/desk/working-groups/{group_id}/ranking#objections", status_code=303)


HANDLERS = [show_nominations, close_scoring, show_sheet, score, show_ranking, publish_ranking, appoint, answer]
