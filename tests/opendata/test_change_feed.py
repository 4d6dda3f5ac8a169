"""The change feed read from its beginning gives what is public now, and what went out of sight is told as gone."""

from dataclasses import replace
from datetime import date

import pytest
from sqlalchemy import select

from dialog_tracker.activities.programmes import Details, drop_activity, save_activity, save_programme
from dialog_tracker.comments.moderation import leave_out, take_back
from dialog_tracker.comments.tables import Redaction
from dialog_tracker.consultations.actions import ConsultationDraft, open_consultation, publish
from dialog_tracker.consultations.corrections import adopt_rule, correct_calendar
from dialog_tracker.consultations.elsewhere import FollowedDraft, follow
from dialog_tracker.domain.activity import ActivityKind
from dialog_tracker.domain.calendar import CountMode, Unit
from dialog_tracker.domain.days_off import DayCorrection
from dialog_tracker.domain.policy import Actor, Held, Role
from dialog_tracker.domain.procedure import RuleOverride, Wording
from dialog_tracker.domain.programme import ActivityFacts, ProgrammeFacts
from dialog_tracker.domain.redaction import ReasonCode
from dialog_tracker.domain.vague_date import NOT_STATED
from factories import a_comment, a_stage, a_submission, a_version

HIDDEN = Details(public=False)


@pytest.fixture
async def stage(fresh, clock):
    async with fresh.transaction() as session:
        return await a_stage(session, clock.now)


async def told(outside, kind, after=0):
    items = (await outside.get(f"/api/changes?after={after}&limit=500")).json()["items"]
    return [(one["change"], one["reference"]) for one in items if one["kind"] == kind]


def an_activity(title="Округли сто"):
    return ActivityFacts("", ActivityKind.ROUND_TABLE, title)


async def test_an_act_is_told_with_the_consultation_that_makes_it_public(fresh, clock, outside, stage):
    async with fresh.transaction() as session:
        act_id, version_id = await a_version(session, clock.now, stage.authority_id)
        day = clock.now.date()
        draft = ConsultationDraft(stage.authority_id, act_id, version_id, "rs.local_debate", day, day.replace(month=12), None)
        reference = await open_consultation(session, stage.officer, clock.now, draft)
    before = (await outside.get("/api/changes?limit=500")).json()["position"]
    assert str(act_id) not in {one for _, one in await told(outside, "act")}
    async with fresh.transaction() as session:
        await publish(session, stage.officer, clock.now, reference)
    assert await told(outside, "act", before) == [("act.changed", str(act_id))]


async def test_an_act_is_told_with_the_consultation_elsewhere_that_makes_it_public(fresh, clock, outside, stage):
    async with fresh.transaction() as session:
        act_id, _ = await a_version(session, clock.now, stage.authority_id)
    before = (await outside.get("/api/changes?limit=500")).json()["position"]
    async with fresh.transaction() as session:
        draft = FollowedDraft(stage.authority_id, act_id, "rs.local_debate", None, date(2026, 12, 1))
        await follow(session, stage.officer, clock.now, draft)
    assert await told(outside, "act", before) == [("act.changed", str(act_id))]


async def test_an_activity_that_went_out_of_sight_is_told_as_gone_and_one_that_never_was_in_it_is_not(fresh, clock, outside, stage):
    keep = (stage.officer, clock.now, stage.authority_id)
    async with fresh.transaction() as session:
        hidden, dropped, never = [
            await save_activity(session, *keep, None, an_activity(), details) for details in (Details(), Details(), HIDDEN)
        ]
        await save_activity(session, *keep, None, an_activity(), HIDDEN, known=hidden, revision=1)
        await drop_activity(session, *keep, dropped)
        await drop_activity(session, *keep, never)
    found = await told(outside, "activity")
    assert found == [("activity.gone", str(hidden)), ("activity.gone", str(dropped))]
    async with fresh.transaction() as session:
        await save_activity(session, *keep, None, an_activity(), known=hidden, revision=2)
    assert (await told(outside, "activity"))[-1] == ("activity.changed", str(hidden))


async def test_activities_come_and_go_with_their_programme(fresh, clock, outside, stage):
    keep, facts = (
        (stage.officer, clock.now, stage.authority_id),
        ProgrammeFacts("put", "Програм", "", "", "", NOT_STATED, "", "", (), (), (), ()),
    )
    async with fresh.transaction() as session:
        programme = await save_programme(session, *keep, facts, public=False)
        activity = await save_activity(session, *keep, programme, an_activity())
    assert await told(outside, "programme") == await told(outside, "activity") == []
    position = (await outside.get("/api/changes?limit=500")).json()["position"]
    for number, public in enumerate((True, False), start=1):
        async with fresh.transaction() as session:
            await save_programme(session, *keep, facts, public=public, known=programme, revision=number)
    assert await told(outside, "activity", position) == [("activity.gone", str(activity))]
    assert await told(outside, "programme", position) == [("programme.gone", "put")]


async def test_words_that_are_published_again_are_told_as_a_change_of_their_submission(fresh, clock, outside, stage):
    async with fresh.transaction() as session:
        sent = await a_submission(session, clock.now, stage, a_comment("Зову се Петар."), key="key-of-a-form-0001")
        await leave_out(session, stage.officer, clock.now, f"{sent.number}/1", "Петар", ReasonCode.PERSONAL_DATA)
        redaction = await session.scalar(select(Redaction.id))
        await take_back(session, stage.officer, clock.now, f"{sent.number}/1", redaction)
    assert (await told(outside, "submission")).count(("submission.changed", sent.number)) == 2


async def test_a_date_that_another_rule_moved_is_told_as_a_change_of_the_consultation(fresh, clock, outside, stage):
    position = (await outside.get("/api/changes?limit=500")).json()["position"]
    own = RuleOverride("rs.jls.report", 30, Unit.CALENDAR_DAYS, CountMode.EXCLUSIVE, Wording("Статут", "Statute"), date(2020, 1, 1))
    async with fresh.transaction() as session:
        assert await adopt_rule(session, stage.officer, clock.now, stage.authority_id, own)
    assert await told(outside, "consultation", position) == [("consultation.changed", stage.reference)]


async def test_a_duty_that_changes_without_its_day_is_told_too_and_one_that_does_not_is_not(fresh, clock, outside, stage):
    own = RuleOverride("rs.jls.report", 30, Unit.CALENDAR_DAYS, CountMode.EXCLUSIVE, Wording("Статут", "Statute"), date(2020, 1, 1))
    async with fresh.transaction() as session:
        await adopt_rule(session, stage.officer, clock.now, stage.authority_id, own)
    position = (await outside.get("/api/changes?limit=500")).json()["position"]
    newer = replace(own, citation=Wording("Статут, члан 5", "Statute, Article 5"), valid_from=date(2021, 1, 1))
    async with fresh.transaction() as session:
        assert await adopt_rule(session, stage.officer, clock.now, stage.authority_id, newer) == 0
    assert await told(outside, "consultation", position) == [("consultation.changed", stage.reference)]
    position = (await outside.get("/api/changes?limit=500")).json()["position"]
    day_off = DayCorrection(date(2031, 5, 5), worked=False, reason="закључак 05 број 1")
    async with fresh.transaction() as session:
        administrator = Actor(stage.officer.person_id, (Held(Role.ADMINISTRATOR),))
        assert await correct_calendar(session, administrator, clock.now, [day_off], "RS", None) == 0
    assert await told(outside, "consultation", position) == []
