"""Storing acts and their versions: every provision with its Latin and folded form, derived once, here."""

import hashlib
from collections.abc import Iterator, Sequence
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import bindparam, delete, func, insert, select, update
from sqlalchemy.dialects.postgresql import insert as upsert
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from dialog_tracker.directory.tables import Area
from dialog_tracker.documents.tables import Act, ActArea, ActAttachment, ActStage, Provision, StoredFile, Version
from dialog_tracker.domain import provision as law
from dialog_tracker.domain.act import ActKind, ActStageKind, DocumentKind, VersionKind
from dialog_tracker.domain.comment import clean_text
from dialog_tracker.domain.errors import NotFound
from dialog_tracker.domain.place import place_label
from dialog_tracker.domain.policy import Actor, Facts, Permission, require
from dialog_tracker.domain.script import Script, fold, script_of, to_latin
from dialog_tracker.ledger.actions import record
from dialog_tracker.storage.columns import new_id

# Kinds whose own page takes comments: smaller nodes are shown, and chosen, inside them.
_UNITS = {
    law.ProvisionKind.ARTICLE,
    law.ProvisionKind.PREAMBLE,
    law.ProvisionKind.ANNEX,
    law.ProvisionKind.EXPLANATORY_NOTE,
    law.ProvisionKind.SIGNATURE,
}


async def keep_file(session: AsyncSession, now: datetime, *, sha256: str, size: int, media_type: str) -> None:
    """Note a file that the file store holds; one whose content was erased is there again."""
    made = upsert(StoredFile).values(sha256=sha256, size=size, media_type=media_type, stored_at=now)
    again = made.on_conflict_do_update(index_elements=["sha256"], set_={"erased_at": None}, where=col(StoredFile.erased_at).is_not(None))
    await session.execute(again)


async def attach_file(
    session: AsyncSession,
    now: datetime,
    *,
    act_id: UUID,
    sha256: str,
    name: str,
    by: UUID | None,
    kind: DocumentKind = DocumentKind.OTHER,
    public: bool = False,
) -> None:
    """Keep a file with an act; the same file twice is kept once. The file itself was noted by `keep_file`."""
    what = {"kind": kind, "public": public}
    made = upsert(ActAttachment).values(id=new_id(), act_id=act_id, sha256=sha256, name=name[:200], created_by=by, created_at=now, **what)
    await session.execute(made.on_conflict_do_nothing())
    await record(session, at=now, actor_id=by, act="file-attached", subject_kind="act", subject_id=act_id, sha256=sha256)


async def add_document(
    session: AsyncSession,
    actor: Actor,
    now: datetime,
    act_id: UUID,
    *,
    sha256: str,
    name: str,
    kind: DocumentKind,
    public: bool,
) -> None:
    """Keep a document that an official brings with an act. Raises NotFound("act-unknown")."""
    await _require_own_act(session, actor, act_id)
    await attach_file(session, now, act_id=act_id, sha256=sha256, name=name, by=actor.person_id, kind=kind, public=public)


async def mark_document(
    session: AsyncSession, actor: Actor, now: datetime, act_id: UUID, attachment_id: UUID, kind: DocumentKind, *, public: bool
) -> None:
    """Say what a kept file is and whether everybody may read it. Raises NotFound("act-unknown" or "file-missing")."""
    await _require_own_act(session, actor, act_id)
    mine = (col(ActAttachment.id) == attachment_id, col(ActAttachment.act_id) == act_id)
    marked = await session.execute(update(ActAttachment).where(*mine).values(kind=kind, public=public).returning(col(ActAttachment.id)))
    if marked.first() is None:
        raise NotFound("file-missing")
    what = {"kind": kind, "public": public}
    await record(session, at=now, actor_id=actor.person_id, act="file-marked", subject_kind="act", subject_id=act_id, **what)


async def _require_own_act(session: AsyncSession, actor: Actor, act_id: UUID) -> None:
    authority_id = await session.scalar(select(col(Act.authority_id)).where(col(Act.id) == act_id))
    if authority_id is None:
        raise NotFound("act-unknown")
    require(Permission.DRAFT_IMPORT, actor, Facts(authority_id=authority_id))


async def add_act(
    session: AsyncSession,
    now: datetime,
    *,
    authority_id: UUID,
    kind: ActKind,
    title: str,
    title_en: str = "",
    case_number: str = "",
    started_on: date | None = None,
    language: str = "sr",
    by: UUID | None,
) -> UUID:
    """Open the file of a draft."""
    act_id = new_id()
    script = script_of(title)
    texts = {"title": title, "title_latn": to_latin(title), "title_fold": fold(title), "title_en": title_en, "script": script}
    await session.execute(
        insert(Act).values(
            id=act_id,
            authority_id=authority_id,
            kind=kind,
            **texts,
            language=language,
            case_number=case_number,
            started_on=started_on,
            created_by=by,
            created_at=now,
        )
    )
    await record(session, at=now, actor_id=by, act="act-opened", subject_kind="act", subject_id=act_id, kind=kind)
    return act_id


async def note_stage(
    session: AsyncSession,
    actor: Actor,
    now: datetime,
    act_id: UUID,
    kind: ActStageKind,
    day: date,
    *,
    planned: bool,
    note: str = "",
    address: str = "",
) -> None:
    """Note a stage of an act that was reached on a day, or is planned for one. Raises NotFound("act-unknown")."""
    await _require_own_act(session, actor, act_id)
    words = clean_text("note", note, 500)
    dates = {"done_on": None if planned else day, "planned_on": day if planned else None}
    texts = {"note": words, "note_latn": to_latin(words), "address": clean_text("address", address, 500)}
    stamps = {"created_by": actor.person_id, "created_at": now}
    await session.execute(insert(ActStage).values(id=new_id(), act_id=act_id, kind=kind, **dates, **texts, **stamps))
    await record(
        session,
        at=now,
        actor_id=actor.person_id,
        act="stage-noted",
        subject_kind="act",
        subject_id=act_id,
        stage=kind,
        on=day,
        planned=planned,
    )


