"""What the lists of the read API are asked with: cursors, sizes and filters, described once."""

import re
from datetime import UTC, datetime
from typing import Annotated
from uuid import UUID

from litestar.params import QueryParameter

from dialog_tracker.domain.errors import Malformed
from dialog_tracker.opendata.records import Narrowed
from dialog_tracker.reading.api_shapes import in_latin

PAGE = 50
_FIRST, _LAST = datetime(1900, 1, 1, tzinfo=UTC), datetime(9000, 1, 1, tzinfo=UTC)
_LEAP = re.compile(r":60(?=[.Z+-]|$)")
MOST = 500
Cursor = Annotated[str | None, QueryParameter(description="The cursor `next` of the page before, of the same list and filters.")]
Size = Annotated[int, QueryParameter(ge=1, le=MOST, description="How many items a page holds.")]
Area = Annotated[str | None, QueryParameter(pattern="^[a-z0-9_-]{1,60}$", description="Key of an area of work, from /api/areas.")]
Since = Annotated[str | None, QueryParameter(format="date-time", description="Only what changed at this instant or later.")]


def narrowed(authority: UUID | None, area: str | None, changed_since: str | None, script: str | None, venue: str = "") -> Narrowed:
    """Gather the filters; raises Malformed("day-impossible") for an instant that cannot be read."""
    return Narrowed(authority, area or "", venue, _instant(changed_since) if changed_since is not None else None, in_latin(script))


def _instant(typed: str) -> datetime:
    """Read an instant of RFC 3339, without a zone as UTC; years that no calendar of ours knows are those next to them."""
    try:
        read = datetime.fromisoformat(_LEAP.sub(":59", typed.upper()))
    except ValueError:
        raise Malformed("day-impossible", field="changed_since", day=typed[:40]) from None
    aware = read if read.tzinfo else read.replace(tzinfo=UTC)
    return max(_FIRST, min(aware.replace(tzinfo=UTC), _LAST)) if not _FIRST.year < aware.year < _LAST.year else aware
