"""Repairs by hand of a draft that was read: join, part, raise, lower, name, number, and make an annex.

A repair remembers its provision by what it says and not by its anchor, so that it can be made again when a corrected file is read
over a repaired draft. Nothing is ever dropped: words move between label, title and text, and from one provision to its neighbour.
"""

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from dialog_tracker.domain import headings
from dialog_tracker.domain.errors import Malformed
from dialog_tracker.domain.label import label_order
from dialog_tracker.domain.list_items import list_item
from dialog_tracker.domain.outline import RANK, Node, freeze
from dialog_tracker.domain.provision import DraftText, Finding, Provision, ProvisionKind
from dialog_tracker.domain.review import DOUBTS, doubts

_K = ProvisionKind
LADDER = (_K.PART, _K.CHAPTER, _K.SECTION, _K.HEADING, _K.ARTICLE, _K.PARAGRAPH, _K.POINT, _K.SUBPOINT, _K.INDENT)
_HEADED = frozenset({*LADDER[:5], _K.ANNEX, _K.EXPLANATORY_NOTE, _K.MEASURE, _K.OBJECTIVE})
CHOICES = (*LADDER, _K.TEXT, _K.ANNEX, _K.EXPLANATORY_NOTE, _K.PREAMBLE, _K.SIGNATURE, _K.OBJECTIVE, _K.MEASURE, _K.ACTIVITY)


class RepairAct(StrEnum):
    """What a repair does to its provision."""

    JOIN = "join"
    PART = "part"
    RAISE = "raise"
    LOWER = "lower"
    NAME = "name"
    ANNEX = "annex"


@dataclass(frozen=True, slots=True)
class Target:
    """A provision by what it says: its kind, label and the fingerprint of its words; `occurrence` counts its like from 0."""

    kind: ProvisionKind
    label: str
    words: str
    occurrence: int = 0


@dataclass(frozen=True, slots=True)
class Repair:
    """One repair: `kind`, `label` and `heading` are what NAME sets, `pieces` what PART parts the text into."""

    act: RepairAct
    target: Target
    kind: ProvisionKind | None = None
    label: str = ""
    heading: str = ""
    pieces: tuple[str, ...] = ()


@dataclass(slots=True, eq=False)
class _Row:
    """A provision in reading order, with the one above it; `anchor` is the one it had before the repair."""

    node: Node
    above: "_Row | None"
    anchor: str = ""
    moved: bool = False


def target_of(draft: DraftText, anchor: str) -> Target:
    """Describe a provision by what it says; raises Malformed("repair-place-unknown")."""
    rows = list(_rows(draft.provisions, None))
    chosen = next((row for row in rows if row.anchor == anchor), None)
    if chosen is None:
        raise Malformed("repair-place-unknown")
    like = [row for row in rows if _same(row.node, chosen.node)]
    return Target(chosen.node.kind, chosen.node.label, _fingerprint(chosen.node), next(at for at, row in enumerate(like) if row is chosen))


def repaired(draft: DraftText, repair: Repair) -> DraftText:
    """Make one repair; raises Malformed with a code `repair-…` where it cannot be made."""
    return repaired_at(draft, repair)[0]


def repaired_at(draft: DraftText, repair: Repair) -> tuple[DraftText, str]:
    """Make one repair, and give the anchor where the repaired provision now stands, or the one it was joined to."""
    rows = list(_rows(draft.provisions, None))
    at = _find(rows, repair.target)
    if at is None:
        raise Malformed("repair-place-unknown")
    _ACTS[repair.act](rows, at, repair)
    roots = _hang(rows)
    provisions = freeze(roots)
    names = {row.anchor: row.node.anchor for row in rows if row.anchor}
    place = rows[at - 1 if repair.act is RepairAct.JOIN else at].node.anchor
    return replace(draft, provisions=provisions, findings=(*doubts(provisions), *_kept(draft.findings, names))), place


def repaired_again(draft: DraftText, repairs: Sequence[Repair]) -> tuple[DraftText, tuple[Repair, ...]]:
    """Make the repairs of an earlier reading in a new one, where the text is the same; gives the draft and the repairs that were kept."""
    kept: list[Repair] = []
    for repair in repairs:
        try:
            draft = repaired(draft, repair)
        except Malformed:
            continue
        kept.append(repair)
    return draft, tuple(kept)


