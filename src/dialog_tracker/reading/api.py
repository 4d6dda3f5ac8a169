"""The JSON twins of the public pages: the same queries, the same shapes, paged by key.

Texts are given as written; with `script=latn` Serbian Cyrillic is given in Latin. Errors are problem+json with stable codes.
"""

from dataclasses import astuple, dataclass
from datetime import date, datetime
from hashlib import sha256
from typing import Any, Literal

import msgspec
from litestar import Response, get
from litestar.params import FromPath, FromQuery

from dialog_tracker.domain.obligation import Obligation
from dialog_tracker.domain.policy import ANONYMOUS
from dialog_tracker.domain.reference import read_reference, read_submission_number, read_version
from dialog_tracker.reading import heads, lists, queries
from dialog_tracker.reading.api_shapes import AnyRequest, ProvisionItem, provision_items
from dialog_tracker.responses.queries import SentComment, published_comments
from dialog_tracker.storage.transaction import Reads
from dialog_tracker.web.paging import read_closed_cursor, read_number_cursor, write_closed_cursor, write_cursor
from dialog_tracker.web.problems import LIST, ONE, in_latin

_encoder = msgspec.json.Encoder()


@dataclass(frozen=True, slots=True)
class ConsultationItem:
    """A consultation in a list."""

    reference: str
    title: str
    authority: str
    procedure: str
    opens_at: datetime | None
    closes_at: datetime
    report_published: bool
    comments: int
    venue: str


@dataclass(frozen=True, slots=True)
class ConsultationList:
    """Consultations and the cursor of the next page, null on the last one."""

    items: list[ConsultationItem]
    next: str | None


@dataclass(frozen=True, slots=True)
class ObligationItem:
    """A dated legal duty with its reason."""

    rule: str
    what: str
    due_on: date | None
    verdict: str
    reason: str
    citation: str
    certainty: str


@dataclass(frozen=True, slots=True)
class ConsultationItemFull:
    """A consultation with its obligations and counts."""

    reference: str
    title: str
    act_kind: str
    authority: str
    case_number: str
    procedure: str
    phase: str
    opens_at: datetime
    closes_at: datetime
    articles: int
    obligations: list[ObligationItem]
    comments: int
    submissions: int
    organisations: int
    late: int
    answers: dict[str, int]


@dataclass(frozen=True, slots=True)
class TextItem:
    """The text of a draft, in order."""

    reference: str
    title: str
    provisions: list[ProvisionItem]
    comments_by_unit: dict[str, int]


class CommentItem(msgspec.Struct, frozen=True):
    """A comment with its published answer; `status` is unanswered where there is none.

    `held` says why its texts are not published: quarantined, or the reason for which they are withheld.
    """

    number: str
    position: int
    kind: str
    target: str
    anchor: str
    place: str
    submitter: str
    submitter_kind: str
    received_at: datetime
    late: bool
    language: str
    script: str
    quote: str
    proposed: str
    reasons: str
    weight: str
    held: str
    status: str
    answer: str
    what_changed: str
    answered_at: datetime | None


class CommentList(msgspec.Struct, frozen=True):
    """Comments and the cursor of the next page, null on the last one."""

    items: list[CommentItem]
    next: str | None


def _comment(row: Any) -> CommentItem:
    """Take a row as it comes from the database: its columns are the fields, in order."""
    return CommentItem(*row)


@get("/api/consultations", tags=["consultations"], responses=LIST)
async def consultations(
    request: AnyRequest,
    reads: Reads,
    phase: FromQuery[Literal["open", "coming", "closed"]] = "open",
    script: FromQuery[str | None] = None,
    after: FromQuery[str | None] = None,
) -> ConsultationList:
    """List published consultations: open ones by their end, coming ones by their beginning, closed ones newest first and paged."""
    now, latin = request.app.state.clock(), in_latin(script)
    if phase == "open":
        rows = await lists.open_consultations(reads, now, latin=latin)
    elif phase == "coming":
        rows = await lists.coming_consultations(reads, now, latin=latin)
    else:
        rows = await lists.closed_consultations(reads, now, latin=latin, before=read_closed_cursor(after), limit=queries.PAGE + 1)
    last = rows[queries.PAGE - 1] if phase == "closed" and len(rows) > queries.PAGE else None
    items = [
        ConsultationItem(r.reference, r.title, r.authority, r.procedure_key, r.opens_at, r.closes_at, r.reported, r.comments, r.venue)
        for r in (rows[: queries.PAGE] if last else rows)
    ]
    return ConsultationList(items, write_closed_cursor(last.closes_at, last.id) if last else None)


