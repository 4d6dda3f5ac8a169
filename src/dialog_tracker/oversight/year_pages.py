"""The state of dialogue in a year, as a page, in Word and as data."""

from typing import Any

import msgspec
from litestar import Response, get
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery

from dialog_tracker.domain.act import AuthorityLevel
from dialog_tracker.domain.errors import Malformed, NotFound
from dialog_tracker.domain.indicator import all_indicators
from dialog_tracker.domain.script import Script
from dialog_tracker.office.state_file import state_as_json, state_file
from dialog_tracker.oversight.state import dialogue_in
from dialog_tracker.storage.transaction import Reads
from dialog_tracker.web.downloads import sent
from dialog_tracker.web.visitor import AnyRequest, Visitor, page

Here = NamedDependency[Visitor]
_WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
_YEARS = range(1990, 2101)


@get("/oversight/years/{year:str}", name="dialogue-state")
async def show_state(
    request: AnyRequest, visitor: Here, reads: Reads, year: FromPath[str], level: FromQuery[str | None] = None
) -> Response[Any]:
    """Show the state of dialogue in a year, or send it as a file: `2026.docx`, `2026.json`."""
    stem, _, ending = year.partition(".")
    if not (stem.isascii() and stem.isdigit() and int(stem[:5]) in _YEARS):
        raise NotFound("year-unknown")
    if ending not in ("", "docx", "json"):
        raise NotFound("file-missing")
    if level and level not in list(AuthorityLevel):
        raise Malformed("choice-required", field="level")
    state = await dialogue_in(reads, int(stem), AuthorityLevel(level) if level else None, request.app.state.clock())
    named = f"stanje-dijaloga-{stem}{'-' + level if level else ''}.{ending}"
    if ending == "json":
        return sent(msgspec.json.encode(state_as_json(state)), named, "application/json")
    if ending == "docx":
        script = Script.LATIN if visitor.latin else Script.CYRILLIC
        return sent(state_file(state, script, english=visitor.language == "en"), named, _WORD)
    content = {"state": state, "indicators": list(all_indicators().values()), "levels": list(AuthorityLevel)}
    return page(request, visitor, "oversight/year.html", content)


HANDLERS = [show_state]