def _kept(findings: Sequence[Finding], names: dict[str, str]) -> Iterator[Finding]:
    """Findings about the file stay, those about a provision follow it; doubts about the tree are asked anew."""
    for finding in findings:
        if finding.code in DOUBTS:
            continue
        if finding.place.isdecimal():
            yield finding
        elif finding.place in names:
            yield replace(finding, place=names[finding.place])


# The row of provisions and the tree


def _rows(provisions: Sequence[Provision], above: _Row | None) -> Iterator[_Row]:
    for one in provisions:
        row = _Row(Node(one.kind, one.label, one.heading, one.text, one.line), above, one.anchor)
        yield row
        yield from _rows(one.children, row)


def _fingerprint(node: Node) -> str:
    return hashlib.sha256(f"{node.heading or ''}\n{node.text}".encode()).hexdigest()[:16]


def _same(node: Node, other: Node) -> bool:
    return node.kind is other.kind and node.label == other.label and _fingerprint(node) == _fingerprint(other)


def _find(rows: Sequence[_Row], target: Target) -> int | None:
    like = [
        at
        for at, row in enumerate(rows)
        if row.node.kind is target.kind and row.node.label == target.label and _fingerprint(row.node) == target.words
    ]
    return like[target.occurrence] if target.occurrence < len(like) else None


def _hang(rows: Sequence[_Row]) -> list[Node]:
    """Build the tree again: each provision stays under the one above it while that is open, and finds its level anew where it is not."""
    roots: list[Node] = []
    path: list[_Row] = []
    for row in rows:
        keep = _stays_under(row, path)
        if keep is None:
            while path and _rank(path[-1]) >= _rank(row):
                path.pop()
        else:
            del path[keep:]
        (path[-1].node.children if path else roots).append(row.node)
        path.append(row)
    return roots


def _stays_under(row: _Row, path: Sequence[_Row]) -> int | None:
    if row.moved:
        return None
    if row.above is None:
        return 0
    at = next((at for at, open_row in enumerate(path) if open_row is row.above), None)
    if at is None or (row.above.moved and _rank(row.above) >= _rank(row)):
        return None
    return at + 1


def _rank(row: _Row) -> float:
    return RANK[row.node.kind]


# The acts


def _turn(node: Node, kind: ProvisionKind, next_label: str) -> None:
    """Give a provision another kind: its words become a title where it heads others, and text where it does not."""
    if kind is _K.ARTICLE and node.kind is not _K.ARTICLE:
        _become_article(node, next_label)
    elif kind in _HEADED and node.kind not in _HEADED:
        _head(node, kind)
    elif kind not in _HEADED and node.kind in _HEADED:
        node.text = " ".join(part for part in (node.label, node.heading, node.text) if part)
        node.label, node.heading = "", None
        _take_label(node, kind)
    node.kind = kind


def _become_article(node: Node, next_label: str) -> None:
    """An article takes its number from its words, else the one after the article before it; a title stays a title."""
    words = " ".join(part for part in (node.label, node.heading, node.text) if part)
    mark = headings.article(words) or headings.run_in_article(words) or headings.short_article(words)
    if mark is not None:
        node.label, node.heading, node.text = mark.label, None, mark.rest
    elif node.kind in _HEADED:
        node.label, node.heading = next_label, " ".join(part for part in (node.label, node.heading) if part) or None
    else:
        node.label, node.text = next_label, words


def _head(node: Node, kind: ProvisionKind) -> None:
    words = f"{node.label} {node.text}".strip() if node.label else node.text
    mark = headings.annex(words) if kind is _K.ANNEX else headings.division(words) or headings.chapter(words, heading=True)
    if kind is _K.HEADING:
        numbered = headings.numbered_heading(words)
        node.label, node.heading = numbered or ("", words)
    else:
        node.label, node.heading = (mark.label, mark.rest or None) if mark else ("", words)
    node.text = ""


def _take_label(node: Node, kind: ProvisionKind) -> None:
    item = list_item(node.text, after_colon=True, after_dotted=True) if kind in LADDER[5:] else None
    if item is not None:
        node.label, node.text = item.label, item.rest


def _change_kind(rows: Sequence[_Row], at: int, kind: ProvisionKind) -> None:
    row = rows[at]
    _turn(row.node, kind, _next_label(rows, at))
    row.moved = True


