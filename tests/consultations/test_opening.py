"""Opening, publishing, extending and withdrawing: numbers, reasons, and what is recorded."""

import asyncio
from dataclasses import replace
from datetime import date, time, timedelta

import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

from dialog_tracker.consultations.actions import (
    ConsultationDraft,
    extend,
    next_number,
    note_own_step,
    open_consultation,
    publish,
    reference_of,
    withdraw,
)
from dialog_tracker.consultations.queries import changes_of, clock_of, facts_of, steps_of
from dialog_tracker.directory.actions import override_rule
from dialog_tracker.domain.calendar import CountMode, Unit
from dialog_tracker.domain.consultation import Phase, Stage
from dialog_tracker.domain.errors import Conflict, Malformed, NotFound, NotPermitted
from dialog_tracker.domain.obligation import Verdict
from dialog_tracker.domain.policy import Held, Role
from dialog_tracker.domain.procedure import RuleOverride, Wording
from dialog_tracker.ledger.queries import history_of
from factories import a_person, a_stage, a_version, an_authority


async def a_draft(session, clock, procedure="rs.local_debate"):
    authority_id = await an_authority(session, clock.now)
    officer = await a_person(session, clock.now, "kontakt@vrbovac.example", Held(Role.CONTACT_POINT, authority_id))
    act_id, version_id = await a_version(session, clock.now, authority_id)
    opens_on = (clock.now + timedelta(days=1)).date()
    return officer, ConsultationDraft(authority_id, act_id, version_id, procedure, opens_on, opens_on + timedelta(days=20), None)


async def test_a_consultation_is_prepared_published_and_open_by_itself(session, clock):
    officer, draft = await a_draft(session, clock)
    reference = await open_consultation(session, officer, clock.now, draft)
    assert reference == "LR-2026-0001"
    facts = await facts_of(session, reference, clock.now)
    assert (facts.stage, facts.phase, await reference_of(session, facts.id)) == (Stage.DRAFT, Phase.DRAFT, reference)
    await publish(session, officer, clock.now, reference)
    assert (await facts_of(session, reference, clock.now)).phase is Phase.UPCOMING
    assert (await facts_of(session, reference, facts.window.opens_at)).phase is Phase.OPEN
    assert (await facts_of(session, reference, facts.window.closes_at)).phase is Phase.ANSWERING
    assert await steps_of(session, facts.id) == {"call_published": date(2026, 11, 23)}
    assert [line.act for line in await history_of(session, "consultation", facts.id)] == [
        "consultation-prepared",
        "step-noted",
        "consultation-published",
    ]


async def test_each_procedure_and_year_has_its_own_numbers(session, clock):
    officer, draft = await a_draft(session, clock)
    drafts = [draft, replace(draft, procedure_key="rs.public_debate"), draft]
    next_year = replace(draft, opens_on=date(2027, 1, 1), last_on=date(2027, 1, 30))
    made = [await open_consultation(session, officer, clock.now, one) for one in (*drafts, next_year)]
    assert made == ["LR-2026-0001", "JR-2026-0001", "LR-2026-0002", "LR-2027-0001"]


async def test_numbers_given_at_the_same_moment_differ(fresh):
    async def one():
        async with fresh.transaction() as session:
            return await next_number(session, "JR-2026")

    assert sorted(await asyncio.gather(*[one() for _ in range(8)])) == list(range(1, 9))


async def test_what_cannot_be_opened_is_refused_and_takes_no_number(session, clock):
    officer, draft = await a_draft(session, clock)
    for wrong, code in [
        (replace(draft, last_on=draft.opens_on - timedelta(days=1)), "window-ends-before-it-opens"),
        (replace(draft, procedure_key="rs.nothing"), "procedure-unknown"),
        (replace(draft, summary="x" * 5001), "text-too-long"),
    ]:
        with pytest.raises(Malformed, match=code):
            async with session.begin_nested():
                await open_consultation(session, officer, clock.now, wrong)
    with pytest.raises(NotPermitted, match="runs-consultations-of-authority"):
        await open_consultation(session, officer, clock.now, replace(draft, authority_id=draft.act_id))
    assert await open_consultation(session, officer, clock.now, draft) == "LR-2026-0001"


async def test_a_consultation_is_published_once(session, clock):
    stage = await a_stage(session, clock.now)
    with pytest.raises(NotPermitted, match="consultation-is-draft"):
        await publish(session, stage.officer, clock.now, stage.reference)
    with pytest.raises(NotFound, match="consultation-unknown"):
        await publish(session, stage.officer, clock.now, "LR-2026-9999")


