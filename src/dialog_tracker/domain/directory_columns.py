"""The columns of lists of organisations and of contact points: known by their words in either script, below headers of any height."""

import itertools
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from dialog_tracker.domain.act import AuthorityLevel
from dialog_tracker.domain.errors import Malformed
from dialog_tracker.domain.script import fold


class ListKind(StrEnum):
    """What a list holds."""

    ORGANISATIONS = "organisations"
    CONTACT_POINTS = "contact_points"


class Field(StrEnum):
    """What a column of such a list may hold."""

    NAME = "name"
    KIND = "kind"
    REGISTER_NUMBER = "register_number"
    TAX_NUMBER = "tax_number"
    SEAT = "seat"
    AREAS = "areas"
    WEBSITE = "website"
    AUTHORITY = "authority"
    LEVEL = "level"
    PERSON = "person"
    SURNAME = "surname"
    FUNCTION = "function"
    TELEPHONE = "telephone"
    MOBILE = "mobile"
    EMAIL = "email"
    DUTY = "duty"
    DEPUTY = "deputy"
    DEPUTY_TELEPHONE = "deputy_telephone"
    DEPUTY_EMAIL = "deputy_email"
    DECISION = "decision"
    BEGINS = "begins"
    ENDS = "ends"


FIELDS: Mapping[ListKind, tuple[Field, ...]] = {
    ListKind.ORGANISATIONS: (*(Field.NAME, Field.KIND, Field.REGISTER_NUMBER, Field.TAX_NUMBER, Field.SEAT, Field.AREAS, Field.WEBSITE),),
    ListKind.CONTACT_POINTS: (
        *(Field.AUTHORITY, Field.LEVEL, Field.PERSON, Field.SURNAME, Field.FUNCTION, Field.TELEPHONE, Field.MOBILE, Field.EMAIL),
        *(Field.DUTY, Field.DEPUTY, Field.DEPUTY_TELEPHONE, Field.DEPUTY_EMAIL, Field.DECISION, Field.BEGINS, Field.ENDS),
    ),
}
NEEDED: Mapping[ListKind, Field] = {ListKind.ORGANISATIONS: Field.NAME, ListKind.CONTACT_POINTS: Field.AUTHORITY}
# Folded words; the first that fits decides.
_WORDS: Mapping[ListKind, tuple[tuple[Field, str], ...]] = {
    ListKind.ORGANISATIONS: (
        (Field.REGISTER_NUMBER, r"mati[cc]ni|\bmb\b|register n|registration n"),
        (Field.TAX_NUMBER, r"\bpib\b|poresk|tax"),
        (Field.WEBSITE, r"sajt|internet|\bweb|website|adresa na"),
        (Field.AREAS, r"oblast|area|delatnost|ciljev"),
        (Field.KIND, r"vrsta|oblik|pravna forma|kind|form\b|type"),
        (Field.SEAT, r"sediste|mesto|grad\b|opstina|adres|seat|place|city"),
        (Field.NAME, r"naziv|ime\b|organizacij|udruzenj|name|organi[sz]ation"),
    ),
    ListKind.CONTACT_POINTS: (
        # A deputy may have columns of their own, which would be read as those of the contact point.
        (Field.DEPUTY_EMAIL, r"(?:zameni|deput).*(?:mail|mejl|post|elektronsk)"),
        (Field.DEPUTY_TELEPHONE, r"(?:zameni|deput).*(?:tel|mob|phone)"),
        (Field.DEPUTY, r"(?:zameni|deput).*(?:ime|osob|name)|^zameni(?:k|ca)(?: kontakt tacke)?$|^deputy$"),
        (Field.EMAIL, r"e-?\s?mail|e-?post|elektronsk|imejl|mejl|e-adres"),
        (Field.MOBILE, r"mobiln|mob\b|mobile"),
        (Field.TELEPHONE, r"telefon|tel\b|phone|kontakt broj|fiksni"),
        (Field.DECISION, r"odluk|resenj|broj akta|decision"),
        (Field.BEGINS, r"\bod\b|pocetak|imenovan|datum|from|since|begin"),
        (Field.ENDS, r"\bdo\b|\bkraj|istek|prestan|until|end\b"),
        (Field.DUTY, r"zaduzenj|svojstvo|uloga|duty|role"),
        (Field.LEVEL, r"\bnivo\b|level"),
        (Field.FUNCTION, r"funkcij|pozicij|radno mesto|polozaj|zvanje|function|position"),
        (Field.SURNAME, r"^prezime$|^surname$|^last name$"),
        (Field.PERSON, r"ime\b|osob|lice\b|person|contact point|kontakt tack|name"),
        (Field.AUTHORITY, r"organ\b|organa\b|institucij|naziv|ministarstv|opstin|grad\b|jls|jedinic|authorit|body|institution"),
    ),
}
_ORDINAL = re.compile(r"(?:r\.?\s?br|rb|redni broj|br|no|#|№)\b\.?\s*")
_BARE_NAME = re.compile(
    r"(?:pun |puni )?(?:naziv|ime|name|organ|organizacija|institucija|authority|organi[sz]ation)(?: (?!of\b)\w+a| \w+e)?"
)
_DEEPEST = 15  # rows above a table in which its title, its date and its header may stand


