"""Each indicator's own download: the whole list behind a figure as CSV, as a workbook, or as data."""

from collections.abc import Callable

from litestar import Response, get
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery

from dialog_tracker.domain.errors import NotFound
from dialog_tracker.domain.indicator import find_indicator
from dialog_tracker.domain.script import Script
from dialog_tracker.office.indicator_files import ListFile, list_csv, list_json, list_workbook
from dialog_tracker.oversight import overview
from dialog_tracker.oversight.queries import counts_of
from dialog_tracker.storage.transaction import Reads
from dialog_tracker.web.downloads import sent
from dialog_tracker.web.visitor import AnyRequest, Visitor

Here = NamedDependency[Visitor]
_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_WRITTEN: dict[str, tuple[str, Callable[[ListFile, Script, bool], bytes]]] = {
    "rows.csv": ("text/csv", lambda file, script, english: list_csv(file, script, english=english)),
    "rows.xlsx": (_XLSX, lambda file, script, english: list_workbook(file, script, english=english)),
    "rows.json": ("application/json", lambda file, _script, _english: list_json(file)),
}


@get("/oversight/{key:str}/{name:str}", name="indicator-file")
async def rows_file(
    request: AnyRequest, visitor: Here, reads: Reads, key: FromPath[str], name: FromPath[str], measure: FromQuery[str | None] = None
) -> Response[bytes]:
    """Download the list behind a figure: `rows.csv`, `rows.xlsx`, `rows.json`."""
    if name not in _WRITTEN:
        raise NotFound("file-missing")
    known = find_indicator(key)
    shown = known.measure(measure)
    asked = overview.asked(request.query_params)
    counts = await counts_of(reads, request.app.state.clock())
    await overview.choices(reads, counts.record, asked)  # a file of nothing would hide that the choice is mistyped
    lines = await overview.whole_list(reads, shown, counts.chosen(asked.scope))
    when = counts.counted_at.isoformat() if counts.counted_at else ""
    file = ListFile(known, counts.all_figures(asked.scope)[shown.address], lines, when, asked.query)
    media_type, write = _WRITTEN[name]
    script = Script.LATIN if visitor.latin else Script.CYRILLIC
    ending = name.partition(".")[2]
    return sent(write(file, script, visitor.language == "en"), f"{known.key}-{shown.key}.{ending}", media_type)


HANDLERS = [rows_file]
