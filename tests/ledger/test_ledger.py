"""The ledger: every act leaves one entry without names, and followers never miss a late committer."""

from uuid import uuid4

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from dialog_tracker.ledger.actions import record
from dialog_tracker.ledger.queries import committed_after, history_of, holds_act, holds_anything, newest
from factories import a_stage, a_submission


async def test_an_act_is_found_by_its_subject_and_in_the_newest(session, clock):
    assert not await holds_anything(session)
    subject = uuid4()
    for act in ("made", "changed", "closed"):
        await record(session, at=clock.now, actor_id=None, act=act, subject_kind="thing", subject_id=subject, count=3)
    assert [line.act for line in await history_of(session, "thing", subject)] == ["made", "changed", "closed"]
    page = await newest(session, limit=2)
    assert [line.act for line in page] == ["closed", "changed"]
    assert [line.act for line in await newest(session, before=page[-1].sequence)] == ["made"]
    assert await holds_anything(session)
    assert (await holds_act(session, "made"), await holds_act(session, "unmade")) == (True, False)


async def test_the_ledger_holds_no_personal_data(session, clock):
    stage = await a_stage(session, clock.now)
    await a_submission(session, clock.now, stage)
    written = " ".join(str(row) for row in await session.execute(text("SELECT act, subject_kind, facts FROM ledger_entry")))
    for private in ("@", "Ана", "Марић", "Лукић", "Предлог је јасан"):
        assert private not in written


async def test_a_follower_waits_for_a_writer_that_began_earlier(fresh, clock):
    thing = {"at": clock.now, "actor_id": None, "subject_kind": "thing", "subject_id": uuid4()}
    async with fresh.sessions() as slow:
        await record(slow, act="slow", **thing)
        async with fresh.transaction() as quick:
            await record(quick, act="quick", **thing)
        async with fresh.transaction() as follower:
            assert await committed_after(follower, 0) == []
        await slow.commit()
    async with fresh.transaction() as follower:
        assert [line.act for line in await committed_after(follower, 0)] == ["slow", "quick"]


async def test_nobody_changes_the_ledger_not_even_by_truncating_another_table(fresh, clock):
    async with fresh.transaction() as session:
        await record(session, at=clock.now, actor_id=None, act="made", subject_kind="thing", subject_id=uuid4())
    for change in ("UPDATE ledger_entry SET act = 'x'", "DELETE FROM ledger_entry", "TRUNCATE ledger_entry CASCADE"):
        with pytest.raises(DBAPIError, match="append-only"):
            async with fresh.transaction() as session:
                await session.execute(text(change))
