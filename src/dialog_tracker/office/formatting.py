"""Resolving how a Word paragraph looks and counts: its own properties first, then its style and the styles that one is based on."""

from collections.abc import Iterator

from lxml import etree

from dialog_tracker.office.numbering import W, value_of

_OFF = frozenset({"0", "false", "off", "none"})
_LONGEST_CHAIN = 20


def is_on(holder: etree._Element | None, name: str) -> bool | None:
    """Read an on/off property such as `w:b`; None where it is not set."""
    found = holder.find(W + name) if holder is not None else None
    return None if found is None else str(found.get(f"{W}val", "1")).lower() not in _OFF


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

    def list_of(self, properties: etree._Element | None, style: str) -> tuple[str, int | None, str] | None:
        """The list a paragraph counts in: its number, its level if given, and the style that says so; list 0 means none."""
        number, level, source = value_of(properties, "numPr/numId"), value_of(properties, "numPr/ilvl"), ""
        for name, element in self.chain(style):
            if number is not None:
                break
            number, source = value_of(element, "pPr/numPr/numId"), name
            level = level or value_of(element, "pPr/numPr/ilvl")
        if number is None or number == "0":
            return None
        return number, int(level) if level and level.isdecimal() else None, source

    def list_of_style(self, style: str) -> str | None:
        """The list that a numbering style points to."""
        return value_of(self._by_id.get(style), "pPr/numPr/numId")
