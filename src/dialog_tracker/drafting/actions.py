"""Importing a draft in two acts: a preview that stores nothing public, and the confirmation that makes an act and a version."""

import asyncio
from datetime import datetime, timedelta
from uuid import UUID

import msgspec
from sqlalchemy import delete, insert, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from dialog_tracker.documents.actions import add_act, add_version, keep_file
from dialog_tracker.domain.act import ActKind, VersionKind
from dialog_tracker.domain.errors import NotFound
from dialog_tracker.domain.policy import Actor, Facts, Permission, require
from dialog_tracker.drafting.importer import ImportedDraft, import_draft_async
from dialog_tracker.drafting.tables import ImportPreview
from dialog_tracker.ledger.actions import record
from dialog_tracker.office.incoming import Limits
from dialog_tracker.storage.columns import new_id
from dialog_tracker.storage.files import FileStore

WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
_AT_ONCE = asyncio.Semaphore(2)  # each import takes a core for its time


async def preview_draft(
    session: AsyncSession, actor: Actor, now: datetime, authority_id: UUID, content: bytes, filename: str, limits: Limits, store: FileStore
) -> UUID:
    """Read an uploaded draft and keep what was found for a day; raises Malformed with a code `draft-…`."""
    require(Permission.DRAFT_IMPORT, actor, Facts(authority_id=authority_id))
    async with _AT_ONCE:
        draft = await import_draft_async(content, filename, limits=limits)
    await asyncio.to_thread(store.put, content)
    await session.execute(delete(ImportPreview).where(col(ImportPreview.created_at) < now - timedelta(days=1)))
    preview_id = new_id()
    row = {"person_id": actor.person_id, "authority_id": authority_id, "source_name": filename[:200], "source_sha256": draft.sha256}
    await session.execute(insert(ImportPreview).values(id=preview_id, **row, draft=msgspec.json.encode(draft), created_at=now))
    return preview_id


async def read_preview(session: AsyncSession, actor: Actor, preview_id: UUID) -> tuple[UUID, ImportedDraft]:
    """Read one's own preview: the authority and what was found; raises NotFound("preview-gone")."""
    columns = (col(ImportPreview.authority_id), col(ImportPreview.draft))
    row = (
        await session.execute(select(*columns).where(col(ImportPreview.id) == preview_id, col(ImportPreview.person_id) == actor.person_id))
    ).first()
    if row is None:
        raise NotFound("preview-gone")
    return row[0], msgspec.json.decode(row[1], type=ImportedDraft)


async def confirm_draft(
    session: AsyncSession, actor: Actor, now: datetime, preview_id: UUID, *, title: str, kind: ActKind, case_number: str
) -> tuple[UUID, UUID]:
    """Make an act and its version of a preview; confirming twice makes them once, since the preview is spent."""
    authority_id, draft = await read_preview(session, actor, preview_id)
    require(Permission.DRAFT_IMPORT, actor, Facts(authority_id=authority_id))
    spent = delete(ImportPreview).where(col(ImportPreview.id) == preview_id).returning(col(ImportPreview.id))
    if (await session.execute(spent)).scalar() is None:
        raise NotFound("preview-gone")
    await keep_file(session, now, sha256=draft.sha256, size=draft.size, media_type=WORD)
    act_id = await add_act(session, now, authority_id=authority_id, kind=kind, title=title, case_number=case_number, by=actor.person_id)
    version_id = await add_version(
        session,
        now,
        act_id=act_id,
        kind=VersionKind.CONSULTATION,
        draft=draft.text,
        source_sha256=draft.sha256,
        source_name=draft.filename,
        by=actor.person_id,
    )
    await record(
        session, at=now, actor_id=actor.person_id, act="draft-imported", subject_kind="version", subject_id=version_id, sha256=draft.sha256
    )
    return act_id, version_id
