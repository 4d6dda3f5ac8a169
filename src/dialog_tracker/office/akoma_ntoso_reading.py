"""Reading Akoma Ntoso: our own files exactly, those of other systems by the elements that legal texts share.

Where a text has no articles, sections are its units, as in the common-law countries, and what stands below them goes one level up.
"""

import re
from collections.abc import Iterator, Mapping

from lxml import etree

from dialog_tracker.domain.errors import Malformed
from dialog_tracker.domain.headings import SourceText
from dialog_tracker.domain.outline import Entry, tree_of
from dialog_tracker.domain.provision import DraftText, Finding, ProvisionKind
from dialog_tracker.domain.review import doubts
from dialog_tracker.domain.script import script_of
from dialog_tracker.domain.title import kind_of
from dialog_tracker.office.akoma_ntoso import ELEMENTS, LANGUAGES, NAMESPACE
from dialog_tracker.office.incoming import parse_part

_K = ProvisionKind
_NAMESPACES = ("http://docs.oasis-open.org/legaldocml/ns/akn/", "http://www.akomantoso.org/")
_KINDS: Mapping[str, ProvisionKind] = {name: kind for kind, name in ELEMENTS.items()} | {
    "book": _K.PART,
    "tome": _K.PART,
    "title": _K.PART,
    "subpart": _K.CHAPTER,
    "subchapter": _K.SECTION,
    "subtitle": _K.CHAPTER,
    "division": _K.HEADING,
    "subdivision": _K.HEADING,
    "crossHeading": _K.HEADING,
    "clause": _K.PARAGRAPH,
    "subsection": _K.PARAGRAPH,
    "rule": _K.ARTICLE,
    "subrule": _K.PARAGRAPH,
    "alinea": _K.PARAGRAPH,
    "subparagraph": _K.SUBPOINT,
    "subclause": _K.POINT,
    "level": _K.HEADING,
    "proviso": _K.TEXT,
    "transitional": _K.TEXT,
}
# Where sections are the units: sections are articles, paragraphs of them points.
_BY_SECTION: Mapping[str, ProvisionKind] = {"section": _K.ARTICLE, "paragraph": _K.POINT, "subsection": _K.PARAGRAPH}
_THROUGH = frozenset(
    {"list", "sublist", "blockList", "body", "mainBody", "bill", "act", "doc", "collectionBody", "components", "component"}
)
_TYPES = frozenset({"bill", "act", "doc", "statement", "amendment", "debate", "judgment", "documentCollection", "portion"})
_SPACES = re.compile(r"\s+")


def is_akoma_ntoso(root: etree._Element) -> bool:
    """Tell whether a root element is that of an Akoma Ntoso file of any version."""
    name = etree.QName(root)
    return name.localname == "akomaNtoso" and str(name.namespace).startswith(_NAMESPACES)


def read_akoma_ntoso(content: bytes) -> tuple[DraftText, tuple[SourceText, ...]]:
    """Read an Akoma Ntoso file and its lines for the preview; raises Malformed("draft-damaged"), Malformed("draft-format-unknown")."""
    if b"<!DOCTYPE" in content or b"<!ENTITY" in content:
        raise Malformed("draft-has-entities")
    root = parse_part(content)
    if not is_akoma_ntoso(root):
        raise Malformed("draft-format-unknown")
    document = next((one for one in root if _name(one) in _TYPES), None)
    if document is None:
        raise Malformed("draft-damaged")
    reading = _Reading(document)
    entries = list(reading.entries())
    provisions = tree_of(entries)
    title = reading.title()
    found: list[Finding] = [] if title else [Finding("title-missing", "1")]
    if not any(entry.kind is _K.ARTICLE for entry in entries):
        found.append(Finding("no-articles", "1"))
    words = " ".join(entry.text for entry in entries)
    draft = DraftText(
        title, reading.act_kind(title), script_of(f"{title} {words}"), reading.language(), provisions, (*doubts(provisions), *found)
    )
    return draft, tuple(_shown(entry) for entry in entries)


def _shown(entry: Entry) -> SourceText:
    words = " ".join(part for part in (entry.label, entry.heading, entry.text) if part)
    table = entry.kind in {_K.TABLE, _K.ACTIVITY}
    return SourceText(entry.line, words, centred=entry.heading is not None, kind="table" if table else "line")


def _name(element: etree._Element) -> str:
    return etree.QName(element).localname if isinstance(element.tag, str) else ""


