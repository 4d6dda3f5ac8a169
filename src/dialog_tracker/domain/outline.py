"""Building the tree of provisions: which level holds which, and the anchor that each node gets."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from dialog_tracker.domain.label import anchor_key
from dialog_tracker.domain.provision import Finding, Provision, ProvisionKind

_K = ProvisionKind
RANK: dict[ProvisionKind, float] = {
    _K.ANNEX: 0,
    _K.EXPLANATORY_NOTE: 0,
    _K.SIGNATURE: 0,
    _K.PREAMBLE: 0,
    _K.PART: 1,
    _K.CHAPTER: 2,
    _K.SECTION: 3,
    _K.HEADING: 4,
    _K.OBJECTIVE: 4.92,
    _K.MEASURE: 4.94,
    _K.ARTICLE: 5,
    _K.ACTIVITY: 6,
    _K.PARAGRAPH: 6,
    _K.POINT: 7,
    _K.SUBPOINT: 8,
    _K.INDENT: 9,
    _K.TEXT: 10,
    _K.TABLE: 10,
    _K.FOOTNOTE: 10,
}
_SHORT = {
    _K.PART: "deo",
    _K.CHAPTER: "gl",
    _K.SECTION: "od",
    _K.HEADING: "nas",
    _K.OBJECTIVE: "cilj",
    _K.MEASURE: "mera",
    _K.ACTIVITY: "akt",
    _K.ARTICLE: "cl",
    _K.PARAGRAPH: "st",
    _K.POINT: "t",
    _K.SUBPOINT: "pt",
    _K.INDENT: "al",
    _K.ANNEX: "pr",
    _K.TEXT: "p",
    _K.TABLE: "tab",
    _K.FOOTNOTE: "fn",
    _K.PREAMBLE: "preambula",
    _K.SIGNATURE: "potpis",
    _K.EXPLANATORY_NOTE: "obrazlozenje",
}
_ZONES = frozenset({_K.ANNEX, _K.EXPLANATORY_NOTE})
# What each level's anchor begins with: its zone, and for chapters and sections the divisions above, whose numbers begin anew.
_UNDER = {
    _K.PART: _ZONES,
    _K.CHAPTER: _ZONES | {_K.PART},
    _K.SECTION: _ZONES | {_K.PART, _K.CHAPTER},
    _K.HEADING: _ZONES,
    _K.ARTICLE: _ZONES,
    _K.OBJECTIVE: _ZONES,
    _K.MEASURE: _ZONES,
}
_UNIQUE = frozenset({_K.PREAMBLE, _K.SIGNATURE, _K.EXPLANATORY_NOTE})


@dataclass(slots=True)
class Node:
    """A provision while it is being built."""

    kind: ProvisionKind
    label: str = ""
    heading: str | None = None
    text: str = ""
    line: int = 0
    rank: float = 0
    children: list["Node"] = field(default_factory=list)
    anchor: str = ""


class Outline:
    """The open levels of a text, from the root to the innermost; opening a level closes every level at or below it."""

    def __init__(self) -> None:
        """Begin with nothing open."""
        self.roots: list[Node] = []
        self.open: list[Node] = []

    def put(self, node: Node) -> Node:
        """Hang a node under the innermost level that may hold it, and leave it open."""
        node.rank = node.rank or RANK[node.kind]
        while self.open and (self.open[-1].rank >= node.rank or _ends(self.open[-1], node)):
            self.open.pop()
        self.add(node)
        self.open.append(node)
        return node

    def add(self, node: Node) -> Node:
        """Hang a node under the innermost open level without opening it."""
        (self.open[-1].children if self.open else self.roots).append(node)
        return node

    def close_to(self, before: Sequence[Node]) -> None:
        """Close what was opened since: after the table of a plan, text belongs to the heading above the table, not to its last row."""
        self.open = [node for node in self.open if any(node is earlier for earlier in before)]

    def inside(self, kind: ProvisionKind) -> Node | None:
        """The innermost open node of a kind."""
        return next((node for node in reversed(self.open) if node.kind is kind), None)


def _ends(above: Node, node: Node) -> bool:
    """A preamble and a signature hold their own lines only: a division or an article ends them."""
    return above.kind in (_K.PREAMBLE, _K.SIGNATURE) and node.rank <= RANK[_K.ARTICLE]


class _Anchors:
    """Gives every node an anchor that no other node of the text has."""

    def __init__(self) -> None:
        self.taken: set[str] = set()
        self.counted: dict[tuple[str, ProvisionKind], int] = {}
        self.repeated: dict[str, int] = {}

    def name(self, node: Node, path: tuple[Node, ...]) -> str:
        base = self._base(node, path)
        anchor, repeat = base, self.repeated.get(base, 2)
        while anchor in self.taken:
            anchor, repeat = f"{base}-{repeat}", repeat + 1
        self.repeated[base] = repeat  # else a number that stands ten thousand times would be tried from 2 each time
        self.taken.add(anchor)
        return anchor

    def _base(self, node: Node, path: tuple[Node, ...]) -> str:
        if node.kind in _UNIQUE:
            return _SHORT[node.kind]
        key = anchor_key(node.kind, node.label)
        prefix = "" if node.kind is _K.ACTIVITY and "-" in key else self._prefix(node, path)
        count = self.counted[(prefix, node.kind)] = self.counted.get((prefix, node.kind), 0) + 1
        return f"{prefix}{_SHORT[node.kind]}{key or count}"

    @staticmethod
    def _prefix(node: Node, path: tuple[Node, ...]) -> str:
        under = _UNDER.get(node.kind)
        for above in reversed(path):
            if above.kind in under if under is not None else above.kind is not ProvisionKind.HEADING:
                return f"{above.anchor}-"
        return ""


def freeze(roots: list[Node]) -> tuple[Provision, ...]:
    """Name every node and turn the tree into provisions."""
    anchors = _Anchors()
    return tuple(_frozen(node, (), anchors) for node in roots)


def _frozen(node: Node, path: tuple[Node, ...], anchors: _Anchors) -> Provision:
    node.anchor = anchors.name(node, path)
    children = tuple(_frozen(child, (*path, node), anchors) for child in node.children)
    return Provision(node.anchor, node.label, node.kind, node.heading, node.text, children, node.line)


@dataclass(frozen=True, slots=True)
class Entry:
    """A provision written down by itself, with its depth in the tree; a row of entries in reading order is a whole text."""

    depth: int
    kind: ProvisionKind
    label: str = ""
    heading: str | None = None
    text: str = ""
    line: int = 0


def entries_of(provisions: Iterable[Provision], depth: int = 0) -> Iterator[Entry]:
    """Write a tree down as entries, a parent before its children."""
    for one in provisions:
        yield Entry(depth, one.kind, one.label, one.heading, one.text, one.line)
        yield from entries_of(one.children, depth + 1)


def tree_of(entries: Iterable[Entry]) -> tuple[Provision, ...]:
    """Build the tree that entries write down, naming every anchor anew; an entry deeper than a child may be becomes a child."""
    roots: list[Node] = []
    path: list[Node] = []
    for entry in entries:
        del path[max(entry.depth, 0) :]
        node = Node(entry.kind, entry.label, entry.heading, entry.text, entry.line)
        (path[-1].children if path else roots).append(node)
        path.append(node)
    return freeze(roots)


@dataclass(slots=True)
class NodeFinding:
    """A finding about a node whose anchor is not known yet."""

    code: str
    node: Node
    facts: dict[str, str]

    def settled(self) -> Finding:
        """The finding at the node's anchor, once the tree is frozen."""
        return Finding(self.code, self.node.anchor, self.facts)
