"""From a call to an appointment: late seconds, double clicks, points out of range, conflicts, objections, and who may do what."""

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta

import pytest
from sqlalchemy import func, select

from dialog_tracker.consultations.details import details_of
from dialog_tracker.consultations.queries import facts_of
from dialog_tracker.desk.erasure import erase_person
from dialog_tracker.desk.own_data import everything_of
from dialog_tracker.desk.retention import due_now, forget
from dialog_tracker.documents.queries import version_card
from dialog_tracker.domain.errors import Conflict, FieldErrors, NotFound, NotPermitted
from dialog_tracker.domain.policy import Held, Role
from dialog_tracker.domain.retention import PERIODS, Kept
from dialog_tracker.domain.submission import SubmitterKind
from dialog_tracker.domain.vague_date import read_when
from dialog_tracker.domain.window import window_of_days
from dialog_tracker.domain.working_group import CallStage, Criterion, CsoShare, NominationDraft, Seat, Statement
from dialog_tracker.ledger.tables import LedgerEntry
from dialog_tracker.workgroups import actions, contest, nominating, queries, seating
from dialog_tracker.workgroups.actions import CallDraft, GroupDraft, MemberDraft, SessionDraft
from dialog_tracker.workgroups.seating import Appointment
from dialog_tracker.workgroups.tables import Nomination
from factories import a_person, a_stage

KEY = "key-of-a-form-0001"
CLOSES = datetime(2026, 12, 4, 14, 30, tzinfo=UTC)  # 4 December at 15.30 in Belgrade
CRITERIA = (Criterion("k1", "Искуство", 20), Criterion("k2", "Знање", 10))
DRAFT = GroupDraft("Радна група за израду Одлуке", seats=1, decision="119-1/2026", decided_on=date(2026, 11, 20), public=True)
CALL = CallDraft(window_of_days(date(2026, 11, 23), date(2026, 12, 4), time(15, 30), "Europe/Belgrade"), CRITERIA, 5)
LIPA = NominationDraft(
    "Удружење „Липа”", "Ана Марић", "ana@lipa.example", "Мотив.", "Биографија.", deputy="Јана Пек", statements=frozenset(Statement)
)
BREZA = replace(LIPA, organisation="Удружење „Бреза”", candidate="Пера Перић", email="pera@breza.example", deputy="")
ASSOCIATION = SubmitterKind.ASSOCIATION


@pytest.fixture
async def stage(session, clock):
    return await a_stage(session, clock.now)


@pytest.fixture
async def drafter(session, clock, stage):
    held = Held(Role.DRAFTER, authority_id=stage.authority_id)
    return await a_person(session, clock.now, "obradjivac@vrbovac.example", held, name="Лука Радић")


@pytest.fixture
async def group(session, clock, stage):
    act_id = (await version_card(session, stage.version_id, latin=False)).act_id
    group_id = await actions.enter_group(session, stage.officer, clock.now, stage.authority_id, replace(DRAFT, act_id=act_id), KEY)
    await actions.announce_call(session, stage.officer, clock.now, group_id, CALL, KEY)
    return group_id


async def nominated(session, clock, group, *drafts: NominationDraft):
    return [await nominating.nominate(session, clock.now, group, one, ASSOCIATION, f"{KEY}-{at}") for at, one in enumerate(drafts)]


async def scored(session, clock, stage, group, *points: int):
    """Nominate two, close the call and let two officials score: `points` are the first criterion's, by nomination."""
    receipts = await nominated(session, clock, group, LIPA, BREZA)
    clock.now = CLOSES
    for scorer in (stage.officer, stage.approver):
        for receipt, given in zip(receipts, points, strict=True):
            await seating.give_points(session, scorer, clock.now, group, receipt.id, {"k1": str(given), "k2": "5"})
    return receipts


async def published(session, clock, stage, group, *points: int):
    receipts = await scored(session, clock, stage, group, *points)
    await seating.close_scoring(session, stage.officer, clock.now, group)
    await seating.publish_ranking(session, stage.officer, clock.now, group)
    return receipts


