"""The service's side of the process that writes the forms of a dump: it is started, fed and ended here."""

import asyncio
import os
import subprocess
import sys
import tempfile
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager, suppress
from datetime import datetime
from pathlib import Path
from typing import IO

import msgspec

from dialog_tracker.office.bare import bare_environment
from dialog_tracker.opendata.dump_files import Row
from dialog_tracker.opendata.dump_job import Begun, Figures, Rows, Source, Told, frame
from dialog_tracker.opendata.dump_tables import Table
from dialog_tracker.opendata.figures import Figure

_SAID = 500  # letters of a complaint
_PIPE = 1 << 20  # the most that Linux allows everybody: one frame is read while the next is written


class Forms:
    """What takes tables, one after the other, and the figures at the end."""

    def __init__(self, child: subprocess.Popen[bytes]) -> None:
        """Take the process."""
        assert child.stdin is not None
        assert child.stdout is not None
        self._into: IO[bytes] = child.stdin
        self._out: IO[bytes] = child.stdout

    async def begin(self, source: Source) -> None:
        """Say where the tables are read."""
        await self._tell(source)

    async def read(self, table: Table, query: str) -> None:
        """Have a table read from the database."""
        await self._tell(Begun(table.name, table.kinds, query))

    async def write(self, table: Table, batches: AsyncIterator[Sequence[Row]]) -> None:
        """Hand a table over that is not in the database, as its rows come."""
        await self._tell(Begun(table.name, table.kinds))
        async for rows in batches:
            await self._tell(Rows(list(rows)))
        await self._tell(Rows([]))

    async def finish(self, figures: list[Figure]) -> dict[str, int]:
        """Hand the figures over and wait for the files; gives how many rows each table has, nothing where the process failed."""
        await self._tell(Figures(figures))
        counts = await asyncio.to_thread(self._out.read)
        return msgspec.json.decode(counts, type=dict[str, int]) if counts else {}

    def close(self) -> None:
        """Close the pipes."""
        with suppress(BrokenPipeError):
            self._into.close()
        self._out.close()

    async def _tell(self, told: Told) -> None:
        await asyncio.to_thread(self._send, told)

    def _send(self, told: Told) -> None:
        rest = memoryview(frame(told))
        while rest:
            rest = rest[self._into.write(rest) :]


@asynccontextmanager
async def forms(folder: Path, made_at: datetime) -> AsyncIterator[Forms]:
    """Start the process and wait at the end until it has finished its files; raises OSError where it could not, with what it said."""
    command = [sys.executable, "-P", "-m", "dialog_tracker.opendata.dump_job", str(folder), made_at.isoformat()]
    with tempfile.TemporaryFile() as said:
        child = await asyncio.to_thread(_started, command, said)
        taken = Forms(child)
        try:
            with suppress(BrokenPipeError):  # a process that ended says itself why
                yield taken
            if await asyncio.to_thread(child.wait):
                said.seek(0)
                why = said.read().decode(errors="replace")[-_SAID:]
                raise OSError(f"the process that writes the dump ended with {child.returncode}: {why}")
        finally:
            child.kill()
            taken.close()
            await asyncio.to_thread(child.wait)


def _environment() -> dict[str, str]:
    """Give what the process needs to start and, where the address of the database leaves something out, what PostgreSQL's programs read instead."""
    return bare_environment() | {name: value for name, value in os.environ.items() if name.startswith("PG")}


def _started(command: Sequence[str], said: IO[bytes]) -> subprocess.Popen[bytes]:
    pipe = subprocess.PIPE
    child = subprocess.Popen(command, stdin=pipe, stdout=pipe, stderr=said, env=_environment(), bufsize=0)  # noqa: S603 - our own interpreter and module
    if sys.platform == "linux" and child.stdin is not None:
        import fcntl  # noqa: PLC0415 - exists on POSIX only

        with suppress(OSError):  # whoever has many pipes already may not widen one; it is slower then, and no more
            fcntl.fcntl(child.stdin, fcntl.F_SETPIPE_SZ, _PIPE)
    return child
