"""The words of law as they are laid out: provisions nested under their unit, tables in cells, contents in chapters."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Protocol

from markupsafe import Markup

from dialog_tracker.domain.difference import Piece, PieceKind
from dialog_tracker.domain.place import place_label
from dialog_tracker.domain.plan_headings import name_column
from dialog_tracker.domain.provision import Provision
from dialog_tracker.domain.script import to_latin
from dialog_tracker.web.i18n import Language, gettext, ngettext

# What each piece of a comparison is shown as: in the earlier column, in the later one, and in one text.
_SIDES: Mapping[str, frozenset[PieceKind]] = {
    "old": frozenset({PieceKind.EQUAL, PieceKind.DELETED}),
    "new": frozenset({PieceKind.EQUAL, PieceKind.INSERTED}),
    "both": frozenset(PieceKind),
}
_TAGS: Mapping[PieceKind, Markup] = {
    PieceKind.EQUAL: Markup("{}"),
    PieceKind.DELETED: Markup("<del>{}</del>"),
    PieceKind.INSERTED: Markup("<ins>{}</ins>"),
}


def shown_pieces(pieces: Sequence[Piece], side: str = "both", *, latin: bool = False) -> Markup:
    """Show the pieces of two wordings: in one text with both, or of one side; spaces at the ends of a change stay outside its mark."""
    shown = Markup("")
    for piece in pieces:
        if piece.kind not in _SIDES[side]:
            continue
        text = to_latin(piece.text) if latin else piece.text
        inner = text.strip()
        before = text[: len(text) - len(text.lstrip())]
        after = text[len(text.rstrip()) :] if inner else ""
        shown += Markup("{}{}{}").format(before, _TAGS[piece.kind].format(inner) if inner else "", after)
    return shown


# One and many of what changed, without the number in front.
CHANGES: Mapping[str, tuple[str, str]] = {
    "changed": ("article changed", "articles changed"),
    "added": ("article added", "articles added"),
    "removed": ("article removed", "articles removed"),
    "renumbered": ("article renumbered", "articles renumbered"),
    "moved": ("article moved", "articles moved"),
}


def change_counted(count: int, language: Language, change: str) -> str:
    """Name what a count of changed articles counts."""
    return ngettext(language, *CHANGES[change], count)


class Shown(Protocol):
    """A unit of a comparison that did not change."""

    @property
    def divides(self) -> bool:
        """Tell whether it only heads other units."""

    @property
    def shown(self) -> Provision:
        """The unit as it stands."""


def units_same(units: Sequence[Shown], language: Language) -> str:
    """Say which articles between two changed ones stay as they are: „12 чланова без измена: члан 3. – члан 14.”."""
    articles = [unit.shown for unit in units if not unit.divides]
    if not articles:
        return gettext(language, "headings without changes")
    counted = ngettext(language, "%(num)s part without changes", "%(num)s parts without changes", len(articles))
    labels = [with_stop(one.label) for one in articles if one.label]
    named = " – ".join(dict.fromkeys(labels[:1] + labels[-1:]))
    named = to_latin(named) if language == "sr-Latn" else named
    return f"{counted}: {named}" if named else counted


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
