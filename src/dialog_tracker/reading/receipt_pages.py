"""Receipts: the page of a submission, its files, its check against the record, and the receipt as a Word file to keep."""

from typing import Any

from litestar import Response, get
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery
from litestar.response import Redirect

from dialog_tracker.comments.receipts import recomputed_hash
from dialog_tracker.domain.answer_letter import answer_letter
from dialog_tracker.domain.draft_format import MEDIA_TYPES
from dialog_tracker.domain.errors import NotFound
from dialog_tracker.domain.reference import read_submission_number
from dialog_tracker.domain.script import Face, Script
from dialog_tracker.office.answer_letter_file import answer_letter_file
from dialog_tracker.office.receipt_file import ReceiptFacts, receipt_file
from dialog_tracker.reading import editable, queries, versions
from dialog_tracker.reports.renderings import facts_to_show
from dialog_tracker.storage.transaction import Db, Reads
from dialog_tracker.web.downloads import download, sent
from dialog_tracker.web.visitor import AnyRequest, Visitor, page

Here = NamedDependency[Visitor]


@get(["/k/{number:str}", "/k/{number:str}/{ordinal:int}"], name="receipt")
async def receipt(
    request: AnyRequest, visitor: Here, reads: Reads, number: FromPath[str], check: FromQuery[str | None] = None
) -> Response[Any]:
    """Show a submission with its receipt; the address of a comment leads to its place in it.

    With `check` the record is compared with the fingerprint that somebody holds, or with its own where none is given.
    """
    known = read_submission_number(number)
    if known != number:
        return Redirect(f"/k/{known}", status_code=301)
    content = await queries.receipt_page(reads, visitor.actor, known, request.app.state.clock(), face=visitor.face)
    wanted = [(sent.line.anchor, sent.line.quote) for sent in content.comments if sent.line.anchor]
    more: dict[str, Any] = {"later": await versions.standings(reads, content.consulted, wanted) if content.head.versions > 1 else {}}
    if check is not None:
        more["check"] = await _checked(reads, content, check)
    address = _address(request, known)
    return page(request, visitor, "reading/receipt.html", content, address=address, qr=editable.qr_svg(address), held=check or "", **more)


def _address(request: AnyRequest, number: str) -> str:
    return f"{request.app.state.settings.base_url.rstrip('/')}/k/{number}"


async def _checked(reads: Any, content: queries.ReceiptPage, held: str) -> str:
    """Tell whether the record is as it was received, and whether the receipt that somebody holds is of it."""
    given = "".join(held.split()).lower()
    if await recomputed_hash(reads, content.card) != content.card.content_hash:
        return "record-changed"
    return "matches" if given in {"", content.card.content_hash} else "other"


@get("/k/{number:str}/receipt.docx", name="receipt-file")
async def as_word(request: AnyRequest, visitor: Here, reads: Reads, number: FromPath[str]) -> Response[bytes]:
    """Download the receipt as a Word file, in the reader's script."""
    known = read_submission_number(number)
    content = await queries.receipt_page(reads, visitor.actor, known, request.app.state.clock(), face=Face.CYRILLIC)
    card, head = content.card, content.head
    facts = ReceiptFacts(
        number=known,
        title=head.title,
        authority=head.authority,
        submitter=card.submitter,
        zone=head.time_zone,
        times=(card.written_on, card.sent_at, card.received_at, card.published_at),
        closes_at=card.closes_at,
        late=card.late,
        content_hash=card.content_hash,
        comments=[(sent.line.number, sent.line.place or "текст у целини") for sent in content.comments],
        files=[(one.name, one.sha256 or "") for one in content.files],
        address=_address(request, known),
        reference=head.reference,
    )
    script = Script.LATIN if visitor.latin else Script.CYRILLIC
    return sent(receipt_file(facts, script), f"potvrda-{known}.docx", MEDIA_TYPES["docx"])


@get("/k/{number:str}/answer.docx", name="answer-letter")
async def answer(request: AnyRequest, visitor: Here, db: Db, number: FromPath[str]) -> Response[bytes]:
    """Download the letter with the answers to one's own comments, or to anybody's for the authority; raises NotFound("file-missing")."""
    known, state = read_submission_number(number), request.app.state
    now, settings = state.clock(), state.settings
    content = await queries.receipt_page(db, visitor.actor, known, now, face=Face.CYRILLIC)
    if not content.own or content.card.withdrawn_at is not None:
        raise NotFound("file-missing")
    shown = await facts_to_show(db, content.consulted, now, settings.base_url.rstrip("/"))
    letter = answer_letter(shown, known, content.consulted.today(now), settings.letter_days)
    script = Script.LATIN if visitor.latin else Script.CYRILLIC
    return sent(answer_letter_file(letter, script), f"odgovor-{known}.docx", MEDIA_TYPES["docx"])


@get("/k/{number:str}/files/{position:int}", name="submission-file")
async def file(request: AnyRequest, visitor: Here, reads: Reads, number: FromPath[str], position: FromPath[int]) -> Response[bytes]:
    """Download a file of a submission, where one may open it."""
    content = await queries.receipt_page(
        reads, visitor.actor, read_submission_number(number), request.app.state.clock(), face=Face.CYRILLIC
    )
    found = next((one for one in content.files if one.position == position and one.sha256), None)
    if found is None or found.sha256 is None or not (found.public or content.own):
        raise NotFound("file-missing")
    if found.erased_at is not None:
        raise NotFound("file-erased")
    return download(request, found.sha256, found.name, found.media_type or "application/octet-stream")


HANDLERS = [receipt, as_word, answer, file]
