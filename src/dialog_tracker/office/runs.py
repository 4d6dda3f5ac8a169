"""Reading the runs of a Word paragraph: the words in force, with fields shown by their results and tracked changes decided."""

from dataclasses import dataclass, field

from lxml import etree

from dialog_tracker.office.fields import Field, Sequences
from dialog_tracker.office.formatting import Styles
from dialog_tracker.office.numbering import W
from dialog_tracker.office.tracked import Tracked

_TEXT = {f"{W}tab": "\t", f"{W}ptab": "\t", f"{W}cr": "\n", f"{W}noBreakHyphen": "-", f"{W}softHyphen": ""}
_INTO = frozenset({"hyperlink", "smartTag", "sdt", "sdtContent", "customXml", "dir", "bdo", "ruby", "rubyBase", "oMath", "oMathPara"})
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
        bold = [part.bold for part in (self, after) if part.text.strip()]
        return Paragraph(self.text + after.text, bool(bold) and all(bold), self.notes + after.notes, self.boxes + after.boxes)


class Runs:
    """Reads paragraphs one after another; a field may begin in one and end in another."""

    def __init__(self, styles: Styles, tracked: Tracked) -> None:
        """Begin outside any field, with nothing counted."""
        self._styles = styles
        self._tracked = tracked
        self._fields: list[Field] = []
        self._sequences = Sequences()
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

    def _into(self, holder: etree._Element, style: str, found: Paragraph, pieces: list[str], weights: list[bool]) -> None:
        for child in holder:
            name = etree.QName(child).localname
            if child.tag == f"{W}r":
                self._run(child, style, found, pieces, weights)
            elif child.tag in self._tracked.dropped:
                self._tracked.note(child)
            elif child.tag in self._tracked.kept:
                self._tracked.note(child)
                self._into(child, style, found, pieces, weights)
            elif name in _INTO:
                self._into(child, style, found, pieces, weights)
            elif name == "fldSimple":
                self._simple_field(child, style, found, pieces, weights)
            elif name == "r":  # a run of a formula
                pieces.extend(text.text or "" for text in child if etree.QName(text).localname == "t")
            elif name == "commentRangeStart":
                self.comments += 1
            elif name not in {"pPr", "rPr"} and len(child):
                self._into(child, style, found, pieces, weights)

    def _simple_field(self, field: etree._Element, style: str, found: Paragraph, pieces: list[str], weights: list[bool]) -> None:
        result: list[str] = []
        self._into(field, style, found, result, weights)
        number = self._sequences.next_number(str(field.get(f"{W}instr", "")))
        pieces.append("".join(result) or number)

    def _run(self, run: etree._Element, style: str, found: Paragraph, pieces: list[str], weights: list[bool]) -> None:
        properties = self._tracked.in_force(run.find(f"{W}rPr"), "rPr")
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
            return self._field(str(child.get(f"{W}fldCharType")))
        if name in {"footnoteReference", "endnoteReference"}:
            found.notes.append((name.removesuffix("Reference"), str(child.get(f"{W}id"))))
        elif name in {"drawing", "pict", "object", "AlternateContent"}:
            found.boxes.extend(_text_boxes(child))
        elif any(outer.ordering for outer in self._fields):
            self._fields[-1].instruction += (child.text or "") if name in {"instrText", "delInstrText"} else ""
        else:
            return self._answer(self._written(child, name))
        return ""

    def _answer(self, text: str) -> str:
        """Whatever is written outside instructions is the result of every field still open."""
        for open_field in self._fields if text else ():
            open_field.answered = True
        return text

    def _written(self, child: etree._Element, name: str) -> str:
        if name in {"t", "delText"}:
            return child.text or ""
        if name == "br":
            return "" if child.get(f"{W}type") in {"page", "column"} else "\n"
        if name == "sym":
            return _symbol(str(child.get(f"{W}char", "")))
        return _TEXT.get(str(child.tag), "")

    def _field(self, step: str) -> str:
        """Between its begin and its separator a field holds an instruction, which nobody sees; after it the result, unless Word is to make it."""
        if step == "begin":
            self._fields.append(Field())
        elif step == "separate" and self._fields:
            self._fields[-1].ordering = False
        elif step == "end" and self._fields:
            ended = self._fields.pop()
            number = self._sequences.next_number(ended.instruction)
            if not ended.answered and not any(outer.ordering for outer in self._fields):
                return self._answer(number)
        return ""


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
