"""The outreach ledger: to a consultation and an activity, tied to the directory, with coverage and whom it missed."""

from datetime import date

import pytest
from sqlalchemy import update

from dialog_tracker.activities.inviting import invite, note_fates
from dialog_tracker.activities.outreach import Occasion, invitations_named, invitations_of, missed_by, reached_by
from dialog_tracker.activities.programmes import save_activity
from dialog_tracker.consultations.queries import facts_of
from dialog_tracker.desk.inviting import known_to_take_part
from dialog_tracker.directory.actions import find_or_add_organisation
from dialog_tracker.directory.loading import load_directory
from dialog_tracker.directory.merging import merge
from dialog_tracker.directory.tables import Area, Authority, Organisation, OrganisationArea
from dialog_tracker.documents.tables import ActArea
from dialog_tracker.domain.activity import ActivityKind, InvitationChannel
from dialog_tracker.domain.errors import Malformed, NotPermitted
from dialog_tracker.domain.outreach import By, Covered, Fate, OccasionKind, Reason, coverage
from dialog_tracker.domain.policy import Held, Role
from dialog_tracker.domain.programme import ActivityFacts
from dialog_tracker.domain.submission import SubmitterKind
from factories import a_person, a_stage, a_submission

DAY = date(2026, 9, 3)
EMAIL, POST = InvitationChannel.EMAIL, InvitationChannel.POST


@pytest.fixture
async def stage(session, clock):
    made = await a_stage(session, clock.now)
    await session.commit()
    return made


@pytest.fixture
async def consultation(session, clock, stage):
    facts = await facts_of(session, stage.reference, clock.now)
    return Occasion(OccasionKind.CONSULTATION, facts.id, facts.authority_id)


async def organisation(session, clock, name, area="", territory=None):
    made = await find_or_add_organisation(session, clock.now, name, SubmitterKind.ASSOCIATION, None)
    await session.execute(update(Organisation).where(Organisation.id == made).values(territory_code=territory))
    if area:
        session.add(OrganisationArea(organisation_id=made, area_key=area))
    await session.flush()
    return made


async def test_a_name_in_either_script_is_tied_to_the_organisation_that_stands(session, clock, stage, consultation):
    admin = await a_person(session, clock.now, "admin@dijalog.example", Held(Role.ADMINISTRATOR))
    one, two = [await organisation(session, clock, name) for name in ("Мрежа Јасен", "Јасен, мрежа за реке")]
    await merge(session, admin, clock.now, two, one)
    made = await invite(session, stage.officer, clock.now, consultation, ["MREŽA JASEN", "Петар", "", "Јасен, мрежа за реке"], EMAIL, DAY)
    assert made == 3
    lines = await invitations_of(session, consultation.id)
    assert {line.name: line.organisation_id for line in lines} == {"MREŽA JASEN": one, "Петар": None, "Јасен, мрежа за реке": one}
    found = await invitations_named(session, "мрежа јасен", None)
    assert {row.name for row in found} == {"MREŽA JASEN", "Јасен, мрежа за реке"}
    rows = await reached_by(session, consultation)
    assert coverage(rows, By.KIND) == [Covered("association", 1, 0, 0, 0), Covered("", 1, 0, 0, 0)]


async def test_what_became_of_an_invitation_is_noted_once_and_only_in_its_own_ledger(session, clock, stage, consultation):
    await invite(session, stage.officer, clock.now, consultation, ["Липа"], POST, DAY)
    (line,) = await invitations_of(session, consultation.id)
    fate = Fate(delivered=True, answered_on=date(2026, 9, 9), came=True)
    assert await note_fates(session, stage.officer, clock.now, consultation, {line.id: fate}) == 1
    assert await note_fates(session, stage.officer, clock.now, consultation, {line.id: fate}) == 0
    other = Occasion(OccasionKind.ACTIVITY, consultation.id, consultation.authority_id)
    assert await note_fates(session, stage.officer, clock.now, other, {line.id: Fate()}) == 0
    (line,) = await invitations_of(session, consultation.id)
    assert (line.delivered, line.answered_on, line.came) == (True, date(2026, 9, 9), True)


async def test_who_sent_something_is_known_to_have_taken_part(session, clock, stage, consultation):
    await a_submission(session, clock.now, stage)
    await invite(session, stage.officer, clock.now, consultation, ["Удружење „Липа”", "Јасен"], EMAIL, DAY)
    lipa = next(line for line in await invitations_of(session, consultation.id) if "Липа" in line.name)
    assert await known_to_take_part(session, consultation) == {lipa.id}


async def test_an_activity_has_a_ledger_of_its_own(session, clock, stage, consultation):
    facts = ActivityFacts("", ActivityKind.ROUND_TABLE, "Округли сто")
    made = await save_activity(session, stage.officer, clock.now, stage.authority_id, None, facts, key="key-of-a-form-0009")
    of = Occasion(OccasionKind.ACTIVITY, made, stage.authority_id)
    for occasion in (of, consultation, of):
        await invite(session, stage.officer, clock.now, occasion, ["Липа"], EMAIL, DAY)
    assert len(await invitations_of(session, made)) == 1
    found = await invitations_named(session, "lipa", frozenset({stage.authority_id}))
    assert {row.kind for row in found} == {OccasionKind.ACTIVITY, OccasionKind.CONSULTATION}
    assert await invitations_named(session, "lipa", frozenset()) == []
    assert await known_to_take_part(session, of) == set()


async def test_whom_it_missed_by_area_and_place(session, clock, stage, consultation):
    await load_directory(session, clock.now)
    area = (await session.scalars(Area.__table__.select().with_only_columns(Area.key))).first()
    facts = await facts_of(session, stage.reference, clock.now)
    await session.execute(ActArea.__table__.delete())
    session.add(ActArea(act_id=facts.act_id, area_key=area))
    await session.execute(update(Authority).where(Authority.id == stage.authority_id).values(territory_code="80012"))
    await organisation(session, clock, "По месту", territory="80012")
    await organisation(session, clock, "По области", area)
    await organisation(session, clock, "По оба", area, "80012")
    await organisation(session, clock, "Ни по чему")
    missed = await missed_by(session, consultation, facts.act_id)
    assert [(one.name, one.reason) for one in missed] == [
        ("По оба", Reason.AREA_AND_PLACE),
        ("По области", Reason.AREA),
        ("По месту", Reason.PLACE),
    ]
    await invite(session, stage.officer, clock.now, consultation, ["PO OBA"], EMAIL, DAY)
    assert [one.name for one in await missed_by(session, consultation, facts.act_id)] == ["По области", "По месту"]


async def test_bad_input_and_strangers_are_refused(session, clock, stage, consultation):
    with pytest.raises(Malformed, match="field-required"):
        await invite(session, stage.officer, clock.now, consultation, [" ", ""], EMAIL, DAY)
    with pytest.raises(Malformed, match="invitations-too-many"):
        await invite(session, stage.officer, clock.now, consultation, [f"Н{n}" for n in range(5001)], EMAIL, DAY)
    with pytest.raises(NotPermitted):
        await invite(session, stage.speaker, clock.now, consultation, ["Липа"], EMAIL, DAY)
