"""What the officer should check in a tree of provisions: numbers that are missing, repeated or out of order, text in no article.

It looks at the tree alone, so it can be asked again after every repair.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from dialog_tracker.domain.headings import independent_articles
from dialog_tracker.domain.label import anchor_key, label_order
from dialog_tracker.domain.provision import Finding, Provision, ProvisionKind, walk

_K = ProvisionKind
_BEGINS_ANEW = frozenset({_K.ANNEX, _K.EXPLANATORY_NOTE})
_DIVISIONS = frozenset({_K.PART, _K.CHAPTER, _K.SECTION, _K.ARTICLE})
_HOLDS_TEXT = frozenset(
    {_K.ARTICLE, _K.ANNEX, _K.EXPLANATORY_NOTE, _K.PREAMBLE, _K.SIGNATURE, _K.OBJECTIVE, _K.MEASURE, _K.ACTIVITY, _K.TABLE}
)

DOUBTS = frozenset({"gap-in-numbers", "number-repeated", "number-out-of-order", "text-in-no-article"})


def doubts(provisions: Sequence[Provision]) -> Iterator[Finding]:
    """Give the doubts about a tree in reading order of each kind: first about numbers, then about text outside articles."""
    yield from _numbers(provisions, _Row())
    if any(provision.kind is _K.ARTICLE for provision in walk(tuple(provisions))):
        yield from _loose_text(provisions)


@dataclass(slots=True)
class _Row:
    """The articles met so far in one row of numbers; independent articles may have any number."""

    seen: set[str] = field(default_factory=set)
    last: Provision | None = None
    from_one: bool = True
    independent: bool = False


def _numbers(provisions: Sequence[Provision], row: _Row) -> Iterator[Finding]:
    for provision in provisions:
        if provision.kind in _BEGINS_ANEW:
            yield from _numbers(provision.children, _Row(from_one=False))
            continue
        if provision.kind is _K.HEADING and independent_articles(provision.heading or ""):
            row.independent = True
        if provision.kind is _K.ARTICLE:
            yield from _number(provision, row)
        yield from _numbers(provision.children, row)


def _number(article: Provision, row: _Row) -> Iterator[Finding]:
    here, key = label_order(article.label), anchor_key(_K.ARTICLE, article.label)
    before = label_order(row.last.label) if row.last else (0, 0, "")
    if key in row.seen:
        yield Finding("number-repeated", article.anchor, {"label": article.label})
    elif not row.independent and here[0] > before[0] + 1 and (row.last or row.from_one):
        yield Finding("gap-in-numbers", article.anchor, {"after": str(before[0]), "before": article.label})
    elif not row.independent and row.last and here < before:
        yield Finding("number-out-of-order", article.anchor, {"label": article.label, "after": row.last.label})
    row.seen.add(key)
    row.last = article


def _loose_text(provisions: Sequence[Provision]) -> Iterator[Finding]:
    """Text may stand before the first division (a reference to the gazette, the word „предлог”), and nowhere else outside articles."""
    began = False
    for provision in provisions:
        began = began or provision.kind in _DIVISIONS
        if began and provision.kind not in _HOLDS_TEXT:
            yield from _loose_under(provision)
    yield from _first_of_each_run(provisions[_first_division(provisions) :])


def _first_division(provisions: Sequence[Provision]) -> int:
    return next((at for at, provision in enumerate(provisions) if provision.kind in _DIVISIONS), len(provisions))


def _loose_under(provision: Provision) -> Iterator[Finding]:
    yield from _first_of_each_run(provision.children)
    for child in provision.children:
        if child.kind not in _HOLDS_TEXT:
            yield from _loose_under(child)


def _first_of_each_run(provisions: Sequence[Provision]) -> Iterator[Finding]:
    before: ProvisionKind | None = None
    for provision in provisions:
        if provision.kind is _K.TEXT and before is not _K.TEXT:
            yield Finding("text-in-no-article", provision.anchor)
        before = provision.kind
