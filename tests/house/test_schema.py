"""The schema's history: from nothing to the newest, back to nothing, and never past what the program knows."""

import pytest
from alembic import command
from alembic.script import ScriptDirectory
from sqlalchemy import text

from dialog_tracker import migrations
from dialog_tracker.domain.errors import Conflict
from dialog_tracker.upkeep import Database, check_schema

REVISIONS = [script.revision for script in ScriptDirectory.from_config(migrations.config()).walk_revisions()]


async def to(fresh, revision, act=command.upgrade):
    async with fresh.engine.begin() as connection:
        await connection.run_sync(lambda sync: act(migrations.config(sync), revision))


async def relations(fresh):
    async with fresh.engine.connect() as connection:
        found = await connection.execute(
            text("SELECT relname FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relname <> 'alembic_version'")
        )
        return {name for (name,) in found if not name.startswith("alembic_version")}


async def test_from_nothing_to_the_newest_the_database_agrees_with_the_tables(empty):
    assert await migrations.current(empty.engine) is None
    await migrations.upgrade(empty.engine)
    assert await migrations.current(empty.engine) == migrations.head()
    assert await migrations.differences(empty.engine) == []
    await migrations.upgrade(empty.engine)


async def test_every_step_back_works_and_leaves_nothing(empty):
    await to(empty, "head")
    after: list[set[str]] = []
    for revision in REVISIONS:
        assert await migrations.current(empty.engine) == revision
        await to(empty, "-1", command.downgrade)
        after.append(await relations(empty))
    assert await migrations.current(empty.engine) is None
    assert after[-1] == set()
    for expected in reversed(after[:-1]):
        await to(empty, "+1")
        assert await relations(empty) == expected
    await to(empty, "head")
    assert await migrations.differences(empty.engine) == []


async def test_a_schema_from_the_future_and_one_from_the_past_are_refused(fresh):
    database = Database(fresh.engine, fresh.url, started=False)
    await check_schema(database)
    await to(fresh, "-1", command.downgrade)
    with pytest.raises(Conflict, match="schema-behind"):
        await check_schema(database)
    async with fresh.engine.begin() as connection:
        await connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    with pytest.raises(Conflict, match="schema-newer"):
        await check_schema(database)
    with pytest.raises(Conflict, match="schema-newer"):
        await migrations.upgrade(fresh.engine)


async def test_two_processes_that_migrate_at_once_take_turns(empty):
    import asyncio

    await asyncio.gather(migrations.upgrade(empty.engine), migrations.upgrade(empty.engine))
    assert await migrations.current(empty.engine) == migrations.head()
