"""Surveying a draft before its tree is built: cleaned lines, what each opens, where the act's own articles begin and end."""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace

from dialog_tracker.domain import headings
from dialog_tracker.domain.headings import Mark, SourceLine, SourceTable
from dialog_tracker.domain.label import label_key
from dialog_tracker.domain.preparation import Block, prepared
from dialog_tracker.domain.provision import ProvisionKind
from dialog_tracker.domain.quotation import quoted_lines
from dialog_tracker.domain.script import fold

_K = ProvisionKind
_LONGEST_HEADING = 250
_DIVISIONS = frozenset({_K.PART, _K.CHAPTER, _K.SECTION, _K.ARTICLE})


@dataclass(frozen=True, slots=True)
class Look:
    """How the articles of this draft are set, which tells headings from text."""

    set_apart: bool
    style: str
    capital_titles: bool
    numbered_titles: bool


class Survey:
    """What is known of every line before the tree is built: its mark, whether it is quoted, whether it looks like a heading."""

    def __init__(self, blocks: Sequence[Block]) -> None:
        """Look at every line once."""
        ready = prepared(blocks)
        self.blocks, self.mixed, self.contents = ready.blocks, ready.mixed, ready.contents
        texts = [_plain(block) for block in self.blocks]
        self.quoted, self.unclosed = quoted_lines(texts)
        numbered = [at for at, block in enumerate(self.blocks) if self._free(at) and _article(block) is not None]
        self.run_in = not numbered and self._has_run_in()
        self.look = self._look(numbered)
        self.marks: list[Mark | None] = self._all_marks(any_article=bool(numbered) or self.run_in)
        self.has_articles = any(mark and mark.kind is _K.ARTICLE for mark in self.marks)
        self.title: frozenset[int] = frozenset()
        self._leads_nowhere: set[int] = set()

    def line(self, at: int) -> SourceLine | None:
        """The line at an index, or nothing for a table and past the end."""
        block = self.blocks[at] if 0 <= at < len(self.blocks) else None
        return block if isinstance(block, SourceLine) else None

    def _free(self, at: int) -> bool:
        return at not in self.quoted

    def _has_run_in(self) -> bool:
        found = [mark for at, block in enumerate(self.blocks) if self._free(at) and (mark := headings.run_in_article(_plain(block)))]
        return len(found) > 1 and label_key(found[0].label) == "1"

    def _look(self, numbered: list[int]) -> Look:
        lines = [line for at in numbered if (line := self.line(at))]
        apart = sum(line.centred or line.bold or line.outline_level is not None for line in lines)
        heads = frozenset(numbered)
        body = Counter(block.style_name for at, block in enumerate(self.blocks) if isinstance(block, SourceLine) and at not in heads)
        styles = Counter(line.style_name for line in lines)
        style = styles.most_common(1)[0][0] if styles else ""
        if body and style == body.most_common(1)[0][0]:
            style = ""
        above = [line.full for at in numbered if (line := self.line(at - 1)) and not headings.chapter(line.full, heading=True)]
        many = len(numbered) / 2
        return Look(
            set_apart=apart * 2 > len(lines) or bool(style),
            style=style,
            capital_titles=sum(map(headings.capitals, above)) > many,
            numbered_titles=sum(headings.numbered_heading(text) is not None for text in above) > many,
        )

    def _all_marks(self, *, any_article: bool) -> list[Mark | None]:
        marks: list[Mark | None] = []
        zone = _K.ARTICLE
        seen_article = not any_article
        for at, block in enumerate(self.blocks):
            mark = (
                self._mark(block, zone, late=seen_article)
                if isinstance(block, SourceLine) and self._free(at) and not block.footnote
                else None
            )
            if mark and mark.kind in {_K.EXPLANATORY_NOTE, _K.ANNEX}:
                zone = mark.kind
            seen_article = seen_article or bool(mark and mark.kind is _K.ARTICLE)
            marks.append(mark)
        return marks

    def _mark(self, line: SourceLine, zone: ProvisionKind, *, late: bool) -> Mark | None:
        text = line.full
        if headings.explanatory_note(text) or (late and headings.accompanying(text)):
            return Mark(_K.EXPLANATORY_NOTE, "")
        if late and (mark := headings.annex(text)) and (self.is_set(line) or not mark.rest):
            return mark
        if zone is not _K.EXPLANATORY_NOTE and (mark := _article(line) or self._run_in(text)):
            return mark
        return self._division(line, zone)

    def _run_in(self, text: str) -> Mark | None:
        return headings.run_in_article(text) if self.run_in else None

    def _division(self, line: SourceLine, zone: ProvisionKind) -> Mark | None:
        text = line.full
        if text.endswith((";", ",")) or len(text) > _LONGEST_HEADING:
            return None
        apart = self.is_set(line)
        if (mark := headings.division(text)) and (apart or not mark.rest or headings.capitals(mark.rest)):
            return mark
        in_note = zone is _K.EXPLANATORY_NOTE and not text.endswith((".", ":"))
        if mark := headings.chapter(text, heading=apart or in_note):
            return mark if mark.rest[:1].isupper() or apart or not mark.rest else None
        return headings.lettered_section(text) if apart and zone is _K.ARTICLE else None

    def is_set(self, line: SourceLine) -> bool:
        """Tell whether a line is set apart: centred, bold, styled as a heading or as the articles are."""
        return line.centred or line.bold or line.outline_level is not None or bool(self.look.style and line.style_name == self.look.style)

    def headingish(self, at: int) -> bool:
        """Tell whether an unmarked line may be a heading by its look and its end."""
        line = self.line(at)
        if line is None or self.marks[at] or at in self.quoted or at in self.title or line.footnote:
            return False
        text = line.full
        if len(text) > _LONGEST_HEADING or text.endswith((".", ";", ":", ",")) or not any(letter.isalpha() for letter in text):
            return False
        if self.is_set(line) or (headings.capitals(text) and len(text) > 3):
            return True
        return not self.look.set_apart and self._plain_title(at, text)

    def decimal_heading(self, at: int) -> bool:
        """Tell whether a line of a document without articles is a heading typed with its number: „1.2. Анализа стања”."""
        line = self.line(at)
        if line is None or self.has_articles or line.footnote or line.full.endswith((".", ";", ":", ",")):
            return False
        found = headings.decimal_heading(line.full)
        return found is not None and found[2][0].isupper() and len(line.full) <= self._LONGEST_PLAIN_TITLE and found[1] > 1

    _LONGEST_PLAIN_TITLE = 120

    def _plain_title(self, at: int, text: str) -> bool:
        """Where nothing is set apart, a short line after a finished sentence and right before an article is its title."""
        before = self.line(at - 1)
        if at and (above := self.marks[at - 1]) and above.kind is _K.ARTICLE:
            return False  # it is all that the article above says
        after = self.marks[at + 1] if at + 1 < len(self.marks) else None
        finished = (
            before is None or at - 1 in self.title or bool(self.marks[at - 1]) or before.text.endswith((".", ";", "”", "“", '"', ")"))
        )
        begins = text[0].isupper() or headings.numbered_heading(text) is not None
        return bool(after and after.kind is _K.ARTICLE) and finished and len(text) <= self._LONGEST_PLAIN_TITLE and begins

    def heading_run(self, at: int) -> int | None:
        """The index of the article that a run of headings beginning here leads to, or nothing."""
        end = at
        while end not in self._leads_nowhere and self.headingish(end):
            end += 1
        mark = self.marks[end] if end < len(self.marks) else None
        if end > at and mark and mark.kind is _K.ARTICLE:
            return end
        self._leads_nowhere.update(range(at, end))  # else a long run of headings would be walked once per line
        return None

    def first_division(self) -> int:
        """Where the front of the act ends: its first article, chapter, part or section; without any, after a dozen lines or at a table."""
        for at, mark in enumerate(self.marks):
            if mark and mark.kind in _DIVISIONS:
                return at
        tables = (at for at, block in enumerate(self.blocks) if isinstance(block, SourceTable))
        return min(next(tables, len(self.blocks)), 12, len(self.blocks))

    def signature_range(self) -> range:
        """The lines after the last article's first line that give the act's number, place, date and who signs."""
        ends = (at for at, mark in enumerate(self.marks) if mark and mark.kind in {_K.ANNEX, _K.EXPLANATORY_NOTE})
        end = next(ends, len(self.blocks))
        last = max((at for at in range(end) if (mark := self.marks[at]) and mark.kind is _K.ARTICLE), default=None)
        if last is None:
            return range(0)
        for at in range(last + 1 + (not self.run_in), end):
            if at not in self.quoted and (line := self.line(at)) and headings.signature(line.full):
                return range(self._who_adopts(at, last + 2), end)
        return range(0)

    def _who_adopts(self, at: int, first: int) -> int:
        """The body that adopted the act may stand above its number."""
        while at > first and self.headingish(at - 1):
            at -= 1
        return at

    def preamble_range(self, front: int) -> range:
        """The lines from „На основу …” to „… доноси”, or to the title or the first division."""
        start = next(
            (at for at in range(front) if (line := self.line(at)) and at not in self.title and headings.opens_preamble(line.text)), None
        )
        if start is None:
            return range(0)
        for at in range(start, front):
            line = self.line(at)
            if line is None or at in self.title or (at > start and self.heading_run(at)):
                return range(start, at)
            if _ADOPTS.search(fold(line.text)):
                return range(start, at + 1)
        return range(start, front)


