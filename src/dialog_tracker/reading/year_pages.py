"""The overview of a year of an authority, as a page and as files."""

from typing import Any
from uuid import UUID

import msgspec
from litestar import Response, get
from litestar.di import NamedDependency
from litestar.params import FromPath

from dialog_tracker.domain.errors import NotFound
from dialog_tracker.domain.script import Script
from dialog_tracker.office.dialogue_data import year_as_json
from dialog_tracker.office.year_file import year_file
from dialog_tracker.office.year_sheets import year_workbook
from dialog_tracker.reading.year import year_of
from dialog_tracker.storage.transaction import Reads
from dialog_tracker.web.downloads import sent
from dialog_tracker.web.visitor import AnyRequest, Visitor, page

Here = NamedDependency[Visitor]
_TYPES = {
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "json": "application/json",
}
_YEARS = range(1990, 2101)


@get("/authorities/{authority_id:uuid}/years/{year:str}", name="year")
async def show_year(request: AnyRequest, visitor: Here, reads: Reads, authority_id: FromPath[UUID], year: FromPath[str]) -> Response[Any]:
    """Show what is public of a year of an authority, or send it as a file: `2026.docx`, `2026.xlsx`, `2026.json`."""
    stem, _, ending = year.partition(".")
    if not (stem.isascii() and stem.isdigit() and int(stem[:5]) in _YEARS) or (ending and ending not in _TYPES):
        raise NotFound("file-missing")
    facts = await year_of(reads, authority_id, int(stem), request.app.state.clock())
    if not ending:
        return page(request, visitor, "reading/year.html", facts, authority_id=authority_id)
    if ending == "json":
        content = msgspec.json.encode(year_as_json(facts))
    else:
        script = Script.LATIN if visitor.latin else Script.CYRILLIC
        write = year_file if ending == "docx" else year_workbook
        content = write(facts, script, english=visitor.language == "en")
    return sent(content, f"pregled-{stem}.{ending}", _TYPES[ending])


HANDLERS = [show_year]