async def test_from_the_call_to_the_appointment(session, clock, stage, group):
    first, second = await published(session, clock, stage, group, 20, 10)
    call = await queries.known_call(session, group)
    ranked = await contest.ranking_of(session, call)
    assert [(one.place, one.mean, one.organisation) for one in ranked] == [(1, 25, "Удружење „Липа”"), (2, 15, "Удружење „Бреза”")]
    chosen = Appointment([first.id], "119-7/2026", date(2026, 12, 15))
    with pytest.raises(Conflict, match="objections-still-taken"):
        await seating.appoint(session, stage.officer, clock.now, group, chosen)
    clock.forward(days=6)
    await seating.appoint(session, stage.officer, clock.now, group, chosen)
    await seating.appoint(session, stage.officer, clock.now, group, chosen)
    with pytest.raises(Conflict, match="changed-meanwhile"):
        await seating.appoint(session, stage.officer, clock.now, group, replace(chosen, chosen=[second.id]))
    members = await queries.members_of(session, group)
    assert [(one.name, one.seat, one.is_cso, one.deputises) for one in members] == [
        ("Ана Марић", Seat.MEMBER, True, ""),
        ("Јана Пек", Seat.DEPUTY, True, "Ана Марић"),
    ]
    assert (await queries.known_call(session, group)).course.stage(clock.now) is CallStage.APPOINTED
    told = (await session.scalars(select(LedgerEntry.facts).where(LedgerEntry.subject_kind == "working_group"))).all()
    assert not any("Ана" in str(facts) or "lipa" in str(facts) for facts in told)


async def test_a_nomination_is_taken_to_the_last_second_and_once(session, clock, stage, group):
    clock.now = CLOSES - timedelta(seconds=1)
    (receipt,) = await nominated(session, clock, group, LIPA)
    clock.now = CLOSES
    (again,) = await nominated(session, clock, group, LIPA)
    assert again == receipt, "a second click gives the first receipt back"
    with pytest.raises(Conflict, match="call-over"):
        await nominating.nominate(session, clock.now, group, BREZA, ASSOCIATION, "another-key-000001")
    assert await session.scalar(select(func.count()).select_from(Nomination)) == 1
    row = (await contest.nominations_of(session, (await queries.known_call(session, group)).id))[0]
    assert (row.organisation_id, row.code) == (stage.organisation_id, receipt.code)


async def test_before_the_first_second_nobody_applies(session, clock, stage, group):
    clock.now = datetime(2026, 11, 22, 22, 59, 59, tzinfo=UTC)
    with pytest.raises(Conflict, match="call-not-open"):
        await nominated(session, clock, group, LIPA)
    moved = replace(CALL, objection_days=3)
    await actions.change_call(session, stage.officer, clock.now, group, moved, 1)
    with pytest.raises(Conflict, match="changed-meanwhile"):
        await actions.change_call(session, stage.officer, clock.now, group, moved, 1)
    clock.forward(seconds=1)
    with pytest.raises(Conflict, match="call-begun"):
        await actions.change_call(session, stage.officer, clock.now, group, moved, 2)


async def test_a_group_has_one_running_call_and_a_withdrawn_one_takes_nothing(session, clock, stage, group):
    known = await queries.known_call(session, group)
    assert await actions.announce_call(session, stage.officer, clock.now, group, CALL, KEY) == known.id, "a second click announces nothing"
    with pytest.raises(Conflict, match="call-running"):
        await actions.announce_call(session, stage.officer, clock.now, group, CALL, KEY + "2")
    with pytest.raises(FieldErrors):
        await actions.withdraw_call(session, stage.officer, clock.now, group, " ")
    await actions.withdraw_call(session, stage.officer, clock.now, group, "Одлука се не доноси.")
    with pytest.raises(Conflict, match="call-over"):
        await nominated(session, clock, group, LIPA)
    clock.forward(seconds=1)
    await actions.announce_call(session, stage.officer, clock.now, group, CALL, KEY + "2")
    assert (await queries.known_call(session, group)).course.stage(clock.now) is CallStage.OPEN


