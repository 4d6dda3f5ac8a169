"""Putting the rows of PDF pages together into paragraphs: page heads out, columns one after the other, rows joined."""

import re
from collections import Counter
from collections.abc import Iterator
from itertools import pairwise

from dialog_tracker.domain import headings
from dialog_tracker.domain.errors import Malformed
from dialog_tracker.domain.headings import SourceLine
from dialog_tracker.domain.provision import Finding
from dialog_tracker.office.pdf_rows import Page, Row, pages
from dialog_tracker.office.plain_text import joined, running_heads, starts_anew

_AT_EDGE = 3
_DIGITS = re.compile(r"\d+")
_FEWEST_IN_COLUMN = 8
_INDENT = 8.0  # points
_SHORT_OF_MARGIN = 0.12  # of the width of the text
_LONGEST_HEADING = 200


def read_pdf(content: bytes) -> tuple[list[SourceLine], tuple[Finding, ...]]:
    """Read a PDF with a text layer; raises `Malformed("draft-scanned")` where its pages are pictures."""
    read = list(pages(content))
    if not any(letter.isalnum() for page in read for row in page.rows for letter in row.text):
        raise Malformed("draft-scanned" if read else "draft-damaged")
    named = _leave_out_heads(read)
    columns = sum([_order(page) for page in read])
    findings = [running_heads(named)] if named else []
    if columns:
        findings.append(Finding("two-columns", "1", {"count": str(columns)}))
    if unreadable := sum(page.unreadable for page in read):
        findings.append(Finding("unreadable-letters", "1", {"count": str(unreadable)}))
    return list(_paragraphs(read)), tuple(findings)


# Page heads and feet


def _leave_out_heads(read: list[Page]) -> Counter[str]:
    """Drop what stands at the same height on most pages, numbers aside, and count it."""
    edges = [_edges(page) for page in read]
    counted = Counter(key for page, rows in zip(read, edges, strict=True) for key in {_key(page, row) for row in rows})
    needed = max(2, len(read) * 0.4)
    named: Counter[str] = Counter()
    for number, (page, rows) in enumerate(zip(read, edges, strict=True), start=1):
        for row in rows:
            lone_number = row.text.strip(" -–.") == str(number) and row is rows[-1]
            if lone_number or (counted[_key(page, row)] >= needed and not headings.article(row.text)):
                named["1, 2, 3 …" if not any(letter.isalpha() for letter in row.text) else row.text] += 1
                page.rows.remove(row)
    return named


def _edges(page: Page) -> list[Row]:
    """The first and last rows of a page, the lowest one last."""
    rows = sorted(page.rows, key=lambda row: -row.base)
    return rows if len(rows) <= 2 * _AT_EDGE else rows[:_AT_EDGE] + rows[-_AT_EDGE:]


def _key(page: Page, row: Row) -> tuple[str, int]:
    return _DIGITS.sub("#", row.text), round((page.height - row.base) / 4)


# Columns


def _order(page: Page) -> bool:
    """Put the rows of a page in the order of reading; tells whether they stand in two columns."""
    rows = sorted(page.rows, key=lambda row: (-round(row.base), row.left))
    middle = page.width / 2
    left = [row for row in rows if row.right <= middle + 5]
    right = [row for row in rows if row.left >= middle - 5]
    edges = Counter(round(row.left / 3) for row in right)
    aligned = edges.most_common(1)[0][1] if edges else 0
    two = min(len(left), aligned) >= _FEWEST_IN_COLUMN and len(left) + len(right) > 0.7 * len(rows)
    page.rows[:] = list(_by_columns(rows, middle)) if two else rows
    return two


def _by_columns(rows: list[Row], middle: float) -> Iterator[Row]:
    """Between two rows that cross the middle, first the left column, then the right one."""
    left: list[Row] = []
    right: list[Row] = []
    for row in rows:
        if row.left < middle - 5 and row.right > middle + 5:
            yield from [*left, *right, row]
            left, right = [], []
        else:
            (left if row.left < middle - 5 else right).append(row)
    yield from [*left, *right]


# Paragraphs


