"""The rows that figures are counted from: what is public and nothing else, kept fresh by the ledger, comments counted where they moved."""

from datetime import UTC, date, datetime, timedelta

from sqlalchemy import text

from dialog_tracker.activities.inviting import invite
from dialog_tracker.activities.outreach import Occasion
from dialog_tracker.comments.changes import withdraw_submission
from dialog_tracker.comments.queries import totals_of
from dialog_tracker.consultations.actions import note_step, withdraw
from dialog_tracker.consultations.elsewhere import FollowedDraft, follow
from dialog_tracker.consultations.queries import facts_of
from dialog_tracker.directory.actions import add_authority, override_rule
from dialog_tracker.directory.loading import load_directory
from dialog_tracker.documents.actions import add_act, note_stage
from dialog_tracker.domain.act import ActKind, ActStageKind, AuthorityLevel
from dialog_tracker.domain.activity import InvitationChannel
from dialog_tracker.domain.calendar import CountMode, Unit
from dialog_tracker.domain.consultation import Method
from dialog_tracker.domain.indicator import all_measures
from dialog_tracker.domain.outreach import OccasionKind
from dialog_tracker.domain.oversight_facts import Scope
from dialog_tracker.domain.procedure import RuleOverride, Wording
from dialog_tracker.domain.response import ResponseDraft, ResponseStatus
from dialog_tracker.oversight.counting import count
from dialog_tracker.oversight.queries import counts_of
from dialog_tracker.responses.actions import draft_answer, publish_answers
from factories import a_comment, a_stage, a_submission

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
OWN = RuleOverride(
    "rs.jls.duration", 15, Unit.CALENDAR_DAYS, CountMode.INCLUSIVE, Wording("Статут, члан 88.", "Statute, art. 88"), date(2019, 1, 1)
)


async def counted(session, now=NOW):
    await count(session, now, anew=True)
    return (await counts_of(session, now)).record


async def a_followed(session, stage, title="Одлука о буџету", **facts: object):
    act_id = await add_act(session, NOW, authority_id=stage.authority_id, kind=ActKind.DECISION, title=title, by=None)
    draft = {"procedure_key": "rs.local_debate", "opens_on": date(2026, 5, 1), "last_on": date(2026, 5, 20)} | facts
    return act_id, await follow(session, stage.officer, NOW, FollowedDraft(stage.authority_id, act_id, **draft))


async def test_nothing_was_counted_where_nothing_is_on_record(session):
    counts = await counts_of(session, NOW)
    assert counts.counted_at is None
    figures = counts.all_figures(Scope())
    assert {figure.is_defined for figure in figures.values()} == {False}
    assert len(figures) == len(all_measures())


async def test_a_published_consultation_is_counted_with_its_comments(session):
    stage = await a_stage(session, NOW)
    await a_submission(session, NOW, stage, a_comment(), a_comment("Други разлог."))
    record = await counted(session)
    (one,) = record.consultations
    facts = await facts_of(session, stage.reference, NOW)
    assert one.reference == stage.reference
    assert one.comments == (await totals_of(session, facts.id)).comments == 2
    assert (one.submissions, one.organisations, one.first_time) == (1, 1, 1)
    assert one.minimum == "unknown"  # the statute of this municipality sets no time
    assert (one.here, one.text_public, one.articles) == (True, True, 3)
    assert one.items_asked - one.items_there == len(one.missing) > 0
    (act,) = record.acts
    assert (act.consulted, act.comments, act.articles) == (True, 2, 3)


async def test_an_answer_counts_once_it_is_published(session):
    stage = await a_stage(session, NOW, opens_on=date(2026, 10, 1))
    receipt = await a_submission(session, NOW - timedelta(days=40), stage, a_comment(), a_comment("Други разлог."))
    refusal = ResponseDraft(ResponseStatus.NOT_ACCEPTED, "Рок прописује статут.")
    for number in receipt.comments:
        await draft_answer(session, stage.officer, NOW, number, refusal, 0)
    (before,) = (await counted(session)).consultations
    assert (before.comments, before.answered, before.refused) == (2, 0, 0)
    await publish_answers(session, stage.approver, NOW, stage.reference)
    (after,) = (await counted(session)).consultations
    assert (after.by_status, after.refused, after.refused_with_reasons) == ({"not_accepted": 2}, 2, 2)
    assert after.answer_days == 40