@get("/api/consultations/{reference:str}", tags=["consultations"], responses=ONE)
async def consultation(
    request: AnyRequest, reads: Reads, reference: FromPath[str], script: FromQuery[str | None] = None
) -> ConsultationItemFull:
    """Read a consultation with its dated obligations, each with verdict, reason and citation."""
    page = await queries.consultation_page(reads, ANONYMOUS, read_reference(reference), request.app.state.clock(), latin=in_latin(script))
    head, totals = page.head, page.totals
    return ConsultationItemFull(
        head.reference,
        head.title,
        head.act_kind,
        head.authority,
        head.case_number,
        head.procedure_key,
        head.phase.value,
        head.opens_at,
        head.closes_at,
        head.articles,
        [_obligation(o) for o in page.clock.obligations],
        totals.comments,
        totals.submissions,
        totals.organisations,
        totals.late,
        dict(page.answers.by_status),
    )


def _obligation(o: Obligation) -> ObligationItem:
    return ObligationItem(o.rule.key, o.rule.what.sr, o.due_on, o.verdict.value, o.reason, o.rule.citation.sr, o.rule.certainty)


@get("/api/consultations/{reference:str}/text", tags=["consultations"], responses=ONE)
async def text(request: AnyRequest, reads: Reads, reference: FromPath[str], script: FromQuery[str | None] = None) -> TextItem:
    """Read the text of a draft, provision by provision, with counts of comments by article."""
    page = await queries.text_page(reads, ANONYMOUS, read_reference(reference), request.app.state.clock(), latin=in_latin(script))
    counts = {u.anchor: u.counts.comments for u in page.units if u.counts}
    return TextItem(page.head.reference, page.head.title, provision_items(page.units), counts)


@get("/api/consultations/{reference:str}/comments", tags=["comments"], responses=ONE)
async def comments(
    request: AnyRequest,
    reads: Reads,
    reference: FromPath[str],
    script: FromQuery[str | None] = None,
    after: FromQuery[str | None] = None,
    status: FromQuery[str | None] = None,
) -> Response[CommentList]:
    """List the comments of a consultation with their published answers, in the order of arrival, fifty a page."""
    key, latin, known = read_number_cursor(after), in_latin(script), read_reference(reference)
    if status:
        page = await queries.comments_list(
            reads, ANONYMOUS, known, request.app.state.clock(), latin=latin, after=key, status=status, counted=False
        )
        rows, more = page.comments, page.next
    else:
        found = await published_comments(reads, known, request.app.state.clock(), latin=latin, after=key, limit=queries.PAGE + 1)
        rows, more = found[: queries.PAGE], found[queries.PAGE - 1].position if len(found) > queries.PAGE else None
        if not rows:  # no comments yet, or no such consultation
            await heads.head_of(reads, ANONYMOUS, known, request.app.state.clock(), latin=latin)
    body = _encoder.encode(CommentList([_comment(row) for row in rows], write_cursor(more) if more is not None else None))
    return Response(body, media_type="application/json")  # type: ignore[arg-type]  # bytes already; the type describes the API


@dataclass(frozen=True, slots=True)
class SubmissionItem:
    """A submission as its receipt shows it; a comment that was parted has `parts`, which stand in lists in its place."""

    number: str
    consultation: str
    submitter: str
    submitter_kind: str
    channel: str
    received_at: datetime
    late: bool
    content_hash: str
    comments: list[dict[str, Any]]


@get("/api/submissions/{number:str}", tags=["comments"], responses=ONE)
async def submission(request: AnyRequest, reads: Reads, number: FromPath[str], script: FromQuery[str | None] = None) -> SubmissionItem:
    """Read a submission with its comments, their answers and the fingerprint of its content."""
    page = await queries.receipt_page(reads, ANONYMOUS, read_submission_number(number), request.app.state.clock(), latin=in_latin(script))
    card = page.card
    rows = [msgspec.to_builtins(_comment(astuple(sent.line))) | _parts(sent) for sent in page.comments]
    return SubmissionItem(
        card.number, card.reference, card.submitter, card.submitter_kind, card.channel, card.received_at, card.late, card.content_hash, rows
    )


def _parts(sent: SentComment) -> dict[str, Any]:
    return {"parts": [msgspec.to_builtins(_comment(astuple(part))) for part in sent.parts]} if sent.parts else {}


@get("/api/consultations/{reference:str}/report", tags=["reports"], responses=ONE)
async def report(request: AnyRequest, reads: Reads, reference: FromPath[str], version: FromQuery[str | None] = None) -> Response[Any]:
    """Read the frozen outcome report of a consultation, the newest version or an earlier one.

    The texts of comments that are not public any more are left out.
    """
    now = request.app.state.clock()
    page = await queries.report_page(reads, ANONYMOUS, read_reference(reference), now, latin=False, version=read_version(version))
    held = "".join(f"-{number}:{why}" for number, why in sorted(page.held.items()))
    mark = f"{page.report.model_hash}-{sha256(held.encode()).hexdigest()[:16]}" if held else page.report.model_hash
    return Response(_encoder.encode(page.report.model), media_type="application/json", headers={"ETag": f'"{mark}"'})


HANDLERS = [consultations, consultation, text, comments, submission, report]
