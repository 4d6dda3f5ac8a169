"""A stage that HTTP plays on, and those who come to it."""

import pytest
from journey import Comment

from databases import fresh
from factories import PASSWORD, a_stage

__all__ = ["fresh"]


@pytest.fixture
async def stage(session, clock):
    made = await a_stage(session, clock.now)
    await session.commit()
    return made


@pytest.fixture
async def officer(browser, stage):  # noqa: ARG001  (those who sign in must exist)
    visitor = browser()
    await visitor.sign_in("kontakt@vrbovac.example", PASSWORD)
    return visitor


@pytest.fixture
async def approver(browser, stage):  # noqa: ARG001  (those who sign in must exist)
    visitor = browser()
    await visitor.sign_in("nacelnica@vrbovac.example", PASSWORD)
    return visitor


@pytest.fixture
async def speaker(browser, stage):  # noqa: ARG001  (those who sign in must exist)
    visitor = browser()
    await visitor.sign_in("lipa@lipa.example", PASSWORD)
    return visitor


@pytest.fixture
def comment(stage):
    return lambda visitor: Comment(visitor, stage.reference)
