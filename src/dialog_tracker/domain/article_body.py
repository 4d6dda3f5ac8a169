"""Which level a line inside an article has: paragraph, point, sub-point or indent, by its mark and by what is open above it.

Serbia numbers points „1)” and sub-points „(1)” and leaves paragraphs without a number; Croatia and Bosnia number paragraphs „(1)”
and points „1.” or „a)”; English texts number paragraphs „1.” and points „(a)”, with „(i)” below.
"""

import re

from dialog_tracker.domain.headings import Mark, SourceLine
from dialog_tracker.domain.label import label_key, label_order
from dialog_tracker.domain.list_items import dotted, list_item, small_roman
from dialog_tracker.domain.outline import Node, Outline
from dialog_tracker.domain.provision import ProvisionKind

_K = ProvisionKind
_DOTTED_LABEL = re.compile(r"\d{1,3}\w?\.")


def line_in_article(tree: Outline, line: SourceLine, before: str) -> Node:
    """Make the provision that a line opens; `before` is the line above it in the same article, empty after a table or a title."""
    text = line.full
    if (mark := dotted(text)) and (kind := _dotted_kind(tree, mark)):
        return Node(kind, mark.label, text=mark.rest, line=line.line)
    point = tree.inside(_K.POINT)
    after_dotted = point is not None and point.label.endswith(".")
    item = list_item(text, after_colon=before.endswith(":"), after_dotted=after_dotted)
    if item is None:
        return Node(_K.PARAGRAPH, text=text, line=line.line)
    return Node(_item_kind(tree, item), item.label, text=item.rest, line=line.line)


def _dotted_kind(tree: Outline, mark: Mark) -> ProvisionKind | None:
    """„1.” as the first thing an article says numbers a paragraph, or a point where it ends in a semicolon; later ones go on with it."""
    article, paragraph, point = tree.inside(_K.ARTICLE), tree.inside(_K.PARAGRAPH), tree.inside(_K.POINT)
    number = label_order(mark.label)[0]
    if article is not None and not article.children and number == 1:
        return _K.POINT if mark.rest.endswith((";", ",")) else _K.PARAGRAPH
    if paragraph is None or not _DOTTED_LABEL.fullmatch(paragraph.label) or number != label_order(paragraph.label)[0] + 1:
        return None
    goes_on = point is not None and point.label.endswith(".") and number == label_order(point.label)[0] + 1
    return None if goes_on and point is not None and point.text.endswith((";", ",", ":")) else _K.PARAGRAPH


def _item_kind(tree: Outline, item: Mark) -> ProvisionKind:
    point = tree.inside(_K.POINT)
    if item.kind is _K.SUBPOINT:
        return _bracketed_kind(tree, item, point)
    if item.kind is _K.POINT and not label_key(item.label) and point is not None and label_key(point.label):
        return _K.SUBPOINT
    return item.kind


def _bracketed_kind(tree: Outline, item: Mark, point: Node | None) -> ProvisionKind:
    """„(2)” is a paragraph, a point or a sub-point, by what it goes on with."""
    if small_roman(item.label) and _goes_on_in_roman(tree, item, point):
        return _K.SUBPOINT
    if not label_key(item.label):
        return _K.SUBPOINT if point and label_key(point.label) else _K.POINT
    paragraph = tree.inside(_K.PARAGRAPH)
    if point is None:
        announced = paragraph is not None and not paragraph.label.startswith("(") and paragraph.text.endswith(":")
        return _K.POINT if announced else _K.PARAGRAPH
    if point.label.startswith("(") and label_key(point.label):
        return _K.POINT
    follows = (
        paragraph is not None and paragraph.label.startswith("(") and label_order(item.label)[0] == label_order(paragraph.label)[0] + 1
    )
    return _K.PARAGRAPH if follows else _K.SUBPOINT


def _goes_on_in_roman(tree: Outline, item: Mark, point: Node | None) -> bool:
    """„(i)” counts in Roman numerals under a point that a letter marks, unless the letter before it was „h”."""
    sub = tree.inside(_K.SUBPOINT)
    if sub is not None and small_roman(sub.label):
        return True
    return item.label == "(i)" and point is not None and not label_key(point.label) and point.label.strip("()") != "h"
