"""Counts of organisations follow mergings, and go back when one is taken back."""

import pytest
from sqlalchemy import update

from dialog_tracker.comments.queries import counts_by_unit, totals_of
from dialog_tracker.comments.tables import Submission
from dialog_tracker.consultations.queries import facts_of
from dialog_tracker.directory.actions import find_or_add_organisation
from dialog_tracker.directory.merging import merge, unmerge
from dialog_tracker.domain.policy import Held, Role
from dialog_tracker.domain.submission import SubmitterKind
from dialog_tracker.intake.queries import organisations_behind
from dialog_tracker.reading.year import year_of
from dialog_tracker.reports.gathering import Counted, present_facts
from factories import a_person, a_stage, a_submission

SPELLINGS = ("Udruženje „Lipa”", "UDRUŽENJE LIPA UŽICE")


@pytest.fixture
async def scene(session, clock):
    """Three submissions under three spellings of one name."""
    stage = await a_stage(session, clock.now)
    admin = await a_person(session, clock.now, "admin@dijalog.example", Held(Role.ADMINISTRATOR))
    ids = [stage.organisation_id]
    numbers = [(await a_submission(session, clock.now, stage, key=f"key-of-a-form-{at:04}")).number for at in range(3)]
    for number, name in zip(numbers[1:], SPELLINGS, strict=True):
        ids.append(await find_or_add_organisation(session, clock.now, f"{name} {number}", SubmitterKind.ASSOCIATION, None))
        await session.execute(update(Submission).where(Submission.number == number).values(organisation_id=ids[-1]))
    return stage, admin, ids, numbers


async def counted(session, clock, stage, numbers):
    facts = await facts_of(session, stage.reference, clock.now)
    found = await present_facts(session, facts, clock.now, "https://dijalog.example", Counted.PUBLISHED)
    units = await counts_by_unit(session, facts.id, facts.version_id)
    return [
        (await totals_of(session, facts.id)).organisations,
        await organisations_behind(session, numbers),
        len({one.submitter_key for one in found.submissions}),
        (await year_of(session, stage.authority_id, clock.now.year, clock.now)).organisations,
        *(count.organisations for count in units.values()),
    ]


async def test_merged_organisations_are_counted_as_the_one_that_stands(session, clock, scene):
    stage, admin, (one, two, three), numbers = scene
    assert set(await counted(session, clock, stage, numbers)) == {3}
    await merge(session, admin, clock.now, three, two)
    assert set(await counted(session, clock, stage, numbers)) == {2}
    await merge(session, admin, clock.now, two, one)
    assert set(await counted(session, clock, stage, numbers)) == {1}
    await unmerge(session, admin, clock.now, two)
    assert set(await counted(session, clock, stage, numbers)) == {2}
