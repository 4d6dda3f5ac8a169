"""Reading plain text: its encoding by a rule of our own, page heads by repetition, hard-wrapped rows joined into paragraphs."""

import re
from collections import Counter
from collections.abc import Iterator

from dialog_tracker.domain import headings
from dialog_tracker.domain.errors import Malformed
from dialog_tracker.domain.headings import SourceLine
from dialog_tracker.domain.list_items import list_item
from dialog_tracker.domain.provision import Finding

_CYRILLIC = frozenset("абвгдђежзијклљмнњопрстћуфхцчџшАБВГДЂЕЖЗИЈКЛЉМНЊОПРСТЋУФХЦЧЏШ")
_LATIN = frozenset("čćžšđČĆŽŠĐ")
_SIGNS = frozenset("„“”‘’–—…§«»° \u00a0•€")
_SINGLE_BYTE = ("cp1250", "cp1251", "iso8859-2", "iso8859-5")
_SAMPLE = 200_000
_UNREADABLE = re.compile(r"[\x00-\x08\x0e-\x1f\x7f\x80-\x84\x86-\x9f\ufffd]")
_SHORTEST_ROW, _LONGEST_ROW = 30, 160  # of a text that was wrapped by hand or by a printer
_CENTRED = 8
_MIDDLE = 4  # columns by which the middles of centred rows may differ
_REPEATS = 3
_INNER_CAPITAL = re.compile(r"[а-шђјљњћџa-z][А-ШЂЈЉЊЋЏ]")


def decoded(content: bytes) -> str:
    """Decode by the mark at the beginning, as UTF-16 or UTF-8 where it fits, otherwise by the page that gives most Serbian letters."""
    for mark, encoding in ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16")):
        if content.startswith(mark):
            return content.decode(encoding, "replace")
    head = content[:_SAMPLE]
    for encoding, zeros in (("utf-16-le", head[1::2]), ("utf-16-be", head[::2])):
        if zeros.count(0) > len(zeros) // 8 and head.count(0) < len(head) * 0.6:
            return content.decode(encoding, "replace")
    try:
        return content.decode("utf-8")
    except UnicodeDecodeError:
        # Ties go to the first: the pages of Windows are far more common.
        best = max(_SINGLE_BYTE, key=lambda page: _fitness(head.decode(page, "replace")))
        return content.decode(best, "replace")


def _fitness(text: str) -> int:
    foreign = [letter for letter in text if ord(letter) > 0x7F and letter not in _SIGNS]
    good = sum(letter in _CYRILLIC or letter in _LATIN for letter in foreign)
    return good - 3 * (len(foreign) - good) - 2 * len(_INNER_CAPITAL.findall(text))


def read_text(content: bytes) -> tuple[list[SourceLine], tuple[Finding, ...]]:
    """Read a text file or pasted text; raises `Malformed` where it holds no words."""
    text = decoded(content).replace("\r\n", "\n").replace("\r", "\n")
    unreadable = len(_UNREADABLE.findall(text))
    text = _UNREADABLE.sub("", text)
    if not any(letter.isalnum() for letter in text):
        raise Malformed("draft-empty")
    rows = [row.rstrip() for row in text.replace("\f", "\n\f").split("\n")]
    heads, named = _running_heads(rows)
    if all(at in heads or not row.strip() for at, row in enumerate(rows)):
        heads, named = set(), Counter()  # a text of nothing but repetitions is read as it stands
    findings = [running_heads(named)] if named else []
    if unreadable:
        findings.append(Finding("unreadable-letters", "1", {"count": str(unreadable)}))
    rows = [row.replace("\f", "") for row in rows]
    return [_line(paragraph) for paragraph in _paragraphs(rows, heads)], tuple(findings)


def running_heads(named: Counter[str]) -> Finding:
    """Name what repeats on the pages and was left out, with how often in all."""
    text = "; ".join(f"„{head}”" for head, _ in named.most_common(5))
    return Finding("running-heads-left-out", "1", {"text": text, "count": str(named.total())})


# Running heads


def _running_heads(rows: list[str]) -> tuple[set[int], Counter[str]]:
    """The indexes of page numbers and of rows that keep repeating beside them or beside form feeds."""
    filled = [at for at, row in enumerate(rows) if row.strip()]
    numbers = _page_numbers(rows, filled)
    breaks = numbers | {at for at, row in enumerate(rows) if row.startswith("\f")}
    order = {at: position for position, at in enumerate(filled)}
    edges = {near for at in breaks if at in order for near in filled[max(0, order[at] - 1) : order[at] + 3]} | set(filled[:1])
    counted = Counter(rows[at].strip() for at in filled)
    beside = Counter(rows[at].strip() for at in edges)
    repeated = {text for text, count in counted.items() if count >= _REPEATS and beside[text] >= 0.6 * count and not headings.article(text)}
    repeated = {text for text in repeated if not text.isdecimal()}
    heads = numbers | {at for at in filled if rows[at].strip() in repeated}
    named = Counter(rows[at].strip() if at not in numbers else "1, 2, 3 …" for at in heads)
    return heads, named


