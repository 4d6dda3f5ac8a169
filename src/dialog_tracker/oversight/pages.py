"""The public pages of oversight: the dashboard, one indicator with the list behind it, and the box in which an authority explains a row."""

from typing import Any

from litestar import Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery
from litestar.response import Redirect

from dialog_tracker.domain.errors import FieldErrors, Malformed
from dialog_tracker.domain.indicator import Counted, find_indicator
from dialog_tracker.domain.indicator_list import subject_key
from dialog_tracker.domain.oversight_facts import Scope
from dialog_tracker.domain.policy import Facts, Permission, allows, require
from dialog_tracker.oversight import mapped, overview
from dialog_tracker.oversight.actions import explain, row_to_explain
from dialog_tracker.oversight.queries import counts_of, explanations_of
from dialog_tracker.storage.transaction import Db, Reads
from dialog_tracker.web.forms import Form
from dialog_tracker.web.messages import field_messages
from dialog_tracker.web.paging import read_cursor
from dialog_tracker.web.visitor import AnyRequest, Visitor, page

Here = NamedDependency[Visitor]
Posted = NamedDependency[Form]


@get("/oversight", name="oversight")
async def dashboard(request: AnyRequest, visitor: Here, reads: Reads) -> Response[str]:
    """Show the eighteen indicators, of all authorities or of what is chosen, and the lists that are asked for first."""
    counts, errors = await counts_of(reads, request.app.state.clock()), {}
    try:
        asked = overview.asked(request.query_params)
        choices = await overview.choices(reads, counts.record, asked)
    except Malformed as refused:
        errors = field_messages(visitor.language, {str(refused.facts.get("field", "year")): refused})
        asked = overview.Asked(Scope(), overview.typed_of(request.query_params))
        choices = await overview.choices(reads, counts.record)
    content = {
        "counts": counts,
        "asked": asked,
        "errors": errors,
        "choices": choices,
        "lists": overview.pointed_out(counts, asked.scope),
        "indicators": overview.dashboard(counts, asked.scope),
    }
    return page(request, visitor, "oversight/dashboard.html", content, status=422 if errors else 200)


@get("/oversight/{key:str}", name="indicator")
async def indicator(
    request: AnyRequest,
    visitor: Here,
    reads: Reads,
    key: FromPath[str],
    measure: FromQuery[str | None] = None,
    by: FromQuery[str | None] = None,
    beside: FromQuery[str | None] = None,
    after: FromQuery[str | None] = None,
) -> Response[str]:
    """Show an indicator: what it says, its figures, how it moved, authorities beside one another, and the list behind it."""
    known = find_indicator(key)
    shown = known.measure(measure)
    sides = (
        overview.By(beside)
        if beside in list(overview.By)
        else overview.By.TERRITORY
        if shown.of is Counted.UNITS
        else overview.By.AUTHORITY
    )
    counts, asked = await counts_of(reads, request.app.state.clock()), overview.asked(request.query_params)
    record, quarters = counts.chosen(asked.scope), by == "quarter"
    figures = counts.all_figures(asked.scope)
    rows = await overview.list_page(reads, shown, record, read_cursor(after), latin=visitor.latin)
    may = {body for body in visitor.actor.authority_ids if allows(Permission.INDICATOR_EXPLAIN, visitor.actor, Facts(authority_id=body))}
    content = {
        "counts": counts,
        "asked": asked,
        "errors": {},
        "choices": await overview.choices(reads, counts.record, asked),
        "indicator": known,
        "measure": shown,
        "figure": figures[shown.address],
        "figures": [figures[one.address] for one in known.measures],
        "quarters": quarters,
        "trend": overview.trend(shown, record, quarters=quarters),
        "beside": overview.beside(shown, record, sides),
        "sides": sides,
        "all_sides": list(overview.By),
        "ages": overview.ages(shown, record),
        "list": rows,
        "key_of": subject_key,
        "may_explain": may,
        "record": record,
        "mappable": shown in mapped.mappable(),
    }
    return page(request, visitor, "oversight/indicator.html", content)


@get("/oversight/{key:str}/explain/{subject:str}", name="explain")
async def show_explain(request: AnyRequest, visitor: Here, db: Db, key: FromPath[str], subject: FromPath[str]) -> Response[str]:
    """Show the box in which an authority explains a row that speaks against it."""
    return await _box(request, visitor, db, key, subject, None, {})


async def _box(
    request: AnyRequest, visitor: Visitor, db: Any, key: str, subject: str, typed: str | None, errors: dict[str, str]
) -> Response[str]:
    known = find_indicator(key)
    record = (await counts_of(db, request.app.state.clock())).record
    found = row_to_explain(record, known, subject)
    require(Permission.INDICATOR_EXPLAIN, visitor.actor, Facts(authority_id=found.authority_id))
    standing = (await explanations_of(db, key, [subject])).get(subject)
    content = {
        "indicator": known,
        "subject": subject,
        "row": found.row,
        "of": found.of.value,
        "authority": record.authorities[found.authority_id],
        "standing": standing,
        "words": typed if typed is not None else standing.words if standing else "",
        "errors": errors,
    }
    return page(request, visitor, "oversight/explain.html", content, status=422 if errors else 200)


@post("/oversight/{key:str}/explain/{subject:str}", name="explain-act", permission=Permission.INDICATOR_EXPLAIN)
async def act_explain(
    request: AnyRequest, visitor: Here, form: Posted, db: Db, key: FromPath[str], subject: FromPath[str]
) -> Response[Any]:
    """Keep what an authority says beside a row; it is shown to everybody at once."""
    now, typed = request.app.state.clock(), form.long_text("words")
    record = (await counts_of(db, now)).record
    try:
        await explain(db, visitor.actor, now, record, find_indicator(key), subject, typed)
    except Malformed as refused:
        by_field = refused.by_field if isinstance(refused, FieldErrors) else {"words": refused}
        return await _box(request, visitor, db, key, subject, typed, field_messages(visitor.language, by_field))
    found = row_to_explain(record, find_indicator(key), subject)
    return Redirect(f"/oversight/{key}?authority={found.authority_id}#list", status_code=303)


HANDLERS = [dashboard, indicator, show_explain, act_explain]