async def test_an_extension_keeps_the_old_end_and_needs_a_reason(session, clock):
    stage = await a_stage(session, clock.now)
    window = (await facts_of(session, stage.reference, clock.now)).window
    later = window.last_on + timedelta(days=5)
    for last_on, reason, code in [(window.last_on, "Дуг викенд.", "window-not-later"), (later, "  ", "field-required")]:
        with pytest.raises(Malformed, match=code):
            await extend(session, stage.officer, clock.now, stage.reference, last_on, None, reason)
    await extend(session, stage.officer, clock.now, stage.reference, later, time(15, 30), "Дуг викенд.")
    facts = await facts_of(session, stage.reference, clock.now)
    assert (facts.window.last_on, facts.window.closing_time) == (later, time(15, 30))
    (decided,) = await changes_of(session, facts.id)
    assert (decided.old_closes_at, decided.new_closes_at, decided.reason) == (window.closes_at, facts.window.closes_at, "Дуг викенд.")


async def test_an_extension_after_the_end_opens_again(session, clock):
    stage = await a_stage(session, clock.now)
    clock.forward(days=30)
    assert (await facts_of(session, stage.reference, clock.now)).phase is Phase.ANSWERING
    await extend(session, stage.officer, clock.now, stage.reference, (clock.now + timedelta(days=7)).date(), None, "Прекид рада сајта.")
    assert (await facts_of(session, stage.reference, clock.now)).phase is Phase.OPEN


async def test_a_withdrawn_consultation_stays_withdrawn(session, clock):
    stage = await a_stage(session, clock.now)
    with pytest.raises(Malformed, match="field-required"):
        await withdraw(session, stage.officer, clock.now, stage.reference, "")
    await withdraw(session, stage.officer, clock.now, stage.reference, "Нацрт је повучен.")
    assert (await facts_of(session, stage.reference, clock.now)).phase is Phase.WITHDRAWN
    for act in (
        withdraw(session, stage.officer, clock.now, stage.reference, "Опет."),
        extend(session, stage.officer, clock.now, stage.reference, date(2027, 5, 5), None, "Ипак."),
        publish(session, stage.officer, clock.now, stage.reference),
    ):
        with pytest.raises((NotPermitted, Conflict)):
            await act


async def test_a_step_noted_again_is_corrected(session, clock):
    stage = await a_stage(session, clock.now)
    for day in (3, 4):
        await note_own_step(
            session, stage.officer, clock.now, stage.reference, "start_notice_published", date(2026, 11, day), "Службени лист"
        )
    facts = await facts_of(session, stage.reference, clock.now)
    assert (await steps_of(session, facts.id))["start_notice_published"] == date(2026, 11, 4)
    with pytest.raises(NotPermitted):
        await note_own_step(session, stage.speaker, clock.now, stage.reference, "start_notice_published", date(2026, 11, 5), "")


async def test_the_municipality_gives_the_number_that_the_law_does_not(session, clock):
    stage = await a_stage(session, clock.now)
    facts = await facts_of(session, stage.reference, clock.now)
    assert (await clock_of(session, facts, clock.now)).report_due_on is None
    statute = Wording("Статут, члан 23.", "Statute, art. 23")
    for rule, amount, since in [
        ("rs.jls.report", 15, date(2020, 1, 1)),
        ("rs.jls.report", 10, date(2026, 1, 1)),
        ("rs.jls.duration", 30, date(2020, 1, 1)),
    ]:
        own = RuleOverride(rule, amount, Unit.CALENDAR_DAYS, CountMode.EXCLUSIVE, statute, since)
        await override_rule(session, clock.now, stage.authority_id, own, stage.officer.person_id)
    law = await clock_of(session, facts, clock.now)
    assert law.report_due_on == law.calendar.roll(facts.window.last_on + timedelta(days=10))
    assert law.least_days == (30,)
    duration = next(o for o in law.obligations if o.rule.key == "rs.jls.duration")
    assert (duration.verdict, duration.days_short, duration.rule.citation) == (
        Verdict.BREACHED,
        10,
        statute,
    )  # by the count that the statute names


async def test_a_missing_report_is_overdue_after_its_day(session, clock):
    stage = await a_stage(session, clock.now)
    own = RuleOverride("rs.jls.report", 15, Unit.CALENDAR_DAYS, CountMode.EXCLUSIVE, Wording("Статут", "Statute"), date(2020, 1, 1))
    await override_rule(session, clock.now, stage.authority_id, own, None)
    facts = await facts_of(session, stage.reference, clock.now)
    clock.forward(days=60)
    report = next(o for o in (await clock_of(session, facts, clock.now)).obligations if o.rule.key == "rs.jls.report")
    assert report.verdict is Verdict.LATE


@pytest.mark.parametrize("change", ["closes_at = opens_at", "stage = 'open'", "published_at = NULL", "reference = NULL"])
async def test_the_database_holds_the_rules_too(session, clock, change):
    await a_stage(session, clock.now)
    with pytest.raises(IntegrityError):
        async with session.begin_nested():
            await session.execute(text(f"UPDATE consultation SET {change}"))
