"""The files of a dump while they are written: each row once as JSON Lines, in SQLite and as CSV in a zip; little is held at a time."""

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
from isal import igzip

CSV_BUNDLE = "dialog-csv.zip"
DATABASE = "dialog.sqlite.gz"
LINES = ".jsonl.gz"  # after the name of a table

Row = tuple[Any, ...]  # of texts, whole numbers, decimals, yes and no, and None

_LEVEL = 1  # a higher one takes twice as long for a tenth less
_VALUES = 999  # of one statement; SQLite before 3.32 takes no more
_LINE_END = "\r\n"
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
    """One table as compressed JSON Lines: an object a line."""

    def __init__(self, columns: Sequence[str], target: Path) -> None:
        """Open the file."""
        self._packed = packed(target)
        self._object = msgspec.defstruct("Line", [(name, Any) for name in columns], gc=False)
        self._encode = msgspec.json.Encoder().encode_lines

    def write(self, rows: Sequence[Row]) -> None:
        """Take rows."""
        told = self._object
        self._packed.write(self._encode([told(*row) for row in rows]))

    def close(self) -> None:
        """Finish the file."""
        self._packed.close()


class Filled:
    """One table of the SQLite file."""

    def __init__(self, name: str, kinds: dict[str, str], database: sqlite3.Connection) -> None:
        """Make the table."""
        typed = ", ".join(f'"{column}" {_TYPES.get(kind, "TEXT")}' for column, kind in kinds.items())
        database.execute(f'CREATE TABLE "{name}" ({typed})')
        self._database = database
        one = f"({', '.join('?' for _ in kinds)})"
        self._one = f'INSERT INTO "{name}" VALUES {one}'  # noqa: S608  (names are ours)
        self._together = max(1, _VALUES // len(kinds))
        self._many = self._one + f", {one}" * (self._together - 1)

    def write(self, rows: Sequence[Row]) -> None:
        """Take rows; many go into one statement, each of which costs."""
        step = self._together
        whole = len(rows) - len(rows) % step
        self._database.executemany(self._many, (list(chain(*rows[at : at + step])) for at in range(0, whole, step)))
        self._database.executemany(self._one, rows[whole:])


class Sheet:
    """One table as CSV (RFC 4180): texts in quotes, so that an empty one is told from none; yes is 1 and no is 0."""

    def __init__(self, columns: Sequence[str], member: IO[bytes]) -> None:
        """Write the header."""
        self._member = member
        self._patterns: dict[tuple[type, ...], tuple[str, int]] = {}
        member.write((",".join(columns) + _LINE_END).encode())

    def write(self, rows: Sequence[Row]) -> None:
        """Take rows; the writer of the standard library looks at every letter by itself and takes thrice as long."""
        self._member.write("".join(map(self._line, rows)).encode())

    def _line(self, row: Row) -> str:
        """Fill the pattern that rows of the same types share; more quotes in a line than in its pattern stand in the texts."""
        types = tuple(map(type, row))
        known = self._patterns.get(types)
        if known is None:
            pattern = ",".join(_CELLS[one] for one in types) + _LINE_END
            known = self._patterns[types] = pattern, pattern.count('"')
        pattern, quotes = known
        line = pattern % row
        return line if line.count('"') == quotes else pattern % _doubled(row)

    def close(self) -> None:
        """Finish the member of the zip."""
        self._member.close()


_CELLS = {str: '"%s"', int: "%d", bool: "%d", float: "%r", type(None): "%.0s"}


def _doubled(row: Row) -> Row:
    return tuple(cell.replace('"', '""') if cell.__class__ is str else cell for cell in row)


def open_member(bundle: zipfile.ZipFile, name: str, made_at: datetime) -> IO[bytes]:
    """Open a member of the zip; one is written at a time."""
    info = zipfile.ZipInfo(name, made_at.timetuple()[:6])
    info.compress_type = zipfile.ZIP_DEFLATED
    info.external_attr = 0o644 << 16
    return bundle.open(info, "w", force_zip64=True)


def open_bundle(target: Path) -> zipfile.ZipFile:
    """Make an empty zip."""
    return zipfile.ZipFile(target, "w", compresslevel=_LEVEL)


def open_database(target: Path) -> sqlite3.Connection:
    """Make an empty SQLite file, to be filled once and never changed."""
    database = sqlite3.connect(target, isolation_level=None, check_same_thread=False)
    database.executescript("PRAGMA journal_mode=OFF; PRAGMA synchronous=OFF; PRAGMA locking_mode=EXCLUSIVE; PRAGMA page_size=8192; BEGIN")
    return database


def close_database(database: sqlite3.Connection) -> None:
    """Make the indexes and finish the file."""
    known = {row[0] for row in database.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
    for table, column in _INDEXES:
        if table in known:
            database.execute(f'CREATE INDEX "{table}_{column}" ON "{table}" ("{column}")')
    database.execute("COMMIT")
    database.close()


def add_figures(database: sqlite3.Connection, figures: Iterable[tuple[str, str, float]]) -> None:
    """Add the figures that the service publishes."""
    database.execute("CREATE TABLE figures (reference TEXT, figure TEXT, value NUMERIC)")
    database.executemany("INSERT INTO figures VALUES (?, ?, ?)", figures)


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
