"""Recognising what a strategy and an action plan are made of: objectives, measures, activities, and the heads of their tables."""

import re
from collections.abc import Sequence

from dialog_tracker.domain.headings import Mark
from dialog_tracker.domain.provision import ProvisionKind
from dialog_tracker.domain.script import fold

_NUMBER = r"(?:\d{1,3}(?:\.\d{1,3}){0,4}|[IVX]{1,5}|[А-Яа-яA-Za-z])"
_OBJECTIVES = "општи посебни посебан специфични стратешки главни opšti opći posebni poseban specifični strateški glavni general specific strategic overall"
_KINDS = (
    (ProvisionKind.OBJECTIVE, rf"(?:{'|'.join(_OBJECTIVES.split())})\s+(?:циљ|cilj|objective|goal)|циљ|cilj|objective"),
    (ProvisionKind.MEASURE, "мера|mera|mjera|мерка|ukrep|measure"),
    (ProvisionKind.ACTIVITY, "активност|aktivnost|activity"),
)
_PATTERNS = tuple((kind, re.compile(rf"((?:{words})(?:\s+{_NUMBER}(?!\w))?)\s*[.:–-]?\s*(.*)", re.IGNORECASE)) for kind, words in _KINDS)
_HAS_NUMBER = re.compile(rf"\s{_NUMBER}$")
_TWO_WORDS = re.compile(r"\w+\s+\w+")
_LONGEST = 400


def plan_heading(text: str) -> Mark | None:
    """Recognise „Посебни циљ 1: …”, „Мера 1.1. …”, „Активност 1.1.2: …”; a general objective needs no number."""
    if len(text) > _LONGEST or not text[:1].isupper():
        return None
    for kind, pattern in _PATTERNS:
        found = pattern.fullmatch(text)
        if found and (_HAS_NUMBER.search(found[1]) or (_TWO_WORDS.fullmatch(found[1]) and text[found.end(1) :].lstrip()[:1] in ":–-")):
            return Mark(kind, found[1], found[2])
    return None


# Folded beginnings of what the columns of action plans are called [Decree on the methodology, annexes; practice].
_ACTIVITY_COLUMN = re.compile(r"(?:naziv |opis )?(?:aktivnost|activit|zadat|zadac|task)")
_MEASURE_COLUMN = re.compile(r"(?:naziv |opis )?(?:mera|mjera|mere|mjere|measure)(?!\w)")
_OTHER_COLUMN = re.compile(
    r"(?:redni broj|r\.? ?br|rb|br\.|no\.?$|#|nosilac|nositelj|nosioc|odgovorn|nadlezn|institucij|organ|partner|predlagac|usvaja|rok|period|datum|vreme|"
    r"vrijeme|pocetak|kraj|zavrset|pokazatelj|indikator|rezultat|ishod|izvor|finans|budzet|proracun|sredstva|trosk|procen|procj|status|"
    r"jedinica mere|mera jedinic|pocetna|bazna|ciljan|vrednost|vrijednost|veza|tip|napomen|responsib|deadline|indicator|source|cost|budget|lead|time)"
)


def table_head(cells: Sequence[str]) -> ProvisionKind | None:
    """Name what the rows below a head list: activities, measures, or (as `TABLE`) something else; None where the row is no head."""
    named = [fold(cell) for cell in cells if cell.strip()]
    known = sum(bool(_ACTIVITY_COLUMN.match(name) or _MEASURE_COLUMN.match(name) or _OTHER_COLUMN.match(name)) for name in named)
    if len(named) < 2 or known * 2 < len(named) or known < 2 or any(len(name) > _LONGEST_NAME for name in named):
        return None
    if any(_ACTIVITY_COLUMN.match(name) for name in named):
        return ProvisionKind.ACTIVITY
    return ProvisionKind.MEASURE if any(_MEASURE_COLUMN.match(name) for name in named) else ProvisionKind.TABLE


_LONGEST_NAME = 120


def name_column(head: Sequence[str]) -> int:
    """The column of a head that names the activity, or the measure where no activities are listed."""
    folded = [fold(cell) for cell in head]
    for pattern in (_ACTIVITY_COLUMN, _MEASURE_COLUMN):
        if (at := next((at for at, name in enumerate(folded) if pattern.match(name)), None)) is not None:
            return at
    return 0


def states_fact(words: str) -> bool:
    """Tell whether a row alone in its table states a fact rather than a title: „Институција одговорна за праћење: …”."""
    return ":" in words and _OTHER_COLUMN.match(fold(words)) is not None


_ROW_NUMBER = re.compile(r"((?:\d{1,3}(?:\.\d{1,3}){0,4}|[A-ZА-Я]\d{0,2}(?:\.\d{1,3}){0,4}|[IVX]{1,5})[.)]?)")
_LEADING_NUMBER = re.compile(r"(\d{1,3}(?:\.\d{1,3}){1,4}\.?|\d{1,3}[.)])\s+(\S.*)", re.DOTALL)


def row_number(cell: str) -> str:
    """The number of a row that a cell holds and nothing else: „1.”, „1.2.3”; empty for any other cell."""
    found = _ROW_NUMBER.fullmatch(cell.strip())
    return found[1] if found else ""


def leading_number(cell: str) -> tuple[str, str] | None:
    """Part the number from a name that begins with it: „1.1.2. Израда анализе”."""
    found = _LEADING_NUMBER.fullmatch(cell.strip())
    return (found[1], found[2]) if found else None
