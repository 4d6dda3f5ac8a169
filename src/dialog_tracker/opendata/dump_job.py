"""The process that writes the forms of a dump: `python -m dialog_tracker.opendata.dump_job FOLDER MADE_AT`, frames on standard input.

It reads the tables from the database by columns, in the snapshot of the service, and only by the statements that it is given; they hold
nothing that is not public. The address of the database comes in a frame, so that no list of processes shows it. A frame is its length in
four bytes and a message; see `Told`. At the end it tells on standard output how many rows each table has. What ends before the figures have
come leaves the process with an error.
"""

import sys
import zipfile
from collections.abc import Iterable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, closing, contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any, BinaryIO

import msgspec
from adbc_driver_postgresql import StatementOptions as PostgresOptions
from adbc_driver_postgresql import dbapi as postgres_by_columns
from arro3.core import RecordBatch, RecordBatchReader
from isal import isal_zlib

from dialog_tracker.opendata import recompute
from dialog_tracker.opendata.dump_files import (
    CSV_BUNDLE,
    DATABASE,
    LINES,
    Filling,
    Lines,
    Row,
    Sheet,
    batch_of,
    compress,
    finish_database,
    open_bundle,
    open_member,
)

_LENGTH = 4
_BATCH = 4 << 20  # bytes of rows at once
# Rows come in the order of indexes from the first moment, and are not gathered and sorted before one of them is seen.
_IN_ORDER = "SET LOCAL enable_sort = off"
_ROOM = "SET LOCAL work_mem = '64MB'"  # where no index has the order, without files of the server


class Source(msgspec.Struct, tag=True, array_like=True):
    """Where the tables are read: the address of the database, and the snapshot that the service holds open."""

    address: str
    snapshot: str


class Begun(msgspec.Struct, tag=True, array_like=True):
    """A table begins: its name, the kind of each of its columns by name, and the statement; with none its rows come here."""

    name: str
    kinds: dict[str, str]
    query: str = ""


class Rows(msgspec.Struct, tag=True, array_like=True, gc=False):
    """Some rows of the table; none where it ends."""

    rows: list[Row]


class Figures(msgspec.Struct, tag=True, array_like=True):
    """The figures that the service publishes: reference, name, value; they come last."""

    figures: list[tuple[str, str, float]]


Told = Source | Begun | Rows | Figures


def frame(told: Told) -> bytes:
    """Write a frame."""
    written = msgspec.msgpack.encode(told)
    return len(written).to_bytes(_LENGTH) + written


def frames(source: BinaryIO) -> Iterator[Told]:
    """Read frames; raises EOFError where one is missing or cut."""
    decode = msgspec.msgpack.Decoder(Told).decode
    while True:
        length = int.from_bytes(_exactly(source, _LENGTH))
        yield decode(_exactly(source, length))


def _exactly(source: BinaryIO, length: int) -> bytes:
    read = source.read(length)
    if len(read) < length:
        raise EOFError
    return read


class Tables:
    """The tables of the database, read by columns in one snapshot."""

    def __init__(self, connection: Any) -> None:
        """Take an open transaction."""
        self._connection = connection

    def batches(self, query: str) -> Iterator[RecordBatch]:
        """Give the rows of a statement, some megabytes at once."""
        with self._connection.cursor(adbc_stmt_kwargs={PostgresOptions.BATCH_SIZE_HINT_BYTES.value: str(_BATCH)}) as cursor:
            cursor.execute(query)
            for batch in RecordBatchReader.from_arrow(cursor.fetch_arrow()):
                yield RecordBatch.from_arrow(batch)


@contextmanager
def open_tables(source: Source) -> Iterator[Tables]:
    """Begin a transaction in the snapshot."""
    with closing(postgres_by_columns.connect(source.address, autocommit=True)) as connection, closing(connection.cursor()) as cursor:
        cursor.execute("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY")
        cursor.execute(f"SET TRANSACTION SNAPSHOT '{source.snapshot}'")
        cursor.execute(_IN_ORDER)
        cursor.execute(_ROOM)
        yield Tables(connection)


def write_forms(told: Iterator[Told], folder: Path, made_at: datetime) -> dict[str, int]:
    """Write every table in its forms, and the figures beside them in the SQLite file; gives how many rows each table has."""
    plain, counts = folder / "dialog.sqlite", dict[str, int]()
    source = next(told)
    assert isinstance(source, Source)
    with open_tables(source) as tables, closing(Filling(plain)) as filling, open_bundle(folder / CSV_BUNDLE) as bundle:
        while isinstance(one := next(told), Begun):
            batches = ahead(tables.batches(one.query)) if one.query else _handed(one.kinds, told)
            member = open_member(bundle, f"{one.name}.csv", made_at)
            counts[one.name] = _write_table(one.name, one.kinds, batches, folder, filling, member)
    assert isinstance(one, Figures)
    finish_database(plain, one.figures, recompute.given)
    compress(plain, folder / DATABASE)
    return counts


def ahead(batches: Iterator[RecordBatch]) -> Iterator[RecordBatch]:
    """Read the next batch while this one is written."""
    with ThreadPoolExecutor(1) as thread:
        coming = thread.submit(next, batches, None)
        while (batch := coming.result()) is not None:
            coming = thread.submit(next, batches, None)
            yield batch


def _handed(kinds: Mapping[str, str], told: Iterator[Told]) -> Iterator[RecordBatch]:
    for one in told:
        if not isinstance(one, Rows) or not one.rows:
            return
        yield batch_of(kinds, one.rows)


def _write_table(name: str, kinds: Mapping[str, str], batches: Iterable[RecordBatch], folder: Path, filling: Filling, member: Any) -> int:
    count = 0
    filling.begin(name, kinds)
    with ExitStack() as files:
        lines = files.enter_context(closing(Lines(folder / f"{name}{LINES}")))
        sheet = files.enter_context(closing(Sheet(kinds, member)))
        for batch in batches:
            filling.write(name, batch)
            lines.write(batch)
            sheet.write(batch)
            count += batch.num_rows
    filling.end(name)
    return count


def main(arguments: list[str]) -> int:
    """Write what comes on standard input into the folder that is named."""
    folder, made_at = arguments
    # The zip is packed and summed as fast as the other files; where a later Python does not look here, it only takes longer.
    zipfile.zlib = isal_zlib  # type: ignore[attr-defined]
    zipfile.crc32 = isal_zlib.crc32  # type: ignore[attr-defined]
    counts = write_forms(frames(sys.stdin.buffer), Path(folder), datetime.fromisoformat(made_at))
    sys.stdout.buffer.write(msgspec.json.encode(counts))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
