"""The process that writes the forms of a dump: `python -m dialog_tracker.opendata.dump_job FOLDER MADE_AT`, frames on standard input.

It imports little, knows no password and sees no database, only rows that are public; the service goes on answering beside it. A frame is
its length in four bytes and a message; see `Told`. What ends before the figures have come leaves the process with an error.
"""

import sqlite3
import sys
import zipfile
from collections.abc import Iterable, Iterator
from contextlib import ExitStack, closing
from datetime import datetime
from pathlib import Path
from typing import BinaryIO

import msgspec
from isal import isal_zlib

from dialog_tracker.opendata import recompute
from dialog_tracker.opendata.dump_files import (
    CSV_BUNDLE,
    DATABASE,
    LINES,
    Filled,
    Lines,
    Row,
    Sheet,
    add_figures,
    close_database,
    compress,
    open_bundle,
    open_database,
    open_member,
)

_LENGTH = 4


class Begun(msgspec.Struct, tag=True, array_like=True):
    """A table begins: its name, and the kind of each of its columns by name."""

    name: str
    kinds: dict[str, str]


class Rows(msgspec.Struct, tag=True, array_like=True, gc=False):
    """Some rows of the table; none where it ends."""

    rows: list[Row]


class Figures(msgspec.Struct, tag=True, array_like=True):
    """The figures that the service publishes: reference, name, value; they come last."""

    figures: list[tuple[str, str, float]]


Told = Begun | Rows | Figures


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


def write_forms(told: Iterator[Told], folder: Path, made_at: datetime) -> None:
    """Write every table in its forms, and the figures beside them in the SQLite file."""
    plain = folder / "dialog.sqlite"
    with closing(open_database(plain)) as database, open_bundle(folder / CSV_BUNDLE) as bundle:
        for one in told:
            if isinstance(one, Figures):
                add_figures(database, [*one.figures, *recompute.given(database, one.figures)])
                close_database(database)
                break
            if isinstance(one, Begun):
                _write_table(one, _rows(told), folder, database, bundle, made_at)
    compress(plain, folder / DATABASE)


def _rows(told: Iterator[Told]) -> Iterator[list[Row]]:
    for one in told:
        if not isinstance(one, Rows) or not one.rows:
            return
        yield one.rows


def _write_table(
    begun: Begun, batches: Iterable[list[Row]], folder: Path, database: sqlite3.Connection, bundle: zipfile.ZipFile, made_at: datetime
) -> None:
    filled = Filled(begun.name, begun.kinds, database)
    with ExitStack() as files:
        lines = files.enter_context(closing(Lines(list(begun.kinds), folder / f"{begun.name}{LINES}")))
        sheet = files.enter_context(closing(Sheet(list(begun.kinds), open_member(bundle, f"{begun.name}.csv", made_at))))
        for rows in batches:
            lines.write(rows)
            filled.write(rows)
            sheet.write(rows)


def main(arguments: list[str]) -> int:
    """Write what comes on standard input into the folder that is named."""
    folder, made_at = arguments
    # The zip is packed as fast as the other files; where a later Python does not look here, it is packed more slowly.
    zipfile.zlib = isal_zlib  # type: ignore[attr-defined]
    write_forms(frames(sys.stdin.buffer), Path(folder), datetime.fromisoformat(made_at))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
