"""Preparing the blocks of a document: clean lines, one line a heading, tables that only lay out text read as lines, contents left out."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

from dialog_tracker.domain import headings
from dialog_tracker.domain.cleaning import clean
from dialog_tracker.domain.headings import SourceLine, SourceTable
from dialog_tracker.domain.script import mixed_words

Block = SourceLine | SourceTable
_CENTRED_BY_SPACES = 6
_CONTENTS_LINE = re.compile(r".{2,200}?(?:\.{3,}|…{1,}|(?:\. ){3,}|\t)[\s.…]*\d{1,4}", re.DOTALL)
_CONTENTS_HEAD = re.compile(r"(?:садржај|sadržaj|contents|содржина|vsebina|kazalo)\s*:?", re.IGNORECASE)
_FEWEST_CONTENTS = 3


@dataclass(slots=True)
class Prepared:
    """The blocks that are read on, and what was done to them: how many words mixed the scripts, how many lines were contents."""

    blocks: list[Block] = field(default_factory=list)
    mixed: int = 0
    contents: int = 0


def prepared(blocks: Sequence[Block]) -> Prepared:
    """Number the blocks, clean their lines, drop the empty ones and the contents, and part lines at soft breaks where an article opens."""
    numbered = [replace(block, line=block.line or number) for number, block in enumerate(blocks, start=1)]
    contents = _contents(numbered)
    outside = any(isinstance(block, SourceLine) and headings.article(clean(block.text)) for block in numbered)
    ready = Prepared(contents=len(contents))
    for at, block in enumerate(numbered):
        if at in contents:
            continue
        for one in [block] if outside else _laid_out(block):
            if isinstance(one, SourceTable):
                ready.blocks.append(one)
            else:
                ready.mixed += mixed_words(one.text)
                ready.blocks += [line for line in _pieces(one) if line.full]
    return ready


def _contents(blocks: Sequence[Block]) -> frozenset[int]:
    """Find typed contents: a run of lines that end in dots and a page number, with the word above them."""
    found: set[int] = set()
    at = 0
    while at < len(blocks):
        end = at
        while end < len(blocks) and _is_contents_line(blocks[end]):
            end += 1
        if end - at >= _FEWEST_CONTENTS:
            head = blocks[at - 1] if at else None
            named = isinstance(head, SourceLine) and _CONTENTS_HEAD.fullmatch(clean(head.text))
            found.update(range(at - bool(named), end))
        at = max(end, at + 1)
    return frozenset(found)


def _is_contents_line(block: Block) -> bool:
    return (
        isinstance(block, SourceLine) and len(block.text) < _LONGEST_CONTENTS and _CONTENTS_LINE.fullmatch(block.text.strip()) is not None
    )


_LONGEST_CONTENTS = 300


def _laid_out(block: Block) -> Iterator[Block]:
    """Where no article stands outside tables, a table of one column that holds articles only lays out text: its cells are lines."""
    if isinstance(block, SourceTable) and (cells := _one_column(block)) and any(_opens_article(cell) for cell in cells):
        for cell in cells:
            yield from (SourceLine(piece, in_table=True, line=block.line) for piece in cell.split("\n"))
        return
    yield block


def _one_column(table: SourceTable) -> list[str]:
    cells = [[cell for cell in row if cell.strip()] for row in table.rows]
    return [row[0] for row in cells if row] if all(len(row) <= 1 for row in cells) else []


def _opens_article(cell: str) -> bool:
    return any(headings.article(clean(piece)) for piece in cell.split("\n"))


def _pieces(line: SourceLine) -> list[SourceLine]:
    by_spaces = len(line.text) - len(line.text.lstrip(" \t\u00a0")) >= _CENTRED_BY_SPACES
    text = clean(line.text)
    label = clean(line.list_label)
    line = replace(line, text=text, list_label=label, centred=line.centred or by_spaces)
    pieces = [piece.strip() for piece in text.split("\n") if piece.strip()]
    if len(pieces) > 1 and any(headings.article(piece) or headings.explanatory_note(piece) for piece in pieces):
        first = replace(line, text=pieces[0])
        return [first, *(replace(line, text=piece, list_label="") for piece in pieces[1:])]
    return [replace(line, text=" ".join(pieces))]
