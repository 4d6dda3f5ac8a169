"""The lists of the read API: consultations, acts, comments, submissions and reports, each with filters and cursors of its own."""

from typing import Any, Literal
from uuid import UUID

from litestar import Response, get
from litestar.params import FromQuery

from dialog_tracker.domain.consultation import Venue
from dialog_tracker.domain.response import ResponseStatus
from dialog_tracker.opendata import every_comment, records
from dialog_tracker.opendata.parameters import PAGE, Area, Cursor, Since, Size, narrowed
from dialog_tracker.opendata.records import Narrowed
from dialog_tracker.opendata.shapes import (
    ActItem,
    ConsultationItem,
    Listing,
    ReportLine,
    SubmissionLine,
    act_item,
    consultation_item,
    paged,
    report_line,
    submission_line,
)
from dialog_tracker.reading.api_shapes import AnyRequest, CommentList, as_json, comment_item, site
from dialog_tracker.storage.transaction import Reads
from dialog_tracker.web.paging import Cursors, instant
from dialog_tracker.web.problems import LIST, Script

Phase = Literal["open", "coming", "closed", "withdrawn", "all"]


def _cursors(name: str, wanted: Narrowed, **more: object) -> Cursors:
    since = wanted.since.isoformat() if wanted.since else ""
    return Cursors.of(name, {"authority": wanted.authority_id, "area": wanted.area, "venue": wanted.venue, "since": since, **more})


@get("/api/consultations", tags=["consultations"], responses=LIST)
async def consultations(
    request: AnyRequest,
    reads: Reads,
    phase: FromQuery[Phase] = "open",
    authority: FromQuery[UUID | None] = None,
    area: Area = None,
    venue: FromQuery[Venue | None] = None,
    changed_since: Since = None,
    script: FromQuery[Script | None] = None,
    limit: Size = PAGE,
    after: Cursor = None,
) -> Listing[ConsultationItem]:
    """List public consultations: open ones by their end, coming ones by their beginning, closed and withdrawn ones newest first.

    With `phase=all` they stand in the order in which they last changed, which suits programs that keep a copy.
    """
    now, wanted = request.app.state.clock(), narrowed(authority, area, changed_since, script, venue or "")
    cursors = _cursors("consultations", wanted, phase=phase)
    rows = await records.consultations(reads, phase, now, wanted, cursors.read(after, instant, UUID), limit + 1)
    home = site(request)
    return paged(rows, limit, lambda row: consultation_item(row, home, now), lambda row: cursors.write(row.key.isoformat(), row.id))


@get("/api/acts", tags=["acts"], responses=LIST)
async def acts(
    request: AnyRequest,
    reads: Reads,
    authority: FromQuery[UUID | None] = None,
    area: Area = None,
    changed_since: Since = None,
    script: FromQuery[Script | None] = None,
    limit: Size = PAGE,
    after: Cursor = None,
) -> Listing[ActItem]:
    """List the acts on which a consultation is or was public, in the order in which they were entered."""
    wanted = narrowed(authority, area, changed_since, script)
    cursors, home = _cursors("acts", wanted), site(request)
    rows = await records.acts(reads, wanted, _id(cursors.read(after, UUID)), limit + 1)
    return paged(rows, limit, lambda row: act_item(row, home), lambda row: cursors.write(row.id))


@get("/api/submissions", tags=["comments"], responses=LIST)
async def submissions(
    request: AnyRequest,
    reads: Reads,
    authority: FromQuery[UUID | None] = None,
    area: Area = None,
    changed_since: Since = None,
    script: FromQuery[Script | None] = None,
    limit: Size = PAGE,
    after: Cursor = None,
) -> Listing[SubmissionLine]:
    """List what was submitted to all consultations, in the order of arrival."""
    wanted = narrowed(authority, area, changed_since, script)
    cursors, home = _cursors("submissions", wanted), site(request)
    rows = await records.submissions(reads, wanted, _id(cursors.read(after, UUID)), limit + 1)
    return paged(rows, limit, lambda row: submission_line(row, home), lambda row: cursors.write(row.id))


@get("/api/reports", tags=["reports"], responses=LIST)
async def reports(
    request: AnyRequest,
    reads: Reads,
    authority: FromQuery[UUID | None] = None,
    area: Area = None,
    changed_since: Since = None,
    script: FromQuery[Script | None] = None,
    limit: Size = PAGE,
    after: Cursor = None,
) -> Listing[ReportLine]:
    """List every published version of every outcome report, in the order of publication."""
    wanted = narrowed(authority, area, changed_since, script)
    cursors, home = _cursors("reports", wanted), site(request)
    rows = await records.reports(reads, wanted, _id(cursors.read(after, UUID)), limit + 1)
    return paged(rows, limit, lambda row: report_line(row, home), lambda row: cursors.write(row.id))


@get("/api/comments", tags=["comments"], responses=LIST)
async def comments(
    request: AnyRequest,
    reads: Reads,
    authority: FromQuery[UUID | None] = None,
    area: Area = None,
    status: FromQuery[ResponseStatus | None] = None,
    changed_since: Since = None,
    script: FromQuery[Script | None] = None,
    limit: Size = PAGE,
    after: Cursor = None,
) -> Response[CommentList]:
    """List the comments on all consultations with their texts and answers, in the order of arrival.

    With `changed_since`: those that arrived or were answered since.
    """
    wanted = narrowed(authority, area, changed_since, script)
    cursors, home, now = _cursors("comments", wanted, status=status), site(request), request.app.state.clock()
    key = _id(cursors.read(after, UUID))
    rows = await every_comment.page(reads, wanted, now, status or "", key, limit + 1)
    more = cursors.write(rows[limit - 1].id) if len(rows) > limit else None
    return as_json(CommentList([comment_item(tuple(row)[1:], home) for row in rows[:limit]], more))


def _id(key: tuple[Any, ...] | None) -> UUID | None:
    return key[0] if key else None


HANDLERS = [consultations, acts, submissions, reports, comments]
