"""The JSON twins of the public pages: the same queries, the same shapes, paged by key.

Texts are given as written; with `script=latn` Serbian Cyrillic is given in Latin. Errors are problem+json with stable codes.
"""

import re
from collections.abc import Callable
from dataclasses import astuple, dataclass
from datetime import date, datetime
from hashlib import sha256
from typing import Annotated, Any
from uuid import UUID

import msgspec
from litestar import Response, get
from litestar.openapi import ResponseSpec
from litestar.params import FromPath, FromQuery, QueryParameter

from dialog_tracker.domain.errors import NotFound
from dialog_tracker.domain.obligation import Obligation
from dialog_tracker.domain.outcome import OutcomeReport
from dialog_tracker.domain.policy import ANONYMOUS
from dialog_tracker.domain.reference import read_reference, read_submission_number
from dialog_tracker.domain.response import ResponseStatus
from dialog_tracker.domain.script import Face
from dialog_tracker.reading import heads, queries
from dialog_tracker.reading.api_shapes import (
    AnyRequest,
    CommentList,
    PhaseNamed,
    ProvisionItem,
    as_json,
    comment_item,
    phase_named,
    provision_items,
    site,
)
from dialog_tracker.reading.followed import FollowedPage, followed_page
from dialog_tracker.responses.queries import SentComment, published_comments
from dialog_tracker.storage.transaction import Reads
from dialog_tracker.web.paging import Cursors
from dialog_tracker.web.paging import number as number_of
from dialog_tracker.web.problems import ONE, Script, in_face, in_script

Version = Annotated[int | None, QueryParameter(ge=1, le=999_999, description="An earlier version of the report.")]
_REPORT = ResponseSpec(OutcomeReport, generate_examples=False, description="The report as it was published.")
_ANCHOR = re.compile(r"[A-Za-z0-9_.-]{1,200}")


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
    """A consultation with its obligations and counts; one that runs elsewhere has no text here, and its opening may be unknown."""

    reference: str
    title: str
    act_kind: str
    authority: str
    case_number: str
    procedure: str
    phase: PhaseNamed
    opens_at: datetime | None
    closes_at: datetime
    articles: int
    obligations: list[ObligationItem]
    comments: int
    submissions: int
    organisations: int
    late: int
    answers: dict[str, int]
    venue: str
    authority_id: UUID
    act_id: UUID
    areas: list[str]
    summary: str
    source_url: str
    withdrawn_reason: str
    url: str
    api: str


@dataclass(frozen=True, slots=True)
class TextItem:
    """The text of a draft, in order."""

    reference: str
    title: str
    provisions: list[ProvisionItem]
    comments_by_unit: dict[str, int]
    url: str


@dataclass(frozen=True, slots=True)
class ArticleItem:
    """An article, or another unit of the text, with everything inside it; `comments` is the address of those made on it."""

    reference: str
    anchor: str
    provisions: list[ProvisionItem]
    comments: str
    url: str
    api: str


@get("/api/consultations/{reference:str}", tags=["consultations"], responses=ONE)
async def consultation(
    request: AnyRequest, reads: Reads, reference: FromPath[str], script: FromQuery[Script | None] = None
) -> ConsultationItemFull:
    """Read a consultation with its dated obligations, each with verdict, reason and citation."""
    known, now, home, said = read_reference(reference), request.app.state.clock(), site(request), in_script(script)
    try:
        page = await queries.consultation_page(reads, ANONYMOUS, known, now, face=in_face(script))
    except NotFound:
        return _followed(await followed_page(reads, ANONYMOUS, known, now, face=in_face(script)), home, now, said)
    head, totals = page.head, page.totals
    return ConsultationItemFull(
        head.reference,
        head.title,
        head.act_kind,
        head.authority,
        head.case_number,
        head.procedure_key,
        phase_named(head.phase),
        head.opens_at,
        head.closes_at,
        head.articles,
        [_obligation(o, said) for o in page.clock.obligations],
        totals.comments,
        totals.submissions,
        totals.organisations,
        totals.late,
        dict(page.answers.by_status),
        "here",
        head.authority_id,
        page.act_id,
        sorted(one.key for one in page.areas),
        head.summary,
        "",
        said(head.withdrawn_reason),
        *_addresses(home, head.reference),
    )


def _followed(page: FollowedPage, home: str, now: datetime, said: Callable[[str], str]) -> ConsultationItemFull:
    head = page.head
    coming = head.opens_at is not None and head.opens_at > now
    phase: PhaseNamed = "upcoming" if coming else "open" if head.closes_at > now else "closed"
    told = (head.reference, head.title, head.act_kind, head.authority, head.case_number, head.procedure_key, phase)
    counted: dict[str, int] = {}
    return ConsultationItemFull(
        *told,
        head.opens_at,
        head.closes_at,
        0,
        [_obligation(o, said) for o in page.clock.obligations],
        0,
        0,
        0,
        0,
        counted,
        "elsewhere",
        head.authority_id,
        head.act_id,
        sorted(one.key for one in page.areas),
        head.summary,
        head.source_url,
        "",
        *_addresses(home, head.reference),
    )


def _addresses(home: str, reference: str) -> tuple[str, str]:
    return f"{home}/c/{reference}", f"{home}/api/consultations/{reference}"


def _obligation(o: Obligation, said: Callable[[str], str]) -> ObligationItem:
    what, citation = said(o.rule.what.sr), said(o.rule.citation.sr)
    return ObligationItem(o.rule.key, what, o.due_on, o.verdict.value, o.reason, citation, o.rule.certainty)