async def test_a_withdrawn_submission_is_counted_no_more(session):
    stage = await a_stage(session, NOW)
    receipt = await a_submission(session, NOW, stage)
    await withdraw_submission(session, stage.speaker, NOW, receipt.number, "Погрешан нацрт.")
    (one,) = (await counted(session)).consultations
    assert (one.submissions, one.comments, one.organisations) == (0, 0, 0)


async def test_a_withdrawn_consultation_goes(session):
    stage = await a_stage(session, NOW)
    assert len((await counted(session)).consultations) == 1
    await withdraw(session, stage.officer, NOW, stage.reference, "Нацрт је повучен.")
    record = await counted(session)
    assert (record.consultations, record.acts) == ((), ())


async def test_the_minimum_is_that_of_the_authoritys_own_act(session):
    stage = await a_stage(session, NOW)
    await override_rule(session, NOW, stage.authority_id, OWN, None)
    _, reference = await a_followed(session, stage, opens_on=date(2026, 5, 1), last_on=date(2026, 5, 10))
    found = {one.reference: one for one in (await counted(session)).consultations}
    assert (found[reference].minimum, found[reference].days_short) == ("breached", 5)


async def test_a_consultation_followed_elsewhere_tells_what_is_not_known_of_it(session):
    stage = await a_stage(session, NOW)
    _, bare = await a_followed(session, stage, opens_on=None)
    _, full = await a_followed(
        session, stage, "Одлука о комуналном реду", source_url="https://primer.example/1", methods=(Method.WRITTEN_COMMENTS,)
    )
    found = {one.reference: one for one in (await counted(session)).consultations}
    assert (found[bare].opens_on, found[bare].text_public, found[bare].items_asked) == (None, False, 0)
    assert (found[full].text_public, found[full].methods, found[full].here) == (True, ("written_comments",), False)


async def test_a_report_is_counted_from_its_step_and_its_due_day_from_the_rule(session):
    stage = await a_stage(session, NOW)
    rule = RuleOverride("rs.jls.report", 15, Unit.CALENDAR_DAYS, CountMode.EXCLUSIVE, OWN.citation, date(2019, 1, 1))
    await override_rule(session, NOW, stage.authority_id, rule, None)
    _, reference = await a_followed(session, stage)
    facts = {one.reference: one for one in (await counted(session)).consultations}[reference]
    assert (facts.report_due_on, facts.reported_on) == (date(2026, 6, 4), None)
    await note_step(session, NOW, facts.id, "report_published", date(2026, 6, 10), None)
    facts = {one.reference: one for one in (await counted(session)).consultations}[reference]
    assert (facts.report_due_on, facts.reported_on) == (date(2026, 6, 4), date(2026, 6, 10))


async def test_an_act_that_nobody_was_consulted_on_is_told_of_once_it_went_on(session):
    stage = await a_stage(session, NOW)
    quiet = await add_act(session, NOW, authority_id=stage.authority_id, kind=ActKind.DECISION, title="Одлука у припреми", by=None)
    record = await counted(session)
    assert quiet not in {act.id for act in record.acts}
    await note_stage(session, stage.officer, NOW, quiet, ActStageKind.GAZETTE, date(2026, 6, 1), planned=True)
    assert quiet not in {act.id for act in (await counted(session)).acts}
    await note_stage(session, stage.officer, NOW, quiet, ActStageKind.GAZETTE, date(2026, 6, 1), planned=False)
    act = {act.id: act for act in (await counted(session)).acts}[quiet]
    assert (act.consulted, act.went_to, act.day) == (False, "gazette", date(2026, 6, 1))


async def test_an_act_of_another_kind_is_nobodys_breach(session):
    stage = await a_stage(session, NOW)
    other = await add_act(session, NOW, authority_id=stage.authority_id, kind=ActKind.OTHER, title="Решење", by=None)
    await note_stage(session, stage.officer, NOW, other, ActStageKind.GAZETTE, date(2026, 6, 1), planned=False)
    assert other not in {act.id for act in (await counted(session)).acts}


