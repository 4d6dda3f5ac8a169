"""Building the tree of a draft from its lines and tables: articles with their titles, paragraphs and points, and what stands around them.

Nothing of the source is dropped: every line becomes a label, a heading, a title or the text of some provision.
"""

import re
from collections.abc import Sequence

from dialog_tracker.domain import headings
from dialog_tracker.domain.headings import Mark, SourceLine, SourceTable
from dialog_tracker.domain.label import label_key, label_order
from dialog_tracker.domain.outline import RANK, Node, NodeFinding, Outline, freeze
from dialog_tracker.domain.provision import DraftText, Finding, ProvisionKind
from dialog_tracker.domain.script import script_of
from dialog_tracker.domain.survey import Block, Survey
from dialog_tracker.domain.title import find_title, kind_of, sentence_case, without_gazette

_K = ProvisionKind


def structure(blocks: Sequence[Block]) -> DraftText:
    """Read the blocks of a document, in their order, into provisions with anchors and findings to check."""
    return _Build(Survey(blocks)).draft()


class _Build:
    """One pass over the surveyed lines."""

    def __init__(self, survey: Survey) -> None:
        self.survey = survey
        self.tree = Outline()
        self.found: list[Finding | NodeFinding] = []
        self.numbers = _Numbers(self.found)
        self.before = ""
        self.title, self.act_kind = "", "other"

    def draft(self) -> DraftText:
        survey = self.survey
        front = survey.first_division()
        self._title(front)
        preamble, signature = survey.preamble_range(front), survey.signature_range()
        at = 0
        while at < len(survey.blocks):
            if at in survey.title:
                at += 1
            elif at in preamble or at in signature:
                stretch = preamble if at in preamble else signature
                self._block(_K.PREAMBLE if at in preamble else _K.SIGNATURE, stretch)
                at = stretch.stop
            else:
                at = self._step(at, front)
        self._general_findings()
        provisions = freeze(self.tree.roots)
        texts = [block.text for block in survey.blocks]
        return DraftText(
            title=self.title,
            act_kind=self.act_kind,
            script=script_of(" ".join(texts)),
            language=_language(survey.marks),
            provisions=provisions,
            findings=tuple(found.settled() if isinstance(found, NodeFinding) else found for found in self.found),
        )

    def _title(self, front: int) -> None:
        survey = self.survey
        places = [at for at in range(front) if (line := survey.line(at)) and not line.footnote]
        plain = next((order for order, at in enumerate(places) if survey.has_articles and survey.heading_run(at) == front), len(places))
        chosen = find_title([line for at in places if (line := survey.line(at))], plain)
        survey.title = frozenset(places[order] for order in chosen.indexes)
        title = " ".join(line.full for at in sorted(survey.title) if (line := survey.line(at)))
        title, gazette = without_gazette(title)
        if gazette:
            self.tree.add(Node(_K.TEXT, text=gazette, line=self._place(max(survey.title))))
        self.title = sentence_case(title, (block.text for at, block in enumerate(survey.blocks) if at not in survey.title))
        self.act_kind = kind_of(title) if title else "other"

    def _block(self, kind: ProvisionKind, stretch: range) -> None:
        lines = (_printed(self.survey.blocks[at]) for at in stretch)
        self.tree.put(Node(kind, text="\n".join(lines), line=self._place(stretch.start)))

    def _place(self, at: int) -> int:
        return self.survey.blocks[at].line

    def _step(self, at: int, front: int) -> int:
        """Place one block, or a run of headings, and give the index of the next."""
        block, mark = self.survey.blocks[at], self.survey.marks[at]
        if isinstance(block, SourceTable):
            return self._table(at, block)
        if block.footnote:
            self.tree.add(Node(_K.FOOTNOTE, block.footnote, text=block.full, line=block.line))
            return at + 1
        if mark is not None:
            return self._mark(at, block, mark)
        return self._unmarked(at, block, front)

    def _unmarked(self, at: int, block: SourceLine, front: int) -> int:
        """Place a line that opens nothing by itself: a heading by what it leads to, else text."""
        if at not in self.survey.quoted:
            if headings.independent_articles(block.text) and self.survey.heading_run(at):
                return self._independent(at)
            if end := self.survey.heading_run(at):
                return self._headings(at, end)
            if self._stands_as_heading(at, front):
                return self._lone_heading(at, block)
        self._text(at, block, front)
        return at + 1

    def _table(self, at: int, table: SourceTable) -> int:
        self.tree.add(Node(_K.TABLE, text=table.text, line=table.line))
        if any(headings.article(headings.clean(cell)) for row in table.rows for cell in row):
            self.found.append(Finding("articles-in-table", str(table.line)))
        self.before = ""
        return at + 1

    # Divisions

    def _mark(self, at: int, line: SourceLine, mark: Mark) -> int:
        if mark.kind is _K.ARTICLE:
            return self._article(at, line, mark, heading=None)
        if mark.kind in {_K.ANNEX, _K.EXPLANATORY_NOTE}:
            self.numbers.begin_anew()
        node = Node(mark.kind, mark.label, mark.rest or None, line=line.line)
        if mark.kind is _K.EXPLANATORY_NOTE:
            node.heading = line.full
        after = at + 1 if mark.kind is _K.EXPLANATORY_NOTE else self._division_title(at + 1, node)
        self.tree.put(node)
        self.before = ""
        return after

    def _division_title(self, at: int, node: Node) -> int:
        """A division's title may run over several lines, or stand only in the line below its number."""
        if not node.heading and self.survey.headingish(at) and (line := self.survey.line(at)):
            node.heading = line.full
            at += 1
        while node.heading and self.survey.headingish(at) and (line := self.survey.line(at)) and self._runs_on(node.heading, line):
            node.heading = f"{node.heading} {line.full}"
            at += 1
        return at

    def _runs_on(self, heading: str, line: SourceLine) -> bool:
        if line.text[:1].islower():
            return True
        return headings.capitals(heading) and headings.capitals(line.text) and not self.survey.look.capital_titles

    def _headings(self, at: int, end: int) -> int:
        """Headings above an article: the last is the article's own title, those before it hold it and its followers."""
        groups: list[list[SourceLine]] = []
        for place in range(at, end):
            line = self.survey.line(place)
            assert line is not None
            if groups and line.text[:1].islower():
                groups[-1].append(line)
            else:
                groups.append([line])
        titles = [" ".join(line.full for line in group) for group in groups]
        own = titles.pop() if self.survey.look.capital_titles or not headings.capitals(titles[-1]) else None
        for depth, title in enumerate(titles):
            self._heading(title, groups[depth][0].line, RANK[_K.HEADING] + depth / 10)
        article, mark = self.survey.line(end), self.survey.marks[end]
        assert article is not None
        assert mark is not None
        return self._article(end, article, mark, heading=own)

    def _heading(self, title: str, line: int, rank: float) -> None:
        decimal = headings.decimal_heading(title)
        label, rest = (decimal[0], decimal[2]) if decimal else ("", title)
        self.tree.put(Node(_K.HEADING, label, rest, line=line, rank=rank))
        self.before = ""

    def _independent(self, at: int) -> int:
        """Independent articles of a later law follow the act's own; their numbers repeat those of the act."""
        end = self.survey.heading_run(at) or at + 1
        lines = [line.full for place in range(at, end) if (line := self.survey.line(place))]
        self.tree.put(Node(_K.HEADING, heading=" ".join(lines), line=self._place(at), rank=0.5))
        self.numbers.independent = True
        return end

    def _stands_as_heading(self, at: int, front: int) -> bool:
        """Outside articles every line that looks like a heading is one; inside, only a heading that leads to an article."""
        line = self.survey.line(at)
        if self.tree.inside(_K.EXPLANATORY_NOTE) and line and headings.article(line.full) and self.survey.is_set(line):
            return True
        if self.tree.inside(_K.ARTICLE) or not self.survey.headingish(at):
            return False
        return at >= front or not self.survey.has_articles

    def _lone_heading(self, at: int, line: SourceLine) -> int:
        decimal = headings.decimal_heading(line.full)
        level = line.outline_level or (decimal[1] if decimal else 0 if line.centred or headings.capitals(line.text) else 5)
        self._heading(line.full, line.line, RANK[_K.HEADING] + min(level, 9) / 10)
        return at + 1

    # Articles

    def _article(self, at: int, line: SourceLine, mark: Mark, *, heading: str | None) -> int:
        node = Node(_K.ARTICLE, mark.label, heading, line=line.line)
        self.tree.put(node)
        self.numbers.meet(node, fresh=self.tree.inside(_K.ANNEX) is not None)
        self.before = ""
        if mark.rest:
            if not self.survey.run_in and heading is None and not mark.rest.endswith((".", ";", ":", ",")):
                node.heading = mark.rest
            else:
                self.tree.put(Node(_K.PARAGRAPH, text=mark.rest, line=line.line))
                self.before = mark.rest
        return self._title_below(at + 1, node)

    def _title_below(self, at: int, node: Node) -> int:
        """Some drafters set the title below the number, in brackets or centred."""
        line = self.survey.line(at)
        if node.heading or self.before or line is None or self.survey.marks[at] or at in self.survey.quoted or line.footnote:
            return at
        bracketed = _BRACKETED_TITLE.fullmatch(line.full) and not _REPEALED.search(line.full)
        centred = (
            self.survey.look.set_apart and self.survey.headingish(at) and self.survey.line(at + 1) and not self.survey.headingish(at + 1)
        )
        if bracketed or (centred and self.survey.heading_run(at) is None and not self._division_follows(at + 1)):
            node.heading = line.full
            return at + 1
        return at

    def _division_follows(self, at: int) -> bool:
        return at < len(self.survey.marks) and self.survey.marks[at] is not None

    # Text

    def _text(self, at: int, line: SourceLine, front: int) -> None:
        if at in self.survey.quoted:
            self._quoted(line)
        elif self.tree.inside(_K.ARTICLE):
            self._in_article(line)
        else:
            self._outside(at, line, front)
        self.before = line.text

    def _quoted(self, line: SourceLine) -> None:
        node = self.tree.add(Node(_K.TEXT, text=line.full, line=line.line))
        if mark := headings.article(line.full.lstrip('„“”"»«, ')):
            self.found.append(NodeFinding("quoted-article", node, {"label": mark.label}))

    def _outside(self, at: int, line: SourceLine, front: int) -> None:
        item = headings.list_item(line.full, after_colon=True, after_dotted=True) if at >= front or not self.survey.has_articles else None
        text, label = (item.rest, item.label) if item else (line.full, "")
        siblings = self.tree.open[-1].children if self.tree.open else self.tree.roots
        first = not siblings or siblings[-1].kind is not _K.TEXT
        node = self.tree.add(Node(_K.TEXT, label, text=text, line=line.line))
        in_body = self.survey.has_articles and at >= front and not self.tree.inside(_K.ANNEX) and not self.tree.inside(_K.EXPLANATORY_NOTE)
        if in_body and first:
            self.found.append(NodeFinding("text-in-no-article", node, {}))

    def _in_article(self, line: SourceLine) -> None:
        point = self.tree.inside(_K.POINT)
        dotted = point is not None and point.label.endswith(".")
        item = headings.list_item(line.full, after_colon=self.before.endswith(":"), after_dotted=dotted)
        if item is None:
            self.tree.put(Node(_K.PARAGRAPH, text=line.full, line=line.line))
            return
        self.tree.put(Node(self._item_kind(item, point), item.label, text=item.rest, line=line.line))

    def _item_kind(self, item: Mark, point: Node | None) -> ProvisionKind:
        if item.kind is _K.SUBPOINT:
            return self._bracketed_kind(item, point)
        if item.kind is _K.POINT and not label_key(item.label) and point is not None and label_key(point.label):
            return _K.SUBPOINT
        return item.kind

    def _bracketed_kind(self, item: Mark, point: Node | None) -> ProvisionKind:
        """„(2)” is a paragraph where the open one is „(1)” or no point is open; else a sub-point."""
        paragraph = self.tree.inside(_K.PARAGRAPH)
        if not label_key(item.label):
            return _K.SUBPOINT if point and label_key(point.label) else _K.POINT
        if point is None:
            return _K.PARAGRAPH
        follows = (
            paragraph is not None and paragraph.label.startswith("(") and label_order(item.label)[0] == label_order(paragraph.label)[0] + 1
        )
        return _K.PARAGRAPH if follows else _K.SUBPOINT

    def _general_findings(self) -> None:
        survey = self.survey
        self.found += [Finding("quote-unclosed", str(self._place(at))) for at in survey.unclosed]
        if not self.title:
            self.found.append(Finding("title-missing", "1"))
        if not survey.has_articles:
            self.found.append(Finding("no-articles", "1"))
        if survey.run_in:
            self.found.append(Finding("run-in-articles", "1"))
        odd = next((mark.label for mark in survey.marks if mark and mark.kind is _K.ARTICLE and mark.label[0] in "^Ĉ"), None)
        if odd:
            self.found.append(Finding("legacy-letters", "1", {"label": odd}))