class _Margins:
    """Where the text of a page, or of the column a row stands in, begins and ends; from what most of its rows do."""

    def __init__(self, rows: list[Row]) -> None:
        lefts = Counter(round(row.left) for row in rows if row.right - row.left > 100)
        self.left = float(
            min((edge for edge, count in lefts.items() if count >= 0.1 * lefts.total()), default=min(row.left for row in rows))
        )
        ends = sorted(row.right for row in rows)
        self.right = ends[int(0.95 * (len(ends) - 1))]
        gaps = sorted(above.base - below.base for above, below in pairwise(rows) if 0 < above.base - below.base < 60)
        self.leading = gaps[len(gaps) // 3] if gaps else 14.0

    def centred(self, row: Row) -> bool:
        """Tell whether both margins of a row are wide and alike."""
        before, after = row.left - self.left, self.right - row.right
        return min(before, after) > 0.04 * (self.right - self.left) and abs(before - after) < 6 + 0.05 * (self.right - self.left)

    def full(self, row: Row) -> bool:
        """Tell whether a row reaches the right margin."""
        return row.right > self.right - _SHORT_OF_MARGIN * (self.right - self.left)


def _paragraphs(read: list[Page]) -> Iterator[SourceLine]:
    everything = [row for page in read for row in page.rows]
    sizes: Counter[float] = Counter()
    for row in everything:
        sizes[round(row.size, 1)] += len(row.text)
    body = sizes.most_common(1)[0][0]
    whole = _Margins(everything)
    rows: list[tuple[Row, _Margins]] = []
    for page in read:
        fresh = True
        for row, margins in _with_margins(page, whole):
            if rows and not _goes_on([before for before, _ in rows], row, rows[-1][1], margins, paged=fresh):
                yield _line(rows, body)
                rows = []
            rows.append((row, margins))
            fresh = False
    if rows:
        yield _line(rows, body)


def _with_margins(page: Page, whole: _Margins) -> Iterator[tuple[Row, _Margins]]:
    """Pages with few rows take the margins of the document; columns have their own."""
    crossing = [row for row in page.rows if row.left < page.width / 2 - 5 and row.right > page.width / 2 + 5]
    if len(crossing) >= 0.3 * len(page.rows) or len(page.rows) < 2 * _FEWEST_IN_COLUMN:
        margins = _Margins(page.rows) if len(crossing) >= _FEWEST_IN_COLUMN else whole
        yield from ((row, margins) for row in page.rows)
        return
    halves = {half: [row for row in page.rows if (row.left >= page.width / 2 - 5) is half] for half in (False, True)}
    margins_of = {half: _Margins(rows) for half, rows in halves.items() if rows}
    yield from ((row, margins_of[row.left >= page.width / 2 - 5]) for row in page.rows)


def _goes_on(paragraph: list[Row], row: Row, before: _Margins, margins: _Margins, *, paged: bool) -> bool:
    """Tell whether a row continues a paragraph, by margins, indents, gaps, looks and how the row begins."""
    last = paragraph[-1]
    gap = last.base - row.base
    opens = starts_anew(row.text) or margins.centred(row) or last.bold != row.bold or abs(last.size - row.size) > 1
    closed = headings.article(last.text) or before.centred(last) or not before.full(last) or (not paged and gap > 1.5 * margins.leading)
    return not opens and not closed and _indent_goes_on(paragraph, row, before.left, margins.left)


def _indent_goes_on(paragraph: list[Row], row: Row, left_before: float, left: float) -> bool:
    """Tell whether a row may continue a paragraph by its indent; points may hang, other paragraphs begin by going in."""
    last, indent = paragraph[-1], row.left - left
    came_in = last.left - left_before
    second = len(paragraph) == 1
    if indent > came_in + _INDENT:
        return second and starts_anew(last.text)
    if second and indent > _INDENT and abs(indent - came_in) < 2:
        return not last.text.endswith((".", ";", ":"))
    return True


def _line(rows: list[tuple[Row, _Margins]], body: float) -> SourceLine:
    first, margins = rows[0]
    text = joined([row.text for row, _ in rows])
    large = first.size > 1.15 * body and len(text) < _LONGEST_HEADING
    return SourceLine(
        text,
        centred=len(rows) == 1 and margins.centred(first),
        bold=all(row.bold for row, _ in rows),
        outline_level=1 if large else None,
    )
