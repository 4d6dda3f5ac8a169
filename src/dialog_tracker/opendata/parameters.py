"""What the lists of the read API are asked with: cursors, sizes and filters, described once."""

from datetime import UTC, datetime
from typing import Annotated
from uuid import UUID

from litestar.params import QueryParameter

from dialog_tracker.domain.errors import Malformed
from dialog_tracker.opendata.records import Narrowed
from dialog_tracker.reading.api_shapes import in_latin

PAGE = 50
MOST = 500
Cursor = Annotated[str | None, QueryParameter(description="The cursor `next` of the page before, of the same list and filters.")]
Size = Annotated[int, QueryParameter(ge=1, le=MOST, description="How many items a page holds.")]
Area = Annotated[str | None, QueryParameter(pattern="^[a-z0-9_-]{1,60}$", description="Key of an area of work, from /api/areas.")]
Since = Annotated[datetime | None, QueryParameter(description="Only what changed at this instant or later; without a zone it is UTC.")]


def narrowed(authority: UUID | None, area: str | None, changed_since: datetime | None, script: str | None, venue: str = "") -> Narrowed:
    """Gather the filters; raises Malformed("day-impossible") for an instant that no calendar of ours knows."""
    since = changed_since
    if since is not None:
        if not 1900 <= since.year <= 9000:
            raise Malformed("day-impossible", field="changed_since", day=since.isoformat())
        since = since if since.tzinfo else since.replace(tzinfo=UTC)
    return Narrowed(authority, area or "", venue, since, in_latin(script))
