"""Files that came of a programme or an activity: taken from its form, kept by their content, and sent to whoever may see it."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from litestar.datastructures import UploadFile
from sqlalchemy import or_, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from dialog_tracker.activities.tables import Activity, ActivityOutput, Programme
from dialog_tracker.documents.actions import keep_file
from dialog_tracker.documents.tables import StoredFile
from dialog_tracker.domain.attachment import ATTACHMENT_TYPES, MAX_TOTAL_BYTES, safe_name
from dialog_tracker.domain.errors import Malformed, NotFound
from dialog_tracker.domain.programme import OutputFacts
from dialog_tracker.office.attachments import recognise
from dialog_tracker.office.incoming import Limits
from dialog_tracker.storage.files import FileStore
from dialog_tracker.storage.transaction import Reader
from dialog_tracker.web.forms import Form


async def read_outputs(
    session: AsyncSession, store: FileStore, now: datetime, form: Form, known: Sequence[OutputFacts]
) -> tuple[OutputFacts, ...]:
    """Read the rows of what came of it; a file that was there stays with its row, a new one takes its place.

    A fingerprint that the form sends is taken only where the same row of the record holds it, so that nobody shows the file of another.
    """
    kept = {one.sha256: one for one in known if one.sha256}
    found = []
    at = 0
    while f"output-{at}" in form.fields and at < 100:
        title, link = form.text(f"output-{at}", limit=2000), form.text(f"output_link-{at}", limit=2000)
        before = kept.get(form.text(f"output_kept-{at}"))
        sha256, name = (before.sha256, before.file_name) if before and not form.checked(f"output_drop-{at}") else ("", "")
        try:
            sha256, name = await _laid(session, store, now, form.fields.get(f"output_file-{at}")) or (sha256, name)
        except Malformed as refused:
            form.errors[f"output_file-{at}"] = refused
        if title or link or sha256:
            found.append(OutputFacts(title, link, sha256, name))
        at += 1
    return tuple(found)


async def _laid(session: AsyncSession, store: FileStore, now: datetime, given: Any) -> tuple[str, str] | None:
    """Keep a file of a form; what it is, its content says. None where none was chosen."""
    if not isinstance(given, UploadFile) or not given.filename:
        return None
    content = await given.read(MAX_TOTAL_BYTES + 1)
    kind = await asyncio.to_thread(recognise, content, Limits(file_bytes=MAX_TOTAL_BYTES))
    sha256 = await asyncio.to_thread(store.put, content)
    await keep_file(session, now, sha256=sha256, size=len(content), media_type=ATTACHMENT_TYPES[kind])
    return sha256, safe_name(given.filename, kind)


@dataclass(frozen=True, slots=True)
class OutputFile:
    """A file as it is sent."""

    sha256: str
    name: str
    media_type: str


async def output_file(session: Reader, sha256: str) -> OutputFile:
    """Find a file of a public activity or programme; raises NotFound("file-missing")."""
    query = select(col(ActivityOutput.sha256), col(ActivityOutput.file_name), col(StoredFile.media_type))
    query = query.join(StoredFile, col(StoredFile.sha256) == col(ActivityOutput.sha256))
    query = query.outerjoin(Activity, col(Activity.id) == col(ActivityOutput.activity_id))
    query = query.outerjoin(Programme, col(Programme.id) == col(ActivityOutput.programme_id))
    public = or_(col(Activity.published_at).is_not(None), col(Programme.published_at).is_not(None))
    wanted = (public, col(ActivityOutput.sha256) == sha256, col(StoredFile.erased_at).is_(None))
    row = (await session.execute(query.where(*wanted))).first()
    if row is None:
        raise NotFound("file-missing")
    return OutputFile(sha256, row[1], row[2])
