"""Keeping programmes and activities on the desk."""

import asyncio
import hashlib
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from litestar import Response, get, post
from litestar.datastructures import UploadFile
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery
from litestar.response import Redirect

from dialog_tracker.activities.programmes import Details, bring_activities, drop_activity, save_activity, save_programme
from dialog_tracker.activities.register import Kept, Wanted, activity_page, kept_programme, listed, programme_facts, programmes
from dialog_tracker.directory.queries import authorities
from dialog_tracker.domain.activity import ActivityKind, CountUnit, PartyRole
from dialog_tracker.domain.activity_table import read_activities
from dialog_tracker.domain.errors import Conflict, DialogError, FieldErrors, Malformed
from dialog_tracker.domain.policy import Actor, Facts, Permission, Role, allows, require
from dialog_tracker.domain.programme import (
    ActivityFacts,
    Figure,
    Measure,
    OutputFacts,
    PartyFacts,
    ProgrammeFacts,
    places_as_typed,
    read_places,
)
from dialog_tracker.domain.stated_count import count_in_words, read_count
from dialog_tracker.domain.vague_date import NOT_STATED, read_when, when_in_words
from dialog_tracker.office.sheets import SHEET_LIMITS, read_sheet
from dialog_tracker.storage.transaction import Db, Reads
from dialog_tracker.web.forms import Form, new_form_key, uuid_of
from dialog_tracker.web.messages import field_messages, message
from dialog_tracker.web.visitor import AnyRequest, Visitor, page

Here = NamedDependency[Visitor]
Posted = NamedDependency[Form]
BLANK_ROWS = 2
_FIGURE = ("value", "unit", "of_what", "of_what_en", "figure_source", "measure")
_OUTPUT = ("output", "output_link")
_PROGRAMME = ("name", "name_en", "aims", "aims_en", "when", "source", "public", "revision")
_ACTIVITY = (
    "kind", "title", "title_en", "when", "where", "online", "place", "starts_time", "ends_time", "link", "count", "unit", "source",
    "occurrences", "series", "agenda", "minutes", "public", "revision",
)  # fmt: skip
_MEASURES = {*map(str, Measure), *map(str, ActivityKind)}
Typed = dict[str, str]


def _kept_by(actor: Actor) -> frozenset[UUID] | None:
    """Give the authorities whose programmes the actor keeps; None for all of them."""
    if actor.has(Role.ADMINISTRATOR):
        return None
    kept = frozenset(body for body in actor.authority_ids if allows(Permission.PROGRAMME_KEEP, actor, Facts(authority_id=body)))
    if not kept:
        require(Permission.PROGRAMME_KEEP, actor)
    return kept


@get("/desk/dialogue", name="dialogue", permission=Permission.PROGRAMME_KEEP)
async def show_dialogue(request: AnyRequest, visitor: Here, reads: Reads) -> Response[str]:
    """Show the programmes and activities that the visitor keeps."""
    mine = _kept_by(visitor.actor)
    content = {
        "programmes": await programmes(reads, mine, latin=visitor.latin, private=True),
        "activities": await listed(reads, Wanted(authority_ids=mine), latin=visitor.latin, private=True),
        "authorities": await authorities(reads, mine, latin=visitor.latin),
    }
    return page(request, visitor, "activities/dialogue.html", content)


@dataclass(frozen=True, slots=True)
class _Sheet:
    """What a form of a programme or an activity is shown with."""

    authority_id: UUID
    address: str
    title: str
    fields: Typed
    figures: list[Typed]
    outputs: list[Typed]
    parties: dict[PartyRole, str]
    known: bool


def _with_blanks(rows: list[Typed], names: tuple[str, ...]) -> list[Typed]:
    return rows + [dict.fromkeys(names, "") for _ in range(BLANK_ROWS)]


def _figure_row(one: Figure) -> Typed:
    count = count_in_words(one.value, one.qualifier)
    return dict(zip(_FIGURE, (count, one.unit.value, one.of_what, one.of_what_en, one.source, one.measure), strict=True))


def _output_row(one: OutputFacts) -> Typed:
    return {"output": one.title, "output_link": one.link}


