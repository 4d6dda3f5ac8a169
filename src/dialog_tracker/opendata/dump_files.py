"""The files of a dump while they are written: JSON Lines, SQLite, a zip of CSV; each takes lines as they come and holds little."""

import gzip
import hashlib
import sqlite3
import zipfile
from collections.abc import Callable, Iterable, Sequence
from datetime import datetime
from itertools import chain
from pathlib import Path
from typing import IO, Any, BinaryIO

import msgspec
from msgspec.structs import astuple

from dialog_tracker.opendata.dump_tables import Table

LEVEL = 1  # a higher one takes twice as long for a tenth less
_VALUES = 999  # of one statement; SQLite before 3.32 takes no more
_LINE_END = b"\r\n"
_TYPES = {"number": "INTEGER", "yes": "INTEGER", "amount": "REAL"}
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


class Lines:
    """One table as compressed JSON Lines."""

    def __init__(self, target: Path) -> None:
        """Open the file."""
        self.lines = gzip.GzipFile(target, "wb", compresslevel=LEVEL, mtime=0)

    def write(self, chunk: bytes) -> None:
        """Take a chunk."""
        self.lines.write(chunk)

    def close(self) -> None:
        """Finish the file."""
        self.lines.close()


class Rows:
    """The rows of JSON Lines, each read once, in a table of SQLite and as CSV in a zip; chunks may end anywhere in a line."""

    def __init__(self, table: Table, database: sqlite3.Connection, member: IO[bytes]) -> None:
        """Make the table and write the header."""
        self.rows = 0
        self.rest = b""
        self.database, self.member = database, member
        shape = msgspec.defstruct("Row", [(name, Any) for name in table.columns], gc=False)
        self.decode = msgspec.json.Decoder(shape).decode
        typed = ", ".join(f'"{name}" {_TYPES.get(kind, "TEXT")}' for name, kind in table.kinds.items())
        database.execute(f'CREATE TABLE "{table.name}" ({typed})')
        one = f"({', '.join('?' for _ in table.columns)})"
        self.one = f'INSERT INTO "{table.name}" VALUES {one}'  # noqa: S608  (names are ours)
        self.together = max(1, _VALUES // len(table.columns))
        self.many = self.one + f", {one}" * (self.together - 1)
        member.write(",".join(table.columns).encode() + _LINE_END)

    def write(self, chunk: bytes) -> None:
        """Take a chunk."""
        *whole, self.rest = (self.rest + chunk).split(b"\n")
        rows = list(map(astuple, map(self.decode, whole)))
        self._insert(rows)
        self.member.write(csv_lines(rows))
        self.rows += len(rows)

    def _insert(self, rows: list[tuple[Any, ...]]) -> None:
        """Insert many rows by one statement: each statement gives the interpreter away and must wait to have it back."""
        step = self.together
        whole = len(rows) - len(rows) % step
        self.database.executemany(self.many, (list(chain(*rows[at : at + step])) for at in range(0, whole, step)))
        self.database.executemany(self.one, rows[whole:])

    def close(self) -> None:
        """Finish the member of the zip."""
        self.member.close()


def csv_lines(rows: Iterable[Sequence[Any]]) -> bytes:
    """Write rows as CSV: texts in quotes, so that an empty one is told from none; yes is 1 and no is 0.

    The writer of the standard library looks at every letter by itself and takes twice as long.
    """
    cells = (
        ['"' + cell.replace('"', '""') + '"' if cell.__class__ is str else "" if cell is None else str(cell + 0) for cell in row]
        for row in rows
    )
    return "".join([",".join(row) + "\r\n" for row in cells]).encode()


def open_member(bundle: zipfile.ZipFile, name: str, made_at: datetime) -> IO[bytes]:
    """Open a member of the zip; one is written at a time."""
    info = zipfile.ZipInfo(name, made_at.timetuple()[:6])
    info.compress_type = zipfile.ZIP_DEFLATED
    info.external_attr = 0o644 << 16
    return bundle.open(info, "w", force_zip64=True)


def open_database(target: Path) -> sqlite3.Connection:
    """Make an empty SQLite file, to be filled once and never changed."""
    database = sqlite3.connect(target, check_same_thread=False, isolation_level=None)
    database.executescript("PRAGMA journal_mode=OFF; PRAGMA synchronous=OFF; PRAGMA page_size=8192; BEGIN")
    return database


def close_database(database: sqlite3.Connection) -> None:
    """Make the indexes and finish the file."""
    known = {row[0] for row in database.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
    for table, column in _INDEXES:
        if table in known:
            database.execute(f'CREATE INDEX "{table}_{column}" ON "{table}" ("{column}")')
    database.execute("COMMIT")
    database.close()


def add_figures(database: sqlite3.Connection, figures: Sequence[tuple[str, str, float]]) -> None:
    """Add the figures that the service publishes."""
    database.execute("CREATE TABLE figures (reference TEXT, figure TEXT, value NUMERIC)")
    database.executemany("INSERT INTO figures VALUES (?, ?, ?)", figures)


def compressed(source: Path, target: Path) -> None:
    """Compress a file and take the plain one away."""
    with source.open("rb") as plain, gzip.GzipFile(target, "wb", compresslevel=LEVEL, mtime=0) as packed:
        _copied(plain, packed.write)
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
