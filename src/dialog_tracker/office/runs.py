"""Reading the runs of a Word paragraph: the words in force, with fields shown by their results and tracked changes accepted."""

from dataclasses import dataclass, field

from lxml import etree

from dialog_tracker.office.formatting import Styles
from dialog_tracker.office.numbering import W

_TEXT = {f"{W}tab": "\t", f"{W}ptab": "\t", f"{W}cr": "\n", f"{W}noBreakHyphen": "-", f"{W}softHyphen": ""}
INSERTED = frozenset({f"{W}ins", f"{W}moveTo"})
DELETED = frozenset({f"{W}del", f"{W}moveFrom"})
_INTO = frozenset(
    {"hyperlink", "smartTag", "sdt", "sdtContent", "fldSimple", "customXml", "dir", "bdo", "ruby", "rubyBase", "oMath", "oMathPara"}
)
_PRIVATE_USE = range(0xE000, 0xF900)


@dataclass(slots=True)
class Paragraph:
    """What one paragraph says, whether it is bold throughout, and what hangs on it: notes by kind and id, text boxes."""

    text: str = ""
    bold: bool = False
    notes: list[tuple[str, str]] = field(default_factory=list)
    boxes: list[etree._Element] = field(default_factory=list)

    def joined(self, after: "Paragraph") -> "Paragraph":
        """Join the next paragraph on, since the mark between them was deleted."""
        return Paragraph(self.text + after.text, self.bold and after.bold, self.notes + after.notes, self.boxes + after.boxes)


class Runs:
    """Reads paragraphs one after another; a field may begin in one and end in another."""

    def __init__(self, styles: Styles, *, rejected: bool = False) -> None:
        """Begin outside any field, with nothing counted; with `rejected` the text is as before the tracked changes."""
        self.kept, self.dropped = (DELETED, INSERTED) if rejected else (INSERTED, DELETED)
        self._styles = styles
        self._fields: list[bool] = []
        self.tracked = 0
        self.hidden = 0
        self.comments = 0

    def read(self, element: etree._Element, style: str) -> Paragraph:
        """Read one paragraph of a style."""
        found = Paragraph()
        weights: list[bool] = []
        pieces: list[str] = []
        self._into(element, style, found, pieces, weights)
        found.text = "".join(pieces)
        found.bold = bool(weights) and all(weights)
        return found

    def note_tracked(self, element: etree._Element) -> None:
        """Count a tracked change."""
        self.tracked += element.tag in self.kept or element.tag in self.dropped

    def _into(self, holder: etree._Element, style: str, found: Paragraph, pieces: list[str], weights: list[bool]) -> None:
        for child in holder:
            name = etree.QName(child).localname
            if child.tag == f"{W}r":
                self._run(child, style, found, pieces, weights)
            elif child.tag in self.kept or child.tag in self.dropped:
                self.tracked += 1
                if child.tag in self.kept:
                    self._into(child, style, found, pieces, weights)
            elif name in _INTO:
                self._into(child, style, found, pieces, weights)
            elif name == "r":  # a run of a formula
                pieces.extend(text.text or "" for text in child if etree.QName(text).localname == "t")
            elif name == "commentRangeStart":
                self.comments += 1
            elif name not in {"pPr", "rPr"} and len(child):
                self._into(child, style, found, pieces, weights)

    def _run(self, run: etree._Element, style: str, found: Paragraph, pieces: list[str], weights: list[bool]) -> None:
        properties = run.find(f"{W}rPr")
        text = "".join(self._piece(child, found) for child in run)
        if not text:
            return
        if self._styles.character(properties, style, "vanish"):
            self.hidden += bool(text.strip())
            return
        if text.strip():
            weights.append(self._styles.character(properties, style, "b"))
        pieces.append(text.upper() if self._styles.character(properties, style, "caps") else text)

    def _piece(self, child: etree._Element, found: Paragraph) -> str:
        name = etree.QName(child).localname
        if name == "fldChar":
            self._field(str(child.get(f"{W}fldCharType")))
        elif name in {"footnoteReference", "endnoteReference"}:
            found.notes.append((name.removesuffix("Reference"), str(child.get(f"{W}id"))))
        elif name in {"drawing", "pict", "object", "AlternateContent"}:
            found.boxes.extend(_text_boxes(child))
        elif not any(self._fields):
            return self._written(child, name)
        return ""

    def _written(self, child: etree._Element, name: str) -> str:
        if name in {"t", "delText"}:
            return child.text or ""
        if name == "br":
            return "" if child.get(f"{W}type") in {"page", "column"} else "\n"
        if name == "sym":
            return _symbol(str(child.get(f"{W}char", "")))
        return _TEXT.get(str(child.tag), "")

    def _field(self, step: str) -> None:
        """Between its begin and its separator a field holds an instruction, which nobody sees; after it the result."""
        if step == "begin":
            self._fields.append(True)
        elif step == "separate" and self._fields:
            self._fields[-1] = False
        elif step == "end" and self._fields:
            self._fields.pop()


def _symbol(code: str) -> str:
    try:
        number = int(code, 16)
        return "•" if number in _PRIVATE_USE else chr(number)
    except (ValueError, OverflowError):
        return "•"


def _text_boxes(holder: etree._Element) -> list[etree._Element]:
    """The text boxes of a drawing; of two alternative forms only the first that has any, or its words would be read twice."""
    if etree.QName(holder).localname == "AlternateContent":
        return next((boxes for branch in holder if (boxes := _text_boxes(branch))), [])
    boxes = []
    for child in holder:
        boxes += [child] if child.tag == f"{W}txbxContent" else _text_boxes(child)
    return boxes
