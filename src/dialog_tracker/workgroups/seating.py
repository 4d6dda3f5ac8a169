"""Choosing among nominations: points, conflicts of interest, the ranking, answers to objections, and the appointment."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import delete, insert, select, update
from sqlalchemy.dialects.postgresql import insert as upsert
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from dialog_tracker.domain.errors import Conflict, NotFound
from dialog_tracker.domain.policy import Actor, Facts, Permission, require
from dialog_tracker.domain.ranking import check_appointment, check_scoring_complete
from dialog_tracker.domain.working_group import LONGEST_NAME, LONGEST_TEXT, CallStage, Seat, read_points
from dialog_tracker.ledger.actions import record
from dialog_tracker.workgroups.actions import cleaned, editable, id_of_form
from dialog_tracker.workgroups.contest import NominationLine, ObjectionLine, nominations_of, objections_of, ranked_by, scores_of, sheets_of
from dialog_tracker.workgroups.queries import CallCard, group_card, known_call, members_of
from dialog_tracker.workgroups.tables import GroupCall, GroupMember, NominationConflict, NominationScore, RankingObjection


async def _scored(session: AsyncSession, actor: Actor, now: datetime, group_id: UUID, nomination_id: UUID) -> tuple[CallCard, UUID]:
    """Give the call and the scorer where the actor may score a nomination now."""
    group = await group_card(session, group_id, private=True)
    require(Permission.WORKING_GROUP_SCORE, actor, Facts(authority_id=group.authority_id))
    call = await known_call(session, group_id, lock=True)
    standing = {one.id for one in await nominations_of(session, call.id) if one.withdrawn_at is None}
    if nomination_id not in standing:
        raise NotFound("nomination-unknown")
    if not call.scores_now(now):
        raise Conflict("scoring-not-now")
    assert actor.person_id is not None
    return call, actor.person_id


async def _note(session: AsyncSession, actor: Actor, now: datetime, act: str, group_id: UUID, **facts: object) -> None:
    kind = "working_group"
    await record(session, at=now, actor_id=actor.person_id, act=act, subject_kind=kind, subject_id=group_id, **facts)


async def give_points(
    session: AsyncSession, actor: Actor, now: datetime, group_id: UUID, nomination_id: UUID, typed: Mapping[str, str], note: str = ""
) -> int:
    """Score a nomination, in place of what one gave it before; gives the total.

    Raises FieldErrors, Conflict("scoring-not-now") and Conflict("conflict-declared").
    """
    call, scorer_id = await _scored(session, actor, now, group_id, nomination_id)
    mine = (col(NominationConflict.nomination_id) == nomination_id, col(NominationConflict.scorer_id) == scorer_id)
    if await session.scalar(select(col(NominationConflict.scorer_id)).where(*mine)) is not None:
        raise Conflict("conflict-declared")
    points = read_points(call.criteria, typed)
    said: dict[str, Any] = {**cleaned({"note": (note, LONGEST_TEXT)}), "points": points, "total": sum(points.values()), "scored_at": now}
    made = upsert(NominationScore).values(nomination_id=nomination_id, scorer_id=scorer_id, **said)
    await session.execute(made.on_conflict_do_update(index_elements=["nomination_id", "scorer_id"], set_=said))
    await _note(session, actor, now, "nomination-scored", group_id, nomination=str(nomination_id))
    return sum(points.values())


async def declare_conflict(
    session: AsyncSession, actor: Actor, now: datetime, group_id: UUID, nomination_id: UUID, *, declared: bool = True
) -> None:
    """Declare that one has a conflict of interest, which takes one's points away, or take the declaration back."""
    _, scorer_id = await _scored(session, actor, now, group_id, nomination_id)
    row = {"nomination_id": nomination_id, "scorer_id": scorer_id}
    if declared:
        given = (col(NominationScore.nomination_id) == nomination_id, col(NominationScore.scorer_id) == scorer_id)
        await session.execute(delete(NominationScore).where(*given))
        await session.execute(upsert(NominationConflict).values(**row, declared_at=now).on_conflict_do_nothing())
    else:
        mine = (col(NominationConflict.nomination_id) == nomination_id, col(NominationConflict.scorer_id) == scorer_id)
        await session.execute(delete(NominationConflict).where(*mine))
    act = "group-conflict-declared" if declared else "group-conflict-taken-back"
    await _note(session, actor, now, act, group_id, nomination=str(nomination_id))


async def close_scoring(session: AsyncSession, actor: Actor, now: datetime, group_id: UUID) -> None:
    """Close the scoring once every sheet that was begun is finished; a second time changes nothing.

    Raises Conflict("scoring-not-now"), ("nominations-unscored") and ("sheets-half-done").
    """
    await editable(session, actor, group_id)
    call = await known_call(session, group_id, lock=True)
    if call.scoring_closed_at is not None:
        return
    if not call.scores_now(now):
        raise Conflict("scoring-not-now")
    check_scoring_complete(await sheets_of(session, call.id))
    await session.execute(update(GroupCall).where(col(GroupCall.id) == call.id).values(scoring_closed_at=now))
    await _note(session, actor, now, "group-scoring-closed", group_id)