_ADOPTS = re.compile(r"(?:donosi|donose|donela je|utvrdjuje|usvaja|propisuje|izdaje)\s*[:,]?$")


def _plain(block: Block) -> str:
    return block.full if isinstance(block, SourceLine) and not block.footnote else ""


_LONGEST_RUN_IN_TITLE = 150


def _is_title(line: SourceLine, rest: str) -> bool:
    """„Члан 2. Значење израза” set apart is a number with its title, not with its text."""
    if headings.bracketed_title(rest):
        return True
    apart = line.centred or line.bold or line.outline_level is not None
    return apart and len(rest) <= _LONGEST_RUN_IN_TITLE and rest[0].isupper() and not rest.endswith((".", ";", ":", ","))


def _article(block: Block) -> Mark | None:
    """Recognise an article whose number is typed, or stands in the automatic number, or is missing."""
    if not isinstance(block, SourceLine) or block.footnote:
        return None
    if mark := headings.article(block.full):
        return mark
    if mark := headings.article(block.text):
        return replace(mark, label=f"{mark.label} {block.list_label}")
    if (mark := headings.run_in_article(block.full)) and _is_title(block, mark.rest):
        return mark
    return _counted_article(block)


def _counted_article(block: SourceLine) -> Mark | None:
    """Recognise an article whose number Word counts, or that has none."""
    if block.list_label and (mark := headings.article(block.list_label)):
        return replace(mark, rest=block.text)
    if mark := headings.unnumbered_article(block.text):
        number = block.list_label.rstrip(".)")
        return replace(mark, label=f"{mark.label} {number}".strip())
    return None