async def test_views_asked_for_before_the_debate_are_early(session):
    stage = await a_stage(session, NOW)
    facts = await facts_of(session, stage.reference, NOW)
    (act,) = (await counted(session)).acts
    assert not act.early
    await note_step(session, NOW, facts.id, "start_notice_published", date(2026, 10, 1), None)
    (act,) = (await counted(session)).acts
    assert act.early


async def test_whom_the_directory_does_not_know_is_invited_as_unknown(session):
    stage = await a_stage(session, NOW)
    facts = await facts_of(session, stage.reference, NOW)
    of = Occasion(OccasionKind.CONSULTATION, facts.id, stage.authority_id)
    await invite(session, stage.officer, NOW, of, ("Удружење „Липа”", "Нека група"), InvitationChannel.EMAIL, date(2026, 11, 20))
    (one,) = (await counted(session)).consultations
    assert one.invited_kinds == {"association": 1, "unknown": 1}


async def test_what_is_followed_in_another_country_is_not_counted_among_ours(session):
    stage = await a_stage(session, NOW)
    abroad = await add_authority(
        session, NOW, name="Ministarstvo vanjskih poslova", kind="ministry", level=AuthorityLevel.NATIONAL, country="HR"
    )
    await session.execute(text("UPDATE consultation SET authority_id = :abroad"), {"abroad": abroad})
    record = await counted(session)
    assert stage.authority_id in record.authorities
    assert (abroad in record.authorities, record.consultations) == (False, ())


async def test_units_come_with_the_directory_and_belong_to_their_districts(session):
    await load_directory(session, NOW)
    record = await counted(session)
    assert len(record.units) == 145
    places = {unit.name: unit for unit in record.units}
    assert (places["Крагујевац"].district, places["Београд"].district) == ("RS-12", "RS-00")
    zvezdara = next(one for one in record.authorities.values() if one.name == "Градска општина Звездара")
    assert (zvezdara.unit, zvezdara.district) == ("RS-00", "RS-00")


async def test_reading_what_was_read_before_takes_one_question(session, statements):
    await a_stage(session, NOW)
    await counted(session)
    statements.begin()
    again = await counts_of(session, NOW)
    assert len(statements.sent) == 1
    assert len(again.record.consultations) == 1


async def test_the_questions_do_not_grow_with_the_consultations(session, statements):
    stage = await a_stage(session, NOW)
    sent = []
    for _ in range(2):
        for _ in range(10):
            await a_followed(session, stage, f"Одлука {len(sent)}")
        statements.begin()
        await count(session, NOW, anew=True)
        sent.append(len(statements.sent))
    assert sent[0] == sent[1] <= 18


async def test_a_round_follows_the_ledger_and_counts_only_what_moved(fresh):
    async with fresh.transaction() as session:
        stage = await a_stage(session, NOW)
        await a_submission(session, NOW, stage)
        await a_followed(session, stage)
    async with fresh.transaction() as session:
        first = await count(session, NOW)
    assert first is not None
    assert (first.rows, first.changed, first.tallied) == (4, 4, 2)
    async with fresh.transaction() as session:
        assert await count(session, NOW + timedelta(minutes=1)) is None
        assert (await counts_of(session, NOW)).counted_at == NOW + timedelta(minutes=1)
        await a_submission(session, NOW, stage, key="key-of-a-form-0002")
    async with fresh.transaction() as session:
        second = await count(session, NOW + timedelta(minutes=2))
    assert second is not None
    assert (second.rows, second.changed, second.tallied) == (4, 2, 1)
    async with fresh.transaction() as session:
        daily = await count(session, NOW + timedelta(days=1))
    assert daily is not None
    assert (daily.changed, daily.tallied) == (0, 2)
    async with fresh.transaction() as session:
        counts = await counts_of(session, NOW + timedelta(days=1))
    assert counts.counted_at == NOW + timedelta(days=1)
