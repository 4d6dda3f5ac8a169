"""The files of a dump while they are written: batches of columns as JSON Lines, in SQLite and as CSV in a zip; little is held at a time."""

import gzip
import hashlib
import sqlite3
import zipfile
from collections import deque
from collections.abc import Callable, Iterable, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import closing
from datetime import datetime
from io import BytesIO
from pathlib import Path
from typing import IO, Any, BinaryIO

from adbc_driver_sqlite import dbapi as sqlite_by_columns
from arro3.core import Array, DataType, RecordBatch, RecordBatchReader
from arro3.io import write_csv, write_ndjson
from isal import igzip

CSV_BUNDLE = "dialog-csv.zip"
DATABASE = "dialog.sqlite.gz"
LINES = ".jsonl.gz"  # after the name of a table

Row = tuple[Any, ...]  # of texts, whole numbers, decimals, yes and no, and None

_LEVEL = 1  # a higher one takes twice as long for a tenth less
_WAITING = 2  # batches that wait for SQLite at most
_STORED = {"number": "INTEGER", "yes": "INTEGER", "amount": "REAL"}
_COLUMNS = {"number": DataType.int64(), "yes": DataType.bool(), "amount": DataType.float64()}
_TEXT = DataType.utf8()
# Written once and never changed: a file that is cut off is thrown away.
_PRAGMAS = ("journal_mode=OFF", "synchronous=OFF", "locking_mode=EXCLUSIVE", "page_size=8192")
_INDEXES = (
    ("comments", "reference"),
    ("comments", "submission"),
    ("submissions", "reference"),
    ("submissions", "number"),
    ("signatures", "submission"),
    ("provisions", "version_id"),
    ("comment_places", "comment"),
    ("consultations", "reference"),
    ("figures", "reference"),
    ("measure_rows", "measure"),
)


def batch_of(kinds: Mapping[str, str], rows: Sequence[Row]) -> RecordBatch:
    """Lay rows out by columns; one row at least."""
    columns = zip(kinds.items(), zip(*rows, strict=True), strict=True)
    return RecordBatch.from_pydict({name: Array(cells, _COLUMNS.get(kind, _TEXT)) for (name, kind), cells in columns})


def no_rows(kinds: Mapping[str, str]) -> RecordBatch:
    """Give the columns of a table that has no rows."""
    return RecordBatch.from_pydict({name: Array([], _COLUMNS.get(kind, _TEXT)) for name, kind in kinds.items()})


class Lines:
    """One table as compressed JSON Lines: an object a line."""

    def __init__(self, target: Path) -> None:
        """Open the file."""
        self._packed = packed(target)

    def write(self, batch: RecordBatch) -> None:
        """Take rows."""
        written = BytesIO()
        write_ndjson(batch, written, explicit_nulls=True)
        self._packed.write(written.getbuffer())

    def close(self) -> None:
        """Finish the file."""
        self._packed.close()


class Sheet:
    """One table as CSV: a text stands in quotes where it must; yes is 1 and no is 0; none and an empty text are an empty cell."""

    def __init__(self, kinds: Mapping[str, str], member: IO[bytes]) -> None:
        """Write the header."""
        self._yes = [place for place, kind in enumerate(kinds.values()) if kind == "yes"]
        self._member = member
        self._write(no_rows(kinds), header=True)

    def write(self, batch: RecordBatch) -> None:
        """Take rows."""
        for place in self._yes:
            batch = batch.set_column(place, batch.column_names[place], batch.column(place).cast(DataType.int8()))
        self._write(batch, header=False)

    def _write(self, batch: RecordBatch, *, header: bool) -> None:
        written = BytesIO()
        write_csv(batch, written, header=header)
        self._member.write(written.getbuffer())

    def close(self) -> None:
        """Finish the member of the zip."""
        self._member.close()


