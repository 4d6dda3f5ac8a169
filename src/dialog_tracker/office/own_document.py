"""Reading a text that this service wrote as a Word file: every paragraph says by its style what it is, so nothing is guessed.

A file that somebody went on with in Word (other styles, tracked changes, a table drawn by hand) is none of ours any more; the usual
reading is for it.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from lxml import etree

from dialog_tracker.domain.outline import Entry, tree_of
from dialog_tracker.domain.provision import DraftText, ProvisionKind
from dialog_tracker.domain.review import doubts
from dialog_tracker.domain.script import script_of
from dialog_tracker.office.incoming import Package, parse_part
from dialog_tracker.office.numbering import W
from dialog_tracker.office.text_xml import END, GAP, LABEL

_STYLE = re.compile(r"DT-([a-z-]+?)-(\d+)-(naslov|oznaka|tekst)-([ab])")
_TRACKED = tuple(W + name for name in ("ins", "del", "moveFrom", "moveTo"))
_SIGNS = {f"{W}br": "\n", f"{W}tab": "\t", f"{W}noBreakHyphen": "\u2011"}


class _NotOursError(Exception):
    """The file was written by us and changed by somebody."""


@dataclass(slots=True)
class _Open:
    """A provision while its lines are read."""

    kind: ProvisionKind
    depth: int
    label: str = ""
    heading: str | None = None
    text: list[str] = field(default_factory=list)

    def entry(self) -> Entry:
        return Entry(self.depth, self.kind, self.label, self.heading, "\n".join(self.text))


def read_own(package: Package) -> DraftText | None:
    """Read a text that we wrote, exactly as it was; None where the file is not ours or was changed by hand."""
    known = _properties(package)
    if "DT-Text-Version" not in known:
        return None
    body = parse_part(package.parts[package.main]).find(f"{W}body")
    if body is None or next(body.iter(*_TRACKED), None) is not None:
        return None
    try:
        entries = list(_entries(body))
    except _NotOursError:
        return None
    provisions = tree_of(entries)
    words = " ".join(f"{entry.label} {entry.heading or ''} {entry.text}" for entry in entries)
    script = script_of(words)
    found = tuple(doubts(provisions))
    return DraftText(
        known.get("DT-Title", ""), known.get("DT-Act-Kind", "other"), script, known.get("DT-Language", "sr"), provisions, found
    )


def _properties(package: Package) -> dict[str, str]:
    part = package.parts.get("docProps/custom.xml")
    return {str(one.get("name")): "".join(str(text) for text in one.itertext()) for one in parse_part(part)} if part else {}


def _entries(body: etree._Element) -> Iterator[Entry]:
    opened: _Open | None = None
    for block in body:
        if block.tag == f"{W}sectPr" or _style_of(block) in {"Title", END}:
            continue
        style = _STYLE.fullmatch(_style_of(block))
        if style is None:
            raise _NotOursError
        kind, depth, role, begins = ProvisionKind(style[1].replace("-", "_")), int(style[2]), style[3], style[4] == "a"
        if begins or opened is None:
            if opened is not None:
                yield opened.entry()
            opened = _Open(kind, depth)
        _take(opened, block, role)
    if opened is not None:
        yield opened.entry()


def _style_of(block: etree._Element) -> str:
    """The style of a paragraph, or of the first cell of a table, whose cells all bear the same."""
    found = block.find(f".//{W}pPr/{W}pStyle")
    return str(found.get(f"{W}val")) if found is not None else ""


def _take(opened: _Open, block: etree._Element, role: str) -> None:
    if block.tag == f"{W}tbl":
        rows = [[_cell(opened, cell) for cell in row.iter(f"{W}tc") if _style_of(cell) != END] for row in block.iter(f"{W}tr")]
        opened.text.append("\n".join("\t".join(row) for row in rows))
        return
    label, words = _words(block)
    opened.label = label or opened.label
    if role == "naslov":
        opened.heading = words
    elif role == "tekst" and words:
        opened.text.append(words)
    elif words:
        raise _NotOursError


def _cell(opened: _Open, cell: etree._Element) -> str:
    label, words = _words(cell)
    opened.label = label or opened.label
    return words


def _words(block: etree._Element) -> tuple[str, str]:
    """The label and the words of a paragraph; what stands between them is no part of either."""
    label: list[str] = []
    words: list[str] = []
    for run in block.iter(f"{W}r"):
        style = run.find(f"{W}rPr/{W}rStyle")
        named = str(style.get(f"{W}val")) if style is not None else ""
        if named != GAP:
            (label if named == LABEL else words).append(
                "".join(_SIGNS.get(str(one.tag), one.text or "") for one in run if one.tag != f"{W}rPr")
            )
    return "".join(label), "".join(words)