async def test_a_nomination_is_withdrawn_by_its_code_until_scoring_is_closed(session, clock, stage, group):
    first, second = await scored(session, clock, stage, group, 20, 10)
    with pytest.raises(NotFound):
        await nominating.withdraw_nomination(session, clock.now, "AAAA-BBBB-CCCC")
    await nominating.withdraw_nomination(session, clock.now, second.code)
    await nominating.withdraw_nomination(session, clock.now, second.code)
    await seating.close_scoring(session, stage.officer, clock.now, group)
    assert [one.id for one in await contest.ranking_of(session, await queries.known_call(session, group))] == [first.id]
    with pytest.raises(Conflict, match="call-over"):
        await nominating.withdraw_nomination(session, clock.now, first.code)


async def test_points_out_of_range_and_at_the_wrong_time_are_refused(session, clock, stage, group):
    first, _ = await nominated(session, clock, group, LIPA, BREZA)
    with pytest.raises(Conflict, match="scoring-not-now"):
        await seating.give_points(session, stage.officer, clock.now, group, first.id, {"k1": "20", "k2": "5"})
    clock.now = CLOSES
    with pytest.raises(FieldErrors) as refused:
        await seating.give_points(session, stage.officer, clock.now, group, first.id, {"k1": "21", "k2": "пет"})
    assert list(refused.value.by_field) == ["points-k1", "points-k2"]
    assert await seating.give_points(session, stage.officer, clock.now, group, first.id, {"k1": "20", "k2": "5"}) == 25
    assert await seating.give_points(session, stage.officer, clock.now, group, first.id, {"k1": "0", "k2": "5"}) == 5
    call = await queries.known_call(session, group)
    assert [one.total for one in await contest.scores_of(session, call.id)] == [5]


async def test_whoever_declares_a_conflict_of_interest_does_not_score_that_nomination(session, clock, stage, group):
    first, second = await scored(session, clock, stage, group, 20, 10)
    await seating.declare_conflict(session, stage.approver, clock.now, group, first.id)
    with pytest.raises(Conflict, match="conflict-declared"):
        await seating.give_points(session, stage.approver, clock.now, group, first.id, {"k1": "1", "k2": "1"})
    call = await queries.known_call(session, group)
    assert len([one for one in await contest.scores_of(session, call.id) if one.nomination_id == first.id]) == 1
    await seating.declare_conflict(session, stage.approver, clock.now, group, first.id, declared=False)
    with pytest.raises(Conflict, match="sheets-half-done"):
        await seating.close_scoring(session, stage.officer, clock.now, group)
    for one in (first, second):
        await seating.declare_conflict(session, stage.approver, clock.now, group, one.id)
    await seating.close_scoring(session, stage.officer, clock.now, group)
    with pytest.raises(Conflict, match="scoring-not-now"):
        await seating.give_points(session, stage.officer, clock.now, group, first.id, {"k1": "1", "k2": "1"})


async def test_objections_are_taken_in_their_days_and_answered_before_the_appointment(session, clock, stage, group):
    said = ("Марко Илић", "marko@breza.example", "Бодови нису образложени.")
    with pytest.raises(Conflict, match="objections-not-taken"):
        await nominating.object_to_ranking(session, clock.now, group, *said, KEY)
    first, _ = await published(session, clock, stage, group, 20, 10)
    clock.now = datetime(2026, 12, 9, 22, 59, 59, tzinfo=UTC)  # the last second of the fifth day in Belgrade
    received = await nominating.object_to_ranking(session, clock.now, group, *said, KEY)
    clock.forward(seconds=1)
    assert await nominating.object_to_ranking(session, clock.now, group, *said, KEY) == received
    with pytest.raises(Conflict, match="objections-not-taken"):
        await nominating.object_to_ranking(session, clock.now, group, *said, KEY + "2")
    chosen = Appointment([first.id], "119-7/2026", date(2026, 12, 15))
    with pytest.raises(Conflict, match="group-objections-unanswered"):
        await seating.appoint(session, stage.officer, clock.now, group, chosen)
    call = await queries.known_call(session, group)
    (objection,) = await contest.objections_of(session, call.id)
    await seating.answer_objection(session, stage.officer, clock.now, group, objection.id, "Образложење је у записнику.")
    with pytest.raises(Conflict, match="objection-answered-before"):
        await seating.answer_objection(session, stage.officer, clock.now, group, objection.id, "Друго.")
    await seating.appoint(session, stage.officer, clock.now, group, chosen)


