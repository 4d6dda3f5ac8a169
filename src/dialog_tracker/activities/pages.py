"""Public pages of programmes and of the register of activities."""

import asyncio
from typing import Any

import msgspec
from litestar import Response, get
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery

from dialog_tracker.activities.outputs import output_file
from dialog_tracker.activities.register import Wanted, listed, programme_facts, programmes, years_of
from dialog_tracker.activities.register_forms import activities_of_page, read_activity_cursor
from dialog_tracker.domain.activity import ActivityKind
from dialog_tracker.domain.errors import NotFound
from dialog_tracker.domain.programme_figures import computed_figures, side_by_side, stated_figures
from dialog_tracker.domain.script import Script
from dialog_tracker.office.dialogue_data import account_as_json
from dialog_tracker.office.programme_file import programme_file
from dialog_tracker.office.programme_sheets import programme_workbook
from dialog_tracker.storage.transaction import Reads
from dialog_tracker.web.downloads import sent
from dialog_tracker.web.formats import local_date
from dialog_tracker.web.paging import PAGE_SIZE
from dialog_tracker.web.visitor import AnyRequest, Visitor, page

Here = NamedDependency[Visitor]
_WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
_SHEET = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_LONGEST = 100


@get("/programmes", name="programmes")
async def show_programmes(request: AnyRequest, visitor: Here, reads: Reads) -> Response[str]:
    """List the public programmes."""
    return page(request, visitor, "activities/programmes.html", await programmes(reads, face=visitor.face))


@get("/programmes/{slug:str}", name="programme")
async def show_programme(request: AnyRequest, visitor: Here, reads: Reads, slug: FromPath[str]) -> Response[Any]:
    """Show a programme with its figures, or send it as a file: `NAME.docx`, `NAME.xlsx`, `NAME.json`."""
    stem, dot, ending = slug.rpartition(".")
    if not dot:
        facts = await programme_facts(reads, slug)
        pairs = side_by_side(stated_figures(facts), computed_figures(facts.activities))
        return page(request, visitor, "activities/programme.html", facts, pairs=pairs)
    if ending not in ("docx", "xlsx", "json"):
        raise NotFound("file-missing")
    facts = await programme_facts(reads, stem)
    if ending == "json":
        return sent(msgspec.json.encode(account_as_json(facts)), f"{stem}.json", "application/json")
    script = Script.LATIN if visitor.latin else Script.CYRILLIC
    english = visitor.language == "en"
    if ending == "xlsx":
        return sent(programme_workbook(facts, script, english=english), f"{stem}.xlsx", _SHEET)
    return sent(programme_file(facts, script, local_date(request.app.state.clock()), english=english), f"{stem}.docx", _WORD)


@get("/activities", name="activities")
async def show_activities(
    request: AnyRequest,
    visitor: Here,
    reads: Reads,
    kind: FromQuery[str | None] = None,
    year: FromQuery[str | None] = None,
    place: FromQuery[str | None] = None,
    q: FromQuery[str | None] = None,
    after: FromQuery[str | None] = None,
) -> Response[str]:
    """List public activities by kind, year, place and words, paged by key."""
    wanted = Wanted(_kind(kind), _year(year), (place or "").strip()[:_LONGEST], (q or "").strip()[:_LONGEST])
    rows = await listed(reads, wanted, face=visitor.face, after=read_activity_cursor(after), limit=PAGE_SIZE + 1)
    shown = activities_of_page(rows)
    years = await years_of(reads)
    return page(request, visitor, "activities/activities.html", shown, wanted=wanted, kinds=list(ActivityKind), years=years)


def _kind(typed: str | None) -> ActivityKind | None:
    return ActivityKind(typed) if typed in list(ActivityKind) else None


def _year(typed: str | None) -> int | None:
    return int(typed) if typed and typed.isascii() and typed.isdigit() and len(typed) == 4 else None


@get("/outputs/{sha256:str}", name="output-file")
async def send_output(request: AnyRequest, reads: Reads, sha256: FromPath[str]) -> Response[Any]:
    """Send a file that came of a public programme or activity; always to be saved, never shown in the page."""
    file = await output_file(reads, sha256)
    content = await asyncio.to_thread(request.app.state.files.get, file.sha256)
    return sent(content, file.name, file.media_type)


HANDLERS = [show_programmes, show_programme, show_activities, send_output]
