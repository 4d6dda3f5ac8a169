"""The real program with the demonstration's data, and Debian's Chromium."""

from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest
from playwright.async_api import Browser, async_playwright
from running import running_house
from visits import CHROMIUM, FLAGS, House


@pytest.fixture(scope="session")
def house() -> Iterator[House]:
    """Serve the demonstration for all tests of the browser."""
    _need_chromium()
    with running_house() as running:
        yield running


@pytest.fixture(scope="session")
async def chromium() -> AsyncIterator[Browser]:
    _need_chromium()
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield browser
        await browser.close()


def _need_chromium() -> None:
    if not Path(CHROMIUM).exists():
        pytest.fail(f"install chromium: {CHROMIUM} is missing")