def _party_lines(parties: tuple[PartyFacts, ...]) -> dict[PartyRole, str]:
    return {role: "\n".join(one.name for one in parties if one.role is role) for role in PartyRole}


def _typed_rows(form: Form, names: tuple[str, ...]) -> list[Typed]:
    rows: list[Typed] = []
    at = 0
    while f"{names[0]}-{at}" in form.fields and at < 100:
        rows.append({name: form.text(f"{name}-{at}", limit=2000) for name in names})
        at += 1
    return rows


def _read_figures(form: Form) -> tuple[Figure, ...]:
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
        figures.append(
            Figure(count.number, count.qualifier, unit, row["of_what"], row["of_what_en"], row["figure_source"], measure=measure)
        )
    return tuple(figures)


def _read_outputs(form: Form) -> tuple[OutputFacts, ...]:
    rows = _typed_rows(form, _OUTPUT)
    return tuple(OutputFacts(row["output"], row["output_link"]) for row in rows if row["output"] or row["output_link"])


def _read_parties(form: Form) -> tuple[PartyFacts, ...]:
    lines = ((role, form.long_text(f"party-{role}").splitlines()) for role in PartyRole)
    return tuple(PartyFacts(role, name.strip()) for role, names in lines for name in names if name.strip())


def _read(form: Form, field: str, read: Any, empty: Any) -> Any:
    """Read a field by a rule of the law book, and note what was wrong with it."""
    try:
        return read(form.text(field))
    except Malformed as refused:
        form.errors[field] = refused
        return empty


async def _sheet(
    request: AnyRequest, visitor: Visitor, db: Any, template: str, sheet: _Sheet, errors: Typed, status: int = 200
) -> Response[str]:
    more: dict[str, Any] = {
        "errors": errors,
        "form_key_value": new_form_key(),
        "units": list(CountUnit),
        "roles": list(PartyRole),
        "kinds": list(ActivityKind),
        "measures": list(Measure),
        "figures": _with_blanks([row for row in sheet.figures if any(row.values())], _FIGURE),
        "outputs": _with_blanks([row for row in sheet.outputs if any(row.values())], _OUTPUT),
    }
    if template.endswith("activity_form.html"):
        mine = frozenset({sheet.authority_id})
        more["programmes"] = await programmes(db, mine, latin=visitor.latin, private=True)
        series = await listed(db, Wanted(authority_ids=mine), latin=visitor.latin, private=True, limit=200)
        more["series"] = [row.facts for row in series if row.facts.occurrences > 1 or row.facts.key == sheet.fields["series"]]
    return page(request, visitor, template, sheet, status=status, **more)


def _refused(visitor: Visitor, refused: DialogError) -> Typed:
    if isinstance(refused, FieldErrors):
        return field_messages(visitor.language, refused.by_field)
    return {str(refused.facts.get("field", "revision")): message(visitor.language, refused.code, refused.facts)}


# Programmes


def _programme_sheet(authority_id: UUID, address: str, facts: ProgrammeFacts | None, kept: Kept | None) -> _Sheet:
    if facts is None or kept is None:
        blank = dict.fromkeys(_PROGRAMME, "") | {"public": "1"}
        return _Sheet(authority_id, address, "", blank, [], [], _party_lines(()), known=False)
    texts = (facts.name, facts.name_en, facts.aims, facts.aims_en, when_in_words(facts.when), facts.source)
    fields = dict(zip(_PROGRAMME, (*texts, "1" if kept.public else "", str(kept.revision)), strict=True))
    figures, outputs = [_figure_row(one) for one in facts.figures], [_output_row(one) for one in facts.outputs]
    return _Sheet(authority_id, address, facts.name, fields, figures, outputs, _party_lines(facts.parties), known=True)


def _typed_sheet(form: Form, authority_id: UUID, address: str, names: tuple[str, ...], title: str, *, known: bool) -> _Sheet:
    fields = {name: form.long_text(name) for name in names}
    parties = {role: form.long_text(f"party-{role}") for role in PartyRole}
    return _Sheet(authority_id, address, title, fields, _typed_rows(form, _FIGURE), _typed_rows(form, _OUTPUT), parties, known=known)


