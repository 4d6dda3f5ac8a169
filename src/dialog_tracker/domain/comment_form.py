"""The form on which comments are sent by mail or post: what its fields say, and reading one that was filled in, ours or anybody's.

Programs lose parts of a form: ours is known again by its property, by the values of its lists, by its tags, and by the code in its
footer; last come the words of its headers, by which forms of other makers are read too.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from dialog_tracker.domain.comment_columns import Column, columns_by_words, is_header, ordinal_column
from dialog_tracker.domain.errors import Malformed
from dialog_tracker.domain.headings import SourceLine, SourceTable
from dialog_tracker.domain.incoming import IncomingComment, IncomingSubmission, read_instant, submitter_kind
from dialog_tracker.domain.reference import check_character
from dialog_tracker.domain.script import fold
from dialog_tracker.domain.submission import NameDisplay, Stance, SubmitterKind

FORM_VERSION = "2"
ROWS = 8
PICK_PLACE, PICK, TEXT_HERE, PART_HERE = "Изаберите одредбу", "Изаберите", "Унесите текст", "нпр. став 2."
NAME_HERE, DATE_HERE, GENERAL_HERE = "Кликните и унесите", "Изаберите датум", "Кликните и унесите текст"
PLACEHOLDERS = frozenset(map(fold, (PICK_PLACE, PICK, TEXT_HERE, PART_HERE, NAME_HERE, DATE_HERE, GENERAL_HERE)))
HEAD = ("Р. бр.", "Одредба", "Став, тачка", "Врста", "Примедба", "Предлог измене", "Образложење")
SENDER = "1. Подносилац"
GENERAL = "2. Начелни коментар на текст у целини"
BY_PROVISION = "3. Коментари по одредбама"
CONSENT = "Објављивање имена"
SENDER_FIELDS = (
    ("name", "Назив организације или име и презиме"),
    ("register", "Матични број (за регистроване)"),
    ("address", "Седиште и адреса"),
    ("contact", "Особа за контакт"),
    ("email", "Електронска пошта"),
    ("phone", "Телефон"),
    ("date", "Датум"),
    ("stance", "Став о тексту у целини"),
)
STANCES: Mapping[Stance, str] = {
    Stance.SUPPORT: "подржавамо",
    Stance.SUPPORT_WITH_CHANGES: "подржавамо уз измене",
    Stance.OPPOSE: "не подржавамо",
    Stance.NO_OBJECTION: "немамо примедбе",
}
KINDS = ("предлог", "примедба", "сугестија", "иницијатива")
DISPLAYS: Mapping[NameDisplay, str] = {
    NameDisplay.FULL: "пуно име",
    NameDisplay.ORGANISATION: "само организација",
    NameDisplay.INITIALS: "иницијали",
    NameDisplay.WITHHELD: "без имена (врста подносиоца се увек објављује)",
}
_CODE = re.compile(r"([A-Z]{2}-\d{4}-\d{4,6})/(\w{1,4})-([A-Z])")


def form_code(reference: str) -> str:
    """Write the code that stands in the footer of a form: „JR-2026-0007/2-M”, the last letter checks the rest."""
    stem = f"{reference}/{FORM_VERSION}"
    return f"{stem}-{check_character(stem)}"


def read_form_code(text: str) -> str | None:
    """Find the reference of the consultation in the words of a form; one that was mistyped is none."""
    found = _CODE.search(text)
    return found[1] if found and check_character(f"{found[1]}/{found[2]}") == found[3] else None


@dataclass(frozen=True, slots=True)
class FilledForm:
    """A form as it was filled in; `reference` is the consultation that it says it is for, `doubts` what a person should look at."""

    reference: str | None
    ours: bool
    submission: IncomingSubmission
    doubts: tuple[str, ...] = ()


Block = SourceLine | SourceTable


def read_filled_form(
    blocks: Sequence[Block], properties: Mapping[str, str], choices: Mapping[str, str], around: str, zone: str
) -> FilledForm:
    """Read a form from its lines and tables.

    `properties` are the custom properties of the file, `choices` the values of its lists by what they show, `around` its headers and
    footers. Raises Malformed("form-empty") where nothing was filled in.
    """
    reference = properties.get("DT-Consultation") or read_form_code(around)
    ours = "DT-Form-Version" in properties or read_form_code(around) is not None
    tables = [block for block in blocks if isinstance(block, SourceTable)]
    sender = dict(_sender_fields(blocks))
    comments = [comment for table in tables for comment in _rows(table, choices)]
    general = _general(blocks, tables, sender, ours=ours)
    numbered = [*([IncomingComment(0, reasons=general)] if general else []), *comments]
    if not numbered:
        raise Malformed("form-empty")
    said = tuple(replace(comment, row=at) for at, comment in enumerate(numbered, 1))
    doubts = ("free-text",) if general and not ours else ()
    return FilledForm(
        reference,
        ours,
        _submission(sender, said, zone),
        doubts if sender.get("name") or sender.get("organisation") else (*doubts, "sender-unknown"),
    )


def _is_blank(text: str) -> bool:
    folded = fold(text).strip(" .…_-–")
    return not folded or folded in {hint.strip(" .") for hint in PLACEHOLDERS}


def _filled(text: str) -> str:
    return "" if _is_blank(text) else text.strip()


def _rows(table: SourceTable, choices: Mapping[str, str]) -> Iterator[IncomingComment]:
    """Read a table of comments: rows under a header, in any order of its columns; a header may come again lower down."""
    columns: dict[int, Column] = {}
    ordinal: int | None = None
    place = ""
    for cells in table.rows:
        if is_header(cells):
            columns, ordinal = columns_by_words(cells), ordinal_column(cells)
            continue
        if not columns:
            continue
        values = {kind: _filled(cells[at]) for at, kind in columns.items() if at < len(cells)}
        # Cells merged over several rows have their text once: where the number is empty as well, the place above reaches down.
        reaches_down = ordinal is not None and ordinal < len(cells) and not cells[ordinal].strip()
        place = values.get(Column.PLACE) or (place if reaches_down else "")
        proposed = values.get(Column.PROPOSED, "")
        reasons = "\n\n".join(filter(None, (values.get(Column.TEXT, ""), values.get(Column.REASONS, ""))))
        if proposed or reasons:
            named = choices.get(" ".join(place.split()), place)
            kind, part = values.get(Column.KIND, ""), values.get(Column.PART, "")
            yield IncomingComment(0, named, proposed, reasons, values.get(Column.CURRENT, ""), written_part=part, kind=kind)


_FIELDS: tuple[tuple[str, str], ...] = (
    ("email", r"e-?mail|e-?post|elektronsk|imejl"),
    ("contact", r"(?:ime i prezime )?(?:osob|lic)\w* (?:za kontakt|ovlasc)|kontakt|ovlasceno lice"),
    ("organisation", r"(?!.*\bime\b)(?:naziv|organizacij|udruzenj|institucij|organi[sz]ation)"),
    ("name", r"naziv|podnosi|ime i prezime|ime\b|organizacij|udruzenj|ucesnik|predlagac|institucij|name\b|organi[sz]ation"),
    ("register", r"maticni|mb\b|pib\b"),
    ("address", r"adres|sediste|address"),
    ("phone", r"telefon|tel\b|mob"),
    ("date", r"datum|dana\b|date"),
    ("stance", r"stav o|opsti stav|position"),
    ("display", r"objavljivanj|saglasnost"),
)


def _field_of(label: str) -> str:
    folded = fold(label)
    if len(folded) > 80:
        return ""
    return next((name for name, pattern in _FIELDS if re.match(rf"(?:\d+\.\s*)?(?:{pattern})", folded)), "")


def _sender_fields(blocks: Iterable[Block]) -> Iterator[tuple[str, str]]:
    """Find what stands beside a label: in the next cell of its row, or behind a colon in its line."""
    seen: set[str] = set()
    for block in blocks:
        for label, value in _pairs(block):
            name = _field_of(label)
            if name and name not in seen and _filled(value):
                seen.add(name)
                yield name, value.strip()


def _pairs(block: Block) -> Iterator[tuple[str, str]]:
    if isinstance(block, SourceTable):
        if any(is_header(cells) for cells in block.rows):
            return
        for cells in block.rows:
            if len(cells) > 1:
                yield cells[0], next((cell for cell in cells[1:] if cell.strip()), "")
    elif ":" in block.text:
        label, _, value = block.text.partition(":")
        yield label, value


_FRAME = re.compile(
    r"obrazac|popun|dostav|rok\b|napomen|prilog|uputstv|javn\w+ rasprav|nacrt\b|predlog (?:zakona|odluke|strategije)|republika|ministar|opstina|grad\b"
    r"|na osnovu|postovan|s postovanjem|potpis|mesto i datum|broj\b|tabela|deo [ivx\d]|podaci o licnosti|saglasn|oznacite|jedan red"
)
_LEAST_FREE = 40  # signs: a shorter line of a form is a label or a title


def _general(blocks: Sequence[Block], tables: Sequence[SourceTable], sender: Mapping[str, str], *, ours: bool) -> str:
    """Read what was said of the text as a whole: our field for it, or the free lines of another's form."""
    lines = [block for block in blocks if isinstance(block, SourceLine)]
    if ours:
        heads = [fold(line.text) for line in lines]
        begin = next((at for at, head in enumerate(heads) if head.startswith(fold(GENERAL)[:20])), None)
        end = next((at for at, head in enumerate(heads) if head.startswith(fold(BY_PROVISION)[:20])), len(lines))
        inside = [line.text for line in lines[begin + 1 : end]] if begin is not None else []
        return "\n\n".join(text.strip() for text in (*inside, *_single_cells(tables)) if not _is_blank(text))
    known = {fold(value) for value in sender.values()}
    free = [line.text.strip() for line in lines if _is_free(line.text) and fold(line.text) not in known]
    return "\n\n".join(free)


