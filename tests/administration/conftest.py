"""A stage with an administrator who is signed in."""

import pytest

from dialog_tracker.domain.policy import Held, Role
from factories import PASSWORD, a_person, a_stage


@pytest.fixture
async def stage(session, clock):
    made = await a_stage(session, clock.now)
    await session.commit()
    return made


@pytest.fixture
async def chief(session, clock, stage):  # noqa: ARG001  (the stage comes first)
    made = await a_person(session, clock.now, "admin@vrbovac.example", Held(Role.ADMINISTRATOR), name="Вера Ђурић")
    await session.commit()
    return made


@pytest.fixture
async def administrator(browser, chief):  # noqa: ARG001  (those who sign in must exist)
    visitor = browser()
    await visitor.sign_in("admin@vrbovac.example", PASSWORD)
    return visitor


@pytest.fixture
async def officer(browser, stage):  # noqa: ARG001  (those who sign in must exist)
    visitor = browser()
    await visitor.sign_in("kontakt@vrbovac.example", PASSWORD)
    return visitor
