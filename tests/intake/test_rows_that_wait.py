"""Rows whose place the draft does not have: they wait with their submission, are placed by hand, and come in once."""

import asyncio
import hashlib

import pytest
from sqlalchemy import func, select, text
from sqlalchemy.exc import DBAPIError

from dialog_tracker.comments.tables import Comment, Submission
from dialog_tracker.consultations.queries import facts_of
from dialog_tracker.directory.tables import Organisation
from dialog_tracker.documents.queries import all_places
from dialog_tracker.domain.comment_columns import Preset
from dialog_tracker.domain.errors import FieldErrors, NotPermitted
from dialog_tracker.domain.held_rows import Unplaced
from dialog_tracker.domain.incoming import read_table
from dialog_tracker.domain.policy import ANONYMOUS, Actor, Held, Role
from dialog_tracker.intake import held
from dialog_tracker.intake.actions import Given
from dialog_tracker.intake.held import Choices, Waits, held_of, take_held, waiting_rows
from dialog_tracker.intake.imports import import_table
from dialog_tracker.intake.queries import came_of_table, file_line, files_of, rows_left_out
from dialog_tracker.intake.tables import IntakeHeld
from dialog_tracker.ledger.tables import LedgerEntry
from dialog_tracker.office.sheets import read_sheet
from factories import a_stage

TABLE = (
    "Организација;Члан;Коментар\n"
    "Липа;1;Прва Липина.\n"
    "Бреза;члан 77;Прва Брезина.\n"
    "Јасен;члан 2;Прва Јасенова.\n"
    "Бреза;члан 3;Друга Брезина.\n"
    "Храст;Поглавље Финансије;Прва Храстова.\n"
)


@pytest.fixture
def decide(session, clock, stage):
    async def decided(file, places, reasons=None, *, by=None, shown=(3, 6), rest="?", everything=False):
        facts = await facts_of(session, stage.reference, clock.now)
        return await take_held(
            session, by or stage.officer, clock.now, facts, file, Choices(shown, places, reasons or {}, rest, everything)
        )

    return decided


async def said(session):
    query = select(Comment.reasons, Comment.target, Comment.anchor, Comment.quote).order_by(Comment.position)
    return [tuple(row) for row in await session.execute(query)]


async def test_a_submission_waits_whole_and_the_others_come_in_at_once(session, stage, clock, take):
    done = await take(TABLE.encode())
    assert (done.submissions, done.comments) == (2, 2)
    assert done.held == (Waits(3, "члан 77", True), Waits(5, "члан 3", False), Waits(6, "Поглавље Финансије", True))
    assert [row[0] for row in await said(session)] == ["Прва Липина.", "Прва Јасенова."]
    facts = await facts_of(session, stage.reference, clock.now)
    assert [(one.state, one.held, one.rows) for one in await files_of(session, facts.id)] == [("taken", 2, 4)]
    assert await came_of_table(session, done.file) == 2
    places = await all_places(session, facts.version_id)
    assert [one.submission.organisation for one in await held_of(session, done.file.id, places)] == ["Бреза", "Храст"]
    assert [one.submission.row for one in await held_of(session, done.file.id, places, after=3)] == [6]


async def test_rows_come_in_on_the_places_that_were_chosen_as_one_submission(session, stage, take, decide):
    done = await take(TABLE.encode())
    outcome = await decide(done.file, {3: "cl1-st2", 5: "cl3", 6: "?"})
    assert (outcome.taken.submissions, outcome.taken.comments, outcome.late) == (1, 2, ())
    assert (await said(session))[2:] == [
        ("Прва Брезина.", "provision", "cl1-st2", ""),
        ("Друга Брезина.", "provision", "cl3", ""),
    ]
    file = await file_line(session, done.file.id)
    assert (file.held, await came_of_table(session, file)) == (1, 3)
    outcome = await decide(done.file, {6: "?"}, rest="")
    assert (await said(session))[4:] == [("Прва Храстова.", "general", "", "Поглавље Финансије")]
    kept = (await session.execute(select(IntakeHeld.read, IntakeHeld.decided_by).order_by(IntakeHeld.row))).all()
    assert kept == [({"rows": [3, 5]}, stage.officer.person_id), ({"rows": [6]}, stage.officer.person_id)]
    acts = (await session.scalars(select(LedgerEntry.facts).where(LedgerEntry.act == "rows-decided"))).all()
    assert [told["rows"] for told in acts] == [[3, 5], [6]]


