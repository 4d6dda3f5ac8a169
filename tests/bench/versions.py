"""Two versions of a law compared, written as a redline and as exports, against walking over the same texts; and how each grows."""

from collections.abc import Callable
from datetime import UTC, date, datetime
from functools import partial
from statistics import median
from time import perf_counter
from typing import Any

from figures import Row
from imports import made_law

from dialog_tracker.domain.comparison import compare
from dialog_tracker.domain.outline import Entry, entries_of, tree_of
from dialog_tracker.domain.provision import Provision, ProvisionKind
from dialog_tracker.drafting.importer import import_draft
from dialog_tracker.office.exports import EXPORTS, About, redlined

_ABOUT = About("Закон", "draft_law", "revised", "n-1", "Министарство", date(2026, 3, 1), 2, date(2026, 5, 4))
_AT = datetime(2026, 5, 4, 9, tzinfo=UTC)
_ROUNDS = 5


def versions() -> list[Row]:
    """Measure laws of 60, 230 and 920 articles; the later version has one article more in each fifty, and one word in ten articles changed."""
    return [row for count in (60, 230, 920) for row in _measured(count)]


def _measured(count: int) -> list[Row]:
    old = import_draft(made_law(count), "").text.provisions
    new = _revised(old)
    walked = _taken(lambda: sum(len(entry.text) for text in (old, new) for entry in entries_of(text)))
    aims = ("< 1 s", "< 5 s") if count == 230 else ("", "")
    return [
        _row(f"comparison of two versions, {count} articles", lambda: compare(old, new), walked, aims[0]),
        _row(f"redline of two versions, {count} articles", lambda: redlined(old, new, _ABOUT, _AT), walked, aims[1]),
        *(_row(f"export as {form}, {count} articles", partial(write, new, _ABOUT), walked, "") for form, write in EXPORTS.items()),
    ]


def _revised(old: tuple[Provision, ...]) -> tuple[Provision, ...]:
    entries: list[Entry] = []
    number = 0
    for entry in entries_of(old):
        if entry.kind is ProvisionKind.ARTICLE:
            number += 1
            if number % 50 == 0:
                entries += [
                    Entry(0, entry.kind, f"Члан {number}а"),
                    Entry(1, ProvisionKind.PARAGRAPH, text=f"Нова одредба број {number} о надзору."),
                ]
        changed = entry.text.replace("одлуку", "закључак", 1) if number % 10 == 0 else entry.text
        entries.append(Entry(entry.depth, entry.kind, entry.label, entry.heading, changed))
    return tree_of(entries)


def _taken(work: Callable[[], Any]) -> float:
    times = []
    for _ in range(_ROUNDS):
        begun = perf_counter()
        work()
        times.append(perf_counter() - begun)
    return median(times)


def _row(name: str, work: Callable[[], Any], walked: float, aim: str) -> Row:
    taken = _taken(work)
    return Row(name, f"{taken:.2f} s", f"{taken / walked:.0f} ×", aim)
