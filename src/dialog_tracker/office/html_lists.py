"""Numbering the items of lists on web pages as browsers do."""

import re

from lxml import etree

from dialog_tracker.office.number_forms import number_as

DASH = "–"
_BY_TYPE = {"1": "decimal", "a": "lowerLetter", "A": "upperLetter", "i": "lowerRoman", "I": "upperRoman"}
_BY_STYLE = {
    "decimal": "decimal",
    "decimal-leading-zero": "decimalZero",
    "lower-alpha": "lowerLetter",
    "lower-latin": "lowerLetter",
    "upper-alpha": "upperLetter",
    "upper-latin": "upperLetter",
    "lower-roman": "lowerRoman",
    "upper-roman": "upperRoman",
    "none": "",
} | dict.fromkeys(("disc", "circle", "square"), "bullet")
_STYLED = re.compile(r"list-style(?:-type)?\s*:\s*([a-z-]+)")
_LETTERS = 26


class ListNumbers:
    """How far the lists of a page have counted; ask once per item that is shown, in the order of the page."""

    def __init__(self) -> None:
        """Begin with no list met."""
        self._reached: dict[etree._Element, int] = {}

    def next_label(self, item: etree._Element) -> str:
        """The number of an item of an ordered list, or a dash."""
        holder = item.getparent()
        if holder is None or holder.tag != "ol":
            return DASH
        step = -1 if holder.get("reversed") is not None else 1
        if holder not in self._reached:
            first = sum(1 for _ in holder.iterchildren("li")) if step < 0 else 1
            self._reached[holder] = _whole(holder.get("start"), first) - step
        number = self._reached[holder] = _whole(item.get("value"), self._reached[holder] + step)
        form = _form(item) or _form(holder) or "decimal"
        return DASH if form == "bullet" else f"{_written(number, form)}."


def _form(element: etree._Element) -> str | None:
    """The look wins over the attribute; a list without marks is still counted, since sentences refer to its items by number."""
    styled = _STYLED.search(str(element.get("style", "")).lower())
    return (_BY_STYLE.get(styled[1]) if styled else None) or _BY_TYPE.get(str(element.get("type", "")))


def _written(number: int, form: str) -> str:
    """Browsers go on after z with aa, ab, and write numbers that letters cannot in digits."""
    if number < 1 and form != "decimalZero":
        return str(number)
    if number <= _LETTERS or not form.endswith("Letter"):
        return number_as(number, form)
    above, letter = divmod(number - 1, _LETTERS)
    return _written(above, form) + number_as(letter + 1, form)


def _whole(text: str | None, default: int) -> int:
    return int(text) if text and re.fullmatch(r"\s*[-+]?\d{1,6}\s*", text, re.ASCII) else default
