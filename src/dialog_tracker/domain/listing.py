"""Lists of consultations that ran elsewhere, as portals and watchdogs keep them: one row, one consultation.

Two shapes are known by their header: our own (`country, authority, document_title, start, end` …) and the export of the
Croatian portal (`Institucija, Naslov, DatumOtvaranja` …). A row that cannot be read is set aside with its number and the
reason, and the others are taken.
"""

import csv
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, time
from io import StringIO

from dialog_tracker.domain.act import ActKind
from dialog_tracker.domain.calendar import ZONES
from dialog_tracker.domain.errors import DialogError, Malformed

_DOTTED = re.compile(r"(\d{1,2})\.\s?(\d{1,2})\.\s?(\d{4})\.?")
_PROCEDURES: Mapping[tuple[str, str], str] = {
    ("RS", "public_debate"): "rs.public_debate",
    ("RS", "consultation"): "rs.consultations",
    ("ME", "public_debate"): "me.public_debate",
    ("ME", "consultation"): "me.consultations",
    ("HR", "consultation"): "hr.consultation",
    ("HR", "public_debate"): "hr.consultation",
    ("SI", "consultation"): "si.consultation",
    ("MK", "consultation"): "mk.consultation",
    ("BA", "consultation"): "ba.consultation",
    ("BG", "consultation"): "bg.consultation",
    ("EE", "consultation"): "ee.consultation",
    ("EU", "consultation"): "eu.consultation",
    ("SE", "consultation"): "se.remiss",
}
_OWN_RULES = "own.rules"
_ACT_KINDS: Mapping[str, ActKind] = {
    "law": ActKind.DRAFT_LAW,
    "act": ActKind.DRAFT_LAW,
    "regulation": ActKind.DECREE,
    "policy_document": ActKind.OTHER,
    "guidelines": ActKind.OTHER,
} | {kind.value: kind for kind in ActKind}


@dataclass(frozen=True, slots=True)
class ListedConsultation:
    """A row that could be read; `bodies` names the proposer first, `source` is the row's own id."""

    row: int
    source: str
    country: str
    language: str
    bodies: tuple[str, ...]
    title: str
    act_kind: ActKind
    procedure_key: str
    opens_on: date | None
    closes_on: date
    closing_time: time | None
    address: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class Rejected:
    """A row that could not be read, by its number in the file (the header is row 1), and why."""

    row: int
    error: DialogError


@dataclass(frozen=True, slots=True)
class Listing:
    """What a file holds."""

    rows: tuple[ListedConsultation, ...] = ()
    rejected: tuple[Rejected, ...] = field(default=())


def read_listing(content: bytes) -> Listing:
    """Read a list; raises Malformed("listing-unreadable") and Malformed("listing-header-unknown")."""
    reader = csv.reader(StringIO(_text(content), newline=""), delimiter=_delimiter(content))
    try:
        lines = list(reader)
    except csv.Error:
        raise Malformed("listing-unreadable") from None
    header = [name.strip() for name in lines[0]] if lines else []
    read = next((shape for names, shape in _SHAPES if names <= set(header)), None)
    if read is None:
        raise Malformed("listing-header-unknown", header=", ".join(header)[:200])
    rows: list[ListedConsultation] = []
    rejected: list[Rejected] = []
    for number, values in _filled(lines):
        try:
            if len(values) != len(header):
                raise Malformed("listing-columns", columns=len(values), expected=len(header))
            rows.append(_sound(read(number, dict(zip(header, (value.strip() for value in values), strict=True)))))
        except DialogError as error:
            rejected.append(Rejected(number, error))
    return Listing(tuple(rows), tuple(rejected))


def _filled(lines: list[list[str]]) -> Iterator[tuple[int, list[str]]]:
    return ((number, values) for number, values in enumerate(lines[1:], 2) if any(value.strip() for value in values))


def _text(content: bytes) -> str:
    for encoding in ("utf-8-sig", "cp1250"):
        try:
            return content.decode(encoding).replace("\0", "")
        except UnicodeDecodeError:
            continue
    raise Malformed("listing-unreadable")


def _delimiter(content: bytes) -> str:
    header = content.split(b"\n", 1)[0]
    return max((",", ";", "\t"), key=lambda sign: header.count(sign.encode()))


def _sound(row: ListedConsultation) -> ListedConsultation:
    if not row.title or not row.bodies:
        raise Malformed("field-required", field="title" if not row.title else "authority")
    if row.opens_on is not None and row.closes_on < row.opens_on:
        raise Malformed("window-ends-before-it-opens", opens_on=row.opens_on, last_on=row.closes_on)
    if row.country not in ZONES:
        raise Malformed("country-unknown", country=row.country)
    return row


def _ours(number: int, row: Mapping[str, str]) -> ListedConsultation:
    country, phase = row["country"].upper(), row.get("phase", "")
    closes_on, closing_time = _moment(row["end"])
    events, participants = row.get("events", ""), row.get("participants_reported", "")
    return ListedConsultation(
        row=number,
        source=row.get("id", ""),
        country=country,
        language=row.get("language", "").split("-")[0] or "sr",
        bodies=tuple(name.strip() for name in row["authority"].split(";") if name.strip()),
        title=row["document_title"],
        act_kind=_ACT_KINDS.get(row.get("document_type", ""), ActKind.OTHER),
        procedure_key=_PROCEDURES.get((country, phase), _OWN_RULES),
        opens_on=_moment(row["start"])[0] if row.get("start") else None,
        closes_on=closes_on,
        closing_time=closing_time,
        address=row.get("source_page", ""),
        note="; ".join(filter(None, [events, participants and f"participants: {participants}"])),
    )


def _croatian(number: int, row: Mapping[str, str]) -> ListedConsultation:
    return ListedConsultation(
        row=number,
        source=row.get("ID", ""),
        country="HR",
        language="hr",
        bodies=tuple(filter(None, [row["Institucija"]])),
        title=row["Naslov"],
        act_kind=ActKind.OTHER,
        procedure_key="hr.consultation",
        opens_on=_moment(row["DatumOtvaranja"])[0] if row["DatumOtvaranja"] else None,
        closes_on=_moment(row["DatumZatvaranja"])[0],
        closing_time=None,
        note=row.get("Stanje", ""),
    )


_SHAPES: tuple[tuple[set[str], Callable[[int, Mapping[str, str]], ListedConsultation]], ...] = (
    ({"country", "authority", "document_title", "end"}, _ours),
    ({"Institucija", "Naslov", "DatumOtvaranja", "DatumZatvaranja"}, _croatian),
)


def _moment(typed: str) -> tuple[date, time | None]:
    """Read „2015-08-14”, „2015-08-14T15:30” or „14.08.2015.”; raises Malformed("day-impossible")."""
    day, _, hour = typed.partition("T")
    try:
        dotted = _DOTTED.fullmatch(day.strip())
        read = date(int(dotted[3]), int(dotted[2]), int(dotted[1])) if dotted else date.fromisoformat(day.strip())
        return read, time.fromisoformat(hour) if hour else None
    except ValueError:
        raise Malformed("day-impossible", day=typed[:40]) from None
