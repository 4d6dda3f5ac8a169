"""The columns of a table of comments: formats that are known by name, and header words in either script for all the others."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from dialog_tracker.domain.errors import Malformed
from dialog_tracker.domain.script import fold


class Column(StrEnum):
    """What a column of a table of comments may hold."""

    SOURCE_ID = "source_id"
    ORGANISATION = "organisation"
    NAME = "name"
    SURNAME = "surname"
    EMAIL = "email"
    CATEGORY = "category"
    RECEIVED = "received"
    WRITTEN = "written"
    PLACE = "place"
    PART = "part"
    KIND = "kind"
    CURRENT = "current"
    PROPOSED = "proposed"
    REASONS = "reasons"
    TEXT = "text"
    TOPIC = "topic"
    ATTACHMENTS = "attachments"
    WITHDRAWN = "withdrawn"
    WITHDRAWN_REASON = "withdrawn_reason"
    DOCUMENT_TYPE = "document_type"
    DECISION = "decision"


class Preset(StrEnum):
    """The formats that are known by name."""

    REGULATIONS_GOV = "regulations-gov"
    ESAVJETOVANJA = "esavjetovanja"
    DISPOSITION = "disposition"
    DOCX_FORM = "docx-form"
    MAIL = "mail"
    TABLE = "table"


@dataclass(frozen=True, slots=True)
class Shape:
    """How a table is read: its columns by folded header, and whether every row is a submission of its own.

    `names_published` tells that such tables are published with the names of submitters, so that these are shown as they stand there.
    """

    columns: Mapping[str, Column]
    needed: frozenset[Column]
    row_is_submission: bool = True
    names_published: bool = False


PRESETS: Mapping[Preset, Shape] = {
    Preset.REGULATIONS_GOV: Shape(
        {
            "document id": Column.SOURCE_ID,
            "document type": Column.DOCUMENT_TYPE,
            "organization name": Column.ORGANISATION,
            "first name": Column.NAME,
            "last name": Column.SURNAME,
            "category": Column.CATEGORY,
            "received date": Column.RECEIVED,
            "author date": Column.WRITTEN,
            "comment": Column.TEXT,
            "attachment files": Column.ATTACHMENTS,
            "is withdrawn?": Column.WITHDRAWN,
            "reason withdrawn": Column.WITHDRAWN_REASON,
        },
        frozenset({Column.SOURCE_ID, Column.DOCUMENT_TYPE, Column.TEXT}),
    ),
    Preset.ESAVJETOVANJA: Shape(
        {
            "id": Column.SOURCE_ID,
            "seq": Column.SOURCE_ID,
            "organization": Column.ORGANISATION,
            "organizacija": Column.ORGANISATION,
            "submitter": Column.NAME,
            "korisnik": Column.NAME,
            "category": Column.CATEGORY,
            "kategorija": Column.CATEGORY,
            "submitted_at": Column.RECEIVED,
            "datum": Column.RECEIVED,
            "datum komentara": Column.RECEIVED,
            "podrucje": Column.PLACE,
            "clanak": Column.PLACE,
            "text": Column.TEXT,
            "tekst": Column.TEXT,
            "komentar": Column.TEXT,
        },
        frozenset({Column.RECEIVED}),
    ),
    Preset.DISPOSITION: Shape(
        {
            "issue": Column.SOURCE_ID,
            "summary": Column.TEXT,
            "submitter": Column.NAME,
            "decision": Column.DECISION,
            "section": Column.PLACE,
        },
        frozenset({Column.TEXT, Column.DECISION}),
        row_is_submission=False,
        names_published=True,
    ),
}

# Words by which the columns of a form or of a table that anybody made are known, folded; the first that fits decides.
_HEADER_WORDS: tuple[tuple[Column, str], ...] = (
    (Column.WITHDRAWN_REASON, r"razlog povlac|withdrawal reason"),
    (Column.WITHDRAWN, r"povucen|withdrawn"),
    (Column.EMAIL, r"e-?mail|e-?post|elektronsk|imejl"),
    (Column.DECISION, r"odluka organa|status|odgovor|decision|response|misljenje"),
    (Column.CURRENT, r"postojec|vazec|sadasnj|tekst (?:nacrta|predloga|odredbe|clana)|odredba nacrta|current text|existing"),
    (Column.PROPOSED, r"predlo[gz]\w* (?:izmen|tekst|izmj|resenj|formulac|clan)|predlozen|izmena|novi tekst|proposed|proposal"),
    (Column.REASONS, r"obrazloz|razlo[gz]|justification|rationale|reason"),
    (Column.PLACE, r"clan|odredb|cl\b|st\b|mesto|deo (?:nacrta|dokumenta)|poglavlj|strana|section|article|provision|paragraph"),
    (Column.PART, r"stav\b|tack"),
    (Column.KIND, r"vrsta\b(?! podnos)|kind\b"),
    (Column.ORGANISATION, r"organizacij|udruz|institucij|podnosilac|predlagac|organi[sz]ation|submitter|ustanova"),
    (Column.NAME, r"ime\b|prezime|osoba|lice|name\b|author|autor"),
    (Column.RECEIVED, r"primlj|prijem|datum|pristig|received|date|vreme"),
    (Column.TOPIC, r"tema|oblast|topic|subject"),
    (Column.CATEGORY, r"vrsta podnosi|kategorij|category|kind"),
    (Column.ATTACHMENTS, r"prilo[gz]|attachment"),
    (Column.TEXT, r"komentar|primedb|sugestij|predlo[gz]|tekst|misljenj|comment|text|opis"),
    (Column.SOURCE_ID, r"sifra|id\b|broj prijave"),
)
_ORDINAL = re.compile(r"(?:r\.?\s?br|rb|redni broj|br|no|#|№)\b\.?")
TEXTS = (Column.PROPOSED, Column.REASONS, Column.TEXT)


def columns_by_words(header: Sequence[str]) -> dict[int, Column]:
    """Tell what the columns are by their header words; a column that says nothing known is left out, and so is a second of a kind."""
    found: dict[int, Column] = {}
    for at, words in enumerate(header):
        folded = fold(words)
        if not folded or _ORDINAL.fullmatch(folded):
            continue
        kind = next(
            (column for column, pattern in _HEADER_WORDS if re.search(rf"\b(?:{pattern})", folded) and column not in found.values()), None
        )
        if kind is not None:
            found[at] = kind
    return found


def ordinal_column(header: Sequence[str]) -> int | None:
    """Find the column that only numbers the rows."""
    return next((at for at, words in enumerate(header) if _ORDINAL.fullmatch(fold(words))), None)


def is_header(cells: Sequence[str]) -> bool:
    """Tell whether a row heads a table of comments: it names a text and something beside it, and no number of an article."""
    kinds = set(columns_by_words(cells).values())
    longest = max((len(cell) for cell in cells), default=0)
    counted = any(sign.isdigit() for cell in cells for sign in cell)
    return longest <= 120 and not counted and len(kinds) > 1 and any(kind in kinds for kind in TEXTS)


def preset_of(header: Sequence[str]) -> Preset:
    """Recognise a format by its header; a table that is none of them is read by its words."""
    folded = {fold(name) for name in header}
    for preset, shape in PRESETS.items():
        known = {shape.columns[name] for name in folded & set(shape.columns)}
        if shape.needed <= known and len(folded & set(shape.columns)) * 2 >= min(len(folded), 8):
            return preset
    return Preset.TABLE


def preset_columns(header: Sequence[str], preset: Preset) -> dict[int, Column]:
    """Tell what the columns of a known format are; raises Malformed("table-column-missing")."""
    shape = PRESETS.get(preset)
    if shape is None:
        return columns_by_words(header)
    found = {at: shape.columns[fold(name)] for at, name in enumerate(header) if fold(name) in shape.columns}
    if missing := sorted(shape.needed - set(found.values())):
        raise Malformed("table-column-missing", columns=", ".join(missing), header=", ".join(header)[:200])
    return found
