"""Importing a draft in acts: a preview that stores nothing public, repairs by hand, and the confirmation that makes a version."""

import asyncio
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

import msgspec
from sqlalchemy import delete, insert, select, update
from sqlalchemy.dialects.postgresql import insert as upsert
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from dialog_tracker.documents.actions import add_act, add_version, attach_file, keep_file
from dialog_tracker.documents.queries import act_card, newest_version
from dialog_tracker.domain.act import ActKind, VersionKind
from dialog_tracker.domain.draft_format import MEDIA_TYPES
from dialog_tracker.domain.errors import Conflict, Malformed, NotFound
from dialog_tracker.domain.policy import Actor, Facts, Permission, require
from dialog_tracker.domain.provision import DraftText, ProvisionKind
from dialog_tracker.domain.repair import Repair, RepairAct, repaired_again, repaired_at, target_of
from dialog_tracker.drafting.importer import ImportedDraft, import_draft_async
from dialog_tracker.drafting.tables import ImportPreview, VersionRepairs
from dialog_tracker.ledger.actions import record
from dialog_tracker.office.child import Tracked
from dialog_tracker.office.incoming import Limits
from dialog_tracker.storage.columns import new_id
from dialog_tracker.storage.files import FileStore

_AT_ONCE = asyncio.Semaphore(2)  # each import takes a core for its time
_MOST_REPAIRS = 2000


@dataclass(frozen=True, slots=True)
class PreviewCard:
    """A preview as it is kept: whose, of which act (None for a new one), what was read, and how it stands after repairs.

    `lost` counts the repairs of the earlier reading that found no place in this one.
    """

    id: UUID
    authority_id: UUID
    act_id: UUID | None
    revision: int
    lost: int
    read: ImportedDraft
    text: DraftText
    repairs: tuple[Repair, ...]


@dataclass(frozen=True, slots=True)
class Upload:
    """What is read and where it belongs: a new act of an authority, another version of an act, or over one's own preview."""

    content: bytes
    filename: str
    tracked: Tracked = "accepted"
    authority_id: UUID | None = None
    act_id: UUID | None = None
    over: UUID | None = None


async def preview_draft(
    session: AsyncSession, actor: Actor, now: datetime, upload: Upload, limits: Limits, store: FileStore, soffice: str = ""
) -> UUID:
    """Read an uploaded draft and keep what was found for a day, with the earlier repairs; `soffice` is the setting of that name.

    Raises Malformed with a code `draft-…`.
    """
    authority_id, act_id, repairs = await _destination(session, actor, upload)
    require(Permission.DRAFT_IMPORT, actor, Facts(authority_id=authority_id))
    async with _AT_ONCE:
        draft = await import_draft_async(upload.content, upload.filename, limits=limits, soffice=soffice, tracked=upload.tracked)
    await asyncio.to_thread(store.put, upload.content)
    text, kept = repaired_again(draft.text, repairs)
    await session.execute(delete(ImportPreview).where(col(ImportPreview.created_at) < now - timedelta(days=1)))
    preview_id = new_id()
    whose = {"person_id": actor.person_id, "authority_id": authority_id, "act_id": act_id}
    source = {"source_name": upload.filename[:200], "source_sha256": draft.sha256, "draft": msgspec.json.encode(draft)}
    state = {"repaired": msgspec.json.encode(text), "repairs": msgspec.json.encode(kept), "revision": 0, "lost": len(repairs) - len(kept)}
    await session.execute(insert(ImportPreview).values(id=preview_id, **whose, **source, **state, created_at=now))
    return preview_id


async def keep_scan(session: AsyncSession, actor: Actor, now: datetime, upload: Upload, store: FileStore) -> UUID | None:
    """Keep a PDF of scanned pages with the act it was brought for; None where there is no act yet, so there is nothing to keep it with."""
    if upload.act_id is None:
        return None
    act = await act_card(session, upload.act_id, latin=False)
    require(Permission.DRAFT_IMPORT, actor, Facts(authority_id=act.authority_id))
    sha256 = await asyncio.to_thread(store.put, upload.content)
    await keep_file(session, now, sha256=sha256, size=len(upload.content), media_type=MEDIA_TYPES["pdf"])
    await attach_file(session, now, act_id=act.id, sha256=sha256, name=upload.filename, by=actor.person_id)
    return act.id


async def _destination(session: AsyncSession, actor: Actor, upload: Upload) -> tuple[UUID | None, UUID | None, tuple[Repair, ...]]:
    """Find whose draft this is, and the repairs that it inherits from the preview or the version it is read over."""
    if upload.over is not None:
        before = await read_preview(session, actor, upload.over)
        return before.authority_id, before.act_id, before.repairs
    if upload.act_id is not None:
        act = await act_card(session, upload.act_id, latin=False)
        newest = await newest_version(session, upload.act_id)
        return act.authority_id, upload.act_id, await _repairs_of(session, newest) if newest else ()
    return upload.authority_id, None, ()


async def _repairs_of(session: AsyncSession, version_id: UUID) -> tuple[Repair, ...]:
    kept = await session.scalar(select(col(VersionRepairs.repairs)).where(col(VersionRepairs.version_id) == version_id))
    return msgspec.json.decode(kept, type=tuple[Repair, ...]) if kept else ()


