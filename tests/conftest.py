"""One server and one migrated database a session; each test in an outer transaction that is rolled back."""

import os
import tempfile
from collections.abc import AsyncIterator, Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import hypothesis
import pytest
from litestar import Litestar
from pwdlib import PasswordHash
from pwdlib.hashers.argon2 import Argon2Hasher
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, AsyncSession, async_sessionmaker
from sqlalchemy.pool import NullPool

from dialog_tracker import migrations
from dialog_tracker.accounts import passwords
from dialog_tracker.app import create_app
from dialog_tracker.settings import Settings
from dialog_tracker.storage.embedded import EmbeddedServer
from dialog_tracker.storage.engine import make_engine
from dialog_tracker.web import fragments
from visitors import Browser, OneConnection

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
SHARED = Path(__file__).parents[2] / "shared"

# How fast a busy machine runs one example says nothing about the rule; bounds on time count the processor's, in the tests that name them.
hypothesis.settings.register_profile("untimed", deadline=None, suppress_health_check=[hypothesis.HealthCheck.too_slow])
hypothesis.settings.load_profile("untimed")


@pytest.fixture(scope="session", autouse=True)
def quick_passwords() -> Iterator[None]:
    """Hash passwords with the least cost: argon2 is slow on purpose, and tests make hundreds of accounts."""
    with pytest.MonkeyPatch.context() as patch:
        quick = PasswordHash((Argon2Hasher(time_cost=1, memory_cost=8, parallelism=1),))
        patch.setattr(passwords, "_hasher", lambda: quick)
        yield


@pytest.fixture(autouse=True)
def nothing_kept() -> None:
    """Forget rendered comments: the next test gives the same numbers to other words."""
    fragments.forget()


@dataclass
class TestClock:
    """A clock that stands still until it is moved."""

    __test__ = False
    now: datetime = NOW

    def __call__(self) -> datetime:
        return self.now

    def forward(self, **delta: float) -> datetime:
        self.now += timedelta(**delta)
        return self.now


@pytest.fixture(scope="session")
def home() -> Iterator[Path]:
    with tempfile.TemporaryDirectory(prefix="dt-tests-") as folder:
        Path(folder).chmod(0o755)
        yield Path(folder)


@pytest.fixture(scope="session")
def server(home: Path) -> Iterator[EmbeddedServer]:
    with EmbeddedServer(home / "data", durable=False) as running:
        yield running


@pytest.fixture(scope="session")
async def engine(server: EmbeddedServer) -> AsyncIterator[AsyncEngine]:
    made = make_engine(server.url, pool=NullPool)
    await migrations.upgrade(made)
    yield made
    await made.dispose()


@dataclass
class Statements:
    """The statements that a test sent, for counting."""

    sent: list[str] = field(default_factory=list)

    def begin(self) -> None:
        self.sent.clear()


@pytest.fixture
async def connection(engine: AsyncEngine) -> AsyncIterator[AsyncConnection]:
    async with engine.connect() as opened:
        outer = await opened.begin()
        yield opened
        await outer.rollback()


@pytest.fixture
def statements(connection: AsyncConnection) -> Iterator[Statements]:
    from sqlalchemy import event

    recorded = Statements()

    def note(_connection: Any, _cursor: Any, statement: str, *_: Any) -> None:
        if not statement.startswith(("SAVEPOINT", "RELEASE", "ROLLBACK")):
            recorded.sent.append(statement)

    sync = connection.sync_connection
    event.listen(sync, "before_cursor_execute", note)
    yield recorded
    event.remove(sync, "before_cursor_execute", note)


@pytest.fixture
def sessions(connection: AsyncConnection) -> async_sessionmaker[AsyncSession]:
    return async_sessionmaker(bind=connection, expire_on_commit=False, join_transaction_mode="create_savepoint")


@pytest.fixture
async def session(sessions: async_sessionmaker[AsyncSession]) -> AsyncIterator[AsyncSession]:
    async with sessions() as opened:
        yield opened


@pytest.fixture
def clock() -> TestClock:
    return TestClock()


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(data_dir=tmp_path / "data", base_url="http://dijalog.example")


@pytest.fixture
def app(
    settings: Settings, sessions: async_sessionmaker[AsyncSession], engine: AsyncEngine, connection: AsyncConnection, clock: TestClock
) -> Litestar:
    return create_app(settings, clock, sessions=sessions, engine=engine, reader=OneConnection(connection))


@pytest.fixture
async def browser(app: Litestar) -> AsyncIterator[Callable[[], Browser]]:
    made: list[Browser] = []

    def make() -> Browser:
        made.append(Browser(app))
        return made[-1]

    yield make
    for one in made:
        await one.client.aclose()


@pytest.fixture(scope="session")
def shared() -> Path:
    """Give the folder of real material, read in place."""
    if SHARED.is_dir():
        return SHARED
    if os.environ.get("DIALOG_REQUIRE_SHARED"):
        pytest.fail(f"{SHARED} is missing")
    pytest.skip("the real material is not beside the project")
