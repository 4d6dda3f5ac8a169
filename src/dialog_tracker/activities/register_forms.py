"""The forms of programmes and activities: shown with what is kept or was typed, and read into the facts of the law book."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from litestar import Response

from dialog_tracker.activities.register import Listed, Wanted, listed, programmes
from dialog_tracker.documents.queries import acts_of
from dialog_tracker.domain.activity import ActivityKind, CountUnit, PartyRole
from dialog_tracker.domain.errors import DialogError, FieldErrors, Malformed
from dialog_tracker.domain.programme import Figure, Measure, OutputFacts, PartyFacts, Sector
from dialog_tracker.domain.stated_count import count_in_words, read_count
from dialog_tracker.web.forms import Form, new_form_key
from dialog_tracker.web.messages import field_messages, message
from dialog_tracker.web.paging import PAGE_SIZE, Page, read_cursor, write_cursor
from dialog_tracker.web.visitor import AnyRequest, Visitor, page

BLANK_ROWS = 2
_FIGURE = ("value", "unit", "of_what", "of_what_en", "figure_source", "measure", "sector")
_OUTPUT = ("output", "output_link", "output_kept", "output_name")
_MEASURES = {*map(str, Measure), *map(str, ActivityKind)}
Typed = dict[str, str]


@dataclass(frozen=True, slots=True)
class Sheet:
    """What a form of a programme or an activity is shown with."""

    authority_id: UUID
    address: str
    title: str
    fields: Typed
    figures: list[Typed]
    outputs: list[Typed]
    parties: dict[PartyRole, str]
    known: bool


def _with_blanks(rows: list[Typed], names: tuple[str, ...], telling: tuple[str, ...]) -> list[Typed]:
    """Leave two empty rows at the end; rows before the last that tells something stay, so that their errors stand beside them."""
    last = max((at for at, row in enumerate(rows, 1) if any(row[name] for name in telling)), default=0)
    return rows[:last] + [dict.fromkeys(names, "") for _ in range(BLANK_ROWS)]


def figure_row(one: Figure) -> Typed:
    """Write a stated figure as a row of the form."""
    count = count_in_words(one.value, one.qualifier)
    return dict(zip(_FIGURE, (count, one.unit.value, one.of_what, one.of_what_en, one.source, one.measure, one.sector), strict=True))


def output_row(one: OutputFacts) -> Typed:
    """Write what came of it as a row of the form."""
    return {"output": one.title, "output_link": one.link, "output_kept": one.sha256, "output_name": one.file_name}


def party_lines(parties: tuple[PartyFacts, ...]) -> dict[PartyRole, str]:
    """Write who ran it as the form shows it, a name a line."""
    return {role: "\n".join(one.name for one in parties if one.role is role) for role in PartyRole}


def _typed_rows(form: Form, names: tuple[str, ...]) -> list[Typed]:
    rows: list[Typed] = []
    at = 0
    while f"{names[0]}-{at}" in form.fields and at < 100:
        rows.append({name: form.text(f"{name}-{at}", limit=2000) for name in names})
        at += 1
    return rows


def read_figures(form: Form) -> tuple[Figure, ...]:
    """Read the rows of stated figures, and note what is wrong with each."""
    figures = []
    for at, row in enumerate(_typed_rows(form, _FIGURE)):
        if not row["value"] and not row["of_what"]:
            continue
        if not row["of_what"]:
            form.errors[f"of_what-{at}"] = Malformed("field-required", field="of_what")
        try:
            count = read_count(row["value"])
        except Malformed as refused:
            form.errors[f"value-{at}"] = refused
            continue
        if count.number is None:
            form.errors[f"value-{at}"] = Malformed("field-required", field="value")
            continue
        measure = row["measure"] if row["measure"] in _MEASURES else ""
        unit = form.choice(f"unit-{at}", CountUnit, CountUnit.PERSONS)
        sector = row["sector"] if row["sector"] in list(Sector) else ""
        told = (row["of_what"], row["of_what_en"], row["figure_source"])
        figures.append(Figure(count.number, count.qualifier, unit, *told, measure=measure, sector=sector))
    return tuple(figures)


def read_parties(form: Form) -> tuple[PartyFacts, ...]:
    """Read who ran it, a name a line."""
    lines = ((role, form.long_text(f"party-{role}").splitlines()) for role in PartyRole)
    return tuple(PartyFacts(role, name.strip()) for role, names in lines for name in names if name.strip())


def read_field(form: Form, field: str, read: Any, empty: Any) -> Any:
    """Read a field by a rule of the law book, and note what was wrong with it."""
    try:
        return read(form.text(field))
    except Malformed as refused:
        form.errors[field] = refused
        return empty


async def show_sheet(
    request: AnyRequest, visitor: Visitor, db: Any, template: str, sheet: Sheet, errors: Typed, status: int = 200
) -> Response[str]:
    """Show a form, with empty rows below those that are filled in."""
    more: dict[str, Any] = {
        "errors": errors,
        "form_key_value": new_form_key(),
        "units": list(CountUnit),
        "roles": list(PartyRole),
        "kinds": list(ActivityKind),
        "measures": list(Measure),
        "sectors": list(Sector),
        "figures": _with_blanks(sheet.figures, _FIGURE, ("value", "of_what")),
        "outputs": _with_blanks(sheet.outputs, _OUTPUT, ("output", "output_link", "output_kept")),
    }
    if template.endswith("activity_form.html"):
        mine = frozenset({sheet.authority_id})
        more["programmes"] = await programmes(db, mine, face=visitor.face, private=True)
        series = await listed(db, Wanted(authority_ids=mine), face=visitor.face, private=True, limit=200)
        more["acts"] = await acts_of(db, sheet.authority_id, latin=visitor.latin)
        more["series"] = [row.facts for row in series if row.facts.occurrences > 1 or row.facts.key == sheet.fields["series"]]
    return page(request, visitor, template, sheet, status=status, **more)


def refused_fields(visitor: Visitor, refused: DialogError) -> Typed:
    """Give the sentences of a refusal by the fields of the form."""
    if isinstance(refused, FieldErrors):
        return field_messages(visitor.language, refused.by_field)
    return {str(refused.facts.get("field", "revision")): message(visitor.language, refused.code, refused.facts)}


def typed_sheet(form: Form, authority_id: UUID, address: str, names: tuple[str, ...], title: str, *, known: bool) -> Sheet:
    """Keep a refused form as it was typed."""
    fields = {name: form.long_text(name) for name in names}
    parties = {role: form.long_text(f"party-{role}") for role in PartyRole}
    return Sheet(authority_id, address, title, fields, _typed_rows(form, _FIGURE), _typed_rows(form, _OUTPUT), parties, known=known)


def activities_of_page(rows: Sequence[Listed]) -> Page[Listed]:
    """Make a page of a list that was read with one row more, with the cursor of the next."""
    last = rows[PAGE_SIZE - 1].facts if len(rows) > PAGE_SIZE else None
    return Page(rows[:PAGE_SIZE], write_cursor(f"{last.when.starts_on or ''} {last.key}") if last else None)


def read_activity_cursor(cursor: str | None) -> tuple[date | None, UUID] | None:
    """Unpack the key of a list of activities, whose day may be unknown; raises Malformed("cursor-unreadable")."""
    key = read_cursor(cursor)
    if key is None:
        return None
    day, _, last = key.partition(" ")
    try:
        return date.fromisoformat(day) if day else None, UUID(last)
    except ValueError:
        raise Malformed("cursor-unreadable") from None
