"""Single things of the read API that other rooms do not give: one comment with its answer, and what changed since."""

import re
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated

from litestar import Response, get
from litestar.params import FromPath, FromQuery, QueryParameter

from dialog_tracker.domain.errors import Malformed
from dialog_tracker.domain.public_change import paths
from dialog_tracker.domain.reference import read_submission_number
from dialog_tracker.opendata import change_feed, every_comment
from dialog_tracker.opendata.parameters import MOST
from dialog_tracker.reading.api_shapes import AnyRequest, CommentItem, as_json, comment_item, site
from dialog_tracker.storage.transaction import Reads
from dialog_tracker.web.problems import AHEAD, LIST, ONE, Script, in_latin

_NUMBER = re.compile(r"(.+)[-/]([0-9]{1,6})")
_POSITION = Annotated[int, QueryParameter(ge=0, le=10**15, description="The position up to which the feed was read; 0 begins it.")]
_SIZE = Annotated[int, QueryParameter(ge=1, le=MOST, description="How many entries of the ledger a page looks at.")]


@dataclass(frozen=True, slots=True)
class ChangeItem:
    """Something public that changed; who did it is never told."""

    sequence: int
    at: datetime
    change: str
    kind: str
    reference: str
    url: str
    api: str


@dataclass(frozen=True, slots=True)
class ChangeList:
    """What changed, and the position to go on from; `more` says that there is more already."""

    items: list[ChangeItem]
    position: int
    more: bool


def read_comment_number(typed: str) -> str:
    """Read the number of a comment as an address holds it; raises Malformed for a number that cannot be one."""
    match = _NUMBER.fullmatch(typed)
    if match is None:
        raise Malformed("number-unreadable")
    return f"{read_submission_number(match[1])}/{int(match[2])}"


@get("/api/comments/{number:str}", tags=["comments"], responses=ONE)
async def comment(
    request: AnyRequest, reads: Reads, number: FromPath[str], script: FromQuery[Script | None] = None
) -> Response[CommentItem]:
    """Read one comment with its published answer, by its number with a hyphen before the last part (JR-2026-0007-0031K-2)."""
    now = request.app.state.clock()
    row = await every_comment.one(reads, read_comment_number(number), now, latin=in_latin(script))
    return as_json(comment_item(tuple(row)[1:], site(request)))


@get("/api/changes", tags=["changes"], responses={**LIST, 409: AHEAD})
async def changes(request: AnyRequest, reads: Reads, after: _POSITION = 0, limit: _SIZE = 100) -> ChangeList:
    """Read what changed after a position, in the order of the ledger: a copy that follows it misses nothing and sees nothing twice.

    A page may be shorter than asked for, since what is not public is left out; go on from `position` for as long as `more` is true.
    """
    found, home = await change_feed.changes(reads, after, limit), site(request)
    if found.position == after:
        await change_feed.check_reached(reads, after)
    items = []
    for row in found.rows:
        page, api = paths(row.kind, row.reference)
        items.append(ChangeItem(row.sequence, row.at, row.change, row.kind.value, row.reference, home + page, home + api))
    return ChangeList(items, found.position, found.more)


HANDLERS = [comment, changes]