def _single_cells(tables: Sequence[SourceTable]) -> Iterator[str]:
    for table in tables:
        if len(table.rows) == 1 and sum(bool(cell.strip()) for cell in table.rows[0]) == 1:
            yield next(cell for cell in table.rows[0] if cell.strip())


def _is_free(text: str) -> bool:
    folded = fold(text)
    label, colon, _ = text.partition(":")
    labelled = bool(colon) and bool(_field_of(label))
    return len(text.strip()) >= _LEAST_FREE and not text.isupper() and not _FRAME.match(folded) and not labelled and not _is_blank(text)


def _submission(sender: Mapping[str, str], comments: tuple[IncomingComment, ...], zone: str) -> IncomingSubmission:
    contact, named = sender.get("contact", ""), sender.get("organisation", "")
    name = named or sender.get("name", "")
    kind = submitter_kind("", name)
    organised = bool(named or contact or sender.get("register")) or kind not in {SubmitterKind.OTHER, SubmitterKind.INDIVIDUAL}
    email, phone = _address_and_number(sender)
    return IncomingSubmission(
        row=1,
        organisation=name if organised else "",
        name=(contact or sender.get("name", "") if named else contact) if organised else name,
        email=email,
        phone=phone,
        address=sender.get("address", ""),
        written_on=_day(sender.get("date", ""), zone),
        comments=comments,
        display=_display(sender.get("display", "")),
        stance=_stance(sender.get("stance", "")),
    )


