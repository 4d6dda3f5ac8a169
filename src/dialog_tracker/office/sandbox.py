"""Reading uploaded files in a child process with limits, so that no file can take the server's memory, time or secrets."""

import asyncio
import logging
import subprocess
import sys
from pathlib import Path
from typing import NamedTuple

import msgspec

from dialog_tracker.domain.attachment import AttachmentFormat
from dialog_tracker.domain.comment_form import FilledForm
from dialog_tracker.domain.errors import Malformed
from dialog_tracker.domain.headings import SourceText
from dialog_tracker.domain.provision import DraftText
from dialog_tracker.office.bare import bare_environment
from dialog_tracker.office.child import Answer, Bounds, Order, Tracked
from dialog_tracker.office.conversion import to_word
from dialog_tracker.office.formats import THROUGH_OFFICE, Format, sniff
from dialog_tracker.office.incoming import Limits
from dialog_tracker.office.mail_letter import MailLetter

_log = logging.getLogger(__name__)


class Reading(NamedTuple):
    """What came of a file: its provisions, its blocks for the preview, and the format it was."""

    text: DraftText
    source: tuple[SourceText, ...]
    form: Format


def read_draft(
    content: bytes, limits: Limits | None = None, bounds: Bounds | None = None, soffice: Path | None = None, tracked: Tracked = "accepted"
) -> Reading:
    """Read a draft in a child process and wait for it; for the command line."""
    limits = limits or Limits()
    form = sniff(content, limits)
    if form in THROUGH_OFFICE:
        content = to_word(content, form, soffice, limits)
    order = _order(form, limits, bounds, tracked)
    try:
        done = subprocess.run(  # noqa: S603 - our own interpreter and module
            _command(order), input=content, capture_output=True, env=bare_environment(), timeout=order.bounds.wall_seconds, check=False
        )
    except subprocess.TimeoutExpired as late:
        raise Malformed("draft-too-heavy") from late
    return _reading(form, done.returncode, done.stdout, done.stderr)


async def read_draft_async(
    content: bytes, limits: Limits | None = None, bounds: Bounds | None = None, soffice: Path | None = None, tracked: Tracked = "accepted"
) -> Reading:
    """Read a draft in a child process while the server goes on with other work."""
    limits = limits or Limits()
    form = sniff(content, limits)
    given = await _given(content, form, limits, soffice)
    return _reading(form, *await _ask(_order(form, limits, bounds, tracked), given))


async def read_form_async(
    content: bytes, zone: str, limits: Limits | None = None, bounds: Bounds | None = None, soffice: Path | None = None
) -> FilledForm:
    """Read a form that somebody filled in, in a child process; raises Malformed with the codes of a draft, and `form-empty`."""
    limits = limits or Limits()
    form = sniff(content, limits)
    given = await _given(content, form, limits, soffice)
    order = msgspec.structs.replace(_order(form, limits, bounds, "accepted"), form_zone=zone)
    answer = _answer(*await _ask(order, given))
    if answer.filled is None:
        raise Malformed(answer.refused or "draft-damaged", **answer.facts)
    return answer.filled


async def read_tables_async(content: bytes, limits: Limits | None = None, soffice: Path | None = None) -> tuple[tuple[str, ...], ...]:
    """Read the rows of the tables of a document in a child process; raises Malformed with the codes of a draft."""
    limits = limits or Limits()
    form = sniff(content, limits)
    given = await _given(content, form, limits, soffice)
    order = msgspec.structs.replace(_order(form, limits, None, "accepted"), tables=True)
    answer = _answer(*await _ask(order, given))
    if answer.tables is None:
        raise Malformed(answer.refused or "draft-damaged", **answer.facts)
    return answer.tables


async def read_mail_async(content: bytes, limits: Limits | None = None) -> MailLetter:
    """Read a letter that came by e-mail, in a child process; raises Malformed("mail-unreadable" or "draft-too-large")."""
    bounds = limits or Limits()
    if len(content) > bounds.file_bytes:
        raise Malformed("draft-too-large", limit_mb=bounds.megabytes)
    order = msgspec.structs.replace(_order(Format.TXT, bounds, None, "accepted"), mail=True)
    answer = _answer(*await _ask(order, content))
    if answer.letter is None:
        raise Malformed(answer.refused or "mail-unreadable", **answer.facts)
    return answer.letter


async def read_words_async(content: bytes, form: AttachmentFormat, limits: Limits | None = None) -> str:
    """Read the words of an attachment in a child process; nothing where there are none, or they cannot be read."""
    if form not in _WITH_WORDS:
        return ""
    order = msgspec.structs.replace(_order(Format.TXT, limits or Limits(), None, "accepted"), words=form)
    try:
        return _answer(*await _ask(order, content)).words
    except Malformed:
        return ""


_WITH_WORDS = frozenset({AttachmentFormat.DOCX, AttachmentFormat.PDF, AttachmentFormat.TXT, AttachmentFormat.XLSX})


async def _given(content: bytes, form: Format, limits: Limits, soffice: Path | None) -> bytes:
    return await asyncio.to_thread(to_word, content, form, soffice, limits) if form in THROUGH_OFFICE else content


async def _ask(order: Order, content: bytes) -> tuple[int, bytes, bytes]:
    pipe = asyncio.subprocess.PIPE
    child = await asyncio.create_subprocess_exec(*_command(order), stdin=pipe, stdout=pipe, stderr=pipe, env=bare_environment())
    try:
        async with asyncio.timeout(order.bounds.wall_seconds):
            answered, complaint = await child.communicate(content)
    except TimeoutError as late:
        raise Malformed("draft-too-heavy") from late
    finally:
        # Also when the request is cancelled, no child may be left working.
        if child.returncode is None:
            child.kill()
            await child.wait()
    return child.returncode or 0, answered, complaint


def _order(form: Format, limits: Limits, bounds: Bounds | None, tracked: Tracked) -> Order:
    """What LibreOffice converted is a Word file to the child."""
    return Order(limits, bounds or Bounds(), Format.DOCX if form in THROUGH_OFFICE else form, tracked)


def _command(order: Order) -> list[str]:
    """`-P` keeps a module in the working directory from being taken for one of ours."""
    return [sys.executable, "-P", "-m", "dialog_tracker.office.child", msgspec.json.encode(order).decode()]


def _reading(form: Format, returned: int, answered: bytes, complaint: bytes) -> Reading:
    answer = _answer(returned, answered, complaint)
    if answer.draft is None:
        raise Malformed(answer.refused or "draft-damaged", **answer.facts)
    return Reading(answer.draft, answer.source, form)


def _answer(returned: int, answered: bytes, complaint: bytes) -> Answer:
    """A child that died is taken to have died at its limits; what else it was is left to the log, without the file's words."""
    if returned != 0:
        error = complaint.decode(errors="replace").strip().rpartition("\n")[2].partition(":")[0]
        _log.warning("The child that reads drafts ended with %s %s", returned, error)
        raise Malformed("draft-too-heavy")
    try:
        return msgspec.json.decode(answered, type=Answer)
    except msgspec.DecodeError as cut:
        raise Malformed("draft-too-heavy") from cut