def _next_label(rows: Sequence[_Row], at: int) -> str:
    """The label of an article that would follow the one before: „Члан 5” after „Члан 4а”."""
    before = next((row.node.label for row in reversed(rows[:at]) if row.node.kind is _K.ARTICLE), "")
    word = before.partition(" ")[0] or next((row.node.label.partition(" ")[0] for row in rows if row.node.kind is _K.ARTICLE), "Члан")
    return f"{word} {label_order(before)[0] + 1}"


def _step(rows: list[_Row], at: int, by: int) -> None:
    row = rows[at]
    kind = row.node.kind
    if kind is _K.TEXT:
        inside = _article_above(row) is not None
        _change_kind(rows, at, _K.PARAGRAPH if inside else _K.HEADING if by < 0 else _K.POINT)
        return
    if kind not in LADDER or not 0 <= LADDER.index(kind) + by < len(LADDER):
        raise Malformed("repair-no-further")
    _change_kind(rows, at, LADDER[LADDER.index(kind) + by])


def _article_above(row: _Row) -> _Row | None:
    above = row.above
    while above is not None and above.node.kind is not _K.ARTICLE:
        above = above.above
    return above


def _raise(rows: list[_Row], at: int, _: Repair) -> None:
    _step(rows, at, -1)


def _lower(rows: list[_Row], at: int, _: Repair) -> None:
    _step(rows, at, +1)


def _annex(rows: list[_Row], at: int, _: Repair) -> None:
    if rows[at].node.kind is _K.ANNEX:
        raise Malformed("repair-no-further")
    _change_kind(rows, at, _K.ANNEX)


def _name(rows: list[_Row], at: int, repair: Repair) -> None:
    row = rows[at]
    if repair.kind is not None and repair.kind is not row.node.kind:
        _change_kind(rows, at, repair.kind)
        return
    row.node.label, row.node.heading = repair.label, repair.heading or None


def _join(rows: list[_Row], at: int, _: Repair) -> None:
    """Join a provision to the end of what stands right before it; what it held goes on under that, or finds its own level."""
    if at == 0:
        raise Malformed("repair-nothing-above")
    row, before = rows[at], rows[at - 1]
    words = " ".join(part for part in (row.node.label, row.node.heading, row.node.text) if part)
    if before.node.kind in _HEADED and not before.node.text:
        before.node.heading = f"{before.node.heading or ''} {words}".strip()
    else:
        parting = "\n" if before.node.kind in _BLOCKS else " "
        before.node.text = f"{before.node.text}{parting}{words}".strip()
    for later in rows[at + 1 :]:
        if later.above is row:
            later.above, later.moved = before, later.moved or _rank(before) >= _rank(later)
    del rows[at]


_BLOCKS = frozenset({_K.PREAMBLE, _K.SIGNATURE, _K.TABLE, _K.ACTIVITY})


def _part(rows: list[_Row], at: int, repair: Repair) -> None:
    """Part a text in pieces that make it up; a piece that begins with a number of its own becomes what that number says."""
    row = rows[at]
    pieces = [piece.strip() for piece in repair.pieces if piece.strip()]
    if "".join("".join(pieces).split()) != "".join(row.node.text.split()):
        raise Malformed("repair-words-changed")
    if len(pieces) < 2:
        raise Malformed("repair-nothing-parted")
    row.node.text = pieces[0]
    parts = [_piece(row, piece) for piece in pieces[1:]]
    for later in rows[at + 1 :]:
        if later.above is row:
            later.above = parts[-1]
    rows[at + 1 : at + 1] = parts


def _piece(row: _Row, piece: str) -> _Row:
    kind = _K.TEXT if row.node.kind in _BLOCKS or row.node.kind in _HEADED else row.node.kind
    node = Node(kind, text=piece, line=row.node.line)
    first, _, rest = piece.partition("\n")
    if mark := headings.article(first):
        node = Node(_K.ARTICLE, mark.label, text=rest.strip(), line=row.node.line)
    elif (item := list_item(piece, after_colon=False, after_dotted=False)) and row.node.kind in LADDER[5:]:
        node = Node(item.kind, item.label, text=item.rest, line=row.node.line)
    return _Row(node, row.above, moved=node.kind is not row.node.kind)


_ACTS = {
    RepairAct.JOIN: _join,
    RepairAct.PART: _part,
    RepairAct.RAISE: _raise,
    RepairAct.LOWER: _lower,
    RepairAct.NAME: _name,
    RepairAct.ANNEX: _annex,
}