@get("/api/consultations/{reference:str}/text", tags=["consultations"], responses=ONE)
async def text(request: AnyRequest, reads: Reads, reference: FromPath[str], script: FromQuery[Script | None] = None) -> TextItem:
    """Read the text of a draft, provision by provision, with counts of comments by article."""
    page = await queries.text_page(reads, ANONYMOUS, read_reference(reference), request.app.state.clock(), face=in_face(script))
    counts = {u.anchor: u.counts.comments for u in page.units if u.counts}
    address = f"{site(request)}/c/{page.head.reference}/text"
    return TextItem(page.head.reference, page.head.title, provision_items(page.units), counts, address)


@get("/api/consultations/{reference:str}/text/{anchor:str}", tags=["consultations"], responses=ONE)
async def article(
    request: AnyRequest, reads: Reads, reference: FromPath[str], anchor: FromPath[str], script: FromQuery[Script | None] = None
) -> ArticleItem:
    """Read the article that an anchor stands in, with everything inside it; the address stays the same for good."""
    known, now, home = read_reference(reference), request.app.state.clock(), site(request)
    page = await queries.unit_page(reads, ANONYMOUS, known, _anchor(anchor), now, face=in_face(script))
    unit = page.unit
    assert unit is not None
    comments_on_it = f"{home}/api/consultations/{known}/comments?anchor={unit.anchor}"
    address, own = _addresses(home, known)
    inside = f"/text/{unit.anchor}"
    return ArticleItem(known, unit.anchor, provision_items([unit]), comments_on_it, address + inside, own + inside)


def _anchor(typed: str) -> str:
    """Read an anchor; raises NotFound("provision-unknown") for what none can be."""
    if not _ANCHOR.fullmatch(typed):
        raise NotFound("provision-unknown", anchor="")
    return typed


@get("/api/consultations/{reference:str}/comments", tags=["comments"], responses=ONE)
async def comments(
    request: AnyRequest,
    reads: Reads,
    reference: FromPath[str],
    script: FromQuery[Script | None] = None,
    after: FromQuery[str | None] = None,
    status: FromQuery[ResponseStatus | None] = None,
    anchor: FromQuery[str | None] = None,
) -> Response[CommentList]:
    """List the comments of a consultation with their published answers, in the order of arrival, fifty a page.

    With `anchor` only those on one article, with `status` only those that ended so.
    """
    face, known, now, home = in_face(script), read_reference(reference), request.app.state.clock(), site(request)
    cursors = Cursors.of("comments-of", {"reference": known, "status": status, "anchor": anchor})
    key = cursors.read(after, number_of)
    last = key[0] if key else None
    if anchor:
        on_it = await queries.unit_page(reads, ANONYMOUS, known, _anchor(anchor), now, face=face, after=last)
        rows, more = [one for one in on_it.comments if not status or one.status == status], on_it.next
    elif status:
        page = await queries.comments_list(reads, ANONYMOUS, known, now, face=face, after=last, status=status, counted=False)
        rows, more = list(page.comments), page.next
    else:
        found = await published_comments(reads, known, now, latin=face.latin, after=last, limit=queries.PAGE + 1)
        rows, more = list(found[: queries.PAGE]), found[queries.PAGE - 1].position if len(found) > queries.PAGE else None
        if not rows:  # no comments yet, or no such consultation
            await _known(reads, known, now)
    return as_json(CommentList([comment_item(row, home) for row in rows], cursors.write(more) if more is not None else None))


async def _known(reads: Any, reference: str, now: datetime) -> None:
    """Raise NotFound("consultation-unknown") for one that is not public, here or elsewhere."""
    try:
        await heads.head_of(reads, ANONYMOUS, reference, now, face=Face.CYRILLIC)
    except NotFound:
        await followed_page(reads, ANONYMOUS, reference, now, face=Face.CYRILLIC)


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
    url: str


@get("/api/submissions/{number:str}", tags=["comments"], responses=ONE)
async def submission(request: AnyRequest, reads: Reads, number: FromPath[str], script: FromQuery[Script | None] = None) -> SubmissionItem:
    """Read a submission with its comments, their answers and the fingerprint of its content."""
    page = await queries.receipt_page(reads, ANONYMOUS, read_submission_number(number), request.app.state.clock(), face=in_face(script))
    card, home = page.card, site(request)
    rows = [msgspec.to_builtins(comment_item(astuple(sent.line), home)) | _parts(sent, home) for sent in page.comments]
    told = (card.number, card.reference, card.submitter, card.submitter_kind, card.channel, card.received_at, card.late, card.content_hash)
    return SubmissionItem(*told, rows, f"{home}/k/{card.number}")


def _parts(sent: SentComment, home: str) -> dict[str, Any]:
    return {"parts": [msgspec.to_builtins(comment_item(astuple(part), home)) for part in sent.parts]} if sent.parts else {}


@get("/api/consultations/{reference:str}/report", tags=["reports"], responses={**ONE, 200: _REPORT})
async def report(request: AnyRequest, reads: Reads, reference: FromPath[str], version: Version = None) -> Response[Any]:
    """Read the frozen outcome report of a consultation, the newest version or an earlier one.

    The texts of comments that are not public any more are left out.
    """
    now = request.app.state.clock()
    page = await queries.report_page(reads, ANONYMOUS, read_reference(reference), now, face=Face.CYRILLIC, version=version)
    held = "".join(f"-{number}:{why}" for number, why in sorted(page.held.items()))
    mark = f"{page.report.model_hash}-{sha256(held.encode()).hexdigest()[:16]}" if held else page.report.model_hash
    return Response(msgspec.json.encode(page.report.model), media_type="application/json", headers={"ETag": f'W/"{mark}"'})


HANDLERS = [consultation, text, article, comments, submission, report]
