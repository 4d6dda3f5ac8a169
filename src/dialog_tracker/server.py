"""The server around the application: it opens the database, works and serves until it is stopped."""

import asyncio
import contextlib
import signal
from collections.abc import AsyncIterator, Coroutine, Iterator
from typing import Any

import uvicorn

from dialog_tracker import upkeep, worker
from dialog_tracker.accounts.actions import make_link
from dialog_tracker.accounts.queries import is_empty
from dialog_tracker.app import create_app
from dialog_tracker.clock import utc_now
from dialog_tracker.domain.task import LinkPurpose
from dialog_tracker.settings import Settings
from dialog_tracker.storage.engine import make_sessions, transaction
from dialog_tracker.web.logs import configure_logs


class _Server(uvicorn.Server):
    """Ends at a signal without dying of it: what was opened around it is closed first, the embedded database last."""

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Ask the server to finish at SIGTERM and SIGINT; the original would raise the signal again afterwards."""
        loop = asyncio.get_running_loop()
        signs = (signal.SIGTERM, signal.SIGINT)
        for sign in signs:
            loop.add_signal_handler(sign, self.handle_exit, sign, None)
        try:
            yield
        finally:
            for sign in signs:
                loop.remove_signal_handler(sign)


def _run(main: Coroutine[Any, Any, None]) -> None:
    """Run on uvloop where it exists, which is everywhere but on Windows: some 5 % more answers a second than asyncio's own loop."""
    try:
        import uvloop  # noqa: PLC0415  (not everywhere)
    except ImportError:
        asyncio.run(main)
    else:
        uvloop.run(main)


def serve(settings: Settings, *, worker: bool, migrate: bool | None) -> None:
    """Open the database, bring it up to date where that is ours to do, and serve until stopped."""
    configure_logs(settings.log_level)
    with contextlib.suppress(KeyboardInterrupt):
        _run(_serve(settings, with_worker=worker, migrate=migrate))


async def _serve(settings: Settings, *, with_worker: bool, migrate: bool | None) -> None:
    async with upkeep.open_database(settings) as database:
        if migrate or (migrate is None and database.started):
            await upkeep.migrate(database)
        else:
            await upkeep.check_schema(database)
        sessions = make_sessions(database.engine)
        app = create_app(settings, sessions=sessions, engine=database.engine)
        await _print_first_link(settings, sessions)
        async with _working(settings, sessions, database.url, wanted=with_worker):
            trusted = settings.trusted_proxies
            config = uvicorn.Config(
                app,
                host=settings.host,
                port=settings.port,
                log_config=None,
                access_log=False,
                proxy_headers=bool(trusted),
                forwarded_allow_ips=trusted or None,
                server_header=False,
            )
            print(f"Serving {settings.base_url} (stop with Ctrl+C).", flush=True)
            await _Server(config).serve()


@contextlib.asynccontextmanager
async def _working(settings: Settings, sessions: Any, url: str, *, wanted: bool) -> AsyncIterator[None]:
    if not wanted:
        yield
        return
    stop = asyncio.Event()
    task = asyncio.create_task(worker.run(worker.Worker(settings, sessions), url, stop))
    try:
        yield
    finally:
        stop.set()
        with contextlib.suppress(TimeoutError, asyncio.CancelledError):
            await asyncio.wait_for(task, 10)


async def _print_first_link(settings: Settings, sessions: Any) -> None:
    """Print the one-time link for the first administrator where nobody has an account."""
    async with transaction(sessions) as session:
        if not await is_empty(session):
            return
        secret = await make_link(session, utc_now(), LinkPurpose.FIRST_ADMINISTRATOR, facts={"role": "administrator"})
    print(
        f"Nobody has an account yet. Make the first administrator within an hour: {settings.base_url.rstrip('/')}/first/{secret}",
        flush=True,
    )
