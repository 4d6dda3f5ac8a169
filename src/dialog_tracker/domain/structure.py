"""Building the tree of a draft from its lines and tables: articles with their titles, paragraphs and points, and what stands around them.

Nothing of the source is dropped: every line becomes a label, a heading, a title or the text of some provision.
"""

from collections.abc import Sequence

from dialog_tracker.domain import headings
from dialog_tracker.domain.action_plan import read_plan
from dialog_tracker.domain.article_body import line_in_article
from dialog_tracker.domain.cleaning import clean
from dialog_tracker.domain.headings import Mark, SourceLine, SourceTable
from dialog_tracker.domain.label import label_key, label_order
from dialog_tracker.domain.list_items import list_item
from dialog_tracker.domain.outline import RANK, Node, NodeFinding, Outline, freeze
from dialog_tracker.domain.plan_headings import plan_heading
from dialog_tracker.domain.preparation import Block
from dialog_tracker.domain.provision import DraftText, Finding, ProvisionKind
from dialog_tracker.domain.review import doubts
from dialog_tracker.domain.script import script_of
from dialog_tracker.domain.survey import Survey
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
        self.last_number = 0
        self.repeated_heads = 0
        self.guessed: list[str] = []
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
            findings=(*doubts(provisions), *(found.settled() if isinstance(found, NodeFinding) else found for found in self.found)),
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
            if (mark := self._plan_mark(block)) is not None:
                self._plan_heading(block, mark)
                return at + 1
            if self._stands_as_heading(at, front):
                return self._lone_heading(at, block)
        self._text(at, block, front)
        return at + 1

    def _plan_mark(self, line: SourceLine) -> Mark | None:
        """Policy documents have no articles; a line that names an objective or a measure heads what follows, a sentence does not."""
        if self.survey.has_articles or (line.full.endswith((".", ";", ",")) and not self.survey.is_set(line)):
            return None
        return plan_heading(line.full)

    def _table(self, at: int, table: SourceTable) -> int:
        plan = read_plan(table) if not self.tree.inside(_K.ARTICLE) else None
        if plan is not None:
            self.repeated_heads += plan.repeated
            before = list(self.tree.open)
            for node in plan.nodes:
                self.tree.put(node)
            self.tree.close_to(before)
        else:
            self.tree.add(Node(_K.TABLE, text=table.text, line=table.line))
        if any(headings.article(clean(cell)) for row in table.rows for cell in row):
            self.found.append(Finding("articles-in-table", str(table.line)))
        self.before = ""
        return at + 1

    # Divisions

    def _mark(self, at: int, line: SourceLine, mark: Mark) -> int:
        if mark.kind is _K.ARTICLE:
            return self._article(at, line, mark, heading=None)
        if mark.kind in {_K.ANNEX, _K.EXPLANATORY_NOTE}:
            self.last_number = 0
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
        own = titles.pop() if self._is_own_title(titles[-1]) else None
        if own and not self.survey.look.set_apart:
            self.guessed.append(own)
        for depth, title in enumerate(titles):
            self._heading(title, groups[depth][0].line, RANK[_K.HEADING] + depth / 10)
        article, mark = self.survey.line(end), self.survey.marks[end]
        assert article is not None
        assert mark is not None
        return self._article(end, article, mark, heading=own)

    def _is_own_title(self, title: str) -> bool:
        """A heading in capitals or with a number holds several articles, unless most articles of this draft have such titles."""
        if headings.capitals(title):
            return self.survey.look.capital_titles
        return headings.numbered_heading(title) is None or self.survey.look.numbered_titles

    def _heading(self, title: str, line: int, rank: float) -> None:
        numbered = headings.numbered_heading(title)
        label, rest = numbered or ("", title)
        self.tree.put(Node(_K.HEADING, label, rest, line=line, rank=rank))
        self.before = ""

    def _independent(self, at: int) -> int:
        """Independent articles of a later law follow the act's own; their numbers repeat those of the act."""
        end = self.survey.heading_run(at) or at + 1
        lines = [line.full for place in range(at, end) if (line := self.survey.line(place))]
        self.tree.put(Node(_K.HEADING, heading=" ".join(lines), line=self._place(at), rank=0.5))
        return end

    def _stands_as_heading(self, at: int, front: int) -> bool:
        """Outside articles every line that looks like a heading is one; inside, only a heading that leads to an article."""
        line = self.survey.line(at)
        if self.tree.inside(_K.EXPLANATORY_NOTE) and line and headings.article(line.full) and self.survey.is_set(line):
            return True
        if self.tree.inside(_K.ARTICLE) or not (self.survey.headingish(at) or self.survey.decimal_heading(at)):
            return False
        return at >= front or not self.survey.has_articles

    def _lone_heading(self, at: int, line: SourceLine) -> int:
        decimal = headings.decimal_heading(line.full)
        level = line.outline_level or (decimal[1] if decimal else 0 if line.centred or headings.capitals(line.text) else 5)
        self._heading(line.full, line.line, RANK[_K.HEADING] + min(level, 9) / 10)
        return at + 1

    def _plan_heading(self, line: SourceLine, mark: Mark) -> None:
        """An objective or a measure of a policy document; one styled as a heading takes its place among the headings."""
        rank = RANK[_K.HEADING] + line.outline_level / 10 if line.outline_level else RANK[mark.kind]
        self.tree.put(Node(mark.kind, mark.label, mark.rest or None, line=line.line, rank=rank))
        self.before = ""

    # Articles

    def _article(self, at: int, line: SourceLine, mark: Mark, *, heading: str | None) -> int:
        node = Node(_K.ARTICLE, mark.label, heading, line=line.line)
        self._count(node)
        self.tree.put(node)
        self.before = ""
        if mark.rest:
            if not self.survey.run_in and heading is None and not mark.rest.endswith((".", ";", ":", ",")):
                node.heading = mark.rest
            else:
                self.tree.put(Node(_K.PARAGRAPH, text=mark.rest, line=line.line))
                self.before = mark.rest
        return self._title_below(at + 1, node)

    def _count(self, node: Node) -> None:
        """An article whose number is missing in the file gets the one after the last."""
        if not label_key(node.label):
            node.label = f"{node.label} {self.last_number + 1}"
            self.found.append(NodeFinding("number-missing", node, {"label": node.label}))
        self.last_number = label_order(node.label)[0]

    def _title_below(self, at: int, node: Node) -> int:
        """Some drafters set the title below the number, in brackets or centred."""
        line = self.survey.line(at)
        if node.heading or self.before or line is None or self.survey.marks[at] or at in self.survey.quoted or line.footnote:
            return at
        bracketed = headings.bracketed_title(line.full)
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
        item = list_item(line.full, after_colon=True, after_dotted=True) if at >= front or not self.survey.has_articles else None
        text, label = (item.rest, item.label) if item else (line.full, "")
        self.tree.add(Node(_K.TEXT, label, text=text, line=line.line))

    def _in_article(self, line: SourceLine) -> None:
        self.tree.put(line_in_article(self.tree, line, self.before))

    def _general_findings(self) -> None:
        survey = self.survey
        self.found += [Finding("quote-unclosed", str(self._place(at))) for at in survey.unclosed]
        if not self.title:
            self.found.append(Finding("title-missing", "1"))
        if not survey.has_articles:
            self.found.append(Finding("no-articles", "1"))
        if survey.run_in:
            self.found.append(Finding("run-in-articles", "1"))
        counts = (
            ("look-alike-letters", survey.mixed),
            ("contents-left-out", survey.contents),
            ("header-rows-repeated", self.repeated_heads),
            ("titles-guessed", len(self.guessed)),
        )
        self.found += [Finding(code, "1", {"count": str(count)}) for code, count in counts if count]
        odd = next((mark.label for mark in survey.marks if mark and mark.kind is _K.ARTICLE and mark.label[0] in "^Ĉ"), None)
        if odd:
            self.found.append(Finding("legacy-letters", "1", {"label": odd}))


def _printed(block: Block) -> str:
    return block.full if isinstance(block, SourceLine) else block.text


_LANGUAGES = (("hr", "lanak"), ("hr", "LANAK"), ("en", "rticle"), ("en", "ARTICLE"), ("mk", "лен"), ("mk", "ЛЕН"), ("sl", "člen"))


def _language(marks: Sequence[Mark | None]) -> str:
    """Name the language by the word for an article; Serbian where there is none."""
    label = next((mark.label for mark in marks if mark and mark.kind is _K.ARTICLE), "")
    return next((language for language, word in _LANGUAGES if word in label), "sr")