class _Reading:
    """One document read from top to bottom; entries are numbered as lines in their order."""

    def __init__(self, document: etree._Element) -> None:
        self.document = document
        self.own = etree.QName(document).namespace == NAMESPACE and self._find("TLCOrganization", "service") is not None
        has_articles = any(_name(one) in {"article", "rule"} for one in document.iter())
        self.kinds = _KINDS if has_articles or self.own else {**_KINDS, **_BY_SECTION}
        self.line = 0

    def _find(self, name: str, eid: str = "") -> etree._Element | None:
        return next((one for one in self.document.iter() if _name(one) == name and (not eid or one.get("eId") == eid)), None)

    def _value(self, name: str, attribute: str) -> str:
        found = self._find(name)
        return str(found.get(attribute, "")) if found is not None else ""

    def title(self) -> str:
        for name in ("docTitle", "shortTitle", "longTitle"):
            found = self._find(name)
            if found is not None and (words := self._inline(found).strip()):
                return words
        return ""

    def act_kind(self, title: str) -> str:
        named = self._value("FRBRsubtype", "value") if self.own else ""
        return named or kind_of(title)

    def language(self) -> str:
        code = self._value("FRBRlanguage", "language")
        return next((ours for ours, theirs in LANGUAGES.items() if code in {theirs, ours}), code[:2] or "sr")

    def entries(self) -> Iterator[Entry]:
        for part in self.document:
            name = _name(part)
            if name == "preamble":
                yield self._entry(0, _K.PREAMBLE, part, "\n".join(self._lines(part)))
            elif name in {"body", "mainBody"}:
                yield from self._inside(part, 0)
            elif name == "conclusions":
                yield self._entry(0, _K.SIGNATURE, part, "\n".join(self._lines(part)))
            elif name in {"attachments", "components"}:
                for attachment in part:
                    yield from self._attachment(attachment)

    def _attachment(self, attachment: etree._Element) -> Iterator[Entry]:
        document = next((one for one in attachment if _name(one) in _TYPES), None)
        body = next((one for one in document if _name(one) in {"body", "mainBody"}), None) if document is not None else None
        named = str(document.get("name", "")) if document is not None else ""
        kind = _K.EXPLANATORY_NOTE if named == _K.EXPLANATORY_NOTE.value else _K.ANNEX
        words = next((one for one in body if _name(one) == "hcontainer" and one.get("name") == "words"), None) if body is not None else None
        yield self._entry(0, kind, attachment, "\n".join(self._lines(words)) if words is not None else "")
        if body is not None:
            yield from (entry for child in body if child is not words for entry in self._any(child, 1))

    def _entry(self, depth: int, kind: ProvisionKind, element: etree._Element, text: str) -> Entry:
        self.line += 1
        num, heading = (next((one for one in element if _name(one) == name), None) for name in ("num", "heading"))
        label = self._inline(num) if num is not None else ""
        return Entry(depth, kind, label, self._inline(heading) if heading is not None else None, text, self.line)

    def _inside(self, holder: etree._Element, depth: int) -> Iterator[Entry]:
        for child in holder:
            yield from self._any(child, depth)

    def _any(self, element: etree._Element, depth: int) -> Iterator[Entry]:
        name = _name(element)
        if name in {"num", "heading", "subheading", "intro", "content", "meta", ""}:
            return
        if name in _THROUGH:
            yield from self._inside(element, depth)
        elif name == "hcontainer" and element.get("name") == "empty":
            return
        elif name == "hcontainer" and (kind := _named_kind(element)) is not None:
            yield from self._node(element, kind, depth)
        elif name in self.kinds:
            yield from self._node(element, self.kinds[name], depth)
        elif text := "\n".join(self._lines(element)).strip():
            yield self._entry(depth, _K.TABLE if name == "table" else _K.TEXT, element, text)

    def _node(self, element: etree._Element, kind: ProvisionKind, depth: int) -> Iterator[Entry]:
        own = [one for one in element if _name(one) in {"intro", "content"}]
        text = "\n".join(line for one in own for line in self._lines(one))
        if _name(element) == "crossHeading":
            text = self._inline(element)
        yield self._entry(depth, kind, element, text)
        yield from self._inside(element, depth + 1)

    def _lines(self, holder: etree._Element) -> Iterator[str]:
        """The lines of a block: a paragraph is one, a row of a table is one with its cells parted by tabs."""
        for one in holder:
            name = _name(one)
            if name == "table":
                yield from (
                    "\t".join(self._cell(cell) for cell in row if _name(cell) in {"td", "th"}) for row in one.iter() if _name(row) == "tr"
                )
            elif name in {"p", "block", "num", "heading"}:
                if not self.own or name == "p":
                    yield self._inline(one)
            elif name:
                yield from self._lines(one) if len(one) else iter([self._inline(one)])

    def _cell(self, cell: etree._Element) -> str:
        return " ".join(self._lines(cell)) if len(cell) else self._inline(cell)

    def _inline(self, element: etree._Element) -> str:
        """The words of an element; white space that only lays out a foreign file counts as one space."""
        words = "".join(str(text) for text in element.itertext())
        return words if self.own else _SPACES.sub(" ", words).strip()


def _named_kind(element: etree._Element) -> ProvisionKind | None:
    try:
        return ProvisionKind(str(element.get("name")))
    except ValueError:
        return _K.HEADING if any(_name(one) == "heading" for one in element) else _K.TEXT