async def read_preview(session: AsyncSession, actor: Actor, preview_id: UUID) -> PreviewCard:
    """Read one's own preview; raises NotFound("preview-gone")."""
    columns = (col(ImportPreview.authority_id), col(ImportPreview.act_id), col(ImportPreview.revision), col(ImportPreview.lost))
    bodies = (col(ImportPreview.draft), col(ImportPreview.repaired), col(ImportPreview.repairs))
    mine = (col(ImportPreview.id) == preview_id, col(ImportPreview.person_id) == actor.person_id)
    row = (await session.execute(select(*columns, *bodies).where(*mine))).first()
    if row is None:
        raise NotFound("preview-gone")
    authority_id, act_id, revision, lost, draft, text, repairs = row
    read = msgspec.json.decode(draft, type=ImportedDraft)
    now_text, made = msgspec.json.decode(text, type=DraftText), msgspec.json.decode(repairs, type=tuple[Repair, ...])
    return PreviewCard(preview_id, authority_id, act_id, revision, lost, read, now_text, made)


@dataclass(frozen=True, slots=True)
class RepairOrder:
    """What an officer asks for: an act on a provision, seen in a revision of the preview."""

    act: RepairAct
    anchor: str
    revision: int
    kind: ProvisionKind | None = None
    label: str = ""
    heading: str = ""
    pieces: tuple[str, ...] = ()


async def repair_preview(session: AsyncSession, actor: Actor, preview_id: UUID, order: RepairOrder) -> str:
    """Make a repair and give the anchor where the provision now stands; raises Conflict("preview-changed"), Malformed("repair-…")."""
    card = await read_preview(session, actor, preview_id)
    if card.revision != order.revision:
        raise Conflict("preview-changed")
    if len(card.repairs) >= _MOST_REPAIRS:
        raise Malformed("repair-too-many", limit=_MOST_REPAIRS)
    target = target_of(card.text, order.anchor)
    repair = Repair(order.act, target, order.kind, order.label, order.heading, order.pieces)
    text, place = await asyncio.to_thread(repaired_at, card.text, repair)
    await _keep(session, card, text, (*card.repairs, repair))
    return place


async def undo_repair(session: AsyncSession, actor: Actor, preview_id: UUID, revision: int) -> None:
    """Take the last repair back by making the others again from what was read."""
    card = await read_preview(session, actor, preview_id)
    if card.revision != revision or not card.repairs:
        raise Conflict("preview-changed")
    text, kept = await asyncio.to_thread(repaired_again, card.read.text, card.repairs[:-1])
    await _keep(session, card, text, kept)


async def _keep(session: AsyncSession, card: PreviewCard, text: DraftText, repairs: tuple[Repair, ...]) -> None:
    """Keep the repaired draft, unless another window was faster."""
    values = {"repaired": msgspec.json.encode(text), "repairs": msgspec.json.encode(repairs), "revision": card.revision + 1}
    mine = (col(ImportPreview.id) == card.id, col(ImportPreview.revision) == card.revision)
    changed = await session.execute(update(ImportPreview).where(*mine).values(**values).returning(col(ImportPreview.id)))
    if changed.scalar() is None:
        raise Conflict("preview-changed")


async def _spend(session: AsyncSession, preview_id: UUID) -> None:
    """Take the preview away; of two confirmations the second finds none."""
    spent = delete(ImportPreview).where(col(ImportPreview.id) == preview_id).returning(col(ImportPreview.id))
    if (await session.execute(spent)).scalar() is None:
        raise NotFound("preview-gone")


async def confirm_draft(
    session: AsyncSession, actor: Actor, now: datetime, preview_id: UUID, *, title: str, kind: ActKind, case_number: str
) -> tuple[UUID, UUID]:
    """Make an act and its version of a preview; confirming twice makes them once, since the preview is spent."""
    card = await read_preview(session, actor, preview_id)
    require(Permission.DRAFT_IMPORT, actor, Facts(authority_id=card.authority_id))
    await _spend(session, preview_id)
    act_id = await add_act(
        session, now, authority_id=card.authority_id, kind=kind, title=title, case_number=case_number, by=actor.person_id
    )
    return act_id, await _store(session, actor, now, card, act_id, VersionKind.CONSULTATION)


async def confirm_version(session: AsyncSession, actor: Actor, now: datetime, preview_id: UUID, kind: VersionKind) -> tuple[UUID, UUID]:
    """Make another version of the act that a preview belongs to; it is public only once it is published."""
    card = await read_preview(session, actor, preview_id)
    if card.act_id is None:
        raise NotFound("preview-gone")
    require(Permission.DRAFT_IMPORT, actor, Facts(authority_id=card.authority_id))
    await _spend(session, preview_id)
    return card.act_id, await _store(session, actor, now, card, card.act_id, kind)


async def _store(session: AsyncSession, actor: Actor, now: datetime, card: PreviewCard, act_id: UUID, kind: VersionKind) -> UUID:
    read = card.read
    await keep_file(session, now, sha256=read.sha256, size=read.size, media_type=MEDIA_TYPES[read.format])
    source = {"source_sha256": read.sha256, "source_name": read.filename}
    version_id = await add_version(session, now, act_id=act_id, kind=kind, draft=card.text, **source, by=actor.person_id)
    if card.repairs:
        made = upsert(VersionRepairs).values(version_id=version_id, repairs=msgspec.json.encode(card.repairs))
        await session.execute(made.on_conflict_do_nothing())
    facts = {"sha256": read.sha256, "repairs": len(card.repairs)}
    await record(session, at=now, actor_id=actor.person_id, act="draft-imported", subject_kind="version", subject_id=version_id, **facts)
    return version_id


async def pass_previews(session: AsyncSession, authority_id: UUID, person_id: UUID, successor_id: UUID) -> int:
    """Give the previews of drafts that somebody prepared for an authority to whoever follows; counts them."""
    mine = (col(ImportPreview.person_id) == person_id, col(ImportPreview.authority_id) == authority_id)
    passed = update(ImportPreview).where(*mine).values(person_id=successor_id).returning(col(ImportPreview.id))
    return len((await session.scalars(passed)).all())