def _page_numbers(rows: list[str], filled: list[int]) -> set[int]:
    """Bare numbers, alone between blank rows, that count on by one at least three times."""
    found = [at for at in filled if (word := rows[at].strip(" \f\t-–")).isdecimal() and len(word) < 5]
    alone = [at for at in found if _blank(rows, at - 1) or _blank(rows, at + 1)]
    chosen: list[int] = []
    for at in alone:
        if not chosen or _number(rows[at]) == _number(rows[chosen[-1]]) + 1:
            chosen.append(at)
    return set(chosen) if len(chosen) >= _REPEATS else set()


def _number(row: str) -> int:
    return int(row.strip(" \f\t-–"))


def _blank(rows: list[str], at: int) -> bool:
    return not 0 <= at < len(rows) or not rows[at].strip()


# Paragraphs


def _paragraphs(rows: list[str], heads: set[int]) -> Iterator[list[str]]:
    """Rows that belong together; a page break inside a sentence does not part it."""
    widest = max((len(row) for row in rows), default=0)
    wrapped = _SHORTEST_ROW <= widest <= _LONGEST_ROW
    centred = _centred_rows(rows, heads)
    paragraph: list[str] = []
    blank = paged = False
    for at, row in enumerate(rows):
        if at in heads:
            paged = True
        elif not row.strip():
            blank = True
        else:
            joins = (
                paragraph and wrapped and at not in centred and (_goes_on(paragraph[-1], row, widest, paragraph[0]) if not blank else paged)
            )
            if joins and (not paged or _mid_sentence(paragraph[-1], row)):
                paragraph.append(row)
            else:
                if paragraph:
                    yield paragraph
                paragraph = [_indented(row) if at in centred else row]
            blank = paged = False
    if paragraph:
        yield paragraph


def _indented(row: str) -> str:
    """Indent a centred row so that it shows by itself what it is: the widest row of a title has no indent of its own."""
    return " " * _CENTRED + row.strip()


def _centred_rows(rows: list[str], heads: set[int]) -> set[int]:
    """Rows of a block that share their middle and not their left edge: a title over several rows, the widest of them unindented."""
    found: set[int] = set()
    block: list[int] = []
    for at in range(len(rows) + 1):
        if at < len(rows) and rows[at].strip() and at not in heads:
            block.append(at)
            continue
        edges = [_indent(rows[one]) for one in block]
        middles = [_indent(rows[one]) + len(rows[one].strip()) / 2 for one in block]
        if len(block) > 1 and max(edges) >= _CENTRED and max(middles) - min(middles) <= _MIDDLE and max(edges) - min(edges) > _MIDDLE:
            found.update(block)
        block = []
    return found


def _mid_sentence(before: str, row: str) -> bool:
    return row.lstrip()[:1].islower() and not before.endswith((".", ";", ":", "!", "?"))


def _goes_on(before: str, row: str, widest: int, first: str) -> bool:
    """Tell whether a row continues the one before: that one is full, and this one opens nothing of its own."""
    words = row.split()
    if starts_anew(" ".join(words)) or headings.article(before.strip()) or _indent(first) >= _CENTRED != _indent(row) >= _CENTRED:
        return False
    if _indent(row) >= _CENTRED and _indent(before) >= _CENTRED:
        return False
    if _indent(row) > _indent(before) + 2 and not list_item(first.strip(), after_colon=True, after_dotted=True):
        return False
    return len(before) + 1 + len(words[0]) > 0.85 * widest


def _indent(row: str) -> int:
    return len(row) - len(row.lstrip())


def starts_anew(text: str) -> bool:
    """Tell whether a row opens a paragraph by its words: an article, a point, an indent."""
    return bool(headings.article(text) or headings.unnumbered_article(text) or list_item(text, after_colon=False, after_dotted=False))


def joined(rows: list[str]) -> str:
    """Put rows into one paragraph; a word parted by a hyphen at the end of a row is closed up."""
    pieces = [rows[0].strip()]
    for row in rows[1:]:
        before, after = pieces[-1], row.strip()
        if before.endswith(("-", "\u00ad")) and before[-2:-1].isalpha() and after[:1].islower():
            pieces[-1] = before[:-1]
        else:
            pieces.append(" ")
        pieces.append(after)
    return "".join(pieces)


def _line(paragraph: list[str]) -> SourceLine:
    return SourceLine(joined(paragraph), centred=len(paragraph) == 1 and _indent(paragraph[0]) >= _CENTRED)
