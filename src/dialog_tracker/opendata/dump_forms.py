"""The service's side of the process that writes the forms of a dump: it is started, fed and ended here."""

import asyncio
import subprocess
import sys
import tempfile
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager, suppress
from datetime import datetime
from pathlib import Path
from typing import IO

from dialog_tracker.office.bare import bare_environment
from dialog_tracker.opendata.dump_files import Row
from dialog_tracker.opendata.dump_job import Begun, Figures, Rows, Told, frame
from dialog_tracker.opendata.dump_tables import Table
from dialog_tracker.opendata.figures import Figure

_SAID = 500  # letters of a complaint
_PIPE = 1 << 20  # the most that Linux allows everybody: one frame is read while the next is written


class Forms:
    """What takes the rows of tables, one table after the other, and the figures at the end."""

    def __init__(self, into: IO[bytes]) -> None:
        """Take the standard input of the process."""
        self._into = into

    async def write(self, table: Table, batches: AsyncIterator[Sequence[Row]]) -> int:
        """Hand a table over as its rows come; gives how many there were. The next are read while the process works on these."""
        count = 0
        await self._tell(Begun(table.name, table.kinds))
        async for rows in batches:
            count += len(rows)
            await self._tell(Rows(list(rows)))
        await self._tell(Rows([]))
        return count

    async def finish(self, figures: list[Figure]) -> None:
        """Hand the figures over; the process finishes the files then."""
        await self._tell(Figures(figures))

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
        assert child.stdin is not None
        try:
            with suppress(BrokenPipeError):  # a process that ended says itself why
                yield Forms(child.stdin)
            if await asyncio.to_thread(child.wait):
                said.seek(0)
                why = said.read().decode(errors="replace")[-_SAID:]
                raise OSError(f"the process that writes the dump ended with {child.returncode}: {why}")
        finally:
            child.kill()
            child.stdin.close()
            await asyncio.to_thread(child.wait)


def _started(command: Sequence[str], said: IO[bytes]) -> subprocess.Popen[bytes]:
    child = subprocess.Popen(command, stdin=subprocess.PIPE, stderr=said, env=bare_environment(), bufsize=0)  # noqa: S603 - our own interpreter and module
    if sys.platform == "linux" and child.stdin is not None:
        import fcntl  # noqa: PLC0415 - exists on POSIX only

        with suppress(OSError):  # whoever has many pipes already may not widen one; it is slower then, and no more
            fcntl.fcntl(child.stdin, fcntl.F_SETPIPE_SZ, _PIPE)
    return child