@get("/desk/programmes/new/{authority_id:uuid}", name="programme-new", permission=Permission.PROGRAMME_KEEP)
async def new_programme(request: AnyRequest, visitor: Here, db: Db, authority_id: FromPath[UUID]) -> Response[str]:
    """Show an empty form of a programme."""
    require(Permission.PROGRAMME_KEEP, visitor.actor, Facts(authority_id=authority_id))
    sheet = _programme_sheet(authority_id, request.scope["path"], None, None)
    return await _sheet(request, visitor, db, "activities/programme_form.html", sheet, {})


@get("/desk/programmes/{slug:str}", name="programme-edit", permission=Permission.PROGRAMME_KEEP)
async def edit_programme(request: AnyRequest, visitor: Here, db: Db, slug: FromPath[str]) -> Response[str]:
    """Show a programme to be changed."""
    kept = await kept_programme(db, slug)
    require(Permission.PROGRAMME_KEEP, visitor.actor, Facts(authority_id=kept.authority_id))
    sheet = _programme_sheet(kept.authority_id, request.scope["path"], await programme_facts(db, slug, private=True), kept)
    return await _sheet(request, visitor, db, "activities/programme_form.html", sheet, {})


@post("/desk/programmes/new/{authority_id:uuid}", name="programme-new-act", permission=Permission.PROGRAMME_KEEP)
async def add_programme(request: AnyRequest, visitor: Here, form: Posted, db: Db, authority_id: FromPath[UUID]) -> Response[Any]:
    """Enter a programme."""
    require(Permission.PROGRAMME_KEEP, visitor.actor, Facts(authority_id=authority_id))
    return await _keep_programme(request, visitor, form, db, authority_id, None)


@post("/desk/programmes/{slug:str}", name="programme-edit-act", permission=Permission.PROGRAMME_KEEP)
async def change_programme(request: AnyRequest, visitor: Here, form: Posted, db: Db, slug: FromPath[str]) -> Response[Any]:
    """Change a programme; somebody else's change in between is not overwritten."""
    kept = await kept_programme(db, slug)
    require(Permission.PROGRAMME_KEEP, visitor.actor, Facts(authority_id=kept.authority_id))
    return await _keep_programme(request, visitor, form, db, kept.authority_id, kept)


async def _keep_programme(
    request: AnyRequest, visitor: Visitor, form: Form, db: Any, authority_id: UUID, kept: Kept | None
) -> Response[Any]:
    try:
        facts = ProgrammeFacts(
            slug="",
            name=form.text("name", required=True, limit=300),
            name_en=form.text("name_en", limit=300),
            aims=form.long_text("aims"),
            aims_en=form.long_text("aims_en"),
            when=_read(form, "when", read_when, read_when("")),
            source=form.text("source", limit=500),
            authority="",
            parties=_read_parties(form),
            figures=_read_figures(form),
            outputs=_read_outputs(form),
            activities=(),
        )
        form.check()
        revision, public = form.whole("revision", required=False) or 0, form.checked("public")
        async with db.begin_nested():
            now = request.app.state.clock()
            await save_programme(
                db,
                visitor.actor,
                now,
                authority_id,
                facts,
                public=public,
                known=kept.id if kept else None,
                revision=revision,
                key=form.key(),
            )
    except (Malformed, Conflict) as refused:
        sheet = _typed_sheet(form, authority_id, request.scope["path"], _PROGRAMME, form.text("name"), known=kept is not None)
        if isinstance(refused, Conflict) and kept is not None:
            sheet.fields["revision"] = str(kept.revision)
        return await _sheet(request, visitor, db, "activities/programme_form.html", sheet, _refused(visitor, refused), 422)
    return Redirect("/desk/dialogue", status_code=303)


# Activities


@get("/desk/activities/new/{authority_id:uuid}", name="activity-new", permission=Permission.PROGRAMME_KEEP)
async def new_activity(
    request: AnyRequest, visitor: Here, db: Db, authority_id: FromPath[UUID], programme: FromQuery[str | None] = None
) -> Response[str]:
    """Show an empty form of an activity, under a programme where one is named."""
    require(Permission.PROGRAMME_KEEP, visitor.actor, Facts(authority_id=authority_id))
    fields = dict.fromkeys(_ACTIVITY, "") | {"public": "1", "occurrences": "1", "kind": ActivityKind.TRAINING.value}
    fields["programme"] = programme or ""
    sheet = _Sheet(authority_id, request.scope["path"], "", fields, [], [], _party_lines(()), known=False)
    return await _sheet(request, visitor, db, "activities/activity_form.html", sheet, {})


