"""Keeping activities on the desk."""

from typing import Any
from uuid import UUID

from litestar import Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery
from litestar.response import Redirect

from dialog_tracker.activities.outputs import read_outputs
from dialog_tracker.activities.programmes import Details, drop_activity, save_activity
from dialog_tracker.activities.register import activity_page, kept_programme
from dialog_tracker.activities.register_forms import (
    Sheet,
    figure_row,
    output_row,
    party_lines,
    read_field,
    read_figures,
    read_parties,
    refused_fields,
    show_sheet,
    typed_sheet,
)
from dialog_tracker.domain.activity import ActivityKind, CountUnit
from dialog_tracker.domain.errors import Conflict, Malformed
from dialog_tracker.domain.policy import Facts, Permission, require
from dialog_tracker.domain.programme import ActivityFacts, OutputFacts, places_as_typed, read_places
from dialog_tracker.domain.stated_count import count_in_words, read_count
from dialog_tracker.domain.vague_date import read_when, when_in_words
from dialog_tracker.storage.transaction import Db
from dialog_tracker.web.forms import Form, uuid_of
from dialog_tracker.web.visitor import AnyRequest, Visitor

Here = NamedDependency[Visitor]
Posted = NamedDependency[Form]
_ACTIVITY = (
    "kind", "title", "title_en", "when", "where", "online", "place", "starts_time", "ends_time", "link", "count", "unit", "source",
    "occurrences", "series", "act", "agenda", "minutes", "public", "revision",
)  # fmt: skip


@get("/desk/activities/new/{authority_id:uuid}", name="activity-new", permission=Permission.PROGRAMME_KEEP)
async def new_activity(
    request: AnyRequest, visitor: Here, db: Db, authority_id: FromPath[UUID], programme: FromQuery[str | None] = None
) -> Response[str]:
    """Show an empty form of an activity, under a programme where one is named."""
    require(Permission.PROGRAMME_KEEP, visitor.actor, Facts(authority_id=authority_id))
    fields = dict.fromkeys(_ACTIVITY, "") | {"public": "1", "occurrences": "1", "kind": ActivityKind.TRAINING.value}
    fields["programme"] = programme or ""
    sheet = Sheet(authority_id, request.scope["path"], "", fields, [], [], party_lines(()), known=False)
    return await show_sheet(request, visitor, db, "activities/activity_form.html", sheet, {})


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
        one.unit.value, one.source, str(one.occurrences), one.series, str(known.act_id or ""), known.agenda, known.minutes, "1" if known.public else "",
        str(known.revision),
    )  # fmt: skip
    fields = dict(zip(_ACTIVITY, values, strict=True)) | {"programme": known.programme_slug}
    figures, outputs = [figure_row(each) for each in one.figures], [output_row(each) for each in one.outputs]
    address = request.scope["path"]
    sheet = Sheet(known.authority_id, address, one.title, fields, figures, outputs, party_lines(one.parties), known=True)
    return await show_sheet(request, visitor, db, "activities/activity_form.html", sheet, {})


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
        before = (await activity_page(db, known, private=True)).facts.outputs if known else ()
        outputs = await read_outputs(db, request.app.state.files, request.app.state.clock(), form, before)
        facts, details = _read_activity(form, outputs)
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
        sheet = typed_sheet(
            form, authority_id, request.scope["path"], (*_ACTIVITY, "programme"), form.text("title"), known=known is not None
        )
        if isinstance(refused, Conflict) and known is not None:
            sheet.fields["revision"] = str((await activity_page(db, known, private=True)).revision)
        return await show_sheet(request, visitor, db, "activities/activity_form.html", sheet, refused_fields(visitor, refused), 422)
    return Redirect(f"/activities/{kept}" if details.public else "/desk/dialogue", status_code=303)


def _read_activity(form: Form, outputs: tuple[OutputFacts, ...]) -> tuple[ActivityFacts, Details]:
    count = read_field(form, "count", read_count, read_count(""))
    facts = ActivityFacts(
        key="",
        kind=form.choice("kind", ActivityKind),
        title=form.text("title", limit=500),
        title_en=form.text("title_en", limit=500),
        when=read_field(form, "when", read_when, read_when("")),
        where=read_field(form, "where", read_places, ()),
        online=form.checked("online"),
        count=count,
        unit=form.choice("unit", CountUnit, CountUnit.PERSONS),
        source=form.text("source", limit=500),
        occurrences=form.whole("occurrences", least=1, required=False) or 1,
        series=str(uuid_of(form.text("series")) or ""),
        parties=read_parties(form),
        figures=read_figures(form),
        outputs=outputs,
    )
    details = Details(
        form.text("place", limit=300),
        form.time_of_day("starts_time"),
        form.time_of_day("ends_time"),
        form.text("link"),
        form.long_text("agenda"),
        form.long_text("minutes"),
        form.checked("public"),
        uuid_of(form.text("act")),
    )
    return facts, details


HANDLERS = [new_activity, add_activity, edit_activity, change_activity]
