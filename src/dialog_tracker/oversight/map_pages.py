"""The map of tiles: one measure by district or by municipality, with its table."""

from typing import get_args

from litestar import Response, get
from litestar.di import NamedDependency
from litestar.params import FromQuery

from dialog_tracker.domain.errors import NotFound
from dialog_tracker.domain.tile_map import Of
from dialog_tracker.oversight import mapped, overview
from dialog_tracker.oversight.queries import counts_of
from dialog_tracker.storage.transaction import Reads
from dialog_tracker.web.visitor import AnyRequest, Visitor, page

Here = NamedDependency[Visitor]
_FIRST = "I2.kept"
_CHOICES = ("year", "from", "to", "area", "procedure")


@get("/oversight/map", name="oversight-map")
async def show_map(
    request: AnyRequest,
    visitor: Here,
    reads: Reads,
    measure: FromQuery[str | None] = None,
    of: FromQuery[str | None] = None,
) -> Response[str]:
    """Show a measure on the map of districts or of municipalities."""
    _, shown = overview.measure_at(measure or _FIRST)
    measures = mapped.mappable()
    if shown not in measures:
        raise NotFound("indicator-unknown")
    asked = overview.asked(request.query_params, _CHOICES)
    counts = await counts_of(reads, request.app.state.clock())
    chosen: Of = "units" if of == "units" else "districts"
    content = {
        "counts": counts,
        "asked": asked,
        "errors": {},
        "choices": await overview.choices(reads, counts.record, asked),
        "measures": measures,
        "of": chosen,
        "kinds": get_args(Of),
        "map": await mapped.map_page(reads, shown, counts.chosen(asked.scope), chosen),
    }
    return page(request, visitor, "oversight/map.html", content)


HANDLERS = [show_map]