async def publish_ranking(session: AsyncSession, actor: Actor, now: datetime, group_id: UUID) -> None:
    """Publish the ranking, from which the days for objections run; a second time changes nothing.

    Raises Conflict("group-not-public"), ("scoring-not-now") and ("scoring-not-closed").
    """
    group = await editable(session, actor, group_id)
    call = await known_call(session, group_id, lock=True)
    if call.course.ranking_published_at is not None:
        return
    if not group.public:
        raise Conflict("group-not-public")
    if call.course.stage(now) is not CallStage.CLOSED:
        raise Conflict("scoring-not-now")
    if call.scoring_closed_at is None:
        raise Conflict("scoring-not-closed")
    await session.execute(update(GroupCall).where(col(GroupCall.id) == call.id).values(ranking_published_at=now))
    await _note(session, actor, now, "group-ranking-published", group_id)


async def answer_objection(
    session: AsyncSession, actor: Actor, now: datetime, group_id: UUID, objection_id: UUID, answer: str
) -> ObjectionLine:
    """Answer an objection, once; gives it back as it was, for the letter. Raises FieldErrors and Conflict("objection-answered-before")."""
    await editable(session, actor, group_id)
    call = await known_call(session, group_id, lock=True)
    objection = next((one for one in await objections_of(session, call.id) if one.id == objection_id), None)
    if objection is None:
        raise NotFound("page-unknown")
    if objection.answered_at is not None:
        raise Conflict("objection-answered-before")
    said = cleaned({"answer": (answer, LONGEST_TEXT)}, required=("answer",))
    done = update(RankingObjection).where(col(RankingObjection.id) == objection_id)
    await session.execute(done.values(**said, answered_at=now, answered_by=actor.person_id))
    await _note(session, actor, now, "group-objection-answered", group_id)
    return objection


@dataclass(frozen=True, slots=True)
class Appointment:
    """Who is chosen, by which decision, from when, and why where somebody with a better or the same place was passed over."""

    chosen: Sequence[UUID]
    decision: str
    appointed_on: date
    reason: str = ""


async def appoint(session: AsyncSession, actor: Actor, now: datetime, group_id: UUID, what: Appointment) -> None:
    """Appoint the chosen candidates and their deputies in one step; the same choice a second time changes nothing.

    Raises FieldErrors, Conflict("objections-still-taken"), ("group-objections-unanswered"), ("scoring-not-closed") and ("changed-meanwhile").
    """
    group = await editable(session, actor, group_id)
    call = await known_call(session, group_id, lock=True)
    if call.course.appointed_at is not None:
        await _refuse_other_choice(session, group_id, call, what.chosen)
        return
    await _check_time(session, call, now)
    check_appointment(ranked_by(await scores_of(session, call.id)), what.chosen, group.seats, what.decision, what.reason)
    said = cleaned({"decision": (what.decision, LONGEST_NAME), "reason": (what.reason, LONGEST_TEXT)})
    known = {one.id: one for one in await nominations_of(session, call.id)}
    shared = {"group_id": group_id, "decision": said["decision"], "appointed_on": what.appointed_on, "ended_on": None}
    shared |= {"created_by": actor.person_id, "created_at": now, "is_cso": True}
    rows = [row | shared for one in dict.fromkeys(what.chosen) for row in _seats_of(known[one])]
    await session.execute(insert(GroupMember), rows)
    done = update(GroupCall).where(col(GroupCall.id) == call.id)
    await session.execute(done.values(appointed_at=now, appointment_reason=said["reason"]))
    await _note(session, actor, now, "group-members-appointed", group_id, members=len(set(what.chosen)), explained=bool(said["reason"]))


async def _refuse_other_choice(session: AsyncSession, group_id: UUID, call: CallCard, chosen: Sequence[UUID]) -> None:
    of_call = {one.id for one in await nominations_of(session, call.id)}
    appointed = {one.nomination_id for one in await members_of(session, group_id) if one.nomination_id in of_call}
    if appointed != set(chosen):
        raise Conflict("changed-meanwhile")


async def _check_time(session: AsyncSession, call: CallCard, now: datetime) -> None:
    stage = call.course.stage(now)
    if stage is CallStage.OBJECTIONS:
        raise Conflict("objections-still-taken")
    if stage is not CallStage.RANKED:
        raise Conflict("scoring-not-closed")
    if any(one.answered_at is None for one in await objections_of(session, call.id)):
        raise Conflict("group-objections-unanswered")


def _seats_of(nomination: NominationLine) -> list[dict[str, Any]]:
    """Make the rows of a candidate and of the deputy, if one was named; their ids follow from the nomination."""
    of = {"nomination_id": nomination.id, "organisation_id": nomination.organisation_id, "body": nomination.organisation}
    member = id_of_form(nomination.id, "member")
    rows = [{"id": member, "name": nomination.candidate, "seat": Seat.MEMBER, "deputy_of": None, **of}]
    if nomination.deputy:
        rows.append({"id": id_of_form(nomination.id, "deputy"), "name": nomination.deputy, "seat": Seat.DEPUTY, "deputy_of": member, **of})
    return rows
