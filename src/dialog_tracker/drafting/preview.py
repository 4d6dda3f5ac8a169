"""What the preview of an import shows: the outline of the draft, one unit opened for repair, and the same words of the source beside it."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from dialog_tracker.domain.headings import SourceText
from dialog_tracker.domain.provision import DraftText, Finding, Provision, ProvisionKind, walk

_K = ProvisionKind
_DIVISIONS = frozenset({_K.PART, _K.CHAPTER, _K.SECTION, _K.HEADING, _K.OBJECTIVE, _K.MEASURE})
_ABOUT = 3  # lines of the source before and after the opened unit
_AT_FIRST = 40
PAGE = 300


@dataclass(frozen=True, slots=True)
class OutlineRow:
    """A division or a unit of the outline: how deep, how many of each kind it holds, and its doubts; `opened` shows its parts."""

    provision: Provision
    depth: int
    counts: dict[str, int]
    doubts: tuple[Finding, ...]
    opened: bool


@dataclass(frozen=True, slots=True)
class Preview:
    """The outline page by page, the provision that is being repaired, and the source beside it with its lines marked."""

    rows: Sequence[OutlineRow]
    first: int
    total: int
    chosen: Provision | None
    source: Sequence[SourceText]
    marked: frozenset[int] = field(default_factory=frozenset)

    @property
    def next(self) -> int | None:
        """The first row of the next page, if there is one."""
        after = self.first + PAGE
        return after if after < self.total else None


def preview(text: DraftText, source: Sequence[SourceText], at: str, first: int) -> Preview:
    """Lay out a draft with the unit around the anchor `at` opened; without an anchor the page of rows from `first` is shown."""
    by_place: dict[str, list[Finding]] = {}
    for finding in text.findings:
        by_place.setdefault(finding.place, []).append(finding)
    rows = [
        OutlineRow(one, depth, _counts(one) if parts else {}, tuple(_doubts(one, by_place, whole=parts)), parts and _holds(one, at))
        for one, depth, parts in _outline(text.provisions, 0)
    ]
    place = next((number for number, row in enumerate(rows) if row.opened or row.provision.anchor == at), None)
    first = max(0, min(first, len(rows) - 1)) if place is None else place
    first -= first % PAGE
    chosen = next((one for one in walk(text.provisions) if at and one.anchor == at), None)
    opened = rows[place].provision if place is not None else None
    order = [one.line for one in walk(text.provisions)]
    shown, marked = _beside(source, opened, chosen, order)
    return Preview(rows[first : first + PAGE], first, len(rows), chosen, shown, marked)


def _outline(provisions: Sequence[Provision], depth: int) -> Iterator[tuple[Provision, int, bool]]:
    """Divisions are rows with what they hold below; any other provision is one row together with its parts."""
    for one in provisions:
        divides = one.kind in _DIVISIONS
        yield one, depth, not divides
        if divides:
            yield from _outline(one.children, depth + 1)


def _counts(unit: Provision) -> dict[str, int]:
    counts: dict[str, int] = {}
    for one in walk(unit.children):
        counts[one.kind.value] = counts.get(one.kind.value, 0) + 1
    return counts


def _holds(unit: Provision, anchor: str) -> bool:
    return bool(anchor) and any(one.anchor == anchor for one in walk((unit,)))


def _doubts(one: Provision, by_place: dict[str, list[Finding]], *, whole: bool) -> Iterator[Finding]:
    for part in walk((one,)) if whole else (one,):
        yield from by_place.get(part.anchor, ())


def _beside(
    source: Sequence[SourceText], unit: Provision | None, chosen: Provision | None, order: Sequence[int]
) -> tuple[Sequence[SourceText], frozenset[int]]:
    """Cut the lines of the opened unit out of the source, with a few around them; the chosen provision's own lines are marked."""
    if unit is None:
        return source[:_AT_FIRST], frozenset()
    lines = [one.line for one in walk((unit,)) if one.line]
    if not lines:
        return source[:_AT_FIRST], frozenset()
    first, last = min(lines) - _ABOUT, _end(max(lines), order) + _ABOUT
    shown = [text for text in source if first <= text.line <= last]
    if chosen is None or not chosen.line:
        return shown, frozenset()
    return shown, frozenset(range(chosen.line, _end(chosen.line, order) + 1))


def _end(line: int, order: Sequence[int]) -> int:
    """The last line before the next provision begins."""
    after = min((other for other in order if other > line), default=line + 1)
    return max(line, after - 1)