async def test_a_tie_is_decided_by_an_official_with_a_reason(session, clock, stage, group):
    first, second = await published(session, clock, stage, group, 15, 15)
    ranked = await contest.ranking_of(session, await queries.known_call(session, group))
    assert [(one.place, one.tied) for one in ranked] == [(1, True), (1, True)]
    clock.forward(days=6)
    chosen = Appointment([second.id], "119-7/2026", date(2026, 12, 15))
    with pytest.raises(FieldErrors) as refused:
        await seating.appoint(session, stage.officer, clock.now, group, chosen)
    assert refused.value.by_field["reason"].code == "ranking-passed-over"
    await seating.appoint(session, stage.officer, clock.now, group, replace(chosen, reason="Дуже ради у општини."))
    assert first.id not in {one.nomination_id for one in await queries.members_of(session, group)}


async def test_who_may_do_what(session, clock, stage, group, drafter):
    for nobody in (stage.approver, stage.speaker):
        with pytest.raises(NotPermitted, match="prepares-acts-of-authority"):
            await actions.change_group(session, nobody, clock.now, group, DRAFT, 1)
    await actions.change_group(session, drafter, clock.now, group, DRAFT, 1)
    with pytest.raises(Conflict, match="changed-meanwhile"):
        await actions.change_group(session, stage.officer, clock.now, group, DRAFT, 1)
    first, _ = await nominated(session, clock, group, LIPA, BREZA)
    clock.now = CLOSES
    with pytest.raises(NotPermitted, match="answers-for-authority"):
        await seating.give_points(session, stage.speaker, clock.now, group, first.id, {"k1": "1", "k2": "1"})


async def test_a_group_that_is_not_public_is_not_found(session, clock, stage):
    hidden = await actions.enter_group(session, stage.officer, clock.now, stage.authority_id, replace(DRAFT, public=False), KEY)
    assert await actions.enter_group(session, stage.officer, clock.now, stage.authority_id, DRAFT, KEY) == hidden
    with pytest.raises(NotFound):
        await queries.group_card(session, hidden)
    assert await queries.groups_listed(session, clock.now) == []
    assert [one.id for one in await queries.groups_of(session, frozenset({stage.authority_id}), clock.now)] == [hidden]


async def test_groups_with_an_open_call_come_first_and_pages_join(session, clock, stage, group):
    for at in range(4):
        clock.forward(seconds=1)
        await actions.enter_group(session, stage.officer, clock.now, stage.authority_id, replace(DRAFT, title=f"Група {at}"), f"{KEY}-{at}")
    everything = await queries.groups_listed(session, clock.now)
    assert (everything[0].id, everything[0].open) == (group, True)
    assert [one.title for one in everything[1:]] == ["Група 3", "Група 2", "Група 1", "Група 0"]
    pages, after = [], None
    while rows := await queries.groups_listed(session, clock.now, after, limit=2):
        pages += rows
        after = rows[-1].key
    assert pages == everything