async def test_a_row_is_left_out_with_its_reason_and_a_submission_of_which_nothing_stays_does_not_come_in(session, take, decide):
    done = await take(TABLE.encode())
    outcome = await decide(done.file, {3: "drop", 6: "drop"}, {3: "Тог члана нема.", 6: "Није о нацрту."})
    assert (outcome.taken.submissions, outcome.taken.comments) == (1, 1)
    assert [row[0] for row in await said(session)] == ["Прва Липина.", "Прва Јасенова.", "Друга Брезина."]
    left = await rows_left_out(session, done.file.id)
    assert [(one.row, one.code, one.facts["why"]) for one in left] == [
        (3, "row-left-out", "Тог члана нема."),
        (6, "row-left-out", "Није о нацрту."),
    ]
    assert (await file_line(session, done.file.id)).held == 0


async def test_one_wrong_choice_stops_all_of_them_and_loses_nothing(session, take, decide):
    done = await take(TABLE.encode())
    with pytest.raises(FieldErrors) as refused:
        await decide(done.file, {3: "cl1", 5: "drop", 6: "cl99"})
    assert set(refused.value.by_field) == {"why-5", "place-6"}
    assert (await file_line(session, done.file.id)).held == 2
    assert len(await said(session)) == 2


async def test_what_was_decided_stands_and_only_another_person_is_told(session, stage, take, decide):
    done = await take(TABLE.encode())
    await decide(done.file, {3: "cl1", 5: "cl3"})
    assert (await decide(done.file, {3: "cl1", 5: "cl3"})).late == ()
    colleague = Actor(stage.approver.person_id, frozenset({Held(Role.DEPUTY, stage.authority_id)}))
    outcome = await decide(done.file, {3: "cl2", 5: "cl3", 6: "cl2"}, by=colleague)
    assert (outcome.late, outcome.taken.submissions) == ((3, 5), 1)
    assert len(await said(session)) == 5


async def test_strangers_place_nothing_and_a_row_of_another_file_is_not_reached(take, decide):
    done = await take(TABLE.encode())
    with pytest.raises(NotPermitted):
        await decide(done.file, {3: "cl1"}, by=ANONYMOUS)
    other = await take("Организација;Члан;Коментар\nДуд;88;Прва Дудова.\n".encode(), name="druga.csv")
    assert (await decide(other.file, {3: "cl1"}, shown=(3,))).taken.submissions == 0


async def test_exports_of_other_portals_come_in_as_before_and_either_may_be_asked_for(session, take):
    general = await take(TABLE.encode(), unplaced=Unplaced.GENERAL)
    assert (general.submissions, general.comments, general.held) == (4, 5, ())
    assert ("Прва Брезина.", "general", "", "члан 77") in await said(session)
    export = "ID;Summary;Submitter;Decision;Section\n1;Први.;Ана;Accepted;4.1 Backgrounds\n".encode()
    assert (await take(export, Preset.DISPOSITION, name="a.csv")).comments == 1
    asked = await take(export + b"\n", Preset.DISPOSITION, name="b.csv", unplaced=Unplaced.HOLD)
    assert (asked.comments, asked.held) == (0, (Waits(2, "4.1 Backgrounds", True),))


