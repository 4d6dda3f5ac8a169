"""The page of search: one box for everything, in either script; a number leads straight to its page."""

import contextlib
from typing import Any

from litestar import Response, get
from litestar.di import NamedDependency
from litestar.params import FromQuery
from litestar.response import Redirect

from dialog_tracker.domain.errors import DialogError, Malformed
from dialog_tracker.domain.finding import Query, read_query
from dialog_tracker.domain.reference import read_reference, read_submission_number
from dialog_tracker.search.asked import PLAIN, read_found_cursor, read_wanted, without, write_found_cursor, write_wanted
from dialog_tracker.search.queries import Found, Wanted, find
from dialog_tracker.storage.transaction import Db
from dialog_tracker.web.messages import message
from dialog_tracker.web.visitor import AnyRequest, Visitor, page

Here = NamedDependency[Visitor]


def _number(typed: str) -> str | None:
    """Give the address behind a number, of a consultation or of a submission; None for words. Raises Malformed("number-mistyped")."""
    try:
        return f"/k/{read_submission_number(typed)}"
    except Malformed as error:
        if error.code == "number-mistyped":
            raise
    with contextlib.suppress(DialogError):
        return f"/c/{read_reference(typed)}"
    return None


@get("/search", name="search")
async def search(request: AnyRequest, visitor: Here, db: Db, q: FromQuery[str | None] = None) -> Response[Any]:
    """Find everything public; what cannot be searched for is said beside the box, with what was typed."""
    typed = (q or "").strip()
    given = dict(request.query_params)
    wanted, query, found, refused, more = Wanted(), Query(typed), None, "", ""
    try:
        if (address := _number(typed)) is not None:
            return Redirect(address, status_code=303)
        wanted, query = read_wanted(given), read_query(typed)
        after = read_found_cursor(given.get("after"), query.typed, wanted)
        if not query.is_empty or not wanted.is_empty:
            found = await _found(request, visitor, db, query, wanted, after)
            more = write_found_cursor(found.next, query.typed, wanted) if found.next else ""
    except DialogError as error:
        refused = message(visitor.language, error.code, error.facts)
    # It is told what would help, and nothing is wrong with the address.
    wordless = bool(typed) and not refused and query.is_empty and wanted.is_empty
    content = {
        "typed": typed[:2000],
        "query": query,
        "wanted": wanted,
        "found": found,
        "refused": message(visitor.language, "search-without-words", {}) if wordless else refused,
        "without": {name: write_wanted(query.typed, without(wanted, name)) for name in PLAIN},
        "narrowed": write_wanted(query.typed, wanted),
        "more": more,
        "first": not given.get("after"),
    }
    return page(request, visitor, "search/search.html", content, status=422 if refused else 200)


async def _found(request: AnyRequest, visitor: Visitor, db: Any, query: Query, wanted: Wanted, after: tuple[float, int] | None) -> Found:
    now = request.app.state.clock()
    return await find(db, query, wanted, now, face=visitor.face, after=after)


HANDLERS = [search]
