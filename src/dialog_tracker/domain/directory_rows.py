"""Rows of lists of organisations and of contact points: what each says, and why one cannot be taken in.

Nothing is lost: a row is read, or refused with its reason and its words.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from dialog_tracker.domain.act import AuthorityLevel
from dialog_tracker.domain.contact_point import Duty, check_term
from dialog_tracker.domain.directory_columns import Field, Header, Sheet, level_named
from dialog_tracker.domain.email_address import check_email
from dialog_tracker.domain.errors import DialogError, Malformed
from dialog_tracker.domain.register_number import check_register_number, check_tax_number
from dialog_tracker.domain.script import fold
from dialog_tracker.domain.submission import SubmitterKind


class Fate(StrEnum):
    """What becomes of a row."""

    NEW = "new"
    KNOWN = "known"
    CHANGED = "changed"
    PROPOSED = "proposed"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class Place:
    """Where a row stands: the sheet, and the row as a spreadsheet counts it, from 1."""

    sheet: str
    row: int


@dataclass(frozen=True, slots=True)
class OrganisationRow:
    """An organisation as a row says it."""

    place: Place
    name: str
    kind: SubmitterKind
    register_number: str
    tax_number: str
    seat: str
    website: str
    areas: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ContactRow:
    """A contact point as a row says it; nobody is named where the row only names the authority."""

    place: Place
    authority: str
    level: AuthorityLevel | None
    name: str
    function: str = ""
    email: str = ""
    telephone: str = ""
    duty: Duty = Duty.CONTACT_POINT
    decision: str = ""
    begins_on: date | None = None
    last_on: date | None = None


@dataclass(frozen=True, slots=True)
class RefusedRow:
    """A row that cannot be taken in, with its words as they stand."""

    place: Place
    code: str
    source: str
    facts: Mapping[str, str] = field(default_factory=dict)


_KINDS: tuple[tuple[SubmitterKind, str], ...] = (
    (SubmitterKind.ALLIANCE, r"savez|mreza|network|alliance"),
    (SubmitterKind.FOUNDATION, r"fondacij|zaduzbin|foundation"),
    (SubmitterKind.TRADE_UNION, r"sindikat|union"),
    (SubmitterKind.CHAMBER, r"komor|chamber"),
    (SubmitterKind.ACADEMIC, r"fakultet|univerzitet|institut|akadem|universit"),
    (SubmitterKind.COMPANY, r"d\.?o\.?o|preduzec|privredn|company"),
    (SubmitterKind.RELIGIOUS, r"crkv|versk|church"),
    (SubmitterKind.INFORMAL_GROUP, r"neformaln|informal"),
    (SubmitterKind.AUTHORITY, r"organ vlasti|public authority"),
)
_SEPARATORS = re.compile(r"[;,\n|]")
_ADDRESSES = re.compile(r"[;,\s]+")
_NOBODY = frozenset({"", "-", "–", "/", "nema", "n/a"})
_DAY = re.compile(r"(\d{1,2})\.\s*(\d{1,2})\.\s*(\d{4})\.?")


def read_organisations(sheet: Sheet, header: Header, columns: Mapping[int, Field]) -> Iterator[OrganisationRow | RefusedRow]:
    """Read the rows of a list of organisations."""
    for place, cells in _rows(sheet, header):
        said = _said(cells, columns)
        try:
            yield _organisation(place, said)
        except Malformed as refused:
            yield _refused(place, cells, refused)


def _organisation(place: Place, said: Mapping[Field, str]) -> OrganisationRow:
    name = said.get(Field.NAME, "")
    if not name:
        raise Malformed("row-without-name")
    numbers = (check_register_number(said.get(Field.REGISTER_NUMBER, "")), check_tax_number(said.get(Field.TAX_NUMBER, "")))
    areas = tuple(part.strip() for part in _SEPARATORS.split(said.get(Field.AREAS, "")) if part.strip())
    kind = organisation_kind(said.get(Field.KIND, "") or name)
    return OrganisationRow(place, name, kind, *numbers, said.get(Field.SEAT, ""), said.get(Field.WEBSITE, ""), areas)


def organisation_kind(words: str) -> SubmitterKind:
    """Read what kind of organisation words name; an association where they name none."""
    folded = fold(words)
    return next((kind for kind, pattern in _KINDS if re.search(rf"\b(?:{pattern})", folded)), SubmitterKind.ASSOCIATION)


def read_contact_points(sheet: Sheet, header: Header, columns: Mapping[int, Field]) -> Iterator[ContactRow | RefusedRow]:
    """Read the rows of a list of contact points.

    An authority that is written once above several persons stands for all of them, and a cell with several persons is several rows.
    A row that fills one cell only heads what follows and may name a level.
    """
    above, level = "", level_named(sheet.name)
    for place, cells in _rows(sheet, header):
        filled = list(dict.fromkeys(cell for cell in cells if cell))
        if len(filled) == 1 and level_named(filled[0]) and Field.AUTHORITY not in _certain(filled[0]):
            level = level_named(filled[0]) or level
            continue
        said = _said(cells, columns)
        named = said.get(Field.AUTHORITY, "")
        if named and not _has_letters(named):
            yield _refused(place, cells, Malformed("row-without-authority"))
            continue
        above = named or above
        for one in (*_each_person(said), *_deputy_of(said)):
            try:
                yield _contact(place, one | {Field.AUTHORITY: above}, level_named(said.get(Field.LEVEL, "")) or level)
            except Malformed as refused:
                yield _refused(place, cells, refused)


def _deputy_of(said: Mapping[Field, str]) -> Iterator[dict[Field, str]]:
    """Read a deputy who stands in columns beside the contact point; the term and the decision are those of the row."""
    if _is_nobody(said.get(Field.DEPUTY, "")):
        return
    own = {Field.PERSON: Field.DEPUTY, Field.TELEPHONE: Field.DEPUTY_TELEPHONE, Field.EMAIL: Field.DEPUTY_EMAIL}
    shared = {name: said[name] for name in (Field.DECISION, Field.BEGINS, Field.ENDS) if name in said}
    yield shared | {name: said.get(column, "") for name, column in own.items()} | {Field.DUTY: "zamenik"}


def _has_letters(words: str) -> bool:
    """A number in the place of a name is a sum at the foot of a table."""
    return any(sign.isalpha() for sign in words)


def _is_nobody(words: str) -> bool:
    """A cell that says that nobody is named: a dash, „није именована”, „није одређен”; no name begins with „није”."""
    folded = fold(words)
    return folded in _NOBODY or folded.startswith(("nije ", "nisu ", "not "))


def _certain(words: str) -> tuple[Field, ...]:
    """A lone cell that begins as the name of a body names a body, not a level: „Општина Ада”, and not „Општине и градови”."""
    folded = fold(words)
    named = re.match(r"(?:opstina|grad|ministarstvo|gradska opstina|opstinska uprava|gradska uprava|pokrajinski|pokrajinska) \S", folded)
    return (Field.AUTHORITY,) if named else ()


def _each_person(said: Mapping[Field, str]) -> Iterator[dict[Field, str]]:
    """Part a row whose cell names several persons, one to a line, where the other cells have as many lines or one for all."""
    people = [line.strip() for line in said.get(Field.PERSON, "").splitlines() if line.strip()]
    if len(people) < 2:
        yield dict(said)
        return
    lines = {kind: [line.strip() for line in words.splitlines() if line.strip()] for kind, words in said.items()}
    for at, _ in enumerate(people):
        yield {kind: (each[at] if len(each) == len(people) else " ".join(each)) for kind, each in lines.items()}


def _contact(place: Place, said: Mapping[Field, str], level: AuthorityLevel | None) -> ContactRow:
    authority = " ".join(said.get(Field.AUTHORITY, "").split())
    if not authority:
        raise Malformed("row-without-authority")
    name = " ".join(f"{said.get(Field.PERSON, '')} {said.get(Field.SURNAME, '')}".split())
    if _is_nobody(name):
        if said.get(Field.EMAIL) or said.get(Field.TELEPHONE):
            raise Malformed("row-without-person")
        return ContactRow(place, authority, level, "")
    telephone = "; ".join(dict.fromkeys(" ".join(said[kind].split()) for kind in (Field.TELEPHONE, Field.MOBILE) if said.get(kind)))
    begins_on, last_on = day_of(said.get(Field.BEGINS, "")), day_of(said.get(Field.ENDS, ""))
    check_term(begins_on, last_on)
    function = " ".join(said.get(Field.FUNCTION, "").split())
    return ContactRow(
        place,
        authority,
        level,
        name,
        function,
        addresses(said.get(Field.EMAIL, "")),
        telephone,
        duty_of(f"{said.get(Field.DUTY, '')} {function}"),
        " ".join(said.get(Field.DECISION, "").split()),
        begins_on,
        last_on,
    )


def duty_of(words: str) -> Duty:
    """Read whether somebody stands in for the contact point; the deputy of another office is not one."""
    folded = fold(words)
    deputy = re.search(r"zameni\w+ (?:kontakt|k\.? ?t)|deputy contact", folded) or folded.strip() in {"zamenik", "zamenica", "deputy"}
    return Duty.DEPUTY if deputy else Duty.CONTACT_POINT


def addresses(typed: str) -> str:
    """Give the e-mail addresses of a cell, each once; raises Malformed("email-unreadable"). A dash says that there is none."""
    if fold(typed) in _NOBODY:
        return ""
    return ", ".join(dict.fromkeys(check_email(one) for one in _ADDRESSES.split(typed.strip()) if one))


def day_of(typed: str) -> date | None:
    """Read a day as spreadsheets and people write it; raises Malformed("date-unreadable")."""
    if fold(typed) in _NOBODY:
        return None
    match = _DAY.fullmatch(typed.strip())
    try:
        return date(int(match[3]), int(match[2]), int(match[1])) if match else date.fromisoformat(typed.strip()[:10])
    except ValueError:
        raise Malformed("date-unreadable") from None


def _rows(sheet: Sheet, header: Header) -> Iterator[tuple[Place, Sequence[str]]]:
    for at, cells in enumerate(sheet.rows[header.begins :], header.begins + 1):
        trimmed = [cell.strip() for cell in cells]
        if any(trimmed):
            yield Place(sheet.name, at), trimmed


def _said(cells: Sequence[str], columns: Mapping[int, Field]) -> dict[Field, str]:
    return {kind: cells[at] for at, kind in columns.items() if at < len(cells) and cells[at]}


def _refused(place: Place, cells: Sequence[str], error: DialogError) -> RefusedRow:
    facts = {name: str(fact) for name, fact in error.facts.items()}
    return RefusedRow(place, error.code, " · ".join(dict.fromkeys(cell for cell in cells if cell))[:1000], facts)
