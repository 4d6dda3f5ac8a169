"""Reading activities from a table that somebody kept: columns by their headers in either script, dates and counts as people write them.

A row that cannot be read is reported with what is wrong in it and left out. Where no column tells the kind, the title does, if it
names one; a kind in words that are not known is entered as „other” and pointed out.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum

from dialog_tracker.domain.activity import ActivityKind, Count, PartyRole, Qualifier
from dialog_tracker.domain.address import check_page_address
from dialog_tracker.domain.errors import DialogError, Malformed
from dialog_tracker.domain.programme import ActivityFacts, OutputFacts, PartyFacts, read_places
from dialog_tracker.domain.script import fold
from dialog_tracker.domain.stated_count import read_count
from dialog_tracker.domain.vague_date import NOT_STATED, When, read_when

_HEADER_WITHIN = 15  # rows; titles and merged cells may stand above the header
_NEEDED = 2  # columns known by their words make a row the header


class ActivityColumn(StrEnum):
    """What a column of a table of activities may hold."""

    KIND = "kind"
    TITLE = "title"
    WHEN = "when"
    UNTIL = "until"
    WHERE = "where"
    COUNT = "count"
    TIMES = "times"
    PARTNERS = "partners"
    ORGANISERS = "organisers"
    DONORS = "donors"
    LINK = "link"
    SOURCE = "source"


_C = ActivityColumn
# The first that fits decides, so the narrower words stand above the wider ones.
_WORDS: tuple[tuple[ActivityColumn, str], ...] = (
    (_C.COUNT, r"ucesni|prisut|polazni|participant|attend|broj (lica|osoba|ljudi)"),
    (_C.TIMES, r"koliko puta|broj (obuka|dogadj|aktivnosti|odrz)|times|occurrences"),
    (_C.UNTIL, r"^do$|\bkraj\b|zavrset|datum do|^to$|\bend"),
    (_C.WHEN, r"datum|kada|vreme|period|^od$|pocetak|when|date|start"),
    (_C.WHERE, r"mest[oa]\b|^grad|lokacij|\bgde\b|place|town|where|venue"),
    (_C.KIND, r"vrsta|tip\b|kind|type"),
    (_C.PARTNERS, r"partner"),
    (_C.ORGANISERS, r"organizator|organiser|organizer"),
    (_C.DONORS, r"donator|finansij|donor|funder"),
    (_C.LINK, r"\blink|\burl\b|sajt|internet|web"),
    (_C.SOURCE, r"izvor|source"),
    (_C.TITLE, r"naziv|naslov|tema|aktivnost|dogadjaj|title|name|activity|event"),
)
_KINDS: tuple[tuple[ActivityKind, str], ...] = (
    (ActivityKind.STUDY_VISIT, r"studijsk|study"),
    (ActivityKind.TRAINING, r"obuk|trening|seminar|training"),
    (ActivityKind.WORKSHOP, r"radionic|workshop"),
    (ActivityKind.CONFERENCE, r"konferencij|conference"),
    (ActivityKind.SURVEY, r"anket|survey|upitnik"),
    (ActivityKind.RESEARCH, r"istrazivanj|research|analiz"),
    (ActivityKind.ROUND_TABLE, r"okrugl|round"),
    (ActivityKind.FOCUS_GROUP, r"fokus|focus"),
    (ActivityKind.PANEL, r"tribin|panel"),
    (ActivityKind.INTERVIEW, r"intervju|interview"),
    (ActivityKind.PUBLIC_MEETING, r"javni skup|zbor|public meeting"),
    (ActivityKind.CONTACT_POINT_MEETING, r"kontakt\w* tac|contact point"),
    (ActivityKind.CONSULTATION_EVENT, r"konsultativn|konsultacij|consultation"),
)
_OTHER = re.compile(r"\bdrug|ostal|other")
_ONLINE = re.compile(r"\b(online|onlajn|on-line|preko interneta|zoom|virtuel\w*)\b")


@dataclass(frozen=True, slots=True)
class RefusedRow:
    """A row that was left out: its number in the file, from 1, and what is wrong."""

    row: int
    error: DialogError


@dataclass(frozen=True, slots=True)
class ActivityRow:
    """A row that was read; `doubts` are codes of what somebody should look at."""

    row: int
    facts: ActivityFacts
    doubts: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ActivityTable:
    """What a table holds: the columns that were known by their headers, the rows that were read and those that were not."""

    columns: Mapping[int, ActivityColumn]
    rows: tuple[ActivityRow, ...]
    refused: tuple[RefusedRow, ...]


def read_activities(rows: Sequence[Sequence[str]], programme: When = NOT_STATED) -> ActivityTable:
    """Read a table of activities; raises Malformed("activity-columns-unknown") where no header names a title or a kind.

    An activity that was over before `programme` began is kept and doubted, since dates need not be in order.
    """
    at, columns = _header(rows)
    read: list[ActivityRow] = []
    refused: list[RefusedRow] = []
    for number, cells in enumerate(rows[at + 1 :], start=at + 2):
        values = {kind: cells[column].strip() for column, kind in columns.items() if column < len(cells)}
        if not any(values.values()):
            continue
        try:
            facts = _activity(values)
        except Malformed as error:
            refused.append(RefusedRow(number, error))
        else:
            read.append(ActivityRow(number, facts, tuple(_doubts(facts, values.get(_C.KIND, ""), programme.starts_on))))
    return ActivityTable(columns, tuple(read), tuple(refused))


def _header(rows: Sequence[Sequence[str]]) -> tuple[int, dict[int, ActivityColumn]]:
    for at, cells in enumerate(rows[:_HEADER_WITHIN]):
        found = _columns(cells)
        kinds = set(found.values())
        if len(kinds) >= _NEEDED and kinds & {_C.TITLE, _C.KIND}:
            return at, found
    raise Malformed("activity-columns-unknown")


def _columns(cells: Sequence[str]) -> dict[int, ActivityColumn]:
    found: dict[int, ActivityColumn] = {}
    for at, words in enumerate(cells):
        folded = fold(words)
        kind = next((kind for kind, pattern in _WORDS if folded and re.search(pattern, folded)), None)
        if kind is not None and kind not in found.values():
            found[at] = kind
    return found


def _activity(values: Mapping[ActivityColumn, str]) -> ActivityFacts:
    title, where = values.get(_C.TITLE, ""), values.get(_C.WHERE, "")
    kind = _kind(values.get(_C.KIND, "")) or _kind(title) or ActivityKind.OTHER
    online = _ONLINE.search(fold(where)) is not None
    places = read_places(_ONLINE_WORD.sub("", where) if online else where)
    if not title and not places and not online:
        raise Malformed("field-required", field="title")
    times = read_count(values.get(_C.TIMES, ""))
    if times.number is not None and (times.number < 1 or times.qualifier is not Qualifier.EXACT):
        raise Malformed("number-required", field="occurrences", least=1)
    return ActivityFacts(
        key="",
        kind=kind,
        title=title,
        when=_when(values.get(_C.WHEN, ""), values.get(_C.UNTIL, "")),
        where=places,
        online=online,
        count=_count(values),
        source=values.get(_C.SOURCE, ""),
        occurrences=times.number or 1,
        parties=tuple(_parties(values)),
        outputs=_outputs(values.get(_C.LINK, "")),
    )


_ONLINE_WORD = re.compile(r"(?i)\b(online|onlajn|on-line|онлајн|онлине|preko interneta|преко интернета|zoom|зум|виртуелно|virtuelno)\b")


def _kind(words: str) -> ActivityKind | None:
    folded = fold(words)
    return next((kind for kind, pattern in _KINDS if re.search(pattern, folded)), None)


def _when(begun: str, ended: str) -> When:
    """A table may keep the first and the last day in two columns."""
    first = read_when(begun)
    if not ended:
        return first
    last = read_when(ended)
    if first.starts_on is None or last.ends_on is None:
        return first if first.starts_on else last
    return replace(first, ends_on=last.ends_on)


def _count(values: Mapping[ActivityColumn, str]) -> Count:
    return read_count(values.get(_C.COUNT, ""))


def _parties(values: Mapping[ActivityColumn, str]) -> Iterator[PartyFacts]:
    roles = ((_C.DONORS, PartyRole.DONOR), (_C.ORGANISERS, PartyRole.ORGANISER), (_C.PARTNERS, PartyRole.PARTNER))
    for column, role in roles:
        for name in re.split(r"[;\n]", values.get(column, "")):
            if name.strip():
                yield PartyFacts(role, name.strip())


def _outputs(link: str) -> tuple[OutputFacts, ...]:
    address = check_page_address("link", link)
    return (OutputFacts(address, address),) if address else ()


def _doubts(facts: ActivityFacts, kind: str, programme_begins: date | None) -> Iterator[str]:
    if facts.when.before(programme_begins):
        yield "activity-before-its-programme"
    if kind and _kind(kind) is None and _OTHER.search(fold(kind)) is None:
        yield "activity-kind-unknown"
