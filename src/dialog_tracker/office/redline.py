"""Two versions as one Word file with tracked changes: rejecting all of them gives the earlier text, accepting all the later.

What moved is told as deleted here and inserted there. Author is an office, never a person; the date is given.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from dialog_tracker.domain.comparison import compare
from dialog_tracker.domain.difference import Piece, PieceKind, difference
from dialog_tracker.domain.matching import rising
from dialog_tracker.domain.provision import Provision
from dialog_tracker.office.ooxml_text import attribute, escaped
from dialog_tracker.office.text_lines import TextLine, lines_of
from dialog_tracker.office.text_xml import Wording, paragraph_line, table_line

_LONGEST = 200_000
_TEXT = '<w:t xml:space="preserve">'
_DELETED = '<w:delText xml:space="preserve">'


class Marker:
    """Writes the marks of tracked changes, each with an id of its own."""

    def __init__(self, author: str, at: datetime) -> None:
        """Take the office that changes are told of, and their time."""
        self._said = f'w:author="{attribute(author)}" w:date="{at.strftime("%Y-%m-%dT%H:%M:%SZ")}"'
        self._count = 0

    def _attributes(self) -> str:
        self._count += 1
        return f'w:id="{self._count}" {self._said}'

    def mark(self, kind: PieceKind) -> str:
        """The mark of a paragraph or a row that is inserted or deleted as a whole."""
        name = {PieceKind.INSERTED: "ins", PieceKind.DELETED: "del"}.get(kind)
        return f"<w:{name} {self._attributes()}/>" if name else ""

    def runs(self, pieces: Sequence[Piece], properties: str = "") -> str:
        """Write pieces of a wording as runs."""
        return "".join(self._run(piece, properties) for piece in pieces if piece.text)

    def _run(self, piece: Piece, properties: str) -> str:
        words = f"<w:r>{properties}{_TEXT}{escaped(piece.text)}</w:t></w:r>"
        if piece.kind is PieceKind.EQUAL:
            return words
        if piece.kind is PieceKind.INSERTED:
            return f"<w:ins {self._attributes()}>{words}</w:ins>"
        return f"<w:del {self._attributes()}>{words.replace(_TEXT, _DELETED).replace('</w:t>', '</w:delText>')}</w:del>"


def aligned(old: Sequence[Provision], new: Sequence[Provision]) -> Iterator[tuple[TextLine | None, TextLine | None]]:
    """Lay the lines of two versions beside each other, each version's lines in their own order."""
    before, after = list(lines_of(old)), list(lines_of(new))
    place = {line.key: at for at, line in enumerate(before)}
    twin = {now: then for then, now in compare(old, new).fates.items()}
    partner: list[tuple[int, int]] = []
    for right, line in enumerate(after):
        left = place.get((twin.get(line.key[0], ""), line.key[1]))
        if left is not None and before[left].style == line.style and bool(before[left].rows) == bool(line.rows):
            partner.append((right, left))
    in_order = rising([left for _, left in partner])
    kept = {right: left for at, (right, left) in enumerate(partner) if at in in_order}
    yield from _side_by_side(before, after, kept)


def _side_by_side(
    before: Sequence[TextLine], after: Sequence[TextLine], kept: Mapping[int, int]
) -> Iterator[tuple[TextLine | None, TextLine | None]]:
    left = 0
    for right, line in enumerate(after):
        here = kept.get(right)
        if here is None:
            yield None, line
            continue
        yield from ((one, None) for one in before[left:here])
        yield before[here], line
        left = here + 1
    yield from ((one, None) for one in before[left:])


@dataclass(frozen=True, slots=True)
class RedLine:
    """A line of the redline as it is written, with the lines that it was made of."""

    before: TextLine | None
    after: TextLine | None
    xml: str

    @property
    def changed(self) -> bool:
        """Tell whether anything in it is tracked."""
        before, after = self.before, self.after
        return before is None or after is None or (before.label, before.text, before.rows) != (after.label, after.text, after.rows)

    @property
    def is_table(self) -> bool:
        """Tell whether it is written as a table."""
        return any(line is not None and line.rows for line in (self.before, self.after))


def redline_lines(old: Sequence[Provision], new: Sequence[Provision], marker: Marker) -> Iterator[RedLine]:
    """Write the redline line by line."""
    for before, after in aligned(old, new):
        yield RedLine(before, after, "".join(_written(before, after, marker)))


def _written(before: TextLine | None, after: TextLine | None, marker: Marker) -> Iterator[str]:
    line = after or before
    assert line is not None
    kind = PieceKind.EQUAL if before and after else PieceKind.INSERTED if after else PieceKind.DELETED
    if not line.rows:
        yield paragraph_line(line, kind, _wording(before, after), marker)
    elif before and after and not _same_shape(before, after):
        yield table_line(before, PieceKind.DELETED, _cells(before, None), marker)
        yield table_line(after, PieceKind.INSERTED, _cells(None, after), marker)
    else:
        yield table_line(line, kind, _cells(before, after), marker)


def _same_shape(before: TextLine, after: TextLine) -> bool:
    return [len(row) for row in before.rows] == [len(row) for row in after.rows]


def _wording(before: TextLine | None, after: TextLine | None) -> Wording:
    texts = [(line.label, line.gap, line.text) if line else ("", "", "") for line in (before, after)]
    return Wording(*(_pieces(old, new) for old, new in zip(*texts, strict=True)))


def _cells(before: TextLine | None, after: TextLine | None) -> list[list[Wording]]:
    """The wording of every cell; the label of a row of a plan stands in its first cell."""
    shape = (after or before).rows  # type: ignore[union-attr]  # one of the two is there
    named = _wording(before and replace(before, text=""), after and replace(after, text=""))
    cells = [
        [
            Wording((), (), _pieces(before.rows[at][place] if before else "", after.rows[at][place] if after else ""))
            for place in range(len(row))
        ]
        for at, row in enumerate(shape)
    ]
    cells[0][0] = replace(named, text=cells[0][0].text)
    return cells


def _pieces(old: str, new: str) -> tuple[Piece, ...]:
    if old == new:
        return (Piece(PieceKind.EQUAL, new),) if new else ()
    if len(old) + len(new) > _LONGEST or not old or not new:
        return tuple(Piece(kind, text) for kind, text in ((PieceKind.DELETED, old), (PieceKind.INSERTED, new)) if text)
    return difference(old, new)
