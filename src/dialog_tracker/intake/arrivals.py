"""Files as somebody brings them: a bundle is unpacked, each file told by its content and taken in by the way that is its own."""

import asyncio
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from sqlalchemy.ext.asyncio import AsyncSession

from dialog_tracker.consultations.queries import Facts
from dialog_tracker.domain.attachment import ATTACHMENT_TYPES, AttachmentFormat
from dialog_tracker.domain.errors import Malformed
from dialog_tracker.domain.policy import Actor
from dialog_tracker.domain.submission import Channel
from dialog_tracker.intake.actions import Given
from dialog_tracker.intake.forms import Came, receive_form
from dialog_tracker.intake.letters_in import receive_letter
from dialog_tracker.intake.tables_in import open_table
from dialog_tracker.office.attachments import recognise
from dialog_tracker.office.bundles import Bundled, is_bundle, unbundle
from dialog_tracker.office.incoming import Limits
from dialog_tracker.office.mail_reading import is_mail
from dialog_tracker.office.sheets import SHEET_LIMITS
from dialog_tracker.storage.files import FileStore


@dataclass(frozen=True, slots=True)
class Arrival:
    """How files came: into which consultation, by what channel, when; and what each may weigh."""

    facts: Facts
    channel: Channel
    received_at: datetime
    limits: Limits
    soffice: Path | None = None


def unpacked(name: str, content: bytes, limits: Limits) -> list[Bundled]:
    """Give the files of a bundle, and any other file as it is."""
    return list(unbundle(content, limits.file_bytes)) if is_bundle(content) else [Bundled(name, content)]


async def receive_file(session: AsyncSession, actor: Actor, now: datetime, store: FileStore, arrival: Arrival, file: Bundled) -> Came:
    """Take in one file, all of it or nothing; raises Conflict("file-came-before") and what cannot be read as a table."""
    sha256 = await asyncio.to_thread(store.put, file.content)
    table = await asyncio.to_thread(_is_table, file)
    given = Given(file.name, sha256, len(file.content), ATTACHMENT_TYPES.get(table, "text/csv") if table else "application/octet-stream")
    about = (session, actor, now, arrival.facts, given, file.content)
    async with session.begin_nested():
        if table:
            return Came(await open_table(*about))
        if is_mail(file.content, file.name):
            return Came(await receive_letter(*about, store, limits=arrival.limits, soffice=arrival.soffice))
        limits, soffice = arrival.limits, arrival.soffice
        return await receive_form(*about, channel=arrival.channel, received_at=arrival.received_at, limits=limits, soffice=soffice)


def _is_table(file: Bundled) -> AttachmentFormat | None:
    """A workbook is a table by its content; plain text is one by its name alone, for a letter is plain text too."""
    try:
        form = recognise(file.content, SHEET_LIMITS)
    except Malformed:
        return None
    named = file.name.lower().endswith((".csv", ".tsv"))
    return form if form is AttachmentFormat.XLSX or (form is AttachmentFormat.TXT and named) else None
