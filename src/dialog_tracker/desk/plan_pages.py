"""The annual plan: public for everybody, kept by contact points, exported as a table."""

import csv
import io
from typing import Any
from uuid import UUID

from litestar import Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery
from litestar.response import Redirect

from dialog_tracker.consultations.plans import PlanDraft, drop_plan, fulfil_plan, plan
from dialog_tracker.consultations.queries import PlanLine, planned_years, plans_of
from dialog_tracker.directory.queries import authority
from dialog_tracker.domain.act import ActKind
from dialog_tracker.domain.errors import FieldErrors, Malformed, NotFound
from dialog_tracker.domain.policy import Facts, Permission, require
from dialog_tracker.domain.procedure import procedures_for
from dialog_tracker.domain.reference import read_reference
from dialog_tracker.storage.transaction import Db, Reads
from dialog_tracker.web.downloads import sent
from dialog_tracker.web.formats import local_date
from dialog_tracker.web.forms import Form
from dialog_tracker.web.messages import field_messages
from dialog_tracker.web.visitor import AnyRequest, Visitor, page
from dialog_tracker.web.words import procedure_name, word

Here = NamedDependency[Visitor]
Posted = NamedDependency[Form]
_COLUMNS = ("authority", "title", "act_kind", "procedure", "from", "until", "adoption", "consultation", "dropped", "note")
# A sheet takes a cell that begins with one of these for a formula.
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


@get("/plan", name="plan")
async def show_plan(request: AnyRequest, visitor: Here, reads: Reads, year: FromQuery[int | None] = None) -> Response[str]:
    """Show the planned consultations of a year, of all authorities."""
    this_year = local_date(request.app.state.clock()).year
    wanted = year if year is not None and 2000 <= year <= 2100 else this_year
    years = sorted({this_year, this_year + 1, wanted, *await planned_years(reads)}, reverse=True)
    content = {"year": wanted, "years": years, "rows": await plans_of(reads, wanted, face=visitor.face)}
    return page(request, visitor, "desk/plan.html", content)


@get("/plan/{name:str}", name="plan-file")
async def plan_file(visitor: Here, reads: Reads, name: FromPath[str]) -> Response[bytes]:
    """Download the plan of a year as a table: `2027.csv`."""
    stem, _, ending = name.partition(".")
    if ending != "csv" or not (stem.isascii() and stem.isdigit() and len(stem) == 4):
        raise NotFound("file-missing")
    target = io.StringIO()
    writer = csv.writer(target)
    writer.writerow(_COLUMNS)
    writer.writerows([_cells(line, visitor) for line in await plans_of(reads, int(stem), face=visitor.face)])
    return sent(target.getvalue().encode("utf-8-sig"), f"plan-{stem}.csv", "text/csv")


def _cells(line: PlanLine, visitor: Visitor) -> list[str]:
    kind, procedure = word(visitor.language, "act_kind", line.act_kind), procedure_name(visitor.language, line.procedure_key)
    adoption = line.adoption_on.isoformat() if line.adoption_on else ""
    dates = (line.from_on.isoformat(), line.until_on.isoformat(), adoption)
    cells = (line.authority, line.title, kind, procedure, *dates, line.reference or "", line.dropped, line.note)
    return [f"'{cell}" if cell.startswith(_FORMULA) else cell for cell in cells]


@get("/desk/plan/{authority_id:uuid}", name="plan-keep")
async def keep(
    request: AnyRequest, visitor: Here, db: Db, authority_id: FromPath[UUID], year: FromQuery[int | None] = None
) -> Response[str]:
    """Show the plan of an authority to those who keep it."""
    require(Permission.CONSULTATION_OPEN, visitor.actor, Facts(authority_id=authority_id))
    return await _kept(request, visitor, db, authority_id, year, {}, {})


async def _kept(
    request: AnyRequest, visitor: Visitor, db: Any, authority_id: UUID, year: int | None, typed: dict[str, str], errors: dict[str, str]
) -> Response[str]:
    body = await authority(db, authority_id, face=visitor.face)
    wanted = year if year is not None and 2000 <= year <= 2100 else local_date(request.app.state.clock()).year
    content = {
        "authority": body,
        "year": wanted,
        "rows": await plans_of(db, wanted, authority_id, face=visitor.face),
        "procedures": procedures_for(body.country, body.level),
        "act_kinds": list(ActKind),
        "typed": typed,
        "errors": errors,
    }
    return page(request, visitor, "desk/plan_keep.html", content, status=422 if errors else 200)


@post("/desk/plan/{authority_id:uuid}", name="plan-act", permission=Permission.CONSULTATION_OPEN)
async def change(request: AnyRequest, visitor: Here, form: Posted, db: Db, authority_id: FromPath[UUID]) -> Response[Any]:
    """Enter a planned consultation, drop one, or name what came of it."""
    require(Permission.CONSULTATION_OPEN, visitor.actor, Facts(authority_id=authority_id))
    names = ("what", "plan", "title", "act_kind", "procedure", "from_on", "until_on", "adoption_on", "note", "reason", "reference")
    typed = {name: form.long_text(name) for name in names}
    try:
        year = await _changed(request, visitor, form, db, authority_id, typed)
    except Malformed as refused:
        by_field = refused.by_field if isinstance(refused, FieldErrors) else {str(refused.facts.get("field", "title")): refused}
        return await _kept(request, visitor, db, authority_id, None, typed, field_messages(visitor.language, by_field))
    return Redirect(f"/desk/plan/{authority_id}" + (f"?year={year}" if year else ""), status_code=303)


async def _changed(request: AnyRequest, visitor: Visitor, form: Form, db: Any, authority_id: UUID, typed: dict[str, str]) -> int | None:
    now = request.app.state.clock()
    if typed["what"] == "drop":
        await drop_plan(db, visitor.actor, now, authority_id, _uuid(typed["plan"]), typed["reason"])
        return None
    if typed["what"] == "fulfil":
        await fulfil_plan(db, visitor.actor, now, authority_id, _uuid(typed["plan"]), read_reference(typed["reference"]))
        return None
    form.text("title", required=True, limit=1000)
    kind = form.choice("act_kind", ActKind)
    from_on, until_on, adoption_on = form.day("from_on"), form.day("until_on"), form.day("adoption_on", required=False)
    form.check()
    assert from_on is not None
    assert until_on is not None
    draft = PlanDraft(authority_id, typed["title"], kind, typed["procedure"], from_on, until_on, adoption_on, (), typed["note"])
    await plan(db, visitor.actor, now, draft)
    return from_on.year


def _uuid(typed: str) -> UUID:
    try:
        return UUID(typed)
    except ValueError:
        raise Malformed("choice-required", field="plan") from None


HANDLERS = [show_plan, plan_file, keep, change]
