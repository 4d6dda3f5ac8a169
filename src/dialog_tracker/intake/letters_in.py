"""Letters that come by e-mail: a form that is attached is read, else the letter itself; a person always looks before it comes in."""

import asyncio
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

import msgspec
from sqlalchemy.ext.asyncio import AsyncSession

from dialog_tracker.consultations.queries import Facts
from dialog_tracker.documents.actions import keep_file
from dialog_tracker.documents.queries import all_places
from dialog_tracker.domain.attachment import ATTACHMENT_TYPES, AttachmentFormat, safe_name
from dialog_tracker.domain.comment_columns import Preset
from dialog_tracker.domain.comment_form import FilledForm
from dialog_tracker.domain.errors import Malformed
from dialog_tracker.domain.incoming import IncomingSubmission, submitter_kind
from dialog_tracker.domain.letter_points import points_of
from dialog_tracker.domain.policy import Actor
from dialog_tracker.domain.submission import Channel, SubmitterKind
from dialog_tracker.intake.actions import Given, keep_for_repair, open_file, refuse_file
from dialog_tracker.intake.queries import FileLine, KeptFile, file_line, organisation_of_address
from dialog_tracker.office.attachments import recognise
from dialog_tracker.office.incoming import Limits
from dialog_tracker.office.mail_letter import MailLetter
from dialog_tracker.office.sandbox import read_form_async, read_mail_async, read_words_async
from dialog_tracker.storage.files import FileStore

_FORMS = frozenset({AttachmentFormat.DOCX, AttachmentFormat.ODT, AttachmentFormat.PDF})


@dataclass(frozen=True, slots=True)
class _Attached:
    kept: KeptFile
    form: AttachmentFormat
    content: bytes


async def receive_letter(
    session: AsyncSession,
    actor: Actor,
    now: datetime,
    facts: Facts,
    given: Given,
    content: bytes,
    store: FileStore,
    *,
    limits: Limits | None = None,
    soffice: Path | None = None,
) -> FileLine:
    """Read a letter and keep it for somebody to look at; its attachments are unpacked and kept beside it.

    Raises Conflict("file-came-before").
    """
    file = await open_file(session, actor, now, facts, given, Preset.MAIL)
    try:
        letter = await read_mail_async(content, limits)
    except Malformed as refused:
        await refuse_file(session, now, file.id, refused)
        return await file_line(session, file.id)
    attached, refused_names = await _attachments(session, now, letter, store)
    known = await all_places(session, facts.version_id)
    filled = await _filled(attached, facts, soffice)
    organisation = await organisation_of_address(session, letter.address)
    said = filled.submission if filled else IncomingSubmission(row=1, comments=points_of(letter.body, known))
    form = FilledForm(
        None,
        ours=bool(filled and filled.ours),
        submission=_signed(said, letter, organisation),
        doubts=_doubts(letter, refused_names, filled),
    )
    received_at = _received(letter, now)
    kept = {
        "form": msgspec.to_builtins(form),
        "channel": Channel.EMAIL.value,
        "received_at": received_at.isoformat(),
        "sent_at": letter.sent_at,
        "subject": letter.subject,
        "files": [msgspec.to_builtins(one.kept) for one in attached],
    }
    await keep_for_repair(session, file.id, kept, len(said.comments))
    return await file_line(session, file.id)


async def _attachments(session: AsyncSession, now: datetime, letter: MailLetter, store: FileStore) -> tuple[list[_Attached], list[str]]:
    """Keep what may be kept; of what may not, the name is told."""
    attached: list[_Attached] = []
    refused: list[str] = []
    for one in letter.files:
        try:
            form = await asyncio.to_thread(recognise, one.content)
        except Malformed:
            refused.append(one.name)
            continue
        sha256 = await asyncio.to_thread(store.put, one.content)
        await keep_file(session, now, sha256=sha256, size=len(one.content), media_type=ATTACHMENT_TYPES[form])
        words = await read_words_async(one.content, form)
        attached.append(_Attached(KeptFile(sha256, safe_name(one.name, form), words), form, one.content))
    return attached, refused


async def _filled(attached: list[_Attached], facts: Facts, soffice: Path | None) -> FilledForm | None:
    """Find the form among the attachments: the first that has rows of comments, and is for this consultation or for none."""
    for one in attached:
        if one.form not in _FORMS:
            continue
        try:
            filled = await read_form_async(one.content, facts.window.zone, Limits(), soffice=soffice)
        except Malformed:
            continue
        of_rows = any(comment.written_place or comment.proposed for comment in filled.submission.comments)
        if (of_rows or filled.ours) and filled.reference in {None, facts.reference}:
            return filled
    return None


def _signed(said: IncomingSubmission, letter: MailLetter, organisation: str) -> IncomingSubmission:
    """What the letter does not say of its sender, the address and the register do."""
    kind = submitter_kind("", letter.name)
    named = letter.name if kind not in {SubmitterKind.OTHER, SubmitterKind.INDIVIDUAL} else ""
    return replace(
        said,
        organisation=said.organisation or organisation or named,
        name=said.name or ("" if named else letter.name),
        email=said.email or letter.address,
    )


def _doubts(letter: MailLetter, refused: list[str], filled: FilledForm | None) -> tuple[str, ...]:
    found = ["letter-form" if filled else "letter-words", *letter.doubts]
    return (*found, *(["files-refused"] if refused else []), *([] if letter.address else ["sender-unknown"]))


def _received(letter: MailLetter, now: datetime) -> datetime:
    """The server that took the letter says when; a time that lies ahead is not believed."""
    for said in (letter.received_at, letter.sent_at):
        if said and (at := datetime.fromisoformat(said).astimezone(UTC)) <= now:
            return at
    return now
