"""A version as the paragraphs and tables that a Word file shows; the plain export and the redline write the same ones.

Every paragraph says by its style what it is: kind, depth, role, and whether a provision begins with it.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from dialog_tracker.domain.outline import Entry, entries_of
from dialog_tracker.domain.provision import HOLDS_ROWS, ROW_KINDS, Provision, ProvisionKind
from dialog_tracker.office.ooxml_text import clean

_K = ProvisionKind
# These have their label in a line of its own: an article under its title, a division over it; others have it before their words.
LABEL_ALONE = frozenset({_K.PART, _K.CHAPTER, _K.SECTION, _K.ARTICLE, _K.ANNEX})
WITH_STOP = LABEL_ALONE | {_K.HEADING}  # „Члан 5.”, „II.”, „1.2.”: the full stop of an ordinal, which labels do not keep
NAMES = {
    _K.PART: "Део",
    _K.CHAPTER: "Глава",
    _K.SECTION: "Одељак",
    _K.ARTICLE: "Члан",
    _K.PARAGRAPH: "Став",
    _K.POINT: "Тачка",
    _K.SUBPOINT: "Подтачка",
    _K.INDENT: "Алинеја",
    _K.ANNEX: "Прилог",
    _K.TABLE: "Табела у тексту",
    _K.HEADING: "Наслов",
    _K.PREAMBLE: "Преамбула",
    _K.SIGNATURE: "Потпис у тексту",
    _K.EXPLANATORY_NOTE: "Образложење",
    _K.TEXT: "Текст",
    _K.FOOTNOTE: "Фуснота",
    _K.MEASURE: "Мера",
    _K.OBJECTIVE: "Циљ",
    _K.ACTIVITY: "Активност",
}


@dataclass(frozen=True, slots=True)
class LineStyle:
    """What a paragraph is: `role` is „naslov”, „oznaka” or „tekst”, `first` says that its provision begins here."""

    kind: ProvisionKind
    depth: int
    role: str
    first: bool

    @property
    def id(self) -> str:
        """The style's id in the file."""
        return f"DT-{self.kind.value.replace('_', '-')}-{self.depth}-{self.role}-{'a' if self.first else 'b'}"


@dataclass(frozen=True, slots=True)
class TextLine:
    """A paragraph, or a table where `rows` are given; `key` names provision and role, `label` stands before the words."""

    key: tuple[str, str]
    style: LineStyle
    label: str = ""
    text: str = ""
    rows: tuple[tuple[str, ...], ...] = ()

    @property
    def gap(self) -> str:
        """What is printed after the label and is no part of it: a full stop, a space or a tab."""
        if not self.label:
            return ""
        stop = "." if self.label[-1].isalnum() and self.style.kind in WITH_STOP else ""
        return stop + {"tekst": "\t", "naslov": " ", "oznaka": ""}[self.style.role]


def lines_of(provisions: Iterable[Provision]) -> Iterator[TextLine]:
    """Write a version as lines in reading order: title, label, words, then what is inside."""
    anchors = _anchors(provisions := tuple(provisions))
    for anchor, entry in zip(anchors, entries_of(provisions), strict=True):
        for at, (role, label, words) in enumerate(_roles(entry)):
            style = LineStyle(entry.kind, entry.depth, role, first=not at)
            if role == "tekst" and _in_cells(entry, words):
                yield TextLine((anchor, role), style, label, rows=tuple(tuple(row.split("\t")) for row in words.split("\n")))
            else:
                yield TextLine((anchor, role), style, label, words)


def _in_cells(entry: Entry, words: str) -> bool:
    """A table, a row of a plan and the head that holds such rows are set in cells."""
    return bool(words) and (entry.kind is _K.TABLE or ("\t" in words and entry.kind in ROW_KINDS | HOLDS_ROWS))


def _roles(entry: Entry) -> Iterator[tuple[str, str, str]]:
    """The lines of one provision: role, label, words; one that says nothing still has a line."""
    label, text = clean(entry.label), clean(entry.text)
    title = clean(entry.heading) if entry.heading is not None else None
    if entry.kind in LABEL_ALONE:
        named = [("oznaka", label, "")] if label else []
        titled = [("naslov", "", title)] if title is not None else []
        yield from titled + named if entry.kind is _K.ARTICLE else named + titled
        if text or not (named or titled):
            yield "tekst", "", text
    elif title is not None:
        yield "naslov", label, title
        if text:
            yield "tekst", "", text
    else:
        yield "tekst", label, text


def _anchors(provisions: Iterable[Provision]) -> Iterator[str]:
    for one in provisions:
        yield one.anchor
        yield from _anchors(one.children)
