"""The words of law as they are laid out: provisions nested under their unit, tables in cells, contents in chapters."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Protocol

from dialog_tracker.domain.place import place_label
from dialog_tracker.domain.plan_headings import name_column
from dialog_tracker.domain.script import to_latin
from dialog_tracker.web.i18n import Language

HEADINGS = frozenset({"part", "chapter", "section", "heading", "objective", "measure"})
_PARAGRAPH = re.compile(r"-st(\d+[a-z]*)$")
_NUMBER = re.compile(r"\d+\w*$")


class Line(Protocol):
    """A provision as it is listed."""

    @property
    def anchor(self) -> str:
        """Its place in the text."""

    @property
    def parent_anchor(self) -> str | None:
        """The provision that it belongs to."""

    @property
    def kind(self) -> str:
        """What it is."""


class Unit(Protocol):
    """An article, or another unit of a text."""

    @property
    def anchor(self) -> str:
        """Its place in the text."""

    @property
    def kind(self) -> str:
        """What it is."""

    @property
    def label(self) -> str:
        """Its label as printed."""

    @property
    def heading(self) -> str | None:
        """Its title."""

    @property
    def words(self) -> str:
        """Its own words."""

    @property
    def columns(self) -> Sequence[str]:
        """The head of the table that it is a row of; empty for any other unit."""

    @property
    def lines(self) -> Sequence[Line]:
        """Everything inside, in the order of the text."""


@dataclass(frozen=True, slots=True)
class Node:
    """A provision with those that belong to it."""

    line: Line
    children: list["Node"] = field(default_factory=list)


def nest(unit: Unit) -> list[Node]:
    """Nest the lines of a unit; a line whose parent is elsewhere stands on the first level."""
    roots: list[Node] = []
    nodes: dict[str, Node] = {}
    for line in unit.lines:
        node = nodes[line.anchor] = Node(line)
        above = nodes.get(line.parent_anchor or "")
        (above.children if above else roots).append(node)
    return roots


def paragraph_number(anchor: str) -> str:
    """Give the number that a paragraph carries in the margin, empty for what is not a paragraph."""
    found = _PARAGRAPH.search(anchor)
    return found[1] if found else ""


def place_inside(language: Language, unit_anchor: str, anchor: str) -> str:
    """Name a place inside a unit: „Став 2. тачка 1)”."""
    place = place_label("", None, unit_anchor, anchor)
    place = to_latin(place) if language == "sr-Latn" else place
    return place[:1].upper() + place[1:]


def with_stop(label: str) -> str:
    """Print a label with the full stop of an ordinal: „Члан 7.”, „1)”."""
    return f"{label}." if label and label[-1].isalnum() else label


def cells(words: str) -> list[list[str]]:
    """Read the rows of a table, whose cells are set apart by tabulators; empty columns are left out."""
    rows = [row.split("\t") for row in words.split("\n") if row.strip()]
    width = max((len(row) for row in rows), default=0)
    filled = [at for at in range(width) if any(at < len(row) and row[at].strip() for row in rows)]
    return [[row[at].strip() if at < len(row) else "" for at in filled] for row in rows]


@dataclass(frozen=True, slots=True)
class PlanRow:
    """A row of a plan: what it names, and its other cells with the heads of their columns."""

    name: str
    cells: Sequence[tuple[str, str]]


def plan_row(words: str, columns: Sequence[str]) -> PlanRow:
    """Lay out a row of a plan, whose further lines go on with the same cells; empty cells are left out."""
    at = name_column(columns)
    lines = [line.split("\t") for line in words.split("\n")]
    width = max(map(len, lines), default=0)
    joined = ["; ".join(line[place].strip() for line in lines if place < len(line) and line[place].strip()) for place in range(width)]
    heads = [*columns, *[""] * (width - len(columns))]
    cells = [(head, cell) for place, (head, cell) in enumerate(zip(heads, joined, strict=False)) if cell and place != at]
    return PlanRow(joined[at] if at < width else "", cells)


@dataclass(frozen=True, slots=True)
class Entry:
    """A line of the contents: the number in front, the words that lead there."""

    anchor: str
    number: str
    words: str
    unit: Unit


@dataclass(frozen=True, slots=True)
class Chapter:
    """A chapter of the contents; its words are empty for what stands before the first one."""

    anchor: str
    words: str
    entries: list[Entry] = field(default_factory=list)


def heading_words(unit: Unit) -> str:
    """Print the heading of a chapter: „I. ОСНОВНЕ ОДРЕДБЕ”."""
    return " ".join(filter(None, [with_stop(unit.label) if unit.heading else unit.label, unit.heading]))


def contents(units: Sequence[Unit]) -> list[Chapter]:
    """List chapters with their articles; plain lines of text have no place in the contents."""
    chapters = [Chapter("", "")]
    for unit in units:
        if unit.kind in HEADINGS:
            chapters.append(Chapter(unit.anchor, heading_words(unit)))
        elif unit.columns:
            chapters[-1].entries.append(Entry(unit.anchor, unit.label, plan_row(unit.words, unit.columns).name, unit))
        elif unit.label or unit.heading:
            number = _NUMBER.search(unit.label)
            named = (f"{number[0]}.", unit.heading) if number and unit.heading else ("", with_stop(unit.label) or unit.heading)
            chapters[-1].entries.append(Entry(unit.anchor, named[0], named[1] or "", unit))
    return [chapter for chapter in chapters if chapter.entries or chapter.words]