class Filling:
    """The SQLite file while it is filled, by a thread of its own: it takes as long as the other forms together."""

    def __init__(self, target: Path) -> None:
        """Make an empty file; raises OSError where it cannot be made."""
        target.touch()
        self._thread = ThreadPoolExecutor(1)
        self._waiting: deque[Future[None]] = deque()
        self._database = sqlite_by_columns.connect(str(target), autocommit=True)
        self._cursor = self._database.cursor()
        for pragma in _PRAGMAS:
            self._cursor.execute(f"PRAGMA {pragma}")

    def begin(self, name: str, kinds: Mapping[str, str]) -> None:
        """Make a table."""
        typed = ", ".join(f'"{column}" {_STORED.get(kind, "TEXT")}' for column, kind in kinds.items())
        self._later(self._cursor.execute, f'CREATE TABLE "{name}" ({typed})')

    def write(self, name: str, batch: RecordBatch) -> None:
        """Take rows of a table; raises what stood in the way of those before."""
        self._later(self._cursor.adbc_ingest, name, RecordBatchReader.from_batches(batch.schema, [batch]), "append")

    def end(self, name: str) -> None:
        """Make the indexes of a table that is full."""
        for index in _indexes(name):
            self._later(self._cursor.execute, index)

    def _later(self, what: Callable[..., Any], *arguments: Any) -> None:
        while len(self._waiting) >= _WAITING:
            self._waiting.popleft().result()
        self._waiting.append(self._thread.submit(what, *arguments))

    def close(self) -> None:
        """Wait until everything is in the file."""
        try:
            for one in self._waiting:
                one.result()
        finally:
            self._thread.shutdown(cancel_futures=True)
            self._cursor.close()
            self._database.close()


def finish_database(target: Path, figures: Sequence[tuple[str, str, float]], more: Callable[[Any, Any], Iterable[Any]]) -> None:
    """Add the figures that the service publishes, what `more` finds to be given beside them, and their index."""
    with closing(sqlite3.connect(target, isolation_level=None)) as database:
        database.executescript("PRAGMA journal_mode=OFF; PRAGMA synchronous=OFF; PRAGMA locking_mode=EXCLUSIVE; BEGIN")
        database.execute("CREATE TABLE figures (reference TEXT, figure TEXT, value NUMERIC)")
        database.executemany("INSERT INTO figures VALUES (?, ?, ?)", [*figures, *more(database, figures)])
        for index in _indexes("figures"):
            database.execute(index)
        database.execute("COMMIT")


def _indexes(table: str) -> list[str]:
    """Write the statements for what a table is looked up by."""
    return [f'CREATE INDEX "{table}_{column}" ON "{table}" ("{column}")' for name, column in _INDEXES if name == table]


def open_member(bundle: zipfile.ZipFile, name: str, made_at: datetime) -> IO[bytes]:
    """Open a member of the zip; one is written at a time."""
    info = zipfile.ZipInfo(name, made_at.timetuple()[:6])
    info.compress_type = zipfile.ZIP_DEFLATED
    info.external_attr = 0o644 << 16
    return bundle.open(info, "w", force_zip64=True)


def open_bundle(target: Path) -> zipfile.ZipFile:
    """Make an empty zip."""
    return zipfile.ZipFile(target, "w", compresslevel=_LEVEL)


def packed(target: Path) -> gzip.GzipFile:
    """Open a gzip file to write; equal contents give an equal file."""
    return igzip.IGzipFile(target, "wb", compresslevel=_LEVEL, mtime=0)  # type: ignore[no-untyped-call]  # the library does not say


def compress(source: Path, target: Path) -> None:
    """Compress a file and take the plain one away."""
    with source.open("rb") as plain, packed(target) as into:
        _copied(plain, into.write)
    source.unlink()


def fingerprint(file: Path) -> str:
    """Give the SHA-256 of a file."""
    digest = hashlib.sha256()
    with file.open("rb") as opened:
        _copied(opened, digest.update)
    return digest.hexdigest()


def _copied(source: BinaryIO, take: Callable[[bytes], Any]) -> None:
    while chunk := source.read(1 << 20):
        take(chunk)
