"""The files of a dump while they are written: a zip of CSV, JSON Lines, SQLite; each takes bytes as they come and holds little."""

import gzip
import hashlib
import sqlite3
import zipfile
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, BinaryIO

import msgspec

from dialog_tracker.opendata.dump_tables import DumpTable

LEVEL = 1  # a higher one takes twice as long for a tenth less
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
)


class Lines:
    """One table as compressed JSON Lines, and the same rows in SQLite; chunks may end anywhere in a line."""

    def __init__(self, target: Path, table: DumpTable, database: sqlite3.Connection) -> None:
        """Open the file and make the table."""
        self.rows = 0
        self.rest = b""
        self.columns = table.columns
        self.lines = gzip.GzipFile(target, "wb", compresslevel=LEVEL, mtime=0)
        self.database = database
        self.decoder = msgspec.json.Decoder(dict[str, Any])
        typed = ", ".join(f'"{name}" {_TYPES.get(kind, "TEXT")}' for name, kind in table.kinds.items())
        database.execute(f'CREATE TABLE "{table.name}" ({typed})')
        self.insert = f'INSERT INTO "{table.name}" VALUES ({", ".join("?" for _ in self.columns)})'  # noqa: S608  (names are ours)

    def write(self, chunk: bytes) -> None:
        """Take a chunk."""
        self.lines.write(chunk)
        *whole, self.rest = (self.rest + chunk).split(b"\n")
        decode, columns = self.decoder.decode, self.columns
        self.database.executemany(self.insert, ([row[name] for name in columns] for row in map(decode, whole)))
        self.rows += len(whole)

    def close(self) -> None:
        """Finish the file."""
        self.lines.close()


class Member:
    """One table as a member of the zip of CSV files."""

    def __init__(self, bundle: zipfile.ZipFile, table: DumpTable, made_at: tuple[int, int, int, int, int, int]) -> None:
        """Open the member."""
        info = zipfile.ZipInfo(f"{table.name}.csv", made_at)
        info.compress_type = zipfile.ZIP_DEFLATED
        info.external_attr = 0o644 << 16
        self.file = bundle.open(info, "w", force_zip64=True)

    def write(self, chunk: bytes) -> None:
        """Take a chunk."""
        self.file.write(chunk)

    def close(self) -> None:
        """Finish the member."""
        self.file.close()


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


def add_figures(database: sqlite3.Connection, figures: Sequence[tuple[str, str, int]]) -> None:
    """Add the figures that the service publishes."""
    database.execute("CREATE TABLE figures (reference TEXT, figure TEXT, value INTEGER)")
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