async def test_members_sessions_and_the_years_figures(session, clock, stage, group):
    officer, now, day = stage.officer, clock.now, clock.now.date()
    chair = MemberDraft("Вера Илић", "Општинска управа", Seat.CHAIR, appointed_on=date(2026, 11, 20))
    chair_id = await actions.add_member(session, officer, now, group, chair, KEY)
    assert await actions.add_member(session, officer, now, group, chair, KEY) == chair_id
    cso = MemberDraft("Ана Марић", "Удружење „Липа”", Seat.MEMBER, is_cso=True)
    member_id = await actions.add_member(session, officer, now, group, cso, KEY + "2")
    with pytest.raises(FieldErrors):
        await actions.add_member(session, officer, now, group, replace(cso, seat=Seat.DEPUTY), KEY + "3")
    await actions.add_member(session, officer, now, group, replace(cso, seat=Seat.DEPUTY, deputy_of=member_id, name="Јана"), KEY + "3")
    assert queries.share_of(await queries.members_of(session, group), day) == CsoShare(1, 2)
    year = await queries.seats_of_year(session, stage.authority_id, 2026)
    assert (year.groups, year.seats, year.cso_members, year.members) == (1, 1, 1, 2)
    assert (await queries.seats_of_year(session, stage.authority_id, 2025)).groups == 0
    draft = SessionDraft(read_when("новембар 2026"), place="Сала 2", minutes="Усвојен је нацрт.", present=frozenset({chair_id, member_id}))
    session_id = await actions.log_session(session, officer, now, group, draft, KEY)
    await actions.change_session(session, officer, now, group, session_id, replace(draft, present=frozenset({chair_id})), 1)
    with pytest.raises(Conflict, match="changed-meanwhile"):
        await actions.change_session(session, officer, now, group, session_id, draft, 1)
    (line,) = await queries.sessions_of(session, group)
    assert (line.present, line.minutes, line.revision) == (frozenset({chair_id}), "Усвојен је нацрт.", 2)
    with pytest.raises(FieldErrors):
        await actions.end_member(session, officer, now, group, chair_id, date(2026, 11, 19))
    await actions.end_member(session, officer, now, group, chair_id, date(2026, 11, 22))
    assert queries.share_of(await queries.members_of(session, group), day) == CsoShare(1, 1)
    card = await queries.group_card(session, group)
    assert "Чланови: Ана Марић (Удружење „Липа”)." in await actions.composition_of(session, card, day)
    assert [one.reference for one in await queries.debates_of(session, card.act_id)] == [stage.reference]
    facts = await facts_of(session, stage.reference, now)
    assert (await details_of(session, facts.id))["working_group"] == ""


async def test_nominations_are_forgotten_two_years_after_the_appointment(session, sessions, clock, stage, group):
    first, _ = await published(session, clock, stage, group, 20, 10)
    said = ("Марко Илић", "marko@breza.example", "Бодови нису образложени.")
    await nominating.object_to_ranking(session, clock.now, group, *said, KEY)
    call = await queries.known_call(session, group)
    (objection,) = await contest.objections_of(session, call.id)
    await seating.answer_objection(session, stage.officer, clock.now, group, objection.id, "Одговор.")
    clock.forward(days=6)
    await seating.appoint(session, stage.officer, clock.now, group, Appointment([first.id], "119-7/2026", date(2026, 12, 15)))
    await session.commit()
    clock.forward(days=729)
    assert (await due_now(session, clock.now, PERIODS))[Kept.NOMINATIONS] == 0
    clock.forward(days=1)
    assert (await forget(sessions, clock, PERIODS))[Kept.NOMINATIONS] == 3
    rows = await contest.nominations_of(session, call.id)
    assert {(one.candidate, one.email, one.cv) for one in rows} == {("", "", "")}
    assert [one.organisation for one in await contest.ranking_of(session, call)] == ["Удружење „Липа”", "Удружење „Бреза”"]
    assert "Ана Марић" in {one.name for one in await queries.members_of(session, group)}, "who sits in the group is public"


async def test_whoever_has_the_own_data_erased_is_no_candidate_any_more(session, clock, stage, group):
    await nominated(session, clock, group, replace(LIPA, email="lipa@lipa.example"), BREZA)
    kept = await everything_of(session, "lipa@lipa.example", clock.now)
    assert [(one.candidate, one.cv) for one in kept.nominations] == [("Ана Марић", "Биографија.")]
    await erase_person(session, clock.now, stage.speaker.person_id, "lipa@lipa.example", by=None)
    rows = await contest.nominations_of(session, (await queries.known_call(session, group)).id)
    assert sorted((one.candidate, one.email, one.withdrawn_at) for one in rows if one.withdrawn_at) == [("", "", clock.now)]
    assert [one.candidate for one in rows if not one.withdrawn_at] == ["Пера Перић"]
