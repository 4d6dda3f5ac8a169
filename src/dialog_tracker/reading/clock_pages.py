"""Public pages about legal time: the planner, and how long consultations were open."""

from datetime import date
from typing import Any
from uuid import UUID

from litestar import Response, get
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery

from dialog_tracker.domain.act import ActKind
from dialog_tracker.domain.calendar import WorkCalendar
from dialog_tracker.domain.errors import FieldErrors, Malformed, NotFound
from dialog_tracker.domain.obligation import Course, obligations
from dialog_tracker.domain.planning import backward, breaches, forward
from dialog_tracker.domain.procedure import all_procedures, find_procedure, rules_of
from dialog_tracker.domain.script import Face
from dialog_tracker.reading import lifecycle, overview
from dialog_tracker.storage.transaction import Reads
from dialog_tracker.web.downloads import download
from dialog_tracker.web.formats import local_date
from dialog_tracker.web.messages import field_messages
from dialog_tracker.web.paging import PAGE_SIZE, Page, read_closed_cursor, write_closed_cursor
from dialog_tracker.web.visitor import AnyRequest, Visitor, page

Here = NamedDependency[Visitor]


@get("/planner", name="planner")
async def planner(
    request: AnyRequest,
    visitor: Here,
    procedure: FromQuery[str | None] = None,
    opens_on: FromQuery[str | None] = None,
    last_on: FromQuery[str | None] = None,
    wanted_on: FromQuery[str | None] = None,
    act_kind: FromQuery[str | None] = None,
) -> Response[str]:
    """Say the earliest lawful end of a planned window, what the window would breach, and the latest start for a wanted day."""
    typed = {"procedure": procedure, "opens_on": opens_on, "last_on": last_on, "wanted_on": wanted_on, "act_kind": act_kind}
    today = local_date(request.app.state.clock())
    content: dict[str, Any] = {"procedures": all_procedures(), "act_kinds": list(ActKind), "typed": typed, "errors": {}, "today": today}
    if procedure is None:
        return page(request, visitor, "reading/planner.html", content | {"result": None})
    try:
        content["result"] = _planned(typed, today)
    except FieldErrors as refused:
        content |= {"result": None, "errors": field_messages(visitor.language, refused.by_field)}
    return page(request, visitor, "reading/planner.html", content, status=422 if content["errors"] else 200)


def _planned(typed: dict[str, str | None], today: date) -> dict[str, Any]:
    refused: dict[str, Malformed] = {}
    days = {name: _day(typed[name], name, refused) for name in ("opens_on", "last_on", "wanted_on")}
    opens_on, last_on, wanted_on = days["opens_on"] or today, days["last_on"], days["wanted_on"]
    act_kind = typed["act_kind"] or None
    if typed["procedure"] not in all_procedures():
        refused["procedure"] = Malformed("choice-required", field="procedure")
    if act_kind is not None and act_kind not in list(ActKind):
        refused["act_kind"] = Malformed("choice-required", field="act_kind")
    if last_on is not None and last_on < opens_on:
        refused["last_on"] = Malformed("window-ends-before-it-opens", opens_on=opens_on, last_on=last_on)
    if refused:
        raise FieldErrors(refused)
    chosen = find_procedure(str(typed["procedure"]))
    calendar = WorkCalendar(country=chosen.countries[0] if chosen.countries else "RS")
    rules = rules_of(chosen.key, opens_on)
    plan = forward(rules, opens_on, calendar, act_kind)
    course = Course(opens_on, last_on or plan.proposed_on, act_kind=act_kind)
    return {
        "procedure": chosen,
        "plan": plan,
        "course": course,
        "breaches": breaches(rules, course, calendar) if last_on else (),
        "judged": last_on is not None,
        "duties": obligations(rules, course, min(today, opens_on), calendar),
        "backward": backward(rules_of(chosen.key, wanted_on), wanted_on, calendar, act_kind) if wanted_on else None,
        "calendar": calendar,
    }


def _day(typed: str | None, name: str, refused: dict[str, Malformed]) -> date | None:
    if not typed:
        return None
    try:
        day = date.fromisoformat(typed)
    except ValueError:
        refused[name] = Malformed("day-impossible", day=typed[:40])
        return None
    if not 1991 <= day.year <= 2100:
        refused[name] = Malformed("day-impossible", day=typed[:40])
        return None
    return day


@get("/overview", name="overview")
async def show_overview(
    request: AnyRequest,
    visitor: Here,
    reads: Reads,
    outcome: FromQuery[str | None] = None,
    procedure: FromQuery[str | None] = None,
    shorter: FromQuery[int | None] = None,
    both: FromQuery[int] = 0,
    after: FromQuery[str | None] = None,
) -> Response[str]:
    """Show which consultations kept their minimum: figures by procedure, and the list behind each figure."""
    wanted = overview.Wanted(
        outcome=outcome if outcome in overview.OUTCOMES else None,
        procedure_key=procedure if procedure in all_procedures() else None,
        shorter=shorter if shorter in overview.LENGTHS else None,
        both_days=bool(both),
    )
    rows = await overview.listed(reads, wanted, latin=visitor.latin, before=read_closed_cursor(after), limit=PAGE_SIZE + 1)
    last = rows[PAGE_SIZE - 1] if len(rows) > PAGE_SIZE else None
    content = {
        "figures": await overview.figures(reads),
        "wanted": wanted,
        "list": Page(rows[:PAGE_SIZE], write_closed_cursor(last.closes_at, last.id) if last else None),
        "outcomes": overview.OUTCOMES,
    }
    return page(request, visitor, "reading/overview.html", content)


@get("/acts/{act_id:uuid}", name="act")
async def act(request: AnyRequest, visitor: Here, reads: Reads, act_id: FromPath[UUID]) -> Response[str]:
    """Show the path of an act, from initiative to the Official Gazette."""
    content = await lifecycle.act_page(reads, act_id, request.app.state.clock(), face=visitor.face)
    return page(request, visitor, "reading/act.html", content)


@get("/acts/{act_id:uuid}/files/{file_id:uuid}", name="act-document")
async def act_document(request: AnyRequest, reads: Reads, act_id: FromPath[UUID], file_id: FromPath[UUID]) -> Response[bytes]:
    """Download a document of an act that was made public; it stays unknown until something on the act is public."""
    content = await lifecycle.act_page(reads, act_id, request.app.state.clock(), face=Face.CYRILLIC)
    found = next((one for one in content.files if one.id == file_id), None)
    if found is None:
        raise NotFound("file-missing")
    return download(request, found.sha256, found.name, found.media_type)


HANDLERS = [planner, show_overview, act, act_document]
