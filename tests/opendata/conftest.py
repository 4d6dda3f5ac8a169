"""Fixtures of this folder."""

import pytest

from databases import empty, fresh
from dialog_tracker.opendata.nightly import dump_into, shelf_of
from factories import a_comment, a_stage, a_submission
from visitors import Browser

__all__ = ["dumped", "empty", "fresh", "outside"]


@pytest.fixture
async def stage(session, clock):
    made = await a_stage(session, clock.now)
    await session.commit()
    return made


@pytest.fixture
async def dumped(fresh, clock, settings):
    """Give a stage whose open data of the night are on the shelf, and the shelf."""
    async with fresh.transaction() as session:
        stage = await a_stage(session, clock.now)
        await a_submission(session, clock.now, stage, a_comment("Први разлог; „наводници”,\nнови ред."), key="key-of-a-form-0001")
        await a_submission(session, clock.now, stage, a_comment("Други."), a_comment("Опште.", anchor=""), key="key-of-a-form-0002")
    shelf = shelf_of(settings)
    await dump_into(fresh.sessions, clock.now, shelf, "http://dijalog.example")
    return stage, shelf


@pytest.fixture
async def outside(fresh, clock, settings):
    """Give somebody who reads over HTTP what is committed."""
    from dialog_tracker.app import create_app

    one = Browser(create_app(settings, clock, sessions=fresh.sessions, engine=fresh.engine))
    yield one
    await one.client.aclose()
