"""Resolving how a Word paragraph looks and counts: its own properties first, then its style and the styles that one is based on."""

from collections.abc import Iterator
from typing import NamedTuple

from lxml import etree

from dialog_tracker.office.numbering import W, value_of

_OFF = frozenset({"0", "false", "off", "none"})
_LONGEST_CHAIN = 20


def is_on(holder: etree._Element | None, name: str) -> bool | None:
    """Read an on/off property such as `w:b`; None where it is not set."""
    found = holder.find(W + name) if holder is not None else None
    return None if found is None else str(found.get(f"{W}val", "1")).lower() not in _OFF


class Listed(NamedTuple):
    """A list, the level that stands beside it, the style that names the list, and the level that the chain of styles gives otherwise."""

    number: str
    level: int | None
    style: str
    inherited: int


class Styles:
    """The styles of a document, each asked through its chain of `basedOn`."""

    def __init__(self, root: etree._Element | None) -> None:
        """Read `word/styles.xml`; a document without it has only direct formatting."""
        self._by_id: dict[str, etree._Element] = {}
        self._defaults = root.find(f"{W}docDefaults") if root is not None else None
        self.default = ""
        for style in root.iterchildren(f"{W}style") if root is not None else ():
            name = str(style.get(f"{W}styleId"))
            self._by_id[name] = style
            if style.get(f"{W}type") == "paragraph" and str(style.get(f"{W}default", "0")).lower() in {"1", "true", "on"}:
                self.default = name
        self.default = self.default or ("Normal" if "Normal" in self._by_id else "")

    def chain(self, style: str) -> Iterator[tuple[str, etree._Element]]:
        """A style and those it is based on, the nearest first; a circle of styles ends the walk."""
        for _ in range(_LONGEST_CHAIN):
            element = self._by_id.get(style)
            if element is None:
                return
            yield style, element
            style = value_of(element, "basedOn") or ""

    def name(self, style: str) -> str:
        """The name that people see; the id where the style is unknown."""
        return value_of(self._by_id.get(style), "name") or style

    def alignment(self, properties: etree._Element | None, style: str) -> str:
        """The alignment that is in force."""
        own = value_of(properties, "jc")
        inherited = (value_of(element, "pPr/jc") for _, element in self.chain(style))
        last = value_of(self._defaults, "pPrDefault/pPr/jc")
        return own or next((value for value in inherited if value), None) or last or ""

    def outline(self, properties: etree._Element | None, style: str) -> int | None:
        """The outline level, counted from 1; None for body text."""
        values = [value_of(properties, "outlineLvl"), *(value_of(element, "pPr/outlineLvl") for _, element in self.chain(style))]
        level = next((value for value in values if value is not None and value.isdecimal()), None)
        if level is None:
            found = (value_of(element, "name") or "" for _, element in self.chain(style))
            level = next((str(int(name[8:]) - 1) for name in found if name.lower().startswith("heading ") and name[8:].isdecimal()), None)
        return int(level) + 1 if level is not None and int(level) < 9 else None

    def character(self, run: etree._Element | None, style: str, name: str) -> bool:
        """Whether an on/off character property such as `b` or `caps` is in force for a run of a paragraph so styled."""
        if (own := is_on(run, name)) is not None:
            return own
        run_style = value_of(run, "rStyle")
        for start in (run_style, style):
            for _, element in self.chain(start) if start else ():
                if (inherited := is_on(element.find(f"{W}rPr"), name)) is not None:
                    return inherited
        defaults = self._defaults.find(f"{W}rPrDefault/{W}rPr") if self._defaults is not None else None
        return is_on(defaults, name) or False

    def list_of(self, properties: etree._Element | None, style: str) -> Listed | None:
        """The list a paragraph counts in; list 0 means none."""
        number, level = value_of(properties, "numPr/numId"), _whole(value_of(properties, "numPr/ilvl"))
        source, inherited = "", None
        for name, element in self.chain(style):
            depth = _whole(value_of(element, "pPr/numPr/ilvl"))
            if number is None:
                number, source = value_of(element, "pPr/numPr/numId"), name
                level = depth if level is None else level
            inherited = depth if inherited is None else inherited
        if number is None or number == "0":
            return None
        return Listed(number, level, source, inherited or 0)

    def list_of_style(self, style: str) -> str | None:
        """The list that a numbering style points to."""
        return value_of(self._by_id.get(style), "pPr/numPr/numId")


def _whole(text: str | None) -> int | None:
    return int(text) if text and text.isascii() and text.isdecimal() else None