def _address_and_number(sender: Mapping[str, str]) -> tuple[str, str]:
    """Both are often written into one field."""
    whole = f"{sender.get('email', '')} {sender.get('phone', '')}"
    email, phone = re.search(r"[^\s,;<>]+@[^\s,;<>]+", whole), re.search(r"\+?[\d][\d\s/().-]{5,}\d", whole)
    return email[0].strip(".") if email else "", phone[0] if phone else ""


def _day(typed: str, zone: str) -> date | None:
    try:
        read: datetime | None = read_instant(_numbered_month(typed), zone) if typed else None
    except Malformed:
        return None
    return read.date() if read else None


_MONTHS = ("januar", "februar", "mart", "april", "maj", "jun", "jul", "avgust", "septembar", "oktobar", "novembar", "decembar")


def _numbered_month(typed: str) -> str:
    """„26. октобар 2026. године” is 26.10.2026."""
    found = re.match(r"(\d{1,2})\.?\s*([^\W\d]+)\s*(\d{4})", typed.strip())
    folded = fold(found[2]) if found else ""
    month = next((at for at, name in enumerate(_MONTHS, 1) if folded and folded[:3] == name[:3]), 0)
    return f"{found[1]}.{month}.{found[3]}." if found and month else typed


def _stance(written: str) -> str:
    folded = fold(written)
    return next((stance.value for stance, words in STANCES.items() if folded == fold(words)), "")


def _display(written: str) -> str:
    """Find the box that was ticked; where several are, or none, nothing was chosen."""
    ticked = [
        display for display, words in DISPLAYS.items() if re.search(rf"[☒☑✓✗xXхХ\]]\W{{0,3}}{re.escape(fold(words)[:12])}", _boxes(written))
    ]
    return ticked[0].value if len(ticked) == 1 else ""


def _boxes(written: str) -> str:
    return "\n".join(mark + fold(rest) for mark, rest in re.findall(r"([☒☑☐✓✗]|\[[xXхХ ]\])\s*([^☒☑☐✓✗\[\n]*)", written))
