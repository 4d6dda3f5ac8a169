"""Reading the table of an action plan into sections, objectives, measures and activities; every other table stays a table.

A row of activities keeps its cells parted by tabs, and what holds the rows keeps the head of the table as its text, so that
page, Word file and comparison can set the row as a table again.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field

from dialog_tracker.domain.headings import SourceTable
from dialog_tracker.domain.outline import RANK, Node
from dialog_tracker.domain.plan_headings import leading_number, name_column, plan_heading, row_number, states_fact, table_head
from dialog_tracker.domain.provision import ProvisionKind

_K = ProvisionKind
# A section of a plan stands above objectives and measures; a table that holds rows stands above them.
_SECTION_RANK, _HOLDER_RANK = RANK[_K.OBJECTIVE] - 0.01, RANK[_K.ACTIVITY] - 0.5
_LISTED = frozenset({_K.ACTIVITY, _K.MEASURE})


@dataclass(slots=True)
class PlanTable:
    """What a table of a plan was read into, in reading order; `repeated` counts heads that were said before in the same words."""

    nodes: list[Node] = field(default_factory=list)
    repeated: int = 0


def read_plan(table: SourceTable) -> PlanTable | None:
    """Read a table that lists activities or measures; None for any other table."""
    rows = [tuple(" ".join(cell.split()) for cell in row) for row in table.rows]
    if not any(table_head(row) in _LISTED and _data_below(rows, at) for at, row in enumerate(rows)):
        return None
    return _Reading(table, rows).read()


def _data_below(rows: Sequence[Sequence[str]], at: int) -> bool:
    return at + 1 < len(rows) and sum(bool(cell) for cell in rows[at + 1]) > 1


class _Reading:
    """One pass over the rows; what holds the next row is the last head's holder."""

    def __init__(self, table: SourceTable, rows: Sequence[tuple[str, ...]]) -> None:
        self.table, self.rows = table, rows
        self.found = PlanTable()
        self.heads: set[tuple[str, ...]] = set()
        self.holder: Node | None = None
        self.lists: ProvisionKind | None = None
        self.name = 0

    def read(self) -> PlanTable:
        for at, row in enumerate(self.rows):
            if any(row):
                self._row(at, row)
        return self.found

    def _row(self, at: int, row: tuple[str, ...]) -> None:
        alone = self._alone(at, row)
        kind = table_head(row)
        if alone is not None:
            self._title(at, alone)
        elif kind is not None:
            self._head(row, kind)
        elif self.lists in _LISTED:
            self._entry(row)
        else:
            self._other(row)

    def _alone(self, at: int, row: tuple[str, ...]) -> str | None:
        """The words of a row that is a title over the rows below: one cell alone, merged across or followed by a head."""
        filled = [cell for cell in row if cell]
        if len(filled) != 1 or (row_number(filled[0]) and at not in self.table.spanning):
            return None
        below = self.rows[at + 1] if at + 1 < len(self.rows) else ()
        titled = at in self.table.spanning or plan_heading(filled[0]) or table_head(below) or row[0] == filled[0]
        return filled[0] if titled or self.lists is None else None

    def _add(self, node: Node) -> Node:
        node.line = self.table.line
        self.found.nodes.append(node)
        return node

    def _title(self, at: int, words: str) -> None:
        mark = plan_heading(words)
        if mark and mark.kind is not _K.ACTIVITY:
            self.holder = self._add(Node(mark.kind, mark.label, mark.rest or None))
        elif self._opens_section(at) and not states_fact(words):
            self.holder = self._add(Node(_K.SECTION, heading=words, rank=_SECTION_RANK))
        else:
            self._add(Node(_K.TEXT, text=words))
            return
        self.lists = None

    def _opens_section(self, at: int) -> bool:
        """A title opens a section where rows of several cells follow it."""
        return at + 1 < len(self.rows) and sum(bool(cell) for cell in self.rows[at + 1]) > 1

    def _head(self, row: tuple[str, ...], kind: ProvisionKind) -> None:
        self.lists, self.name = kind, name_column(row)
        if row in self.heads and self.holder is not None and self.holder.text == "\t".join(row):
            self.found.repeated += 1
            return
        self.heads.add(row)
        if kind in _LISTED and self.holder is not None and not self.holder.text:
            self.holder.text = "\t".join(row)
        else:
            table = self._add(Node(_K.TABLE, text="\t".join(row), rank=_HOLDER_RANK if kind in _LISTED else 0))
            self.holder = table if kind in _LISTED else self.holder

    def _entry(self, row: tuple[str, ...]) -> None:
        """A row of activities; one that names none goes on with the row before."""
        name = row[self.name] if self.name < len(row) else ""
        last = self.found.nodes[-1]
        if not name and last.kind is self.lists:
            last.text += "\n" + "\t".join(row)
            return
        cells, label = list(row), ""
        number = next((at for at in range(min(self.name, len(row))) if row_number(row[at])), None)
        if number is not None:
            label, cells[number] = row[number], ""
        elif parted := leading_number(name):
            label, cells[self.name] = parted
        self._add(Node(self.lists or _K.ACTIVITY, label, text="\t".join(cells)))

    def _other(self, row: tuple[str, ...]) -> None:
        """A row of indicators or of facts about a measure goes on with the table above it."""
        last = self.found.nodes[-1] if self.found.nodes else None
        if last is not None and last.kind is _K.TABLE and last is not self.holder:
            last.text += "\n" + "\t".join(row)
        else:
            self._add(Node(_K.TABLE, text="\t".join(row)))