async def set_areas(session: AsyncSession, actor: Actor, now: datetime, act_id: UUID, keys: Sequence[str]) -> None:
    """Choose the areas of work that an act concerns; unknown keys are left out. Raises NotFound("act-unknown")."""
    await _require_own_act(session, actor, act_id)
    known = (await session.scalars(select(col(Area.key)).where(col(Area.key).in_(keys)))).all()
    await session.execute(delete(ActArea).where(col(ActArea.act_id) == act_id))
    if known:
        await session.execute(insert(ActArea), [{"act_id": act_id, "area_key": key} for key in known])
    await record(session, at=now, actor_id=actor.person_id, act="areas-chosen", subject_kind="act", subject_id=act_id, areas=sorted(known))


async def add_version(
    session: AsyncSession,
    now: datetime,
    *,
    act_id: UUID,
    kind: VersionKind,
    draft: law.DraftText,
    source_sha256: str,
    source_name: str,
    by: UUID | None,
) -> UUID:
    """Store a text of an act with all its provisions."""
    version_id = new_id()
    rows = list(_rows(version_id, draft))
    number = await session.scalar(select(func.coalesce(func.max(col(Version.number)), 0) + 1).where(col(Version.act_id) == act_id))
    await session.execute(
        insert(Version).values(
            id=version_id,
            act_id=act_id,
            number=number,
            kind=kind,
            language=draft.language,
            script=draft.script,
            source_sha256=source_sha256,
            source_name=source_name,
            content_hash=_fingerprint(rows),
            articles=sum(row["kind"] == law.ProvisionKind.ARTICLE for row in rows),
            created_by=by,
            created_at=now,
        )
    )
    await session.execute(insert(Provision), rows)
    await record(session, at=now, actor_id=by, act="version-stored", subject_kind="version", subject_id=version_id, provisions=len(rows))
    return version_id


async def freeze(session: AsyncSession, now: datetime, version_id: UUID) -> None:
    """Freeze a version: from now on a change is a new version."""
    await session.execute(update(Version).where(col(Version.id) == version_id, col(Version.frozen_at).is_(None)).values(frozen_at=now))


async def publish_version(session: AsyncSession, actor: Actor, now: datetime, version_id: UUID) -> UUID:
    """Make a version public for good, and give its act; doing it twice does it once. Raises NotFound("version-unknown")."""
    row = (await session.execute(_OWNER, {"version": version_id})).first()
    if row is None:
        raise NotFound("version-unknown")
    require(Permission.VERSION_PUBLISH, actor, Facts(authority_id=row.authority_id))
    if row.frozen_at is None:
        await freeze(session, now, version_id)
        await record(session, at=now, actor_id=actor.person_id, act="version-published", subject_kind="version", subject_id=version_id)
    act_id: UUID = row.act_id
    return act_id


_OWNER = (
    select(col(Version.act_id), col(Version.frozen_at), col(Act.authority_id))
    .join(Act, col(Act.id) == col(Version.act_id))
    .where(col(Version.id) == bindparam("version"))
    .with_for_update(of=Version)
)


def _rows(version_id: UUID, draft: law.DraftText) -> Iterator[dict[str, Any]]:
    cyrillic = draft.script is Script.CYRILLIC
    units: dict[str, law.Provision] = {}
    for position, (node, depth, parent, unit) in enumerate(_nodes(draft.provisions, 0, None, None)):
        units.setdefault(unit, node)
        place = place_label(_printed_label(units[unit], cyrillic=cyrillic), units[unit].heading, unit, node.anchor)
        words = f"{node.label}\n{node.heading or ''}\n{node.text}"
        yield {
            "id": new_id(),
            "version_id": version_id,
            "position": position,
            "depth": depth,
            "parent_anchor": parent,
            "unit_anchor": unit,
            "anchor": node.anchor,
            "kind": node.kind,
            "label": node.label,
            "label_latn": to_latin(node.label) if cyrillic else node.label,
            "place": place,
            "place_latn": to_latin(place) if cyrillic else place,
            "heading": node.heading,
            "heading_latn": to_latin(node.heading) if cyrillic and node.heading else node.heading,
            "words": node.text,
            "words_latn": to_latin(node.text) if cyrillic else node.text,
            "fold": fold(words),
            "text_hash": hashlib.sha256(words.encode()).hexdigest(),
        }


def _printed_label(unit: law.Provision, *, cyrillic: bool) -> str:
    """A row of a plan is printed as „Активност 1.2”: its number alone says nothing in a list of comments."""
    if unit.kind not in law.ROW_KINDS or not unit.label[:1].isdigit():
        return unit.label
    return f"{'Активност' if cyrillic else 'Aktivnost'} {unit.label.rstrip('.')}"


def _nodes(
    provisions: tuple[law.Provision, ...], depth: int, parent: str | None, unit: str | None
) -> Iterator[tuple[law.Provision, int, str | None, str]]:
    for node in provisions:
        own_unit = unit or node.anchor
        inside = unit or (node.anchor if node.kind in _UNITS else None)
        yield node, depth, parent, own_unit
        yield from _nodes(node.children, depth + 1, node.anchor, inside)


def _fingerprint(rows: list[dict[str, Any]]) -> str:
    return hashlib.sha256("\n".join(f"{row['anchor']} {row['text_hash']}" for row in rows).encode()).hexdigest()