@dataclass(frozen=True, slots=True)
class Sheet:
    """A sheet as it was read: its name and its rows, cells that were merged all holding what the merged one said."""

    name: str
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class Header:
    """The header of a table: how it reads, one text per column, and on which row the table itself begins, counted from 0."""

    cells: tuple[str, ...]
    begins: int


def header_of(sheet: Sheet, kind: ListKind) -> Header:
    """Find the header: the row that names most columns, with the row below it where merged cells part it in two.

    Raises Malformed("list-header-unknown").
    """
    best = max(range(min(_DEEPEST, len(sheet.rows))), key=lambda at: (_named(sheet.rows[at], kind), -at), default=None)
    if best is None or not _named(sheet.rows[best], kind):
        shown = next((row for row in sheet.rows if any(row)), ())
        raise Malformed("list-header-unknown", sheet=sheet.name, header=", ".join(filter(None, shown))[:200])
    top = sheet.rows[best]
    below = sheet.rows[best + 1] if best + 1 < len(sheet.rows) else ()
    if _is_second_row(top, below, kind):
        return Header(tuple(_joined(top, below)), best + 2)
    above = sheet.rows[best - 1] if best else ()
    if above and _is_second_row(above, top, kind):
        return Header(tuple(_joined(above, top)), best + 1)
    return Header(tuple(" ".join(cell.split()) for cell in top), best + 1)


def _named(row: Sequence[str], kind: ListKind) -> int:
    """Count the columns that a row names; a title that runs over all of them names one, and a row of data says things with digits or @."""
    if any("@" in cell or len(cell) > 120 for cell in row):
        return 0
    named = fields_by_words(row, kind)
    # One word alone may be the name of an association in a table without a header, which would be lost as one.
    if len(named) == 1 and not _BARE_NAME.fullmatch(fold(row[next(iter(named))])):
        return 0
    return len(named)


def _is_second_row(top: Sequence[str], below: Sequence[str], kind: ListKind) -> bool:
    """Tell whether two rows are one header: they differ where cells of the upper one were merged, and the lower one names columns."""
    if any("@" in cell or any(sign.isdigit() for sign in cell) for cell in below):
        return False
    repeated = any(one and one == other for one, other in itertools.pairwise(top))
    return repeated and _named(below, kind) > 1


def _joined(top: Sequence[str], below: Sequence[str]) -> list[str]:
    width = max(len(top), len(below))
    padded = [(*row, *[""] * (width - len(row))) for row in (top, below)]
    return [" ".join(dict.fromkeys(" ".join(cell.split()) for cell in pair if cell.strip())) for pair in zip(*padded, strict=True)]


def fields_by_words(header: Sequence[str], kind: ListKind) -> dict[int, Field]:
    """Tell what the columns are by the words of their header; the last word of a joined header decides first, as it is the narrower."""
    found: dict[int, Field] = {}
    for at, words in enumerate(header):
        folded = fold(words)
        if not folded or _ORDINAL.fullmatch(folded):
            continue
        known = (field for field, pattern in _WORDS[kind] if re.search(pattern, folded) and field not in found.values())
        field = next(known, None)
        if field is not None:
            found[at] = field
    return found


def check_fields(columns: Mapping[int, Field], kind: ListKind) -> None:
    """Raise Malformed("list-column-missing") without the column that all hangs on, and Malformed("columns-twice")."""
    if NEEDED[kind] not in columns.values():
        raise Malformed("list-column-missing", field="column-0-0")
    if len(set(columns.values())) < len(columns):
        raise Malformed("columns-twice", field="column-0-0")


_LEVELS = (
    (AuthorityLevel.PROVINCIAL, r"pokrajin|provinc|vojvod"),
    (AuthorityLevel.LOCAL, r"lokal|opstin|grad|jls|local"),
    (AuthorityLevel.NATIONAL, r"republi|nacional|drzav|ministar|national|centraln"),
)


def level_named(words: str) -> AuthorityLevel | None:
    """Read a level from the name of a sheet or a cell."""
    folded = fold(words)
    return next((level for level, pattern in _LEVELS if re.search(pattern, folded)), None)
