"""Tracked changes of a Word file: which words, marks, rows and cells stand once all of them are accepted, or rejected."""

from lxml import etree

from dialog_tracker.office.numbering import W

_COMING = frozenset(W + name for name in ("ins", "moveTo", "cellIns"))
_GOING = frozenset(W + name for name in ("del", "moveFrom", "cellDel"))


class Tracked:
    """The choice between the text after the changes and the text before them, and how many changes it met."""

    def __init__(self, *, rejected: bool) -> None:
        """Begin with no change met."""
        self.rejected = rejected
        self.kept, self.dropped = (_GOING, _COMING) if rejected else (_COMING, _GOING)
        self.count = 0

    def note(self, element: etree._Element) -> None:
        """Count an element if it is a change."""
        self.count += element.tag in self.kept or element.tag in self.dropped

    def takes_away(self, properties: etree._Element | None) -> bool:
        """Tell whether the properties of a row, a cell or a paragraph mark say that it does not stand, and count what they say."""
        if properties is None:
            return False
        names = {child.tag for child in properties}
        self.count += bool(names & (self.kept | self.dropped))
        return bool(names & self.dropped)

    def in_force(self, properties: etree._Element | None, kind: str) -> etree._Element | None:
        """The properties `w:pPr` or `w:rPr` that hold; a rejected change of look leaves those before it."""
        before = properties.find(f"{W}{kind}Change/{W}{kind}") if properties is not None and self.rejected else None
        return properties if before is None else before