async def test_an_import_cut_half_way_holds_each_row_once(session, take, cut_after_twenty):
    table = "Коментар;Организација;Члан\n" + "".join(f"Предлог број {n} о уређењу.;Удружење {n};{n % 4 * 30 + 1}\n" for n in range(25))
    await cut_after_twenty(table.encode())
    rest = await take(table.encode())
    assert len(rest.held) == 18
    assert await session.scalar(select(func.count()).select_from(Submission)) == 7


async def test_everything_that_waits_is_taken_in_at_once_and_organisations_are_entered_with_it(session, take, decide, monkeypatch):
    rows = "".join(f"Удружење {n};члан {n + 40};Предлог {n}.\n" for n in range(30))
    done = await take(f"Организација;Члан;Коментар\n{rows}".encode())
    named = select(func.count()).select_from(Organisation).where(Organisation.name.like("Удружење %"))
    before = await session.scalar(named)
    monkeypatch.setattr(held, "MOST_AT_ONCE", 25)
    facts_taken = [(await decide(done.file, {2: "cl1"}, shown=(2,), rest="", everything=True)).taken.submissions for _ in range(3)]
    assert facts_taken == [25, 5, 0]
    assert await session.scalar(named) == before + 30
    assert [row[1:] for row in await said(session)][:2] == [("provision", "cl1", ""), ("general", "", "члан 41")]


async def test_two_officers_and_a_double_click_at_the_same_moment_take_each_row_once(fresh, clock):
    content = TABLE.encode()
    async with fresh.transaction() as session:
        stage = await a_stage(session, clock.now)
    given = Given("t.csv", hashlib.sha256(content).hexdigest(), len(content), "text/csv")
    done = await import_table(
        fresh.sessions, clock, stage.officer, stage.reference, given, Preset.TABLE, lambda zone: read_table(read_sheet(content), zone)
    )
    colleague = Actor(stage.approver.person_id, frozenset({Held(Role.DEPUTY, stage.authority_id)}))

    async def click(actor, anchor):
        async with fresh.transaction() as session:
            facts = await facts_of(session, stage.reference, clock.now)
            return await take_held(session, actor, clock.now, facts, done.file, Choices((3, 6), {3: anchor, 5: "cl3", 6: anchor}, {}))

    outcomes = await asyncio.gather(click(stage.officer, "cl1"), click(stage.officer, "cl1"), click(colleague, "cl2"))
    assert sorted(one.taken.submissions for one in outcomes) == [0, 0, 2]
    async with fresh.transaction() as session:
        assert len(await said(session)) == 5
        assert await session.scalar(select(func.count()).select_from(Submission)) == 4
        assert len({row[2] for row in await said(session) if row[0] in {"Прва Брезина.", "Прва Храстова."}}) == 1


async def test_a_process_that_dies_while_rows_come_in_leaves_them_waiting(fresh, clock):
    content = TABLE.encode()
    async with fresh.transaction() as session:
        stage = await a_stage(session, clock.now)
    given = Given("t.csv", hashlib.sha256(content).hexdigest(), len(content), "text/csv")
    done = await import_table(
        fresh.sessions, clock, stage.officer, stage.reference, given, Preset.TABLE, lambda zone: read_table(read_sheet(content), zone)
    )

    async def takes(session):
        facts = await facts_of(session, stage.reference, clock.now)
        return await take_held(session, stage.officer, clock.now, facts, done.file, Choices((3, 6), {3: "cl1", 6: "cl2"}, {}))

    async with fresh.sessions() as session:
        assert (await takes(session)).taken.submissions == 2
        backend = await session.scalar(text("SELECT pg_backend_pid()"))
        async with fresh.transaction() as other:
            await other.execute(text("SELECT pg_terminate_backend(:backend)"), {"backend": backend})
        with pytest.raises(DBAPIError):
            await session.commit()
    async with fresh.transaction() as session:
        assert len(await waiting_rows(session, done.file.id, await all_places(session, stage.version_id))) == 3
        assert len(await said(session)) == 2
        assert (await takes(session)).taken.submissions == 2
