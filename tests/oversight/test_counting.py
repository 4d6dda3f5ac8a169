"""The rows that figures are counted from: what is public and nothing else, kept fresh by the ledger, comments counted where they moved."""

from datetime import UTC, datetime

from dialog_tracker.comments.queries import totals_of
from dialog_tracker.consultations.queries import facts_of
from dialog_tracker.domain.indicator import all_measures
from dialog_tracker.domain.oversight_facts import Scope
from dialog_tracker.oversight.counting import count
from dialog_tracker.oversight.queries import counts_of
from factories import a_comment, a_stage, a_submission

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)


async def counted(session, now=NOW):
    await count(session, now, anew=True)
    return (await counts_of(session, now)).record


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
    assert one.minimum == "kept"
    assert (one.here, one.text_public, one.articles) == (True, True, 3)
    assert one.items_there < one.items_asked
    (act,) = record.acts
    assert (act.consulted, act.comments) == (True, 2)