@get("/desk/activities/{activity_id:uuid}", name="activity-edit", permission=Permission.PROGRAMME_KEEP)
async def edit_activity(request: AnyRequest, visitor: Here, db: Db, activity_id: FromPath[UUID]) -> Response[str]:
    """Show an activity to be changed."""
    known = await activity_page(db, activity_id, private=True)
    require(Permission.PROGRAMME_KEEP, visitor.actor, Facts(authority_id=known.authority_id))
    one = known.facts
    hours = [at.strftime("%H.%M") if at else "" for at in (known.starts_time, known.ends_time)]
    count = count_in_words(one.count.number, one.count.qualifier) if one.count.number is not None else ""
    when, where = when_in_words(one.when), places_as_typed(one.where)
    values = (
        one.kind.value, one.title, one.title_en, when, where, "1" if one.online else "", known.place, *hours, known.link, count,
        one.unit.value, one.source, str(one.occurrences), one.series, known.agenda, known.minutes, "1" if known.public else "",
        str(known.revision),
    )  # fmt: skip
    fields = dict(zip(_ACTIVITY, values, strict=True)) | {"programme": known.programme_slug}
    figures, outputs = [_figure_row(each) for each in one.figures], [_output_row(each) for each in one.outputs]
    address = request.scope["path"]
    sheet = _Sheet(known.authority_id, address, one.title, fields, figures, outputs, _party_lines(one.parties), known=True)
    return await _sheet(request, visitor, db, "activities/activity_form.html", sheet, {})


@post("/desk/activities/new/{authority_id:uuid}", name="activity-new-act", permission=Permission.PROGRAMME_KEEP)
async def add_activity(request: AnyRequest, visitor: Here, form: Posted, db: Db, authority_id: FromPath[UUID]) -> Response[Any]:
    """Enter an activity."""
    require(Permission.PROGRAMME_KEEP, visitor.actor, Facts(authority_id=authority_id))
    return await _keep_activity(request, visitor, form, db, authority_id, None)


@post("/desk/activities/{activity_id:uuid}", name="activity-edit-act", permission=Permission.PROGRAMME_KEEP)
async def change_activity(request: AnyRequest, visitor: Here, form: Posted, db: Db, activity_id: FromPath[UUID]) -> Response[Any]:
    """Change an activity, or take out one that was entered by mistake."""
    known = await activity_page(db, activity_id, private=True)
    require(Permission.PROGRAMME_KEEP, visitor.actor, Facts(authority_id=known.authority_id))
    if form.text("what") == "drop":
        await drop_activity(db, visitor.actor, request.app.state.clock(), known.authority_id, activity_id)
        return Redirect("/desk/dialogue", status_code=303)
    return await _keep_activity(request, visitor, form, db, known.authority_id, activity_id)


async def _keep_activity(
    request: AnyRequest, visitor: Visitor, form: Form, db: Any, authority_id: UUID, known: UUID | None
) -> Response[Any]:
    slug = form.text("programme")
    try:
        facts, details = _read_activity(form)
        form.check()
        programme = await kept_programme(db, slug) if slug else None
        revision = form.whole("revision", required=False) or 0
        async with db.begin_nested():
            now = request.app.state.clock()
            kept = await save_activity(
                db,
                visitor.actor,
                now,
                authority_id,
                programme.id if programme else None,
                facts,
                details,
                known=known,
                revision=revision,
                key=form.key(),
            )
    except (Malformed, Conflict) as refused:
        sheet = _typed_sheet(
            form, authority_id, request.scope["path"], (*_ACTIVITY, "programme"), form.text("title"), known=known is not None
        )
        if isinstance(refused, Conflict) and known is not None:
            sheet.fields["revision"] = str((await activity_page(db, known, private=True)).revision)
        return await _sheet(request, visitor, db, "activities/activity_form.html", sheet, _refused(visitor, refused), 422)
    return Redirect(f"/activities/{kept}" if details.public else "/desk/dialogue", status_code=303)