class _Numbers:
    """Watches the numbers of articles for gaps, repeats and missing ones."""

    def __init__(self, found: list[Finding | NodeFinding]) -> None:
        self.found = found
        self.seen: set[str] = set()
        self.last: Node | None = None
        self.independent = False

    def begin_anew(self) -> None:
        """An annex counts from 1 again."""
        self.seen, self.last, self.independent = set(), None, False

    def meet(self, node: Node, *, fresh: bool) -> None:
        before = label_order(self.last.label)[0] if self.last else 0
        if not label_key(node.label):
            node.label = f"{node.label} {before + 1}"
            self._note("number-missing", node, label=node.label)
        here, key = label_order(node.label), label_key(node.label)
        if key in self.seen:
            self._note("number-repeated", node, label=node.label)
        elif not self.independent and here[0] > before + 1 and not (fresh and self.last is None):
            self._note("gap-in-numbers", node, after=str(before), before=node.label)
        elif not self.independent and self.last and here < label_order(self.last.label):
            self._note("number-out-of-order", node, label=node.label, after=self.last.label)
        self.seen.add(key)
        self.last = node

    def _note(self, code: str, node: Node, **facts: str) -> None:
        self.found.append(NodeFinding(code, node, facts))


_BRACKETED_TITLE = re.compile(r"\(\D.{2,150}\)")
_REPEALED = re.compile(r"брисан|brisan|престао|престала|prestao|prestala", re.IGNORECASE)


def _printed(block: Block) -> str:
    return block.full if isinstance(block, SourceLine) else block.text


_LANGUAGES = (("hr", "lanak"), ("hr", "LANAK"), ("en", "rticle"), ("en", "ARTICLE"), ("mk", "лен"), ("mk", "ЛЕН"), ("sl", "člen"))


def _language(marks: Sequence[Mark | None]) -> str:
    """Name the language by the word for an article; Serbian where there is none."""
    label = next((mark.label for mark in marks if mark and mark.kind is _K.ARTICLE), "")
    return next((language for language, word in _LANGUAGES if word in label), "sr")
