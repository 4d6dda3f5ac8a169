"""A frozen report on its way to the process that writes it: its frame first, then its rows, so that no process holds all rows as objects.

The first line is the report as JSON with its long lists empty. Each further line holds a few entries: how many, a space, and
the entries as JSON. An empty line ends a list. The lists come in the order of the report: the rows of each table, the
changes, the members, the long texts.
"""

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import chain
from typing import Any, BinaryIO, TypeVar, cast, overload

import msgspec

from dialog_tracker.domain.outcome import ROWS_PER_TABLE, ChangeRow, CommentRow, LongText, MemberRow, OutcomeReport

_EMPTY = msgspec.Raw(b"[]")
_ROWS = msgspec.json.Decoder(list[CommentRow])
_LISTS: dict[str, msgspec.json.Decoder[Any]] = {  # of `Aftermath`
    "changes": msgspec.json.Decoder(list[ChangeRow]),
    "members": msgspec.json.Decoder(list[MemberRow]),
    "long_texts": msgspec.json.Decoder(list[LongText]),
}
_IN_A_LINE = {"long_texts": 1}  # each is read when it is written, and may fill pages
_Object = dict[str, msgspec.Raw]
Entry = TypeVar("Entry")


def lines_of(model: bytes) -> Iterator[bytes]:
    """Part a frozen report into lines; the entries are passed on as they are written, not read."""
    report = msgspec.json.decode(model, type=_Object)
    sections = msgspec.json.decode(report.get("sections", _EMPTY), type=list[_Object])
    tables = [msgspec.json.decode(section["tables"], type=list[_Object]) for section in sections]
    aftermath = msgspec.json.decode(report.get("aftermath", b"{}"), type=_Object)
    yield _frame(report, sections, tables, aftermath)
    for table in (table for inside in tables for table in inside):
        yield from _lines(table["rows"], ROWS_PER_TABLE)
    for name in _LISTS:
        yield from _lines(aftermath.get(name, _EMPTY), _IN_A_LINE.get(name, ROWS_PER_TABLE))


def _lines(entries: msgspec.Raw, in_a_line: int) -> Iterator[bytes]:
    every = msgspec.json.decode(entries, type=list[msgspec.Raw])
    for part in (every[start : start + in_a_line] for start in range(0, len(every), in_a_line)):
        yield b"%d %b\n" % (len(part), msgspec.json.encode(part))
    yield b"\n"


def _frame(report: _Object, sections: list[_Object], tables: list[list[_Object]], aftermath: _Object) -> bytes:
    emptied = [
        {**section, "tables": [{**table, "rows": _EMPTY} for table in inside]} for section, inside in zip(sections, tables, strict=True)
    ]
    return msgspec.json.encode(report | {"sections": emptied, "aftermath": aftermath | dict.fromkeys(_LISTS, _EMPTY)}) + b"\n"


def frame_of(model: bytes) -> OutcomeReport:
    """Give a frozen report without its rows, changes and annexes, which is all that a title page needs."""
    return msgspec.json.decode(next(lines_of(model)), type=OutcomeReport)


def read_lines(source: BinaryIO, spool: BinaryIO) -> OutcomeReport:
    """Take a report from its lines; its long lists go to `spool` and are read from there part by part, as often as they are asked for."""
    report = msgspec.json.decode(source.readline(), type=OutcomeReport)
    sections = tuple(
        replace(section, tables=tuple(replace(table, rows=_spooled(source, spool, _ROWS)) for table in section.tables))
        for section in report.sections
    )
    lists: dict[str, Any] = {name: _spooled(source, spool, reader) for name, reader in _LISTS.items()}
    return replace(report, sections=sections, aftermath=replace(report.aftermath, **lists))


def _spooled(source: BinaryIO, spool: BinaryIO, reader: msgspec.json.Decoder[list[Entry]]) -> tuple[Entry, ...]:
    found = _Spooled(spool, reader)
    while line := source.readline().rstrip(b"\n"):
        found.keep(line)
    return cast("tuple[Entry, ...]", found)  # it is read as the tuple of the model is


class _Spooled(Sequence[Entry]):
    """Entries in a file, of which one line at a time is in memory."""

    def __init__(self, spool: BinaryIO, reader: msgspec.json.Decoder[list[Entry]]) -> None:
        self._spool = spool
        self._reader = reader
        self._lines: list[tuple[int, int]] = []  # where each begins, and its size
        self._ends = [0]  # how many entries stand before each line, and before the end

    def keep(self, line: bytes) -> None:
        """Write one line behind the others."""
        count, _, entries = line.partition(b" ")
        self._lines.append((self._spool.tell(), self._spool.write(entries)))
        self._ends.append(self._ends[-1] + int(count))

    def __len__(self) -> int:
        return self._ends[-1]

    def __iter__(self) -> Iterator[Entry]:
        return chain.from_iterable(map(self._read, range(len(self._lines))))

    @overload
    def __getitem__(self, wanted: int) -> Entry: ...
    @overload
    def __getitem__(self, wanted: slice) -> Sequence[Entry]: ...
    def __getitem__(self, wanted: int | slice) -> Entry | Sequence[Entry]:
        if isinstance(wanted, int):
            return self[wanted : wanted + 1 or None][0]
        start, stop, step = wanted.indices(len(self))
        line = bisect_right(self._ends, start) - 1
        begun = self._ends[line]
        entries: list[Entry] = []
        while begun + len(entries) < stop:
            entries += self._read(line)
            line += 1
        return entries[start - begun : stop - begun : step]

    def _read(self, line: int) -> list[Entry]:
        start, size = self._lines[line]
        self._spool.seek(start)
        return self._reader.decode(self._spool.read(size))