def _read_activity(form: Form) -> tuple[ActivityFacts, Details]:
    count = _read(form, "count", read_count, read_count(""))
    facts = ActivityFacts(
        key="",
        kind=form.choice("kind", ActivityKind),
        title=form.text("title", limit=500),
        title_en=form.text("title_en", limit=500),
        when=_read(form, "when", read_when, read_when("")),
        where=_read(form, "where", read_places, ()),
        online=form.checked("online"),
        count=count,
        unit=form.choice("unit", CountUnit, CountUnit.PERSONS),
        source=form.text("source", limit=500),
        occurrences=form.whole("occurrences", least=1, required=False) or 1,
        series=str(uuid_of(form.text("series")) or ""),
        parties=_read_parties(form),
        figures=_read_figures(form),
        outputs=_read_outputs(form),
    )
    details = Details(
        form.text("place", limit=300),
        form.time_of_day("starts_time"),
        form.time_of_day("ends_time"),
        form.text("link"),
        form.long_text("agenda"),
        form.long_text("minutes"),
        form.checked("public"),
    )
    return facts, details


# Tables of activities


@get("/desk/activities/table/{authority_id:uuid}", name="activities-table", permission=Permission.PROGRAMME_KEEP)
async def show_table(
    request: AnyRequest, visitor: Here, db: Db, authority_id: FromPath[UUID], programme: FromQuery[str | None] = None
) -> Response[str]:
    """Show the form for bringing a table of activities."""
    require(Permission.PROGRAMME_KEEP, visitor.actor, Facts(authority_id=authority_id))
    return await _table_page(request, visitor, db, authority_id, programme or "", {})


async def _table_page(
    request: AnyRequest, visitor: Visitor, db: Any, authority_id: UUID, programme: str, errors: Typed, done: Any = None
) -> Response[str]:
    mine = await programmes(db, frozenset({authority_id}), latin=visitor.latin, private=True)
    content = {"authority_id": authority_id, "programmes": mine, "programme": programme, "done": done}
    return page(request, visitor, "activities/table.html", content, status=422 if errors else 200, errors=errors)


@post("/desk/activities/table/{authority_id:uuid}", name="activities-table-act", permission=Permission.PROGRAMME_KEEP)
async def take_table(request: AnyRequest, visitor: Here, form: Posted, db: Db, authority_id: FromPath[UUID]) -> Response[Any]:
    """Enter the activities of a table and tell what became of each row."""
    require(Permission.PROGRAMME_KEEP, visitor.actor, Facts(authority_id=authority_id))
    slug, now = form.text("programme"), request.app.state.clock()
    try:
        content = await _given(form)
        rows = await asyncio.to_thread(read_sheet, content)
        programme = await kept_programme(db, slug) if slug else None
        when = (await programme_facts(db, slug, private=True)).when if slug else NOT_STATED
        table = read_activities(rows, when)
        of, public = programme.id if programme else None, form.checked("public")
        async with db.begin_nested():
            sha256 = hashlib.sha256(content).hexdigest()
            brought = await bring_activities(db, visitor.actor, now, authority_id, of, table.rows, sha256, public=public)
    except Malformed as refused:
        errors = _refused(visitor, refused)
        return await _table_page(request, visitor, db, authority_id, slug, {"file": next(iter(errors.values()))})
    done = {
        "brought": brought,
        "refused": [(one.row, message(visitor.language, one.error.code, one.error.facts)) for one in table.refused],
        "doubted": [(row.row, message(visitor.language, code, {})) for row in table.rows for code in row.doubts],
    }
    return await _table_page(request, visitor, db, authority_id, slug, {}, done)


async def _given(form: Form) -> bytes:
    given = form.fields.get("file")
    if not isinstance(given, UploadFile) or not given.filename:
        raise Malformed("attachment-empty", field="file")
    return await given.read(SHEET_LIMITS.file_bytes + 1)


HANDLERS = [
    show_table,
    take_table,
    show_dialogue,
    new_programme,
    add_programme,
    edit_programme,
    change_programme,
    new_activity,
    add_activity,
    edit_activity,
    change_activity,
]
